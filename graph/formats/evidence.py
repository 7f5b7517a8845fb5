"""Shapes of what stands behind a graph: facts, claims, the places of their sentences, entries; and what a rule is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from pyoxigraph import Literal

from graph.vocabulary import Vocabulary

__all__ = ["SHAPES", "Rule", "Severity", "evidence_rules", "joined", "listed", "quoted"]

SHAPES = "https://w3id.org/glossary-graph/shapes#"
"""Where the shapes live; the name of a rule follows."""

Severity = OneOf["violation", "warning"]

_STATUS = ("confirmed", "extracted", "inferred")


@dataclass(frozen=True, slots=True)
class Rule:
    """One shape: its name, what it is about (a key of ``GROUPS``), its severity, and what is wrong where it fails.

    ``predicate`` names the predicate whose facts the rule is about; ``lines`` are its Turtle.
    """

    name: str
    group: str
    severity: Severity
    message: str
    lines: tuple[str, ...]
    predicate: str | None = None


def evidence_rules(words: Vocabulary) -> Iterator[Rule]:
    """Give the rules about facts and the sentences behind them."""
    yield from _fact_rules(words)
    yield from _claim_rules()
    yield from _span_rules()
    yield from _entry_rules()


def _fact_rules(words: Vocabulary) -> Iterator[Rule]:
    def rule(name: str, message: str, *lines: str) -> Rule:
        return Rule(name, "Fact", "violation", message, ("sh:targetClass gg:Fact", *lines))

    predicates = listed(item.rdf for item in words.predicates.values())
    yield rule("fact-iri", *_iri_of("fact"))
    yield rule("fact-subject", "has no one subject; keep one rdf:subject", "sh:path rdf:subject", *_one("sh:IRI"))
    yield rule(
        "fact-predicate",
        "has no one predicate of the vocabulary; keep one rdf:predicate",
        "sh:path rdf:predicate",
        *_one("sh:IRI"),
        f"sh:in {predicates}",
    )
    yield rule(
        "fact-object",
        "has no one object; keep one rdf:object",
        "sh:path rdf:object",
        *_one("sh:IRIOrLiteral"),
    )
    yield rule("fact-support", "has no one support; write how many entries say it", "sh:path gg:support", *_number())
    yield rule("fact-confidence", *_confidence())
    yield rule(
        "fact-status",
        f"has no one status; write {', '.join(_STATUS[:-1])} or {_STATUS[-1]}",
        "sh:path gg:status",
        *_one("sh:Literal"),
        f"sh:in {listed(quoted(status) for status in _STATUS)}",
    )
    yield rule(
        "fact-claim",
        "names as claim what is none; remove that gg:hasClaim, or bring the claim back",
        "sh:path gg:hasClaim",
        "sh:class gg:Claim",
    )
    yield rule(
        "fact-evidence",
        'is said by no sentence any more; remove the fact from both files, or confirm it: gg:status "confirmed"',
        'sh:or ( [ sh:path gg:hasClaim ; sh:minCount 1 ] [ sh:path gg:status ; sh:in ( "confirmed" "inferred" ) ] )',
    )


def _claim_rules() -> Iterator[Rule]:
    def rule(name: str, message: str, *lines: str, severity: Severity = "violation") -> Rule:
        return Rule(name, "Claim", severity, message, ("sh:targetClass gg:Claim", *lines))

    yield rule("claim-iri", *_iri_of("claim"))
    yield rule(
        "claim-quote",
        "has no one quotation; keep one gg:quote",
        "sh:path gg:quote",
        *_one("sh:Literal"),
        "sh:minLength 1",
    )
    yield rule("claim-confidence", *_confidence())
    yield rule("claim-rule", "names no rule that found it; add gg:rule", "sh:path gg:rule", "sh:minCount 1")
    yield rule(
        "claim-span",
        "has no one place in a text; keep one prov:wasDerivedFrom",
        "sh:path prov:wasDerivedFrom",
        *_one("sh:IRI"),
        "sh:class oa:SpecificResource",
    )
    yield rule(
        "claim-words",
        "quotes other words than stand at its place; take the sentence from the entry",
        "sh:path ( prov:wasDerivedFrom oa:hasSelector oa:exact )",
        "sh:equals gg:quote",
    )
    yield rule(
        "claim-run",
        "names as run what is none; mend or remove prov:wasGeneratedBy",
        "sh:path prov:wasGeneratedBy",
        "sh:class prov:Activity",
    )
    yield rule(
        "claim-fact",
        "stands behind no fact; remove it, or name it with gg:hasClaim",
        "sh:path [ sh:inversePath gg:hasClaim ]",
        "sh:minCount 1",
        severity="warning",
    )


def _span_rules() -> Iterator[Rule]:
    def rule(group: str, name: str, message: str, *lines: str) -> Rule:
        of = {"Span": "SpecificResource", "QuoteSelector": "TextQuoteSelector"}.get(group, "TextPositionSelector")
        return Rule(name, group, "violation", message, (f"sh:targetClass oa:{of}", *lines))

    yield rule("Span", "span-iri", *_iri_of("span"))
    yield rule(
        "Span",
        "span-entry",
        "is in no one entry; keep one oa:hasSource",
        "sh:path oa:hasSource",
        *_one("sh:IRI"),
        "sh:class schema:Article",
    )
    for name, kind in (("span-quote", "TextQuoteSelector"), ("span-position", "TextPositionSelector")):
        yield rule(
            "Span",
            name,
            f"has no one oa:{kind}; keep one",
            "sh:path oa:hasSelector",
            f"sh:qualifiedValueShape [ sh:class oa:{kind} ]",
            "sh:qualifiedMinCount 1",
            "sh:qualifiedMaxCount 1",
        )
    yield rule(
        "QuoteSelector",
        "quote-exact",
        "has no one text; keep one oa:exact",
        "sh:path oa:exact",
        *_one("sh:Literal"),
        "sh:minLength 1",
    )
    for part in ("prefix", "suffix"):
        path, kept = f"sh:path oa:{part}", f"has two texts of one side; keep one oa:{part}"
        yield rule("QuoteSelector", f"quote-{part}", kept, path, "sh:maxCount 1", "sh:nodeKind sh:Literal")
    for part in ("start", "end"):
        path, kept = f"sh:path oa:{part}", f"has no one {part}; keep one oa:{part}, a count of characters"
        yield rule("PositionSelector", f"position-{part}", kept, path, *_number())
    yield rule(
        "PositionSelector", "position-order", "ends before it starts; mend oa:start and oa:end",
        "sh:path oa:start", "sh:lessThan oa:end",
    )  # fmt: skip


def _entry_rules() -> Iterator[Rule]:
    def rule(name: str, message: str, *lines: str) -> Rule:
        return Rule(name, "Entry", "violation", message, ("sh:targetClass schema:Article", *lines))

    yield rule("entry-iri", *_iri_of("entry"))
    yield rule(
        "entry-title", "has no one title; keep one schema:headline", "sh:path schema:headline", *_one("sh:Literal")
    )
    yield rule(
        "entry-checksum",
        "has no one checksum; write the SHA-256 of its text as gg:sha256",
        "sh:path gg:sha256",
        *_one("sh:Literal"),
        'sh:pattern "^[0-9a-f]{64}$"',
    )
    yield rule(
        "entry-topic",
        "has two subjects; keep one foaf:primaryTopic",
        "sh:path foaf:primaryTopic",
        "sh:maxCount 1",
        "sh:nodeKind sh:IRI",
    )


# ── Turtle ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _one(kind: str) -> tuple[str, ...]:
    return "sh:minCount 1", "sh:maxCount 1", f"sh:nodeKind {kind}"


def _number() -> tuple[str, ...]:
    return "sh:minCount 1", "sh:maxCount 1", "sh:datatype xsd:integer", "sh:minInclusive 0"


def _confidence() -> tuple[str, ...]:
    lines = ("sh:path gg:confidence", "sh:minCount 1", "sh:maxCount 1", "sh:datatype xsd:decimal")
    message = "has no one confidence; write a decimal from 0 to 1 as gg:confidence"
    return message, *lines, "sh:minInclusive 0", "sh:maxInclusive 1"


def _iri_of(kind: str) -> tuple[str, ...]:
    message = f"has an address that is none of ours; give it one that ends in _{kind}-…"
    return message, "sh:nodeKind sh:IRI", f'sh:pattern "_{kind}-[^/#]+$"'


def listed(terms: Iterable[str]) -> str:
    """Write a list, sorted."""
    return f"( {' '.join(sorted(set(terms)))} )"


def joined(terms: Iterable[str]) -> str:
    """Write several objects of one predicate, sorted."""
    return " , ".join(sorted(set(terms)))


def quoted(text: str) -> str:
    """Write a text as a literal."""
    return str(Literal(text))
