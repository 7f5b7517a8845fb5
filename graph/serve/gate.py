"""What stands before the application: who may ask, how much, for how long, and what every answer carries."""

import asyncio
import ipaddress
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["LOCAL_HOSTS", "POLICY", "Gate", "Limits", "bracketed"]

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names under which a server on one's own machine is asked. Any other may be a page that rebinds its name to us."""

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Content-Security-Policy of an answer that brings none of its own: no script at all."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+?)\.?(?::[0-9]{0,5})?")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a client may ask: bytes of a body, seconds for the head and for the whole exchange, connections."""

    body: int = 500_000
    head_seconds: float = 10.0
    body_seconds: float = 10.0
    exchange_seconds: float = 120.0
    connections: int = 200


class Gate:
    """Middleware: checks the host and the size, reads the body, times out, and adds the headers that protect."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = (), limits: Limits | None = None) -> None:
        self.app, self.limits = app, limits or Limits()
        self.hosts = LOCAL_HOSTS | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _protect(MutableHeaders(scope=message))
            if message["type"] == "http.response.body" and scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            refusal, body = await self._admit(scope, receive)
            answer = refusal or self.app
            await answer(scope, _replay(body, receive), guarded)
        except Exception:
            _log.exception("a request failed")
            if started:
                raise
            await PlainTextResponse("The server met an error; its log says more.\n", 500)(scope, receive, guarded)

    async def _admit(self, scope: Scope, receive: Receive) -> tuple[Response | None, bytes]:
        headers = Headers(scope=scope)
        if not self._knows(headers.get("host", "")):
            return _refuse(
                421, "Host: this server does not answer under that name; start it with --allow-host NAME"
            ), b""
        too_large = _refuse(413, f"body: more than {self.limits.body:,} bytes; ask for less at once")
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.limits.body:
            return too_large, b""
        body = bytearray()
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                while True:
                    message = await receive()
                    body += message.get("body", b"")
                    if len(body) > self.limits.body:
                        return too_large, b""
                    if message["type"] == "http.disconnect" or not message.get("more_body", False):
                        return None, bytes(body)
        except TimeoutError:
            return _refuse(408, f"body: not here after {self.limits.body_seconds:g} seconds; send it at once"), b""

    def _knows(self, host: str) -> bool:
        found = _HOST.fullmatch(host.lower())
        return found is not None and found["name"] in self.hosts


def bracketed(host: str) -> str:
    """Write a host as it stands in an address: an IPv6 address in brackets.

    >>> bracketed("::1"), bracketed("127.0.0.1"), bracketed("example.org")
    ('[::1]', '127.0.0.1', 'example.org')
    """
    try:
        return f"[{host}]" if ipaddress.ip_address(host).version == 6 else host
    except ValueError:
        return host


def _refuse(status: int, message: str) -> Response:
    return PlainTextResponse(f"{message}\n", status, headers={"Connection": "close", "Cache-Control": "no-store"})


def _protect(headers: MutableHeaders) -> None:
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers.setdefault("Content-Security-Policy", POLICY)


def _replay(body: bytes, receive: Receive) -> Receive:
    """Give the application the body that was read already; what comes after it is the end of the connection."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
