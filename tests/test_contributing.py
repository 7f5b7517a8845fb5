"""What CONTRIBUTING shows as examples of extending works as it stands there."""

import re
from functools import cache
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from docs.examples import ROOT
from graph.claims import Literal
from graph.domains import read_domain_file
from graph.entries import Entry, ReadOptions
from graph.extract import extract_batch
from graph.formats import Writer
from graph.lexicon import collect_lexicon
from graph.patterns import all_patterns
from graph.published import About, Body, publish
from graph.rules import EXTRACTORS
from graph.settings import Settings
from graph.vocabulary import AI_DOMAIN
from tests.example import build

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block(language: str, holding: str) -> str:
    """Give the block of code that holds some words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (found,) = [text for text in blocks if holding in text]
    return str(found)


@cache
def shown(name: str) -> Any:
    """Give the function that a block of Python defines."""
    space: dict[str, Any] = {"__name__": "shown"}
    exec(compile(block("python", f"def {name}"), name, "exec"), space)  # noqa: S102 (it is ours)
    return space[name]


def facts(rule: str, title: str, text: str, settings: Settings | None = None) -> set[str]:
    """Give what one rule or pattern states (others, and the trained model, may read the same)."""
    (entry,) = publish(Body(text), About(title=title), "a.txt", ReadOptions())
    assert isinstance(entry, Entry)
    claims = extract_batch([entry], collect_lexicon([entry]), settings).claims
    return {
        f"{claim.subject.label} | {claim.predicate} | {claim.object.label}"
        for claim in claims
        if rule in claim.rules and claim.is_asserted and not isinstance(claim.object, Literal)
    }


def test_the_reader_reads() -> None:
    data = b"RAG = A technique that looks things up.\nno pair\nLoRA = A technique."
    entries = list(shown("read_pairs")(data, "a.pairs", ReadOptions()))
    assert [entry.text for entry in entries] == [
        "RAG\n\nA technique that looks things up.\n",
        "LoRA\n\nA technique.\n",
    ]


def test_the_pattern_reads_its_examples_and_is_new(tmp_path: Path) -> None:
    domain = tmp_path / "ai"
    copytree(AI_DOMAIN, domain)
    with (domain / "patterns.toml").open("a", encoding="utf-8") as file:
        file.write("\n" + block("toml", "[[pattern]]"))
    (pattern,) = [row for row in all_patterns(domain) if row.id == "curated-by"]
    assert pattern.id not in {row.id for row in all_patterns()}
    for example in pattern.examples:
        assert set(example.facts) <= facts(pattern.id, example.title, example.text, Settings(domain=domain))


def test_the_rule_states_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Researchers compared GPT-3.5 Turbo, in short GPT-3.5, with other models."
    monkeypatch.setitem(EXTRACTORS, "in-short", shown("in_short"))
    assert facts("in-short", "Comparison", text) == {"GPT-3.5 | variantOf | GPT-3.5 Turbo"}
    assert facts("in-short", "Comparison", text.replace(", in short ", ", ")) == set()


def test_the_names_stand_in_the_gazetteer_as_shown() -> None:
    table = read_domain_file(AI_DOMAIN, "gazetteer.toml")
    for line in block("toml", "[Dataset]").splitlines()[1:]:
        label, aliases = re.fullmatch(r'"(.+?)" = \[(.*)\]', line).groups()  # type: ignore[union-attr]
        assert table["Dataset"][label] == re.findall('"(.*?)"', aliases)


def test_the_writer_writes(tmp_path: Path) -> None:
    target = tmp_path / "a.labels"
    shown("write_labels")(build(), target, Settings())
    assert "OpenAI" in target.read_text(encoding="utf-8").splitlines()


def test_the_row_of_the_writer_is_one() -> None:
    row = re.search(r"`(Writer\(.*?\))`", PAGE)
    assert row is not None
    assert eval(row[1], {"Writer": Writer}).suffix == ".labels"  # noqa: S307 (it is ours)
