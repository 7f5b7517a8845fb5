"""Articles on methods of Papers with Code: whether a method's names are one thing, with its collection above."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.quality.measures import Row, Share, entries_of, facts_of, is_named, names_of, read_lines, subjects
from graph import Build, build
from graph.lexicon import identity_key
from graph.network import Thing
from graph.settings import Settings

__all__ = ["FILE", "measure"]

FILE = "pwc_methods/entries.jsonl"
_BROADER = ("broader", "instanceOf")


def measure(path: Path, settings: Settings) -> Iterator[str]:
    """Build all articles as one glossary from titles and texts, without the long names and collections."""
    listed = read_lines(path)
    entries = entries_of(listed, "title", "text")
    rows = {row["id"]: row for row in listed if row["id"] in entries}
    made = build(entries.values(), settings)
    words = sum(len(entry.text.split()) for entry in made.entries)
    yield f"{len(rows):,} articles, {words:,} words, {100 * len(made.things) / words:.1f} nodes per 100 words"
    about = subjects(made)
    yield from map(str, _aliases(rows, about))
    yield from map(str, _collections(made, rows, about))


def _aliases(rows: Mapping[str, Row], about: Mapping[str, Thing]) -> list[Share]:
    """Count long names that became names of their method's thing, and methods that became one thing."""
    merged, spelled = [], []
    for name, row in rows.items():
        long = row["full_name"]
        if identity_key(long) != identity_key(row["title"]):
            is_one = name in about and identity_key(long) in names_of(about[name])
            merged.append(is_one)
            if is_named(long, row["text"]):
                spelled.append(is_one)
    counts = Counter(thing.id for thing in about.values())
    titles = Counter(identity_key(row["title"]) for row in rows.values())
    alone = [name for name in rows if titles[identity_key(rows[name]["title"])] == 1]
    apart = sum(name in about and counts[about[name].id] == 1 for name in alone)
    return [
        Share("long names that are a name of their method's thing", sum(merged), len(merged)),
        Share("of those that the article spells out", sum(spelled), len(spelled)),
        Share("articles of a title of their own that kept a thing of their own", apart, len(alone)),
    ]


def _collections(made: Build, rows: Mapping[str, Row], about: Mapping[str, Thing]) -> list[Share]:
    """Count methods with a collection above them, directly; and of those whose article names it."""
    things = {thing.id: thing for thing in made.things}
    every, named = [], []
    for name, row in rows.items():
        wanted = frozenset(identity_key(collection) for collection in row["collections"])
        if not wanted or name not in about:
            continue
        above = facts_of(made, name, about[name].id, _BROADER)
        right = any(wanted & names_of(things[fact.object]) for fact in above if isinstance(fact.object, str))
        every.append(right)
        if any(is_named(collection, row["text"]) for collection in row["collections"]):
            named.append(right)
    return [
        Share("articles that state a collection of theirs as broader", sum(every), len(every)),
        Share("of those that name one", sum(named), len(named)),
    ]
