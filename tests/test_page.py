import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from graph.claims import Claim, Evidence, Mention
from graph.entries import Entry, Section
from graph.errors import FolderError
from graph.formats.columns import columns_of, pack
from graph.formats.contents import plain_slug
from graph.formats.page import generate_page, write_page
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from tests import example, generated, hostile
from tests.seeds import printed

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "graph" / "formats" / "static"
SETTINGS = Settings(title="AI glossary")


def data(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="data-{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_the_same_build_gives_the_same_bytes_with_another_hash_seed() -> None:
    code = (
        "import hashlib; from tests.generated import build; from graph.formats.page import generate_page;"
        "from graph.settings import Settings;"
        "print(hashlib.sha256(generate_page(build(80), Settings()).encode()).hexdigest())"
    )
    assert len(printed(code)) == 1


def test_writing_a_page_leaves_one_utf8_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_page(example.build(), tmp_path / "graph.html", SETTINGS)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]
    assert (tmp_path / "graph.html").read_text(encoding="utf-8") == generate_page(example.build(), SETTINGS)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"absent.graph\.html: .*choose"):
        write_page(example.build(), tmp_path / "absent" / "graph.html", SETTINGS)


def test_importing_the_page_module_loads_no_pyvis() -> None:
    code = "import sys, graph.formats.page; print('pyvis' in sys.modules, 'IPython' in sys.modules)"
    assert subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split() == ["False", "False"]


def test_things_with_most_facts_come_first() -> None:
    nodes = data(generate_page(example.build(), SETTINGS), "nodes")
    assert [node["id"] for node in nodes] == list(range(5))
    assert nodes[0]["label"] == "foundation model"
    assert nodes[0]["aliases"] == ["foundation models"]


def test_a_thing_says_why_its_names_are_one_node() -> None:
    nodes = data(generate_page(example.build(), SETTINGS), "nodes")
    merges = {node["slug"]: node["merges"] for node in nodes if "merges" in node}
    assert ["CRFM", "acronym"] in [merge for found in merges.values() for merge in found]


def test_each_fact_names_its_sentence_and_the_places_of_both_ends_in_it() -> None:
    glossary = data(generate_page(example.build(), SETTINGS), "glossary")
    predicates = [row["label"] for row in glossary["predicates"]]
    fact = next(row for row in glossary["facts"] if predicates[row["predicate"]] == "developed by")
    (proof,) = fact["evidence"]
    text = glossary["sentences"][proof["sentence"]]["text"]
    assert [text[start:end] for start, end in proof["marks"]] == ["GPT-4", "OpenAI"]
    year = next(row for row in glossary["facts"] if "year" in row)
    assert year["year"] == 2021


def test_an_implied_subject_outside_the_sentence_is_not_marked() -> None:
    glossary = data(generate_page(example.build(), SETTINGS), "glossary")
    fact = next(row for row in glossary["facts"] if row.get("notes") == {"hedged": True})
    assert [len(proof["marks"]) for proof in fact["evidence"]] == [1]


def test_a_sentence_is_stored_once() -> None:
    glossary = data(generate_page(example.build(), SETTINGS), "glossary")
    texts = [row["text"] for row in glossary["sentences"]]
    assert len(texts) == len(set(texts)) == 3


def test_a_sentence_knows_its_place_in_the_published_text() -> None:
    glossary = data(generate_page(example.build(), SETTINGS), "glossary")
    texts = {entry.name: entry.text for entry in example.build().entries}
    assert glossary["sentences"]
    for row in glossary["sentences"]:
        assert texts[glossary["entries"][row["entry"]]["name"]][row["start"] :].startswith(row["text"])


def test_the_paragraph_around_a_sentence_is_kept_once_and_without_its_heading() -> None:
    text = "RAG\n\nUses\nOne thing. Two things.\nSame paragraph.\n\nAnother."
    entry = Entry("rag", "RAG", text, (Section("Uses", text.index("One"), len(text)),))
    glossary = data(generate_page(_saying(entry, "One thing.", "Two things."), SETTINGS), "glossary")
    assert glossary["passages"] == ["One thing. Two things.\nSame paragraph."]
    assert [(row["passage"], row["at"]) for row in glossary["sentences"]] == [(0, 0), (0, 11)]


@pytest.mark.parametrize(("texts", "passages", "sentences"), [("sentences", 0, 2), ("none", 0, 0)])
def test_texts_can_be_left_out(texts: str, passages: int, sentences: int) -> None:
    text = "RAG\n\nOne thing. Two things. Three."
    entry = Entry("rag", "RAG", text, (Section("", 5, len(text)),))
    page = generate_page(_saying(entry, "One thing.", "Two things."), Settings(page_texts=texts))
    glossary = data(page, "glossary")
    assert (len(glossary["passages"]), len(glossary["sentences"])) == (passages, sentences)
    assert len(glossary["facts"]) == 2


def test_a_large_glossary_is_packed_and_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    made = generated.build(60)
    plain = generate_page(made, SETTINGS)
    monkeypatch.setattr("graph.formats.page.LARGE", 10)
    packed = generate_page(made, SETTINGS)
    content = unpacked(packed)
    assert content["nodes"] == data(plain, "nodes")
    assert content["facts"] == data(plain, "glossary")["facts"]
    assert content["sentences"] == data(plain, "glossary")["sentences"]


def test_a_packed_page_is_the_same_twice() -> None:
    table = [{"a": 1, "b": "x"}, {"a": 2, "b": "y", "c": 0.5}]
    assert pack({"t": columns_of(table, ["a"])}) == pack({"t": columns_of(table, ["a"])})


def _saying(entry: Entry, *sentences: str) -> Build:
    """A build whose facts stand on these sentences of an entry."""
    things = tuple(Thing(name, name, "Concept") for name in ("rag", *map(str, range(len(sentences)))))
    claims, facts = [], []
    for number, sentence in enumerate(sentences):
        start = entry.text.index(sentence)
        end = Mention(entry.name, start, start + 3, sentence[:3], "Concept", "term", sentence[:3], "rag")
        proof = Evidence("", start, start + len(sentence), sentence)
        claims.append(
            Claim(entry.name, end, "causes", replace(end, node=str(number)), proof, ("r",), 0.9, {}, f"c{number}")
        )
        facts.append(Fact(f"f{number}", "rag", "causes", str(number), 1, 0.9, "extracted", {}, (f"c{number}",)))
    return Build((entry,), (), tuple(claims), things, tuple(facts))


def unpacked(page: str) -> Any:
    """Read the packed block of a page as the page itself does."""
    found = re.search(r'id="data-packed">(.*?)</script>', page, re.DOTALL)
    assert found
    content = json.loads(gzip.decompress(base64.b64decode(found[1])))
    tables = {name: rows_of(value) if "columns" in value else value for name, value in content.items()}
    for number, node in enumerate(tables["nodes"]):
        node["id"] = number
        node.setdefault("slug", plain_slug(node["label"]))
    return tables


def rows_of(table: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{} for _ in range(table["count"])]
    for name, values in table["columns"].items():
        for row, value in zip(rows, values, strict=True):
            row.update({} if value is None else {name: value})
    for name, (known, numbers) in table["codes"].items():
        for row, number in zip(rows, numbers, strict=True):
            row[name] = known[number]
    for name, steps in table["steps"].items():
        for row, value in zip(rows, accumulate(steps), strict=True):
            row[name] = value
    for name, (at, values) in table["rare"].items():
        for number, value in zip(at, values, strict=True):
            rows[number][name] = value
    return rows


def test_the_data_blocks_hold_no_character_that_html_or_javascript_could_take_for_its_own() -> None:
    page = generate_page(hostile.build(), SETTINGS)
    for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL):
        assert not set("<>&\u2028\u2029") & set(block)
    assert [node["label"] for node in data(page, "nodes")]
    assert {n["label"] for n in data(page, "nodes")} == set(hostile.PAYLOADS)


def test_a_hostile_title_is_text() -> None:
    page = generate_page(example.build(), Settings(title=hostile.PAYLOADS[13], language='en" onload="x'))
    assert "<script>globalThis" not in page
    assert 'onload="x' not in page


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//example.com/x", " javascript:x"]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "url" not in data(generate_page(hostile.example_with_url(url), SETTINGS), "glossary")["entries"][0]


def test_a_web_address_is_kept() -> None:
    glossary = data(generate_page(example.build(), SETTINGS), "glossary")
    assert glossary["entries"][0]["url"] == "https://example.com/fm"


def test_the_policy_allows_our_script_and_style_by_hash_and_nothing_else() -> None:
    page = generate_page(example.build(), Settings(sparql=False))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = policy[1].replace("&#39;", "'")
    assert rules.startswith("default-src 'none';")
    assert "unsafe" not in rules
    for tag, text in (
        ("script", re.findall(r"<script>(.*?)</script>", page, re.DOTALL)),
        ("style", re.findall(r"<style>(.*?)</style>", page, re.DOTALL)),
    ):
        (only,) = text
        digest = base64.b64encode(hashlib.sha256(only.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in rules


def test_only_a_page_that_answers_sparql_holds_the_engine_and_may_run_it() -> None:
    asking, plain = (generate_page(example.build(), Settings(sparql=sparql)) for sparql in (True, False))
    policies = [re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1] for page in (asking, plain)]  # type: ignore[index]
    assert [("wasm-unsafe-eval" in policy, "worker-src blob:" in policy) for policy in policies] == [
        (True, True),
        (False, False),
    ]
    assert "'unsafe-" not in policies[0].replace("&#39;", "'")
    assert 'id="sparql-engine"' in asking
    assert 'id="sparql-engine"' not in plain
    assert 1_900_000 < len(asking) - len(plain) < 2_100_000


def test_the_committed_engine_is_what_npm_gives() -> None:
    source = ROOT / "web" / "node_modules" / "oxigraph" / "web_bg.wasm"
    if not source.is_file():
        reason = "no web/node_modules here: cd web && npm ci"
        pytest.fail(reason) if os.environ.get("GG_TEST_ALL") == "1" else pytest.skip(reason)
    assert gzip.decompress((STATIC / "oxigraph.wasm.gz").read_bytes()) == source.read_bytes()


def test_the_page_names_nothing_to_fetch() -> None:
    page = generate_page(example.build(), SETTINGS)
    assert not re.search(
        r"<(link|img|iframe|base|object|embed)\b|<script[^>]*\bsrc=|@import|url\(",
        re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL),
    )


def test_a_build_without_anything_still_gives_a_page() -> None:
    empty = example.build().__class__((), (), (), (), ())
    assert data(generate_page(empty, SETTINGS), "nodes") == []


def test_the_build_is_left_as_it_was() -> None:
    made = example.build()
    generate_page(made, SETTINGS)
    assert made == example.build()


def test_pages_grow_slower_than_what_they_show() -> None:
    small, large = (len(generate_page(generated.build(things), SETTINGS)) for things in (50, 100))
    code = len((STATIC / "page.js").read_text()) + len((STATIC / "page.css").read_text())
    assert large - code < 2.6 * (small - code)


def test_the_committed_bundle_is_what_its_sources_give(tmp_path: Path) -> None:
    if shutil.which("node") is None or not (ROOT / "web" / "node_modules" / "esbuild").is_dir():
        reason = "no node or no web/node_modules here: cd web && npm ci"
        pytest.fail(reason) if os.environ.get("GG_TEST_ALL") == "1" else pytest.skip(reason)
    subprocess.run(["node", "build.js", str(tmp_path)], cwd=ROOT / "web", check=True)
    for name in ("page.js", "page.css", "sparql-worker.js"):
        assert (tmp_path / name).read_bytes() == (STATIC / name).read_bytes(), f"{name} is old: cd web && npm run build"
