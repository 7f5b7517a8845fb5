"""Claims: ids from content, merging of twins, and the lines of claims.jsonl and mentions.jsonl."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims import (
    Claim,
    Evidence,
    Literal,
    Mention,
    digest,
    generate_claims_jsonl,
    generate_mentions_jsonl,
    number_claims,
    parse_claims_jsonl,
    parse_mentions_jsonl,
)
from graph.errors import ClaimError
from tests.example import build

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
places = st.integers(0, 10_000)
slugs = st.none() | words
mentions = st.builds(Mention, words, places, places, words, words, words, words, slugs, st.booleans())
literals = st.builds(Literal, st.integers(1900, 2099), st.just("integer"), places, places)
qualifiers = st.dictionaries(
    st.sampled_from(["negated", "hedged", "inferred", "asOf", "date", "position", "degree"]),
    st.booleans() | words | st.integers(0, 9),
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    entry = draw(words)
    end = draw(mentions | literals)
    return Claim(
        entry,
        replace(draw(mentions), entry=entry),
        draw(words),
        replace(end, entry=entry) if isinstance(end, Mention) else end,
        draw(st.builds(Evidence, words, places, places, words)),
        tuple(draw(st.lists(words, min_size=1, max_size=3))),
        draw(st.floats(0, 1)),
        draw(qualifiers),
        draw(words),
    )


@given(st.lists(claims(), max_size=4))
def test_claims_come_back_from_their_lines(made: list[Claim]) -> None:
    lines = list(generate_claims_jsonl(made))
    assert list(parse_claims_jsonl(lines)) == made
    assert all("\n" not in line for line in lines)


@given(st.lists(mentions, max_size=4))
def test_mentions_come_back_from_their_lines(made: list[Mention]) -> None:
    assert list(parse_mentions_jsonl(generate_mentions_jsonl(made))) == made


def test_the_claims_of_a_build_come_back() -> None:
    made = build()
    assert tuple(parse_claims_jsonl(generate_claims_jsonl(made.claims))) == made.claims
    assert tuple(parse_mentions_jsonl(generate_mentions_jsonl(made.mentions))) == made.mentions


def test_empty_lines_are_passed_over() -> None:
    lines = list(generate_claims_jsonl(build().claims))
    assert tuple(parse_claims_jsonl(["\n", *lines, "  \n"])) == build().claims


def damaged(line: str, **changes: Any) -> str:
    row = json.loads(line)
    for name, value in changes.items():
        if value is None:
            del row[name]
        else:
            row[name] = value
    return json.dumps(row)


CLAIM, SECOND = list(generate_claims_jsonl(build().claims))[:2]
MENTION = next(iter(generate_mentions_jsonl(build().mentions)))
Parser = Callable[[Iterable[str]], Iterable[object]]


@pytest.mark.parametrize(
    ("parse", "line"),
    [
        (parse_claims_jsonl, "{"),
        (parse_claims_jsonl, CLAIM[:-20]),
        (parse_claims_jsonl, "[]"),
        (parse_claims_jsonl, "3"),
        (parse_claims_jsonl, "null"),
        (parse_claims_jsonl, '"a string"'),
        (parse_claims_jsonl, "[" * 100_000),
        (parse_claims_jsonl, damaged(CLAIM, predicate=None)),
        (parse_claims_jsonl, damaged(CLAIM, object=None)),
        (parse_claims_jsonl, damaged(CLAIM, subject="x")),
        (parse_claims_jsonl, damaged(CLAIM, rules=3)),
        (parse_claims_jsonl, damaged(CLAIM, evidence={"text": "x"})),
        (parse_mentions_jsonl, "{}"),
        (parse_mentions_jsonl, "[1]"),
        (parse_mentions_jsonl, damaged(MENTION, start=None)),
    ],
)
def test_a_damaged_line_is_named_by_its_number(parse: Parser, line: str) -> None:
    good = SECOND if parse is parse_claims_jsonl else MENTION
    with pytest.raises(ClaimError, match=r"(claims|mentions)\.jsonl, line 3: .*build the folder again") as caught:
        list(parse([good, "", line, good]))
    assert "\n" not in str(caught.value)


def claim(**changes: Any) -> Claim:
    subject = Mention("rag", 10, 13, "RAG", "Technique", "title", "RAG")
    object_ = Mention("rag", 22, 35, "hallucination", "Concept", "gazetteer", "hallucination")
    evidence = Evidence("", 10, 36, "RAG prevents hallucination.")
    return replace(Claim("rag", subject, "mitigates", object_, evidence, ("mitigates",), 0.8), **changes)


def test_twins_of_one_sentence_become_one_with_all_their_rules_and_the_best_confidence() -> None:
    (one,) = number_claims([claim(), claim(rules=("other",), confidence=0.9, qualifiers={"hedged": True}), claim()])
    assert (one.rules, one.confidence, one.qualifiers) == (("mitigates", "other"), 0.9, {"hedged": True})


def test_a_denial_is_no_twin_of_a_statement() -> None:
    both = number_claims([claim(), claim(qualifiers={"negated": True})])
    assert [one.is_asserted for one in both].count(True) == 1


def test_the_same_words_in_another_place_count_up() -> None:
    there = replace(claim().evidence, start=110, end=136)
    subject, object_ = replace(claim().subject, start=110, end=113), replace(claim().subject, start=122, end=135)
    again = claim(subject=subject, object=replace(object_, text="hallucination"), evidence=there)
    first, second = number_claims([again, claim()])
    assert first.id != second.id
    assert (first.evidence.start, second.evidence.start) == (10, 110)
    assert number_claims([claim()])[0].id == first.id


def moved(one: Claim, by: int) -> Claim:
    def mention(end: Mention | Literal) -> Any:
        return replace(end, start=end.start + by, end=end.end + by)

    place = replace(one.evidence, start=one.evidence.start + by, end=one.evidence.end + by)
    return replace(one, subject=mention(one.subject), object=mention(one.object), evidence=place)


@given(st.integers(0, 5_000), st.text(max_size=5), st.floats(0, 1))
def test_place_kind_node_rule_and_confidence_do_not_enter_the_id(by: int, word: str, confidence: float) -> None:
    other = moved(claim(), by)
    other = replace(other, subject=replace(other.subject, node=word, kind=word, label=word), confidence=confidence)
    other = replace(other, rules=(word,))
    assert number_claims([other])[0].id == number_claims([claim()])[0].id


@pytest.mark.parametrize(
    "other",
    [
        claim(entry="else"),
        claim(predicate="causes"),
        claim(subject=replace(claim().subject, text="It")),
        claim(object=replace(claim().subject, text="bias")),
        claim(evidence=replace(claim().evidence, text="RAG prevents hallucination!")),
    ],
)
def test_entry_predicate_words_and_sentence_enter_the_id(other: Claim) -> None:
    assert number_claims([other])[0].id != number_claims([claim()])[0].id


@given(st.permutations(build().claims))
def test_the_order_of_finding_changes_nothing(order: list[Claim]) -> None:
    assert number_claims(order) == number_claims(build().claims)


@given(st.lists(words), st.lists(words))
def test_different_parts_hash_differently(one: list[str], other: list[str]) -> None:
    clean = [["".join(mark for mark in part if mark != "\x1f") for part in parts] for parts in (one, other)]
    if (clean[0] or [""]) != (clean[1] or [""]):
        assert digest(*clean[0]) != digest(*clean[1])
    assert len(digest(*one)) == 16
