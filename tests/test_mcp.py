"""The server for assistants, asked by the SDK's own client over standard input and output."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from signal import SIGINT, SIGTERM
from typing import Any

import pytest

import graph
from graph.cli import main
from graph.folder import write_build
from graph.network import Build
from graph.published import UNPRINTABLE
from tests import example, hostile
from tests.test_serve_running import children, is_alive

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

ROOT = Path(graph.__file__).parent.parent
START = json.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        },
    }
)
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o . ?p ?q ?r }"
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "search": ("search", {"text": "foundation"}),
    "search nothing": ("search", {"text": "zzzzzz"}),
    "describe": ("describe", {"name": "gpt 4"}),
    "describe little": ("describe", {"name": "Foundation models", "most": 1}),
    "describe unknown": ("describe", {"name": "GPT-5"}),
    "neighbours": ("neighbours", {"name": "OpenAI"}),
    "neighbours of a kind": ("neighbours", {"name": "Foundation model", "kind": "model"}),
    "neighbours of no kind": ("neighbours", {"name": "OpenAI", "kind": "Fruit"}),
    "paths": ("paths", {"a": "OpenAI", "b": "AI model"}),
    "ask": ("ask", {"question": "Who developed GPT-4?"}),
    "ask elsewhere": ("ask", {"question": "Who founded Perplexity?"}),
    "ask too much": ("ask", {"question": "why " * 25_000}),
    "evidence": ("evidence", {"a": "GPT-4", "b": "OpenAI"}),
    "evidence of a year": ("evidence", {"a": "foundation model", "b": "2021"}),
    "evidence of nothing": ("evidence", {"a": "OpenAI", "b": "CRFM"}),
    "select": ("sparql", {"query": "SELECT ?who ?name { :gpt-4 gg:developedBy ?who . ?who rdfs:label ?name }"}),
    "yes or no": ("sparql", {"query": "ASK { :gpt-4 a gg:Model }"}),
    "construct": ("sparql", {"query": "CONSTRUCT { ?a ?b ?c } WHERE { ?a gg:developedBy ?c . ?a ?b ?c }"}),
    "misspelt": ("sparql", {"query": "SELECT ?m { ?m a gg:Modle }"}),
    "many rows": ("sparql", {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f }"}),
    "malformed": ("sparql", {"query": "SELECT ?m WHERE ?m a gg:Model }"}),
    "update": ("sparql", {"query": "DROP ALL"}),
    "elsewhere": ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }"}),
    "a file": ("sparql", {"query": "SELECT * FROM <file:///etc/passwd> { ?a ?b ?c }"}),
    "deep": ("sparql", {"query": "SELECT * { " + "{" * 5_000 + "}" * 5_000 + " }"}),
    "wrong type": ("describe", {"name": ["GPT-4"], "most": "many"}),
    "missing": ("paths", {"a": "OpenAI"}),
    "too many": ("search", {"text": "a", "most": 10**9}),
    "no such tool": ("drop", {}),
}


@dataclass
class Told:
    """What the server said in one session."""

    tools: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    resources: dict[str, str] = field(default_factory=dict)
    refusal: str = ""

    def text(self, name: str) -> str:
        assert not self.answers[name].is_error, self.answers[name]
        return str(self.answers[name].content[0].text)

    def error(self, name: str) -> str:
        assert self.answers[name].is_error, self.answers[name]
        return str(self.answers[name].content[0].text)


def awaited(work: Any) -> Any:
    """Run in a thread and loop of its own: browser tests leave a loop running in theirs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def server(folder: Path) -> Any:
    return mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "graph", "mcp", str(folder)], env={"PYTHONPATH": str(ROOT)}, cwd=ROOT
    )


async def session(folder: Path) -> Told:
    told = Told()
    async with mcp.Client(server(folder), read_timeout_seconds=120) as client:
        told.tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        for name, (tool, arguments) in CALLS.items():
            told.answers[name] = await client.call_tool(tool, arguments)
        for resource in (await client.list_resources()).resources:
            read = await client.read_resource(str(resource.uri))
            told.resources[str(resource.uri)] = read.contents[0].text
        read = await client.read_resource("glossary://text/foundation-model")
        told.resources["text"] = read.contents[0].text
        try:
            await client.read_resource("glossary://text/passwd")
        except mcp.MCPError as error:
            told.refusal = str(error)
    return told


def hostile_things() -> Build:
    """The hostile strings that a file can hold, each as the name of a thing."""
    things = [thing for thing in hostile.build().things if not UNPRINTABLE.search(thing.label)]
    return Build((), (), (), tuple(replace(thing, id=f"thing-{number}") for number, thing in enumerate(things)), ())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made") / "exports"
    write_build(example.build(), made)
    return made


@pytest.fixture(scope="module")
def told(folder: Path) -> Told:
    found = awaited(session(folder))
    assert isinstance(found, Told)
    return found


# ── what it answers ────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_has_a_tool_for_each_need_all_of_them_read_only_and_explained(told: Told) -> None:
    assert [*told.tools] == ["search", "describe", "neighbours", "paths", "ask", "evidence", "sparql"]
    for tool in told.tools.values():
        assert tool.annotations.read_only_hint
        assert tool.description.endswith(".")
        assert all("description" in each for each in tool.input_schema["properties"].values())


def test_search_finds_things_by_a_part_of_their_name(told: Told) -> None:
    assert told.text("search").splitlines()[0] == (
        "foundation model (type of model; id foundation-model) "
        "A foundation model is an AI model that can be adapted to many tasks."
    )
    found = told.answers["search"].structured_content["things"]
    assert [thing["id"] for thing in found] == ["foundation-model", "center-for-research-on-foundation-models"]
    assert told.text("search nothing") == "nothing is called like 'zzzzzz'"


def test_describe_says_what_a_thing_is_and_quotes_a_sentence_for_each_fact(told: Told) -> None:
    assert told.text("describe").splitlines() == [
        "GPT-4 (model)",
        "named by 1 entry: foundation-model",
        "GPT-4 is an example of foundation model  [0.90]",
        "  “Examples include GPT-4 (OpenAI).” (foundation-model)",
        "GPT-4 is developed by OpenAI  [0.90]",
        "  “Examples include GPT-4 (OpenAI).” (foundation-model)",
    ]
    facts = told.answers["describe"].structured_content["facts"]
    assert facts[1]["evidence"][0]["text"] == "Examples include GPT-4 (OpenAI)."


def test_what_is_left_out_is_counted(told: Told) -> None:
    assert told.text("describe little").splitlines()[-1] == "… and 3 more facts; raise most"
    assert told.answers["describe little"].structured_content["left_out"] == 3


def test_neighbours_come_one_a_line_and_by_kind(told: Told) -> None:
    assert told.text("neighbours") == "OpenAI developed GPT-4  [0.90]"
    assert told.text("neighbours of a kind").endswith("GPT-4  [0.90]")
    assert [each["id"] for each in told.answers["neighbours of a kind"].structured_content["neighbours"]] == ["gpt-4"]
    assert told.error("neighbours of no kind").startswith("'Fruit' is no kind; choose one of Model, ")


def test_paths_join_two_things_step_by_step(told: Told) -> None:
    lines = told.text("paths").splitlines()
    assert lines[:2] == ["way 1:", "  OpenAI developed GPT-4  [0.90]"]
    assert len(told.answers["paths"].structured_content["paths"][0]) == 3


def test_a_question_is_answered_with_citations_or_refused(told: Told) -> None:
    text = told.text("ask")
    assert text.startswith("OpenAI\n")
    assert "[1] Examples include GPT-4 (OpenAI). (foundation-model, " in text
    assert told.text("ask elsewhere").startswith("not in this glossary: ")
    assert told.answers["ask elsewhere"].structured_content["is_answered"] is False


def test_evidence_stands_where_it_says(told: Told) -> None:
    assert told.text("evidence").splitlines()[0] == "GPT-4 is developed by OpenAI  [0.90]"
    place = told.answers["evidence"].structured_content["facts"][0]["evidence"][0]
    assert told.resources["text"][place["start"] : place["end"]] == place["text"]
    assert f"{place['start']}-{place['end']}" in told.text("evidence")
    assert "2021" in told.text("evidence of a year")
    assert told.text("evidence of nothing").startswith("no fact joins OpenAI and CRFM; the tool paths")


def test_sparql_answers_in_text_and_in_data(told: Told) -> None:
    assert told.text("select") == "who | name\n:openai | OpenAI"
    assert told.answers["select"].structured_content["rows"] == [[":openai", "OpenAI"]]
    assert told.text("yes or no") == "yes"
    assert ":gpt-4 gg:developedBy :openai ." in told.text("construct")


def test_a_query_with_an_unknown_name_is_told_the_name_that_was_meant(told: Told) -> None:
    assert told.text("misspelt").splitlines()[1] == "(no rows)"
    assert "gg:Model" in told.text("misspelt")


def test_rows_beyond_the_limit_are_left_out_and_it_says_so(told: Told) -> None:
    assert len(told.answers["many rows"].structured_content["rows"]) == 200
    assert "only the first 200 rows; ask for less" in told.text("many rows")


def test_vocabulary_examples_and_texts_are_resources(told: Told) -> None:
    assert "gg:developedBy: is developed by (back: developed)" in told.resources["glossary://vocabulary"]
    assert "SELECT" in told.resources["glossary://queries/who-develops-what"]
    assert told.resources["text"] == example.TEXT
    assert "no entry is called 'passwd'" in told.refusal


# ── what it refuses ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("describe unknown", "nothing is called 'GPT-5' here; did you mean GPT-4?"),
        ("ask too much", "the question has 99,999 characters; ask one of 1,000 or fewer"),
        ("malformed", "query, line 1, column 17"),
        ("update", "DROP changes a graph; change the entries and build again"),
        ("elsewhere", "SERVICE asks another server"),
        ("a file", "FROM names another data set"),
        ("deep", "brackets deep; flatten it"),
        ("wrong type", "describe: name: "),
        ("missing", "paths: b: Field required; see the schema of the tool"),
        ("too many", "search: most: Input should be less than or equal to 200"),
        ("no such tool", "drop"),
    ],
)
def test_what_is_wrong_is_one_line_with_the_next_step(told: Told, name: str, words: str) -> None:
    assert words in told.error(name)
    assert "\n" not in told.error(name)


def test_whatever_entries_hold_comes_through(tmp_path: Path) -> None:
    made = hostile_things()
    write_build(made, tmp_path / "hostile")

    async def visit() -> list[Any]:
        async with mcp.Client(server(tmp_path / "hostile"), read_timeout_seconds=120) as client:
            return [await client.call_tool("describe", {"name": thing.id}) for thing in made.things]

    for answer, thing in zip(awaited(visit()), made.things, strict=True):
        assert not answer.is_error, answer
        assert answer.structured_content["id"] == thing.id


def test_a_folder_that_is_no_build_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["mcp", str(tmp_path)])
    said = capfd.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1


# ── how it ends ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def started(folder: Path, tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Start the server, say hello, and give its process; temporary files of it lie in tmp_path."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "graph", "mcp", str(folder)]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    process = subprocess.Popen(command, env=environment, cwd=ROOT, text=True, **pipes)
    try:
        say(process, START)
        assert process.stdout is not None
        hello = json.loads(process.stdout.readline())
        assert hello["result"]["serverInfo"]["name"] == "glossary-graph"
        say(process, '{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            with suppress(OSError):
                pipe.close()


def say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def assert_gone(processes: list[int], place: Path) -> None:
    for _ in range(200):
        if not any(map(is_alive, processes)):
            break
        time.sleep(0.1)
    assert not [process for process in processes if is_alive(process)]
    assert [*place.iterdir()] == []


def test_it_ends_with_its_workers_when_the_client_goes_away(started: "subprocess.Popen[str]", tmp_path: Path) -> None:
    workers = children(started.pid)
    assert workers or not Path("/proc").exists()
    assert started.stdin is not None
    started.stdin.close()
    assert started.wait(60) == 0
    assert_gone(workers, tmp_path)


def test_a_client_that_goes_away_in_the_middle_of_a_query_leaves_nothing_behind(
    started: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    workers = children(started.pid)
    call = {"name": "sparql", "arguments": {"query": SLOW}}
    say(started, json.dumps({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call}))
    for pipe in (started.stdin, started.stdout):
        assert pipe is not None
        pipe.close()
    assert started.wait(60) == 0
    assert_gone(workers, tmp_path)


@pytest.mark.parametrize("number", [SIGINT, SIGTERM])
def test_it_ends_at_once_when_told_to(started: "subprocess.Popen[str]", tmp_path: Path, number: int) -> None:
    workers = children(started.pid)
    started.send_signal(number)
    assert started.wait(60) == 128 + number
    assert_gone(workers, tmp_path)


def test_what_is_no_message_gets_no_answer_that_is_none_and_the_next_message_is_answered(
    started: "subprocess.Popen[str]",
) -> None:
    for line in ("", "hello", "{", "[]", '{"jsonrpc": "2.0"}', "\ud7ff" * 1_000):
        say(started, line)
    say(started, '{"jsonrpc": "2.0", "id": 7, "method": "ping"}')
    assert started.stdout is not None
    for line in started.stdout:
        if json.loads(line).get("id") == 7:
            assert json.loads(line)["result"] == {}
            return
    raise AssertionError("no answer")
