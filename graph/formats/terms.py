"""The terms that RDF needs beside the vocabulary's kinds and predicates: those of ``gg:``, and borrowed ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["BORROWED_TERMS", "OWN_TERMS", "RESERVED_TERMS", "Term"]

_CLASS, _LINK, _VALUE, _NOTE = "owl:Class", "owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of ``gg:``: what it is in OWL, and what it joins (``domain`` and ``range`` name one class each)."""

    form: str
    label: str
    comment: str
    domain: str | None = None
    range: str | None = None
    is_symmetric: bool = False


def _value(label: str, kind: str, comment: str, *, of: str | None = None) -> Term:
    return Term(_VALUE, label, comment, of, f"xsd:{kind}")


OWN_TERMS: Mapping[str, Term] = MappingProxyType(
    {
        "Claim": Term(_CLASS, "claim", "What one sentence of an entry says, with the sentence."),
        "Fact": Term(_CLASS, "fact", "What claims that say the same come to: one statement of the graph."),
        "Link": Term(_CLASS, "link", "A link that an editor set in an entry's text."),
        "Merge": Term(_CLASS, "merge", "A name that stands for a thing, and the reason why."),
        "Section": Term(_CLASS, "section", "A part of an entry's text under one heading."),
        "Thing": Term(_CLASS, "thing", "Whatever has a node in the graph: an idea, an artifact, an agent, a place."),
        "asOf": _value("as of", "string", "The time for which the sentence says it, such as 2026."),
        "confidence": _value("confidence", "decimal", "How certain the fact or claim is, from 0 to 1."),
        "date": _value("date", "string", "The exact date, where the text gives more than a year."),
        "degree": _value("degree", "string", "The degree that the text names, such as high or low."),
        "extractor": _value("extractor", "string", "The program that read the entry, with its version."),
        "hasClaim": Term(_LINK, "has the claim", "A claim that says this fact.", "gg:Fact", "gg:Claim"),
        "hedged": _value("hedged", "boolean", "Whether the text says usually, often, typically or the like."),
        "inEntry": Term(_LINK, "in entry", "The entry whose text holds this section or link.", None, "schema:Article"),
        "inferred": _value("inferred", "boolean", "Whether the claim follows from the text without being said there."),
        "inferredKind": Term(_NOTE, "inferred kind", "A kind of the thing that follows from facts, not from a text."),
        "mentionCount": _value("mentions", "integer", "How often the entries name the thing.", of="gg:Thing"),
        "mergedInto": Term(_LINK, "merged into", "The thing that the name stands for.", "gg:Merge", "gg:Thing"),
        "mergedName": _value("merged name", "string", "The name that stands for the thing.", of="gg:Merge"),
        "negated": _value("negated", "boolean", "Whether the text says that it is not so."),
        "pipeline": _value("pipeline", "string", "The language pipeline, with its version.", of="prov:Activity"),
        "position": _value("position", "integer", "The place in an order, such as the step of a procedure."),
        "quote": _value("quotation", "string", "The sentence that says it, word for word.", of="gg:Claim"),
        "reason": _value("reason", "string", "Why the name stands for the thing, or why the thing has a node."),
        "related": Term(
            _LINK,
            "related to",
            "The text about one names the other and no fact joins them; kept apart from facts.",
            "gg:Thing",
            "gg:Thing",
            is_symmetric=True,
        ),
        "rule": _value("rule", "string", "The rule or model that found the claim.", of="gg:Claim"),
        "setAside": _value("set aside", "string", "A claim that no fact counts, by its id.", of="schema:Article"),
        "sha256": _value("SHA-256", "string", "The SHA-256 of the published text, or of a model's files."),
        "source": _value("source", "string", "Where the entry was read from.", of="schema:Article"),
        "status": _value("status", "string", "Extracted, inferred or confirmed.", of="gg:Fact"),
        "support": _value("support", "integer", "How many entries say it.", of="gg:Fact"),
        "target": _value("target", "string", "What the editor's link points to, as written.", of="gg:Link"),
    }
)
"""What ``gg:`` holds beside the kinds, predicates and superclasses of the vocabulary."""

BORROWED_TERMS: Mapping[str, str] = MappingProxyType(
    {
        "dcterms:creator": _NOTE,
        "dcterms:description": _NOTE,
        "dcterms:isReplacedBy": _LINK,
        "dcterms:license": _NOTE,
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
        "schema:url": _VALUE,
        "skos:Concept": _CLASS,
        "skos:ConceptScheme": _CLASS,
        "skos:altLabel": _NOTE,
        "skos:definition": _NOTE,
        "skos:hasTopConcept": _LINK,
        "skos:hiddenLabel": _NOTE,
        "skos:inScheme": _LINK,
        "skos:prefLabel": _NOTE,
        "vann:preferredNamespacePrefix": _NOTE,
        "vann:preferredNamespaceUri": _NOTE,
    }
)
"""Terms of other vocabularies that our files use, and what they are in OWL: the ontology declares them locally."""

RESERVED_TERMS = frozenset(("rdf:Statement", "rdf:subject", "rdf:predicate", "rdf:object"))
"""What ``provenance.ttl`` uses of RDF itself and OWL 2 DL has no place for: reification."""
