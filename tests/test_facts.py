"""Facts: what claims that say the same come to."""

from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims import Claim, Dropped, Evidence, Literal, Mention, number_claims
from graph.facts import circle_claims, gather_facts, infer_kinds
from graph.network import Fact, Thing
from graph.vocabulary import read_vocabulary

VOCABULARY = read_vocabulary()
KINDS = {
    "a": "Technique",
    "b": "Technique",
    "c": "Technique",
    "risk": "Concept",
    "model": "Model",
    "line": "ModelFamily",
    "tool": "Software",
    "org": "Organization",
    "unit": "Organization",
    "person": "Person",
}


def mention(entry: str, node: str, start: int) -> Mention:
    return Mention(entry, start, start + len(node), node, KINDS.get(node, "Concept"), "title", node, node)


def claim(
    subject: str,
    predicate: str,
    object_: str | int,
    confidence: float = 0.8,
    *,
    entry: str = "e",
    place: int = 0,
    **marks: Any,
) -> Claim:
    end = (
        Literal(object_, "integer", place + 20, place + 24)
        if isinstance(object_, int)
        else mention(entry, object_, place + 20)
    )
    evidence = Evidence("", place, place + 40, f"sentence {place}")
    return Claim(entry, mention(entry, subject, place), predicate, end, evidence, ("rule",), confidence, marks)


def facts_of(*claims: Claim, threshold: float = 0.5) -> dict[tuple[str, str, str | int], Fact]:
    found = gather_facts(number_claims(claims), VOCABULARY, threshold, KINDS)
    return {(fact.subject, fact.predicate, fact.object): fact for fact in found}


def test_a_claim_becomes_a_fact_that_names_it() -> None:
    made = number_claims([claim("a", "mitigates", "risk")])
    (fact,) = gather_facts(made, VOCABULARY, 0.5, KINDS)
    assert (fact.subject, fact.predicate, fact.object) == ("a", "mitigates", "risk")
    assert (fact.support, fact.confidence, fact.status) == (1, 0.8, "extracted")
    assert fact.claims == (made[0].id,)


def test_support_counts_entries_and_not_sentences() -> None:
    (fact,) = facts_of(
        claim("a", "mitigates", "risk", entry="one"),
        claim("a", "mitigates", "risk", entry="one", place=100),
        claim("a", "mitigates", "risk", entry="two"),
    ).values()
    assert (fact.support, len(fact.claims)) == (2, 3)


@given(st.lists(st.floats(0.5, 0.95), min_size=1, max_size=6))
def test_confidence_is_one_less_the_chance_that_every_sentence_is_wrong(confidences: list[float]) -> None:
    claims = [claim("a", "mitigates", "risk", value, place=100 * place) for place, value in enumerate(confidences)]
    (fact,) = facts_of(*claims).values()
    assert fact.confidence == min(round(1 - prod(1 - value for value in confidences), 2), 0.99)


def test_of_one_sentence_only_the_best_claim_counts() -> None:
    weak = claim("a", "mitigates", "risk", 0.6)
    twice = Claim(weak.entry, mention("e", "a", 8), weak.predicate, weak.object, weak.evidence, ("x",), 0.7)
    assert [fact.confidence for fact in facts_of(weak, twice).values()] == [0.7]


def test_a_denied_claim_is_no_fact_and_lends_no_support() -> None:
    assert facts_of(claim("a", "mitigates", "risk", negated=True)) == {}
    (fact,) = facts_of(
        claim("a", "mitigates", "risk", entry="one"), claim("a", "mitigates", "risk", entry="two", negated=True)
    ).values()
    assert (fact.support, len(fact.claims)) == (1, 1)


def test_a_symmetric_predicate_is_stated_once_for_both_directions() -> None:
    found = facts_of(claim("b", "contrastsWith", "a"), claim("a", "contrastsWith", "b", entry="two"))
    assert list(found) == [("a", "contrastsWith", "b")]
    assert found["a", "contrastsWith", "b"].support == 2


def test_other_predicates_keep_their_direction() -> None:
    assert set(facts_of(claim("b", "uses", "a"), claim("a", "uses", "b"))) == {("a", "uses", "b"), ("b", "uses", "a")}


@pytest.mark.parametrize(("threshold", "count"), [(0.0, 1), (0.6, 1), (0.61, 0), (1.0, 0)])
def test_a_fact_below_the_threshold_is_left_out(threshold: float, count: int) -> None:
    assert len(facts_of(claim("a", "uses", "b", 0.6), threshold=threshold)) == count


def test_two_weak_sentences_may_pass_the_threshold_together() -> None:
    assert not facts_of(claim("a", "uses", "b", 0.4))
    assert facts_of(claim("a", "uses", "b", 0.4), claim("a", "uses", "b", 0.4, place=90))


@pytest.mark.parametrize("predicate", ["broader", "partOf"])
def test_the_weakest_fact_of_a_circle_is_taken_out(predicate: str) -> None:
    found = facts_of(claim("a", predicate, "b", 0.9), claim("b", predicate, "c", 0.6), claim("c", predicate, "a", 0.8))
    assert set(found) == {("a", predicate, "b"), ("c", predicate, "a")}


def test_of_two_opposite_facts_the_better_supported_stays() -> None:
    found = facts_of(
        claim("a", "broader", "b", 0.8),
        claim("b", "broader", "a", 0.8, entry="one"),
        claim("b", "broader", "a", 0.8, entry="two"),
    )
    assert list(found) == [("b", "broader", "a")]


def test_two_ways_up_are_no_circle() -> None:
    assert len(facts_of(claim("a", "broader", "b"), claim("b", "broader", "c"), claim("a", "broader", "c"))) == 3


def test_circles_of_predicates_that_allow_them_stay() -> None:
    assert len(facts_of(claim("a", "uses", "b"), claim("b", "uses", "c"), claim("c", "uses", "a"))) == 3


def test_nothing_is_related_to_itself() -> None:
    assert facts_of(claim("a", "uses", "a")) == {}


def test_what_the_final_kinds_do_not_allow_is_left_out() -> None:
    assert facts_of(claim("org", "developedBy", "model"), claim("person", "introducedIn", 2020)) == {}
    assert set(facts_of(claim("model", "introducedIn", 2020))) == {("model", "introducedIn", 2020)}


def test_a_claim_without_a_node_is_no_fact() -> None:
    bare = Mention("e", 20, 24, "risk", "Concept", "term", "risk")
    made = claim("a", "uses", "b")
    assert facts_of(Claim("e", made.subject, "uses", bare, made.evidence, ("rule",), 0.9)) == {}


def test_a_fact_is_inferred_only_if_every_claim_is() -> None:
    inferred = claim("person", "affiliatedWith", "org", inferred=True)
    assert [fact.status for fact in facts_of(inferred).values()] == ["inferred"]
    both = facts_of(inferred, claim("person", "affiliatedWith", "org", place=90))
    assert [fact.status for fact in both.values()] == ["extracted"]


def test_a_qualifier_stays_only_if_every_claim_has_it_but_a_date_stays_once_said() -> None:
    hedged = claim("model", "introducedIn", 2023, hedged=True, date="2023-03")
    assert [fact.qualifiers for fact in facts_of(hedged).values()] == [{"hedged": True, "date": "2023-03"}]
    both = facts_of(hedged, claim("model", "introducedIn", 2023, place=90))
    assert [fact.qualifiers for fact in both.values()] == [{"date": "2023-03"}]


@given(st.permutations(range(6)))
def test_the_order_of_claims_changes_nothing(order: list[int]) -> None:
    claims = [
        claim("a", "broader", "b", 0.8),
        claim("b", "broader", "a", 0.8),
        claim("a", "contrastsWith", "c", entry="x"),
        claim("c", "contrastsWith", "a", hedged=True),
        claim("model", "introducedIn", 2023, date="2023-03"),
        claim("model", "introducedIn", 2023, entry="z", date="2023-04"),
    ]
    made = number_claims(claims)
    shuffled = [made[place] for place in order]
    assert gather_facts(shuffled, VOCABULARY, 0.5, KINDS) == gather_facts(made, VOCABULARY, 0.5, KINDS)


def test_facts_are_sorted_and_their_ids_are_their_own() -> None:
    found = list(facts_of(claim("c", "uses", "a"), claim("a", "uses", "b"), claim("model", "introducedIn", 2020)))
    assert found == sorted(found, key=str)
    ids = {fact.id for fact in facts_of(claim("a", "uses", "b"), claim("b", "uses", "a")).values()}
    assert len(ids) == 2


def labs_of(*claims: Claim) -> dict[str, tuple[str, ...]]:
    things = [Thing(name, name, kind) for name, kind in KINDS.items()]
    return infer_kinds(things, facts_of(*claims).values(), VOCABULARY)


@pytest.mark.parametrize("made", ["model", "line"])
def test_an_organization_that_develops_a_model_or_a_family_is_a_lab(made: str) -> None:
    assert labs_of(claim(made, "developedBy", "org")) == {"org": ("Lab",)}


@pytest.mark.parametrize(
    "claims",
    [
        [claim("tool", "developedBy", "org")],
        [claim("model", "developedBy", "person")],
        [claim("org", "uses", "model"), claim("unit", "unitOf", "org")],
        [claim("model", "developedBy", "org", negated=True)],
    ],
)
def test_nobody_else_is_a_lab(claims: list[Claim]) -> None:
    assert labs_of(*claims) == {}


def test_a_claim_that_would_close_a_circle_is_told() -> None:
    made = number_claims(
        [claim("a", "broader", "b", 0.9), claim("b", "broader", "c", 0.9), claim("c", "broader", "a", 0.6, entry="two")]
    )
    facts = gather_facts(made, VOCABULARY, 0.5, KINDS)
    assert [(fact.subject, fact.object) for fact in facts] == [("a", "b"), ("b", "c")]
    assert circle_claims(made, facts) == (Dropped("two", 0, "closes a circle", "c", "broader", "a"),)


def test_other_claims_that_are_no_fact_close_no_circle() -> None:
    made = number_claims(
        [
            claim("a", "broader", "b", 0.9),
            claim("b", "broader", "a", 0.9, negated=True, place=100),
            claim("b", "broader", "c", 0.1),
            claim("b", "uses", "a", 0.1),
            claim("a", "introducedIn", 2020, 0.1),
        ]
    )
    assert circle_claims(made, gather_facts(made, VOCABULARY, 0.5, KINDS)) == ()
