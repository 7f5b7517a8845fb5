"""The trained relation model: which predicate, if any, a sentence states between two mentions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.encoder import Encoded, Encoder
from graph.vocabulary import YEAR, Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Participant", "judge_pairs"]

_FAR = 7
"""Mentions further apart than so many others are equally far."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One end that a pair may have: its pieces in the encoded sentence, and its kind (``year`` for a year)."""

    pieces: tuple[int, int]
    kind: str


def judge_pairs(
    encoded: Encoded, participants: Sequence[Participant], encoder: Encoder, vocabulary: Vocabulary
) -> "list[tuple[int, int, NDArray[np.float32]]]":
    """Give, for each ordered pair whose kinds some predicate joins, the probability of no predicate and of each one.

    The numbers are in the order of ``encoder.predicates``, after the one for "none"; predicates that the vocabulary
    does not allow between the two kinds get 0.
    """
    import numpy as np

    pairs = [
        (one, two)
        for one in range(len(participants))
        for two in range(len(participants))
        if one != two and _allowed(participants[one].kind, participants[two].kind, encoder, vocabulary)
    ]
    if not pairs:
        return []
    features = _features(encoded, participants, pairs, encoder)
    heads = encoder.heads
    inner = features @ heads["pair_weight"].T + heads["pair_bias"]
    inner = 0.5 * inner * (1 + _erf(inner / np.sqrt(2)))  # GELU, as in training
    scores = inner @ heads["out_weight"].T + heads["out_bias"]
    found = []
    for (one, two), row in zip(pairs, scores, strict=True):
        allowed = [
            0,
            *(1 + place for place in _allowed(participants[one].kind, participants[two].kind, encoder, vocabulary)),
        ]
        chances = np.zeros(row.shape, dtype=np.float32)
        powers = np.exp(row[allowed] - row[allowed].max())
        chances[allowed] = powers / powers.sum()
        found.append((one, two, chances))
    return found


def _allowed(first: str, second: str, encoder: Encoder, vocabulary: Vocabulary) -> list[int]:
    """Give the places of the predicates that may join two kinds in this direction."""
    if first == YEAR:
        return []
    if second == YEAR:
        return [
            place
            for place, name in enumerate(encoder.predicates)
            if vocabulary.predicates[name].takes_year and first in vocabulary.predicates[name].subjects
        ]
    return [place for place, name in enumerate(encoder.predicates) if vocabulary.allows(first, name, second)]


def _features(
    encoded: Encoded, participants: Sequence[Participant], pairs: list[tuple[int, int]], encoder: Encoder
) -> "NDArray[np.float32]":
    """Put together what the head sees: both ends, what stands between them, both kinds, how far apart they are."""
    import numpy as np

    sums = np.concatenate([np.zeros((1, encoded.hidden.shape[1]), dtype=np.float32), encoded.hidden.cumsum(axis=0)])
    spans = np.array([participant.pieces for participant in participants])

    def mean(first: "NDArray[np.int64]", last: "NDArray[np.int64]") -> "NDArray[np.float32]":
        means: NDArray[np.float32] = (sums[last] - sums[first]) / np.maximum(last - first, 1)[:, None]
        return means.astype(np.float32)

    ends = mean(spans[:, 0], spans[:, 1])
    one, two = np.array(pairs).T
    low = np.minimum(spans[one, 1], spans[two, 1])
    high = np.maximum(np.maximum(spans[one, 0], spans[two, 0]), low)
    order = {kind: place for place, kind in enumerate(encoder.config["pair_kinds"])}
    kinds = encoder.heads["kind_embedding"][[order[participant.kind] for participant in participants]]
    distance = encoder.heads["distance_embedding"][np.clip(one - two, -_FAR, _FAR) + _FAR + 1]
    return np.concatenate([ends[one], ends[two], mean(low, high), kinds[one], kinds[two], distance], axis=1)


def _erf(values: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Give the error function (Abramowitz and Stegun 7.1.26, error below 1.5e-7)."""
    import numpy as np

    t = 1 / (1 + 0.3275911 * np.abs(values))
    series = ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t + 0.254829592
    result = np.sign(values) * (1 - series * t * np.exp(-(values**2)))
    return result.astype(np.float32)
