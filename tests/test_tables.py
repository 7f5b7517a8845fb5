"""Tables for spreadsheets."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import FolderError
from graph.formats.tables import guard_cell, read_ids, unguard_cell, write_csv, write_ids
from graph.settings import Settings
from tests.example import build


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_csv_is_a_folder_with_a_row_for_each_thing_and_each_fact(tmp_path: Path) -> None:
    write_csv(build(), tmp_path / "tables", Settings())
    assert [row["id"] for row in rows(tmp_path / "tables" / "nodes.csv")] == [thing.id for thing in build().things]
    edges = rows(tmp_path / "tables" / "edges.csv")
    assert [(row["source"], row["predicate"], row["target"]) for row in edges] == [
        (fact.subject, fact.predicate, str(fact.object)) for fact in build().facts
    ]


def test_an_edge_is_said_as_a_sentence_with_the_quotation_behind_it(tmp_path: Path) -> None:
    write_csv(build(), tmp_path, Settings())
    edge = next(row for row in rows(tmp_path / "edges.csv") if row["predicate"] == "developedBy")
    assert (edge["sentence"], edge["quotation"]) == ("GPT-4 is developed by OpenAI", "Examples include GPT-4 (OpenAI).")


@pytest.mark.parametrize("label", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx", "'=1"])
def test_a_spreadsheet_runs_no_label(tmp_path: Path, label: str) -> None:
    example = build()
    hostile = replace(example, things=(replace(example.things[0], label=label), *example.things[1:]))
    write_csv(hostile, tmp_path, Settings())
    write_ids(hostile, tmp_path / "ids.csv", Settings())
    assert rows(tmp_path / "nodes.csv")[0]["label"] == f"'{label}"
    assert read_ids(tmp_path / "ids.csv")["ai-model"] == ("ModelType", label)


@given(st.text())
def test_guarding_a_cell_can_be_undone(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text
    assert not guard_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_ids_are_sorted_by_slug(tmp_path: Path) -> None:
    example = build()
    write_ids(replace(example, things=example.things[::-1]), tmp_path / "ids.csv", Settings())
    assert list(read_ids(tmp_path / "ids.csv")) == sorted(thing.id for thing in example.things)


def test_a_table_without_the_columns_is_no_list_of_slugs(tmp_path: Path) -> None:
    (tmp_path / "ids.csv").write_text("name\nx\n", encoding="utf-8")
    with pytest.raises(FolderError, match="needs the columns slug, kind, label"):
        read_ids(tmp_path / "ids.csv")


def test_csv_into_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(FolderError, match="name a folder"):
        write_csv(build(), tmp_path / "x.csv", Settings())
    assert (tmp_path / "x.csv").read_text(encoding="utf-8") == "mine"
