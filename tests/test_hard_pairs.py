"""Pairs of names that are hard to tell apart or hard to bring together (data/gold/pairs-*.tsv)."""

import csv
from pathlib import Path

import pytest

from graph.gazetteer import read_gazetteer
from graph.lexicon import identity_key
from graph.mentions import lower_first
from graph.vocabulary import read_vocabulary

FOLDER = Path(__file__).parents[1] / "data" / "gold"
GAZETTEER, VOCABULARY = read_gazetteer(), read_vocabulary()
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


PAIRS = {name: rows(name) for name in ("pairs-a.tsv", "pairs-b.tsv")}


def group(kind: str) -> str:
    return next((name for name in ("concept", "artifact") if VOCABULARY.is_in(kind, name)), kind)


def key(surface: str, kind: str) -> tuple[str, str]:
    """What a mention of this name and kind is resolved by: the gazetteer's label for it, else its own spelling."""
    for form in (surface, lower_first(surface)):
        fitting = [sense for sense in GAZETTEER.senses(form) if group(sense.kind) == group(kind)]
        if fitting:
            return identity_key(fitting[0].label), group(kind)
    return identity_key(surface), group(kind)


def is_merged(row: Row) -> bool:
    return key(row["left"], row["left_kind"]) == key(row["right"], row["right_kind"])


def test_the_set_is_as_large_as_it_says_and_half_of_it_keeps_apart() -> None:
    every = [row for part in PAIRS.values() for row in part]
    assert len(every) >= 300
    assert 0.4 <= sum(row["same"] == "no" for row in every) / len(every) <= 0.6
    assert len({frozenset((row["left"], row["right"])) for row in every if row["left"] != row["right"]}) > 290


@pytest.mark.parametrize("name", PAIRS)
def test_versions_sizes_tiers_and_dates_are_never_merged_wrongly(name: str) -> None:
    kept_apart = [
        row for row in PAIRS[name] if row["same"] == "no" and row["why"] in {"version", "size", "tier", "date"}
    ]
    assert kept_apart
    assert [(row["left"], row["right"]) for row in kept_apart if is_merged(row)] == []


@pytest.mark.parametrize(("name", "precision", "recall"), [("pairs-a.tsv", 0.95, 0.92), ("pairs-b.tsv", 0.9, 0.55)])
def test_merges_are_right_far_more_often_than_not(name: str, precision: float, recall: float) -> None:
    merged = [row for row in PAIRS[name] if is_merged(row)]
    right = sum(row["same"] == "yes" for row in merged)
    assert right / len(merged) >= precision
    assert right / sum(row["same"] == "yes" for row in PAIRS[name]) >= recall
