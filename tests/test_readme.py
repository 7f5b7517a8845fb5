"""README and the pages in docs say what is so: their Python runs, and their commands answer what stands below them."""

import doctest
import re
from pathlib import Path

import pytest

from docs.examples import PAGES, ROOT, answer, commands

PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("benchmarks/*.md")])
BLOCKS = [
    pytest.param(found[1], id=f"{path.name}:{path.read_text(encoding='utf-8').count(chr(10), 0, found.start()) + 1}")
    for path in DOCUMENTS
    for found in PYTHON.finditer(path.read_text(encoding="utf-8"))
]
COMMANDS = [pair for page in PAGES for pair in commands(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("block", BLOCKS)
def test_python_in_the_docs_runs_and_gives_what_stands_there(
    block: str, after_demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(after_demo)
    if ">>>" not in block:
        exec(compile(block, "block", "exec"), {"__name__": "block"})  # noqa: S102 (it is ours)
        return
    test = doctest.DocTestParser().get_doctest(block, {}, "block", None, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test, out=said.append).failed == 0, "".join(said)


@pytest.mark.parametrize(("command", "given"), COMMANDS, ids=[command.split("\n")[0] for command, _ in COMMANDS])
def test_commands_in_the_docs_answer_what_stands_there(command: str, given: str, after_demo: Path) -> None:
    assert answer(command, after_demo).rstrip() == given.rstrip(), "make example writes the answers anew"


def test_the_first_screen_has_the_picture_the_two_commands_and_a_query() -> None:
    screen = "\n".join((ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40])
    for part in ("docs/pictures/page.jpg", "make demo", "make test", "exports/graph.html", "query 'SELECT"):
        assert part in screen
    assert (ROOT / "docs" / "pictures" / "page.jpg").stat().st_size < 400_000


def test_the_number_of_entries_is_right() -> None:
    count = len(list((ROOT / "data" / "entries").iterdir()))
    assert f"{count} entries" in (ROOT / "README.md").read_text(encoding="utf-8")
