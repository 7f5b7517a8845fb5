"""Kinds and predicates: the one list that extraction, gold, RDF, page and docs share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from graph.domains import AI_DOMAIN, read_domain_file
from graph.errors import DomainError

__all__ = [
    "AI_DOMAIN",
    "ROOT",
    "SAME",
    "YEAR",
    "Inference",
    "Kind",
    "Predicate",
    "Superclass",
    "Vocabulary",
    "read_vocabulary",
]

YEAR = "year"
"""Stands among a predicate's object kinds where the object is an integer year and no thing."""

SAME = "same"
"""Stands among a predicate's object kinds where the object may be of the subject's own kind."""

ROOT = "gg:Thing"
"""The class above all kinds."""


@dataclass(frozen=True, slots=True)
class Superclass:
    """A class above kinds that is no kind itself: nothing is only that."""

    rdf: str
    label: str
    superclasses: tuple[str, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class Inference:
    """What makes a thing of the parent kind one of an inferred kind: things of the kinds ``of`` point at it."""

    predicate: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a thing is.

    ``parent`` names the kind that it refines (a Benchmark is a Dataset): it may stand wherever that one may; ``type``
    names the kind of what it is one of (a Model is one of a ModelType). A kind that is ``inferred`` (Lab) is never
    found in a text: it follows from facts, and stands beside the parent.
    """

    name: str
    label: str
    plural: str
    rdf: str
    superclasses: tuple[str, ...]
    groups: frozenset[str]
    parent: str | None
    type: str | None
    inferred: Inference | None
    comment: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """How two things are related.

    ``says`` holds the sentence forms (subject first, object first); ends that only fit the other way round are turned
    where it ``turns``.
    """

    name: str
    label: str
    inverse: str | None
    subjects: frozenset[str]
    objects: frozenset[str]
    says: tuple[str, str]
    rdf: str
    rdf_inverse: str | None
    superproperties: tuple[str, ...]
    turns: bool
    comment: str

    @property
    def is_symmetric(self) -> bool:
        """Whether the predicate means the same in both directions."""
        return self.inverse == self.name

    @property
    def object_kinds(self) -> frozenset[str]:
        """The kinds that an object may have, without the marks ``YEAR`` and ``SAME``."""
        same = self.subjects if SAME in self.objects else frozenset()
        return (self.objects | same) - {YEAR, SAME}

    @property
    def takes_year(self) -> bool:
        """Whether the object is an integer year and no thing."""
        return YEAR in self.objects


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All kinds and predicates of a domain, in the order of its file (which settles ties).

    ``ontology`` is the IRI that the vocabulary as a whole has, ``licence`` that of its licence; ``superclasses`` holds
    by their RDF name the classes above kinds that are no kinds.
    """

    name: str
    title: str
    ontology: str
    licence: str | None
    creators: tuple[str, ...]
    superclasses: Mapping[str, Superclass]
    kinds: Mapping[str, Kind]
    predicates: Mapping[str, Predicate]

    def is_in(self, kind: str, *names: str) -> bool:
        """Say whether a kind is one of the names, refines one of them, or belongs to a group of that name.

        The groups are "concept", "artifact" and "agent", and those that the rules ask for: "method" (what is done or
        built, and so no purpose), "type" (a class of artifacts), "single" (one thing, never meant by "they").

        >>> words = read_vocabulary()
        >>> words.is_in("Technique", "concept"), words.is_in("Lab", "Organization"), words.is_in("Lab", "Person")
        (True, True, False)
        """
        return _is_in(self.kinds, kind, *names)

    def are_alike(self, first: str, second: str) -> bool:
        """Say whether two kinds are one or hard to tell apart: two ideas, two of one type, a kind and its parent's.

        >>> words = read_vocabulary()
        >>> [words.are_alike("Model", other) for other in ("ModelFamily", "Software", "Task")]
        [True, False, False]
        """
        if first == second or self.is_in(first, second) or self.is_in(second, first):
            return True
        types = {self.kinds[kind].type if kind in self.kinds else None for kind in (first, second)}
        groups = (all(self.is_in(kind, group) for kind in (first, second)) for group in ("concept", "product"))
        return any(groups) or (len(types) == 1 and None not in types)

    def allows(self, subject: str, predicate: str, object_: str) -> bool:
        """Say whether the predicate may join the two kinds in this direction.

        >>> words = read_vocabulary()
        >>> words.allows("Model", "developedBy", "Organization"), words.allows("Organization", "developedBy", "Model")
        (True, False)
        """
        relation = self.predicates[predicate]
        fits = object_ in relation.objects or (SAME in relation.objects and subject == object_)
        return subject in relation.subjects and fits

    def rank(self, kind: str) -> int:
        """Give the position of a kind in the vocabulary's order: lower wins a tie."""
        return list(self.kinds).index(kind)

    def above(self, rdf: str) -> frozenset[str]:
        """Give all classes above a class, by their RDF names.

        >>> sorted(read_vocabulary().above("gg:Lab"))
        ['gg:Agent', 'gg:Thing', 'org:Organization']
        """
        return _above(rdf, self._parents)

    def shared_class(self, kinds: Iterable[str]) -> str:
        """Give the one class that stands for all these kinds: one right below ``gg:Thing`` that all share, else that.

        >>> words = read_vocabulary()
        >>> [words.shared_class(kinds) for kinds in (["Model", "Dataset"], ["Technique"], ["Model", "Task"], ["Place"])]
        ['gg:Artifact', 'skos:Concept', 'gg:Thing', 'gg:Thing']
        """
        named = {parent for parents in self._parents.values() for parent in parents}
        shared = {rdf for rdf, parents in self._parents.items() if ROOT in parents and rdf in named}
        for kind in kinds:
            rdf = self.kinds[kind].rdf
            shared &= self.above(rdf) | {rdf}
        return min(shared, default=ROOT)

    @property
    def _parents(self) -> Mapping[str, tuple[str, ...]]:
        return _parents(self.superclasses, self.kinds)


def _parents(superclasses: Mapping[str, Superclass], kinds: Mapping[str, Kind]) -> dict[str, tuple[str, ...]]:
    named = {row.rdf: row.superclasses for row in superclasses.values()}
    return named | {row.rdf: row.superclasses for row in kinds.values()}


def _above(rdf: str, parents: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [*parents.get(rdf, ())]
    while waiting:
        parent = waiting.pop()
        if parent not in found:
            found.add(parent)
            waiting += parents.get(parent, ())
    return frozenset(found)


def _is_in(kinds: Mapping[str, Kind], kind: str, *names: str) -> bool:
    found = kinds.get(kind)
    while found is not None:
        if found.name in names or not found.groups.isdisjoint(names):
            return True
        found = kinds.get(found.parent) if found.parent else None
    return False


@cache
def read_vocabulary(domain: Path = AI_DOMAIN) -> Vocabulary:
    """Read ``vocabulary.toml`` of a domain folder.

    Raises
    ------
    DomainError
        The file is missing, is no TOML, or names an unknown kind or group.
    """
    path = domain / "vocabulary.toml"
    if not path.is_file():
        raise DomainError(f"{domain}: no vocabulary.toml here; copy graph/domain/ai and change it")
    data = read_domain_file(domain, path.name)
    order = data.get("order", {})
    try:
        kinds = {name: _kind(name, row) for name, row in _ordered(data["kinds"], order.get("kinds", ()))}
        for kind in kinds.values():
            _check_kind(kind, kinds)
        superclasses = {name: _superclass(name, row) for name, row in data["classes"].items()}
        kinds = _rooted(kinds, superclasses)
        rows = _ordered(data["predicates"], order.get("predicates", ()))
        predicates = {name: _predicate(name, row, kinds) for name, row in rows}
        vocabulary = Vocabulary(
            name=data["name"],
            title=data["title"],
            ontology=data.get("ontology", f"https://w3id.org/glossary-graph/{quote(data['name'], safe='')}"),
            licence=data.get("licence"),
            creators=tuple(data.get("creators", ())),
            superclasses=MappingProxyType(superclasses),
            kinds=MappingProxyType(kinds),
            predicates=MappingProxyType(predicates),
        )
    except KeyError as error:
        raise DomainError(f"{path}: {error} is missing or unknown; see graph/domain/ai/vocabulary.toml") from None
    return vocabulary


def _ordered(table: Mapping[str, Any], first: Iterable[str]) -> list[tuple[str, Any]]:
    """Give the rows of a table, those named first in that order."""
    return [(name, table[name]) for name in dict.fromkeys((*first, *table))]


def _check_kind(kind: Kind, kinds: Mapping[str, Kind]) -> None:
    """Refuse a kind that names one which is not there (KeyError), or refines itself over others."""
    for name in (kind.parent, kind.type, *(kind.inferred.of if kind.inferred else ())):
        if name is not None:
            kinds[name]
    above, seen = kind, {kind.name}
    while above.parent is not None:
        above = kinds[above.parent]
        if above.name in seen:
            raise KeyError(f"end of the parents of {kind.name}")
        seen.add(above.name)


def _kind(name: str, row: Mapping[str, Any]) -> Kind:
    return Kind(
        name=name,
        label=row["label"],
        plural=row["plural"],
        rdf=row["rdf"],
        superclasses=tuple(row["superclasses"]),
        groups=frozenset(row["groups"]),
        parent=row.get("parent"),
        type=row.get("type"),
        inferred=Inference(row["inferred"]["from"], tuple(row["inferred"]["of"])) if "inferred" in row else None,
        comment=row["comment"],
    )


def _superclass(rdf: str, row: Mapping[str, Any]) -> Superclass:
    return Superclass(rdf, row["label"], tuple(row["superclasses"]), row["comment"])


def _rooted(kinds: Mapping[str, Kind], superclasses: Mapping[str, Superclass]) -> dict[str, Kind]:
    """Put every kind below what it refines, and below ``gg:Thing``; a superclass of ``gg:`` needs words of its own."""
    refined = {name: kinds[kind.parent].rdf for name, kind in kinds.items() if kind.parent is not None}
    kinds = {
        name: kind
        if refined.get(name, ROOT) in {ROOT, *kind.superclasses}
        else replace(kind, superclasses=(*kind.superclasses, refined[name]))
        for name, kind in kinds.items()
    }
    parents = _parents(superclasses, kinds)
    for parent in sorted({parent for row in parents.values() for parent in row}):
        if parent.startswith("gg:") and parent != ROOT and parent not in parents:
            raise KeyError(parent)
    return {
        name: kind if ROOT in _above(kind.rdf, parents) else replace(kind, superclasses=(*kind.superclasses, ROOT))
        for name, kind in kinds.items()
    }


def _predicate(name: str, row: Mapping[str, Any], kinds: Mapping[str, Kind]) -> Predicate:
    def members(names: list[str]) -> frozenset[str]:
        found: set[str] = set()
        for word in names:
            if word in {YEAR, SAME}:
                found.add(word)
                continue
            meant = {name for name, kind in kinds.items() if kind.inferred is None and _is_in(kinds, name, word)}
            if not meant:
                raise KeyError(word)
            found |= meant
        return frozenset(found)

    if len(row["says"]) != 2:
        raise KeyError(f"second sentence form of {name}")
    first, second = row["says"]
    return Predicate(
        name=name,
        label=row["label"],
        inverse=row.get("inverse"),
        subjects=members(row["subject"]),
        objects=members(row["object"]),
        says=(first, second),
        rdf=row.get("rdf", f"gg:{name}"),
        rdf_inverse=row.get("rdf_inverse", f"gg:{row['inverse']}" if "inverse" in row else None),
        superproperties=tuple(row.get("superproperties", ())),
        turns=row.get("turns", False),
        comment=row["comment"],
    )
