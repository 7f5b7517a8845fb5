"""What every writer keeps to, whoever wrote it."""

import copy
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

from graph.formats import WRITERS, Writer, all_writers, find_writer
from graph.formats.serialization import to_rdflib
from graph.network import Build, Match, Source
from graph.settings import Settings
from tests.example import build

RDF_FORMATS = {"ttl": "turtle", "nt": "nt", "trig": "trig", "nq": "nquads", "jsonld": "json-ld", "rdfxml": "xml"}
SORTED = (*RDF_FORMATS, "sssom")
each_writer = pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS.keys())


def content(target: Path) -> dict[str, bytes]:
    files = [target] if target.is_file() else sorted(path for path in target.rglob("*") if path.is_file())
    return {path.name.replace(target.name, "target"): path.read_bytes() for path in files}


def odd_build() -> Build:
    """Labels that quote, break lines and mix scripts, also in links."""
    example = build()
    label = 'a "quoted" <b>&amp;</b> \\ \n line, 模型 🤖'
    source = Source(label, label, label, "https://a.example/o")
    slugs = [thing.id for thing in example.things[:2]]
    matches = tuple(
        Match(slug, predicate, "https://a.example/é?q=1#x", label, label, reason=label, source=source)
        for slug, predicate in zip(slugs, ("skos:exactMatch", "schema:sameAs"), strict=True)
    )
    things = (replace(example.things[0], label=label, aliases=(label,)), *example.things[1:])
    return replace(example, things=things, matches=matches)


@each_writer
def test_the_same_build_gives_the_same_bytes(writer: Writer, tmp_path: Path) -> None:
    for name in ("a", "b"):
        writer.write(build(), tmp_path / name, Settings())
    assert content(tmp_path / "a") == content(tmp_path / "b") != {}


@pytest.mark.parametrize("writer", [WRITERS[name] for name in SORTED], ids=SORTED)
def test_the_order_of_things_and_facts_in_memory_does_not_show(writer: Writer, tmp_path: Path) -> None:
    example = odd_build()
    turned = replace(
        example,
        things=example.things[::-1],
        facts=example.facts[::-1],
        claims=example.claims[::-1],
        matches=example.matches[::-1],
    )
    writer.write(example, tmp_path / "a", Settings())
    writer.write(turned, tmp_path / "b", Settings())
    assert content(tmp_path / "a") == content(tmp_path / "b")


@each_writer
def test_the_build_stays_as_it_is(writer: Writer, tmp_path: Path) -> None:
    example, before = build(), copy.deepcopy(build())
    writer.write(example, tmp_path / "a", Settings())
    assert example == before


@each_writer
@pytest.mark.parametrize("made", [Build((), (), (), (), ()), odd_build()], ids=["empty", "odd"])
def test_an_empty_and_an_odd_build_can_be_written(writer: Writer, made: Build, tmp_path: Path) -> None:
    writer.write(made, tmp_path / "a", Settings())
    for data in content(tmp_path / "a").values():
        assert data.decode("utf-8")


@each_writer
def test_an_old_file_is_replaced_and_nothing_else_is_left(writer: Writer, tmp_path: Path) -> None:
    writer.write(odd_build(), tmp_path / "a", Settings())
    writer.write(build(), tmp_path / "a", Settings())
    writer.write(build(), tmp_path / "b", Settings())
    assert content(tmp_path / "a") == content(tmp_path / "b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@pytest.mark.parametrize("made", [build(), odd_build()], ids=["example", "odd"])
@pytest.mark.parametrize(("name", "rdflib_name"), RDF_FORMATS.items())
def test_every_rdf_format_says_the_same(name: str, rdflib_name: str, made: Build, tmp_path: Path) -> None:
    WRITERS[name].write(made, tmp_path / "x", Settings())
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=(tmp_path / "x").read_bytes(), format=rdflib_name)
    read = rdflib.Graph()
    for triple in dataset.triples((None, None, None)):
        read.add(triple)
    assert isomorphic(read, to_rdflib(made))


def test_names_and_suffixes_are_unique_and_found() -> None:
    suffixes = [writer.suffix for writer in WRITERS.values() if writer.suffix]
    assert len(set(suffixes)) == len(suffixes)
    for name, writer in WRITERS.items():
        assert writer.name == name
        assert not writer.suffix or find_writer(Path(f"x{writer.suffix}")) == writer
    assert find_writer(Path("x.docx")) is None


def test_a_writer_of_another_package_joins_but_never_replaces_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        def __init__(self, writer: Writer) -> None:
            self.name, self._writer = writer.name, writer

        def load(self) -> Writer:
            return self._writer

    theirs = Writer("dot", ".dot", "text/vnd.graphviz", "Graphviz", "their.module:write_dot")
    points = [Point(theirs), Point(replace(theirs, name="ttl"))]
    monkeypatch.setattr("graph.formats.entry_points", lambda group: points if group == "glossary_graph.writers" else [])
    assert all_writers()["dot"] is theirs
    assert all_writers()["ttl"] is WRITERS["ttl"]
