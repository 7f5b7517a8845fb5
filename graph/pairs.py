"""The trained relation model: which predicate, if any, a sentence states between two mentions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.encoder import Encoded, Encoder
from graph.vocabulary import YEAR, Vocabulary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "DISTANCES",
    "Arrangement",
    "Participant",
    "allowed_predicates",
    "arrange_pairs",
    "find_years",
    "judge_pairs",
]

_FAR = 7
"""Mentions further apart than so many others are equally far."""
DISTANCES = 2 * _FAR + 2
"""How many distances there are (the first one stands for none)."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Participant:
    """One end that a pair may have: its pieces in the encoded sentence, and its kind (``year`` for a year)."""

    pieces: tuple[int, int]
    kind: str


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where the pairs of a sentence stand.

    ``ends`` are the pieces of the participants, shape (participants, 2); ``one`` and ``two`` the participants of each
    pair; ``low`` and ``high`` the pieces between them; ``distance`` how many participants they are apart, as a row of
    the table of distances.
    """

    ends: "NDArray[np.int64]"
    one: "NDArray[np.int64]"
    two: "NDArray[np.int64]"
    low: "NDArray[np.int64]"
    high: "NDArray[np.int64]"
    distance: "NDArray[np.int64]"


def find_years(text: str) -> Iterator[tuple[int, int]]:
    """Give the places of the years in a text.

    >>> list(find_years("In 2017, 1,200 people read it; 40 did in 1999."))
    [(3, 7), (41, 45)]
    """
    return (found.span() for found in _YEAR.finditer(text))


def judge_pairs(
    encoded: Encoded, participants: Sequence[Participant], encoder: Encoder, vocabulary: Vocabulary
) -> "list[tuple[int, int, NDArray[np.float32]]]":
    """Give, for each ordered pair whose kinds some predicate joins, the probability of no predicate and of each one.

    The numbers are in the order of ``encoder.predicates``, after the one for "none"; predicates that the vocabulary
    does not allow between the two kinds get 0.
    """
    import numpy as np

    order = {kind: place for place, kind in enumerate(encoder.config["pair_kinds"])}
    table = _allowed_table(encoder, vocabulary)
    kinds = np.array([order.get(participant.kind, -1) for participant in participants], dtype=np.int64)
    joined = table[kinds[:, None], kinds[None, :]]  # the last row and column stand for kinds that the model lacks
    joined[np.arange(len(kinds)), np.arange(len(kinds))] = False
    pairs = np.argwhere(joined.any(axis=2))
    if not len(pairs):
        return []
    heads = encoder.heads
    inner = _inner(encoded, participants, pairs, encoder)
    inner = 0.5 * inner * (1 + _erf(inner / np.sqrt(2)))  # GELU, as in training
    scores = inner @ heads["out_weight"].T + heads["out_bias"]
    scores[:, 1:][~joined[pairs[:, 0], pairs[:, 1]]] = -np.inf
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances = (powers / powers.sum(axis=1, keepdims=True)).astype(np.float32)
    return [(one, two, row) for (one, two), row in zip(pairs.tolist(), chances, strict=True)]


def _allowed_table(encoder: Encoder, vocabulary: Vocabulary) -> "NDArray[np.bool_]":
    """Say for each two kinds of the model which predicates may join them, shape (kinds + 1, kinds + 1, predicates)."""
    import numpy as np

    known = encoder.tables.get(id(vocabulary))
    if known is not None:
        table: NDArray[np.bool_] = known[1]
        return table
    kinds = encoder.config["pair_kinds"]
    table = np.zeros((len(kinds) + 1, len(kinds) + 1, len(encoder.predicates)), dtype=bool)
    for one, first in enumerate(kinds):
        for two, second in enumerate(kinds):
            table[one, two, allowed_predicates(first, second, encoder.predicates, vocabulary)] = True
    encoder.tables[id(vocabulary)] = (vocabulary, table)  # keeps the vocabulary, and so its id
    return table


def allowed_predicates(first: str, second: str, predicates: Sequence[str], vocabulary: Vocabulary) -> list[int]:
    """Give the places of the predicates that may join two kinds in this direction.

    >>> from graph.vocabulary import read_vocabulary
    >>> allowed_predicates("Model", "year", ["developedBy", "introducedIn"], read_vocabulary())
    [1]
    """
    known = (
        (place, vocabulary.predicates[name]) for place, name in enumerate(predicates) if name in vocabulary.predicates
    )
    if second == YEAR:
        return [place for place, predicate in known if predicate.takes_year and first in predicate.subjects]
    return [place for place, predicate in known if vocabulary.allows(first, predicate.name, second)]


def arrange_pairs(
    spans: Sequence[tuple[int, int]], pairs: "Sequence[tuple[int, int]] | NDArray[np.int64]"
) -> Arrangement:
    """Say where pairs of participants stand, each participant given by its pieces (first, last + 1)."""
    import numpy as np

    ends = np.array(spans, dtype=np.int64)
    one, two = np.array(pairs, dtype=np.int64).T
    low = np.minimum(ends[one, 1], ends[two, 1])
    high = np.maximum(np.maximum(ends[one, 0], ends[two, 0]), low)
    return Arrangement(ends, one, two, low, high, np.clip(one - two, -_FAR, _FAR) + _FAR + 1)


def _inner(
    encoded: Encoded, participants: Sequence[Participant], pairs: "NDArray[np.int64]", encoder: Encoder
) -> "NDArray[np.float32]":
    """Give the head's first layer for each pair, before its activation.

    The layer reads both ends, what stands between them, both kinds, and how far apart they are, one behind the other;
    so its weights are cut into these parts, and what many pairs share is multiplied once.
    """
    import numpy as np

    sums = np.concatenate([np.zeros((1, encoded.hidden.shape[1]), dtype=np.float32), encoded.hidden.cumsum(axis=0)])

    def mean(first: "NDArray[np.int64]", last: "NDArray[np.int64]") -> "NDArray[np.float32]":
        means: NDArray[np.float32] = (sums[last] - sums[first]) / np.maximum(last - first, 1)[:, None]
        return means.astype(np.float32)

    heads = encoder.heads
    at = arrange_pairs([participant.pieces for participant in participants], pairs)
    order = {kind: place for place, kind in enumerate(encoder.config["pair_kinds"])}  # an unknown kind has no pair
    kinds = heads["kind_embedding"][[order.get(participant.kind, -1) for participant in participants]]
    width, depth = sums.shape[1], kinds.shape[1]
    edges = np.cumsum([width, width, width, depth, depth])
    first, second, between, one_kind, two_kind, distance = np.split(heads["pair_weight"], edges, axis=1)
    ends = mean(at.ends[:, 0], at.ends[:, 1])
    gaps, place = np.unique(np.stack([at.low, at.high]), axis=1, return_inverse=True)
    as_one = ends @ first.T + kinds @ one_kind.T
    as_two = ends @ second.T + kinds @ two_kind.T
    inner = as_one[at.one] + as_two[at.two] + (mean(gaps[0], gaps[1]) @ between.T)[place.reshape(-1)]
    inner += (heads["distance_embedding"] @ distance.T)[at.distance] + heads["pair_bias"]
    result: NDArray[np.float32] = inner.astype(np.float32)
    return result


def _erf(values: "NDArray[np.float32]") -> "NDArray[np.float32]":
    """Give the error function (Abramowitz and Stegun 7.1.26, error below 1.5e-7)."""
    import numpy as np

    t = 1 / (1 + 0.3275911 * np.abs(values))
    series = ((((1.061405429 * t - 1.453152027) * t) + 1.421413741) * t - 0.284496736) * t + 0.254829592
    result = np.sign(values) * (1 - series * t * np.exp(-(values**2)))
    return result.astype(np.float32)
