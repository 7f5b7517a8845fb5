"""What every extractor keeps to, over plain, odd and hostile entries."""

import copy
from functools import cache

import pytest

from graph.claims import Claim, Literal, Mention
from graph.entries import Entry, Link, Section
from graph.passage import Passage
from graph.rules import EXTRACTORS, Extractor
from graph.settings import Settings
from graph.vocabulary import read_vocabulary
from tests.entries_made import annotation_of, entry_of, matcher_of

PLAIN = """A foundation model is an AI model, such as GPT-4 (OpenAI, 2023), that can be adapted through fine-tuning.
The term was coined by Stanford's Center for Research on Foundation Models in August 2021. They are trained
on broad data in two phases. Pre-training is the first phase. Adaptation is the second phase. RAG
(connecting it to a vector database) does not prevent hallucination. Llama 3 70B, released by Meta, uses the
attention mechanism. CUDA, NVIDIA's platform, and the H100 GPU are common. Tri Dao at Stanford wrote it.
Unlike recurrent neural networks, foundation models are large. Open-weight foundation models are cheap."""

ODD: dict[str, Entry] = {
    "plain": entry_of("Foundation model", " ".join(PLAIN.split())),
    "lines that break": entry_of("Foundation model", PLAIN),
    "empty": Entry("empty", "Empty", "Empty\n\n", ()),
    "title only": Entry("title", "GPT-4", "GPT-4\n", ()),
    "blank section": entry_of("Blank", {"Definition": " \n \n", "Limits": ""}),
    "signs": entry_of("!?", "?! ... — – -- (((((((((( ))))) [[]] {} \"\" '' “” …"),
    "run of brackets": entry_of("Brackets", "(" * 5_000),
    "unclosed": entry_of("Unclosed", "GPT-4 (OpenAI, 2023 is a model [by Meta — and so on, “quoted"),
    "nested": entry_of("Nested", "GPT-4 (OpenAI (a lab (in (2015))), 2023) is a model."),
    "one word": entry_of("Word", "GPT"),
    "no end": entry_of("No end", "such as"),
    "marks at the ends": entry_of("Marks", "by. from. such as. unlike. instead of. including. 's. of. , a. in 2023."),
    "possessives": entry_of("Possessives", "OpenAI's Meta's Google's. 's 's. OpenAI's"),
    "names in a row": entry_of("Row", "OpenAI Meta GPT-4 Llama 3 70B Sam Altman MMLU PyTorch 2023 2024"),
    "years": entry_of("2023", "2023 2023 (2023) in 2023, 2023. In 2023 2023 was 2023."),
    "itself": entry_of("GPT-4", "GPT-4 is GPT-4 (GPT-4), GPT-4's GPT-4, unlike GPT-4, such as GPT-4."),
    "other scripts": entry_of("模型", "模型 🤖 — Ærøskøbing ﬁne‑tuning e\u0301 \u202eGPT-4\u202c GPT\u00a04 (OpenAI)."),
    "markup": entry_of("<b>&amp;", "<script>GPT-4</script> was released by OpenAI & <i>Meta</i> &copy; 2023."),
    "long sentence": entry_of("Long", "GPT-4 and Llama 3 by OpenAI, Meta, " * 80 + "are models."),
    "lines": entry_of("Lines", "- GPT-4 (OpenAI)\n- Llama 3 (Meta)\n\n1. RAG\n2. LoRA\n\n\tCode: x = y"),
    "shouting": entry_of("SHOUT", "GPT-4 WAS RELEASED BY OPENAI IN 2023. RAG REDUCES HALLUCINATION."),
    "linked": entry_of("Linked", "See the thing and GPT-4.", links={"thing": "Foundation model", "GPT-4": "GPT-4"}),
    "link into a word": Entry("l", "L", "L\n\nGPT-4o (x)\n", (Section("", 3, 13),), links=(Link(3, 8, "GPT-4"),)),
}

each_extractor = pytest.mark.parametrize("extractor", EXTRACTORS.values(), ids=EXTRACTORS.keys())
each_entry = pytest.mark.parametrize("name", ODD)
VOCABULARY = read_vocabulary()


@cache
def passage_of(name: str) -> Passage:
    entry = ODD[name]
    return Passage(annotation_of(entry), matcher_of(entry), Settings())


@each_extractor
@each_entry
def test_offsets_lie_in_the_text_and_quote_it(extractor: Extractor, name: str) -> None:
    text = ODD[name].text
    for claim in extractor(passage_of(name)):
        for end in (claim.subject, claim.object):
            assert 0 <= end.start < end.end <= len(text)
            assert text[end.start : end.end] == (end.text if isinstance(end, Mention) else str(end.value))
        assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.text
        assert claim.entry == claim.subject.entry == ODD[name].name


@each_extractor
@each_entry
def test_ends_are_allowed_by_the_vocabulary_and_confidence_is_a_chance(extractor: Extractor, name: str) -> None:
    for claim in extractor(passage_of(name)):
        assert claim.predicate in VOCABULARY.predicates
        if isinstance(claim.object, Literal):
            assert VOCABULARY.predicates[claim.predicate].takes_year
            assert claim.subject.kind in VOCABULARY.predicates[claim.predicate].subjects
            assert 1900 <= claim.object.value <= 2099
        else:
            assert VOCABULARY.allows(claim.subject.kind, claim.predicate, claim.object.kind)
            assert claim.object.label != claim.subject.label
        assert 0 < claim.confidence <= 1
        assert len(claim.rules) == 1


@each_extractor
@each_entry
def test_reading_twice_gives_the_same_and_leaves_the_entry_as_it_is(extractor: Extractor, name: str) -> None:
    passage = passage_of(name)
    before = copy.deepcopy(passage.made)
    first = list(extractor(passage))
    assert list(extractor(passage)) == first
    assert passage.made == before
    assert ODD[name] == before.entry


@each_extractor
def test_qualifiers_are_known_and_only_set_where_they_say_something(extractor: Extractor) -> None:
    known = {"negated", "hedged", "inferred", "asOf", "date", "position", "degree"}
    claims: list[Claim] = [claim for name in ODD for claim in extractor(passage_of(name))]
    assert {name for claim in claims for name in claim.qualifiers} <= known
    assert all(value for claim in claims for value in claim.qualifiers.values())


@each_extractor
@pytest.mark.parametrize("name", ["empty", "title only", "blank section", "run of brackets"])
def test_where_nothing_is_said_nothing_is_claimed(extractor: Extractor, name: str) -> None:
    assert list(extractor(passage_of(name))) == []


def test_the_plain_entry_is_read() -> None:
    silent = {name for name, extractor in EXTRACTORS.items() if not list(extractor(passage_of("plain")))}
    assert silent <= {"bare-definition", "model"}, "rules that state nothing are not tested by the tests above"


def test_the_table_is_sorted_and_named_for_people() -> None:
    assert list(EXTRACTORS) == sorted(EXTRACTORS)
    assert all(extractor.__doc__ for extractor in EXTRACTORS.values())
