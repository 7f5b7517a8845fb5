"""RDF 1.2: the graph once more, each fact a name for its triple in place of three triples about it.

``:_fact-… rdf:reifies <<( :gpt-4 gg:developedBy :openai )>>``; all else is as in ``graph.ttl`` and ``provenance.ttl``.
Stores that know RDF 1.2 read it (Oxigraph, for one); rdflib 7 does not.
"""

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.formats.iris import expand, parts, prefixes_for
from graph.formats.rdf import graph_quads, provenance_quads
from graph.formats.serialization import turtle
from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings

__all__ = ["reify", "write_rdf12"]

_VERSION = b'VERSION "1.2"\n'
_ENDS = tuple(expand(f"rdf:{end}") for end in ("subject", "predicate", "object"))
_SUBJECT = _ENDS[0]
_TYPE, _STATEMENT = NamedNode(expand("rdf:type")), NamedNode(expand("rdf:Statement"))
_REIFIES = NamedNode(expand("rdf:reifies"))


def write_rdf12(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance together as RDF 1.2 Turtle, facts as names of triples; its first line says so."""
    triples = reify([*graph_quads(build, settings), *provenance_quads(build, settings)])
    write_whole(target, _VERSION + turtle(triples, prefixes_for(settings.base)))


def reify(quads: Iterable[Quad]) -> list[Triple]:
    """Turn ``rdf:subject``, ``rdf:predicate`` and ``rdf:object`` of each statement into one ``rdf:reifies``.

    The rest stays as it is and in its order; so does a statement that lacks an end.

    Examples
    --------
    >>> from tests.example import build
    >>> reified = reify(provenance_quads(build(), Settings()))
    >>> sum(triple.predicate == _REIFIES for triple in reified), len(build().facts)
    (5, 5)
    """
    quads = list(quads)
    ends: dict[str, dict[str, NamedNode | Literal]] = {}
    for subject, predicate, value in map(parts, quads):
        if predicate in _ENDS:
            ends.setdefault(subject, {})[predicate] = value
    said = {subject: triple for subject, found in ends.items() if (triple := _said(found)) is not None}
    written: list[Triple] = []
    for quad in quads:
        meant = said.get(parts(quad)[0])
        if meant is not None and quad.predicate.value == _SUBJECT:
            written.append(Triple(quad.subject, _REIFIES, meant))
        elif meant is None or not _is_spelt_out(quad):
            written.append(quad.triple)
    return written


def _said(ends: dict[str, NamedNode | Literal]) -> Triple | None:
    subject, predicate, value = (ends.get(end) for end in _ENDS)
    if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode) and value is not None:
        return Triple(subject, predicate, value)
    return None


def _is_spelt_out(quad: Quad) -> bool:
    return quad.predicate.value in _ENDS or (quad.predicate, quad.object) == (_TYPE, _STATEMENT)
