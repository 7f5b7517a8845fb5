"""docs/example is what a build of data/entries gives today, so every change of what is extracted shows in review."""

from pathlib import Path

import pytest

from docs.examples import EXAMPLE, KEPT, answer, commands, refreshed


@pytest.mark.parametrize("name", KEPT)
def test_the_example_is_current(name: str, after_demo: Path) -> None:
    now, kept = (after_demo / "exports" / name).read_bytes(), (EXAMPLE / name).read_bytes()
    assert now == kept, f"docs/example/{name} is out of date: run make example, and look at what changed"


def test_answers_are_written_below_their_commands_and_all_else_stays(tmp_path: Path) -> None:
    ask = "$ glossary-graph --version\n"
    version = answer("glossary-graph --version", tmp_path)
    written = refreshed(f"# A\n\n```console\n{ask}old\n\n{ask}```\n\nB\n", tmp_path)
    assert written == f"# A\n\n```console\n{ask}{version}\n{ask}{version}```\n\nB\n"
    assert refreshed(written, tmp_path) == written


def test_a_command_goes_on_to_the_line_where_its_quotation_ends() -> None:
    page = "```console\n$ .venv/bin/glossary-graph query 'ASK {\n  }'\nyes\n```\n"
    assert list(commands(page)) == [(".venv/bin/glossary-graph query 'ASK {\n  }'", "yes\n")]


@pytest.mark.parametrize("command", ["rm -r exports", "glossary-graph query"])
def test_only_commands_of_ours_that_succeed_are_shown(command: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=command):
        answer(command, tmp_path)
