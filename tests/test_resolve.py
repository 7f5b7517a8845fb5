"""Resolution: which names are one thing, what it is called, why it is a node, and slugs that stay."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from graph.claims import Claim, Evidence, Mention, number_claims
from graph.entries import Entry
from graph.errors import SettingsError
from graph.formats.tables import write_ids
from graph.lexicon import name_key
from graph.mentions import find_mentions
from graph.network import Build, Retired, Thing
from graph.resolve import KeptIds, Key, Resolution, read_ids, resolve, retired_slugs
from graph.settings import Settings
from graph.vocabulary import read_vocabulary
from tests.entries_made import entry_of, matcher_of

VOCABULARY = read_vocabulary()


def resolved(*entries: Entry, kept: KeptIds | None = None) -> dict[str, Thing]:
    """Find the mentions of a glossary, resolve them, and give the things by slug."""
    matcher = matcher_of(*entries)
    mentions = [mention for entry in entries for mention in find_mentions(entry, matcher)]
    return {thing.id: thing for thing in resolve(entries, mentions, [], VOCABULARY, kept).things}


def named(things: Mapping[str, Thing], name: str) -> str:
    """Give the slug of the one thing with a label or alias."""
    (slug,) = [slug for slug, thing in things.items() if name in (thing.label, *thing.aliases)]
    return slug


# ── one thing, one node ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("other", ["fine tuning", "Fine-tuning", "FINE-TUNING", "fine‑tuning"])
def test_case_and_hyphens_do_not_divide(other: str) -> None:
    things = resolved(entry_of("Fine-tuning", "It adapts a model."), entry_of("RAG", f"Unlike {other}, it is cheap."))
    assert things["fine-tuning"].entries == ("fine-tuning", "rag")
    assert sum("fine" in slug for slug in things) == 1


def test_plurals_do_not_divide_and_the_plural_is_an_alias() -> None:
    things = resolved(
        entry_of("Foundation model", "It is large."), entry_of("LLM", "Many foundation models are language models.")
    )
    assert things["foundation-model"].label == "foundation model"
    assert "foundation models" in things["foundation-model"].aliases
    assert "foundation-models" not in things


def test_an_acronym_and_its_long_form_are_one_and_the_merge_says_why() -> None:
    entry = entry_of("Zonal quantile pruning", "Zonal quantile pruning (ZQP) is a technique. ZQP is fast.")
    things = resolved(entry)
    thing = things[named(things, "ZQP")]
    assert thing.id == "zonal-quantile-pruning"
    assert [merge.reason for merge in thing.merges if merge.name == "ZQP"] == ["acronym"]


def test_an_acronym_that_two_entries_use_means_in_each_what_the_entry_says() -> None:
    one = entry_of("Zonal quantile pruning", "Zonal quantile pruning (ZQP) is a technique. ZQP is fast.")
    two = entry_of("Zebra query planning", "Zebra query planning (ZQP) is a technique. ZQP is slow.")
    things = resolved(one, two)
    bearers = {slug for slug, thing in things.items() if "ZQP" in (thing.label, *thing.aliases)}
    assert bearers == {"zonal-quantile-pruning", "zebra-query-planning"}
    assert things["zonal-quantile-pruning"].entries == (one.name,)
    assert things["zebra-query-planning"].entries == (two.name,)


def test_an_alias_of_the_editor_is_the_same_thing() -> None:
    things = resolved(
        entry_of("Confabulation", "It is a fault.", aliases=("Making things up",)),
        entry_of("RAG", "It stops making things up."),
    )
    thing = things["confabulation"]
    assert thing.entries == ("confabulation", "rag")
    assert [merge.reason for merge in thing.merges if merge.name == "making things up"] == ["alias"]


def test_every_other_name_has_its_reason() -> None:
    things = resolved(
        entry_of("Retrieval-augmented generation (RAG)", "RAG helps. Retrieval augmented generation is common."),
        entry_of("Chatbot", "Chatbots such as ChatGPT use RAG, LLMs and large language models."),
    )
    for thing in things.values():
        names = {name.casefold() for name in (thing.label, *thing.aliases)}
        assert {merge.name.casefold() for merge in thing.merges} <= names
        assert all(merge.reason for merge in thing.merges)
    assert "retrieval-augmented-generation" in things


# ── different things ────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    "names",
    [
        ("GPT-4", "GPT-4o", "GPT-4 Turbo", "GPT-3.5", "GPT-3"),
        ("Llama 2", "Llama 3", "Llama 3.1", "Llama 3 70B", "Llama 3 8B"),
        ("Claude 3 Opus", "Claude 3 Haiku", "Claude 3"),
    ],
)
def test_versions_sizes_and_tiers_stay_apart(names: tuple[str, ...]) -> None:
    things = resolved(entry_of("Evaluation", f"We compare {', '.join(names)}."))
    slugs = {name: named(things, name) for name in names}
    assert len(set(slugs.values())) == len(names)
    assert all(things[slug].label == name for name, slug in slugs.items())


def mention(entry: str, start: int, label: str, kind: str, source: str = "gazetteer", *, text: str = "") -> Mention:
    text = text or label
    return Mention(entry, start, start + len(text), text, kind, source, label)


def things_of(*mentions: Mention, entries: Iterable[Entry] = (), claims: Iterable[Claim] = ()) -> dict[str, Thing]:
    return {thing.id: thing for thing in resolve(entries, mentions, claims, VOCABULARY).things}


def test_homographs_take_their_kind_into_the_slug() -> None:
    things = things_of(mention("e", 0, "Mistral", "Organization"), mention("e", 20, "Mistral", "ModelFamily"))
    assert {slug: thing.kind for slug, thing in things.items()} == {
        "mistral-organization": "Organization",
        "mistral-model-family": "ModelFamily",
    }


def test_a_guessed_kind_gives_way_to_what_trusted_mentions_say() -> None:
    things = things_of(
        mention("e", 0, "Zorb", "Software", "gazetteer"), mention("f", 0, "Zorb", "Organization", "name")
    )
    assert [(thing.kind, thing.mentions) for thing in things.values()] == [("Software", 2)]


def test_parent_and_child_stay_apart() -> None:
    things = things_of(mention("e", 0, "Google", "Organization"), mention("e", 20, "Google DeepMind", "Organization"))
    assert set(things) == {"google", "google-deepmind"}


def test_merging_is_not_carried_on_from_one_merge_to_the_next() -> None:
    things = things_of(
        mention("e", 0, "alpha beta", "Technique", "acronym", text="AB"),
        mention("f", 0, "AB", "Technique", "title"),
        mention("f", 9, "AB testing", "Technique", "alias", text="AB"),
    )
    assert {thing.label for thing in things.values()} == {"alpha beta", "AB", "AB testing"}


# ── what deserves a node ────────────────────────────────────────────────────────────────────────────────────────────
def test_a_noun_of_one_entry_is_no_node() -> None:
    assert things_of(mention("e", 5, "user", "Concept", "term"), mention("e", 15, "user", "Concept", "term")) == {}


@pytest.mark.parametrize(
    ("mentions", "reason"),
    [
        ([mention("e", 0, "thing", "Concept", "title")], "subject of an entry"),
        ([mention("e", 0, "thing", "Concept", "link")], "subject of an entry"),
        ([mention("e", 0, "thing", "Concept", "acronym")], "has an acronym"),
        ([mention("e", 0, "thing", "Concept", "gazetteer")], "a term of the field"),
        ([mention("e", 0, "Zorb", "Software", "name")], "a name"),
        ([mention("e", 0, "LoRAX", "Technique", "name")], "a name"),
        (
            [mention("e", 0, "user", "Concept", "term"), mention("f", 0, "user", "Concept", "term")],
            "used in several entries",
        ),
    ],
)
def test_a_node_says_why_it_is_one(mentions: list[Mention], reason: str) -> None:
    (thing,) = things_of(*mentions).values()
    assert reason in thing.reasons


def stated(negated: bool) -> list[Claim]:
    subject = mention("e", 0, "RAG", "Technique", "title")
    object_ = mention("e", 15, "stale answer", "Concept", "term")
    marks = {"negated": True} if negated else {}
    return number_claims([Claim("e", subject, "mitigates", object_, Evidence("", 0, 30, "…"), ("x",), 0.8, marks)])


def test_an_end_of_a_fact_is_a_node() -> None:
    assert things_of(claims=stated(False))["stale-answer"].reasons == ("stands in a fact",)


def test_an_end_of_a_denial_is_not() -> None:
    assert "stale-answer" not in things_of(claims=stated(True))


def test_a_family_that_only_a_version_spells_is_no_node_unless_a_fact_needs_it() -> None:
    assert things_of(mention("e", 0, "Llama", "ModelFamily", "name-part")) == {}


def test_of_the_ancestors_in_a_name_only_the_nearest_that_the_text_knows_is_stated() -> None:
    version = mention("e", 0, "Llama 3 70B", "Model")
    parents = [mention("e", 0, "Llama", "ModelFamily", "name-part"), mention("e", 0, "Llama 3", "Model", "name-part")]
    claims = number_claims(
        Claim("e", version, "variantOf", parent, Evidence("", 0, 30, "…"), ("version-name",), 0.95)
        for parent in parents
    )

    def ancestors(*others: Mention) -> list[str]:
        found = resolve((), [version, *others], claims, VOCABULARY).claims
        return [claim.object.label for claim in found if isinstance(claim.object, Mention)]

    family, third = mention("e", 40, "Llama", "ModelFamily"), mention("e", 50, "Llama 3", "Model")
    assert ancestors(family, third) == ["Llama 3"]
    assert ancestors(family) == ["Llama"]


# ── labels and definitions ──────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("title", "text", "label"),
    [
        ("Foundation Model", "A foundation model is large.", "foundation model"),
        ("Zonal pruning", "It is a technique.", "zonal pruning"),
        ("GPT-4", "GPT-4 is large.", "GPT-4"),
        ("OpenAI", "OpenAI is a company.", "OpenAI"),
    ],
)
def test_a_title_is_written_as_within_a_sentence(title: str, text: str, label: str) -> None:
    entry = entry_of(title, text)
    things = resolved(entry)
    (thing,) = [thing for thing in things.values() if thing.entry == entry.name]
    assert thing.label == label


def test_the_entrys_first_sentence_defines_its_subject() -> None:
    things = resolved(entry_of("Zonal pruning", {"Definition": "A way to prune. It is old.", "History": "Long."}))
    assert things["zonal-pruning"].definition == "A way to prune."


def test_the_order_of_mentions_changes_nothing() -> None:
    entries = [entry_of("RAG", "RAG uses LLMs, GPT-4 and Mistral."), entry_of("LLM", "Mistral AI made an LLM.")]
    matcher = matcher_of(*entries)
    mentions = [mention for entry in entries for mention in find_mentions(entry, matcher)]
    expected = resolve(entries, mentions, [], VOCABULARY)
    for seed in range(5):
        shuffled = random.Random(seed).sample(  # noqa: S311 (a shuffle that can be repeated)
            mentions, len(mentions)
        )
        assert resolve(entries[::-1], shuffled, [], VOCABULARY) == expected


def test_every_node_of_a_mention_exists_and_every_thing_is_mentioned() -> None:
    entries = [entry_of("RAG", "RAG uses LLMs, GPT-4 and Mistral."), entry_of("LLM", "Mistral AI made an LLM.")]
    matcher = matcher_of(*entries)
    found = resolve(entries, [one for entry in entries for one in find_mentions(entry, matcher)], [], VOCABULARY)
    assert {one.node for one in found.mentions} == {thing.id for thing in found.things}


# ── slugs that stay ─────────────────────────────────────────────────────────────────────────────────────────────────
def group(kind: str) -> str:
    for name in ("concept", "artifact"):
        if VOCABULARY.is_in(kind, name):
            return name
    return kind


def slugs(found: Resolution) -> dict[Key, str]:
    """Give the slug of each thing by what makes it the same thing in another build: its name and sort of kind."""
    return {(name_key(thing.label), group(thing.kind)): thing.id for thing in found.things}


def keep(found: Resolution, path: Path) -> KeptIds:
    """Write ids.csv as a build does, and read it as the next build does."""
    write_ids(Build((), (), (), found.things, ()), path, Settings())
    return read_ids(path, VOCABULARY)


NAMES = (
    "Mistral",
    "GPT-4",
    "GPT 4o",
    "attention",
    "Attention!",
    "C++",
    "+1 rule",
    "=sum",
    "LLaMA",
    "Claude",
    "a,b",
    "模型",
)
KINDS = ("Organization", "Model", "ModelFamily", "Technique", "Concept", "Person", "Publication")


def random_mentions(chance: random.Random, entry: str) -> list[Mention]:
    picked = chance.sample([(name, kind) for name in NAMES for kind in KINDS], chance.randint(1, 6))
    return [mention(entry, 30 * place, name, kind) for place, (name, kind) in enumerate(picked)]


def change(chance: random.Random, glossary: dict[str, list[Mention]]) -> None:
    """Add, edit or remove an entry."""
    name = f"entry-{chance.randint(1, 6)}"
    if name in glossary and chance.random() < 0.4:
        del glossary[name]
    else:
        glossary[name] = random_mentions(chance, name)


def test_a_thousand_sequences_of_edits_change_no_surviving_slug(tmp_path: Path) -> None:
    contested = 0
    for seed in range(1000):
        chance = random.Random(seed)  # noqa: S311 (a sequence that can be repeated)
        glossary: dict[str, list[Mention]] = {}
        kept: KeptIds = {}
        states: list[dict[Key, str]] = []
        for _ in range(5):
            change(chance, glossary)
            found = resolve((), [one for row in glossary.values() for one in row], (), VOCABULARY, kept)
            kept = keep(found, tmp_path / "ids.csv")
            states.append(slugs(found))
        for state in states:
            assert len(set(state.values())) == len(state), f"seed {seed}: two things share a slug"
        for before, after in pairwise(states):
            moved = {
                key: (before[key], after[key]) for key in before.keys() & after.keys() if before[key] != after[key]
            }
            assert not moved, f"seed {seed}"
            contested += bool(before.keys() & after.keys())
    assert contested > 2000, "too few things survive for this to test anything"


def test_without_the_file_a_rival_changes_slugs_and_with_it_the_older_keeps_its_own(tmp_path: Path) -> None:
    family, company = mention("e", 0, "Mistral", "ModelFamily"), mention("e", 20, "Mistral", "Organization")
    old = resolve((), [family], (), VOCABULARY)
    assert slugs(old) == {("mistral", "artifact"): "mistral"}
    assert set(slugs(resolve((), [family, company], (), VOCABULARY)).values()) == {
        "mistral-model-family",
        "mistral-organization",
    }
    new = slugs(resolve((), [family, company], (), VOCABULARY, keep(old, tmp_path / "ids.csv")))
    assert new == {("mistral", "artifact"): "mistral", ("mistral", "Organization"): "mistral-organization"}


def test_a_renamed_thing_keeps_its_slug_where_the_old_name_is_its_alias(tmp_path: Path) -> None:
    old = resolve((), [mention("e", 0, "confabulation", "Concept", "title")], (), VOCABULARY)
    kept = keep(old, tmp_path / "ids.csv")
    renamed = [
        mention("e", 0, "hallucination", "Concept", "title"),
        mention("e", 30, "hallucination", "Concept", "alias", text="confabulation"),
    ]
    (thing,) = resolve((), renamed, (), VOCABULARY, kept).things
    assert (thing.id, thing.label) == ("confabulation", "hallucination")


def test_an_alias_takes_no_slug_from_the_thing_that_still_bears_the_name(tmp_path: Path) -> None:
    title = mention("e", 0, "RAG", "Technique", "title")
    kept = keep(resolve((), [title], (), VOCABULARY), tmp_path / "ids.csv")
    other = mention("f", 0, "a rag", "Technique", "acronym", text="RAG")
    other = replace(other, label="random agent graph")
    found = slugs(resolve((), [title, other], (), VOCABULARY, kept))
    assert found == {("rag", "concept"): "rag", ("random agent graph", "concept"): "random-agent-graph"}


def test_a_kept_slug_is_never_given_to_another_thing(tmp_path: Path) -> None:
    kept = keep(resolve((), [mention("e", 0, "Mistral", "ModelFamily")], (), VOCABULARY), tmp_path / "ids.csv")
    found = slugs(resolve((), [mention("e", 0, "Mistral", "Organization")], (), VOCABULARY, kept))
    assert found == {("mistral", "Organization"): "mistral-organization"}


def test_the_file_of_kept_slugs_may_come_from_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    path.write_bytes("\ufeffslug,kind,label\r\nthe-model,Model,GPT-4\r\n".encode())
    assert read_ids(path, VOCABULARY) == {("gpt4", "artifact"): "the-model"}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("slug,kind,label\na,Model,A\nb,Modell,B\n", "line 3"),
        ("slug,kind,label\n,Model,A\n", "line 2"),
        ("slug,kind,label\na,Model\n", "line 2"),
        ("id,kind,label\na,Model,A\n", "line 2"),
        ("slug,kind,label\na,Model," + "x" * 200_000 + "\n", "ids.csv"),
    ],
)
def test_a_wrong_line_of_kept_slugs_is_named(tmp_path: Path, text: str, place: str) -> None:
    path = tmp_path / "ids.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=rf"ids\.csv.*{place}|{place}.*") as caught:
        read_ids(path, VOCABULARY)
    assert str(path) in str(caught.value)


def test_a_missing_file_of_kept_slugs_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.csv.*name the ids\.csv of an earlier build"):
        read_ids(tmp_path / "none.csv", VOCABULARY)


def test_a_slug_that_no_thing_has_is_retired_for_what_bears_its_name(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    rows = ("rag,Technique,RAG", "mistral,ModelFamily,Mistral", "gone,Concept,gone", "kept,Concept,kept")
    path.write_text("\n".join(("slug,kind,label", *rows)), encoding="utf-8")
    things = (
        Thing("kept", "kept", "Concept"),
        Thing("mistral-ai", "Mistral AI", "Organization", aliases=("Mistral",)),
        Thing("retrieval", "retrieval-augmented generation", "Technique", aliases=("RAG",)),
        Thing("rag-company", "RAG", "Organization"),
    )
    assert retired_slugs(path, things, VOCABULARY) == (
        Retired("gone", "gone", "Concept"),
        Retired("mistral", "Mistral", "ModelFamily", ("mistral-ai",)),
        Retired("rag", "RAG", "Technique", ("retrieval",)),
    )


def test_a_split_thing_is_replaced_by_both(tmp_path: Path) -> None:
    path = tmp_path / "ids.csv"
    path.write_text("slug,kind,label\nmistral,Concept,Mistral\n", encoding="utf-8")
    things = (
        Thing("mistral-organization", "Mistral", "Organization"),
        Thing("mistral-model-family", "Mistral", "ModelFamily"),
    )
    (retired,) = retired_slugs(path, things, VOCABULARY)
    assert retired.replaced_by == ("mistral-model-family", "mistral-organization")


# ── a node for what stands in a fact ────────────────────────────────────────────────────────────────────────────────
def contrast(first: str, second: str, text: str, confidence: float) -> Claim:
    """Claim that two terms that nobody lists contrast, in a sentence of an entry."""
    ends = [
        Mention("entry", text.index(name), text.index(name) + len(name), name, "Concept", "term", name)
        for name in (first, second)
    ]
    return Claim("entry", ends[0], "contrastsWith", ends[1], Evidence("", 0, len(text), text), ("model",), confidence)


@pytest.mark.parametrize(("confidence", "there"), [(0.6, True), (0.3, False)])
def test_what_says_the_same_both_ways_gives_its_ends_a_node_together(confidence: float, *, there: bool) -> None:
    claims = [
        contrast("zorbo weave", "zorbo knit", "A zorbo weave is no zorbo knit.", confidence),
        contrast("zorbo knit", "zorbo weave", "The zorbo knit differs from a zorbo weave.", confidence),
    ]
    for some, found in ((claims, there), (claims[:1], False)):
        made = resolve([], [], number_claims(some), VOCABULARY, threshold=0.7)
        assert {thing.label for thing in made.things} == ({"zorbo weave", "zorbo knit"} if found else set())
