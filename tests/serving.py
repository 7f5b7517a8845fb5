"""A server for tests: the application of a build, asked without a network, or run as a process of its own."""

import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from graph.guard import Guard
from graph.guard import Limits as QueryLimits
from graph.network import Build
from graph.serve.app import make_app
from graph.serve.gate import Limits
from graph.serve.glossary import Glossary
from graph.serve.running import bind, run
from graph.settings import Settings
from tests import hostile
from tests.folders import write_folder

ROOT = Path(__file__).parent.parent
HOST = "http://localhost"


def hostile_build() -> Build:
    """Every hostile string that a file can hold, each in an entry whose name a file may have."""
    build = hostile.build()
    kept = [number for number, thing in enumerate(build.things) if _is_writable(thing.label)]
    slugs = {build.things[number].id for number in kept}
    facts = [build.facts[number] for number in kept if {build.facts[number].object} <= slugs]
    said = {claim for fact in facts for claim in fact.claims}
    return Build(
        tuple(replace(build.entries[number], name=f"entry-{number}") for number in kept),
        (),
        tuple(
            replace(build.claims[number], entry=f"entry-{number}") for number in kept if build.claims[number].id in said
        ),
        tuple(replace(build.things[number], entry=f"entry-{number}") for number in kept),
        tuple(facts),
    )


def _is_writable(text: str) -> bool:
    try:
        return bool(text.encode())
    except UnicodeEncodeError:
        return False


def awaited(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine in a thread and event loop of its own: browser tests leave a loop running in theirs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Client:
    """Asks an application, without a network."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
                return await client.request(method, path, **options)

        answer = awaited(ask())
        assert isinstance(answer, httpx.Response)
        return answer

    def get(self, path: str, accept: str | None = None, **options: Any) -> httpx.Response:
        headers = {**options.pop("headers", {}), **({} if accept is None else {"Accept": accept})}
        return self.request("GET", path, headers=headers, **options)

    def ask(self, query: str, accept: str = "*/*", **more: Any) -> httpx.Response:
        return self.request("GET", "/sparql", params={"query": query, **more}, headers={"Accept": accept})


@contextlib.contextmanager
def serving(
    build: Build,
    folder: Path,
    settings: Settings | None = None,
    *,
    query_limits: QueryLimits | None = None,
    files: dict[str, bytes] | None = None,
    **options: Any,
) -> Iterator[Client]:
    """Serve a build from a folder, which is written first, with files beside it."""
    write_folder(build, folder, settings)
    for name, data in (files or {}).items():
        (folder / name).write_bytes(data)
    with Guard(folder, query_limits or QueryLimits(workers=1)) as guard:
        yield Client(make_app(Glossary.read(folder), guard, **options))


@contextlib.contextmanager
def running(
    folder: Path, *options: str, limits: dict[str, float] | None = None
) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run ``glossary-graph serve`` on a free port, and give its address; with limits, what that command does with them.

    It is ended after the block.
    """
    command = ["graph", "serve", str(folder), "--port", "0", *options]
    if limits is not None:
        command = ["tests.serving", str(folder), json.dumps(limits)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", *command], env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    try:
        yield _address(process), process
    finally:
        process.kill()
        process.communicate()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        found = re.search(r"http://\S+:\d+", line)
        if found:
            return found[0]
    raise AssertionError(f"the server did not start: {''.join(said)}")


def main(folder: str, limits: str) -> None:
    """Serve a build with limits of one's own."""
    chosen = Limits(**json.loads(limits))
    with bind("127.0.0.1", 0) as taken, Guard(Path(folder), QueryLimits(workers=1)) as guard:
        port = taken.getsockname()[1]
        app = make_app(Glossary.read(Path(folder)), guard, limits=chosen)
        run(app, taken, limits=chosen, ready=lambda: _tell(f"http://127.0.0.1:{port}\n"))


def _tell(line: str) -> None:
    sys.stderr.write(line)
    sys.stderr.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
