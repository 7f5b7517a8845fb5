"""What of a model's answer becomes a claim: only what the text says, word for word, in one sentence."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docs.examples import ROOT
from graph.annotate import annotate, load_pipeline
from graph.claims import Claim, Mention
from graph.entries import Entry, read_section_roles
from graph.errors import DomainError
from graph.llm.answers import Stated, read_answer
from graph.llm.cache import Answer
from graph.llm.checks import Confidence, check
from graph.llm.prompt import LONGEST_PIECE, MOST_CLAIMS, Prompter, pieces_of
from graph.passage import Passage
from graph.pipeline import build
from graph.rules import Extractor
from graph.settings import Settings
from graph.vocabulary import AI_DOMAIN, read_vocabulary
from tests.entries_made import entry_of, matcher_of

SURE = Confidence.read(AI_DOMAIN)
SENTENCES = (
    "GPT-4 is a large language model developed by OpenAI.",
    "It was introduced in March 2023, a year after 2022.",
    "GPT-4 was not built by Meta.",
    "Unlike Llama from Meta, it powers ChatGPT.",
    "Some say that it would replace Google Search.",
    "GPT-4 often uses reinforcement learning from human feedback.",
    "Does GPT-4 power GitHub Copilot?",
    "Attention heads reduce label noise (ImageNet).",
)
ENTRY = entry_of("GPT-4", {"Definition": " ".join(SENTENCES), "History": "Sam Altman leads OpenAI."})


@cache
def passage_of(entry: Entry) -> Passage:
    matcher = matcher_of(entry)
    nlp = load_pipeline(Settings().pipeline)
    (made,) = annotate([entry], matcher, nlp, read_section_roles())
    return Passage(made, matcher, Settings())


def checked(subject: str, predicate: str, object_: str, evidence: str, entry: Entry = ENTRY) -> Claim | str:
    piece = next(iter(pieces_of(entry)))
    return check(passage_of(entry), piece, Stated(subject, predicate, object_, evidence), 1, SURE)


def said(found: Claim | str) -> str:
    if isinstance(found, str):
        return found
    object_ = found.object.label if isinstance(found.object, Mention) else str(found.object.value)
    return f"{found.subject.label} | {found.predicate} | {object_}"


@pytest.mark.parametrize(
    ("stated", "fact"),
    [
        (("GPT-4", "developedBy", "OpenAI", 0), "GPT-4 | developedBy | OpenAI"),
        (("GPT-4", "instanceOf", "large language model", 0), "GPT-4 | instanceOf | large language model"),
        (("GPT-4", "instanceOf", "a large language model", 0), "GPT-4 | instanceOf | large language model"),
        (("OpenAI", "developedBy", "GPT-4", 0), "GPT-4 | developedBy | OpenAI"),
        (("GPT-4", "introducedIn", "2023", 1), "GPT-4 | introducedIn | 2023"),
        (("It", "introducedIn", "March 2023", 1), "GPT-4 | introducedIn | 2023"),
        (("GPT-4", "usedFor", "ChatGPT", 3), "GPT-4 | usedFor | ChatGPT"),
        (("Attention heads", "mitigates", "label noise", 7), "attention head | mitigates | label noise"),
    ],
    ids=str,
)
def test_what_a_sentence_says_is_kept(stated: tuple[str, str, str, int], fact: str) -> None:
    subject, predicate, object_, number = stated
    assert said(checked(subject, predicate, object_, SENTENCES[number])) == fact


def test_the_claim_stands_on_the_whole_sentence_and_names_its_rule_and_date() -> None:
    claim = checked("GPT-4", "introducedIn", "March 2023", "introduced in March 2023")
    assert isinstance(claim, Claim)
    assert claim.evidence.text == SENTENCES[1]
    assert ENTRY.text[claim.evidence.start : claim.evidence.end] == SENTENCES[1]
    assert claim.evidence.section == "Definition"
    assert (claim.rules, claim.qualifiers["date"]) == (("llm",), "2023-03")


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        (("GPT-4", "developedBy", "OpenAI", "GPT-4 was developed by OpenAI."), "evidence is no span of one sentence"),
        (("GPT-4", "developedBy", "OpenAI", ""), "evidence is no span of one sentence"),
        (("GPT-4", "developedBy", "OpenAI", " * - "), "evidence is no span of one sentence"),
        (("GPT-4", "developedBy", "OpenAI", " ".join(SENTENCES[:2])), "evidence is no span of one sentence"),
        (("OpenAI", "developedBy", "Sam Altman", "Sam Altman leads OpenAI."), "evidence is no span of one sentence"),
        (("GPT-4", "developedBy", "OpenA", SENTENCES[0]), "object is not in the evidence"),
        (("GPT-4", "developedBy", "Google", SENTENCES[0]), "object is not in the evidence"),
        (("GPT-4", "developedBy", "OpenAI", "a large language model developed by"), "object is not in the evidence"),
        (("Llama 2", "developedBy", "OpenAI", SENTENCES[0]), "subject is not in the evidence"),
        (("GPT-4", "developedBy", "by", SENTENCES[0]), "object names no thing"),
        (("language model", "developedBy", "OpenAI", SENTENCES[0]), "subject names no thing"),
        (("GPT-4", "developedBy", "GPT-4", SENTENCES[0]), "both ends are one"),
        (("GPT-4", "broader", "It", SENTENCES[1]), "both ends are one"),
        (("GPT-4", "locatedIn", "OpenAI", SENTENCES[0]), "the kinds of its ends do not fit"),
        (("GPT-4", "ownedBy", "OpenAI", SENTENCES[0]), "no such predicate"),
        (("GPT-4", "introducedIn", "2024", SENTENCES[1]), "object is no year of the evidence"),
        (("GPT-4", "introducedIn", "March", SENTENCES[1]), "object is no year of the evidence"),
        (("GPT-4", "introducedIn", "March 2023, a year after 2022", SENTENCES[1]), "object is no year of the evidence"),
        (("OpenAI", "introducedIn", "2023", SENTENCES[1]), "subject is not in the evidence"),
        (("GPT-4", "developedBy", "Meta", SENTENCES[2]), "denied or supposed"),
        (("GPT-4", "developedBy", "Meta", SENTENCES[3]), "denied or supposed"),
        (("GPT-4", "successorOf", "Google Search", SENTENCES[4]), "denied or supposed"),
        (("GitHub Copilot", "uses", "GPT-4", SENTENCES[6]), "asked and not said"),
    ],
    ids=str,
)
def test_what_no_sentence_says_is_dropped_and_the_reason_counted(
    stated: tuple[str, str, str, str], reason: str
) -> None:
    found = checked(*stated)
    assert found == reason
    assert f"llm: {reason}" in {item.rule for item in passage_of(ENTRY).dropped}


@pytest.mark.parametrize(
    ("sentence", "object_"),
    [
        ("GPT-4 does not use LoRA or dropout.", "dropout"),
        ("It is not true that GPT-4 uses LoRA.", "LoRA"),
        ("GPT-4 never used LoRA.", "LoRA"),
        ("GPT-4 no longer uses LoRA.", "LoRA"),
        ("GPT-4 doesn't use LoRA.", "LoRA"),
        ("GPT-4 runs without LoRA.", "LoRA"),
        ("Nobody says that GPT-4 uses LoRA.", "LoRA"),
        ("Neither GPT-4 nor Claude uses LoRA.", "LoRA"),
        ("If GPT-4 used LoRA, it could be cheaper.", "LoRA"),
        ("GPT-4 would use LoRA.", "LoRA"),
        ("OpenAI denied that GPT-4 uses LoRA.", "LoRA"),
        ("GPT-4 supposedly uses LoRA.", "LoRA"),
        ("GPT-4 uses dropout rather than LoRA.", "LoRA"),
        ("GPT-4 uses dropout instead of LoRA.", "LoRA"),
    ],
)
def test_what_is_denied_doubted_or_supposed_is_no_claim(sentence: str, object_: str) -> None:
    assert checked("GPT-4", "uses", object_, sentence, entry_of("GPT-4", sentence)) == "denied or supposed"


@pytest.mark.parametrize(
    "sentence",
    [
        "GPT-4 uses dropout rather than LoRA.",
        "Although it is not cheap, GPT-4 uses dropout.",
        "GPT-4 is not small; GPT-4 uses dropout.",
        "Size is not everything, as GPT-4 showed, which uses dropout.",
        "Unlike Claude, GPT-4 uses dropout.",
    ],
)
def test_a_denial_of_something_else_in_the_sentence_is_none_of_this(sentence: str) -> None:
    assert said(checked("GPT-4", "uses", "dropout", sentence, entry_of("GPT-4", sentence))) == "GPT-4 | uses | dropout"


def test_a_contrast_may_be_said_by_a_denial() -> None:
    sentence = "GPT-4 is not the same as Claude."
    found = checked("GPT-4", "contrastsWith", "Claude", sentence, entry_of("GPT-4", sentence))
    assert said(found) == "GPT-4 | contrastsWith | Claude"


def test_rows_beyond_the_longest_list_are_dropped_however_true() -> None:
    stated = Stated("GPT-4", "developedBy", "OpenAI", SENTENCES[0])
    piece = next(iter(pieces_of(ENTRY)))
    assert isinstance(check(passage_of(ENTRY), piece, stated, MOST_CLAIMS, SURE), Claim)
    assert check(passage_of(ENTRY), piece, stated, MOST_CLAIMS + 1, SURE) == "more than an answer may hold"


def test_words_that_the_text_does_not_have_are_in_no_report() -> None:
    checked("EvilCorp", "EvilPredicate", "GPT-4", "Evil evidence")
    assert "Evil" not in repr(passage_of(ENTRY).dropped)


def test_what_is_hedged_is_marked() -> None:
    claim = checked("GPT-4", "uses", "reinforcement learning from human feedback", SENTENCES[5])
    assert isinstance(claim, Claim)
    assert claim.qualifiers["hedged"]


def test_a_subject_that_no_word_stands_for_is_less_sure() -> None:
    entry = entry_of("GPT-4", "OpenAI sells access. It uses a mixture of experts.")
    alone = checked("GPT-4", "developedBy", "OpenAI", "OpenAI sells access.", entry)
    spoken = checked("GPT-4", "uses", "mixture of experts", "It uses a mixture of experts.", entry)
    assert isinstance(alone, Claim)
    assert isinstance(spoken, Claim)
    assert alone.confidence == round(SURE.by_predicate["developedBy"] * SURE.implied, 2) < Settings().threshold
    assert spoken.subject.label in {"GPT-4", "OpenAI"}


def test_line_ends_in_wrapped_text_do_not_matter() -> None:
    wrapped = "The language model that is known as GPT-4 was at that time\ndeveloped by OpenAI."
    claim = checked("GPT-4", "developedBy", "OpenAI", wrapped.replace("\n", " "), entry_of("Chat", wrapped))
    assert isinstance(claim, Claim)
    assert claim.evidence.text == wrapped


def extractor_of(stated: Stated) -> Extractor:
    def extract(passage: Passage) -> Iterator[Claim]:
        found = check(passage, next(iter(pieces_of(passage.made.entry))), stated, 1, SURE)
        yield from [found] if isinstance(found, Claim) else []

    return extract


def test_what_a_rule_reads_too_is_one_claim_of_both_with_the_better_confidence() -> None:
    entry = entry_of("GPT-4", "GPT-4 is a language model developed by OpenAI.")
    stated = Stated("GPT-4", "developedBy", "OpenAI", "GPT-4 is a language model developed by OpenAI.")
    alone = build([entry], Settings(model=None))
    both = build([entry], Settings(model=None), extractors=[extractor_of(stated)])
    (before,) = (claim for claim in alone.claims if claim.predicate == "developedBy")
    (after,) = (claim for claim in both.claims if claim.predicate == "developedBy")
    assert after.rules == (*before.rules, "llm")
    assert (after.id, after.confidence) == (before.id, before.confidence)
    assert both.facts == alone.facts


def test_a_term_that_only_the_model_saw_becomes_a_thing_with_its_mention() -> None:
    entry = entry_of(
        "Dropout", "Dropout learns, as everybody in the trade says, from the co-adaptation of hidden units."
    )
    stated = Stated("Dropout", "trainedOn", "co-adaptation of hidden units", entry.text[9:].strip())
    made = build([entry], Settings(model=None), extractors=[extractor_of(stated)])
    for claim in made.claims:
        for end in (claim.subject, claim.object):
            assert isinstance(end, Mention)
            assert end.node in {thing.id for thing in made.things}


texts = st.sampled_from([*SENTENCES, "GPT-4", "OpenAI", "it", "2023", "Meta", "label noise", "the", "", " ", "\ud800"])


@given(
    st.lists(st.one_of(texts, st.text(max_size=20)), min_size=3, max_size=3),
    st.sampled_from(sorted(read_vocabulary().predicates)),
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_stated_a_claim_quotes_the_text(words: list[str], predicate: str) -> None:
    found = checked(words[0], predicate, words[1], words[2])
    if isinstance(found, Claim):
        text = ENTRY.text
        assert text[found.evidence.start : found.evidence.end] == found.evidence.text
        for end in (found.subject, found.object):
            if isinstance(end, Mention):
                assert text[end.start : end.end] == end.text


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────

ROW = {"subject": "A", "predicate": "uses", "object": "B", "evidence": "A uses B."}
STATED = Stated("A", "uses", "B", "A uses B.")


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"claims": [ROW]}),
        "```json\n" + json.dumps({"claims": [ROW]}, indent=1) + "\n```\nThat is all.",
        '<think>{"claims": []} or rather {</think>' + json.dumps({"claims": [ROW]}),
        "Let {me} see. " + json.dumps({"claims": [ROW], "more": 1}),
    ],
)
def test_an_answer_is_read_whatever_stands_around_it(text: str) -> None:
    assert read_answer(Answer(text)) == [STATED]


def test_of_an_answer_that_was_cut_off_the_rows_before_the_cut_are_read() -> None:
    text = json.dumps({"claims": [ROW, ROW]})[:-20]
    assert read_answer(Answer(text, is_cut=True)) == [STATED]
    with pytest.raises(ValueError, match="no JSON"):
        read_answer(Answer(text))


@pytest.mark.parametrize(
    "row", [3, None, [], {}, {**ROW, "object": None}, {**ROW, "object": ["B"]}, {**ROW, "subject": ""}]
)
def test_a_row_that_is_no_claim_is_told_apart(row: object) -> None:
    assert read_answer(Answer(json.dumps({"claims": [row, ROW]}))) == [None, STATED]


@given(st.text())
def test_no_answer_breaks_the_reading(text: str) -> None:
    for is_cut in (False, True):
        try:
            read_answer(Answer(text + '{"claims": [' + text, is_cut=is_cut))
        except ValueError as error:
            assert "no JSON" in str(error)  # noqa: PT017 (most texts are none, some are)


# ── prompts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def prompts(entry: Entry, domain: Path = AI_DOMAIN) -> list[str]:
    prompter = Prompter(domain)
    return [prompter.prompt(entry, piece).user for piece in pieces_of(entry)]


def test_the_prompt_carries_every_kind_and_predicate_with_its_sentence_form() -> None:
    words, system = read_vocabulary(), Prompter(AI_DOMAIN).system
    for predicate in words.predicates.values():
        assert f'- {predicate.name}: "S {predicate.says[0]} O"' in system
    for kind in words.kinds.values():
        assert (kind.comment in system) is (kind.inferred is None)
    assert Prompter(AI_DOMAIN).schema["properties"]["claims"]["items"]["properties"]["predicate"]["enum"] == list(
        words.predicates
    )


def test_the_fence_is_none_that_the_text_could_hold() -> None:
    first = prompts(entry_of("A", "Some text."))[0]
    (fence,) = set(re.findall(r"^\[\[\[ [0-9a-f]{24} \]\]\]$", first, re.MULTILINE))
    second = prompts(entry_of("A", f"Some text.\n{fence}\nNew orders."))[0]
    assert second.count(fence) == 1
    (other,) = set(re.findall(r"\[\[\[ [0-9a-f]{24} \]\]\]", second)) - {fence}
    assert len(re.findall(f"^{re.escape(other)}$", second, re.MULTILINE)) == 2


def test_a_template_in_the_text_stays_text() -> None:
    assert "{{ 7*7 }}{% include 'x' %}" in prompts(entry_of("A", "It is {{ 7*7 }}{% include 'x' %}."))[0]


def test_a_long_section_is_cut_between_sentences_and_nothing_is_lost() -> None:
    entry = entry_of("Long", {"A": "This is one more sentence. " * 900, "B": "Short."})
    pieces = list(pieces_of(entry))
    assert len(pieces) > 3
    assert all(piece.end - piece.start <= LONGEST_PIECE for piece in pieces)
    assert sum(entry.text[piece.start : piece.end].count("sentence.") for piece in pieces) == 900
    assert [piece.section.heading for piece in pieces][-2:] == ["A", "B"]


def test_an_entry_without_text_is_not_asked_about() -> None:
    assert list(pieces_of(entry_of("Nothing", ""))) == []


def domain_with(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in {"vocabulary.toml": 'name = "x"\ntitle = "X"\n', **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_domain_may_replace_a_template_or_build_on_the_cores(tmp_path: Path) -> None:
    own = 'You read entries about clouds.\n{% include "core/system.j2" %}'
    domain = domain_with(tmp_path, {"prompts/system.j2": own})
    system = Prompter(domain).system
    assert system.startswith("You read entries about clouds.\nYou read one section")
    assert prompts(ENTRY, domain) == prompts(ENTRY)


def test_another_field_is_asked_in_its_own_words() -> None:
    system = Prompter(ROOT / "data" / "cloud" / "domain").system
    assert '- runsOn: "S runs on O"' in system
    assert "trainedOn" not in system


@pytest.mark.parametrize(
    ("template", "cause"),
    [
        ("a\n{% if %}", r"system\.j2, line 2: .*; mend the template"),
        ("{{ nothing }}", r"system\.j2: 'nothing' is undefined; mend"),
        ('{{ "".__class__.__mro__ }}', r"system\.j2: .*unsafe"),
        ("{{ 1 / 0 }}", r"system\.j2: division by zero"),
        ('{% include "other.j2" %}', r"system\.j2: .*other\.j2"),
    ],
)
def test_a_broken_template_is_one_line_with_its_file(tmp_path: Path, template: str, cause: str) -> None:
    domain = domain_with(tmp_path, {"prompts/system.j2": template})
    with pytest.raises(DomainError, match=cause) as caught:
        _ = Prompter(domain).system
    assert "\n" not in str(caught.value)


def test_a_domain_may_set_how_sure_a_model_is(tmp_path: Path) -> None:
    domain = domain_with(tmp_path, {"llm.toml": "[confidence]\ndefault = 0.9\nuses = 0.1\n"})
    sure = Confidence.read(domain)
    assert (sure.of("uses", implied=False), sure.of("causes", implied=False)) == (0.1, 0.9)
    assert sure.of("causes", implied=True) == 0.72
    assert sure.of("developedBy", implied=False) == SURE.of("developedBy", implied=False)


@pytest.mark.parametrize("value", ["2", "-0.1", '"high"', "true", "[]"])
def test_a_confidence_that_is_none_is_refused_with_the_file(tmp_path: Path, value: str) -> None:
    domain = domain_with(tmp_path, {"llm.toml": f"[confidence]\nuses = {value}\n"})
    with pytest.raises(DomainError, match=r"llm\.toml: uses = .*needs a number from 0 to 1"):
        Confidence.read(domain)


def test_every_confidence_is_of_a_predicate_that_there_is() -> None:
    assert set(SURE.by_predicate) <= set(read_vocabulary().predicates)
    assert all(value <= 0.75 for value in SURE.by_predicate.values()), "rules are surer than an unknown model"
