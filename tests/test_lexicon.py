"""Names that a glossary gives itself, and which spellings are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.lexicon import (
    Lexicon,
    Term,
    acronym_pairs,
    collect_lexicon,
    definition_head,
    is_name,
    is_year,
    name_key,
    opening_names,
    quoted_terms,
    runs_of_words,
    singular,
    split_words,
)
from tests.entries_made import entry_of

texts = st.text(alphabet="abC D-.()'’éß4\n,&/", max_size=60)


def said(entry_text: str, title: str = "Subject") -> set[tuple[str, str, str]]:
    return {(term.surface, term.label, term.source) for term in collect_lexicon([entry_of(title, entry_text)]).terms}


# ── titles, aliases, acronyms ────────────────────────────────────────────────────────────────────────────────────────
def test_a_title_and_its_aliases_are_names_of_the_entry() -> None:
    entry = entry_of("Foundation model", "Text.", aliases=("base model",))
    terms = {(term.surface, term.label, term.source, term.entry) for term in collect_lexicon([entry]).terms}
    assert terms == {
        ("Foundation model", "Foundation model", "title", "foundation-model"),
        ("base model", "Foundation model", "alias", "foundation-model"),
    }


def test_brackets_in_a_title_hold_an_alias() -> None:
    assert said("Text.", "Low-rank adaptation (LoRA)") >= {
        ("Low-rank adaptation", "Low-rank adaptation", "title"),
        ("LoRA", "Low-rank adaptation", "alias"),
    }


def test_an_acronym_in_the_text_stands_for_its_long_form() -> None:
    assert ("MoE", "mixture of experts", "acronym") in said("A mixture of experts (MoE) routes tokens.")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Large language models (LLMs) write.", [("Large language models", "LLM")]),
        ("the natural language processing (NLP) field", [("natural language processing", "NLP")]),
        ("Byte-pair encoding (BPE)", [("Byte-pair encoding", "BPE")]),
        ("It uses mean average precision (mAP).", [("mean average precision", "mAP")]),
        ("Reading (RC), then reading comprehension (RC).", [("reading comprehension", "RC")]),
        ("A bag of tricks (XYZ)", []),
        ("a model (large)", []),
        ("the year (2017)", []),
        ("Meta (FAIR)", []),
        ("one sentence. Two words (SW)", []),
    ],
)
def test_acronyms_pair_only_with_words_that_spell_them(text: str, pairs: list[tuple[str, str]]) -> None:
    assert acronym_pairs(text) == pairs


def test_an_acronym_pair_is_given_once() -> None:
    assert acronym_pairs("Graph network (GN). Graph network (GN).") == [("Graph network", "GN")]


@given(texts)
def test_the_long_form_of_a_pair_stands_in_the_text_and_spells_the_acronym(text: str) -> None:
    for long, short in acronym_pairs(text + " deep neural network (DNN)"):
        assert long in text + " deep neural network (DNN)"
        letters = iter(long.casefold())
        assert all(letter in letters for letter in short.casefold() if letter.isalnum())


# ── what a definition begins with ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Dropout is a training technique that drops units.", "training technique"),
        ("Dropout is a type of regularization for networks.", "regularization"),
        ("OpenAI is an American company, founded in 2015.", "American company"),
        ("Dropout drops units.", ""),
        ("Dropout is fast.", ""),
    ],
)
def test_a_definition_begins_with_what_the_subject_is(text: str, head: str) -> None:
    assert definition_head(entry_of("Dropout", text)) == head


def test_a_definition_is_sought_only_near_the_beginning() -> None:
    assert definition_head(entry_of("Dropout", "Filler. " * 100 + "It is a technique.")) == ""


def test_the_title_term_alone_carries_the_definition() -> None:
    entry = entry_of("Dropout", "Dropout is a training technique.", aliases=("unit dropping",))
    assert {(term.surface, term.head) for term in collect_lexicon([entry]).terms} == {
        ("Dropout", "training technique"),
        ("unit dropping", ""),
    }


# ── merging ──────────────────────────────────────────────────────────────────────────────────────────────────────────
lexicons = st.builds(
    Lexicon,
    st.frozensets(st.builds(Term, *[st.sampled_from(["RAG", "LoRA", "graph"])] * 2, st.just("title"), st.just("e"))),
)


@given(lexicons, lexicons, lexicons)
def test_lexicons_merge_in_any_order_grouping_and_number(a: Lexicon, b: Lexicon, c: Lexicon) -> None:
    assert a | b == b | a
    assert (a | b) | c == a | (b | c)
    assert a | a == a


def test_a_lexicon_of_all_entries_is_the_merge_of_the_parts() -> None:
    one, two = entry_of("RAG", "Text (T)."), entry_of("LoRA", "Graph network (GN).")
    assert collect_lexicon([one, two]) == collect_lexicon([two]) | collect_lexicon([one])


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@given(st.text(max_size=80))
def test_words_lie_where_they_say_and_in_order(text: str) -> None:
    end = 0
    for word, start, stop in split_words(text):
        assert text[start:stop] == word
        assert end <= start < stop
        end = stop


@given(st.text(max_size=80))
def test_runs_of_words_leave_none_out(text: str) -> None:
    words = split_words(text)
    assert [word for run in runs_of_words(text, words) for word in run] == words


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("GPT-4 Turbo, Claude", ["GPT 4 Turbo", "Claude"]),
        ("chain of thought. Then", ["chain of thought", "Then"]),
        ("R&D (research)", ["R D", "research"]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_a_name_never_reaches_over_a_comma_a_stop_a_bracket_or_a_line(text: str, runs: list[str]) -> None:
    found = runs_of_words(text, split_words(text))
    assert [" ".join(word for word, _, _ in run) for run in found] == runs


def test_quoted_terms_lie_inside_the_quotation_marks() -> None:
    text = 'The "stochastic parrot" and “emergent abilities” of "".'
    assert [text[start:end] for start, end in quoted_terms(text)] == ["stochastic parrot", "emergent abilities"]


@pytest.mark.parametrize(
    ("plural", "word"),
    [
        ("models", "model"),
        ("GPUs", "GPU"),
        ("policies", "policy"),
        ("losses", "loss"),
        ("batches", "batch"),
        ("boxes", "box"),
        ("matrices", "matrix"),
        ("hypotheses", "hypothesis"),
    ],
)
def test_plurals_lose_their_ending(plural: str, word: str) -> None:
    assert singular(plural) == word


@pytest.mark.parametrize("word", ["bias", "loss", "corpus", "analysis", "chaos", "gas", "NAS", "AWS", "s", ""])
def test_words_that_only_end_in_s_stay(word: str) -> None:
    assert singular(word) == word


# ── names and keys ───────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("surface", ["GPT-4", "LoRA", "Google Brain", "word2vec", "Llama 3", "iPhone"])
def test_names_have_a_capital_inside_or_a_digit_or_only_capitalised_words(surface: str) -> None:
    assert is_name(surface)


@pytest.mark.parametrize("surface", ["Foundation model", "fine-tuning", "Dropout", "", "--"])
def test_terms_are_no_names(surface: str) -> None:
    assert not is_name(surface)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fine-Tuning", "fine tuning"),
        ("foundation models", "Foundation model"),
        ("the Transformer", "transformer"),
        ("retrieval‑augmented generation", "Retrieval-augmented generation"),
        ("ＧＰＵ", "GPU"),
        ("LLMs", "LLM"),
    ],
)
def test_case_hyphens_plural_and_article_make_no_new_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("GPT-4", "GPT-4o"), ("Llama 2", "Llama 3"), ("Llama 3 8B", "Llama 3 70B"), ("v1.5", "v15"), ("C", "C++")],
)
def test_versions_and_sizes_make_another_name(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@given(st.text(max_size=40))
def test_a_key_does_not_depend_on_outer_space(name: str) -> None:
    assert name_key(f"  {name} ") == name_key(name)


@given(st.from_regex(r"[a-zA-Z]{1,8}([ -][a-zA-Z0-9]{1,8}){0,3}", fullmatch=True))
def test_a_key_is_the_same_in_capitals_of_each_word(name: str) -> None:
    assert name_key(name.title()) == name_key(name.lower())


@pytest.mark.parametrize(
    ("word", "year"), [("2017", True), ("1956", True), ("1789", False), ("20th", False), ("", False)]
)
def test_years_are_those_of_this_and_the_last_century(word: str, year: bool) -> None:
    assert is_year(word) is year


@pytest.mark.parametrize(
    ("title", "text", "names"),
    [
        ("VPNet", "Video Panoptic Network, or VPNet, is a model.", ["Video Panoptic Network"]),
        ("Video Panoptic Network", "VPNet, or Video Panoptic Network, is a model.", ["VPNet"]),
        ("RFB", "A Receptive Field Block (RFB) is a module.", ["Receptive Field Block"]),
        ("RFB", "RFB (Receptive Field Block) is a module.", ["Receptive Field Block"]),
        ("Claude", "Claude (Anthropic) is a family of models.", []),
        ("Epoch", "An epoch, or one pass over the data, is a step.", []),
        ("Llama", "Pooling (RFB) is a module of Llama.", []),
        ("Precision", "Precision or recall is a measure.", []),
    ],
)
def test_an_entry_may_begin_with_two_names_of_its_subject(title: str, text: str, names: list[str]) -> None:
    assert opening_names(entry_of(title, text), title) == names


def test_an_opening_name_is_an_alias_of_the_entry() -> None:
    assert ("VPNet", "Video Panoptic Network", "acronym") in said(
        "Video Panoptic Network, or VPNet, is a model.", "Video Panoptic Network"
    )
    assert ("Video Panoptic Network", "VPNet", "alias") in said(
        "Video Panoptic Network, or VPNet, is a model.", "VPNet"
    )
