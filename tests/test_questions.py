"""The scorer of data/questions: it runs, finds evidence by place, and knows only what it may look at."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import questions
from benchmarks.questions import Outcome, PlainSearch, locate, read_questions, score, table
from graph.formats.reading import read_build
from graph.network import Build
from tests.entries_made import entry_of
from tests.example import build

EASY = ("q01", "q09", "q11", "q29", "q53")
"""Dev questions that have to be answered whatever else is changed: who, comparison, what machine, two hops."""


@pytest.fixture(scope="module")
def made(after_demo: Path) -> Build:
    return read_build(after_demo / "exports")


def test_easy_questions_of_dev_are_found_and_answered(made: Build) -> None:
    outcomes = score(made, [row for row in read_questions("dev") if row["id"] in EASY])
    assert [(item.id, item.found, item.refused) for item in outcomes] == [(name, True, False) for name in EASY]


def test_what_the_entries_do_not_name_is_refused(made: Build) -> None:
    outcomes = score(made, [row for row in read_questions("dev") if row.get("why") == "not named"])
    assert [item.refused for item in outcomes] == [True] * len(outcomes)


def test_all_evidence_is_in_the_built_texts(made: Build) -> None:
    for split in ("dev", "test"):
        for row in read_questions(split):
            for item in (sentence for group in row["evidence"] for sentence in group):
                entry, start, end = locate(made, item["entry"], item["sentence"])
                assert end > start >= 0
                assert entry == item["entry"]


def test_evidence_is_found_without_its_markup_and_missed_evidence_is_named() -> None:
    one = replace(build(), entries=(entry_of("A", {"": "It is an open-weight model of Meta."}),))
    name = one.entries[0].name
    _, start, end = locate(one, name, "It is an **[[Open-weight model|open-weight model]]** of `Meta`.")
    assert one.entries[0].text[start:end] == "It is an open-weight model of Meta."
    with pytest.raises(ValueError, match="build data/entries again"):
        locate(one, name, "It is another.")


def test_a_question_is_found_only_when_every_group_is() -> None:
    made = build()
    text = made.entries[0].text
    coined, example = (text[text.index(first) :].split("\n")[0] for first in ("The term", "Examples"))
    row = {"id": "x", "kind": "two hops", "text": "Who developed GPT-4?", "evidence": []}
    there = [{"entry": "foundation-model", "sentence": coined.partition(". ")[0] + "."}]
    other = [{"entry": "foundation-model", "sentence": example}]
    assert score(made, [{**row, "evidence": [there, other]}])[0].found
    assert not score(made, [{**row, "evidence": []}])[0].found
    assert PlainSearch(made).rank("Who developed GPT-4?")[0][0] == "foundation-model"


def test_the_table_counts_what_was_missed_by_plain_bm25() -> None:
    outcomes = [
        Outcome("a", "list", True, False, False),
        Outcome("b", "list", False, False, True),
        Outcome("c", "unanswerable", False, False, True),
    ]
    rows = [line.split() for line in table(outcomes).splitlines()]
    assert rows[1] == ["list", "1/2", "0/2", "1/2", "1/2"]
    assert rows[2] == ["unanswerable", "1/1"]
    assert rows[3] == ["all", "answerable", "1/2", "0/2", "1/2", "1/2"]


def test_errors_of_the_test_split_are_never_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [Outcome("q98", "list", False, False, True)]
    monkeypatch.setattr(questions, "score", lambda *_: wrong)
    monkeypatch.setattr(questions.graph, "read_build", lambda _: None)
    for split, is_shown in (("dev", True), ("test", False)):
        monkeypatch.setattr(sys, "argv", ["questions", "--split", split, "--errors"])
        questions.main()
        assert ("q98" in capsys.readouterr().out) == is_shown
