"""What the graph leaves out, for whoever looks for more: claims that no fact counts, and things that may be related.

A claim set aside (negated, hypothetical, too uncertain, or against a stronger one) is a statement with its sentence,
and its triple is not asserted. Two things may be related where the entry of one names the other and no fact joins them:
``skos:related`` between concepts, else ``gg:related``. None of it is a fact, and no query of the graph sees it.
"""

from collections.abc import Iterator
from pathlib import Path

import networkx as nx
from pyoxigraph import NamedNode, Quad

from graph.claims import Claim, Literal
from graph.formats.iris import Names, Row, integer, prefixes_for, sorted_quads, term
from graph.formats.rdf import claim_rows
from graph.formats.serialization import turtle
from graph.formats.target import write_whole
from graph.network import Build, Thing
from graph.settings import Settings
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["candidates_quads", "write_candidates"]


def write_candidates(build: Build, target: Path, settings: Settings) -> None:
    """Write ``candidates.ttl``: claims that no fact counts, and things that may be related."""
    write_whole(target, turtle(candidates_quads(build, settings), prefixes_for(settings.base)))


def candidates_quads(build: Build, settings: Settings) -> list[Quad]:
    """Say what was set aside, in the graph ``<base>_candidates``; sorted.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from tests.example import build
    >>> doubted = replace(build(), facts=build().facts[:-1])
    >>> [quad.object.value for quad in candidates_quads(doubted, Settings()) if "#quote" in quad.predicate.value]
    ['Examples include GPT-4 (OpenAI).']
    """
    names, words = Names(settings.base), read_vocabulary(settings.domain)
    said = {claim for fact in build.facts for claim in fact.claims}
    claims = [claim for claim in build.claims if claim.id not in said]
    known = {thing.id for thing in build.things}
    rows = [
        *claim_rows(build, claims, names),
        *(row for claim in claims for row in _statement_rows(claim, known, names, words)),
        *_related_rows(build, names, words),
    ]
    return sorted_quads(NamedNode(f"{settings.base}_candidates"), rows)


def _statement_rows(claim: Claim, known: set[str], names: Names, words: Vocabulary) -> Iterator[Row]:
    """Say what a claim would state; an end that is no thing of the graph stays out, the sentence has it."""
    node = names.other("claim", claim.id)
    yield node, "rdf:type", term("rdf:Statement")
    yield node, "rdf:predicate", term(words.predicates[claim.predicate].rdf)
    if claim.subject.node in known:
        yield node, "rdf:subject", names.thing(claim.subject.node)
    if isinstance(claim.object, Literal):
        yield node, "rdf:object", integer(claim.object.value)
    elif claim.object.node in known:
        yield node, "rdf:object", names.thing(claim.object.node)


def _related_rows(build: Build, names: Names, words: Vocabulary) -> Iterator[Row]:
    """Join what one entry's text brings together, and say which entry names what."""
    joined = _joined(build)
    topics = {thing.entry: thing for thing in build.things if thing.entry is not None}
    for thing in topics.values():
        for entry in thing.entries:
            other = topics.get(entry)
            if other is None or other.id == thing.id or frozenset((thing.id, other.id)) in joined:
                continue
            first, second = sorted((thing, other), key=lambda end: end.id)
            yield names.thing(first.id), _relation(first, second, words), names.thing(second.id)
            yield names.other("entry", entry), "schema:mentions", names.thing(thing.id)


def _relation(one: Thing, other: Thing, words: Vocabulary) -> str:
    return "skos:related" if all(words.is_in(end.kind, "concept") for end in (one, other)) else "gg:related"


def _joined(build: Build) -> set[frozenset[str]]:
    """Give the pairs that a fact joins, and those that ``broader`` does over any depth (SKOS S27 parts the two)."""
    pairs = {frozenset((fact.subject, str(fact.object))) for fact in build.facts}
    broader = nx.DiGraph([(fact.subject, fact.object) for fact in build.facts if fact.predicate == "broader"])
    pairs.update(frozenset((low, high)) for low in broader for high in nx.descendants(broader, low))
    return pairs
