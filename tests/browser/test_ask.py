"""Asking the page in SPARQL: the answers are those of ``glossary-graph query``."""

import io
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from graph.formats.rdf import graph_quads, provenance_quads
from graph.network import Build
from graph.query import open_store, read_example_queries, run_query
from graph.settings import Settings
from tests import example, generated, hostile
from tests.browser.opened import Opener

pytestmark = pytest.mark.browser


def ask(page: Any, query: str) -> None:
    """Open the part if need be, ask, and wait for what is said."""
    if page.locator("#ask").is_hidden():
        page.click("#ask-button")
    page.fill("#sparql", query)
    page.press("#sparql", "Control+Enter")
    page.wait_for_selector("#ask .main-button:not([disabled])", timeout=60_000)


def rows(page: Any) -> list[list[str]]:
    """Give the cells of the answer, all of them."""
    if page.locator("#answer .more").count():
        page.click("#answer .more")
    return [
        [cell.strip() for cell in row.locator("td").all_text_contents()]
        for row in page.locator("#answer tbody tr").all()
    ]


@pytest.mark.parametrize("name", sorted(read_example_queries()))
@pytest.mark.parametrize("build", [example.build(), generated.build(60)], ids=["example", "generated"])
def test_every_example_has_the_answer_that_the_command_gives(opening: Opener, name: str, build: Build) -> None:
    page = opening(build).page
    page.click("#ask-button")
    page.select_option("#ask-example", name)
    page.wait_for_selector("#ask .main-button:not([disabled])", timeout=60_000)
    expected = run_query(open_store(build), read_example_queries()[name])
    assert page.input_value("#sparql") == read_example_queries()[name]
    if expected.kind == "graph":
        text = page.text_content("#answer pre") if expected.triples else ""
        said = {quad.triple for quad in parse(io.StringIO(text), format=RdfFormat.N_TRIPLES)}
        assert said == set(expected.triples)
        return
    if not expected.rows:
        assert page.inner_text("#ask-said") == "Nothing fits."
        return
    assert page.locator("#answer th").all_inner_texts() == list(expected.variables)
    found = [[cell.replace(":", "", 1) if cell.startswith(":") else cell for cell in row] for row in rows(page)]
    wanted = [["" if cell is None else short(str(cell)) for cell in row] for row in expected.rows]
    assert sorted(found) == sorted(wanted)


def short(cell: str) -> str:
    for start, prefix in (("https://w3id.org/glossary-graph/ns#", "gg:"), ("http://www.w3.org/ns/org#", "org:")):
        cell = cell.replace(start, prefix)
    return cell.replace("http://xmlns.com/foaf/0.1/", "foaf:").replace("https://schema.org/", "schema:")


def test_some_example_answers_something_here() -> None:
    store = open_store(generated.build(60))
    assert sum(len(run_query(store, text).rows) > 0 for text in read_example_queries().values()) >= 3


def test_all_that_the_page_says_in_rdf_the_files_say_too_and_nothing_of_the_graph_is_missing(opening: Opener) -> None:
    build = example.build()
    page = opening(build).page
    ask(page, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert "first" not in page.inner_text("#ask-said")
    said = {quad.triple for quad in parse(io.StringIO(page.text_content("#answer pre")), format=RdfFormat.N_TRIPLES)}
    settings = Settings(title="AI glossary")
    graph = {quad.triple for quad in graph_quads(build, settings)}
    provenance = {quad.triple for quad in provenance_quads(build, settings)}
    assert said <= graph | provenance
    left_out = {"dateCreated", "sha256"}  # what the page does not hold of an entry
    assert {triple.predicate.value.split("#")[-1].split("/")[-1] for triple in graph - said} == left_out
    facts = {triple for triple in provenance if "/_fact-" in triple.subject.value or "/_claim-" in triple.subject.value}  # type: ignore[union-attr]
    missing = {triple.predicate.value.split("#")[-1] for triple in facts - said}
    assert missing == {"wasGeneratedBy"}


def test_things_in_an_answer_open_and_are_shown_on_the_graph(opening: Opener) -> None:
    opened = opening(example.build())
    page = opened.page
    ask(page, "SELECT ?thing ?name { ?thing gg:developedBy ?d . ?d rdfs:label ?name }")
    assert rows(page) == [["GPT-4", "OpenAI"]]
    page.click("#answer .ask-doings button:has-text('Show 2 things on the graph')")
    page.wait_for_timeout(400)
    assert {label["text"] for label in opened.drawn()} == {"GPT-4", "OpenAI"}
    page.click("#answer td button:has-text('OpenAI')")
    assert page.inner_text("#panel h2") == "OpenAI"


def test_an_error_says_where_and_the_place_is_marked(opening: Opener) -> None:
    page = opening(example.build()).page
    ask(page, "SELECT ?x WHERE {\n  ?x gg:developedBy ;; }")
    assert page.inner_text("#ask-said").startswith("Line 2, column 21: “;” is not expected here")
    marked = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert page.locator("#sparql").evaluate(marked) == ";"
    ask(page, "SELECT ?x { ?x nope:a ?b }")
    assert page.inner_text("#ask-said").startswith("Line 1, column ")
    assert "unknown prefix nope:" in page.inner_text("#ask-said")


def test_a_name_that_is_spelt_wrong_is_said_with_what_was_probably_meant(opening: Opener) -> None:
    page = opening(example.build()).page
    ask(page, "SELECT * { ?a gg:develpedBy :openia }")
    said = page.inner_text("#ask-said")
    assert "gg:develpedBy is not a name of this graph; did you mean gg:developedBy?" in said
    assert ":openia is not a name of this graph; did you mean :openai?" in said
    ask(page, "SELECT * { ?a skoss:broader ?b }")
    assert page.inner_text("#ask-said").endswith("unknown prefix skoss: Did you mean skos:?")
    ask(page, "SELECT * { ?a gg:developedBy :gpt-4 ; gg:confidence 'gg:no :no' } # :nothing")
    assert page.inner_text("#ask-said") == "Nothing fits."


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("ASK { :gpt-4 gg:developedBy :openai }", "Yes."),
        ("ASK { :openai gg:developedBy :gpt-4 }", "No."),
        ("SELECT * { ?a gg:nothing ?b }", "Nothing fits."),
        ("# SELECT\nPREFIX x: <http://x#y>\nCONSTRUCT { ?s ?p ?o } WHERE { ?s gg:developedBy ?o ; ?p ?o }", "1 triple"),
        ("INSERT DATA { :a :b :c }", "Line 1, column 1: “INSERT” is not expected here"),
        ("ASK " + "{" * 200, "The query is more than 100 brackets deep; ask for less at once."),
    ],
)
def test_what_is_no_table_is_said(opening: Opener, query: str, said: str) -> None:
    page = opening(example.build()).page
    ask(page, query)
    assert page.inner_text("#ask-said").startswith(said)


def test_no_query_leaves_the_page(opening: Opener) -> None:
    opened = opening(example.build())
    ask(opened.page, "SELECT * { SERVICE <https://example.com/sparql> { ?a ?b ?c } }")
    assert "That cannot be answered" in opened.page.inner_text("#ask-said") or "expected" in opened.page.inner_text(
        "#ask-said"
    )
    assert [request for request in opened.requests if not request.startswith(("file:", "blob:"))] == []


def test_a_query_that_takes_long_can_be_stopped_and_another_asked(opening: Opener) -> None:
    page = opening(generated.build(120)).page
    ask(page, "ASK { :a :b :c }")
    page.fill("#sparql", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    page.press("#sparql", "Control+Enter")
    page.evaluate("1 + 1")  # the page itself goes on
    page.click("#ask .ask-run .quiet-button:visible")
    page.wait_for_selector("#ask .main-button:not([disabled])")
    assert page.inner_text("#ask-said") == "Stopped."
    ask(page, "SELECT (COUNT(*) AS ?n) { ?fact a gg:Fact }")
    assert rows(page) == [[str(len(generated.build(120).facts))]]


def test_hostile_strings_in_an_answer_are_text(opening: Opener) -> None:
    opened = opening(hostile.build())
    ask(opened.page, "SELECT ?label ?quote { ?t rdfs:label ?label . OPTIONAL { ?c gg:quote ?quote } }")
    assert opened.page.locator("#answer img, #answer script, #answer svg:not(.symbol), #answer a").count() == 0
    assert opened.page.evaluate("globalThis.harmed") is None


def test_escape_closes_it_and_the_button_has_the_focus(opening: Opener) -> None:
    page = opening(example.build()).page
    page.click("#ask-button")
    assert page.evaluate("document.activeElement.id") == "sparql"
    page.keyboard.press("Escape")
    assert page.locator("#ask").is_hidden()
    assert page.evaluate("document.activeElement.id") == "ask-button"


def test_among_bubbles_what_was_found_is_drawn_alone(opening: Opener) -> None:
    opened = opening(generated.build(3200))
    page = opened.page
    ask(page, "SELECT ?thing { ?thing gg:developedBy ?d } ORDER BY ?thing LIMIT 6")
    page.click("#answer .ask-doings button:has-text('Show 6 things on the graph')")
    page.wait_for_timeout(600)
    assert len(page.evaluate("glossaryGraph.picture.order")) == 6
    page.click("#focus button:has-text('Back to the whole graph')")
    page.wait_for_timeout(300)
    assert page.evaluate("glossaryGraph.picture.scene.bubbles.length") > 3
    assert page.evaluate("glossaryGraph.store.state.found.size") == 0
