"""Where a writer writes: a file that is either the old one or the new one, never half of both."""

from pathlib import Path

__all__ = ["write_whole"]


def write_whole(target: Path, data: bytes) -> None:
    """Write a file in one step: a reader, or a run that is killed, never meets half a file."""
    beside = target.with_name(f".{target.name}.new")
    beside.write_bytes(data)
    beside.replace(target)
