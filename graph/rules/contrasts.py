"""What is set against what."""

from collections.abc import Iterator

from graph.annotate import Sentence
from graph.claims import Claim
from graph.lexicon import name_key
from graph.passage import Passage, first_noun, marks_of, same_group
from graph.reference import End

__all__ = ["contrasts"]


def contrasts(passage: Passage) -> Iterator[Claim]:
    """Read "unlike X", "instead of X", "rather than X", "an alternative to X", "X versus Y"."""
    made, referents = passage.made, passage.referents
    for token, word in enumerate(made.words):
        lower = word.casefold()
        sentence = made.sentences[referents.sentence_of[token]]
        following = made.words[token + 1].casefold() if token + 1 < sentence.last else ""
        if (lower, following) in {("by", "contrast"), ("in", "contrast")}:
            yield from _against_title(passage, token, sentence)
            continue
        if lower == "unlike":
            start, rule = token + 1, ("unlike", 0.9)
        elif (lower, following) in {
            ("instead", "of"),
            ("rather", "than"),
            ("opposed", "to"),
            ("alternative", "to"),
            ("alternatives", "to"),
            ("contrast", "to"),
        }:
            start, rule = token + 2, (f"{lower}-{following}", 0.75)
        else:
            continue
        head = first_noun(made, start, sentence)
        if head is None or made.known[head] is None:
            continue
        above = passage.clauses.get(made.heads[token]) if lower.startswith("alternative") else None
        marks = marks_of(above) if above is not None else {}
        subject = _contrasted(passage, token, sentence)
        if subject is None:
            continue
        for end in referents.ends(head):
            if same_group(passage, subject.mention, end.mention) and end.mention.source != "term":
                yield from passage.state(subject, "contrastsWith", end, sentence, rule, **marks)


def _against_title(passage: Passage, token: int, sentence: Sentence) -> Iterator[Claim]:
    """Read "A CPU, by contrast, has fewer cores": it is set against what the entry is about."""
    made = passage.made
    for place in range(sentence.first, sentence.last):
        known = made.known[place]
        if made.deps[place] in {"nsubj", "nsubjpass"} and known is not None and known.source != "term":
            title = End(made.subject, token)
            if name_key(made.subject.label) in name_key(known.label):
                return
            if known.kind == title.mention.kind or (
                same_group(passage, known, title.mention) and not passage.is_a(known, "Person")
            ):
                yield from passage.state(title, "contrastsWith", End(known, place), sentence, ("by-contrast", 0.65))
            return


def _contrasted(passage: Passage, token: int, sentence: Sentence) -> End | None:
    """Give what is set against something: the known noun before the mark, else the sentence's subject."""
    made, referents = passage.made, passage.referents
    for place in range(token + 1, sentence.last):
        root = made.deps[place] in {"nsubj", "nsubjpass"} and made.deps[made.heads[place]] == "ROOT"
        if root and made.words[token].casefold() == "unlike":
            return referents.at(place)
    for place in range(sentence.first, token):
        if made.deps[place] in {"nsubj", "nsubjpass"}:
            return referents.at(place)
    return None
