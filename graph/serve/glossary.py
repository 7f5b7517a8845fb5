"""A built folder as the server shows it: read once, found by the path of an IRI, and described in RDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from graph.entries import Entry
from graph.explore import Step, describe, search, things_by_name
from graph.formats.catalog import catalog_quads
from graph.formats.iris import Names, expand
from graph.formats.reading import read_folder
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.store import OpenGraph, open_store
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["FILES", "Glossary"]

FILES = ("graph.html", "graph.ttl", "provenance.ttl")
"""Files of a build that the server hands out as they are."""

_INDEX = "/things"
_MOST_NEIGHBOURS = 10_000


@dataclass(frozen=True)
class Glossary:
    """A build, its settings, its triples and its files, with what it takes to find a thing quickly."""

    build: Build
    settings: Settings
    graph: OpenGraph
    files: dict[str, bytes]

    @classmethod
    def read(cls, folder: Path, domain: Path | None = None) -> "Glossary":
        """Read a built folder; edits by hand in its Turtle files count.

        Raises
        ------
        FolderError
            A file is missing or cannot be read.
        """
        build, settings = read_folder(folder, domain)
        files = {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}
        return cls(build, settings, open_store(folder, settings), files)

    @cached_property
    def version(self) -> str:
        """What every answer depends on: it changes when the triples do."""
        parts = (sha256(self.files.get(name, b"")).hexdigest() for name in FILES)
        return sha256(" ".join(parts).encode()).hexdigest()[:32]

    @cached_property
    def catalog(self) -> Store:
        """What VoID and DCAT say of the data set, beside the graph and not part of it."""
        store = Store()
        store.extend(catalog_quads(self.build, self.settings))
        return store

    @cached_property
    def words(self) -> Vocabulary:
        """The vocabulary of the build's domain."""
        return read_vocabulary(self.settings.domain)

    @cached_property
    def names(self) -> Names:
        """The IRIs of the build."""
        return Names(self.settings.base)

    # ── addresses ──────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def place(self) -> str:
        """The path below which things lie: that of the base; a base ending in # has none, so ``/things/``."""
        path = urlsplit(self.settings.base).path
        return path if self.settings.base.endswith("/") else f"{_INDEX}/"

    @cached_property
    def index(self) -> str:
        """The path of the list of things: what the base names, unless the picture of the graph is there."""
        return _INDEX if self.place in {"/", f"{_INDEX}/"} else self.place

    def path_to(self, iri: str) -> str:
        """Give the path of an IRI of ours."""
        return self.place + quote(unquote(iri.removeprefix(self.settings.base)), safe="")

    def path_of(self, thing: Thing) -> str:
        """Give the path of a thing."""
        return self.path_to(self.names.thing(thing.id).value)

    def find(self, name: str) -> NamedNode | None:
        """Find what a decoded name below :attr:`place` stands for: a thing, or what begins with ``_``."""
        if not name:
            return self.names.scheme
        if name in {"_scheme", "_graph", "_provenance", "_dataset"}:
            return NamedNode(self.settings.base + name)
        kind, dash, rest = name[1:].partition("-")
        node = self.names.other(kind, rest) if name.startswith("_") and dash else self.names.thing(name)
        return node if next(self.quads(node), None) is not None else None

    # ── things, facts, claims, entries ─────────────────────────────────────────────────────────────────────────────

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact by its id."""
        return {fact.id: fact for fact in self.build.facts}

    @cached_property
    def fact_of(self) -> dict[str, Fact]:
        """The fact that a claim belongs to, by the claim's id."""
        return {claim: fact for fact in self.build.facts for claim in fact.claims}

    @cached_property
    def entries(self) -> dict[str, Entry]:
        """Every entry by its name."""
        return {entry.name: entry for entry in self.build.entries}

    def steps(self, thing: Thing) -> tuple[Step, ...]:
        """Give all that is said of a thing, in both directions, each with its claims."""
        return describe(self.build, thing, self.words)

    def step(self, fact: Fact) -> Step:
        """Give one fact as seen from its subject."""
        return next(step for step in self.steps(self.build.thing_of[fact.subject]) if step.fact is fact)

    # ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def _named(self) -> dict[str, list[Thing]]:
        return things_by_name(self.build)

    def search(self, text: str, most: int = 50) -> list[Thing]:
        """Find things by name: the name itself first, then names that hold it, then names that are like it."""
        return search(self._named, text, most)

    # ── RDF ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def triples(self, node: NamedNode) -> list[Triple]:
        """Describe a node in RDF: what is said of it and what points at it, with the names of its neighbours.

        A thing comes with its facts, a fact with its claims, a claim with its place in the text.
        """
        if node in {self.names.graph, self.names.provenance}:
            return sorted((quad.triple for quad in self.graph.store.quads_for_pattern(None, None, None, node)), key=str)
        found = dict.fromkeys(self._around(node))
        inner = {
            end for triple in found for end in (triple.subject, triple.object) if self._is_part(end) and end != node
        }
        for part in sorted(inner, key=str):
            found |= dict.fromkeys(quad.triple for quad in self.quads(part))
        if "_claim-" in node.value:
            selectors = {triple.object for triple in found if self._is_part(triple.object)} - inner
            found |= dict.fromkeys(quad.triple for part in sorted(selectors, key=str) for quad in self.quads(part))
        label = NamedNode(expand("rdfs:label"))
        ends = {end for triple in found for end in (triple.subject, triple.object) if isinstance(end, NamedNode)}
        for end in ends:
            found |= dict.fromkeys(quad.triple for quad in self.graph.store.quads_for_pattern(end, label, None))
        return sorted(found, key=lambda triple: (str(triple.subject) != str(node), str(triple)))

    def _around(self, node: NamedNode) -> Iterator[Triple]:
        for number, quad in enumerate(self.quads(node)):
            if number < _MOST_NEIGHBOURS:
                yield quad.triple
        for number, quad in enumerate(self.graph.store.quads_for_pattern(None, None, node)):
            if number < _MOST_NEIGHBOURS:
                yield quad.triple

    def quads(self, node: object) -> Iterator[Quad]:
        """Give what is said of a node, in the graph and in the catalogue."""
        if isinstance(node, NamedNode):
            yield from self.graph.store.quads_for_pattern(node, None, None)
            if node.value.startswith(f"{self.settings.base}_"):
                yield from self.catalog.quads_for_pattern(node, None, None)

    def _is_part(self, end: object) -> bool:
        """Say whether an end belongs to the evidence: a fact, claim, span or selector."""
        starts = tuple(f"{self.settings.base}_{kind}-" for kind in ("fact", "claim", "span"))
        return isinstance(end, NamedNode) and end.value.startswith(starts)

    def links_out(self, node: NamedNode) -> list[tuple[str, str]]:
        """Give what a thing is matched with elsewhere: (how, IRI), sorted."""
        ways = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
        found = {
            (way, quad.object.value)
            for way in (*ways, "schema:sameAs", "rdfs:seeAlso")
            for quad in self.graph.store.quads_for_pattern(node, NamedNode(expand(way)), None)
            if isinstance(quad.object, NamedNode | Literal)
        }
        return sorted(found)
