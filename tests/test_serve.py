"""The web application, asked without a network."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from markupsafe import escape
from pyoxigraph import RdfFormat

from graph.formats.page import write_page
from graph.guard import Limits as QueryLimits
from graph.serve.protocol import FORM
from graph.settings import Settings
from tests import example, generated, hostile
from tests.hostile import PAYLOADS
from tests.serving import Client, hostile_build, serving

FORMATS = {"text/turtle": ".ttl", "application/ld+json": ".jsonld", "application/n-triples": ".nt"}
RESULTS = {
    "application/sparql-results+json": b"gpt-4",
    "application/sparql-results+xml": b"<uri>https://example.org/glossary/gpt-4</uri>",
    "text/csv": b"model\r\nhttps://example.org/glossary/gpt-4\r\n",
    "text/tab-separated-values": b"?model\n<https://example.org/glossary/gpt-4>\n",
}
MODELS = "SELECT ?model { ?model a gg:Model }"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("build")
    write_page(example.build(), folder / "graph.html", Settings(title="Small"))
    with serving(example.build(), folder, Settings(title="Small")) as made:
        yield made


@pytest.fixture(scope="module")
def hostile_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(hostile_build(), tmp_path_factory.mktemp("hostile")) as made:
        yield made


# ── the page and the files ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_of_the_build_is_at_the_root_with_the_policy_that_it_states(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "<title>Small</title>" in answer.text
    policy = answer.headers["content-security-policy"]
    stated = re.search(r'Content-Security-Policy" content="([^"]*)"', answer.text)
    assert stated is not None
    assert policy == stated[1].replace("&#39;", "'") + "; frame-ancestors 'none'"
    assert not {"'unsafe-inline'", "'unsafe-eval'"} & set(re.split(r"[ ;]+", policy))


def test_a_build_without_a_page_leads_to_its_things(tmp_path: Path) -> None:
    with serving(example.build(), tmp_path) as client:
        answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (302, "/glossary/")


def test_the_files_of_the_build_and_the_texts_are_handed_out(client: Client) -> None:
    assert client.get("/graph.ttl").headers["content-type"] == "text/turtle; charset=utf-8"
    assert b"gg:hasClaim" in client.get("/provenance.ttl").content
    text = client.get("/text/foundation-model.txt")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    assert text.text == example.TEXT


@pytest.mark.parametrize(
    "path",
    [
        *("/text/../manifest.json", "/text/%2e%2e/graph.ttl", "/static/../app.py", "/static/%2e%2e%2fapp.py"),
        *("/claims.jsonl", "/etc/passwd", "//etc/passwd", "/static/LICENSES.md", "/text/", "/glossary/%00"),
    ],
)
def test_no_other_file_is_handed_out(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


# ── things ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_thing_is_a_page_to_a_browser_with_sentences_in_both_directions(client: Client) -> None:
    page = client.get("/glossary/gpt-4", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for part in ("<h1>GPT-4</h1>", "is developed by", ">OpenAI</a>", "90 %", "said with reservation"):
        assert part in page.text
    assert "Examples include <mark>GPT-4</mark> (<mark>OpenAI</mark>)." in page.text
    other = client.get("/glossary/openai").text
    assert re.search(r"</span>developed</h2>", other)
    assert 'href="/glossary/gpt-4"' in other
    assert "organization, developer" in other


def test_a_page_without_script_needs_none(client: Client) -> None:
    for path in ("/glossary/gpt-4", "/glossary/", "/glossary/_entry-foundation-model", "/nothing"):
        answer = client.get(path)
        assert "<script" not in answer.text
        assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("media_type", FORMATS)
def test_a_thing_is_data_to_those_who_ask_for_data(client: Client, media_type: str) -> None:
    answer = client.get("/glossary/foundation-model", media_type)
    by_suffix = client.get(f"/glossary/foundation-model{FORMATS[media_type]}", "text/html")
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["content-location"] == f"/glossary/foundation-model{FORMATS[media_type]}"
    assert "Accept" in answer.headers["vary"]
    assert by_suffix.content == answer.content
    graph = rdflib.Graph().parse(data=answer.text, format=media_type, publicID="https://example.org/glossary/x")
    thing = rdflib.URIRef("https://example.org/glossary/foundation-model")
    assert (thing, rdflib.SKOS.definition, None) in graph
    assert (rdflib.URIRef("https://example.org/glossary/gpt-4"), None, thing) in graph
    assert (None, rdflib.RDF.subject, thing) in graph
    assert not [node for node in graph.all_nodes() if isinstance(node, rdflib.BNode)]


def test_the_other_formats_are_linked(client: Client) -> None:
    link = client.get("/glossary/gpt-4").headers["link"]
    assert '</glossary/gpt-4.ttl>; rel="alternate"; type="text/turtle"' in link
    assert '</glossary/gpt-4.ttl>; rel="describedby"' in link
    assert '<https://example.org/glossary/gpt-4>; rel="describes"' in link


def test_a_format_that_we_have_not_is_refused(client: Client) -> None:
    answer = client.get("/glossary/gpt-4", "image/png")
    assert answer.status_code == 406
    assert "text/turtle" in answer.text


def test_every_subject_of_the_graph_is_at_the_path_of_its_iri_in_every_format(client: Client, tmp_path: Path) -> None:
    (tmp_path / "all.ttl").write_bytes(client.get("/graph.ttl").content + client.get("/provenance.ttl").content)
    subjects = {quad.subject for quad in pyoxigraph.parse(path=str(tmp_path / "all.ttl"), format=RdfFormat.TURTLE)}
    kinds = {re.sub(r".*/(_[a-z]+)?.*", r"\1", str(subject)) for subject in subjects}
    assert kinds >= {"", "_entry", "_fact", "_claim", "_span", "_run", "_scheme"}
    for subject in sorted(subjects, key=str):
        path = str(subject).removeprefix("<https://example.org").removesuffix(">")
        turtle = client.get(path, "text/turtle")
        assert turtle.status_code == 200, path
        found = list(pyoxigraph.parse(turtle.content, format=RdfFormat.TURTLE))
        assert [quad for quad in found if quad.subject == subject], path
        assert client.get(path, "text/html").status_code == 200, path


def test_a_claim_comes_with_its_place_and_its_fact(client: Client) -> None:
    turtle = client.get("/glossary/gpt-4.ttl").text
    fact = re.findall(r"^:(_fact-\w+)", turtle, re.MULTILINE)[0]
    claim = re.findall(r":(_claim-\w+)", client.get(f"/glossary/{fact}.ttl").text)[0]
    told = client.get(f"/glossary/{claim}.ttl").text
    for part in ("oa:exact", "oa:prefix", "oa:start", "gg:hasClaim", "gg:quote"):
        assert part in told
    page = client.get(f"/glossary/{claim}").text
    assert f"/glossary/{fact}" in page
    assert "Characters" in page


def test_an_unknown_name_is_not_found_and_others_are_offered(client: Client) -> None:
    answer = client.get("/glossary/GPT4")
    assert answer.status_code == 404
    assert 'href="/glossary/gpt-4"' in answer.text
    assert client.get("/glossary/nothing-like-it", "text/turtle").headers["content-type"].startswith("text/plain")


def test_the_index_lists_and_finds_things(client: Client) -> None:
    for path in ("/glossary/", "/things"):
        page = client.get(path).text
        assert page.count("/glossary/") > 5
        assert "5 things" in page
    found = client.get("/glossary/", params={"q": "crfm"}).text
    assert "Center for Research on Foundation Models" in found
    assert 'value="crfm"' in found
    assert "Nothing has that name" in client.get("/things", params={"q": "zebra"}).text


def test_a_long_index_is_cut_by_letter(tmp_path: Path) -> None:
    with serving(generated.build(1100), tmp_path) as client:
        page = client.get("/things")
        letters = re.findall(r'\?letter=([^"]+)"', page.text)
        assert len(page.content) < 400_000
        assert sum(client.get(f"/things?letter={letter}").text.count("<li>") for letter in letters) == 1100


@pytest.mark.parametrize("base", ["https://w3id.org/x/g#", "https://example.org/", "http://[::1]:8000/a/b/"])
def test_any_base_has_its_place(tmp_path: Path, base: str) -> None:
    with serving(example.build(), tmp_path, Settings(base=base)) as client:
        place = {"https://w3id.org/x/g#": "/things/", "https://example.org/": "/"}.get(base, "/a/b/")
        page = client.get(f"{place}gpt-4")
        assert "<h1>GPT-4</h1>" in page.text
        assert f"<code>{base}gpt-4</code>" in page.text
        assert f'href="{place}openai"' in page.text
        assert ":gpt-4 a gg:Model" in client.get(f"{place}gpt-4", "text/turtle").text
        if base.endswith("#"):
            assert client.get("/x/g", "text/turtle").content == client.get("/graph.ttl").content
            assert "5 things" in client.get("/x/g", "text/html").text


def test_hostile_names_are_found_at_their_iris_and_shown_as_text(hostile_client: Client) -> None:
    graph = hostile_client.get("/graph.ttl").content
    for quad in pyoxigraph.parse(graph, format=RdfFormat.TURTLE):
        path = str(quad.subject).removeprefix("<https://example.org").removesuffix(">")
        for suffix in ("", ".ttl", ".jsonld", ".nt"):
            answer = hostile_client.get(path + suffix)
            assert answer.status_code == 200, path
            assert "\n" not in answer.headers["link"]
        page = hostile_client.get(path).text
        assert not re.search(r"<(?:script|img|iframe|svg|style\b)", page)
        assert not re.search(r'href="(?:javascript|data:text)', page)
        for payload in PAYLOADS:
            page = page.replace(str(escape(payload)), "")
        assert "{{" not in page


def test_hostile_searches_are_shown_as_text(client: Client) -> None:
    for payload in hostile.PAYLOADS:
        text = payload.encode("utf-8", "replace").decode()
        for page in (client.get("/things", params={"q": text}), client.get("/things", params={"letter": text})):
            assert page.status_code == 200
            assert "<script" not in page.text
            assert "<img" not in page.text


# ── SPARQL ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("media_type", RESULTS)
def test_results_come_in_the_format_asked_for(client: Client, media_type: str) -> None:
    answer = client.ask(MODELS, media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert RESULTS[media_type] in answer.content


@pytest.mark.parametrize("media_type", [*FORMATS, "application/rdf+xml"])
def test_triples_come_in_the_format_asked_for(client: Client, media_type: str) -> None:
    answer = client.ask("DESCRIBE :gpt-4", media_type)
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert len(rdflib.Graph().parse(data=answer.text, format=media_type)) > 3


def test_json_and_xml_by_their_general_names(client: Client) -> None:
    answer = client.ask(MODELS, "application/json")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.content)["head"]["vars"] == ["model"]


def test_no_format_for_this_kind_of_answer_is_refused(client: Client) -> None:
    assert client.ask("ASK {}", "text/csv").status_code == 406
    assert client.ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv").status_code == 406
    assert client.ask(MODELS, "image/png").status_code == 406


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("GET", {"params": {"query": MODELS}}),
        ("POST", {"data": {"query": MODELS}}),
        ("POST", {"content": MODELS, "headers": {"Content-Type": "application/sparql-query"}}),
        ("POST", {"content": MODELS, "headers": {"Content-Type": 'Application/SPARQL-Query; Charset="UTF-8"'}}),
    ],
)
def test_the_three_ways_to_ask_give_one_answer(client: Client, method: str, options: dict[str, object]) -> None:
    for path in ("/sparql", "/sparql/"):
        answer = client.request(method, path, **options)
        assert b"https://example.org/glossary/gpt-4" in answer.content


@pytest.mark.parametrize(
    ("method", "options", "status", "says"),
    [
        ("GET", {"params": {"query": "SELEC ?s {}"}}, 400, "line 1, column 1"),
        ("GET", {"params": {"query": ""}}, 400, "has no SELECT"),
        ("GET", {"params": {"default-graph-uri": "http://a/"}}, 400, "is missing"),
        ("GET", {"params": {"query": "ASK {}", "default-graph-uri": "x y"}}, 400, "no absolute IRI"),
        ("GET", {"params": {"query": "ASK {}", "named-graph-uri": "relative"}}, 400, "no absolute IRI"),
        ("POST", {"params": {"query": "ASK {}"}, "data": {"a": "b"}}, 400, "put it into the body"),
        ("POST", {"data": {"query": ["ASK {}", "ASK {}"]}}, 400, "2 times"),
        ("POST", {"content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}}, 400, "no UTF-8"),
        ("POST", {"content": "query=%ff", "headers": {"Content-Type": FORM}}, 400, "UTF-8"),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403, "read-only"),
        ("POST", {"data": {"query": "CLEAR ALL"}}, 400, "CLEAR changes a graph"),
        ("GET", {"params": {"query": "ASK {}", "update": "CLEAR ALL"}}, 403, "read-only"),
        ("GET", {"params": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}}, 400, "SERVICE"),
        ("GET", {"params": {"query": "ASK {" + "{" * 200}}, 400, "brackets deep"),
        ("POST", {"data": {"query": "#" * 100_001}}, 400, "100,001 characters"),
        ("POST", {"content": "a=b&" * 1000, "headers": {"Content-Type": FORM}}, 400, "parameters"),
        ("DELETE", {}, 405, "read-only"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_in_one_line(
    client: Client, method: str, options: dict[str, object], status: int, says: str
) -> None:
    answer = client.request(method, "/sparql", **options)
    assert (answer.status_code, answer.text.count("\n")) == (status, 1)
    assert says in answer.text
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


def test_a_query_that_takes_too_long_ends_and_the_next_is_answered(tmp_path: Path) -> None:
    with serving(example.build(), tmp_path, query_limits=QueryLimits(seconds=0.5, workers=1)) as client:
        bomb = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o }"
        assert client.ask(bomb).status_code == 504
        assert client.ask("ASK {}").json()["boolean"] is True


def test_an_answer_that_was_cut_says_so(tmp_path: Path) -> None:
    with serving(example.build(), tmp_path, query_limits=QueryLimits(rows=3, workers=1)) as client:
        assert client.ask("SELECT * { ?s ?p ?o }").headers["x-rows-cut"] == "3"
        assert "x-rows-cut" not in client.ask("SELECT * { ?s ?p ?o } LIMIT 2").headers


def test_the_service_describes_itself_to_machines_and_shows_an_editor_to_people(client: Client) -> None:
    for media_type in FORMATS:
        answer = client.get("/sparql", media_type)
        assert answer.headers["content-type"].partition(";")[0] == media_type
        graph = rdflib.Graph().parse(data=answer.text, format=media_type)
        sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
        (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
        assert graph.value(service, sd.endpoint) == rdflib.URIRef("http://localhost/sparql")
        assert (service, sd.feature, sd.UnionDefaultGraph) in graph
        names = {str(name) for name in graph.objects(None, sd.name)}
        assert names == {"https://example.org/glossary/_graph", "https://example.org/glossary/_provenance"}
    editor = client.get("/sparql", "text/html,*/*;q=0.8")
    assert '<script src="/static/editor.js"></script>' in editor.text
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', editor.text)[0])
    assert len(data["examples"]) >= 6
    assert data["prefixes"]["gg"].startswith("https://w3id.org/")
    assert client.get("/static/editor.js").headers["content-type"] == "text/javascript; charset=utf-8"


def test_void_tells_how_much_there_is(client: Client) -> None:
    graph = rdflib.Graph().parse(data=client.get("/.well-known/void", "text/turtle").text, format="turtle")
    (dataset,) = graph.subjects(rdflib.RDF.type, rdflib.DCAT.Dataset)
    counted = client.ask("SELECT (COUNT(*) AS ?n) { { GRAPH ?g { ?s ?p ?o } } }").json()["results"]["bindings"][0]["n"]
    assert str(graph.value(dataset, rdflib.VOID.triples)) == counted["value"]
    assert graph.value(dataset, rdflib.VOID.sparqlEndpoint) == rdflib.URIRef("http://localhost/sparql")
    for place in graph.objects(dataset, rdflib.VOID.dataDump):
        assert client.get(str(place).removeprefix("https://example.org")).status_code == 200
    for node in {*graph.subjects(), *graph.objects(dataset, rdflib.VOID.subset)}:
        path = str(node).removeprefix("https://example.org")
        assert client.get(path).status_code == client.get(path, "text/turtle").status_code == 200, path


# ── what stays the same ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/graph.ttl", "/glossary/", "/glossary/gpt-4", "/glossary/gpt-4.ttl", "/text/foundation-model.txt"),
        *("/static/pages.css", "/sparql", "/.well-known/void", "/sparql?query=ASK%20%7B%7D"),
    ],
)
def test_what_a_client_has_is_not_sent_again(client: Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    again = client.get(path, headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    assert first.headers["cache-control"] == "no-cache"
    head = client.request("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]


def test_tags_differ_by_format_by_query_and_by_graph(client: Client, tmp_path: Path) -> None:
    tags = [
        client.ask(query, accept).headers["etag"]
        for query in ("ASK {}", "ASK { }")
        for accept in RESULTS
        if "+" in accept
    ]
    assert len(set(tags)) == 4
    other = replace(example.build(), facts=example.build().facts[1:])
    with serving(other, tmp_path) as changed:
        assert changed.ask("ASK {}").headers["etag"] not in tags


@pytest.mark.parametrize(
    "query", ["SELECT (NOW() AS ?n) {}", "SELECT (rand() AS ?n) {}", "SELECT (STRUUID() AS ?n) {}"]
)
def test_an_answer_that_changes_by_itself_is_not_kept(client: Client, query: str) -> None:
    answer = client.ask(query)
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_the_same_request_gives_the_same_bytes(client: Client) -> None:
    for path in ("/glossary/foundation-model", "/glossary/foundation-model.ttl", "/glossary/foundation-model.jsonld"):
        assert client.get(path).content == client.get(path).content
