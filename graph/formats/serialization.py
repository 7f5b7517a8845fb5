"""The graph in RDF's file formats, byte for byte the same in every run."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from graph.errors import FolderError
from graph.formats.iris import parts, prefixes_for
from graph.formats.rdf import graph_quads, provenance_quads
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


def turtle(statements: Iterable[Quad | Triple], prefixes: Mapping[str, str]) -> bytes:
    """Give quads or triples as Turtle in their order: prefixes sorted, a blank line after each subject.

    Examples
    --------
    >>> from graph.formats.iris import expand, term
    >>> print(turtle([Triple(term("gg:Model"), term("rdf:type"), term("owl:Class"))], {"": expand("gg:")}).decode())
    @prefix : <https://w3id.org/glossary-graph/ns#> .
    <BLANKLINE>
    :Model a <http://www.w3.org/2002/07/owl#Class> .
    <BLANKLINE>
    """
    triples = [statement.triple if isinstance(statement, Quad) else statement for statement in statements]
    written = _written(triples, RdfFormat.TURTLE, prefixes)
    # no literal ends a line with a full stop, for the writer escapes newlines
    return re.sub(rb"( \.\n)(?!@prefix|$)", rb"\1\n", written)


def _turtle(quads: Iterable[Quad], settings: Settings) -> bytes:
    return turtle(quads, prefixes_for(settings.base))


def _serialize(quads: list[Quad], kind: RdfFormat, settings: Settings) -> bytes:
    statements = quads if kind.supports_datasets else [quad.triple for quad in quads]
    return _written(statements, kind, prefixes_for(settings.base))


def _written(statements: list[Quad] | list[Triple], kind: RdfFormat, prefixes: Mapping[str, str]) -> bytes:
    """Serialize, with the prefixes sorted: the writer has an order of its own, and none where nothing is said."""
    written = serialize(statements, format=kind, prefixes=dict(prefixes)) or b""
    if kind not in {RdfFormat.TURTLE, RdfFormat.TRIG}:
        return written
    start = 0
    while written.startswith(b"@prefix ", start):
        start = written.index(b"\n", start) + 1
    head = (f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(prefixes.items()))
    return "".join(head).encode() + written[start:]
