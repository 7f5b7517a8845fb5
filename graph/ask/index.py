"""The index of a build's sentences: BM25 by stem and by wording, and which things, kinds, years and facts they hold."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from graph.ask.reading import Question, Unit
from graph.ask.sentences import sentences_of
from graph.ask.vectors import SentenceEncoder, load_sentence_encoder
from graph.ask.words import QuestionWords, meanings, stemmed
from graph.claims import Claim, Mention
from graph.errors import ModelError
from graph.lexicon import is_year
from graph.network import Build
from graph.vocabulary import Vocabulary

__all__ = ["Index", "Scores"]

Scores = NDArray[np.float64]

SAME = 0.6
"""How much a wording that means much the same counts, against the word itself."""
IN_TITLE = 0.5
"""How much a word or thing counts that only the entry's title names."""
OF_KIND = 0.25
"""How much a thing of the kind that a noun of the question means counts ("labs": an organization)."""


class Index:
    """The sentences of a build, ready to be searched."""

    def __init__(self, build: Build, words: QuestionWords, vocabulary: Vocabulary) -> None:
        import bm25s

        self.build, self.words = build, words
        self.members = {
            kind.type: {other.name for other in vocabulary.kinds.values() if other.type == kind.type}
            for kind in vocabulary.kinds.values()
            if kind.type
        }
        self.concepts = {kind.name for kind in vocabulary.kinds.values() if "concept" in kind.groups}
        self.sentences = sentences_of(build)
        tokens = [self._tokens(sentence.text) for sentence in self.sentences]
        self.tokens = [frozenset(row) for row in tokens]
        self.counts = Counter(token for row in self.tokens for token in row)
        self.known = frozenset(self.counts)
        self.bm25 = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        self.bm25.index(tokens if self.known else [["-"]], show_progress=False)
        self.titles = [{word.stem for word in stemmed(sentence.title)} for sentence in self.sentences]
        self.of_kind = {thing.id: frozenset((thing.kind, *thing.inferred_kinds)) for thing in build.things}
        self.has_year = np.array([any(is_year(word) for word in row) for row in tokens], dtype=float)
        self.has_number = np.array([any(map(_has_digit, row)) for row in tokens], dtype=float)
        self.by_thing = _inverted((number, s.things) for number, s in enumerate(self.sentences))
        self.by_subject = _inverted((number, (s.subject,)) for number, s in enumerate(self.sentences) if s.subject)
        self._vectors: dict[int, NDArray[np.float32]] = {}

    def _tokens(self, text: str) -> list[str]:
        found = stemmed(text)
        marks = [mark for *_, names in meanings(found, self.words.same) for mark in sorted(names)]
        return [word.stem for word in found] + marks

    # ── words and things ───────────────────────────────────────────────────────────────────────────────────────────

    def rarity_of(self, count: int) -> float:
        """Weigh what so many sentences have (inverse document frequency)."""
        return log(1 + (len(self.sentences) - count + 0.5) / (count + 0.5))

    def rarity(self, token: str) -> float:
        """Weigh a token; one that no sentence has weighs most."""
        return self.rarity_of(self.counts.get(token, 0))

    def weight(self, unit: Unit) -> float:
        """Give how much a unit of a question weighs: the most that a sentence can have of it."""
        if unit.things:
            return max(self.rarity_of(len(self.by_thing.get(slug, ()))) for slug in unit.things)
        return max(self.rarity(token) for token in unit.stems)

    def bears(self, unit: Unit) -> Scores:
        """Score how much of a unit each sentence bears."""
        exact = np.zeros(len(self.sentences))
        for token in unit.stems:
            titled = IN_TITLE * self.rarity(token) * np.array([token in title for title in self.titles], dtype=float)
            exact += np.maximum(self._word(token), titled)
        if unit.things:
            exact = np.minimum(exact, self.weight(unit))
        alike = [SAME * self._word(mark) for mark in sorted(unit.marks)]
        if unit.kinds:
            of_kind = np.array([bool(unit.kinds & kinds) for kinds in self._kinds], dtype=float)
            alike.append(OF_KIND * self.rarity_of(0) * of_kind)
        best: Scores = np.max([exact, *alike, *(self._thing(slug) for slug in unit.things)], axis=0)
        return best

    def says(self, unit: Unit, number: int) -> float:
        """Say how plainly a sentence says a unit: itself 1, by its title 0.7, in other words 0.6, in part up to 0.5."""
        sentence, held = self.sentences[number], self.tokens[number]
        if not {sentence.subject, *sentence.things}.isdisjoint(unit.things) or held.issuperset(unit.stems):
            return 1.0
        if (held | self.titles[number]).issuperset(unit.stems):
            return 0.7
        if not held.isdisjoint(unit.marks) or not self._kinds[number].isdisjoint(unit.kinds):
            return 0.6
        return 0.5 * sum(token in held for token in unit.stems) / len(unit.stems)

    def _word(self, token: str) -> Scores:
        if token not in self.known:
            return np.zeros(len(self.sentences))
        return np.asarray(self.bm25.get_scores([token]), dtype=float)

    def _thing(self, slug: str) -> Scores:
        scores = np.zeros(len(self.sentences))
        named = self.by_thing.get(slug, frozenset())
        weight = self.rarity_of(len(named))
        scores[sorted(self.by_subject.get(slug, ()))] = IN_TITLE * weight
        scores[sorted(named)] = weight
        return scores

    @cached_property
    def _kinds(self) -> list[frozenset[str]]:
        return [frozenset().union(*(self.of_kind[slug] for slug in s.things)) for s in self.sentences]

    def with_context(self, parts: NDArray[np.float64], share: float) -> NDArray[np.float64]:
        """Let each sentence have a share of what the sentence before it in its entry bears."""
        before = np.zeros_like(parts)
        before[:, 1:] = parts[:, :-1] * self._goes_on
        return np.maximum(parts, share * before)

    @cached_property
    def _goes_on(self) -> Scores:
        entries = [sentence.entry for sentence in self.sentences]
        return np.array([a == b for a, b in pairwise(entries)], dtype=float)

    # ── what is asked for ──────────────────────────────────────────────────────────────────────────────────────────

    def fits(self, question: Question) -> Scores:
        """Say which sentences hold something of the sort that is asked for, beside what the question names."""
        fits = np.zeros(len(self.sentences))
        if "date" in question.wants:
            fits = np.maximum(fits, self.has_year)
        if "number" in question.wants:
            fits = np.maximum(fits, self.has_number)
        for number, sentence in enumerate(self.sentences):
            others = (slug for slug in sentence.things if slug not in question.things)
            if any(question.wants & self.of_kind[slug] for slug in others):
                fits[number] = 1.0
        return fits

    def in_facts(self, question: Question) -> Scores:
        """Score the sentences that state a fact of a predicate asked for about a thing that the question names."""
        scores = np.zeros(len(self.sentences))
        for claim in self.build.claims:
            if claim.predicate in question.predicates and claim.is_asserted and self.ends_of(claim) & question.things:
                for number in self.numbers_of(claim):
                    scores[number] = max(scores[number], claim.confidence)
        return scores

    def ends_of(self, claim: Claim) -> frozenset[str]:
        """Give the slugs at the ends of a claim."""
        ends = (claim.subject.node, claim.object.node if isinstance(claim.object, Mention) else None)
        return frozenset(slug for slug in ends if slug is not None)

    def numbers_of(self, claim: Claim) -> Iterable[int]:
        """Give the numbers of the sentences that a claim stands on."""
        first, last = claim.evidence.start, claim.evidence.end
        rows = self._places.get(claim.entry, ())
        return [number for start, end, number in rows if start < last and first < end]

    @cached_property
    def _places(self) -> dict[str, list[tuple[int, int, int]]]:
        places: dict[str, list[tuple[int, int, int]]] = {}
        for number, sentence in enumerate(self.sentences):
            places.setdefault(sentence.entry, []).append((sentence.start, sentence.end, number))
        return places

    # ── likeness of meaning ────────────────────────────────────────────────────────────────────────────────────────

    def likeness(self, text: str, numbers: list[int]) -> dict[int, float]:
        """Compare a text with sentences by their vectors (cosine); all are 0 where ONNX Runtime cannot start."""
        encoder = self._encoder
        if encoder is None:
            return dict.fromkeys(numbers, 0.0)
        asked = encoder.encode(text)
        for number in numbers:
            if number not in self._vectors:
                sentence = self.sentences[number]
                self._vectors[number] = encoder.encode(f"{sentence.title}: {sentence.text}")
        return {number: float(asked @ self._vectors[number]) for number in numbers}

    @cached_property
    def _encoder(self) -> SentenceEncoder | None:
        try:
            return load_sentence_encoder()
        except ModelError:
            return None


def _has_digit(word: str) -> bool:
    return not word.startswith("~") and any(letter.isdigit() for letter in word)


def _inverted(rows: Iterable[tuple[int, Iterable[str]]]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, slugs in rows:
        for slug in slugs:
            found.setdefault(slug, set()).add(number)
    return {slug: frozenset(numbers) for slug, numbers in found.items()}
