"""IRIs and literals: the one prefix map, how things of a build are named, numbers and dates in canonical form.

Every IRI of ours is flat, ``<base><slug>`` for a thing and ``<base>_entry-…``, ``_fact-…``, ``_claim-…``, ``_span-…``,
``_run-…`` for the rest (no slug begins with ``_``).
"""

import re
from collections.abc import Iterable
from datetime import date
from urllib.parse import quote, unquote

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.errors import DomainError

__all__ = [
    "PREFIXES",
    "Names",
    "Row",
    "compact",
    "day",
    "decimal",
    "expand",
    "integer",
    "parts",
    "plain",
    "prefixes_for",
    "sorted_quads",
    "term",
]

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gg": "https://w3id.org/glossary-graph/ns#",
    "iso-thes": "http://purl.org/iso25964/skos-thes#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vann": "http://purl.org/vocab/vann/",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The one prefix map: what files declare, and what a query may use without declaring it."""

Row = tuple[NamedNode, str, NamedNode | Literal]
"""A triple whose predicate is written with its prefix, as in ``skos:broader``."""

# RFC 3987: characters of a path segment, beyond ASCII without private use and non-characters.
_SEGMENT = re.compile(
    r"[A-Za-z0-9\-._~!$&'()*+,;=:@\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    + "".join(f"{chr(plane << 16)}-{chr((plane << 16) + 0xFFFD)}" for plane in range(1, 14))
    + f"{chr(0xE1000)}-{chr(0xEFFFD)}]"
)
_LOCAL = re.compile(r"\w[\w.+-]*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def expand(curie: str) -> str:
    """Turn ``skos:broader`` into its IRI.

    >>> expand("skos:broader")
    'http://www.w3.org/2004/02/skos/core#broader'

    Raises
    ------
    DomainError
        The prefix is none of :data:`PREFIXES`.
    """
    prefix, _, name = curie.partition(":")
    if prefix not in PREFIXES:
        raise DomainError(f"{curie}: unknown prefix; the vocabulary may use {', '.join(sorted(PREFIXES))}")
    return PREFIXES[prefix] + name


def compact(iri: str) -> str:
    """Write a term's IRI with its prefix where it has one.

    >>> compact("https://schema.org/url"), compact("https://example.org/other")
    ('schema:url', 'https://example.org/other')
    """
    for prefix, start in PREFIXES.items():
        name = iri.removeprefix(start)
        if name != iri and _LOCAL.fullmatch(name):
            return f"{prefix}:{name}"
    return iri


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
    """Percent-encode what an IRI may not hold or rdflib cannot read: spaces of any script, a full stop at the end."""
    name = "".join(
        letter if _SEGMENT.match(letter) and not letter.isspace() else quote(letter, safe="", errors="replace")
        for letter in text
    )
    return f"{name[:-1]}%2E" if name.endswith(".") else name


# ── quads and literals ───────────────────────────────────────────────────────────────────────────────────────────────


def sorted_quads(graph_name: NamedNode | DefaultGraph, rows: Iterable[Row]) -> list[Quad]:
    """Sort by subject, then kinds first, then predicate and object: the order in which the file is read."""
    unique = {
        (subject.value, curie != "rdf:type", expand(curie), str(value)): (subject, value)
        for subject, curie, value in rows
    }
    return [Quad(unique[key][0], NamedNode(key[2]), unique[key][1], graph_name) for key in sorted(unique)]


def term(curie: str) -> NamedNode:
    """Give the node of a term that is written with its prefix."""
    return NamedNode(expand(curie))


def integer(number: int) -> Literal:
    """Write a whole number."""
    return Literal(str(number), datatype=term("xsd:integer"))


def decimal(number: float) -> Literal:
    """Write a share with two places in the canonical form of XML Schema 1.1: 0.5, not 0.50; 1, not 1.0."""
    return Literal(f"{number:.2f}".rstrip("0").rstrip("."), datatype=term("xsd:decimal"))


def plain(value: str | int | bool) -> Literal:
    """Write a qualifier's value."""
    if isinstance(value, bool):
        return Literal(str(value).lower(), datatype=term("xsd:boolean"))
    return integer(value) if isinstance(value, int) else Literal(value)


def day(text: str) -> Literal:
    """Give a date its type where it is one; a note such as "spring 2024" stays a note."""
    if _DAY.fullmatch(text):
        try:
            date.fromisoformat(text)
        except ValueError:
            return Literal(text)
        return Literal(text, datatype=term("xsd:date"))
    return Literal(text)
