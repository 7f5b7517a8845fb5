"""Relation patterns: every example is read, and what is wrong in the file is named."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from graph.errors import DomainError
from graph.patterns import Example, Pattern, all_patterns, read_patterns
from graph.vocabulary import AI_DOMAIN
from tests.glossary import asserted, claims_of

PATTERNS = all_patterns()
EXAMPLES = [
    pytest.param(pattern, example, id=f"{pattern.id}-{number}")
    for pattern in PATTERNS
    for number, example in enumerate(pattern.examples, 1)
]


@pytest.mark.parametrize(("pattern", "example"), EXAMPLES)
def test_the_facts_of_an_example_are_read_and_no_wrong_one(pattern: Pattern, example: Example) -> None:
    claims = claims_of(example.title, example.text)
    found = asserted(claims)
    assert set(example.facts) <= found
    assert found.isdisjoint(example.wrong)
    rules = {rule for claim in claims for rule in claim.rules}
    assert rules & {pattern.id, f"{pattern.id}-uses"}, "the example is read by other patterns, not by its own"


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
def test_every_pattern_has_an_example(pattern: Pattern) -> None:
    assert pattern.examples
    for example in pattern.examples:
        assert example.facts or example.wrong
        assert all(fact.count(" | ") == 2 for fact in (*example.facts, *example.wrong))


def test_a_pattern_stands_under_each_of_its_verbs() -> None:
    table = read_patterns()
    for pattern in PATTERNS:
        assert all(pattern in table[verb] for verb in pattern.verbs)
    assert sum(len(rows) for rows in table.values()) == sum(len(set(pattern.verbs)) for pattern in PATTERNS)


def test_confidences_are_chances() -> None:
    assert all(0 < pattern.confidence < 1 for pattern in PATTERNS)


def domain_with(tmp_path: Path, change: Callable[[str], str]) -> Path:
    domain = tmp_path / "ai"
    copytree(AI_DOMAIN, domain)
    path = domain / "patterns.toml"
    old = path.read_text(encoding="utf-8")
    new = change(old)
    assert new != old
    path.write_text(new, encoding="utf-8")
    return domain


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ('predicates = ["developedBy"]', 'predicates = ["madeBy"]', "madeBy"),
        ('subject_kinds = ["Model", ', 'subject_kinds = ["Modell", ', "Modell"),
        ('object_kinds = ["Technique", ', 'object_kinds = ["Paper", ', "Paper"),
        ("confidence = 0.9\n", "", "confidence"),
        ("confidence = 0.9\n", "confidenze = 0.9\n", "confidenze"),
        ('subject = ["patient"]\n', "", "subject"),
    ],
)
def test_what_is_wrong_in_a_pattern_is_named_with_its_file_and_id(
    tmp_path: Path, old: str, new: str, cause: str
) -> None:
    domain = domain_with(tmp_path, lambda text: text.replace(old, new, 1))
    with pytest.raises(DomainError) as caught:
        read_patterns(domain)
    message = str(caught.value)
    assert message.startswith(f"{domain / 'patterns.toml'}: pattern ")
    assert cause in message
    assert "\n" not in message
    assert any(f"pattern {pattern.id}:" in message for pattern in PATTERNS)


@pytest.mark.parametrize("text", ['[[pattern]]\nid = "x', "[[pattern]]\nid = 1 2\n"])
def test_a_file_that_is_no_toml_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    domain = domain_with(tmp_path, lambda _: text)
    with pytest.raises(DomainError, match=r"patterns\.toml"):
        read_patterns(domain)


def test_an_unknown_field_is_refused(tmp_path: Path) -> None:
    domain = domain_with(tmp_path, lambda text: text.replace("subject_kinds = ", "voize = ", 1))
    with pytest.raises(DomainError, match="voize"):
        read_patterns(domain)


def test_a_second_pattern_of_the_same_id_is_refused(tmp_path: Path) -> None:
    domain = domain_with(tmp_path, lambda text: text.replace('id = "trained-by"', 'id = "trained-on"', 1))
    with pytest.raises(DomainError, match="trained-on"):
        read_patterns(domain)


def test_a_pattern_with_an_id_of_the_cores_takes_its_place(tmp_path: Path) -> None:
    domain = domain_with(tmp_path, lambda text: text.replace('id = "trained-by"', 'id = "developed-by"', 1))
    (pattern,) = [pattern for pattern in all_patterns(domain) if pattern.id == "developed-by"]
    assert "train" in pattern.verbs


def test_a_domain_without_patterns_has_those_of_every_field(tmp_path: Path) -> None:
    domain = domain_with(tmp_path, lambda _: "")
    assert {pattern.id for pattern in all_patterns(domain)} < {pattern.id for pattern in all_patterns()}
    assert "trained-on" not in {pattern.id for pattern in all_patterns(domain)}
