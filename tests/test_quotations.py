"""Quotations against texts: what holds, and that one changed character anywhere is found."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import FolderError
from graph.folder import write_build
from graph.quotations import Fault, verify
from tests.example import TEXT, build
from tests.folders import write_folder

NEEDED = ("graph.ttl", "provenance.ttl")
TEXT_FILE = "text/foundation-model.txt"
QUOTE = "Examples include GPT-4 (OpenAI)."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_build(build(), tmp_path / "exports")
    return tmp_path / "exports"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def outsiders(folder: Path) -> Path:
    """Leave what an outsider needs."""
    for path in folder.iterdir():
        if path.name not in NEEDED and path.is_file():
            path.unlink()
    return folder


def test_what_a_build_wrote_holds(folder: Path) -> None:
    found = verify(folder)
    assert (found.quotations, found.entries, found.faults, found.edited) == (5, 1, (), ())
    assert found.holds


def test_graph_provenance_and_texts_are_enough(folder: Path) -> None:
    assert verify(outsiders(folder)).quotations == 5
    assert sorted(path.name for path in folder.iterdir()) == ["graph.ttl", "provenance.ttl", "text"]


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, len(TEXT.encode()) - 1), flip=st.integers(1, 255), alone=st.booleans())
def test_one_changed_byte_anywhere_in_a_text_is_found(place: int, flip: int, alone: bool) -> None:
    with TemporaryDirectory() as name:
        folder = write_folder(build(), Path(name))
        if alone:
            outsiders(folder)
        path = folder / TEXT_FILE
        data = bytearray(path.read_bytes())
        data[place] ^= flip
        path.write_bytes(data)
        faults = verify(folder).faults
        assert TEXT_FILE in {fault.file for fault in faults}


def test_one_changed_character_anywhere_in_a_text_is_found_by_its_checksum_and_in_a_quotation_by_its_words(
    tmp_path: Path,
) -> None:
    """The checksum renewed too: then the quotation tells, as far as its sentence and the words around it go."""
    folder = write_folder(build(), tmp_path)
    quoted = {place for claim in build().claims for place in range(claim.evidence.start, claim.evidence.end)}
    for place in sorted(quoted):
        changed = build()
        text = TEXT[:place] + ("x" if TEXT[place] != "x" else "y") + TEXT[place + 1 :]
        (folder / TEXT_FILE).write_text(text, encoding="utf-8")
        renewed = write_sum(folder, changed.entries[0].text, text)
        assert "provenance.ttl" in {fault.file for fault in verify(folder).faults}, place
        write_sum(folder, text, TEXT)
        assert renewed


def write_sum(folder: Path, old: str, new: str) -> bool:
    from hashlib import sha256

    sums = [sha256(text.encode()).hexdigest() for text in (old, new)]
    edit(folder / "graph.ttl", *sums)
    return sums[0] != sums[1]


@pytest.mark.parametrize("part", ["gg:quote", "oa:exact", "oa:prefix", "oa:suffix"])
def test_one_changed_character_anywhere_in_a_quotation_is_found(part: str, tmp_path: Path) -> None:
    folder = outsiders(write_folder(build(), tmp_path))
    path = folder / "provenance.ttl"
    before = path.read_text(encoding="utf-8")
    start = before.index(f'{part} "') + len(part) + 2
    for place in range(start, before.index('"', start)):
        if before[place] == "\\" or before[place - 1] == "\\":
            continue  # an escape is one character
        path.write_text(f"{before[:place]}\N{BULLET}{before[place + 1 :]}", encoding="utf-8")
        assert verify(folder).faults, before[place - 10 : place + 10]


@pytest.mark.parametrize("name", ["claims.jsonl", "mentions.jsonl"])
def test_one_changed_character_in_a_quoted_word_of_claims_and_mentions_is_found(name: str, tmp_path: Path) -> None:
    folder = write_folder(build(), tmp_path)
    before = (folder / name).read_text(encoding="utf-8")
    place = before.find('"text": "')
    while place >= 0:
        (folder / name).write_text(f"{before[: place + 9]}\N{BULLET}{before[place + 10 :]}", encoding="utf-8")
        assert {fault.file for fault in verify(folder).faults} == {name}
        place = before.find('"text": "', place + 1)


def test_a_fault_names_file_place_difference_and_next_step(folder: Path) -> None:
    edit(folder / "provenance.ttl", 'oa:exact "Examples include GPT-4', 'oa:exact "Examples include GPT-5')
    claims = [claim for claim in build().claims if claim.evidence.text == QUOTE]
    faults = [str(fault) for fault in verify(folder).faults]
    assert len(faults) == 2 * len(claims)
    start, end = claims[0].evidence.start, claims[0].evidence.end
    assert (
        f"provenance.ttl, claim {claims[0].id}, foundation-model {start}–{end}: quotes what does not stand there: "
        "“clude GPT-4 (OpenAI).” in the text, “clude GPT-5 (OpenAI).” quoted; "
        "take the words from the text, or build the folder again"
    ) in faults


def test_files_that_a_person_may_edit_are_told_of_and_no_fault(folder: Path) -> None:
    edit(folder / "graph.ttl", "GPT-4", "GPT four")
    (folder / "report.md").unlink()
    found = verify(folder)
    assert (found.faults, found.edited) == ((), ("graph.ttl", "report.md"))


def test_claims_that_differ_from_what_was_written_are_a_fault_even_where_every_word_holds(folder: Path) -> None:
    rows = [json.loads(line) for line in (folder / "claims.jsonl").read_text(encoding="utf-8").splitlines()]
    rows[0]["confidence"] = 0.99
    (folder / "claims.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [fault.file for fault in verify(folder).faults] == ["claims.jsonl"]


def test_a_claim_removed_by_hand_leaves_the_others_holding(folder: Path) -> None:
    claim = build().claims[0].id
    edit(folder / "provenance.ttl", f":_claim-{claim} a prov:Entity , gg:Claim", f":_claim-{claim} a prov:Entity")
    assert (verify(folder).quotations, verify(folder).faults) == (4, ())


def test_a_missing_an_unnamed_and_an_unsummed_text_are_faults(folder: Path) -> None:
    shutil.move(folder / TEXT_FILE, folder / "text" / "other.txt")
    told = {fault.file: fault.cause for fault in verify(folder).faults}
    assert told[TEXT_FILE] == "is missing"
    assert told["text/other.txt"] == "is the text of no entry in graph.ttl"
    shutil.move(folder / "text" / "other.txt", folder / TEXT_FILE)
    edit(folder / "graph.ttl", "gg:sha256", "gg:sum")
    assert [fault.cause for fault in verify(folder).faults] == ["has no checksum in graph.ttl"]


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("oa:end 235 ;\n\toa:start 203", "oa:end 999 ;\n\toa:start 203", "lies outside the text of 236 characters"),
        ("oa:end 235 ;\n\toa:start 203", "oa:start 203", "has no quotation with its entry and place"),
        ("oa:end 235 ;\n\toa:start 112", "oa:end 999 ;\n\toa:start 112", "lies outside the text of 236 characters"),
        ("oa:hasSource :_entry-foundation-model", "oa:hasSource :_entry-other", "its entry has no text"),
    ],
)
def test_places_that_are_none_are_faults(old: str, new: str, cause: str, folder: Path) -> None:
    edit(folder / "provenance.ttl", old, new)
    assert cause in {fault.cause for fault in verify(folder).faults}


@pytest.mark.parametrize("name", NEEDED)
def test_without_the_graph_or_its_provenance_there_is_nothing_to_check(name: str, folder: Path) -> None:
    (folder / name).unlink()
    with pytest.raises(FolderError, match=rf"{name}: is missing"):
        verify(folder)


def test_a_damaged_line_is_a_fault(folder: Path) -> None:
    edit(folder / "mentions.jsonl", '"start"', '"begin"')
    fault = next(fault for fault in verify(folder).faults if fault.file == "mentions.jsonl")
    assert str(fault) == "mentions.jsonl: line 1: KeyError 'start'; build the folder again"


def test_an_entry_whose_name_leads_out_of_the_folder_is_not_read(folder: Path) -> None:
    (folder / "secret.txt").write_text(TEXT, encoding="utf-8")
    edit(folder / "graph.ttl", ":_entry-foundation-model a", "<https://example.org/glossary/_entry-..%2Fsecret> a")
    assert (
        Fault("text/../secret.txt", "", "is missing", "bring the published text back, or build the folder again")
        in verify(folder).faults
    )
