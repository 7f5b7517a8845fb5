"""The part of the graph that a question is about: facts of the things that it names, and ways between them."""

from collections.abc import Iterator, Sequence

from graph.ask.index import Index
from graph.ask.ranking import Ranked
from graph.ask.reading import Question
from graph.explore import Step, describe, find_paths
from graph.network import Build, Thing
from graph.vocabulary import Vocabulary

__all__ = ["Neighbourhood", "Route"]

Route = tuple[Step, ...]
"""One or two facts that lead from a thing of the question to what is asked for."""

MEMBERS = frozenset(("instanceOf", "broader", "variantOf"))
"""What leads from a class to its members: "open-weight models" stands for all that are examples of it."""
LONGEST_WAY = 2
MOST_STARTS = 6
MOST_MEMBERS = 60


class Neighbourhood:
    """The facts around the things that a question names."""

    def __init__(self, build: Build, words: Vocabulary) -> None:
        self.build, self.words = build, words
        self.steps: dict[str, tuple[Step, ...]] = {}

    def around(self, slug: str) -> tuple[Step, ...]:
        """Give all facts of a thing (kept: several routes may pass by)."""
        if slug not in self.steps:
            self.steps[slug] = describe(self.build, self.build.thing_of[slug], self.words)
        return self.steps[slug]

    def routes(self, question: Question) -> Iterator[Route]:
        """Find what the question asks for by the graph alone: one fact away, or one away from a member of a class."""
        for slug in sorted(question.things)[:MOST_STARTS]:
            members = 0
            for step in self.around(slug):
                if self._answers(step, question):
                    yield (step,)
                elif isinstance(step.end, Thing) and step.fact.predicate in MEMBERS and not step.is_forward:
                    members += 1
                    if members <= MOST_MEMBERS:
                        yield from ((step, last) for last in self.around(step.end.id) if self._answers(last, question))

    def _answers(self, step: Step, question: Question) -> bool:
        """Say whether a step is by a predicate asked for and ends at the sort of thing asked for."""
        if step.fact.predicate not in question.predicates:
            return False
        if isinstance(step.end, int):
            return "date" in question.wants
        if step.end.id in question.things:
            return False
        kinds = {step.end.kind, *step.end.inferred_kinds}
        return bool(kinds & question.wants) or not question.wants

    def facts(
        self, question: Question, index: Index, ranked: tuple[Ranked, ...], routes: Sequence[Route], count: int
    ) -> tuple[Step, ...]:
        """Choose facts to show: what answers, what the best sentences state of the named things, ways between these."""
        chosen: dict[str, Step] = {}
        best = {item.number for item in ranked[:count]}
        for route in routes:
            if any(set(index.numbers_of(claim)) & best for step in route for claim in step.claims):
                chosen.update((step.fact.id, step) for step in route)
        for step in self._between(question):
            chosen.setdefault(step.fact.id, step)
        for slug in sorted(question.things):
            for step in self.around(slug):
                if any(set(index.numbers_of(claim)) & best for claim in step.claims):
                    chosen.setdefault(step.fact.id, step)
        for route in routes:
            for step in route:
                chosen.setdefault(step.fact.id, step)
        return tuple(chosen.values())[:count]

    def _between(self, question: Question) -> Iterator[Step]:
        named = [link.things[0] for link in question.links]
        for number, first in enumerate(named[:3]):
            for second in named[number + 1 : 3]:
                for way in find_paths(self.build, first, second, 1, self.words):
                    yield from way if len(way) <= LONGEST_WAY else ()
