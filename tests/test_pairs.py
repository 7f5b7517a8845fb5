"""The relation model's head: what may be said of two mentions, and how likely it is."""

from math import erf, exp, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.encoder import Encoder
from graph.pairs import DISTANCES, Participant, allowed_predicates, arrange_pairs, find_years, judge_pairs
from graph.vocabulary import YEAR, read_vocabulary
from tests.encodings import encoded_of, model_of, pair_heads

WORDS = read_vocabulary()
KINDS = ("Model", "Organization", "Technique")
PREDICATES = ("developedBy", "introducedIn", "uses", "broader")
SENTENCE = encoded_of(["GPT-4", "OpenAI", "2023"], [[1, 0], [0, 1], [2, 2]])


def judged(
    participants: list[Participant], scores: tuple[float, ...] = (0, 0, 0, 0, 0), model: Encoder | None = None
) -> dict[tuple[int, int], list[float]]:
    model = model or model_of(KINDS, PREDICATES, pair_heads(2, len(KINDS) + 1, scores))
    return {(one, two): chances.tolist() for one, two, chances in judge_pairs(SENTENCE, participants, model, WORDS)}


def at(piece: int, kind: str) -> Participant:
    return Participant((piece, piece + 1), kind)


def test_what_the_vocabulary_does_not_allow_has_no_chance_however_high_its_score() -> None:
    found = judged([at(2, "Model"), at(3, "Organization")], (0, 0, 0, 9, 9))
    assert found[0, 1] == [0.5, 0.5, 0, 0, 0]


def test_direction_counts() -> None:
    found = judged([at(2, "Model"), at(3, "Organization")])
    assert found[0, 1] == [0.5, 0.5, 0, 0, 0]
    assert found[1, 0] == [0.5, 0, 0, 0.5, 0], "an organization uses a model, and no model develops it"


def test_a_year_is_only_an_object_of_what_takes_years() -> None:
    found = judged([at(2, "Model"), at(4, YEAR)])
    assert found == {(0, 1): [0.5, 0, 0.5, 0, 0]}


def test_a_pair_that_nothing_may_join_is_not_asked_about() -> None:
    assert judged([at(3, "Organization"), at(4, YEAR)]) == {}
    assert judged([at(2, "Model")]) == {}
    assert judged([]) == {}


def test_a_kind_that_the_model_never_learnt_makes_no_pair() -> None:
    model = model_of(KINDS[:2], PREDICATES, pair_heads(2, 3, (0, 0, 0, 0, 0)))
    assert judged([at(2, "Technique"), at(3, "Technique")], model=model) == {}


def test_a_predicate_that_another_vocabulary_lacks_is_never_said() -> None:
    model = model_of(KINDS, ("inventedOutOf", "developedBy"), pair_heads(2, 4, (0, 9, 0)))
    assert judged([at(2, "Model"), at(3, "Organization")], model=model)[0, 1] == [0.5, 0, 0.5]


def test_the_head_sees_both_ends_and_what_stands_between() -> None:
    heads = pair_heads(2, 4, (0, 0, 0, 0, 0))
    heads["pair_weight"] = [[1, 0, 0, 10, 0, 0, 0, 0, 0]]  # the subject's first number, the object's second
    heads["out_weight"] = [[0], [1], [0], [0], [0]]
    model = model_of(KINDS, PREDICATES, heads)
    found = judged([at(2, "Model"), at(3, "Organization")], model=model)
    inner = 11 * 0.5 * (1 + erf(11 / sqrt(2)))
    assert found[0, 1][1] == pytest.approx(exp(inner) / (exp(inner) + 1), abs=1e-5)


@given(st.floats(-6, 6, width=32))
def test_the_hidden_layer_bends_as_it_did_in_training(value: float) -> None:
    heads = pair_heads(2, 4, (0, 0, 0, 0, 0)) | {"pair_bias": [value], "out_weight": [[0], [1], [0], [0], [0]]}
    chances = judged([at(2, "Model"), at(3, "Organization")], model=model_of(KINDS, PREDICATES, heads))[0, 1]
    score = value * 0.5 * (1 + erf(value / sqrt(2)))
    assert chances[1] == pytest.approx(exp(score) / (1 + exp(score)), abs=1e-5)


@given(st.lists(st.sampled_from([*KINDS, YEAR]), max_size=5), st.lists(st.floats(-9, 9), min_size=5, max_size=5))
def test_chances_add_up_and_only_what_is_allowed_has_one(kinds: list[str], scores: list[float]) -> None:
    participants = [at(2 + place % 3, kind) for place, kind in enumerate(kinds)]
    for (one, two), chances in judged(participants, tuple(scores)).items():
        allowed = allowed_predicates(kinds[one], kinds[two], PREDICATES, WORDS)
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        assert {place for place, chance in enumerate(chances[1:]) if chance > 0} <= set(allowed)


def test_what_stands_between_two_mentions_is_the_same_both_ways_and_empty_where_they_touch() -> None:
    found = arrange_pairs([(2, 4), (7, 8), (8, 9)], [(0, 1), (1, 0), (1, 2)])
    assert list(zip(found.low.tolist(), found.high.tolist(), strict=True)) == [(4, 7), (4, 7), (8, 8)]


def test_distances_stay_within_their_table() -> None:
    found = arrange_pairs([(place, place + 1) for place in range(40)], [(0, 39), (39, 0), (3, 4), (4, 3)])
    assert found.distance.min() >= 1
    assert found.distance.max() == DISTANCES - 1
    assert len(set(found.distance.tolist())) == 4
    assert found.distance.dtype == np.int64


def test_years_are_four_digits_from_1900_to_2099() -> None:
    text = "In 1999, 20234 people and 1850 others met; in 2017 (v2.2023) 2100."
    assert [text[start:end] for start, end in find_years(text)] == ["1999", "2017", "2023"]
