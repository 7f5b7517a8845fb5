"""Where a writer writes: a file that is either the old one or the new one, never half of both."""

from collections.abc import Callable
from errno import EISDIR
from pathlib import Path

from graph.errors import FolderError

__all__ = ["check_folder", "write_whole"]


def write_whole(target: Path, data: bytes) -> None:
    """Write a file in one step: a reader, or a run that is killed, never meets half a file."""
    if target.is_dir():
        raise IsADirectoryError(EISDIR, "Is a directory", str(target))
    beside = target.with_name(f".{target.name}.new")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def check_folder(folder: Path, is_ours: Callable[[str], bool], what: str, *, option: str = "-o") -> None:
    """Refuse to write into a folder that holds something else; an absent or empty one is fine.

    Raises
    ------
    FolderError
        It is a file, or ``is_ours`` denies a name in it; ``what`` says what that is not ("gold").
    """
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder}: is a file; name a folder with {option}")
    others = sorted(path.name for path in folder.iterdir() if not is_ours(path.name)) if folder.is_dir() else []
    if others:
        found = f"holds {others[0]}, which is no {what}"
        raise FolderError(f"{folder}: {found}; choose an empty or new folder with {option}")
