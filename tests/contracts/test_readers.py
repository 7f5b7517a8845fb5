"""What holds for every reader in the table, those of other packages included."""

from importlib.metadata import entry_points
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.entries import GROUP, READERS, Entry, Problem, Reader, ReadOptions
from graph.published import name_of, read_bytes

MARKDOWN = b"""---
title: RAG
aliases: [retrieval-augmented generation]
---
## Definition
**RAG** is a [[Technique|technique]] beside [fine-tuning](fine-tuning.md) \xf0\x9f\xa6\x99.

- one [[LLM]]
- two
"""
HTML = b"""<html><head><title>RAG - Site</title></head><body><nav><a href="/">Home</a></nav><main><article><h1>RAG</h1>
<h2>Definition</h2><p>RAG is a <a href="/glossary/technique">technique</a> that joins a model and a search engine.</p>
<h2>Why It Matters</h2><p>It matters because it keeps answers current \xf0\x9f\xa6\x99.</p></article></main>
</body></html>"""
TEXT = "RAG\n\nDefinition\nRAG is a technique.\nWhy It Matters\nIt matters. 🦙\n".encode()
JSON = b'[{"title": "RAG", "text": "Definition\\nRAG is a technique.", "aliases": ["R A G"]}]'
TABLE = b"title,text,aliases\nRAG,RAG is a technique.,R A G; RA G\n"


def archive() -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("glossary/rag.txt", TEXT)
    return packed.getvalue()


SAMPLES = {
    ".csv": TABLE,
    ".htm": HTML,
    ".html": HTML,
    ".json": JSON,
    ".jsonl": JSON[1:-1],
    ".markdown": MARKDOWN,
    ".md": MARKDOWN,
    ".ndjson": JSON[1:-1],
    ".tsv": TABLE.replace(b",", b"\t"),
    ".txt": TEXT,
    ".zip": archive(),
}
ALL: dict[str, Reader] = {**{point.name: point.load() for point in entry_points(group=GROUP)}, **READERS}
OPTIONS = ReadOptions(readers=ALL)
every_reader = pytest.mark.parametrize("suffix", sorted(ALL))


def read(data: bytes, suffix: str, options: ReadOptions = OPTIONS) -> list[Entry | Problem]:
    return list(read_bytes(data, f"folder/rag{suffix}", options))


def check(found: list[Entry | Problem]) -> None:
    """Hold what is promised of each entry and each problem."""
    for item in found:
        if isinstance(item, Problem):
            assert item.place.startswith("folder/rag")
            assert item.cause
            assert item.next_step
            continue
        assert item.text.startswith(f"{item.title}\n\n")
        assert item.text.endswith("\n")
        assert item.text == f"{item.title}\n\n{item.text[len(item.title) + 2 :].rstrip()}\n"
        assert not set(item.text) & set("\r\0\f")
        assert not item.text.startswith("\ufeff")
        assert name_of(item.name) == item.name
        assert item.source.startswith("folder/rag")
        places = [(section.start, section.end) for section in item.sections]
        check_places(places, item)
        check_places([(link.start, link.end) for link in item.links], item)


def check_places(places: list[tuple[int, int]], entry: Entry) -> None:
    before = len(entry.title) + 2
    for start, end in places:
        assert before <= start < end < len(entry.text)
        assert entry.text[start:end] == entry.text[start:end].strip()
        before = end


@every_reader
def test_a_good_file_gives_an_entry(suffix: str) -> None:
    if suffix not in SAMPLES:
        pytest.skip("a reader of another package brings its own samples")
    (entry,) = read(SAMPLES[suffix], suffix)
    assert isinstance(entry, Entry)
    check([entry])
    assert entry.title == "RAG"
    assert entry.name == "rag"
    assert "RAG is a technique" in entry.text


@every_reader
def test_reading_twice_gives_the_same(suffix: str) -> None:
    data = SAMPLES.get(suffix, TEXT)
    assert read(data, suffix) == read(data, suffix)


@every_reader
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\n",
        b"\0\0\0",
        b"\xff\xfe",
        b"\x89PNG\r\n\x1a\n\0",
        b"\xe9t\xe9",
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
    ids=repr,
)
def test_odd_bytes_are_problems(suffix: str, data: bytes) -> None:
    found = read(data, suffix)
    check(found)
    assert all(isinstance(item, Problem) for item in found)
    assert found or suffix not in SAMPLES


@every_reader
@pytest.mark.parametrize("nest", [b"[", b"{", b"> ", b"- ", b"<div>", b"(", b'{"a":', b"[[", b"**", b'"', b"![", b"`"])
def test_deep_nesting_ends(suffix: str, nest: bytes) -> None:
    check(read(nest * 3000 + b"word", suffix))


@every_reader
def test_too_long_an_entry_is_refused(suffix: str) -> None:
    found = read(SAMPLES.get(suffix, TEXT), suffix, ReadOptions(max_characters=20, readers=ALL))
    assert found
    assert all(isinstance(item, Problem) and "characters" in item.cause for item in found)


@every_reader
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_give_sound_entries_or_problems(suffix: str, data: st.DataObject) -> None:
    sample = SAMPLES.get(suffix, TEXT)
    start = data.draw(st.integers(0, len(sample)))
    end = data.draw(st.integers(start, min(start + 20, len(sample))))
    put = data.draw(
        st.binary(max_size=8) | st.sampled_from([b"[[", b"]]", b"\n# ", b"\n\n", b"---\n", b"<p>", b'"', b"|", b"\r"])
    )
    check(read(sample[:start] + put + sample[end:], suffix))
