"""What the benchmarks read: ``data/entries`` several times over, no two entries with one title or one text."""

import re
from dataclasses import replace
from pathlib import Path

from graph.entries import Entry, Link, Section, read_entries

__all__ = ["ENTRIES", "MARKS", "multiply"]

ENTRIES = Path(__file__).parent.parent / "data" / "entries"

MARKS = ("", "Aldor", "Brevin", "Caswen", "Dorlith", "Elvane", "Fenrow", "Galdin", "Hestor", "Ivarn")
"""What a copy's title ends in: words that no entry, gazetteer or dictionary holds. The first copy stays as it is."""


def multiply(times: int) -> tuple[Entry, ...]:
    """Read the entries, each ``times`` times: in a copy, the title and every place that spells it are marked.

    So "dropout" is "dropout Aldor" in the second copy of its entry: a title of its own that its text names as often as
    the first one names "dropout". Names of other things stay, as they do in a real glossary.
    """
    entries = read_entries([ENTRIES]).entries
    return tuple(_marked(entry, mark) for mark in MARKS[:times] for entry in entries)


def _marked(entry: Entry, mark: str) -> Entry:
    """Mark an entry's title in its text; offsets move by what was put in before them."""
    if not mark:
        return entry
    spelled = re.compile(rf"(?<![\w-]){re.escape(entry.title)}(?![\w'’-]|\.\d| \d)", re.IGNORECASE)
    linked = {(link.start, link.end) for link in entry.links}
    places = [found.end() for found in spelled.finditer(entry.text) if found.span() not in linked]
    places = sorted({len(entry.title), *places})
    grown = len(mark) + 1

    def moved(offset: int) -> int:
        return offset + grown * sum(place < offset for place in places)

    text = entry.text
    for place in reversed(places):
        text = f"{text[:place]} {mark}{text[place:]}"
    return replace(
        entry,
        name=f"{entry.name}-{mark.lower()}",
        title=f"{entry.title} {mark}",
        text=text,
        sections=tuple(Section(part.heading, moved(part.start), moved(part.end)) for part in entry.sections),
        links=tuple(_moved_link(link, moved(link.start)) for link in entry.links),
    )


def _moved_link(link: Link, start: int) -> Link:
    return replace(link, start=start, end=start + link.end - link.start)
