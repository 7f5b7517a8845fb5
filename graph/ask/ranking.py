"""Sentences ranked for a question: by words, named things, what is asked for, likeness, facts, and ways of two hops."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.ask.index import Index, Scores
from graph.ask.reading import Question, Unit
from graph.ask.sentences import Sentence

__all__ = ["Ranked", "Ranking"]

FITS = 2.0
"""What a sentence gains that holds something of the sort asked for. All weights were chosen on the dev split."""
IN_FACT = 2.0
"""What it gains that states a fact of the predicate asked for about a thing that the question names."""
LIKENESS = 16.0
"""What likeness of meaning (cosine, -1 to 1) counts, beside the words' rarity (about 2 to 8 each)."""
BEFORE = 0.3
"""How much of a question's words counts that stands in the sentence before ("It was …")."""
BRIDGE = 0.1
"""What the rarity of the thing counts by which two sentences hang together."""
SECOND_HOP = 0.7
"""What both sentences of a pair count, against one that bears as much of the question alone."""
CANDIDATES, STARTS, PAIRS = 60, 8, 200
"""How many sentences are compared by meaning, how many begin a pair, and how many pairs are kept."""
COMMON = 60
"""A thing that more sentences name joins nothing."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its score, and the number that it has in the index."""

    sentence: Sentence
    score: float
    number: int


class Ranking:
    """What all sentences are worth for one question."""

    def __init__(self, index: Index, question: Question) -> None:
        self.index, self.question = index, question
        shape = (len(question.units), len(index.sentences))
        self.weights = np.array([index.weight(unit) for unit in question.units])
        self.parts = index.with_context(np.array([index.bears(unit) for unit in question.units]).reshape(shape), BEFORE)
        self.fits = index.fits(question)
        self.singles: Scores = self.parts.sum(axis=0) + FITS * self.fits + IN_FACT * index.in_facts(question)

    @cached_property
    def likeness(self) -> dict[int, float]:
        """The likeness of the best candidates to the question; empty without ONNX Runtime."""
        order = np.argsort(-self.singles, kind="stable")[:CANDIDATES]
        return self.index.likeness(self.question.text, [int(number) for number in order])

    @cached_property
    def ranked(self) -> tuple[Ranked, ...]:
        """The candidates, the best first."""
        alone = {number: float(self.singles[number]) + LIKENESS * alike for number, alike in self.likeness.items()}
        scores = dict(alone)
        for (first, second), worth in self._pairs(alone)[:PAIRS]:
            for number in (first, second):
                own = alone.get(number, float(self.singles[number]))
                scores[number] = max(scores.get(number, own), SECOND_HOP * worth)
        order = sorted(scores, key=lambda number: (-scores[number], number))
        return tuple(Ranked(self.index.sentences[number], scores[number], number) for number in order)

    def _pairs(self, alone: dict[int, float]) -> list[tuple[tuple[int, int], float]]:
        """Find pairs of sentences that name one thing and together bear more of the question than each alone."""
        starts = sorted(alone, key=lambda number: (-alone[number], number))[:STARTS]
        found: dict[tuple[int, int], float] = {}
        for first in starts:
            for second, joined in self._neighbours(first):
                units = np.maximum(self.parts[:, first], self.parts[:, second]).sum()
                alike = max(self.likeness.get(number, 0.0) for number in (first, second))
                fits = max(self.fits[first], self.fits[second])
                worth = float(units + FITS * fits) + BRIDGE * joined + LIKENESS * alike
                found[first, second] = max(worth, found.get((first, second), 0.0))
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))

    def _neighbours(self, first: int) -> Iterator[tuple[int, float]]:
        named = self.question.things
        for slug in self.index.sentences[first].things:
            naming = self.index.by_thing.get(slug, frozenset())
            if slug in named or len(naming) > COMMON:
                continue
            weight = self.index.rarity_of(len(naming))
            yield from ((second, weight) for second in sorted(naming - {first}))
            own = self.index.by_subject.get(slug, frozenset()) - naming
            yield from ((second, 0.7 * weight) for second in sorted(own - {first}))

    # ── how much of the question it says ───────────────────────────────────────────────────────────────────────────

    def coverage(self, numbers: list[int]) -> list[float]:
        """Give the share of the question, by weight, that each of some sentences says (0 to 1)."""
        pairs = zip(self.question.units, self.weights, strict=True)
        weights = np.array([self._importance(unit, float(own)) for unit, own in pairs])
        said = np.array([[self.index.says(unit, number) for number in numbers] for unit in self.question.units])
        return [float(share) for share in weights @ said / weights.sum()]

    def _importance(self, unit: Unit, weight: float) -> float:
        """Weigh a unit: an unknown name most, another unknown word, which may be put otherwise, little."""
        known = unit.things or unit.marks or any(token in self.index.known for token in unit.stems)
        return weight if known else 9.0 if unit.is_name else 4.0
