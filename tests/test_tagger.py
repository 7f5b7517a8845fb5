"""The tagger's marks: the best sequence that makes sense, and the names that it stands for."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.tagger import Tag, tag
from tests.encodings import encoded_of, model_of

KINDS = ("Model", "Organization")
MARKS = 1 + 2 * len(KINDS)
OUT, MODEL, MODEL_ON, MAKER, MAKER_ON = range(MARKS)


def tags_of(words: list[str], scores: list[list[float]]) -> list[Tag]:
    """Decode words that have these scores for their marks."""
    identity = [[float(row == column) for column in range(MARKS)] for row in range(MARKS)]
    model = model_of(KINDS, heads={"tag_weight": identity, "tag_bias": [0.0] * MARKS})
    return tag(encoded_of(words, scores), model)


def towards(*marks: int) -> list[list[float]]:
    return [[5.0 if place == mark else 0.0 for place in range(MARKS)] for mark in marks]


def test_a_begin_and_its_insides_are_one_name() -> None:
    found = tags_of(["Llama", "3", "by", "Meta", "AI"], towards(MODEL, MODEL_ON, OUT, MAKER, MAKER_ON))
    assert [each[:3] for each in found] == [(0, 7, "Model"), (11, 18, "Organization")]


def test_two_begins_side_by_side_are_two_names() -> None:
    found = tags_of(["Claude", "Gemini"], towards(MODEL, MODEL))
    assert [each[:3] for each in found] == [(0, 6, "Model"), (7, 13, "Model")]


def test_an_inside_without_a_begin_is_mended_by_the_whole_sequence() -> None:
    found = tags_of(["Llama", "3"], towards(MAKER_ON, MODEL_ON))
    assert {kind for _, _, kind, _ in found} <= set(KINDS)
    assert all(start in {0, 6} for start, _, _, _ in found)


def test_a_name_is_as_sure_as_its_least_sure_word() -> None:
    ((_, _, _, sure),) = tags_of(["Llama", "3"], [[0, 9, 0, 0, 0], [0, 0, 1, 0, 0]])
    ((_, _, _, alone),) = tags_of(["Llama"], [[0, 9, 0, 0, 0]])
    assert sure == pytest.approx(2.71828 / 6.71828, abs=1e-3)
    assert sure < alone


def test_nothing_named_is_nothing_found() -> None:
    assert tags_of(["It", "works"], towards(OUT, OUT)) == []


def allows(marks: tuple[int, ...]) -> bool:
    """Say whether every inside mark follows its own kind's begin or inside mark."""
    pairs = zip((OUT, *marks), marks, strict=False)
    return all(mark % 2 == 1 or mark == OUT or before in {mark, mark - 1} for before, mark in pairs)


def marks_of(found: list[Tag], words: list[str]) -> tuple[int, ...]:
    """Give the marks that names stand for."""
    marks, place = [], 0
    for word in words:
        around = [(start, kind) for start, end, kind, _ in found if start <= place < end]
        marks.append(1 + 2 * KINDS.index(around[0][1]) + (around[0][0] != place) if around else OUT)
        place += len(word) + 1
    return tuple(marks)


rows = st.lists(st.floats(-4, 4, width=16), min_size=MARKS, max_size=MARKS)


@given(st.lists(rows, min_size=1, max_size=4))
def test_of_all_sequences_that_make_sense_the_best_one_is_taken(scores: list[list[float]]) -> None:
    words = ["word"] * len(scores)
    taken = marks_of(tags_of(words, scores), words)
    sums = {
        marks: sum(row[mark] for row, mark in zip(scores, marks, strict=True))
        for marks in product(range(MARKS), repeat=len(words))
        if allows(marks)
    }
    assert taken in sums, "an inside mark after another kind"
    assert sums[taken] == pytest.approx(max(sums.values()), abs=1e-3)
