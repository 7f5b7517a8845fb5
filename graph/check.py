"""Whether a built graph keeps to the shapes of its vocabulary (whether its quotations hold: :mod:`graph.quotations`).

:func:`validate` asks the SHACL shapes (extra ``shacl``) and puts what they find into a person's words. It changes
nothing.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from graph.errors import CheckError
from graph.formats.evidence import SHAPES, Rule, Severity
from graph.formats.rdf import PREFIXES, Names, expand, graph_quads, provenance_quads
from graph.formats.shapes import generate_shapes, shape_rules
from graph.formats.triples import SCHEME, parse_file, stranger
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import Predicate, Vocabulary, read_vocabulary

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

__all__ = ["Finding", "Findings", "Said", "validate"]

_SH = "http://www.w3.org/ns/shacl#"
_SHOWN = 4
"""How many facts a finding tells of in its line."""


@dataclass(frozen=True, slots=True)
class Said:
    """A fact that a finding is about, in words, with a sentence that says it; both are None where none is known."""

    says: str
    entry: str | None = None
    sentence: str | None = None

    def __str__(self) -> str:
        return self.says if self.sentence is None else f"{self.says} “{self.sentence}” ({self.entry})".lstrip()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: how bad it is, what it is about (in words, and its IRI), what is wrong, and the sentences."""

    severity: Severity
    rule: str
    about: str
    message: str
    said: tuple[Said, ...]
    node: str

    def __str__(self) -> str:
        shown = [str(item) for item in islice(self.said, _SHOWN)]
        more = [f"and {len(self.said) - _SHOWN} more"] if len(self.said) > _SHOWN else []
        line = f"{self.severity}: {self.about}: {self.message}"
        return " ".join((f"{line}: {'; '.join((*shown, *more))}" if shown else line).split())


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the shapes found, violations first; ``report`` is the SHACL validation report as Turtle."""

    found: tuple[Finding, ...]
    report: str

    @property
    def violations(self) -> tuple[Finding, ...]:
        """The faults of structure."""
        return tuple(finding for finding in self.found if finding.severity == "violation")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The doubtful content."""
        return tuple(finding for finding in self.found if finding.severity == "warning")


def validate(source: Path | Build, settings: Settings | None = None) -> Findings:
    """Check a built folder, one RDF file of ours or a build in memory against the shapes of its vocabulary.

    Raises
    ------
    CheckError
        pySHACL is not installed.
    FolderError
        A file is missing, cannot be read, or is no graph of ours.

    Examples
    --------
    >>> from tests.example import build
    >>> validate(build()).found
    ()
    """
    try:
        import pyshacl
        import rdflib
    except ModuleNotFoundError as error:
        raise CheckError(f"validate needs {error.name}; pip install 'glossary-graph[shacl]'") from None
    settings = settings or Settings()
    words = read_vocabulary(settings.domain)
    with _quiet():
        data = _load(source, settings)
        shapes = rdflib.Graph().parse(data=generate_shapes(words), format="turtle")
        _, report, text = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
        if not isinstance(report, rdflib.Graph):
            raise CheckError(f"validate: {text.strip()}; report this with the file that you checked")
        return Findings(_findings(report, words, _Teller(data, words)), _report(report, words))


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging values that are no numbers: the shapes find them."""
    logger = logging.getLogger("rdflib.term")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


# ── loading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _load(source: Path | Build, settings: Settings) -> "rdflib.Graph":
    import rdflib

    data = rdflib.Graph()
    for quad in _quads(source, settings):
        data.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    kind, scheme = (rdflib.URIRef(expand(name)) for name in ("rdf:type", "skos:ConceptScheme"))
    if not any(str(node).endswith(SCHEME) for node in data.subjects(kind, scheme)):
        raise stranger(source)
    return data


def _quads(source: Path | Build, settings: Settings) -> Iterator[Quad]:
    if isinstance(source, Build):
        yield from graph_quads(source, settings)
        yield from provenance_quads(source, settings)
        return
    files = [source / name for name in ("graph.ttl", "provenance.ttl")] if source.is_dir() else [source]
    for path in files:
        if path.name != "provenance.ttl" or path.exists() or len(files) == 1:
            yield from parse_file(path)


def _term(term: object) -> "Node":
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, Literal):
        kind = None if term.language else rdflib.URIRef(term.datatype.value)
        plain = kind is not None and term.datatype.value == expand("xsd:string")
        return rdflib.Literal(term.value, term.language, None if plain else kind, normalize=False)
    return rdflib.BNode(str(term).removeprefix("_:"))


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _findings(report: "rdflib.Graph", words: Vocabulary, teller: "_Teller") -> tuple[Finding, ...]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    rules = {SHAPES + rule.name: rule for rule in shape_rules(words)}
    order = {name: number for number, name in enumerate(rules)}
    found = set()
    for result in report.objects(None, sh.result):
        rule = rules[str(report.value(result, sh.sourceShape))]
        node = report.value(result, sh.value if rule.group == "Glossary" else sh.focusNode)
        path = str(report.value(result, sh.resultPath))
        said = tuple(teller.said(node, rule, path))
        found.add(Finding(rule.severity, rule.name, teller.name(node), rule.message, said, str(node)))
    return tuple(sorted(found, key=lambda one: (one.severity, order[SHAPES + one.rule], one.about, one.node)))


def _report(report: "rdflib.Graph", words: Vocabulary) -> str:
    """Write the validation report of SHACL (3.6), sorted; the results' paths are those of their shapes."""
    import rdflib

    sh = rdflib.Namespace(_SH)
    paths = {
        SHAPES + rule.name: line for rule in shape_rules(words) for line in rule.lines if line.startswith("sh:path ")
    }
    results = []
    for result in report.objects(None, sh.result):
        rows = {f"<{key}> {value.n3()}" for key, value in report.predicate_objects(result) if _is_plain(key, value)}
        path = paths.get(str(report.value(result, sh.sourceShape)))
        own = {f"sh:resultPath {path.removeprefix('sh:path ')}"} if path is not None else set()
        results.append(" ;\n\t\t".join(sorted(rows | own)))
    prefixes = {**PREFIXES, "sh": _SH}
    head = "".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(prefixes))
    parts = ["[] a sh:ValidationReport", f"sh:conforms {'false' if results else 'true'}"]
    parts += [f"sh:result [\n\t\t{result}\n\t]" for result in sorted(set(results))]
    body = " ;\n\t".join(parts)
    return f"{head}\n{body} .\n"


def _is_plain(key: "Node", value: "Node") -> bool:
    """Whether a row of a result stands for itself: it has a name, or is a literal."""
    import rdflib

    return not isinstance(value, rdflib.BNode) and str(key) != f"{_SH}detail"


class _Teller:
    """Says what a node of the graph is called, and which facts and sentences stand behind it."""

    def __init__(self, data: "rdflib.Graph", words: Vocabulary) -> None:
        self.data, self.words = data, words
        self.predicates = {expand(item.rdf): item for item in words.predicates.values()}

    def name(self, node: "Node | None") -> str:
        """Name a fact by its sentence form, a claim or place by its words, an entry by title, a thing by label."""
        kinds = {str(kind) for kind in self.all(node, "rdf:type")}
        if expand("gg:Fact") in kinds:
            return self.fact(node)
        quoted = next((quote for claim in self.claims(node) for quote in self.all(claim, "gg:quote")), None)
        if quoted is not None:
            return f"the {'claim' if expand('gg:Claim') in kinds else 'place of'} “{quoted}”"
        if expand("schema:Article") in kinds:
            return f"the entry {self.one(node, 'schema:headline') or self.slug(node)}"
        return self.label(node)

    def said(self, node: "Node | None", rule: Rule, path: str) -> Iterator[Said]:
        """Give the facts that a finding is about, each with its first sentence."""
        predicate = self.words.predicates.get(rule.predicate or "") or self.predicates.get(path)
        if predicate is not None and rule.group in {"Predicate", "Glossary"}:
            for one, other in self.triples(node, predicate, is_object=rule.name.endswith("-object")):
                says = f"{self.label(one)} {predicate.says[0]} {self.label(other)}"
                claims = list(self.recorded(one, predicate, other))
                if rule.name != "fact-recorded" or not claims:
                    yield next(self.sentences(claims, says), Said(says))
            return
        is_place = expand("gg:Fact") not in {str(kind) for kind in self.all(node, "rdf:type")}
        for sentence in self.sentences(self.claims(node)):
            yield Said("", sentence.entry, None) if is_place and sentence.sentence is None else sentence

    def triples(self, node: "Node | None", predicate: Predicate, *, is_object: bool) -> Iterator[tuple["Node", "Node"]]:
        path, back = self.iri(predicate.rdf), predicate.rdf_inverse
        pairs = [
            (one, other) for one, _, other in self.data.triples((None, path, node) if is_object else (node, path, None))
        ]
        if back is not None:
            turned = (node, self.iri(back), None) if is_object else (None, self.iri(back), node)
            pairs += [(one, other) for other, _, one in self.data.triples(turned)]
        yield from sorted(set(pairs), key=str)

    def recorded(self, one: "Node", predicate: Predicate, other: "Node") -> Iterator["Node"]:
        """Give the claims of the fact that records a direct triple."""
        for fact in self.data.subjects(self.iri("rdf:subject"), one):
            if self.iri(predicate.rdf) in self.all(fact, "rdf:predicate") and other in self.all(fact, "rdf:object"):
                yield from self.claims(fact)

    def claims(self, node: "Node | None") -> list["Node"]:
        """Give the claims that a fact has, or that stand on a place, or the claim itself."""
        if self.one(node, "gg:quote") is not None:
            return [node] if node is not None else []
        spans = [node, *self.data.subjects(self.iri("oa:hasSelector"), node)]
        of_spans = [claim for span in spans for claim in self.data.subjects(self.iri("prov:wasDerivedFrom"), span)]
        return sorted([*self.all(node, "gg:hasClaim"), *of_spans], key=str)

    def sentences(self, claims: Iterable["Node"], says: str = "") -> Iterator[Said]:
        for claim in claims:
            span = next(iter(self.all(claim, "prov:wasDerivedFrom")), None)
            entry = next(iter(self.all(span, "oa:hasSource")), None)
            quote = self.one(claim, "gg:quote")
            if quote is not None:
                yield Said(says, "no entry" if entry is None else self.slug(entry).removeprefix("_entry-"), quote)

    def fact(self, node: "Node | None") -> str:
        predicate = self.predicates.get(self.one(node, "rdf:predicate") or "")
        ends = [[*self.all(node, f"rdf:{end}"), None][0] for end in ("subject", "object")]
        one, other = ("…" if end is None else self.label(end) for end in ends)
        return f"{one} {'…' if predicate is None else predicate.says[0]} {other}"

    def label(self, node: "Node | None") -> str:
        return self.one(node, "rdfs:label") or self.one(node, "skos:prefLabel") or self.slug(node)

    def slug(self, node: "Node | None") -> str:
        """Give the last part of an IRI; a year as it is."""
        text = str(node)
        return (Names(self.base).slug(text) or text.removeprefix(self.base)) if text.startswith(self.base) else text

    @cached_property
    def base(self) -> str:
        schemes = self.data.subjects(self.iri("rdf:type"), self.iri("skos:ConceptScheme"))
        return next(name for name in sorted(map(str, schemes)) if name.endswith(SCHEME)).removesuffix(SCHEME)

    def all(self, node: "Node | None", curie: str) -> list["Node"]:
        return [] if node is None else sorted(self.data.objects(node, self.iri(curie)), key=str)

    def one(self, node: "Node | None", curie: str) -> str | None:
        return next((str(value) for value in self.all(node, curie)), None)

    def iri(self, curie: str) -> "rdflib.URIRef":
        import rdflib

        return rdflib.URIRef(expand(curie))
