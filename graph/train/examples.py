"""Sentences with what there is to learn from them: names and their kinds, and which predicate joins which two."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from graph.annotate import sentence_places
from graph.encoder import Reading
from graph.entries import Entry
from graph.errors import GoldError
from graph.gold import Gold, GoldRelation, digest_text
from graph.pairs import allowed_predicates, find_years
from graph.vocabulary import YEAR, Vocabulary

__all__ = ["Answer", "Example", "Spot", "Tagged", "make_examples", "read_crossner", "trained_kinds"]

_TITLE = -1
_REUTERS = "conll2003"
"""CrossNER's folder of Reuters text, which may serve nothing that is shipped."""
_YARDSTICK = ("ai", "test.txt")
"""The part of CrossNER that is kept for measuring."""
_CLOSE_UP = frozenset((",", ".", ")", "'s", ";", ":"))


@dataclass(frozen=True, slots=True)
class Spot:
    """One end that a pair may have: a place of the sentence or the entry's title, its kind, and what it stands for.

    ``thing`` is a gold node's number, or ``"2017"`` for a year.
    """

    start: int
    end: int
    kind: str
    thing: int | str

    @property
    def is_title(self) -> bool:
        """Whether this is the title before the sentence, and no place in it."""
        return self.start == _TITLE

    def pieces(self, reading: Reading) -> tuple[int, int] | None:
        """Give the pieces of a reading that hold it; None where it was cut off."""
        return reading.title if self.is_title else reading.pieces(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pair's right predicates are (none: the pair is unrelated), and which would be arguable."""

    right: frozenset[str]
    arguable: frozenset[str]

    @property
    def is_open(self) -> bool:
        """Whether there is nothing to learn: some predicate is arguable, and none is right."""
        return bool(self.arguable) and not self.right


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of an entry with its spots in order (the title first) and the answer for each pair of them."""

    entry: str
    title: str
    text: str
    spots: tuple[Spot, ...]
    answers: Mapping[tuple[int, int], Answer]

    @property
    def names(self) -> tuple[tuple[int, int, str], ...]:
        """The names in the sentence (start, end, kind), without title and years."""
        return tuple(
            (spot.start, spot.end, spot.kind) for spot in self.spots if not spot.is_title and spot.kind != YEAR
        )


@dataclass(frozen=True, slots=True)
class Tagged:
    """A sentence of another corpus with its names: start, end, and a kind of that corpus."""

    text: str
    names: tuple[tuple[int, int, str], ...]


def trained_kinds(vocabulary: Vocabulary) -> list[str]:
    """Give the kinds that can be learnt: those that are never only inferred."""
    return [kind.name for kind in vocabulary.kinds.values() if kind.inferred is None]


def make_examples(golds: Iterable[Gold], entries: Iterable[Entry], vocabulary: Vocabulary) -> tuple[Example, ...]:
    """Make the examples of annotated entries, sentence by sentence.

    Raises
    ------
    GoldError
        An annotated entry is missing, or its text has changed since.
    """
    known = {entry.name: entry for entry in entries}
    found: list[Example] = []
    for gold in sorted(golds, key=lambda gold: gold.entry):
        entry = known.get(gold.entry)
        if entry is None:
            raise GoldError(f"{gold.entry}: is annotated, and no entry has that name; give the folder of its entries")
        if digest_text(entry.text) != gold.text_sha256:
            raise GoldError(f"{gold.entry}: its text has changed since it was annotated; annotate it anew")
        found.extend(_examples(gold, entry, vocabulary))
    return tuple(found)


def _examples(gold: Gold, entry: Entry, vocabulary: Vocabulary) -> Iterator[Example]:
    node = next((mention.node for mention in gold.mentions if mention.start == 0), None)
    title = entry.title if node is None else gold.nodes[node].label
    first = () if node is None else (Spot(_TITLE, _TITLE, gold.nodes[node].kind, node),)
    sentences = [(entry.text[start:end], _spots(gold, entry, start, end)) for start, end in sentence_places(entry)]
    together = {pair for _, spots in sentences for pair in permutations({spot.thing for spot in spots}, 2)}
    facts, arguable = _by_ends(gold.relations), _by_ends(gold.optional)
    predicates = list(vocabulary.predicates)
    for text, spots in sentences:
        ends = (*first, *spots)
        answers = {}
        for one, two in permutations(range(len(ends)), 2):
            pair = (ends[one].thing, ends[two].thing)
            right = facts.get(pair, frozenset())
            by_title = ends[one].is_title or ends[two].is_title
            fits = pair[0] != pair[1] and allowed_predicates(ends[one].kind, ends[two].kind, predicates, vocabulary)
            if fits and (not by_title or _title_speaks(spots, node, right, is_said_elsewhere=pair in together)):
                answers[one, two] = Answer(right, arguable.get(pair, frozenset()) - right)
        yield Example(gold.entry, title, text, ends, answers)


def _title_speaks(spots: tuple[Spot, ...], node: int | None, right: frozenset[str], *, is_said_elsewhere: bool) -> bool:
    """Say whether the title may stand for the sentence's unnamed subject.

    It may not where the sentence names it, nor where a sentence that names both may be the one that states the fact.
    """
    return all(spot.thing != node for spot in spots) and not (right and is_said_elsewhere)


def _spots(gold: Gold, entry: Entry, start: int, end: int) -> tuple[Spot, ...]:
    """Give the mentions and the years of a sentence in their order."""
    names = [
        Spot(mention.start - start, mention.end - start, gold.nodes[mention.node].kind, mention.node)
        for mention in gold.mentions
        if start <= mention.start and mention.end <= end
    ]
    text = entry.text[start:end]
    years = [
        Spot(begin, stop, YEAR, text[begin:stop])
        for begin, stop in find_years(text)
        if not any(name.start < stop and begin < name.end for name in names)
    ]
    return tuple(sorted((*names, *years), key=lambda spot: spot.start))


def _by_ends(relations: Iterable[GoldRelation]) -> dict[tuple[int | str, int | str], frozenset[str]]:
    found: dict[tuple[int | str, int | str], frozenset[str]] = {}
    for relation in relations:
        tail = str(relation.value) if relation.tail is None else relation.tail
        found[relation.head, tail] = found.get((relation.head, tail), frozenset()) | {relation.predicate}
    return found


def read_crossner(folder: Path) -> tuple[Tagged, ...]:
    """Read the CrossNER corpus: a folder for each domain, with a word and its mark a line, an empty one between.

    Its Reuters text and the test part of its domain AI are not read: the one may not be shipped, the other measures.

    Raises
    ------
    GoldError
        There is no such text here.
    """
    paths = sorted(folder.glob("*/*.txt"))
    kept = [path for path in paths if path.parent.name != _REUTERS and (path.parent.name, path.name) != _YARDSTICK]
    found = [tagged for path in kept for tagged in _read_tagged(path)]
    if not found:
        raise GoldError(f"{folder}: no <domain>/<part>.txt of CrossNER here; name the folder that holds the domains")
    return tuple(found)


def _read_tagged(path: Path) -> Iterator[Tagged]:
    try:
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        for block in blocks:
            rows = [line.split("\t") for line in block.splitlines() if line.strip()]
            if rows:
                yield _tagged([(row[0], row[1]) for row in rows])
    except (IndexError, UnicodeDecodeError, OSError) as error:
        raise GoldError(f"{path}: {error}; needs a word, a tab and its mark in each line") from None


def _tagged(rows: list[tuple[str, str]]) -> Tagged:
    """Write words as running text again, and keep the places of the names."""
    text = ""
    names: list[tuple[int, int, str]] = []
    is_open = False
    for word, mark in rows:
        text += "" if not text or word in _CLOSE_UP or text.endswith("(") else " "
        start = len(text)
        text += word
        if mark.startswith("B-"):
            names.append((start, len(text), mark[2:]))
        elif mark.startswith("I-") and is_open:
            names[-1] = (names[-1][0], len(text), names[-1][2])
        is_open = mark.startswith("B-") or (mark.startswith("I-") and is_open)
    return Tagged(text, tuple(names))
