"""Links to other vocabularies as RDF: what is linked, why, and whom to credit."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from graph.claims import digest
from graph.formats.iris import Names, Row, decimal, term
from graph.network import Match, Source
from graph.terms.mappings import SEMAPV

__all__ = ["link_rows", "match_rows"]


def link_rows(matches: Iterable[Match], names: Names) -> Iterator[Row]:
    """Say the links as direct triples, and what they were taken from: its title, version and licence, to credit it."""
    listed = list(matches)
    for match in listed:
        yield names.thing(match.subject), match.predicate, NamedNode(match.target)
    for source in {match.source for match in listed} - {Source("")}:
        node = _source(source, names)
        yield names.scheme, "dcterms:references", node
        yield node, "rdf:type", term("prov:Collection" if source.is_mapping_set else "prov:Entity")
        yield node, "dcterms:title", Literal(source.title)
        if source.licence:
            is_iri = source.licence.startswith(("http://", "https://"))
            yield node, "dcterms:license", NamedNode(source.licence) if is_iri else Literal(source.licence)
        if source.version:
            yield node, "schema:version", Literal(source.version)
        if source.iri:
            yield node, "dcterms:source", NamedNode(source.iri)


def match_rows(match: Match, names: Names) -> Iterator[Row]:
    """Say of a link what agreed, how sure it is, and what it was taken from."""
    node = names.other("match", digest(match.subject, match.predicate, match.target))
    yield node, "rdf:type", term("rdf:Statement")
    yield node, "rdf:type", term("gg:Match")
    yield node, "rdf:subject", names.thing(match.subject)
    yield node, "rdf:predicate", term(match.predicate)
    yield node, "rdf:object", NamedNode(match.target)
    yield node, "gg:justification", NamedNode(SEMAPV + match.justification.removeprefix("semapv:"))
    yield node, "gg:confidence", decimal(match.confidence)
    for curie, text in (
        ("gg:targetLabel", match.label),
        ("gg:reason", match.reason),
        ("dcterms:identifier", match.curie),
    ):
        if text:
            yield node, curie, Literal(text)
    if match.source != Source(""):
        yield node, "prov:wasDerivedFrom", _source(match.source, names)


def _source(source: Source, names: Names) -> NamedNode:
    return names.other(
        "source", digest(source.title, source.licence, source.version, source.iri, str(source.is_mapping_set))
    )
