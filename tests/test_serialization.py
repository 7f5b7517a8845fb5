"""The RDF formats: nothing is lost or changed on the way through a file, and the bytes have one order."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from pyoxigraph import RdfFormat, parse

from benchmarks.hostile import FORMATS, find_harm
from graph.errors import SettingsError
from graph.formats import WRITERS
from graph.formats.rdf import PREFIXES, Names, graph_quads
from graph.network import Build
from graph.settings import Settings
from tests import hostile
from tests.example import build

FAULTS = {"invalid IRIs", "changed IRIs", "changed literals", "unreadable files"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@hypothesis_settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(hostile.builds(), hostile.places())
def test_no_hostile_text_is_changed_by_any_format_for_either_library(made: Build, at: Settings) -> None:
    harm = find_harm(made, at)
    assert {name: harm[name] for name in FAULTS if harm[name]} == {}
    assert harm["files"] == 2 * (len(FORMATS) - harm["refused"]) - 1  # rdflib does not read RDF 1.2
    assert harm["refused"] <= 1


@pytest.mark.parametrize(
    ("name", "old", "new", "harm"),
    [
        ("ttl", b'"GPT-4"', b'"GPT-5"', {"changed literals": 2}),
        ("jsonld", b'"developedBy": "openai"', b'"developedBy": "microsoft"', {"changed IRIs": 2}),
        ("nt", b"/gpt-4>", b"/gpt 4>", {"unreadable files": 2}),
    ],
)
def test_harm_is_seen(name: str, old: bytes, new: bytes, harm: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    class Spoiler:
        def write(self, made: Build, target: Path, at: Settings) -> None:
            WRITERS[name].write(made, target, at)
            target.write_bytes(target.read_bytes().replace(old, new))

    monkeypatch.setattr("benchmarks.hostile.WRITERS", {name: Spoiler()})
    found = find_harm(build(), Settings(), (name,))
    assert {kind: found[kind] for kind in FAULTS if found[kind]} == harm


@pytest.mark.parametrize("name", ["ttl", "trig"])
def test_prefixes_are_sorted_and_ours_comes_first(name: str, tmp_path: Path) -> None:
    WRITERS[name].write(build(), tmp_path / "x", Settings())
    text = (tmp_path / "x").read_text(encoding="utf-8")
    assert re.findall(r"^@prefix ([\w-]*):", text, re.MULTILINE) == ["", *sorted(PREFIXES)]
    assert text.startswith("@prefix : <https://example.org/glossary/> .\n")


def test_a_line_of_a_text_that_looks_like_a_prefix_stays_where_it_is(tmp_path: Path) -> None:
    made = build()
    label = "x .\n@prefix : <https://else.where/> .\n"
    made = replace(made, things=(replace(made.things[0], label=label), *made.things[1:]))
    WRITERS["ttl"].write(made, tmp_path / "x", Settings())
    found = {quad.triple for quad in parse(path=str(tmp_path / "x"), format=RdfFormat.TURTLE)}
    assert {quad.triple for quad in graph_quads(made, Settings())} <= found


@pytest.mark.parametrize("name", ["Inc.", "a\u2028b", "a\u3000b", "..", "a..b", "50%", "a b"])
def test_what_a_reader_chokes_on_is_percent_encoded_and_comes_back(name: str) -> None:
    names = Names("https://example.org/glossary/")
    for iri in (names.thing(name).value, names.other("entry", name).value):
        assert not iri.endswith(".")
        assert not re.search(r"\s", iri)
    assert names.slug(names.thing(name).value) == name
    assert names.name("entry", names.other("entry", name).value) == name


@pytest.mark.parametrize("base", hostile.BASES)
def test_every_format_puts_our_iris_at_the_base(base: str, tmp_path: Path) -> None:
    elsewhere, made = Settings().base, replace(build(), facts=build().facts[1:])
    for name, (kind, _) in FORMATS.items():
        WRITERS[name].write(made, tmp_path / name, Settings(base=base))
        quads = list(parse((tmp_path / name).read_bytes(), format=kind))
        assert len(quads) > 10
        assert all(str(quad.subject).startswith(f"<{base}") for quad in quads)
        ours = elsewhere.encode() in (tmp_path / name).read_bytes()
        assert ours == base.startswith(elsewhere)


@pytest.mark.parametrize("base", ["example.org/", "https://example.org/x", "ftp://example.org/", "https://e.org/a b/"])
def test_a_base_that_no_iri_can_begin_with_is_refused(base: str) -> None:
    with pytest.raises(SettingsError, match="base"):
        Settings(base=base)
