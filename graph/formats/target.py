"""Where a writer writes: a file that is either the old one or the new one, never half of both."""

from errno import EISDIR
from pathlib import Path

__all__ = ["write_whole"]


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
