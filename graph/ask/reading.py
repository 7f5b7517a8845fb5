"""What a question is made of: the things that it names, its other words, and what it asks for."""

from dataclasses import dataclass

from graph.ask.linking import Link, Linker, Speller
from graph.ask.words import QuestionWords, Stemmed, longest, meanings, stemmed

__all__ = ["Question", "Unit", "read_question"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the question that an answer should bear: a named thing, or a word.

    ``stems`` are its words, ``marks`` the wordings that mean much the same, ``things`` the slugs that it names, and
    ``kinds`` the kinds that its noun means; ``is_name`` says that it is written like one.
    """

    text: str
    stems: tuple[str, ...]
    marks: frozenset[str] = frozenset()
    things: tuple[str, ...] = ()
    kinds: frozenset[str] = frozenset()
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read: ``wants`` holds kinds, "date" and "number", ``predicates`` what it may ask for."""

    text: str
    units: tuple[Unit, ...]
    links: tuple[Link, ...]
    wants: frozenset[str]
    predicates: frozenset[str]

    @property
    def things(self) -> frozenset[str]:
        """The slugs of what it names."""
        return frozenset(slug for unit in self.units for slug in unit.things)


def read_question(asked: str, linker: Linker, speller: Speller, words: QuestionWords) -> Question:
    """Take a question apart, with its typing errors mended."""
    text = speller.mend(asked)
    stems = stemmed(text)
    kinds, marks = meanings(stems, words.kinds), meanings(stems, words.same)
    nouns = {number for first, last, _ in kinds for number in range(first, last)}
    links = tuple(link for link in linker.link(text, words.stop) if not _is_kind_noun(link, stems, nouns))
    wants = _wanted(stems, kinds, words, links)
    units, number = [], 0
    while number < len(stems):
        word = stems[number]
        link = next((link for link in links if link.start <= word.start < link.end), None)
        last = number + 1
        while link and last < len(stems) and stems[last].start < link.end:
            last += 1
        here = stems[number:last]
        if link or (word.stem not in words.stop and not _is_question_word(word, words)):
            units.append(
                Unit(
                    text[here[0].start : here[-1].end],
                    tuple(item.stem for item in here if item.stem not in words.stop) or (here[0].stem,),
                    frozenset().union(*(m for a, b, m in marks if number < b and a < last and (b - a > 1 or not link))),
                    tuple(thing.id for thing in link.things) if link else (),
                    frozenset().union(*(kind for a, b, kind in kinds if a <= number < b)) if not link else frozenset(),
                    any(_is_written_as_name(text[item.start : item.end], is_first=item.start == 0) for item in here),
                )
            )
        number = last
    predicates = frozenset().union(*(names for _, _, names in longest(meanings(stems, words.predicates))))
    return Question(asked, tuple(units), links, wants, predicates)


def _is_kind_noun(link: Link, stems: list[Stemmed], nouns: set[int]) -> bool:
    """Say whether a thing is named by no more than the noun of a kind ("models", "benchmark")."""
    inside = [number for number, word in enumerate(stems) if link.start <= word.start < link.end]
    return len(inside) == 1 and inside[0] in nouns


def _is_question_word(word: Stemmed, words: QuestionWords) -> bool:
    return (word.stem,) in words.asks


def _wanted(
    stems: list[Stemmed],
    kinds: list[tuple[int, int, frozenset[str]]],
    words: QuestionWords,
    links: tuple[Link, ...],
) -> frozenset[str]:
    """Say what is asked for: the kind of the noun soon behind "which" or "what", else what the question word says."""
    for number, word in enumerate(stems):
        if word.stem in {"which", "what"}:
            near = [(a, b, kind) for a, b, kind in kinds if number < a <= number + 4]
            taken = {n for n, item in enumerate(stems) if any(link.start <= item.start < link.end for link in links)}
            near = [row for row in near if row[0] not in taken or row[0] + 1 not in taken]
            if near:
                return near[0][2]
    asked = meanings(stems, words.asks)
    return frozenset().union(*(wants for _, _, wants in asked[:1]))


def _is_written_as_name(word: str, *, is_first: bool) -> bool:
    inner = any(letter.isupper() or letter.isdigit() for letter in word[1:])
    return inner or (word[:1].isupper() and not is_first)
