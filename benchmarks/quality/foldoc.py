"""FOLDOC, a dictionary of computing: whether the words that its editors linked are found as mentions."""

import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from pathlib import Path

from benchmarks.quality.measures import Row, Share, entries_of, read_lines
from graph.entries import Entry
from graph.extract import extract_batch
from graph.lexicon import Lexicon, collect_lexicon, identity_key
from graph.network import Build
from graph.pipeline import assemble
from graph.settings import Settings

__all__ = ["FILE", "measure", "sample"]

FILE = "foldoc/entries.jsonl.gz"
SIZE = 1000


def measure(path: Path, settings: Settings) -> Iterator[str]:
    """Read a sample, once alone and once with the names that the whole dictionary gives itself."""
    listed = read_lines(path)
    entries = entries_of(listed, "title", "text")
    rows = {row["id"]: row for row in listed if row["id"] in entries}
    headwords = frozenset(identity_key(word) for row in rows.values() for word in (row["title"], *row["headwords"]))
    chosen = sample(rows, SIZE)
    kept = [entries[name] for name in chosen]
    links = {entries[name].name: list(_links(rows[name], entries[name], headwords)) for name in chosen}
    words = sum(len(entry.text.split()) for entry in kept)
    yield f"{len(kept):,} of {len(rows):,} entries, {words:,} words, {sum(map(len, links.values())):,} links to entries"
    for name, lexicon in (
        ("alone", collect_lexicon(kept)),
        ("with the titles of the whole dictionary", collect_lexicon(entries.values())),
    ):
        yield from _scored(name, kept, links, lexicon, settings)


def sample(names: Mapping[str, Row], size: int) -> list[str]:
    """Choose so many names by their hashes: the same ones every time."""
    return sorted(sorted(names, key=lambda name: blake2b(name.encode(), digest_size=8).digest())[:size])


def _links(row: Row, entry: Entry, headwords: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give the places of words that the editors linked to an entry of the dictionary: each link's first place."""
    body = len(entry.title) + 2
    taken: set[tuple[int, int]] = set()
    for link in row["see"]:
        shown, _, target = link.partition(" (")
        if identity_key(target.rstrip(")") or shown) not in headwords:
            continue
        places = re.finditer(rf"(?<!\w){re.escape(shown)}(?!\w)", entry.text[body:])
        place = next((found.span() for found in places if found.span() not in taken), None)
        if place is not None:
            taken.add(place)
            yield place[0] + body, place[1] + body


def _scored(
    name: str, entries: list[Entry], links: Mapping[str, list[tuple[int, int]]], lexicon: Lexicon, settings: Settings
) -> Iterator[str]:
    made = assemble(tuple(entries), extract_batch(entries, lexicon, settings), settings)
    places = _places(made)
    exact, near = [], []
    for entry, wanted in links.items():
        mine = places.get(entry, frozenset())
        for start, end in wanted:
            exact.append((start, end) in mine)
            near.append(any(first < end and start < last for first, last in mine))
    words = sum(len(entry.text.split()) for entry in entries)
    yield f"{name}: {100 * len(made.things) / words:.1f} nodes per 100 words"
    yield str(Share("links found as mentions, same place", sum(exact), len(exact)))
    yield str(Share("links found as mentions, overlapping", sum(near), len(near)))


def _places(made: Build) -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for mention in made.mentions:
        if not mention.implied:
            found.setdefault(mention.entry, set()).add((mention.start, mention.end))
    return {entry: frozenset(places) for entry, places in found.items()}
