"""What provenance.ttl says of a claim: its quotation and place, and the claim that can be made again of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph.claims import Claim, Evidence, Mention
from graph.claims import Literal as Year
from graph.entries import Entry
from graph.formats.rdf import Names, expand
from graph.formats.triples import Triples
from graph.network import Thing

__all__ = ["Quotation", "Rebuild", "Triple", "read_quotations"]

Triple = tuple[str, str, str | int]
"""What a fact says: a slug, a predicate, and a slug or year."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What provenance.ttl says of a claim's sentence: its words, and where they stand.

    ``quote`` is what the claim quotes, ``exact`` what its place says, ``prefix`` and ``suffix`` the words around;
    None stands for what is missing. ``start`` and ``end`` count code points, and are -1 where they are no numbers.
    """

    claim: str
    entry: str | None
    start: int
    end: int
    quote: str | None
    exact: str | None
    prefix: str | None
    suffix: str | None


def read_quotations(provenance: Triples, names: Names) -> Iterator[Quotation]:
    """Read the quotation of every claim, by its id."""
    for iri in provenance.of_type("gg:Claim"):
        span = provenance.one(iri, "prov:wasDerivedFrom") or ""
        words, place = _selectors(provenance, span)
        yield Quotation(
            names.name("claim", iri) or iri,
            names.name("entry", provenance.one(span, "oa:hasSource") or ""),
            _count(provenance.one(place, "oa:start")),
            _count(provenance.one(place, "oa:end")),
            provenance.one(iri, "gg:quote"),
            provenance.one(words, "oa:exact"),
            provenance.one(words, "oa:prefix"),
            provenance.one(words, "oa:suffix"),
        )


def _selectors(provenance: Triples, span: str) -> tuple[str, str]:
    kinds = {expand("oa:TextQuoteSelector"): 0, expand("oa:TextPositionSelector"): 1}
    found = ["", ""]
    for selector in provenance.all(span, "oa:hasSelector"):
        for kind in provenance.all(selector, "rdf:type"):
            if kind in kinds:
                found[kinds[kind]] = selector
    return found[0], found[1]


def _count(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 16 else -1


class Rebuild:
    """Makes claims of what provenance.ttl says, where claims.jsonl does not have them."""

    def __init__(self, entries: tuple[Entry, ...], things: tuple[Thing, ...]) -> None:
        self.entries = {entry.name: entry for entry in entries}
        self.things = {thing.id: thing for thing in things}

    def claim(self, quotation: Quotation, triple: Triple | None) -> Claim | None:
        """Make the claim of a quotation; None where no fact says what it means, or no entry holds it."""
        entry = self.entries.get(quotation.entry or "")
        if entry is None or triple is None or not 0 <= quotation.start < quotation.end <= len(entry.text):
            return None
        start, end = quotation.start, quotation.end
        above = next((part.heading for part in entry.sections if part.start <= start < part.end), "")
        proof = Evidence(above, start, end, entry.text[start:end])
        object_ = self._year(triple[2], proof) if isinstance(triple[2], int) else None
        return Claim(
            entry.name,
            self._mention(triple[0], entry.name, proof),
            triple[1],
            object_ or self._mention(str(triple[2]), entry.name, proof),
            proof,
            (),
            1.0,
            id=quotation.claim,
        )

    def _mention(self, slug: str, entry: str, proof: Evidence) -> Mention:
        thing = self.things[slug]
        names = sorted({thing.label, *thing.aliases}, key=lambda name: (-len(name), name))
        place = _find(names, proof)
        words = proof.text[place[0] - proof.start : place[1] - proof.start]
        return Mention(entry, *place, words, thing.kind, "", thing.label, slug)

    def _year(self, year: int, proof: Evidence) -> Year:
        return Year(year, "integer", *_find([str(year)], proof))


def _find(names: Iterable[str], proof: Evidence) -> tuple[int, int]:
    """Find where in a sentence one of the names stands, the longest first; the whole sentence where none does."""
    for name in names:
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", proof.text)
        if name and found is not None:
            return proof.start + found.start(), proof.start + found.end()
    return proof.start, proof.end
