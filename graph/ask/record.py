"""What an answer is made of: short answers, facts, and the sentences behind them, each with its place."""

from dataclasses import dataclass

from graph.explore import Step

__all__ = ["Answer", "Citation", "Written"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence that is quoted: ``text`` stands at ``start`` to ``end`` (code points) of the entry's text.

    ``number`` counts from 1, the best first.
    """

    number: int
    entry: str
    title: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Written:
    """An answer that a language model wrote: sentences that cite what was found, and those that do not.

    ``sentences`` cite citations by number, as in "[2]"; ``dropped`` cite nothing or what was not given.
    """

    sentences: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a glossary answers to a question.

    ``short`` fills what was asked for (things, years, numbers), the likeliest first, and may be empty; ``facts`` are
    steps with their claims; ``sentences`` the evidence, ranked. Where ``is_answered`` is false, the glossary does not
    say it: ``reason`` tells why, ``short`` and ``facts`` are empty, and ``sentences`` are only the closest.
    ``written`` is there when a writer was given.
    """

    question: str
    is_answered: bool
    reason: str
    short: tuple[str, ...]
    facts: tuple[Step, ...]
    sentences: tuple[Citation, ...]
    written: Written | None = None
