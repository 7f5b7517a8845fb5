"""SPARQL over a built graph: local, read-only, with the prefixes known and errors that say where.

``gg:``, ``skos:`` and the others of :data:`~graph.formats.rdf.PREFIXES` need no declaration; ``:`` and ``g:`` begin the
things of the build at hand (``:gpt-4``). A query cannot change the graph and reaches no file and no network.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO
from typing import Literal as OneOf

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

from graph.errors import QueryError
from graph.formats.rdf import PREFIXES, expand, prefixes_for
from graph.formats.sparql import read_example_queries
from graph.hints import explain, find_hints
from graph.results import Written, sort_triples, write_boolean, write_graph, write_table
from graph.sparql import Token, check_query
from graph.store import OpenGraph, open_store

__all__ = [
    "FORMATS",
    "Answer",
    "OpenGraph",
    "open_store",
    "read_example_queries",
    "run_query",
    "shorten",
    "write_answer",
]

Term = NamedNode | BlankNode | Literal | Triple
Value = str | int | float | bool | None
Kind = OneOf["table", "boolean", "graph"]

_JSON, _XML = "application/sparql-results+json", "application/sparql-results+xml"
FORMATS: Mapping[str, Mapping[Kind, str]] = {
    "csv": {"table": "text/csv"},
    "tsv": {"table": "text/tab-separated-values"},
    "json": {"table": _JSON, "boolean": _JSON},
    "xml": {"table": _XML, "boolean": _XML},
    "ttl": {"graph": "text/turtle"},
    "nt": {"graph": "application/n-triples"},
}
"""What an answer is written as: for each name, the media type of each kind of answer that it can hold."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: a table (SELECT), yes or no (ASK), or triples (CONSTRUCT, DESCRIBE).

    ``terms`` holds a table's cells as RDF terms, :attr:`rows` as Python values; ``is_cut`` says that the limit left
    rows out; ``hints`` are about names in the query that the graph does not know.
    """

    kind: Kind
    variables: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] = ()
    hints: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def rows(self) -> tuple[tuple[Value, ...], ...]:
        """The cells as Python values: IRIs and texts are strings, numbers numbers, an unbound variable None."""
        return tuple(tuple(_python(term) for term in row) for row in self.terms)


def run_query(graph: OpenGraph, text: str, *, limit: int | None = None) -> Answer:
    """Answer a SPARQL query; with a limit, at most that many rows or triples.

    Raises
    ------
    QueryError
        The query cannot be parsed (with line and column), is too deep or too long, or would change or leave the graph.

    Examples
    --------
    >>> from tests.example import build
    >>> run_query(open_store(build()), 'SELECT ?name { :gpt-4 gg:developedBy/rdfs:label ?name }').rows
    (('OpenAI',),)
    """
    tokens = check_query(text)
    with _explained(graph, text, tokens):
        answer = _answer(_ask(graph, text), limit)
    is_empty = not (answer.terms or answer.triples or answer.boolean)
    hints = find_hints(tokens, graph, is_empty=is_empty)
    return replace(answer, hints=hints) if hints else answer


def _answer(result: QueryBoolean | QuerySolutions | QueryTriples, limit: int | None) -> Answer:
    if isinstance(result, QueryBoolean):
        return Answer("boolean", boolean=bool(result))
    if isinstance(result, QuerySolutions):
        variables = tuple(variable.value for variable in result.variables)
        rows = tuple(map(tuple, islice(result, None if limit is None else limit + 1)))
        return Answer("table", variables, rows[:limit], is_cut=len(rows[:limit]) < len(rows))
    triples = sort_triples(result, limit)
    return Answer("graph", triples=tuple(triples[:limit]), is_cut=len(triples[:limit]) < len(triples))


def write_answer(
    graph: OpenGraph, text: str, output: IO[bytes], form: str, *, limit: int | None = None
) -> tuple[Written, tuple[str, ...]]:
    r"""Answer a SPARQL query into a file, as one of :data:`FORMATS`, row by row; give what was written, and hints.

    Rows are not held in memory, nor triples as ``nt``; ``ttl`` is sorted and therefore held.

    Raises
    ------
    QueryError
        As for :func:`run_query`, or the format does not fit the answer.

    Examples
    --------
    >>> from io import BytesIO
    >>> from tests.example import build
    >>> file = BytesIO()
    >>> write_answer(open_store(build()), "SELECT ?name { :gpt-4 rdfs:label ?name }", file, "csv")
    (Written(rows=None, is_cut=False), ())
    >>> file.getvalue()
    b'name\r\nGPT-4\r\n'
    """
    tokens = check_query(text)
    hints = find_hints(tokens, graph)
    with _explained(graph, text, tokens):
        result = _ask(graph, text)
        if isinstance(result, QueryBoolean):
            return write_boolean(result, output, _media_type("boolean", form)), hints
        if isinstance(result, QuerySolutions):
            return write_table(result, output, _media_type("table", form), limit=limit), hints
        prefixes = prefixes_for(graph.base)
        return write_graph(result, output, _media_type("graph", form), prefixes=prefixes, limit=limit), hints


def shorten(graph: OpenGraph, iri: str) -> str:
    """Write an IRI with its prefix where it has one of ours.

    >>> from tests.example import build
    >>> shorten(open_store(build()), "https://example.org/glossary/gpt-4")
    ':gpt-4'
    """
    for prefix, start in {**PREFIXES, "": graph.base}.items():
        name = iri.removeprefix(start)
        if name != iri and re.fullmatch(r"[\w][\w.+-]*", name):
            return f"{prefix}:{name}"
    return iri


def _ask(graph: OpenGraph, text: str) -> QueryBoolean | QuerySolutions | QueryTriples:
    return graph.store.query(text, prefixes=graph.prefixes, use_default_graph_as_union=True)


@contextmanager
def _explained(graph: OpenGraph, text: str, tokens: list[Token]) -> Iterator[None]:
    """Turn the engine's errors into ours; those of the file that is written to stay as they are."""
    try:
        yield
    except SyntaxError as error:
        raise QueryError(explain(str(error), text, tokens, graph)) from None
    except (OSError, RuntimeError, ValueError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise QueryError(f"query: {error}; see docs/sparql.md for what a query may do") from None


def _media_type(kind: Kind, form: str) -> str:
    if kind in FORMATS[form]:
        return FORMATS[form][kind]
    fitting = [name for name, kinds in FORMATS.items() if kind in kinds]
    raise QueryError(f"answer: a {kind} cannot be written as {form}; choose {' or '.join(fitting)}")


_NUMBERS = {expand(f"xsd:{name}"): float for name in ("decimal", "double", "float")}


def _python(term: Term | None) -> Value:
    if term is None or not isinstance(term, Literal):
        return str(term) if isinstance(term, Triple) else None if term is None else term.value
    kind = term.datatype.value
    if kind == expand("xsd:boolean"):
        return term.value in {"true", "1"}
    try:
        return int(term.value) if kind == expand("xsd:integer") else _NUMBERS.get(kind, str)(term.value)
    except ValueError:
        return term.value
