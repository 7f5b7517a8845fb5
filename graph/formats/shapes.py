"""SHACL shapes of a vocabulary: every rule that a graph keeps to, with its severity and what it says to a person.

A fault of structure is a violation, doubtful content a warning. SHACL core says what it can; what compares several
nodes is a SPARQL constraint on the one concept scheme, so that each query runs once over the graph, not once a node.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from graph.formats.evidence import SHAPES, Rule, Severity, evidence_rules, joined, listed, quoted
from graph.formats.rdf import PREFIXES
from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import SAME, YEAR, Predicate, Vocabulary, read_vocabulary

__all__ = ["GROUPS", "SINGLE_VALUED", "generate_shapes", "shape_rules", "write_shapes"]

SINGLE_VALUED = ("developedBy", "introducedIn")
"""Predicates that mostly have one answer: two are worth a second look."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "Thing": "things",
        "Concept": "concepts",
        "Predicate": "predicates",
        "Fact": "facts",
        "Claim": "claims",
        "Span": "places in a text",
        "QuoteSelector": "quoted words",
        "PositionSelector": "positions",
        "Entry": "entries",
        "Glossary": "the glossary as a whole",
    }
)
"""What rules are about, in the order of the file, with the word for it."""

_SH = "http://www.w3.org/ns/shacl#"
_CONCEPT = "skos:Concept"
_IRI = "sh:nodeKind sh:IRI"


def write_shapes(build: Build, target: Path, settings: Settings) -> None:  # noqa: ARG001 (every writer has this signature)
    """Write ``shapes.ttl``, the SHACL shapes of the vocabulary; they are the same for every build of a domain."""
    write_whole(target, generate_shapes(read_vocabulary(settings.domain)).encode())


def generate_shapes(words: Vocabulary) -> str:
    """Give the SHACL shapes of a vocabulary as Turtle, in a fixed order.

    Examples
    --------
    >>> text = generate_shapes(read_vocabulary())
    >>> "ggs:developedBy-object a sh:NodeShape" in text
    True
    """
    prefixes = {**PREFIXES, "ggs": SHAPES, "sh": _SH}
    head = [f"@prefix {name}: <{prefixes[name]}> ." for name in sorted(prefixes)]
    declared = " ,\n\t\t".join(
        f'[ sh:prefix "{name}" ; sh:namespace "{iri}"^^xsd:anyURI ]' for name, iri in sorted(PREFIXES.items())
    )
    title = quoted(f"Shapes of the glossary graph: {words.title}")
    about = f"<{SHAPES.removesuffix('#')}> a owl:Ontology ;\n\tdcterms:title {title} ;\n\tsh:declare {declared} ."
    blocks = [_block(f"ggs:{rule.name}", _rule_lines(rule)) for rule in shape_rules(words)]
    return "\n\n".join(["\n".join(head), about, *blocks]) + "\n"


def shape_rules(words: Vocabulary) -> tuple[Rule, ...]:
    """Give every rule of a vocabulary, by what it is about and then by name."""
    rules = [
        *_thing_rules(words),
        *_concept_rules(),
        *(rule for predicate in words.predicates.values() for rule in _predicate_rules(predicate, words)),
        *evidence_rules(words),
        *_glossary_rules(words),
    ]
    order = list(GROUPS)
    return tuple(sorted(rules, key=lambda rule: (order.index(rule.group), rule.name)))


# ── things and their kinds ─────────────────────────────────────────────────────────────────────────────────────────


def _thing_rules(words: Vocabulary) -> Iterator[Rule]:
    plain = [kind for kind in words.kinds.values() if kind.inferred is None]
    named = [kind.rdf for kind in plain if not words.is_in(kind.name, "concept")]
    types = _types(kind.rdf for kind in plain)
    exact = _types(kind.rdf for kind in plain if kind.rdf != _CONCEPT)
    rules = [
        _thing_rule("thing-kind", "has no kind; say with a what it is", "rdf:type", types, "sh:qualifiedMinCount 1"),
        _thing_rule("thing-kinds", "has two kinds; keep one", "rdf:type", exact, "sh:qualifiedMaxCount 1"),
        _thing_rule("thing-label", "has no label; add rdfs:label", "rdfs:label", "sh:minCount 1"),
        _thing_rule(
            "thing-labels",
            "has two labels; keep one as rdfs:label, the other as skos:altLabel",
            "rdfs:label",
            "sh:qualifiedValueShape [ sh:datatype xsd:string ]",
            "sh:qualifiedMaxCount 1",
            "sh:uniqueLang true",
        ),
    ]
    listed = f"sh:property {joined(f'ggs:{rule.name}' for rule in rules)}"
    yield _thing_rule("thing", "has an address that is none of ours; give it one", "", *_things(words), _IRI, listed)
    yield from rules
    message, only = "is a concept and a named thing at once; keep one kind", ("sh:qualifiedMaxCount 0",)
    target = (f"sh:targetClass {joined(named)}",) if named else ()
    yield _thing_rule("thing-named", message, "rdf:type", _types([_CONCEPT]), *only, *target)


def _thing_rule(name: str, message: str, path: str, *lines: str) -> Rule:
    return Rule(name, "Thing", "violation", message, (*([f"sh:path {path}"] if path else []), *lines))


def _things(words: Vocabulary) -> Iterator[str]:
    """Target what has a kind of ours, mentions, or a fact."""
    said = {item.rdf for item in words.predicates.values()}
    ends = {item.rdf for item in words.predicates.values() if not item.takes_year}
    yield f"sh:targetClass {joined(kind.rdf for kind in words.kinds.values())}"
    yield f"sh:targetSubjectsOf {joined({'gg:mentionCount', *said})}"
    if ends:
        yield f"sh:targetObjectsOf {joined(ends)}"


def _concept_rules() -> Iterator[Rule]:
    def rule(name: str, message: str, *lines: str) -> Rule:
        return Rule(name, "Concept", "violation", message, (f"sh:targetClass {_CONCEPT}", *lines))

    yield rule("concept-label", "has no preferred label; add skos:prefLabel", "sh:path skos:prefLabel", "sh:minCount 1")
    yield rule(
        "concept-labels",
        "has two preferred labels in one language; keep one, the other as skos:altLabel",
        "sh:path skos:prefLabel",
        "sh:uniqueLang true",
        "sh:nodeKind sh:Literal",
    )
    yield rule(
        "concept-names",
        "has its preferred label as another name too; keep it once",
        "sh:path [ sh:alternativePath ( skos:altLabel skos:hiddenLabel ) ]",
        "sh:disjoint skos:prefLabel",
    )
    yield rule(
        "concept-forms",
        "has another name as a search form too; keep it once",
        "sh:path skos:altLabel",
        "sh:disjoint skos:hiddenLabel",
    )
    yield rule("concept-scheme", "is in no glossary; add skos:inScheme", "sh:path skos:inScheme", "sh:minCount 1")


def _predicate_rules(predicate: Predicate, words: Vocabulary) -> Iterator[Rule]:
    """Say between which kinds a predicate stands, whichever way a file says it."""
    inverse = predicate.rdf_inverse if not predicate.is_symmetric else None
    begins = (f"sh:targetSubjectsOf {predicate.rdf}", *([f"sh:targetObjectsOf {inverse}"] if inverse else []))
    ends = (f"sh:targetObjectsOf {predicate.rdf}", *([f"sh:targetSubjectsOf {inverse}"] if inverse else []))
    said = predicate.says[0]

    def rule(name: str, message: str, *lines: str) -> Rule:
        return Rule(f"{predicate.name}-{name}", "Predicate", "violation", message, lines, predicate.name)

    who = _plurals(predicate.subjects, words)
    message = f"cannot stand before “{said}”, which is said of {who}; mend the kind or the fact"
    yield rule("subject", message, *begins, _kinds_node(predicate.subjects, words))
    whom = _plurals(predicate.object_kinds, words)
    if predicate.takes_year:
        message = f"does not end “{said}” with a year; write a plain integer, such as 2021"
        target = f"sh:targetSubjectsOf {predicate.rdf}"
        yield rule("year", message, target, f"sh:path {predicate.rdf}", "sh:datatype xsd:integer")
    else:
        message = f"cannot stand after “{said}”, which is followed by {whom}; mend the kind or the fact"
        yield rule("object", message, *ends, _kinds_node(predicate.object_kinds, words))
    if SAME in predicate.objects:
        message = f"“{said}” something of another kind, and may only something of its own; mend the kinds or the fact"
        yield rule("same", message, f"sh:targetSubjectsOf {predicate.rdf}", _same_node(predicate, words))


def _kinds_node(kinds: Iterable[str], words: Vocabulary) -> str:
    return f"sh:node {_kinds_shape(kinds, words)}"


def _kinds_shape(kinds: Iterable[str], words: Vocabulary) -> str:
    """Shape a node that has one of these kinds and, where the plain concept is one of them, no other concept's."""
    allowed = set(kinds)
    rdf = {words.kinds[kind].rdf for kind in allowed}
    parts = [f"[ sh:path rdf:type ; {_types(rdf)} ; sh:qualifiedMinCount 1 ]"]
    others = {kind.rdf for kind in words.kinds.values() if words.is_in(kind.name, "concept")} - rdf
    if _CONCEPT in rdf and others:
        parts.append(f"[ sh:path rdf:type ; {_types(others)} ; sh:qualifiedMaxCount 0 ]")
    return f"[ sh:property {' , '.join(parts)} ]"


def _same_node(predicate: Predicate, words: Vocabulary) -> str:
    """Shape a subject whose objects have its own kind, or one of those that the predicate names beside it."""
    named = predicate.objects - {SAME, YEAR}
    choices = [
        f"[ sh:node {_kinds_shape([kind], words)} ; "
        f"sh:property [ sh:path {predicate.rdf} ; sh:node {_kinds_shape({*named, kind}, words)} ] ]"
        for kind in sorted(predicate.subjects)
    ]
    return f"sh:or ( {' '.join(choices)} )"


# ── what compares several nodes ────────────────────────────────────────────────────────────────────────────────────
# A constraint may hold no VALUES, and rdflib joins in an order of its own: a FILTER in a FILTER keeps it to one fact.


def _glossary_rules(words: Vocabulary) -> Iterator[Rule]:
    turned = " || ".join(
        f"(?said = {item.rdf} && ?back = {item.rdf_inverse})" for item in words.predicates.values() if item.rdf_inverse
    )
    yield _query_rule(
        "fact-stated",
        "violation",
        "stands in provenance.ttl alone; state it in graph.ttl, or remove the fact",
        f"""?value a gg:Fact ; rdf:subject ?one ; rdf:predicate ?said ; rdf:object ?other .
        FILTER NOT EXISTS {{ ?one ?said ?other }}
        FILTER NOT EXISTS {{ ?other ?back ?one . FILTER ({turned or "false"}) }}""",
    )
    yield _query_rule(
        "fact-recorded",
        "warning",
        "stands in graph.ttl alone and counts as a person's word; export the graph to have it recorded so",
        f"""{{ SELECT $this WHERE {{ ?any a gg:Fact }} LIMIT 1 }} {_said(words, "?other")}
        FILTER NOT EXISTS {{ ?fact rdf:subject ?value ; rdf:object ?other ; rdf:predicate ?path }}""",
    )
    yield _query_rule(
        "fact-entries",
        "warning",
        "names more support than its sentences give; count the entries that say it",
        "?value gg:support ?said ; gg:hasClaim ?claim . ?claim prov:wasDerivedFrom ?span . ?span oa:hasSource ?entry",
        having="GROUP BY $this ?value ?said HAVING (?said > COUNT(DISTINCT ?entry))",
    )
    yield _query_rule(
        "label-agrees",
        "warning",
        "has another label than its preferred one; make them agree",
        """?value rdfs:label ?label ; skos:prefLabel ?any .
        FILTER NOT EXISTS { ?value skos:prefLabel ?preferred . FILTER (STR(?preferred) = STR(?label)) }""",
    )
    yield _query_rule(
        "itself",
        "violation",
        "stands in a fact with itself; remove the fact",
        _said(words, "?value"),
    )
    yield _query_rule(
        "out-of-base",
        "violation",
        "lies outside the glossary; give it an address that begins as the others do",
        f"""{" UNION ".join(f"{{ ?value a {name} }}" for name in _classes(words))}
        FILTER (!STRSTARTS(STR(?value), STRBEFORE(CONCAT(STR($this), " "), "_scheme ")))""",
    )
    for predicate in words.predicates.values():
        if predicate.rdf == "skos:broader":
            message = "is a kind of itself, by way of others; remove the fact of the circle that is wrong"
            yield _query_rule("circle", "violation", message, "?value skos:broader+ ?value .", predicate.name)
        if predicate.name in SINGLE_VALUED:
            yield _twice_rule(predicate)


def _twice_rule(predicate: Predicate) -> Rule:
    """Doubt two answers where one is likely; that two did something together, as one sentence says, is no doubt."""
    together = """FILTER NOT EXISTS {
        ?first rdf:subject ?value . FILTER EXISTS {
          ?first rdf:object ?one ; rdf:predicate ?path ; gg:hasClaim/prov:wasDerivedFrom ?span . FILTER EXISTS {
            ?second rdf:subject ?value . FILTER EXISTS {
              ?second rdf:object ?other ; rdf:predicate ?path ; gg:hasClaim/prov:wasDerivedFrom ?span } } } }"""
    return _query_rule(
        f"{predicate.name}-twice",
        "warning",
        f"“{predicate.says[0]}” has more than one answer; not all may be right",
        f"""BIND ({predicate.rdf} AS ?path) ?value {predicate.rdf} ?one , ?other .
        FILTER (STR(?one) < STR(?other)) {"" if predicate.takes_year else together}""",
        predicate.name,
    )


def _said(words: Vocabulary, other: str) -> str:
    """Match the direct triples that say a fact (a constraint may hold no VALUES; FILTER IN would walk every triple)."""
    paths = sorted({item.rdf for item in words.predicates.values()})
    return " UNION ".join(f"{{ BIND ({path} AS ?path) ?value {path} {other} }}" for path in paths)


def _query_rule(
    name: str, severity: Severity, message: str, where: str, predicate: str | None = None, *, having: str = ""
) -> Rule:
    """Make a rule of a SPARQL pattern that binds ``?value``, what is at fault, and perhaps ``?path``."""
    path = " ?path" if "?path" in where else ""
    select = f"SELECT DISTINCT $this ?value{path} WHERE {{ {' '.join(where.split())} }} {having}".strip()
    query = f"sh:sparql [ sh:prefixes <{SHAPES.removesuffix('#')}> ; sh:select {quoted(select)} ]"
    return Rule(name, "Glossary", severity, message, ("sh:targetClass skos:ConceptScheme", query), predicate)


# ── Turtle ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rule_lines(rule: Rule) -> list[str]:
    kind = "PropertyShape" if any(line.startswith("sh:path ") for line in rule.lines) else "NodeShape"
    severity = f"sh:severity sh:{rule.severity.capitalize()}"
    return [f"a sh:{kind}", *rule.lines, severity, f"sh:message {quoted(rule.message)}"]


def _block(subject: str, lines: Iterable[str]) -> str:
    return f"{subject} " + " ;\n\t".join(lines) + " ."


def _types(classes: Iterable[str]) -> str:
    return f"sh:qualifiedValueShape [ sh:in {listed(classes)} ]"


def _classes(words: Vocabulary) -> list[str]:
    """Give the classes of all that a glossary names itself."""
    ours = {
        "gg:Claim",
        "gg:Fact",
        "gg:Link",
        "gg:Match",
        "gg:Merge",
        "gg:Section",
        "oa:SpecificResource",
        "schema:Article",
    }
    return sorted(ours | {kind.rdf for kind in words.kinds.values()})


def _plurals(kinds: Iterable[str], words: Vocabulary) -> str:
    """List kinds in the vocabulary's order, as a person says them."""
    plurals = [words.kinds[kind].plural for kind in sorted(kinds, key=words.rank)]
    return " and ".join([", ".join(plurals[:-1]), plurals[-1]] if len(plurals) > 1 else plurals)
