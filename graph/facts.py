"""From claims to facts: claims that say the same come together, contradictions of structure are taken out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import networkx as nx

from graph.claims import Claim, Dropped, Literal, Qualifiers, confidence_of, digest
from graph.network import Fact, Thing
from graph.vocabulary import Vocabulary

__all__ = ["circle_claims", "circle_facts", "gather_facts", "infer_kinds"]

_ACYCLIC = ("broader", "partOf", "variantOf", "derivedFrom", "successorOf", "unitOf")


def gather_facts(
    claims: Iterable[Claim], vocabulary: Vocabulary, threshold: float, kinds: Mapping[str, str]
) -> tuple[Fact, ...]:
    """Make facts of the asserted claims: support counts entries, confidence is 1 − Π(1 − c) over distinct sentences.

    Facts below the threshold are left out, and so are those that the final kinds of their ends do not allow, and the
    weakest of any circle of ``broader``, ``partOf`` and their like.
    """
    groups: dict[tuple[str, str, str | int], list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda claim: claim.sort_key):
        key = _key(claim, vocabulary)
        if claim.is_asserted and key is not None and key[0] != key[2] and _is_allowed(key, vocabulary, kinds):
            groups[key].append(claim)
    facts = [
        _fact(key, members) for key, members in sorted(groups.items(), key=lambda item: (item[0][:2], str(item[0][2])))
    ]
    return tuple(_likely_years(_without_circles([fact for fact in facts if fact.confidence >= threshold])))


def _likely_years(facts: list[Fact]) -> list[Fact]:
    """Of several years of one thing keep those that fall behind the best in neither support nor confidence.

    A thing comes into the world once; the others are mostly years of something else in the same sentence. Their claims
    stay where they are.
    """
    best: dict[tuple[str, str], tuple[int, float]] = {}
    for fact in facts:
        if isinstance(fact.object, int):
            key = (fact.subject, fact.predicate)
            support, confidence = best.get(key, (0, 0.0))
            best[key] = (max(support, fact.support), max(confidence, fact.confidence))
    return [
        fact
        for fact in facts
        if not isinstance(fact.object, int) or _is_likely(fact, *best[fact.subject, fact.predicate])
    ]


def _is_likely(fact: Fact, support: int, confidence: float) -> bool:
    return fact.support == support and fact.confidence >= confidence - _CLOSE


_CLOSE = 0.1
"""Confidence that is less than this apart decides nothing."""


def _key(claim: Claim, vocabulary: Vocabulary) -> tuple[str, str, str | int] | None:
    subject = claim.subject.node
    object_ = claim.object.value if isinstance(claim.object, Literal) else claim.object.node
    if subject is None or object_ is None:
        return None
    if vocabulary.predicates[claim.predicate].is_symmetric and isinstance(object_, str) and object_ < subject:
        return object_, claim.predicate, subject
    return subject, claim.predicate, object_


def _is_allowed(key: tuple[str, str, str | int], vocabulary: Vocabulary, kinds: Mapping[str, str]) -> bool:
    subject, predicate, object_ = key
    if isinstance(object_, int):
        return kinds[subject] in vocabulary.predicates[predicate].subjects
    return vocabulary.allows(kinds[subject], predicate, kinds[object_])


def _fact(key: tuple[str, str, str | int], claims: list[Claim]) -> Fact:
    subject, predicate, object_ = key
    return Fact(
        id=digest(subject, predicate, str(object_)),
        subject=subject,
        predicate=predicate,
        object=object_,
        support=len({claim.entry for claim in claims}),
        confidence=confidence_of(claims),
        status="inferred" if all(claim.qualifiers.get("inferred") for claim in claims) else "extracted",
        qualifiers=_shared(claims),
        claims=tuple(claim.id for claim in claims),
    )


def _shared(claims: list[Claim]) -> Qualifiers:
    """Keep a qualifier that every claim has; of a date and a position keep the first that is said."""
    shared: dict[str, str | int | bool] = {}
    for name in sorted({name for claim in claims for name in claim.qualifiers} - {"negated", "inferred"}):
        values = [claim.qualifiers[name] for claim in claims if name in claim.qualifiers]
        if len(values) == len(claims) or name in {"date", "position"}:
            shared[name] = values[0]
    return shared


def _without_circles(facts: list[Fact]) -> list[Fact]:
    """Take out the weakest facts that close a circle of one directed predicate."""
    closing = {
        fact.id
        for predicate in _ACYCLIC
        for fact in circle_facts(fact for fact in facts if fact.predicate == predicate)
    }
    return [fact for fact in facts if fact.id not in closing]


def circle_facts(facts: Iterable[Fact]) -> list[Fact]:
    """Give the weakest of the facts without which none of the others stands above itself, whatever their predicates."""
    rows = [fact for fact in facts if isinstance(fact.object, str)]
    graph: nx.DiGraph[str] = nx.DiGraph((fact.subject, str(fact.object)) for fact in rows)
    circle = {node: number for number, nodes in enumerate(nx.strongly_connected_components(graph)) for node in nodes}
    inside = [fact for fact in rows if circle[fact.subject] == circle[str(fact.object)]]
    kept: nx.DiGraph[str] = nx.DiGraph()
    closing = []
    for fact in sorted(inside, key=lambda fact: (-fact.confidence, -fact.support, fact.id)):
        below, above = fact.subject, str(fact.object)
        kept.add_nodes_from((below, above))
        if nx.has_path(kept, above, below):
            closing.append(fact)
        else:
            kept.add_edge(below, above)
    return closing


def circle_claims(claims: Iterable[Claim], facts: Iterable[Fact]) -> tuple[Dropped, ...]:
    """Say which asserted claims are no fact because, with the facts there are, they would close a circle."""
    known = list(facts)
    counted = {claim for fact in known for claim in fact.claims}
    graphs: dict[str, nx.DiGraph[str]] = {predicate: nx.DiGraph() for predicate in _ACYCLIC}
    for fact in known:
        if fact.predicate in graphs and isinstance(fact.object, str):
            graphs[fact.predicate].add_edge(fact.subject, fact.object)
    found = set()
    for claim in claims:
        if claim.id not in counted and claim.is_asserted and _closes_circle(claim, graphs):
            ends = (claim.subject.text, claim.predicate, claim.object_surface)
            found.add(Dropped(claim.entry, claim.evidence.start, "closes a circle", *ends))
    return tuple(sorted(found))


def _closes_circle(claim: Claim, graphs: "Mapping[str, nx.DiGraph[str]]") -> bool:
    graph = graphs.get(claim.predicate)
    subject, object_ = claim.subject.node, None if isinstance(claim.object, Literal) else claim.object.node
    if graph is None or subject is None or object_ is None or subject == object_:
        return False
    return subject in graph and object_ in graph and nx.has_path(graph, object_, subject)


def infer_kinds(things: Iterable[Thing], facts: Iterable[Fact], vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """Give the slugs of things of which a further kind follows from facts: who develops a model is a Lab."""
    kind_of = {thing.id: thing.kind for thing in things}
    facts = tuple(facts)
    found: dict[str, list[str]] = {}
    for kind in vocabulary.kinds.values():
        rule = kind.inferred
        if rule is None:
            continue
        for end in sorted(
            {
                str(fact.object)
                for fact in facts
                if fact.predicate == rule.predicate
                and kind_of.get(fact.subject) in rule.of
                and kind_of.get(str(fact.object)) == kind.parent
            }
        ):
            found.setdefault(end, []).append(kind.name)
    return {slug: tuple(kinds) for slug, kinds in found.items()}
