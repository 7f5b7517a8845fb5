"""A graph of ours that rdflib holds becomes a build again, with what was changed in it."""

from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import isomorphic
from rdflib.namespace import RDFS

from graph.errors import FolderError
from graph.folder import write_build
from graph.formats.iris import PREFIXES
from graph.formats.rdflib_graph import from_rdflib
from graph.formats.serialization import to_rdflib, write_trig, write_turtle
from graph.network import Build
from graph.settings import Settings
from tests.example import build

GG = rdflib.Namespace(PREFIXES["gg"])
HERE = rdflib.Namespace(Settings().base)
TEXTS = {entry.name: entry.text for entry in build().entries}
LABELS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)


def labelled(label: str) -> Build:
    made = build()
    return replace(made, things=(replace(made.things[0], label=label), *made.things[1:]))


def test_what_rdflib_was_given_comes_back_with_the_texts() -> None:
    made = build()
    back = from_rdflib(to_rdflib(made), TEXTS)
    assert (back.entries[0].text, back.things, back.facts) == (made.entries[0].text, made.things, made.facts)
    assert isomorphic(to_rdflib(back), to_rdflib(made))


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_any_label_comes_back(label: str) -> None:
    made = labelled(label)
    assert from_rdflib(to_rdflib(made), TEXTS).things[0].label == label


def test_without_texts_the_quotations_stand_at_their_places() -> None:
    made, back = build(), from_rdflib(to_rdflib(build()))
    assert (back.things, back.facts) == (made.things, made.facts)
    assert {claim.id: claim.evidence for claim in back.claims} == {claim.id: claim.evidence for claim in made.claims}
    text = back.entries[0].text
    assert text.startswith("Foundation model\n\n")
    assert all(text[c.evidence.start : c.evidence.end] == c.evidence.text for c in back.claims)


def test_without_texts_only_checksums_and_the_names_of_runs_differ() -> None:
    from_text = {rdflib.URIRef(GG.sha256)}

    def rest(graph: rdflib.Graph) -> set[tuple[str, ...]]:
        runs = {str(run): "run" for run in graph.subjects(rdflib.RDF.type, rdflib.PROV.Activity)}
        return {tuple(runs.get(str(part), str(part)) for part in row) for row in graph if row[1] not in from_text}

    assert rest(to_rdflib(from_rdflib(to_rdflib(build())))) == rest(to_rdflib(build()))


def test_a_built_folder_gives_texts_and_mentions(tmp_path: Path) -> None:
    made = build()
    doubted = replace(made, facts=made.facts[1:])
    write_build(doubted, tmp_path / "exports")
    back = from_rdflib(to_rdflib(doubted), tmp_path / "exports")
    assert (back.mentions, back.claims, back.facts) == (doubted.mentions, doubted.claims, doubted.facts)


def test_edits_count() -> None:
    graph = to_rdflib(build())
    graph.remove((HERE["gpt-4"], GG.developedBy, None))
    graph.add((HERE["gpt-4"], GG.developedBy, HERE["center-for-research-on-foundation-models"]))
    graph.set((HERE.openai, RDFS.label, rdflib.Literal("Open AI")))
    back = from_rdflib(graph)
    (fact,) = (fact for fact in back.facts if fact.predicate == "developedBy")
    assert (fact.object, fact.status) == ("center-for-research-on-foundation-models", "confirmed")
    assert {thing.label for thing in back.things if thing.id == "openai"} == {"Open AI"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_our_files_as_rdflib_loads_them_are_taken(tmp_path: Path) -> None:
    write_turtle(build(), tmp_path / "all.ttl", Settings())
    write_trig(build(), tmp_path / "all.trig", Settings())
    graph = rdflib.Graph().parse(data=(tmp_path / "all.ttl").read_bytes(), format="turtle")
    dataset = rdflib.Dataset()
    dataset.parse(data=(tmp_path / "all.trig").read_bytes(), format="trig")
    for loaded in (graph, dataset):
        assert from_rdflib(loaded).facts == build().facts


def test_the_graph_that_was_given_stays_as_it_is() -> None:
    graph = to_rdflib(build())
    before = set(graph)
    from_rdflib(graph)
    assert set(graph) == before


@pytest.mark.parametrize(
    ("triple", "said"),
    [
        (None, "the rdflib graph: has no concept scheme"),
        ((rdflib.BNode(), RDFS.label, rdflib.Literal("x")), "the rdflib graph: .*a BNode has no name"),
        ((rdflib.URIRef("https://no iri"), RDFS.label, rdflib.Literal("x")), "the rdflib graph: .*mend what you added"),
    ],
)
def test_what_is_no_graph_of_ours_is_refused_in_one_line(
    triple: tuple[rdflib.term.Node, ...] | None, said: str
) -> None:
    graph = rdflib.Graph() if triple is None else to_rdflib(build())
    if triple is not None:
        graph.add(triple)  # type: ignore[arg-type]
    with pytest.raises(FolderError, match=said) as refused:
        from_rdflib(graph)
    assert "\n" not in str(refused.value)
    assert "/tmp" not in str(refused.value)  # noqa: S108 (no file is made there)
