"""Texts that are not for us: other languages, no sentence at all, too long a one; the other entries are read."""

from pathlib import Path

import pytest

from graph.entries import Problem, read_entries
from graph.language import foreign_language
from tests.glossary import extract
from tests.test_pipeline import ENTRIES

GERMAN = (
    "Ein Sprachmodell ist ein Modell, das die Wahrscheinlichkeit von Wörtern berechnet und Texte schreibt. Es wird mit "
    "großen Mengen von Text trainiert, die aus dem Internet stammen, und für die Übersetzung oder Auskunft verwendet."
)
OTHERS = {
    "French": "Un modèle de langue est un modèle qui calcule la probabilité des mots dans une phrase. Il est entraîné "
    "sur de grandes quantités de texte et il est utilisé pour la traduction et la recherche.",
    "German": GERMAN,
    "Spanish": "Un modelo de lenguaje es un modelo que calcula la probabilidad de las palabras en una frase. Se "
    "entrena con grandes cantidades de texto y se usa para la traducción y la búsqueda en la red.",
}


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_is_known_by_its_small_words(language: str) -> None:
    assert foreign_language(OTHERS[language]) == language


def test_another_script_is_no_english() -> None:
    assert foreign_language("Языковая модель вычисляет вероятность слов в тексте. " * 5)
    assert foreign_language("言語モデルは文章の中の単語の確率を計算するモデルである。" * 5)


@pytest.mark.parametrize(
    "text",
    [
        "Ein Sprachmodell.",
        "GPT-4, Claude, Gemini, Llama, Mistral, " * 20,
        "- - -",
        "Write to a@usr.com, b@usr.com, c@usr.com. " * 5,
        "The word Zeitgeist is German; die der das are its articles, and they are three in the language. " * 2,
    ],
)
def test_what_is_short_or_may_be_english_is_read(text: str) -> None:
    assert foreign_language(text) == ""


def test_english_entries_are_all_english() -> None:
    assert [entry.name for entry in ENTRIES if foreign_language(entry.text)] == []


def test_an_entry_in_another_language_is_one_line_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "sprachmodell.txt").write_text(f"Sprachmodell\n\n{GERMAN}\n", "utf-8")
    (tmp_path / "rag.txt").write_text("RAG\n\nRAG is a technique.\n", "utf-8")
    reading = read_entries([tmp_path])
    assert [entry.name for entry in reading.entries] == ["rag"]
    (problem,) = reading.problems
    assert isinstance(problem, Problem)
    assert str(problem).endswith("is written in German, and only English is read; translate it or leave it out")


def test_an_entry_without_a_sentence_says_nothing_and_harms_nobody(tmp_path: Path) -> None:
    (tmp_path / "marks.txt").write_text("Marks\n\n*** --- …\n", "utf-8")
    (tmp_path / "gpt-4.txt").write_text("GPT-4\n\nGPT-4 was released by OpenAI.\n", "utf-8")
    found = extract(*read_entries([tmp_path]).entries)
    assert {claim.entry for claim in found.claims} == {"gpt-4"}


def test_a_million_characters_are_one_line_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("Long\n\n" + "It is long. " * 84_000, "utf-8")
    (tmp_path / "rag.txt").write_text("RAG\n\nRAG is a technique.\n", "utf-8")
    reading = read_entries([tmp_path])
    assert [entry.name for entry in reading.entries] == ["rag"]
    assert [problem.next_step for problem in reading.problems] == ["split it or raise the limit"]
