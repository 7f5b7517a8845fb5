"""A server that speaks OpenAI's protocol and does what a test scripts: it answers, fails, stalls, goes on for ever."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from graph.llm import KEYS, client


@dataclass
class Request:
    """What a client sent."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def user(self) -> str:
        """The part of the prompt that holds the text."""
        return str(self.body["messages"][1]["content"])

    @property
    def text(self) -> str:
        """The text between the fences."""
        lines = self.user.split("\n")
        fence = next(line for line in lines if line.startswith("[[[ "))
        first = lines.index(fence)
        return "\n".join(lines[first + 1 : len(lines) - 1 - lines[::-1].index(fence)])


@dataclass
class Reply:
    """What the server sends: a status, headers and a body, or bytes piece by piece until the client leaves."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    endless: bytes = b""
    delay: float = 0.0


Script = Callable[[Request], Reply]


def chat(content: str, *, finish: str = "stop", tokens: tuple[int, int] = (100, 10)) -> Reply:
    """Reply as a model does."""
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
    return Reply(body=json.dumps({"choices": [choice], "usage": usage}).encode())


def claims(*rows: tuple[str, str, str, str]) -> Reply:
    """Reply with claims (subject, predicate, object, evidence)."""
    names = ("subject", "predicate", "object", "evidence")
    return chat(json.dumps({"claims": [dict(zip(names, row, strict=True)) for row in rows]}))


class ChatServer:
    """A running server: its address, and all that it was sent."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[Request] = []
        self.stopped = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request(self.path, dict(self.headers), json.loads(data))
                server.requests.append(request)
                server.send(self, server.script(request))

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        self.stopped.wait(reply.delay)
        try:
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            if not reply.endless:
                handler.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            handler.end_headers()
            handler.wfile.write(reply.body)
            while reply.endless and not self.stopped.is_set():
                handler.wfile.write(reply.endless)
                handler.wfile.flush()
                time.sleep(0.01)
        except OSError:
            pass  # the client has left

    @property
    def texts(self) -> list[str]:
        """The texts that were asked about, in order of arrival."""
        return [request.text for request in self.requests]


@contextmanager
def serving(script: Script | Reply) -> Iterator[ChatServer]:
    """Run a server with a script, or with one reply to everything."""
    server = ChatServer(script if callable(script) else lambda _: script)
    thread = threading.Thread(target=server.http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stopped.set()
        server.http.shutdown()
        server.http.server_close()
        thread.join()


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the keys of whoever runs the tests, and wait little before a second attempt."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(client, "PAUSE", 0.01)
