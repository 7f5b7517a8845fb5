"""What a build found, as marks that a person corrects."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from graph.annotations.record import ONE_THING, Document, Relation, Span
from graph.claims import Claim, Literal, Mention
from graph.entries import Entry
from graph.lexicon import name_key
from graph.network import Build, Fact
from graph.vocabulary import YEAR

__all__ = ["draft_documents"]


def draft_documents(build: Build) -> Iterator[Document]:
    """Give each entry with its mentions, and with the claims behind its facts as relations between them.

    A claim whose subject the sentence leaves out points at the title. Of a thing with several names in an entry the
    first mention of each is marked as one thing with the first of all. Years are marked where a claim names them.
    """
    kinds = {thing.id: thing.kind for thing in build.things}
    facts = {claim: fact for fact in build.facts for claim in fact.claims}
    mentions: dict[str, list[Mention]] = {}
    claims: dict[str, list[Claim]] = {}
    for mention in build.mentions:
        mentions.setdefault(mention.entry, []).append(mention)
    for claim in sorted(build.claims, key=lambda claim: claim.sort_key):
        if claim.id in facts:
            claims.setdefault(claim.entry, []).append(_as_stated(claim, facts[claim.id]))
    for entry in build.entries:
        yield _draft(entry, mentions.get(entry.name, []), claims.get(entry.name, []), kinds)


def _as_stated(claim: Claim, fact: Fact) -> Claim:
    """Turn a claim round where its fact, which means the same in both directions, is written so."""
    if isinstance(claim.object, Literal) or claim.subject.node == fact.subject:
        return claim
    return replace(claim, subject=claim.object, object=claim.subject)


Place = tuple[int, int, bool]
"""Start, end, and whether it is a year: a year may stand inside a name."""


def _draft(entry: Entry, mentions: Iterable[Mention], claims: list[Claim], kinds: dict[str, str]) -> Document:
    ends = [end for claim in claims for end in (claim.subject, claim.object)]
    nodes: dict[Place, str] = {}
    for found in (*mentions, *(end for end in ends if isinstance(end, Mention))):
        if found.node in kinds:
            nodes.setdefault((found.start, found.end, False), found.node)
    used = {_place(end) for end in ends}
    nodes = {place: node for place, node in nodes.items() if place in used or not _is_inside(place, nodes)}
    years = {(end.start, end.end, True) for end in ends if isinstance(end, Literal)}
    spans: dict[Place, Span] = {}
    for number, place in enumerate(sorted({*nodes, *years}), 1):
        label = YEAR if place in years else kinds[nodes[place]]
        spans[place] = Span(f"T{number}", place[0], place[1], label, entry.text[place[0] : place[1]])
    arrows = [
        Relation(spans[_place(claim.subject)].id, claim.predicate, spans[_place(claim.object)].id)
        for claim in claims
        if _place(claim.subject) in spans and _place(claim.object) in spans
    ]
    relations = tuple(dict.fromkeys((*_equal(entry, nodes, spans), *arrows)))
    return Document(entry.name, entry.text, tuple(spans.values()), relations, entry.title)


def _is_inside(place: Place, others: Iterable[Place]) -> bool:
    """Say whether another place has text in common with this one and is longer: no mention, where no claim needs it."""
    start, end, _ = place
    return any(one < end and start < two and two - one > end - start for one, two, _ in others)


def _place(end: Mention | Literal) -> Place:
    return end.start, end.end, isinstance(end, Literal)


def _equal(entry: Entry, nodes: dict[Place, str], spans: dict[Place, Span]) -> Iterator[Relation]:
    first: dict[str, dict[str, Span]] = {}
    for place in sorted(nodes):
        names = first.setdefault(nodes[place], {})
        key = name_key(entry.text[place[0] : place[1]])
        if key not in names:
            if names:
                yield Relation(next(iter(names.values())).id, ONE_THING, spans[place].id)
            names[key] = spans[place]
