"""The terms that RDF needs beside the vocabulary's kinds and predicates: those of ``gg:``, and borrowed ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["BORROWED_TERMS", "OWN_TERMS", "RESERVED_TERMS", "Term"]

_CLASS, _LINK, _VALUE, _NOTE = "owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of ``gg:``: what it is in OWL, the classes whose members have it, the class or datatype of its value."""

    form: str
    label: str
    comment: str
    domains: tuple[str, ...] = ()
    range: str | None = None
    is_symmetric: bool = False


def _value(of: tuple[str, ...], label: str, kind: str, comment: str) -> Term:
    return Term(_VALUE, label, comment, of, f"xsd:{kind}")


def _link(of: tuple[str, ...], label: str, to: str, comment: str, *, is_symmetric: bool = False) -> Term:
    return Term(_LINK, label, comment, of, to, is_symmetric)


_CLAIM, _FACT, _MATCH, _SAID = ("gg:Claim",), ("gg:Fact",), ("gg:Match",), ("gg:Fact", "gg:Claim")
_ENTRY, _THING, _MERGE, _RUN = ("schema:Article",), ("gg:Thing",), ("gg:Merge",), ("prov:Activity",)


OWN_TERMS: Mapping[str, Term] = MappingProxyType(
    {
        "Claim": Term(_CLASS, "claim", "What one sentence of an entry says, with the sentence."),
        "Fact": Term(_CLASS, "fact", "What claims that say the same come to: one statement of the graph."),
        "Link": Term(_CLASS, "link", "A link that an editor set in an entry's text."),
        "Match": Term(_CLASS, "match", "A link from a thing to a term of another vocabulary, with the reason why."),
        "Merge": Term(_CLASS, "merge", "A name that stands for a thing, and the reason why."),
        "Section": Term(_CLASS, "section", "A part of an entry's text under one heading."),
        "Thing": Term(_CLASS, "thing", "Whatever has a node in the graph: an idea, an artifact, an agent, a place."),
        "asOf": _value(_SAID, "as of", "string", "The time for which the sentence says it, such as 2026."),
        "confidence": _value(
            ("gg:Fact", "gg:Claim", "gg:Match"), "confidence", "decimal", "How certain it is, from 0 to 1."
        ),
        "date": _value(_SAID, "date", "string", "The exact date, where the text gives more than a year."),
        "degree": _value(_SAID, "degree", "string", "The degree that the text names, such as high or low."),
        "extractor": _value(_RUN, "extractor", "string", "The program that read the entry, with its version."),
        "hasClaim": _link(_FACT, "has the claim", "gg:Claim", "A claim that says this fact."),
        "hedged": _value(_SAID, "hedged", "boolean", "Whether the text says usually, often, typically or the like."),
        "inEntry": _link(("gg:Section", "gg:Link"), "in the entry", "schema:Article", "The entry whose text holds it."),
        "inferred": _value(_SAID, "inferred", "boolean", "Whether the text implies it without saying it."),
        "inferredKind": Term(_NOTE, "inferred kind", "A kind that follows from facts, such as a developer.", _THING),
        "justification": Term(_LINK, "justification", "How the link was found, as a term of SEMAPV.", _MATCH),
        "mentionCount": _value(_THING, "mentions", "integer", "How often the entries name the thing."),
        "mergedInto": _link(_MERGE, "merged into", "gg:Thing", "The thing that the name stands for."),
        "mergedName": _value(_MERGE, "merged name", "string", "The name that stands for the thing."),
        "negated": _value(_SAID, "negated", "boolean", "Whether the text says that it is not so."),
        "pipeline": _value(_RUN, "pipeline", "string", "The language pipeline, with its version."),
        "position": _value(_SAID, "position", "integer", "The place in an order, such as the step of a procedure."),
        "quote": _value(_CLAIM, "quotation", "string", "The sentence that says it, word for word."),
        "reason": _value(
            ("gg:Match", "gg:Merge", "gg:Thing"), "reason", "string", "Why names are one, or it has a node or a link."
        ),
        "related": _link(
            _THING,
            "related to",
            "gg:Thing",
            "The text about one names the other and no fact joins them; kept apart from facts.",
            is_symmetric=True,
        ),
        "rule": _value(_CLAIM, "rule", "string", "The rule or model that found the claim."),
        "setAside": _value(_ENTRY, "set aside", "string", "A claim of the entry that no fact counts, by its id."),
        "sha256": _value(
            ("schema:Article", "prov:Entity"), "SHA-256", "string", "The hash of the entry's text or the model's files."
        ),
        "source": _value(_ENTRY, "source", "string", "Where the entry was read from."),
        "status": _value(_FACT, "status", "string", "Extracted, inferred or confirmed."),
        "support": _value(_FACT, "support", "integer", "How many entries say it."),
        "targetLabel": _value(_MATCH, "label of the target", "string", "What the other vocabulary calls the term."),
        "target": _value(("gg:Link",), "target", "string", "What the editor's link points to, as written."),
    }
)
"""What ``gg:`` holds beside the kinds, predicates and superclasses of the vocabulary."""

BORROWED_TERMS: Mapping[str, str] = MappingProxyType(
    {
        "dcterms:creator": _NOTE,
        "dcterms:description": _NOTE,
        "dcterms:identifier": _VALUE,
        "dcterms:isReplacedBy": _LINK,
        "dcterms:license": _NOTE,
        "dcterms:references": _LINK,
        "dcterms:source": _NOTE,
        "dcterms:title": _NOTE,
        "foaf:primaryTopic": _LINK,
        "oa:SpecificResource": _CLASS,
        "oa:TextPositionSelector": _CLASS,
        "oa:TextQuoteSelector": _CLASS,
        "oa:end": _VALUE,
        "oa:exact": _VALUE,
        "oa:hasSelector": _LINK,
        "oa:hasSource": _LINK,
        "oa:prefix": _VALUE,
        "oa:start": _VALUE,
        "oa:suffix": _VALUE,
        "prov:Activity": _CLASS,
        "prov:Collection": _CLASS,
        "prov:Entity": _CLASS,
        "prov:used": _LINK,
        "prov:wasDerivedFrom": _LINK,
        "prov:wasGeneratedBy": _LINK,
        "schema:Article": _CLASS,
        "schema:alternateName": _VALUE,
        "schema:author": _VALUE,
        "schema:dateCreated": _NOTE,  # xsd:date is none of OWL 2's datatypes
        "schema:domainIncludes": _NOTE,
        "schema:headline": _VALUE,
        "schema:license": _VALUE,
        "schema:mentions": _LINK,
        "schema:rangeIncludes": _NOTE,
        "schema:sameAs": _LINK,
        "schema:url": _VALUE,
        "schema:version": _VALUE,
        "skos:Concept": _CLASS,
        "skos:ConceptScheme": _CLASS,
        "skos:altLabel": _NOTE,
        "skos:broadMatch": _LINK,
        "skos:closeMatch": _LINK,
        "skos:definition": _NOTE,
        "skos:exactMatch": _LINK,
        "skos:hasTopConcept": _LINK,
        "skos:hiddenLabel": _NOTE,
        "skos:inScheme": _LINK,
        "skos:narrowMatch": _LINK,
        "skos:prefLabel": _NOTE,
        "skos:relatedMatch": _LINK,
        "vann:preferredNamespacePrefix": _NOTE,
        "vann:preferredNamespaceUri": _NOTE,
    }
)
"""Terms of other vocabularies that our files use, and what they are in OWL: the ontology declares them locally."""

RESERVED_TERMS = frozenset(("rdf:Statement", "rdf:subject", "rdf:predicate", "rdf:object"))
"""What ``provenance.ttl`` uses of RDF itself and OWL 2 DL has no place for: reification."""
