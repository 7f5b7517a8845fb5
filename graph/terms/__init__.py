"""Files that links to other vocabularies are made from: terms of an ontology, and an editor's mappings."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from graph.published import Problem
from graph.terms.mappings import Mapped, MappingFile, read_mappings
from graph.terms.obo import read_obo
from graph.terms.record import Term, TermFile, is_web_iri
from graph.terms.rows import read_term_rows
from graph.terms.turtle import read_turtle

__all__ = [
    "LINK_READERS",
    "Mapped",
    "MappingFile",
    "Term",
    "TermFile",
    "find_link_reader",
    "is_web_iri",
    "read_mappings",
    "read_obo",
    "read_term_rows",
    "read_turtle",
]

Reader = Callable[[Path], tuple[TermFile | MappingFile, tuple[Problem, ...]]]

LINK_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".jsonl": read_term_rows,
        ".obo": read_obo,
        ".sssom.tsv": read_mappings,
        ".ttl": read_turtle,
    }
)
"""Readers by suffix; a new one is one function and one line here."""


def find_link_reader(path: Path) -> Reader | None:
    """Find the reader for a file's suffix.

    >>> find_link_reader(Path("ours.sssom.tsv")) is read_mappings, find_link_reader(Path("x.owl"))
    (True, None)
    """
    return next((read for suffix, read in LINK_READERS.items() if path.name.lower().endswith(suffix)), None)
