"""The description of the data set says what the graph holds, and nothing that it does not."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.namespace import DCAT, DCTERMS, PROV, RDF, SDO, VOID

from graph.formats.catalog import catalog_quads, write_catalog
from graph.formats.serialization import to_rdflib
from graph.network import Build
from graph.settings import Settings
from tests.example import build

HERE = rdflib.Namespace(Settings().base)


@pytest.fixture
def described(tmp_path: Path) -> rdflib.Graph:
    return description(build(), tmp_path)


def description(made: Build, folder: Path, settings: Settings | None = None) -> rdflib.Graph:
    write_catalog(made, folder / "x", settings or Settings())
    return rdflib.Graph().parse(data=(folder / "x").read_bytes(), format="turtle")


def number(graph: rdflib.Graph, of: rdflib.URIRef, predicate: rdflib.URIRef) -> int:
    value = graph.value(of, predicate)
    assert isinstance(value, rdflib.Literal)
    return int(value)


def test_the_counts_are_those_of_the_graph(described: rdflib.Graph) -> None:
    graph = to_rdflib(build())
    counted = {
        VOID.triples: len(graph),
        VOID.entities: len(build().things),
        VOID.classes: len(set(graph.objects(None, RDF.type))),
        VOID.properties: len(set(graph.predicates())),
        VOID.distinctSubjects: len(set(graph.subjects())),
        VOID.distinctObjects: len(set(graph.objects())),
    }
    assert {name: number(described, HERE["_dataset"], name) for name in counted} == counted


def test_each_class_and_property_has_its_part(described: rdflib.Graph) -> None:
    graph = to_rdflib(build())
    for kind, of, unit, meant in (
        (VOID.classPartition, VOID["class"], VOID.entities, Counter(graph.objects(None, RDF.type))),
        (VOID.propertyPartition, VOID.property, VOID.triples, Counter(p for _, p, _ in graph)),
    ):
        parts = list(described.objects(HERE["_dataset"], kind))
        assert {described.value(part, of): number(described, part, unit) for part in parts} == dict(meant)


def test_it_names_title_scheme_an_example_vocabularies_and_where_iris_begin(described: rdflib.Graph) -> None:
    dataset = HERE["_dataset"]
    assert {VOID.Dataset, DCAT.Dataset} == set(described.objects(dataset, RDF.type))
    assert described.value(dataset, DCTERMS.title) == rdflib.Literal("Glossary", lang="en")
    assert described.value(dataset, VOID.uriSpace) == rdflib.Literal(Settings().base)
    assert described.value(dataset, VOID.rootResource) == HERE["_scheme"]
    assert described.value(dataset, VOID.exampleResource) == HERE["foundation-model"]
    spaces = {str(space) for space in described.objects(dataset, VOID.vocabulary)}
    used = {str(term) for triple in to_rdflib(build()).triples((None, None, None)) for term in triple[1:2]}
    assert all(any(term.startswith(space) for space in spaces) for term in used)


def test_it_says_which_runs_made_it_of_which_entries(described: rdflib.Graph) -> None:
    dataset, graph = HERE["_dataset"], to_rdflib(build())
    assert set(described.objects(dataset, PROV.wasGeneratedBy)) == set(graph.subjects(RDF.type, PROV.Activity))
    assert set(described.objects(dataset, PROV.wasDerivedFrom)) == {HERE["_entry-foundation-model"]}


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("https://example.org/glossary/", "https://example.org/glossary/graph.ttl"),
        ("https://e.org/g#", "https://e.org/graph.ttl"),
    ],
)
def test_files_lie_beside_the_base(base: str, address: str, tmp_path: Path) -> None:
    found = description(build(), tmp_path, Settings(base=base))
    file = rdflib.URIRef(f"{base}_file-graph.ttl")
    assert found.value(file, DCAT.downloadURL) == rdflib.URIRef(address)
    assert str(found.value(file, DCAT.mediaType)).endswith("/text/turtle")
    assert (rdflib.URIRef(f"{base}_dataset"), VOID.dataDump, rdflib.URIRef(address)) in found


def test_files_and_an_endpoint_can_be_named() -> None:
    quads = catalog_quads(build(), Settings(), files=["all.trig"], endpoint="https://example.org/sparql")
    said = {(quad.predicate.value.rpartition("#")[2], getattr(quad.object, "value", "")) for quad in quads}
    assert ("sparqlEndpoint", "https://example.org/sparql") in said
    assert ("mediaType", "https://www.iana.org/assignments/media-types/application/trig") in said


@pytest.mark.parametrize(
    ("licences", "link", "text"),
    [
        (["https://creativecommons.org/licenses/by/4.0/"] * 2, "https://creativecommons.org/licenses/by/4.0/", None),
        (["CC-BY-4.0"] * 2, None, "CC-BY-4.0"),
        (["https://no iri"] * 2, None, "https://no iri"),
        (["CC-BY-4.0", "MIT"], None, None),
        (["CC-BY-4.0", None], None, None),
        ([], None, None),
    ],
)
def test_the_licence_is_that_which_every_entry_has(
    licences: list[str | None], link: str | None, text: str | None, tmp_path: Path
) -> None:
    entry = build().entries[0]
    entries = tuple(replace(entry, name=f"e{n}", licence=licence) for n, licence in enumerate(licences))
    found = description(Build(entries, (), (), (), ()), tmp_path)
    assert found.value(HERE["_dataset"], DCTERMS.license) == (link and rdflib.URIRef(link))
    assert found.value(HERE["_dataset"], SDO.license) == (text and rdflib.Literal(text))


def test_the_version_changes_with_the_content_and_not_with_the_order() -> None:
    def version(made: Build) -> str:
        return next(quad.object.value for quad in catalog_quads(made, Settings()) if "#version" in quad.predicate.value)

    made = build()
    assert version(made) == version(replace(made, things=made.things[::-1]))
    assert version(made) != version(replace(made, things=(replace(made.things[0], label="x"), *made.things[1:])))


def test_there_are_no_blank_nodes_and_no_date(tmp_path: Path) -> None:
    write_catalog(build(), tmp_path / "x", Settings())
    quads = list(parse(path=str(tmp_path / "x"), format=RdfFormat.TURTLE))
    assert [str(quad) for quad in quads if "_:" in str(quad)] == []
    assert [quad for quad in quads if "xsd:date" in str(quad) or "XMLSchema#date" in str(quad)] == []
