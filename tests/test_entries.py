"""Reading a glossary: files, folders, archives, standard input, and what happens to what cannot be read."""

import json
import os
import random
import socket
import subprocess
import sys
from importlib.metadata import EntryPoint
from io import BytesIO, StringIO
from pathlib import Path

import pytest

from graph import entries as module
from graph.entries import READERS, Entry, Link, Problem, Reading, ReadOptions, guess_suffix, read_entries
from graph.errors import SettingsError


@pytest.fixture
def glossary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with entries of several formats and files that are none; the paths of tests are relative to it."""
    files = {
        "rag.txt": "RAG is a technique.",
        "deep/er/llm.md": "# LLM\nUsed by [retrieval](../../rag.txt), [[Fine-tuning]], [about](/about) and [[gpu]].",
        "rows.json": json.dumps([{"title": "GPU", "text": "A chip.", "aliases": ["graphics processor"]}]),
        "README.md": "Not an entry.",
        "LICENSE": "Not an entry.",
        "ids.csv": "slug,label\n",
        "glossary-graph.toml": "",
        "picture.png": "x",
        ".hidden.txt": "Not an entry.",
        ".git/config.txt": "Not an entry.",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(reading: Reading) -> list[str]:
    return [entry.name for entry in reading.entries]


def only_problem(reading: Reading) -> str:
    (problem,) = reading.problems
    return str(problem)


@pytest.mark.usefixtures("glossary")
def test_a_folder_is_read_with_all_below_it() -> None:
    reading = read_entries(["."])
    assert reading.problems == ()
    assert [(entry.name, entry.source) for entry in reading.entries] == [
        ("gpu", "rows.json, entry 1"),
        ("llm", "deep/er/llm.md"),
        ("rag", "rag.txt"),
    ]


@pytest.mark.usefixtures("glossary")
def test_links_lead_to_names_of_entries_and_addresses_elsewhere_go() -> None:
    entry = read_entries(["."]).entries[1]
    shown = [(entry.text[link.start : link.end], link.target) for link in entry.links]
    assert shown == [("retrieval", "rag"), ("Fine-tuning", "Fine-tuning"), ("gpu", "gpu")]


def test_a_link_may_name_a_title_or_an_alias(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Adapter Layer\naliases: [PEFT]\n---\nText.", encoding="utf-8")
    (tmp_path / "b.md").write_text("# B\n[[adapter layer]] [[peft]]", encoding="utf-8")
    assert [link.target for link in read_entries([tmp_path]).entries[1].links] == ["a", "a"]


def test_order_of_paths_repetition_and_overlap_change_nothing(glossary: Path) -> None:
    (glossary / "rag.md").write_text("# RAG\nAnother text.", encoding="utf-8")
    (glossary / "bad.txt").write_bytes(b"\xff")
    paths = ["rag.txt", "rag.md", "deep", "rows.json", "bad.txt", "nowhere.txt", "deep/er/llm.md", "rag.txt"]
    first = read_entries(paths)
    assert len(first.problems) == 3
    for seed in range(5):
        random.Random(seed).shuffle(paths)  # noqa: S311 (no secret)
        assert read_entries(iter(paths)) == first
    assert read_entries([*paths, "deep/er"]) == first


@pytest.mark.usefixtures("glossary")
def test_the_hash_seed_changes_nothing() -> None:
    code = "from graph.entries import read_entries; print(read_entries(['.']))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(module.__file__).parents[1])},
        ).stdout
        for seed in ("0", "1")
    }
    assert len(outputs) == 1


def test_the_first_by_place_keeps_a_name_and_the_others_are_reported(glossary: Path) -> None:
    (glossary / "a").mkdir()
    (glossary / "a" / "rag.txt").write_text("RAG is something else.", encoding="utf-8")
    reading = read_entries(["rag.txt", "a"])
    assert reading.entries[0].source == "a/rag.txt"
    assert only_problem(reading) == (
        "rag.txt: the name 'rag' is taken by a/rag.txt; rename the file, or give the entry an id of its own"
    )


def test_a_text_that_comes_twice_is_kept_once(glossary: Path) -> None:
    (glossary / "rag (1).txt").write_text("RAG\n\nRAG is a technique.", encoding="utf-8")
    reading = read_entries(["rag.txt", "rag (1).txt"])
    assert names(reading) == ["rag-1"]
    assert only_problem(reading) == "rag.txt: duplicate of rag (1).txt; kept once; remove one of them"


def test_a_link_to_a_file_is_the_file(glossary: Path) -> None:
    (glossary / "same.txt").symlink_to("rag.txt")
    reading = read_entries(["."])
    assert names(reading) == ["gpu", "llm", "rag"]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere.txt", "nowhere.txt: no such file or folder; check the spelling"),
        ("nul\0.txt", "cannot be read"),
        ("x" * 300, "cannot be read (File name too long)"),
        ("picture.png", "picture.png: no reader for .png; give one of .csv, .htm"),
        ("LICENSE", "LICENSE: no reader for a file without suffix"),
        (".git/empty", ".git/empty: no entries in this folder"),
        (".git/broken.md", ".git/broken.md: a link that leads nowhere; mend or remove it"),
        (".git/loop.md", "cannot be read"),
        (".git/pipe.txt", ".git/pipe.txt: a pipe, socket or device and no file; give a file"),
        (".git/socket.txt", "a pipe, socket or device and no file"),
        ("/dev/zero", "/dev/zero: a pipe, socket or device and no file"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(glossary: Path, path: str, message: str) -> None:
    folder = glossary / ".git"
    (folder / "empty").mkdir()
    (folder / "broken.md").symlink_to("nowhere")
    (folder / "loop.md").symlink_to("loop.md")
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(".git/socket.txt")
        reading = read_entries([path, "rag.txt"])
    assert names(reading) == ["rag"]
    assert message in only_problem(reading)
    assert "\n" not in only_problem(reading)


def test_traps_inside_a_folder_are_reported_and_the_others_go_through(glossary: Path) -> None:
    (glossary / "broken.md").symlink_to("nowhere")
    os.mkfifo(glossary / "pipe.txt")
    (glossary / "around").symlink_to(".")
    reading = read_entries(["."])
    assert names(reading) == ["gpu", "llm", "rag"]
    assert [problem.place for problem in reading.problems] == ["broken.md", "pipe.txt"]


@pytest.mark.usefixtures("glossary")
def test_a_file_without_permission_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert only_problem(read_entries(["rag.txt"])) == "rag.txt: permission denied; make it readable"


@pytest.mark.usefixtures("glossary")
def test_a_huge_file_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_FILE", 5)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("was read"))
    assert "19 bytes" in only_problem(read_entries(["rag.txt"]))


@pytest.mark.usefixtures("glossary")
def test_too_long_an_entry_is_refused() -> None:
    assert "an entry has at most 10" in only_problem(read_entries(["rag.txt"], max_characters=10))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems take no such names")
def test_names_that_are_no_utf_8_still_print(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.txt")).write_text("Text is.", encoding="utf-8")
    (entry,) = read_entries([tmp_path]).entries
    assert entry.source.encode()
    assert "\n" not in entry.source
    assert entry.name == "caf"


def test_problems_are_in_order_of_place_with_lines_as_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.csv").write_text("title,text\n" + "a,\n" * 11, encoding="utf-8")
    assert [problem.place for problem in read_entries(["x.csv"]).problems] == [f"x.csv:{line}" for line in range(2, 13)]


def test_fields_that_entries_do_not_have_are_refused() -> None:
    with pytest.raises(SettingsError, match="unknown field 'titel'; the fields are title, text"):
        read_entries([], fields={"titel": "x"})


def test_nothing_gives_nothing() -> None:
    assert read_entries([]) == Reading((), ())


@pytest.mark.parametrize(
    ("data", "suffix"),
    [
        (b'{"title": "RAG",\n "text": "x"}', ".json"),
        (b'{"title": "RAG"}\n{"title": "LLM"}\n', ".jsonl"),
        (b'[{"title": "RAG"}]', ".json"),
        (b'{"title": ', ".json"),
        (b"[[LLM]] is a link.", ".md"),
        (b"# RAG\nText", ".md"),
        (b"---\ntitle: x\n---\n", ".md"),
        (b"[1] is a source.", ".txt"),
        (b"RAG\n\nIt is.", ".txt"),
        (b"<!DOCTYPE html><p>x", ".html"),
        (b"PK\x03\x04", ".zip"),
        (b"\xff\xff", ".txt"),
        (b"", ".txt"),
        (b"[" * 100_000, ".json"),
    ],
)
def test_the_format_of_standard_input_is_guessed(data: bytes, suffix: str) -> None:
    assert guess_suffix(data) == suffix


@pytest.mark.parametrize(
    "stdin", [BytesIO("RAG\n\nIt is é.".encode()), StringIO("RAG\n\nIt is é.")], ids=["bytes", "text"]
)
def test_standard_input_is_read_for_a_dash(stdin: BytesIO | StringIO) -> None:
    (entry,) = read_entries(["-"], stdin=stdin).entries
    assert (entry.name, entry.text, entry.source) == ("rag", "RAG\n\nIt is é.\n", "<stdin>")


def test_standard_input_without_title_is_a_problem() -> None:
    reading = read_entries(["-"], stdin=BytesIO(b"Definition\nIt is."))
    assert only_problem(reading) == "<stdin>: no title; begin with a line that holds the title, then a blank line"


def test_readers_of_other_packages_are_found_and_ours_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint(".Org", "tests.test_entries:read_org", module.GROUP),
        EntryPoint(".txt", "tests.test_entries:read_org", module.GROUP),
    ]
    monkeypatch.setattr(module, "entry_points", lambda group: points if group == module.GROUP else [])
    for name in ("a.org", "b.txt"):
        (tmp_path / name).write_text("Text is.", encoding="utf-8")
    assert [entry.title for entry in read_entries([tmp_path]).entries] == ["Org", "B"]


def read_org(data: bytes, place: str, options: ReadOptions) -> list[Entry | Problem]:
    """Stand for another package's reader."""
    return list(module.publish(module.Body(data.decode()), module.About(title="Org"), place, options))


def test_a_reader_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "entry_points", lambda group: [EntryPoint(".x", "nowhere:read", group)])
    with pytest.raises(SettingsError, match=r"reader \.x = nowhere:read"):
        read_entries([])


def test_reading_text_imports_nothing_heavy() -> None:
    code = (
        "import sys, io; from graph.entries import read_entries;"
        "heavy = {'spacy', 'rdflib', 'pyvis', 'trafilatura', 'lxml', 'markdown_it', 'frontmatter'};"
        "read_entries(['-'], stdin=io.BytesIO(b'RAG\\n\\nIt is.'));"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_the_table_of_readers_cannot_be_changed_by_accident() -> None:
    assert not hasattr(READERS, "__setitem__")
    assert Link(0, 1, "x") == Link(0, 1, "x", is_address=False)
