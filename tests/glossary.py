"""Small glossaries from strings, and what the extraction reads in them as "subject | predicate | object"."""

from collections.abc import Iterable
from functools import cache

from graph.claims import Claim, Mention
from graph.entries import Entry, About, Body, ReadOptions, publish
from graph.extract import Extraction, extract_batch
from graph.lexicon import collect_lexicon


def make_entry(title: str, text: str, *, heading: str = "", name: str | None = None, aliases: tuple[str, ...] = ()) -> Entry:
    """Publish an entry as the readers do; ``heading`` stands above the text where one is given."""
    body = f"{heading}\n{text}" if heading else text
    headings = ((0, len(heading)),) if heading else ()
    (entry,) = publish(Body(body, headings), About(title=title, name=name, aliases=aliases), f"{title}.txt", ReadOptions())
    assert isinstance(entry, Entry)
    return entry


def extract(*entries: Entry) -> Extraction:
    return extract_batch(entries, collect_lexicon(entries))


@cache
def claims_of(title: str, text: str, heading: str = "") -> tuple[Claim, ...]:
    """Extract the claims of one small entry (kept: many tests look at the same)."""
    return extract(make_entry(title, text, heading=heading)).claims


def as_fact(claim: Claim) -> str:
    object_ = claim.object.label if isinstance(claim.object, Mention) else str(claim.object.value)
    return f"{claim.subject.label} | {claim.predicate} | {object_}"


def asserted(claims: Iterable[Claim]) -> set[str]:
    return {as_fact(claim) for claim in claims if claim.is_asserted}
