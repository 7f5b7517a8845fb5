"""Who does what to whom, whichever way the sentence puts it (grammar made by hand)."""

from collections.abc import Mapping

import pytest

from graph.clauses import definition_root, find_clauses, years_of
from tests.entries_made import annotation_of, entry_of, tree_of


def slots_of(rows: str, verb: str, known: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """Give the slots of a verb's clause in words."""
    made = tree_of(rows, known)
    clause = find_clauses(made)[made.words.index(verb)]
    return {slot: [made.words[token] for token in tokens] for slot, tokens in clause.slots.items()}


ACTIVE = """
Dropout NN nsubj 1
reduces VBZ ROOT 1 reduce
bias NN dobj 1
"""
PASSIVE = """
Bias NN nsubjpass 2
is VBZ auxpass 2 be
reduced VBN ROOT 2 reduce
by IN agent 2
Dropout NN pobj 3
"""
RELATIVE = """
Dropout NN nsubj 1
is VBZ ROOT 1 be
a DT det 3
technique NN attr 1
that WDT nsubj 5
reduces VBZ relcl 3 reduce
bias NN dobj 5
"""
PARTICIPLE = """
networks NNS ROOT 0 network
trained VBN acl 0 train
on IN prep 1
text NN pobj 2
"""
SHARED = """
Dropout NN nsubj 1
adds VBZ ROOT 1 add
noise NN dobj 1
and CC cc 1
reduces VBZ conj 1 reduce
bias NN dobj 4
"""
CONTROL = """
Dropout NN nsubj 1
helps VBZ ROOT 1 help
networks NNS dobj 1 network
learn VB xcomp 1
features NNS dobj 3
"""
PURPOSE = """
Teams NNS nsubj 1
use VBP ROOT 1
dropout NN dobj 1
to TO aux 4
reduce VB xcomp 1
bias NN dobj 4
"""


# ── slots ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("rows", "verb"), [(ACTIVE, "reduces"), (PASSIVE, "reduced"), (RELATIVE, "reduces")])
def test_active_passive_and_relative_clauses_say_the_same(rows: str, verb: str) -> None:
    slots = slots_of(rows, verb)
    assert (slots["agent"], [word.casefold() for word in slots["patient"]]) == (["Dropout"], ["bias"])


def test_a_participle_behind_a_noun_has_that_noun_as_patient() -> None:
    assert slots_of(PARTICIPLE, "trained") == {"on": ["text"], "patient": ["networks"]}


def test_a_coordinated_verb_shares_the_subject() -> None:
    assert slots_of(SHARED, "reduces") == {"patient": ["bias"], "agent": ["Dropout"]}


def test_the_object_of_help_does_what_it_is_helped_to_do() -> None:
    assert slots_of(CONTROL, "learn")["agent"] == ["networks"]


def test_the_subject_of_use_does_what_the_thing_is_used_for() -> None:
    assert slots_of(PURPOSE, "reduce")["agent"] == ["Teams"]


def test_an_infinitive_hangs_below_its_clause() -> None:
    made = tree_of(PURPOSE)
    assert find_clauses(made)[1].below == {"to_do": [4]}


def test_a_gerund_behind_by_hangs_below_its_clause() -> None:
    rows = """
    It PRP nsubj 1
    helps VBZ ROOT 1 help
    by IN prep 1
    adding VBG pcomp 2 add
    noise NN dobj 3
    """
    clauses = find_clauses(tree_of(rows))
    assert clauses[1].below == {"by_doing": [3]}


def test_a_preposition_on_the_patient_is_told_from_the_verbs_own() -> None:
    rows = """
    They PRP nsubj 1
    built VBD ROOT 1 build
    tools NNS dobj 1
    for IN prep 2
    speech NN pobj 3
    in IN prep 1
    Paris NNP pobj 5
    """
    slots = slots_of(rows, "built")
    assert (slots["~for"], slots["in"]) == (["speech"], ["Paris"])


def test_of_behind_the_patient_is_no_slot() -> None:
    rows = """
    They PRP nsubj 1
    built VBD ROOT 1 build
    sets NNS dobj 1
    of IN prep 2
    tools NNS pobj 3
    """
    assert slots_of(rows, "built") == {"agent": ["They"], "patient": ["sets"]}


def test_two_prepositions_make_one_slot() -> None:
    rows = """
    It PRP nsubj 1
    came VBD ROOT 1 come
    out IN prep 1
    of IN prep 2
    Paris NNP pobj 3
    """
    assert slots_of(rows, "came")["out of"] == ["Paris"]


def test_a_relative_clauses_noun_stands_for_itself_alone() -> None:
    made = tree_of(RELATIVE)
    clause = find_clauses(made)[5]
    assert clause.alone == {0}


def test_a_mention_that_is_a_participle_is_a_verb_too() -> None:
    rows = """
    Nets NNS nsubjpass 2
    are VBP auxpass 2
    pre-trained VBN ROOT 2 pre-trained
    on IN prep 2
    text NN pobj 3
    """
    assert slots_of(rows, "pre-trained", {"pre-trained": "Technique"}) == {"patient": ["Nets"], "on": ["text"]}


def test_auxiliaries_make_no_clause() -> None:
    made = tree_of(PASSIVE)
    assert [made.words[verb] for verb in find_clauses(made)] == ["reduced"]


# ── denied, imagined, hedged ─────────────────────────────────────────────────────────────────────────────────────────
MARKED = """
Dropout NN nsubj 2
{word} {tag} {dep} 2
reduce VB ROOT 2
bias NN dobj 2
"""


@pytest.mark.parametrize(
    ("word", "tag", "dep", "marks"),
    [
        ("not", "RB", "neg", (True, False, False)),
        ("never", "RB", "advmod", (True, False, False)),
        ("would", "MD", "aux", (False, True, False)),
        ("if", "IN", "mark", (False, True, False)),
        ("may", "MD", "aux", (False, False, True)),
        ("often", "RB", "advmod", (False, False, True)),
        ("can", "MD", "aux", (False, False, False)),
        ("quickly", "RB", "advmod", (False, False, False)),
    ],
)
def test_one_word_denies_imagines_or_hedges_a_clause(
    word: str, tag: str, dep: str, marks: tuple[bool, bool, bool]
) -> None:
    clause = find_clauses(tree_of(MARKED.format(word=word, tag=tag, dep=dep)))[2]
    assert (clause.negated, clause.hypothetical, clause.hedged) == marks


@pytest.mark.parametrize("place", ["subject", "object"])
def test_no_before_a_noun_denies_the_clause(place: str) -> None:
    rows = """
    {0} DT det 1
    method NN nsubj 2
    removes VBZ ROOT 2 remove
    {1} DT det 4
    bias NN dobj 2
    """
    clause = find_clauses(tree_of(rows.format(*(("No", "the") if place == "subject" else ("The", "no")))))[2]
    assert clause.negated


def test_without_denies_what_is_done() -> None:
    rows = """
    It PRP nsubj 1
    works VBZ ROOT 1 work
    without IN prep 1
    storing VBG pcomp 2 store
    data NNS dobj 3
    """
    clauses = find_clauses(tree_of(rows))
    assert (clauses[1].negated, clauses[3].negated) == (False, True)


def test_what_hangs_on_a_denied_verb_is_denied() -> None:
    rows = """
    Dropout NN nsubj 2
    not RB neg 2
    try VB ROOT 2
    to TO aux 4
    reduce VB xcomp 2
    bias NN dobj 4
    """
    clauses = find_clauses(tree_of(rows))
    assert clauses[4].negated


def test_a_denied_verb_does_not_deny_the_one_beside_it() -> None:
    rows = SHARED.replace("and CC cc 1", "but CC cc 1").replace("noise NN dobj 1", "never RB neg 1")
    clauses = find_clauses(tree_of(rows))
    assert (clauses[1].negated, clauses[4].negated) == (True, False)


# ── years ────────────────────────────────────────────────────────────────────────────────────────────────────────────
YEAR = """
Google NNP nsubj 1
introduced VBD ROOT 1 introduce
nets NNS dobj 1
{0} IN prep 1
2017 CD pobj 3
"""


@pytest.mark.parametrize(
    ("word", "dated"), [("in", True), ("since", True), ("until", False), ("by", False), ("from", False)]
)
def test_a_clause_is_dated_by_in_or_since(word: str, dated: bool) -> None:
    made = tree_of(YEAR.format(word))
    years = [made.words[token] for token in years_of(made, find_clauses(made)[1])]
    assert years == (["2017"] if dated else [])


def test_the_year_of_another_verb_does_not_date_the_clause() -> None:
    made = tree_of(YEAR.format("in") + "and CC cc 1\nsold VBD conj 1 sell\nnets NNS dobj 6")
    clauses = find_clauses(made)
    assert list(years_of(made, clauses[6])) == []
    assert list(years_of(made, clauses[1])) == [4]


# ── definitions without a subject ────────────────────────────────────────────────────────────────────────────────────
def test_a_definition_may_begin_with_its_noun() -> None:
    made = tree_of("A DT det 1\ntechnique NN ROOT 1\nthat WDT nsubj 3\nhelps VBZ relcl 1 help")
    assert definition_root(made) == 1


@pytest.mark.parametrize("rows", [ACTIVE, RELATIVE])
def test_a_whole_sentence_is_no_definition_without_subject(rows: str) -> None:
    assert definition_root(tree_of(rows)) is None


def test_an_entry_without_sentences_has_neither_clauses_nor_definition() -> None:
    made = annotation_of(entry_of("Subject", ""))
    assert (find_clauses(made), definition_root(made)) == ({}, None)
