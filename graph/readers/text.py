"""Plain text: bytes to characters, and entries whose headings are lines of their own."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace

from graph.published import About, Body, Entry, Problem, ReadOptions, publish, refuse, stem_of
from graph.sections import find_headings, find_title, title_from_stem

__all__ = ["decode", "normalize", "publish_plain", "read_text"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks, UTF-32 before UTF-16 because one begins like the other."""


def read_text(data: bytes, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Read one entry of plain text: an optional title line, then headings on lines of their own and paragraphs."""
    yield from publish_plain(decode(data, place), About(), place, options)


def decode(data: bytes, place: str) -> str:
    """Turn a file's bytes into text with LF line ends and without byte order mark.

    UTF-8, and UTF-16 and UTF-32 with a byte order mark, are read.

    Raises
    ------
    EntryError
        The file is empty, binary or in another encoding.
    """
    mark, encoding = next(((mark, name) for mark, name in MARKS if data.startswith(mark)), (b"", "utf-8"))
    if encoding == "utf-8" and b"\0" in data:
        raise refuse(place, f"binary: byte {data.index(0)} is NUL", "give text, Markdown, HTML, JSON or CSV")
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[len(mark) + error.start]
        cause = f"not {encoding.upper()}: byte 0x{byte:02X} at offset {len(mark) + error.start}"
        raise refuse(f"{place}:{line}", cause, "save the file as UTF-8") from None
    if not text.strip("\ufeff \t\r\n\f"):
        raise refuse(place, "empty", "write an entry into it or remove it")
    return normalize(text)


def normalize(text: str) -> str:
    """Give a text LF line ends and no byte order mark; a form feed is a line end, too."""
    return re.sub(r"\A\s*\ufeff[\s\ufeff]*", "", re.sub("\r\n?|\f", "\n", text))


def publish_plain(text: str, about: About, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Publish an entry of plain text; its title is the known one, else a title line, else made of the file's name."""
    stem = about.title or stem_of(place)
    text = normalize(text)
    if len(text) > options.max_characters * 2:
        cause = f"{len(text):,} characters; an entry has at most {options.max_characters:,}"
        yield Problem(place, cause, "split it or raise the limit")
        return
    found = find_title(text, stem, options.roles)
    if found and (not about.title or _same(found[0], about.title)):
        title, text = about.title or found[0], text[found[1] :]
    else:
        title = about.title or title_from_stem(stem, text)
    body = Body(text, find_headings(text, options.roles))
    yield from publish(body, replace(about, title=title), place, options)


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
