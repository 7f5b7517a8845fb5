"""The network for other graph programs: GraphML (Gephi, yEd, Cytoscape) and GEXF (Gephi)."""

import io
import json
import re
from pathlib import Path
from typing import Any

import networkx as nx

from graph.formats.target import write_whole
from graph.network import Build
from graph.settings import Settings

__all__ = ["in_xml", "write_gexf", "write_graphml"]

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STAMP = re.compile(rb' lastmodifieddate="[^"]*"')


def write_graphml(build: Build, target: Path, settings: Settings) -> None:  # noqa: ARG001 (every writer has it)
    """Write the network as GraphML; lists and qualifiers are JSON strings."""
    data = io.BytesIO()
    nx.write_graphml(_plain(build), data, named_key_ids=True)
    write_whole(target, data.getvalue())


def write_gexf(build: Build, target: Path, settings: Settings) -> None:  # noqa: ARG001 (every writer has it)
    """Write the network as GEXF, without the day of writing; lists and qualifiers are JSON strings."""
    data = io.BytesIO()
    nx.write_gexf(_plain(build), data)
    write_whole(target, _STAMP.sub(b"", data.getvalue(), count=1))


def _plain(build: Build) -> "nx.MultiDiGraph[str]":
    """Copy the network with values that XML can hold; the build's own network stays as it is."""
    copy: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node, values in build.network.nodes(data=True):
        copy.add_node(in_xml(node), **{name: _value(value) for name, value in values.items()})
    for subject, object_, predicate, values in build.network.edges(keys=True, data=True):
        plain = {name: _value(value) for name, value in values.items() if name != "id"}
        copy.add_edge(in_xml(subject), in_xml(object_), key=predicate, predicate=predicate, fact=values["id"], **plain)
    return copy


def _value(value: Any) -> str | int | float | bool:
    if isinstance(value, str):
        return in_xml(value)
    if isinstance(value, bool | int | float):
        return value
    return "" if value is None else in_xml(json.dumps(value, ensure_ascii=False, sort_keys=True))


def in_xml(text: str) -> str:
    """Put a replacement character for what XML cannot say."""
    return _NOT_IN_XML.sub("\ufffd", text)
