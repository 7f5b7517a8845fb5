"""The graph as RDF: direct triples in one graph, facts with their claims and quotations in the other.

There are no blank nodes. Labels and definitions carry the language; ``rdfs:label`` is plain, so that a query may ask
for ``rdfs:label "GPT-4"``.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad

from graph.claims import Claim, digest
from graph.entries import Entry
from graph.formats.iris import (
    PREFIXES,
    Names,
    Row,
    day,
    decimal,
    expand,
    integer,
    parts,
    plain,
    prefixes_for,
    sorted_quads,
    term,
)
from graph.formats.matches import link_rows, match_rows
from graph.formats.terms import OWN_TERMS
from graph.lexicon import identity_key
from graph.network import Build, Fact, Retired, Run, Thing
from graph.settings import Settings
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "CONTEXT_CHARACTERS",
    "OWN_TERMS",
    "PREFIXES",
    "Names",
    "claim_rows",
    "expand",
    "graph_quads",
    "parts",
    "prefixes_for",
    "provenance_quads",
    "split_aliases",
]

CONTEXT_CHARACTERS = 32
"""How many characters before and after a quotation a text quote selector keeps."""


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
    return sorted_quads(names.graph, _graph_rows(build, settings, names, words))


def _graph_rows(build: Build, settings: Settings, names: Names, words: Vocabulary) -> Iterator[Row]:
    yield names.scheme, "rdf:type", term("skos:ConceptScheme")
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
    for retired in build.retired:
        yield from _retired_rows(retired, names)
    yield from link_rows(build.matches, names)


def _thing_rows(thing: Thing, settings: Settings, names: Names, words: Vocabulary) -> Iterator[Row]:
    node, language = names.thing(thing.id), settings.language
    for kind in (thing.kind, *thing.inferred_kinds):
        yield node, "rdf:type", term(words.kinds[kind].rdf)
    yield node, "rdfs:label", Literal(thing.label)
    if words.is_in(thing.kind, "concept"):
        yield node, "rdf:type", term("skos:Concept")
        yield node, "skos:prefLabel", Literal(thing.label, language=language)
        yield node, "skos:inScheme", names.scheme
    names_too, search_forms = split_aliases(thing)
    for alias in names_too:
        yield node, "skos:altLabel", Literal(alias, language=language)
    for form in search_forms:
        yield node, "skos:hiddenLabel", Literal(form, language=language)
    if thing.definition is not None:
        yield node, "skos:definition", Literal(thing.definition, language=language)
    if thing.entry is not None:
        yield names.other("entry", thing.entry), "foaf:primaryTopic", node


def split_aliases(thing: Thing) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Part a thing's aliases into other names, and forms that only a search needs (plural, case, hyphens, spelling).

    No form is the label, and none is in both: SKOS keeps its three kinds of labels apart (S13).

    >>> split_aliases(Thing("cnn", "convolutional network", "ModelType", ("CNN", "CNNs", "convolutional networks")))
    (('CNN',), ('CNNs', 'convolutional networks'))
    """
    seen = {identity_key(thing.label)}
    names: list[str] = []
    forms: list[str] = []
    for alias in sorted({*thing.aliases} - {thing.label}, key=lambda alias: (len(alias), alias)):
        key = identity_key(alias)
        (forms if key in seen else names).append(alias)
        seen.add(key)
    return tuple(sorted(names)), tuple(sorted(forms))


def _retired_rows(retired: Retired, names: Names) -> Iterator[Row]:
    node = names.thing(retired.id)
    yield node, "rdfs:label", Literal(retired.label)
    yield node, "owl:deprecated", plain(True)
    for slug in retired.replaced_by:
        yield node, "dcterms:isReplacedBy", names.thing(slug)


def _entry_rows(entry: Entry, names: Names) -> Iterator[Row]:
    node = names.other("entry", entry.name)
    yield node, "rdf:type", term("schema:Article")
    yield node, "schema:headline", Literal(entry.title)
    yield node, "gg:sha256", Literal(sha256(entry.text.encode()).hexdigest())
    if entry.url is not None:
        yield node, "schema:url", Literal(entry.url, datatype=term("xsd:anyURI"))
    if entry.date is not None:
        yield node, "schema:dateCreated", day(entry.date)
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
    return sorted_quads(names.provenance, _provenance_rows(build, names, words))


def _provenance_rows(build: Build, names: Names, words: Vocabulary) -> Iterator[Row]:
    said = {claim for fact in build.facts for claim in fact.claims}
    activities = _activities(build, names)
    for thing in build.things:
        yield from _reason_rows(thing, names, words)
    for entry in build.entries:
        yield from _place_rows(entry, names)
        if build.run is not None:
            yield from _run_rows(build.run, activities[entry.name], entry, names)
    for fact in build.facts:
        yield from _fact_rows(fact, names, words)
    for claim in build.claims:
        if claim.id not in said:
            yield names.other("entry", claim.entry), "gg:setAside", Literal(claim.id)
    yield from claim_rows(build, (claim for claim in build.claims if claim.id in said), names)


def claim_rows(build: Build, claims: Iterable[Claim], names: Names) -> Iterator[Row]:
    """Say claims of a build: the sentence of each, where it stands, and what read it; not what the claim says of what.

    The rows come in no order of their own: see :func:`~graph.formats.iris.sorted_quads`.
    """
    texts = {entry.name: entry.text for entry in build.entries}
    activities = _activities(build, names)
    for claim in claims:
        node = names.other("claim", claim.id)
        yield from _claim_rows(claim, node, names)
        yield from _span_rows(claim, texts[claim.entry], names)
        if claim.entry in activities:
            yield node, "prov:wasGeneratedBy", activities[claim.entry]
    for match in build.matches:
        yield from match_rows(match, names)


def _reason_rows(thing: Thing, names: Names, words: Vocabulary) -> Iterator[Row]:
    node = names.thing(thing.id)
    yield node, "gg:mentionCount", integer(thing.mentions)
    for kind in thing.inferred_kinds:
        yield node, "gg:inferredKind", term(words.kinds[kind].rdf)
    for reason in thing.reasons:
        yield node, "gg:reason", Literal(reason)
    for name in thing.entries:
        yield names.other("entry", name), "schema:mentions", node
    for merge in thing.merges:
        merged = names.other("merge", digest(thing.id, merge.name, merge.reason))
        yield merged, "rdf:type", term("gg:Merge")
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
    yield place, "rdf:type", term(kind)
    yield place, "gg:inEntry", entry
    yield place, "oa:start", integer(start)
    yield place, "oa:end", integer(end)


def _run_rows(run: Run, activity: NamedNode, entry: Entry, names: Names) -> Iterator[Row]:
    yield activity, "rdf:type", term("prov:Activity")
    yield activity, "prov:used", names.other("entry", entry.name)
    yield activity, "gg:extractor", Literal(run.extractor)
    yield activity, "gg:pipeline", Literal(run.pipeline)
    for model in run.models:
        node = names.other("model", digest(model.name, model.sha256))
        yield activity, "prov:used", node
        yield node, "rdf:type", term("prov:Entity")
        yield node, "rdfs:label", Literal(model.name)
        if model.sha256:
            yield node, "gg:sha256", Literal(model.sha256)


def _activities(build: Build, names: Names) -> dict[str, NamedNode]:
    run = build.run
    return {} if run is None else {entry.name: _activity(entry, run, names) for entry in build.entries}


def _activity(entry: Entry, run: Run, names: Names) -> NamedNode:
    """Name the activity: one for each text of an entry and whatever read it."""
    models = (part for model in run.models for part in (model.name, model.sha256))
    return names.other("run", digest(entry.name, entry.text, run.extractor, run.pipeline, *models))


def _fact_rows(fact: Fact, names: Names, words: Vocabulary) -> Iterator[Row]:
    node = names.other("fact", fact.id)
    yield node, "rdf:type", term("rdf:Statement")
    yield node, "rdf:type", term("gg:Fact")
    yield node, "rdf:subject", names.thing(fact.subject)
    yield node, "rdf:predicate", term(words.predicates[fact.predicate].rdf)
    yield node, "rdf:object", _object(fact, names)
    yield node, "gg:support", integer(fact.support)
    yield node, "gg:confidence", decimal(fact.confidence)
    yield node, "gg:status", Literal(fact.status)
    for claim in fact.claims:
        yield node, "gg:hasClaim", names.other("claim", claim)
    for name, value in fact.qualifiers.items():
        yield node, f"gg:{name}", plain(value)


def _claim_rows(claim: Claim, node: NamedNode, names: Names) -> Iterator[Row]:
    yield node, "rdf:type", term("gg:Claim")
    yield node, "rdf:type", term("prov:Entity")
    yield node, "gg:quote", Literal(claim.evidence.text)
    yield node, "gg:confidence", decimal(claim.confidence)
    yield node, "prov:wasDerivedFrom", _span(claim, names)
    for rule in claim.rules:
        yield node, "gg:rule", Literal(rule)
    for name, value in claim.qualifiers.items():
        yield node, f"gg:{name}", plain(value)


def _span(claim: Claim, names: Names, part: str = "") -> NamedNode:
    where = digest(claim.entry, str(claim.evidence.start), str(claim.evidence.end))
    return names.other("span", where + part)


def _span_rows(claim: Claim, text: str, names: Names) -> Iterator[Row]:
    span, words, place = (_span(claim, names, part) for part in ("", "-quote", "-position"))
    start, end = claim.evidence.start, claim.evidence.end
    yield span, "rdf:type", term("oa:SpecificResource")
    yield span, "oa:hasSource", names.other("entry", claim.entry)
    yield span, "oa:hasSelector", words
    yield span, "oa:hasSelector", place
    yield words, "rdf:type", term("oa:TextQuoteSelector")
    yield words, "oa:exact", Literal(text[start:end])
    yield words, "oa:prefix", Literal(text[max(0, start - CONTEXT_CHARACTERS) : start])
    yield words, "oa:suffix", Literal(text[end : end + CONTEXT_CHARACTERS])
    yield place, "rdf:type", term("oa:TextPositionSelector")
    yield place, "oa:start", integer(start)
    yield place, "oa:end", integer(end)


def _object(fact: Fact, names: Names) -> NamedNode | Literal:
    return integer(fact.object) if isinstance(fact.object, int) else names.thing(fact.object)
