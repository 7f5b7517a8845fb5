"""The names and terms that a text uses, found without grammar."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.claims import Mention
from graph.entries import Entry
from graph.mentions import TRUST, add_tags, drop_untagged, find_mentions, lower_first, lower_label
from tests.entries_made import entry_of, matcher_of

plain = matcher_of()


def mentions_of(entry: Entry, *others: Entry) -> list[Mention]:
    """Find the mentions of an entry below its title, in a glossary with the others."""
    return [mention for mention in find_mentions(entry, matcher_of(entry, *others)) if mention.start > 0]


def found_in(text: str, *others: Entry) -> dict[str, tuple[str, str]]:
    """Give label and kind of each wording that is found in a text."""
    return {mention.text: (mention.label, mention.kind) for mention in mentions_of(entry_of("Subject", text), *others)}


def kinds_in(text: str) -> dict[str, str]:
    return {wording: kind for wording, (_, kind) in found_in(text).items()}


# ── what everybody knows ─────────────────────────────────────────────────────────────────────────────────────────────
def test_terms_are_found_in_any_case_and_number() -> None:
    found = found_in("Transformers help. One transformer helps.")
    assert found == {"Transformers": ("transformer", "ModelType"), "transformer": ("transformer", "ModelType")}


@pytest.mark.parametrize(
    "text", ["A 280-billion-parameter run.", "A transformer-based run.", "A run of nontransformers."]
)
def test_a_part_of_a_hyphenated_or_longer_word_is_no_mention(text: str) -> None:
    assert found_in(text) == {}


def test_versions_and_sizes_are_names_of_their_own() -> None:
    found = kinds_in("We compare GPT-4o, GPT-4, GPT-4 Turbo and Llama 3 70B.")
    assert found == dict.fromkeys(("GPT-4o", "GPT-4", "GPT-4 Turbo", "Llama 3 70B"), "Model")


def test_the_longer_of_two_overlapping_names_wins() -> None:
    assert list(found_in("We use chain-of-thought prompting.")) == ["chain-of-thought prompting"]


def test_a_listed_name_with_a_comma_is_one_name() -> None:
    assert kinds_in("He taught at the University of California, San Diego.") == {
        "University of California, San Diego": "Organization"
    }


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DeepSeek released it.", "Organization"),
        ("It was trained by DeepSeek.", "Organization"),
        ("Labs such as OpenAI and DeepSeek grew.", "Organization"),
        ("The DeepSeek model grew.", "Model"),
    ],
)
def test_the_words_beside_a_homograph_choose_its_sense(text: str, kind: str) -> None:
    said = kinds_in(text)["DeepSeek"]
    assert said == kind or (kind == "Model" and said == "ModelFamily")


# ── what the glossary says itself ────────────────────────────────────────────────────────────────────────────────────
def test_titles_and_aliases_of_other_entries_are_mentions() -> None:
    other = entry_of("Quasi pooling", "Quasi pooling is a training technique.", aliases=("QP-pool",))
    assert found_in("We use quasi pooling, or QP-pool.", other) == {
        "quasi pooling": ("quasi pooling", "Technique"),
        "QP-pool": ("quasi pooling", "Technique"),
    }


def test_a_title_written_as_a_headline_is_found_in_small_letters() -> None:
    other = entry_of("Quasi Pooling Layer", "A quasi pooling layer is a layer.")
    named = entry_of("Quasi Bench", "Quasi Bench is a benchmark.")
    assert found_in("Two quasi pooling layers.", other)["quasi pooling layers"][0] == "Quasi Pooling Layer"
    assert "quasi bench" not in found_in("We met a quasi bench.", named)  # a name keeps its capitals


def test_an_acronym_with_one_meaning_serves_the_whole_glossary() -> None:
    other = entry_of("Other", "A zonal quark estimator (ZQE) works.")
    assert found_in("The ZQE works.", other)["ZQE"][0] == "zonal quark estimator"


def test_an_acronym_with_two_meanings_serves_only_its_own_entry() -> None:
    one = entry_of("One", "A zonal quark estimator (ZQE) works. The ZQE is fast.")
    two = entry_of("Two", "A zero quota engine (ZQE) works.")
    three = entry_of("Three", "The ZQE works.")
    assert {m.label for m in mentions_of(one, two, three) if m.text == "ZQE"} == {"zonal quark estimator"}
    assert {m.label for m in mentions_of(two, one, three) if m.text == "ZQE"} == {"zero quota engine"}
    assert {m.source for m in mentions_of(three, one, two) if m.text == "ZQE"} == {"name"}


def test_a_link_of_the_editor_is_overruled_by_nothing() -> None:
    target = entry_of("Dropout", "Dropout is a training technique.")
    entry = entry_of("Subject", "The large language model card helps.", links={"language model card": "dropout"})
    linked = [mention for mention in mentions_of(entry, target) if mention.source == "link"]
    assert [(mention.text, mention.label) for mention in linked] == [("language model card", "dropout")]


def test_a_link_that_leads_nowhere_is_no_mention() -> None:
    entry = entry_of("Subject", "The banana helps.", links={"banana": "fruit"})
    assert mentions_of(entry) == []


def test_headings_name_nothing() -> None:
    entry = entry_of("Subject", {"Transformers": "Text.", "More": "A transformer."})
    assert [mention.text for mention in mentions_of(entry)] == ["transformer"]


# ── names that nobody listed ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("We use the QuarkNet dataset.", "QuarkNet", "Dataset"),
        ("We use QuarkNet, an annotated dataset.", "QuarkNet", "Dataset"),
        ("It came from the Fraunhofer Institute.", "Fraunhofer Institute", "Organization"),
        ("It was built by Quentin Marlowe.", "Quentin Marlowe", "Person"),
        ("Later Zorba Kvist and colleagues built it.", "Zorba Kvist", "Person"),
        ("They use the benchmark QuarkNet.", "QuarkNet", "Benchmark"),
        ("They use QuarkNet.", "QuarkNet", "Concept"),
    ],
)
def test_the_words_beside_an_unlisted_name_say_its_kind(text: str, name: str, kind: str) -> None:
    assert kinds_in(text)[name] == kind


def test_what_comes_next_in_a_list_does_not_say_a_names_kind() -> None:
    assert (
        kinds_in("It uses the Fraunhofer Institute, the QuarkNet dataset and more.")["Fraunhofer Institute"]
        == "Organization"
    )


def test_a_capital_at_the_beginning_of_a_sentence_makes_no_name() -> None:
    assert found_in("However, this works. Bananas help. In March it ended.") == {}


def test_a_listed_name_ends_a_row_of_capitals() -> None:
    assert list(found_in("They bought NVIDIA GTX 580 cards.")) == ["NVIDIA", "GTX 580"]


@pytest.mark.parametrize("text", ["It needs 80 GB of memory.", "It does 10 TFLOPS.", "It draws 300 W."])
def test_units_are_no_names(text: str) -> None:
    assert not {"GB", "TFLOPS", "W"} & set(found_in(text))


def test_a_surname_stands_for_the_person_named_before() -> None:
    assert found_in("It came from Jane Roe. Later Roe left.")["Roe"] == ("Jane Roe", "Person")


def test_an_unlisted_name_beside_a_person_is_a_person() -> None:
    assert kinds_in("It was made by Jane Roe, Zorba Kvist and Ylva Thrane.") == {
        "Jane Roe": "Person",
        "Zorba Kvist": "Person",
        "Ylva Thrane": "Person",
    }


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('In "A Study of Very Odd Networks", they say so.', ["A Study of Very Odd Networks"]),
        ('In "A Study of Very Odd Networks," they say so.', ["A Study of Very Odd Networks"]),
        ('In the "Odd Networks" paper they say so.', ["Odd Networks"]),
        ('They call it "quite a very plain thing" here.', []),
        ('They call it "Odd" here.', []),
    ],
)
def test_a_quoted_title_is_a_publication(text: str, titles: list[str]) -> None:
    assert [wording for wording, kind in kinds_in(text).items() if kind == "Publication"] == titles


# ── what holds always ────────────────────────────────────────────────────────────────────────────────────────────────
pieces = ["GPT-4o", "Llama", "3", "70B", "the", "transformers", "(RAG)", "Retrieval-augmented generation", '"A B C"']
pieces += [
    "Jane Roe",
    "and",
    ", ",
    ". ",
    "\n",
    "Meta's",
    "é",
    "𝕏",
    "fine-tuning",
    "—",
    "(",
    ")",
    "University of",
    "OpenAI",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(pieces) | st.text(max_size=8), max_size=14).map(" ".join))
def test_mentions_quote_the_text_in_order_and_never_overlap(text: str) -> None:
    entry = entry_of("Subject", text)
    end = 0
    for mention in find_mentions(entry, plain):
        assert entry.text[mention.start : mention.end] == mention.text
        assert end <= mention.start < mention.end
        assert mention.source in TRUST
        end = mention.end
    assert find_mentions(entry, plain) == find_mentions(entry, plain)


def test_an_entry_without_text_has_no_mentions() -> None:
    assert mentions_of(Entry("empty", "Empty", "Empty\n", ())) == []


# ── titles ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Zorbation", "Zorbation is a training technique that helps.", "Technique"),
        ("Zorba Net", "Zorba Net is a company that sells.", "Organization"),
        ("Zorba network", "Nothing is said.", "ModelType"),
        ("Zorbation", "Nothing is said.", "Concept"),
        ("GPT-4", "Nothing is said.", "Model"),
    ],
)
def test_a_titles_kind_comes_from_the_gazetteer_the_definition_or_its_head(title: str, text: str, kind: str) -> None:
    entry = entry_of(title, text)
    assert matcher_of(entry).sense_of_title(entry).kind == kind


def test_a_title_that_no_lexicon_knows_is_a_concept() -> None:
    assert plain.sense_of_title(entry_of("Zorbation", "Text.")).kind == "Concept"


def test_a_title_written_out_and_its_acronym_are_one_label() -> None:
    entry = entry_of("ZQE", "Zonal quark estimation (ZQE) is a training technique.")
    labels = {mention.label for mention in mentions_of(entry)}
    assert labels == {matcher_of(entry).sense_of_title(entry).label}


@pytest.mark.parametrize(
    ("surface", "label"),
    [
        ("Foundation models", "foundation model"),
        ("GPT-4", "GPT-4"),
        ("Scaling laws", "scaling law"),
        ("", ""),
    ],
)
def test_a_terms_label_is_small_and_singular(surface: str, label: str) -> None:
    assert lower_label(surface) == label


def test_only_the_first_letter_becomes_small() -> None:
    assert lower_first("Bayesian Network") == "bayesian Network"
    assert lower_first("") == ""


# ── what the trained tagger adds ─────────────────────────────────────────────────────────────────────────────────────
TAGGED = entry_of("Subject", "Zorbo uses deep vector database sharding, RAG and [x].", links={"[x]": "Subject"})


def tagged(wording: str, kind: str, sure: float) -> dict[str, tuple[str, str, str]]:
    """Give label, kind and source of each wording after the tagger named one."""
    start = TAGGED.text.index(wording)
    known = find_mentions(TAGGED, matcher_of(TAGGED))
    found = add_tags(TAGGED, known, [(start, start + len(wording), kind, sure)], matcher_of(TAGGED))
    assert found == sorted(found)
    assert all(TAGGED.text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    return {one.text: (one.label, one.kind, one.source) for one in found if one.start > 0}


def test_the_tagger_adds_a_place_that_nobody_knew_if_it_is_sure() -> None:
    assert tagged("sharding", "Technique", 0.6)["sharding"] == ("sharding", "Technique", "tagger")
    assert "sharding" not in tagged("sharding", "Technique", 0.4)


def test_a_longer_term_of_the_tagger_swallows_terms_inside_it_only_if_it_is_sure() -> None:
    longer = "deep vector database sharding"
    assert set(tagged(longer, "Technique", 0.7)) >= {longer}
    assert "vector database" not in tagged(longer, "Technique", 0.7)
    assert set(tagged(longer, "Technique", 0.5)) >= {"vector database"}
    assert longer not in tagged(longer, "Technique", 0.5)


def test_what_an_entry_is_about_gives_way_to_a_longer_term_only_where_the_tagger_is_very_sure() -> None:
    longer = "Zorbo sharding"
    entry = entry_of("Zorbo", f"We tried {longer} there.")
    matcher = matcher_of(entry)
    start = entry.text.index(longer)
    for sure, kept in ((0.9, "Zorbo"), (0.97, longer)):
        tags = [(start, start + len(longer), "Technique", sure)]
        found = add_tags(entry, find_mentions(entry, matcher), tags, matcher)
        assert [mention.text for mention in found if mention.start == start] == [kept]


def test_the_noun_behind_a_name_is_part_of_the_mention_and_not_of_the_name() -> None:
    entry = entry_of("Subject", "We used the GLUE benchmark.")
    matcher = matcher_of(entry)
    start = entry.text.index("GLUE")
    found = add_tags(entry, find_mentions(entry, matcher), [(start, start + 14, "Benchmark", 0.9)], matcher)
    assert [(mention.text, mention.label) for mention in found if mention.start == start] == [
        ("GLUE benchmark", "GLUE")
    ]


def test_what_somebodys_method_is_called_is_no_name_of_that_somebody() -> None:
    entry = entry_of("Subject", "We used the OpenAI method.")
    start = entry.text.index("OpenAI")
    matcher = matcher_of(entry)
    found = add_tags(entry, find_mentions(entry, matcher), [(start, start + 13, "Technique", 0.9)], matcher)
    assert [(mention.label, mention.kind) for mention in found if mention.start == start] == [
        ("OpenAI method", "Technique")
    ]


def test_the_verb_of_a_known_technique_names_it() -> None:
    entry = entry_of("Subject", "It was distilled and zorbed.")
    matcher = matcher_of(entry)
    tags = [
        (entry.text.index(word), entry.text.index(word) + len(word), "Technique", 0.9)
        for word in ("distilled", "zorbed")
    ]
    found = add_tags(entry, find_mentions(entry, matcher), tags, matcher)
    labels = {mention.text: (mention.label, mention.source) for mention in found}
    assert labels["distilled"] == ("knowledge distillation", "gazetteer")
    assert labels["zorbed"] == ("zorbed", "tagger")


def test_a_common_word_of_the_gazetteer_counts_only_where_the_tagger_that_read_it_thinks_of_a_term() -> None:
    entry = entry_of("Subject", "It holds a token, and GPT-4.")
    matcher = matcher_of(entry)
    known = find_mentions(entry, matcher)
    place = next((mention.start, mention.end) for mention in known if mention.text == "token")
    whole = [(0, len(entry.text))]
    assert {"token", "GPT-4"} <= {mention.text for mention in drop_untagged(known, [], [])}
    assert {mention.text for mention in drop_untagged(known, [], whole)} & {"token", "GPT-4"} == {"GPT-4"}
    assert {"token", "GPT-4"} <= {mention.text for mention in drop_untagged(known, [(*place, "Concept", 0.3)], whole)}


def test_what_is_known_keeps_its_kind_whatever_the_tagger_says() -> None:
    before = tagged("Zorbo", "Software", 0.0)
    assert tagged("RAG", "Organization", 0.99)["RAG"] == before["RAG"]
    assert tagged("vector database", "Dataset", 0.99)["vector database"] == before["vector database"]


def test_a_link_stays_though_a_longer_tag_lies_over_it() -> None:
    found = tagged("RAG and [x]", "Technique", 0.99)
    assert found["[x]"][2] == "link"
    assert "RAG and [x]" not in found


def test_a_name_that_was_only_guessed_takes_the_kind_of_the_tagger() -> None:
    entry = entry_of("Subject", "We compared ZorboNet there.")
    (guess,) = find_mentions(entry, matcher_of(entry))[-1:]
    assert (guess.text, guess.source) == ("ZorboNet", "name")
    (found,) = add_tags(entry, [guess], [(guess.start, guess.end, "ModelType", 0.6)], matcher_of(entry))
    assert (found.kind, found.label, found.source) == ("ModelType", "ZorboNet", "tagger")
    assert add_tags(entry, [guess], [(guess.start, guess.end, "ModelType", 0.4)], matcher_of(entry)) == [guess]


def test_a_kind_that_the_vocabulary_does_not_have_is_passed_over() -> None:
    assert tagged("sharding", "Sorcery", 0.99) == tagged("sharding", "Technique", 0.0)


@given(
    st.lists(
        st.tuples(st.integers(9, 50), st.integers(1, 20), st.sampled_from(["Model", "Technique"]), st.floats(0, 1)),
        max_size=6,
    )
)
def test_whatever_is_tagged_mentions_never_overlap(rows: list[tuple[int, int, str, float]]) -> None:
    end = len(TAGGED.text) - 1
    tags = [(start, min(start + size, end), kind, sure) for start, size, kind, sure in rows]
    found = add_tags(TAGGED, find_mentions(TAGGED, matcher_of(TAGGED)), tags, matcher_of(TAGGED))
    assert all(one.end <= other.start for one, other in pairwise(found))
