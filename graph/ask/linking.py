"""The things that a question names: by label, alias, acronym or plural, and with a typing error in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from graph.ask.words import stem
from graph.lexicon import name_key, split_words
from graph.network import Build, Thing

__all__ = ["Link", "Linker", "Speller"]

_LONGEST_NAME = 8
_SHORTEST_MISTYPED = 6
_LIKENESS = 0.88
_MOST_MENDED = 5


@dataclass(frozen=True, slots=True)
class Link:
    """A place of the question that names things (several where the name is shared)."""

    start: int
    end: int
    things: tuple[Thing, ...]


class Linker:
    """Knows a build's things by all their names."""

    def __init__(self, build: Build) -> None:
        self.names: dict[str, list[Thing]] = {}
        for thing in build.things:
            merged = [merge.name for merge in thing.merges]
            for name in dict.fromkeys(name_key(name) for name in (thing.label, *thing.aliases, *merged)):
                self.names.setdefault(name, []).append(thing)

    def link(self, question: str, stop: frozenset[str]) -> tuple[Link, ...]:
        """Find the things that a question names, the longest names first."""
        words = split_words(question)
        found: list[Link] = []
        place = 0
        while place < len(words):
            lengths = range(min(_LONGEST_NAME, len(words) - place), 0, -1)
            spans = ((words[place][1], words[place + length - 1][2], length) for length in lengths)
            hit = next(((start, end, n) for start, end, n in spans if self._named(question[start:end], stop)), None)
            if hit:
                start, end, length = hit
                found.append(Link(start, end, self._named(question[start:end], stop)))
                place += length
            else:
                place += 1
        return tuple(found)

    def _named(self, name: str, stop: frozenset[str]) -> tuple[Thing, ...]:
        key = name_key(name)
        return () if key in stop else tuple(self.names.get(key, ()))


class Speller:
    """Knows the words of a glossary, to mend a typing error by."""

    def __init__(self, texts: Iterable[str], known: Iterable[str]) -> None:
        self.spellings = sorted({word.casefold() for text in texts for word, _, _ in split_words(text)})
        self.stems = {stem(word) for word in self.spellings} | set(known)

    def mend(self, question: str) -> str:
        """Put the nearest word of the glossary for a word that neither it nor the language of questions knows."""
        mended, end = [], 0
        unknown = [row for row in split_words(question) if len(row[0]) >= _SHORTEST_MISTYPED and self._is_new(row[0])]
        for word, start, stop in unknown[:_MOST_MENDED]:
            close = get_close_matches(word.casefold(), self.spellings, n=1, cutoff=_LIKENESS)
            mended += [question[end:start], close[0] if close else word]
            end = stop
        return "".join((*mended, question[end:]))

    def _is_new(self, word: str) -> bool:
        return word.isalpha() and stem(word) not in self.stems
