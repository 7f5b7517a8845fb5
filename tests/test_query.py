"""SPARQL over a built graph."""

import csv
import io
from contextlib import suppress
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, RdfFormat, Store, parse, parse_query_results

from graph.errors import FolderError, QueryError
from graph.formats.rdf import PREFIXES
from graph.query import OpenGraph, open_store, read_example_queries, run_query, shorten, write_answer
from graph.settings import Settings
from tests.example import build
from tests.folders import write_folder

Term = Literal | NamedNode | None
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
    with pytest.raises(FolderError, match=r"line 2 .*; mend the file"):
        open_store(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.ttl"]


# ── errors and hints ───────────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_names_line_and_column_of_the_users_own_text(graph: OpenGraph) -> None:
    assert failure(graph, "SELECT * WHERE {\n  ?s ?p ?o }\nLIMT 5").startswith(
        "query, line 3, column 1: at 'LIMT': did you mean LIMIT?"
    )
    assert failure(graph, "SELECT * { ?s ?p ?o FILTR(?o > 1) }").endswith("did you mean FILTER?")
    assert "line 1, column 34: at 'foo': did" in failure(graph, "SELECT * WHERE { ?s ?p ?o FILTER(foo(?s)) }")
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


def written(graph: OpenGraph, text: str, form: str, limit: int | None = None) -> bytes:
    file = io.BytesIO()
    write_answer(graph, text, file, form, limit=limit)
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "form"),
    [("json", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV), ("xml", QueryResultsFormat.XML)],
)
@pytest.mark.parametrize("limit", [None, 9])
def test_results_are_read_back_term_for_term(
    graph: OpenGraph, kind: str, form: QueryResultsFormat, limit: int | None
) -> None:
    read = parse_query_results(written(graph, MIXED, kind, limit), format=form)
    assert tuple(tuple(row) for row in read) == run_query(graph, MIXED).terms


def test_csv_results_hold_plain_values(graph: OpenGraph) -> None:
    assert list(csv.reader(io.StringIO(written(graph, MIXED, "csv").decode(), newline=""))) == [
        ["a", "b", "c", "d"],
        ["https://example.org/glossary/gpt-4", 'x\t,"y\nz', "0.5", ""],
        ["true", "2021", "2024-01-01", ""],
    ]


TERMS = st.one_of(
    st.text(max_size=9).map(Literal),
    st.integers(-(2**60), 2**60).map(Literal),
    st.floats(allow_nan=False).map(Literal),
    st.booleans().map(Literal),
    st.text(max_size=9).map(lambda text: Literal(text, language="en")),
    st.text(max_size=9).map(lambda text: Literal(text, datatype=NamedNode(PREFIXES["gg"] + "odd"))),
    st.just(NamedNode("http://example.org/a")),
    st.none(),
)


@given(rows=st.lists(st.tuples(TERMS, TERMS), max_size=6), limit=st.integers(0, 7))
def test_a_limit_cuts_between_two_rows_in_every_format(rows: list[tuple[Term, Term]], limit: int) -> None:
    graph = OpenGraph(Store(), "http://example.org/")
    cells = " ".join(f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows)
    text = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {cells} }} }}"
    terms = run_query(graph, text).terms
    for kind, form in (("json", QueryResultsFormat.JSON), ("tsv", QueryResultsFormat.TSV)):
        file = io.BytesIO()
        found, _ = write_answer(graph, text, file, kind, limit=limit)
        assert (found.rows, found.is_cut) == (min(limit, len(rows)), limit < len(rows))
        assert tuple(map(tuple, parse_query_results(file.getvalue(), format=form))) == terms[:limit]


def test_xml_says_what_it_can_of_control_characters(graph: OpenGraph) -> None:
    text = r'SELECT ?a { VALUES ?a { "x\u0001\uFFFE\ry" } }'
    for limit in (None, 1):
        (cell,) = ElementTree.fromstring(written(graph, text, "xml", limit)).iter(  # noqa: S314 (our own output)
            "{http://www.w3.org/2005/sparql-results#}literal"
        )
        assert cell.text == "x\ufffd\ufffd\ry"


def test_triples_are_written_as_turtle_and_ntriples(graph: OpenGraph) -> None:
    query = "CONSTRUCT { ?s gg:developedBy ?o } WHERE { ?s gg:developedBy ?o }"
    text = written(graph, query, "ttl")
    assert b":gpt-4 gg:developedBy :openai ." in text
    triples = list(run_query(graph, query).triples)
    assert [quad.triple for quad in parse(text, RdfFormat.TURTLE)] == triples
    assert [quad.triple for quad in parse(written(graph, query, "nt"), RdfFormat.N_TRIPLES)] == triples


def test_a_yes_is_written_as_json_and_xml(graph: OpenGraph) -> None:
    assert written(graph, "ASK { ?s ?p ?o }", "json") == b'{"head":{},"boolean":true}'
    assert b"<boolean>true</boolean>" in written(graph, "ASK { ?s ?p ?o }", "xml")


@pytest.mark.parametrize(
    ("text", "kind"), [("ASK { ?s ?p ?o }", "csv"), ("SELECT * { ?s ?p ?o }", "ttl"), ("DESCRIBE :gpt-4", "json")]
)
def test_a_format_that_does_not_fit_is_refused_with_those_that_do(graph: OpenGraph, text: str, kind: str) -> None:
    with pytest.raises(QueryError, match="choose"):
        written(graph, text, kind)


class Meter(io.RawIOBase):
    """Counts what is written to it and keeps the largest piece."""

    size = largest = 0

    def write(self, data: object, /) -> int:
        length = len(bytes(data))  # type: ignore[call-overload]
        self.size, self.largest = self.size + length, max(self.largest, length)
        return length


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml"])
def test_rows_are_written_as_they_come(graph: OpenGraph, form: str) -> None:
    meter = Meter()
    write_answer(graph, "SELECT * { ?a ?b ?c . ?d ?e ?f }", meter, form)  # type: ignore[arg-type]
    assert meter.size > 1_000_000
    assert meter.largest < 100_000


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
