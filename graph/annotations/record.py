"""Annotated documents as other programs keep them: places with a label, relations between places, nothing resolved."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.published import Problem

__all__ = ["ONE_THING", "Document", "GoldReader", "Relation", "Span", "join_pieces", "sort_marks"]

ONE_THING = "sameThing"
"""The label of a relation that says that two places name one thing, in forms that have no other way to say it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A marked place as its file gives it.

    ``start`` and ``end`` count as the file counts (see :mod:`graph.annotations.places`), end exclusive; ``quote`` are
    the words that the file says stand there, empty where it says nothing; ``place`` is for messages.
    """

    id: str
    start: int
    end: int
    label: str
    quote: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """An arrow between two spans, by their ids."""

    head: str
    label: str
    tail: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its marks; ``name`` becomes the entry's, ``title`` is empty where the file does not say it."""

    name: str
    text: str
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...] = ()
    title: str = ""
    place: str = ""


GoldReader = Callable[[Path], Iterator[Document | Problem]]
"""Reads the annotated documents of a file; what cannot be read becomes a problem, and the others go through."""


def join_pieces(text: str) -> str:
    r"""Take out what forms write differently in a quotation: white space, and line ends that are written as ``\n``."""
    return "".join(text.replace("\\n", " ").split())


def sort_marks(
    items: Iterable[Span | Relation | Problem],
) -> tuple[tuple[Span, ...], tuple[Relation, ...], tuple[Problem, ...]]:
    """Part what was read of a document into places, relations and what is wrong, each in its order."""
    found = tuple(items)
    return (
        tuple(item for item in found if isinstance(item, Span)),
        tuple(item for item in found if isinstance(item, Relation)),
        tuple(item for item in found if isinstance(item, Problem)),
    )
