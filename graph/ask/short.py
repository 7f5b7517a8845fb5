"""Short answers: the things, years and numbers in the best sentences and facts that fill what is asked for."""

import re
from collections.abc import Iterator

from graph.ask.facts import Route
from graph.ask.index import Index
from graph.ask.ranking import Ranked
from graph.ask.reading import Question
from graph.lexicon import MONTHS, is_year
from graph.network import Thing

__all__ = ["short_answers"]

_DATE = re.compile(rf"\b(?:(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) )?(?:19|20)\d\d\b")
_NUMBER = re.compile(
    r"(?<![\w.-])[$€£]?\d[\d,.]*\d?(?:[BMK]\b)?(?: (?:percent|%|million|billion|trillion|thousand)\b)?"
    r"(?: (?!(?:and|or|of|in|to|the|a|for|by|on)\b)[a-z]+)?"
)
_MOST = 12
BESIDE_FACTS = 0.5
"""How much a thing counts that a good sentence names, where facts answer, too."""
BESIDE_IT, IN_ITS_ENTRY = 0.9, 0.5
"""How much a fact counts that is stated beside a thing of the question, or in the entry about it."""
A_FACT = 0.4
"""What one sure fact is worth: enough for an answer, however often others are named."""
_LEAST = 0.25
"""The share of the best one's worth that a short answer needs."""


def short_answers(question: Question, index: Index, ranked: tuple[Ranked, ...], routes: list[Route]) -> tuple[str, ...]:
    """Give what fills the slot that the question asks for, the likeliest first; nothing where it asks for none."""
    if "date" in question.wants or "number" in question.wants:
        pattern = _DATE if "date" in question.wants else _NUMBER
        return _first_values(question, pattern, ranked)
    worth: dict[str, float] = {}
    by_facts, in_sentences = list(_by_routes(question, routes)), []
    if not any(len(route) == 1 for route in routes):  # else a fact of the thing itself says it, and the rest is noise
        by_facts += _said_beside(question, index)
        share = BESIDE_FACTS if by_facts else 1.0
        in_sentences = [(slug, share * gain) for slug, gain in _in_sentences(question, index, ranked)]
    for slug, gain in (*by_facts, *in_sentences):
        worth[slug] = worth.get(slug, 0.0) + gain
    labels = {thing.id: thing.label for thing in index.build.things}
    best = max(worth.values(), default=0.0)
    least = min(_LEAST * best, A_FACT) if by_facts else _LEAST * best
    order = sorted((slug for slug in worth if worth[slug] >= least), key=lambda slug: (-worth[slug], slug))
    return tuple(dict.fromkeys(labels[slug] for slug in order[:_MOST]))


def _first_values(question: Question, pattern: re.Pattern[str], ranked: tuple[Ranked, ...]) -> tuple[str, ...]:
    """Give the dates or numbers of the best sentence that has any beyond those of the question."""
    for item in ranked[:3]:
        found = [match[0].rstrip(".,") for match in pattern.finditer(item.sentence.text)]
        new = [value for value in found if value.split()[0] not in question.text and _is_apt(value, question)]
        if new:
            return tuple(dict.fromkeys(new))[:3]
    return ()


def _in_sentences(question: Question, index: Index, ranked: tuple[Ranked, ...]) -> Iterator[tuple[str, float]]:
    for rank, item in enumerate(ranked[:5], start=1):
        about = item.sentence.subject
        slugs = dict.fromkeys((*item.sentence.things, *([about] if about else [])))
        for slug in slugs:
            if slug not in question.things and question.wants & index.of_kind[slug]:
                yield slug, 1 / rank if slug in item.sentence.things else 0.4 / rank


def _by_routes(question: Question, routes: list[Route]) -> Iterator[tuple[str, float]]:
    """Give what facts lead to; where no kind is asked for, only what stands one fact from the one thing named."""
    for route in routes if question.wants or len(question.links) == 1 else ():
        end = route[-1].end
        if isinstance(end, Thing):
            sure = min(step.fact.confidence for step in route)
            yield end.id, sure if len(route) == 1 else 0.8 * sure


def _said_beside(question: Question, index: Index) -> Iterator[tuple[str, float]]:
    """Give the ends of facts asked for that are stated where a thing of the question is named, or in its entry."""
    classes = [kind for slug in question.things for kind in index.of_kind[slug] if kind in index.members]
    members = set().union(*(index.members[kind] for kind in classes))
    near: dict[int, float] = {}
    for slug in sorted(question.things):
        near |= dict.fromkeys(index.by_subject.get(slug, ()), IN_ITS_ENTRY)
        near |= dict.fromkeys(index.by_thing.get(slug, ()), BESIDE_IT)
    for claim in index.build.claims if question.wants else ():
        if claim.predicate in question.predicates and claim.is_asserted:
            weight = max((near.get(number, 0.0) for number in index.numbers_of(claim)), default=0.0)
            ends = {slug: index.of_kind.get(slug, frozenset()) for slug in index.ends_of(claim) - question.things}
            if weight and (not members or any(members & kinds for kinds in ends.values())):
                yield from ((slug, weight * claim.confidence) for slug in sorted(ends) if question.wants & ends[slug])


def _is_apt(value: str, question: Question) -> bool:
    """Say whether a value is no year where a number is asked for."""
    return "date" in question.wants or not is_year(value.split(maxsplit=1)[0])
