"""The command ``query``."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.cli.options import FOLDER, Debug, Domain
from graph.cli.terminal import PROGRAM, count, print_table, put, say
from graph.errors import QueryError

if TYPE_CHECKING:
    from graph.query import Answer, OpenGraph

__all__ = ["query"]

MOST_ROWS = 1_000
"""How many rows a table for people has when no limit is given."""


class AnswerFormat(StrEnum):
    """How the answer to a query is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TSV = "tsv"
    TTL = "ttl"


def query(
    question: Annotated[
        str | None, typer.Argument(help="SPARQL, a file with SPARQL, or - for standard input.", metavar="QUERY")
    ] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="A built folder.", metavar="FOLDER", show_default="exports")
    ] = None,
    form: Annotated[
        AnswerFormat | None, typer.Option("-f", "--format", help="How to write the answer; ttl is for triples.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(help="At most so many rows.", min=1, show_default=f"{MOST_ROWS:,} in a table, else all"),
    ] = None,
    example: Annotated[str | None, typer.Option(help="Ask one of the example queries.", metavar="NAME")] = None,
    examples: Annotated[bool, typer.Option("--examples", help="List the example queries.")] = False,
    domain: Domain = None,
    _debug: Debug = False,
) -> None:
    """Ask a built graph in SPARQL."""
    from graph.folder import require_build
    from graph.query import open_store, read_example_queries, run_query
    from graph.settings import Settings

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
    store = open_store(require_build(folder or FOLDER), Settings(domain=domain) if domain else None)
    is_table = form in {None, AnswerFormat.TABLE}
    answer = run_query(store, text, limit=limit or (MOST_ROWS if is_table else None))
    _answer(store, answer, form)


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


def _answer(store: "OpenGraph", answer: "Answer", form: AnswerFormat | None) -> None:
    from graph.query import format_answer

    for hint in answer.hints:
        say(f"{PROGRAM}: {hint}")
    if form not in {None, AnswerFormat.TABLE}:
        sys.stdout.buffer.write(format_answer(answer, str(form), base=store.base).encode())
        sys.stdout.buffer.flush()
    elif answer.kind == "boolean":
        put("yes" if answer.boolean else "no")
    elif answer.kind == "graph":
        put(format_answer(answer, "ttl", base=store.base), end="")
    else:
        print_table(answer.variables, [[_cell(store, term) for term in row] for row in answer.terms])
        say(count(len(answer.terms), "row", "rows"))
    if answer.is_cut:
        say("there are more; raise --limit")


def _cell(store: "OpenGraph", term: Any) -> str:
    from pyoxigraph import Literal, NamedNode

    from graph.query import shorten

    if isinstance(term, NamedNode):
        return shorten(store, term.value)
    return "" if term is None else term.value if isinstance(term, Literal) else str(term)
