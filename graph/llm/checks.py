"""Whether a text says what a model claims it says: every check is made on the text, none by asking.

A claim stays only where its evidence is a span of the section, within one sentence; where both ends are spans of that
evidence that name things (or the entry's subject, which may be implied); where the vocabulary joins their kinds; and
where the sentence denies and supposes nothing about them. So what an entry tells a model to say changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.annotate import Sentence
from graph.claims import Claim, Dropped, Evidence, Literal, Mention
from graph.clauses import Clause
from graph.domains import read_domain_file
from graph.errors import DomainError
from graph.lexicon import name_key
from graph.llm.answers import Stated
from graph.llm.prompt import MOST_CLAIMS, Piece
from graph.passage import Passage
from graph.reference import End
from graph.vocabulary import Predicate

__all__ = ["RULE", "Confidence", "check"]

RULE = "llm"
"""The rule that these claims name."""

_ARTICLE = re.compile(r"(?:an?|the|its|their|this|these)\s+", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\w)(?:19|20)\d\d(?!\w)")
_DENIED = re.compile(
    r"(?<!\w)(?:not|never|no|nor|neither|nobody|none|without|cannot|hardly|if|unless|whether)(?!\w)|n[’']t(?!\w)",
    re.IGNORECASE,
)
_DOUBTED = re.compile(
    r"(?<!\w)(?:den(?:y|ies|ied)|refut(?:e|es|ed)|disput(?:e|es|ed)|doubt(?:s|ed)?|rumou?r(?:s|ed)?|allegedly|supposedly"
    r"|falsely|wrongly|myth)(?!\w)",
    re.IGNORECASE,
)
_INSTEAD = re.compile(r"(?<!\w)(?:instead of|rather than|unlike|in contrast to|as opposed to)(?!\w)", re.IGNORECASE)
_CONTENT = frozenset(("ccomp", "xcomp", "pcomp", "csubj", "csubjpass"))
_PLACES = 20
_MARKS_AROUND = " \t\r\n-*•\"“”'"


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure a claim is that a model alone has read, by predicate; see ``llm.toml`` of the core domain."""

    by_predicate: dict[str, float]
    default: float
    implied: float

    @classmethod
    def read(cls, domain: Path) -> "Confidence":
        """Read ``llm.toml`` of a domain, on top of the core's.

        Raises
        ------
        DomainError
            A value is no number from 0 to 1.
        """
        table = read_domain_file(domain, "llm.toml").get("confidence", {})
        for name, value in table.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
                raise DomainError(f"{domain / 'llm.toml'}: {name} = {value!r}; needs a number from 0 to 1")
        named = {name: float(value) for name, value in table.items() if name not in {"default", "implied"}}
        return cls(named, float(table["default"]), float(table["implied"]))

    def of(self, predicate: str, *, implied: bool) -> float:
        """Give the confidence of a claim; ``implied`` where the sentence has no word for one of its ends."""
        sure = self.by_predicate.get(predicate, self.default)
        return round(sure * self.implied, 2) if implied else sure


class _RefusedError(Exception):
    """What a model stated is not what the text says; the argument is the reason."""


def check(passage: Passage, piece: Piece, stated: Stated | None, number: int, confidence: Confidence) -> Claim | str:
    """Give the claim that a model read, or the reason why it is none (which the passage counts as dropped).

    ``number`` is the claim's place in its answer: it stands in the report for words that the text does not have.
    """
    try:
        return _checked(passage, piece, stated, number, confidence)
    except _RefusedError as refused:
        reason = str(refused)
        text = passage.made.entry.text[piece.start : piece.end]
        known = stated is not None and stated.predicate in passage.vocabulary.predicates
        ends = [stated.subject, stated.object] if stated is not None else ["", ""]
        subject, object_ = (end if end and end in text else f"claim {number}" for end in ends)
        predicate = stated.predicate if known and stated is not None else "no predicate"
        entry = passage.made.entry.name
        passage.dropped.add(Dropped(entry, piece.start, f"{RULE}: {reason}", subject, predicate, object_))
        return reason


def _checked(passage: Passage, piece: Piece, stated: Stated | None, number: int, confidence: Confidence) -> Claim:
    if number > MOST_CLAIMS:
        raise _RefusedError("more than an answer may hold")
    if stated is None:
        raise _RefusedError("incomplete")
    if stated.predicate not in passage.vocabulary.predicates:
        raise _RefusedError("no such predicate")
    reason = "evidence is no span of one sentence"
    for start, end in _places(passage.made.entry.text, stated.evidence.strip(_MARKS_AROUND), piece.start, piece.end):
        sentence = next(
            (row for row in passage.made.sentences if row.evidence.start <= start and end <= row.evidence.end), None
        )
        if sentence is None:
            continue
        try:
            return _Reading(passage, sentence, start, end).claim(stated, confidence)
        except _RefusedError as refused:
            reason = str(refused)
    raise _RefusedError(reason)


def _places(text: str, words: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give where words stand in a stretch of text, whole words only; white space may differ."""
    if not words:
        return
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    left = r"(?<!\w)" if words[0].isalnum() else ""
    right = r"(?!\w)" if words[-1].isalnum() else ""
    for count, found in enumerate(re.compile(f"{left}{pattern}{right}").finditer(text, start, end)):
        if count == _PLACES:
            return
        yield found.span()


@dataclass(frozen=True, slots=True)
class _Found:
    """An end and its place in the text (none where it is implied by no word)."""

    end: End | Literal
    place: tuple[int, int] | None


class _Reading:
    """One sentence, and the span of it that is given as evidence."""

    def __init__(self, passage: Passage, sentence: Sentence, start: int, end: int) -> None:
        self.passage, self.sentence, self.start, self.end = passage, sentence, start, end
        made = passage.made
        self.evidence: Evidence = sentence.evidence
        self.tokens = [
            token
            for row in made.sentences
            if row.evidence == self.evidence
            for token in range(row.first, min(row.last, len(made.words)))
        ]

    def claim(self, stated: Stated, confidence: Confidence) -> Claim:
        """Make the claim, or say why not."""
        predicate = self.passage.vocabulary.predicates[stated.predicate]
        subjects = self._ends(stated.subject, "subject")
        objects = self._years(stated.object) if predicate.takes_year else self._ends(stated.object, "object")
        subject, object_ = min(
            ((one, other) for one in subjects for other in objects if one.place is None or one.place != other.place),
            key=lambda pair: _distance(pair[0].place, pair[1].place),
            default=(None, None),
        )
        if subject is None or object_ is None or not isinstance(subject.end, End):
            raise _RefusedError("both ends are one")
        if isinstance(object_.end, End) and _same(subject.end.mention, object_.end.mention):
            raise _RefusedError("both ends are one")
        if not self._fit(subject.end, predicate, object_.end):
            raise _RefusedError("the kinds of its ends do not fit")
        if subject.place is None and object_.place is None:
            raise _RefusedError("evidence names neither end")
        places = [found.place for found in (subject, object_) if found.place is not None]
        hedged = self._weigh(places, alone=len(places) == 1, symmetric=predicate.is_symmetric)
        sure = confidence.of(predicate.name, implied=len(places) == 1 and self._stand_in() is None)
        marks: dict[str, str | bool] = {"hedged": hedged}
        if isinstance(object_.end, Literal):
            marks["date"] = self._date(object_.end)
        made = list(self.passage.state(subject.end, predicate.name, object_.end, self.sentence, (RULE, sure), **marks))
        if not made:
            raise _RefusedError("the kinds of its ends do not fit")
        return made[0]

    def _fit(self, subject: End, predicate: Predicate, object_: End | Literal) -> bool:
        first = subject.mention.kind
        if isinstance(object_, Literal):
            return first in predicate.subjects
        second, allows = object_.mention.kind, self.passage.vocabulary.allows
        return allows(first, predicate.name, second) or (predicate.turns and allows(second, predicate.name, first))

    # ── ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _ends(self, surface: str, which: str) -> list[_Found]:
        """Give what a wording may stand for: a known name, a noun phrase that makes a term, the entry's subject."""
        text = self.passage.made.entry.text
        places = list(_places(text, surface, self.start, self.end))
        bare = _ARTICLE.sub("", surface, count=1)
        if bare and bare != surface:
            places += _places(text, bare, self.start, self.end)
        found = [_Found(end, place) for place in places for end in self._at(*place)]
        if found:
            return found
        if not places and self._names_subject(surface):
            return [_Found(self._stand_in() or End(self.passage.made.subject, -1), None)]
        raise _RefusedError(f"{which} names no thing" if places else f"{which} is not in the evidence")

    def _at(self, start: int, end: int) -> Iterator[End]:
        made = self.passage.made
        known = next((mention for mention in made.mentions if (mention.start, mention.end) == (start, end)), None)
        if known is not None:
            yield End(known, -1)
            return
        token = next((token for token in self.tokens if made.ends[token] == end), None)
        meant = self.passage.referents.at(token) if token is not None else None
        if meant is None:
            return
        mention = meant.mention
        if mention.implied:
            if start >= made.starts[meant.token] or _ARTICLE.match(made.entry.text, start, end):
                yield meant  # "it", "the technique"
            return
        inside = start <= mention.start and mention.end <= end
        others = any(start <= other.start < end and other.start != mention.start for other in made.mentions)
        if inside and not (others and mention.source != "term"):
            yield meant

    def _names_subject(self, surface: str) -> bool:
        made = self.passage.made
        names = {made.entry.title, made.subject.label, *made.entry.aliases}
        return name_key(surface) in {name_key(name) for name in names}

    def _stand_in(self) -> End | None:
        """Give the word of the sentence that stands for the entry's subject ("it", "the technique")."""
        subject = self.passage.made.subject
        meant = (self.passage.referents.at(token) for token in self.tokens)
        return next((end for end in meant if end is not None and _same(end.mention, subject)), None)

    def _years(self, surface: str) -> list[_Found]:
        found = []
        for start, end in _places(self.passage.made.entry.text, surface, self.start, self.end):
            years = list(_YEAR.finditer(self.passage.made.entry.text, start, end))
            if len(years) == 1:
                place = years[0].span()
                found.append(_Found(Literal(int(years[0][0]), "integer", *place), place))
        if not found:
            raise _RefusedError("object is no year of the evidence")
        return found

    def _date(self, year: Literal) -> str:
        token = next((token for token in self.tokens if self.passage.made.starts[token] == year.start), None)
        return self.passage.date(token) if token is not None else ""

    # ── what the sentence does with them ────────────────────────────────────────────────────────────────────────────

    def _weigh(self, places: list[tuple[int, int]], *, alone: bool, symmetric: bool) -> bool:
        """Refuse what is denied, asked or supposed; say whether the rest is hedged."""
        text = self.passage.made.entry.text
        first = self.start if alone else min(start for start, _ in places)
        last = max(end for _, end in places)
        clauses = [clause for start, end in places for clause in self._clauses(start, end)]
        if any(clause.hypothetical for clause in clauses) or _DOUBTED.search(text, self.evidence.start, last):
            raise _RefusedError("denied or supposed")
        if not symmetric:  # "A is not the same as B", "unlike A, B …": that is how a contrast is said
            lead = re.split("[,;]", text[self.evidence.start : first])[-1]  # "if GPT-4 used LoRA"
            said = lead + text[first:last].rpartition(";")[2]
            if any(clause.negated for clause in clauses) or _DENIED.search(said):
                raise _RefusedError("denied or supposed")
            for other in _INSTEAD.finditer(text, self.evidence.start, last):  # "unlike Llama from Meta, it …"
                if any(other.end() <= start and "," not in text[other.end() : start] for start, _ in places):
                    raise _RefusedError("denied or supposed")
        if self.evidence.text.rstrip("\"'”’)").endswith("?"):
            raise _RefusedError("asked and not said")
        return any(clause.hedged for clause in clauses)

    def _clauses(self, start: int, end: int) -> Iterator[Clause]:
        """Give the clauses that say something of a place: its own, and those that this one is the content of."""
        made = self.passage.made
        token = next((token for token in self.tokens if made.starts[token] < end and start < made.ends[token]), None)
        while token is not None:
            clause = self.passage.clauses.get(token)
            if clause is not None:
                yield clause
                if made.deps[token] not in _CONTENT:
                    return  # "quantity is not everything, as LIMA showed"
            above = made.heads[token]
            token = above if above != token else None


def _distance(first: tuple[int, int] | None, second: tuple[int, int] | None) -> int:
    return 0 if first is None or second is None else abs(first[0] - second[0])


def _same(first: Mention, second: Mention) -> bool:
    return name_key(first.label) == name_key(second.label)
