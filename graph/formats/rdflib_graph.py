"""From an rdflib graph to a build: a graph of ours that somebody made, loaded or edited with rdflib, taken back.

RDF holds no whole texts, so they are given, or made of what the graph quotes: each sentence, with the words around it,
in its place, and blanks between. Facts, labels and sentences are the same either way; checksums and the names of runs,
which come from the text, are not.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from graph.errors import FolderError
from graph.formats.iris import Names
from graph.formats.reading import read_build
from graph.formats.serialization import turtle
from graph.formats.statements import read_quotations
from graph.formats.triples import Triples, base_of
from graph.network import Build
from graph.vocabulary import AI_DOMAIN

if TYPE_CHECKING:
    import rdflib

__all__ = ["from_rdflib"]

_HERE = "the rdflib graph"
_BESIDE = ("claims.jsonl", "ids.csv", "mentions.jsonl")
_MOST_CHARACTERS = 10_000_000


def from_rdflib(
    graph: "rdflib.Graph", texts: Mapping[str, str] | Path | None = None, *, domain: Path = AI_DOMAIN
) -> Build:
    """Take a graph of ours back from rdflib, with what was changed in it: what :func:`to_rdflib` gave, or our Turtle.

    ``texts`` are the published texts by the names of their entries, or the built folder that has them; a folder also
    gives back mentions, and claims that were set aside, which RDF only counts. Without texts, an entry's text is what
    the graph quotes of it, in its place.

    Raises
    ------
    FolderError
        The graph is none of ours, or holds a blank node or an IRI that is none.

    Examples
    --------
    >>> from graph.formats.serialization import to_rdflib
    >>> from tests.example import build
    >>> [fact.object for fact in from_rdflib(to_rdflib(build())).facts if fact.predicate == "developedBy"]
    ['openai']
    """
    with TemporaryDirectory() as place:
        folder = Path(place)
        try:
            _write(graph, texts, folder)
            return read_build(folder, domain=domain)
        except FolderError as error:
            raise FolderError(str(error).replace(f"{folder}/graph.ttl", _HERE).replace(str(folder), _HERE)) from None


def _write(graph: "rdflib.Graph", texts: Mapping[str, str] | Path | None, folder: Path) -> None:
    """Make a folder of the graph that can be read: both files hold all of it."""
    written = turtle(sorted(set(_triples(graph)), key=str), {})
    for name in ("graph.ttl", "provenance.ttl"):
        (folder / name).write_bytes(written)
    if isinstance(texts, Path):
        shutil.copytree(texts / "text", folder / "text")
        for name in _BESIDE:
            if (texts / name).exists():
                shutil.copyfile(texts / name, folder / name)
        return
    (folder / "text").mkdir()
    for name, text in {**_quoted_texts(Triples(folder / "graph.ttl")), **(texts or {})}.items():
        if Path(name).name == name:
            (folder / "text" / f"{name}.txt").write_bytes(text.encode())


def _triples(graph: "rdflib.Graph") -> Iterator[Triple]:
    """Give the triples of a graph, of a data set those of all its graphs."""
    import rdflib

    rows = (row[:3] for row in graph.quads()) if isinstance(graph, rdflib.ConjunctiveGraph) else iter(graph)
    for row in rows:
        subject, predicate, value = row
        try:
            yield Triple(
                _iri(subject), _iri(predicate), _literal(value) if isinstance(value, rdflib.Literal) else _iri(value)
            )
        except ValueError as error:
            words = " ".join(str(part) for part in row)
            raise FolderError(f"{_HERE}: {words}: {error}; mend what you added to it") from None


def _iri(term: object) -> NamedNode:
    import rdflib

    if not isinstance(term, rdflib.URIRef):
        raise ValueError(f"a {type(term).__name__} has no name that a build could keep")  # noqa: TRY004 (as a bad IRI)
    return NamedNode(str(term))


def _literal(term: "rdflib.Literal") -> Literal:
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


# ── texts, of what is quoted ───────────────────────────────────────────────────────────────────────────────────────


def _quoted_texts(triples: Triples) -> dict[str, str]:
    names = Names(base_of(triples))
    canvases: dict[str, _Canvas] = {}
    for iri in triples.of_type("schema:Article"):
        canvases[names.name("entry", iri) or ""] = _Canvas(triples.one(iri, "schema:headline") or "")
    for kind in ("gg:Section", "gg:Link"):
        for place in triples.of_type(kind):
            entry = names.name("entry", triples.one(place, "gg:inEntry") or "")
            canvases.get(entry or "", _Canvas("")).reach(triples.number(place, "oa:end"))
    for quoted in read_quotations(triples, names):
        canvas, words = canvases.get(quoted.entry or ""), quoted.exact or quoted.quote or ""
        if canvas is not None and quoted.start >= 0:
            canvas.write(quoted.start - len(quoted.prefix or ""), quoted.prefix or "")
            canvas.write(quoted.start + len(words), quoted.suffix or "")
            canvas.write(quoted.start, words)
    return {name: canvas.text for name, canvas in canvases.items()}


class _Canvas:
    """A text of which only parts are known: they are written at their places, the rest stays blank."""

    def __init__(self, title: str) -> None:
        self.letters: list[str] = []
        self.write(0, f"{title}\n\n")

    @property
    def text(self) -> str:
        return "".join(self.letters)

    def reach(self, end: int) -> None:
        """Make the text long enough."""
        self.letters.extend(" " * (min(end, _MOST_CHARACTERS) - len(self.letters)))

    def write(self, start: int, words: str) -> None:
        if 0 <= start <= _MOST_CHARACTERS:
            self.reach(start)
            self.letters[start : start + len(words)] = words
