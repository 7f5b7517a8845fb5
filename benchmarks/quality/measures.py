"""What a yardstick reads and what it says: lines of JSON as entries, and shares of right ones."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.entries import Entry, ReadOptions
from graph.lexicon import identity_key, singular, split_words
from graph.network import Build, Fact, Thing
from graph.published import About, Body, publish

__all__ = ["Share", "entries_of", "f1", "facts_of", "is_named", "names_of", "read_lines", "subjects"]

Row = Mapping[str, Any]
_OPTIONS = ReadOptions()


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many are as the annotated text has it."""

    name: str
    right: int
    of: int

    def __str__(self) -> str:
        share = f"{100 * self.right / self.of:.1f}" if self.of else "–"
        return f"{share:>7} %  {self.right:,} of {self.of:,}  {self.name}"


def f1(name: str, right: int, stated: int, wanted: int) -> str:
    """Write precision, recall and F1 of a count as a line."""
    numbers = [100 * right / stated if stated else 0, 100 * right / wanted if wanted else 0]
    both = 200 * right / (stated + wanted) if stated + wanted else 0
    return f"{both:7.1f} F1 {name}: precision {numbers[0]:.1f} of {stated:,}, recall {numbers[1]:.1f} of {wanted:,}"


def read_lines(path: Path) -> tuple[Row, ...]:
    """Read the rows of a file of JSON lines, compressed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return tuple(json.loads(line) for line in data.decode("utf-8").split("\n") if line.strip())


def entries_of(rows: Iterable[Row], title: str, text: str) -> dict[str, Entry]:
    """Make an entry of each row, by its id, as a reader does; a row that no reader would take is left out.

    ``title`` and ``text`` name the row's keys.
    """
    found = {
        row["id"]: next(publish(Body(row[text]), About(row[title], row["id"]), row["id"], _OPTIONS)) for row in rows
    }
    return {name: entry for name, entry in found.items() if isinstance(entry, Entry)}


def subjects(made: Build) -> dict[str, Thing]:
    """Give what each entry is about, by the entry's name."""
    things = {thing.id: thing for thing in made.things}
    return {
        mention.entry: things[mention.node]
        for mention in made.mentions
        if mention.source == "title" and mention.start == 0 and mention.node in things
    }


def facts_of(made: Build, entry: str, subject: str, predicates: Iterable[str]) -> Iterator[Fact]:
    """Give the facts about a thing that its own entry states."""
    claims = {claim.id for claim in made.claims if claim.entry == entry}
    wanted = frozenset(predicates)
    for fact in made.facts:
        if fact.subject == subject and fact.predicate in wanted and claims & set(fact.claims):
            yield fact


def names_of(thing: Thing) -> frozenset[str]:
    """Give a thing's label and aliases as names are compared."""
    return frozenset(identity_key(name) for name in (thing.label, *thing.aliases))


def is_named(name: str, text: str) -> bool:
    """Say whether a text holds a name word by word, case and number aside.

    >>> is_named("Pooling layer", "Two pooling layers."), is_named("Pooling layer", "A layer for pooling.")
    (True, False)
    """
    return f" {_flat(name)} " in f" {_flat(text)} "


def _flat(text: str) -> str:
    return " ".join(singular(word.casefold()) for word, _, _ in split_words(text))
