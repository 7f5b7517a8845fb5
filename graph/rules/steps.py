"""Phases and steps, and the kinds of adaptation."""

import re
from collections.abc import Iterator

from graph.annotate import Annotation
from graph.claims import Claim
from graph.lexicon import name_key, singular
from graph.passage import Passage, fill_slot, marks_of
from graph.reference import End

__all__ = ["adaptations", "phases"]

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "final": 0, "last": 0, "next": 0}


_COUNTED = re.compile(
    r"\b(?:two|three|four|five|several)\s+(?:main\s+|distinct\s+|broad\s+)?(?:phases|stages|steps|parts|components)\b"
)


def phases(passage: Passage) -> Iterator[Claim]:
    """Read "in two phases. Pre-training …" and "Adaptation is the second phase": steps are parts of the subject."""
    made, referents = passage.made, passage.referents
    announced = -10
    for number, sentence in enumerate(made.sentences):
        for clause in (
            passage.clauses[token] for token in range(sentence.first, sentence.last) if token in passage.clauses
        ):
            if clause.lemma != "be":
                continue
            for attr in clause.slots.get("attr", ()):
                position = _step_position(made, attr)
                if position is not None:
                    for token in clause.slots.get("agent", ()):
                        for end in referents.ends(token):
                            whole = End(made.subject, attr)
                            rule, marks = ("ordinal-step", 0.85), marks_of(clause)
                            yield from passage.state(end, "partOf", whole, sentence, rule, position=position, **marks)
        if number == announced + 1:
            head = next(
                (t for t in range(sentence.first, sentence.last) if made.deps[t] in {"nsubj", "nsubjpass"}), None
            )
            step = referents.at(head) if head is not None and made.known[head] is not None else None
            if step is not None and passage.is_a(step.mention, "Technique") and step.mention != made.subject:
                yield from passage.state(
                    step, "partOf", End(made.subject, -1), sentence, ("announced-step", 0.75), position=1
                )
        if _COUNTED.search(sentence.evidence.text) and sentence.anchor < 0:
            announced = number


def _step_position(made: Annotation, token: int) -> int | None:
    if singular(made.words[token].casefold()) not in {"phase", "step", "stage", "part"}:
        return None
    for child in made.children[token]:
        word = made.words[child].casefold()
        if word in _ORDINALS:
            return _ORDINALS[word]
    return None


def adaptations(passage: Passage) -> Iterator[Claim]:
    """Read "Adaptation … A model can be adapted through fine-tuning": what it is adapted by is a kind of adaptation."""
    made = passage.made
    place = next((token for token, word in enumerate(made.words) if word.casefold() == "adaptation"), None)
    noun = passage.referents.at(place) if place is not None else None
    if noun is None or name_key(noun.mention.label) != "adaptation":
        return
    for clause in passage.clauses.values():
        if clause.lemma != "adapt" or clause.negated or clause.hypothetical:
            continue
        for slot in ("through", "by", "via", "agent"):
            for end in fill_slot(passage, clause, slot):
                if passage.is_a(end.mention, "Technique") and not end.mention.implied:
                    yield from passage.state(end, "broader", noun, clause.sentence, ("kind-of-adaptation", 0.75))
