"""docs/formats.md: what it shows of each format is what the writer gives."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from docs.examples import ROOT
from graph.formats import WRITERS
from graph.settings import Settings
from tests.example import build

PAGE = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("name", BLOCKS)
def test_an_example_is_what_the_writer_gives(name: str, tmp_path: Path) -> None:
    made = build()
    if name == "candidates":
        made = replace(made, facts=tuple(fact for fact in made.facts if fact.predicate != "developedBy"))
    WRITERS[name].write(made, tmp_path / "x", Settings())
    written = (tmp_path / "x").read_text(encoding="utf-8")
    start = 0
    for part in BLOCKS[name].split("…\n"):
        assert part in written[start:], f"{name}: the writer gives something else now"
        start = written.index(part, start) + len(part)


def test_every_format_is_named_for_somebody_and_each_of_rdf_is_shown() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])} == set(WRITERS)
    same = {"trig", "nq"}  # said to look like Turtle and N-Triples
    elsewhere = {"ontology", "shapes", "sssom", "graphml", "gexf", "csv"}
    assert set(BLOCKS) == set(WRITERS) - same - elsewhere
