"""Entries, matchers and grammar made by hand, for tests of the language half."""

from collections.abc import Mapping
from functools import lru_cache

from graph.annotate import Annotation, Sentence, annotate, load_pipeline
from graph.claims import Evidence, Mention
from graph.clauses import find_clauses
from graph.entries import Entry, Link, Section, read_section_roles, slugify
from graph.gazetteer import read_gazetteer, read_heads
from graph.lexicon import collect_lexicon
from graph.mentions import Matcher, make_matcher
from graph.reference import Referents
from graph.settings import Settings
from graph.vocabulary import read_vocabulary


def entry_of(
    title: str,
    body: str | Mapping[str, str],
    *,
    aliases: tuple[str, ...] = (),
    links: Mapping[str, str] | None = None,
) -> Entry:
    """Make an entry of a title and a text, or of texts by heading; ``links`` map wordings of it to their targets."""
    text = f"{title}\n\n"
    sections = []
    for heading, part in ({"": body} if isinstance(body, str) else body).items():
        text += f"{heading}\n" if heading else ""
        sections.append(Section(heading, len(text), len(text) + len(part) + 1))
        text += f"{part}\n\n"
    text = text[:-1]
    places = {wording: text.index(wording, len(title)) for wording in links or {}}
    linked = tuple(Link(start, start + len(wording), (links or {})[wording]) for wording, start in places.items())
    return Entry(slugify(title), title, text, tuple(sections), aliases, linked)


@lru_cache(maxsize=64)
def matcher_of(*entries: Entry) -> Matcher:
    """Make the matcher of a glossary that holds these entries."""
    return make_matcher(collect_lexicon(entries), read_vocabulary(), read_gazetteer(), read_heads())


def annotation_of(entry: Entry, *others: Entry) -> Annotation:
    """Annotate an entry with the real parser, in a glossary with the others."""
    pipeline = load_pipeline(Settings().pipeline)
    return next(annotate([entry], matcher_of(entry, *others), pipeline, read_section_roles()))


def referents_of(entry: Entry, *others: Entry) -> Referents:
    """Annotate an entry, and answer what its tokens stand for."""
    made = annotation_of(entry, *others)
    return Referents(made, matcher_of(entry, *others), find_clauses(made))


def tree_of(rows: str, known: Mapping[str, str] | None = None, title: str = "Subject") -> Annotation:
    """Make the annotation of one sentence by hand, without a parser.

    Each line of ``rows`` is a token: word, tag, relation, number of its head (from 0), and the lemma where it is not
    the word itself. ``known`` maps words that are mentions to their kinds.
    """
    table = [line.split() for line in rows.strip().splitlines()]
    words = [row[0] for row in table]
    body = " ".join(words)
    entry = entry_of(title, body)
    starts = [len(title) + 2 + sum(len(word) + 1 for word in words[:place]) for place in range(len(words))]
    ends = [start + len(word) for start, word in zip(starts, words, strict=True)]
    kinds = known or {}
    mentions: list[Mention | None] = [
        Mention(entry.name, start, end, word, kinds[word], "gazetteer", word) if word in kinds else None
        for word, start, end in zip(words, starts, ends, strict=True)
    ]
    heads = [int(row[3]) for row in table]
    return Annotation(
        entry=entry,
        subject=Mention(entry.name, 0, len(title), title, "Technique", "title", title, implied=True),
        mentions=[mention for mention in mentions if mention is not None],
        words=words,
        tags=[row[1] for row in table],
        deps=[row[2] for row in table],
        lemmas=[row[4] if len(row) > 4 else row[0].casefold() for row in table],
        heads=heads,
        starts=starts,
        ends=ends,
        known=mentions,
        sentences=[Sentence(0, len(words), Evidence("", starts[0], ends[-1], body), "")],
        children=[[place for place, head in enumerate(heads) if head == above != place] for above in range(len(words))],
    )
