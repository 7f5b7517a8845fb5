"""Queries from strangers: answered in processes of their own, which end when they must; the parent never does."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.bombs import BOMBS
from graph.errors import (
    FolderError,
    QueryBusyError,
    QueryError,
    QueryFormatError,
    QuerySizeError,
    QueryTimeoutError,
)
from graph.guard import Guard, Kind, Limits
from tests.example import build
from tests.folders import write_folder

JSON = "application/sparql-results+json"
FORMATS: dict[Kind, str] = {"table": JSON, "boolean": JSON, "graph": "application/n-triples"}
LIMITS = Limits(seconds=0.5, memory=200 << 20, rows=100, bytes=1 << 20, workers=2)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(build(), tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def guard(folder: Path) -> Iterator[Guard]:
    with Guard(folder, LIMITS) as guard:
        yield guard


def names(guard: Guard) -> list[str]:
    reply = guard.answer("SELECT ?name { :gpt-4 gg:developedBy/rdfs:label ?name }", formats=FORMATS)
    return [row["name"]["value"] for row in json.loads(reply.body)["results"]["bindings"]]


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_query_is_answered_in_the_format_of_its_kind(guard: Guard) -> None:
    assert names(guard) == ["OpenAI"]
    reply = guard.answer("ASK { :gpt-4 a gg:Model }", formats=FORMATS)
    assert (reply.kind, reply.media_type, reply.body) == ("boolean", JSON, b'{"head":{},"boolean":true}')
    reply = guard.answer("DESCRIBE :openai", formats=FORMATS)
    assert (reply.kind, reply.rows, reply.body.count(b"\n")) == ("graph", 6, 6)


@pytest.mark.parametrize("form", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_triples_come_in_four_formats(guard: Guard, form: str) -> None:
    reply = guard.answer("DESCRIBE :openai", formats={"graph": form})
    assert (reply.media_type, reply.rows, b"OpenAI" in reply.body) == (form, 6, True)


def test_a_kind_without_a_format_is_refused(guard: Guard) -> None:
    with pytest.raises(QueryFormatError):
        guard.answer("ASK { ?s ?p ?o }", formats={"table": JSON})


def test_the_row_cap_is_kept_and_announced(guard: Guard) -> None:
    reply = guard.answer("SELECT ?s { ?s ?p ?o . ?t ?q ?u }", formats=FORMATS)
    assert (reply.rows, reply.is_cut, len(json.loads(reply.body)["results"]["bindings"])) == (100, True, 100)
    reply = guard.answer("CONSTRUCT { ?s ?q ?u } WHERE { ?s ?p ?o . ?t ?q ?u }", formats=FORMATS)
    assert (reply.rows, reply.is_cut) == (100, True)
    reply = guard.answer("SELECT ?s { ?s a gg:Fact }", formats=FORMATS)
    assert (reply.rows, reply.is_cut) == (5, False)


def test_graphs_are_asked_together_or_as_named(guard: Guard) -> None:
    base = guard.graph.base

    def ask(text: str, **graphs: list[str]) -> bool:
        return b"true" in guard.answer(f"ASK {{ {text} }}", formats=FORMATS, **graphs).body

    fact, model = "?f a gg:Fact", ":gpt-4 a gg:Model"
    assert ask(f"{fact} . {model} . GRAPH ?g {{ {fact} }}")
    only = {"default_graphs": [f"{base}_graph"]}
    assert [ask(model, **only), ask(fact, **only), ask(f"GRAPH ?g {{ {model} }}", **only)] == [True, False, False]
    named = {"named_graphs": [f"{base}_provenance"]}
    assert [ask(fact, **named), ask(f"GRAPH ?g {{ {fact} }}", **named)] == [False, True]
    with pytest.raises(QueryError):
        ask(fact, default_graphs=["no IRI"])


def test_a_wrong_query_says_where(guard: Guard) -> None:
    with pytest.raises(QueryError, match="did you mean gg:developedBy"):
        guard.answer("SELECT * { ?s gg:devlopedBy }", formats=FORMATS)
    with pytest.raises(QueryError, match="SERVICE"):
        guard.answer("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", formats=FORMATS)


def test_many_threads_get_their_own_answers(guard: Guard) -> None:
    def ask(number: int) -> int:
        reply = guard.answer(f"SELECT ({number} AS ?n) {{}}", formats={"table": "text/csv"})
        return int(reply.body.split()[1])

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(200))) == list(range(200))


def test_a_store_folder_is_opened_and_kept(folder: Path, tmp_path: Path) -> None:
    with Guard(folder, LIMITS, store=tmp_path / "kept") as first:
        assert names(first) == ["OpenAI"]
    with Guard(tmp_path / "kept", LIMITS) as second:
        assert names(second) == ["OpenAI"]


def test_what_is_no_graph_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(FolderError), Guard(tmp_path, LIMITS):
        pass


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("round_", range(5))
@pytest.mark.parametrize("shape", BOMBS)
def test_a_bomb_hurts_nobody(guard: Guard, shape: str, round_: int) -> None:
    began = time.monotonic()
    with suppress(QueryError):
        assert guard.answer(BOMBS[shape](round_), formats=FORMATS).rows <= LIMITS.rows
    assert time.monotonic() - began < 60  # bounded; how far from the deadline is measured in benchmarks/bombs.py
    assert names(guard) == ["OpenAI"]


def test_what_takes_too_long_is_ended_with_its_reason(guard: Guard) -> None:
    with pytest.raises(QueryTimeoutError, match=r"takes longer than 0\.5 seconds"):
        guard.answer(ENDLESS, formats=FORMATS)
    assert names(guard) == ["OpenAI"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is limited on Linux alone")
def test_what_takes_too_much_memory_is_ended_with_its_reason(folder: Path) -> None:
    with Guard(folder, Limits(seconds=60, memory=64 << 20)) as guard:
        with pytest.raises(QuerySizeError, match="more than 64 MB of memory"):
            guard.answer(BOMBS["growing texts"](0), formats=FORMATS)
        assert names(guard) == ["OpenAI"]


def test_an_answer_with_too_many_bytes_is_refused(guard: Guard) -> None:
    double = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(18))
    with pytest.raises(QuerySizeError, match="more than 1,048,576 bytes"):
        guard.answer(f'SELECT * {{ BIND("12345678" AS ?x0) {double} }}', formats=FORMATS)


def ended(guard: Guard) -> None:
    with pytest.raises(QueryError, match="the engine"):
        guard.answer(ENDLESS, formats=FORMATS)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_who_waits_too_long_for_a_worker_is_told(folder: Path) -> None:
    with Guard(folder, Limits(seconds=30, workers=1, patience=0.2)) as guard:
        busy = threading.Thread(target=ended, args=(guard,))
        busy.start()
        while guard._turns.acquire(blocking=False):
            guard._turns.release()
            time.sleep(0.01)
        with pytest.raises(QueryBusyError, match="busy"):
            names(guard)
        for worker in workers_of(os.getpid()):
            os.kill(worker, signal.SIGTERM)
        busy.join()
        assert names(guard) == ["OpenAI"]


# ── processes ──────────────────────────────────────────────────────────────────────────────────────────────────────


def workers_of(parent: int) -> list[int]:
    """Find the workers that a process started, by Linux's table of processes."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
            command = status.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if int(fields[1]) == parent and b"graph.worker" in command and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")


def limits_of(process: int) -> dict[str, list[str]]:
    text = Path(f"/proc/{process}/limits").read_text()
    return {line[:26].strip(): line[26:].split()[:2] for line in text.splitlines()}


@needs_proc
def test_workers_can_open_nothing_and_leave_no_core(folder: Path) -> None:
    with Guard(folder, LIMITS) as guard:
        names(guard)
        workers = workers_of(os.getpid())
        assert len(workers) > LIMITS.workers
        wait_for(lambda: all(limits_of(worker)["Max open files"] == ["0", "0"] for worker in workers))
        for worker in workers:
            assert limits_of(worker)["Max core file size"] == ["0", "0"]
            assert limits_of(worker)["Max address space"][1] != "unlimited"


@needs_proc
def test_a_worker_that_somebody_killed_is_replaced(folder: Path) -> None:
    with Guard(folder, LIMITS) as guard:
        names(guard)
        for worker in workers_of(os.getpid()):
            os.kill(worker, signal.SIGKILL)
        wait_for(lambda: not workers_of(os.getpid()))
        assert names(guard) == ["OpenAI"]


@needs_proc
def test_nothing_is_left_when_the_guard_ends(folder: Path) -> None:
    before = workers_of(os.getpid())
    with Guard(folder, LIMITS) as guard:
        assert names(guard) == ["OpenAI"]
        assert len(workers_of(os.getpid())) == len(before) + LIMITS.workers + 1
    assert workers_of(os.getpid()) == before


PARENT = """
import sys
from pathlib import Path
from threading import Thread
from graph.guard import Guard, Limits
guard = Guard(Path(sys.argv[1]), Limits(seconds=300, workers=1))
guard.__enter__()
text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
Thread(target=guard.answer, args=(text,), kwargs={"formats": {"table": "text/csv"}}).start()
print("asked", flush=True)
"""


@needs_proc
def test_workers_end_when_their_parent_is_killed_in_the_middle_of_a_query(folder: Path) -> None:
    root = str(Path(__file__).parent.parent)
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(folder)],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"asked\n"
    time.sleep(1)  # the query is at work
    workers = workers_of(parent.pid)
    assert len(workers) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
