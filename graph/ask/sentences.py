"""The sentences of a build, each with the things that it names: what a question is searched in."""

from collections.abc import Iterator
from dataclasses import dataclass

from graph.annotate import sentence_places
from graph.entries import Entry, Section
from graph.network import Build

__all__ = ["Sentence", "sentences_of", "split_entry"]


LONGEST_HEADING = 60
SENTENCE_ENDS = frozenset(".?!…:;\"”')")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its place: offsets are code points into the entry's published text, end exclusive.

    ``things`` are the slugs of what it names; ``subject`` is the slug of what its entry is about.
    """

    entry: str
    start: int
    end: int
    text: str
    title: str
    things: tuple[str, ...] = ()
    subject: str | None = None

    @property
    def place(self) -> tuple[str, int, int]:
        """Entry, start and end."""
        return self.entry, self.start, self.end


def split_entry(entry: Entry) -> Iterator[Sentence]:
    r"""Give the sentences of an entry, by punctuation alone.

    >>> text = "GPT-4\n\nIt is a model. It was made by OpenAI.\n"
    >>> [sentence.text for sentence in split_entry(Entry("gpt-4", "GPT-4", text, ()))]
    ['It is a model.', 'It was made by OpenAI.']
    """
    body = len(entry.title) if entry.text.startswith(entry.title) else 0
    sections = entry.sections or (Section("", body, len(entry.text)),)
    whole = Entry(entry.name, entry.title, entry.text, sections)
    for start, end in sentence_places(whole):
        if _is_heading(entry.text, start, end):
            continue
        yield Sentence(entry.name, start, end, " ".join(entry.text[start:end].split()), entry.title)


def sentences_of(build: Build) -> list[Sentence]:
    """Give all sentences of a build in the order of entries, with the things that they name."""
    known = {thing.id for thing in build.things}
    subjects = {thing.entry: thing.id for thing in build.things if thing.entry}
    named: dict[str, list[tuple[int, int, str]]] = {}
    for mention in build.mentions:
        if mention.node in known:
            named.setdefault(mention.entry, []).append((mention.start, mention.end, mention.node))
    found = []
    for entry in build.entries:
        places = named.get(entry.name, [])
        for sentence in split_entry(entry):
            inside = [slug for start, end, slug in places if sentence.start <= start and end <= sentence.end]
            things, subject = tuple(dict.fromkeys(inside)), subjects.get(entry.name)
            found.append(Sentence(*sentence.place, sentence.text, sentence.title, things, subject))
    return found


def _is_heading(text: str, start: int, end: int) -> bool:
    """Say whether a line behind a blank line is short and no sentence: a heading that no reader took for one."""
    stands_alone = text[:start].endswith("\n\n") and text[end:].startswith("\n")
    return stands_alone and end - start <= LONGEST_HEADING and text[end - 1] not in SENTENCE_ENDS
