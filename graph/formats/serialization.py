"""The graph in RDF's file formats, byte for byte the same in every run."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, RdfFormat, serialize

from graph.errors import FolderError
from graph.formats.rdf import graph_quads, parts, prefixes_for, provenance_quads
from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings

if TYPE_CHECKING:
    import rdflib

__all__ = [
    "to_rdflib",
    "turtle",
    "write_graph",
    "write_nquads",
    "write_ntriples",
    "write_provenance",
    "write_rdfxml",
    "write_trig",
    "write_turtle",
]

# XML 1.0 has no way to write these; a carriage return comes back as a line feed.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def write_graph(build: Build, target: Path, settings: Settings) -> None:
    """Write ``graph.ttl``: things, kinds, labels, definitions and facts as direct triples."""
    write_whole(target, _turtle(graph_quads(build, settings), settings))


def write_provenance(build: Build, target: Path, settings: Settings) -> None:
    """Write ``provenance.ttl``: every fact with its claims, quotations and places."""
    write_whole(target, _turtle(provenance_quads(build, settings), settings))


def write_turtle(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance together as one Turtle file."""
    write_whole(target, _turtle(_union(build, settings), settings))


def write_trig(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance as two named graphs, ``<base>_graph`` and ``<base>_provenance``."""
    write_whole(target, _serialize(_union(build, settings), RdfFormat.TRIG, settings))


def write_ntriples(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance together, one triple a line."""
    write_whole(target, _serialize(_union(build, settings), RdfFormat.N_TRIPLES, settings))


def write_nquads(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance as two named graphs, one quad a line."""
    write_whole(target, _serialize(_union(build, settings), RdfFormat.N_QUADS, settings))


def write_rdfxml(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance together as RDF/XML.

    Raises
    ------
    FolderError
        A text holds a control character, which XML cannot say.
    """
    quads = _union(build, settings)
    for subject, _, value in map(parts, quads):
        if _NOT_IN_XML.search(value.value):
            raise FolderError(
                f"{target}: {subject} holds a control character, which RDF/XML cannot; export ttl instead"
            )
    write_whole(target, _serialize(quads, RdfFormat.RDF_XML, settings))


def to_rdflib(build: Build, settings: Settings | None = None) -> "rdflib.Graph":
    """Give the whole graph (facts, and the sentences behind them) to rdflib.

    Examples
    --------
    >>> from tests.example import build
    >>> graph = to_rdflib(build())
    >>> [str(row.name) for row in graph.query("SELECT ?name { ?s skos:prefLabel ?name } ORDER BY ?name")]
    ['AI model', 'foundation model']
    """
    import rdflib

    settings = settings or Settings()
    graph = rdflib.Graph()
    graph.parse(data=_turtle(_union(build, settings), settings), format="turtle")
    return graph


def _union(build: Build, settings: Settings) -> list[Quad]:
    return [*graph_quads(build, settings), *provenance_quads(build, settings)]


def turtle(quads: list[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Give quads as Turtle with a blank line after each subject; their graphs do not show.

    No literal ends a line with a full stop: the writer escapes newlines.
    """
    data = serialize([quad.triple for quad in quads], format=RdfFormat.TURTLE, prefixes=dict(prefixes)) or b""
    return re.sub(rb"( \.\n)(?!@prefix|$)", rb"\1\n", data)


def _turtle(quads: list[Quad], settings: Settings) -> bytes:
    return turtle(quads, prefixes_for(settings.base))


def _serialize(quads: list[Quad], kind: RdfFormat, settings: Settings) -> bytes:
    triples = quads if kind.supports_datasets else [quad.triple for quad in quads]
    return serialize(triples, format=kind, prefixes=prefixes_for(settings.base)) or b""
