"""JSON-LD that a web developer can read: short names, plain values, and the context inside the file."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from graph.formats.rdf import PREFIXES, expand, graph_quads, parts, prefixes_for, provenance_quads
from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings

__all__ = ["write_jsonld"]

_TYPE = expand("rdf:type")
_STRING = expand("xsd:string")


def write_jsonld(build: Build, target: Path, settings: Settings) -> None:
    """Write graph and provenance together as JSON-LD with the context inside; nothing is fetched to read it."""
    quads = [*graph_quads(build, settings), *provenance_quads(build, settings)]
    data = json.dumps(_document(quads, settings), ensure_ascii=False, indent=1)
    write_whole(target, f"{data}\n".encode())


def _document(quads: list[Quad], settings: Settings) -> dict[str, Any]:
    rows = [parts(quad) for quad in quads]
    forms: dict[str, set[tuple[str, str]]] = {}
    for _, predicate, value in rows:
        forms.setdefault(predicate, set()).add(_form(value))
    terms = _terms({*forms, *(value.value for _, predicate, value in rows if predicate == _TYPE)} - {_TYPE})
    context: dict[str, Any] = {name: iri for name, iri in sorted(prefixes_for(settings.base).items()) if name}
    context |= {name: _definition(iri, forms.get(iri, set())) for iri, name in sorted(terms.items(), key=_by_name)}
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in rows:
        node = nodes.setdefault(subject, {"@id": subject})
        if predicate == _TYPE:
            node.setdefault("@type", []).append(terms[value.value])
        else:
            plain = _value(value, uniform=len(forms[predicate]) == 1)
            node.setdefault(terms[predicate], []).append(plain)
    return {"@context": context, "@graph": [_unpack(nodes[subject]) for subject in sorted(nodes)]}


def _by_name(pair: tuple[str, str]) -> str:
    return pair[1]


def _terms(iris: Iterable[str]) -> dict[str, str]:
    """Give each IRI of a vocabulary its own short name: the last part, with the prefix where two would be the same."""
    prefixed = {}
    for iri in sorted(iris):
        prefix, start = max(
            ((name, start) for name, start in PREFIXES.items() if iri.startswith(start)), key=lambda pair: len(pair[1])
        )
        prefixed[iri] = (prefix, iri.removeprefix(start))
    short = [name for _, name in prefixed.values()]
    return {iri: name if short.count(name) == 1 else f"{prefix}_{name}" for iri, (prefix, name) in prefixed.items()}


def _form(term: NamedNode | Literal) -> tuple[str, str]:
    """Say what a value is: an IRI, a text in a language, or a literal of a type."""
    if isinstance(term, Literal):
        return ("@language", term.language) if term.language else ("@type", term.datatype.value)
    return "@type", "@id"


def _definition(iri: str, forms: set[tuple[str, str]]) -> Any:
    if len(forms) != 1 or forms == {("@type", _STRING)}:
        return iri
    return {"@id": iri, **dict(forms)}


def _value(term: NamedNode | Literal, *, uniform: bool) -> Any:
    """Write a value plainly where the context says what it is, else as a value object."""
    key, form = _form(term)
    if key == "@type" and form in {expand("xsd:integer"), expand("xsd:boolean")} and uniform:
        return json.loads(term.value)
    if uniform or (key, form) == ("@type", _STRING):
        return term.value
    return {"@id": term.value} if form == "@id" else {"@value": term.value, key: form}


def _unpack(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in node.items()}
