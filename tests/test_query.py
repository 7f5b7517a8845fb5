"""SPARQL over a built graph."""

import csv
import io
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import QueryResultsFormat, RdfFormat, parse, parse_query_results

from graph.errors import FolderError, QueryError
from graph.formats.rdf import PREFIXES
from graph.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_OPERATORS,
    OpenGraph,
    format_answer,
    open_store,
    read_example_queries,
    run_query,
    shorten,
)
from graph.settings import Settings
from tests.example import build
from tests.folders import write_folder

DOCS = Path(__file__).parent.parent / "docs" / "sparql.md"


@pytest.fixture(scope="module")
def graph() -> OpenGraph:
    return open_store(build())


@pytest.fixture(scope="module")
def demo(after_demo: Path) -> OpenGraph:
    return open_store(after_demo / "exports")


def failure(graph: OpenGraph, text: str) -> str:
    with pytest.raises(QueryError) as caught:
        run_query(graph, text)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_prefixes_need_no_declaration_and_values_are_pythons(graph: OpenGraph) -> None:
    answer = run_query(
        graph,
        "SELECT ?year ?c ?h { :foundation-model gg:introducedIn ?year . ?f rdf:subject g:gpt-4 ;"
        " rdf:predicate gg:instanceOf ; gg:confidence ?c ; gg:hedged ?h }",
    )
    assert (answer.kind, answer.variables, answer.rows) == ("table", ("year", "c", "h"), ((2021, 0.9, True),))


def test_a_query_may_redefine_a_prefix(graph: OpenGraph) -> None:
    text = f"PREFIX gg: <{PREFIXES['skos']}> SELECT ?b {{ :foundation-model gg:broader ?b }}"
    assert run_query(graph, text).rows == (("https://example.org/glossary/ai-model",),)


def test_an_unbound_variable_is_none(graph: OpenGraph) -> None:
    assert run_query(graph, "SELECT ?x ?d { :gpt-4 rdfs:label ?x OPTIONAL { :gpt-4 skos:definition ?d } }").rows == (
        ("GPT-4", None),
    )


def test_ask_gives_yes_or_no(graph: OpenGraph) -> None:
    assert run_query(graph, "ASK { :gpt-4 gg:developedBy :openai }").boolean is True
    assert run_query(graph, "ASK { :openai gg:developedBy :gpt-4 }").boolean is False


def test_construct_and_describe_give_triples_sorted(graph: OpenGraph) -> None:
    answer = run_query(graph, "DESCRIBE :gpt-4")
    assert answer.kind == "graph"
    assert [str(triple) for triple in answer.triples] == sorted(str(triple) for triple in answer.triples) != []


def test_graph_and_provenance_are_one_and_can_be_asked_apart(graph: OpenGraph) -> None:
    assert run_query(graph, "ASK { ?f rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o . ?s ?p ?o }").boolean
    assert not run_query(graph, "ASK { GRAPH :_graph { ?f a gg:Fact } }").boolean
    assert run_query(graph, "ASK { GRAPH :_provenance { ?f a gg:Fact } }").boolean


def test_a_limit_cuts_and_says_so(graph: OpenGraph) -> None:
    cut = run_query(graph, "SELECT ?s ?p ?o { ?s ?p ?o }", limit=2)
    assert (len(cut.rows), cut.is_cut) == (2, True)
    whole = run_query(graph, "SELECT ?s { ?s a gg:Fact }", limit=5)
    assert (len(whole.rows), whole.is_cut) == (5, False)
    triples = run_query(graph, "CONSTRUCT WHERE { ?s ?p ?o }", limit=3)
    assert (len(triples.triples), triples.is_cut) == (3, True)


# ── where it comes from ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_answers_as_its_build_does(tmp_path: Path) -> None:
    settings = Settings(base="https://ai.example.com/terms#")
    folder = write_folder(build(), tmp_path, settings)
    text = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    assert open_store(folder).base == settings.base
    assert run_query(open_store(folder), text).rows == run_query(open_store(build(), settings), text).rows


def test_a_turtle_file_alone_can_be_asked(tmp_path: Path) -> None:
    folder = write_folder(build(), tmp_path)
    alone = open_store(folder / "graph.ttl")
    assert run_query(alone, "ASK { :gpt-4 gg:developedBy :openai }").boolean
    assert not run_query(alone, "ASK { ?f a gg:Fact }").boolean


def test_opening_a_folder_that_is_none_of_ours_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"graph\.ttl: is missing"):
        open_store(tmp_path)
    (tmp_path / "graph.ttl").write_text("<a:a> <a:b> <a:c> .\n", encoding="utf-8")
    with pytest.raises(FolderError, match="no graph of ours"):
        open_store(tmp_path)
    (tmp_path / "graph.ttl").write_text("<a:a> <a:b> \n", encoding="utf-8")
    with pytest.raises(FolderError, match="mend the Turtle"):
        open_store(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]


# ── what is refused ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { :a :b :c }", "DELETE WHERE { ?s ?p ?o }", "PREFIX x: <a:b> CLEAR ALL", "LOAD <file:///etc/passwd>"],
)
def test_updates_are_refused(graph: OpenGraph, text: str) -> None:
    assert "changes a graph" in failure(graph, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { service silent <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT:x{?s ?p ?o} }",
        "SELECT * { ?s ?p 1SERVICE?x{?s ?p ?o} }",
        "SELECT * { # no\nSeRvIcE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        'SELECT * { FILTER("\\"" != "") SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }',
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * FROM NAMED <http://127.0.0.1:9/> { ?s ?p ?o }",
        "SELECT * FROM:x { ?s ?p ?o }",
    ],
)
def test_nothing_outside_the_graph_is_reached(graph: OpenGraph, text: str) -> None:
    assert "leave it out" in failure(graph, text)


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s rdfs:label "SERVICE FROM" }',
        "ASK { ?s rdfs:label '''it's a \"SERVICE\"''' }",
        "ASK { ?s rdfs:label ?service } # SERVICE",
        "ASK { ?s rdfs:label ?from }",
        "ASK { <http://example.org/SERVICE> ?p :software-as-a-service }",
    ],
)
def test_the_same_words_in_texts_names_and_comments_are_fine(graph: OpenGraph, text: str) -> None:
    assert run_query(graph, text).kind == "boolean"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 2500 + "}" * 2500,
        "SELECT * { FILTER(" + "(" * 40_000 + "1" + ")" * 40_000 + ") }",
        "SELECT * { ?s ?p " + "[?p " * 5000 + "?o" + "]" * 5000 + " }",
        "SELECT * { FILTER(" + "!" * 50_000 + "?s) }",
        "SELECT * { FILTER(" + "||".join(["?s"] * 20_000) + ") }",
        "SELECT * { " + "".join(f"BIND(1 AS ?x{number})" for number in range(5000)) + " }",
        "SELECT * { ?s ?p ?o }" + " " * MAX_LENGTH,
    ],
    ids=["groups", "parentheses", "blank", "not", "or", "bind", "long"],
)
def test_what_would_kill_the_parser_is_refused_before_it(text: str) -> None:
    script = (
        "import sys; from graph.query import *; from graph.errors import QueryError; from tests.example import build\n"
        "try: run_query(open_store(build()), sys.stdin.read())\n"
        "except QueryError: sys.exit(7)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=text, text=True, capture_output=True, check=False)
    assert done.returncode == 7, done.stderr


def test_the_limits_themselves_are_allowed(graph: OpenGraph) -> None:
    deep = "{" * (MAX_DEPTH - 1) + "?s ?p ?o" + "}" * (MAX_DEPTH - 1)
    assert run_query(graph, f"SELECT * {{ {deep} }} LIMIT 1").rows
    assert run_query(graph, "ASK { ?s ?p ?o FILTER(" + "||".join(["true"] * (MAX_OPERATORS - 1)) + ") }").boolean


# ── errors and hints ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_names_line_and_column_of_the_users_own_text(graph: OpenGraph) -> None:
    assert failure(graph, "SELECT * WHERE {\n  ?s ?p ?o }\nLIMT 5").startswith(
        "query, line 3, column 1: at 'LIMT': expected"
    )
    assert failure(graph, "SELECT * { ?s ?p ?o FILTR(?o > 1) }").endswith("did you mean FILTER?")
    assert "line 1, column 34: at 'foo': expected" in failure(graph, "SELECT * WHERE { ?s ?p ?o FILTER(foo(?s)) }")
    assert "line 1, column 1: begins with 'hello'" in failure(graph, "hello")
    assert "has no SELECT" in failure(graph, "# nothing")
    assert "line 1, column 34: at the end" in failure(graph, "SELECT ?s { ?s gg:developedBy ?o ")
    assert "unbound" in failure(graph, "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }")


def test_an_unknown_prefix_is_named_with_those_that_are_known(graph: OpenGraph) -> None:
    message = failure(graph, "SELECT * {\n  ?s wdt:P31 ?o }")
    assert message.startswith("query, line 2, column 6: unknown prefix wdt:; declare it with PREFIX, or use one of :, ")
    assert "gg:" in message


def test_unknown_terms_and_things_get_a_suggestion(graph: OpenGraph) -> None:
    answer = run_query(graph, "SELECT ?o { :gpt4 gg:devlopedBy ?o }")
    assert answer.rows == ()
    assert answer.hints == (
        "nothing is called :gpt4 here; did you mean :gpt-4?",
        "no term gg:devlopedBy; did you mean gg:developedBy?",
    )


def test_an_inverse_is_explained_because_one_direction_is_written(graph: OpenGraph) -> None:
    (hint,) = run_query(graph, "SELECT ?o { :openai gg:developed ?o }").hints
    assert hint == "gg:developed is not written; turn it round: instead of ?a gg:developed ?b say ?b gg:developedBy ?a"


def test_a_right_query_gets_no_hints(graph: OpenGraph) -> None:
    assert (
        run_query(graph, "SELECT * { :gpt-4 gg:developedBy ?o ; a gg:Model . ?f a gg:Fact ; gg:support ?n }").hints
        == ()
    )


@given(text=st.text(max_size=60))
def test_no_text_escapes_as_another_error(text: str) -> None:
    with suppress(QueryError):
        run_query(open_store(build()), text)


# ── answers as text ────────────────────────────────────────────────────────────────────────────────────────────────

MIXED = (
    "SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) "
    '{ (:gpt-4 "x\\t,\\"y\\nz"@en 0.5 UNDEF) (true 2021 "2024-01-01"^^xsd:date "") } }'
)


@pytest.mark.parametrize(("kind", "form"), [("json", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)])
def test_json_and_tsv_results_are_read_back_term_for_term(
    graph: OpenGraph, kind: str, form: QueryResultsFormat
) -> None:
    answer = run_query(graph, MIXED)
    read = parse_query_results(format_answer(answer, kind).encode(), format=form)
    assert tuple(tuple(row) for row in read) == answer.terms


def test_csv_results_hold_plain_values(graph: OpenGraph) -> None:
    text = format_answer(run_query(graph, MIXED), "csv")
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["a", "b", "c", "d"],
        ["https://example.org/glossary/gpt-4", 'x\t,"y\nz', "0.5", ""],
        ["true", "2021", "2024-01-01", ""],
    ]


def test_triples_are_written_as_turtle(graph: OpenGraph) -> None:
    answer = run_query(graph, "CONSTRUCT { ?s gg:developedBy ?o } WHERE { ?s gg:developedBy ?o }")
    text = format_answer(answer, "ttl", base=graph.base)
    assert ":gpt-4 gg:developedBy :openai ." in text
    assert [quad.triple for quad in parse(text.encode(), RdfFormat.TURTLE)] == list(answer.triples)


def test_a_yes_is_written_as_json(graph: OpenGraph) -> None:
    assert '"boolean": true' in format_answer(run_query(graph, "ASK { ?s ?p ?o }"), "json")


@pytest.mark.parametrize(
    ("text", "kind"), [("ASK { ?s ?p ?o }", "csv"), ("SELECT * { ?s ?p ?o }", "ttl"), ("DESCRIBE :gpt-4", "json")]
)
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(graph: OpenGraph, text: str, kind: str) -> None:
    with pytest.raises(QueryError, match="choose"):
        format_answer(run_query(graph, text), kind)


def test_iris_are_shortened_where_a_prefix_fits(graph: OpenGraph) -> None:
    assert shorten(graph, PREFIXES["gg"] + "developedBy") == "gg:developedBy"
    assert shorten(graph, graph.base + "gpt-3.5") == ":gpt-3.5"
    assert shorten(graph, "https://elsewhere.example/x") == "https://elsewhere.example/x"


# ── examples and docs ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", read_example_queries())
def test_each_example_query_answers_without_hints_and_stands_in_the_docs(graph: OpenGraph, name: str) -> None:
    text = read_example_queries()[name]
    assert text.startswith("# ")
    assert run_query(graph, text).hints == ()
    assert text in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", read_example_queries())
def test_each_example_query_finds_something_in_our_own_glossary(demo: OpenGraph, name: str) -> None:
    answer = run_query(demo, read_example_queries()[name])
    assert answer.rows or answer.triples
    assert answer.hints == ()


def test_what_joins_two_is_joined_to_both_by_facts_of_either_direction(demo: OpenGraph) -> None:
    assert ("foundation model", "instanceOf", "instanceOf") in run_query(
        demo, read_example_queries()["what-joins-two"]
    ).rows


def test_where_it_stands_names_the_characters_of_the_text(demo: OpenGraph, after_demo: Path) -> None:
    rows = run_query(demo, read_example_queries()["where-it-stands"]).rows
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (after_demo / "exports" / "text").iterdir()}
    for _, _, start, end, sentence in rows:
        assert any(text[int(str(start)) : int(str(end))] == sentence for text in texts.values())
    assert len(rows) > 2


def test_example_queries_find_what_the_example_says(graph: OpenGraph) -> None:
    queries = read_example_queries()
    assert run_query(graph, queries["who-develops-what"]).rows[0][:2] == ("OpenAI", "GPT-4")
    assert run_query(graph, queries["kinds-of"]).rows == (("foundation model", "AI model"),)
    assert run_query(graph, queries["timeline"]).rows == (
        (2021, "foundation model", "Center for Research on Foundation Models"),
    )
    assert run_query(graph, queries["most-connected"]).rows[0] == ("foundation model", 4)
    ((subject, _, sentence, article),) = run_query(graph, queries["sentences-behind-a-fact"]).rows
    assert (subject, article) == ("foundation model", "Foundation model")
    assert sentence.startswith("The term was coined by")  # type: ignore[union-attr]


def test_the_docs_list_every_prefix() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [prefix for prefix, iri in PREFIXES.items() if f"| `{prefix}:` | {iri} |" not in text] == []
