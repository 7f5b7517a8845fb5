"""A built folder, read back."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.check import validate
from graph.claims import digest
from graph.entries import Link
from graph.errors import FolderError
from graph.explore import describe, find_paths, find_thing
from graph.formats import WRITERS
from graph.formats.page import write_page
from graph.formats.reading import read_build, read_build_settings
from graph.network import Build, Match, Merge, Retired, Run, Source, TrainedModel
from graph.query import open_store, run_query
from graph.quotations import verify
from graph.settings import Settings
from tests.example import MATCH, build
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


def test_a_fact_whose_last_claim_was_removed_stays_with_support_and_confidence_zero(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    fact = next(fact for fact in build().facts if fact.predicate == "developedBy")
    edit(
        tmp_path / "provenance.ttl",
        f":_claim-{fact.claims[0]} a prov:Entity , gg:Claim",
        f":_claim-{fact.claims[0]} a prov:Entity",
    )
    read = read_build(tmp_path)
    assert fact.claims[0] not in {claim.id for claim in read.claims}
    assert replace(fact, claims=(), support=0, confidence=0) in read.facts
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


@pytest.mark.parametrize("name", ["graph.ttl", "provenance.ttl", "text/foundation-model.txt"])
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


# ── graph.ttl, provenance.ttl and text/ alone ──────────────────────────────────────────────────────────────────────


def bare(build_: Build, folder: Path) -> Path:
    write_folder(build_, folder)
    for name in ("claims.jsonl", "mentions.jsonl", "ids.csv"):
        (folder / name).unlink()
    return folder


def test_graph_provenance_and_texts_are_enough(tmp_path: Path) -> None:
    read = read_build(bare(build(), tmp_path))
    example = build()
    assert (read.entries, read.things, read.facts) == (example.entries, example.things, example.facts)
    assert [
        (claim.id, claim.predicate, claim.evidence, claim.rules, claim.confidence, claim.qualifiers)
        for claim in read.claims
    ] == [
        (claim.id, claim.predicate, claim.evidence, claim.rules, claim.confidence, claim.qualifiers)
        for claim in sorted(example.claims, key=lambda claim: [other.id for other in read.claims].index(claim.id))
    ]


def test_what_is_read_without_claims_is_written_again_as_it_was(tmp_path: Path) -> None:
    folder = bare(build(), tmp_path / "a")
    again = write_folder(read_build(folder), tmp_path / "b")
    for name in ("graph.ttl", "provenance.ttl"):
        assert (again / name).read_bytes() == (folder / name).read_bytes()


def test_the_real_build_is_read_without_claims_as_it_was(after_demo: Path, tmp_path: Path) -> None:
    for name in ("graph.ttl", "provenance.ttl", "text"):
        source = after_demo / "exports" / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, tmp_path / name)
    bare_, whole = read_build(tmp_path), read_build(after_demo / "exports")
    assert bare_.entries == whole.entries
    ordered = [[replace(fact, claims=tuple(sorted(fact.claims))) for fact in made.facts] for made in (bare_, whole)]
    assert ordered[0] == ordered[1]
    said = {claim for fact in whole.facts for claim in fact.claims}
    assert {claim.id for claim in bare_.claims} == said


def test_an_end_of_a_claim_is_where_its_name_stands_else_the_whole_sentence(tmp_path: Path) -> None:
    claims = {claim.predicate: claim for claim in read_build(bare(build(), tmp_path)).claims}
    developed, coined = claims["developedBy"], claims["introducedBy"]
    assert (developed.subject.text, developed.object_surface) == ("GPT-4", "OpenAI")
    assert (coined.subject.start, coined.subject.end) == (coined.evidence.start, coined.evidence.end)
    year = claims["introducedIn"].object
    assert build().entries[0].text[year.start : year.end] == "2021"
    for claim in claims.values():
        assert claim.subject.text == build().entries[0].text[claim.subject.start : claim.subject.end]


def test_a_claim_that_a_person_wrote_into_provenance_is_read_beside_claims_jsonl(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    fact, span = build().facts[0], "6cbcac9fcab81870"
    with (tmp_path / "provenance.ttl").open("a", encoding="utf-8") as file:
        file.write(
            f':_claim-mine a gg:Claim ; gg:quote "Examples include GPT-4 (OpenAI)." ; gg:confidence 0.8 ; '
            f'gg:rule "by hand" ; prov:wasDerivedFrom :_span-{span} . :_fact-{fact.id} gg:hasClaim :_claim-mine .'
        )
    mine = next(claim for claim in read_build(tmp_path).claims if claim.id == "mine")
    assert (mine.predicate, mine.rules, mine.confidence) == (fact.predicate, ("by hand",), 0.8)
    assert "mine" in {claim for read in read_build(tmp_path).facts for claim in read.claims}


def two_sentences() -> Build:
    """The example, with two sentences behind who developed GPT-4."""
    example = build()
    fact = next(fact for fact in example.facts if fact.predicate == "developedBy")
    first = next(claim for claim in example.claims if claim.id == fact.claims[0])
    other = next(claim.evidence for claim in example.claims if claim.predicate == "broader")
    second = replace(first, evidence=other, confidence=0.5, id="second")
    facts = tuple(
        replace(one, claims=(*one.claims, "second"), confidence=0.95) if one is fact else one for one in example.facts
    )
    return replace(example, claims=(*example.claims, second), facts=facts)


@pytest.mark.parametrize("is_bare", [True, False])
@pytest.mark.parametrize("is_dangling", [True, False])
def test_confidence_falls_with_the_claim_that_was_removed(is_bare: bool, is_dangling: bool, tmp_path: Path) -> None:
    (bare if is_bare else write_folder)(two_sentences(), tmp_path)
    fact = next(fact for fact in build().facts if fact.predicate == "developedBy")
    assert next(read for read in read_build(tmp_path).facts if read.id == fact.id).confidence == 0.95
    path = tmp_path / "provenance.ttl"
    edit(path, ":_claim-second a prov:Entity , gg:Claim", ":_claim-second a prov:Entity")
    if not is_dangling:
        edit(path, f"gg:hasClaim :_claim-{fact.claims[0]} , :_claim-second", f"gg:hasClaim :_claim-{fact.claims[0]}")
    assert fact in read_build(tmp_path).facts


def test_what_a_person_confirmed_keeps_what_is_written(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    fact = next(fact for fact in build().facts if fact.predicate == "developedBy")
    edit(tmp_path / "provenance.ttl", f"gg:hasClaim :_claim-{fact.claims[0]} ;\n\tgg:status \"extracted\"",
         'gg:status "confirmed"')  # fmt: skip
    assert replace(fact, claims=(), status="confirmed") in read_build(tmp_path).facts


def test_words_confidence_and_rules_changed_in_provenance_count(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    path = tmp_path / "provenance.ttl"
    edit(path, 'gg:confidence 0.95 ;\n\tgg:quote "A foundation model', 'gg:confidence 0.4 ;\n\tgg:quote "One model')
    edit(path, 'gg:rule "definition"', 'gg:rule "definition" , "by hand"')
    claim = next(claim for claim in read_build(tmp_path).claims if claim.predicate == "broader")
    assert (claim.confidence, claim.rules) == (0.4, ("by hand", "definition"))
    assert claim.evidence.text.startswith("One model")
    fact = next(fact for fact in read_build(tmp_path).facts if fact.predicate == "broader")
    assert fact.confidence == 0.4


def test_a_confidence_that_is_no_number_is_named(tmp_path: Path) -> None:
    write_folder(build(), tmp_path)
    edit(tmp_path / "provenance.ttl", "gg:confidence 0.95", 'gg:confidence "high"')
    with pytest.raises(FolderError, match=r"gg:confidence is 'high'; needs a number from 0 to 1"):
        read_build(tmp_path)


CLAIM = ":_claim-931af0810ef9be0b a prov:Entity"
EDITS = (
    ("claim removed", "provenance.ttl", f"{CLAIM} , gg:Claim", CLAIM),
    ("label changed", "graph.ttl", 'rdfs:label "OpenAI"', 'rdfs:label "Open AI"'),
    ("fact removed", "graph.ttl", "gg:instanceOf :foundation-model", "rdfs:seeAlso :foundation-model"),
    ("fact added", "graph.ttl", "gg:developedBy :openai", "gg:developedBy :openai ; gg:uses :ai-model"),
    ("kind changed", "graph.ttl", ":gpt-4 a gg:Model", ":gpt-4 a gg:Software"),
)  # fmt: skip


@pytest.mark.parametrize("is_bare", [True, False], ids=["bare", "whole"])
@pytest.mark.parametrize(("file", "old", "new"), [row[1:] for row in EDITS], ids=[row[0] for row in EDITS])
def test_everything_works_after_an_edit_by_hand(file: str, old: str, new: str, is_bare: bool, tmp_path: Path) -> None:
    folder = tmp_path / "edited"
    (bare if is_bare else write_folder)(build(), folder)
    edit(folder / file, old, new)
    made, words = read_build(folder), read_build_settings(folder)
    assert describe(made, find_thing(made, "GPT-4"))
    assert find_paths(made, find_thing(made, "foundation model"), find_thing(made, "AI model"))
    assert run_query(open_store(folder), "ASK { :gpt-4 rdfs:label ?name }").boolean
    for writer in WRITERS.values():
        writer.write(made, tmp_path / f"out-{writer.name}", words)
    write_page(made, tmp_path / "page.html", words)
    assert validate(folder).report
    assert verify(folder).holds
    written = write_folder(made, tmp_path / "again")
    again = read_build(written)
    assert (again.things, again.facts) == (made.things, made.facts)
