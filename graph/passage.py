"""What the extraction rules see of one entry: its clauses, what its tokens stand for, and a way to state claims."""

import re
from collections.abc import Iterator

from graph.annotate import Annotation, Sentence
from graph.claims import Claim, Dropped, Literal, Mention, Qualifiers
from graph.clauses import Clause, find_clauses
from graph.lexicon import MONTHS, name_key, split_words
from graph.mentions import Matcher
from graph.patterns import read_patterns
from graph.reference import End, Referents
from graph.settings import Settings

__all__ = [
    "GROUP_WORDS",
    "Passage",
    "begins_clause",
    "credit",
    "fill_slot",
    "first_noun",
    "is_journal",
    "marks_of",
    "same_group",
    "state_class",
]

GROUP_WORDS = frozenset(
    """colleagues coauthors co-authors others team researchers group collaborators scientists engineers
    students""".split()
)
"""Words for people who are not named but belong to those who are ("Edward Hu and colleagues at Microsoft")."""


class Passage:
    """One annotated entry as the extractors see it.

    ``made`` is the annotation, ``clauses`` its clauses by verb, ``referents`` what its tokens stand for; ``dropped``
    collects what a rule read and the vocabulary does not allow.
    """

    def __init__(self, made: Annotation, matcher: Matcher, settings: Settings) -> None:
        self.made = made
        self.matcher = matcher
        self.vocabulary = matcher.vocabulary
        self.patterns = read_patterns(settings.domain)
        self.clauses = find_clauses(made)
        self.referents = Referents(made, matcher, self.clauses)
        self.dropped: set[Dropped] = set()

    def is_a(self, mention: Mention, *names: str) -> bool:
        """Say whether a mention is of one of the kinds or groups of kinds (see :meth:`Vocabulary.is_in`)."""
        return self.vocabulary.is_in(mention.kind, *names)

    def text_between(self, first: int, second: int) -> str:
        """Give the text between two tokens."""
        return self.made.entry.text[self.made.ends[first] : self.made.starts[second]]

    def state(
        self,
        subject: End,
        predicate: str,
        object_: End | Literal,
        sentence: Sentence,
        rule: tuple[str, float],
        **qualifiers: str | int | bool,
    ) -> Iterator[Claim]:
        """State a claim where the vocabulary allows it; flip its ends where only the other direction fits."""
        name, confidence = rule
        first = subject.mention
        if predicate in {"introducedIn", "introducedBy"} and self._never_introduced(first, predicate):
            return
        marks: Qualifiers = {key: value for key, value in qualifiers.items() if value}
        if isinstance(object_, Literal):
            if first.kind in self.vocabulary.predicates[predicate].subjects:
                yield self._claim(first, predicate, object_, sentence, rule, marks=marks)
            return
        second = object_.mention
        if name_key(first.label) == name_key(second.label):
            return
        degree = object_.degree
        if degree:
            marks = {**marks, "degree": degree}
        if self.vocabulary.allows(first.kind, predicate, second.kind):
            yield self._claim(first, predicate, second, sentence, rule, marks=marks)
        elif self.vocabulary.allows(second.kind, predicate, first.kind) and self.vocabulary.predicates[predicate].turns:
            turned = (name, round(confidence * 0.7, 2))
            yield self._claim(second, predicate, first, sentence, turned, marks=marks)
        else:
            self.dropped.add(
                Dropped(self.made.entry.name, sentence.evidence.start, name, first.kind, predicate, second.kind)
            )

    def _never_introduced(self, mention: Mention, predicate: str) -> bool:
        """Say whether nobody introduces this: a journal, or (in a year) a field that the entry is not about."""
        return is_journal(mention) or (
            self.is_a(mention, "Field") and predicate == "introducedIn" and mention.label != self.made.subject.label
        )

    def _claim(
        self,
        subject: Mention,
        predicate: str,
        object_: Mention | Literal,
        sentence: Sentence,
        rule: tuple[str, float],
        *,
        marks: Qualifiers,
    ) -> Claim:
        name, confidence = rule
        entry = self.made.entry.name
        return Claim(entry, subject, predicate, object_, sentence.evidence, (name,), confidence, marks)

    def year(self, token: int) -> Literal:
        """Make a literal of a year's token."""
        made = self.made
        return Literal(int(made.words[token]), "integer", made.starts[token], made.ends[token])

    def date(self, token: int) -> str:
        """Give the month or the whole date that a year stands in ("2023-11"), empty where there is only a year."""
        made = self.made
        before = made.entry.text[max(0, made.starts[token] - 20) : made.starts[token]]
        found = re.search(
            r"(?:(\d{1,2})\s+)?(" + "|".join(MONTHS) + r")\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?$", before
        )
        if not found:
            return ""
        day = found[1] or found[3]
        return f"{made.words[token]}-{MONTHS.index(found[2]) + 1:02}" + (f"-{int(day):02}" if day else "")


def same_group(passage: Passage, first: Mention, second: Mention) -> bool:
    """Say whether two mentions are of one group of kinds (both concepts, both artifacts, both agents)."""
    kinds = passage.vocabulary.kinds
    return bool(kinds[first.kind].groups & kinds[second.kind].groups)


def marks_of(clause: Clause) -> dict[str, bool]:
    """Give a clause's qualifiers; what only would be so counts as denied."""
    return {"negated": clause.negated or clause.hypothetical, "hedged": clause.hedged}


def fill_slot(passage: Passage, clause: Clause, slot: str) -> Iterator[End]:
    """Give what stands in a slot; ``to_do:build`` looks at the patient of an infinitive below the clause."""
    if slot.startswith("to_do:"):
        verb = slot.partition(":")[2]
        for below in clause.below.get("to_do", ()):
            inner = passage.clauses.get(below)
            if inner is not None and inner.lemma == verb:
                for name in ("into", "~into") if verb == "turn" else ("patient", "into", "~into"):
                    yield from fill_slot(passage, inner, name)
        return
    for token in clause.slots.get(slot, ()):
        if token in clause.alone:
            end = passage.referents.at(token)
            yield from [end] if end is not None else []
        else:
            yield from passage.referents.ends(token)


def first_noun(made: Annotation, first: int, sentence: Sentence) -> int | None:
    """Give the head of the noun phrase that begins at a token."""
    place = first
    while place < sentence.last and made.known[place] is None and not made.tags[place].startswith("NN"):
        if made.tags[place] not in {"DT", "JJ", "JJR", "JJS", "VBN", "VBG", "CD", "HYPH", "RB", "PRP$", "AFX"}:
            return None
        place += 1
    if place >= sentence.last:
        return None
    while (
        place + 1 < sentence.last
        and (made.tags[place + 1].startswith("NN") or made.known[place + 1] is not None)
        and made.deps[place] in {"compound", "nmod", "amod", "poss"}
        and made.heads[place] > place
    ):
        place += 1
    return place


def state_class(
    passage: Passage, subject: End, object_: End, sentence: Sentence, rule: tuple[str, float], **marks: bool
) -> Iterator[Claim]:
    """State that a subject is a kind of a class (concepts) or an example of it (everything else)."""
    predicate = "broader" if passage.is_a(subject.mention, "concept") else "instanceOf"
    if predicate == "instanceOf" and passage.is_a(object_.mention, "Field", "Task"):
        return
    if object_.mention.source == "term" and passage.matcher.heads.judges(object_.mention.label):
        return
    if passage.vocabulary.allows(subject.mention.kind, predicate, object_.mention.kind):
        is_term = subject.mention.source == "term"
        if predicate == "broader" and is_term and subject.mention.kind != object_.mention.kind:
            return
        yield from passage.state(subject, predicate, object_, sentence, rule, **marks)


def begins_clause(made: Annotation, head: int) -> bool:
    """Say whether a noun begins a clause of its own ("In deep learning, a model is …") or goes on a list."""
    return made.deps[head] in {"nsubj", "nsubjpass", "conj", "ROOT", "dobj", "csubj"}


def is_journal(mention: Mention) -> bool:
    """Say whether a publication is a journal: a name of one or two words, not a quoted title ("Nature")."""
    return mention.kind == "Publication" and mention.source != "quoted" and len(split_words(mention.label)) < 3


def credit(
    passage: Passage, end: End, maker: End, sentence: Sentence, rule: tuple[str, float], *, built: bool
) -> Iterator[Claim]:
    """State who made an artifact, or who introduced an idea (who built it, where the words say so)."""
    artifact = passage.is_a(end.mention, "artifact")
    predicate = (
        "developedBy" if artifact or (built and not passage.is_a(end.mention, "Publication")) else "introducedBy"
    )
    yield from passage.state(end, predicate, maker, sentence, rule)
