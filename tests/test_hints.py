"""What a query that is wrong, or finds nothing, is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import QueryError
from graph.query import OpenGraph, open_store, run_query
from tests.example import build

CLOUD = Path(__file__).parent.parent / "data" / "cloud" / "domain"

MISTAKES = {
    # malformed: the message says where and what
    "SELECT ?n { ?m a gg:Model ?m rdfs:label ?n }": "column 27: at '?m': a . or ; is missing before it",
    "SELECT ?n { ?m a gg:Model ; rdfs:label ?n": "the { at line 1, column 11 is not closed; add }",
    "SELECT ?n { ?m a gg:Model ; rdfs:label ?n } }": "the } at line 1, column 45 closes nothing",
    "SELECT ?n { ?m a gg:Model , rdfs:label ?n }": "begin another predicate with ;",
    'SELECT ?n { ?m rdfs:label = "GPT-4" }': "column 27: at '=': a triple has no =",
    'SELECT ?n { ?m rdfs:label ?n FILTER(?n == "GPT-4") }': "equal is one =",
    'SELECT ?n { ?m rdfs:label ?n FILTER ?n = "x" }': "FILTER takes brackets: FILTER (…)",
    'SELECT ?n { ?m rdfs:label "GPT-4 }': 'column 27: a text that does not end; close it with "',
    "SELECT ?a { ?a rdfs:label “GPT-4” }": 'typographic quotation marks; write "',
    "SELECT name { ?m rdfs:label ?name }": "did you mean ?name?",
    "SELECT ?a, ?b { ?a rdfs:label ?b }": "without commas",
    "SELECT COUNT(?a) { ?a rdfs:label ?b }": "(COUNT(…) AS ?name)",
    "SELCT ?n { ?m rdfs:label ?n }": "did you mean SELECT?",
    "SELECT ?n WHER { ?m rdfs:label ?n }": "did you mean WHERE?",
    "SELECT ?a { ?a ?b ?c } LIMT 5": "did you mean LIMIT?",
    "SELECT ?a { ?a ?b ?c LIMIT 5 }": "LIMIT comes after the last }",
    "SELECT ?a { ?a ?b ?c } ORDER ?a": "expected BY after ORDER",
    "SELECT ?a { ?a rdfs:label ?c BIND(STR(?c)) }": "BIND (… AS ?name)",
    "SELECT ?a { ?a rdfs:label ?c FILTER(CONTAIN(?c, 'x')) }": "did you mean CONTAINS?",
    "SELECT ?a { ?a rdfs:label ?c OPTIONAL ?a skos:definition ?d }": "expected {",
    "SELECT ?o { ?o foef:name ?l }": "unknown prefix foef:; did you mean foaf:?",
    "SELECT ?o { :gpt-4 developedBy ?o }": "did you mean gg:developedBy?",
    "PREFIX ex <http://e/> SELECT ?a { ?a ex:label ?c }": "PREFIX ex: <http://…>",
    # well-formed: a hint says what was probably meant
    "SELECT ?o { :gpt-4 gg:developedby ?o }": "no term gg:developedby; did you mean gg:developedBy?",
    "SELECT ?o { :gpt-4 gg:developdBy ?o }": "did you mean gg:developedBy?",
    "SELECT ?o { ?o a gg:model }": "did you mean gg:Model?",
    "SELECT ?o { ?o skos:prefLable ?l }": "the graph has no skos:prefLable; did you mean skos:prefLabel?",
    "SELECT ?o { :GPT-4 gg:developedBy ?o }": "nothing is called :GPT-4 here; did you mean :gpt-4?",
    "SELECT ?m { :openai gg:developed ?m }": "turn it round",
    "SELECT ?nmae { ?m rdfs:label ?name }": "?nmae is selected and stands nowhere else; did you mean ?name?",
    "SELECT ?name { ?model a gg:Model . ?modle rdfs:label ?name }": "?modle stands once; did you mean ?model?",
    'SELECT ?m { ?m rdfs:label "GPT-4"@en }': 'rdfs:label has no language; write "GPT-4" without @en',
    'SELECT ?m { ?m skos:prefLabel "AI model" }': 'skos:prefLabel has a language; write "AI model"@en',
}


@pytest.fixture(scope="module")
def graph() -> OpenGraph:
    return open_store(build())


@pytest.mark.parametrize("text", MISTAKES)
def test_common_mistakes_are_told_from_what_was_meant(graph: OpenGraph, text: str) -> None:
    try:
        said = "; ".join(run_query(graph, text).hints)
    except QueryError as error:
        said = str(error)
        assert "line 1, column" in said
    assert MISTAKES[text] in said


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?name ?names { :gpt-4 rdfs:label ?name OPTIONAL { :gpt-4 skos:altLabel ?names } }",
        "SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o } GROUP BY ?s",
        "SELECT * { ?a gg:developedBy ?b }",
        "SELECT ?x { ?x a gg:Hardware }",
        "SELECT ?x { ?x skos:related ?y }",
        "PREFIX skos: <http://example.org/> SELECT ?x { ?x skos:prefLable ?y }",
        "ASK { :gpt-4 gg:developedBy :gpt-4 }",
    ],
)
def test_what_is_right_gets_no_hints(graph: OpenGraph, text: str) -> None:
    assert run_query(graph, text).hints == ()


def test_many_unknown_names_get_few_hints(graph: OpenGraph) -> None:
    text = "SELECT * {" + "".join(f"?s gg:nothing{number} ?o ." for number in range(50)) + "}"
    assert len(run_query(graph, text).hints) == 5


def test_a_name_without_a_prefix_is_looked_for_in_the_vocabulary_of_the_graph() -> None:
    cloud = replace(open_store(build()), domain=CLOUD)
    for words, name, is_known in ((cloud, "runsOn", True), (cloud, "trainedOn", False)):
        with pytest.raises(QueryError) as caught:
            run_query(words, f"SELECT * {{ ?a {name} ?b }}")
        assert (f"did you mean gg:{name}?" in str(caught.value)) == is_known
