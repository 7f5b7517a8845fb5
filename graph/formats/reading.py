"""A built folder, read back: what stands in ``graph.ttl`` and ``provenance.ttl`` counts, also after edits by hand.

A fact is there when its direct triple is in ``graph.ttl``; one that a person added has no claims and is confirmed. A
claim is there when ``provenance.ttl`` has it. Where claims were removed, a fact's support and confidence are no higher
than what the others come to; a fact that was extracted and whose last claim was removed stays, with 0 for both, until
its triple is removed too. A fact that a person confirmed keeps what is written.

``graph.ttl``, ``provenance.ttl`` and ``text/`` are enough. ``claims.jsonl`` adds where in its sentence each end of a
claim is named, and claims that were set aside; without it, that is the first place in the sentence where a name of the
thing stands, else the whole sentence. ``mentions.jsonl`` adds the mentions. Problems of the run are not kept.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from graph.claims import (
    Claim,
    confidence_of,
    digest,
    parse_claims_jsonl,
    parse_mentions_jsonl,
)
from graph.entries import Entry, Link, Section
from graph.errors import FolderError
from graph.formats.rdf import PREFIXES, Names, expand
from graph.formats.statements import Quotation, Rebuild, Triple, read_quotations
from graph.formats.tables import read_ids
from graph.formats.triples import SCHEME, Triples, base_of
from graph.network import Build, Fact, Match, Merge, Retired, Run, Source, Thing, TrainedModel
from graph.settings import Settings
from graph.terms.mappings import MATCH_PREDICATES, SAME_AS, SEMAPV
from graph.vocabulary import AI_DOMAIN, read_vocabulary

__all__ = ["read_build", "read_build_settings", "read_folder"]

_NO_QUALIFIER = {"support", "confidence", "status", "hasClaim", "quote", "rule"}


def read_build_settings(folder: Path) -> Settings:
    """Read what a built folder was built with: base, title, language and pipeline.

    Raises
    ------
    FolderError
        The folder has no ``graph.ttl``, or that is no graph of ours.
    """
    return _settings(Triples(folder / "graph.ttl"), Triples(folder / "provenance.ttl"))


def read_build(folder: Path, *, domain: Path = AI_DOMAIN) -> Build:
    """Read a built folder without extracting again; edits by hand in its Turtle files count.

    Raises
    ------
    FolderError
        A file is missing or cannot be read; the message names it.
    ClaimError
        A line of ``claims.jsonl`` or ``mentions.jsonl`` is damaged.
    """
    return read_folder(folder, domain)[0]


def read_folder(folder: Path, domain: Path | None = None) -> tuple[Build, Settings]:
    """Read a built folder and what it was built with, in one go; without a domain, that of the settings is taken.

    Raises
    ------
    FolderError, ClaimError
        As for :func:`read_build`.
    """
    reader = _Reader(folder, domain)
    return reader.build(), reader.settings


def _settings(graph: Triples, provenance: Triples) -> Settings:
    base = base_of(graph)
    titles = graph.subjects[base + SCHEME].get(expand("dcterms:title"), [])
    title = next((value for value in titles if isinstance(value, Literal)), None)
    run = _run(provenance)
    pipeline = Settings().pipeline if run is None else run.pipeline.split(" ")[0]
    if title is None:
        return Settings(base=base, pipeline=pipeline)
    return Settings(base, title.value, title.language or Settings().language, pipeline)


def _run(provenance: Triples) -> Run | None:
    activity = next(iter(provenance.of_type("prov:Activity")), None)
    if activity is None:
        return None
    models = [
        TrainedModel(provenance.one(iri, "rdfs:label") or "", provenance.one(iri, "gg:sha256") or "")
        for iri in provenance.all(activity, "prov:used")
        if iri in provenance.subjects and expand("prov:Entity") in provenance.all(iri, "rdf:type")
    ]
    extractor, pipeline = (provenance.one(activity, part) or "" for part in ("gg:extractor", "gg:pipeline"))
    return Run(extractor, pipeline or Settings().pipeline, tuple(sorted(models)))


class _Reader:
    def __init__(self, folder: Path, domain: Path | None) -> None:
        self.folder = folder
        self.graph = Triples(folder / "graph.ttl")
        self.provenance = Triples(folder / "provenance.ttl")
        settings = _settings(self.graph, self.provenance)
        self.settings = settings if domain is None else replace(settings, domain=domain)
        self.words = read_vocabulary(self.settings.domain)
        self.kind_of = {expand(kind.rdf): kind for kind in self.words.kinds.values()}
        self.names = Names(settings.base)

    def build(self) -> Build:
        """Put together what the files say."""
        ids = self.folder / "ids.csv"
        written = read_ids(ids) if ids.exists() else {}
        retired = self.retired({slug: kind for slug, (kind, _) in written.items()})
        entries = self.entries()
        mentions = tuple(parse_mentions_jsonl(_optional_lines(self.folder / "mentions.jsonl")))
        things = self.things({slug: label for slug, (_, label) in written.items()}, {thing.id for thing in retired})
        known = {thing.id for thing in things}
        stated = self.stated(known)
        claims = self.claims(entries, things, stated)
        return Build(
            entries,
            mentions,
            claims,
            things,
            self.facts(stated, claims),
            run=_run(self.provenance),
            retired=retired,
            matches=self.matches(known),
        )

    # ── entries ────────────────────────────────────────────────────────────────────────────────────────────────────

    def entries(self) -> tuple[Entry, ...]:
        sections = self.places("gg:Section", "schema:headline")
        links = self.places("gg:Link", "gg:target")
        found = []
        for iri in self.graph.of_type("schema:Article"):
            entry = self.entry(iri)
            parts_of = tuple(Section(text, start, end) for start, end, text in sections.get(iri, ()))
            links_of = tuple(Link(start, end, text) for start, end, text in links.get(iri, ()))
            found.append(replace(entry, sections=parts_of, links=links_of))
        return tuple(sorted(found, key=lambda entry: entry.name))

    def entry(self, iri: str) -> Entry:
        name = self.names.name("entry", iri)
        if name is None or Path(name).name != name:
            raise FolderError(f"{self.graph.path}: article {iri} lies outside {self.names.base}; rename or remove it")
        return Entry(
            name,
            self.graph.one(iri, "schema:headline") or name,
            _text(self.folder / "text" / f"{name}.txt"),
            (),
            aliases=tuple(sorted(self.provenance.all(iri, "schema:alternateName"))),
            url=self.graph.one(iri, "schema:url"),
            date=self.graph.one(iri, "schema:dateCreated"),
            author=self.graph.one(iri, "schema:author"),
            licence=self.graph.one(iri, "schema:license"),
            source=self.provenance.one(iri, "gg:source") or "",
        )

    def places(self, kind: str, text: str) -> dict[str, list[tuple[int, int, str]]]:
        known, found = self.provenance, dict[str, list[tuple[int, int, str]]]()
        for place in known.of_type(kind):
            row = (known.number(place, "oa:start"), known.number(place, "oa:end"), known.one(place, text) or "")
            found.setdefault(known.one(place, "gg:inEntry") or "", []).append(row)
        return {entry: sorted(rows) for entry, rows in found.items()}

    # ── claims ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def claims(
        self, entries: tuple[Entry, ...], things: tuple[Thing, ...], stated: Mapping[Triple, str | None]
    ) -> tuple[Claim, ...]:
        """Give what provenance.ttl holds, with the places that claims.jsonl knows, and what it has set aside."""
        written = {claim.id: claim for claim in parse_claims_jsonl(_optional_lines(self.folder / "claims.jsonl"))}
        aside = {identity for iri in self.provenance.subjects for identity in self.provenance.all(iri, "gg:setAside")}
        told = self.told(stated)
        rebuild = Rebuild(entries, things)
        found = [claim for claim in written.values() if claim.id in aside]
        for quotation in read_quotations(self.provenance, self.names):
            claim = written.get(quotation.claim) or rebuild.claim(quotation, told.get(quotation.claim))
            if claim is not None and claim.id not in aside:
                found.append(self.as_edited(claim, quotation))
        return tuple(sorted(found, key=lambda claim: claim.sort_key))

    def told(self, stated: Mapping[Triple, str | None]) -> dict[str, Triple]:
        """Give the triple that each claim says."""
        return {
            self.names.name("claim", claim) or claim: triple
            for triple, iri in sorted(stated.items(), key=str)
            for claim in (self.provenance.all(iri, "gg:hasClaim") if iri is not None else ())
        }

    def as_edited(self, claim: Claim, quotation: Quotation) -> Claim:
        """Take over what provenance.ttl says of a claim: its words, rules, qualifiers and confidence (two places)."""
        iri = self.names.other("claim", claim.id).value
        confidence, rules = self.share(iri, claim.confidence), set(self.provenance.all(iri, "gg:rule"))
        return replace(
            claim,
            evidence=replace(claim.evidence, text=quotation.quote or claim.evidence.text),
            rules=claim.rules if rules == set(claim.rules) else tuple(sorted(rules)),
            confidence=claim.confidence if round(claim.confidence, 2) == confidence else confidence,
            qualifiers=self.qualifiers(iri),
        )

    # ── things ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def things(self, written: Mapping[str, str], retired: set[str]) -> tuple[Thing, ...]:
        """Read the things, but for retired slugs; ``written`` has the labels that the build wrote."""
        topics = self.inverse(self.graph, "foaf:primaryTopic")
        mentioned = self.inverse(self.provenance, "schema:mentions")
        merges: dict[str, list[Merge]] = {}
        for merge in self.provenance.of_type("gg:Merge"):
            name, reason = (self.provenance.one(merge, part) or "" for part in ("gg:mergedName", "gg:reason"))
            merges.setdefault(self.provenance.one(merge, "gg:mergedInto") or "", []).append(Merge(name, reason))
        things = []
        for iri in self.graph.subjects:
            slug = self.names.slug(iri)
            if slug in retired:
                continue
            label = None if slug is None else self.label(iri, written.get(slug))
            if slug is not None and label is not None:
                thing = self.thing(iri, slug, label)
                why = tuple(sorted(merges.get(iri, ()), key=lambda merge: (merge.name, merge.reason)))
                topic = next(iter(topics.get(iri, ())), None)
                things.append(replace(thing, entry=topic, entries=tuple(mentioned.get(iri, ())), merges=why))
        return tuple(sorted(things, key=lambda thing: thing.id))

    def retired(self, kinds: Mapping[str, str]) -> tuple[Retired, ...]:
        """Read the slugs that are kept for things which are no more; their kinds stand in ``ids.csv`` alone."""
        found = []
        for iri in self.graph.subjects:
            slug = self.names.slug(iri)
            if slug is not None and self.graph.one(iri, "owl:deprecated") in {"true", "1"}:
                heirs = (self.names.slug(heir) for heir in self.graph.all(iri, "dcterms:isReplacedBy"))
                replaced_by = tuple(sorted(heir for heir in heirs if heir is not None))
                label = self.graph.one(iri, "rdfs:label") or slug
                found.append(Retired(slug, label, kinds.get(slug, "Concept"), replaced_by))
        return tuple(sorted(found, key=lambda thing: thing.id))

    def thing(self, iri: str, slug: str, label: str) -> Thing:
        kind, inferred = self.kinds(iri)
        return Thing(
            slug,
            label,
            kind,
            aliases=tuple(sorted({*self.graph.all(iri, "skos:altLabel"), *self.graph.all(iri, "skos:hiddenLabel")})),
            inferred_kinds=inferred,
            definition=self.graph.one(iri, "skos:definition"),
            mentions=self.provenance.number(iri, "gg:mentionCount"),
            reasons=tuple(sorted(self.provenance.all(iri, "gg:reason"))),
        )

    def label(self, iri: str, written: str | None) -> str | None:
        """Take the label that differs from the one that was written: a person changed it."""
        labels = [*self.graph.all(iri, "skos:prefLabel"), *self.graph.all(iri, "rdfs:label")]
        return next((label for label in labels if label != written), written if labels else None)

    def kinds(self, iri: str) -> tuple[str, tuple[str, ...]]:
        found = sorted(
            (self.kind_of[value] for value in self.graph.all(iri, "rdf:type") if value in self.kind_of),
            key=lambda kind: self.words.rank(kind.name),
        )
        plain = [kind.name for kind in found if kind.inferred is None]
        inferred = [kind for kind in found if kind.inferred is not None]
        default = inferred[0].parent if inferred else None
        return (plain[0] if plain else default or "Concept"), tuple(kind.name for kind in inferred)

    def inverse(self, triples: Triples, curie: str) -> dict[str, list[str]]:
        """Give, for each thing, the entries that point at it; sorted."""
        found: dict[str, list[str]] = {}
        for subject in sorted(triples.subjects):
            name = self.names.name("entry", subject)
            for value in triples.all(subject, curie) if name is not None else ():
                found.setdefault(value, []).append(name or "")
        return found

    # ── facts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def facts(self, stated: Mapping[Triple, str | None], claims: tuple[Claim, ...]) -> tuple[Fact, ...]:
        known = {claim.id: claim for claim in claims}
        facts = [self.fact(triple, iri, known) for triple, iri in stated.items()]
        return tuple(sorted(facts, key=lambda fact: (fact.subject, fact.predicate, str(fact.object))))

    def stated(self, things: set[str]) -> dict[Triple, str | None]:
        """Read the direct triples that say a fact, each with the fact's IRI where provenance.ttl has it."""
        written = self.statements("gg:Fact")
        return {
            triple: written.get(self.terms(triple))
            for triple in self.direct()
            if triple[0] in things and (isinstance(triple[2], int) or triple[2] in things)
        }

    def statements(self, curie: str) -> dict[tuple[str, ...], str]:
        """Give the statements of a class by what they state: subject, predicate and object."""
        found = {}
        for iri in self.provenance.of_type(curie):
            ends = (self.provenance.one(iri, f"rdf:{end}") or "" for end in ("subject", "predicate", "object"))
            found[tuple(ends)] = iri
        return found

    def direct(self) -> set[Triple]:
        """Read the direct triples; one said by the inverse predicate is turned round."""
        forward = {expand(item.rdf): item for item in self.words.predicates.values()}
        backward = {expand(item.rdf_inverse): item for item in self.words.predicates.values() if item.rdf_inverse}
        found: set[Triple] = set()
        for iri, values in self.graph.subjects.items():
            subject = self.names.slug(iri)
            for predicate in values.keys() & (forward.keys() | backward.keys()) if subject is not None else ():
                for value in values[predicate]:
                    end = self.end(value)
                    if predicate in forward and end is not None and subject is not None:
                        found.add((subject, forward[predicate].name, end))
                    elif isinstance(end, str) and subject is not None:
                        found.add((end, backward[predicate].name, subject))
        return found

    def end(self, value: NamedNode | Literal) -> str | int | None:
        if isinstance(value, NamedNode):
            return self.names.slug(value.value)
        return int(value.value) if value.value.lstrip("-").isdecimal() else None

    def terms(self, triple: Triple) -> tuple[str, ...]:
        subject, predicate, end = triple
        object_ = str(end) if isinstance(end, int) else self.names.thing(end).value
        return self.names.thing(subject).value, expand(self.words.predicates[predicate].rdf), object_

    def fact(self, triple: Triple, iri: str | None, claims: Mapping[str, Claim]) -> Fact:
        subject, predicate, object_ = triple
        if iri is None:
            identity = digest(subject, predicate, str(object_))
            return Fact(identity, subject, predicate, object_, 0, 1.0, "confirmed", {}, ())
        said = {self.names.name("claim", claim) or "" for claim in self.provenance.all(iri, "gg:hasClaim")}
        kept = sorted((claims[name] for name in said if name in claims), key=lambda claim: claim.sort_key)
        status = self.provenance.one(iri, "gg:status") or "confirmed"
        support, confidence = self.provenance.number(iri, "gg:support"), self.share(iri, 1)
        if status != "confirmed" and (kept or said or status == "extracted"):
            support = min(support, len({claim.entry for claim in kept}))
            confidence = min(confidence, confidence_of(kept))
        identity = self.names.name("fact", iri) or digest(subject, predicate, str(object_))
        identities = tuple(claim.id for claim in kept)
        return Fact(
            identity, subject, predicate, object_, support, confidence, status, self.qualifiers(iri), identities
        )

    def share(self, iri: str, default: float) -> float:
        """Read a confidence.

        Raises
        ------
        FolderError
            It is no number.
        """
        text = self.provenance.one(iri, "gg:confidence")
        try:
            return default if text is None else float(text)
        except ValueError:
            raise FolderError(
                f"{self.provenance.path}: {iri} gg:confidence is {text!r}; needs a number from 0 to 1"
            ) from None

    def qualifiers(self, iri: str) -> dict[str, str | int | bool]:
        found = {}
        for predicate, values in sorted(self.provenance.subjects[iri].items()):
            name = predicate.removeprefix(PREFIXES["gg"])
            if name != predicate and name not in _NO_QUALIFIER and isinstance(values[0], Literal):
                found[name] = _plain(values[0])
        return found

    # ── links to other vocabularies ────────────────────────────────────────────────────────────────────────────────

    def matches(self, things: set[str]) -> tuple[Match, ...]:
        """Read the direct triples that link a thing to a term; one that a person added is their word."""
        written = self.statements("gg:Match")
        found = []
        for slug in things:
            subject = self.names.thing(slug).value
            for predicate in (*MATCH_PREDICATES, SAME_AS):
                for target in self.graph.all(subject, predicate):
                    why = written.get((subject, expand(predicate), target))
                    found.append(self.match(Match(slug, predicate, target), why))
        return tuple(sorted(found))

    def match(self, match: Match, iri: str | None) -> Match:
        if iri is None:
            return match
        known = self.provenance
        justification = (known.one(iri, "gg:justification") or "").removeprefix(SEMAPV)
        return replace(
            match,
            label=known.one(iri, "gg:targetLabel") or "",
            curie=known.one(iri, "dcterms:identifier") or "",
            justification=f"semapv:{justification}" if justification else match.justification,
            confidence=float(known.one(iri, "gg:confidence") or 1),
            reason=known.one(iri, "gg:reason") or "",
            source=self.source(known.one(iri, "prov:wasDerivedFrom") or ""),
        )

    def source(self, iri: str) -> Source:
        words = ("dcterms:title", "dcterms:license", "schema:version", "dcterms:source")
        title, licence, version, named = (self.graph.one(iri, word) or "" for word in words)
        return Source(title, licence, version, named, expand("prov:Collection") in self.graph.all(iri, "rdf:type"))


def _plain(value: Literal) -> str | int | bool:
    if value.datatype.value == expand("xsd:boolean"):
        return value.value in {"true", "1"}
    return int(value.value) if value.datatype.value == expand("xsd:integer") else value.value


def _optional_lines(path: Path) -> list[str]:
    return _text(path).split("\n") if path.exists() else []


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        raise FolderError(f"{path}: is missing; build the folder again") from None
    except UnicodeDecodeError as error:
        raise FolderError(f"{path}: {error}; build the folder again") from None
