"""How good a build is: scored against gold, entry by entry, with intervals, and every error with its sentence.

What counts as right is written in docs/evaluation.md. Facts are headlined by the precision over those whose two ends
are gold nodes of the entry; the stricter one over all that the entry states stands beside it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.entries import read_section_roles
from graph.errors import GoldError
from graph.evaluate.figures import GRID, Figure, Rows, Sampler, Score, Share, calibration_error, recall_at
from graph.evaluate.judging import BINS, Error, Judge, gather
from graph.gold import Gold, digest_text
from graph.network import Build
from graph.vocabulary import AI_DOMAIN, read_vocabulary

__all__ = ["Bin", "Calibration", "Error", "Evaluation", "Figure", "Headline", "Point", "Score", "Share", "evaluate"]

ASKED_PRECISION = 0.85
"""The strict precision at which the recall of facts is asked for."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts whose confidence lies between two bounds: how many, their mean confidence, and the share that is right."""

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidence is from what came true: the expected calibration error, and the bins that it is made of."""

    error: Figure
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Facts, strict, when those below a threshold of confidence are left out."""

    threshold: float
    stated: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Headline:
    """One of the figures that a build is judged by; ``is_share`` is false for a plain quotient."""

    name: str
    figure: Figure
    is_share: bool = True


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured; scores and shares by name.

    ``facts`` counts precision among facts between gold nodes and, under names that say so, among all that is stated;
    ``rules`` and ``roles`` (of sections) give the share of right ones among facts between gold nodes. ``problems`` name
    gold that had to be left out.
    """

    split: str | None
    threshold: float
    entries: tuple[str, ...]
    mentions: Mapping[str, Score]
    mention_kinds: Mapping[str, Score]
    nodes: Mapping[str, Score]
    node_kinds: Mapping[str, Score]
    facts: Mapping[str, Score]
    predicates: Mapping[str, Score]
    rules: Mapping[str, Share]
    roles: Mapping[str, Share]
    shares: Mapping[str, Share]
    recall_at_precision: Figure
    calibration: Calibration
    curve: tuple[Point, ...]
    errors: tuple[Error, ...]
    problems: tuple[str, ...]

    @property
    def headlines(self) -> tuple[Headline, ...]:
        """The figures that a build is judged by, in the order of reading."""
        strict, ratio = self.facts["strict"], self.shares["nodes per gold node"]
        return (
            Headline("mentions, strict, F1", self.mentions["strict"].f1),
            Headline("nodes with kind, F1", self.nodes["with kind"].f1),
            Headline("nodes per gold node", ratio.share, is_share=False),
            Headline("facts, strict, precision", strict.precision),
            Headline("facts, strict, recall", strict.recall),
            Headline("facts, strict, F1", strict.f1),
            Headline("facts, strict, recall at precision 85", self.recall_at_precision),
            Headline("facts, pair only, precision", self.facts["pair"].precision),
            Headline("facts, pair only, F1", self.facts["pair"].f1),
            Headline("facts, reversed", self.shares["reversed"].share),
            Headline("calibration error", self.calibration.error),
        )


def evaluate(
    build: Build,
    golds: Iterable[Gold],
    split: str | None = None,
    *,
    threshold: float = 0.0,
    rounds: int = 1000,
    domain: Path = AI_DOMAIN,
) -> Evaluation:
    """Score a build against gold.

    ``split`` names what ``golds`` are, for the record; facts below ``threshold`` count only in the curve; ``rounds`` is
    the number of draws behind the intervals. Gold of an entry that is not in the build, or whose text has changed since
    it was annotated, is left out and named in ``problems``.

    Raises
    ------
    GoldError
        No gold is left to compare with.
    """
    listed = sorted(golds, key=lambda gold: gold.entry)
    problems = {gold.entry: problem for gold in listed if (problem := _problem(gold, build))}
    kept = [gold for gold in listed if gold.entry not in problems]
    if not kept:
        cause = next(iter(problems.values()), "there is no gold")
        raise GoldError(f"{cause}; nothing is left to compare the build with")
    judge = Judge(build, read_vocabulary(domain), read_section_roles(domain), threshold)
    tallies = [judge.judge(gold) for gold in kept]
    made = _Figures(gather(tallies), Sampler(len(kept), rounds))
    return Evaluation(
        split=split,
        threshold=threshold,
        entries=tuple(gold.entry for gold in kept),
        mentions=made.scores("mentions"),
        mention_kinds=made.scores("mention kinds"),
        nodes=made.scores("nodes"),
        node_kinds=made.scores("node kinds"),
        facts=made.scores("facts"),
        predicates=made.scores("predicates"),
        rules=made.shares("rules"),
        roles=made.shares("roles"),
        shares=made.shares("shares"),
        recall_at_precision=made.sampler.figure(made.rows["curve", ""], recall_at(ASKED_PRECISION)),
        calibration=made.calibration(),
        curve=made.curve(),
        errors=tuple(error for tally in tallies for error in tally.errors),
        problems=tuple(problems.values()),
    )


def _problem(gold: Gold, build: Build) -> str:
    entry = next((entry for entry in build.entries if entry.name == gold.entry), None)
    if entry is None:
        return f"{gold.entry}: has gold and is not in the build, so it was left out; build its entry too"
    if digest_text(entry.text) != gold.text_sha256:
        return f"{gold.entry}: its text has changed since it was annotated, so it was left out; annotate it again"
    return ""


class _Figures:
    """Figures made of the counts of all entries."""

    def __init__(self, rows: Mapping[tuple[str, str], Rows], sampler: Sampler) -> None:
        self.rows, self.sampler = rows, sampler

    def scores(self, group: str) -> dict[str, Score]:
        return {name: self.sampler.score(rows) for (its, name), rows in self.rows.items() if its == group}

    def shares(self, group: str) -> dict[str, Share]:
        return {name: self.sampler.share(rows) for (its, name), rows in self.rows.items() if its == group}

    def calibration(self) -> Calibration:
        rows = self.rows["calibration", ""]
        counts, rights, confidences = rows.sum(axis=0).reshape(3, BINS)
        bins = [
            Bin(
                place / BINS,
                (place + 1) / BINS,
                int(count),
                round(float(confidence / count), 4) if count else None,
                round(float(right / count), 4) if count else None,
            )
            for place, (count, right, confidence) in enumerate(zip(counts, rights, confidences, strict=True))
        ]
        return Calibration(self.sampler.figure(rows, calibration_error), tuple(bins))

    def curve(self) -> tuple[Point, ...]:
        """Give a point for each threshold at which something changes."""
        rows = self.rows["curve", ""].sum(axis=0)
        right, stated, found = rows[:-1].reshape(3, len(GRID))
        points: list[Point] = []
        for place, threshold in enumerate(GRID):
            if place + 1 == len(GRID) or stated[place + 1] != stated[place]:
                precision = float(right[place] / stated[place]) if stated[place] else None
                recall = float(found[place] / rows[-1]) if rows[-1] else None
                both = (precision or 0) + (recall or 0)
                f1 = 2 * (precision or 0) * (recall or 0) / both if both else None
                points.append(
                    Point(threshold, int(stated[place]), *(_rounded(value) for value in (precision, recall, f1)))
                )
        return tuple(points)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
