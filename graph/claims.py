"""Mentions and claims: what a text says, with the place where it says it.

A claim is the hand-over between the language half and the graph half. Its id is made of the text that it stands on
(entry, predicate, both surfaces, quotation, how-manieth), so an edit elsewhere in the entry changes no id. Offsets are
Unicode code points into the entry's published text, end exclusive: ``entry.text[start:end]`` is the quoted string.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from math import prod
from typing import Any

from graph.errors import ClaimError

__all__ = [
    "Claim",
    "Dropped",
    "Evidence",
    "Literal",
    "Mention",
    "Qualifiers",
    "confidence_of",
    "digest",
    "generate_claims_jsonl",
    "generate_mentions_jsonl",
    "number_claims",
    "parse_claims_jsonl",
    "parse_mentions_jsonl",
]

Qualifiers = Mapping[str, str | int | bool]


def digest(*parts: str) -> str:
    """Hash strings into 16 hexadecimal digits (64 bits), the same on every machine and in every run.

    >>> digest("a", "b") == digest("a", "b") != digest("ab")
    True
    """
    return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A place in an entry's text that names a thing.

    ``label`` is the name that the mention proposes (singular, without article); ``source`` says who found it (title,
    alias, link, gazetteer, name, acronym, defined, tagger, term); ``node`` is the slug of its thing once resolved;
    ``implied`` marks a subject that the sentence does not spell out and that points at the title.
    """

    entry: str
    start: int
    end: int
    text: str
    kind: str
    source: str
    label: str
    node: str | None = None
    implied: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A value at the object's end of a claim: ``datatype`` is ``integer`` (a year), ``start`` and ``end`` its place."""

    value: int
    datatype: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """The sentence that a claim stands on; ``section`` is the heading above it, empty where there is none."""

    section: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a text: subject, predicate, object, and the sentence that makes it.

    ``rules`` names every rule that found it, ``confidence`` (0 to 1) is the best of theirs, ``qualifiers`` may hold
    ``negated``, ``hedged``, ``inferred`` (booleans), ``asOf``, ``date``, ``position`` and ``degree``.
    """

    entry: str
    subject: Mention
    predicate: str
    object: Mention | Literal
    evidence: Evidence
    rules: tuple[str, ...]
    confidence: float
    qualifiers: Qualifiers = field(default_factory=dict)
    id: str = ""

    @property
    def object_surface(self) -> str:
        """The words (or the value) at the object's end."""
        return self.object.text if isinstance(self.object, Mention) else str(self.object.value)

    @property
    def is_asserted(self) -> bool:
        """Whether the text states it (negated claims are kept, so marked, but never become facts)."""
        return not self.qualifiers.get("negated", False)

    @property
    def sort_key(self) -> tuple[str, int, int, int, str, str]:
        """Order of reading, then of content."""
        return (
            self.entry,
            self.evidence.start,
            self.subject.start,
            self.object.start,
            self.predicate,
            self.id,
        )


@dataclass(frozen=True, slots=True, order=True)
class Dropped:
    """A statement that is no fact, because of the kinds of its ends or of a circle: kept for the report only."""

    entry: str
    start: int
    rule: str
    subject: str
    predicate: str
    object: str


def confidence_of(claims: Iterable[Claim]) -> float:
    """Give what claims that say the same come to: 1 − Π(1 − c) over distinct sentences, at most 0.99; 0 for none."""
    best: dict[tuple[str, str], float] = {}
    for claim in claims:
        sentence = (claim.entry, claim.evidence.text)
        best[sentence] = max(best.get(sentence, 0.0), claim.confidence)
    return min(round(1 - prod(1 - value for value in best.values()), 2), 0.99)


def number_claims(claims: Iterable[Claim]) -> list[Claim]:
    """Merge claims that say the same in one sentence, give each its id, and sort them in reading order.

    Claims of one sentence with the same two places and predicate become one with all their rules and the highest
    confidence. Claims whose words are the same but stand in different places count up (the ``how-manieth`` of the id).
    """
    merged: dict[tuple[Any, ...], Claim] = {}
    for claim in claims:
        ends = (claim.subject.start, claim.subject.end, claim.subject.label, claim.object.start, claim.object.end)
        negated = bool(claim.qualifiers.get("negated", False))
        key = (claim.entry, claim.predicate, *ends, claim.object_surface, claim.evidence.start, negated)
        twin = merged.get(key)
        if twin is None:
            merged[key] = claim
        else:
            best, other = (twin, claim) if twin.confidence >= claim.confidence else (claim, twin)
            rules = tuple(sorted({*best.rules, *other.rules}))
            merged[key] = replace(best, rules=rules, qualifiers={**other.qualifiers, **best.qualifiers})
    ordered = sorted(merged.values(), key=lambda claim: claim.sort_key)
    seen: dict[tuple[str, ...], int] = {}
    numbered = []
    for claim in ordered:
        words = (claim.entry, claim.predicate, claim.subject.text, claim.object_surface, claim.evidence.text)
        seen[words] = seen.get(words, 0) + 1
        numbered.append(replace(claim, id=digest(*words, str(seen[words]))))
    return sorted(numbered, key=lambda claim: claim.sort_key)


def generate_mentions_jsonl(mentions: Iterable[Mention]) -> Iterator[str]:
    """Write mentions as JSON, an object a line, keys in a fixed order."""
    for mention in mentions:
        row = {"entry": mention.entry, **_mention_row(mention), "source": mention.source}
        yield json.dumps(row, ensure_ascii=False)


def parse_mentions_jsonl(lines: Iterable[str]) -> Iterator[Mention]:
    """Read what :func:`generate_mentions_jsonl` wrote.

    Raises
    ------
    ClaimError
        A line is no JSON or lacks a field; the message gives its number.
    """
    for number, row in _rows(lines, "mentions.jsonl"):
        try:
            yield _mention(row, row["entry"])
        except (KeyError, TypeError) as error:
            raise _damaged("mentions.jsonl", number, error) from None


def generate_claims_jsonl(claims: Iterable[Claim]) -> Iterator[str]:
    """Write claims as JSON, an object a line, keys in a fixed order."""
    for claim in claims:
        row: dict[str, Any] = {"id": claim.id, "entry": claim.entry, "subject": _end_row(claim.subject)}
        row["predicate"] = claim.predicate
        if isinstance(claim.object, Mention):
            row["object"] = _end_row(claim.object)
        else:
            end = claim.object
            row["literal"] = {"value": end.value, "datatype": end.datatype, "start": end.start, "end": end.end}
        place = claim.evidence
        row["evidence"] = {"section": place.section, "start": place.start, "end": place.end, "text": place.text}
        row["rules"] = list(claim.rules)
        row["confidence"] = claim.confidence
        row["qualifiers"] = dict(sorted(claim.qualifiers.items()))
        yield json.dumps(row, ensure_ascii=False)


def parse_claims_jsonl(lines: Iterable[str]) -> Iterator[Claim]:
    """Read what :func:`generate_claims_jsonl` wrote.

    Raises
    ------
    ClaimError
        A line is no JSON or lacks a field; the message gives its number.
    """
    for number, row in _rows(lines, "claims.jsonl"):
        try:
            entry = row["entry"]
            end = row["object"] if "object" in row else row["literal"]
            yield Claim(
                entry=entry,
                subject=_mention(row["subject"], entry),
                predicate=row["predicate"],
                object=_mention(end, entry) if "object" in row else Literal(**end),
                evidence=Evidence(**row["evidence"]),
                rules=tuple(row["rules"]),
                confidence=row["confidence"],
                qualifiers=row["qualifiers"],
                id=row["id"],
            )
        except (KeyError, TypeError) as error:
            raise _damaged("claims.jsonl", number, error) from None


def _end_row(mention: Mention) -> dict[str, Any]:
    return {**_mention_row(mention), "source": mention.source}


def _mention_row(mention: Mention) -> dict[str, Any]:
    row: dict[str, Any] = {"start": mention.start, "end": mention.end, "text": mention.text, "kind": mention.kind}
    if mention.label != mention.text:
        row["label"] = mention.label
    row["node"] = mention.node
    if mention.implied:
        row["implied"] = True
    return row


def _mention(row: Mapping[str, Any], entry: str) -> Mention:
    return Mention(
        entry=entry,
        start=row["start"],
        end=row["end"],
        text=row["text"],
        kind=row["kind"],
        source=row.get("source", ""),
        label=row.get("label", row["text"]),
        node=row["node"],
        implied=row.get("implied", False),
    )


def _rows(lines: Iterable[str], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                row = json.loads(line)
            except (json.JSONDecodeError, RecursionError) as error:
                raise _damaged(name, number, error) from None
            yield number, row


def _damaged(name: str, number: int, error: Exception) -> ClaimError:
    return ClaimError(f"{name}, line {number}: {type(error).__name__} {error}; build the folder again")
