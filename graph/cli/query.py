"""The command ``query``."""

import os
import sys
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.options import FOLDER, Debug, Domain, Store
from graph.cli.terminal import PROGRAM, count, print_table, put, say
from graph.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.query import Answer, OpenGraph

__all__ = ["query"]

MOST_ROWS = 1_000
"""How many rows a table for people has when no limit is given."""


class AnswerFormat(StrEnum):
    """How the answer to a query is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    NT = "nt"
    TSV = "tsv"
    TTL = "ttl"
    XML = "xml"


def query(
    question: Annotated[
        str | None, typer.Argument(help="SPARQL, a file with SPARQL, or - for standard input.", metavar="QUERY")
    ] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="A built folder.", metavar="FOLDER", show_default="exports")
    ] = None,
    form: Annotated[
        AnswerFormat | None, typer.Option("-f", "--format", help="How to write the answer; ttl and nt are for triples.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(help="At most so many rows.", min=1, show_default=f"{MOST_ROWS:,} in a table, else all"),
    ] = None,
    example: Annotated[str | None, typer.Option(help="Ask one of the example queries.", metavar="NAME")] = None,
    examples: Annotated[bool, typer.Option("--examples", help="List the example queries.")] = False,
    store: Store = None,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Ask a built graph in SPARQL."""
    from graph.query import read_example_queries

    if examples:
        for name, text in read_example_queries().items():
            put(f"{name:32}{text.partition(chr(10))[0].removeprefix('#').strip()}")
        return
    if example is not None:
        if folder is not None:
            raise typer.BadParameter("with --example there is no other query", param_hint="QUERY")
        text, folder = _example(example), Path(question) if question else None
    else:
        text = _question(question)
    with _opened(folder or FOLDER, store, domain) as graph:
        if form in {None, AnswerFormat.TABLE}:
            _show(graph, text, limit or MOST_ROWS)
        else:
            _write(graph, text, str(form), limit)


@contextmanager
def _opened(folder: Path, store: Path | None, domain: Path | None) -> "Iterator[OpenGraph]":
    """Load a built folder into memory, or bring the store on disk up to date and open that."""
    from graph.folder import require_build
    from graph.settings import Settings
    from graph.store import keep_store, open_store

    folder = require_build(folder)
    if store is None:
        yield open_store(folder, Settings(domain=domain) if domain else None)
        return
    with keep_store(folder, store) as lease:
        yield lease.open(domain)


def _example(name: str) -> str:
    from graph.query import read_example_queries

    queries = read_example_queries()
    if name not in queries:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(queries)}", param_hint="--example")
    return queries[name]


def _question(text: str | None) -> str:
    """Take a query from the argument, the file that it names, or standard input."""
    from graph.query import read_example_queries

    if text is None:
        raise typer.BadParameter("give a query, a file, - or --example NAME", param_hint="QUERY")
    try:
        if text == "-":
            return sys.stdin.buffer.read().decode()
        if os.path.isfile(text):  # noqa: PTH113 (unlike Path, it takes any text)
            return Path(text).read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise QueryError(f"{text}: {error}; give a readable file in UTF-8") from None
    if text.endswith((".rq", ".sparql")) and len(text.split()) == 1:
        raise QueryError(f"{text}: no such file; check the spelling")
    if text in read_example_queries():
        raise QueryError(f"{text}: is the name of an example; query --example {text}")
    return text


def _write(graph: "OpenGraph", text: str, form: str, limit: int | None) -> None:
    from graph.query import write_answer

    written, hints = write_answer(graph, text, sys.stdout.buffer, form, limit=limit)
    sys.stdout.buffer.flush()
    _remark(hints, is_cut=written.is_cut)


def _show(graph: "OpenGraph", text: str, limit: int) -> None:
    """Answer in words, a table or Turtle, for people."""
    from graph.query import run_query

    answer = run_query(graph, text, limit=limit)
    if answer.kind == "boolean":
        put("yes" if answer.boolean else "no")
    elif answer.kind == "graph":
        put(_turtle(graph, answer), end="")
    else:
        print_table(answer.variables, [[_cell(graph, term) for term in row] for row in answer.terms])
        say(count(len(answer.terms), "row", "rows"))
    _remark(answer.hints, is_cut=answer.is_cut)


def _remark(hints: "Sequence[str]", *, is_cut: bool) -> None:
    for hint in hints:
        say(f"{PROGRAM}: {hint}")
    if is_cut:
        say("there are more; raise --limit")


def _turtle(graph: "OpenGraph", answer: "Answer") -> str:
    from io import BytesIO

    from graph.formats.rdf import prefixes_for
    from graph.results import write_graph

    file = BytesIO()
    write_graph(answer.triples, file, "text/turtle", prefixes=prefixes_for(graph.base))
    return file.getvalue().decode()


def _cell(graph: "OpenGraph", term: Any) -> str:
    from pyoxigraph import Literal, NamedNode

    from graph.query import shorten

    if isinstance(term, NamedNode):
        return shorten(graph, term.value)
    return "" if term is None else term.value if isinstance(term, Literal) else str(term)
