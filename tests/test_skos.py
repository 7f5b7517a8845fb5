"""The glossary as a thesaurus: what it says, and that SKOS's integrity conditions hold."""

from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, RdfFormat, Store

from graph.formats import WRITERS
from graph.formats.iris import PREFIXES, parts, term
from graph.formats.skos import skos_quads
from graph.network import Build, Fact, Retired, Thing
from graph.settings import Settings
from tests import generated
from tests.example import build

HERE = Settings().base
SHORT = {**PREFIXES, "": HERE}
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)
HIERARCHY = ("broader", "instanceOf", "partOf")
OTHERS = ("contrastsWith", "uses", "causes")

# What must find nothing, by the number that the SKOS reference gives it (https://www.w3.org/TR/skos-reference/); under
# 0 stands what the reference leaves to taste and thesaurus tools insist on. Entailments (S7, S8, S21 to S26, S41 to
# S45) are asked as "is written out", because Skosmos and VocBench do not reason.
CONDITIONS = {
    "S4 in a scheme": "?x skos:inScheme ?y FILTER NOT EXISTS { ?y a skos:ConceptScheme }",
    "S5 top of a scheme": "?x skos:hasTopConcept ?y FILTER NOT EXISTS { ?x a skos:ConceptScheme }",
    "S6 top is a concept": "?y skos:hasTopConcept ?x FILTER NOT EXISTS { ?x a skos:Concept }",
    "S7 top is in the scheme": "?x skos:topConceptOf ?y FILTER NOT EXISTS { ?x skos:inScheme ?y }",
    "S8 top both ways": """{ ?x skos:topConceptOf ?y FILTER NOT EXISTS { ?y skos:hasTopConcept ?x } }
        UNION { ?y skos:hasTopConcept ?x FILTER NOT EXISTS { ?x skos:topConceptOf ?y } }""",
    "S9 concept and scheme apart": "?x a skos:Concept, skos:ConceptScheme",
    "S12 labels are plain": """?x skos:prefLabel|skos:altLabel|skos:hiddenLabel ?l
        FILTER (!isLiteral(?l) || (datatype(?l) != rdf:langString && datatype(?l) != xsd:string))""",
    "S13 preferred and other label": "?x skos:prefLabel ?l ; skos:altLabel ?l",
    "S13 preferred and hidden label": "?x skos:prefLabel ?l ; skos:hiddenLabel ?l",
    "S13 other and hidden label": "?x skos:altLabel ?l ; skos:hiddenLabel ?l",
    "S14 one preferred label": "?x skos:prefLabel ?l, ?m FILTER (lang(?l) = lang(?m) && str(?l) < str(?m))",
    "S19 semantic relations join concepts": """?x skos:broader|skos:narrower|skos:related ?y
        FILTER NOT EXISTS { ?x a skos:Concept . ?y a skos:Concept }""",
    "S23 related both ways": "?x skos:related ?y FILTER NOT EXISTS { ?y skos:related ?x }",
    "S25 broader both ways": """{ ?x skos:broader ?y FILTER NOT EXISTS { ?y skos:narrower ?x } }
        UNION { ?y skos:narrower ?x FILTER NOT EXISTS { ?x skos:broader ?y } }""",
    "S27 related and broader apart": "?x skos:related ?y ; skos:broader+ ?y",
    "S31 a collection has members": "?x skos:member ?y FILTER NOT EXISTS { ?x a skos:Collection }",
    "S32 members": "?y skos:member ?x FILTER NOT EXISTS { ?x a ?k FILTER (?k IN (skos:Concept, skos:Collection)) }",
    "S37 collection and concept apart": "?x a skos:Collection, skos:Concept",
    "S37 collection and scheme apart": "?x a skos:Collection, skos:ConceptScheme",
    "S46 exact and broad match apart": "?x skos:exactMatch ?y ; skos:broadMatch|^skos:narrowMatch ?y",
    "S46 exact and related match apart": "?x skos:exactMatch ?y ; skos:relatedMatch ?y",
    "0 no circle": "?x skos:broader+ ?x",
    "0 top has nothing above": "?x skos:topConceptOf ?s ; skos:broader ?y",
    "0 reachable from the top": """?x a skos:Concept FILTER NOT EXISTS { ?x skos:broader*/skos:topConceptOf ?s }
        FILTER NOT EXISTS { ?x owl:deprecated true }""",
    "0 every concept in the scheme": "?x a skos:Concept FILTER NOT EXISTS { ?x skos:inScheme :_scheme }",
    "0 every concept has a label in a language": """?x a skos:Concept
        FILTER NOT EXISTS { ?x skos:prefLabel ?l FILTER (lang(?l) != "") }""",
    "0 ISO 25964 beside plain": """?x iso-thes:broaderGeneric|iso-thes:broaderInstantial|iso-thes:broaderPartitive ?y
        FILTER NOT EXISTS { ?x skos:broader ?y }""",
    "0 ISO 25964 both ways": """
        { ?x iso-thes:broaderGeneric ?y FILTER NOT EXISTS { ?y iso-thes:narrowerGeneric ?x } }
        UNION { ?x iso-thes:broaderInstantial ?y FILTER NOT EXISTS { ?y iso-thes:narrowerInstantial ?x } }
        UNION { ?x iso-thes:broaderPartitive ?y FILTER NOT EXISTS { ?y iso-thes:narrowerPartitive ?x } }""",
    "0 no other vocabulary's kinds": """?x a ?k
        FILTER (?k NOT IN (skos:Concept, skos:ConceptScheme, skos:Collection))""",
}

# A fault for each: what is added to the thesaurus of the example, in Turtle.
PLANTED = {
    "S4 in a scheme": ":gpt-4 skos:inScheme :openai",
    "S5 top of a scheme": ":gpt-4 skos:hasTopConcept :openai",
    "S6 top is a concept": ":_scheme skos:hasTopConcept :nobody",
    "S7 top is in the scheme": ":openai skos:topConceptOf :another",
    "S8 top both ways": ":gpt-4 skos:topConceptOf :_scheme",
    "S9 concept and scheme apart": ":gpt-4 a skos:ConceptScheme",
    "S12 labels are plain": ":gpt-4 skos:altLabel 4",
    "S13 preferred and other label": ':gpt-4 skos:altLabel "GPT-4"@en',
    "S13 preferred and hidden label": ':gpt-4 skos:hiddenLabel "GPT-4"@en',
    "S13 other and hidden label": ':gpt-4 skos:altLabel "G4"@en ; skos:hiddenLabel "G4"@en',
    "S14 one preferred label": ':gpt-4 skos:prefLabel "GPT 4"@en',
    "S19 semantic relations join concepts": ":gpt-4 skos:related :_scheme",
    "S23 related both ways": ":ai-model skos:related :openai",
    "S25 broader both ways": ":openai skos:broader :ai-model",
    "S27 related and broader apart": ":gpt-4 skos:related :ai-model",
    "S31 a collection has members": ":gpt-4 skos:member :openai",
    "S32 members": ":_kind-Model skos:member :nobody",
    "S37 collection and concept apart": ":gpt-4 a skos:Collection",
    "S37 collection and scheme apart": ":_scheme a skos:Collection",
    "S46 exact and broad match apart": ":gpt-4 skos:exactMatch :x ; skos:broadMatch :x",
    "S46 exact and related match apart": ":gpt-4 skos:exactMatch :x ; skos:relatedMatch :x",
    "0 no circle": ":ai-model skos:broader :gpt-4",
    "0 top has nothing above": ":ai-model skos:broader :openai",
    "0 reachable from the top": ":x a skos:Concept ; skos:broader :y . :y skos:broader :x",
    "0 every concept in the scheme": ":x a skos:Concept",
    "0 every concept has a label in a language": ':x a skos:Concept ; skos:prefLabel "x"',
    "0 ISO 25964 beside plain": ":openai iso-thes:broaderGeneric :ai-model",
    "0 ISO 25964 both ways": ":openai iso-thes:broaderPartitive :ai-model",
    "0 no other vocabulary's kinds": ":gpt-4 a gg:Model",
}


def thesaurus(made: Build, settings: Settings | None = None) -> Store:
    store = Store()
    store.extend(skos_quads(made, settings or Settings()))
    return store


def violations(found: Store) -> list[str]:
    return sorted(name for name in CONDITIONS if violates(found, name))


def violates(found: Store, name: str) -> bool:
    return bool(found.query(f"ASK {{ {CONDITIONS[name]} }}", prefixes=SHORT))


def fact(subject: str, predicate: str, object_: str, confidence: float = 0.9) -> Fact:
    identity = f"{subject}-{predicate}-{object_}"
    return Fact(identity, subject, predicate, object_, 1, confidence, "extracted", {}, ())


def concepts(*facts: Fact, names: str = "abcdef") -> Build:
    things = tuple(Thing(name, f"thing {name}", "Technique") for name in names)
    return Build((), (), (), things, facts)


def said(found: Store, predicate: str) -> set[tuple[str, str]]:
    rows = (parts(quad) for quad in found.quads_for_pattern(None, term(predicate), None))
    return {(subject.removeprefix(HERE), value.value.removeprefix(HERE)) for subject, _, value in rows}


# ── integrity ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_condition_has_a_planted_fault() -> None:
    assert CONDITIONS.keys() == PLANTED.keys()


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_planted_fault_is_found(name: str) -> None:
    found = thesaurus(build())
    assert not violates(found, name)
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in SHORT.items())
    found.load(f"{prefixes}{PLANTED[name]} .", RdfFormat.TURTLE)
    assert violates(found, name)


NAMES = st.sampled_from("abcdef")
FACTS = st.builds(fact, NAMES, st.sampled_from(HIERARCHY + OTHERS), NAMES, st.sampled_from([0.7, 0.8, 0.9]))


@settings(max_examples=60, deadline=None)
@given(st.lists(FACTS, max_size=14, unique_by=lambda made: made.id))
def test_the_conditions_hold_whatever_the_facts_say(facts: list[Fact]) -> None:
    """Circles and contradictions, too."""
    assert violations(thesaurus(concepts(*facts))) == []


@settings(max_examples=60, deadline=None)
@given(label=TEXTS, aliases=st.sets(TEXTS, max_size=5), definition=TEXTS)
def test_the_conditions_hold_for_hostile_names(label: str, aliases: set[str], definition: str) -> None:
    thing = Thing("a", label, "Concept", tuple(sorted(aliases)), definition=definition)
    assert violations(thesaurus(Build((), (), (), (thing,), ()))) == []


@pytest.mark.parametrize(
    "made", [build(), Build((), (), (), (), ()), generated.build()], ids=["example", "empty", "many"]
)
def test_the_conditions_hold_for_a_build(made: Build) -> None:
    assert violations(thesaurus(made)) == []


# ── what it says ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_thing_is_a_concept_of_the_scheme_with_its_label_and_definition() -> None:
    found = thesaurus(build())
    things = {thing.id for thing in build().things}
    assert {node for node, kind in said(found, "rdf:type") if kind == term("skos:Concept").value} == things
    assert {node for node, scheme in said(found, "skos:inScheme") if scheme == "_scheme"} >= things
    assert said(found, "skos:prefLabel") >= {("gpt-4", "GPT-4"), ("openai", "OpenAI"), ("ai-model", "AI model")}
    assert {node for node, _ in said(found, "skos:definition")} == {"foundation-model"}


def test_search_forms_are_hidden_labels() -> None:
    found = thesaurus(build())
    assert said(found, "skos:hiddenLabel") == {("foundation-model", "foundation models")}
    assert said(found, "skos:altLabel") == {("center-for-research-on-foundation-models", "CRFM")}


def test_the_hierarchy_says_how_one_is_above_the_other() -> None:
    found = thesaurus(concepts(fact("a", "broader", "b"), fact("c", "partOf", "b"), fact("d", "instanceOf", "b")))
    assert said(found, "iso-thes:broaderGeneric") == {("a", "b")}
    assert said(found, "iso-thes:broaderPartitive") == {("c", "b")}
    assert said(found, "iso-thes:broaderInstantial") == {("d", "b")}
    assert said(found, "skos:broader") == {("a", "b"), ("c", "b"), ("d", "b")}
    assert said(found, "skos:narrower") == {("b", "a"), ("b", "c"), ("b", "d")}
    assert said(found, "iso-thes:narrowerInstantial") == {("b", "d")}


def test_what_has_nothing_above_is_at_the_top() -> None:
    found = thesaurus(concepts(fact("a", "broader", "b"), names="abc"))
    assert said(found, "skos:topConceptOf") == {("b", "_scheme"), ("c", "_scheme")}


def test_other_facts_are_related_both_ways() -> None:
    found = thesaurus(concepts(fact("a", "uses", "b"), fact("b", "contrastsWith", "c")))
    assert said(found, "skos:related") == {("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")}


def test_what_stands_above_at_any_depth_is_not_related() -> None:
    found = thesaurus(concepts(fact("a", "broader", "b"), fact("b", "partOf", "c"), fact("c", "uses", "a")))
    assert said(found, "skos:related") == set()


def test_of_a_circle_the_weakest_fact_is_left_out() -> None:
    circle = (fact("a", "broader", "b", 0.9), fact("b", "partOf", "c", 0.7), fact("c", "broader", "a", 0.8))
    found = thesaurus(concepts(*circle, fact("d", "broader", "a", 0.7)))
    assert said(found, "skos:broader") == {("a", "b"), ("c", "a"), ("d", "a")}
    assert said(found, "skos:related") == set()


def test_the_order_of_facts_decides_nothing() -> None:
    facts = [fact(*ends, 0.8) for ends in (("a", "broader", "b"), ("b", "partOf", "a"), ("b", "broader", "c"))]
    assert skos_quads(concepts(*facts), Settings()) == skos_quads(concepts(*facts[::-1]), Settings())


def test_kinds_are_collections_inferred_ones_too() -> None:
    found = thesaurus(build())
    assert ("_kind-Lab", "openai") in said(found, "skos:member")
    assert ("_kind-Organization", "openai") in said(found, "skos:member")
    assert ("_kind-Lab", "developers") in said(found, "skos:prefLabel")


def test_a_retired_slug_is_a_deprecated_concept_outside_the_hierarchy() -> None:
    retired = Retired("old", "old name", "Concept", ("ai-model",))
    found = thesaurus(replace(build(), retired=(retired,)))
    assert violations(found) == []
    assert said(found, "owl:deprecated") == {("old", "true")}
    assert said(found, "dcterms:isReplacedBy") == {("old", "ai-model")}
    assert ("old", "_scheme") not in said(found, "skos:topConceptOf")


def test_labels_carry_the_language_of_the_glossary() -> None:
    found = thesaurus(build(), Settings(title="Begriffe", language="de"))
    labels = {quad.object for quad in found.quads_for_pattern(None, term("skos:prefLabel"), None)}
    assert Literal("Begriffe", language="de") in labels
    assert Literal("GPT-4", language="de") in labels


def test_the_file_is_the_same_every_time_and_rdflib_reads_it(tmp_path: Path) -> None:
    for name in ("a.skos.ttl", "b.skos.ttl"):
        WRITERS["skos"].write(build(), tmp_path / name, Settings())
    assert (tmp_path / "a.skos.ttl").read_bytes() == (tmp_path / "b.skos.ttl").read_bytes()
    read = rdflib.Graph().parse(data=(tmp_path / "a.skos.ttl").read_bytes(), format="turtle")
    assert len(read) == len(thesaurus(build()))
