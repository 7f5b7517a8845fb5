"""What README and docs/example show of the build of data/entries: ``make example`` writes it anew, tests compare.

In Markdown, a block of ``console`` holds commands after ``$``, each with its answer; what the commands say goes there.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

__all__ = ["EXAMPLE", "KEPT", "PAGES", "PROGRAM", "ROOT", "answer", "commands", "make_place", "refreshed"]

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "docs" / "example"
KEPT = ("graph.ttl", "report.md")
PAGES = (ROOT / "README.md", ROOT / "docs" / "asking.md")
"""The Markdown whose console blocks are kept current."""

PROGRAM = "glossary-graph"
PICTURES = (
    ("docs/pictures/page.jpg", "light", "#node=lora"),
    ("docs/pictures/page-ways.jpg", "light", "#from=openai&to=stanford-university"),
    ("docs/pictures/page-ask.jpg", "light", ""),
    ("docs/pictures/page-near.jpg", "dark", "#node=bert&near=25,bert&near=25,transformer&only=near"),
    ("docs/example/page-light.jpg", "light", ""),
    ("docs/example/page-dark.jpg", "dark", ""),
)
"""File, colour scheme, and what is open, as the page's address says it."""

SIZE = {"width": 1280, "height": 800}

_CONSOLE = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_START = f"import sys; sys.argv[0] = {PROGRAM!r}; from graph.cli import main; main()"


def make_place(place: Path) -> Path:
    """Make a folder as it is after ``make demo``: data/entries, and exports with its build."""
    shutil.copytree(ROOT / "data" / "entries", place / "data" / "entries")
    answer(f"{PROGRAM} build data/entries", place)
    return place


def answer(command: str, place: Path) -> str:
    """Run a command of ours in a folder, and give what it prints: the answer, then the words.

    Raises
    ------
    ValueError
        The command is none of ours, or fails.
    """
    program, *arguments = shlex.split(command)
    if Path(program).name != PROGRAM:
        raise ValueError(f"{command}: only {PROGRAM} is run here")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    ran = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", _START, *arguments],
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    said = ran.stdout.decode("utf-8")
    if ran.returncode:
        raise ValueError(f"{command}: exit code {ran.returncode}: {said}")
    return said


def commands(markdown: str) -> Iterator[tuple[str, str]]:
    """Give the commands of the console blocks of a page, each with the answer that stands below it."""
    for block in _CONSOLE.finditer(markdown):
        for part in re.split(r"^\$ ", block[0], flags=re.MULTILINE)[1:]:
            command, given = _parted(part)
            yield command, given.rstrip("\n") + "\n"


def refreshed(markdown: str, place: Path) -> str:
    """Give a page with the answers that its commands give now."""
    return _CONSOLE.sub(lambda block: _refreshed_block(block[0], place), markdown)


def _refreshed_block(block: str, place: Path) -> str:
    parts = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    shown = []
    for part in parts:
        command, given = _parted(part)
        words = part.removesuffix(given)
        shown.append(f"$ {words}{answer(command, place).rstrip()}\n")
    return "\n".join(shown)


def _parted(part: str) -> tuple[str, str]:
    """Part a command (over several lines, where a quotation mark is open) from the answer below it."""
    lines = part.splitlines(keepends=True)
    for count in range(1, len(lines) + 1):
        command = "".join(lines[:count])
        try:
            shlex.split(command)
        except ValueError:
            continue
        return command.rstrip("\n"), "".join(lines[count:])
    raise ValueError(f"{lines[0]}: a quotation mark is not closed")


def _take_pictures(page: Path) -> None:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for target, scheme, at in PICTURES:
            context = browser.new_context(
                viewport=SIZE,
                color_scheme="dark" if scheme == "dark" else "light",
                offline=True,
                reduced_motion="reduce",
            )
            opened = context.new_page()
            opened.goto(page.as_uri() + at)
            while not opened.evaluate("globalThis.glossaryGraph?.picture.labels.length"):
                opened.wait_for_timeout(100)
            if target.endswith("-ask.jpg"):
                opened.click("#ask-button")
                opened.click("#ask .main-button")
                while not opened.evaluate("document.querySelectorAll('#answer tr').length"):
                    opened.wait_for_timeout(100)
            opened.wait_for_timeout(1000)  # the picture comes to rest
            if target.endswith(".jpg"):
                opened.screenshot(path=ROOT / target, type="jpeg", quality=80)
            else:
                opened.screenshot(path=ROOT / target)
        browser.close()


def main() -> None:
    """Write docs/example and the answers in README anew."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pictures", action="store_true", help="the pictures, too (needs Chromium)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = make_place(Path(folder))
        for name in KEPT:
            shutil.copyfile(place / "exports" / name, EXAMPLE / name)
        for page in PAGES:
            page.write_text(refreshed(page.read_text(encoding="utf-8"), place), encoding="utf-8", newline="\n")
        if options.pictures:
            _take_pictures(place / "exports" / "graph.html")


if __name__ == "__main__":
    main()
