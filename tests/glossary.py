"""What the extraction reads in small entries, as ``subject | predicate | object``."""

from collections.abc import Iterable
from functools import cache

from graph.claims import Claim, Mention
from graph.entries import Entry
from graph.extract import Extraction, extract_batch
from graph.lexicon import collect_lexicon
from graph.settings import Settings
from tests.entries_made import entry_of


def extract(*entries: Entry) -> Extraction:
    """Extract from a glossary that holds these entries and no other, by the rules alone."""
    return extract_batch(entries, collect_lexicon(entries), Settings(model=None))


@cache
def claims_of(title: str, text: str, heading: str = "") -> tuple[Claim, ...]:
    """Extract the claims of one small entry (kept: several tests may look at the same)."""
    return extract(entry_of(title, {heading: text})).claims


def as_fact(claim: Claim) -> str:
    """Write a claim as patterns.toml writes facts."""
    object_ = claim.object.label if isinstance(claim.object, Mention) else str(claim.object.value)
    return f"{claim.subject.label} | {claim.predicate} | {object_}"


def asserted(claims: Iterable[Claim]) -> set[str]:
    """Give what claims assert, as facts."""
    return {as_fact(claim) for claim in claims if claim.is_asserted}
