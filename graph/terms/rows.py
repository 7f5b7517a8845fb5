r"""Terms as JSON lines, an object a line: id, label, definition, synonyms (text, or [text, scope]), parents.

The first line may say what the file is, and what the prefixes of its ids stand for:
``{"title": "…", "licence": "…", "version": "…", "iri": "…", "prefixes": {"ex": "https://example.org/"}}``.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.network import Source
from graph.published import Problem, join_words
from graph.terms.record import Prefixes, Term, TermFile, is_web_iri, lines_of, once, read_text

__all__ = ["read_term_rows"]


def read_term_rows(path: Path) -> tuple[TermFile, tuple[Problem, ...]]:
    """Read the terms of a file of JSON lines; a line that cannot be read is a problem, and the others are read."""
    rows = list(_rows(read_text(path), path.as_posix()))
    first = rows[0] if rows else None
    header: dict[str, Any] = first[1] if isinstance(first, tuple) and "id" not in first[1] else {}
    rows = rows[1:] if header else rows
    prefixes = header.get("prefixes")
    known = {str(name): str(iri) for name, iri in prefixes.items()} if isinstance(prefixes, dict) else {}
    terms, problems = once(item for row in rows for item in _term(row, known))
    title, licence, version, iri = (
        join_words(str(header.get(name) or "")) for name in ("title", "licence", "version", "iri")
    )
    licence = licence or join_words(str(header.get("license") or ""))
    return TermFile(Source(title or path.name, licence, version, iri if is_web_iri(iri) else ""), terms), problems


def _rows(text: str, place: str) -> Iterator[tuple[str, dict[str, Any]] | Problem]:
    for item in lines_of(text, place):
        if isinstance(item, Problem):
            yield item
        elif item[1].strip():
            try:
                row = json.loads(item[1])
            except (ValueError, RecursionError) as error:
                yield Problem(item[0], f"no JSON ({str(error)[:80]})", "write an object a line")
                continue
            if isinstance(row, dict):
                yield item[0], row
            else:
                yield Problem(item[0], f"a {type(row).__name__} and no object", 'write {"id": …, "label": …}')


def _term(row: tuple[str, dict[str, Any]] | Problem, prefixes: Prefixes) -> Iterator[tuple[str, Term] | Problem]:
    if isinstance(row, Problem):
        yield row
        return
    place, values = row
    identifier, label = values.get("id"), values.get("label")
    if not isinstance(identifier, str) or not isinstance(label, str) or not label.strip():
        yield Problem(place, "no id or no label", 'give both: {"id": "ex:Dropout", "label": "Dropout"}')
        return
    iri = _expand(identifier, prefixes)
    if iri is None:
        yield Problem(place, f"{identifier[:60]!r} is no web address, nor has it a prefix with one", _DECLARE)
        return
    yield (
        place,
        Term(
            iri,
            join_words(label),
            join_words(str(values.get("definition") or "")),
            tuple(dict.fromkeys(_exact(values.get("synonyms")))),
            tuple(parent for parent in (_expand(text, prefixes) for text in _texts(values.get("parents"))) if parent),
            "" if identifier == iri else identifier,
        ),
    )


_DECLARE = 'begin the file with {"prefixes": {"ex": "https://example.org/"}}'


def _expand(identifier: str, prefixes: Prefixes) -> str | None:
    prefix, _, local = identifier.partition(":")
    iri = f"{prefixes[prefix]}{local}" if prefix in prefixes else identifier
    return iri if is_web_iri(iri) else None


def _exact(synonyms: Any) -> Iterator[str]:
    """Give the exact synonyms: those without a scope, and those whose scope is EXACT."""
    for item in synonyms if isinstance(synonyms, list) else ():
        text, scope = (*item, "EXACT")[:2] if isinstance(item, list) and item else (item, "EXACT")
        if isinstance(text, str) and text.strip() and str(scope).upper() == "EXACT":
            yield join_words(text)


def _texts(values: Any) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
