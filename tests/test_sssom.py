"""Links as SSSOM: what the standard asks for is there, and what was written can be read again."""

import csv
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.formats.sssom import SSSOM_COLUMNS, write_sssom
from graph.links import Links, link_things, read_links
from graph.network import Build, Match, Source
from graph.settings import DEFAULT_BASE, Settings
from graph.terms import is_web_iri
from graph.vocabulary import read_vocabulary
from tests.example import GATES, MATCH, build

OURS = Source("Our choices", iri="https://other.example/set#1", is_mapping_set=True)
MATCHES = (
    MATCH,
    Match("ai-model", "skos:closeMatch", "https://example.com/terms/Model", "Model", "ex:Model", source=GATES),
    Match("openai", "schema:sameAs", "https://other.example/OpenAI/", source=OURS, confidence=0.5),
)
# Slots that the standard's schema calls required: of a set, and of a mapping between two entities.
REQUIRED_OF_SET = {"curie_map", "mapping_set_id", "license"}
REQUIRED_OF_MAPPING = ("subject_id", "predicate_id", "object_id", "mapping_justification")


def linked(matches: tuple[Match, ...] = MATCHES) -> Build:
    return replace(build(), matches=matches)


def written(folder: Path, made: Build, settings: Settings | None = None) -> tuple[dict[str, Any], list[dict[str, str]]]:
    write_sssom(made, folder / "x.sssom.tsv", settings or Settings())
    lines = (folder / "x.sssom.tsv").read_text(encoding="utf-8").split("\n")
    header = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    table = csv.DictReader((line for line in lines if line and not line.startswith("#")), delimiter="\t")
    return header, list(table)


def test_what_the_standard_requires_is_there(tmp_path: Path) -> None:
    header, rows = written(tmp_path, linked())
    assert header.keys() >= REQUIRED_OF_SET
    assert header["mapping_set_id"] == "https://example.org/glossary/_mappings"
    assert header["license"].startswith("https://")
    assert len(rows) == len(MATCHES)
    for row in rows:
        assert tuple(row) == SSSOM_COLUMNS
        assert all(row[slot] for slot in REQUIRED_OF_MAPPING)
        assert row["mapping_justification"].startswith("semapv:")
        assert 0 <= float(row["confidence"]) <= 1


def test_every_prefix_that_is_used_is_declared(tmp_path: Path) -> None:
    header, rows = written(tmp_path, linked())
    slots = (*REQUIRED_OF_MAPPING, "object_source", "mapping_source")
    used = {row[slot].partition(":")[0] for row in rows for slot in slots if row[slot]}
    assert used <= header["curie_map"].keys()
    assert header["curie_map"]["ex"] == "https://example.com/terms/"
    assert not any(row[slot].startswith("http") for row in rows for slot in slots)


def test_a_row_says_what_is_linked_why_and_by_whom(tmp_path: Path) -> None:
    _, rows = written(tmp_path, linked())
    assert [row["subject_id"] for row in rows] == ["glossary:ai-model", "glossary:foundation-model", "glossary:openai"]
    assert rows[1] == {
        "subject_id": "glossary:foundation-model",
        "subject_label": "foundation model",
        "predicate_id": "skos:exactMatch",
        "object_id": "ex:BaseModel",
        "object_label": "Base Model",
        "mapping_justification": "semapv:CompositeMatching",
        "object_source": "ns:gates.owl",
        "object_source_version": "2",
        "mapping_source": "",
        "confidence": "0.95",
        "comment": 'label "foundation model"; parent "AI model"',
    }
    assert (rows[2]["object_source"], rows[2]["mapping_source"]) == ("", "ns2:set#1")


def test_the_header_credits_what_is_linked_to(tmp_path: Path) -> None:
    header, _ = written(tmp_path, linked())
    assert header["comment"] == (
        "Links to Ontology of gates, version 2, licence https://creativecommons.org/licenses/by/4.0/, "
        "from https://example.com/gates.owl. "
        "Mappings of Our choices, licence not stated, from https://other.example/set#1."
    )


def test_without_links_the_table_is_empty_and_still_whole(tmp_path: Path) -> None:
    header, rows = written(tmp_path, linked(()))
    assert header.keys() >= REQUIRED_OF_SET
    assert "comment" not in header
    assert rows == []


def test_the_order_in_memory_does_not_show(tmp_path: Path) -> None:
    for name, matches in (("a", MATCHES), ("b", MATCHES[::-1])):
        write_sssom(linked(matches), tmp_path / name, Settings())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


@pytest.mark.parametrize("curie", ["glossary:BaseModel", "skos:BaseModel", "1x:BaseModel", "no-colon", "a b:BaseModel"])
def test_a_prefix_that_is_taken_or_none_gives_way(curie: str, tmp_path: Path) -> None:
    header, rows = written(tmp_path, linked((replace(MATCHES[0], curie=curie),)))
    prefix, _, local = rows[0]["object_id"].partition(":")
    assert header["curie_map"][prefix] + local == MATCHES[0].target
    assert header["curie_map"]["glossary"] == DEFAULT_BASE
    assert header["curie_map"]["skos"] == "http://www.w3.org/2004/02/skos/core#"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@settings(max_examples=50, deadline=None)
@given(
    label=TEXTS, reason=TEXTS, title=TEXTS, version=TEXTS, local=st.text("aZ0-_.~/#?=&%2F:é", min_size=1, max_size=9)
)
def test_what_was_written_is_read_again(label: str, reason: str, title: str, version: str, local: str) -> None:
    source = Source(title, "", version)
    match = Match("ai-model", "skos:narrowMatch", f"https://a.example/{local}", label, "", reason=reason, source=source)
    assume(is_web_iri(match.target))
    with TemporaryDirectory() as folder:
        write_sssom(linked((match, *MATCHES)), Path(folder, "x.sssom.tsv"), Settings(title=title))
        links = read_links([Path(folder, "x.sssom.tsv")])
    assert links.problems == ()
    again, problems = link_things(
        build().things, (), Links(mappings=links.mappings), read_vocabulary(), Settings().base
    )
    assert problems == ()
    assert {_core(one) for one in again} == {_core(one) for one in (match, *MATCHES)}


def _core(match: Match) -> tuple[str, ...]:
    words = (match.label, match.reason)
    return (
        match.subject,
        match.predicate,
        match.target,
        match.justification,
        f"{match.confidence:.2f}",
        *(" ".join(text.split()) for text in words),
    )
