"""CrossRE's sentences on AI, dev part: the names and terms that its annotators marked, by coarse kinds."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.quality.measures import Row, entries_of, f1, read_lines
from graph import Build, build
from graph.encoder import MODELS
from graph.settings import Settings

__all__ = ["FILE", "coarse_kinds", "measure"]

FILE = "crossre_ai/dev.jsonl"
Span = tuple[int, int, str]
"""A place of a sentence and the coarse kind of what it names."""


def coarse_kinds(path: Path = Path(__file__).parent / "crossre.toml") -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Read which of their kinds and which of ours are one coarse kind: (theirs, ours), each by kind."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    theirs = {kind: name for name, row in table.items() for kind in row["theirs"]}
    ours = {kind: name for name, row in table.items() for kind in row["ours"]}
    return theirs, ours


def measure(path: Path, settings: Settings) -> Iterator[str]:
    """Read each sentence as an entry of its own, by the rules alone and with the model."""
    rows = read_lines(path)
    yield f"{len(rows)} sentences, {sum(len(row['entities']) for row in rows):,} marked"
    yield from _scored("the rules alone", rows, replace(settings, model=None))
    if settings.model is not None:
        seen = "; it learnt names from these very sentences: no fair measure" if settings.model == MODELS else ""
        yield from _scored(f"with the model{seen}", rows, settings)


def _scored(name: str, rows: tuple[Row, ...], settings: Settings) -> Iterator[str]:
    yield f"{name}:"
    theirs, ours = coarse_kinds()
    titled = [{**row, "title": f"Sentence {row['id']}"} for row in rows]
    found = _found(build(entries_of(titled, "title", "text").values(), settings), ours)
    pairs = [
        ([(one["start"], one["end"], theirs[one["type"]]) for one in row["entities"]], found.get(row["id"], []))
        for row in rows
    ]
    stated, wanted = sum(len(mine) for _, mine in pairs), sum(len(gold) for gold, _ in pairs)
    yield f1("strict, place and kind", sum(len(set(gold) & set(mine)) for gold, mine in pairs), stated, wanted)
    yield f1("strict, place", sum(len(_places(gold) & _places(mine)) for gold, mine in pairs), stated, wanted)
    yield f1("overlapping, with kind", sum(_overlapping(gold, mine) for gold, mine in pairs), stated, wanted)


def _found(made: Build, ours: Mapping[str, str]) -> dict[str, list[Span]]:
    """Give the mentions of each entry as places of its sentence; a mention's kind is that of its thing."""
    kinds = {thing.id: thing.kind for thing in made.things}
    shifts = {entry.name: len(entry.title) + 2 for entry in made.entries}
    found: dict[str, set[Span]] = {}
    for mention in made.mentions:
        start = mention.start - shifts[mention.entry]
        if not mention.implied and start >= 0 and mention.node in kinds:
            spans = found.setdefault(mention.entry, set())
            spans.add((start, start + mention.end - mention.start, ours[kinds[mention.node]]))
    return {entry: sorted(spans) for entry, spans in found.items()}


def _places(spans: list[Span]) -> set[tuple[int, int]]:
    return {(start, end) for start, end, _ in spans}


def _overlapping(gold: list[Span], mine: list[Span]) -> int:
    """Count pairs of one coarse kind that overlap, each span in one pair at most."""
    left = sorted(gold)
    count = 0
    for start, end, kind in sorted(mine):
        partner = next((one for one in left if one[0] < end and start < one[1] and one[2] == kind), None)
        if partner is not None:
            left.remove(partner)
            count += 1
    return count
