"""Writers: every file format that a build can be exported to, by name (see WRITERS)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType

from graph.errors import FolderError
from graph.network import Build
from graph.settings import Settings

__all__ = ["WRITERS", "WRITER_GROUP", "Write", "Writer", "all_writers", "export", "find_writer"]

WRITER_GROUP = "glossary_graph.writers"
"""The entry-point group in which other packages offer a :class:`Writer`."""

Write = Callable[[Build, Path, Settings], None]
"""What a writer is: a build, the target (a file, for csv a folder) and the settings."""


@dataclass(frozen=True, slots=True)
class Writer:
    """A file format: its name after ``export -f``, its suffix, its media type, and what is in it.

    ``place`` is ``module:function`` of a :data:`Write`; the module is imported when something is written.
    """

    name: str
    suffix: str
    media_type: str
    title: str
    place: str

    def write(self, build: Build, target: Path, settings: Settings) -> None:
        """Write a build to the target in one step; the build stays as it is."""
        module, _, function = self.place.partition(":")
        write: Write = getattr(import_module(module), function)
        write(build, target, settings)


_RDF = "graph.formats.serialization"

WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        writer.name: writer
        for writer in (
            Writer("ttl", ".ttl", "text/turtle", "Turtle, graph and provenance in one", f"{_RDF}:write_turtle"),
            Writer("trig", ".trig", "application/trig", "TriG, two named graphs", f"{_RDF}:write_trig"),
            Writer("nt", ".nt", "application/n-triples", "N-Triples", f"{_RDF}:write_ntriples"),
            Writer("nq", ".nq", "application/n-quads", "N-Quads, two named graphs", f"{_RDF}:write_nquads"),
            Writer(
                "jsonld",
                ".jsonld",
                "application/ld+json",
                "JSON-LD with its context",
                "graph.formats.jsonld:write_jsonld",
            ),
            Writer("rdfxml", ".rdf", "application/rdf+xml", "RDF/XML", f"{_RDF}:write_rdfxml"),
            Writer(
                "rdf12",
                ".rdf12.ttl",
                "text/turtle; version=1.2",
                "RDF 1.2 Turtle, facts as names of triples",
                "graph.formats.reification:write_rdf12",
            ),
            Writer(
                "void",
                ".void.ttl",
                "text/turtle",
                "VoID and DCAT, a description of the data set",
                "graph.formats.catalog:write_catalog",
            ),
            Writer(
                "candidates",
                ".candidates.ttl",
                "text/turtle",
                "what was set aside: claims that are no facts, and what may be related",
                "graph.formats.candidates:write_candidates",
            ),
            Writer(
                "graphml",
                ".graphml",
                "application/graphml+xml",
                "GraphML",
                "graph.formats.interchange:write_graphml",
            ),
            Writer("gexf", ".gexf", "application/gexf+xml", "GEXF", "graph.formats.interchange:write_gexf"),
            Writer(
                "ontology",
                ".ontology.ttl",
                "text/turtle",
                "the ontology: every kind and predicate, in Turtle",
                "graph.formats.ontology:write_ontology",
            ),
            Writer(
                "skos",
                ".skos.ttl",
                "text/turtle",
                "a SKOS thesaurus, for Skosmos and VocBench",
                "graph.formats.skos:write_skos",
            ),
            Writer(
                "sssom", ".sssom.tsv", "text/tab-separated-values", "links as SSSOM", "graph.formats.sssom:write_sssom"
            ),
            Writer("shapes", ".shapes.ttl", "text/turtle", "SHACL shapes", "graph.formats.shapes:write_shapes"),
            Writer("csv", "", "text/csv", "nodes.csv and edges.csv in a folder", "graph.formats.tables:write_csv"),
        )
    }
)
"""Our own formats by name; a new one is one function and one line here."""


def all_writers() -> dict[str, Writer]:
    """Give every writer by name: ours, then those that installed packages offer (ours win)."""
    return {**{writer.name: writer for writer in _offered()}, **WRITERS}


def find_writer(target: Path) -> Writer | None:
    """Find the writer for a file's suffix.

    >>> find_writer(Path("glossary.trig")).name
    'trig'
    """
    fitting = (writer for writer in all_writers().values() if writer.suffix and target.name.endswith(writer.suffix))
    return max(fitting, key=lambda writer: len(writer.suffix), default=None)


def export(build: Build, target: Path, settings: Settings | None = None, *, form: str | None = None) -> None:
    """Write a build to one file (csv: a folder) in a format of :data:`WRITERS`, by default that of the suffix.

    Raises
    ------
    FolderError
        No writer has that name or suffix, or the target cannot be written.
    """
    writers = all_writers()
    writer = find_writer(target) if form is None else writers.get(form)
    if writer is None:
        wanted = f"no format {form!r}" if form else "its suffix names no format"
        raise FolderError(f"{target}: {wanted}; the formats are {', '.join(sorted(writers))}")
    try:
        writer.write(build, target, settings or Settings())
    except OSError as error:
        raise FolderError(f"{error.filename or target}: {error.strerror}; choose another target") from None


def _offered() -> Iterator[Writer]:
    for point in sorted(entry_points(group=WRITER_GROUP), key=lambda point: point.name):
        writer = point.load()
        if isinstance(writer, Writer):
            yield writer
