"""The AI Ontology: whether its definitions lead to the parents that its editors gave the terms."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.quality.measures import Row, Share, entries_of, facts_of, is_named, names_of, read_lines, subjects
from graph import Build, build
from graph.entries import Entry
from graph.gazetteer import read_heads
from graph.lexicon import identity_key
from graph.settings import Settings

__all__ = ["FILE", "measure"]

FILE = "aio/terms.jsonl"
_BROADER = ("broader", "instanceOf")


def measure(path: Path, settings: Settings) -> Iterator[str]:
    """Build the terms as entries (label and definition), and look for each parent among the facts that it states."""
    terms = {row["id"]: row for row in read_lines(path)}
    entries = entries_of(terms.values(), "label", "definition")
    made = build(entries.values(), settings)
    yield f"{len(entries)} terms with a definition"
    yield from map(str, _shares(made, terms, entries))


def _shares(made: Build, terms: Mapping[str, Row], entries: Mapping[str, Entry]) -> list[Share]:
    heads = read_heads()
    above = _stated(made)
    every, named, nodes, stated = [], [], [], []
    for key, entry in entries.items():
        row, found = terms[key], above.get(entry.name, [])
        parents = [_names(parent, terms) for parent in row["parents"]]
        spelled = frozenset(identity_key(name) for name in _ancestors(row, terms))
        stated += [bool(names & spelled) for names in found]
        for names in parents:
            keys = frozenset(identity_key(name) for name in names)
            right = any(keys & its for its in found)
            every.append(right)
            if any(is_named(name, row["definition"]) for name in names):
                named.append(right)
                if not all(heads.is_bare(name) for name in names if is_named(name, row["definition"])):
                    nodes.append(right)
    return [
        Share("parents stated, all", sum(every), len(every)),
        Share("parents stated, of those that the definition names", sum(named), len(named)),
        Share("the same without parents that are a bare head (model), which is never a node", sum(nodes), len(nodes)),
        Share("of what is stated as broader, a parent or its ancestor", sum(stated), len(stated)),
    ]


def _stated(made: Build) -> dict[str, list[frozenset[str]]]:
    things = {thing.id: thing for thing in made.things}
    return {
        entry: [
            names_of(things[fact.object])
            for fact in facts_of(made, entry, subject.id, _BROADER)
            if isinstance(fact.object, str)
        ]
        for entry, subject in subjects(made).items()
    }


def _names(identifier: str, terms: Mapping[str, Row]) -> tuple[str, ...]:
    """Give the label and exact synonyms of a term; of one that the file lacks, the words of its identifier."""
    row = terms.get(identifier)
    if row is None:
        return (" ".join(re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", identifier.partition(":")[2])),)
    return (row["label"], *(name for name, scope in row["synonyms"] if scope == "EXACT"))


def _ancestors(row: Row, terms: Mapping[str, Row], depth: int = 12) -> Iterator[str]:
    for parent in row["parents"]:
        yield from _names(parent, terms)
        if parent in terms and depth:
            yield from _ancestors(terms[parent], terms, depth - 1)
