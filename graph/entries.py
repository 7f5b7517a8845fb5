"""Entries: short articles, and the readers that find them in files (see READERS)."""

import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import BinaryIO, TextIO

from graph.errors import EntryError, SettingsError
from graph.published import (
    STDIN,
    About,
    Body,
    Entry,
    Link,
    Problem,
    Reader,
    ReadOptions,
    Section,
    name_of,
    publish,
    published,
    read_bytes,
    slugify,
)
from graph.readers.archive import is_passed_over, read_zip
from graph.readers.markdown import read_markdown
from graph.readers.markup import read_html
from graph.readers.rows import FIELDS, read_csv, read_json, read_json_lines
from graph.readers.text import decode, read_text
from graph.sections import ROLES, SectionRoles, read_section_roles
from graph.vocabulary import AI_DOMAIN

__all__ = [
    "READERS",
    "ROLES",
    "About",
    "Body",
    "Entry",
    "Link",
    "Problem",
    "ReadOptions",
    "Reader",
    "Reading",
    "Section",
    "SectionRoles",
    "guess_suffix",
    "name_of",
    "publish",
    "published",
    "read_entries",
    "read_section_roles",
    "slugify",
]

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".csv": read_csv,
        ".htm": read_html,
        ".html": read_html,
        ".json": read_json,
        ".jsonl": read_json_lines,
        ".markdown": read_markdown,
        ".md": read_markdown,
        ".ndjson": read_json_lines,
        ".tsv": read_csv,
        ".txt": read_text,
        ".zip": read_zip,
    }
)
"""Readers by suffix. Other packages add theirs by an entry point ``".suffix" = "module:function"`` of our group."""

GROUP = "glossary_graph.readers"
LARGEST_FILE = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: entries sorted by name, and a problem for each thing that could not be, in order of place."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def read_entries(
    paths: Iterable[Path | str],
    *,
    fields: Mapping[str, str] | None = None,
    max_characters: int = 200_000,
    stdin: BinaryIO | TextIO | None = None,
    domain: Path = AI_DOMAIN,
) -> Reading:
    r"""Read the entries of files, folders (with all below them), zip archives and, for ``-``, standard input.

    ``fields`` maps our fields (``title``, ``text``, ``definition``, ``aliases``, ``url``, ``date``, ``author``,
    ``licence``, ``id``) to the columns or keys of tables. What cannot be read becomes a problem, and the others go
    through. The order of paths changes nothing: of two entries with one name, the first by place stays.

    Raises
    ------
    SettingsError
        ``fields`` names a field that entries do not have, or a reader of another package cannot be loaded.

    Examples
    --------
    >>> from io import BytesIO
    >>> reading = read_entries(["-"], stdin=BytesIO(b"RAG\n\nDefinition\nRAG is a technique."))
    >>> reading.entries[0].title, [section.heading for section in reading.entries[0].sections]
    ('RAG', ['Definition'])
    """
    options = ReadOptions(dict(fields or {}), max_characters, read_section_roles(domain), _readers())
    unknown = sorted(set(options.fields) - set(FIELDS))
    if unknown:
        raise SettingsError(f"fields: unknown field {unknown[0]!r}; the fields are {', '.join(FIELDS)}")
    names = {str(path) for path in paths}
    found = list(_read_stdin(stdin, options)) if "-" in names else []
    for item in _files(sorted(names - {"-"}), options):
        found += [item] if isinstance(item, Problem) else _read_file(item, options)
    return _reading(found)


def _readers() -> Mapping[str, Reader]:
    """Give the table with the readers of other packages; ours win."""
    others = {}
    for point in sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value), reverse=True):
        try:
            others[point.name.lower()] = point.load()
        except (ImportError, AttributeError) as error:
            raise SettingsError(f"reader {point.name} = {point.value}: {error}; mend or remove that package") from None
    return MappingProxyType({**others, **READERS})


def _files(names: Iterable[str], options: ReadOptions) -> list[Path | Problem]:
    """List the files of paths in order of place, a file that is reached twice once."""
    listed = [item for name in names for item in _files_of(Path(name), options)]
    problems = {item.place: item for item in listed if isinstance(item, Problem)}
    files: dict[str, Path] = {}
    for path in sorted(item for item in listed if isinstance(item, Path)):
        files.setdefault(os.path.realpath(path), path)
    return [*problems.values(), *files.values()]


def _files_of(path: Path, options: ReadOptions) -> Iterator[Path | Problem]:
    place = _place(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            yield from _files_below(path, options)
        elif stat.S_ISREG(mode):
            yield path
        else:
            yield Problem(place, "a pipe, socket or device and no file", "give a file")
    except FileNotFoundError:
        if path.is_symlink():
            yield Problem(place, "a link that leads nowhere", "mend or remove it")
        else:
            yield Problem(place, "no such file or folder", "check the spelling")
    except (OSError, ValueError) as error:
        yield _unreadable(place, error)


def _files_below(folder: Path, options: ReadOptions) -> Iterator[Path | Problem]:
    problems: list[OSError] = []
    found = 0
    for parent, folders, files in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(parent, name)
            if not is_passed_over(PurePosixPath(name), options):
                found += 1
                yield from _files_of(path, options)
    for error in problems:
        yield _unreadable(_place(Path(error.filename or folder)), error)
    if not found and not problems:
        yield Problem(_place(folder), "no entries in this folder", f"give a folder with {', '.join(options.readers)}")


def _read_file(path: Path, options: ReadOptions) -> Iterator[Entry | Problem]:
    place = _place(path)
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            yield Problem(place, f"{size:,} bytes; a file has at most {LARGEST_FILE:,}", "split it")
            return
        data = path.read_bytes()
    except OSError as error:
        yield _unreadable(place, error)
        return
    yield from read_bytes(data, place, options)


def _place(path: Path) -> str:
    """Write a path so that it prints: bytes of a file's name that are no UTF-8 become the replacement character."""
    text = os.fsencode(path.as_posix()).decode("utf-8", "replace")
    return "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in text)


def _unreadable(place: str, error: Exception) -> Problem:
    if isinstance(error, PermissionError):
        return Problem(place, "permission denied", "make it readable")
    cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Problem(place, f"cannot be read ({cause})", "check the path")


def _read_stdin(stdin: BinaryIO | TextIO | None, options: ReadOptions) -> Iterator[Entry | Problem]:
    raw = (stdin or sys.stdin.buffer).read()
    data = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else raw
    yield from read_bytes(data, STDIN, options, suffix=guess_suffix(data))


def guess_suffix(data: bytes) -> str:
    """Guess the format of what came through standard input, as a suffix of READERS.

    >>> guess_suffix(b'{"title": "RAG", "text": "."}'), guess_suffix(b"# RAG"), guess_suffix(b"RAG is a technique.")
    ('.json', '.md', '.txt')
    """
    if data.startswith(b"PK\x03\x04"):
        return ".zip"
    try:
        text = decode(data, STDIN).strip()
    except EntryError:
        return ".txt"
    if text.startswith(("{", "[")):
        line, _, rest = text.partition("\n")
        if rest.strip() and _is_json(line) and not _is_json(text):
            return ".jsonl"
        if text.startswith("{") or _is_json(text):
            return ".json"
    if re.match(r"<(!doctype html|html)\b", text, re.IGNORECASE):
        return ".html"
    is_markdown = text.startswith("---\n") or re.search(r"^#{1,6} \S|\[\[[^\]\n]+\]\]|\]\(|\*\*", text, re.MULTILINE)
    return ".md" if is_markdown else ".txt"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _reading(found: Iterable[Entry | Problem]) -> Reading:
    """Keep one entry of each name and text, lead its links to entries, and put all in order."""
    kept: dict[str, Entry] = {}
    texts: dict[str, str] = {}
    problems = []
    for item in found:
        if isinstance(item, Problem):
            problems.append(item)
        elif item.text in texts:
            problems.append(Problem(item.source, f"duplicate of {texts[item.text]}", "kept once; remove one of them"))
        elif item.name in kept:
            cause = f"the name {item.name!r} is taken by {kept[item.name].source}"
            problems.append(Problem(item.source, cause, "rename the file, or give the entry an id of its own"))
        else:
            kept[item.name] = item
            texts[item.text] = item.source
    entries = [kept[name] for name in sorted(kept)]
    names = _names(entries)
    linked = (replace(entry, links=tuple(_lead(entry.links, names))) for entry in entries)
    return Reading(tuple(linked), tuple(sorted(problems, key=_order)))


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    """Map slugs of names, titles and aliases to names of entries: a name goes before a title, that before an alias."""
    names: dict[str, str] = {}
    listed = list(entries)
    ways: tuple[Callable[[Entry], tuple[str, ...]], ...] = (
        lambda entry: (entry.name,),
        lambda entry: (entry.title,),
        lambda entry: entry.aliases,
    )
    for labels in ways:
        for entry in listed:
            for label in labels(entry):
                names.setdefault(slugify(label), entry.name)
    return names


def _lead(links: Iterable[Link], names: Mapping[str, str]) -> Iterator[Link]:
    for link in links:
        name = names.get(slugify(link.target))
        if name is not None or not link.is_address:
            yield replace(link, target=name or link.target)


def _order(problem: Problem) -> tuple[list[str | int], str]:
    parts = re.split(r"(\d+)", problem.place)
    return [int(part) if part.isdecimal() else part for part in parts], problem.cause
