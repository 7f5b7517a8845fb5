"""A term of another vocabulary, and what its readers share: text, lines, identifiers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.network import Source
from graph.published import Problem, refuse

__all__ = ["LONGEST_LINE", "Prefixes", "Term", "TermFile", "is_web_iri", "lines_of", "once", "read_text"]

LARGEST_FILE = 256_000_000
LONGEST_LINE = 1_000_000
"""Characters of a line; no term and no mapping is that long."""

Prefixes = Mapping[str, str]
"""Prefix → what its IRIs begin with."""

_WEB_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+")


@dataclass(frozen=True, slots=True)
class Term:
    """A term that a concept may be linked to; ``synonyms`` are the exact ones, ``parents`` are IRIs."""

    iri: str
    label: str
    definition: str = ""
    synonyms: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    curie: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The label, then the exact synonyms."""
        return self.label, *self.synonyms


@dataclass(frozen=True, slots=True)
class TermFile:
    """The terms of one file, in its order, and whom to credit for them."""

    source: Source
    terms: tuple[Term, ...]


def read_text(path: Path) -> str:
    """Read a file of text whole.

    Raises
    ------
    EntryError
        It is missing, no file, too large, or no text in UTF-8.
    """
    place = path.as_posix()
    try:
        if not path.is_file():
            cause = "no file, but a folder, pipe or device" if path.exists() else "no such file"
            raise refuse(place, cause, "check what --links or the settings name")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise refuse(place, f"{size:,} bytes; a file of links has at most {LARGEST_FILE:,}", "split it")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(place, f"no text in UTF-8 (byte {error.start:,})", "save it as UTF-8") from None
    except OSError as error:
        raise refuse(place, f"cannot be read ({error.strerror})", "make it readable") from None
    if "\0" in text:
        raise refuse(place, "holds NUL bytes, so it is no text", "give a file of terms or mappings")
    return text


def lines_of(text: str, place: str) -> Iterator[tuple[str, str] | Problem]:
    """Give each line with its place (``file:7``); one that is too long is a problem."""
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            cause = f"a line of {len(line):,} characters; a line has at most {LONGEST_LINE:,}"
            yield Problem(f"{place}:{number}", cause, "shorten it or remove it; the others were read")
        else:
            yield f"{place}:{number}", line.rstrip("\r")


def is_web_iri(text: str) -> bool:
    """Say whether a text is an http(s) IRI that every RDF format can write.

    >>> is_web_iri("https://example.org/Dropout"), is_web_iri("javascript:alert(1)"), is_web_iri("https://a b")
    (True, False, False)
    """
    from pyoxigraph import NamedNode

    if not _WEB_IRI.fullmatch(text):
        return False
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def once(found: Iterator[tuple[str, Term] | Problem]) -> tuple[tuple[Term, ...], tuple[Problem, ...]]:
    """Part terms, each with its place, from problems; of two terms with one IRI the first stays."""
    terms: dict[str, tuple[str, Term]] = {}
    problems = []
    for item in found:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        place, term = item
        first, _ = terms.setdefault(term.iri, item)
        if first != place:
            problems.append(Problem(place, f"{term.curie or term.iri} stands at {first} already", "remove one of them"))
    return tuple(term for _, term in terms.values()), tuple(problems)
