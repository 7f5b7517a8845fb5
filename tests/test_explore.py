"""Finding things by any name, all that is said of them, and the ways between two."""

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import UnknownTermError
from graph.explore import describe, find_paths, find_thing
from graph.network import Build, Fact, Thing
from tests.example import build


def small(*facts: tuple[str, str, str, float], things: str = "abcdef") -> Build:
    made = (Thing(name, name.upper(), "Model") for name in things)
    stated = (Fact(f"{s}{p}{o}", s, p, o, 1, c, "extracted", {}, ()) for s, p, o, c in facts)
    return Build((), (), (), tuple(made), tuple(stated))


def way(made: Build, a: str, b: str, k: int = 3) -> list[list[str]]:
    found = find_paths(made, find_thing(made, a), find_thing(made, b), k)
    return [[steps[0].start.id, *(step.end.id for step in steps if isinstance(step.end, Thing))] for steps in found]


@pytest.mark.parametrize(
    "name", ["foundation-model", "foundation model", "Foundation Models", "the foundation-model", " FOUNDATION  MODEL "]
)
def test_a_thing_is_found_by_slug_label_or_alias_however_it_is_written(name: str) -> None:
    assert find_thing(build(), name).id == "foundation-model"


def test_an_acronym_finds_what_it_stands_for() -> None:
    assert find_thing(build(), "crfm").label == "Center for Research on Foundation Models"


def test_a_version_is_another_thing() -> None:
    with pytest.raises(UnknownTermError, match=r"nothing is called 'GPT-4o' here; did you mean GPT-4\?"):
        find_thing(build(), "GPT-4o")


def test_part_of_a_name_gets_the_whole_one_suggested() -> None:
    with pytest.raises(UnknownTermError, match="did you mean foundation model"):
        find_thing(build(), "foundation")


def test_a_name_like_none_gets_a_next_step_and_an_empty_one_too() -> None:
    for name in ("zzzzzz", "", "  "):
        with pytest.raises(UnknownTermError, match=r"nothing is called .*report\.md"):
            find_thing(build(), name)


def test_a_name_of_two_things_asks_which() -> None:
    things = (
        Thing("mistral", "Mistral", "ModelFamily"),
        Thing("mistral-ai", "Mistral AI", "Organization", ("Mistral",)),
    )
    made = Build((), (), (), (*things, Thing("mistral-2", "Mistral", "Organization")), ())
    with pytest.raises(UnknownTermError, match=r"names 2 things.*mistral \(ModelFamily\), mistral-2 \(Organization\)"):
        find_thing(made, "Mistral")
    assert find_thing(made, "mistral").kind == "ModelFamily", "a slug is exact"
    assert find_thing(made, "Mistral-AI").id == "mistral-ai"


def test_a_label_goes_before_an_alias() -> None:
    things = (Thing("a", "RAG", "Technique"), Thing("b", "Retrieval", "Technique", ("RAG",)))
    assert find_thing(Build((), (), (), things, ()), "RAG").id == "a"


@given(st.text())
def test_no_name_escapes_as_another_error(name: str) -> None:
    with suppress(UnknownTermError):
        assert find_thing(build(), name).label


def test_a_thing_is_described_both_ways_with_its_sentences() -> None:
    made = build()
    steps = describe(made, find_thing(made, "foundation model"))
    assert [str(step) for step in steps] == [
        "foundation model is a kind of AI model",
        "foundation model was introduced by Center for Research on Foundation Models",
        "foundation model was introduced in 2021",
        "foundation model has the example GPT-4",
    ]
    assert [step.is_forward for step in steps] == [True, True, True, False]
    assert steps[0].sentences == (
        ("foundation-model", "A foundation model is an AI model that can be adapted to many tasks."),
    )


def test_a_sentence_that_two_claims_share_is_quoted_once() -> None:
    made = build()
    fact = next(fact for fact in made.facts if fact.predicate == "developedBy")
    claim = next(claim for claim in made.claims if claim.id == fact.claims[0])
    twice = replace(made, claims=(*made.claims, replace(claim, id="other")))
    both = replace(twice, facts=(replace(fact, claims=(claim.id, "other")),))
    assert len(describe(both, find_thing(both, "GPT-4"))[0].sentences) == 1


def test_a_path_follows_facts_in_either_direction_and_words_them_so() -> None:
    made = build()
    (steps,) = find_paths(made, find_thing(made, "OpenAI"), find_thing(made, "AI model"))
    assert [str(step) for step in steps] == [
        "OpenAI developed GPT-4",
        "GPT-4 is an example of foundation model",
        "foundation model is a kind of AI model",
    ]
    assert all(step.sentences for step in steps)


def test_the_likeliest_path_comes_first_and_k_limits() -> None:
    made = small(("a", "uses", "b", 0.95), ("b", "uses", "c", 0.95), ("a", "uses", "c", 0.55), ("a", "uses", "d", 0.6),
                 ("d", "uses", "c", 0.6))  # fmt: skip
    assert way(made, "a", "c") == [["a", "b", "c"], ["a", "c"], ["a", "d", "c"]]
    assert way(made, "a", "c", k=1) == [["a", "b", "c"]]
    assert way(made, "a", "c", k=0) == []


def test_a_direct_fact_goes_before_a_detour_that_is_hardly_surer() -> None:
    made = small(("a", "uses", "b", 0.95), ("b", "uses", "c", 0.95), ("a", "uses", "c", 0.85))
    assert way(made, "a", "c")[0] == ["a", "c"]


def test_of_two_facts_between_two_things_the_surer_is_taken() -> None:
    made = small(("a", "uses", "b", 0.6), ("b", "derivedFrom", "a", 0.9))
    (steps,) = find_paths(made, find_thing(made, "a"), find_thing(made, "b"))
    assert str(steps[0]) == "A is the origin of B"


def test_nothing_leads_to_itself_nor_to_what_no_fact_joins() -> None:
    made = small(("a", "uses", "b", 0.9), ("c", "uses", "d", 0.9))
    assert way(made, "a", "a") == way(made, "a", "c") == way(made, "a", "f") == []


def test_certain_facts_and_impossible_ones_do_no_harm() -> None:
    made = small(("a", "uses", "b", 1.0), ("b", "uses", "c", 1.0), ("a", "uses", "c", 0.0))
    assert way(made, "a", "c") == [["a", "b", "c"]]


@given(
    st.permutations(
        [("a", "uses", "b", 0.9), ("b", "uses", "d", 0.9), ("a", "uses", "c", 0.9), ("c", "uses", "d", 0.9)]
    )
)
def test_the_order_of_facts_in_memory_changes_no_path(facts: list[tuple[str, str, str, float]]) -> None:
    assert way(small(*facts), "a", "d") == [["a", "b", "d"], ["a", "c", "d"]]
