"""Extraction over entries: batches merge in any way, offsets quote the text, ids outlive edits elsewhere."""

from functools import reduce
from operator import or_

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.claims import Claim, Literal, Mention
from graph.entries import Entry
from graph.extract import Extraction, extract_batch
from graph.lexicon import collect_lexicon
from tests.entries_made import entry_of
from tests.glossary import as_fact, asserted, extract

ENTRIES = [
    entry_of(
        "Retrieval-augmented generation (RAG)",
        {
            "Definition": "RAG is a technique that combines a language model with a vector database.",
            "Limits": "It does not prevent hallucination. RAG reduces hallucination. RAG reduces hallucination.",
        },
    ),
    entry_of("Llama", "Llama is a family of language models developed by Meta. Llama 3 70B (Meta, 2024) is large."),
    entry_of("Vector database", "Vector databases such as Pinecone — and 模型 🤖 Milvus — store embeddings."),
    entry_of("Person of interest", "Organization OpenAI was developed by GPT-4. It is used by RAG."),
]
LEXICON = collect_lexicon(ENTRIES)
PARTS = [extract_batch([entry], LEXICON) for entry in ENTRIES]
WHOLE = extract_batch(ENTRIES, LEXICON)

extractions = st.lists(st.sampled_from(PARTS), max_size=4).map(lambda parts: reduce(or_, parts, Extraction()))


@given(extractions, extractions, extractions)
def test_merging_is_associative_commutative_and_idempotent(a: Extraction, b: Extraction, c: Extraction) -> None:
    assert (a | b) | c == a | (b | c)
    assert a | b == b | a
    assert a | a == a
    assert a | Extraction() == a


@given(st.permutations(range(len(ENTRIES))), st.integers(0, len(ENTRIES)))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_and_split_of_entries_gives_the_same(order: list[int], cut: int) -> None:
    shuffled = [ENTRIES[place] for place in order]
    first, second = extract_batch(shuffled[:cut], LEXICON), extract_batch(shuffled[cut:], LEXICON)
    assert first | second == WHOLE
    assert reduce(or_, (PARTS[place] for place in order)) == WHOLE


def test_something_was_extracted_from_every_kind_of_text() -> None:
    assert WHOLE.claims
    assert WHOLE.mentions
    assert any(not claim.is_asserted for claim in WHOLE.claims)
    assert any(isinstance(claim.object, Literal) for claim in WHOLE.claims)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_offset_quotes_the_text(entry: Entry) -> None:
    found = extract_batch([entry], LEXICON)
    for one in found.mentions:
        assert entry.text[one.start : one.end] == one.text
    for claim in found.claims:
        assert entry.text[claim.evidence.start : claim.evidence.end] == claim.evidence.text
        for end in (claim.subject, claim.object):
            words = end.text if isinstance(end, Mention) else str(end.value)
            assert entry.text[end.start : end.end] == words
            implied = isinstance(end, Mention) and end.implied
            inside = claim.evidence.start <= end.start and end.end <= claim.evidence.end
            assert inside or implied, f"{as_fact(claim)}: {words!r} stands outside its sentence"


def test_ids_are_unique_and_claims_in_order_of_reading() -> None:
    assert len({claim.id for claim in WHOLE.claims}) == len(WHOLE.claims)
    assert list(WHOLE.claims) == sorted(WHOLE.claims, key=lambda claim: claim.sort_key)


def test_the_section_above_a_sentence_is_kept() -> None:
    sections = {claim.evidence.text: claim.evidence.section for claim in PARTS[0].claims}
    assert sections["RAG reduces hallucination."] == "Limits"


SENTENCES = (
    "Dropout reduces overfitting.",
    "GPT-4 was released by OpenAI in 2023.",
    "BERT uses the attention mechanism.",
    "RAG does not prevent hallucination.",
    "Llama 2 (Meta) is open.",
)


def ids_by_sentence(*sentences: str) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for claim in extract(entry_of("Overview", " ".join(sentences))).claims:
        ids.setdefault(claim.evidence.text, []).append(claim.id)
    return {text: sorted(found) for text, found in ids.items()}


@given(
    st.sampled_from(SENTENCES),
    st.lists(st.sampled_from([*SENTENCES, "Nobody knows why.", "It is old, and long, and grey."]), max_size=3),
    st.lists(st.sampled_from(["Nobody knows why.", "In 2019 it rained.", "AlexNet is deep."]), max_size=2),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_edit_elsewhere_in_the_entry_changes_no_id(kept: str, before: list[str], after: list[str]) -> None:
    before = [sentence for sentence in before if sentence != kept]
    alone = ids_by_sentence(kept)
    assert alone[kept]
    assert ids_by_sentence(*before, kept, *after)[kept] == alone[kept]


def test_the_same_sentence_twice_has_claims_of_its_own_each_time() -> None:
    twice = [claim for claim in PARTS[0].claims if claim.evidence.text == "RAG reduces hallucination."]
    assert len(twice) == 2
    assert len({claim.id for claim in twice}) == len({claim.evidence.start for claim in twice}) == 2


def test_what_the_vocabulary_does_not_allow_is_dropped_and_counted() -> None:
    found = extract(entry_of("Odd", "Hugging Face is based in BERT."))
    (row,) = found.dropped
    assert (row.entry, row.predicate, row.subject, row.object) == ("odd", "locatedIn", "Organization", "Model")
    assert not any("locatedIn" in fact for fact in asserted(found.claims))


def test_progress_is_told_of_each_entry_in_turn() -> None:
    seen: list[str] = []
    extract_batch(ENTRIES, LEXICON, progress=lambda entry: seen.append(entry.name))
    assert seen == [entry.name for entry in ENTRIES]


def test_no_entry_gives_nothing() -> None:
    assert extract_batch([], LEXICON) == Extraction()


def test_an_entry_means_the_same_in_a_glossary_that_does_not_name_its_terms() -> None:
    def facts(claims: tuple[Claim, ...]) -> set[str]:
        return {as_fact(claim) for claim in claims if claim.entry == "llama"}

    alone = extract(ENTRIES[1])
    assert facts(alone.claims) == facts(extract(*ENTRIES).claims)
