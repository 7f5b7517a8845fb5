"""Gold: what careful readers found in an entry. Read, compiled from the form that people write, and checked.

People write one thing a line (``N`` a node, ``F`` a fact, ``O`` an arguable one, ``M`` a further surface, ``X`` a place
that is no mention); :func:`compile_gold` finds the places in the text. The compiled form is JSON, one file an entry, as
described in ``data/gold/README.md``. Offsets are code points of the published text, end exclusive.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from graph.entries import Entry
from graph.errors import GoldError
from graph.lexicon import is_name, name_key, singular, split_words
from graph.vocabulary import Vocabulary

__all__ = [
    "Fault",
    "Gold",
    "GoldMention",
    "GoldNode",
    "GoldRelation",
    "check_gold",
    "compile_gold",
    "find_faults",
    "generate_gold",
    "read_gold",
    "read_golds",
]


@dataclass(frozen=True, slots=True)
class GoldNode:
    """A thing of an entry: ``id`` is its number within the file."""

    id: int
    label: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class GoldMention:
    """A place that names a node."""

    start: int
    end: int
    node: int


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """A fact between two nodes, or a node and a year."""

    head: int
    predicate: str
    tail: int | None
    value: int | None
    qualifiers: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gold:
    """All that an entry says: ``optional`` relations are true and arguable, neither asked for nor punished."""

    entry: str
    text_sha256: str
    nodes: tuple[GoldNode, ...]
    mentions: tuple[GoldMention, ...]
    relations: tuple[GoldRelation, ...]
    optional: tuple[GoldRelation, ...]

    def names(self, node: int) -> frozenset[str]:
        """Give the keys of a node's label and aliases."""
        found = self.nodes[node]
        return frozenset(name_key(name) for name in (found.label, *found.aliases))


def digest_text(text: str) -> str:
    """Give the SHA-256 of a published text."""
    return sha256(text.encode()).hexdigest()


# ── the form that people write ──────────────────────────────────────────────────────────────────────────────────────
def compile_gold(entry: Entry, lines: Iterable[str], place: str) -> Gold:
    """Make gold of the form that people write.

    Raises
    ------
    GoldError
        A line has the wrong form or names a node that no ``N`` line declares; the message gives file and line.
    """
    nodes: dict[str, GoldNode] = {}
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\n").split("|")
        if cells[0] == "N" and len(cells) == 4:
            aliases = tuple(alias.strip() for alias in cells[3].split(";") if alias.strip())
            nodes[cells[1]] = GoldNode(len(nodes), cells[1], cells[2], aliases)
        elif line.strip():
            rows.append((number, cells))
    surfaces = {node.id: [node.label, *node.aliases] for node in nodes.values()}
    excluded: list[tuple[str, int]] = []
    relations: dict[str, list[GoldRelation]] = {"F": [], "O": []}
    for number, cells in rows:
        try:
            if cells[0] in relations:
                relations[cells[0]].append(_relation(cells, nodes))
            elif cells[0] == "M":
                surfaces[nodes[cells[2]].id].append(cells[1])
            elif cells[0] == "X":
                excluded.append((cells[1], int(cells[2])))
            else:
                raise GoldError(f"{place}, line {number}: unknown line {cells[0]!r}; lines begin with N, F, O, M or X")
        except (KeyError, IndexError, ValueError) as error:
            raise GoldError(f"{place}, line {number}: {error} is unknown or missing; declare it on an N line") from None
    mentions = tuple(sorted(_find_places(entry, surfaces, excluded)))
    return Gold(
        entry.name,
        digest_text(entry.text),
        tuple(nodes.values()),
        mentions,
        tuple(relations["F"]),
        tuple(relations["O"]),
    )


def _relation(cells: list[str], nodes: Mapping[str, GoldNode]) -> GoldRelation:
    _, subject, predicate, object_, *rest = cells
    year = int(object_) if re.fullmatch(r"\d{4}", object_) and object_ not in nodes else None
    tail = nodes[object_].id if year is None else None
    qualifiers: dict[str, str | int | bool] = {}
    for mark in "|".join(rest).split(";"):
        name, _, value = mark.strip().partition("=")
        if name:
            qualifiers[name] = (int(value) if value.isdigit() and name == "position" else value) if value else True
    return GoldRelation(nodes[subject].id, predicate, tail, year, qualifiers)


def _find_places(
    entry: Entry, surfaces: Mapping[int, list[str]], excluded: list[tuple[str, int]]
) -> Iterator[GoldMention]:
    """Find the places of all surfaces: the longest wins, headings hold none, plural and case of terms do not count."""
    text = entry.text
    words = [word for word in split_words(text) if _in_body(entry, word[1])]
    table: dict[str, list[tuple[int, str, int]]] = {}
    for node, names in surfaces.items():
        for name in names:
            first = split_words(name)
            if first:
                table.setdefault(_loose(first[0][0]), []).append((len(first), name, node))
    skipped = {start for surface, count in excluded for start in _nth(text, surface, count)}
    end = -1
    for place, (word, start, _) in enumerate(words):
        if start < end or start in skipped:
            continue
        for size, name, node in sorted(table.get(_loose(word), ()), key=lambda row: (-row[0], row[1])):
            last = place + size - 1
            if last < len(words) and _matches(text[start : words[last][2]], name):
                end = words[last][2]
                yield GoldMention(start, end, node)
                break


def _in_body(entry: Entry, start: int) -> bool:
    return start < len(entry.title) or any(section.start <= start < section.end for section in entry.sections)


def _loose(word: str) -> str:
    return singular(word).casefold()


def _matches(surface: str, name: str) -> bool:
    if is_name(name) and not name[-1:].islower():
        return surface == name or (surface[:-1] == name and surface[-1] == "s")
    return "\n" not in surface and name_key(surface) == name_key(name) and surface.count(",") == name.count(",")


def _nth(text: str, surface: str, count: int) -> Iterator[int]:
    starts = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", text, re.IGNORECASE)]
    if 0 < count <= len(starts):
        yield starts[count - 1]


# ── the compiled form ───────────────────────────────────────────────────────────────────────────────────────────────
def generate_gold(gold: Gold) -> str:
    """Write gold as JSON, keys in a fixed order."""
    row: dict[str, Any] = {"entry": gold.entry, "text_sha256": gold.text_sha256}
    row["nodes"] = [
        {"id": node.id, "label": node.label, "kind": node.kind, "aliases": list(node.aliases)} for node in gold.nodes
    ]
    row["mentions"] = [{"start": place.start, "end": place.end, "node": place.node} for place in gold.mentions]
    row["relations"] = [_relation_row(relation) for relation in gold.relations]
    row["optional"] = [_relation_row(relation) for relation in gold.optional]
    parts = [f" {json.dumps(key)}: {_rows(value)}" for key, value in row.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _rows(value: Any) -> str:
    """Write a list one item a line, so that a difference can be read."""
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "[" + ",".join("\n  " + json.dumps(item, ensure_ascii=False) for item in value) + "\n ]"


def _relation_row(relation: GoldRelation) -> dict[str, Any]:
    row: dict[str, Any] = {"head": relation.head, "predicate": relation.predicate}
    row.update({"tail": relation.tail} if relation.value is None else {"value": relation.value})
    return row | ({"qualifiers": dict(relation.qualifiers)} if relation.qualifiers else {})


def read_gold(path: Path) -> Gold:
    """Read one compiled file.

    Raises
    ------
    GoldError
        The file is no JSON or lacks a field.
    """
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        return Gold(
            entry=_text(row["entry"]),
            text_sha256=row["text_sha256"],
            nodes=tuple(
                GoldNode(_whole(n["id"]), _text(n["label"]), _text(n["kind"]), tuple(map(_text, n["aliases"])))
                for n in row["nodes"]
            ),
            mentions=tuple(
                GoldMention(_whole(m["start"]), _whole(m["end"]), _whole(m["node"])) for m in row["mentions"]
            ),
            relations=tuple(_read_relation(r) for r in row["relations"]),
            optional=tuple(_read_relation(r) for r in row["optional"]),
        )
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
        raise GoldError(f"{path}: {type(error).__name__} {error}; see data/gold/README.md for the form") from None


def read_golds(path: Path, split: str | None = None) -> tuple[Gold, ...]:
    """Read one file, or all of a folder; of a split that the folder's ``splits.toml`` lists, no other file is opened.

    Raises
    ------
    GoldError
        There is no gold, no such split, or a file cannot be read.
    """
    if path.is_file() and split is None:
        return (read_gold(path),)
    names = [file.stem for file in path.glob("*.json")] if split is None else _read_split(path / "splits.toml", split)
    if not names:
        raise GoldError(f"{path}: no gold here; give a folder with <entry>.json files, or one such file")
    return tuple(read_gold(path / f"{name}.json") for name in sorted(names))


def _read_split(path: Path, split: str) -> list[str]:
    try:
        splits = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise GoldError(f"{path}: {error}; a split needs this file, with a list of entries by its name") from None
    names = splits.get(split)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise GoldError(f"{path}: has no list {split!r}; the splits are {', '.join(splits)}")
    return names


def _read_relation(row: Mapping[str, Any]) -> GoldRelation:
    tail, value = row.get("tail"), row.get("value")
    return GoldRelation(
        _whole(row["head"]),
        _text(row["predicate"]),
        None if tail is None else _whole(tail),
        None if value is None else _whole(value),
        dict(row.get("qualifiers", {})),
    )


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise TypeError(f"{value!r} is no text")
    return value


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with gold: the cause, and a part of the line of its file where it stands."""

    cause: str
    where: str = ""

    def place(self, path: Path) -> str:
        """Give the file, and the line where one can be told."""
        lines = path.read_text(encoding="utf-8").splitlines() if self.where else []
        return next((f"{path}:{number}" for number, line in enumerate(lines, 1) if self.where in line), str(path))


def check_gold(gold: Gold, entry: Entry, vocabulary: Vocabulary) -> list[str]:
    """Check gold against its text and the vocabulary; give one line for each fault."""
    return [fault.cause for fault in find_faults(gold, entry, vocabulary)]


def find_faults(gold: Gold, entry: Entry, vocabulary: Vocabulary) -> list[Fault]:
    """Check gold against its text and the vocabulary."""
    faults = []
    if gold.text_sha256 != digest_text(entry.text):
        faults.append(Fault("the text has changed since it was annotated", '"text_sha256"'))
    ids = [node.id for node in gold.nodes]
    if ids != list(range(len(ids))):
        faults.append(Fault("node ids are not 0, 1, 2 …", '"nodes"'))
        return faults
    kinds = {kind.name for kind in vocabulary.kinds.values() if kind.inferred is None}
    strange = [node for node in gold.nodes if node.kind not in kinds]
    faults += [Fault(f"unknown kind {node.kind} of {node.label}", f'"kind": {_json(node.kind)}') for node in strange]
    labels = [(node.label, node.kind) for node in gold.nodes]
    twice = sorted({each for each in labels if labels.count(each) > 1})
    faults += [Fault(f"two nodes {label}", f'"label": {_json(label)}') for label, _ in twice]
    faults += _place_faults(gold, len(entry.text))
    seen: set[tuple[int, str, int | None, int | None]] = set()
    for relation in (*gold.relations, *gold.optional):
        where = json.dumps(_relation_row(relation), ensure_ascii=False)
        if relation.head not in ids or (relation.value is None and relation.tail not in ids):
            faults.append(Fault(f"a relation {relation.predicate} has an end that is no node", where))
            continue
        faults += [Fault(fault, where) for fault in _relation_faults(relation, gold, vocabulary)]
        key = (relation.head, relation.predicate, relation.tail, relation.value)
        faults += (
            [Fault(f"twice: {gold.nodes[relation.head].label} {relation.predicate}", where)] if key in seen else []
        )
        seen.add(key)
    return faults


def _place_faults(gold: Gold, length: int) -> Iterator[Fault]:
    for place in gold.mentions:
        if not 0 <= place.start < place.end <= length or not 0 <= place.node < len(gold.nodes):
            yield Fault(f"the mention {_at(place)} lies outside the text or names no node", _at(place))
    for first, second in zip(gold.mentions, gold.mentions[1:], strict=False):
        if second.start < first.end:
            yield Fault(f"mentions overlap at {second.start}", _at(second))


def _at(place: GoldMention) -> str:
    return f'"start": {place.start}, "end": {place.end}'


def _json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _relation_faults(relation: GoldRelation, gold: Gold, vocabulary: Vocabulary) -> list[str]:
    if relation.predicate not in vocabulary.predicates:
        return [f"unknown predicate {relation.predicate}"]
    head = gold.nodes[relation.head]
    if relation.value is not None:
        takes = (
            vocabulary.predicates[relation.predicate].takes_year
            and head.kind in vocabulary.predicates[relation.predicate].subjects
        )
        return [] if takes else [f"{head.label} {relation.predicate} takes no year"]
    tail = gold.nodes[relation.tail or 0]
    fits = vocabulary.allows(head.kind, relation.predicate, tail.kind)
    return [] if fits else [f"ends do not fit: {head.label} {relation.predicate} {tail.label}"]
