"""The built graph: things, facts, and the networkx graph made of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import networkx as nx

from graph.claims import Claim, Dropped, Mention
from graph.entries import Entry, Problem

__all__ = ["Build", "Fact", "Match", "Merge", "Retired", "Run", "Source", "Thing", "TrainedModel", "to_network"]

_LOOKING = "graph.formats.notebook"
"""What shows a build lies in a layer above it: it is named here, and imported when somebody looks."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Why one name stands for a thing; ``reason`` is a word such as title, alias, acronym, plural or spelling."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Thing:
    """A node: one thing over all entries.

    ``id`` is its slug; ``definition`` the sentence that defines it, where an entry does; ``inferred_kinds`` holds kinds
    that follow from facts (Lab); ``entry`` is the entry whose subject it is; ``entries`` are those that mention it;
    ``reasons`` say why it is a node.
    """

    id: str
    label: str
    kind: str
    aliases: tuple[str, ...] = ()
    inferred_kinds: tuple[str, ...] = ()
    definition: str | None = None
    entry: str | None = None
    entries: tuple[str, ...] = ()
    mentions: int = 0
    merges: tuple[Merge, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What claims that say the same come to.

    ``support`` counts entries; ``status`` is extracted, inferred or confirmed; ``object`` is a slug or, where the
    predicate takes a year, an integer; ``claims`` are ids.
    """

    id: str
    subject: str
    predicate: str
    object: str | int
    support: int
    confidence: float
    status: str
    qualifiers: Mapping[str, str | int | bool]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retired:
    """A slug that was kept for a thing that is no more; ``replaced_by`` are slugs of the things that bear its name."""

    id: str
    label: str
    kind: str
    replaced_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class TrainedModel:
    """A trained model by name.

    ``sha256`` is of its files: what ``sha256sum FILES | sha256sum`` says in its folder; empty where they are not here,
    as of a language model behind a server.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Run:
    """What read the entries: this program and the language pipeline with their versions, and the models in use."""

    extractor: str
    pipeline: str
    models: tuple[TrainedModel, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """What a match was taken from, to be credited: an ontology, or an editor's file of mappings.

    ``iri`` names the ontology or the set of mappings; each is as the file gives it, empty where it says nothing.
    """

    title: str
    licence: str = ""
    version: str = ""
    iri: str = ""
    is_mapping_set: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Match:
    """A thing is the same as, or close to, a term of another vocabulary.

    ``predicate`` is skos:exactMatch, closeMatch, broadMatch, narrowMatch or relatedMatch for a concept, schema:sameAs
    for a named thing; ``target`` is the term's IRI, ``label`` and ``curie`` what its own vocabulary calls it;
    ``justification`` is a term of semapv, ``reason`` says what agreed.
    """

    subject: str
    predicate: str
    target: str
    label: str = ""
    curie: str = ""
    justification: str = "semapv:ManualMappingCuration"
    confidence: float = 1.0
    reason: str = ""
    source: Source = Source("")


@dataclass(frozen=True, repr=False)
class Build:
    """All that a run found; every writer takes one, and a notebook shows its page."""

    entries: tuple[Entry, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    things: tuple[Thing, ...]
    facts: tuple[Fact, ...]
    problems: tuple[Problem, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    run: Run | None = None
    retired: tuple[Retired, ...] = ()
    matches: tuple[Match, ...] = ()

    @cached_property
    def thing_of(self) -> Mapping[str, Thing]:
        """Every thing by its slug."""
        return {thing.id: thing for thing in self.things}

    @cached_property
    def claim_of(self) -> Mapping[str, Claim]:
        """Every claim by its id."""
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def facts_at(self) -> Mapping[str, Sequence[Fact]]:
        """The facts at whose ends each thing stands, by its slug, in their order."""
        found: dict[str, list[Fact]] = {}
        for fact in self.facts:
            for end in {fact.subject, fact.object}:
                if isinstance(end, str):
                    found.setdefault(end, []).append(fact)
        return found

    @cached_property
    def network(self) -> "nx.MultiDiGraph[str]":
        """The networkx graph: node key = slug, edge key = predicate, no display property in it."""
        return to_network(self.things, self.facts)

    def show(self, **how: Any) -> Any:
        """Show the page in a notebook: :func:`graph.formats.notebook.show` (``height``, ``settings``, ``sparql``)."""
        return import_module(_LOOKING).show(self, **how)

    def to_pyvis(self, **how: Any) -> Any:
        """Give a ``pyvis.network.Network`` to tune: :func:`graph.formats.notebook.to_pyvis`."""
        return import_module(_LOOKING).to_pyvis(self, **how)

    def _repr_html_(self) -> str:
        """Give what a notebook shows of a build: its page, without SPARQL, so that the notebook stays small."""
        return str(self.show(sparql=False).html)

    def __repr__(self) -> str:
        counts = f"{len(self.entries)} entries, {len(self.things)} things, {len(self.facts)} facts"
        return f"<{type(self).__name__}: {counts}>"


def to_network(things: Iterable[Thing], facts: Iterable[Fact]) -> "nx.MultiDiGraph[str]":
    """Make the networkx graph of things and the facts between them; years become ``literals`` of their node."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for thing in things:
        graph.add_node(
            thing.id,
            label=thing.label,
            kind=thing.kind,
            inferred_kinds=list(thing.inferred_kinds),
            aliases=list(thing.aliases),
            definition=thing.definition,
            entries=list(thing.entries),
            mentions=thing.mentions,
            literals={},
        )
    for fact in facts:
        if isinstance(fact.object, int):
            graph.nodes[fact.subject]["literals"].setdefault(fact.predicate, []).append(fact.object)
            continue
        graph.add_edge(
            fact.subject,
            fact.object,
            key=fact.predicate,
            id=fact.id,
            support=fact.support,
            confidence=fact.confidence,
            status=fact.status,
            qualifiers=dict(fact.qualifiers),
            claims=list(fact.claims),
        )
    return graph
