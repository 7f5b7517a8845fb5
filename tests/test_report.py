"""The report says what was found and what to look at again, in Markdown that a person reads."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.claims import Dropped
from graph.entries import Problem
from graph.formats.report import LONGEST_LIST, generate_report, write_report
from graph.network import Build, Thing
from graph.settings import Settings
from tests.example import build, evidence


def parts(made: Build) -> dict[str, str]:
    text = generate_report(made, Settings())
    return {part.partition("\n")[0]: part.partition("\n")[2].strip() for part in text.split("## ")[1:]}


def test_it_begins_with_the_title_and_the_counts() -> None:
    lines = generate_report(build(), Settings(title="Our *glossary*")).splitlines()
    assert lines[0] == r"# Our \*glossary\*: what the build found"
    assert lines[2].startswith("1 entry, 5 things, 5 facts, 5 claims.")


def test_things_are_counted_by_kind_in_the_vocabularys_order_and_inferred_ones_so_marked() -> None:
    assert parts(build())["Things by kind"].splitlines()[2:] == [
        "| models | 1 |",
        "| organizations | 2 |",
        "| types of model | 2 |",
        "| developers (inferred) | 1 |",
    ]


def test_facts_are_counted_by_predicate_beside_their_claims() -> None:
    assert "| kind of | 1 | 1 |" in parts(build())["Facts by predicate"].splitlines()


def test_hubs_come_most_connected_first() -> None:
    assert parts(build())["Hubs"].splitlines()[-2:] == [
        "- foundation model (type of model): 4 facts",
        "- GPT-4 (model): 2 facts",
    ]


def test_problems_stand_first() -> None:
    made = replace(build(), problems=(Problem("a.txt", "no text", "write some"),))
    text = generate_report(made, Settings())
    assert text.index("## Problems") < text.index("## Things by kind")
    assert "- a.txt: no text; write some" in text


def test_statements_set_aside_are_counted_by_rule() -> None:
    made = replace(
        build(), dropped=tuple(Dropped("e", place, "coined", "Model", "introducedBy", "Task") for place in (9, 4))
    )
    assert "- coined: 2 (introducedBy; the first between Model and Task in e)" in generate_report(made, Settings())


def another_developer(sentence: str) -> Build:
    """The example, in which CRFM too is said to have developed GPT-4: in the sentence given."""
    made = build()
    fact = next(fact for fact in made.facts if fact.predicate == "developedBy")
    claim = next(claim for claim in made.claims if claim.id == fact.claims[0])
    rival = replace(fact, id="x", object="center-for-research-on-foundation-models", claims=("other",))
    other = replace(claim, id="other", evidence=evidence(sentence))
    return replace(made, facts=(*made.facts, rival), claims=(*made.claims, other))


def test_two_developers_are_doubtful_where_two_sentences_name_them() -> None:
    doubt = parts(another_developer("A foundation"))["Doubtful: more than one answer"]
    assert "- GPT-4 is developed by: Center for Research on Foundation Models (foundation-model); OpenAI" in doubt


def test_people_named_together_in_one_sentence_are_no_rivals() -> None:
    assert "Doubtful: more than one answer" not in parts(another_developer("Examples"))


def test_mentions_that_disagree_about_a_kind_are_shown() -> None:
    made = build()
    odd = replace(made.mentions[0], kind="Concept")
    doubt = parts(replace(made, mentions=(*made.mentions, odd)))["Doubtful: kinds"]
    assert "- foundation model is a ModelType; mentions say ModelType 2, Concept 1" in doubt


def test_entries_that_give_few_facts_are_named() -> None:
    made = replace(build(), facts=build().facts[:1])
    assert "- foundation-model: 1 fact" in parts(made)["Entries with few facts"]
    assert "- foundation-model: no fact" in parts(replace(made, facts=()))["Entries with few facts"]
    assert "Entries with few facts" not in parts(build())


def test_terms_that_many_entries_name_and_none_explains_are_suggested() -> None:
    named = Thing("gpt-4", "GPT-4", "Model", entries=("a", "b"), mentions=3)
    own = Thing("rag", "RAG", "Technique", entry="rag", entries=("a", "b", "rag"), mentions=9)
    missing = parts(Build((), (), (), (named, own), ()))["Missing entries"]
    assert "- GPT-4 (model): named by 2 entries" in missing
    assert "RAG" not in missing


def test_a_long_list_is_cut_and_says_how_much_is_left() -> None:
    things = tuple(Thing(f"t{n:02}", f"T{n:02}", "Model", entries=("a", "b")) for n in range(LONGEST_LIST + 5))
    assert parts(Build((), (), (), things, ()))["Missing entries"].endswith("- … and 5 more")


def test_an_empty_build_has_a_report() -> None:
    assert generate_report(Build((), (), (), (), ()), Settings()).count("\n") == 3


@pytest.mark.parametrize("label", ["<script>", "a|b", "[x](javascript:y)", "`code`", "two\nlines", "&amp;"])
def test_labels_are_text_and_no_markdown(label: str) -> None:
    made = replace(build(), things=tuple(replace(thing, label=label) for thing in build().things))
    text = generate_report(made, Settings())
    assert "<script>" not in text
    assert "[x](" not in text
    assert "two\nlines" not in text
    assert "a|b" not in text


def test_the_order_in_memory_changes_nothing(tmp_path: Path) -> None:
    made = another_developer("A foundation")
    turned = replace(made, things=made.things[::-1], facts=made.facts[::-1], claims=made.claims[::-1])
    for name, one in (("a", made), ("b", turned)):
        write_report(one, tmp_path / name, Settings())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
