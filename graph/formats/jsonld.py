"""JSON-LD that a web developer can read: short names, plain values, and the context inside the file.

A thing is an object with an ``@id`` relative to ``@base``, its kinds as ``@type``, and a key for each predicate::

    {"@id": "gpt-4", "@type": ["Model"], "label": "GPT-4", "developedBy": ["openai"]}

Within one file a key has one shape: an array wherever any object has two values of it. What the context says of a key
(IRI, language, datatype) is what most of its values are; another value is an object of its own (``{"@value": …}``).
Numbers with a fraction stand as strings, because JSON-LD reads a bare ``0.9`` as a double.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from graph.formats.iris import PREFIXES, compact, expand, parts
from graph.formats.rdf import graph_quads, provenance_quads
from graph.formats.target import write_whole
from graph.formats.terms import BORROWED_TERMS, OWN_TERMS, RESERVED_TERMS
from graph.network import Build
from graph.settings import Settings
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["generate_jsonld", "write_jsonld"]

_TYPE = expand("rdf:type")
_STRING = expand("xsd:string")
_NAMES_OF_THINGS = {"label", "prefLabel", "title", "headline"}
# What readers of JSON-LD resolve alike, whatever they think of dots, colons and empty steps in a path.
_PLAIN_NAME = re.compile(r"\w[\w.+-]*")
_PLAIN_BASE = re.compile(r"https?://[^/?#]+/(?:[\w~%+-][\w.~%+-]*/)*(?:(?:[\w~%+-][\w.~%+-]*)?#)?")

Form = tuple[str, str]
"""What the context can say of a value: ``("@type", "@id")``, ``("@language", "en")``; of a plain text ``("", "")``."""

_PLAIN, _IRI, _TERM = ("", ""), ("@type", "@id"), ("@type", "@vocab")
_INTEGER, _BOOLEAN = ("@type", "xsd:integer"), ("@type", "xsd:boolean")


def write_jsonld(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance together as JSON-LD with the context inside; nothing is fetched to read it."""
    quads = [*graph_quads(build, settings), *provenance_quads(build, settings)]
    write_whole(target, generate_jsonld(quads, settings))


def generate_jsonld(quads: Iterable[Quad], settings: Settings) -> bytes:
    """Write quads without blank nodes as one JSON-LD document, whichever graph they are in: things, then the rest.

    Examples
    --------
    >>> from tests.example import build
    >>> document = json.loads(generate_jsonld(graph_quads(build(), Settings()), Settings()))
    >>> document["@graph"][3]["@id"], document["@graph"][3]["developedBy"]
    ('gpt-4', 'openai')
    """
    rows = sorted({parts(quad) for quad in quads}, key=lambda row: (row[0], row[1], str(row[2])))
    writing = _Writing(rows, settings)
    document = {"@context": writing.context(), "@graph": writing.nodes()}
    return f"{json.dumps(document, ensure_ascii=False, indent=1)}\n".encode()


class _Writing:
    """One document: what each term is called, and what the context says of each predicate's values."""

    def __init__(self, rows: Sequence[tuple[str, str, NamedNode | Literal]], settings: Settings) -> None:
        self.rows, self.base = rows, settings.base
        self.short = _short_names(read_vocabulary(settings.domain))
        forms: dict[str, Counter[Form]] = defaultdict(Counter)
        values: Counter[tuple[str, str]] = Counter()
        for subject, predicate, value in rows:
            forms[predicate][self.form(value)] += 1
            values[subject, predicate] += 1
        self.forms = {predicate: max(found, key=lambda form: (found[form], form)) for predicate, found in forms.items()}
        self.translated = {predicate for predicate, found in forms.items() if _is_translated(found)}
        self.arrays = {predicate for (_, predicate), count in values.items() if count > 1}

    def context(self) -> dict[str, Any]:
        terms = {predicate: self.definition(predicate) for predicate in self.forms if predicate != _TYPE}
        for _, predicate, value in self.rows:
            if predicate == _TYPE or self.forms[predicate] == self.form(value) == _TERM:
                terms.setdefault(value.value, compact(value.value))
        named = sorted((self.name(iri), definition) for iri, definition in terms.items())
        place = {"@base": self.base} if _PLAIN_BASE.fullmatch(self.base) else {}
        return {**place, **PREFIXES, **{name: definition for name, definition in named if name != definition}}

    def definition(self, predicate: str) -> Any:
        key, form = self.forms[predicate]
        if predicate in self.translated:
            return {"@id": compact(predicate), "@container": "@language"}
        return {"@id": compact(predicate), key: form} if key else compact(predicate)

    def nodes(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, list[NamedNode | Literal]]] = {}
        for subject, predicate, value in self.rows:
            found.setdefault(subject, {}).setdefault(predicate, []).append(value)
        return [self.node(subject, found[subject]) for subject in sorted(found, key=self.place)]

    def place(self, subject: str) -> tuple[bool, str]:
        """Things come first, then what the graph says about its facts and entries."""
        return subject.removeprefix(self.base).startswith("_"), subject

    def node(self, subject: str, values: Mapping[str, Sequence[NamedNode | Literal]]) -> dict[str, Any]:
        node: dict[str, Any] = {"@id": self.reference(subject)}
        if _TYPE in values:
            node["@type"] = [self.name(value.value) for value in values[_TYPE]]
        named = sorted((self.name(predicate), predicate) for predicate in values.keys() - {_TYPE})
        for name, predicate in sorted(named, key=lambda pair: pair[0] not in _NAMES_OF_THINGS):
            node[name] = self.values(predicate, values[predicate])
        return node

    def values(self, predicate: str, terms: Sequence[NamedNode | Literal]) -> Any:
        if predicate in self.translated:
            return _language_map(terms)
        written = [self.value(term, self.forms[predicate]) for term in terms]
        return written if predicate in self.arrays else written[0]

    def value(self, term: NamedNode | Literal, usual: Form) -> Any:
        """Write a value plainly where the context says what it is, else as an object."""
        form = self.form(term)
        if isinstance(term, NamedNode):
            text = self.short[term.value] if form == usual == _TERM else self.reference(term.value)
            return text if usual in {form, _IRI} else {"@id": text}
        if _is_native(term.value, form) and usual in {form, _PLAIN, _IRI}:
            return json.loads(term.value)
        key, what = form
        return term.value if form == usual else {"@value": term.value, **({key: what} if key else {})}

    def form(self, term: NamedNode | Literal) -> Form:
        if isinstance(term, NamedNode):
            return _TERM if term.value in self.short else _IRI
        if term.language:
            return "@language", term.language
        return _PLAIN if term.datatype.value == _STRING else ("@type", compact(term.datatype.value))

    def name(self, iri: str) -> str:
        return self.short.get(iri) or compact(iri)

    def reference(self, iri: str) -> str:
        """Write an IRI of ours relative to the base where every reader resolves it alike."""
        name = iri.removeprefix(self.base)
        if name == iri or not _PLAIN_NAME.fullmatch(name) or not _PLAIN_BASE.fullmatch(self.base):
            return iri
        return f"#{name}" if self.base.endswith("#") else name


def _short_names(words: Vocabulary) -> dict[str, str]:
    """Give each known term its short name; where two would be the same, the vocabulary's comes first, then ours."""
    named = [(name, expand(item.rdf)) for name, item in words.predicates.items()]
    named += [(kind.rdf.partition(":")[2], expand(kind.rdf)) for kind in words.kinds.values()]
    named += [(name, expand(f"gg:{name}")) for name in sorted(OWN_TERMS)]
    borrowed = {*BORROWED_TERMS, *RESERVED_TERMS, "rdfs:comment", "rdfs:label"}
    # reversed, for an entry's licence is schema.org's and the data set's is Dublin Core's
    named += [(curie.partition(":")[2], expand(curie)) for curie in sorted(borrowed, reverse=True)]
    taken: dict[str, str] = {}
    for name, iri in named:
        taken.setdefault(name, iri)
    return {iri: name for name, iri in taken.items()}


def _is_translated(forms: Iterable[Form]) -> bool:
    """Whether a predicate's values are texts in several languages, and nothing else."""
    found = list(forms)
    return len(found) > 1 and all(key == "@language" for key, _ in found)


def _language_map(terms: Iterable[NamedNode | Literal]) -> dict[str, str | list[str]]:
    found: dict[str, list[str]] = {}
    for term in terms:
        if isinstance(term, Literal) and term.language:
            found.setdefault(term.language, []).append(term.value)
    return {language: texts[0] if len(texts) == 1 else texts for language, texts in sorted(found.items())}


def _is_native(text: str, form: Form) -> bool:
    """Whether JSON's own number or truth value comes back as the same literal."""
    if form == _INTEGER:
        return re.fullmatch(r"0|-?[1-9]\d{0,14}", text, re.ASCII) is not None
    return form == _BOOLEAN and text in {"true", "false"}
