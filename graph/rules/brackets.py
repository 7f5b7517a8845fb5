"""What stands in brackets: makers, years, examples, glosses."""

import re
from collections.abc import Iterable, Iterator

from graph.annotate import Sentence
from graph.claims import Claim, Literal, Mention
from graph.lexicon import MONTHS, is_name
from graph.passage import Passage, fill_slot, state_class
from graph.reference import End

__all__ = ["brackets", "glosses"]

_LISTING = re.compile(
    r"\b(?:and|the|also|with|formerly|now|by|from|via|later|early|late|mid|e\.g|such|as|like|for|example|"
    + "|".join(MONTHS)
    + r")\b"
)
"""Words that may stand between the names of a list in brackets."""
_UNLISTED = re.compile(r"[A-Za-z]{3,}")


def brackets(passage: Passage) -> Iterator[Claim]:
    """Read brackets: "GPT-4 (OpenAI)", "AWQ (MIT, 2023)", "InstructGPT (2022)", "labs (OpenAI, Meta)"."""
    made = passage.made
    for aside in made.asides:
        if aside.anchor < 0 or not made.ends[aside.anchor] <= aside.start <= made.ends[aside.anchor] + 3:
            continue
        sentence = made.sentences[passage.referents.sentence_of[aside.anchor]]
        owner = passage.referents.at(aside.anchor)
        if owner is None or owner.mention.implied:
            continue
        organizations = [mention for mention in aside.mentions if passage.is_a(mention, "Organization")]
        inner = made.entry.text[aside.start : aside.end]
        rest = _without(inner, aside.start, aside.mentions)
        if passage.is_a(owner.mention, "Organization", "Person") and re.fullmatch(r"(?:19|20)\d\d", inner):
            yield from _dated_before(
                passage, aside.anchor, Literal(int(inner), "integer", aside.start, aside.end), sentence
            )
        owners = [End(owner.mention, aside.anchor), *_shared_owner(passage, aside.anchor)]
        if _UNLISTED.search(_LISTING.sub("", rest)):
            continue  # a remark, not a list of names
        for mention in aside.mentions:
            end = End(mention, aside.anchor)
            if passage.is_a(mention, "Organization"):
                if len(organizations) > 1 and passage.is_a(owner.mention, "concept") and not re.search(r"\d{4}", inner):
                    continue  # "labs (OpenAI, Meta)": examples of what a plural noun says, not its makers
                for one in owners:
                    yield from _made_by(passage, one, end, sentence)
            elif (
                passage.is_a(owner.mention, "concept")
                and not passage.is_a(mention, "concept")
                and not passage.is_a(mention, "Person")
            ):
                yield from state_class(passage, end, owner, sentence, ("bracket-example", 0.75))
            elif passage.is_a(mention, "Person") and passage.is_a(owner.mention, "concept"):
                yield from passage.state(owner, "introducedBy", end, sentence, ("bracket-author", 0.8))
        if not passage.is_a(owner.mention, "Organization", "Person") and (
            is_name(owner.mention.label) or owner.mention.source != "term"
        ):
            for found in re.finditer(r"\b(?:19|20)\d\d\b", inner):
                start = aside.start + found.start()
                if not any(mention.start <= start < mention.end for mention in aside.mentions):
                    year = Literal(int(found[0]), "integer", start, start + 4)
                    yield from passage.state(owner, "introducedIn", year, sentence, ("bracket-year", 0.85))


def _dated_before(passage: Passage, anchor: int, year: Literal, sentence: Sentence) -> Iterator[Claim]:
    """Read "VGG from the University of Oxford (2014)": the year belongs to the name before its maker."""
    made = passage.made
    for place in range(anchor - 1, max(sentence.first, anchor - 14), -1):
        known = made.known[place]
        if made.words[place].casefold() in {"by", "from", "of"} and place > sentence.first:
            owner = made.known[place - 1] if made.words[place - 1] != "," else made.known[place - 2]
            if owner is not None and not passage.is_a(owner, "agent"):
                yield from passage.state(End(owner, place - 1), "introducedIn", year, sentence, ("maker-year", 0.8))
                return
        if known is not None and not passage.is_a(known, "agent"):
            return


def _without(inner: str, offset: int, mentions: Iterable[Mention]) -> str:
    text = inner
    for mention in mentions:
        first, last = mention.start - offset, mention.end - offset
        text = text[:first] + " " * (last - first) + text[last:]
    return re.sub(r"\b(?:19|20)\d\d\b", "    ", text)


def _shared_owner(passage: Passage, anchor: int) -> list[End]:
    """Give names joined by "and" directly before the bracket's owner: "GPT-4 and GPT-4o (OpenAI)"."""
    made = passage.made
    own = made.known[anchor]
    if own is None or anchor < 2 or made.words[anchor - 1].casefold() not in {"and", "or"}:
        return []
    before = made.known[anchor - 2]
    if before is None or before.kind != own.kind:
        return []
    if any(aside.anchor == anchor - 2 for aside in made.asides):
        return []
    if passage.is_a(own, "Person") and anchor > 2 and made.words[anchor - 3] == ",":
        return []  # "A, B and C (X)": who knows where A and B belong
    return [End(before, anchor - 2)]


def _made_by(passage: Passage, owner: End, maker: End, sentence: Sentence) -> Iterator[Claim]:
    mention = owner.mention
    if passage.is_a(mention, "Person"):
        yield from passage.state(owner, "affiliatedWith", maker, sentence, ("bracket-affiliation", 0.9))
    elif passage.is_a(mention, "Organization"):
        return
    elif passage.is_a(mention, "artifact"):
        yield from passage.state(owner, "developedBy", maker, sentence, ("bracket-developer", 0.95))
    elif is_name(mention.label) or mention.source in {"title", "gazetteer"}:
        yield from passage.state(owner, "introducedBy", maker, sentence, ("bracket-origin", 0.7))


def glosses(passage: Passage) -> Iterator[Claim]:
    """Read "RAG (connecting it to external knowledge)": the gerund's object is what the technique uses."""
    made, referents = passage.made, passage.referents
    for sentence in made.sentences:
        if sentence.anchor < 0 or sentence.dash or made.tags[sentence.first] not in {"VBG", "NN"}:
            continue
        clause = passage.clauses.get(sentence.first)
        owner = referents.at(sentence.anchor)
        if clause is None or owner is None or not passage.is_a(owner.mention, "Technique"):
            continue
        for slot in ("to", "with", "~to", "~with"):
            for end in fill_slot(passage, clause, slot):
                if not end.mention.implied:
                    yield from passage.state(owner, "uses", end, sentence, ("gloss", 0.7))
