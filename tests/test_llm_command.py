"""``build --llm``: what is said where, what is written, and that a server that fails costs nothing but its claims."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.formats.reading import read_build
from graph.network import TrainedModel
from tests.chat_server import ChatServer, Reply, Request, claims, hurry, serving
from tests.test_cli import GPT4, LLAMA, ROOT, Run
from tests.test_folder import content

KEY = "sk-command-0123456789"
SENTENCE = "GPT-4 is a language model developed by OpenAI."


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    hurry(monkeypatch)
    return Run(capfd)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "gpt-4.txt").write_text(GPT4, encoding="utf-8")
    (tmp_path / "entries" / "llama.txt").write_text(LLAMA, encoding="utf-8")
    return tmp_path


def script(_: Request) -> Reply:
    """State one true fact and one that the text does not hold."""
    return claims(
        ("GPT-4", "developedBy", "OpenAI", SENTENCE), ("GPT-4", "developedBy", "EvilCorp", "GPT-4 is by EvilCorp.")
    )


@pytest.fixture
def server(here: Path) -> Iterator[ChatServer]:
    del here
    with serving(script) as running:
        yield running


def test_it_says_what_it_took_and_what_came_of_it(run: Run, server: ChatServer) -> None:
    done = run("build", "entries", "--llm", server.url, "--llm-model", "tiny", "--llm-price", "1000,2000")
    assert done.code == 0
    lines = done.err.splitlines()
    assert lines[0].startswith("tiny: 2 sections, 0 of them from the cache; 2 requests, 200 tokens in, 20 out, ")
    assert lines[0].endswith(" s; 0.2400 to pay")
    assert lines[1] == "tiny: 1 claim kept; 3 dropped (3 evidence is no span of one sentence)"
    assert "Found " in done.out
    assert "tiny" not in done.out
    assert "llm: evidence is no span of one sentence: 3 (developedBy; " in Path("exports/report.md").read_text("utf-8")


def test_its_answers_lie_in_the_users_cache_and_give_the_same_bytes_again(
    run: Run, server: ChatServer, here: Path
) -> None:
    options = ("--llm", server.url, "--llm-model", "tiny")
    run("build", "entries", *options)
    assert len(list((here / "cache" / "glossary-graph" / "llm").rglob("*.json"))) == 2
    again = run("build", "entries", *options, "-o", "again")
    assert len(server.requests) == 2
    assert "2 of them from the cache; 0 requests" in again.err
    assert content(here / "exports") == content(here / "again")
    assert read_build(Path("exports")).run.models[-1] == TrainedModel("tiny", "")
    rows = [json.loads(line) for line in Path("exports/claims.jsonl").read_text("utf-8").splitlines()]
    assert any("llm" in row["rules"] for row in rows)


def test_another_folder_may_keep_the_answers(run: Run, server: ChatServer, here: Path) -> None:
    run("build", "entries", "--llm", server.url, "--llm-model", "tiny", "--llm-cache", "mine")
    assert len(list(Path("mine").rglob("*.json"))) == 2
    assert not (here / "cache").exists()


def test_json_holds_what_it_took(run: Run, server: ChatServer) -> None:
    done = run("build", "entries", "--llm", server.url, "--llm-model", "tiny", "--json", "--llm-price", "0,1000000")
    told = json.loads(done.out)["llm"]
    assert (told["server"], told["model"], told["requests"], told["failed"]) == (server.url, "tiny", 2, 0)
    assert told["claims"] == {"kept": 1, "evidence is no span of one sentence": 3}
    assert told["cost"] == 20
    assert "ask" in json.loads(done.out)["seconds"]


@pytest.mark.usefixtures("here")
def test_a_server_that_is_not_there_is_one_line_and_the_build_is_that_of_the_rules(run: Run) -> None:
    rules = run("build", "entries", "-o", "rules")
    done = run("build", "entries", "--llm", "http://127.0.0.1:9", "--llm-model", "tiny")
    assert (rules.code, done.code) == (0, 1)
    (line,) = [line for line in done.err.splitlines() if "nothing answers there" in line]
    assert line.startswith("http://127.0.0.1:9: ")
    assert line.endswith("; start the server; the rules went on alone in 2 entries")
    differing = {name for name, data in content(Path("exports")).items() if content(Path("rules"))[name] != data}
    assert differing == {"manifest.json", "report.md"}


def test_the_key_comes_from_the_environment_and_is_nowhere_else(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with serving(lambda request: Reply(413, request.headers["Authorization"].encode())) as server:
        done = run("build", "entries", "--llm", server.url, "--llm-model", "tiny", "-v")
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    assert done.code == 1
    assert "Bearer [key]" in done.err
    assert KEY not in done.err + done.out
    assert all(KEY.encode() not in data for data in content(here).values())


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (["--llm", "http://127.0.0.1:9"], 1, "--llm needs --llm-model"),
        (["--llm", "http://me:hunter2@host", "--llm-model", "m"], 1, "holds a password"),
        (["--llm-model", "m"], 2, "the other --llm options need it"),
        (["--llm-rate", "3"], 2, "the other --llm options need it"),
        (["--llm", "http://127.0.0.1:9", "--llm-model", "m", "--llm-price", "cheap"], 2, "no pair of prices"),
        (["--llm", "http://127.0.0.1:9", "--llm-model", "m", "--llm-price", "1,nan"], 2, "no pair of prices"),
        (["--llm", "http://127.0.0.1:9", "--llm-model", "m", "--llm-parallel", "0"], 2, "--llm-parallel"),
    ],
)
def test_options_that_do_not_fit_are_refused_before_any_work(
    run: Run, options: list[str], code: int, said: str
) -> None:
    done = run("build", "entries", *options)
    assert done.code == code
    assert said in " ".join(done.err.replace("│", " ").split())
    assert "hunter2" not in done.err
    assert not Path("exports").exists()


def test_without_the_extra_one_line_says_what_to_install(here: Path) -> None:
    code = "import sys; sys.modules['httpx'] = None; from graph.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", code, "build", "entries", "--llm", "http://127.0.0.1:9", "--llm-model", "m"]
    found = subprocess.run(
        command, cwd=here, env={"PYTHONPATH": str(ROOT), "HOME": str(here)}, capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert found.stderr.strip().endswith("--llm needs httpx; pip install 'glossary-graph[llm]'")


def test_the_core_is_built_without_it() -> None:
    code = "import sys, graph.pipeline, graph.cli; print([n for n in ('httpx', 'graph.llm') if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
