"""JSON-LD as a web developer meets it: short names, plain values, one shape for each key."""

import json
from dataclasses import replace
from typing import Any

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from graph.formats.jsonld import generate_jsonld
from graph.formats.rdf import PREFIXES, expand, graph_quads, provenance_quads
from graph.network import Build
from graph.settings import Settings
from tests.example import build

BASE = Settings().base


def written(made: Build, settings: Settings | None = None) -> dict[str, Any]:
    settings = settings or Settings()
    quads = [*graph_quads(made, settings), *provenance_quads(made, settings)]
    return json.loads(generate_jsonld(quads, settings))


def node(document: dict[str, Any], identity: str) -> dict[str, Any]:
    return next(node for node in document["@graph"] if node["@id"] == identity)


def literals(*values: Literal | NamedNode, predicate: str = "skos:altLabel") -> list[Quad]:
    return [Quad(NamedNode(f"{BASE}x"), NamedNode(expand(predicate)), value) for value in values]


def read_both_ways(data: bytes) -> list[set[tuple[str, str, str]]]:
    graph = rdflib.Graph().parse(data=data, format="json-ld")
    again = graph.serialize(format="nt", encoding="utf-8")
    sources = (parse(data, format=RdfFormat.JSON_LD), parse(again, format=RdfFormat.N_TRIPLES))
    return [{(str(q.subject), str(q.predicate), str(q.object)) for q in quads} for quads in sources]


def test_a_thing_is_an_object_with_short_names() -> None:
    assert node(written(build()), "gpt-4") == {
        "@id": "gpt-4",
        "@type": ["Model"],
        "label": "GPT-4",
        "developedBy": "openai",
        "instanceOf": "foundation-model",
        "mentionCount": 1,
        "reason": "name",
    }


def test_a_fact_names_its_triple_in_short() -> None:
    facts = [item for item in written(build())["@graph"] if "Fact" in item["@type"]]
    said = {(fact["subject"], fact["predicate"], fact["object"]) for fact in facts}
    assert ("gpt-4", "developedBy", "openai") in said
    assert ("foundation-model", "introducedIn", 2021) in said


def test_numbers_and_truth_values_are_json_and_decimals_keep_every_digit() -> None:
    document = written(build())
    fact = next(item for item in document["@graph"] if item.get("hedged") and "Fact" in item["@type"])
    assert (fact["hedged"], fact["support"], fact["confidence"]) == (True, 1, "0.9")
    assert document["@context"]["confidence"] == {"@id": "gg:confidence", "@type": "xsd:decimal"}


def test_things_come_first_and_their_names_before_the_rest() -> None:
    document = written(build())
    ours = [item["@id"].startswith("_") for item in document["@graph"]]
    assert ours == sorted(ours)
    assert list(node(document, "foundation-model"))[:4] == ["@id", "@type", "label", "prefLabel"]


def test_a_key_is_an_array_in_the_whole_file_or_nowhere() -> None:
    made = build()
    two = replace(made, things=(replace(made.things[0], aliases=("a", "b")), *made.things[1:]))
    for document in (written(made), written(two)):
        shapes: dict[str, set[type]] = {}
        for item in document["@graph"]:
            for key, value in item.items():
                shapes.setdefault(key, set()).add(type(value))
        assert all(len(found) == 1 or found == {str, int} for found in shapes.values())
    assert node(written(two), "center-for-research-on-foundation-models")["altLabel"] == ["CRFM"]


def test_a_value_that_is_unlike_the_others_is_an_object_and_the_others_stay_plain() -> None:
    day = Literal("2026-01-05", datatype=NamedNode(expand("xsd:date")))
    quads = [
        Quad(NamedNode(f"{BASE}{name}"), NamedNode(expand("schema:dateCreated")), value)
        for name, value in (("a", day), ("b", day), ("c", Literal("spring")))
    ]
    found = [item["dateCreated"] for item in json.loads(generate_jsonld(quads, Settings()))["@graph"]]
    assert found == ["2026-01-05", "2026-01-05", {"@value": "spring"}]


def test_texts_in_several_languages_are_a_map() -> None:
    quads = literals(Literal("a", language="en"), Literal("b", language="de"), Literal("c", language="de"))
    data = generate_jsonld(quads, Settings())
    assert json.loads(data)["@graph"] == [{"@id": "x", "altLabel": {"en": "a", "de": ["b", "c"]}}]
    assert all(len(found) == 3 for found in read_both_ways(data))


@pytest.mark.parametrize(
    "value",
    [
        Literal("0.50", datatype=NamedNode(expand("xsd:decimal"))),
        Literal("9007199254740993", datatype=NamedNode(expand("xsd:integer"))),
        Literal("-7", datatype=NamedNode(expand("xsd:integer"))),
        Literal("1.5e300", datatype=NamedNode(expand("xsd:double"))),
        Literal("true", datatype=NamedNode(expand("xsd:boolean"))),
        Literal("x", datatype=NamedNode("https://else.where/type")),
        Literal("colour", language="en-gb"),
        Literal("true"),
        Literal("https://example.org/no-link"),
        NamedNode("https://else.where/a"),
        NamedNode(expand("gg:Model")),
        NamedNode(f"{BASE}a:b"),
        NamedNode(f"{BASE}@type"),
        NamedNode(BASE),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "others",
    [
        [],
        [Literal(text) for text in "abc"],
        [Literal(text, language="en") for text in "abc"],
        [NamedNode(BASE + text) for text in "abc"],
        [Literal(text, datatype=NamedNode(expand("xsd:integer"))) for text in "123"],
    ],
    ids=["alone", "among texts", "among English texts", "among links", "among numbers"],
)
def test_any_value_among_any_others_is_read_back_by_both_libraries(value: Any, others: list[Any]) -> None:
    quads = literals(value, *others)
    meant = {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in quads}
    data = generate_jsonld(quads, Settings())
    ours, theirs = read_both_ways(data)
    assert ours == meant
    if value.value not in {"0.50", "1.5e300"}:  # rdflib writes numbers in its own way
        assert theirs == meant


@pytest.mark.parametrize("base", ["https://example.org/terms#", "https://example.org/a/"])
def test_names_are_relative_to_the_base_where_every_reader_resolves_them_alike(base: str) -> None:
    document = written(build(), Settings(base=base))
    assert document["@context"]["@base"] == base
    assert node(document, "#gpt-4" if base.endswith("#") else "gpt-4")["label"] == "GPT-4"


@pytest.mark.parametrize("base", ["https://example.org/?q=/", "https://example.org/a/../", "https://example.org//"])
def test_names_are_whole_where_readers_differ(base: str) -> None:
    document = written(build(), Settings(base=base))
    assert "@base" not in document["@context"]
    assert node(document, f"{base}gpt-4")["label"] == "GPT-4"


def test_every_term_of_a_build_has_a_short_name_of_its_own() -> None:
    context = written(build())["@context"]
    terms = {name: item for name, item in context.items() if name not in {"@base", *PREFIXES}}
    assert [name for name in terms if ":" in name] == []
    assert len({item if isinstance(item, str) else item["@id"] for item in terms.values()}) == len(terms)


def test_two_terms_of_one_name_are_told_apart_and_the_one_that_entries_have_is_short() -> None:
    quads = [
        *literals(Literal("CC-BY-4.0"), predicate="schema:license"),
        *literals(NamedNode("https://else.where/licence"), predicate="dcterms:license"),
    ]
    document = json.loads(generate_jsonld(quads, Settings()))
    assert document["@graph"] == [{"@id": "x", "dcterms:license": "https://else.where/licence", "license": "CC-BY-4.0"}]
    assert document["@context"]["license"] == "schema:license"


def test_an_unknown_term_keeps_its_prefix() -> None:
    quads = literals(Literal("here"), predicate="dcterms:spatial")
    assert json.loads(generate_jsonld(quads, Settings()))["@graph"] == [{"@id": "x", "dcterms:spatial": "here"}]


def test_nothing_is_written_of_nothing() -> None:
    assert json.loads(generate_jsonld([], Settings()))["@graph"] == []
