"""Queries from strangers: answered in processes of their own."""

import json
from collections.abc import Iterator

import pytest

from graph.errors import QueryError, QueryFormatError
from graph.guard import Guard, Kind, Limits
from tests.example import build
from tests.folders import write_folder

JSON = "application/sparql-results+json"
FORMATS: dict[Kind, str] = {"table": JSON, "boolean": JSON, "graph": "application/n-triples"}
LIMITS = Limits(seconds=1, memory=200 << 20, rows=100, workers=2)


@pytest.fixture(scope="module")
def guard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guard]:
    folder = write_folder(build(), tmp_path_factory.mktemp("built"))
    with Guard(folder, LIMITS) as guard:
        yield guard


def names(guard: Guard) -> list[str]:
    reply = guard.answer("SELECT ?name { :gpt-4 gg:developedBy/rdfs:label ?name }", formats=FORMATS)
    return [row["name"]["value"] for row in json.loads(reply.body)["results"]["bindings"]]


def test_a_query_is_answered_in_the_format_of_its_kind(guard: Guard) -> None:
    assert names(guard) == ["OpenAI"]
    reply = guard.answer("ASK { :gpt-4 a gg:Model }", formats=FORMATS)
    assert (reply.kind, reply.media_type, reply.body) == ("boolean", JSON, b'{"head":{},"boolean":true}')
    reply = guard.answer("DESCRIBE :openai", formats=FORMATS)
    assert (reply.kind, reply.rows, reply.body.count(b"\n")) == ("graph", 6, 6)


def test_a_kind_without_a_format_is_refused(guard: Guard) -> None:
    with pytest.raises(QueryFormatError):
        guard.answer("ASK { ?s ?p ?o }", formats={"table": JSON})


def test_a_wrong_query_says_where(guard: Guard) -> None:
    with pytest.raises(QueryError, match="did you mean gg:developedBy"):
        guard.answer("SELECT * { ?s gg:devlopedBy }", formats=FORMATS)
