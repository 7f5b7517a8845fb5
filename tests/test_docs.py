"""The pages in Markdown: every link leads somewhere, and what is public is documented."""

import re
from pathlib import Path

import pytest

import graph
from docs.examples import PICTURES, ROOT
from tests.test_package import RANKS

LINK = re.compile(r"\]\(([^()\s]+)\)")
SKIPPED = {".venv", "node_modules", "entries", "text", ".pytest_cache"}
PAGES = sorted(path for path in ROOT.rglob("*.md") if not SKIPPED & set(path.relative_to(ROOT).parts))


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as code hosts make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name} links to {target}"
        assert there.is_relative_to(ROOT), f"{page.name} links out of the project: {target}"
        assert not anchor or anchor in anchors(there), f"{page.name}: no heading for {target}"


def test_every_public_name_is_in_the_page_about_python() -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    assert [name for name in graph.__all__ if not re.search(rf"`(graph\.)?{name}\b", page)] == []


def test_readme_names_every_example_query_command_and_page() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for query in (ROOT / "graph" / "queries").glob("*.rq"):
        assert query.stem in readme
    for page in (ROOT / "docs").glob("*.md"):
        assert f"docs/{page.name}" in readme


def test_contributing_shows_the_layers_in_their_order() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    block = page.partition("```text\n")[2].partition("```")[0]
    names = [name for line in block.splitlines() for name in re.findall(r"\w+", line.split("  ")[0])]
    assert len(names) > 20
    ranks = [RANKS[name] for name in names]
    assert ranks == sorted(ranks)


def test_the_changelog_tells_of_this_version() -> None:
    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{graph.__version__}]" in page


@pytest.mark.parametrize("target", [target for target, _, _ in PICTURES])
def test_pictures_are_there_and_shown(target: str) -> None:
    assert (ROOT / target).stat().st_size > 10_000
    assert any(Path(target).name in page.read_text(encoding="utf-8") for page in PAGES)
