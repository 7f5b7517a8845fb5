"""The graph as RDF: direct triples in one graph, facts with their claims and quotations in the other.

Every IRI of ours is flat, ``<base><slug>`` for a thing and ``<base>_entry-…``, ``_fact-…``, ``_claim-…``, ``_span-…``,
``_run-…`` for the rest (no slug begins with ``_``). There are no blank nodes. Labels and definitions carry the
language; ``rdfs:label`` is plain, so that a query may ask for ``rdfs:label "GPT-4"``.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import quote, unquote

from pyoxigraph import Literal, NamedNode, Quad

import graph
from graph.claims import Claim, digest
from graph.entries import Entry
from graph.network import Build, Fact, Match, Source, Thing
from graph.settings import Settings
from graph.terms.mappings import SEMAPV
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "CONTEXT_CHARACTERS",
    "OWN_TERMS",
    "PREFIXES",
    "Names",
    "expand",
    "graph_quads",
    "parts",
    "prefixes_for",
    "provenance_quads",
]

PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gg": "https://w3id.org/glossary-graph/ns#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The one prefix map: what files declare, and what a query may use without declaring it."""

CONTEXT_CHARACTERS = 32
"""How many characters before and after a quotation a text quote selector keeps."""

# fmt: off
OWN_TERMS = frozenset({
    "Agent", "Artifact", "Claim", "Fact", "Link", "Merge", "Section", "Thing", "asOf", "confidence", "date",
    "degree", "extractor", "hasClaim", "hedged", "inEntry", "inferred", "inferredKind", "justification", "Match",
    "mentionCount", "mergedInto", "mergedName", "negated", "pipeline", "position", "quote", "reason", "rule",
    "setAside", "sha256", "source", "status", "support", "target", "targetLabel",
})
# fmt: on
"""What ``gg:`` holds beside the kinds and predicates of the vocabulary."""

# RFC 3987: characters of a path segment, beyond ASCII without private use and non-characters.
_SEGMENT = re.compile(
    r"[A-Za-z0-9\-._~!$&'()*+,;=:@\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + f"{chr(0xE1000)}-{chr(0xEFFFD)}]"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def expand(curie: str) -> str:
    """Turn ``skos:broader`` into its IRI.

    >>> expand("skos:broader")
    'http://www.w3.org/2004/02/skos/core#broader'
    """
    prefix, _, name = curie.partition(":")
    return PREFIXES[prefix] + name


def prefixes_for(base: str) -> dict[str, str]:
    """Give the prefix map of a file: the fixed one, and ``:`` for the things of the build."""
    inside = any(base.startswith(iri) or iri.startswith(base) for iri in PREFIXES.values())
    return PREFIXES if inside else {**PREFIXES, "": base}


def parts(quad: Quad) -> tuple[str, str, NamedNode | Literal]:
    """Give the subject's and the predicate's IRI and the object of a quad without blank nodes, as all of ours are.

    Raises
    ------
    TypeError
        The quad holds a blank node or a triple.
    """
    if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
        return quad.subject.value, quad.predicate.value, quad.object
    raise TypeError(f"{quad}: holds a blank node or a quoted triple, which this glossary never does")


class Names:
    """IRIs of a build, and the way back from an IRI to a slug.

    >>> names = Names("https://example.org/glossary/")
    >>> names.thing("llama-3-70b").value, names.slug(names.thing("no space?").value)
    ('https://example.org/glossary/llama-3-70b', 'no space?')
    """

    def __init__(self, base: str) -> None:
        self.base = base
        self.scheme = NamedNode(f"{base}_scheme")
        self.graph = NamedNode(f"{base}_graph")
        self.provenance = NamedNode(f"{base}_provenance")

    def thing(self, slug: str) -> NamedNode:
        """Name a thing by its slug; only what an IRI may not hold is percent-encoded."""
        if not slug.strip("."):
            return NamedNode(self.base + slug.replace(".", "%2E"))
        return NamedNode(self.base + _segment(slug))

    def other(self, kind: str, name: str) -> NamedNode:
        """Name what is no thing: an entry, fact, claim, span, run, section, link or merge."""
        return NamedNode(f"{self.base}_{kind}-{_segment(name)}")

    def slug(self, iri: str) -> str | None:
        """Give the slug of a thing's IRI; None where the IRI names no thing of this build."""
        name = iri.removeprefix(self.base)
        return None if name == iri or name.startswith("_") else unquote(name)

    def name(self, kind: str, iri: str) -> str | None:
        """Give what :meth:`other` made an IRI of; None where it did not."""
        start = f"{self.base}_{kind}-"
        return unquote(iri[len(start) :]) if iri.startswith(start) else None


def _segment(text: str) -> str:
    return "".join(letter if _SEGMENT.match(letter) else quote(letter, safe="") for letter in text)


# ── the direct triples ─────────────────────────────────────────────────────────────────────────────────────────────


def graph_quads(build: Build, settings: Settings) -> list[Quad]:
    """Say the facts as direct triples, with kinds, labels, definitions, the entries and the scheme; sorted.

    Examples
    --------
    >>> from tests.example import build
    >>> quads = graph_quads(build(), Settings())
    >>> [quad.object.value for quad in quads if quad.predicate.value.endswith("developedBy")]
    ['https://example.org/glossary/openai']
    """
    names, words = Names(settings.base), read_vocabulary(settings.domain)
    return _sorted(names.graph, _graph_rows(build, settings, names, words))


Row = tuple[NamedNode, str, NamedNode | Literal]


def _graph_rows(build: Build, settings: Settings, names: Names, words: Vocabulary) -> Iterator[Row]:
    yield names.scheme, "rdf:type", _iri("skos:ConceptScheme")
    yield names.scheme, "dcterms:title", Literal(settings.title, language=settings.language)
    narrower = {fact.subject for fact in build.facts if fact.predicate == "broader"}
    for thing in build.things:
        yield from _thing_rows(thing, settings, names, words)
        if words.is_in(thing.kind, "concept") and thing.id not in narrower:
            yield names.scheme, "skos:hasTopConcept", names.thing(thing.id)
    for fact in build.facts:
        yield names.thing(fact.subject), words.predicates[fact.predicate].rdf, _object(fact, names)
    for entry in build.entries:
        yield from _entry_rows(entry, names)
    yield from _link_rows(build.matches, names)


def _thing_rows(thing: Thing, settings: Settings, names: Names, words: Vocabulary) -> Iterator[Row]:
    node, language = names.thing(thing.id), settings.language
    for kind in (thing.kind, *thing.inferred_kinds):
        yield node, "rdf:type", _iri(words.kinds[kind].rdf)
    yield node, "rdfs:label", Literal(thing.label)
    if words.is_in(thing.kind, "concept"):
        yield node, "rdf:type", _iri("skos:Concept")
        yield node, "skos:prefLabel", Literal(thing.label, language=language)
        yield node, "skos:inScheme", names.scheme
    for alias in thing.aliases:
        yield node, "skos:altLabel", Literal(alias, language=language)
    if thing.definition is not None:
        yield node, "skos:definition", Literal(thing.definition, language=language)
    if thing.entry is not None:
        yield names.other("entry", thing.entry), "foaf:primaryTopic", node


def _entry_rows(entry: Entry, names: Names) -> Iterator[Row]:
    node = names.other("entry", entry.name)
    yield node, "rdf:type", _iri("schema:Article")
    yield node, "schema:headline", Literal(entry.title)
    yield node, "gg:sha256", Literal(sha256(entry.text.encode()).hexdigest())
    if entry.url is not None:
        yield node, "schema:url", Literal(entry.url, datatype=_iri("xsd:anyURI"))
    if entry.date is not None:
        yield node, "schema:dateCreated", _day(entry.date)
    if entry.author is not None:
        yield node, "schema:author", Literal(entry.author)
    if entry.licence is not None:
        yield node, "schema:license", Literal(entry.licence)


# ── facts, claims, evidence ────────────────────────────────────────────────────────────────────────────────────────


def provenance_quads(build: Build, settings: Settings) -> list[Quad]:
    """Say who says it: each fact with its claims, each claim with its sentence and the place of that; sorted.

    It also holds what a build needs to be read back: why names were merged and things made nodes, sections and links of
    entries, and the ids of claims that are set aside (negated, or too uncertain for the graph).
    """
    names, words = Names(settings.base), read_vocabulary(settings.domain)
    return _sorted(names.provenance, _provenance_rows(build, settings, names, words))


def _provenance_rows(build: Build, settings: Settings, names: Names, words: Vocabulary) -> Iterator[Row]:
    said = {claim for fact in build.facts for claim in fact.claims}
    texts = {entry.name: entry.text for entry in build.entries}
    runs = {entry.name: _run(entry, settings, names) for entry in build.entries}
    for thing in build.things:
        yield from _reason_rows(thing, names, words)
    for entry in build.entries:
        yield from _place_rows(entry, names)
        yield from _run_rows(entry, runs[entry.name], settings, names)
    for fact in build.facts:
        yield from _fact_rows(fact, names, words)
    for claim in build.claims:
        if claim.id not in said:
            yield names.other("entry", claim.entry), "gg:setAside", Literal(claim.id)
            continue
        node = names.other("claim", claim.id)
        yield from _claim_rows(claim, node, names)
        yield from _span_rows(claim, texts[claim.entry], names)
        yield node, "prov:wasGeneratedBy", runs[claim.entry]
    for match in build.matches:
        yield from _match_rows(match, names)


def _reason_rows(thing: Thing, names: Names, words: Vocabulary) -> Iterator[Row]:
    node = names.thing(thing.id)
    yield node, "gg:mentionCount", _integer(thing.mentions)
    for kind in thing.inferred_kinds:
        yield node, "gg:inferredKind", _iri(words.kinds[kind].rdf)
    for reason in thing.reasons:
        yield node, "gg:reason", Literal(reason)
    for name in thing.entries:
        yield names.other("entry", name), "schema:mentions", node
    for merge in thing.merges:
        merged = names.other("merge", digest(thing.id, merge.name, merge.reason))
        yield merged, "rdf:type", _iri("gg:Merge")
        yield merged, "gg:mergedInto", node
        yield merged, "gg:mergedName", Literal(merge.name)
        yield merged, "gg:reason", Literal(merge.reason)


def _place_rows(entry: Entry, names: Names) -> Iterator[Row]:
    node = names.other("entry", entry.name)
    if entry.source:
        yield node, "gg:source", Literal(entry.source)
    for alias in entry.aliases:
        yield node, "schema:alternateName", Literal(alias)
    for section in entry.sections:
        place = names.other("section", digest(entry.name, section.heading, str(section.start), str(section.end)))
        yield from _range_rows(place, "gg:Section", node, section.start, section.end)
        yield place, "schema:headline", Literal(section.heading)
    for link in entry.links:
        place = names.other("link", digest(entry.name, link.target, str(link.start), str(link.end)))
        yield from _range_rows(place, "gg:Link", node, link.start, link.end)
        yield place, "gg:target", Literal(link.target)


def _range_rows(place: NamedNode, kind: str, entry: NamedNode, start: int, end: int) -> Iterator[Row]:
    yield place, "rdf:type", _iri(kind)
    yield place, "gg:inEntry", entry
    yield place, "oa:start", _integer(start)
    yield place, "oa:end", _integer(end)


def _run(entry: Entry, settings: Settings, names: Names) -> NamedNode:
    pipeline = f"{settings.pipeline} {_version(settings.pipeline)}"
    return names.other("run", digest(entry.name, entry.text, graph.__version__, pipeline))


def _run_rows(entry: Entry, run: NamedNode, settings: Settings, names: Names) -> Iterator[Row]:
    yield run, "rdf:type", _iri("prov:Activity")
    yield run, "prov:used", names.other("entry", entry.name)
    yield run, "gg:extractor", Literal(f"glossary-graph {graph.__version__}")
    yield run, "gg:pipeline", Literal(f"{settings.pipeline} {_version(settings.pipeline)}".strip())


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _fact_rows(fact: Fact, names: Names, words: Vocabulary) -> Iterator[Row]:
    node = names.other("fact", fact.id)
    yield node, "rdf:type", _iri("rdf:Statement")
    yield node, "rdf:type", _iri("gg:Fact")
    yield node, "rdf:subject", names.thing(fact.subject)
    yield node, "rdf:predicate", _iri(words.predicates[fact.predicate].rdf)
    yield node, "rdf:object", _object(fact, names)
    yield node, "gg:support", _integer(fact.support)
    yield node, "gg:confidence", _decimal(fact.confidence)
    yield node, "gg:status", Literal(fact.status)
    for claim in fact.claims:
        yield node, "gg:hasClaim", names.other("claim", claim)
    for name, value in fact.qualifiers.items():
        yield node, f"gg:{name}", _value(value)


def _claim_rows(claim: Claim, node: NamedNode, names: Names) -> Iterator[Row]:
    yield node, "rdf:type", _iri("gg:Claim")
    yield node, "rdf:type", _iri("prov:Entity")
    yield node, "gg:quote", Literal(claim.evidence.text)
    yield node, "gg:confidence", _decimal(claim.confidence)
    yield node, "prov:wasDerivedFrom", _span(claim, names)
    for rule in claim.rules:
        yield node, "gg:rule", Literal(rule)
    for name, value in claim.qualifiers.items():
        yield node, f"gg:{name}", _value(value)


def _span(claim: Claim, names: Names, part: str = "") -> NamedNode:
    where = digest(claim.entry, str(claim.evidence.start), str(claim.evidence.end))
    return names.other("span", where + part)


def _span_rows(claim: Claim, text: str, names: Names) -> Iterator[Row]:
    span, words, place = (_span(claim, names, part) for part in ("", "-quote", "-position"))
    start, end = claim.evidence.start, claim.evidence.end
    yield span, "rdf:type", _iri("oa:SpecificResource")
    yield span, "oa:hasSource", names.other("entry", claim.entry)
    yield span, "oa:hasSelector", words
    yield span, "oa:hasSelector", place
    yield words, "rdf:type", _iri("oa:TextQuoteSelector")
    yield words, "oa:exact", Literal(text[start:end])
    yield words, "oa:prefix", Literal(text[max(0, start - CONTEXT_CHARACTERS) : start])
    yield words, "oa:suffix", Literal(text[end : end + CONTEXT_CHARACTERS])
    yield place, "rdf:type", _iri("oa:TextPositionSelector")
    yield place, "oa:start", _integer(start)
    yield place, "oa:end", _integer(end)


# ── links to other vocabularies ────────────────────────────────────────────────────────────────────────────────────


def _link_rows(matches: Iterable[Match], names: Names) -> Iterator[Row]:
    """Say the links as direct triples, and what they were taken from: its title, version and licence, to credit it."""
    listed = list(matches)
    for match in listed:
        yield names.thing(match.subject), match.predicate, NamedNode(match.target)
    for source in {match.source for match in listed} - {Source("")}:
        node = _source(source, names)
        yield names.scheme, "dcterms:references", node
        yield node, "rdf:type", _iri("prov:Collection" if source.is_mapping_set else "prov:Entity")
        yield node, "dcterms:title", Literal(source.title)
        if source.licence:
            is_iri = source.licence.startswith(("http://", "https://"))
            yield node, "dcterms:license", NamedNode(source.licence) if is_iri else Literal(source.licence)
        if source.version:
            yield node, "schema:version", Literal(source.version)
        if source.iri:
            yield node, "dcterms:source", NamedNode(source.iri)


def _match_rows(match: Match, names: Names) -> Iterator[Row]:
    """Say of a link what agreed, how sure it is, and what it was taken from."""
    node = names.other("match", digest(match.subject, match.predicate, match.target))
    yield node, "rdf:type", _iri("rdf:Statement")
    yield node, "rdf:type", _iri("gg:Match")
    yield node, "rdf:subject", names.thing(match.subject)
    yield node, "rdf:predicate", _iri(match.predicate)
    yield node, "rdf:object", NamedNode(match.target)
    yield node, "gg:justification", NamedNode(SEMAPV + match.justification.removeprefix("semapv:"))
    yield node, "gg:confidence", _decimal(match.confidence)
    for curie, text in (
        ("gg:targetLabel", match.label),
        ("gg:reason", match.reason),
        ("dcterms:identifier", match.curie),
    ):
        if text:
            yield node, curie, Literal(text)
    if match.source != Source(""):
        yield node, "prov:wasDerivedFrom", _source(match.source, names)


def _source(source: Source, names: Names) -> NamedNode:
    return names.other(
        "source", digest(source.title, source.licence, source.version, source.iri, str(source.is_mapping_set))
    )


# ── terms ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _sorted(graph_name: NamedNode, rows: Iterable[Row]) -> list[Quad]:
    """Sort by subject, then kinds first, then predicate and object: the order in which the file is read."""
    unique = {
        (subject.value, curie != "rdf:type", expand(curie), str(value)): (subject, value)
        for subject, curie, value in rows
    }
    return [Quad(unique[key][0], NamedNode(key[2]), unique[key][1], graph_name) for key in sorted(unique)]


def _iri(curie: str) -> NamedNode:
    return NamedNode(expand(curie))


def _object(fact: Fact, names: Names) -> NamedNode | Literal:
    return _integer(fact.object) if isinstance(fact.object, int) else names.thing(fact.object)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=_iri("xsd:integer"))


def _decimal(number: float) -> Literal:
    """Write a share with two places in the canonical form of XML Schema 1.1: 0.5, not 0.50; 1, not 1.0."""
    return Literal(f"{number:.2f}".rstrip("0").rstrip("."), datatype=_iri("xsd:decimal"))


def _value(value: str | int | bool) -> Literal:
    if isinstance(value, bool):
        return Literal(str(value).lower(), datatype=_iri("xsd:boolean"))
    return _integer(value) if isinstance(value, int) else Literal(value)


def _day(text: str) -> Literal:
    """Give a date its type where it is one; a note such as "spring 2024" stays a note."""
    if _DAY.fullmatch(text):
        try:
            date.fromisoformat(text)
        except ValueError:
            return Literal(text)
        return Literal(text, datatype=_iri("xsd:date"))
    return Literal(text)
