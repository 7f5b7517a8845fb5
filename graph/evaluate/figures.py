"""Figures of an evaluation: precision, recall, F1 and shares, each with an interval from resampled entries.

Intervals are percentile bootstrap intervals (Efron and Tibshirani 1993, chapter 13) of 95 %: entries are drawn with
replacement, 1,000 times, always the same draws. A figure with nothing to judge (0 of 0) has no value.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["GRID", "Figure", "Rows", "Sampler", "Score", "Share", "calibration_error", "recall_at", "share_of"]

Rows = NDArray[np.float64]
"""Counts: a row an entry (or a draw of entries), a column a count."""

Formula = Callable[[Rows], Rows]

GRID = tuple(round(step / 100, 2) for step in range(101))
"""The thresholds of confidence at which facts are counted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value and its 95 % interval, as fractions; None where there is nothing to judge."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """Precision is ``right`` of ``stated``, recall ``found`` of ``asked``, F1 their harmonic mean.

    ``right`` and ``found`` differ where something may be stated that is not asked for.
    """

    right: int
    stated: int
    found: int
    asked: int
    precision: Figure
    recall: Figure
    f1: Figure


@dataclass(frozen=True, slots=True)
class Share:
    """A count, of how many, and the quotient of the two."""

    count: int
    of: int
    share: Figure


class Sampler:
    """Makes figures of counts by entry, with intervals from the same draws of entries for all of them."""

    def __init__(self, entries: int, rounds: int = 1000) -> None:
        draws = np.random.default_rng(0).integers(0, entries, (rounds, entries))
        self.weights = np.stack([np.bincount(draw, minlength=entries) for draw in draws]).astype(np.float64)

    def figure(self, rows: Rows, formula: Formula) -> Figure:
        """Give the value of a formula over all entries, and its interval."""
        value = _clean(formula(rows.sum(axis=0, keepdims=True))[0])
        drawn = formula(self.weights @ rows)
        drawn = drawn[~np.isnan(drawn)]
        if value is None or not drawn.size:
            return Figure(value)
        low, high = np.percentile(drawn, (2.5, 97.5))
        return Figure(value, _clean(low), _clean(high))

    def score(self, rows: Rows) -> Score:
        """Score the four columns right, stated, found, asked."""
        right, stated, found, asked = (int(count) for count in rows.sum(axis=0))
        precision = self.figure(rows, lambda sums: _divide(sums[:, 0], sums[:, 1]))
        recall = self.figure(rows, lambda sums: _divide(sums[:, 2], sums[:, 3]))
        return Score(right, stated, found, asked, precision, recall, self.figure(rows, _f1))

    def share(self, rows: Rows) -> Share:
        """Divide the first of two columns by the second."""
        count, of = (int(number) for number in rows.sum(axis=0))
        return Share(count, of, self.figure(rows, share_of))


def _clean(number: float) -> float | None:
    return None if np.isnan(number) else round(float(number), 4)


def _divide(part: Rows, whole: Rows) -> Rows:
    return np.divide(part, whole, out=np.full_like(whole, np.nan), where=whole > 0)


def _f1(sums: Rows) -> Rows:
    """Give F1; 0 where something was stated or asked for and nothing came together."""
    precision = np.nan_to_num(_divide(sums[:, 0], sums[:, 1]))
    recall = np.nan_to_num(_divide(sums[:, 2], sums[:, 3]))
    f1 = np.nan_to_num(_divide(2 * precision * recall, precision + recall))
    return np.where(sums[:, 1] + sums[:, 3] > 0, f1, np.nan)


def share_of(sums: Rows) -> Rows:
    """Divide the first column by the second."""
    return _divide(sums[:, 0], sums[:, 1])


def calibration_error(sums: Rows) -> Rows:
    """Give the expected calibration error (Naeini and others 2015) of bins given as counts, rights and confidences."""
    counts, rights, confidences = np.split(sums, 3, axis=1)
    return _divide(np.abs(rights - confidences).sum(axis=1), counts.sum(axis=1))


def recall_at(precision: float) -> Formula:
    """Give the formula of the best recall among the thresholds of ``GRID`` that reach a precision; 0 where none does.

    Columns: right, stated and found at each threshold, then what is asked for.
    """

    def best(sums: Rows) -> Rows:
        right, stated, found = np.split(sums[:, :-1], 3, axis=1)
        reaches = np.nan_to_num(_divide(right, stated)) >= precision
        return _divide(np.where(reaches, found, 0).max(axis=1), sums[:, -1])

    return best
