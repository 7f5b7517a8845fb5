"""Vocabularies in Turtle: the concepts of SKOS and the named classes of OWL, with their English or plain labels."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from graph.network import Source
from graph.published import Problem, join_words, refuse
from graph.terms.record import Prefixes, Term, TermFile, is_web_iri, once, read_text

if TYPE_CHECKING:
    from pyoxigraph import BlankNode, Literal, NamedNode, Triple

__all__ = ["read_turtle"]

_OWL, _SKOS = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2004/02/skos/core#"
_RDFS, _SCHEMA = "http://www.w3.org/2000/01/rdf-schema#", "https://schema.org/"
_DCTERMS, _DC = "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

_TERMS = {f"{_SKOS}Concept", f"{_OWL}Class"}
_WHOLE = {f"{_OWL}Ontology", f"{_SKOS}ConceptScheme"}
_LABELS = (f"{_SKOS}prefLabel", f"{_RDFS}label")
_SYNONYMS = (f"{_SKOS}altLabel", "http://www.geneontology.org/formats/oboInOwl#hasExactSynonym")
_DEFINITIONS = (f"{_SKOS}definition", "http://purl.obolibrary.org/obo/IAO_0000115")
_PARENTS = (f"{_SKOS}broader", f"{_RDFS}subClassOf")
_TITLES = (f"{_DCTERMS}title", f"{_DC}title", f"{_SCHEMA}name", *_LABELS)
_LICENCES = (f"{_DCTERMS}license", f"{_SCHEMA}license", f"{_DC}rights")
_VERSIONS = (f"{_OWL}versionInfo", f"{_SCHEMA}version", f"{_OWL}versionIRI")

Values = Mapping[str, list["NamedNode | Literal | BlankNode | Triple"]]


def read_turtle(path: Path) -> tuple[TermFile, tuple[Problem, ...]]:
    """Read the terms of a Turtle file; damage ends the reading, since nothing behind it can be trusted.

    Raises
    ------
    EntryError
        The file is missing or no Turtle.
    """
    from pyoxigraph import NamedNode, RdfFormat, parse

    nodes: dict[str, dict[str, list[NamedNode | Literal | BlankNode | Triple]]] = {}
    try:
        quads = parse(read_text(path).encode(), format=RdfFormat.TURTLE)
        for quad in quads:
            if isinstance(quad.subject, NamedNode):
                values = nodes.setdefault(quad.subject.value, {})
                values.setdefault(quad.predicate.value, []).append(quad.object)
        prefixes = quads.prefixes
    except SyntaxError as error:
        raise refuse(f"{path.as_posix()}:{error.lineno}", error.msg, "mend the Turtle") from None
    except MemoryError as error:  # a single text beyond 16 MB
        raise refuse(path.as_posix(), f"holds a text that is too long ({error})", "remove it") from None
    source = next((_source(iri, values) for iri, values in sorted(nodes.items()) if _is_a(values, _WHOLE)), Source(""))
    terms, problems = once(_terms(nodes, prefixes, path.as_posix()))
    return TermFile(source if source.title else Source(path.name, source.licence, source.version, source.iri), terms), (
        problems
    )


def _terms(nodes: Mapping[str, Values], prefixes: Prefixes, place: str) -> Iterator[tuple[str, Term] | Problem]:
    for iri, values in sorted(nodes.items()):
        labels = _texts(values, _LABELS)
        if not _is_a(values, _TERMS) or "true" in _texts(values, (f"{_OWL}deprecated",)) or not labels:
            continue
        if not is_web_iri(iri):
            yield Problem(place, f"{iri[:80]!r} is no web address", "give the term an http(s) IRI")
            continue
        yield (
            iri,
            Term(
                iri,
                labels[0],
                next(iter(_texts(values, _DEFINITIONS)), ""),
                tuple(dict.fromkeys((*labels[1:], *_texts(values, _SYNONYMS)))),
                tuple(_iris(values, _PARENTS)),
                _curie(iri, prefixes),
            ),
        )


def _source(iri: str, values: Values) -> Source:
    title, licence, version = (
        next(iter((*_texts(values, names), *_iris(values, names))), "") for names in (_TITLES, _LICENCES, _VERSIONS)
    )
    return Source(title, licence, version, iri if is_web_iri(iri) else "")


def _is_a(values: Values, kinds: set[str]) -> bool:
    return not kinds.isdisjoint(_iris(values, (_TYPE,)))


def _texts(values: Values, predicates: tuple[str, ...]) -> list[str]:
    """Give the English and the plain texts of the first predicate that has any, the English ones first."""
    from pyoxigraph import Literal

    for predicate in predicates:
        found = [value for value in values.get(predicate, ()) if isinstance(value, Literal)]
        kept = [value for value in found if (value.language or "en").split("-")[0] == "en" and value.value.strip()]
        if kept:
            return [join_words(value.value) for value in sorted(kept, key=lambda text: (not text.language, str(text)))]
    return []


def _iris(values: Values, predicates: tuple[str, ...]) -> list[str]:
    from pyoxigraph import NamedNode

    return [
        value.value for predicate in predicates for value in values.get(predicate, ()) if isinstance(value, NamedNode)
    ]


def _curie(iri: str, prefixes: Prefixes) -> str:
    fitting = [(start, name) for name, start in prefixes.items() if name and iri.startswith(start) and iri != start]
    start, name = max(fitting, key=lambda pair: len(pair[0]), default=("", ""))
    return f"{name}:{iri.removeprefix(start)}" if name else ""
