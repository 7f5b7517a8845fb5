"""What the page holds: things with their places, facts, sentences and the paragraphs around them, as plain rows."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from graph.claims import Claim, Mention
from graph.entries import Entry
from graph.formats.layout import Layout, lay_out
from graph.network import Build, Fact, Match, Thing
from graph.settings import Settings
from graph.vocabulary import Kind, Vocabulary, read_vocabulary

__all__ = ["LARGE", "Contents", "Row", "gather_contents", "plain_slug"]

Row = dict[str, Any]
Contents = dict[str, Any]

LARGE = 3_000
"""Above as many things the picture shows bubbles first, and the page carries its data packed.

From 1,500 things to here the picture begins with the 600 main ones in their groups (``MAIN`` in web/src/scene.js), as
bubbles would hide the names that a glossary of this size can still show.
"""

PARAGRAPH = 1_500
"""A paragraph longer than this is cut to the lines of its sentence (lists without blank lines)."""


def gather_contents(build: Build, settings: Settings) -> Contents:
    """Gather all that the page knows; numbers stand for things, kinds, predicates, entries, sentences, paragraphs."""
    vocabulary = read_vocabulary(settings.domain)
    things = _order(build)
    numbers = {thing.id: number for number, thing in enumerate(things)}
    entries = {entry.name: number for number, entry in enumerate(build.entries)}
    layout = _lay_out(build, numbers)
    quoted = _Quotations(build.entries, entries, settings.page_texts)
    facts = _facts(build, numbers, vocabulary, quoted, entries)
    return {
        "title": settings.title,
        "kinds": [_kind(kind) for kind in vocabulary.kinds.values()],
        "predicates": [{"label": item.label, "says": list(item.says)} for item in vocabulary.predicates.values()],
        "entries": [_entry(entry) for entry in build.entries],
        "nodes": _nodes(things, layout, vocabulary, entries, build.matches),
        "facts": facts,
        "sentences": quoted.sentences,
        "passages": list(quoted.passages),
        "communities": _communities(layout),
    }


def _kind(kind: Kind) -> Row:
    row: Row = {"name": kind.name, "label": kind.label, "plural": kind.plural, "groups": sorted(kind.groups)}
    return row | ({"parent": kind.parent} if kind.parent else {})


def _order(build: Build) -> list[Thing]:
    """Sort things by importance: what has most facts comes first, and is labelled and found first."""
    degree: dict[str, int] = {}
    for fact in build.facts:
        for end in (fact.subject, fact.object):
            if isinstance(end, str):
                degree[end] = degree.get(end, 0) + 1
    return sorted(build.things, key=lambda thing: (-degree.get(thing.id, 0), -thing.mentions, thing.id))


def _lay_out(build: Build, numbers: Mapping[str, int]) -> Layout:
    links = [
        (numbers[fact.subject], numbers[fact.object], 0.5 + fact.confidence * fact.support)
        for fact in build.facts
        if isinstance(fact.object, str)
    ]
    if len(numbers) <= LARGE:
        return lay_out(len(numbers), links)
    from graph.formats.bubbles import lay_out_bubbles

    return lay_out_bubbles(len(numbers), links)


def _communities(layout: Layout) -> list[Row]:
    """Describe the bubbles of a large picture: where each lies, how large it is, and which it lies in."""
    return [
        {"parent": bubble.parent, "x": bubble.x, "y": bubble.y, "r": bubble.radius, "size": bubble.size}
        for bubble in layout.bubbles
    ]


def _nodes(
    things: Sequence[Thing],
    layout: Layout,
    vocabulary: Vocabulary,
    entries: Mapping[str, int],
    matches: Iterable[Match],
) -> list[Row]:
    elsewhere: dict[str, list[list[str]]] = {}
    for match in sorted(matches):
        said = [match.predicate, match.target, match.label or match.curie, match.source.title]
        elsewhere.setdefault(match.subject, []).append(said)
    group_of = {node: number for number, group in enumerate(layout.communities) for node in group}
    kinds = {name: number for number, name in enumerate(vocabulary.kinds)}
    nodes = [_node(thing, kinds, entries) for thing in things]
    for number, (node, (x, y)) in enumerate(zip(nodes, layout.places, strict=True)):
        node |= {"id": number, "x": x, "y": y}
        if number in group_of:
            node["group"] = group_of[number]
        if number in layout.apart:
            node["apart"] = True
        if node["slug"] in elsewhere:
            node["matches"] = elsewhere[node["slug"]]
    return nodes


def _node(thing: Thing, kinds: Mapping[str, int], entries: Mapping[str, int]) -> Row:
    row: Row = {"slug": thing.id, "label": thing.label, "kind": kinds[thing.kind]}
    if thing.inferred_kinds:
        row["also"] = [kinds[kind] for kind in thing.inferred_kinds]
    if thing.aliases:
        row["aliases"] = list(thing.aliases)
    if thing.merges:
        row["merges"] = [[merge.name, merge.reason] for merge in thing.merges]
    if thing.definition:
        row["definition"] = thing.definition
    if thing.entry is not None and thing.entry in entries:
        row["entry"] = entries[thing.entry]
    if thing.entries:
        row["entries"] = [entries[name] for name in thing.entries if name in entries]
    return row


def _entry(entry: Entry) -> Row:
    row = {"title": entry.title, "name": entry.name}
    if entry.url and urlsplit(entry.url).scheme.lower() in {"http", "https"}:
        row["url"] = entry.url
    return row


def _facts(
    build: Build,
    numbers: Mapping[str, int],
    vocabulary: Vocabulary,
    quoted: "_Quotations",
    entries: Mapping[str, int],
) -> list[Row]:
    predicates = {name: number for number, name in enumerate(vocabulary.predicates)}
    claims = build.claim_of
    rows = []
    for fact in build.facts:
        held = [claims[claim] for claim in fact.claims if claim in claims]
        row = _fact(fact, numbers, predicates[fact.predicate])
        if held and quoted.kept:
            row["evidence"] = [quoted.evidence(claim) for claim in held]
        elif held:
            row["entries"] = sorted({entries[claim.entry] for claim in held if claim.entry in entries})
        rows.append(row)
    return sorted(rows, key=lambda row: (row["subject"], row["predicate"], row.get("object", -1), row.get("year", 0)))


def _fact(fact: Fact, numbers: Mapping[str, int], predicate: int) -> Row:
    row: Row = {"subject": numbers[fact.subject], "predicate": predicate}
    row["year" if isinstance(fact.object, int) else "object"] = (
        fact.object if isinstance(fact.object, int) else numbers[fact.object]
    )
    row |= {"confidence": fact.confidence, "support": fact.support, "status": fact.status}
    notes = {name: fact.qualifiers[name] for name in ("asOf", "date", "hedged") if fact.qualifiers.get(name)}
    if notes:
        row["notes"] = notes
    return row


class _Quotations:
    """Keeps every sentence and every paragraph once; facts name their numbers."""

    def __init__(self, entries: Sequence[Entry], numbers: Mapping[str, int], texts: str) -> None:
        self.kept = texts != "none"
        self.sentences: list[Row] = []
        self.passages: dict[str, int] = {}
        self._entries = {entry.name: entry for entry in entries} if texts == "paragraphs" else {}
        self._numbers = numbers
        self._known: dict[tuple[str, str, int, str], int] = {}

    def evidence(self, claim: Claim) -> Row:
        """Name the sentence of a claim and the places of both ends in it (code points, end exclusive)."""
        place = claim.evidence
        key = (claim.entry, place.section, place.start, place.text)
        number = self._known.get(key)
        if number is None:
            number = self._known[key] = len(self.sentences)
            self.sentences.append(self._sentence(claim))
        row: Row = {"sentence": number}
        marks = []
        for end in (claim.subject, claim.object):
            implied = isinstance(end, Mention) and end.implied
            if not implied and place.start <= end.start < end.end <= place.end:
                marks.append([end.start - place.start, end.end - place.start])
        if marks:
            row["marks"] = sorted(marks)
        return row

    def _sentence(self, claim: Claim) -> Row:
        place = claim.evidence
        row: Row = {
            "entry": self._numbers.get(claim.entry, -1),
            "section": place.section,
            "text": place.text,
            "start": place.start,
        }
        entry = self._entries.get(claim.entry)
        if entry is not None and entry.text[place.start : place.end] == place.text:
            start, end = _paragraph(entry, place.start, place.end)
            if entry.text[start:end].strip() != place.text.strip():
                row["passage"] = self.passages.setdefault(entry.text[start:end], len(self.passages))
                row["at"] = place.start - start
        return row


def _paragraph(entry: Entry, start: int, end: int) -> tuple[int, int]:
    """Find the paragraph around a place: between blank lines, headings left out; of a long one its lines."""
    section = next((part for part in entry.sections if part.start <= start and end <= part.end), None)
    low, high = (section.start, section.end) if section else (0, len(entry.text))
    for gap in ("\n\n", "\n"):
        before, after = entry.text.rfind(gap, low, start), entry.text.find(gap, end, high)
        first, last = low if before < 0 else before + len(gap), high if after < 0 else after
        if last - first <= PARAGRAPH:
            break
    text = entry.text[first:last]
    return first + len(text) - len(text.lstrip()), last - (len(text) - len(text.rstrip()))


def plain_slug(label: str) -> str | None:
    """Give the slug that the page can work out from an ASCII label by itself (``unpack.js`` does the same)."""
    return re.sub(r"[^a-z0-9.+]+", "-", label.lower()).strip("-") if label.isascii() else None
