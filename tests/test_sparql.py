"""What is refused before the parser sees it: nothing leaves the graph, and nothing kills the process."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from graph.errors import QueryError
from graph.query import OpenGraph, open_store, run_query
from graph.sparql import MAX_DEPTH, MAX_LENGTH, MAX_OPERATORS, check_query
from tests.example import build


@pytest.fixture(scope="module")
def graph() -> OpenGraph:
    return open_store(build())


class Listener:
    """A server that counts who knocks."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.knocks = 0
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self.socket.accept()
                self.knocks += 1  # before the caller can know
                caller.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.socket.close()


BODY = "<http://127.0.0.1:PORT/> { ?s ?p ?o }"
OUTSIDE = [
    *(
        f"SELECT * {{ {word} {BODY} }}"
        for word in ("SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "service silent")
    ),
    *(
        f"SELECT * {{ {word}{BODY} }}"
        for word in ("SERVICE", "SERVICESILENT", "SERVICE\t", "SERVICE\r\n", "SERVICE#\n")
    ),
    *(
        f"SELECT * {{ ?s ?p {end}SERVICE{BODY} }}"
        for end in ("1", "1.", "1.0e1", "true ", "''", "'x'@en ", "<a:b>", "?o.")
    ),
    f"SELECT * {{ {{ SERVICE {BODY} }} }}",
    f"SELECT * {{ OPTIONAL {{ SERVICE {BODY} }} }}",
    f"SELECT * {{ MINUS {{ SERVICE {BODY} }} }}",
    f"SELECT * {{ GRAPH ?g {{ SERVICE {BODY} }} }}",
    f"SELECT * {{ FILTER EXISTS {{ SERVICE {BODY} }} }}",
    f"SELECT * {{ {{ SELECT * {{ SERVICE {BODY} }} }} }}",
    f"SELECT * {{ ?s ?p ?o }} VALUES ?x {{ 1 }} SERVICE {BODY}",
    f"ASK {{ SERVICE {BODY} }}",
    f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE {BODY} }}",
    f"DESCRIBE ?s {{ SERVICE {BODY} }}",
    "PREFIX x: <http://127.0.0.1:PORT/> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:PORT/> SELECT * { SERVICE:x{ ?s ?p ?o } }",
    "BASE <http://127.0.0.1:PORT/> SELECT * { SERVICE <x> { ?s ?p ?o } }",
    "SELECT * { BIND(<http://127.0.0.1:PORT/> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <http://127.0.0.1:PORT/> } SERVICE ?x { ?s ?p ?o } }",
    f"SELECT * {{ # no\nSERVICE {BODY} }}",
    f'SELECT * {{ FILTER("\\"" != "") SERVICE {BODY} }}',
    f"SELECT * {{ FILTER('''it's''' != '') SERVICE {BODY} }}",
    # what one reader takes for a text or a comment, and another for the query
    f"SELECT * {{ <http://a/\\u0061'> ?p ?o . SERVICE {BODY} }} #'",
    f"SELECT * {{ FILTER(1 <'b> ' ) SERVICE {BODY} }} #'",
    f"SELECT * {{ FILTER(1 <?x#> '''\n) SERVICE {BODY} }} #'''",
    f"PREFIX a: <a:> SELECT * {{ a:\u00b7\\' ?p ?o . SERVICE {BODY} }} #'",
    f"PREFIX a: <a:> SELECT * {{ a:b\\' ?p ?o . SERVICE {BODY} }} #'",
    f"PREFIX a: <a:> SELECT * {{ a:b\\# ?p ?o . SERVICE {BODY} }}",
    f"SELECT * {{ VALUES ?x {{ ''' ' }} SERVICE {BODY} }} #'''",
    f"SELECT * {{ \\u0053ERVICE {BODY} }}",
    f"SELECT * {{ SERV\u0131CE {BODY} }}",
    f"SELECT * {{ \u017fERVICE {BODY} }}",
    f"SELECT * {{ SER\u200bVICE {BODY} }}",
    "SELECT * FROM <http://127.0.0.1:PORT/> { ?s ?p ?o }",
    "SELECT * from named <http://127.0.0.1:PORT/> { ?s ?p ?o }",
    "PREFIX x: <http://127.0.0.1:PORT/> SELECT * FROM x: { ?s ?p ?o }",
    "SELECT * FROM:x { ?s ?p ?o }",
    "ASK FROM<http://127.0.0.1:PORT/>{ ?s ?p ?o }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "LOAD <http://127.0.0.1:PORT/>",
    "load silent <http://127.0.0.1:PORT/> into graph <a:b>",
    "PREFIX x: <a:> LOAD <http://127.0.0.1:PORT/>",
    "ASK { ?s ?p ?o } ; LOAD <http://127.0.0.1:PORT/>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:PORT/> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("text", OUTSIDE)
def test_nothing_outside_the_graph_is_reached(graph: OpenGraph, listener: Listener, text: str) -> None:
    with pytest.raises(QueryError):
        run_query(graph, text.replace("PORT", str(listener.port)))
    assert listener.knocks == 0


def test_fifty_spellings_are_tried() -> None:
    assert len(set(OUTSIDE)) >= 50


def test_the_listener_would_hear_it() -> None:
    listener = Listener()
    with pytest.raises(OSError, match=r".+"):
        list(Store().query(OUTSIDE[0].replace("PORT", str(listener.port))))  # type: ignore[arg-type]
    assert listener.knocks == 1
    listener.socket.close()


PIECES = st.sampled_from(
    [*"'\"<>#\\?:.{}()[]|^ \n\u00b7a1", "'''", "<http://a/", "\\u0061", "VALUES", "a:b", "FILTER(1", BODY]
)


@given(before=st.lists(PIECES, max_size=8), after=st.lists(PIECES, max_size=4))
def test_no_mixture_of_quotes_and_signs_hides_a_service(
    listener: Listener, before: list[str], after: list[str]
) -> None:
    text = f"PREFIX a: <a:> SELECT * {{ {''.join(before)} SERVICE {BODY} {''.join(after)} }}"
    text = text.replace("PORT", str(listener.port))
    with suppress(QueryError):
        check_query(text)
        with suppress(SyntaxError, OSError, ValueError):
            list(Store().query(text))  # type: ignore[arg-type]
    assert listener.knocks == 0


@pytest.mark.parametrize(
    "text",
    [
        'ASK { ?s rdfs:label "SERVICE FROM" }',
        "ASK { ?s rdfs:label '''it's a \"SERVICE\"''' }",
        "ASK { ?s rdfs:label ?service } # SERVICE",
        "ASK { ?s rdfs:label ?from }",
        "ASK { <http://example.org/SERVICE#x> ?p :software-as-a-service }",
    ],
)
def test_the_same_words_in_texts_names_and_comments_are_fine(graph: OpenGraph, text: str) -> None:
    assert run_query(graph, text).kind == "boolean"


@pytest.mark.parametrize(
    "text", ["INSERT DATA { :a :b :c }", "DELETE WHERE { ?s ?p ?o }", "PREFIX x: <a:b> CLEAR ALL", "LOAD <file:///x>"]
)
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(QueryError, match="changes a graph"):
        check_query(text)


KILLERS = {
    "groups": "SELECT * " + "{" * 2500 + "}" * 2500,
    "parentheses": "SELECT * { FILTER(" + "(" * 40_000 + "1" + ")" * 40_000 + ") }",
    "blank nodes": "SELECT * { ?s ?p " + "[?p " * 5000 + "?o" + "]" * 5000 + " }",
    "not": "SELECT * { FILTER(" + "!" * 50_000 + "?s) }",
    "or": "SELECT * { FILTER(" + "||".join(["?s"] * 20_000) + ") }",
    "bind": "SELECT * { " + "".join(f"BIND(1 AS ?x{number})" for number in range(5000)) + " }",
    "length": "SELECT * { ?s ?p ?o }" + " " * MAX_LENGTH,
    "groups side by side": "SELECT * {" + "{?s ?p ?o}" * 9_000 + "}",
    "graphs": "SELECT * {" + "GRAPH ?g {}" * 8_000 + "}",
    "values": "SELECT * {" + "VALUES ?x {1} ?s ?p ?o ." * 4_000 + "}",
    "columns": "SELECT " + "".join(f"(1 AS ?a{number})" for number in range(7_000)) + "{}",
    "having": "SELECT ?x {?x ?y ?z} GROUP BY ?x HAVING " + "(?x)" * 20_000,
    "patterns": "SELECT * {" + "?a ?b ?c." * 10_000 + "}",
    "objects": "SELECT * {?s ?p " + "?a," * 30_000 + "?o}",
    "collection": "SELECT * {?s ?p (" + "1 " * 40_000 + ")}",
    "reifiers": "SELECT * {?s ?p ?o " + "~ " * 40_000 + "}",
    "triple terms": "SELECT * {?s ?p " + "<<( ?s ?p " * 101 + "?o" + ")>>" * 101 + "}",
    "annotations": "SELECT * {?s ?p ?o " + "{|?p ?o" * 101 + "|}" * 101 + "}",
    "path": "SELECT * {?s " + "a/" * 1_001 + "a ?o}",
    "in": "SELECT * {?x ?y ?z FILTER(?x IN (" + "1," * 40_000 + "1))}",
    "signs": "SELECT * {FILTER(" + "2*" * 1_001 + "1)}",
    "optionals": "SELECT * {" + "OPTIONAL {?s ?p ?o}" * 1_001 + "}",
    "subselects": "SELECT * {" + "{SELECT * {" * 51 + "}}" * 51 + "}",
    "exists": "SELECT * {" + "FILTER EXISTS {" * 101 + "}" * 101 + "}",
}


@pytest.mark.parametrize("text", KILLERS.values(), ids=list(KILLERS))
def test_what_would_kill_the_parser_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        check_query(text)


def test_the_process_lives_on_after_all_of_them() -> None:
    script = (
        "import sys, json; from graph.errors import QueryError; from graph.query import open_store, run_query\n"
        "from tests.example import build; graph = open_store(build())\n"
        "for text in json.load(sys.stdin):\n"
        "    try: run_query(graph, text)\n"
        "    except QueryError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=json.dumps([*KILLERS.values()]),
        text=True,
        capture_output=True,
        check=True,
    )
    assert done.stdout.split() == ["refused"] * len(KILLERS)


@pytest.mark.parametrize(
    "piece", ["a.", "a-", "a:", '\\"', "'''\\'", "<", "<a", "a.b:", "#", "\\", "'\\", '"""a', "12 "]
)
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    with suppress(QueryError):  # without end, were it the square of it: no time is measured
        check_query("SELECT * {" + piece * (90_000 // len(piece)) + "}")


def test_a_number_is_one_word_and_a_place_is_looked_up_for_what_is_refused_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up: list[int] = []  # its cost is the length before it
    monkeypatch.setattr("graph.sparql.place", lambda _, start: looked_up.append(start))
    tokens = check_query("SELECT * { :gpt-4 gg:introducedIn 2023 }")
    assert [token.text for token in tokens][-3:] == ["gg:introducedIn", "2023", "}"]
    assert len(looked_up) <= 1


def test_the_limits_themselves_are_allowed(graph: OpenGraph) -> None:
    deep = "{" * (MAX_DEPTH - 1) + "?s ?p ?o" + "}" * (MAX_DEPTH - 1)
    assert run_query(graph, f"SELECT * {{ {deep} }} LIMIT 1").rows
    assert run_query(graph, "ASK { ?s ?p ?o FILTER(" + "||".join(["true"] * (MAX_OPERATORS - 1)) + ") }").boolean


def test_the_rows_of_values_do_not_count(graph: OpenGraph) -> None:
    many = " ".join(f"(:t{number} {number})" for number in range(5_000))
    answer = run_query(graph, f"SELECT ?n {{ VALUES (?t ?n) {{ {many} (:gpt-4 -1) }} ?t a gg:Model }}")
    assert answer.rows == ((-1,),)
