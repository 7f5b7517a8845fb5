"""How good a trained model is on annotated sentences, as it reads at run time, and how sure it may be."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from graph.encoder import Encoded, Encoder
from graph.pairs import Participant, judge_pairs
from graph.rules.model import denies
from graph.tagger import tag
from graph.train.examples import Answer, Example, Spot
from graph.vocabulary import YEAR, Vocabulary

__all__ = ["Scores", "Tally", "Verdict", "calibrate", "score_model"]

_EDGES = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)
_FEWEST = 20
"""A step with fewer verdicts goes with the one below."""


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """The chance that the relation model gives a fact, whether it is right or arguable, whether gold asks for it."""

    chance: float
    is_right: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How many were right, stated, and asked for."""

    right: int = 0
    stated: int = 0
    asked: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.stated + other.stated, self.asked + other.asked)

    @property
    def precision(self) -> float:
        """Share of what was stated that is right."""
        return self.right / self.stated if self.stated else 0.0

    @property
    def recall(self) -> float:
        """Share of what was asked for that is right."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def f1(self) -> float:
        """Twice what is right over what is stated and asked for."""
        return 2 * self.right / (self.stated + self.asked) if self.stated + self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """What was measured: names with place and kind, places alone, and a verdict for each fact that a pair may state.

    ``asked`` counts the facts that gold states between spots of one sentence, once an entry. ``verdicts`` are between
    the names that gold has; ``own`` between names that the tagger found at a place that gold has too, in the kinds that
    it gave them. Sentences that deny anything give none.
    """

    names: Tally
    places: Tally
    verdicts: tuple[Verdict, ...]
    asked: int
    own: tuple[Verdict, ...] = ()

    def facts(self, chance: float) -> tuple[int, float, float]:
        """Say how many facts have at least a chance, which share is right, which share of those asked for is there."""
        said = [verdict for verdict in self.verdicts if verdict.chance >= chance]
        right, found = sum(verdict.is_right for verdict in said), sum(verdict.is_asked for verdict in said)
        return len(said), right / max(1, len(said)), found / max(1, self.asked)

    @property
    def whole(self) -> float:
        """One figure for all: the mean of the names' F1 and of that of facts with a chance of at least one half."""
        _, precision, recall = self.facts(0.5)
        facts = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return (self.names.f1 + facts) / 2 if self.asked else self.names.f1


def score_model(encoder: Encoder, examples: Iterable[Example], vocabulary: Vocabulary) -> Scores:
    """Read every example with a model as at run time, and compare."""
    names = places = Tally()
    best: dict[tuple[object, ...], Verdict] = {}
    own: dict[tuple[object, ...], Verdict] = {}
    asked: set[tuple[object, ...]] = set()
    for example in examples:
        encoded = encoder.encode(example.title, example.text, 0)
        if encoded is None:
            continue
        found = {(start, end, kind) for start, end, kind, _ in tag(encoded, encoder)}
        names += _compare(found, set(example.names))
        places += _compare({each[:2] for each in found}, {each[:2] for each in example.names})
        if not denies(example.text):
            for kept, placed in ((best, _gold_spots(example)), (own, _found_spots(example, found))):
                for key, verdict in _judge(example, encoded, placed, encoder, vocabulary):
                    kept[key] = max(kept.get(key, verdict), verdict)
        for (one, two), answer in example.answers.items():
            ends = (example.entry, example.spots[one].thing, example.spots[two].thing)
            asked |= {(*ends, predicate) for predicate in answer.right}
    return Scores(names, places, _in_order(best), len(asked), _in_order(own))


_Verdicts = dict[tuple[object, ...], Verdict]


def _in_order(verdicts: _Verdicts) -> tuple[Verdict, ...]:
    return tuple(verdicts[key] for key in sorted(verdicts, key=str))


def _compare(found: Set[object], gold: Set[object]) -> Tally:
    return Tally(len(found & gold), len(found), len(gold))


_Placed = tuple[int | None, Spot]
"""A spot with its number among the example's, None where gold has none there."""


def _gold_spots(example: Example) -> list[_Placed]:
    asked = {number for pair in example.answers for number in pair}
    return [(number, spot) for number, spot in enumerate(example.spots) if number in asked]


def _found_spots(example: Example, found: Iterable[tuple[int, int, str]]) -> list[_Placed]:
    """Give what the tagger found as spots, beside the title and the years."""
    number_at = {(spot.start, spot.end): number for number, spot in enumerate(example.spots)}
    given = [(number, spot) for number, spot in _gold_spots(example) if spot.is_title or spot.kind == YEAR]
    named = [(number_at.get((start, end)), Spot(start, end, kind, "")) for start, end, kind in found]
    return sorted((*given, *named), key=lambda each: (each[1].start, each[1].end, each[1].kind))


def _judge(
    example: Example, encoded: Encoded, placed: Iterable[_Placed], encoder: Encoder, vocabulary: Vocabulary
) -> Iterator[tuple[tuple[object, ...], Verdict]]:
    """Give a verdict for each fact that a pair may state; a pair that gold did not think of states none."""
    seen = [(number, spot.pieces(encoded), spot.kind) for number, spot in placed]
    numbers = [number for number, pieces, _ in seen if pieces is not None]
    participants = [Participant(pieces, kind) for _, pieces, kind in seen if pieces is not None]
    for one, two, chances in judge_pairs(encoded, participants, encoder, vocabulary):
        ends = numbers[one], numbers[two]
        if ends[0] is None or ends[1] is None:
            continue
        first, second = example.spots[ends[0]], example.spots[ends[1]]
        answer = example.answers.get((ends[0], ends[1]))
        if answer is None:
            if first.is_title or second.is_title or first.thing == second.thing:
                continue
            answer = Answer(frozenset(), frozenset())
        place = int(chances[1:].argmax())
        predicate = encoder.predicates[place]
        is_asked = predicate in answer.right
        key = (example.entry, first.thing, second.thing, predicate)
        yield key, Verdict(round(float(chances[1 + place]), 4), is_asked or predicate in answer.arguable, is_asked)


def calibrate(verdicts: Sequence[Verdict]) -> list[tuple[float, float]]:
    """Make steps of verdicts: from which chance on which share is right; a higher chance never has a lower share.

    Neighbours that would fall are pooled (Ayer et al. 1955, the pool of adjacent violators), and small ones too.

    >>> unsure, sure = Verdict(0.55, False, False), Verdict(0.97, True, True)
    >>> calibrate([unsure, sure] * 20)
    [(0.55, 0.0), (0.97, 1.0)]
    """
    steps: list[tuple[float, int, int]] = []
    for edge, upper in pairwise((*_EDGES, inf)):
        inside = [verdict.is_right for verdict in verdicts if edge <= verdict.chance < upper]
        if inside:
            steps.append((edge, sum(inside), len(inside)))
        while len(steps) > 1 and (steps[-1][2] < _FEWEST or _share(steps[-2]) > _share(steps[-1])):
            (lower, right, count), (_, more_right, more) = steps[-2:]
            steps[-2:] = [(lower, right + more_right, count + more)]
    return [(step[0], round(_share(step), 2)) for step in steps]


def _share(step: tuple[float, int, int]) -> float:
    return step[1] / step[2]
