r"""Ontologies in OBO, the line format of many of them: the tags that say what a term is called and where it belongs.

Written after "The OBO Flat File Format Specification, version 1.4". Only ``[Term]`` frames are read, and of them id,
name, def, synonym, is_a and is_obsolete; all else is passed over. An identifier whose prefix no ``idspace`` declares
gets the address that section 5.9.2 gives it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.network import Source
from graph.published import Problem, join_words
from graph.terms.record import Prefixes, Term, TermFile, is_web_iri, lines_of, once, read_text

__all__ = ["read_obo"]

_OBO = "http://purl.obolibrary.org/obo/"
_TAG = re.compile(r"([\w-]+):\s*(.*)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(\w*)')
_COMMENT = re.compile(r"\s[!{].*")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": " ", "t": " ", "W": " "}


@dataclass(slots=True)
class _Frame:
    """The tags of a frame that count: (place, value) for each."""

    place: str
    tags: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def first(self, tag: str) -> str:
        return next((value for _, value in self.tags.get(tag, ())), "")


def read_obo(path: Path) -> tuple[TermFile, tuple[Problem, ...]]:
    """Read the terms of an OBO file; a line or frame that cannot be read is a problem, and the others are read."""
    place = path.as_posix()
    found = list(_frames(read_text(path), place))
    header = next(frame for frame in found if isinstance(frame, _Frame))
    prefixes = dict(value.split()[:2] for _, value in header.tags.get("idspace", ()) if len(value.split()) > 1)
    terms, problems = once(_terms(found[found.index(header) + 1 :], prefixes))
    early = tuple(item for item in found[: found.index(header)] if isinstance(item, Problem))
    return TermFile(_source(header, path.name), terms), early + problems


def _frames(text: str, place: str) -> Iterator[_Frame | Problem]:
    """Give the header, then the ``[Term]`` frames; lines that are no tags are problems."""
    frame, wanted = _Frame(place), True
    for item in lines_of(text, place):
        if isinstance(item, Problem):
            yield item
            continue
        where, line = item[0], item[1].strip()
        if line.startswith("["):
            if wanted:
                yield frame
            frame, wanted = _Frame(where), line.startswith("[Term]")
        elif wanted and line and not line.startswith("!"):
            tag = _TAG.fullmatch(line)
            if tag is None:
                yield Problem(where, f"{line[:60]!r} is no tag and value", "write it as tag: value")
            else:
                frame.tags.setdefault(tag[1], []).append((where, tag[2]))
    if wanted:
        yield frame


def _terms(found: list[_Frame | Problem], prefixes: Prefixes) -> Iterator[tuple[str, Term] | Problem]:
    for frame in found:
        if isinstance(frame, Problem):
            yield frame
        elif not frame.first("is_obsolete").startswith("true"):
            yield from _term(frame, prefixes)


def _term(frame: _Frame, prefixes: Prefixes) -> Iterator[tuple[str, Term] | Problem]:
    identifier, label = _plain(frame.first("id")), _plain(frame.first("name"))
    iri = _expand(identifier, prefixes)
    if iri is None:
        yield Problem(frame.place, f"{identifier[:60]!r} is no id of a term", "give it an id such as ex:Dropout")
        return
    synonyms = []
    for where, value in frame.tags.get("synonym", ()):
        quoted = _QUOTED.match(value)
        if quoted is None:
            yield Problem(where, f"{value[:60]!r} is no quoted synonym", 'write it as "text" EXACT []')
        elif quoted[2] == "EXACT":
            synonyms.append(_unescape(quoted[1]))
    definition = _QUOTED.match(frame.first("def"))
    above = (_expand(_plain(value), prefixes) for _, value in frame.tags.get("is_a", ()))
    if label:  # a term of another ontology that is only pointed at has no name
        yield (
            frame.place,
            Term(
                iri,
                label,
                _unescape(definition[1]) if definition else "",
                tuple(dict.fromkeys(filter(None, synonyms))),
                tuple(dict.fromkeys(filter(None, above))),
                "" if identifier == iri else identifier,
            ),
        )


def _expand(identifier: str, prefixes: Prefixes) -> str | None:
    prefix, colon, local = identifier.partition(":")
    if not is_web_iri(identifier):
        identifier = f"{prefixes[prefix]}{local}" if prefix in prefixes else f"{_OBO}{prefix}_{local}"
    return identifier if colon and local and is_web_iri(identifier) else None


def _source(header: _Frame, name: str) -> Source:
    said = {}
    for _, value in header.tags.get("property_value", ()):
        key, _, rest = value.partition(" ")
        quoted = _QUOTED.match(rest)
        said[re.split(r"[:/#]", key)[-1]] = _unescape(quoted[1]) if quoted else _plain(rest)
    ontology = _plain(header.first("ontology"))
    iri = ontology if is_web_iri(ontology) or not ontology else f"{_OBO}{ontology}.owl"
    version = said.get("versionInfo") or _plain(header.first("data-version"))
    title = said.get("title") or ontology or name
    return Source(title, said.get("license", ""), version, iri if is_web_iri(iri) else "")


def _plain(value: str) -> str:
    """Take a value without the comment and the modifiers behind it."""
    return _unescape(_COMMENT.sub("", value))


def _unescape(text: str) -> str:
    return join_words(_ESCAPE.sub(lambda mark: _ESCAPED.get(mark[1], mark[1]), text))
