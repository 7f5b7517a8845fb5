"""The skeleton that the parser reads, and the way back to the text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.annotate import Annotation, annotate, load_pipeline
from graph.entries import Entry, read_section_roles
from graph.errors import SettingsError
from graph.settings import Settings
from tests.entries_made import annotation_of, entry_of, matcher_of

PIPELINE = Settings().pipeline


def read(text: str) -> Annotation:
    return annotation_of(entry_of("Subject", text))


def skeletons(made: Annotation) -> list[str]:
    return [" ".join(made.words[sentence.first : sentence.last]) for sentence in made.sentences]


# ── what the parser sees ─────────────────────────────────────────────────────────────────────────────────────────────
def test_a_mention_is_one_token() -> None:
    made = read("We use a large language model and Llama 3 70B.")
    assert [mention.text for mention in made.known if mention] == ["large language model", "Llama 3 70B"]
    assert skeletons(made) == ["We use a model and 70B ."]


def test_what_stands_in_brackets_is_taken_out_and_hangs_on_the_word_before() -> None:
    made = read("GPT-4 (OpenAI, 2023) helps.")
    assert skeletons(made) == ["GPT-4 helps ."]
    (aside,) = made.asides
    assert made.entry.text[aside.start : aside.end] == "OpenAI, 2023"
    assert made.words[aside.anchor] == "GPT-4"
    assert [mention.text for mention in aside.mentions] == ["OpenAI"]


def test_words_in_brackets_are_read_as_a_fragment() -> None:
    made = read("Dropout (a simple and cheap trick) helps.")
    assert skeletons(made) == ["Dropout helps .", "a simple and cheap trick"]
    assert made.words[made.sentences[1].anchor] == "Dropout"


def test_what_stands_between_dashes_is_a_fragment_of_the_same_sentence() -> None:
    made = read("Dropout helps networks — a simple trick — a lot.")
    assert skeletons(made) == ["Dropout helps networks a lot .", "a simple trick"]
    main, fragment = made.sentences
    assert (main.dash, main.anchor, fragment.dash) == (False, -1, True)
    assert made.words[fragment.anchor] == "networks"
    assert main.evidence == fragment.evidence


def test_a_sentence_all_in_brackets_is_read_like_any_other() -> None:
    made = read("(All of it works.)")
    assert skeletons(made) == ["All of it works ."]
    assert made.asides == []


def test_quotation_marks_are_left_out() -> None:
    assert skeletons(read("They call it “very good” here.")) == ["They call it very good here ."]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One works. Two works! Three works? Four", 4),
        ("LLaMA 7B. It works.", 2),
        ("It costs 3.5 dollars e.g. today.", 1),
        ("One works (see. this). Two works.", 2),
        ("one\ntwo", 2),
        ('He said "it works." Then it broke.', 2),
    ],
)
def test_sentences_end_at_full_stops_outside_brackets(text: str, count: int) -> None:
    assert len({sentence.evidence.start for sentence in read(text).sentences}) == count


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "1. ", "12) "])
def test_list_marks_are_left_out(mark: str) -> None:
    made = read(f"{mark}Dropout helps.")
    assert skeletons(made) == ["Dropout helps ."]
    assert made.sentences[0].evidence.text == "Dropout helps."


def test_a_row_of_signs_is_left_out() -> None:
    assert skeletons(read("=" * 40 + " Dropout helps.")) == ["Dropout helps ."]


@pytest.mark.parametrize(
    ("text", "skeleton"),
    [
        ("In 2017 Google met.", "In 2017 , Google met ."),
        ("In March 2017 Google met.", "In March 2017 , Google met ."),
        ("In 2017, Google met.", "In 2017 , Google met ."),
        ("In 2017 they all met.", "In 2017 they all met ."),
    ],
)
def test_the_comma_after_a_year_is_set_before_a_name(text: str, skeleton: str) -> None:
    assert skeletons(read(text)) == [skeleton]


def test_a_possessive_is_a_token_of_its_own() -> None:
    assert skeletons(read("It is OpenAI's plan.")) == ["It is OpenAI 's plan ."]


# ── sections ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_sentence_knows_its_section_and_what_that_means() -> None:
    made = annotation_of(entry_of("Subject", {"How it works": "One works.", "Banana": "Two works."}))
    assert [sentence.evidence.section for sentence in made.sentences] == ["How it works", "Banana"]
    roles = read_section_roles()
    assert [sentence.role for sentence in made.sentences] == [roles.role_of("How it works"), roles.role_of("Banana")]


def test_headings_and_title_are_not_read() -> None:
    made = annotation_of(entry_of("Dropout", {"Heading here": "It works."}))
    assert made.words == ["It", "works", "."]


def test_the_subject_is_the_title_and_implied() -> None:
    made = annotation_of(entry_of("Dropout", "It is a training technique."))
    assert (made.subject.text, made.subject.kind, made.subject.implied) == ("Dropout", "Technique", True)


# ── what holds always ────────────────────────────────────────────────────────────────────────────────────────────────
def assert_sound(made: Annotation) -> None:
    text, count = made.entry.text, len(made.words)
    lists = (made.tags, made.deps, made.lemmas, made.heads, made.starts, made.ends, made.known, made.children)
    assert {len(row) for row in lists} == {count}
    assert [place for sentence in made.sentences for place in range(sentence.first, sentence.last)] == [*range(count)]
    for sentence in made.sentences:
        evidence = sentence.evidence
        assert text[evidence.start : evidence.end] == evidence.text
        for token in range(sentence.first, sentence.last):
            assert evidence.start <= made.starts[token] <= made.ends[token] <= evidence.end
            assert sentence.first <= made.heads[token] < sentence.last
            known = made.known[token]
            assert known is None or (made.starts[token], made.ends[token]) == (known.start, known.end)
    for aside in made.asides:
        assert 0 <= aside.start < aside.end <= len(text)
        assert aside.anchor < count


pieces = [
    "Dropout",
    "GPT-4",
    "helps",
    "(",
    ")",
    "—",
    "--",
    ". ",
    "\n",
    "In 2017",
    "“",
    "”",
    "- ",
    "OpenAI's",
    "7B.",
    "[",
    "]",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(pieces) | st.text(max_size=4), max_size=12).map(" ".join))
def test_tokens_lie_in_their_sentence_whatever_the_text(text: str) -> None:
    made = read(text)
    if made.sentences:
        assert_sound(made)


def test_the_same_entry_gives_the_same_in_any_batch() -> None:
    one, two = entry_of("One", "Dropout helps GPT-4."), entry_of("Two", "OpenAI trained it. It works (well).")
    matcher, pipeline, roles = matcher_of(one, two), load_pipeline(PIPELINE), read_section_roles()
    alone = [next(annotate([entry], matcher, pipeline, roles)) for entry in (one, two)]
    assert list(annotate([two, one], matcher, pipeline, roles)) == alone[::-1]


@pytest.mark.parametrize("text", ["", "\n", "   ", "。。。", "\u200b", "((((", "—", '"'])
def test_odd_texts_are_read_without_an_error(text: str) -> None:
    assert len(read(text).words) <= len(text)


def test_an_entry_without_sections_has_no_tokens() -> None:
    made = annotation_of(Entry("empty", "Empty", "Empty\n", ()))
    assert (made.words, made.sentences) == ([], [])


def test_a_pipeline_that_is_not_installed_is_named() -> None:
    with pytest.raises(SettingsError, match="pipeline 'en_banana' is not installed; pip install"):
        load_pipeline("en_banana")


def test_the_pipeline_holds_what_grammar_needs_and_nothing_else() -> None:
    assert set(load_pipeline(PIPELINE).pipe_names) == {"tok2vec", "tagger", "parser", "lemmatizer"}
