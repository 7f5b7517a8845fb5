"""One run of a build, with its progress and times; evaluate builds entries too."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.cli.terminal import progress_bar, say
from graph.errors import EntryError

if TYPE_CHECKING:
    from graph.entries import Entry
    from graph.llm import Inquiry, Server
    from graph.network import Build
    from graph.settings import Settings

__all__ = ["Run"]


class Run:
    """One run of build: its stages with their progress and times; ``inquiry`` is what a model answered, if asked."""

    def __init__(
        self, settings: "Settings", *, verbose: bool, server: "Server | None" = None, cache: Path | None = None
    ) -> None:
        self.settings, self.verbose = settings, verbose
        self.server, self.cache = server, cache
        self.inquiry: Inquiry | None = None
        self.seconds: dict[str, float] = {}

    def extract(self, paths: Sequence[str], fields: dict[str, str]) -> "Build":
        """Read the entries and build their graph; no entry at all is refused."""
        from graph.entries import read_entries
        from graph.pipeline import build as build_graph

        with self.stage("read"):
            reading = read_entries(
                paths, fields=fields, max_characters=self.settings.max_characters, domain=self.settings.domain
            )
        if not reading.entries:
            for problem in reading.problems:
                say(str(problem))
            raise EntryError("no entry could be read, so nothing was written; give files with a title and a text each")
        added: dict[str, Any] = {"problems": reading.problems}
        if self.server is not None:
            self.inquiry = self._ask(reading.entries, self.server)
            added["problems"] += self.inquiry.problems
            added["extractors"], added["models"] = [self.inquiry.extract], self.inquiry.models
        with self.stage("extract"), progress_bar("Extracting", len(reading.entries)) as advance:
            return build_graph(reading.entries, self.settings, progress=advance, **added)

    def _ask(self, entries: "tuple[Entry, ...]", server: "Server") -> "Inquiry":
        from graph.llm import ask_model, default_cache, pieces_of

        sections = sum(1 for entry in entries for _ in pieces_of(entry))
        with self.stage("ask"), progress_bar(f"Asking {server.model}", sections) as advance:
            return ask_model(entries, server, self.settings.domain, self.cache or default_cache(), advance)

    def write(self, made: "Build", out: Path, also: Sequence[str] = ()) -> tuple[str, ...]:
        """Write the build, and say which files of the old one had been edited."""
        from graph.folder import changed_files, write_build

        edited = changed_files(out)
        with self.stage("write"), progress_bar(f"Writing {out}", None):
            names = write_build(made, out, self.settings, also=also)
        for name in edited:
            say(f"{out / name}: had been changed or removed since it was built; it was written anew")
        return names

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Take the time of what runs inside."""
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)
        if self.verbose:
            say(f"{name}: {self.seconds[name]:.1f} s")
