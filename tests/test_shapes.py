"""The shapes of a vocabulary: well formed, complete, and each able to fail."""

from itertools import product
from pathlib import Path

import pyshacl
import pytest
import rdflib

from graph.check import validate
from graph.claims import digest
from graph.formats.shapes import GROUPS, generate_shapes, shape_rules
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.vocabulary import read_vocabulary
from tests.example import build
from tests.folders import write_folder

GRAPH, PROVENANCE = "graph.ttl", "provenance.ttl"
CRFM = ":center-for-research-on-foundation-models"
OTHER = ":_span-6cbcac9fcab81870"
SPAN, FACT, CLAIM = ":_span-80331950647e9ed2", ":_fact-b56d91d20eefab8a", ":_claim-931af0810ef9be0b"

EDITS = (
    ("thing", GRAPH, ":gpt-4 a gg:Model ;", "[] a gg:Model ;"),
    ("thing-kind", GRAPH, ":gpt-4 a gg:Model ;", ":gpt-4 a gg:Nonsense ;"),
    ("thing-kinds", GRAPH, ":gpt-4 a gg:Model ;", ":gpt-4 a gg:Model , gg:Software ;"),
    ("thing-label", GRAPH, 'rdfs:label "GPT-4" ;', ""),
    ("thing-labels", GRAPH, 'rdfs:label "GPT-4" ;', 'rdfs:label "GPT-4" , "GPT 4" ;'),
    ("thing-labels", GRAPH, 'rdfs:label "GPT-4" ;', 'rdfs:label "GPT-4"@en , "GPT 4"@en ;'),
    ("thing-named", GRAPH, ":gpt-4 a gg:Model ;", ":gpt-4 a gg:Model , skos:Concept ;"),
    ("concept-label", GRAPH, 'skos:prefLabel "AI model"@en', 'skos:altLabel "model"@en'),
    ("concept-labels", GRAPH, 'skos:prefLabel "AI model"@en', 'skos:prefLabel "AI model"@en , "model"@en'),
    ("concept-names", GRAPH, 'skos:hiddenLabel "foundation models"@en', 'skos:hiddenLabel "foundation model"@en'),
    ("concept-forms", GRAPH, 'skos:hiddenLabel "f', 'skos:altLabel "foundation models"@en ; skos:hiddenLabel "f'),
    ("concept-scheme", GRAPH, "skos:inScheme :_scheme ;", ""),
    ("fact-iri", PROVENANCE, FACT, ":developed"),
    ("fact-subject", PROVENANCE, "rdf:subject :gpt-4 ;\n\tgg:confidence 0.9 ;\n\tgg:hasClaim", "gg:hasClaim"),
    ("fact-predicate", PROVENANCE, "rdf:predicate gg:developedBy", "rdf:predicate gg:madeBy"),
    ("fact-object", PROVENANCE, "rdf:object :openai", "rdf:object :openai , :gpt-4"),
    ("fact-support", PROVENANCE, "gg:support 1 .\n\n:_merge", "gg:support 1.5 .\n\n:_merge"),
    ("fact-confidence", PROVENANCE, "gg:confidence 0.95 ;\n\tgg:hasClaim", "gg:confidence 1.05 ;\n\tgg:hasClaim"),
    ("fact-status", PROVENANCE, 'gg:status "extracted"', 'gg:status "guessed"'),
    ("fact-claim", PROVENANCE, f"{CLAIM} a prov:Entity , gg:Claim", f"{CLAIM} a prov:Entity"),
    ("fact-evidence", PROVENANCE, f"gg:hasClaim {CLAIM} ;", ""),
    ("claim-iri", PROVENANCE, CLAIM, ":_said-931af0810ef9be0b"),
    ("claim-quote", PROVENANCE, 'gg:quote "A foundation', 'gg:note "A foundation'),
    ("claim-confidence", PROVENANCE, 'gg:confidence 0.9 ;\n\tgg:quote', 'gg:confidence "high" ;\n\tgg:quote'),
    ("claim-rule", PROVENANCE, 'gg:rule "year"', 'gg:note "year"'),
    ("claim-run", PROVENANCE, "a prov:Activity", "a prov:Plan"),
    ("claim-span", PROVENANCE, f"prov:wasDerivedFrom {SPAN} ;", f"prov:wasDerivedFrom {SPAN} , {OTHER} ;"),
    ("claim-words", PROVENANCE, 'gg:quote "A foundation', 'gg:quote "One foundation'),
    ("claim-fact", PROVENANCE, f"gg:hasClaim {CLAIM} ;", ""),
    ("span-iri", PROVENANCE, f"{SPAN} ", ":here "),
    ("span-entry", PROVENANCE, "oa:hasSource :_entry-foundation-model", "oa:hasSource :gpt-4"),
    ("span-quote", PROVENANCE, f"{SPAN}-position , {SPAN}-quote ;", f"{SPAN}-position ;"),
    ("span-position", PROVENANCE, f"{SPAN}-position , {SPAN}-quote ;", f"{SPAN}-quote ;"),
    ("quote-exact", PROVENANCE, 'oa:exact "Examples include GPT-4 (OpenAI)."', 'oa:exact ""'),
    ("quote-prefix", PROVENANCE, "oa:prefix ", 'oa:prefix "another" , '),
    ("quote-suffix", PROVENANCE, "oa:suffix ", 'oa:suffix "another" , '),
    ("position-start", PROVENANCE, "oa:start 203 .", "oa:start -203 ."),
    ("position-end", PROVENANCE, "oa:end 235 ;\n\toa:start 203", "oa:start 203"),
    ("position-order", PROVENANCE, "oa:end 235 ;\n\toa:start 203", "oa:end 203 ;\n\toa:start 203"),
    ("entry-iri", GRAPH, ":_entry-foundation-model a", ":foundation-model-text a"),
    ("entry-title", GRAPH, 'schema:headline "Foundation model" ;', ""),
    ("entry-checksum", GRAPH, 'gg:sha256 "fbf2', 'gg:sha256 "FBF2'),
    ("entry-topic", GRAPH, "foaf:primaryTopic :foundation-model", "foaf:primaryTopic :foundation-model , :gpt-4"),
    ("circle", GRAPH, ":ai-model a", ":ai-model skos:broader :foundation-model . :ai-model a"),
    ("developedBy-twice", GRAPH, "gg:developedBy :openai", f"gg:developedBy :openai , {CRFM}"),
    ("introducedIn-twice", GRAPH, "gg:introducedIn 2021", "gg:introducedIn 2021 , 2022"),
    ("introducedIn-year", GRAPH, "gg:introducedIn 2021", 'gg:introducedIn "2021"^^xsd:gYear'),
    ("fact-entries", PROVENANCE, "gg:support 1", "gg:support 2"),
    ("fact-recorded", GRAPH, "gg:developedBy :openai", "gg:developedBy :openai ; gg:uses :ai-model"),
    ("fact-stated", GRAPH, "gg:developedBy :openai ;", ""),
    ("itself", GRAPH, "gg:developedBy :openai", "gg:variantOf :gpt-4"),
    ("label-agrees", GRAPH, 'rdfs:label "AI model"', 'rdfs:label "model of AI"'),
    ("out-of-base", GRAPH, ":gpt-4", "<https://elsewhere.example/gpt-4>"),
)  # fmt: skip
"""A rule, and an edit of the example that it must find."""


def rules_found(folder: Path) -> set[str]:
    return {finding.rule for finding in validate(folder).found}


@pytest.mark.parametrize(("rule", "file", "old", "new"), EDITS, ids=[f"{row[0]}-{i}" for i, row in enumerate(EDITS)])
def test_a_rule_finds_what_breaks_it(rule: str, file: str, old: str, new: str, tmp_path: Path) -> None:
    path = write_folder(build(), tmp_path) / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert rule in rules_found(tmp_path)


def test_every_rule_about_a_single_node_has_an_edit_that_breaks_it() -> None:
    told = {rule for rule, *_ in EDITS}
    assert {rule.name for rule in shape_rules(read_vocabulary()) if rule.group != "Predicate"} <= told


def test_exactly_what_the_vocabulary_does_not_allow_is_found() -> None:
    """Every kind at each end of every predicate, the other end as it may be."""
    words = read_vocabulary()
    kinds = [kind.name for kind in words.kinds.values() if kind.inferred is None]
    things, facts, expected = {}, [], set()
    for predicate in words.predicates.values():
        fits = "2021" if predicate.takes_year else min(predicate.object_kinds)
        pairs = [(kind, fits) for kind in kinds]
        pairs += [] if predicate.takes_year else [(min(predicate.subjects), kind) for kind in kinds]
        for one, other in pairs:
            a, b = (f"{predicate.name}-{one}-{other}-{side}" for side in "ab")
            things[a], things[b] = Thing(a, a, one), Thing(b, b, other)
            facts.append(fact(a, predicate.name, 2021 if predicate.takes_year else b))
            if one not in predicate.subjects:
                expected.add((f"{predicate.name}-subject", a))
            if not predicate.takes_year and other not in predicate.object_kinds:
                expected.add((f"{predicate.name}-object", b))
    known = tuple(thing for thing in things.values() if thing.kind in kinds)
    found = validate(Build((), (), (), known, tuple(facts))).found
    told = {(finding.rule, finding.about) for finding in found if finding.rule.endswith(("-subject", "-object"))}
    assert told == expected
    assert len(expected) > 200


def test_an_object_of_the_subjects_own_kind_means_just_that() -> None:
    words = read_vocabulary()
    kinds = sorted(words.predicates["variantOf"].subjects)
    pairs = list(product(kinds, kinds))
    ones = [Thing(f"{one}-{other}", f"{one} of {other}", one) for one, other in pairs]
    others = [Thing(f"{other}-{one}-line", other, other) for one, other in pairs]
    facts = tuple(fact(one.id, "variantOf", other.id) for one, other in zip(ones, others, strict=True))
    found = validate(Build((), (), (), (*ones, *others), facts)).violations
    assert {finding.rule for finding in found} == {"variantOf-same"}
    assert {finding.about for finding in found} == {
        f"{one} of {other}" for one, other in pairs if not words.allows(one, "variantOf", other)
    }


def test_a_fact_said_the_other_way_round_is_held_to_the_same_kinds(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    with (tmp_path / GRAPH).open("a", encoding="utf-8") as file:
        file.write(":gpt-4 gg:developed :openai .")
    assert {"developedBy-subject", "developedBy-object"} <= rules_found(tmp_path)


def test_the_shapes_are_shapes_by_shacls_own_shapes() -> None:
    shapes = rdflib.Graph().parse(data=generate_shapes(read_vocabulary()), format="turtle")
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text


def test_every_predicate_and_kind_is_in_the_shapes() -> None:
    words, text = read_vocabulary(), generate_shapes(read_vocabulary())
    assert text == generate_shapes(words)
    for term in (*words.kinds.values(), *words.predicates.values()):
        assert term.rdf in text
    for name in words.predicates:
        assert f"ggs:{name}-subject a sh:NodeShape" in text


def test_rules_have_names_of_their_own_and_stand_in_the_order_of_their_groups() -> None:
    rules = shape_rules(read_vocabulary())
    assert len({rule.name for rule in rules}) == len(rules)
    order = [list(GROUPS).index(rule.group) for rule in rules]
    assert order == sorted(order)


def test_another_domain_has_its_own_shapes(tmp_path: Path) -> None:
    domain = law(tmp_path)
    settings, words = Settings(domain=domain), read_vocabulary(domain)
    things = (Thing("a", "Act A", "Statute"), Thing("b", "Act B", "Statute"), Thing("c", "court", "Idea"))
    good = Build((), (), (), things, (fact("b", "amends", "a"),))
    assert validate(good, settings).found == ()
    bad = Build((), (), (), things, (fact("c", "amends", "a"), fact("b", "amends", "c")))
    assert {finding.rule for finding in validate(bad, settings).violations} == {
        "amends-subject",
        "amends-object",
        "amends-same",
    }
    assert "gg:amends" in generate_shapes(words)
    assert "gg:trainedOn" not in generate_shapes(words)


def fact(subject: str, predicate: str, object_: str | int) -> Fact:
    identity = digest(subject, predicate, str(object_))
    return Fact(identity, subject, predicate, object_, 0, 1.0, "confirmed", {}, ())


def law(folder: Path) -> Path:
    (folder / "vocabulary.toml").write_text(
        """
        name = "law"
        title = "Law"
        [classes]
        [kinds.Statute]
        label = "statute"
        plural = "statutes"
        rdf = "gg:Statute"
        superclasses = ["gg:Thing"]
        groups = []
        comment = "A named law."
        [kinds.Idea]
        label = "idea"
        plural = "ideas"
        rdf = "gg:Idea"
        superclasses = ["skos:Concept"]
        groups = ["concept"]
        comment = "An idea of law."
        [predicates.amends]
        inverse = "amendedBy"
        label = "amends"
        subject = ["Statute"]
        object = ["same"]
        says = ["amends", "is amended by"]
        comment = "A law that changes another."
        """,
        encoding="utf-8",
    )
    return folder
