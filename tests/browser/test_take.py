"""What a reader takes away from the page."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import rdflib
from rdflib.compare import isomorphic

from graph.formats.rdf import PREFIXES
from graph.formats.serialization import to_rdflib
from graph.formats.tables import write_csv
from graph.network import Build
from graph.settings import Settings
from tests import example, generated, hostile
from tests.browser.opened import Opener

pytestmark = pytest.mark.browser
SETTINGS = Settings(title="AI glossary")
SVG = "{http://www.w3.org/2000/svg}"

THE_SAME_SET = """
CONSTRUCT { ?s ?p ?o } WHERE {
  { VALUES ?s { %(things)s } ?s ?p ?o FILTER (?p IN (rdf:type, rdfs:label, skos:prefLabel, skos:altLabel, skos:hiddenLabel, skos:definition, skos:inScheme)) }
  UNION { VALUES ?f { %(facts)s } ?f rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o }
  UNION { VALUES ?s { %(facts)s } ?s ?p ?o }
  UNION { VALUES ?f { %(facts)s } ?f gg:hasClaim ?s . ?s ?p ?o FILTER (?p != prov:wasGeneratedBy) }
  UNION { VALUES ?f { %(facts)s } ?f gg:hasClaim/prov:wasDerivedFrom ?s . ?s ?p ?o }
  UNION { VALUES ?f { %(facts)s } ?f gg:hasClaim/prov:wasDerivedFrom/oa:hasSelector ?s . ?s ?p ?o FILTER (?p NOT IN (oa:prefix, oa:suffix)) }
  UNION { VALUES ?f { %(facts)s } ?f gg:hasClaim/prov:wasDerivedFrom/oa:hasSource ?s . ?s ?p ?o FILTER (?p IN (rdf:type, schema:headline, schema:url)) }
}
"""  # noqa: E501 (a query)


def take(page: Any, form: str, target: Path) -> tuple[str, bytes]:
    """Choose a form in the menu; give the file's name and content."""
    page.click("#take summary")
    with page.expect_download() as waiting:
        page.click(f"#take [data-form={form}]")
    download = waiting.value
    download.save_as(target / download.suggested_filename)
    assert not page.evaluate("document.querySelector('#take').open")
    return download.suggested_filename, (target / download.suggested_filename).read_bytes()


def same_set(build: Build, slugs: set[str]) -> rdflib.Graph:
    facts = [
        fact for fact in build.facts if fact.subject in slugs and (isinstance(fact.object, int) or fact.object in slugs)
    ]
    names = {"things": " ".join(f"<{SETTINGS.base}{slug}>" for slug in sorted(slugs))}
    names["facts"] = " ".join(f"<{SETTINGS.base}_fact-{fact.id}>" for fact in facts)
    found = to_rdflib(build, SETTINGS).query(THE_SAME_SET % names, initNs=PREFIXES).graph
    assert found is not None
    return found


def test_turtle_of_what_is_shown_is_what_a_construct_of_the_same_set_gives(opening: Opener, tmp_path: Path) -> None:
    build = example.build()
    page = opening(build, at="#hide=organization").page
    name, data = take(page, "ttl", tmp_path)
    assert name == "ai-glossary.ttl"
    taken = rdflib.Graph().parse(data=data, format="turtle")
    organizations = {thing.id for thing in build.things if thing.kind == "Organization"}
    wanted = same_set(build, {thing.id for thing in build.things} - organizations)
    assert len(taken) > 60
    assert isomorphic(taken, wanted), set(taken) ^ set(wanted)
    assert "GPT-4" in data.decode()
    assert "OpenAI" not in {str(label) for label in taken.objects(None, rdflib.RDFS.label)}


def quotable(build: Build) -> Build:
    """Leave out what does not stand where it says (the generator gives several texts one name)."""
    texts = {entry.name: entry.text for entry in build.entries}
    places = {claim.id: (texts[claim.entry], claim.evidence) for claim in build.claims}
    kept = {claim for claim, (text, proof) in places.items() if text[proof.start : proof.end] == proof.text}
    return replace(
        build,
        claims=tuple(claim for claim in build.claims if claim.id in kept),
        facts=tuple(fact for fact in build.facts if kept.issuperset(fact.claims)),
    )


def test_turtle_of_everything_too(opening: Opener, tmp_path: Path) -> None:
    build = quotable(generated.build(40))
    _, data = take(opening(build).page, "ttl", tmp_path)
    taken = rdflib.Graph().parse(data=data, format="turtle")
    assert len(taken) > 800
    assert isomorphic(taken, same_set(build, {thing.id for thing in build.things}))


def test_hostile_strings_are_taken_away_unchanged_as_turtle(opening: Opener, tmp_path: Path) -> None:
    page = opening(hostile.build()).page
    _, data = take(page, "ttl", tmp_path)
    taken = rdflib.Graph().parse(data=data, format="turtle")
    shown = {payload.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for payload in hostile.PAYLOADS}
    assert {str(label) for label in taken.objects(None, rdflib.RDFS.label)} == shown


def test_json_has_the_sentences_and_their_places(opening: Opener, tmp_path: Path) -> None:
    build = example.build()
    name, data = take(opening(build).page, "json", tmp_path)
    found = json.loads(data)
    assert name == "ai-glossary.json"
    assert {thing["id"] for thing in found["things"]} == {thing.id for thing in build.things}
    assert len(found["facts"]) == len(build.facts)
    texts = {entry.name: entry.text for entry in build.entries}
    for fact in found["facts"]:
        for proof in fact["evidence"]:
            assert texts[proof["entry"]][proof["start"] : proof["end"]] == proof["text"]
    assert "GPT-4 is developed by OpenAI" in {fact["says"] for fact in found["facts"]}


@pytest.mark.parametrize("build", [example.build(), hostile.build()], ids=["example", "hostile"])
def test_csv_is_the_table_that_python_writes(opening: Opener, tmp_path: Path, build: Build) -> None:
    name, data = take(opening(build).page, "csv", tmp_path)
    assert name == "ai-glossary.csv"
    write_csv(build, tmp_path / "ours", SETTINGS) if build.entries[0].name == "foundation-model" else None
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert len(rows) == len(build.facts) + 1
    assert not [cell for row in rows[1:] for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    if (tmp_path / "ours").exists():
        ours = list(csv.reader((tmp_path / "ours" / "edges.csv").read_text(encoding="utf-8").splitlines()))
        assert sorted(rows) == sorted(ours)


def test_svg_shows_the_things_and_labels_that_the_page_shows(opening: Opener, tmp_path: Path) -> None:
    opened = opening(generated.build(60))
    labels = {label["text"] for label in opened.drawn()}
    name, data = take(opened.page, "svg", tmp_path)
    assert name == "ai-glossary.svg"
    root = ElementTree.fromstring(data)  # noqa: S314 (our own)
    written = [text.text for text in root.iter(f"{SVG}text")]
    assert labels <= set(written)
    assert "AI glossary" in written
    marks = [*root.iter(f"{SVG}circle"), *(path for path in root.iter(f"{SVG}path") if path.get("stroke-width") != "1")]
    assert len(marks) >= 60
    assert len([*root.iter(f"{SVG}line")]) > 40


def test_hostile_labels_are_text_in_the_svg(opening: Opener, tmp_path: Path) -> None:
    _, data = take(opening(hostile.build()).page, "svg", tmp_path)
    root = ElementTree.fromstring(data)  # noqa: S314 (our own)
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        "svg",
        "title",
        "rect",
        "path",
        "circle",
        "line",
        "text",
    }


def test_png_is_twice_as_large_as_the_picture_and_not_empty(opening: Opener, tmp_path: Path) -> None:
    opened = opening(generated.build(60))
    opened.drawn()
    name, data = take(opened.page, "png", tmp_path)
    assert name == "ai-glossary.png"
    box = opened.page.locator("#picture").bounding_box()
    assert int.from_bytes(data[16:20]) == 2 * box["width"]
    assert int.from_bytes(data[20:24]) > 2 * box["height"]
    assert len(data) > 30_000


def test_a_citation_has_the_sentence_its_entry_and_its_place(opening: Opener) -> None:
    page = opening(example.build(), at="#node=gpt-4").page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".group", has_text="is developed by").locator(".cite").click()
    page.wait_for_selector(".cite:has-text('Copied')")
    said = page.evaluate("navigator.clipboard.readText()")
    place = r"\(AI glossary, Foundation model, How It Works, characters (\d+)–(\d+)\) https://example\.com/fm"
    found = re.fullmatch(rf"GPT-4 is developed by OpenAI\.\n“(.*)” {place}", said)
    assert found
    assert example.TEXT[int(found[2]) : int(found[3])] == found[1]


def test_the_menu_works_by_keyboard(opening: Opener) -> None:
    page = opening(example.build()).page
    page.focus("#take summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.form") == "png"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not page.evaluate("document.querySelector('#take').open")
