"""The server as a process of its own: how it starts, what it does with slow clients, how it ends."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests import example
from tests.folders import write_folder
from tests.serving import ROOT, running

ASK = "/sparql?query=ASK%20%7B%7D"
SHORT = {"head_seconds": 1, "body_seconds": 1, "exchange_seconds": 2, "connections": 20}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = write_folder(example.build(), tmp_path_factory.mktemp("build"))
    (made / "graph.html").write_bytes(b"<!doctype html><p>" + b"long " * 2_000_000)
    return made


@pytest.fixture(scope="module")
def impatient(folder: Path) -> Iterator[str]:
    with running(folder, limits=SHORT) as (address, _):
        yield address


def connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)


def closed_after(connection: socket.socket) -> bytes:
    """Read until the server closes; a client that waits for ever would end the test by its timeout."""
    received = b""
    try:
        while chunk := connection.recv(65_536):
            received += chunk
    except ConnectionError:
        pass
    return received


def trickle(connection: socket.socket, data: bytes) -> None:
    for byte in data:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def children(process: int) -> list[int]:
    """List the processes that a process started, where the system tells."""
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(number) for number in path.read_text().split()] if path.exists() else []


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_ends_when_told_to_without_leaving_a_process_behind(folder: Path, number: int) -> None:
    with running(folder) as (address, process):
        assert httpx.get(address + ASK).json() == {"head": {}, "boolean": True}
        started = children(process.pid)
        assert started or not Path("/proc").exists()
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        deadline = time.monotonic() + 20
        while any(map(is_alive, started)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not [child for child in started if is_alive(child)]
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_a_query_that_runs_does_not_keep_it_from_ending(folder: Path) -> None:
    with running(folder) as (address, process), connected(address) as connection:
        bomb = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n0 ?o }"
        head = "POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
        connection.sendall(f"{head}Content-Length: {len(bomb)}\r\n\r\n{bomb}".encode())
        time.sleep(0.5)
        started = children(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0
        assert not [child for child in started if is_alive(child)]


def test_a_store_is_kept_and_a_proxy_on_this_machine_tells_the_scheme(folder: Path, tmp_path: Path) -> None:
    for _ in range(2):
        with running(folder, "--store", str(tmp_path / "kept"), "--allow-host", "glossary.example") as (address, _):
            headers = {"Host": "glossary.example", "X-Forwarded-Proto": "https", "Accept": "text/turtle"}
            assert "<https://glossary.example/sparql#service>" in httpx.get(f"{address}/sparql", headers=headers).text
            assert httpx.get(address + ASK).json()["boolean"] is True
        assert list((tmp_path / "kept").iterdir())


def test_without_its_packages_it_says_what_to_install(folder: Path) -> None:
    hidden = "import sys; sys.modules['starlette'] = None; from graph.cli import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", hidden, "serve", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    assert ran.stderr == "glossary-graph: serving needs starlette; pip install 'glossary-graph[serve]'\n"


def test_a_port_that_is_taken_is_one_line_with_the_next_step(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "graph", "serve", str(folder), "--port", port]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
        )
    assert ran.returncode == 1
    assert ran.stdout == ""
    place, next_step = f"127.0.0.1:{port}", "choose another with --port, or stop what runs there"
    assert ran.stderr == f"glossary-graph: {place}: {os.strerror(errno.EADDRINUSE)}; {next_step}\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "no such host"], "give an address of this machine with --host"),
        (["--cors", "example.org"], "is no origin"),
        (["--cors", "https://example.org/"], "is no origin"),
    ],
)
def test_an_option_that_cannot_be_used_is_refused(folder: Path, options: list[str], says: str) -> None:
    command = [sys.executable, "-m", "graph", "serve", str(folder), *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode in {1, 2}
    assert says in ran.stderr


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET /sparql HTTP/1.1\r\nHost: localhost\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nquery=",
    ],
)
def test_a_client_that_stops_in_the_middle_is_let_go(impatient: str, sent: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(sent)
        closed_after(connection)


def test_a_client_that_sends_a_byte_now_and_then_is_let_go(impatient: str) -> None:
    with connected(impatient) as connection:
        with pytest.raises(ConnectionError):
            trickle(connection, b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"x" * 1000)
        closed_after(connection)


def test_a_client_that_does_not_read_its_answer_is_let_go(impatient: str) -> None:
    with connected(impatient) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(4)
        assert len(closed_after(connection)) < 10_000_000


@pytest.mark.parametrize(
    "line", [b"GET /" + b"x" * 200_000 + b" HTTP/1.1\r\n", b"X: " + b"x" * 200_000, b"\x00\x01\x02\r\n\r\n"]
)
def test_a_head_that_is_too_long_or_no_http_is_refused(impatient: str, line: bytes) -> None:
    with connected(impatient) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\n" + line if line.startswith(b"X") else line)
        except ConnectionError:
            return
        answer = closed_after(connection)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")


def test_idle_clients_do_not_keep_others_out_for_long(impatient: str) -> None:
    idle = [connected(impatient) for _ in range(40)]
    try:
        deadline = time.monotonic() + 20
        while httpx.get(impatient + ASK).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    finally:
        for connection in idle:
            connection.close()


def test_it_still_answers_after_all_of_that(impatient: str) -> None:
    with httpx.Client(base_url=impatient) as client:
        for _ in range(20):
            assert client.get(ASK).json()["boolean"] is True
