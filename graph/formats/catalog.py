"""What the data set is, for catalogues and crawlers: a description in VoID and DCAT, made of the graph itself.

It counts what is in the graph, names the vocabularies, the files, the runs and the entries, and says nothing that the
content does not give: no date of issue, no licence where entries differ. Its version is a hash of the triples.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin

from pyoxigraph import Literal, NamedNode, Quad

from graph.claims import digest
from graph.entries import Entry
from graph.formats import WRITERS
from graph.formats.iris import PREFIXES, Names, Row, compact, expand, integer, parts, prefixes_for, sorted_quads, term
from graph.formats.rdf import graph_quads, provenance_quads
from graph.formats.serialization import turtle
from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings

__all__ = ["FILES", "catalog_quads", "write_catalog"]

FILES = ("graph.ttl", "provenance.ttl")
"""The RDF files of a built folder."""

_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_TYPE = expand("rdf:type")


def write_catalog(build: Build, target: Path, settings: Settings) -> None:
    """Write the description of the data set as Turtle."""
    write_whole(target, turtle(catalog_quads(build, settings), prefixes_for(settings.base)))


def catalog_quads(
    build: Build, settings: Settings, *, files: Iterable[str] = FILES, endpoint: str | None = None
) -> list[Quad]:
    """Describe the data set ``<base>_dataset`` in VoID and DCAT; sorted, in the graph ``<base>_catalog``.

    ``files`` can be fetched beside the things; ``endpoint`` is the address of a SPARQL service, where there is one.

    Examples
    --------
    >>> from tests.example import build
    >>> found = {quad.predicate.value: quad.object.value for quad in catalog_quads(build(), Settings())}
    >>> found["http://rdfs.org/ns/void#rootResource"]
    'https://example.org/glossary/_scheme'
    """
    names = Names(settings.base)
    stated, evidence = graph_quads(build, settings), provenance_quads(build, settings)
    dataset = NamedNode(f"{settings.base}_dataset")
    rows = [
        *_title_rows(build, settings, dataset),
        *_count_rows(build, [*stated, *evidence], dataset, names),
        *_part_rows({names.graph: stated, names.provenance: evidence}, dataset),
        *_origin_rows([*stated, *evidence], dataset),
        *_file_rows(files, dataset, names),
    ]
    if endpoint is not None:
        rows.append((dataset, "void:sparqlEndpoint", NamedNode(endpoint)))
    return sorted_quads(NamedNode(f"{settings.base}_catalog"), rows)


def _title_rows(build: Build, settings: Settings, dataset: NamedNode) -> Iterator[Row]:
    yield dataset, "rdf:type", term("void:Dataset")
    yield dataset, "rdf:type", term("dcat:Dataset")
    yield dataset, "dcterms:title", Literal(settings.title, language=settings.language)
    counts = f"things: {len(build.things):,}, facts: {len(build.facts):,}, entries: {len(build.entries):,}"
    about = f"A glossary as a knowledge graph, each fact with the sentences that say it ({counts})."
    yield dataset, "dcterms:description", Literal(about, language="en")
    yield from ((dataset, predicate, value) for predicate, value in _licence(build.entries))


def _licence(entries: Sequence[Entry]) -> Iterator[tuple[str, NamedNode | Literal]]:
    """Give the licence that every entry has: as a link where it is one."""
    licences = {entry.licence for entry in entries}
    licence = licences.pop() if len(licences) == 1 else None
    if licence is None:
        return
    try:
        link = NamedNode(licence) if licence.startswith(("https://", "http://")) else None
    except ValueError:
        link = None
    yield ("dcterms:license", link) if link else ("schema:license", Literal(licence))


def _count_rows(build: Build, quads: Iterable[Quad], dataset: NamedNode, names: Names) -> Iterator[Row]:
    triples = {parts(quad) for quad in quads}
    classes = Counter(value.value for _, predicate, value in triples if predicate == _TYPE)
    properties = Counter(predicate for _, predicate, _ in triples)
    yield dataset, "dcat:version", Literal(digest(*sorted(f"{row[0]} {row[1]} {row[2]}" for row in triples)))
    yield dataset, "void:uriSpace", Literal(names.base)
    yield dataset, "void:rootResource", names.scheme
    for thing in sorted(build.things, key=lambda thing: (thing.entry is None, -len(thing.entries), thing.id))[:1]:
        yield dataset, "void:exampleResource", names.thing(thing.id)
    for name, count in {
        "triples": len(triples),
        "entities": len(build.things),
        "classes": len(classes),
        "properties": len(properties),
        "distinctSubjects": len({subject for subject, _, _ in triples}),
        "distinctObjects": len({value for _, _, value in triples}),
    }.items():
        yield dataset, f"void:{name}", integer(count)
    for space in PREFIXES.values():
        if any(iri.startswith(space) for iri in (*classes, *properties)):
            yield dataset, "void:vocabulary", NamedNode(space)
    for kind, counts, unit in (("class", classes, "entities"), ("property", properties, "triples")):
        for iri, count in counts.items():
            partition = names.other("partition", compact(iri).replace(":", "-"))
            yield dataset, f"void:{kind}Partition", partition
            yield partition, f"void:{kind}", NamedNode(iri)
            yield partition, f"void:{unit}", integer(count)


def _part_rows(graphs: dict[NamedNode, list[Quad]], dataset: NamedNode) -> Iterator[Row]:
    for name, quads in graphs.items():
        yield dataset, "void:subset", name
        yield name, "rdf:type", term("void:Dataset")
        yield name, "void:triples", integer(len(quads))


def _origin_rows(quads: Iterable[Quad], dataset: NamedNode) -> Iterator[Row]:
    """Say which runs made the graph, and which entries it was made of."""
    origins = {
        expand("prov:Activity"): "prov:wasGeneratedBy",
        expand("schema:Article"): "prov:wasDerivedFrom",
    }
    for subject, predicate, value in map(parts, quads):
        if predicate == _TYPE and value.value in origins:
            yield dataset, origins[value.value], NamedNode(subject)


def _file_rows(files: Iterable[str], dataset: NamedNode, names: Names) -> Iterator[Row]:
    for name in files:
        place, node = NamedNode(urljoin(names.base, name)), names.other("file", name)
        yield dataset, "void:dataDump", place
        yield dataset, "dcat:distribution", node
        yield node, "rdf:type", term("dcat:Distribution")
        yield node, "dcterms:title", Literal(name)
        yield node, "dcat:downloadURL", place
        fitting = [writer for writer in WRITERS.values() if writer.suffix and name.endswith(writer.suffix)]
        for writer in sorted(fitting, key=lambda writer: len(writer.suffix))[-1:]:
            yield node, "dcat:mediaType", NamedNode(_MEDIA_TYPES + writer.media_type.partition(";")[0])
