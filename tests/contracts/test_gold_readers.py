"""What holds for every reader of annotations in the table."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin, Span

from graph.annotations import GOLD_READERS, Document, is_annotated, make_gold, read_documents
from graph.gold import Gold, check_gold
from graph.published import Problem
from graph.vocabulary import read_vocabulary

WORDS = read_vocabulary()
TEXT = "RAG\n\nRAG is a technique \N{LLAMA} by Meta that uses vector databases.\n"
KINDS = (("RAG", "Technique"), ("Meta", "Organization"), ("vector databases", "Concept"))
MARKS = tuple((words, TEXT.rindex(words), kind) for words, kind in KINDS)
LINKS = ((0, "introducedBy", 1), (0, "uses", 2))
every_reader = pytest.mark.parametrize("suffix", sorted(GOLD_READERS))


def brat(folder: Path) -> None:
    (folder / "rag.txt").write_text(TEXT, encoding="utf-8")
    lines = [f"T{n}\t{kind} {start} {start + len(words)}\t{words}" for n, (words, start, kind) in enumerate(MARKS)]
    lines += [f"R{n}\t{label} Arg1:T{one} Arg2:T{two}" for n, (one, label, two) in enumerate(LINKS)]
    lines += ["#1\tAnnotatorNotes T1\tsure?", "N1\tReference T1 Wikidata:Q1\tMeta", "A1\tNegation T1"]
    (folder / "rag.ann").write_text("\n".join(lines), encoding="utf-8")


def label_studio(folder: Path) -> None:
    rows = [
        {
            "id": f"x{n}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {"start": start, "end": start + len(words), "text": words, "labels": [kind]},
        }
        for n, (words, start, kind) in enumerate(MARKS)
    ] + [
        {"type": "relation", "from_id": f"x{one}", "to_id": f"x{two}", "direction": "right", "labels": [label]}
        for one, label, two in LINKS
    ]
    task = {"id": 7, "data": {"text": TEXT, "entry": "rag"}, "annotations": [{"id": 1, "result": rows}]}
    (folder / "rag.json").write_text(json.dumps([task]), encoding="utf-8")


def spacy_file(folder: Path) -> None:
    doc = spacy.blank("en")(TEXT)
    found = [doc.char_span(start, start + len(words), label=kind) for words, start, kind in MARKS]
    ents = [span for span in found if isinstance(span, Span)]
    doc.set_ents(ents)
    scores = {(ents[one].start, ents[two].start): {label: 1.0, "causes": 0.1} for one, label, two in LINKS}
    doc.user_data["._.", "rel", None, None] = scores
    DocBin(docs=[doc], store_user_data=True).to_disk(folder / "rag.spacy")


SAMPLES: dict[str, Callable[[Path], None]] = {".ann": brat, ".json": label_studio, ".spacy": spacy_file}


def sample(suffix: str, folder: Path) -> Path:
    SAMPLES[suffix](folder)
    return folder / f"rag{suffix}"


def said(gold: Gold) -> set[tuple[str, str, str]]:
    return {(gold.nodes[fact.head].label, fact.predicate, gold.nodes[fact.tail or 0].label) for fact in gold.relations}


def test_every_row_of_the_table_is_tested() -> None:
    assert SAMPLES.keys() == GOLD_READERS.keys()


@every_reader
def test_a_good_file_gives_gold_with_its_places_and_facts(suffix: str, tmp_path: Path) -> None:
    made = make_gold(read_documents(sample(suffix, tmp_path)), WORDS)
    assert made.problems == ()
    (gold,), (entry,) = made.golds, made.entries
    assert (gold.entry, entry.title, entry.text) == ("rag", "RAG", TEXT)
    assert [(entry.text[place.start : place.end], gold.nodes[place.node].kind) for place in gold.mentions] == [
        (words, kind) for words, _, kind in MARKS
    ]
    assert said(gold) == {("RAG", "introducedBy", "Meta"), ("RAG", "uses", "vector databases")}
    assert check_gold(gold, entry, WORDS) == []


@every_reader
def test_a_file_and_its_folder_are_known_as_annotations_and_read_alike(suffix: str, tmp_path: Path) -> None:
    path = sample(suffix, tmp_path)
    assert is_annotated(path)
    assert is_annotated(tmp_path)
    assert list(read_documents(path)) == list(read_documents(path))
    assert [replace_place(item) for item in read_documents(path)] == [
        replace_place(item) for item in read_documents(tmp_path)
    ]


def replace_place(item: Document | Problem) -> tuple[str, ...]:
    assert isinstance(item, Document)
    return item.name, item.text, *(span.label for span in item.spans)


@every_reader
@pytest.mark.parametrize(
    "data",
    [b"", b"\0", b"\xff\xfe", b"[" * 3000, b"[1, null, {}]", b"T1\tX 0 5", b"x"],
    ids=lambda data: repr(data[:9]),
)
def test_odd_bytes_are_problems_or_nothing(suffix: str, data: bytes, tmp_path: Path) -> None:
    path = sample(suffix, tmp_path)
    path.write_bytes(data)
    made = make_gold(read_documents(path), WORDS)
    assert made.problems or not any(gold.mentions for gold in made.golds)
    assert all(problem.place.startswith(path.as_posix()) and problem.next_step for problem in made.problems)
    assert not any("\n" in str(problem) for problem in made.problems)


@every_reader
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_give_sound_gold_or_problems(suffix: str, tmp_path: Path, data: st.DataObject) -> None:
    path = sample(suffix, tmp_path)
    whole = path.read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(start + 12, len(whole))))
    put = data.draw(st.binary(max_size=4) | st.sampled_from([b"9", b"-1", b"\r\n", b"null", b"\t", b"T1", b'"']))
    path.write_bytes(whole[:start] + put + whole[end:])
    made = make_gold(read_documents(path), WORDS)
    for gold, entry in zip(made.golds, made.entries, strict=True):
        assert check_gold(gold, entry, WORDS) == []
