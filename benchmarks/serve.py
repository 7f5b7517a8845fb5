"""A thousand requests from eight clients, each beside the median of the same request on an idle server.

python -m benchmarks.serve exports --requests 1000 --clients 8
"""

import argparse
import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from graph.formats.iris import Names
from graph.formats.reading import read_folder
from graph.query import read_example_queries

Request = tuple[str, str, str]
"""What it asks for, path, Accept."""

Taken = tuple[Request, int, float]
"""What was asked, status, seconds."""

ROUNDS = 3
"""How often each request is made while the server has nothing else to do."""


HEAVY = 0.02
"""Seconds on an idle server from which a query counts as heavy: behind it, others wait for one of two workers."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("exports"))
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    wanted = _wanted(options.folder)
    with _served(options.folder) as (host, port):
        _ask(host, port, wanted)  # a warm server
        idle: dict[Request, list[float]] = {}
        for request, _, took in _ask(host, port, wanted * ROUNDS):
            idle.setdefault(request, []).append(took)
        light = [request for request in wanted if median(idle[request]) < HEAVY]
        for title, chosen in (("without heavy queries", light), ("with heavy queries", wanted)):
            shares = [list(islice(cycle(chosen), n, options.requests, options.clients)) for n in range(options.clients)]
            began = time.perf_counter()
            with ThreadPoolExecutor(options.clients) as clients:
                busy = [row for rows in clients.map(lambda share: _ask(host, port, share), shares) for row in rows]
            _report(title, busy, idle, time.perf_counter() - began)


def _report(title: str, busy: Sequence[Taken], idle: Mapping[Request, Sequence[float]], seconds: float) -> None:
    errors = sorted({f"{request[0]} {status}" for request, status, _ in busy if status != 200})
    print(f"{title}: {len(busy):,} requests in {seconds:.1f} s, {len(errors)} errors {' '.join(errors)}")
    print(f"{'':10} {'idle median':>12} {'busy median':>12} {'busy p99':>12} {'p99 / idle':>12} {'of the same':>12}")
    for kind in ("all", *sorted({request[0] for request, _, _ in busy})):
        rows = [(request, took) for request, _, took in busy if kind in {"all", request[0]}]
        calm = [took for request in {request for request, _ in rows} for took in idle[request]]
        times, ratios = [took for _, took in rows], [took / median(idle[request]) for request, took in rows]
        cells = (_ms(median(calm)), _ms(median(times)), _ms(_p99(times)))
        factors = (f"{_p99(times) / median(calm):.1f}", f"{_p99(ratios):.1f}")
        print(f"{kind:10} " + " ".join(f"{cell:>12}" for cell in (*cells, *factors)))


def _wanted(folder: Path) -> list[Request]:
    """Mix what people and programs ask for: things as pages and as data, entries, example queries, the list."""
    build, settings = read_folder(folder)
    names = Names(settings.base)
    place = re.sub(r"^https?://[^/]+", "", names.base)
    paths = [place + quote(node.value.removeprefix(names.base)) for node in (names.thing(t.id) for t in build.things)]
    paths = paths[:: max(1, len(paths) // 40)]
    queries = [f"/sparql?query={quote(text)}" for text in read_example_queries().values()]
    found: list[Request] = []
    for path, query in zip(paths, cycle(queries), strict=False):
        found += [
            ("page", path, "text/html"),
            ("turtle", path, "text/turtle"),
            ("json-ld", path, "application/ld+json"),
        ]
        found.append(("query", query, "application/sparql-results+json, text/turtle"))
    return [*found, ("list", place, "text/html")]


def _ask(host: str, port: int, wanted: Sequence[Request]) -> list[Taken]:
    """Ask one after the other over one connection."""
    connection, taken = http.client.HTTPConnection(host, port, timeout=60), []
    for request in wanted:
        _, path, accept = request
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        answer.read()
        taken.append((request, answer.status, time.perf_counter() - began))
    connection.close()
    return taken


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, int]]:
    command = [sys.executable, "-m", "graph", "serve", str(folder), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        found = next((m for line in process.stderr or () if (m := re.search(r"http://([\d.]+):(\d+)", line))), None)
        if found is None:
            raise SystemExit(f"{folder}: cannot be served; build it first")
        yield found[1], int(found[2])
    finally:
        process.terminate()
        process.wait()


def _p99(values: Sequence[float]) -> float:
    return quantiles(values, n=100, method="inclusive")[98]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
