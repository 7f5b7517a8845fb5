"""How many IRIs and literals come to harm between a build of hostile texts and what reads its files.

``python -m benchmarks.hostile --examples 10000``: hypothesis makes builds with hostile texts in every field, at several
bases; each is written in every RDF format of ours and read by pyoxigraph and by rdflib (but for RDF 1.2). We aim at no
invalid IRI and no changed literal.
"""

import argparse
import logging
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import rdflib
from hypothesis import HealthCheck, Phase, given, seed, settings
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from graph import Build, Settings
from graph.errors import FolderError
from graph.formats import WRITERS
from graph.formats.candidates import candidates_quads
from graph.formats.catalog import catalog_quads
from graph.formats.rdf import graph_quads, provenance_quads
from graph.formats.reification import reify
from graph.formats.skos import skos_quads
from tests import hostile

__all__ = ["FORMATS", "Harm", "find_harm"]

FORMATS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "trig": (RdfFormat.TRIG, "trig"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
    "rdf12": (RdfFormat.TURTLE, None),
    "void": (RdfFormat.TURTLE, "turtle"),
    "candidates": (RdfFormat.TURTLE, "turtle"),
    "skos": (RdfFormat.TURTLE, "turtle"),
}
"""Our writers of RDF by name, with what pyoxigraph and rdflib call the format; rdflib has no RDF 1.2."""

Harm = Counter[str]
"""Counts of ``invalid IRIs``, ``changed literals``, ``changed IRIs``, ``unreadable files`` and ``files``.

``refused`` counts files that the writer would not write (RDF/XML has no control characters).
"""


def find_harm(build: Build, at: Settings, names: tuple[str, ...] = tuple(FORMATS)) -> Harm:
    """Write a build in formats of ours, read each file with both libraries, and count what differs."""
    harm: Harm = Counter()
    meant = _meant(build, at)
    with TemporaryDirectory() as folder:
        for name in names:
            target = Path(folder, name)
            try:
                WRITERS[name].write(build, target, at)
            except FolderError:
                harm["refused"] += 1
                continue
            for read in (_read_pyoxigraph, _read_rdflib)[: 1 if FORMATS[name][1] is None else 2]:
                harm["files"] += 1
                try:
                    found = set(read(target.read_bytes(), name))
                except (SyntaxError, ValueError, rdflib.exceptions.ParserError):
                    harm["unreadable files"] += 1
                    continue
                harm.update(_differences(meant.get(name, meant["ttl"]), found))
    return harm


def _meant(build: Build, at: Settings) -> dict[str, set[Triple]]:
    """Give the triples that the files are to hold: those of ``ttl`` where a format has none of its own."""
    quads = [*graph_quads(build, at), *provenance_quads(build, at)]
    return {
        "ttl": {quad.triple for quad in quads},
        "rdf12": set(reify(quads)),
        "void": {quad.triple for quad in catalog_quads(build, at)},
        "candidates": {quad.triple for quad in candidates_quads(build, at)},
        "skos": {quad.triple for quad in skos_quads(build, at)},
    }


def _read_pyoxigraph(data: bytes, name: str) -> Iterator[Triple]:
    for quad in parse(data, format=FORMATS[name][0]):
        yield quad.triple


def _read_rdflib(data: bytes, name: str) -> Iterator[Triple]:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=data, format=FORMATS[name][1])
    for subject, predicate, value in dataset.triples((None, None, None)):
        yield Triple(_iri(subject), _iri(predicate), _term(value))


def _term(term: object) -> NamedNode | Literal:
    if not isinstance(term, rdflib.Literal):
        return _iri(term)
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def _iri(term: object) -> NamedNode:
    """Give rdflib's term to pyoxigraph, which refuses what is no IRI."""
    try:
        return NamedNode(str(term))
    except ValueError:
        return NamedNode("urn:invalid")


def _differences(meant: set[Triple], found: set[Triple]) -> Iterator[str]:
    for triple in meant - found:
        yield "changed literals" if isinstance(triple.object, Literal) else "changed IRIs"
    invalid = NamedNode("urn:invalid")
    for triple in found - meant:
        yield from ("invalid IRIs" for term in (triple.subject, triple.predicate, triple.object) if term == invalid)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--examples", type=int, default=10_000, help="how many builds")
    parser.add_argument("--seed", type=int, default=0, help="where chance begins")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.getLogger("rdflib").setLevel(logging.CRITICAL)
    harm: Harm = Counter()
    began = time.perf_counter()

    @seed(options.seed)
    @settings(
        max_examples=options.examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(hostile.builds(), hostile.places())
    def measure(build: Build, at: Settings) -> None:
        harm["builds"] += 1
        harm.update(find_harm(build, at))

    measure()
    print(f"{harm['builds']:,} builds, {harm['files']:,} readings, {time.perf_counter() - began:.0f} s")
    print(f"{harm['refused']:,} files of RDF/XML refused, for they would hold a control character")
    for name in ("invalid IRIs", "changed IRIs", "changed literals", "unreadable files"):
        print(f"{harm[name]:,} {name}")


if __name__ == "__main__":
    main()
