"""The network for other graph programs."""

import json
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest

from graph.formats.interchange import write_gexf, write_graphml
from graph.settings import Settings
from tests.example import build


def test_graphml_comes_back_with_every_thing_and_fact(tmp_path: Path) -> None:
    write_graphml(build(), tmp_path / "x.graphml", Settings())
    read = nx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    assert set(read) == {thing.id for thing in build().things}
    assert {(s, p, o) for s, o, p in read.edges(keys=True)} == {
        (s, p, o) for s, o, p in build().network.edges(keys=True)
    }
    assert json.loads(read.nodes["foundation-model"]["aliases"]) == ["foundation models"]
    assert json.loads(read.nodes["foundation-model"]["literals"]) == {"introducedIn": [2021]}


def test_gexf_comes_back_and_carries_no_date(tmp_path: Path) -> None:
    write_gexf(build(), tmp_path / "x.gexf", Settings())
    assert b"lastmodifieddate" not in (tmp_path / "x.gexf").read_bytes()
    read = nx.read_gexf(tmp_path / "x.gexf")
    assert {read.nodes[node]["label"] for node in read} == {thing.label for thing in build().things}
    assert read.number_of_edges() == build().network.number_of_edges()


@pytest.mark.parametrize("write", [write_graphml, write_gexf])
def test_a_control_character_is_replaced_because_xml_has_none(tmp_path: Path, write: object) -> None:
    example = build()
    hostile = replace(example, things=(replace(example.things[0], label="AI\x00\x1b model\ufffe"), *example.things[1:]))
    write(hostile, tmp_path / "x.xml", Settings())  # type: ignore[operator]
    reader = nx.read_graphml if write is write_graphml else nx.read_gexf
    assert reader(tmp_path / "x.xml").nodes["ai-model"]["label"] == "AI\ufffd\ufffd model\ufffd"


def test_writing_leaves_the_network_as_it_was(tmp_path: Path) -> None:
    example = build()
    before = nx.node_link_data(example.network, edges="edges")
    write_graphml(example, tmp_path / "x.graphml", Settings())
    write_gexf(example, tmp_path / "x.gexf", Settings())
    assert nx.node_link_data(example.network, edges="edges") == before
