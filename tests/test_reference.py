"""What a token stands for: a mention, a term, or something said before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.reference import End, Referents
from tests.entries_made import entry_of, referents_of


def label_of(end: End | None) -> str | None:
    return None if end is None else end.mention.label


def token_of(referents: Referents, word: str) -> int:
    """Give the last token that is (or ends) a word."""
    return max(token for token, other in enumerate(referents.made.words) if other == word)


def meant(text: str, word: str, title: str = "Zorbation") -> str | None:
    """Give what the last token with this word stands for."""
    referents = referents_of(entry_of(title, text))
    return label_of(referents.at(token_of(referents, word)))


def listed(text: str, word: str) -> list[str]:
    referents = referents_of(entry_of("Zorbation", text))
    return [end.mention.label for end in referents.ends(token_of(referents, word))]


# ── terms ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "word", "label"),
    [
        ("It lowers the computational costs.", "costs", "computational cost"),
        ("It needs three annotated speech samples.", "samples", "annotated speech sample"),
        ("It is built on open-weight foundation models.", "models", "open-weight foundation model"),
        ("It saves memory.", "memory", "memory"),
        ("It uses the PyTorch library.", "library", "PyTorch"),
        ("It uses one type of neural network.", "type", "neural network"),
        ("The original version of GPT-4 works.", "version", "GPT-4"),
        ("It leads to dependence on API providers.", "dependence", "dependence on API providers"),
    ],
)
def test_a_noun_phrase_is_a_term_without_articles_numbers_and_plural(text: str, word: str, label: str) -> None:
    assert meant(text, word) == label


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("It uses things.", "things"),
        ("It has many advantages.", "advantages"),
        ("It holds 176 billion parameters.", "parameters"),
        ("He likes her.", "He"),
        ("He likes her.", "her"),
        ("It helps those.", "those"),
        ("It works quickly.", "quickly"),
    ],
)
def test_words_that_name_nothing_stand_for_nothing(text: str, word: str) -> None:
    assert meant(text, word) is None


@pytest.mark.parametrize("degree", ["high", "lower"])
def test_a_degree_is_kept_beside_the_term(degree: str) -> None:
    referents = referents_of(entry_of("Zorbation", f"It needs {degree} training cost."))
    end = referents.at(token_of(referents, "cost"))
    assert end is not None
    assert (end.mention.label, end.degree) == ("training cost", degree)


def test_a_term_quotes_the_text() -> None:
    referents = referents_of(entry_of("Zorbation", "It lowers the large computational costs."))
    end = referents.at(token_of(referents, "costs"))
    assert end is not None
    text = referents.made.entry.text
    assert text[end.mention.start : end.mention.end] == end.mention.text == "computational costs"


def test_a_single_word_is_a_class_where_its_head_is_known() -> None:
    referents = referents_of(entry_of("Zorbation", "It uses an optimizer such as Adam."))
    token = token_of(referents, "optimizer")
    assert label_of(referents.as_class(token)) == "optimizer"
    assert label_of(referents.as_class(token_of(referents, "uses"))) is None


# ── lists ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "word", "labels"),
    [
        ("Google trained GPT-4, BERT, and T5.", "GPT-4", ["GPT-4", "BERT", "T5"]),
        ("It uses dropout and pruning.", "dropout", ["dropout", "pruning"]),
        ("It uses benchmarks such as MMLU and GLUE.", "benchmarks", ["MMLU", "GLUE"]),
        ("It uses benchmarks like MMLU.", "benchmarks", ["MMLU"]),
        ("It uses benchmarks, including MMLU and GLUE.", "benchmarks", ["MMLU", "GLUE"]),
    ],
)
def test_a_token_stands_for_all_of_its_list(text: str, word: str, labels: list[str]) -> None:
    assert listed(text, word) == labels


def test_a_list_ends_at_a_thing_of_another_sort() -> None:
    assert listed("It uses GPT-4, and OpenAI sells BERT.", "GPT-4") == ["GPT-4"]


# ── said before ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_pronoun_at_the_beginning_stands_for_the_title() -> None:
    assert meant("It reduces overfitting.", "It", "Dropout") == "dropout"


def test_a_pronoun_stands_for_what_the_last_sentence_is_about() -> None:
    assert meant("GPT-4 writes text. It is fast.", "It") == "GPT-4"


def test_a_pronoun_stands_for_a_subject_of_its_own_sentence_first() -> None:
    assert meant("BERT is old. GPT-4 helps because it is fast.", "it") == "GPT-4"


def test_a_plural_pronoun_stands_for_no_single_model() -> None:
    assert meant("GPT-4 writes text. They are fast.", "They", "Language models") == "language model"


def test_a_persons_name_is_not_what_it_stands_for() -> None:
    assert meant("Alan Turing left. It is fast.", "It", "Dropout") == "dropout"


@pytest.mark.parametrize(
    ("text", "word", "label"),
    [
        ("It is old. This technique helps.", "technique", "dropout"),
        ("It is old. The term is new.", "term", "dropout"),
        ("Its method helps.", "method", "dropout"),
        ("OpenAI released GPT-4. The company grew.", "company", "OpenAI"),
        ("OpenAI is of the company of the same name.", "company", None),
        ("It is old. This banana helps.", "banana", None),
    ],
)
def test_a_description_stands_for_the_title_or_the_nearest_that_fits(text: str, word: str, label: str | None) -> None:
    assert meant(text, word, "Dropout") == label


def test_what_was_said_before_is_implied_and_points_at_its_place() -> None:
    referents = referents_of(entry_of("Zorbation", "OpenAI released GPT-4. The company grew."))
    end = referents.at(token_of(referents, "company"))
    assert end is not None
    assert end.mention.implied
    assert referents.made.entry.text[end.mention.start : end.mention.end] == "OpenAI"


# ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Researchers at Google trained it.", "Researchers"),
        ("A Google team trained it.", "team"),
        ("Scientists from the Google lab trained it.", "Scientists"),
    ],
)
def test_a_group_of_people_stands_for_whom_they_work_for(text: str, word: str) -> None:
    assert meant(text, word) == "Google"


def test_people_of_nobody_stand_for_nothing() -> None:
    assert meant("Researchers trained it.", "Researchers") is None


# ── definitions without a subject ────────────────────────────────────────────────────────────────────────────────────
def test_the_first_noun_of_a_definition_without_subject_stands_for_the_title() -> None:
    referents = referents_of(entry_of("Dropout", "A training technique, introduced in 2012, that drops units."))
    token = token_of(referents, "technique")
    assert label_of(referents.at(token)) == "dropout"
    assert label_of(referents.as_class(token)) == "training technique"


# ── what holds always ────────────────────────────────────────────────────────────────────────────────────────────────
pieces = [
    "It",
    "this technique",
    "GPT-4",
    "and",
    ",",
    "such as",
    "those",
    "the company",
    "of",
    "uses",
    "is",
    "that",
    ".",
]
pieces += [
    "benchmarks",
    "type",
    "Researchers",
    "at",
    "Google",
    "its method",
    "reduces",
    "cost",
    "high",
    "they",
    "which",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(pieces), max_size=14).map(" ".join))
def test_ends_quote_the_text_and_never_change(text: str) -> None:
    referents = referents_of(entry_of("Dropout", text))
    written = referents.made.entry.text
    for token in range(len(referents.made.words)):
        for end in [*referents.ends(token), referents.as_class(token)]:
            assert end is None or written[end.mention.start : end.mention.end] == end.mention.text
        assert referents.ends(token) == referents.ends(token)
        assert token in referents.members(token)
