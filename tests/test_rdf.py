"""What the graph says as RDF."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SKOS, XSD

from graph.errors import FolderError
from graph.formats.rdf import (
    OWN_TERMS,
    PREFIXES,
    Names,
    graph_quads,
    prefixes_for,
    provenance_quads,
    split_aliases,
)
from graph.formats.serialization import to_rdflib, write_graph, write_provenance, write_rdfxml, write_turtle
from graph.network import Build, Match, Retired, Source, Thing, TrainedModel
from graph.settings import Settings
from graph.vocabulary import read_vocabulary
from tests.example import RUN, build

GG, OA, PROV = (rdflib.Namespace(PREFIXES[name]) for name in ("gg", "oa", "prov"))
DOCS = Path(__file__).parent.parent / "docs" / "rdf.md"
HERE = rdflib.Namespace("https://example.org/glossary/")
LABELS = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
HOSTILE = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def read(path: Path) -> rdflib.Graph:
    return rdflib.Graph().parse(data=path.read_bytes(), format="turtle")


def labelled(label: str, *, definition: str | None = None) -> Build:
    example = build()
    things = tuple(
        replace(thing, label=label, aliases=(label + "s",), definition=definition) if thing.id == "gpt-4" else thing
        for thing in example.things
    )
    return replace(example, things=things)


@pytest.fixture
def graph(tmp_path: Path) -> rdflib.Graph:
    write_graph(build(), tmp_path / "graph.ttl", Settings())
    return read(tmp_path / "graph.ttl")


@pytest.fixture
def provenance(tmp_path: Path) -> rdflib.Graph:
    write_provenance(build(), tmp_path / "provenance.ttl", Settings())
    return read(tmp_path / "provenance.ttl")


def test_every_fact_is_a_direct_triple_and_a_statement_that_says_the_same(
    graph: rdflib.Graph, provenance: rdflib.Graph
) -> None:
    direct = {(fact.subject, fact.predicate, fact.object) for fact in build().facts}
    words = read_vocabulary().predicates
    local = {
        rdflib.URIRef(PREFIXES[item.rdf.split(":")[0]] + item.rdf.split(":")[1]): item.name for item in words.values()
    }
    said = {
        (s.removeprefix(HERE), local[p], o.removeprefix(HERE) if isinstance(o, rdflib.URIRef) else o.toPython())
        for s, p, o in graph
        if p in local
    }
    assert said == direct
    for statement in provenance.subjects(RDF.type, GG.Fact):
        triple = tuple(provenance.value(statement, part) for part in (RDF.subject, RDF.predicate, RDF.object))
        assert triple in graph
        assert (statement, RDF.type, RDF.Statement) in provenance


def test_a_year_is_an_integer(graph: rdflib.Graph) -> None:
    assert graph.value(HERE["foundation-model"], GG.introducedIn) == rdflib.Literal(2021)


def test_a_concept_has_one_preferred_label_in_the_language_and_stands_in_the_scheme(graph: rdflib.Graph) -> None:
    concept = HERE["foundation-model"]
    assert set(graph.objects(concept, SKOS.prefLabel)) == {rdflib.Literal("foundation model", lang="en")}
    assert set(graph.objects(concept, RDFS.label)) == {rdflib.Literal("foundation model")}
    assert graph.value(concept, SKOS.inScheme) == HERE["_scheme"]
    assert {GG.ModelType, SKOS.Concept} == set(graph.objects(concept, RDF.type))


def test_a_concept_without_a_broader_one_is_a_top_concept(graph: rdflib.Graph) -> None:
    assert list(graph.objects(HERE["_scheme"], SKOS.hasTopConcept)) == [HERE["ai-model"]]


def test_a_named_thing_is_no_concept_but_has_a_label_and_its_aliases(graph: rdflib.Graph) -> None:
    crfm = HERE["center-for-research-on-foundation-models"]
    assert graph.value(crfm, SKOS.prefLabel) is None
    assert graph.value(crfm, RDFS.label) == rdflib.Literal("Center for Research on Foundation Models")
    assert graph.value(crfm, SKOS.altLabel) == rdflib.Literal("CRFM", lang="en")


def test_search_forms_are_hidden_labels_and_no_label_is_said_twice(tmp_path: Path) -> None:
    example = build()
    names = ("CNN", "CNNs", "convolutional network", "Convolutional Networks", "ConvNet")
    things = (replace(example.things[0], label="convolutional network", aliases=names), *example.things[1:])
    write_graph(replace(example, things=things), tmp_path / "graph.ttl", Settings())
    found = read(tmp_path / "graph.ttl")
    labels = {kind: {str(name) for name in found.objects(HERE["ai-model"], kind)} for kind in LABELS}
    assert labels == {
        SKOS.prefLabel: {"convolutional network"},
        SKOS.altLabel: {"CNN", "ConvNet"},
        SKOS.hiddenLabel: {"CNNs", "Convolutional Networks"},
    }


@given(label=HOSTILE, aliases=st.sets(HOSTILE, max_size=5))
def test_aliases_are_other_names_or_search_forms_and_never_the_label(label: str, aliases: set[str]) -> None:
    names, forms = split_aliases(Thing("x", label, "Concept", tuple(aliases)))
    assert sorted((*names, *forms)) == sorted(aliases - {label})


def test_the_activity_names_the_extractor_and_each_model_with_its_hash(provenance: rdflib.Graph) -> None:
    activities = set(provenance.objects(None, PROV.wasGeneratedBy))
    assert {(activity, RDF.type, PROV.Activity) in provenance for activity in activities} == {True}
    (activity,) = activities
    assert str(provenance.value(activity, GG.extractor)) == RUN.extractor
    assert str(provenance.value(activity, GG.pipeline)) == RUN.pipeline
    used = set(provenance.objects(activity, PROV.used)) - {HERE["_entry-foundation-model"]}
    said = {(str(provenance.value(node, RDFS.label)), str(provenance.value(node, GG.sha256))) for node in used}
    assert said == {(model.name, model.sha256) for model in RUN.models}


def test_another_model_is_another_activity() -> None:
    example = build()
    other = replace(example, run=replace(RUN, models=(TrainedModel("another", "cd" * 32),)))
    activities = [
        {
            quad.object.value
            for quad in provenance_quads(made, Settings())
            if quad.predicate.value.endswith("GeneratedBy")
        }
        for made in (example, other)
    ]
    assert activities[0].isdisjoint(activities[1])


def test_a_build_made_by_hand_has_no_activity() -> None:
    terms = {quad.object.value for quad in provenance_quads(replace(build(), run=None), Settings())}
    assert str(PROV.Activity) not in terms


def test_a_retired_slug_points_at_what_bears_its_name(tmp_path: Path) -> None:
    retired = (Retired("old-name", "old name", "Concept", ("ai-model",)), Retired("gone", "gone", "Model"))
    write_graph(replace(build(), retired=retired), tmp_path / "graph.ttl", Settings())
    found = read(tmp_path / "graph.ttl")
    assert set(found.subjects(OWL.deprecated, rdflib.Literal(True))) == {HERE["old-name"], HERE.gone}
    assert set(found.subject_objects(DCTERMS.isReplacedBy)) == {(HERE["old-name"], HERE["ai-model"])}
    assert str(found.value(HERE.gone, RDFS.label)) == "gone"
    assert found.value(HERE.gone, RDF.type) is None


def test_an_inferred_lab_stays_an_organization_and_is_marked(graph: rdflib.Graph, provenance: rdflib.Graph) -> None:
    assert {str(kind).split("#")[-1] for kind in graph.objects(HERE.openai, RDF.type)} == {"Organization", "Lab"}
    assert provenance.value(HERE.openai, GG.inferredKind) == GG.Lab


def test_an_entry_is_an_article_about_its_thing_and_never_the_thing(graph: rdflib.Graph) -> None:
    article = HERE["_entry-foundation-model"]
    assert graph.value(article, FOAF.primaryTopic) == HERE["foundation-model"]
    assert graph.value(article, GG.sha256) is not None
    assert graph.value(article, rdflib.URIRef("https://schema.org/dateCreated")).datatype == XSD.date
    assert graph.value(article, RDFS.label) is None


def test_a_date_that_is_no_day_is_kept_as_a_note(tmp_path: Path) -> None:
    example = build()
    odd = replace(example, entries=(replace(example.entries[0], date="2026-13-45"),))
    write_graph(odd, tmp_path / "graph.ttl", Settings())
    found = read(tmp_path / "graph.ttl").value(
        HERE["_entry-foundation-model"], rdflib.URIRef("https://schema.org/dateCreated")
    )
    assert (str(found), found.datatype) == ("2026-13-45", None)


def test_the_sentence_is_one_hop_from_the_claim_and_its_selectors_find_it_in_the_text(provenance: rdflib.Graph) -> None:
    text = build().entries[0].text
    claims = list(provenance.subjects(RDF.type, GG.Claim))
    assert len(claims) == 5
    for claim in claims:
        span = provenance.value(claim, PROV.wasDerivedFrom)
        assert provenance.value(span, OA.hasSource) == HERE["_entry-foundation-model"]
        words, place = sorted(provenance.objects(span, OA.hasSelector), key=lambda iri: iri.endswith("-position"))
        start, end = (provenance.value(place, end).toPython() for end in (OA.start, OA.end))
        quoted = str(provenance.value(words, OA.exact))
        assert text[start:end] == quoted == str(provenance.value(claim, GG.quote))
        prefix, suffix = (str(provenance.value(words, part)) for part in (OA.prefix, OA.suffix))
        assert prefix + quoted + suffix in text


def test_confidence_is_a_canonical_decimal_and_qualifiers_are_said_of_fact_and_claim(provenance: rdflib.Graph) -> None:
    hedged = set(provenance.subjects(GG.hedged, rdflib.Literal(True)))
    assert {next(iter(provenance.objects(node, RDF.type))) for node in hedged} & {
        GG.Fact,
        GG.Claim,
        PROV.Entity,
        RDF.Statement,
    }
    assert len(hedged) == 2
    values = {(str(value), value.datatype) for value in provenance.objects(None, GG.confidence)}
    assert values == {("0.9", XSD.decimal), ("0.95", XSD.decimal)}


@pytest.mark.parametrize(
    ("confidence", "written"), [(1.0, "1"), (0.5, "0.5"), (0.0, "0"), (0.994, "0.99"), (0.1, "0.1")]
)
def test_confidence_is_written_as_the_store_would(confidence: float, written: str) -> None:
    example = build()
    one = replace(example, facts=(replace(example.facts[0], confidence=confidence),))
    fact = f"{Settings().base}_fact-{example.facts[0].id}"
    found = [
        q.object.value
        for q in provenance_quads(one, Settings())
        if q.subject.value == fact and q.predicate.value == str(GG.confidence)
    ]
    assert found == [written]


def test_a_claim_that_no_fact_counts_is_only_named_as_set_aside() -> None:
    example = build()
    fewer = replace(example, facts=example.facts[1:])
    aside = [
        quad.object.value for quad in provenance_quads(fewer, Settings()) if quad.predicate.value == str(GG.setAside)
    ]
    assert aside == list(example.facts[0].claims)
    assert not any(aside[0] in quad.subject.value for quad in provenance_quads(fewer, Settings()))


def test_a_link_is_a_direct_triple_whose_source_is_credited_beside_it(tmp_path: Path) -> None:
    licence = "https://creativecommons.org/licenses/by/4.0/"
    source = Source("Ontology of gates", licence, "2", "https://example.com/gates.owl")
    target = "https://example.com/terms/BaseModel"
    match = Match("foundation-model", "skos:exactMatch", target, "Base Model", "ex:BaseModel", source=source)
    linked = replace(build(), matches=(match,))
    write_graph(linked, tmp_path / "graph.ttl", Settings())
    graph = read(tmp_path / "graph.ttl")
    (credit,) = graph.objects(HERE["_scheme"], DCTERMS.references)
    assert (HERE["foundation-model"], SKOS.exactMatch, rdflib.URIRef(target)) in graph
    assert {(p, str(o)) for p, o in graph.predicate_objects(credit) if p != RDF.type} == {
        (DCTERMS.title, "Ontology of gates"),
        (DCTERMS.license, licence),
        (DCTERMS.source, "https://example.com/gates.owl"),
        (rdflib.URIRef(PREFIXES["schema"] + "version"), "2"),
    }
    said = {quad.predicate.value for quad in provenance_quads(linked, Settings()) if "_match-" in quad.subject.value}
    assert {iri.removeprefix(PREFIXES["gg"]) for iri in said if iri.startswith(PREFIXES["gg"])} <= OWN_TERMS.keys()


def test_every_gg_term_is_one_of_the_vocabulary_or_of_ours() -> None:
    words = read_vocabulary()
    known = {item.rdf for item in words.kinds.values()} | {item.rdf for item in words.predicates.values()}
    known |= {f"gg:{name}" for name in OWN_TERMS}
    for quad in (*graph_quads(build(), Settings()), *provenance_quads(build(), Settings())):
        for term in (quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(PREFIXES["gg"]):
                assert term.value.replace(PREFIXES["gg"], "gg:") in known


def test_there_are_no_blank_nodes_and_quads_are_sorted_and_unique() -> None:
    for quads in (graph_quads(build(), Settings()), provenance_quads(build(), Settings())):
        assert all(isinstance(quad.subject, NamedNode) for quad in quads)
        assert len(set(quads)) == len(quads)
        assert [quad.subject.value for quad in quads] == sorted(quad.subject.value for quad in quads)


def test_the_page_about_rdf_lists_the_prefixes_and_names_our_files() -> None:
    page = DOCS.read_text(encoding="utf-8")
    table = page.partition("## Prefixes\n")[2]
    assert dict(re.findall(r"^\| `([\w-]+):` \| (\S+) \|$", table, re.MULTILINE)) == PREFIXES
    for name in ("ontology", "skos"):
        assert f"export -f {name}" in page


def test_the_page_about_rdf_names_terms_that_there_are() -> None:
    words = read_vocabulary()
    known = {f"gg:{name}" for name in OWN_TERMS} | words.superclasses.keys()
    known |= {kind.rdf for kind in words.kinds.values()}
    known |= {curie for row in words.predicates.values() for curie in (row.rdf, row.rdf_inverse) if curie}
    named = set(re.findall(r"\bgg:[A-Za-z0-9]+", DOCS.read_text(encoding="utf-8")))
    assert named
    assert named - known == set()


def test_another_base_moves_every_iri_of_ours(tmp_path: Path) -> None:
    write_turtle(build(), tmp_path / "all.ttl", Settings(base="https://glossary.example.com/ai#"))
    text = (tmp_path / "all.ttl").read_text(encoding="utf-8")
    assert "example.org" not in text
    assert "@prefix : <https://glossary.example.com/ai#> ." in text


def test_a_base_inside_a_vocabulary_gets_no_prefix_of_its_own() -> None:
    assert "" not in prefixes_for(PREFIXES["gg"])


@given(slug=st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_slug_makes_a_valid_iri_and_comes_back(slug: str) -> None:
    names = Names("https://example.org/glossary/")
    iri = names.thing(slug)
    data = f"<{iri.value}> <{iri.value}> <{iri.value}> .".encode()
    assert [quad.subject for quad in parse(data, RdfFormat.N_TRIPLES)] == [iri]
    if not slug.startswith("_"):
        assert names.slug(iri.value) == slug


def test_letters_beyond_ascii_stay_readable_in_iris() -> None:
    assert Names("https://example.org/").thing("größe-模型").value == "https://example.org/größe-模型"


@settings(max_examples=60, deadline=None)
@given(label=HOSTILE, definition=HOSTILE)
def test_hostile_labels_reach_rdflib_unchanged(label: str, definition: str) -> None:
    found = to_rdflib(labelled(label, definition=definition))
    assert str(found.value(HERE["gpt-4"], RDFS.label)) == label
    assert str(found.value(HERE["gpt-4"], SKOS.definition)) == definition


def test_rdflib_gets_the_same_graph_as_the_turtle_file(tmp_path: Path) -> None:
    write_turtle(build(), tmp_path / "all.ttl", Settings())
    assert isomorphic(to_rdflib(build()), read(tmp_path / "all.ttl"))


def test_rdfxml_refuses_a_control_character_and_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"gpt-4 holds a control character.*export ttl"):
        write_rdfxml(labelled("GPT\x07"), tmp_path / "x.rdf", Settings())
    assert list(tmp_path.iterdir()) == []


def test_the_bytes_do_not_depend_on_the_hash_seed(tmp_path: Path) -> None:
    script = (
        "from pathlib import Path; from tests.example import build; from graph.settings import Settings;"
        "from graph.formats import WRITERS; import sys;"
        "[WRITERS[name].write(build(), Path(sys.argv[1]) / name, Settings()) for name in ('ttl', 'jsonld', 'graphml')]"
    )
    for seed in ("1", "2"):
        (tmp_path / seed).mkdir()
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / seed)], check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        )
    for name in ("ttl", "jsonld", "graphml"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()
