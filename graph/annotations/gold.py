"""Annotated documents as entries and gold: labels become kinds and predicates, places those of the published text.

What does not fit is a problem with its place, its cause and the next step; the rest goes through.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from graph.annotations.places import Placing, align, choose_counting
from graph.annotations.record import ONE_THING, Document, Relation, Span, join_pieces
from graph.errors import GoldError
from graph.gold import Gold, GoldMention, GoldNode, GoldRelation, digest_text
from graph.lexicon import name_key
from graph.published import About, Body, Entry, Problem, ReadOptions, name_of, publish, published
from graph.readers.text import publish_plain
from graph.sections import find_headings, read_section_roles
from graph.vocabulary import YEAR, Vocabulary

__all__ = ["Annotated", "Labels", "make_gold", "publish_document"]

_LONGEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Annotated:
    """What came of annotated documents: gold, the entries that it stands on, and what did not fit."""

    golds: tuple[Gold, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


class Labels:
    """What the labels of a file mean: kinds and predicates by name, case, spaces and hyphens aside, or as mapped.

    ``mapping`` goes from a file's label to a kind, a predicate, ``year``, ``sameThing``, or to nothing: left out.

    >>> from graph.vocabulary import read_vocabulary
    >>> labels = Labels(read_vocabulary(), {"ORG": "Organization"})
    >>> labels.kind("ORG"), labels.kind("model family"), labels.predicate("Developed by"), labels.predicate("nonsense")
    ('Organization', 'ModelFamily', ('developedBy', False), None)
    """

    def __init__(self, vocabulary: Vocabulary, mapping: Mapping[str, str]) -> None:
        self.vocabulary, self.mapping = vocabulary, mapping
        kinds = [kind for kind in vocabulary.kinds.values() if kind.inferred is None]
        self.kinds = {_plain(word): kind.name for kind in kinds for word in (kind.label, kind.name)} | {YEAR: YEAR}
        predicates = vocabulary.predicates.values()
        turned = {_plain(each.inverse): (each.name, True) for each in predicates if each.inverse is not None}
        self.predicates = turned | {_plain(each.name): (each.name, False) for each in predicates}
        self.predicates[_plain(ONE_THING)] = (ONE_THING, False)
        for old, new in mapping.items():
            if new and _plain(new) not in self.kinds | self.predicates:
                raise GoldError(f"{old}={new}: there is no kind and no relation {new!r}; {self.known}")

    @property
    def known(self) -> str:
        """The names that labels may have, for messages."""
        kinds = ", ".join(dict.fromkeys(self.kinds.values()))
        return f"the kinds are {kinds}; the relations {', '.join((*self.vocabulary.predicates, ONE_THING))}"

    def is_left_out(self, label: str) -> bool:
        """Say whether the mapping takes a label out."""
        return self.mapping.get(label) == ""

    def kind(self, label: str) -> str | None:
        """Give the kind of a label (or ``year``), or None."""
        return self.kinds.get(_plain(self.mapping.get(label, label)))

    def predicate(self, label: str) -> tuple[str, bool] | None:
        """Give the predicate of a label, and whether it is said the other way round (developed, narrower), or None."""
        return self.predicates.get(_plain(self.mapping.get(label, label)))


def _plain(label: str) -> str:
    return "".join(mark for mark in label.casefold() if mark.isalnum())


def publish_document(document: Document) -> Entry | Problem:
    """Make the entry of a document: as it is where it has the form of a published text, else as a text file is read."""
    options = ReadOptions(max_characters=_LONGEST)
    about = About(title=document.title, name=document.name)
    title, _, body = document.text.partition("\n\n")
    known = document.title == title if document.title else _names(title, document.name)
    place = f"{document.name}.txt"
    if known and title and published(title, body) == document.text:
        about = replace(about, title=title)
        made = publish(Body(body, find_headings(body, read_section_roles())), about, place, options)
    else:
        made = publish_plain(document.text, about, place, options)
    item = next(iter(made))
    return replace(item, source=document.place) if isinstance(item, Entry) else replace(item, place=document.place)


def _names(title: str, name: str) -> bool:
    return name_of(title) == name_of(name) and not title.startswith("# ")


def make_gold(
    documents: Iterable[Document | Problem], vocabulary: Vocabulary, mapping: Mapping[str, str] | None = None
) -> Annotated:
    """Make gold of annotated documents; a second document of one name is left out, and a text that is no entry."""
    labels = Labels(vocabulary, mapping or {})
    made: dict[str, tuple[Gold, Entry]] = {}
    problems: list[Problem] = []
    for item in documents:
        if isinstance(item, Problem):
            problems.append(item)
            continue
        entry = publish_document(item)
        if isinstance(entry, Problem):
            problems.append(entry)
        elif entry.name in made:
            problems.append(Problem(item.place, f"a second document {entry.name!r}", "rename it"))
        else:
            reading = _Reading(item, entry, labels)
            made[entry.name] = reading.gold(), entry
            problems += reading.problems
    ordered = [made[name] for name in sorted(made)]
    return Annotated(tuple(gold for gold, _ in ordered), tuple(entry for _, entry in ordered), tuple(problems))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A span that fits: its place in the published text and its kind."""

    start: int
    end: int
    kind: str
    span: Span
    is_mention: bool = True

    def meets(self, other: "_Mark") -> bool:
        """Say whether two marks have text in common; a year may stand inside a name."""
        return self.start < other.end and other.start < self.end and (self.kind == YEAR) == (other.kind == YEAR)

    def holds(self, other: "_Mark") -> bool:
        """Say whether another lies inside this one, and is smaller."""
        return self.start <= other.start and other.end <= self.end and self.end - self.start > other.end - other.start


@dataclass
class _Reading:
    """One document on its way to gold."""

    document: Document
    entry: Entry
    labels: Labels
    problems: list[Problem] = field(default_factory=list)

    def gold(self) -> Gold:
        marks, ids = self._marks()
        arrows = [(arrow, found) for arrow in self.document.relations if (found := self._predicate(arrow))]
        equal = [arrow for arrow, (predicate, _) in arrows if predicate == ONE_THING]
        nodes, node_of = self._nodes(marks, ids, equal)
        relations: dict[tuple[int, str, int | None, int | None], GoldRelation] = {}
        for arrow, (predicate, is_turned) in arrows:
            if predicate != ONE_THING:
                ends = (arrow.tail, arrow.head) if is_turned else (arrow.head, arrow.tail)
                relation = self._relation(arrow, predicate, [ids.get(end) for end in ends], node_of)
                if relation is not None:
                    relations[relation.head, predicate, relation.tail, relation.value] = relation
        places = [
            GoldMention(mark.start, mark.end, node_of[mark]) for mark in marks if mark.kind != YEAR and mark.is_mention
        ]
        return Gold(
            self.entry.name,
            digest_text(self.entry.text),
            tuple(nodes),
            tuple(sorted(places)),
            tuple(relations.values()),
            (),
        )

    def _say(self, place: str, cause: str, next_step: str) -> None:
        self.problems.append(Problem(place or self.document.place, cause, next_step))

    # ── places ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _marks(self) -> tuple[list[_Mark], dict[str, _Mark]]:
        """Give the marks that fit in their order, and what each id stands for; of two that overlap the longer stays.

        One inside another that a relation needs (GPT in GPT-4, which is a variant of it) names a thing, and is no
        mention of its own.
        """
        text = self.document.text
        counting = choose_counting(text, self.document.spans)
        placed = align(text, self.entry.text)
        found = [mark for span in self.document.spans if (mark := self._mark(span, counting, placed))]
        ends = {end for arrow in self.document.relations for end in (arrow.head, arrow.tail)}
        kept: list[_Mark] = []
        ids: dict[str, _Mark] = {}
        for mark in sorted(found, key=lambda mark: (mark.start - mark.end, mark.start)):
            other = next((each for each in kept if each.is_mention and each.meets(mark)), None)
            is_same = other is not None and (other.start, other.end, other.kind) == (mark.start, mark.end, mark.kind)
            if other is None or is_same:
                ids[mark.span.id] = other or mark
                kept += [] if is_same else [mark]
            elif mark.span.id in ends and other.holds(mark):
                ids[mark.span.id] = replace(mark, is_mention=False)
                kept.append(ids[mark.span.id])
            else:
                cause = (
                    f"{self._words(mark)!r} ({mark.span.label}) overlaps {self._words(other)!r} ({other.span.label})"
                )
                self._say(mark.span.place, cause, "keep one of them; the longer one was taken")
        return sorted(kept, key=lambda mark: (mark.start, mark.end)), ids

    def _mark(self, span: Span, counting: Sequence[int], placed: Placing) -> _Mark | None:
        if self.labels.is_left_out(span.label):
            return None
        last = len(counting) - 1
        if not 0 <= span.start < span.end <= last:
            self._say(span.place, f"{span.start} to {span.end} is no place in a text of {last:,}", "mark it anew")
            return None
        text = self.document.text[counting[span.start] : counting[span.end]]
        if span.quote and join_pieces(text) != join_pieces(span.quote):
            cause = f"{span.start} to {span.end} is {text[:40]!r} and not {span.quote[:40]!r}"
            self._say(span.place, cause, "mark it anew, or put back the text that was annotated")
            return None
        place = placed(counting[span.start], counting[span.end])
        kind = self.labels.kind(span.label)
        if place is None:
            self._say(span.place, f"{span.start} to {span.end} holds nothing but white space", "remove the mark")
        elif kind is None:
            names = ", ".join(dict.fromkeys(self.labels.kinds.values()))
            self._say(span.place, f"unknown kind {span.label!r}", f"say --map {span.label}=KIND, one of {names}")
        elif kind == YEAR and not self.entry.text[slice(*place)].isdecimal():
            self._say(span.place, f"{self.entry.text[slice(*place)][:40]!r} is no year", "mark the four digits alone")
        else:
            return _Mark(*place, kind, span)
        return None

    def _words(self, mark: _Mark) -> str:
        return self.entry.text[mark.start : mark.end]

    # ── things ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _nodes(
        self, marks: list[_Mark], ids: dict[str, _Mark], equal: Iterable[Relation]
    ) -> tuple[list[GoldNode], dict[_Mark, int]]:
        """Make things of marks: one of all marks with the same words and kind, and of those said to be one."""
        named = [mark for mark in marks if mark.kind != YEAR]
        above = {mark: mark for mark in named}

        def top(mark: _Mark) -> _Mark:
            while above[mark] is not mark:
                mark = above[mark]
            return mark

        first: dict[tuple[str, str], _Mark] = {}
        for mark in named:
            above[mark] = first.setdefault((mark.kind, name_key(self._words(mark))), mark)
        for arrow in equal:
            one, other = ids.get(arrow.head), ids.get(arrow.tail)
            if one not in above or other not in above:
                self._say(
                    arrow.place, f"one thing of {arrow.head} and {arrow.tail}, which are not both marked", "mark both"
                )
            elif one.kind != other.kind:
                cause = f"{self._words(one)!r} and {self._words(other)!r} are one thing and of two kinds"
                self._say(arrow.place, cause, "give both one kind; they were kept apart")
            else:
                low, high = sorted((top(one), top(other)), key=lambda mark: mark.start)
                above[high] = low
        numbers = {mark: number for number, mark in enumerate(mark for mark in named if above[mark] is mark)}
        node_of = {mark: numbers[top(mark)] for mark in named}
        nodes = [GoldNode(number, self._words(mark), mark.kind, ()) for mark, number in numbers.items()]
        return [
            self._with_aliases(node, [mark for mark in named if node_of[mark] == node.id]) for node in nodes
        ], node_of

    def _with_aliases(self, node: GoldNode, marks: Iterable[_Mark]) -> GoldNode:
        words = {name_key(self._words(mark)): self._words(mark) for mark in reversed(list(marks))}
        words.pop(name_key(node.label))
        return GoldNode(node.id, node.label, node.kind, tuple(reversed(words.values())))

    # ── facts ───────────────────────────────────────────────────────────────────────────────────────────────────────
    def _predicate(self, arrow: Relation) -> tuple[str, bool] | None:
        if self.labels.is_left_out(arrow.label):
            return None
        found = self.labels.predicate(arrow.label)
        if found is None:
            names = ", ".join(self.labels.vocabulary.predicates)
            self._say(
                arrow.place, f"unknown relation {arrow.label!r}", f"say --map {arrow.label}=PREDICATE, one of {names}"
            )
        return found

    def _relation(
        self,
        arrow: Relation,
        predicate: str,
        ends: list[_Mark | None],
        node_of: Mapping[_Mark, int],
    ) -> GoldRelation | None:
        head, tail = ends
        if head is None or tail is None:
            cause = f"{arrow.label} from {arrow.head} to {arrow.tail}: an end of it is not there"
            self._say(arrow.place, cause, "mark both ends, or remove it")
            return None
        words = self.labels.vocabulary
        said = f"{self._words(head)[:40]!r} ({head.kind}) {predicate} {self._words(tail)[:40]!r} ({tail.kind})"
        row = words.predicates[predicate]
        if tail.kind == YEAR and row.takes_year and head.kind in row.subjects:
            return GoldRelation(node_of[head], predicate, None, int(self._words(tail)))
        if YEAR in {head.kind, tail.kind} or not words.allows(head.kind, predicate, tail.kind):
            self._say(arrow.place, f"the ends do not fit: {said}", "turn it round, or choose another relation or kind")
        elif node_of[head] == node_of[tail]:
            self._say(arrow.place, f"both ends are one thing: {said}", "remove it")
        else:
            return GoldRelation(node_of[head], predicate, node_of[tail], None)
        return None
