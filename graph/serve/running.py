"""Runs the application on a socket until it is told to stop, and closes on clients that take too long."""

import asyncio
import logging
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from graph.errors import ServeError
from graph.serve.gate import Limits, bracketed

__all__ = ["bind", "run"]

MAX_HEAD = 64 << 10
"""Bytes of a request's first line and headers."""


def bind(host: str, port: int) -> socket.socket:
    """Take the port, so that its number is known and nobody else has it; port 0 takes a free one.

    Raises
    ------
    ServeError
        The port is taken, or the host is none of this machine's.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
        )[0]
        taken = socket.socket(family, kind, protocol)  # asyncio sends at once only where it sees that this is TCP
    except (OSError, UnicodeError) as error:
        raise ServeError(f"{host}: {_cause(error)}; give an address of this machine with --host") from None
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(128)
    except OSError as error:
        taken.close()
        place = f"{bracketed(host)}:{port}"
        raise ServeError(f"{place}: {_cause(error)}; choose another with --port, or stop what runs there") from None
    taken.setblocking(False)
    return taken


def run(app: ASGIApp, taken: socket.socket, *, limits: Limits | None = None, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM: what is being answered gets a few seconds to end, then everything is closed."""
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app,
        http=_protocol(limits or Limits()),
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=(limits or Limits()).connections,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=5,
        h11_max_incomplete_event_size=MAX_HEAD,
    )
    _Server(config, ready).run(sockets=[taken])


class _Server(uvicorn.Server):
    """A uvicorn server that returns when it is told to stop, so that the caller can end what it started."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals while the server runs; unlike the inherited method, do not raise them again after."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _protocol(limits: Limits) -> type[H11Protocol]:
    class Impatient(_ImpatientProtocol):
        head_seconds, exchange_seconds = limits.head_seconds, limits.exchange_seconds

    return Impatient


class _ImpatientProtocol(H11Protocol):
    """HTTP, with a deadline for the head of a request and one for the whole exchange, the reading of the answer too.

    (uvicorn itself only ends connections that are idle between two requests.)
    """

    head_seconds: float
    exchange_seconds: float
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect(self.head_seconds)

    def data_received(self, data: bytes) -> None:
        if self._deadline is None:
            self._expect(self.head_seconds)
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._expect(self.exchange_seconds)

    def on_response_complete(self) -> None:
        before = self.cycle
        super().on_response_complete()
        if self.cycle is not before:
            self._expect(self.exchange_seconds)
        elif not self.transport.get_write_buffer_size():
            self._expect(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect(None)
        super().connection_lost(exc)

    def _expect(self, seconds: float | None) -> None:
        """End the connection in so many seconds; None takes that back."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self._end)

    def _end(self) -> None:
        """Close at once: without a reset the system would go on sending what it holds to a client that hardly reads."""
        self._deadline = None
        with suppress(OSError):
            self.transport.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        self.transport.abort()


def _cause(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
