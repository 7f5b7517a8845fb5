"""What stands before the application."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.serve.gate import Gate, Limits
from tests import example
from tests.serving import Client, awaited, serving

PATHS = (
    "/",
    "/sparql",
    "/sparql?query=ASK%20%7B%7D",
    "/glossary/gpt-4",
    "/nothing",
    "/static/editor.js",
    "/sparql?query=x",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    limits = Limits(body=300_000)
    with serving(example.build(), tmp_path_factory.mktemp("build"), hosts=["Glossary.example"], limits=limits) as made:
        yield made


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS", "DELETE", "TRACE", "BREW"])
def test_every_answer_protects_itself(client: Client, path: str, method: str) -> None:
    answer = client.request(method, path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "traceback" not in answer.text.lower()


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8000", "LOCALHOST", "localhost.", "127.0.0.1:1", "[::1]", "[::1]:8000"),
        *("glossary.example", "GLOSSARY.example:443"),
    ],
)
def test_it_answers_under_its_own_names(client: Client, host: str) -> None:
    assert client.get("/sparql", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "", "localhost.evil.example", "evil.example:8000", "127.0.0.1.nip.io", "10.0.0.1", "::1"),
        *(
            "localhost@evil.example",
            "localhost:8000:evil.example",
            "localhost:x",
            'localhost:80"><b>',
            "localhost:80/",
            "a@localhost",
            "[::1].evil.example",
            "[::2]",
            "glossary.example.org",
        ),
    ],
)
def test_it_does_not_answer_under_another_name(client: Client, host: str) -> None:
    answer = client.get("/sparql?query=ASK%20%7B%7D", headers={"Host": host})
    assert answer.status_code == 421
    assert "--allow-host" in answer.text


def test_a_large_body_is_refused_before_it_is_read(client: Client) -> None:
    answer = client.request("POST", "/sparql", content=b"x" * 300_001, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 413
    assert answer.headers["connection"] == "close"


def test_a_large_body_of_unknown_length_is_refused_while_it_is_read() -> None:
    read = 0

    async def receive() -> dict[str, Any]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 10_000, "more_body": True}

    answer = _through(Gate(_never, limits=Limits(body=100_000)), receive)
    assert answer[0]["status"] == 413
    assert read == 11


def test_a_body_that_does_not_end_is_not_waited_for() -> None:
    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3600)
        raise AssertionError

    answer = _through(Gate(_never, limits=Limits(body_seconds=0.01)), receive)
    assert answer[0]["status"] == 408


def test_an_error_of_the_server_is_one_line_without_its_cause() -> None:
    async def broken(*_: Any) -> None:
        raise RuntimeError("a secret")

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    answer = _through(Gate(broken), receive)
    assert answer[0]["status"] == 500
    assert b"secret" not in answer[1]["body"]
    assert (b"x-content-type-options", b"nosniff") in answer[0]["headers"]


def test_options_says_what_a_path_takes(client: Client) -> None:
    for path, methods in (("/sparql", "GET, HEAD, OPTIONS, POST"), ("/glossary/gpt-4", "GET, HEAD, OPTIONS")):
        answer = client.request("OPTIONS", path)
        assert (answer.status_code, answer.headers["allow"], answer.content) == (204, methods, b"")


def test_only_origins_that_were_named_may_read_across_sites(tmp_path: Path) -> None:
    with serving(example.build(), tmp_path, origins=["https://app.example"]) as client:
        for origin, allowed in (("https://app.example", "https://app.example"), ("https://evil.example", None)):
            headers = {"Origin": origin}
            for answer in (
                client.get("/sparql?query=ASK%20%7B%7D", headers=headers),
                client.request("OPTIONS", "/sparql", headers={**headers, "Access-Control-Request-Method": "POST"}),
            ):
                assert answer.headers.get("access-control-allow-origin") == allowed
                assert "access-control-allow-credentials" not in answer.headers
                assert answer.headers["x-content-type-options"] == "nosniff"


async def _never(*_: Any) -> None:
    raise AssertionError("the application was reached")


def _through(gate: Gate, receive: Any) -> list[Any]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"localhost")]}
    awaited(gate(scope, receive, send))
    return sent
