"""What the trained relation model reads between two mentions of a sentence, or between the title and a mention."""

import re
from collections.abc import Iterator
from dataclasses import replace

from graph.annotate import Sentence
from graph.claims import Claim, Literal, Mention
from graph.encoder import Encoded
from graph.pairs import Participant, find_years, judge_pairs
from graph.passage import Passage
from graph.reference import End
from graph.vocabulary import YEAR

__all__ = ["denies", "model_pairs"]

_UNSURE = frozenset(("unitOf",))
"""What the model has seen too seldom: left to the rules."""
_UNSAID = re.compile(
    r"\b(?:not|n't|never|no|cannot|without|neither|nor|would|none|unless|whether)\b|n't\b", re.IGNORECASE
)


def model_pairs(passage: Passage) -> Iterator[Claim]:
    """State what the model is sure enough of, but nothing from a sentence that negates or supposes something."""
    encoder = passage.made.encoder
    if encoder is None:
        return
    for encoded in passage.made.encoded:
        sentence = _sentence_at(passage, encoded)
        if sentence is None or denies(sentence.evidence.text):
            continue
        ends = list(_ends(passage, encoded, sentence))
        participants = [Participant(pieces, YEAR if isinstance(end, Literal) else end.kind) for end, pieces in ends]
        for one, two, chances in judge_pairs(encoded, participants, encoder, passage.vocabulary):
            best = int(chances[1:].argmax())
            confidence = encoder.confidence(float(chances[1 + best]))
            first, second = ends[one][0], ends[two][0]
            if confidence < encoder.least or not isinstance(first, Mention) or encoder.predicates[best] in _UNSURE:
                continue
            object_ = second if isinstance(second, Literal) else End(second, -1)
            rule = ("model", confidence)
            yield from passage.state(End(first, -1), encoder.predicates[best], object_, sentence, rule)


def denies(text: str) -> bool:
    """Say whether a sentence negates or supposes something: the model, which misses that, then says nothing.

    >>> denies("GPT-4 does not use RAG."), denies("GPT-4 uses RAG.")
    (True, False)
    """
    return _UNSAID.search(text) is not None


def _sentence_at(passage: Passage, encoded: Encoded) -> Sentence | None:
    """Give the parsed sentence that an encoded one belongs to (the two are cut by slightly different rules)."""
    inside = [
        sentence
        for sentence in passage.made.sentences
        if sentence.evidence.start <= encoded.start < sentence.evidence.end
    ]
    return inside[0] if inside else None


def _ends(
    passage: Passage, encoded: Encoded, sentence: Sentence
) -> Iterator[tuple[Mention | Literal, tuple[int, int]]]:
    """Give everything that may be an end: the title (where the sentence does not name it), mentions, years."""
    made = passage.made
    length = encoded.words[-1][1]
    stop = min(encoded.start + length, sentence.evidence.end)
    here = [mention for mention in made.mentions if encoded.start <= mention.start and mention.end <= stop]
    if all(mention.label != made.subject.label for mention in here):
        yield replace(made.subject, implied=True), encoded.title
    text = made.entry.text[encoded.start : stop]
    years = [
        Literal(int(text[begin:end]), "integer", encoded.start + begin, encoded.start + end)
        for begin, end in find_years(text)
        if not any(mention.start < encoded.start + end and encoded.start + begin < mention.end for mention in here)
    ]
    ends: list[Mention | Literal] = [*here, *years]
    for end in sorted(ends, key=lambda end: end.start):
        pieces = encoded.pieces(end.start - encoded.start, end.end - encoded.start)
        if pieces is not None:
            yield end, pieces
