"""An editor's mappings in SSSOM's TSV: a header of YAML in comment lines, then a table.

Read after "A Simple Standard for Sharing Ontological Mappings" (SSSOM 1.0), more kindly than it asks: only the columns
subject_id, predicate_id and object_id must be there.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.network import Source
from graph.published import Problem, join_words, refuse
from graph.terms.record import Prefixes, TermFile, is_web_iri, lines_of, read_text

__all__ = ["MATCH_PREDICATES", "SAME_AS", "SEMAPV", "Mapped", "MappingFile", "read_mappings"]

MATCH_PREDICATES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
"""How a concept may be linked."""

SAME_AS = "schema:sameAs"
"""How a named thing is linked."""

SEMAPV = "https://w3id.org/semapv/vocab/"
"""Where the words for justifications live."""

_SKOS = "http://www.w3.org/2004/02/skos/core#"
_BUILT_IN = {
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "semapv": SEMAPV,
    "skos": _SKOS,
    "sssom": "https://w3id.org/sssom/",
}
"""Prefixes that the standard lets every file use, and schema's."""

_SAME = ("owl:sameAs", SAME_AS, "http://schema.org/sameAs")
_PREDICATES = {
    **{name: name for name in MATCH_PREDICATES},
    **{_SKOS + name.removeprefix("skos:"): name for name in MATCH_PREDICATES},
    **dict.fromkeys((*_SAME, f"{_BUILT_IN['owl']}sameAs", f"{_BUILT_IN['schema']}sameAs"), SAME_AS),
}
_NEEDED = ("subject_id", "predicate_id", "object_id")
_MANUAL = "semapv:ManualMappingCuration"
_JUSTIFICATION = re.compile(r"semapv:\w+")


@dataclass(frozen=True, slots=True)
class Mapped:
    """A row: ``subject`` is an IRI or a slug, ``predicate`` one of ours; ``is_rejected`` says that it does not hold."""

    place: str
    subject: str
    predicate: str
    target: str
    label: str
    curie: str
    justification: str
    confidence: float
    comment: str
    is_rejected: bool


@dataclass(frozen=True, slots=True)
class MappingFile:
    """The rows of one file, in its order, and whom to credit for them."""

    source: Source
    rows: tuple[Mapped, ...]


def read_mappings(path: Path) -> tuple[MappingFile | TermFile, tuple[Problem, ...]]:
    """Read an SSSOM table; a row that cannot be read is a problem, and the others are read.

    Raises
    ------
    EntryError
        The file is missing, its header is no YAML, or a column that must be there is not.
    """
    place = path.as_posix()
    listed = list(lines_of(read_text(path), place))
    problems = [item for item in listed if isinstance(item, Problem)]
    lines = [item for item in listed if not isinstance(item, Problem)]
    count = next((number for number, (_, line) in enumerate(lines) if not line.startswith("#")), len(lines))
    header = _header([line[1:] for _, line in lines[:count]], place)
    prefixes = {**_prefixes(header), **_BUILT_IN}
    found = list(_rows(lines[count:], place, prefixes))
    problems += [item for item in found if isinstance(item, Problem)]
    rows = tuple(item for item in found if isinstance(item, Mapped))
    return MappingFile(_source(header, path.name), rows), tuple(problems)


def _header(lines: list[str], place: str) -> Mapping[str, Any]:
    import yaml  # type: ignore[import-untyped]

    try:
        header = yaml.load("\n".join(lines), Loader=yaml.BaseLoader)  # noqa: S506 (a loader that makes texts only)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{place}:{mark.line + 1}" if mark else place
        cause = " ".join(str(getattr(error, "problem", None) or "nested too deeply").split())
        raise refuse(where, f"the header is no YAML ({cause})", "mend the lines that begin with #") from None
    return header if isinstance(header, dict) else {}


def _prefixes(header: Mapping[str, Any]) -> dict[str, str]:
    known = header.get("curie_map")
    return {str(name): iri for name, iri in known.items() if isinstance(iri, str)} if isinstance(known, dict) else {}


def _source(header: Mapping[str, Any], name: str) -> Source:
    title, licence, version, iri = (
        join_words(text) if isinstance(text := header.get(f"{slot}"), str) else ""
        for slot in ("mapping_set_title", "license", "mapping_set_version", "mapping_set_id")
    )
    return Source(title or name, licence, version, iri if is_web_iri(iri) else "", is_mapping_set=True)


def _rows(lines: list[tuple[str, str]], place: str, prefixes: Prefixes) -> Iterator[Mapped | Problem]:
    filled = [(where, line) for where, line in lines if line.strip()]
    if not filled:
        raise refuse(place, "no table", f"give the columns {', '.join(_NEEDED)}, parted by tabs")
    names = [name.strip() for name in filled[0][1].split("\t")]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        raise refuse(filled[0][0], f"no column {missing[0]}", f"give {', '.join(_NEEDED)}, parted by tabs")
    for where, line in filled[1:]:
        try:
            cells = next(csv.reader([line], delimiter="\t", strict=True))
        except csv.Error as error:
            yield Problem(where, f"no row of a table ({error})", "mend the quotation marks")
            continue
        if len(cells) > len(names):
            yield Problem(where, f"{len(cells)} cells in a row, {len(names)} in the header", "remove a tab")
            continue
        yield _row(where, dict(zip(names, map(join_words, cells), strict=False)), prefixes)


def _row(place: str, cells: Mapping[str, str], prefixes: Prefixes) -> Mapped | Problem:
    predicate = _PREDICATES.get(cells.get("predicate_id", "")) or _PREDICATES.get(
        _expand(cells.get("predicate_id", ""), prefixes)
    )
    if predicate is None:
        allowed = ", ".join((*MATCH_PREDICATES, SAME_AS))
        return Problem(
            place, f"{cells.get('predicate_id', '')[:60]!r} is no predicate of a link", f"use one of {allowed}"
        )
    target = _expand(cells.get("object_id", ""), prefixes)
    if not is_web_iri(target):
        cause = f"the object {cells.get('object_id', '')[:80]!r} is no web address, nor has it a prefix of curie_map"
        return Problem(place, cause, "write it as https://…, or declare its prefix")
    subject = cells.get("subject_id", "")
    if not subject:
        return Problem(place, "no subject", "name a thing by its IRI or slug (see ids.csv)")
    confidence = _confidence(cells.get("confidence", ""))
    if confidence is None:
        return Problem(
            place, f"{cells['confidence'][:30]!r} is no confidence", "write a number from 0 to 1, or nothing"
        )
    modifier = cells.get("predicate_modifier", "")
    if modifier not in {"", "Not"}:
        return Problem(place, f"{modifier[:30]!r} is no predicate_modifier", "write Not, or nothing")
    justification = cells.get("mapping_justification", "") or _MANUAL
    if not _JUSTIFICATION.fullmatch(justification):
        return Problem(place, f"{justification[:60]!r} is no mapping_justification", f"write {_MANUAL}, or nothing")
    return Mapped(
        place,
        _expand(subject, prefixes),
        predicate,
        target,
        cells.get("object_label", ""),
        "" if cells["object_id"] == target else cells["object_id"],
        justification,
        confidence,
        cells.get("comment", ""),
        modifier == "Not",
    )


def _expand(identifier: str, prefixes: Prefixes) -> str:
    """Write a CURIE out; what has no prefix of the map stays as it is."""
    prefix, colon, local = identifier.partition(":")
    return f"{prefixes[prefix]}{local}" if colon and local and prefix in prefixes else identifier


def _confidence(text: str) -> float | None:
    try:
        number = float(text or 1)
    except ValueError:
        return None
    return number if 0 <= number <= 1 else None
