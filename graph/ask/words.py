"""The words of questions and sentences: stems, wordings that mean much the same, and what a question asks for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from graph.domains import AI_DOMAIN, CORE, read_domain_file
from graph.errors import DomainError
from graph.lexicon import name_key, split_words
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "LONGEST_PHRASE",
    "Phrases",
    "QuestionWords",
    "Stemmed",
    "longest",
    "meanings",
    "read_question_words",
    "stem",
    "stemmed",
]

LONGEST_PHRASE = 4
"""How many words a wording in questions.toml may have."""

Phrases = Mapping[tuple[str, ...], frozenset[str]]
"""Wordings as stems, each with what it stands for."""


@dataclass(frozen=True, slots=True)
class Stemmed:
    """A word of a text as its stem, with its place."""

    stem: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """What is known of how people ask: see ``graph/domain/core/questions.toml``."""

    stop: frozenset[str]
    same: Phrases
    asks: Phrases
    kinds: Phrases
    predicates: Phrases

    @property
    def stems(self) -> frozenset[str]:
        """The stems of all words in it."""
        tables = (self.same, self.asks, self.kinds, self.predicates)
        return self.stop | {word for table in tables for wording in table for word in wording}


@cache
def read_question_words(domain: Path = AI_DOMAIN) -> QuestionWords:
    """Read how people ask: the core's ``questions.toml`` and the domain's, and the vocabulary's own words.

    Raises
    ------
    DomainError
        The file is no TOML, a table of it has another form, or it names an unknown kind or predicate.
    """
    path, words = domain / "questions.toml", read_vocabulary(domain)
    data = read_domain_file(domain, path.name)
    try:
        same = {f"~{number}": row for number, row in enumerate(data.get("same", ()))}
        tables = {name: _table(data.get(name, {})) for name in ("asks", "kinds", "predicates")}
        asks = _phrases((wording, kind) for wording, kinds in tables["asks"].items() for kind in kinds)
        return QuestionWords(
            frozenset(stem(word) for word in data.get("stop", ())),
            _phrases((wording, mark) for mark, row in same.items() for wording in row),
            asks,
            _phrases(_known(tables["kinds"], _kind_names(words), words.kinds)),
            _phrases(_known(tables["predicates"], _sayings(words), words.predicates)),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise DomainError(f"{path}: {error}; write tables of lists of words as {CORE / path.name} does") from None


def _table(data: Any) -> dict[str, list[str]]:
    for name, row in data.items():
        if not isinstance(row, list) or not all(isinstance(item, str) for item in row):
            raise ValueError(f"{name} is no list of words")
    return dict(data)


def _known(
    table: Mapping[str, list[str]], own: Iterable[tuple[str, str]], known: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Give each wording with the kind or predicate that it names."""
    if unknown := sorted(table.keys() - known.keys()):
        raise ValueError(f"{unknown[0]} is not in the vocabulary")
    yield from own
    yield from ((wording, name) for name, row in table.items() for wording in row)


def _kind_names(words: Vocabulary) -> Iterator[tuple[str, str]]:
    return ((name, kind.name) for kind in words.kinds.values() for name in (kind.label, kind.plural))


def _sayings(words: Vocabulary) -> Iterator[tuple[str, str]]:
    for predicate in words.predicates.values():
        for saying in (predicate.label, *predicate.says):
            yield saying.removeprefix("is ").removeprefix("was ").removeprefix("has the "), predicate.name


def _phrases(rows: Iterable[tuple[str, str]]) -> Phrases:
    found: dict[tuple[str, ...], set[str]] = {}
    for wording, meaning in rows:
        key = tuple(word.stem for word in stemmed(wording))[:LONGEST_PHRASE]
        if key:
            found.setdefault(key, set()).add(meaning)
    return {key: frozenset(meanings) for key, meanings in found.items()}


def stemmed(text: str) -> list[Stemmed]:
    """Split a text into stems with their places.

    >>> [word.stem for word in stemmed("The founders labelled GPT-4o's images")]
    ['the', 'founder', 'label', 'gpt', '4o', 's', 'imag']
    """
    return [Stemmed(stem(word), start, end) for word, start, end in split_words(text)]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Give the stem of an English word (Snowball); case, accents and British spelling do not count."""
    plain = _plain(word)
    return str(_stemmer().stemWord(plain)) if plain.isalpha() else plain


def _plain(word: str) -> str:
    return name_key(word) if len(word) > 3 else word.casefold()


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english", 0)


def meanings(words: list[Stemmed], phrases: Phrases) -> list[tuple[int, int, frozenset[str]]]:
    """Find the wordings in a run of words: (first, last + 1, what they stand for), longer ones before shorter."""
    stems = [word.stem for word in words]
    return [
        (first, first + length, phrases[key])
        for first in range(len(stems))
        for length in range(min(LONGEST_PHRASE, len(stems) - first), 0, -1)
        if (key := tuple(stems[first : first + length])) in phrases
    ]


def longest(found: list[tuple[int, int, frozenset[str]]]) -> list[tuple[int, int, frozenset[str]]]:
    """Leave out wordings inside longer ones: "used for" is no "used"."""
    return [
        (first, last, names)
        for first, last, names in found
        if not any(a <= first and last <= b and b - a > last - first for a, b, _ in found)
    ]
