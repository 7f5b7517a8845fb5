"""Sentences with the facts that they say, as plain documents for retrieval: any vector or graph store can take them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.claims import Claim
from graph.network import Build, Fact
from graph.vocabulary import AI_DOMAIN, read_vocabulary

__all__ = ["documents"]


def documents(build: Build, domain: Path = AI_DOMAIN) -> Iterator[dict[str, Any]]:
    """Give a document for each sentence that says a fact: its text, and as metadata its place and its facts.

    A document is ``{"id", "text", "metadata"}``; the metadata holds ``entry``, ``title``, ``url`` (empty where there is
    none), ``section``, ``start`` and ``end`` (code points of the entry's text, end exclusive), ``facts`` (in words),
    ``triples`` (subject, predicate, object, as in the graph) and ``things`` (their ids). They come in the order of the
    texts.

    Examples
    --------
    >>> from tests.example import build
    >>> document = list(documents(build()))[-1]
    >>> document["text"], document["metadata"]["facts"]
    ('Examples include GPT-4 (OpenAI).', ['GPT-4 is developed by OpenAI', 'GPT-4 is an example of foundation model'])
    """
    predicates = read_vocabulary(domain).predicates
    labels = {thing.id: thing.label for thing in build.things}
    entries = {entry.name: entry for entry in build.entries}
    for (name, start, end), (claim, facts) in sorted(_by_sentence(build).items()):
        entry = entries[name]
        says = [
            f"{labels[fact.subject]} {predicates[fact.predicate].says[0]} {labels.get(str(fact.object), fact.object)}"
            for fact in facts
        ]
        ends = {end for fact in facts for end in (fact.subject, fact.object) if isinstance(end, str)}
        yield {
            "id": f"{name}#{start}-{end}",
            "text": " ".join(entry.text[start:end].split()),
            "metadata": {
                "entry": name,
                "title": entry.title,
                "url": entry.url or "",
                "section": claim.evidence.section,
                "start": start,
                "end": end,
                "facts": says,
                "triples": [[fact.subject, fact.predicate, fact.object] for fact in facts],
                "things": sorted(ends),
            },
        }


def _by_sentence(build: Build) -> dict[tuple[str, int, int], tuple[Claim, list[Fact]]]:
    """Gather facts by the sentence that says them, each once and in the order of the build."""
    claims = build.claim_of
    found: dict[tuple[str, int, int], tuple[Claim, list[Fact]]] = {}
    for fact in build.facts:
        for claim in (claims[identity] for identity in fact.claims if identity in claims):
            place = (claim.entry, claim.evidence.start, claim.evidence.end)
            facts = found.setdefault(place, (claim, []))[1]
            if fact not in facts:
                facts.append(fact)
    return found
