"""Tables for people: nodes and edges for a spreadsheet, and the list of slugs."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.errors import FolderError
from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import read_vocabulary

__all__ = ["IDS_COLUMNS", "guard_cell", "read_ids", "unguard_cell", "write_csv", "write_ids"]

IDS_COLUMNS = ("slug", "kind", "label")
"""The columns of ``ids.csv``."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guard_cell(text: str) -> str:
    """Keep a spreadsheet from running a cell: text that it would take for a formula gets a leading apostrophe.

    >>> guard_cell("=1+1"), guard_cell("GPT-4")
    ("'=1+1", 'GPT-4')
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unguard_cell(text: str) -> str:
    """Give back the text that :func:`guard_cell` guarded.

    >>> unguard_cell("'=1+1"), unguard_cell("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text


def write_csv(build: Build, target: Path, settings: Settings) -> None:
    """Write ``nodes.csv`` and ``edges.csv`` into a folder; facts about years are edges whose target is the year.

    Raises
    ------
    FolderError
        The target is a file.
    """
    if target.exists() and not target.is_dir():
        raise FolderError(f"{target}: is a file, and csv makes two of them; name a folder")
    target.mkdir(parents=True, exist_ok=True)
    nodes = (
        (
            thing.id,
            thing.label,
            thing.kind,
            " ".join(thing.inferred_kinds),
            "; ".join(thing.aliases),
            thing.definition or "",
            str(thing.mentions),
            " ".join(thing.entries),
        )
        for thing in build.things
    )
    heads = ("id", "label", "kind", "inferred kinds", "aliases", "definition", "mentions", "entries")
    _write_rows(target / "nodes.csv", heads, nodes)
    labels = {thing.id: thing.label for thing in build.things}
    quotes = {claim.id: claim.evidence.text for claim in build.claims}
    says = {name: predicate.says[0] for name, predicate in read_vocabulary(settings.domain).predicates.items()}
    edges = (
        (
            fact.subject,
            fact.predicate,
            str(fact.object),
            f"{labels[fact.subject]} {says[fact.predicate]} {labels.get(str(fact.object), fact.object)}",
            str(fact.support),
            f"{fact.confidence:.2f}",
            fact.status,
            quotes.get(fact.claims[0], "") if fact.claims else "",
        )
        for fact in build.facts
    )
    heads = ("source", "predicate", "target", "sentence", "support", "confidence", "status", "quotation")
    _write_rows(target / "edges.csv", heads, edges)


def write_ids(build: Build, target: Path, settings: Settings) -> None:  # noqa: ARG001 (every writer has this signature)
    """Write ``ids.csv``: every slug with its kind and label; kept beside the entries, it keeps slugs for ever.

    Slugs of things that are no more stay in it, so that nothing else ever gets them.
    """
    rows = [(thing.id, thing.kind, thing.label) for thing in build.things]
    rows += [(retired.id, retired.kind, retired.label) for retired in build.retired]
    _write_rows(target, IDS_COLUMNS, sorted(rows))


def read_ids(path: Path) -> dict[str, tuple[str, str]]:
    """Read ``ids.csv``: slug → kind and label.

    Raises
    ------
    FolderError
        The file is no table of slugs.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines)
            rows = [tuple(unguard_cell(row[column]) for column in IDS_COLUMNS) for row in table]
    except (UnicodeDecodeError, csv.Error, KeyError, AttributeError) as error:
        wanted = ", ".join(IDS_COLUMNS)
        raise FolderError(f"{path}: {type(error).__name__} {error}; needs the columns {wanted}") from None
    return {slug: (kind, label) for slug, kind, label in rows}


def _write_rows(target: Path, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    careful = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    table.writerow(heads)
    for row in rows:
        cells = [guard_cell(cell) for cell in row]
        # Python 3.11 leaves a lone carriage return unquoted, and readers then end the line there.
        (careful if any("\r" in cell for cell in cells) else table).writerow(cells)
    write_whole(target, text.getvalue().encode())
