"""Things and facts put into words and into rows: what ``show`` prints, and what assistants are told."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from graph.explore import Step
from graph.network import Match, Thing
from graph.vocabulary import Vocabulary

__all__ = ["say_match", "say_step", "say_thing", "step_row", "thing_row"]

_LINK_SAYS = {
    "skos:exactMatch": "same as",
    "skos:closeMatch": "close to",
    "skos:broadMatch": "narrower than",
    "skos:narrowMatch": "broader than",
    "skos:relatedMatch": "related to",
    "schema:sameAs": "same as",
}


def say_thing(thing: Thing, words: Vocabulary) -> Iterator[str]:
    """Give the lines that say what a thing is: name and kinds, other names, definition, where it is named."""
    kinds = [words.kinds[kind].label for kind in (thing.kind, *thing.inferred_kinds) if kind in words.kinds]
    yield f"{thing.label} ({', '.join(kinds)})"
    if thing.aliases:
        yield f"also: {', '.join(thing.aliases)}"
    if thing.definition:
        yield thing.definition
    if thing.entries:
        shown = ", ".join(thing.entries[:8]) + (", …" if len(thing.entries) > 8 else "")
        number = f"{len(thing.entries):,} {'entry' if len(thing.entries) == 1 else 'entries'}"
        yield f"named by {number}: {shown}"


def say_match(match: Match) -> str:
    """Say which term of another vocabulary a thing is linked with."""
    where = f" in {match.source.title}" if match.source.title else ""
    name = match.curie or match.label
    named = f"{name}{where} <{match.target}>" if name else f"{match.target}{where}"
    return f"{_LINK_SAYS[match.predicate]} {named}"


def say_step(step: Step) -> Iterator[str]:
    """Give a fact as a line with its confidence, and below it up to three sentences that say it."""
    entries = f", {step.fact.support} entries" if step.fact.support > 1 else ""
    yield f"{step}  [{step.fact.confidence:.2f}{entries}]"
    for entry, sentence in step.sentences[:3]:
        yield f"  “{sentence}” ({entry})"


def thing_row(thing: Thing) -> dict[str, Any]:
    """Give what is known of a thing itself, ready for JSON."""
    kept = ("id", "label", "kind", "inferred_kinds", "aliases", "definition", "entry", "entries", "mentions")
    return {name: getattr(thing, name) for name in kept}


def step_row(step: Step) -> dict[str, Any]:
    """Give a fact with its evidence, ready for JSON."""
    fact = step.fact
    return {
        "subject": fact.subject,
        "predicate": fact.predicate,
        "object": fact.object,
        "says": str(step),
        "support": fact.support,
        "confidence": fact.confidence,
        "status": fact.status,
        "qualifiers": dict(sorted(fact.qualifiers.items())),
        "evidence": [{"claim": claim.id, "entry": claim.entry, **asdict(claim.evidence)} for claim in step.claims],
    }
