"""The command ``ask``: what is said where, also when a model writes and when its server fails."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.llm.client import AskError
from graph.llm.server import Server
from graph.llm.writer import writer_for
from tests.chat_server import Reply, Request, chat, hurry, serving
from tests.example import build
from tests.folders import write_folder
from tests.test_cli import Run

QUESTION = "Who developed GPT-4?"
ANSWER = """OpenAI

GPT-4 is developed by OpenAI  [0.90]

1. “Examples include GPT-4 (OpenAI).” (foundation-model, 203–235)
"""


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    hurry(monkeypatch)
    return Run(capfd)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(build(), tmp_path / "exports")


def test_it_answers_with_facts_and_sentences(run: Run, folder: Path) -> None:
    done = run("ask", QUESTION, folder, "-k", "1")
    assert (done.code, done.out, done.err) == (0, ANSWER, "")


def test_it_says_what_is_not_in_the_glossary(run: Run, folder: Path) -> None:
    done = run("ask", "Who founded Perplexity?", folder)
    assert (done.code, done.out) == (0, "not in this glossary: it does not speak of Perplexity\n")


def test_json_has_the_places(run: Run, folder: Path) -> None:
    row = json.loads(run("ask", QUESTION, folder, "--json").out)
    text = (folder / "text" / "foundation-model.txt").read_text("utf-8")
    first = row["sentences"][0]
    assert text[first["start"] : first["end"]] == first["text"] == "Examples include GPT-4 (OpenAI)."
    assert (row["short"], row["is_answered"], row["written"]) == (["OpenAI"], True, None)
    assert row["facts"][0]["evidence"][0]["text"] == first["text"]


def test_the_context_is_plain_text_of_the_length_asked_for(run: Run, folder: Path) -> None:
    whole = run("ask", QUESTION, folder, "--context").out
    assert whole.startswith("Sentences:\n[1] Examples include GPT-4 (OpenAI). (foundation-model, 203-235)\n[2] ")
    assert run("ask", QUESTION, folder, "--context", "--characters", "90").out == whole[: whole.index("[2]")]


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("  ", "the question is empty; ask something like: Who developed GPT-4?"),
        ("why " * 25_000, "the question has 99,999 characters; ask one of 1,000 or fewer"),
        ("Who\x1b[31m?", "the question holds the control character U+001B; leave it out"),
    ],
)
def test_a_bad_question_gets_one_line(run: Run, folder: Path, question: str, message: str) -> None:
    done = run("ask", question, folder)
    assert (done.code, done.out, done.err) == (1, "", f"glossary-graph: {message}\n")


def test_a_folder_without_a_build_gets_one_line(run: Run, tmp_path: Path) -> None:
    done = run("ask", QUESTION, tmp_path)
    assert (done.code, done.out) == (1, "")
    assert done.err == f"glossary-graph: {tmp_path}: no build lies here; run: glossary-graph build PATH -o {tmp_path}\n"


def test_a_model_writes_and_what_cites_nothing_is_left_out(run: Run, folder: Path) -> None:
    requests: list[Request] = []

    def script(request: Request) -> Reply:
        requests.append(request)
        return chat(json.dumps({"answer": "OpenAI developed GPT-4 [1]. It is wonderful."}))

    with serving(script) as server:
        done = run("ask", QUESTION, folder, "-k", "1", "--llm", server.url, "--llm-model", "tiny")
    assert done.out == f"OpenAI developed GPT-4 [1].\n\n{ANSWER}"
    assert done.err == "glossary-graph: tiny: 1 sentence left out, which cited nothing that was found\n"
    assert "[1] Examples include GPT-4 (OpenAI)." in requests[0].user


def test_a_model_that_writes_no_json_is_taken_at_its_word(run: Run, folder: Path) -> None:
    with serving(chat("OpenAI did [1].")) as server:
        row = json.loads(run("ask", QUESTION, folder, "--json", "--llm", server.url, "--llm-model", "tiny").out)
    assert row["written"] == {"sentences": ["OpenAI did [1]."], "dropped": []}


@pytest.mark.parametrize("reply", [Reply(status=500), Reply(status=404), Reply(body=b"<html>no</html>")])
def test_what_was_found_stands_when_the_server_fails(run: Run, folder: Path, reply: Reply) -> None:
    with serving(reply) as server:
        done = run("ask", QUESTION, folder, "-k", "1", "--llm", server.url, "--llm-model", "tiny")
    assert (done.code, done.out) == (0, ANSWER)
    assert done.err.startswith(f"glossary-graph: {server.url}")
    assert done.err.endswith("what was found stands below\n")
    assert done.err.count("\n") == 1


def test_no_server_is_asked_about_what_is_not_in_the_glossary(run: Run, folder: Path) -> None:
    with serving(chat("x")) as server:
        done = run("ask", "Who founded Perplexity?", folder, "--llm", server.url, "--llm-model", "tiny")
        assert (done.code, server.requests) == (0, [])


def test_a_model_without_a_server_is_wrong_usage(run: Run, folder: Path) -> None:
    assert run("ask", QUESTION, folder, "--llm-model", "tiny").code == 2


def test_a_model_can_write_where_an_event_loop_runs_already() -> None:
    async def within() -> str:
        return writer_for(Server("http://127.0.0.1:9/v1", "m", deadline=2))("Say it.")

    with ThreadPoolExecutor(1) as thread, pytest.raises(AskError):
        thread.submit(asyncio.run, within()).result()
