"""How many of data/questions are answered from a built folder, beside plain BM25 over the same sentences.

usage: python -m benchmarks.questions [FOLDER] [--split dev] [--errors]

A question counts as found when each group of its evidence has a sentence among the first five; a sentence is matched by
its place in the entry, not by where it was cut. Who tunes the retriever looks at the split dev alone: the errors of any
other are not shown.
"""

import argparse
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import graph
from graph.ask import Asker
from graph.ask.sentences import split_entry
from graph.network import Build

__all__ = ["FIRST", "QUESTIONS", "Outcome", "PlainSearch", "locate", "main", "read_questions", "score", "table"]

QUESTIONS = Path(__file__).parent.parent / "data" / "questions" / "questions.toml"
FIRST = 5
"""How many sentences may be looked at."""

_MARKUP = re.compile(r"\[\[(?:[^|\]]*\|)?|\]\]|[*`]")

Place = tuple[str, int, int]
"""A sentence's entry, start and end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question: found by us, found by plain BM25, and whether it was refused."""

    id: str
    kind: str
    found: bool
    found_plainly: bool
    refused: bool

    @property
    def is_answerable(self) -> bool:
        """Whether the entries answer it."""
        return self.kind != "unanswerable"


def read_questions(split: str) -> list[dict[str, Any]]:
    """Read the questions of one split."""
    rows: list[dict[str, Any]] = tomllib.loads(QUESTIONS.read_text(encoding="utf-8"))["question"]
    return [row for row in rows if row["split"] == split]


def locate(build: Build, entry: str, sentence: str) -> Place:
    """Find the place of a sentence, copied from the entry's file, in the published text (which has no markup)."""
    text = next(item.text for item in build.entries if item.name == entry)
    for wording in (sentence, _MARKUP.sub("", sentence)):
        start = text.find(wording)
        if start >= 0:
            return entry, start, start + len(wording)
    raise ValueError(f"{entry}: {sentence!r} is not in the built text; build data/entries again")


class PlainSearch:
    """BM25 over a build's sentences, as the library ``bm25s`` has it by default."""

    def __init__(self, build: Build) -> None:
        import bm25s

        self.places = [sentence.place for entry in build.entries for sentence in split_entry(entry)]
        texts = {entry.name: entry.text for entry in build.entries}
        self.tokenize, self.index = bm25s.tokenize, bm25s.BM25()
        sentences = [texts[entry][start:end] for entry, start, end in self.places]
        self.index.index(self.tokenize(sentences, show_progress=False), show_progress=False)

    def rank(self, question: str) -> list[Place]:
        """Give the places of the first sentences."""
        count = min(FIRST, len(self.places))
        ranked, _ = self.index.retrieve(self.tokenize(question, show_progress=False), k=count, show_progress=False)
        return [self.places[int(number)] for number in ranked[0]]


def score(build: Build, questions: Iterable[dict[str, Any]]) -> list[Outcome]:
    """Ask every question both ways."""
    asker, plain = Asker(build), PlainSearch(build)
    outcomes = []
    for row in questions:
        groups = [[locate(build, item["entry"], item["sentence"]) for item in group] for group in row["evidence"]]
        answer = asker.ask(row["text"], k=FIRST)
        ours = [(item.entry, item.start, item.end) for item in answer.sentences]
        found, plainly = (bool(groups) and _is_found(groups, places) for places in (ours, plain.rank(row["text"])))
        outcomes.append(Outcome(row["id"], row["kind"], found, plainly, not answer.is_answered))
    return outcomes


def _is_found(groups: Iterable[Iterable[Place]], places: Iterable[Place]) -> bool:
    places = list(places)
    return all(any(_are_same(place, wanted) for place in places for wanted in group) for group in groups)


def _are_same(place: Place, wanted: Place) -> bool:
    """Say whether two places of an entry share more than half of the shorter one."""
    shared = min(place[2], wanted[2]) - max(place[1], wanted[1])
    return place[0] == wanted[0] and 2 * shared > min(place[2] - place[1], wanted[2] - wanted[1])


def table(outcomes: list[Outcome]) -> str:
    """Write the counts: found at all, found of those that plain BM25 misses, refused."""
    rows = [f"{'kind':14}{'found':>10}{'plain BM25':>12}{'of its misses':>15}{'refused':>10}"]
    kinds = Counter(outcome.kind for outcome in outcomes)
    for kind in (*kinds, "all answerable"):
        chosen = [item for item in outcomes if item.kind == kind or (kind == "all answerable" and item.is_answerable)]
        missed = [item for item in chosen if not item.found_plainly]
        total, refused = len(chosen), sum(item.refused for item in chosen)
        if kind == "unanswerable":
            rows.append(f"{kind:14}{'':>10}{'':>12}{'':>15}{f'{refused}/{total}':>10}")
            continue
        cells = (sum(item.found for item in chosen), sum(item.found_plainly for item in chosen))
        own = f"{sum(item.found for item in missed)}/{len(missed)}"
        rows.append(
            f"{kind:14}{f'{cells[0]}/{total}':>10}{f'{cells[1]}/{total}':>12}{own:>15}{f'{refused}/{total}':>10}"
        )
    return "\n".join(rows)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("exports"), help="a build of data/entries")
    parser.add_argument("--split", choices=["dev", "test"], default="dev")
    parser.add_argument("--errors", action="store_true", help="list what went wrong (of dev alone)")
    options = parser.parse_args()
    outcomes = score(graph.read_build(options.folder), read_questions(options.split))
    print(table(outcomes))
    for outcome in outcomes if options.errors and options.split == "dev" else ():
        if outcome.refused == outcome.is_answerable or (outcome.is_answerable and not outcome.found):
            print(outcome)


if __name__ == "__main__":
    main()
