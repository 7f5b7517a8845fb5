"""Check that the questions are complete and that their evidence stands in the entries.

usage: python data/questions/check.py
Exit code 1 where the file has a fault; each fault is one line.
"""

import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FILE = HERE / "questions.toml"
KINDS = {"one hop": 20, "two hops": 16, "comparison": 12, "list": 16, "unanswerable": 16}
REASONS = {"not named": 5, "not said": 6, "false or off topic": 5}
FIELDS = {"id", "kind", "split", "text", "answer", "evidence"}
PER_ENTRY = 3
# What may stand before and after a sentence on its line.
BEFORE = re.compile(r"(^|[.?!][\"']?\s|^- )$")
AFTER = re.compile(r"^(\s|$)")


def main() -> int:
    """Go through all questions."""
    entries = {path.stem: path.read_text(encoding="utf-8") for path in (HERE.parent / "entries").iterdir()}
    questions: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["question"]
    faults = [*check_set(questions), *(fault for question in questions for fault in check_question(question, entries))]
    sys.stdout.write("".join(f"{FILE.name}: {fault}\n" for fault in faults))
    return 1 if faults else 0


def check_set(questions: list[dict[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the set as a whole: counts, ids, splits, duplicates, spread."""
    for field, expected in (("kind", KINDS), ("why", REASONS)):
        counted = Counter(question[field] for question in questions if field in question)
        if counted != expected:
            yield f"{field} is counted as {dict(counted)}; expected {expected}"
    for number, question in enumerate(questions, start=1):
        if question["id"] != f"q{number:02}":
            yield f"{question['id']}: stands where q{number:02} should"
        if question["split"] != ("dev" if number % 2 else "test"):
            yield f"{question['id']}: odd ids are dev, even ones test"
    for text, count in Counter(" ".join(question["text"].casefold().split()) for question in questions).items():
        if count > 1:
            yield f"{text!r} is asked {count} times"
    spread = Counter(name for question in questions for name in {sentence["entry"] for sentence in sentences(question)})
    for name, count in sorted(spread.items()):
        if count > PER_ENTRY:
            yield f"{count} questions have evidence in {name}; at most {PER_ENTRY}"


def check_question(question: dict[str, Any], entries: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with one question: its fields, the size of its evidence, and each sentence of it."""
    name, groups = question["id"], question["evidence"]
    unanswerable = question["kind"] == "unanswerable"
    expected = FIELDS | {"why"} if unanswerable else FIELDS
    if set(question) != expected:
        yield f"{name}: has the fields {sorted(question)}; expected {sorted(expected)}"
    if unanswerable == bool(question["answer"]) or unanswerable == bool(groups):
        yield f"{name}: an unanswerable question has neither answer nor evidence, any other has both"
    if question["kind"] == "two hops" and len(groups) != 2:
        yield f"{name}: has {len(groups)} groups of evidence; two hops need two"
    for group in groups:
        if len({(sentence["entry"], sentence["sentence"]) for sentence in group}) < max(len(group), 1):
            yield f"{name}: a group of evidence is empty or holds a sentence twice"
    for sentence in sentences(question):
        if fault := check_sentence(sentence["sentence"], entries.get(sentence["entry"])):
            yield f"{name}: {sentence['entry']}: {fault}: {sentence['sentence'][:60]!r}"


def check_sentence(sentence: str, text: str | None) -> str:
    """Say why a sentence is no evidence: it has to stand in the entry once, as a sentence or item of its own."""
    if text is None:
        return "no such entry"
    if (count := text.count(sentence)) != 1:
        return f"occurs {count} times"
    before, after = text.split(sentence)
    if not BEFORE.search(before.rpartition("\n")[2]) or not AFTER.search(after):
        return "does not begin and end where a sentence does"
    return ""


def sentences(question: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Yield all sentences of a question's evidence."""
    return (sentence for group in question["evidence"] for sentence in group)


if __name__ == "__main__":
    sys.exit(main())
