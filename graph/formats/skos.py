"""The glossary as a thesaurus for SKOS tools such as Skosmos and VocBench: every thing a concept of one scheme.

Kinds become collections. "Is a kind of", "is an example of" and "is part of" make the hierarchy, each as ISO 25964
names it (``iso-thes:broaderGeneric``, ``broaderInstantial``, ``broaderPartitive``) beside plain ``skos:broader``; all
other facts between two things are ``skos:related``. Both directions are written. The integrity conditions of the SKOS
reference hold: labels are apart (S13), related is apart from broader over any depth (S27); there are no circles.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import networkx as nx
from pyoxigraph import DefaultGraph, Literal, Quad

from graph.facts import circle_facts
from graph.formats.iris import Names, Row, plain, prefixes_for, sorted_quads, term
from graph.formats.rdf import split_aliases
from graph.formats.serialization import turtle
from graph.formats.target import write_whole
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["skos_quads", "write_skos"]

_FORMS = {"skos:broader": "Generic", "gg:instanceOf": "Instantial", "gg:partOf": "Partitive"}
"""The predicates that make the hierarchy, with the name of the relation in ISO 25964."""


def write_skos(build: Build, target: Path, settings: Settings) -> None:
    """Write ``skos.ttl``: the glossary as one SKOS concept scheme."""
    write_whole(target, turtle(skos_quads(build, settings), prefixes_for(settings.base)))


def skos_quads(build: Build, settings: Settings) -> list[Quad]:
    """Say the graph in SKOS alone: concepts, labels, definitions, hierarchy, related things; sorted.

    Examples
    --------
    >>> from tests.example import build
    >>> quads = skos_quads(build(), Settings())
    >>> [quad.object.value for quad in quads if quad.predicate.value.endswith("broaderInstantial")]
    ['https://example.org/glossary/foundation-model']
    """
    names, words = Names(settings.base), read_vocabulary(settings.domain)
    return sorted_quads(DefaultGraph(), _rows(build, settings, names, words))


def _rows(build: Build, settings: Settings, names: Names, words: Vocabulary) -> Iterator[Row]:
    yield names.scheme, "rdf:type", term("skos:ConceptScheme")
    for predicate in ("dcterms:title", "skos:prefLabel"):
        yield names.scheme, predicate, Literal(settings.title, language=settings.language)
    known = {thing.id for thing in build.things}
    joined = [fact for fact in build.facts if fact.subject in known and fact.object in known]
    upward = [fact for fact in joined if words.predicates[fact.predicate].rdf in _FORMS]
    closing = {fact.id for fact in circle_facts(upward)}  # each predicate by itself has none, together they may
    hierarchy = [fact for fact in upward if fact.id not in closing]
    below = {fact.subject for fact in hierarchy}
    for thing in build.things:
        yield from _concept_rows(thing, settings, names)
        yield from _collection_rows(thing, names, words)
        if thing.id not in below:
            yield names.thing(thing.id), "skos:topConceptOf", names.scheme
            yield names.scheme, "skos:hasTopConcept", names.thing(thing.id)
    for fact in hierarchy:
        yield from _hierarchy_rows(fact, _FORMS[words.predicates[fact.predicate].rdf], names)
    for first, second in _related(joined, hierarchy, words):
        yield names.thing(first), "skos:related", names.thing(second)
        yield names.thing(second), "skos:related", names.thing(first)
    for retired in build.retired:
        yield from _concept_rows(Thing(retired.id, retired.label, retired.kind), settings, names)
        yield names.thing(retired.id), "owl:deprecated", plain(True)
        for slug in retired.replaced_by:
            yield names.thing(retired.id), "dcterms:isReplacedBy", names.thing(slug)


def _concept_rows(thing: Thing, settings: Settings, names: Names) -> Iterator[Row]:
    node, (others, search_forms) = names.thing(thing.id), split_aliases(thing)
    yield node, "rdf:type", term("skos:Concept")
    yield node, "skos:inScheme", names.scheme
    yield node, "skos:prefLabel", Literal(thing.label, language=settings.language)
    for other in others:
        yield node, "skos:altLabel", Literal(other, language=settings.language)
    for form in search_forms:
        yield node, "skos:hiddenLabel", Literal(form, language=settings.language)
    if thing.definition is not None:
        yield node, "skos:definition", Literal(thing.definition, language=settings.language)


def _collection_rows(thing: Thing, names: Names, words: Vocabulary) -> Iterator[Row]:
    """Say a thing's kinds by membership: in SKOS, a concept and its kind are not one class and its member."""
    for kind in (thing.kind, *thing.inferred_kinds):
        node = names.other("kind", kind)
        yield node, "rdf:type", term("skos:Collection")
        yield node, "skos:inScheme", names.scheme
        yield node, "skos:prefLabel", Literal(words.kinds[kind].plural, language="en")
        yield node, "skos:member", names.thing(thing.id)


def _hierarchy_rows(fact: Fact, form: str, names: Names) -> Iterator[Row]:
    below, above = names.thing(fact.subject), names.thing(str(fact.object))
    for predicate in ("skos:broader", f"iso-thes:broader{form}"):
        yield below, predicate, above
    for predicate in ("skos:narrower", f"iso-thes:narrower{form}"):
        yield above, predicate, below


# ── what goes where ────────────────────────────────────────────────────────────────────────────────────────────────


def _related(facts: Iterable[Fact], hierarchy: Iterable[Fact], words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Give the pairs that another fact joins, but for those that stand above one another at any depth."""
    graph: nx.DiGraph[str] = nx.DiGraph((fact.subject, str(fact.object)) for fact in hierarchy)
    above: dict[str, set[str]] = {}
    for fact in facts:
        first, second = fact.subject, str(fact.object)
        if words.predicates[fact.predicate].rdf in _FORMS or first == second:
            continue
        for end in (first, second):
            if end not in above:
                above[end] = nx.descendants(graph, end) if end in graph else set()
        if first not in above[second] and second not in above[first]:
            yield first, second
