"""Words on a terminal: standard output is for data, standard error for words, and nothing in them steers it."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from graph.entries import Entry

__all__ = [
    "PROGRAM",
    "count",
    "harmless",
    "print_table",
    "program_here",
    "progress_bar",
    "put",
    "quote",
    "say",
    "wrapped",
]

PROGRAM = "glossary-graph"


def program_here() -> str:
    """Give the words that start this program where it was started: it may lie in an environment that is not active."""
    from shutil import which

    called = Path(sys.argv[0])
    if called.parts[-2:] == ("graph", "__main__.py"):
        return "python -m graph"
    if called.name != PROGRAM or which(PROGRAM) == str(called.absolute()):
        return PROGRAM
    return min(os.path.relpath(called), str(called), key=len)


def count(number: int, one: str, many: str) -> str:
    """Write a number with the word for it.

    >>> count(1, "fact", "facts"), count(2, "fact", "facts")
    ('1 fact', '2 facts')
    """
    return f"{number:,} {one if number == 1 else many}"


def wrapped(parts: Sequence[str]) -> list[str]:
    """Break a list of parts into lines of 100 characters, never inside a part."""
    from textwrap import wrap

    kept = ", ".join(part.replace(" ", "\N{NO-BREAK SPACE}") for part in parts)
    lines = wrap(kept, width=100, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines]


def quote(text: str) -> str:
    """Quote a text for a shell."""
    from shlex import quote

    return quote(text)


def put(text: str, end: str = "\n") -> None:
    """Write to standard output, which is for data."""
    typer.echo(harmless(text), nl=False)
    typer.echo(end, nl=False)


def say(text: str) -> None:
    """Write a line to standard error, which is for words."""
    typer.echo(harmless(text), err=True)


def harmless(text: str) -> str:
    """Take out what would steer a terminal."""
    return "".join(mark if mark.isprintable() or mark in "\n\t" else "\N{REPLACEMENT CHARACTER}" for mark in text)


def print_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table: as wide as the terminal, or as wide as it needs to be where there is none."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in heads:
        table.add_column(Text(head), overflow="fold")
    for row in rows:
        table.add_row(*(Text(harmless(cell)) for cell in row))
    if sys.stdout.isatty():
        Console().print(table)
        return
    console = Console(width=1_000_000, color_system=None)
    with console.capture() as drawn:
        console.print(table)
    put("\n".join(line.rstrip() for line in drawn.get().splitlines()))


@contextmanager
def progress_bar(title: str, total: int | None) -> Iterator["Callable[[Entry], None] | None"]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = [TextColumn("{task.description}"), BarColumn(), *([MofNCompleteColumn()] if total else [])]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda _: bar.advance(task)
