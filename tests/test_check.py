"""What validate says of a graph, in words; and that no build has a fault."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib

from graph.check import Findings, validate
from graph.errors import CheckError, FolderError
from graph.formats.serialization import write_trig, write_turtle
from graph.formats.shapes import shape_rules
from graph.network import Build
from graph.quotations import verify
from graph.settings import Settings
from graph.vocabulary import read_vocabulary
from tests import hostile
from tests.example import build
from tests.folders import write_folder
from tests.generated import build as build_large
from tests.test_reading import edit

QUOTE = "Examples include GPT-4 (OpenAI)."


def test_the_build_of_our_entries_has_no_violation_and_doubts_only_answers(after_demo: Path) -> None:
    findings = validate(after_demo / "exports")
    assert [str(finding) for finding in findings.violations] == []
    assert {finding.rule for finding in findings.warnings} <= {"developedBy-twice", "introducedIn-twice"}


def test_every_quotation_of_the_build_of_our_entries_holds(after_demo: Path) -> None:
    found = verify(after_demo / "exports")
    assert (found.faults, found.edited) == ((), ())
    assert found.entries == len(list((after_demo / "data" / "entries").iterdir()))


@pytest.mark.parametrize(
    "made", [build(), build_large(120), Build((), (), (), (), ())], ids=["example", "large", "empty"]
)
def test_builds_of_the_tests_have_no_violation(made: Build) -> None:
    assert validate(made).violations == ()


def test_hostile_texts_are_told_in_one_line_each() -> None:
    findings = validate(hostile_without_surrogates()).found
    assert findings
    assert all("\n" not in str(finding) for finding in findings)


def hostile_without_surrogates() -> Build:
    """Break every thing of the hostile build that RDF can hold: without a kind it has no ends that fit."""
    made = hostile.build()
    kept = {thing.id for thing in made.things if thing.label.isprintable()}
    facts = tuple(fact for fact in made.facts if fact.subject in kept and fact.object in kept)
    things = tuple(thing for thing in made.things if thing.id in kept)
    return Build((), (), (), things, tuple(replace(fact, claims=(), status="extracted") for fact in facts))


def test_a_fact_between_kinds_that_do_not_fit_is_told_with_its_sentence(tmp_path: Path) -> None:
    edit(write_folder(build(), tmp_path) / "graph.ttl", ":openai a org:Organization , gg:Lab", ":openai a schema:Place")
    assert [str(finding) for finding in validate(tmp_path).violations] == [
        "violation: OpenAI: cannot stand after “is developed by”, which is followed by organizations and people; "
        f"mend the kind or the fact: GPT-4 is developed by OpenAI “{QUOTE}” (foundation-model)"
    ]


def test_two_answers_are_told_with_both_sentences(tmp_path: Path) -> None:
    path = write_folder(build(), tmp_path) / "provenance.ttl"
    edit(tmp_path / "graph.ttl", "gg:introducedIn 2021", "gg:introducedIn 2021 , 2022")
    claim = next(claim for claim in build().claims if claim.predicate == "broader")
    with path.open("a", encoding="utf-8") as file:
        file.write(
            ":_fact-b a rdf:Statement , gg:Fact ; rdf:subject :foundation-model ; rdf:predicate gg:introducedIn ; "
            "rdf:object 2022 ; gg:support 1 ; gg:confidence 0.95 ; "
            f'gg:status "extracted" ; gg:hasClaim :_claim-{claim.id} .'
        )
    findings = validate(tmp_path)
    assert findings.violations == ()
    (warning,) = findings.warnings
    year = "The term was coined by Stanford's Center for Research on Foundation Models (CRFM) in 2021."
    assert str(warning) == (
        "warning: foundation model: “was introduced in” has more than one answer; not all may be right: "
        f"foundation model was introduced in 2021 “{year}” (foundation-model); "
        f"foundation model was introduced in 2022 “{claim.evidence.text}” (foundation-model)"
    )


def test_what_two_did_together_is_no_doubt(tmp_path: Path) -> None:
    path = write_folder(build(), tmp_path) / "provenance.ttl"
    edit(tmp_path / "graph.ttl", "gg:developedBy :openai", "gg:developedBy :openai , :microsoft")
    edit(tmp_path / "graph.ttl", ":openai a ", ':microsoft a org:Organization ; rdfs:label "Microsoft" . :openai a ')
    assert {finding.rule for finding in validate(tmp_path).found} == {"developedBy-twice", "fact-recorded"}
    fact = next(fact for fact in build().facts if fact.predicate == "developedBy")
    with path.open("a", encoding="utf-8") as file:
        file.write(
            ":_fact-b a rdf:Statement , gg:Fact ; rdf:subject :gpt-4 ; rdf:predicate gg:developedBy ; "
            "rdf:object :microsoft ; gg:support 1 ; gg:confidence 0.9 ; "
            f'gg:status "extracted" ; gg:hasClaim :_claim-{fact.claims[0]} .'
        )
    assert validate(tmp_path).found == ()


def test_claims_places_and_entries_are_called_by_their_words(tmp_path: Path) -> None:
    folder = write_folder(build(), tmp_path)
    edit(folder / "provenance.ttl", 'gg:rule "year"', 'gg:note "year"')
    edit(folder / "provenance.ttl", "oa:end 235 ;\n\toa:start 203", "oa:end 203 ;\n\toa:start 235")
    edit(folder / "graph.ttl", 'gg:sha256 "fbf2', 'gg:sha256 "FBF2')
    told = {finding.rule: finding.about for finding in validate(folder).found}
    assert told["claim-rule"].startswith("the claim “The term was coined by")
    assert told["position-order"] == f"the place of “{QUOTE}”"
    assert told["entry-checksum"] == "the entry Foundation model"


def test_a_file_of_graph_and_provenance_and_the_graph_alone_can_be_checked(tmp_path: Path) -> None:
    edited = replace(build(), facts=(replace(build().facts[0], confidence=1.5), *build().facts[1:]))
    for name, write in (("one.ttl", write_turtle), ("one.trig", write_trig)):
        write(edited, tmp_path / name, Settings())
        assert [finding.rule for finding in validate(tmp_path / name).found] == ["fact-confidence"]
    folder = write_folder(edited, tmp_path / "built")
    assert [finding.rule for finding in validate(folder).found] == ["fact-confidence"]
    assert validate(folder / "graph.ttl").found == ()
    (folder / "provenance.ttl").unlink()
    assert validate(folder).found == ()


def test_the_report_is_shacls_and_the_same_every_time(tmp_path: Path) -> None:
    edit(write_folder(build(), tmp_path) / "provenance.ttl", 'gg:quote "A foundation', 'gg:quote "One foundation')
    edit(tmp_path / "graph.ttl", "gg:introducedIn 2021", "gg:introducedIn 2021 , 2022")
    report = validate(tmp_path).report
    assert report == validate(tmp_path).report
    shacl = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    read = rdflib.Graph().parse(data=report, format="turtle")
    results = list(read.objects(None, shacl.result))
    assert {str(value) for value in read.objects(None, shacl.conforms)} == {"false"}
    assert len(results) == 4  # the claim and its place each have words that the other has not
    assert len(validate(tmp_path).found) == 3
    for part in ("focusNode", "resultSeverity", "sourceShape", "sourceConstraintComponent", "resultMessage"):
        assert all(read.value(result, shacl[part]) is not None for result in results)


def test_a_graph_of_somebody_else_a_missing_and_a_damaged_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    with pytest.raises(FolderError, match=r"a\.ttl: is missing"):
        validate(path)
    path.write_text("<https://a.example/a> <https://a.example/b> 1 .", encoding="utf-8")
    with pytest.raises(FolderError, match="no graph of ours"):
        validate(path)
    path.write_text("nonsense", encoding="utf-8")
    with pytest.raises(FolderError, match="mend the file"):
        validate(path)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with pytest.raises(CheckError, match=r"pip install 'glossary-graph\[shacl\]'$"):
        validate(build())


def test_no_finding_conforms() -> None:
    assert validate(build()) == Findings((), validate(build()).report)
    assert "sh:conforms true" in validate(build()).report


def test_every_rule_is_in_the_page_about_commands() -> None:
    page = (Path(__file__).parent.parent / "docs" / "commands.md").read_text(encoding="utf-8")
    part = page.partition("## `glossary-graph validate")[2].partition("\n## ")[0]
    for rule in shape_rules(read_vocabulary()):
        name = f"…-{rule.name.rpartition('-')[2]}" if rule.group == "Predicate" else rule.name
        assert f"`{name}`" in part
