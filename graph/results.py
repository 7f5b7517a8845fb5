"""What a query gave, written as it comes: SPARQL results (JSON, XML, CSV, TSV) and triples.

Rows are never all held: the engine writes them straight to the output. A limit cuts between two rows, by way of TSV, in
which a line is a row whatever the terms hold.
"""

import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from typing import IO, Any, NamedTuple, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse_query_results,
    serialize,
)

__all__ = ["GRAPHS", "TABLES", "Written", "sort_triples", "write_boolean", "write_graph", "write_table"]

TABLES: Mapping[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""Media types of tables; a yes or no has the first two."""

GRAPHS: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
"""Media types of triples."""


class Written(NamedTuple):
    """How many rows or triples were written (None: not counted), and whether the limit left some out."""

    rows: int | None
    is_cut: bool


def write_table(
    solutions: QuerySolutions,
    output: IO[bytes],
    media_type: str,
    *,
    limit: int | None = None,
    spool: IO[bytes] | None = None,
) -> Written:
    """Write the rows of a SELECT as one of :data:`TABLES`; with a limit, at most so many.

    Without a limit nothing is held. With one, the rows wait in ``spool`` (by default a temporary file where they are
    many): only at the end is it known where the cut is.
    """
    form = TABLES[media_type]
    output = cast("IO[bytes]", _XmlText(output)) if form == QueryResultsFormat.XML else output
    if limit is None:
        solutions.serialize(output, format=form)
        return Written(None, is_cut=False)
    with spool or tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as held:
        lines = _Lines(held, limit)
        with suppress(_EnoughError):
            solutions.serialize(cast("IO[bytes]", lines), format=QueryResultsFormat.TSV)
        held.seek(0)
        if form == QueryResultsFormat.TSV:
            shutil.copyfileobj(held, output)
        else:
            parse_query_results(held, format=QueryResultsFormat.TSV).serialize(output, format=form)
    return Written(lines.rows, lines.is_cut)


def write_boolean(answer: QueryBoolean, output: IO[bytes], media_type: str) -> Written:
    """Write the yes or no of an ASK, as JSON or XML of :data:`TABLES`."""
    answer.serialize(output, format=TABLES[media_type])
    return Written(1, is_cut=False)


def write_graph(
    triples: Iterable[Triple],
    output: IO[bytes],
    media_type: str,
    *,
    prefixes: Mapping[str, str] | None = None,
    limit: int | None = None,
) -> Written:
    """Write the triples of a CONSTRUCT or DESCRIBE as one of :data:`GRAPHS`: sorted, but N-Triples without a limit.

    Those are written as they come and not held.
    """
    form = GRAPHS[media_type]
    output = cast("IO[bytes]", _XmlText(output)) if form == RdfFormat.RDF_XML else output
    if limit is None and form == RdfFormat.N_TRIPLES:
        serialize(triples, output, format=form)
        return Written(None, is_cut=False)
    found = sort_triples(triples, limit)
    serialize(found[:limit], output, format=form, prefixes=dict(prefixes or {}))
    return Written(len(found[:limit]), is_cut=len(found[:limit]) < len(found))


def sort_triples(triples: Iterable[Triple], limit: int | None = None) -> list[Triple]:
    """Give each triple once, in order; with a limit, the first so many that came, and one more where there is one."""
    return sorted(set(islice(triples, None if limit is None else limit + 1)), key=str)


_IN_MEMORY = 8 << 20


class _EnoughError(Exception):
    """The limit is reached: the engine need not go on."""


class _Lines(io.RawIOBase):
    """Takes TSV as far as a limit of rows, then stops the engine that writes it."""

    def __init__(self, output: IO[bytes], limit: int) -> None:
        self._output, self._limit = output, limit
        self.rows, self.is_cut = -1, False  # the first line is the head

    def write(self, data: Any, /) -> int:
        text = bytes(data)
        ends = text.count(b"\n")
        if self.rows + ends < self._limit or (self.rows + ends == self._limit and text.endswith(b"\n")):
            self._output.write(text)
            self.rows += ends
            return len(text)
        lines = text.split(b"\n", self._limit - self.rows)
        self._output.write(b"".join(line + b"\n" for line in lines[:-1]))
        self.rows, self.is_cut = self._limit, True
        raise _EnoughError


class _XmlText(io.RawIOBase):
    """Writes U+FFFD for what XML cannot say, and a carriage return so that it stays one."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output

    def write(self, data: Any, /) -> int:
        text = bytes(data)
        self._output.write(_NOT_IN_XML.sub(b"\xef\xbf\xbd", text).replace(b"\r", b"&#13;"))
        return len(text)


_NOT_IN_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
