"""Ask a model about every section of a glossary, and keep what it answered until the entries are read."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.claims import Claim
from graph.entries import Entry, Problem
from graph.llm.answers import Stated, read_answer
from graph.llm.cache import Answer, AnswerCache
from graph.llm.checks import Confidence, check
from graph.llm.client import AskError, Client, finish
from graph.llm.prompt import Piece, Prompter, pieces_of
from graph.llm.server import Server
from graph.network import TrainedModel
from graph.passage import Passage

__all__ = ["KEPT", "Inquiry", "Tally", "ask_model"]

KEPT = "kept"
"""The outcome of a claim that stands every check; all others are reasons why one was dropped."""

_SHOWN = 5
"""Entries that failed are named up to so many, then counted."""

_IN_VAIN = 10
"""After so many failures in a row a server is asked no more."""


@dataclass(slots=True)
class Tally:
    """What asking took: sections, requests, answers from the cache, sections that failed, answers cut off, tokens."""

    sections: int = 0
    requests: int = 0
    cached: int = 0
    failed: int = 0
    cut: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0

    def cost(self, price: tuple[float, float]) -> float:
        """Give the cost, from the price of a million tokens (in, out).

        >>> Tally(tokens_in=2_000_000, tokens_out=500_000).cost((1.0, 4.0))
        4.0
        """
        return (self.tokens_in * price[0] + self.tokens_out * price[1]) / 1_000_000


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a model answered about a glossary; :meth:`extract` is an extractor that the pipeline runs with its own.

    ``outcomes`` holds, for each entry that has been extracted, how many claims were kept, and how many dropped by
    reason.
    """

    answers: dict[str, tuple[tuple[Piece, tuple[Stated | None, ...]], ...]]
    problems: tuple[Problem, ...]
    tally: Tally
    confidence: Confidence
    model: str
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)

    def extract(self, passage: Passage) -> Iterator[Claim]:
        """Give the claims about an entry that stand every check; the others are dropped and counted."""
        outcome: Counter[str] = Counter()
        for piece, rows in self.answers.get(passage.made.entry.name, ()):
            for number, stated in enumerate(rows, 1):
                found = check(passage, piece, stated, number, self.confidence)
                outcome[found if isinstance(found, str) else KEPT] += 1
                if not isinstance(found, str):
                    yield found
        self.outcomes[passage.made.entry.name] = outcome

    @property
    def models(self) -> tuple[TrainedModel, ...]:
        """The model, to be named in the provenance; none where it answered nothing."""
        return (TrainedModel(self.model, ""),) if self.answers else ()

    @property
    def outcome(self) -> dict[str, int]:
        """How many claims were kept, and how many dropped for each reason."""
        every = sum(self.outcomes.values(), Counter())
        return dict(sorted(every.items(), key=lambda row: (row[0] != KEPT, -row[1], row[0])))


def ask_model(
    entries: Iterable[Entry],
    server: Server,
    domain: Path,
    cache: Path | None = None,
    progress: Callable[[Entry], None] | None = None,
) -> Inquiry:
    """Ask a server's model about every section of the entries; what fails is a problem, and nothing stops for it.

    ``cache`` is a folder that keeps answers; ``progress`` is called after each section.

    Raises
    ------
    DomainError
        A template or a confidence of the domain is wrong.
    SettingsError
        The extra ``llm`` is not installed.
    """
    run = _Run(list(entries), server, domain, AnswerCache(cache) if cache is not None else None, progress)
    began = time.monotonic()
    finish(run.ask_all(began + server.deadline))
    run.tally.seconds = round(time.monotonic() - began, 3)
    return run.inquiry(Confidence.read(domain))


class _Run:
    """The questions that are still to be asked, and what has been answered."""

    def __init__(
        self,
        entries: Sequence[Entry],
        server: Server,
        domain: Path,
        cache: AnswerCache | None,
        progress: Callable[[Entry], None] | None,
    ) -> None:
        self.entries = {entry.name: entry for entry in sorted(entries, key=lambda entry: entry.name)}
        self.pieces = [piece for entry in self.entries.values() for piece in pieces_of(entry)]
        self.server, self.cache, self.progress = server, cache, progress
        prompter = Prompter(domain)
        self.schema = prompter.schema
        self.prompts = {piece: prompter.prompt(self.entries[piece.entry], piece) for piece in self.pieces}
        self.tally = Tally(sections=len(self.pieces))
        self.answers: dict[Piece, list[Stated | None]] = {}
        self.failures: dict[Piece, str] = {}
        self.final: AskError | None = None
        self.cache_trouble: OSError | None = None
        self._in_vain = 0

    async def ask_all(self, until: float) -> None:
        """Answer from the cache what it holds, and ask the rest."""
        waiting = iter([piece for piece in self.pieces if not self._recall(piece)])
        async with Client(self.server, until) as client, asyncio.TaskGroup() as group:
            for _ in range(self.server.parallel):
                group.create_task(self._work(waiting, client))
        self.tally.requests = client.requests

    async def _work(self, waiting: Iterator[Piece], client: Client) -> None:
        for piece in waiting:
            if self.final is not None:
                self.failures[piece] = ""
                continue
            try:
                answer = await client.ask(self.prompts[piece], self.schema)
            except AskError as error:
                self._fail(piece, error)
            else:
                self._take(piece, answer)
            self._advance(piece)

    def _path(self, cache: AnswerCache, piece: Piece) -> Path:
        return cache.path(self.server.model, self.prompts[piece], self.schema, self.server.max_tokens)

    def _recall(self, piece: Piece) -> bool:
        """Take an answer from the cache, where it holds one that can be read."""
        answer = self.cache.read(self._path(self.cache, piece)) if self.cache is not None else None
        if answer is None or not self._read(piece, answer):
            return False
        self.tally.cached += 1
        self._advance(piece)
        return True

    def _read(self, piece: Piece, answer: Answer) -> bool:
        try:
            self.answers[piece] = read_answer(answer)
        except ValueError:
            return False
        self.tally.cut += answer.is_cut
        return True

    def _take(self, piece: Piece, answer: Answer) -> None:
        self._in_vain = 0
        self.tally.tokens_in += answer.tokens_in
        self.tally.tokens_out += answer.tokens_out
        if not self._read(piece, answer):
            self.failures[piece] = "the model's answer is no JSON with claims"
        elif self.cache is not None and self.cache_trouble is None:
            try:
                self.cache.write(self._path(self.cache, piece), answer)
            except OSError as error:
                self.cache_trouble = error

    def _fail(self, piece: Piece, error: AskError) -> None:
        self._in_vain += 1
        ends = error.is_final or self._in_vain >= _IN_VAIN
        self.failures[piece] = "" if ends else error.cause
        if ends and self.final is None:
            self.final = error

    def _advance(self, piece: Piece) -> None:
        if self.progress is not None:
            self.progress(self.entries[piece.entry])

    def inquiry(self, confidence: Confidence) -> Inquiry:
        """Give what there is, in the order of the entries."""
        self.tally.failed = len(self.failures)
        rows: dict[str, list[tuple[Piece, tuple[Stated | None, ...]]]] = defaultdict(list)
        for piece in self.pieces:
            if piece in self.answers:
                rows[piece.entry].append((piece, tuple(self.answers[piece])))
        answers = {name: tuple(row) for name, row in rows.items()}
        return Inquiry(answers, tuple(self._problems()), self.tally, confidence, self.server.model)

    def _problems(self) -> Iterator[Problem]:
        """Name the entries that failed: the first few, then their number; a server that is gone is one line."""
        place = self.server.place
        causes: dict[str, str] = {}
        for piece in self.pieces:
            if self.failures.get(piece):
                causes.setdefault(piece.entry, self.failures[piece])
        for name in list(causes)[:_SHOWN]:
            source = self.entries[name].source or name
            yield Problem(source, f"{place}: {causes[name]}", "what is missing comes from the rules alone")
        if len(causes) > _SHOWN:
            yield Problem(place, f"{len(causes) - _SHOWN} more entries failed so", "build again to ask for them again")
        if self.final is not None:
            unasked = len({piece.entry for piece, cause in self.failures.items() if not cause})
            step = self.final.next_step or "check the server"
            went = f"the rules went on alone in {unasked} {'entry' if unasked == 1 else 'entries'}"
            yield Problem(place, self.final.cause, f"{step}; {went}")
        if self.cache_trouble is not None and self.cache is not None:
            cause = self.cache_trouble.strerror or "cannot be written"
            yield Problem(str(self.cache.folder), cause, "answers were not kept; name another folder by --llm-cache")
