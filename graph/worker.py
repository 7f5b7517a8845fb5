"""The process that answers queries for the guard: one store, opened read-only, and nothing else within reach.

It imports little, so that it starts quickly and a limit on its memory is a limit on the query's. It ends when its
standard input ends, in the middle of a query too, so none is left when the parent dies.
"""

import io
import json
import os
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO, Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from graph.results import Written, write_boolean, write_graph, write_table

try:
    import resource
except ImportError:  # Windows: there the deadline is the only limit
    resource = None  # type: ignore[assignment]

__all__ = ["main", "receive", "send"]

_HEAD = struct.Struct(">IQ")
"""How a message begins: the lengths of its JSON and of its body."""


def send(file: IO[bytes], data: Mapping[str, Any], body: bytes | memoryview = b"") -> None:
    """Write a message: some JSON, and bytes."""
    head = json.dumps(data).encode()
    file.write(_HEAD.pack(len(head), len(body)) + head)
    file.write(body)
    file.flush()


def receive(file: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Read a message; EOFError where there is none or half of one."""
    head, body = _HEAD.unpack(_exactly(file, _HEAD.size))
    return json.loads(_exactly(file, head)), _exactly(file, body)


def main(path: str, prefixes: str, memory: str) -> None:
    """Open a store, give up every means to do harm, then answer one request after the other."""
    requests: SimpleQueue[dict[str, Any]] = SimpleQueue()
    output = sys.stdout.buffer
    try:
        store = Store.read_only(path)
        bool(store.query("ASK { GRAPH ?g { ?s ?p ?o } }"))
    except OSError as error:
        send(output, {"error": "open", "message": str(error)})
        return
    Thread(target=_read, args=(sys.stdin.buffer, requests), daemon=True).start()
    _confine(int(memory))
    send(output, {"is_ready": True})
    known = json.loads(prefixes)
    while True:
        send(output, *_answer(store, known, requests.get()))


def _read(file: IO[bytes], requests: "SimpleQueue[dict[str, Any]]") -> None:
    try:
        while True:
            requests.put(receive(file)[0])
    finally:
        os._exit(0)


def _exactly(file: IO[bytes], size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _confine(memory: int) -> None:
    """No new file or connection, no core dump, so much more memory than now."""
    if resource is None:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pages = Path("/proc/self/statm")
    if pages.exists():
        most = int(pages.read_text().split()[0]) * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _allow_seconds(seconds: float) -> None:
    """Twice the deadline in CPU, should the parent not keep it."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time() + 2 * seconds) + 2, hard))


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────────────────


class _FullError(Exception):
    """The answer has more bytes than allowed."""


class _Bounded(io.BytesIO):
    """Takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > self._most:
            raise _FullError
        return super().write(data)


def _answer(
    store: Store, prefixes: dict[str, str], request: dict[str, Any]
) -> tuple[dict[str, Any], bytes | memoryview]:
    """Answer a request; what goes wrong is an answer too."""
    output = _Bounded(request["bytes"])
    try:
        _allow_seconds(request["seconds"])
        kind, written = _write(_ask(store, prefixes, request), request, prefixes, output)
    except SyntaxError as error:
        return {"error": "syntax", "message": str(error)}, b""
    except _FullError:
        return {"error": "bytes"}, b""
    except MemoryError:
        return {"error": "memory"}, b""
    except (OSError, RuntimeError, ValueError) as error:
        return {"error": "engine", "message": str(error)}, b""
    if written is None:
        return {"error": "format", "kind": kind}, b""
    return {"kind": kind, "rows": written.rows, "is_cut": written.is_cut}, output.getbuffer()


def _ask(
    store: Store, prefixes: dict[str, str], request: dict[str, Any]
) -> QueryBoolean | QuerySolutions | QueryTriples:
    default, named = request["default"], request["named"]
    text, base = request["text"], prefixes[""]
    if default is None and named is None:
        return store.query(text, base_iri=base, prefixes=prefixes, use_default_graph_as_union=True)
    return store.query(
        text,
        base_iri=base,
        prefixes=prefixes,
        default_graph=[NamedNode(name) for name in default or ()],
        named_graphs=[NamedNode(name) for name in named or ()],
    )


def _write(
    result: QueryBoolean | QuerySolutions | QueryTriples,
    request: dict[str, Any],
    prefixes: dict[str, str],
    output: _Bounded,
) -> tuple[str, Written | None]:
    """Write an answer as the format asked for its kind; None where there is none."""
    formats, limit = request["formats"], request["rows"]
    if isinstance(result, QueryBoolean):
        form = formats.get("boolean")
        return "boolean", form and write_boolean(result, output, form)
    if isinstance(result, QuerySolutions):
        form, spool = formats.get("table"), _Bounded(request["bytes"])
        return "table", form and write_table(result, output, form, limit=limit, spool=spool)
    form = formats.get("graph")
    return "graph", form and write_graph(result, output, form, prefixes=prefixes, limit=limit)
