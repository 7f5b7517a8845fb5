"""The ontology: every term that the graph may hold, declared from the vocabulary, for tools that reason or check.

It stays within OWL 2 DL and RL. A domain or range names one class, so that a reasoner adds no kind that a thing does
not have; the exact kinds are ``schema:domainIncludes`` and ``schema:rangeIncludes``. Borrowed terms are declared here,
so that nothing has to be fetched.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

import graph
from graph.formats.iris import PREFIXES, Row, sorted_quads, term
from graph.formats.serialization import turtle
from graph.formats.target import write_whole
from graph.formats.terms import BORROWED_TERMS, OWN_TERMS
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import ROOT, Kind, Predicate, Superclass, Vocabulary, read_vocabulary

__all__ = ["ontology_quads", "write_ontology"]

_LANGUAGE = "en"
_NEVER_BOTH = ((ROOT, "gg:Claim"), (ROOT, "gg:Fact"), ("gg:Claim", "gg:Fact"), ("skos:Concept", "skos:ConceptScheme"))


def write_ontology(build: Build, target: Path, settings: Settings) -> None:  # noqa: ARG001 (every writer has this signature)
    """Write ``ontology.ttl``: the terms of the vocabulary that the build was made with."""
    write_whole(target, turtle(ontology_quads(read_vocabulary(settings.domain)), PREFIXES))


def ontology_quads(vocabulary: Vocabulary) -> list[Quad]:
    """Declare every kind, predicate and inverse of a vocabulary, and the terms that RDF needs beside them; sorted.

    Examples
    --------
    >>> quads = ontology_quads(read_vocabulary())
    >>> [quad.object.value for quad in quads if quad.subject == term("gg:Lab") and quad.predicate == term("rdfs:label")]
    ['developer']
    """
    return sorted_quads(DefaultGraph(), _rows(vocabulary))


def _rows(words: Vocabulary) -> Iterator[Row]:
    yield from _head_rows(words)
    for superclass in words.superclasses.values():
        yield from _class_rows(superclass, words)
    for kind in words.kinds.values():
        yield from _class_rows(kind, words)
    for predicate in words.predicates.values():
        yield from _predicate_rows(predicate, words)
        yield from _inverse_rows(predicate, words)
    for name, own in OWN_TERMS.items():
        yield from _declared(f"gg:{name}", own.form, words, own.label, own.comment)
        yield from _ends(f"gg:{name}", own.domains, own.domains, [own.range] if own.range else [])
        if own.is_symmetric:
            yield term(f"gg:{name}"), "rdf:type", term("owl:SymmetricProperty")
    for curie, form in sorted(BORROWED_TERMS.items()):
        yield from _declared(curie, form, words)
    for first, second in sorted({*_NEVER_BOTH, *_apart(words)}):
        yield term(first), "owl:disjointWith", term(second)


def _head_rows(words: Vocabulary) -> Iterator[Row]:
    node = NamedNode(words.ontology)
    about = (
        "What the graph of a glossary holds: the kinds of its things, how they are related, and the evidence for it."
    )
    yield node, "rdf:type", term("owl:Ontology")
    yield node, "owl:versionIRI", NamedNode(f"{words.ontology}/{graph.__version__}")
    yield node, "owl:versionInfo", Literal(graph.__version__)
    yield node, "dcterms:title", Literal(f"{words.title}: kinds and predicates of a glossary graph", language=_LANGUAGE)
    yield node, "dcterms:description", Literal(about, language=_LANGUAGE)
    yield node, "vann:preferredNamespacePrefix", Literal("gg")
    yield node, "vann:preferredNamespaceUri", Literal(PREFIXES["gg"])
    for creator in words.creators:
        yield node, "dcterms:creator", Literal(creator)
    if words.licence is not None:
        yield node, "dcterms:license", NamedNode(words.licence)


def _class_rows(row: Kind | Superclass, words: Vocabulary) -> Iterator[Row]:
    yield from _declared(row.rdf, "owl:Class", words, row.label, row.comment)
    for parent in row.superclasses:
        yield from _declared(parent, "owl:Class", words)
        yield term(row.rdf), "rdfs:subClassOf", term(parent)


def _predicate_rows(row: Predicate, words: Vocabulary) -> Iterator[Row]:
    form = "owl:DatatypeProperty" if row.takes_year else "owl:ObjectProperty"
    yield from _declared(row.rdf, form, words, row.label, row.comment)
    subjects, domain = _classes(row.subjects, words), words.shared_class(row.subjects)
    if row.takes_year:
        yield from _ends(row.rdf, [domain], subjects, ["xsd:integer"])
    else:
        kinds = row.object_kinds
        yield from _ends(row.rdf, [domain], subjects, [words.shared_class(kinds)], _classes(kinds, words))
    for parent in row.superproperties:
        yield from _declared(parent, form, words)
        yield term(row.rdf), "rdfs:subPropertyOf", term(parent)
    if row.is_symmetric:
        yield term(row.rdf), "rdf:type", term("owl:SymmetricProperty")


def _inverse_rows(row: Predicate, words: Vocabulary) -> Iterator[Row]:
    if row.rdf_inverse is None or row.is_symmetric:
        return
    comment = f"The subject {row.says[1]} the object: {row.rdf} read from its other end."
    yield from _declared(row.rdf_inverse, "owl:ObjectProperty", words, row.says[1], comment)
    yield term(row.rdf), "owl:inverseOf", term(row.rdf_inverse)
    subjects, objects = row.object_kinds, row.subjects
    domain, range_ = words.shared_class(subjects), words.shared_class(objects)
    yield from _ends(row.rdf_inverse, [domain], _classes(subjects, words), [range_], _classes(objects, words))


def _declared(
    curie: str, form: str, words: Vocabulary, label: str | None = None, comment: str | None = None
) -> Iterator[Row]:
    """Say what a term is in OWL, who defines it and, where we know, what people call it."""
    node, prefix = term(curie), curie.partition(":")[0]
    yield node, "rdf:type", term(form)
    yield node, "rdfs:isDefinedBy", NamedNode(words.ontology if prefix == "gg" else PREFIXES[prefix])
    if label is not None:
        yield node, "rdfs:label", Literal(label, language=_LANGUAGE)
    if comment is not None:
        yield node, "rdfs:comment", Literal(comment, language=_LANGUAGE)


def _ends(
    curie: str,
    domains: Iterable[str],
    subjects: Iterable[str],
    ranges: Iterable[str],
    objects: Iterable[str] | None = None,
) -> Iterator[Row]:
    """Say what a property joins: one class at each end for reasoners, all exact ones for readers."""
    domains, ranges = list(domains), list(ranges)
    if len(domains) == 1:
        yield term(curie), "rdfs:domain", term(domains[0])
    if len(ranges) == 1:
        yield term(curie), "rdfs:range", term(ranges[0])
    for subject in subjects:
        yield term(curie), "schema:domainIncludes", term(subject)
    for object_ in ranges if objects is None else objects:
        yield term(curie), "schema:rangeIncludes", term(object_)


def _classes(kinds: Iterable[str], words: Vocabulary) -> list[str]:
    return sorted({words.kinds[kind].rdf for kind in kinds})


def _apart(words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Give the pairs of classes right below ``gg:Thing`` that no kind is under both of."""
    rows: list[Kind | Superclass] = [*words.superclasses.values(), *words.kinds.values()]
    top = sorted({row.rdf for row in rows if ROOT in row.superclasses})
    lines = [{row.rdf, *words.above(row.rdf)} for row in rows]
    return (pair for pair in combinations(top, 2) if not any(line.issuperset(pair) for line in lines))
