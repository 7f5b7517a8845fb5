"""Questions in plain words, answered from a built graph with citations, without a language model.

A question is read (:mod:`graph.ask.reading`), sentences are ranked for it (:mod:`graph.ask.ranking`), facts of the
things that it names are gathered (:mod:`graph.ask.facts`), and what fills the slot that it asks for is picked out
(:mod:`graph.ask.short`). Where too little of the question is borne, the answer says so
(:mod:`graph.ask.refusal`). A writer, where one is given, writes it out (:mod:`graph.ask.writing`).
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from graph.ask.context import format_context
from graph.ask.facts import Neighbourhood
from graph.ask.index import Index
from graph.ask.linking import Linker, Speller
from graph.ask.ranking import Ranked, Ranking
from graph.ask.reading import Question, read_question
from graph.ask.record import Answer, Citation, Written
from graph.ask.refusal import why_not
from graph.ask.short import short_answers
from graph.ask.words import read_question_words
from graph.ask.writing import write_answer
from graph.domains import AI_DOMAIN
from graph.errors import QueryError
from graph.network import Build
from graph.published import UNPRINTABLE
from graph.vocabulary import read_vocabulary

__all__ = [
    "LONGEST_QUESTION",
    "Answer",
    "Asker",
    "Citation",
    "Written",
    "ask",
    "check_question",
    "format_context",
    "write_answer",
]

LONGEST_QUESTION = 1_000
"""How many characters a question may have."""


class Asker:
    """A build that is ready for many questions."""

    def __init__(self, build: Build, domain: Path = AI_DOMAIN) -> None:
        self.words, vocabulary = read_question_words(domain), read_vocabulary(domain)
        self.index = Index(build, self.words, vocabulary)
        self.linker = Linker(build)
        self.speller = Speller((entry.text for entry in build.entries), self.words.stems)
        self.neighbourhood = Neighbourhood(build, vocabulary)

    def ask(self, question: str, k: int = 5, write: Callable[[str], str] | None = None) -> Answer:
        """Answer a question: see :func:`ask`."""
        read = self._read(question)
        ranking = Ranking(self.index, read)
        ranked, routes = ranking.ranked, list(self.neighbourhood.routes(read))
        reason = why_not(ranking, has_route=bool(routes))
        sentences = tuple(_cite(number, item) for number, item in enumerate(ranked[: max(k, 1)], start=1))
        if reason:
            return Answer(read.text, False, reason, (), (), sentences)
        short = short_answers(read, self.index, ranked, routes)
        facts = self.neighbourhood.facts(read, self.index, ranked, routes, max(k, 1))
        answer = Answer(read.text, True, "", short, facts, sentences)
        return replace(answer, written=write_answer(answer, write)) if write else answer

    def rank(self, question: str) -> list[Ranked]:
        """Rank the sentences for a question, whether or not they answer it."""
        return list(Ranking(self.index, self._read(question)).ranked)

    def _read(self, question: str) -> Question:
        return read_question(check_question(question), self.linker, self.speller, self.words)


def ask(
    build: Build,
    question: str,
    k: int = 5,
    *,
    domain: Path = AI_DOMAIN,
    write: Callable[[str], str] | None = None,
) -> Answer:
    """Answer a question in plain words from a built graph, with the sentences that say it.

    ``k`` is how many sentences and facts are given at most; ``write`` turns a prompt into text (a language model), and
    what it writes is kept only where it cites what was found. A build is indexed at its first question.

    Raises
    ------
    QueryError
        The question is empty or too long, or holds control characters.

    Examples
    --------
    >>> from tests.example import build
    >>> answer = ask(build(), "Who developed GPT-4?")
    >>> answer.short, answer.sentences[0].text
    (('OpenAI',), 'Examples include GPT-4 (OpenAI).')
    >>> ask(build(), "Who founded Perplexity?").is_answered
    False
    """
    return _Ready.of(build, domain).ask(question, k, write)


class _Ready:
    """The asker of the build that was asked last: builds are compared by identity, and never change."""

    last: tuple[Build, Path, Asker] | None = None

    @classmethod
    def of(cls, build: Build, domain: Path) -> Asker:
        if cls.last is None or cls.last[0] is not build or cls.last[1] != domain:
            cls.last = (build, domain, Asker(build, domain))
        return cls.last[2]


def check_question(question: str) -> str:
    """Give a question on one line.

    Raises
    ------
    QueryError
        It is empty or too long, or holds control characters.
    """
    plain = " ".join(question.split())
    if not plain:
        raise QueryError("the question is empty; ask something like: Who developed GPT-4?")
    if len(plain) > LONGEST_QUESTION:
        raise QueryError(f"the question has {len(plain):,} characters; ask one of {LONGEST_QUESTION:,} or fewer")
    if found := UNPRINTABLE.search(plain):
        raise QueryError(f"the question holds the control character U+{ord(found[0]):04X}; leave it out")
    return plain


def _cite(number: int, item: Ranked) -> Citation:
    sentence = item.sentence
    return Citation(
        number, sentence.entry, sentence.title, sentence.start, sentence.end, sentence.text, round(item.score, 2)
    )
