"""The W3C's tests of the SPARQL 1.1 protocol, query part, and the updates that must be refused."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store

from graph.formats.rdf import expand
from graph.guard import Guard, Limits
from graph.serve.app import make_app
from graph.serve.glossary import Glossary
from graph.store import keep_store
from tests import example
from tests.folders import write_folder
from tests.serving import Client

CASES = tomllib.loads((Path(__file__).parent / "protocol" / "cases.toml").read_text(encoding="utf-8"))["case"]
DATA = "http://kasei.us/2009/09/sparql/data/"
TYPES = {
    "boolean": {"application/sparql-results+xml", "application/sparql-results+json"},
    "table": {
        *("application/sparql-results+xml", "application/sparql-results+json"),
        *("text/csv", "text/tab-separated-values"),
    },
    "graph": {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"},
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A server whose store holds the graphs that the tests presume, under their names."""
    folder, kept = tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("w3c") / "store"
    write_folder(example.build(), folder)
    with keep_store(folder, kept) as lease:
        store = Store(str(lease.path))
        for number in (1, 2, 3):
            node = NamedNode(f"{DATA}data{number}.rdf")
            store.add(Quad(node, NamedNode(expand("rdf:type")), NamedNode(expand("foaf:Document")), node))
        store.flush()
        del store
    with Guard(kept, Limits(workers=1)) as guard:
        yield Client(make_app(Glossary.read(folder), guard, hosts=["www.example"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_protocol_is_kept(client: Client, case: dict[str, Any]) -> None:
    headers = {"Host": "www.example", **({"Content-Type": case["type"]} if "type" in case else {})}
    body = case.get("body", "").replace("{data}", DATA).encode(case.get("encoding", "UTF-8"))
    path = case["path"].replace("{data}", quote(DATA, safe=""))
    answer = client.request(case["method"], path, headers=headers, content=body or None)
    assert answer.status_code // 100 == case["status"], answer.text
    if "format" in case:
        media_type = answer.headers["content-type"].partition(";")[0]
        assert media_type in TYPES[case["format"]]
    if "boolean" in case:
        assert answer.json()["boolean"] is case["boolean"]
    if case["status"] == 4:
        assert answer.text.count("\n") == 1


def test_a_described_data_set_holds_the_named_graphs_and_no_other(client: Client) -> None:
    for graph, expected in ((f"{DATA}data1.rdf", True), (f"{DATA}data2.rdf", False), (f"{DATA}data0.rdf", False)):
        query = f"ASK {{ <{DATA}data1.rdf> a ?type }}"
        found = client.ask(query, **{"default-graph-uri": graph})
        assert found.json()["boolean"] is expected
    inside = f"ASK {{ GRAPH ?g {{ <{DATA}data1.rdf> a ?type }} }}"
    assert client.ask(inside).json()["boolean"] is True
    assert client.ask(inside, **{"default-graph-uri": f"{DATA}data1.rdf"}).json()["boolean"] is False


def test_the_cases_are_those_of_the_suite() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names)) == 27
    assert sum("query" in name or name == "bad_multiple_queries" for name in names) == 20
    assert sum("update" in name for name in names) == 7


def test_relative_names_in_a_query_begin_at_the_base(client: Client) -> None:
    answer = client.ask("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/n-triples")
    assert answer.text.startswith("<https://example.org/glossary/s> <https://example.org/glossary/p>")
    assert RdfFormat.from_media_type(answer.headers["content-type"]) == RdfFormat.N_TRIPLES
