"""Evaluation: what counts as right, that noise cannot win, and what the command says."""

import json
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.claims import Claim, Mention
from graph.entries import read_entries
from graph.errors import GoldError
from graph.evaluate import Evaluation, evaluate
from graph.evaluate.baselines import BASELINES, baselines_here
from graph.evaluate.figures import Sampler
from graph.evaluate.forms import comparison, generate_json, generate_markdown, list_errors, tables
from graph.evaluate.sentences import sentence_at, split_sentences
from graph.folder import write_build
from graph.gold import Gold, GoldMention, compile_gold, generate_gold, read_golds
from graph.network import Build, Thing
from graph.pipeline import build as build_graph
from graph.settings import Settings
from tests.example import TEXT, build, entry
from tests.test_cli import Run
from tests.test_folder import content

ROOT = Path(__file__).parent.parent
CRFM = "Center for Research on Foundation Models"
NODES = f"""N|foundation model|ModelType|foundation models
N|AI model|ModelType|
N|{CRFM}|Organization|CRFM
N|GPT-4|Model|
N|OpenAI|Organization|"""
FACTS = f"""F|foundation model|broader|AI model
F|foundation model|introducedBy|{CRFM}
F|foundation model|introducedIn|2021
F|GPT-4|instanceOf|foundation model
F|GPT-4|developedBy|OpenAI"""


def gold(facts: str = FACTS, nodes: str = NODES) -> Gold:
    return compile_gold(entry(), f"{nodes}\n{facts}".splitlines(), "gold")


def score(made: Build, some: Gold | None = None, **options: float) -> Evaluation:
    return evaluate(made, [some or gold()], rounds=20, **options)


def with_thing(made: Build, slug: str, **changes: object) -> Build:
    return replace(made, things=tuple(replace(each, **changes) if each.id == slug else each for each in made.things))


def with_claims(made: Build, change: Callable[[Claim], Claim]) -> Build:
    return replace(made, claims=tuple(change(claim) for claim in made.claims))


def without_fact(made: Build, predicate: str) -> Build:
    return replace(made, facts=tuple(fact for fact in made.facts if fact.predicate != predicate))


def with_mentions(*mentions: Mention) -> Build:
    return replace(build(), mentions=mentions)


def mention(place: GoldMention, node: str, *, shift: int = 0) -> Mention:
    start, end = place.start, place.end + shift
    return Mention("foundation-model", start, end, TEXT[start:end], "Model", "name", TEXT[start:end], node)


def sorts(made: Evaluation) -> list[str]:
    return sorted(error.what for error in made.errors if "mention" not in error.what and "span" not in error.what)


# ── mentions ───────────────────────────────────────────────────────────────────────────────────────────────────────


SLUGS = ("foundation-model", "ai-model", "center-for-research-on-foundation-models", "gpt-4", "openai")


def test_mentions_at_the_same_places_with_the_same_kinds_score_100() -> None:
    made = score(with_mentions(*(mention(place, SLUGS[place.node]) for place in gold().mentions)))
    assert {name: each.f1.value for name, each in made.mentions.items()} == dict.fromkeys(made.mentions, 1.0)
    assert {error.what for error in made.errors} == set()


def test_a_mention_has_the_kind_of_its_thing_and_a_wrong_one_counts_for_the_span_alone() -> None:
    exact = with_mentions(*(mention(place, SLUGS[place.node]) for place in gold().mentions))
    made = score(with_thing(exact, "openai", kind="Person"))
    count = len(gold().mentions)
    assert made.mentions["span"].right == count
    assert made.mentions["strict"].right == made.mentions["overlapping, with kind"].right == count - 1
    assert (made.mention_kinds["Organization"].asked, made.mention_kinds["Organization"].stated) == (3, 2)
    (error,) = [error for error in made.errors if error.what == "wrong kind of mention"]
    assert (error.said, error.gold) == ("OpenAI (Person)", "OpenAI (Organization)")


def test_a_mention_that_is_too_short_counts_as_overlapping_alone() -> None:
    shifted = with_mentions(*(mention(place, SLUGS[place.node], shift=-1) for place in gold().mentions))
    made = score(shifted)
    assert made.mentions["strict"].f1.value == made.mentions["span"].f1.value == 0
    assert made.mentions["overlapping, with kind"].f1.value == 1
    assert {error.what for error in made.errors} == {"wrong span"}


def test_implied_mentions_and_those_without_a_thing_do_not_count() -> None:
    (first, *_) = gold().mentions
    said = mention(first, "foundation-model")
    made = score(with_mentions(said, replace(said, start=30, end=35, implied=True), replace(said, start=40, node="no")))
    assert made.mentions["span"].stated == 1


def test_two_system_mentions_do_not_share_a_gold_one() -> None:
    place = next(place for place in gold().mentions if place.node == 2)
    halves = [
        replace(mention(place, SLUGS[2]), end=place.start + 6),
        replace(mention(place, SLUGS[2]), start=place.end - 6),
    ]
    assert score(with_mentions(*halves)).mentions["overlapping, with kind"].right == 1


def test_two_gold_mentions_do_not_share_a_system_one() -> None:
    places = (GoldMention(18, 30, 3), GoldMention(31, 40, 3))
    both = with_mentions(Mention("foundation-model", 18, 40, TEXT[18:40], "Model", "name", "x", "gpt-4"))
    assert score(both, replace(gold(), mentions=places)).mentions["overlapping, with kind"].right == 1


# ── nodes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_build_that_says_what_gold_says_has_all_nodes_and_facts() -> None:
    made = score(build())
    assert {name: each.f1.value for name, each in made.nodes.items()} == dict.fromkeys(made.nodes, 1.0)
    assert {name: each.f1.value for name, each in made.facts.items()} == dict.fromkeys(made.facts, 1.0)
    assert made.shares["nodes per gold node"].share.value == 1
    assert sorts(made) == []


@pytest.mark.parametrize(("kind", "like"), [("Technique", 5), ("Software", 4)])
def test_a_wrong_kind_counts_by_name_and_a_like_one_in_the_relaxed_figure(kind: str, like: int) -> None:
    made = score(with_thing(build(), "ai-model", kind=kind))
    assert [made.nodes[name].right for name in ("by name", "with a like kind", "with kind")] == [5, like, 4]
    assert sorts(made) == ["wrong kind"]


def test_names_match_by_alias_whatever_case_hyphens_and_plural() -> None:
    renamed = with_thing(build(), "center-for-research-on-foundation-models", label="CRFM", aliases=())
    renamed = with_thing(renamed, "foundation-model", label="Foundation-Models", aliases=())
    assert score(renamed).nodes["with kind"].f1.value == 1
    assert score(with_thing(build(), "gpt-4", label="GPT-4o")).nodes["with kind"].right == 4


def test_a_thing_with_the_names_of_two_gold_nodes_is_a_wrong_merge_and_counts_for_neither() -> None:
    merged = with_thing(build(), "gpt-4", aliases=("OpenAI",))
    made = score(replace(merged, things=tuple(each for each in merged.things if each.id != "openai")))
    assert made.nodes["by name"].right == 3
    assert made.shares["wrong merges"].count == 1
    assert "wrong merge" in sorts(made)
    assert "missing node" not in sorts(made)


def test_a_second_thing_for_a_gold_node_is_a_wrong_split_and_a_false_positive() -> None:
    twin = Thing("gpt-4-model", "GPT 4", "Software")
    place = next(place for place in gold().mentions if place.node == 3)
    split = replace(build(), things=(*build().things, twin), mentions=(*build().mentions, mention(place, twin.id)))
    made = score(split)
    assert (made.shares["wrong splits"].count, made.nodes["by name"].right, made.nodes["by name"].stated) == (1, 5, 6)
    assert "wrong split" in sorts(made)


def test_a_thing_that_only_a_claim_uses_is_a_node_and_one_of_another_entry_is_none() -> None:
    other = Thing("lora", "LoRA", "Technique", entries=("lora",))
    made = score(replace(build(), mentions=(), things=(*build().things, other)))
    assert (made.nodes["with kind"].right, made.nodes["with kind"].stated) == (5, 5)


def test_a_further_node_is_shown_at_its_first_mention_else_at_the_sentence_of_a_claim_about_it() -> None:
    nodes = NODES.replace("\nN|OpenAI|Organization|", "")
    facts = FACTS.replace("\nF|GPT-4|developedBy|OpenAI", "")
    for made, words in ((build(), "OpenAI"), (replace(build(), mentions=()), "Examples include GPT-4 (OpenAI).")):
        (error,) = [error for error in score(made, gold(facts, nodes)).errors if error.what == "further node"]
        assert TEXT[error.start : error.end] == words


HOMOGRAPHS = f"{NODES}\nN|openai|Software|"


def test_homographs_go_to_the_thing_of_their_kind_and_are_no_merge() -> None:
    some = gold(nodes=HOMOGRAPHS)
    twin = Thing("openai-software", "OpenAI", "Software")
    place = next(place for place in some.mentions if place.node in {4, 5})
    both = replace(build(), things=(twin, *build().things), mentions=(*build().mentions, mention(place, twin.id)))
    made = score(both, some)
    assert (made.nodes["with kind"].right, made.shares["wrong merges"].count) == (6, 0)


def test_one_thing_for_two_homographs_is_a_merge_where_it_stands_at_the_places_of_both() -> None:
    places = [GoldMention(9, 12, 4), GoldMention(20, 24, 5)]
    some = replace(gold(nodes=HOMOGRAPHS), mentions=tuple(places))
    assert score(with_mentions(mention(places[0], "openai")), some).shares["wrong merges"].count == 0
    at_both = with_mentions(*(mention(place, "openai") for place in places))
    assert score(at_both, some).shares["wrong merges"].count == 1


# ── facts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def judged(facts: str, nodes: str = NODES) -> list[tuple[str, str, str]]:
    made = score(build(), gold(facts, nodes))
    return [
        (error.what, error.said, error.gold) for error in made.errors if "fact" in error.what or "pred" in error.what
    ]


def test_a_fact_the_other_way_round_is_reversed_whatever_the_predicate() -> None:
    for predicate in ("developedBy", "uses"):
        turned = FACTS.replace("GPT-4|developedBy|OpenAI", f"OpenAI|{predicate}|GPT-4")
        made = score(build(), gold(turned))
        assert (made.shares["reversed"].count, made.shares["reversed"].of) == (1, 5)
        assert (made.facts["strict"].right, made.facts["pair"].right) == (4, 5)
        assert ("reversed fact", "GPT-4|developedBy|OpenAI", f"OpenAI|{predicate}|GPT-4") in judged(turned)


def test_a_predicate_turned_round_is_reversed_though_gold_joins_its_ends_both_ways() -> None:
    both = FACTS.replace("GPT-4|developedBy|OpenAI", "OpenAI|developedBy|GPT-4\nF|GPT-4|uses|OpenAI")
    assert score(build(), gold(both)).shares["reversed"].count == 1


def test_another_predicate_in_the_same_direction_is_no_reversal() -> None:
    other = FACTS.replace("developedBy", "introducedBy")
    assert ("wrong predicate", "GPT-4|developedBy|OpenAI", "GPT-4|introducedBy|OpenAI") in judged(other)
    assert score(build(), gold(other)).shares["reversed"].count == 0


def test_a_fact_between_gold_nodes_that_gold_does_not_join_is_wrong() -> None:
    less = FACTS.replace("\nF|GPT-4|developedBy|OpenAI", "")
    made = score(build(), gold(less))
    assert (made.facts["strict"].right, made.facts["strict"].stated) == (4, 5)
    assert judged(less) == [("wrong fact", "GPT-4|developedBy|OpenAI", "")]
    assert made.rules["bracket-developer"].share.value == 0
    assert (made.roles["mechanism"].count, made.roles["mechanism"].of) == (3, 4)


def test_a_fact_with_an_end_beyond_the_gold_nodes_counts_in_the_stricter_precision_alone() -> None:
    less = FACTS.replace("\nF|GPT-4|developedBy|OpenAI", "")
    nodes = NODES.replace("\nN|OpenAI|Organization|", "")
    made = score(build(), gold(less, nodes))
    assert made.facts["strict"].precision.value == 1
    assert made.facts["strict, of all stated"].precision.value == 0.8
    assert [made.facts[name].precision.value for name in ("pair", "pair, of all stated")] == [1, 0.8]
    assert judged(less, nodes) == [("fact beyond the gold nodes", "GPT-4|developedBy|OpenAI", "")]


def test_a_missing_fact_is_listed_with_its_gold_line_and_the_sentence_where_its_ends_stand_nearest() -> None:
    made = score(without_fact(build(), "developedBy"))
    (error,) = [error for error in made.errors if error.what == "missing fact"]
    assert (error.gold, error.sentence) == ("GPT-4|developedBy|OpenAI", "Examples include GPT-4 (OpenAI).")
    assert (made.facts["strict"].found, made.facts["strict"].asked) == (4, 5)
    assert (made.predicates["developedBy"].asked, made.predicates["developedBy"].stated) == (1, 0)


def test_an_error_has_the_rule_the_confidence_and_the_sentence_of_its_claim() -> None:
    made = score(build(), gold(FACTS.replace("\nF|GPT-4|developedBy|OpenAI", "")))
    (error,) = [error for error in made.errors if error.what == "wrong fact"]
    assert (error.rules, error.confidence) == (("bracket-developer",), 0.9)
    assert TEXT[error.start : error.end] == error.sentence == "Examples include GPT-4 (OpenAI)."


def test_an_optional_fact_is_right_when_stated_and_not_asked_for() -> None:
    arguable = FACTS.replace("F|GPT-4|developedBy", "O|GPT-4|developedBy")
    made, silent = score(build(), gold(arguable)), score(without_fact(build(), "developedBy"), gold(arguable))
    assert (made.facts["strict"].right, made.facts["strict"].found, made.facts["strict"].asked) == (5, 4, 4)
    assert (silent.facts["strict"].f1.value, sorts(silent)) == (1, [])


def test_a_predicate_that_means_the_same_both_ways_is_right_both_ways() -> None:
    contrast = FACTS.replace("broader|AI model", "contrastsWith|AI model")
    turned = FACTS.replace("foundation model|broader|AI model", "AI model|contrastsWith|foundation model")
    made = with_claims(
        build(), lambda each: replace(each, predicate=each.predicate.replace("broader", "contrastsWith"))
    )
    made = replace(
        made, facts=tuple(replace(f, predicate=f.predicate.replace("broader", "contrastsWith")) for f in made.facts)
    )
    for facts in (contrast, turned):
        assert score(made, gold(facts)).facts["strict"].f1.value == 1
        assert score(build(), gold(facts)).shares["reversed"].count == 0


def test_years_are_compared_as_numbers_and_scored_apart() -> None:
    made = score(build(), gold(FACTS.replace("2021", "2022")))
    years = made.facts["years"]
    assert (years.right, years.stated, years.found, years.asked) == (0, 1, 0, 1)
    assert made.facts["strict"].right == 4
    assert made.facts["pair"].right == 4


def test_negated_claims_state_nothing() -> None:
    made = score(with_claims(build(), lambda claim: replace(claim, qualifiers={"negated": True})))
    assert made.facts["strict"].stated == 0
    assert made.facts["strict"].precision.value is None
    assert made.facts["strict"].f1.value == 0


def test_an_entry_is_not_credited_with_what_another_one_states() -> None:
    elsewhere = with_claims(build(), lambda claim: replace(claim, entry="another"))
    assert score(elsewhere).facts["strict"].found == 0


def test_facts_below_the_threshold_count_in_the_curve_alone() -> None:
    made = score(build(), threshold=0.92)
    assert (made.facts["strict"].stated, made.facts["strict"].found) == (1, 1)
    assert [(point.threshold, point.stated, point.recall) for point in made.curve] == [
        (0.9, 5, 1.0),
        (0.95, 1, 0.2),
        (1.0, 0, 0.0),
    ]


def test_recall_at_a_precision_is_the_best_of_the_thresholds_that_reach_it() -> None:
    only_the_surest = gold("F|foundation model|broader|AI model\nF|AI model|uses|GPT-4")
    made = score(build(), only_the_surest)
    assert made.facts["strict"].precision.value == 0.2
    assert made.recall_at_precision.value == 0.5
    assert score(build(), gold("F|AI model|uses|GPT-4")).recall_at_precision.value == 0


def test_calibration_is_the_mean_gap_between_confidence_and_what_came_true() -> None:
    made = score(build(), gold(FACTS.replace("\nF|GPT-4|developedBy|OpenAI", "")))
    (full,) = [each for each in made.calibration.bins if each.count]
    assert (full.low, full.count, full.confidence, full.right) == (0.9, 5, 0.91, 0.8)
    assert made.calibration.error.value == 0.11


# ── figures ────────────────────────────────────────────────────────────────────────────────────────────────────────

rows = st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=1, max_size=9).map(
    lambda some: np.array([(min(a, b), b, min(c, d), d) for a, b, c, d in some], dtype=float)
)


@given(rows)
def test_scores_are_fractions_in_their_intervals_order(counts: np.ndarray) -> None:
    made = Sampler(len(counts), rounds=50).score(counts)
    for figure in (made.precision, made.recall, made.f1):
        if figure.value is not None and figure.low is not None and figure.high is not None:
            assert 0 <= figure.low <= figure.high <= 1
            assert 0 <= figure.value <= 1
    if made.stated:
        assert made.precision.value == pytest.approx(made.right / made.stated, abs=1e-4)
    both = (made.precision.value or 0, made.recall.value or 0)
    assert made.f1.value is None or min(both) - 1e-4 <= made.f1.value <= max(both) + 1e-4


@given(st.integers(1, 9), st.tuples(*[st.integers(1, 40)] * 4))
def test_entries_that_are_all_alike_leave_no_doubt(count: int, row: tuple[int, ...]) -> None:
    right, stated, found, asked = min(row[:2]), row[1], min(row[2:]), row[3]
    figure = Sampler(count, rounds=20).score(np.array([[right, stated, found, asked]] * count, dtype=float)).f1
    assert figure.low == figure.value == figure.high


def test_entries_that_differ_leave_doubt_and_the_draws_are_always_the_same() -> None:
    counts = np.array([[9, 10, 9, 10], [1, 10, 1, 10], [5, 10, 5, 10]], dtype=float)
    first, second = Sampler(3).score(counts), Sampler(3).score(counts)
    assert first == second
    assert first.f1.low is not None
    assert first.f1.high is not None
    assert first.f1.low < 0.5 < first.f1.high


def test_nothing_to_judge_has_no_value() -> None:
    made = Sampler(1).score(np.zeros((1, 4)))
    assert (made.precision.value, made.recall.value, made.f1.value) == (None, None, None)


# ── gold that cannot be used ───────────────────────────────────────────────────────────────────────────────────────


def test_gold_of_a_missing_entry_or_a_changed_text_is_left_out_and_named() -> None:
    others = [replace(gold(), entry="lora"), gold()]
    assert evaluate(build(), others, rounds=2).problems == (
        "lora: has gold and is not in the build, so it was left out; build its entry too",
    )
    with pytest.raises(GoldError, match=r"^foundation-model: its text has changed .* nothing is left to compare"):
        evaluate(build(), [replace(gold(), text_sha256="0")])
    with pytest.raises(GoldError, match=r"^there is no gold; "):
        evaluate(build(), [])


def test_the_order_of_gold_changes_nothing(corpus: tuple[Build, tuple[Gold, ...]]) -> None:
    made, golds = corpus
    assert evaluate(made, reversed(golds), rounds=5) == evaluate(made, golds, rounds=5)


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "foundation-model.json").write_text(generate_gold(gold()), encoding="utf-8")
    (folder / "secret.json").write_text("nobody may open this", encoding="utf-8")
    (folder / "splits.toml").write_text('dev = ["foundation-model"]\ntest = ["secret"]\nodd = 3\n', encoding="utf-8")
    return folder


def test_of_a_split_no_other_file_is_opened(gold_folder: Path) -> None:
    assert read_golds(gold_folder, "dev") == (gold(),)
    assert read_golds(gold_folder / "foundation-model.json") == (gold(),)
    with pytest.raises(GoldError, match=r"secret\.json"):
        read_golds(gold_folder)


@pytest.mark.parametrize(
    ("split", "message"), [("train", "the splits are dev, test, odd"), ("odd", "has no list 'odd'")]
)
def test_an_unknown_split_names_those_there_are(gold_folder: Path, split: str, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        read_golds(gold_folder, split)


def test_a_folder_without_gold_or_splits_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no gold here; give a folder with"):
        read_golds(tmp_path)
    with pytest.raises(GoldError, match=r"splits\.toml: .*a split needs this file"):
        read_golds(tmp_path, "dev")


# ── sentences ──────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(alphabet='aB.!? \n"(1'))
def test_sentences_lie_in_order_and_leave_only_spaces_out(text: str) -> None:
    some = replace(entry(), text=text)
    places = list(split_sentences(some))
    assert "".join("".join(text[start:end].split()) for start, end in places) == "".join(text.split())
    assert all(start < end for start, end in places)
    assert all(first[1] <= second[0] for first, second in pairwise(places))
    for start, end in places:
        assert sentence_at(some, start) == text[start:end]


# ── forms ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_json_holds_every_figure_and_every_error() -> None:
    made = score(without_fact(build(), "developedBy"))
    row = json.loads(generate_json(made))
    assert row["facts"]["strict"]["recall"]["value"] == 0.8
    assert len(row["errors"]) == len(made.errors) > 0
    assert row["headlines"]["facts, strict, recall"]["value"] == 0.8
    assert json.loads(generate_json(made, most=0))["errors"] == []


def test_errors_are_listed_by_sort_at_most_so_many_of_each() -> None:
    made = score(replace(build(), facts=(), mentions=()))
    listed = [error.what for error in list_errors(made, 2)]
    assert listed == ["missing fact", "missing fact", "missing mention", "missing mention"]
    assert len(list_errors(made)) == len(made.errors)


def test_markdown_has_a_table_for_every_part_and_text_is_no_markup() -> None:
    made = score(without_fact(build(), "developedBy"))
    text = "\n".join(generate_markdown(made, baselines={"this build": made}, most=1))
    for table in tables(made):
        assert f"## {table.title}\n" in text
    assert "| facts, strict, recall | 80.0 |" in text
    start, end = TEXT.index("GPT-4"), TEXT.index("OpenAI") + len("OpenAI")
    line = f"- foundation-model {start}–{end}: gold: GPT-4\\|developedBy\\|OpenAI “Examples include GPT-4 (OpenAI).”"
    assert line in text


def test_a_comparison_has_a_column_for_each(corpus: tuple[Build, tuple[Gold, ...]]) -> None:
    made = evaluate(*corpus, rounds=2)
    table = comparison({"ours": made, "theirs": made})
    assert table.heads == ("", "ours", "theirs")
    assert all(row[1] == row[2] for row in table.rows)


# ── baselines ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def corpus() -> tuple[Build, tuple[Gold, ...]]:
    """The development part of our corpus, built and with its gold."""
    golds = read_golds(ROOT / "data" / "gold", "dev")
    paths = [path for each in golds for path in (ROOT / "data" / "entries").glob(f"{each.entry}.*")]
    return build_graph(read_entries(paths).entries), golds


@pytest.fixture(scope="module")
def scored(corpus: tuple[Build, tuple[Gold, ...]]) -> dict[str, Evaluation]:
    made, golds = corpus
    found = {"ours": evaluate(made, golds, rounds=2)}
    for name, baseline in BASELINES.items():
        if not baseline.needs:
            found[name] = evaluate(baseline.make(made, golds, Settings()), golds, rounds=2)
    return found


RIGGED = [name for name, baseline in BASELINES.items() if baseline.is_rigged]
HIGHER_IS_BETTER = (
    "mentions, strict, F1",
    "nodes with kind, F1",
    "facts, strict, precision",
    "facts, strict, F1",
    "facts, strict, recall at precision 85",
    "facts, pair only, precision",
    "facts, pair only, F1",
)


def figures(made: Evaluation) -> dict[str, float]:
    return {line.name: line.figure.value or 0.0 for line in made.headlines}


@pytest.mark.parametrize("name", RIGGED)
def test_noise_beats_the_build_at_no_headline(scored: dict[str, Evaluation], name: str) -> None:
    ours, noise = figures(scored["ours"]), figures(scored[name])
    beaten = [headline for headline in HIGHER_IS_BETTER if noise[headline] > ours[headline]]
    assert beaten == []
    assert noise["facts, strict, F1"] < ours["facts, strict, F1"]


def test_neighbouring_noun_chunks_fail_at_nodes_and_facts(scored: dict[str, Evaluation]) -> None:
    noise = figures(scored["adjacent chunks"])
    assert noise["nodes per gold node"] > 1.3
    assert noise["facts, strict, precision"] < 0.1
    assert noise["nodes with kind, F1"] < 0.3


def test_all_pairs_fail_at_precision_and_are_badly_calibrated(scored: dict[str, Evaluation]) -> None:
    noise = figures(scored["all pairs"])
    assert noise["facts, strict, precision"] < 0.5
    assert noise["facts, strict, recall at precision 85"] == 0
    assert noise["calibration error"] > 0.2


def test_both_directions_fail_at_direction_and_gain_no_more_than_the_build_reversed(
    scored: dict[str, Evaluation],
) -> None:
    ours, noise = figures(scored["ours"]), figures(scored["both directions"])
    assert noise["facts, reversed"] > ours["facts, reversed"] + 0.2
    found = [scored[name].facts["strict"].found for name in ("ours", "both directions")]
    assert found[0] <= found[1] <= found[0] + scored["ours"].shares["reversed"].count
    assert noise["facts, strict, precision"] < 0.7 * ours["facts, strict, precision"]


def test_one_node_for_all_is_merged_everywhere_and_finds_nothing(scored: dict[str, Evaluation]) -> None:
    noise = scored["one node"]
    assert noise.nodes["by name"].right == 0
    assert noise.shares["wrong merges"].share.value == 1
    assert noise.facts["strict"].found == 0


def test_a_plain_dependency_extractor_finds_some_facts_and_far_fewer_than_the_rules(
    scored: dict[str, Evaluation],
) -> None:
    plain, ours = scored["dependencies"].facts["strict"], scored["ours"].facts["strict"]
    assert 0 < plain.found < ours.found / 2


def test_baselines_leave_the_build_as_it_was(corpus: tuple[Build, tuple[Gold, ...]]) -> None:
    made, golds = corpus
    before = pickle.dumps(made)
    for baseline in BASELINES.values():
        if not baseline.needs:
            assert baseline.make(made, golds, Settings()) == baseline.make(made, golds, Settings())
    assert pickle.dumps(made) == before


def test_textacy_is_offered_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for found in (None, object()):
        monkeypatch.setattr("graph.evaluate.baselines.find_spec", lambda _, found=found: found)
        assert ("textacy" in [each.name for each in baselines_here()]) is bool(found)


def test_textacys_triples_become_facts_between_known_things(monkeypatch: pytest.MonkeyPatch) -> None:
    def triples(doc: list[SimpleNamespace]) -> Iterator[SimpleNamespace]:
        words = {token.text: token for token in doc}
        if "OpenAI" in words:
            yield SimpleNamespace(subject=[words["OpenAI"]], verb=[words["include"]], object=[words["GPT-4"]])

    fake = ModuleType("textacy.extract")
    monkeypatch.setattr(fake, "subject_verb_object_triples", triples, raising=False)
    monkeypatch.setitem(sys.modules, "textacy.extract", fake)
    monkeypatch.setitem(sys.modules, "textacy", ModuleType("textacy"))
    monkeypatch.setattr("graph.evaluate.baselines.VERBS", {"include": ("developedBy", True)})
    made = BASELINES["textacy"].make(build(), [gold()], Settings())
    assert [(fact.subject, fact.predicate, fact.object) for fact in made.facts] == [("gpt-4", "developedBy", "openai")]


# ── the command ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    return Run(capfd)


@pytest.fixture
def here(tmp_path: Path, gold_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with gold/ and the example built into exports/."""
    assert gold_folder.parent == tmp_path
    monkeypatch.chdir(tmp_path)
    write_build(build(), tmp_path / "exports")
    return tmp_path


def test_evaluate_reads_a_build_and_leaves_no_trace(run: Run, here: Path) -> None:
    before = content(here)
    done = run("evaluate", "gold", "--split", "dev")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Headlines (dev): 1 entry, threshold 0, in brackets 95 % intervals\n")
    assert "facts, strict, F1                       100.0 (100.0–100.0)" in done.out
    assert "Missing mention" not in done.out
    assert content(here) == before


def test_evaluate_builds_entries_that_are_no_build(run: Run, here: Path) -> None:
    (here / "entries").mkdir()
    (here / "entries" / "foundation-model.txt").write_text(TEXT, encoding="utf-8")
    done = run("evaluate", "gold/foundation-model.json", "entries", "--json")
    assert done.code == 0
    found = json.loads(done.out)
    assert (found["entries"], found["threshold"]) == (["foundation-model"], 0.7)
    assert found["facts"]["strict"]["asked"] == 5
    again = json.loads(run("evaluate", "gold/foundation-model.json", "entries", "--json", "--threshold", "1").out)
    assert (again["facts"]["strict"]["stated"], again["curve"] == found["curve"]) == (0, True)


@pytest.mark.usefixtures("here")
def test_errors_are_listed_when_asked_for(run: Run) -> None:
    said = run("evaluate", "gold", "--split", "dev", "--errors", "1").out
    assert "\nMissing mention\n  foundation-model " in said
    assert said.count("  foundation-model ") == 1
    assert json.loads(run("evaluate", "gold", "--split", "dev", "--json", "--errors", "0").out)["errors"] == []


@pytest.mark.usefixtures("here")
def test_evaluate_as_markdown_and_beside_baselines(run: Run) -> None:
    done = run("evaluate", "gold", "--split", "dev", "--markdown", "--baselines")
    assert done.out.startswith("## Headlines (dev): 1 entry")
    assert "|  | this build | adjacent chunks | all pairs | both directions | one node | dependencies |" in done.out
    assert "Beside baselines\n" in run("evaluate", "gold", "--split", "dev", "--baselines").out
    assert run("evaluate", "gold", "--split", "dev", "--markdown", "--json").code == 2


def test_gold_that_had_to_be_left_out_is_one_line_and_exit_code_1(run: Run, here: Path) -> None:
    (here / "gold" / "secret.json").write_text(generate_gold(replace(gold(), entry="secret")), encoding="utf-8")
    done = run("evaluate", "gold")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert done.err.startswith("secret: has gold and is not in the build")
    assert done.out.startswith("Headlines: 1 entry")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["evaluate", "nowhere"], 2, "does not exist"),
        (["evaluate", "gold", "nowhere", "--split", "dev"], 1, "nowhere: no such folder; run: glossary-graph build"),
        (["evaluate", "gold", "--split", "none"], 1, "has no list 'none'; the splits are dev, test, odd"),
        (["evaluate", "gold", "--split", "test"], 1, "secret.json"),
    ],
)
def test_evaluate_refuses_in_one_line(run: Run, arguments: list[str], code: int, message: str) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (code, "")
    assert message in " ".join(done.err.split())
    assert "Traceback" not in done.err
