"""Headings of plain text, titles, and the roles of sections."""

from pathlib import Path

import pytest

from graph.errors import DomainError
from graph.sections import PLAIN, ROLES, find_headings, find_title, is_title, read_section_roles, title_from_stem

KNOWN = read_section_roles()


def headings(text: str) -> list[str]:
    return [text[start:end] for start, end in find_headings(text, KNOWN)]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("One-Sentence Definition", "definition"),
        ("HOW IT WORKS", "mechanism"),
        ("2. Why it matters:", "importance"),
        ("## Key takeaway", "takeaway"),
        ("Notable examples of agents", "examples"),
        ("What is attention?", "definition"),
        ("A short history", "history"),
        ("Limits of scaling", "limits"),
        ("See also", "related"),
        ("Use cases", "applications"),
        ("Mischief", PLAIN),
        ("", PLAIN),
    ],
)
def test_a_heading_tells_the_role_of_its_section(heading: str, role: str) -> None:
    assert KNOWN.role_of(heading) == role


def test_keywords_are_whole_words() -> None:
    assert KNOWN.role_of("Prehistory") == PLAIN


def test_every_listed_heading_is_known_and_has_a_role_of_the_list() -> None:
    assert set(KNOWN.headings.values()) <= set(ROLES)
    assert all(KNOWN.is_known(heading) for heading in KNOWN.headings)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[wrong]\nheadings = []", "unknown role 'wrong'"),
        ('[limits]\nheadings = ["A"]\n[history]\nheadings = ["a"]', "has two roles"),
        ("[limits", "mend the TOML"),
    ],
)
def test_a_wrong_file_of_a_domain_is_named(tmp_path: Path, toml: str, message: str) -> None:
    (tmp_path / "sections.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(DomainError, match=message):
        read_section_roles(tmp_path)


def test_a_domain_without_the_file_knows_the_headings_of_every_field(tmp_path: Path) -> None:
    assert read_section_roles(tmp_path).role_of("Definition") == "definition"


def test_headings_need_no_blank_lines() -> None:
    text = "Definition\nA model is a function.\nHow It Works\nIt works.\nWhy It Matters\nIt matters."
    assert headings(text) == ["Definition", "How It Works", "Why It Matters"]


def test_title_case_lines_before_prose_are_headings() -> None:
    assert headings("It is old.\nThe Road to Chat Models\nIn 2022 came the first one.") == ["The Road to Chat Models"]


def test_headings_in_small_letters_need_a_blank_line_and_a_keyword() -> None:
    assert headings("It is.\n\nKnown limits of agents\nThey are slow.") == ["Known limits of agents"]
    assert headings("It is.\n\nOther remarks on agents\nThey are slow.") == []


def test_marked_headings_count_without_their_marks() -> None:
    assert headings("## other remarks\nText.") == ["other remarks"]


@pytest.mark.parametrize(
    "text",
    [
        "The models are\nClaude\nGemini\nLlama 3\nMistral is a company.",
        "It was made by the researchers of\nGoogle DeepMind\nin London.",
        "- Claude\n- Gemini\nAnd so on.",
        "See These Words.\nText follows here.",
        "Some Words At The End",
        "Definition",
        "A Line In Title Case With Far Too Many Words For Us\nText.",
    ],
)
def test_lists_wrapped_lines_and_sentences_are_no_headings(text: str) -> None:
    assert headings(text) == []


@pytest.mark.parametrize(
    ("text", "stem", "title"),
    [
        ("RAG\n\nText.", "x", "RAG"),
        ("# RAG\nText.", "x", "RAG"),
        ("RAG\nDefinition\nText.", "x", "RAG"),
        ("Fine-Tuning\nIt is a technique.", "fine-tuning", "Fine-Tuning"),
        ("What is RAG?\n\nText.", "x", "What is RAG?"),
        ("Overview\n\nText.", "overview", "Overview"),
        ("\n  RAG  \n\nText.", "x", "RAG"),
    ],
)
def test_a_title_line_is_found(text: str, stem: str, title: str) -> None:
    found = find_title(text, stem, KNOWN)
    assert found
    assert found[0] == title
    assert text[: found[1]].strip(" \n#") == title


@pytest.mark.parametrize(
    "text", ["Definition\n\nText.", "A sentence.\n\nText.", "RAG\nis a technique.", "RAG", "- RAG\n\nText."]
)
def test_section_headings_sentences_and_lone_lines_are_no_titles(text: str) -> None:
    assert find_title(text, "x", KNOWN) is None


def test_titles_are_short() -> None:
    assert is_title("Word " * 12, KNOWN)
    assert not is_title("Word " * 13, KNOWN)


@pytest.mark.parametrize(
    ("stem", "body", "title"),
    [
        ("foundation-model", "A foundation model is a model.", "Foundation model"),
        ("gpt-4o", "GPT-4o is a model.", "GPT-4o"),
        ("rag", "RAG joins. RAG is. Rag.", "RAG"),
        ("chain_of_thought", "", "Chain of thought"),
        ("LLM", "", "LLM"),
        ("rag", "A dragon.", "Rag"),
        ("___", "", "___"),
    ],
)
def test_a_title_made_of_the_file_name_is_spelt_as_in_the_text(stem: str, body: str, title: str) -> None:
    assert title_from_stem(stem, body) == title
