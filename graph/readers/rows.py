"""Tables: JSON, JSON lines, CSV and TSV, an entry a row, with a mapping of fields to columns."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import PurePosixPath
from typing import Any

from graph.errors import EntryError
from graph.published import STDIN, Entry, Problem, ReadOptions, join_words, refuse, stem_of
from graph.readers.markdown import about_of
from graph.readers.text import decode, publish_plain

__all__ = ["FIELDS", "read_csv", "read_json", "read_json_lines"]

FIELDS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "term", "name", "label", "headword", "word"),
    "text": ("text", "body", "content", "article"),
    "definition": ("definition", "description", "meaning", "summary"),
    "aliases": ("aliases", "alias", "synonyms", "also known as", "also_known_as", "abbreviation", "acronym"),
    "url": ("url", "link", "source_url"),
    "date": ("date", "published", "updated", "modified"),
    "author": ("author", "authors"),
    "licence": ("licence", "license"),
    "id": ("id", "slug", "identifier"),
}
"""The fields of an entry, each with the names of columns that are taken for it, the best first (case is ignored)."""

Row = Mapping[str, Any]


def read_json(data: bytes, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Read the entries of JSON: an object, a list of them, ``{"entries": […]}`` or ``{title: definition}``."""
    value = _loads(decode(data, place), place)
    if isinstance(value, dict) and _is_row(value, options):
        name = None if place == STDIN else stem_of(place)
        yield from _publish_row(value, place, options, name=name)
        return
    for number, row in enumerate(_rows_of(value, place), 1):
        yield from _publish_row(row, f"{place}, entry {number}", options)


def read_json_lines(data: bytes, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Read the entries of JSON lines, an object a line; a damaged line leaves the others whole."""
    for number, line in enumerate(decode(data, place).split("\n"), 1):
        if line.strip():
            where = f"{place}:{number}"
            try:
                value = _loads(line, where)
            except EntryError as error:
                yield error.args[0]
            else:
                yield from _publish_row(value, where, options)


def read_csv(data: bytes, place: str, options: ReadOptions) -> Iterator[Entry | Problem]:
    """Read the entries of a table with a header, its cells parted by commas, semicolons or tabs."""
    rows, problem = _csv_rows(decode(data, place), place)
    (_, header), *body = rows or [(1, [])]
    names = [name.strip() for name in header]
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise refuse(f"{place}:1", f"two columns are called {twice!r}", "rename one")
    columns = _columns(names, options)
    if "title" not in columns or not columns.keys() & {"text", "definition"}:
        what = "title" if "title" not in columns else "text"
        cause = f"no column for the {what} among {', '.join(filter(None, names))[:200] or 'nothing'}"
        raise refuse(f"{place}:1", cause, f"rename one to {what!r} or map it ({what}=COLUMN)")
    for line, cells in body:
        if len(cells) > len(names):
            cause = f"{len(cells)} cells in a row, {len(names)} in the header"
            yield Problem(f"{place}:{line}", cause, "put quotes around cells that hold the separator")
        elif any(cell.strip() for cell in cells):
            yield from _publish_row(dict(zip(names, cells, strict=False)), f"{place}:{line}", options)
    if problem:
        yield problem


def _csv_rows(text: str, place: str) -> tuple[list[tuple[int, list[str]]], Problem | None]:
    """Give the rows with the line each begins in, and what ended them early."""
    header = text.split("\n", 1)[0]
    tabs = PurePosixPath(place).suffix.lower() == ".tsv" or header.count("\t") > header.count(",")
    separator = "\t" if tabs else ";" if header.count(";") > header.count(",") else ","
    rows: list[tuple[int, list[str]]] = []
    line = 1
    limit = csv.field_size_limit(len(text) + 1)
    try:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
        for cells in reader:
            if cells:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        return rows, Problem(
            f"{place}:{line}", f"no CSV ({error})", "close the quotes of this row and double those inside"
        )
    finally:
        csv.field_size_limit(limit)
    return rows, None


def _loads(text: str, place: str) -> Any:
    """Parse JSON; a place that names no line gets the line of the damage."""
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        where = place if re.search(r":\d+$", place) else f"{place}:{error.lineno}"
        raise refuse(where, f"no JSON ({error.msg}, column {error.colno})", "mend the JSON") from None
    except RecursionError:
        raise refuse(place, "lists or objects inside each other, too deep to read", "make the JSON flatter") from None
    except ValueError as error:
        raise refuse(place, join_words(str(error)), "mend the JSON") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"an object has the key {key[:60]!r} twice")
        found[key] = value
    return found


def _is_row(value: Row, options: ReadOptions) -> bool:
    """Say whether an object is an entry itself, and no mapping of titles or wrapper of a list."""
    if options.fields.keys() & {"title", "text"} and not any(isinstance(part, list | dict) for part in value.values()):
        return True
    columns = _columns(list(value), options)
    has_text = bool(columns.keys() & {"text", "definition"})
    return "title" in columns and (has_text or len(value) == 1)


def _rows_of(value: Any, place: str) -> Iterator[Any]:
    """Give the rows of a list, of ``{"entries": […]}`` or of ``{title: definition or object}``."""
    if isinstance(value, dict) and isinstance(value.get("entries"), list | dict):
        value = value["entries"]
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict) and value and all(isinstance(part, str | dict) for part in value.values()):
        for title, part in value.items():
            yield {"title": title, "text": part} if isinstance(part, str) else {"title": title, **part}
    else:
        raise refuse(place, "no entries in the JSON", 'give an object with "title" and "text", or a list of such')


def _columns(names: Sequence[str], options: ReadOptions) -> dict[str, str]:
    """Say which column holds which field: those that were mapped, then those with a usual name."""
    folded = {name.strip().casefold(): name for name in reversed(names)}
    found = {}
    for field, usual in FIELDS.items():
        wanted = [options.fields[field].strip()] if field in options.fields else usual
        column = next((folded[name.casefold()] for name in wanted if name.casefold() in folded), None)
        if column is not None:
            found[field] = column
    return found


def _publish_row(row: Any, place: str, options: ReadOptions, *, name: str | None = None) -> Iterator[Entry | Problem]:
    if not isinstance(row, dict):
        yield Problem(place, f"a {type(row).__name__} and no object", 'give an object with "title" and "text"')
        return
    columns = _columns([str(key) for key in row], options)
    missing = next((field for field in ("title", "text") if field in options.fields and field not in columns), None)
    if missing:
        cause = f"no {options.fields[missing]!r} for the {missing} among {', '.join(map(str, row))[:200]}"
        yield Problem(place, cause, "map the field to a column that is there")
        return
    about = about_of({field: row[column] for field, column in columns.items()})
    text = _text({field: row[column] for field, column in columns.items()})
    if not join_words(about.title):
        yield Problem(place, "no title" if text.strip() else "no title and no text", "name what the entry is about")
        return
    if not text.strip():
        yield Problem(place, f"{about.title[:60]!r} has no text", "write it or remove the entry")
        return
    yield from publish_plain(text, replace(about, name=about.name or name or about.title), place, options)


def _text(values: Row) -> str:
    """Put a row's definition and text together; the definition comes first, unless the text repeats it."""
    definition, text = (_paragraphs(values.get(field)) for field in ("definition", "text"))
    return text if definition in text else "\n\n".join(filter(None, (definition, text)))


def _paragraphs(value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
