"""A user's own annotations: documents with marks, read from the forms of other programs and written for them.

Whatever the form, they become entries and gold (:func:`make_gold`); a build becomes marks to correct
(:func:`draft_documents`).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from graph.annotations.brat import read_brat, write_brat
from graph.annotations.docbin import read_docbin
from graph.annotations.draft import draft_documents
from graph.annotations.gold import Annotated, make_gold
from graph.annotations.record import Document, GoldReader, Relation, Span
from graph.annotations.studio import read_label_studio, write_label_studio
from graph.errors import GoldError
from graph.published import Problem

__all__ = [
    "GOLD_READERS",
    "Annotated",
    "Document",
    "Relation",
    "Span",
    "draft_documents",
    "is_annotated",
    "make_gold",
    "read_documents",
    "write_brat",
    "write_label_studio",
]

GOLD_READERS: Mapping[str, GoldReader] = MappingProxyType(
    {
        ".ann": read_brat,
        ".json": read_label_studio,
        ".spacy": read_docbin,
    }
)
"""Readers by suffix; a new one is one function and one line here."""


def is_annotated(path: Path) -> bool:
    """Say whether a file, or a file of a folder, is in one of these forms and not our own gold."""
    if path.is_dir():
        return any(is_annotated(file) for file in sorted(path.iterdir()) if file.is_file())
    if path.suffix.lower() == ".json":
        with path.open("rb") as file:
            return file.read(100).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    return path.suffix.lower() in GOLD_READERS


def read_documents(path: Path) -> Iterator[Document | Problem]:
    """Read the annotated documents of a file, or of all files of a folder.

    Raises
    ------
    GoldError
        There is none.
    """
    if not path.exists():
        raise GoldError(f"{path}: no such file or folder; check the spelling")
    files = [path] if path.is_file() else sorted(file for file in path.iterdir() if file.suffix.lower() in GOLD_READERS)
    if not files or files[0].suffix.lower() not in GOLD_READERS:
        raise GoldError(f"{path}: no annotations here; give {', '.join(GOLD_READERS)} or a folder with such files")
    for file in files:
        yield from GOLD_READERS[file.suffix.lower()](file)
