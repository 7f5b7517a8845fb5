"""What the trained relation model states of a passage, and when it keeps silent; its scores are made by hand."""

import pytest

from graph.annotate import annotate, load_pipeline
from graph.claims import Claim, Literal, Mention
from graph.encoder import Encoder
from graph.entries import Entry, read_section_roles
from graph.passage import Passage
from graph.rules.model import denies, model_pairs
from graph.settings import Settings
from tests.encodings import sure_model
from tests.entries_made import entry_of, matcher_of
from tests.glossary import as_fact


def claims_of(entry: Entry, model: Encoder | None) -> list[Claim]:
    matcher = matcher_of(entry)
    (made,) = annotate([entry], matcher, load_pipeline(Settings().pipeline), read_section_roles(), model)
    return list(model_pairs(Passage(made, matcher, Settings())))


def stated(text: str, predicate: str, title: str = "Subject") -> set[str]:
    return {as_fact(claim) for claim in claims_of(entry_of(title, text), sure_model(predicate))}


def test_what_the_model_is_sure_of_is_stated_between_all_ends_that_fit() -> None:
    assert stated("GPT-4 came from OpenAI.", "developedBy", "GPT-4") == {"GPT-4 | developedBy | OpenAI"}


def test_without_a_model_nothing_is_stated() -> None:
    assert claims_of(entry_of("GPT-4", "GPT-4 came from OpenAI."), None) == []


@pytest.mark.parametrize(
    "text",
    [
        "GPT-4 does not come from OpenAI.",
        "GPT-4 isn't by OpenAI.",
        "GPT-4 never came from OpenAI.",
        "Neither GPT-4 nor OpenAI came.",
        "GPT-4 came without OpenAI.",
        "It would be GPT-4 by OpenAI.",
    ],
)
def test_nothing_is_said_of_what_stands_under_a_denied_or_supposed_verb(text: str) -> None:
    assert denies(text)
    assert stated(text, "developedBy", "GPT-4") == set()


def test_only_what_is_under_the_denied_verb_is_not_said() -> None:
    text = "GPT-4 came from OpenAI, whose founders had not worked with BERT."
    assert denies(text)
    found = stated(text, "developedBy", "GPT-4")
    assert "GPT-4 | developedBy | OpenAI" in found
    assert not any("BERT" in fact for fact in found)


def test_what_is_somebodys_own_was_made_by_nobody_else() -> None:
    found = stated("Google read OpenAI's GPT-4.", "developedBy")
    assert "GPT-4 | developedBy | OpenAI" in found
    assert "GPT-4 | developedBy | Google" not in found


def test_a_list_item_is_read_behind_its_dash() -> None:
    assert stated("Some are large.\n\n- GPT-4 came from OpenAI.", "developedBy") >= {"GPT-4 | developedBy | OpenAI"}


@pytest.mark.parametrize("text", ["Nothing is known.", "A notable knot.", "GPT-4 came from OpenAI."])
def test_a_word_that_only_holds_a_no_denies_nothing(text: str) -> None:
    assert not denies(text)


def test_a_denied_sentence_does_not_silence_the_next_one() -> None:
    text = "BERT is not by OpenAI. GPT-4 came from OpenAI."
    assert "GPT-4 | developedBy | OpenAI" in stated(text, "developedBy")
    assert "BERT | developedBy | OpenAI" not in stated(text, "developedBy")


def test_evidence_and_ends_quote_the_text() -> None:
    entry = entry_of(
        "GPT-4", {"": "It is here. GPT-4 came from OpenAI in 2023.", "History": "BERT was Google's, 2018."}
    )
    for predicate in ("developedBy", "introducedIn"):
        claims = claims_of(entry, sure_model(predicate))
        assert claims
        for claim in claims:
            assert entry.text[claim.evidence.start : claim.evidence.end] == claim.evidence.text
            for end in (claim.subject, claim.object):
                if isinstance(end, Mention) and not end.implied:
                    assert entry.text[end.start : end.end] == end.text
                    assert claim.evidence.start <= end.start < end.end <= claim.evidence.end
                if isinstance(end, Literal):
                    assert entry.text[end.start : end.end] == str(end.value)
            assert claim.rules == ("model",)


def test_years_are_ends_too() -> None:
    found = stated("GPT-4 came in 2023, and BERT in 2018.", "introducedIn", "GPT-4")
    assert {"GPT-4 | introducedIn | 2023", "BERT | introducedIn | 2018"} <= found


def test_the_title_stands_for_what_the_sentence_does_not_name() -> None:
    unnamed = claims_of(entry_of("GPT-4", "It came from OpenAI."), sure_model("developedBy"))
    assert [(as_fact(claim), claim.subject.implied) for claim in unnamed] == [("GPT-4 | developedBy | OpenAI", True)]
    named = claims_of(entry_of("GPT-4", "GPT-4 came from OpenAI."), sure_model("developedBy"))
    assert [claim.subject.implied for claim in named] == [False]


def test_confidence_is_that_of_the_step_and_below_the_least_nothing_is_said() -> None:
    entry = entry_of("GPT-4", "GPT-4 came from OpenAI.")
    steps = [[0.5, 0.6], [0.9, 0.83]]
    (claim,) = claims_of(entry, sure_model("developedBy", calibration=steps))
    assert claim.confidence == 0.83
    assert claims_of(entry, sure_model("developedBy", calibration=[[0.5, 0.3], [0.9, 0.4]], least=0.5)) == []
    assert claims_of(entry, sure_model("developedBy", calibration=steps, least=0.9)) == []
