"""Queries from strangers: answered by worker processes that can be ended, so that none can hurt the one that asks.

The engine knows no deadline, dies on deep input and takes what memory it gets. So a worker opens the store read-only,
gives up the right to open anything else, and is killed when its time is up; a spare one takes its place at once.

On Windows, which has no limits of this kind for a process, deadline, row cap and the checks before the parser hold, the
limits on memory and open files do not. On macOS the memory is not limited.
"""

import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, cast

from pyoxigraph import Store

from graph.errors import (
    FolderError,
    QueryBusyError,
    QueryError,
    QueryFormatError,
    QuerySizeError,
    QueryTimeoutError,
)
from graph.hints import explain
from graph.sparql import Token, check_query
from graph.store import Lease, OpenGraph, keep_store, open_kept
from graph.worker import receive, send

__all__ = ["Guard", "Kind", "Limits", "Reply"]

Kind = Literal["table", "boolean", "graph"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds, bytes of memory, rows (or triples) and bytes of its answer.

    ``workers`` queries run at a time; one more waits ``patience`` seconds for its turn.
    """

    seconds: float = 10
    memory: int = 512 << 20
    rows: int = 10_000
    bytes: int = 64 << 20
    workers: int = 2
    patience: float = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, written: ``rows`` counts its rows or triples, ``is_cut`` says that the row cap left some out."""

    kind: Kind
    media_type: str
    body: bytes
    rows: int
    is_cut: bool


class Guard:
    """Answers queries in worker processes, for any number of threads; use it in a ``with``.

    Parameters
    ----------
    source
        A built folder, a Turtle file of ours, or a store folder.
    limits
        What a query may take.
    store
        Where the store is kept between runs; by default a temporary folder holds it.
    domain
        The folder that knows the field, for hints.

    Examples
    --------
    >>> with Guard(Path("docs/example")) as guard:
    ...     guard.answer("ASK { :gpt-4 a gg:Model }", formats={"boolean": "application/sparql-results+json"}).body
    b'{"head":{},"boolean":true}'
    """

    def __init__(
        self,
        source: Path,
        limits: Limits | None = None,
        *,
        store: Path | None = None,
        domain: Path | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._source = source
        self._store = store
        self._domain = domain
        self._stack = ExitStack()
        self._idle: deque[_Worker] = deque()
        self._turns = threading.Semaphore(self.limits.workers)
        self._lock = threading.Lock()
        self._is_over = False

    def __enter__(self) -> "Guard":
        with ExitStack() as stack:
            lease = stack.enter_context(self._lease(stack))
            self.graph = lease.open(self._domain)
            self._is_over = False
            stack.callback(self._end)
            self._command = _command(lease, self.limits)
            self._idle.extend(_Worker(self._command) for _ in range(self.limits.workers + 1))
            self._idle[0].await_start()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def answer(
        self,
        text: str,
        *,
        formats: Mapping[Kind, str],
        default_graphs: Sequence[str] | None = None,
        named_graphs: Sequence[str] | None = None,
    ) -> Reply:
        """Answer a SPARQL query, written as the media type that ``formats`` names for its kind.

        Without lists of graphs, all are asked together and each by its name; with one, only those, whatever the query
        says after ``FROM``.

        Raises
        ------
        QueryError
            The query is malformed or refused, or one of these:
        QueryTimeoutError
            It takes longer than the limit.
        QuerySizeError
            It takes more memory, or its answer more bytes, than the limit.
        QueryFormatError
            ``formats`` has nothing for this kind of answer.
        QueryBusyError
            No worker became free in time.
        """
        tokens = check_query(text, is_dataset_given=default_graphs is not None or named_graphs is not None)
        request = {
            "text": text,
            "formats": dict(formats),
            "default": None if default_graphs is None else list(default_graphs),
            "named": None if named_graphs is None else list(named_graphs),
            "rows": self.limits.rows,
            "bytes": self.limits.bytes,
            "seconds": self.limits.seconds,
        }
        with self._worker() as worker:
            found, body = worker.ask(request, self.limits)
        if "error" in found:
            raise self._error(found, text, tokens)
        kind = cast("Kind", found["kind"])
        return Reply(kind, formats[kind], body, found["rows"], found["is_cut"])

    # ── workers ──────────────────────────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _worker(self) -> Iterator["_Worker"]:
        """Lend a worker; one in whose hands something broke is ended, and a new one started behind the spare."""
        if not self._turns.acquire(timeout=self.limits.patience):
            raise QueryBusyError("query: all workers are busy; ask again in a while")
        try:
            worker = self._next()
            try:
                yield worker
            except BaseException:
                threading.Thread(target=self._renew, args=(worker,)).start()
                raise
            self._take_back(worker)
        finally:
            self._turns.release()

    def _next(self) -> "_Worker":
        """Take a worker that lives (one that idled may have been ended by the system), or start one."""
        worker = None
        while worker is None and self._idle:
            with suppress(IndexError):  # another thread took the last one
                worker = self._idle.popleft()
            if worker is not None and not worker.is_alive:
                worker.end()
                worker = None
        worker = worker or _Worker(self._command)
        try:
            worker.await_start()
        except BaseException:
            worker.end()
            raise
        return worker

    def _renew(self, worker: "_Worker") -> None:
        """End a worker and start another, beside the answer: a process with much memory takes a while to end."""
        worker.end()
        with self._lock:
            if not self._is_over:
                self._idle.append(_Worker(self._command))

    def _take_back(self, worker: "_Worker") -> None:
        with self._lock:
            if not self._is_over and len(self._idle) <= self.limits.workers:
                self._idle.appendleft(worker)
                return
        worker.end()

    def _end(self) -> None:
        with self._lock:
            self._is_over = True
        while self._idle:
            self._idle.pop().end()

    def _lease(self, stack: ExitStack) -> Lease:
        kept = open_kept(self._source)
        if kept is not None:
            return kept
        folder = self._store
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="glossary-graph-")), "store")
        return keep_store(self._source, folder)

    def _error(self, found: dict[str, Any], text: str, tokens: list[Token]) -> QueryError:
        message = found.get("message", "")
        if found["error"] == "syntax":
            return QueryError(explain(message, text, tokens, self.graph))
        if found["error"] == "format":
            return QueryFormatError(f"query: its answer is a {found['kind']}, in none of the formats that are accepted")
        if found["error"] == "memory":
            return _too_much_memory(self.limits)
        if found["error"] == "bytes":
            most = self.limits.bytes
            return QuerySizeError(f"query: its answer has more than {most:,} bytes; ask for less, with LIMIT")
        return QueryError(f"query: {message}; see docs/sparql.md for what a query may do")


class _Worker:
    """A worker process as the guard sees it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._is_started = False

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def await_start(self) -> None:
        """Wait until it has opened the store."""
        if self._is_started:
            return
        with _Alarm(self._process, _START_SECONDS):
            try:
                found, _ = receive(self._output)
            except EOFError:
                raise FolderError("the worker for queries does not start; see docs/sparql.md") from None
        if "error" in found:
            raise FolderError(f"the store: {found['message']}; remove its folder, it is made again")
        self._is_started = True

    def ask(self, request: Mapping[str, Any], limits: Limits) -> tuple[dict[str, Any], bytes]:
        """Hand over a request and wait for the answer, or the deadline."""
        with _Alarm(self._process, limits.seconds) as alarm:
            try:
                send(self._input, request)
                answer = receive(self._output)
            except (EOFError, OSError):
                answer = None
        if alarm.has_rung:
            raise _too_long(limits)
        if answer is None:
            raise self._death(limits)
        return answer

    def end(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        with suppress(OSError):
            self._process.communicate()

    def _death(self, limits: Limits) -> QueryError:
        """Say what ended it."""
        code = self._process.wait()
        if code == -getattr(signal, "SIGXCPU", 0):
            return _too_long(limits)
        if code in {-signal.SIGABRT, -getattr(signal, "SIGKILL", 0)}:
            return _too_much_memory(limits)
        return QueryError("query: too much for the engine, which it ended; make it simpler")

    @property
    def _input(self) -> Any:
        return self._process.stdin

    @property
    def _output(self) -> Any:
        return self._process.stdout


class _Alarm:
    """Kills a process when its time is up, but not after the block."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float) -> None:
        self._process = process
        self._timer = threading.Timer(seconds, self._ring)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._is_over = False
        self.has_rung = False

    def __enter__(self) -> "_Alarm":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._is_over = True
        self._timer.cancel()

    def _ring(self) -> None:
        with self._lock:
            if not self._is_over:
                self.has_rung = True
                self._process.kill()


_START_SECONDS = 60
_START = "import sys; sys.path.append(sys.argv.pop(1)); from graph.worker import main; main(*sys.argv[1:])"
"""Our package last on the path: where it lies, other packages lie too."""


def _command(lease: Lease, limits: Limits) -> tuple[str, ...]:
    root = str(Path(__file__).parent.parent)
    prefixes = json.dumps(OpenGraph(Store(), lease.base).prefixes)
    return (sys.executable, "-P", "-c", _START, root, str(lease.path), prefixes, str(limits.memory))


def _too_long(limits: Limits) -> QueryTimeoutError:
    return QueryTimeoutError(f"query: takes longer than {limits.seconds:g} seconds; ask for less at once")


def _too_much_memory(limits: Limits) -> QuerySizeError:
    return QuerySizeError(f"query: takes more than {limits.memory >> 20:,} MB of memory; ask for less at once")
