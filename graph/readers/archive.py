"""Zip archives: the files inside are read as those of a folder, and an archive that lies is refused."""

import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from graph.published import Entry, Problem, ReadOptions, read_bytes, refuse

__all__ = ["is_passed_over", "read_zip"]

MOST_MEMBERS = 20_000
LARGEST = 500_000_000
"""Bytes of all members together, unpacked."""

HIGHEST_RATIO = 200
"""Unpacked bytes for each packed one; text packs to a fifth or a tenth, a bomb to a thousandth."""

DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError)
"""What the standard library raises on damaged archives; RuntimeError also covers unknown ways of packing."""

COMPANIONS = re.compile(
    r"(readme|licen[cs]e|copying|notice|changelog|contributing)(\.\w+)?|glossary-graph\.toml|ids\.csv", re.IGNORECASE
)
"""Files that stand beside entries and are none."""


def is_passed_over(path: PurePosixPath, options: ReadOptions) -> bool:
    """Say whether a file of a folder is none of ours: hidden, a README or licence, or of a kind we do not read."""
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return hidden or bool(COMPANIONS.fullmatch(path.name)) or path.suffix.lower() not in options.readers


def read_zip(data: bytes, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Read the entries of a zip archive's files, in the order of their names."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except DAMAGE as error:
        raise refuse(place, f"no zip archive ({error})", "pack the files again") from None
    with archive:
        members = archive.infolist()
        _check_size(members, place)
        seen: set[str] = set()
        for member in sorted(members, key=lambda member: (PurePosixPath(member.filename).parts, member.header_offset)):
            name, inside = member.filename, f"{place}/{member.filename}"
            trap = _trap(member, seen)
            seen.add(name)
            if trap:
                yield Problem(f"{place}/{_shown(member.orig_filename)}", trap, "pack the archive without it")
            elif member.is_dir() or is_passed_over(PurePosixPath(name), options):
                continue
            elif PurePosixPath(name).suffix.lower() == ".zip":
                yield Problem(inside, "an archive inside an archive", "unpack it")
            else:
                yield from _read_member(archive, member, inside, options)


def _check_size(members: list[zipfile.ZipInfo], place: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise refuse(place, f"{len(members):,} files; an archive has at most {MOST_MEMBERS:,}", "give a folder")
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST:
        raise refuse(place, f"{unpacked:,} bytes unpacked; at most {LARGEST:,}", "give a folder")


def _trap(member: zipfile.ZipInfo, seen: set[str]) -> str | None:
    """Say what is wrong with a member of an archive, None where nothing is."""
    name = member.orig_filename
    if "\0" in name or any(mark < " " for mark in name):
        return "a name with a control character"
    if name.startswith("/") or "\\" in name or re.match(r"[a-zA-Z]:", name) or ".." in PurePosixPath(name).parts:
        return "a name that leads out of the archive"
    if member.filename in seen:
        return "a second file of this name"
    if member.flag_bits & 1:
        return "encrypted"
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "a link or device and no file"
    if member.file_size > 100_000 and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1):
        return f"{member.file_size:,} bytes packed into {member.compress_size:,}"
    return None


def _shown(name: str) -> str:
    return "".join(mark if mark.isprintable() else "?" for mark in name)


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, place: str, options: ReadOptions
) -> Iterator[Entry | Problem]:
    try:
        data = archive.read(member)
    except DAMAGE as error:
        yield Problem(place, f"cannot be unpacked ({error})", "pack the files again")
        return
    yield from read_bytes(data, place, options)
