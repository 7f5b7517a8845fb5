"""What the graph leaves out is written apart, with its sentences, and never as a fact."""

from dataclasses import replace

import rdflib
from rdflib.namespace import RDF, SKOS

from graph.formats.candidates import candidates_quads
from graph.formats.iris import PREFIXES, prefixes_for
from graph.formats.rdf import graph_quads, provenance_quads
from graph.formats.serialization import turtle
from graph.network import Build, Thing
from graph.settings import Settings
from tests.example import build

GG, OA, PROV = (rdflib.Namespace(PREFIXES[name]) for name in ("gg", "oa", "prov"))
HERE = rdflib.Namespace(Settings().base)


def candidates(made: Build) -> rdflib.Graph:
    data = turtle(candidates_quads(made, Settings()), prefixes_for(HERE))
    return rdflib.Graph().parse(data=data, format="turtle")


def without(predicate: str) -> Build:
    made = build()
    return replace(made, facts=tuple(fact for fact in made.facts if fact.predicate != predicate))


def with_entries(**entries: tuple[str, ...]) -> Build:
    """The example, things with entries of their own, and the entries that name them."""
    made = build()
    things = tuple(
        replace(thing, entry=thing.id, entries=entries[key])
        if (key := thing.id.replace("-", "_")) in entries
        else thing
        for thing in made.things
    )
    entry = made.entries[0]
    return replace(made, things=things, entries=(entry, *(replace(entry, name=name) for name in ("gpt-4", "openai"))))


def test_a_claim_that_no_fact_counts_is_a_statement_with_its_sentence() -> None:
    found = candidates(without("developedBy"))
    (claim,) = found.subjects(RDF.type, GG.Claim)
    assert (claim, RDF.type, RDF.Statement) in found
    said = tuple(found.value(claim, part) for part in (RDF.subject, RDF.predicate, RDF.object))
    assert said == (HERE["gpt-4"], GG.developedBy, HERE.openai)
    assert str(found.value(claim, GG.quote)) == "Examples include GPT-4 (OpenAI)."
    span = found.value(claim, PROV.wasDerivedFrom)
    assert found.value(span, OA.hasSource) == HERE["_entry-foundation-model"]


def test_what_it_would_state_is_not_stated_and_it_is_no_fact() -> None:
    found = candidates(without("developedBy"))
    assert (HERE["gpt-4"], GG.developedBy, HERE.openai) not in found
    assert list(found.subjects(RDF.type, GG.Fact)) == []
    of_facts = {GG.hasClaim, GG.status, GG.support}
    assert of_facts & set(found.predicates()) == set(), "their domain would make it a fact"


def test_a_year_is_a_number_and_a_negation_is_marked() -> None:
    made = without("introducedIn")
    negated = tuple(
        replace(claim, qualifiers={"negated": True}) if claim.predicate == "introducedIn" else claim
        for claim in made.claims
    )
    found = candidates(replace(made, claims=negated))
    (claim,) = found.subjects(RDF.type, GG.Claim)
    assert found.value(claim, RDF.object) == rdflib.Literal(2021)
    assert found.value(claim, GG.negated) == rdflib.Literal(True)


def test_an_end_that_is_no_thing_stays_out() -> None:
    made = without("developedBy")
    found = candidates(replace(made, things=tuple(thing for thing in made.things if thing.id != "openai")))
    (claim,) = found.subjects(RDF.type, GG.Claim)
    assert found.value(claim, RDF.object) is None
    assert found.value(claim, RDF.subject) == HERE["gpt-4"]


def test_what_an_entry_names_is_related_to_its_subject_where_no_fact_joins_them() -> None:
    named = ("foundation-model", "gpt-4")
    found = candidates(with_entries(foundation_model=named, openai=("openai", "foundation-model")))
    assert (HERE["foundation-model"], GG.related, HERE.openai) in found
    assert (HERE["_entry-foundation-model"], rdflib.SDO.mentions, HERE.openai) in found
    assert list(found.subject_objects(SKOS.related)) == []


def test_a_fact_in_either_direction_is_enough() -> None:
    made = with_entries(gpt_4=("gpt-4", "openai"), openai=("openai", "gpt-4"))
    assert list(candidates(made).subject_objects(GG.related)) == []
    apart = replace(made, facts=without("developedBy").facts)
    assert list(candidates(apart).subject_objects(GG.related)) == [(HERE["gpt-4"], HERE.openai)]


def test_two_concepts_are_related_as_skos_has_it_but_never_a_narrower_and_a_broader_one() -> None:
    """SKOS S27: related is disjoint with broader over any depth."""
    made = build()
    deep = tuple(
        Thing(name, name, "Concept", entry=name, entries=("a", "b", "c", "d")) for name in ("a", "b", "c", "d")
    )
    fact = made.facts[0]
    facts = tuple(replace(fact, subject=low, predicate="broader", object=high) for low, high in ("ab", "bc"))
    found = candidates(Build((), (), (), deep, facts))
    assert {(str(s)[-1], str(o)[-1]) for s, o in found.subject_objects(SKOS.related)} == {
        ("a", "d"),
        ("b", "d"),
        ("c", "d"),
    }


def test_nothing_of_it_is_in_the_graph_and_every_term_is_known() -> None:
    made = with_entries(openai=("openai", "foundation-model"))
    made = replace(made, facts=without("developedBy").facts)
    ours = {quad.triple for quad in (*graph_quads(made, Settings()), *provenance_quads(made, Settings()))}
    stated = {quad.triple for quad in candidates_quads(made, Settings())} - ours
    assert not {triple.predicate.value for triple in ours} & {GG.related, SKOS.related}
    assert stated


def test_a_whole_graph_leaves_nothing_out() -> None:
    assert candidates_quads(build(), Settings()) == []
