"""Links to other vocabularies as SSSOM, the standard table for mappings (https://mapping-commons.github.io/sssom/)."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import graph
from graph.formats.rdf import PREFIXES, Names
from graph.formats.target import write_whole
from graph.network import Build, Match, Source
from graph.published import join_words
from graph.settings import Settings
from graph.terms.mappings import SEMAPV

__all__ = ["SSSOM_COLUMNS", "write_sssom"]

SSSOM_COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "object_source",
    "object_source_version",
    "mapping_source",
    "confidence",
    "comment",
)
"""The columns, in the standard's order."""

_UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"
_SUBJECTS = "glossary"
_PREFIX = re.compile(r"[A-Za-z_][\w.-]*")


def write_sssom(build: Build, target: Path, settings: Settings) -> None:
    """Write the links as an SSSOM table: a header of YAML in comment lines, then a row for each link, sorted.

    The header credits every ontology and every set of mappings that links come from. Nobody says under which licence
    the links themselves may be used, so it says "unspecified", as the standard wants.
    """
    names = Names(settings.base)
    matches = sorted(build.matches)
    curies = _Curies(settings.base, matches)
    labels = {thing.id: thing.label for thing in build.things}
    rows = sorted(_row(match, labels, names, curies) for match in matches)
    lines = [f"#{line}\n" for line in _header(settings, matches, names, curies)]
    text = io.StringIO()
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(SSSOM_COLUMNS)
    table.writerows(rows)
    write_whole(target, ("".join(lines) + text.getvalue()).encode())


def _row(match: Match, labels: Mapping[str, str], names: Names, curies: "_Curies") -> tuple[str, ...]:
    source = curies.shorten(match.source.iri) if match.source.iri else ""
    return (
        curies.shorten(names.thing(match.subject).value),
        _cell(labels.get(match.subject, "")),
        match.predicate,
        curies.shorten(match.target),
        _cell(match.label),
        match.justification,
        "" if match.source.is_mapping_set else source,
        "" if match.source.is_mapping_set else _cell(match.source.version),
        source if match.source.is_mapping_set else "",
        f"{match.confidence:.2f}",
        _cell(match.reason),
    )


def _header(settings: Settings, matches: Iterable[Match], names: Names, curies: "_Curies") -> Iterator[str]:
    yield "curie_map:"
    for prefix, start in sorted(curies.prefixes.items()):
        yield f"  {prefix}: {_quoted(start)}"
    yield f"mapping_set_id: {_quoted(f'{settings.base}_mappings')}"
    yield f"mapping_set_title: {_quoted(f'Links of {settings.title}')}"
    yield f"license: {_quoted(_UNSPECIFIED)}"
    yield f"subject_source: {_quoted(curies.shorten(names.scheme.value))}"
    yield "mapping_tool: glossary-graph"
    yield f"mapping_tool_version: {_quoted(graph.__version__)}"
    sources = sorted({match.source for match in matches} - {Source("")})
    if sources:
        yield f"comment: {_quoted(' '.join(map(_credit, sources)))}"


def _credit(source: Source) -> str:
    said = [
        f"{'Mappings of' if source.is_mapping_set else 'Links to'} {_cell(source.title)}",
        f"version {_cell(source.version)}" if source.version else "",
        f"licence {_cell(source.licence)}" if source.licence else "licence not stated",
        f"from {source.iri}" if source.iri else "",
    ]
    return f"{', '.join(filter(None, said))}."


def _quoted(text: str) -> str:
    """Quote a text for YAML, of which JSON's strings are a part."""
    return json.dumps(_cell(text), ensure_ascii=True)


def _cell(text: str) -> str:
    return join_words(text).encode("utf-8", "replace").decode()


class _Curies:
    """Short forms of the IRIs in a table; every prefix that is used is declared."""

    def __init__(self, base: str, matches: Iterable[Match]) -> None:
        iris = {match.target: match.curie for match in matches}
        iris |= {match.source.iri: "" for match in matches if match.source.iri}
        self.prefixes = {"semapv": SEMAPV, "skos": PREFIXES["skos"], "schema": PREFIXES["schema"]}
        self._declare(_SUBJECTS, base)
        for iri, curie in sorted(iris.items(), key=lambda pair: (not pair[1], pair)):
            prefix, _, local = curie.partition(":")
            if curie and iri.endswith(local) and _PREFIX.fullmatch(prefix):
                self._declare(prefix, iri.removesuffix(local))
            elif self._start(iri) is None:
                self._declare("ns", iri[: _cut(iri)])

    def shorten(self, iri: str) -> str:
        """Give an IRI's short form, by the longest beginning that is declared."""
        prefix = self._start(iri)
        return iri if prefix is None else f"{prefix}:{iri.removeprefix(self.prefixes[prefix])}"

    def _start(self, iri: str) -> str | None:
        fitting = [
            (len(start), prefix) for prefix, start in self.prefixes.items() if iri.startswith(start) and iri != start
        ]
        return max(fitting, default=(0, None))[1]

    def _declare(self, prefix: str, start: str) -> None:
        if start in self.prefixes.values():
            return
        names = [prefix, *(f"{prefix}{number}" for number in range(2, len(self.prefixes) + 3))]
        self.prefixes[next(name for name in names if name not in self.prefixes)] = start


def _cut(iri: str) -> int:
    """Find where an IRI's last part begins; that part is never empty."""
    return max(iri.rfind(mark, 0, len(iri) - 1) for mark in "#/=") + 1
