"""A built folder, read back."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.claims import digest
from graph.entries import Link
from graph.errors import FolderError
from graph.formats.reading import read_build, read_build_settings
from graph.network import Build, Match, Merge, Retired, Run, Source, TrainedModel
from graph.settings import Settings
from tests.example import build
from tests.folders import write_folder

TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert read_build(write_folder(build(), tmp_path)) == build()


def test_links_aliases_qualifiers_and_metadata_are_read_back(tmp_path: Path) -> None:
    example = build()
    entry = replace(
        example.entries[0],
        aliases=("base model", "foundation models"),
        links=(Link(3, 8, "ai-model"), Link(3, 9, "AI model")),
        author="A. Writer",
        licence="CC-BY-4.0",
        url="not a url at all",
        date="spring",
    )
    qualifiers = {"asOf": "2026", "date": "2021-08-16", "degree": "high", "hedged": True, "position": 2}
    facts = (replace(example.facts[0], qualifiers=qualifiers, status="confirmed", confidence=0.07), *example.facts[1:])
    rich = replace(example, entries=(entry,), facts=facts)
    assert read_build(write_folder(rich, tmp_path)) == rich


def test_a_claim_without_a_fact_is_read_back(tmp_path: Path) -> None:
    fewer = replace(build(), facts=build().facts[1:])
    assert read_build(write_folder(fewer, tmp_path)) == fewer


@settings(max_examples=40, deadline=None)
@given(label=TEXTS, aliases=st.sets(TEXTS, max_size=3), merged=TEXTS, definition=TEXTS)
def test_any_label_is_read_back(label: str, aliases: set[str], merged: str, definition: str) -> None:
    example = build()
    first = replace(
        example.things[0],
        label=label,
        aliases=tuple(sorted(aliases - {label})),
        merges=(Merge(merged, "alias"),),
        definition=definition,
    )
    hostile = replace(example, things=(first, *example.things[1:]))
    with TemporaryDirectory() as folder:
        assert read_build(write_folder(hostile, Path(folder))) == hostile


def test_a_retired_slug_is_read_back_and_is_no_thing(tmp_path: Path) -> None:
    retired = (Retired("gone", "gone", "Model"), Retired("old-name", "old name", "Technique", ("ai-model", "gpt-4")))
    made = replace(build(), retired=retired)
    assert read_build(write_folder(made, tmp_path)) == made


def test_the_run_that_made_it_is_read_back_whoever_reads_it(tmp_path: Path) -> None:
    run = Run("glossary-graph 0.0.1", "some_pipeline 1.0", (TrainedModel("a", "01" * 32), TrainedModel("b", "02" * 32)))
    made = replace(build(), run=run)
    assert read_build(write_folder(made, tmp_path)) == made
    assert read_build_settings(tmp_path).pipeline == "some_pipeline"


GATES = Source(
    "Ontology of gates", "https://creativecommons.org/licenses/by/4.0/", "2", "https://example.com/gates.owl"
)
MATCH = Match(
    "foundation-model",
    "skos:exactMatch",
    "https://example.com/terms/BaseModel",
    "Base Model",
    "ex:BaseModel",
    "semapv:CompositeMatching",
    0.95,
    'label "foundation model"; parent "AI model"',
    GATES,
)
MATCHES = (
    Match("ai-model", "skos:closeMatch", "https://example.com/terms/Model"),
    MATCH,
    Match("openai", "schema:sameAs", "https://example.com/x", source=Source("Ours", "CC0", is_mapping_set=True)),
)


def test_links_are_read_back_with_why_and_whom_to_credit(tmp_path: Path) -> None:
    linked = replace(build(), matches=MATCHES)
    assert read_build(write_folder(linked, tmp_path)) == linked


def test_a_link_removed_by_hand_is_gone(tmp_path: Path) -> None:
    write_folder(replace(build(), matches=MATCHES), tmp_path)
    edit(tmp_path / "graph.ttl", "skos:exactMatch <https://example.com/terms/BaseModel>", 'rdfs:comment "no link"')
    assert read_build(tmp_path).matches == (MATCHES[0], MATCHES[2])


def test_a_link_added_by_hand_is_the_word_of_a_person(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    with (tmp_path / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(
            ":openai schema:sameAs <https://example.com/openai> .\n:unknown skos:exactMatch <https://e.example/> ."
        )
    assert read_build(tmp_path).matches == (
        Match("openai", "schema:sameAs", "https://example.com/openai", justification="semapv:ManualMappingCuration"),
    )


def test_settings_come_back_from_the_folder(tmp_path: Path) -> None:
    written = Settings(base="https://ai.example.com/terms#", title="Größen", language="de")
    assert read_build_settings(write_folder(build(), tmp_path, written)) == written


def test_an_empty_build_is_read_back(tmp_path: Path) -> None:
    empty = Build((), (), (), (), ())
    assert read_build(write_folder(empty, tmp_path)) == empty


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('skos:prefLabel "foundation model"@en', 'skos:prefLabel "base model"@en'),
        ('rdfs:label "foundation model"', 'rdfs:label "base model"'),
    ],
)
def test_a_label_changed_by_hand_counts_whichever_it_was(tmp_path: Path, old: str, new: str) -> None:
    write_folder(build(), tmp_path)
    edit(tmp_path / "graph.ttl", old, new)
    assert {thing.id: thing.label for thing in read_build(tmp_path).things}["foundation-model"] == "base model"


def test_a_claim_removed_by_hand_is_gone_and_its_fact_stays(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    fact = next(fact for fact in build().facts if fact.predicate == "developedBy")
    edit(
        tmp_path / "provenance.ttl",
        f":_claim-{fact.claims[0]} a prov:Entity , gg:Claim",
        f":_claim-{fact.claims[0]} a prov:Entity",
    )
    read = read_build(tmp_path)
    assert fact.claims[0] not in {claim.id for claim in read.claims}
    assert replace(fact, claims=(), support=0) in read.facts
    assert len(read.claims) == len(build().claims) - 1


def test_a_fact_removed_by_hand_from_the_graph_is_gone(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    edit(tmp_path / "graph.ttl", "gg:introducedIn 2021", "gg:note 2021")
    assert "introducedIn" not in {fact.predicate for fact in read_build(tmp_path).facts}


@pytest.mark.parametrize("line", [":openai gg:uses :foundation-model .", ":foundation-model gg:usedBy :openai ."])
def test_a_fact_added_by_hand_is_confirmed_in_either_direction(tmp_path: Path, line: str) -> None:
    write_folder(build(), tmp_path)
    with (tmp_path / "graph.ttl").open("a", encoding="utf-8") as file:
        file.write(line)
    added = [fact for fact in read_build(tmp_path).facts if fact.predicate == "uses"]
    assert [(fact.subject, fact.object, fact.status, fact.claims) for fact in added] == [
        ("openai", "foundation-model", "confirmed", ())
    ]
    assert added[0].id == digest("openai", "uses", "foundation-model")


def test_a_kind_changed_by_hand_counts(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    edit(tmp_path / "graph.ttl", "a gg:Model ;", "a gg:Software ;")
    assert {thing.id: thing.kind for thing in read_build(tmp_path).things}["gpt-4"] == "Software"


@pytest.mark.parametrize(
    "name", ["graph.ttl", "provenance.ttl", "claims.jsonl", "mentions.jsonl", "text/foundation-model.txt"]
)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (write_folder(build(), tmp_path) / name).unlink()
    with pytest.raises(FolderError, match=rf"{Path(name).name}: is missing; build the folder again"):
        read_build(tmp_path)


def test_damaged_turtle_is_named_with_its_line(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    (tmp_path / "graph.ttl").write_text("@prefix : <https://a.example/> .\n:a :b\n", encoding="utf-8")
    with pytest.raises(FolderError, match=r"graph\.ttl: .*line"):
        read_build(tmp_path)


def test_a_graph_of_somebody_else_is_refused(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    (tmp_path / "graph.ttl").write_text("<https://a.example/a> <https://a.example/b> 1 .\n", encoding="utf-8")
    with pytest.raises(FolderError, match="no graph of ours"):
        read_build(tmp_path)
