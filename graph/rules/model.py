"""What the trained relation model reads between two mentions of a sentence, or between the title and a mention."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace

from graph.annotate import Sentence
from graph.claims import Claim, Literal, Mention
from graph.encoder import Encoded
from graph.lexicon import name_key
from graph.pairs import Participant, find_years, judge_pairs
from graph.passage import Passage
from graph.reference import End
from graph.vocabulary import YEAR

__all__ = ["denies", "model_pairs"]

_UNSURE = frozenset(("unitOf",))
"""What the model has seen too seldom: left to the rules."""
_OWNS = re.compile(r"['’]s? ")
_NO = frozenset(("neither", "no", "none", "nor", "not", "without"))
_UNSAID = re.compile(
    r"\b(?:not|n't|never|no|cannot|without|neither|nor|would|none|unless|whether)\b|n't\b", re.IGNORECASE
)


def model_pairs(passage: Passage) -> Iterator[Claim]:
    """State what the model is sure enough of, but nothing that the words around it negate or suppose."""
    encoder = passage.made.encoder
    if encoder is None:
        return
    for encoded in passage.made.encoded:
        sentence = _sentence_at(passage, encoded)
        if sentence is None:
            continue
        is_doubtful = denies(sentence.evidence.text)
        ends = list(_ends(passage, encoded, sentence))
        participants = [Participant(pieces, YEAR if isinstance(end, Literal) else end.kind) for end, pieces in ends]
        for one, two, chances in judge_pairs(encoded, participants, encoder, passage.vocabulary):
            best = int(chances[1:].argmax())
            confidence = encoder.confidence(float(chances[1 + best]))
            first, second = ends[one][0], ends[two][0]
            if confidence < encoder.least or not isinstance(first, Mention) or encoder.predicates[best] in _UNSURE:
                continue
            if is_doubtful and any(_is_denied(passage, sentence, end) for end in (first, second)):
                continue
            if encoder.predicates[best] == "developedBy" and _has_other_owner(passage, first, second):
                continue
            if encoder.predicates[best] == "variantOf" and not _bears_name(first, second):
                continue
            object_ = second if isinstance(second, Literal) else End(second, -1)
            rule = ("model", confidence)
            yield from passage.state(End(first, -1), encoder.predicates[best], object_, sentence, rule)


def _is_adjective(passage: Passage, mention: Mention) -> bool:
    """Say whether a single word, no name and no listed term, stands as an adjective or a verb ("harmful", "stored")."""
    made = passage.made
    if mention.source not in {"tagger", "term"} or not mention.text.isalpha() or not mention.label.islower():
        return False
    token = bisect_right(made.starts, mention.start) - 1
    return made.deps[token] == "amod" or not made.tags[token].startswith(("NN", "VBG", "FW"))


def _is_denied(passage: Passage, sentence: Sentence, end: Mention | Literal) -> bool:
    """Say whether an end has a "no" beside it, or stands under a verb that is negated or only supposed, or under none.

    The model misses negation, so what it says of such ends is dropped. The title that is merely understood has no place
    that could be denied.
    """
    made = passage.made
    if isinstance(end, Mention) and end.implied:
        return False
    token = bisect_right(made.starts, end.start) - 1
    while sentence.first <= token < sentence.last:
        if any(made.words[near].casefold() in _NO for near in (token, *made.children[token])):
            return True
        clause = passage.clauses.get(token)
        if clause is not None:
            return clause.negated or clause.hypothetical
        if made.heads[token] == token:
            break
        token = made.heads[token]
    return True


def _has_other_owner(passage: Passage, first: Mention, maker: Mention | Literal) -> bool:
    """Say whether somebody else owns this by the words before it ("Stanford's Alpaca")."""
    made = passage.made
    return any(
        mention.label != getattr(maker, "label", "")
        and passage.is_a(mention, "Organization", "Person")
        and _OWNS.fullmatch(made.entry.text, mention.end, first.start) is not None
        for mention in made.mentions
    )


def _bears_name(version: Mention, line: Mention | Literal) -> bool:
    """Say whether a version bears its line's name, word for word: Llama 3 8B that of Llama 3, GPT-4o not GPT-4's."""
    words, name = (name_key(getattr(each, "label", "")).split() for each in (version, line))
    return words[: len(name)] == name


def denies(text: str) -> bool:
    """Say whether a sentence negates or supposes something anywhere.

    >>> denies("GPT-4 does not use RAG."), denies("GPT-4 uses RAG.")
    (True, False)
    """
    return _UNSAID.search(text) is not None


def _sentence_at(passage: Passage, encoded: Encoded) -> Sentence | None:
    """Give the parsed sentence that an encoded one belongs to (the two are cut by slightly different rules)."""
    stop = encoded.start + encoded.words[-1][1]

    def shared(sentence: Sentence) -> int:
        return min(stop, sentence.evidence.end) - max(encoded.start, sentence.evidence.start)

    best = max(passage.made.sentences, key=shared, default=None)  # the first of several
    return best if best is not None and shared(best) > 0 else None


def _ends(
    passage: Passage, encoded: Encoded, sentence: Sentence
) -> Iterator[tuple[Mention | Literal, tuple[int, int]]]:
    """Give everything that may be an end: the title (where the sentence does not name it), mentions, years."""
    made = passage.made
    length = encoded.words[-1][1]
    stop = min(encoded.start + length, sentence.evidence.end)
    here = [
        mention
        for mention in made.mentions
        if encoded.start <= mention.start and mention.end <= stop and not _is_adjective(passage, mention)
    ]
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
