"""Examples in numbers: what the encoder reads, and what it should say of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from graph.encoder import Reading, read_sentence
from graph.pairs import Arrangement, allowed_predicates, arrange_pairs
from graph.train.examples import Example
from graph.vocabulary import YEAR, Vocabulary

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["BATCH", "Labels", "Lesson", "batches", "make_lesson", "make_marks"]

BATCH = 16
"""How many sentences of the other corpus go into one step."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What the heads tell apart, in the order of their rows."""

    kinds: list[str]
    predicates: list[str]

    @property
    def pair_kinds(self) -> list[str]:
        """The kinds that an end of a pair may have: a year too."""
        return [*self.kinds, YEAR]


@dataclass(frozen=True, slots=True)
class Lesson:
    """An example in numbers: its marks by word; its pairs, where they stand, what is allowed and what is right."""

    reading: Reading
    marks: list[int]
    kinds: list[int]
    places: Arrangement | None
    allowed: list[list[int]]
    right: list[int]


def make_lesson(example: Example, tokenizer: "Tokenizer", labels: Labels, vocabulary: Vocabulary) -> Lesson | None:
    """Put an example into numbers; None where nothing of its sentence is left to read."""
    reading = read_sentence(tokenizer, example.title, example.text)
    if reading is None:
        return None
    predicates = labels.predicates
    order = {predicate: 1 + place for place, predicate in enumerate(predicates)}
    pieces = [spot.pieces(reading) for spot in example.spots]
    answers = {
        pair: answer
        for pair, answer in example.answers.items()
        if not answer.is_open and all(pieces[end] is not None for end in pair)
    }
    kinds = [spot.kind for spot in example.spots]
    allowed = [
        [0, *(1 + n for n in allowed_predicates(kinds[one], kinds[two], predicates, vocabulary))]
        for one, two in answers
    ]
    right = [min((order[predicate] for predicate in answer.right), default=0) for answer in answers.values()]
    places = arrange_pairs([place or (0, 1) for place in pieces], list(answers)) if answers else None
    numbers = [labels.pair_kinds.index(kind) for kind in kinds]
    return Lesson(reading, make_marks(reading, example.names, labels.kinds), numbers, places, allowed, right)


def make_marks(reading: Reading, names: Sequence[tuple[int, int, str]], kinds: Sequence[str]) -> list[int]:
    """Give each word its mark: 0 outside, 1 + 2k begin of kind k, 2 + 2k inside of kind k."""
    marks = [0] * len(reading.words)
    for start, end, kind in names:
        inside = [place for place, (first, last, _) in enumerate(reading.words) if first < end and last > start]
        for number, place in enumerate(inside):
            marks[place] = 1 + 2 * kinds.index(kind) + (number > 0)
    return marks


def batches(lengths: Sequence[int], random: Random) -> Iterator[list[int]]:
    """Put sentences of like length together, all else at random."""
    order = list(range(len(lengths)))
    random.shuffle(order)
    for start in range(0, len(order), BATCH * BATCH):
        block = sorted(order[start : start + BATCH * BATCH], key=lambda place: lengths[place])
        found = [block[first : first + BATCH] for first in range(0, len(block), BATCH)]
        random.shuffle(found)
        yield from found
