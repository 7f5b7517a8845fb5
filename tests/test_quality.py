"""The open yardsticks count what they say; the corpora are not here, so small ones of their form are."""

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.quality import aio, crossre, foldoc
from benchmarks.quality.__main__ import YARDSTICKS, run
from benchmarks.quality.measures import Share, entries_of, f1, is_named
from graph.settings import Settings
from graph.vocabulary import read_vocabulary

RULES = Settings(model=None)


def corpus(folder: Path, name: str, rows: list[dict[str, Any]]) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_a_yardstick_whose_file_is_not_there_says_so_and_is_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in YARDSTICKS:
        run(name, tmp_path, RULES)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(YARDSTICKS)
    assert all("skipped" in line for line in lines)


def test_a_parent_counts_where_the_definition_leads_to_it(tmp_path: Path) -> None:
    layer = {"id": "aio:Layer", "label": "Layer", "definition": "A set of neurons.", "synonyms": [], "parents": []}
    pooling = {
        "id": "aio:PoolingLayer",
        "label": "Pooling Layer",
        "definition": "A layer that reduces noise.",
        "synonyms": [],
        "parents": ["aio:Layer"],
    }
    silent = {**pooling, "id": "aio:Quiet", "label": "Quiet Layer", "definition": "It reduces noise.", "synonyms": []}
    lines = list(aio.measure(corpus(tmp_path, aio.FILE, [layer, pooling, silent]), RULES))
    assert lines[0] == "3 terms with a definition"
    assert "1 of 2  parents stated, all" in lines[1]
    assert "1 of 1  parents stated, of those that the definition names" in lines[2]


def test_marked_names_count_by_place_and_coarse_kind(tmp_path: Path) -> None:
    text = "OpenAI released GPT-4."
    marked = [{"start": 0, "end": 6, "type": "organisation"}, {"start": 16, "end": 21, "type": "organisation"}]
    lines = list(
        crossre.measure(corpus(tmp_path, crossre.FILE, [{"id": "a", "text": text, "entities": marked}]), RULES)
    )
    assert "strict, place and kind: precision 50.0 of 2, recall 50.0 of 2" in lines[2]
    assert "strict, place: precision 100.0 of 2, recall 100.0 of 2" in lines[3]


def test_every_kind_that_a_mention_can_have_is_one_coarse_kind() -> None:
    _, ours = crossre.coarse_kinds()
    kinds = {kind.name for kind in read_vocabulary().kinds.values()}
    assert set(ours) == kinds - {"Lab", "Entry"}


def test_the_sample_is_the_same_whatever_the_order() -> None:
    rows: dict[str, Any] = {f"entry-{number}": {} for number in range(50)}
    chosen = foldoc.sample(rows, 10)
    assert len(chosen) == 10
    assert chosen == foldoc.sample(dict(reversed(rows.items())), 10)


def test_a_name_is_found_word_by_word() -> None:
    assert is_named("Pooling layer", "Two pooling layers.")
    assert not is_named("Pooling layer", "A spooling layer.")


def test_rows_that_no_reader_takes_are_left_out() -> None:
    rows = [{"id": "a", "t": "A", "d": "Text."}, {"id": "b", "t": "B", "d": "\x0f"}, {"id": "c", "t": "C", "d": ""}]
    assert list(entries_of(rows, "t", "d")) == ["a"]


def test_shares_and_scores_are_lines() -> None:
    assert str(Share("found", 1, 3)).split() == ["33.3", "%", "1", "of", "3", "found"]
    assert str(Share("found", 0, 0)).split()[0] == "–"
    assert f1("strict", 1, 2, 4).split(":")[0].split() == ["33.3", "F1", "strict"]
