"""What the service says of itself, and how triples are written: the SPARQL 1.1 service description.

https://www.w3.org/TR/sparql11-service-description/
"""

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from graph.formats.iris import PREFIXES, integer, prefixes_for
from graph.formats.jsonld import generate_jsonld
from graph.formats.serialization import turtle
from graph.serve.glossary import Glossary
from graph.serve.protocol import ALIASES, FORMATS
from graph.settings import Settings

__all__ = ["RDF_SUFFIXES", "describe_service", "write_triples"]

RDF_SUFFIXES = {"text/turtle": ".ttl", "application/ld+json": ".jsonld", "application/n-triples": ".nt"}
"""Media types in which a node is described, the preferred one first, with the suffix that asks for each."""

_PREFIXES = {
    **PREFIXES,
    "formats": "http://www.w3.org/ns/formats/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
}
_RESULT_FORMATS = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/ld+json": "JSON-LD",
    "application/rdf+xml": "RDF_XML",
}


def describe_service(glossary: Glossary, endpoint: str) -> list[Triple]:
    """Describe the SPARQL service at an address: its language, formats, features and graphs; sorted."""
    return sorted(_service(glossary, endpoint), key=str)


def write_triples(triples: Sequence[Triple], media_type: str, settings: Settings) -> bytes:
    """Write triples in one of :data:`RDF_SUFFIXES`; the order in is the order out, but JSON-LD has its own."""
    if media_type == "application/ld+json":
        return generate_jsonld((Quad(*triple) for triple in triples), settings)
    if media_type == "application/n-triples":
        return serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    known, iris = {**_PREFIXES, **prefixes_for(settings.base)}, _iris(triples)
    return turtle(triples, {name: start for name, start in known.items() if any(iri.startswith(start) for iri in iris)})


def _iris(triples: Sequence[Triple]) -> set[str]:
    """Give the IRIs of triples, those of data types too."""
    terms = {term for triple in triples for term in triple}
    kinds = {term.datatype for term in terms if isinstance(term, Literal)}
    return {term.value for term in terms | kinds if isinstance(term, NamedNode)}


def _service(glossary: Glossary, endpoint: str) -> Iterator[Triple]:
    service, dataset = NamedNode(f"{endpoint}#service"), NamedNode(f"{endpoint}#dataset")
    default = NamedNode(f"{endpoint}#default-graph")
    yield Triple(service, _term("rdf:type"), _term("sd:Service"))
    yield Triple(service, _term("sd:endpoint"), NamedNode(endpoint))
    yield Triple(service, _term("sd:supportedLanguage"), _term("sd:SPARQL11Query"))
    yield Triple(service, _term("sd:feature"), _term("sd:UnionDefaultGraph"))
    offered = {media_type for offers in FORMATS.values() for media_type in offers} - ALIASES.keys()
    for media_type in sorted(offered):
        yield Triple(service, _term("sd:resultFormat"), _term(f"formats:{_RESULT_FORMATS[media_type]}"))
    yield Triple(service, _term("sd:defaultDataset"), dataset)
    yield Triple(dataset, _term("rdf:type"), _term("sd:Dataset"))
    yield Triple(dataset, _term("sd:defaultGraph"), default)
    yield Triple(default, _term("rdf:type"), _term("sd:Graph"))
    yield Triple(default, _term("void:triples"), integer(len(glossary.graph.store)))
    for graph in sorted(glossary.graph.store.named_graphs(), key=str):
        if isinstance(graph, NamedNode):
            named = NamedNode(f"{endpoint}#{graph.value.removeprefix(glossary.settings.base).lstrip('_')}")
            yield Triple(dataset, _term("sd:namedGraph"), named)
            yield Triple(named, _term("rdf:type"), _term("sd:NamedGraph"))
            yield Triple(named, _term("sd:name"), graph)


def _term(curie: str) -> NamedNode:
    prefix, _, name = curie.partition(":")
    return NamedNode(_PREFIXES[prefix] + name)
