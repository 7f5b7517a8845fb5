"""An evaluation as tables for people, as Markdown and as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from graph.evaluate import Evaluation
from graph.evaluate.figures import Figure, Score, Share
from graph.evaluate.judging import Error

__all__ = ["Table", "comparison", "explain", "generate_json", "generate_markdown", "list_errors", "tables"]

NOTHING = "–"
SCORE_HEADS = ("precision", "recall", "F1", "right/stated", "found/asked")


@dataclass(frozen=True, slots=True)
class Table:
    """A title, heads and rows of text."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(made: Evaluation) -> tuple[Table, ...]:
    """Lay an evaluation out as tables, the figures that count most first."""
    heads = [(line.name, _interval(line.figure, is_share=line.is_share)) for line in made.headlines]
    split = f" ({made.split})" if made.split else ""
    entries = f"{len(made.entries)} {'entry' if len(made.entries) == 1 else 'entries'}"
    title = f"Headlines{split}: {entries}, threshold {made.threshold:g}, in brackets 95 % intervals"
    faults = {name: share for name, share in made.shares.items() if name != "nodes per gold node"}
    return (
        Table(title, ("", "figure"), tuple(heads)),
        _scores("Mentions", made.mentions),
        _scores("Mentions by kind", made.mention_kinds),
        _scores("Nodes of an entry", made.nodes),
        _scores("Nodes by kind", made.node_kinds),
        _scores("Facts (precision between gold nodes, or of all stated)", made.facts),
        _shares("Faults", faults, ("share", "count/of")),
        _scores("Facts by predicate", made.predicates),
        _shares("Facts by rule", made.rules, ("right", "right/stated")),
        _shares("Facts by section role", made.roles, ("right", "right/stated")),
        _bins(made),
        _curve(made),
    )


def comparison(evaluations: Mapping[str, Evaluation]) -> Table:
    """Set the headlines of several evaluations side by side, a column each."""
    columns = [
        [_number(line.figure.value, is_share=line.is_share) for line in made.headlines] for made in evaluations.values()
    ]
    first = next(iter(evaluations.values()))
    rows = [(line.name, *cells) for line, *cells in zip(first.headlines, *columns, strict=True)]
    return Table("Beside baselines", ("", *evaluations), tuple(rows))


def list_errors(made: Evaluation, most: int | None = None) -> tuple[Error, ...]:
    """Give errors by sort, then in order of reading, at most so many of each sort."""
    sorts: dict[str, list[Error]] = {}
    for error in made.errors:
        sorts.setdefault(error.what, []).append(error)
    return tuple(error for what in sorted(sorts) for error in sorts[what][:most])


def generate_markdown(
    made: Evaluation, *, baselines: Mapping[str, Evaluation] | None = None, most: int | None = 0
) -> Iterator[str]:
    """Write an evaluation as lines of Markdown: tables, the comparison with baselines, errors by sort."""
    listed = [*tables(made), *([comparison(baselines)] if baselines else [])]
    for table in listed:
        yield f"## {table.title}\n"
        yield from _markdown(table.heads, table.rows)
    errors = list_errors(made, most)
    for number, error in enumerate(errors):
        if number == 0 or errors[number - 1].what != error.what:
            yield f"\n## {error.what.capitalize()}\n"
        yield f"- {_escaped(explain(error))}"


def explain(error: Error) -> str:
    """Say an error in one line: where, what was said, what gold has, and the sentence.

    >>> explain(Error("rag", 9, 40, "missing fact", "", "RAG|uses|retriever", "RAG uses a retriever.", (), None))
    'rag 9–40: gold: RAG|uses|retriever “RAG uses a retriever.”'
    """
    said = f" said: {error.said}" if error.said else ""
    rules = f" [{', '.join(error.rules)} {error.confidence:.2f}]" if error.confidence is not None else ""
    gold = f" gold: {error.gold}" if error.gold else ""
    return f"{error.entry} {error.start}–{error.end}:{said}{rules}{gold} “{error.sentence}”"


def generate_json(
    made: Evaluation, *, baselines: Mapping[str, Evaluation] | None = None, most: int | None = None
) -> str:
    """Write an evaluation as JSON, with all errors, or at most so many of each sort."""
    row = asdict(made)
    row["errors"] = [asdict(error) for error in list_errors(made, most)]
    row["headlines"] = {line.name: asdict(line.figure) for line in made.headlines}
    if baselines:
        row["baselines"] = {
            name: {line.name: asdict(line.figure) for line in other.headlines} for name, other in baselines.items()
        }
    return json.dumps(row, ensure_ascii=False, indent=1)


def _scores(title: str, scores: Mapping[str, Score]) -> Table:
    rows = [
        (
            name,
            _interval(score.precision),
            _interval(score.recall),
            _interval(score.f1),
            f"{score.right}/{score.stated}",
            f"{score.found}/{score.asked}",
        )
        for name, score in scores.items()
    ]
    return Table(title, ("", *SCORE_HEADS), tuple(rows))


def _shares(title: str, shares: Mapping[str, Share], heads: Sequence[str]) -> Table:
    rows = [(name, _interval(share.share), f"{share.count}/{share.of}") for name, share in shares.items()]
    return Table(title, ("", *heads), tuple(rows))


def _bins(made: Evaluation) -> Table:
    bins = [each for each in made.calibration.bins if each.count]
    rows = [
        (f"{each.low:.1f}–{each.high:.1f}", str(each.count), _number(each.confidence), _number(each.right))
        for each in bins
    ]
    title = f"Calibration: expected error {_interval(made.calibration.error)}"
    return Table(title, ("confidence", "facts", "mean confidence", "right"), tuple(rows))


def _curve(made: Evaluation) -> Table:
    rows = [
        (f"{each.threshold:.2f}", str(each.stated), _number(each.precision), _number(each.recall), _number(each.f1))
        for each in made.curve
    ]
    return Table("Facts, strict, by threshold", ("threshold", "stated", "precision", "recall", "F1"), tuple(rows))


def _number(value: float | None, *, is_share: bool = True) -> str:
    if value is None:
        return NOTHING
    return f"{100 * value:.1f}" if is_share else f"{value:.2f}"


def _interval(figure: Figure, *, is_share: bool = True) -> str:
    value = _number(figure.value, is_share=is_share)
    if figure.low is None:
        return value
    return f"{value} ({_number(figure.low, is_share=is_share)}–{_number(figure.high, is_share=is_share)})"


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield f"| {' | '.join(_escaped(cell) for cell in row)} |"
    yield ""


def _escaped(text: str) -> str:
    """Keep text from ending a cell, and from being read as markup."""
    plain = " ".join(text.split())
    return "".join(f"\\{mark}" if mark in "\\|*_`<[" else mark for mark in plain)
