"""The trained tagger: names and terms of a sentence, each with its kind, by the encoder's first head."""

from functools import cache
from typing import TYPE_CHECKING

from graph.encoder import Encoded, Encoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Tag", "tag"]

Tag = tuple[int, int, str, float]
"""A place of the sentence (start, end), the kind, and how sure the model is (0 to 1, its least sure word)."""

_NEVER = -1e9


def tag(encoded: Encoded, encoder: Encoder) -> list[Tag]:
    """Find names and terms in an encoded sentence: the best sequence of begin, inside and outside marks (Viterbi)."""
    import numpy as np

    scores = encoded.hidden @ encoder.heads["tag_weight"].T + encoder.heads["tag_bias"]
    scores = scores[[first for _, _, first in encoded.words]]
    scores -= scores.max(axis=1, keepdims=True)
    scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
    found: list[Tag] = []
    open_mark = 0
    for (start, end, _), mark, score in zip(encoded.words, _best_path(scores), scores, strict=True):
        sure = round(float(np.exp(score[mark])), 4)
        if mark and mark % 2 == 0 and open_mark == mark - 1:
            begin, _, kind, least = found[-1]
            found[-1] = (begin, end, kind, min(sure, least))
        elif mark:
            open_mark = mark if mark % 2 else mark - 1
            found.append((start, end, encoder.kinds[(mark - 1) // 2], sure))
        else:
            open_mark = 0
    return found


def _best_path(scores: "NDArray[np.float32]") -> list[int]:
    """Give the best sequence in which an inside mark follows only its own kind's begin or inside mark.

    Marks: 0 outside, 1 + 2k begin of kind k, 2 + 2k inside of kind k.
    """
    start, allowed = _transitions(scores.shape[1])
    best = scores[0] + start
    before = []
    for row in scores[1:]:
        paths = best[:, None] + allowed
        before.append(paths.argmax(axis=0))
        best = paths.max(axis=0) + row
    path = [int(best.argmax())]
    for row in reversed(before):
        path.append(int(row[path[-1]]))
    return path[::-1]


@cache
def _transitions(marks: int) -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
    """Give what is added to the scores of a first mark, and of a mark behind another: 0, or so little that it loses."""
    import numpy as np

    allowed = np.zeros((marks, marks), dtype=np.float32)
    for mark in range(2, marks, 2):
        allowed[:, mark] = _NEVER
        allowed[[mark, mark - 1], mark] = 0
    start = np.where((np.arange(marks) % 2 == 0) & (np.arange(marks) > 0), _NEVER, 0).astype(np.float32)
    return start, allowed
