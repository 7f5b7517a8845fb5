"""A folder of gold with the texts that it stands on: ``<entry>.json`` and ``text/<entry>.txt``."""

from collections.abc import Iterable
from pathlib import Path

from graph.annotations.gold import Annotated, publish_document
from graph.annotations.record import Document
from graph.entries import Entry
from graph.errors import GoldError
from graph.formats.target import check_folder, write_whole
from graph.gold import Gold, generate_gold

__all__ = ["TEXTS", "check_gold_folder", "read_texts", "write_gold_folder"]

TEXTS = "text"
"""The folder of the texts, as in a built folder."""

_OTHERS = {TEXTS, "README.md", ".gitkeep", "splits.toml"}


def check_gold_folder(folder: Path) -> None:
    """Refuse a place that holds something else than gold.

    Raises
    ------
    FolderError
        It is a file, or has other files in it.
    """
    check_folder(folder, lambda name: name in _OTHERS or name.endswith(".json"), "gold")


def write_gold_folder(annotated: Annotated, folder: Path) -> None:
    """Write gold and texts; gold of the same entries is replaced, that of others stays.

    Raises
    ------
    FolderError
        The place holds something else.
    """
    check_gold_folder(folder)
    (folder / TEXTS).mkdir(parents=True, exist_ok=True)
    for gold, entry in zip(annotated.golds, annotated.entries, strict=True):
        write_whole(folder / TEXTS / f"{entry.name}.txt", entry.text.encode())
        write_whole(folder / f"{gold.entry}.json", generate_gold(gold).encode())


def read_texts(folder: Path, golds: Iterable[Gold]) -> tuple[Entry, ...]:
    """Read the entries that lie beside gold.

    Raises
    ------
    GoldError
        A text is missing or cannot be read.
    """
    return tuple(_read(folder / TEXTS / f"{gold.entry}.txt", gold.entry) for gold in golds)


def _read(path: Path, name: str) -> Entry:
    try:
        entry = publish_document(Document(name, path.read_bytes().decode("utf-8"), (), place=path.as_posix()))
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: {error}; put the annotated text back, or name the folder of the entries") from None
    if not isinstance(entry, Entry):
        raise GoldError(str(entry))
    return entry
