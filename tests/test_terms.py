"""Files of terms: what is read of each form, and that one bad line costs no other."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import EntryError
from graph.network import Source
from graph.published import Problem
from graph.terms import (
    LINK_READERS,
    Term,
    TermFile,
    find_link_reader,
    is_web_iri,
    read_obo,
    read_term_rows,
    read_turtle,
)

OBO = r"""format-version: 1.4
ontology: https://example.com/gates.owl
data-version: releases/1
idspace: ex https://example.com/terms/ "ours"
property_value: dcterms:title "Ontology of gates" xsd:string
property_value: dcterms:license https://creativecommons.org/licenses/by/4.0/
property_value: owl:versionInfo "2" xsd:string

[Term]
id: ex:SoftGate
name: Soft \{fuzzy\} gate ! a comment
def: "A gate\nthat \"leaks\"." [https://example.com/book]
synonym: "Leaky gate" EXACT [] {by="us"}
synonym: "Wide gate" BROAD []
synonym: "Gate, leaky" EXACT layperson [EX:1]
is_a: ex:Gate {certain="yes"} ! gate
is_a: MADE:0000001

[Term]
id: ex:Gate
name: Gate

[Term]
id: ex:OldGate
name: Old gate
is_obsolete: true

[Term]
id: ex:Unnamed

[Typedef]
id: ex:has_part
name: has part
"""
SOFT_GATE = Term(
    "https://example.com/terms/SoftGate",
    "Soft {fuzzy} gate",
    'A gate that "leaks".',
    ("Leaky gate", "Gate, leaky"),
    ("https://example.com/terms/Gate", "http://purl.obolibrary.org/obo/MADE_0000001"),
    "ex:SoftGate",
)
GATE = Term("https://example.com/terms/Gate", "Gate", curie="ex:Gate")
SOURCE = Source(
    "Ontology of gates", "https://creativecommons.org/licenses/by/4.0/", "2", "https://example.com/gates.owl"
)
ROWS = "\n".join(
    json.dumps(row)
    for row in (
        {
            "title": SOURCE.title,
            "licence": SOURCE.licence,
            "version": SOURCE.version,
            "iri": SOURCE.iri,
            "prefixes": {"ex": "https://example.com/terms/"},
        },
        {
            "id": "ex:SoftGate",
            "label": SOFT_GATE.label,
            "definition": SOFT_GATE.definition,
            "synonyms": [["Leaky gate", "EXACT"], ["Wide gate", "BROAD"], "Gate, leaky"],
            "parents": ["ex:Gate", "http://purl.obolibrary.org/obo/MADE_0000001", "unknown:X"],
        },
        {"id": "ex:Gate", "label": "Gate"},
    )
)
TURTLE = """
@prefix ex: <https://example.com/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oio: <http://www.geneontology.org/formats/oboInOwl#> .
@prefix obo: <http://purl.obolibrary.org/obo/> .
<https://example.com/gates.owl> a owl:Ontology ; dcterms:title "Ontology of gates" ; owl:versionInfo "2" ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
ex:SoftGate a owl:Class ; rdfs:label "Soft {fuzzy} gate", "Weiches Tor"@de ; rdfs:subClassOf ex:Gate, obo:MADE_0000001,
    [ a owl:Restriction ] ; oio:hasExactSynonym "Gate, leaky", "Leaky gate" ;
    obo:IAO_0000115 "A gate that \\"leaks\\"." .
ex:Gate a owl:Class ; rdfs:label "Gate"@en .
ex:OldGate a owl:Class ; rdfs:label "Old gate" ; owl:deprecated true .
ex:German a owl:Class ; rdfs:label "Tor"@de .
ex:part a owl:ObjectProperty ; rdfs:label "has part" .
"""

Read = Callable[[Path], tuple[TermFile, tuple[Problem, ...]]]
FORMS: dict[str, tuple[Read, str]] = {
    ".obo": (read_obo, OBO),
    ".jsonl": (read_term_rows, ROWS),
    ".ttl": (read_turtle, TURTLE),
}
each_form = pytest.mark.parametrize("suffix", FORMS)


def read(path: Path, text: str | bytes) -> tuple[TermFile, list[str]]:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    file, problems = FORMS[path.suffix][0](path)
    return file, [str(problem).replace(path.as_posix(), path.name) for problem in problems]


@each_form
def test_every_form_says_the_same(suffix: str, tmp_path: Path) -> None:
    file, problems = read(tmp_path / f"gates{suffix}", FORMS[suffix][1])
    found = {term.curie: term for term in file.terms}
    soft = found["ex:SoftGate"]
    assert {**found, "ex:SoftGate": None} == {"ex:SoftGate": None, "ex:Gate": GATE}
    assert {*soft.synonyms} == {*SOFT_GATE.synonyms}
    assert (soft.iri, soft.label, soft.definition) == (SOFT_GATE.iri, SOFT_GATE.label, SOFT_GATE.definition)
    assert soft.parents == SOFT_GATE.parents
    assert file.source == SOURCE
    assert problems == []


@each_form
def test_line_ends_and_a_byte_order_mark_change_nothing(suffix: str, tmp_path: Path) -> None:
    text = FORMS[suffix][1]
    plain, _ = read(tmp_path / f"a{suffix}", text)
    assert read(tmp_path / f"a{suffix}", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()) == (plain, [])


@each_form
def test_a_file_that_says_nothing_of_itself_is_called_by_its_name(suffix: str, tmp_path: Path) -> None:
    assert read(tmp_path / f"a{suffix}", "") == (TermFile(Source(f"a{suffix}"), ()), [])


@each_form
@pytest.mark.parametrize(
    ("data", "cause"),
    [(bytes(range(256)), "no text in UTF-8 (byte 128)"), (b"id: ex\x00y", "holds NUL bytes, so it is no text")],
)
def test_a_binary_file_is_refused(suffix: str, data: bytes, cause: str, tmp_path: Path) -> None:
    with pytest.raises(EntryError) as caught:
        read(tmp_path / f"a{suffix}", data)
    assert str(caught.value).startswith(f"{(tmp_path / f'a{suffix}').as_posix()}: {cause}; ")


@each_form
def test_a_missing_file_a_folder_and_a_pipe_are_refused(suffix: str, tmp_path: Path) -> None:
    reader, path = FORMS[suffix][0], tmp_path / f"a{suffix}"
    with pytest.raises(EntryError, match="no such file"):
        reader(path)
    path.mkdir()
    with pytest.raises(EntryError, match="but a folder, pipe or device"):
        reader(path)
    os.mkfifo(tmp_path / f"b{suffix}")
    with pytest.raises(EntryError, match="but a folder, pipe or device"):
        reader(tmp_path / f"b{suffix}")


def test_a_bad_line_of_obo_costs_no_other(tmp_path: Path) -> None:
    first = "[Term]\nid: ex:A\nname: Soft gate\nnonsense\nsynonym: bare\n\n"
    text = f"{first}[Term]\nname: no id\n\n[Term]\nid: ex:B\nname: B\n"
    file, problems = read(tmp_path / "a.obo", text)
    assert [term.label for term in file.terms] == ["Soft gate", "B"]
    assert problems == [
        "a.obo:4: 'nonsense' is no tag and value; write it as tag: value",
        "a.obo:5: 'bare' is no quoted synonym; write it as \"text\" EXACT []",
        "a.obo:7: '' is no id of a term; give it an id such as ex:Dropout",
    ]


def test_a_bad_line_of_json_costs_no_other(tmp_path: Path) -> None:
    rows = ['{"id": "https://example.com/a", "label": "A"}', "{", "[]", '{"id": "ex:B", "label": "B"}', '{"id": 3}']
    rows += ["[" * 100_000, '{"id": "https://example.com/c", "label": "C", "synonyms": 3, "parents": [1]}']
    file, problems = read(tmp_path / "a.jsonl", "\n".join(rows))
    assert [term.label for term in file.terms] == ["A", "C"]
    assert [problem.split(": ")[0] for problem in problems] == [f"a.jsonl:{number}" for number in (2, 3, 4, 5, 6)]
    assert problems[2].startswith("a.jsonl:4: 'ex:B' is no web address, nor has it a prefix with one; begin the file")


def test_a_line_that_is_too_long_costs_no_other(tmp_path: Path) -> None:
    text = f'[Term]\nid: https://example.com/a\nname: A\ndef: "{"x" * 2_000_000}"\n\n[Term]\nid: ex:B\nname: B\n'
    file, problems = read(tmp_path / "a.obo", text)
    assert [term.label for term in file.terms] == ["A", "B"]
    assert problems == [
        "a.obo:4: a line of 2,000,007 characters; a line has at most 1,000,000; shorten it or remove it; "
        "the others were read"
    ]


@pytest.mark.parametrize("suffix", [".obo", ".jsonl"])
def test_of_two_terms_with_one_id_the_first_stays(suffix: str, tmp_path: Path) -> None:
    twice = {
        ".obo": "[Term]\nid: ex:A\nname: first\n\n[Term]\nid: ex:A\nname: second\n",
        ".jsonl": '{"id": "https://a.example/A", "label": "first"}\n{"id": "https://a.example/A", "label": "second"}\n',
    }
    file, problems = read(tmp_path / f"a{suffix}", twice[suffix])
    assert [term.label for term in file.terms] == ["first"]
    assert "stands at" in problems[0]
    assert problems[0].endswith("already; remove one of them")


@pytest.mark.parametrize("text", ["<a> <b>", "ex:a a ex:b .", "[ " * 100_000])
def test_damaged_turtle_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    with pytest.raises(EntryError, match=r"a\.ttl:\d: .*; mend the Turtle"):
        read(tmp_path / "a.ttl", text)


def test_a_skos_scheme_is_read(tmp_path: Path) -> None:
    text = """
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://example.com/s> a skos:ConceptScheme ; skos:prefLabel "Tore"@de, "Gates"@en .
        <https://example.com/s/1> a skos:Concept ; skos:prefLabel "Soft gate"@en-GB ; skos:altLabel "Leaky gate"@en ;
            skos:definition "It leaks."@en ; skos:broader <https://example.com/s/2> .
    """
    file, problems = read(tmp_path / "a.ttl", text)
    assert file.source == Source("Gates", iri="https://example.com/s")
    assert file.terms == (
        Term("https://example.com/s/1", "Soft gate", "It leaks.", ("Leaky gate",), ("https://example.com/s/2",)),
    )
    assert problems == []


@pytest.mark.parametrize("iri", ["urn:x:y", "mailto:a@b.example", "file:///etc/passwd"])
def test_a_term_whose_address_is_not_on_the_web_is_no_term(iri: str, tmp_path: Path) -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    text = f'<{iri}> a <{skos}Concept> ; <{skos}prefLabel> "x" .'
    file, problems = read(tmp_path / "a.ttl", text)
    assert file.terms == ()
    assert "is no web address; give the term an http(s) IRI" in problems[0]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_what_counts_as_a_web_address_can_be_written_in_rdf(text: str) -> None:
    for candidate in (text, f"https://example.com/{text}", f"http://{text}"):
        if is_web_iri(candidate):
            assert candidate.startswith(("http://", "https://"))
            assert not {*candidate} & {*'<>"{}|\\^` \n\t'}


@settings(deadline=None)
@given(label=st.text(st.characters(codec="utf-8", exclude_characters="\0\n\r\\{!"), min_size=1, max_size=30))
def test_any_label_of_a_line_is_read(label: str) -> None:
    wanted = " ".join(label.split())
    with TemporaryDirectory() as folder:
        file, problems = read(Path(folder, "a.obo"), f"[Term]\nid: ex:A\nname: {label}\n")
    assert [term.label for term in file.terms] == ([wanted] if wanted else [])
    assert problems == []


def test_the_longest_suffix_finds_the_reader() -> None:
    assert [find_link_reader(Path(f"X{suffix.upper()}")) for suffix in LINK_READERS] == [*LINK_READERS.values()]
    assert find_link_reader(Path("mappings.tsv")) is None
