"""Relation patterns: readable data that says which clause states which predicate."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from graph.domains import read_domain_file
from graph.errors import DomainError
from graph.vocabulary import AI_DOMAIN, YEAR, Vocabulary, read_vocabulary

__all__ = ["Example", "Pattern", "all_patterns", "read_patterns"]


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a pattern must read: facts as ``subject | predicate | object``, ``wrong`` those it must not state."""

    title: str
    text: str
    facts: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to say a predicate; see the head of ``patterns.toml`` for what the fields mean."""

    id: str
    verbs: tuple[str, ...]
    predicates: tuple[str, ...]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    confidence: float
    terms: frozenset[str]
    subject_kinds: frozenset[str]
    object_kinds: frozenset[str]
    voice: str | None
    same_group: bool
    examples: tuple[Example, ...]

    @property
    def takes_year(self) -> bool:
        """Whether the object is the year of the clause."""
        return self.object == (YEAR,)


_FIELDS = frozenset(item.name for item in fields(Pattern))


@cache
def read_patterns(domain: Path = AI_DOMAIN) -> Mapping[str, tuple[Pattern, ...]]:
    """Read ``patterns.toml`` of a domain folder into a table by verb.

    Raises
    ------
    DomainError
        The file is no TOML, or a pattern lacks a field or names an unknown predicate or kind.
    """
    path = domain / "patterns.toml"
    vocabulary = read_vocabulary(domain)
    table: dict[str, list[Pattern]] = {}
    seen: set[str] = set()
    for number, row in enumerate(read_domain_file(domain, path.name).get("pattern", []), 1):
        try:
            _refuse_unknown(row, seen)
            pattern = _pattern(row, vocabulary)
        except KeyError as error:
            raise DomainError(
                f"{path}: pattern {row.get('id', number)}: {error} is missing or unknown; mend it"
            ) from None
        seen.add(pattern.id)
        for verb in dict.fromkeys(pattern.verbs):
            table.setdefault(verb, []).append(pattern)
    return {verb: tuple(patterns) for verb, patterns in table.items()}


def all_patterns(domain: Path = AI_DOMAIN) -> tuple[Pattern, ...]:
    """Give every pattern once, in the order of their ids."""
    found = {pattern.id: pattern for patterns in read_patterns(domain).values() for pattern in patterns}
    return tuple(found[name] for name in sorted(found))


def _refuse_unknown(row: Mapping[str, Any], seen: set[str]) -> None:
    """Refuse a field that no pattern has (a slip of the pen), and an id that another pattern has."""
    for field in sorted(set(row) - _FIELDS):
        raise KeyError(field)
    if row["id"] in seen:
        raise KeyError("another id")


def _pattern(row: Mapping[str, Any], vocabulary: Vocabulary) -> Pattern:
    for predicate in row["predicates"]:
        vocabulary.predicates[predicate]
    for name in (*row.get("subject_kinds", ()), *row.get("object_kinds", ())):
        if not any(vocabulary.is_in(kind, name) for kind in vocabulary.kinds):
            raise KeyError(name)
    return Pattern(
        id=row["id"],
        verbs=tuple(row["verbs"]),
        predicates=tuple(row["predicates"]),
        subject=tuple(row["subject"]),
        object=tuple(row["object"]),
        confidence=row["confidence"],
        terms=frozenset(row.get("terms", ())),
        subject_kinds=frozenset(row.get("subject_kinds", ())),
        object_kinds=frozenset(row.get("object_kinds", ())),
        voice=row.get("voice"),
        same_group=row.get("same_group", False),
        examples=tuple(_example(example) for example in row["examples"]),
    )


def _example(row: list[str]) -> Example:
    title, text, *facts = row
    wrong = tuple(fact.removeprefix("not ") for fact in facts if fact.startswith("not "))
    return Example(title, text, tuple(fact for fact in facts if not fact.startswith("not ")), wrong)
