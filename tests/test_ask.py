"""Questions in plain words: what they link to, what answers them, and what is refused."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.ask import LONGEST_QUESTION, Answer, Asker, ask, format_context, write_answer
from graph.ask.linking import Linker, Speller
from graph.ask.sentences import sentences_of, split_entry
from graph.ask.vectors import load_sentence_encoder
from graph.ask.words import read_question_words, stemmed
from graph.domains import AI_DOMAIN
from graph.errors import DomainError, ModelError, QueryError
from graph.formats.reading import read_build
from graph.network import Build
from tests import hostile
from tests.entries_made import entry_of
from tests.example import build
from tests.folders import write_folder


@cache
def example() -> Build:
    return build()


def answered(question: str, k: int = 5) -> Answer:
    return ask(example(), question, k)


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Who developed GPT-4?", ("OpenAI",)),
        ("which lab built gpt-4", ("OpenAI",)),
        ("When was the term foundation model coined?", ("2021",)),
        ("Who came up with foundation models?", ("Center for Research on Foundation Models",)),
    ],
)
def test_what_is_asked_for_comes_first(question: str, short: tuple[str, ...]) -> None:
    assert answered(question).short == short


def test_facts_and_sentences_stand_behind_it_with_their_places() -> None:
    answer = answered("Who developed GPT-4?")
    text = example().entries[0].text
    assert str(answer.facts[0]) == "GPT-4 is developed by OpenAI"
    assert answer.sentences[0].text == "Examples include GPT-4 (OpenAI)."
    assert [item.number for item in answer.sentences] == [1, 2, 3]
    assert all(text[item.start : item.end] == item.text for item in answer.sentences)


def test_k_limits_sentences_and_facts() -> None:
    answer = answered("Who developed GPT-4?", 1)
    assert (len(answer.sentences), len(answer.facts)) == (1, 1)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Who founded Perplexity?", "it does not speak of Perplexity"),
        ("Will it rain tomorrow?", "no sentence says enough of it"),
        ("Who?", "the question names nothing to look for"),
        ("?!", "the question names nothing to look for"),
    ],
)
def test_what_the_glossary_does_not_say_is_refused_with_a_reason(question: str, reason: str) -> None:
    answer = answered(question)
    assert (answer.is_answered, answer.reason, answer.short, answer.facts) == (False, reason, (), ())


def test_a_thing_without_the_property_asked_for_is_refused() -> None:
    assert not answered("How tall is OpenAI's chief executive?").is_answered


@pytest.mark.parametrize("question", ["What is a foundaton model?", "what is a FOUNDATION MODEL", "Foundation-models?"])
def test_a_typing_error_case_hyphen_and_plural_do_not_matter(question: str) -> None:
    answer = answered(question)
    assert answer.is_answered
    assert answer.sentences[0].text.startswith("A foundation model is an AI model")


def test_two_sentences_answer_together_what_none_says_alone() -> None:
    texts = {
        "FlashAttention": "FlashAttention was published by Tri Dao in 2022.",
        "Mamba": "Mamba is a sequence model. It was created by Tri Dao with others.",
        "Bread": "Bread is baked from flour. Nobody knows who baked it first.",
        "Tea": "Tea is a drink. It is made with hot water.",
    }
    from graph.pipeline import build as make
    from graph.settings import Settings

    made = make([entry_of(title, {"Definition": text}) for title, text in texts.items()], Settings(model=None))
    answer = ask(made, "Which sequence model was created by the author of FlashAttention?", 3)
    assert {"flashattention", "mamba"} <= {item.entry for item in answer.sentences}


# ── any build ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_by_hand_in_the_folder_counts(tmp_path: Path) -> None:
    folder = write_folder(example(), tmp_path)
    graph = (folder / "graph.ttl").read_text("utf-8")
    assert graph.count('"OpenAI"') == 1
    (folder / "graph.ttl").write_text(graph.replace('"OpenAI"', '"Open AI Inc"'), "utf-8")
    assert ask(read_build(folder), "Who developed GPT-4?").short == ("Open AI Inc",)


def test_an_empty_build_and_one_without_facts_refuse() -> None:
    assert not ask(Build((), (), (), (), ()), "Who developed GPT-4?").is_answered
    bare = replace(example(), mentions=(), claims=(), things=(), facts=())
    answer = ask(bare, "Which AI model can be adapted to many tasks?")
    assert (answer.is_answered, answer.facts) == (True, ())
    assert answer.sentences[0].text.startswith("A foundation model is an AI model")


def test_order_of_what_a_build_holds_does_not_matter() -> None:
    made = example()
    turned = replace(made, claims=made.claims[::-1], facts=made.facts[::-1], mentions=made.mentions[::-1])
    first, second = ask(made, "Who developed GPT-4?"), ask(turned, "Who developed GPT-4?")
    assert (first.short, first.sentences) == (second.short, second.sentences)


@pytest.mark.parametrize("question", ["Who developed javascript?", "<script>alert(1)</script>", "What is toString?"])
def test_hostile_strings_in_a_build_are_only_text(question: str) -> None:
    printable = [entry for entry in hostile.build().entries if entry.text.isascii()]
    made = replace(hostile.build(), entries=tuple(printable))
    assert ask(made, question) == ask(made, question)


def test_without_the_encoder_words_and_things_still_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise ModelError("no ONNX Runtime")

    monkeypatch.setattr("graph.ask.index.load_sentence_encoder", missing)
    assert Asker(example()).ask("Who developed GPT-4?").short == ("OpenAI",)


# ── bad questions ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("", "the question is empty"),
        (" \n\t", "the question is empty"),
        ("why " * 25_000, r"the question has 99,999 characters; ask one of 1,000 or fewer"),
        ("Who\x00?", r"control character U\+0000"),
        ("Who \x1b[31m?", r"control character U\+001B"),
        ("Who \ud800?", r"control character U\+D800"),
    ],
)
def test_a_bad_question_is_one_line_with_the_next_step(question: str, message: str) -> None:
    with pytest.raises(QueryError, match=message) as raised:
        answered(question)
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 200


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=LONGEST_QUESTION + 5))
def test_no_question_escapes_as_another_error(question: str) -> None:
    try:
        answer = answered(question)
    except QueryError:
        return
    assert answer.sentences == answered(question).sentences


# ── context and written answers ────────────────────────────────────────────────────────────────────────────────────


def test_the_context_numbers_sentences_and_says_which_one_a_fact_stands_on() -> None:
    assert format_context(answered("Who developed GPT-4?", 1)) == (
        "Sentences:\n[1] Examples include GPT-4 (OpenAI). (foundation-model, 203-235)\n"
        "Facts:\n- GPT-4 is developed by OpenAI [1]\n"
    )


@settings(deadline=None)
@given(st.integers(0, 600))
def test_the_context_keeps_to_its_length_and_cuts_no_line(limit: int) -> None:
    answer = answered("Who developed GPT-4?")
    whole, cut = format_context(answer), format_context(answer, limit)
    assert len(cut) <= limit
    assert whole.startswith(cut)
    assert cut == "" or cut.endswith("\n")


def test_a_written_answer_keeps_what_cites_a_sentence_that_was_given() -> None:
    asked: list[str] = []

    def write(prompt: str) -> str:
        asked.append(prompt)
        return "OpenAI developed GPT-4 [1]. It is the best model. It costs $20 [9]. It is an example [1, 3]. See. [2]"

    written = ask(example(), "Who developed GPT-4?", write=write).written
    assert written is not None
    assert written.sentences == ("OpenAI developed GPT-4 [1].", "It is an example [1, 3].", "See. [2]")
    assert written.dropped == ("It is the best model.", "It costs $20 [9].")
    assert asked[0].endswith("Question: Who developed GPT-4?\nAnswer:")
    assert "[1] Examples include GPT-4 (OpenAI)." in asked[0]


def test_nothing_is_written_where_nothing_was_found() -> None:
    def write(_: str) -> str:
        raise AssertionError("not to be asked")

    assert ask(example(), "Who founded Perplexity?", write=write).written is None


@settings(deadline=None)
@given(st.text(max_size=400))
def test_whatever_a_model_writes_each_sentence_is_kept_or_dropped(text: str) -> None:
    written = write_answer(answered("Who developed GPT-4?"), lambda _: text)
    together = "".join("".join((*written.sentences, *written.dropped)).split())
    assert sorted(together) == sorted("".join(text.split()))


# ── the parts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sentences_know_what_they_name_and_what_their_entry_is_about() -> None:
    last = sentences_of(example())[-1]
    assert (last.things, last.subject) == (("gpt-4", "openai"), "foundation-model")


def test_a_line_that_is_a_heading_is_no_sentence() -> None:
    entry = entry_of("RAG", {"": "RAG is a technique.\n\nHow it is done\nIt looks things up."})
    assert [sentence.text for sentence in split_entry(entry)] == ["RAG is a technique.", "It looks things up."]


def test_names_are_linked_the_longest_first() -> None:
    question = "Did the Center for Research on Foundation Models make GPT-4?"
    links = Linker(example()).link(question, frozenset())
    assert [question[link.start : link.end] for link in links] == [
        "the Center for Research on Foundation Models",
        "GPT-4",
    ]


def test_only_words_that_are_unknown_and_long_are_mended() -> None:
    speller = Speller(["The transformer uses attention."], [])
    assert speller.mend("Trasnformer atention uzes Zzyzxqwerty") == "transformer attention uzes Zzyzxqwerty"


def test_the_domains_words_join_the_cores(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.toml").write_text('name = "bread"\ntitle = "Bread"\n', "utf-8")
    (tmp_path / "questions.toml").write_text('same = [["loaf", "bread"]]\n', "utf-8")
    words = read_question_words(tmp_path)
    assert words.same[(stemmed("loaf")[0].stem,)] == words.same[(stemmed("bread")[0].stem,)]
    assert ("lab",) not in words.kinds
    assert ("lab",) in read_question_words(AI_DOMAIN).kinds


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("same = [", "questions.toml"),
        ("[kinds]\nGhost = ['ghost']\n", "Ghost is not in the vocabulary"),
        ("[predicates]\nuses = 'use'\n", "uses is no list of words"),
        ("[asks]\nwho = [1]\n", "who is no list of words"),
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, text: str, cause: str) -> None:
    (tmp_path / "vocabulary.toml").write_text('name = "bread"\ntitle = "Bread"\n', "utf-8")
    (tmp_path / "questions.toml").write_text(text, "utf-8")
    with pytest.raises(DomainError, match=cause):
        read_question_words(tmp_path)


def test_a_text_has_the_same_vector_whatever_was_read_before() -> None:
    encoder = load_sentence_encoder()
    first = encoder.encode("Who made GPT-4?")
    encoder.encode("Something else, which is longer.")
    assert (first == encoder.encode("Who made GPT-4?")).all()
    near, far = encoder.encode("OpenAI developed GPT-4."), encoder.encode("Bread is baked from flour.")
    assert first @ near > 0.5 > first @ far


def test_a_damaged_encoder_is_named(tmp_path: Path) -> None:
    (tmp_path / "sentences.onnx").write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"sentences\.onnx: .*install the package again"):
        load_sentence_encoder(tmp_path / "sentences.onnx")


def test_the_answer_is_plain_data() -> None:
    assert json.dumps([item.text for item in answered("Who developed GPT-4?").sentences])
