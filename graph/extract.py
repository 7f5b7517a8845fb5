"""From annotations to claims: the rules, and the table of extractors that the pipeline runs.

An extractor is a function from a :class:`Passage` of one entry to claims. It never asserts what the sentence negates, and
it states a predicate only between kinds that the vocabulary allows; what does not fit is turned round where the other
direction fits, else dropped and counted.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from graph.annotate import Annotation, Sentence, annotate, load_pipeline
from graph.claims import Claim, Dropped, Literal, Mention, Qualifiers, number_claims
from graph.clauses import Clause, find_clauses, is_year, years_of
from graph.entries import Entry, Section, read_section_roles
from graph.gazetteer import read_gazetteer, read_heads
from graph.lexicon import Lexicon, is_name, name_key, singular, split_words
from graph.mentions import Matcher, make_matcher
from graph.patterns import Pattern, read_patterns
from graph.reference import End, Referents
from graph.settings import Settings
from graph.vocabulary import read_vocabulary

__all__ = ["EXTRACTORS", "Extraction", "Extractor", "Passage", "extract_batch"]


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a batch of entries yields. ``a | b`` merges two; any order, batching or duplication gives the same result."""

    mentions: frozenset[Mention] = frozenset()
    claims: tuple[Claim, ...] = ()
    dropped: frozenset[Dropped] = frozenset()

    def __or__(self, other: "Extraction") -> "Extraction":
        claims = {claim.id: claim for claim in (*self.claims, *other.claims)}
        ordered = tuple(sorted(claims.values(), key=lambda claim: claim.sort_key))
        return Extraction(self.mentions | other.mentions, ordered, self.dropped | other.dropped)


class Passage:
    """One annotated entry as the extractors see it: its clauses, what its tokens stand for, and a way to state claims."""

    def __init__(self, made: Annotation, matcher: Matcher, settings: Settings) -> None:
        self.made = made
        self.matcher = matcher
        self.vocabulary = matcher.vocabulary
        self.patterns = read_patterns(settings.domain)
        self.clauses = find_clauses(made)
        self.referents = Referents(made, matcher, self.clauses)
        self.dropped: set[Dropped] = set()

    def is_a(self, mention: Mention, group: str) -> bool:
        """Say whether a mention's kind is of a group ("concept", "artifact", "agent")."""
        return self.vocabulary.is_in(mention.kind, group)

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
        marks: Qualifiers = {key: value for key, value in qualifiers.items() if value}
        if isinstance(object_, Literal):
            if first.kind in self.vocabulary.predicates[predicate].subjects:
                yield self._claim(first, predicate, object_, sentence, (name, confidence), marks)
            return
        second = object_.mention
        if name_key(first.label) == name_key(second.label):
            return
        degree = object_.degree
        if degree:
            marks = {**marks, "degree": degree}
        if self.vocabulary.allows(first.kind, predicate, second.kind):
            yield self._claim(first, predicate, second, sentence, (name, confidence), marks)
        elif self.vocabulary.allows(second.kind, predicate, first.kind) and predicate in _FLIPPED:
            yield self._claim(second, predicate, first, sentence, (name, round(confidence * 0.7, 2)), marks)
        else:
            self.dropped.add(
                Dropped(self.made.entry.name, sentence.evidence.start, name, first.kind, predicate, second.kind)
            )

    def _claim(
        self,
        subject: Mention,
        predicate: str,
        object_: Mention | Literal,
        sentence: Sentence,
        rule: tuple[str, float],
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
        found = re.search(r"(?:(\d{1,2})\s+)?(" + "|".join(_MONTHS) + r")\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?$", before)
        if not found:
            return ""
        day = found[1] or found[3]
        return f"{made.words[token]}-{_MONTHS.index(found[2]) + 1:02}" + (f"-{int(day):02}" if day else "")


_MONTHS = "January February March April May June July August September October November December".split()

_FLIPPED = frozenset(("developedBy", "introducedBy", "affiliatedWith", "instanceOf", "evaluatedOn", "trainedOn", "locatedIn"))
"""Predicates whose ends may be turned round where only the other direction fits."""

Extractor = Callable[[Passage], Iterator[Claim]]


def extract_batch(
    entries: Iterable[Entry],
    lexicon: Lexicon,
    settings: Settings | None = None,
    progress: Callable[[Entry], None] | None = None,
) -> Extraction:
    """Extract mentions and claims from entries: pure, deterministic, safe to repeat.

    >>> from graph.entries import published
    >>> entry = Entry("gpt", "GPT", "GPT\\n\\nGPT-4 was released by OpenAI.\\n", (Section("", 5, 34),))
    >>> [(c.subject.label, c.predicate, c.object.label) for c in extract_batch([entry], Lexicon()).claims][:1]
    [('GPT-4', 'developedBy', 'OpenAI')]
    """
    settings = settings or Settings()
    domain = settings.domain
    matcher = make_matcher(lexicon, read_vocabulary(domain), read_gazetteer(domain), read_heads(domain))
    roles = read_section_roles(domain)
    mentions: set[Mention] = set()
    claims: list[Claim] = []
    dropped: set[Dropped] = set()
    for made in annotate(entries, matcher, load_pipeline(settings.pipeline), roles):
        passage = Passage(made, matcher, settings)
        found = number_claims(claim for extractor in EXTRACTORS.values() for claim in extractor(passage))
        claims.extend(found)
        mentions.update(made.mentions)
        mentions.update(end for claim in found for end in (claim.subject, claim.object) if _is_own(end))
        dropped |= passage.dropped
        if progress is not None:
            progress(made.entry)
    return Extraction(frozenset(mentions), tuple(sorted(claims, key=lambda claim: claim.sort_key)), frozenset(dropped))


def _is_own(end: Mention | Literal) -> bool:
    return isinstance(end, Mention) and not end.implied and end.source == "term"


# ── clauses ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def clause_patterns(passage: Passage) -> Iterator[Claim]:
    """State what the patterns of ``patterns.toml`` read in the clauses."""
    for clause in passage.clauses.values():
        own = passage.patterns.get(clause.lemma, ())
        general = [pattern for pattern in passage.patterns.get("*", ()) if not any(set(pattern.object) & set(other.object) for other in own)]
        for pattern in (*own, *general):
            if pattern.voice is None or (pattern.voice == "passive") == clause.passive:
                yield from _apply(passage, clause, pattern)


def _apply(passage: Passage, clause: Clause, pattern: Pattern) -> Iterator[Claim]:
    subjects = [end for slot in pattern.subject for end in _fill(passage, clause, slot)]
    subjects = [end for end in subjects if _fits(end, pattern.subject_kinds, "subject" in pattern.terms)]
    marks = _marks(clause)
    rule = (pattern.id, pattern.confidence)
    if not subjects:
        return
    if pattern.takes_year:
        for token in years_of(passage.made, clause):
            for subject in subjects:
                date = passage.date(token)
                yield from passage.state(subject, pattern.predicates[0], passage.year(token), clause.sentence, rule, date=date, **marks)
        return
    objects = [end for slot in pattern.object for end in _fill(passage, clause, slot)]
    objects = [end for end in objects if _fits(end, pattern.object_kinds, "object" in pattern.terms)]
    for subject in subjects:
        for object_ in objects:
            if pattern.predicates[0] in _CREDITS and not _may_be_credited(passage, subject.mention, pattern.predicates[0]):
                continue
            if pattern.predicates[0] in {"mitigates", "causes"} and object_.mention.implied:
                continue
            if pattern.same_group and not _same_group(passage, subject.mention, object_.mention):
                continue
            if pattern.predicates[0] == "usedFor" and object_.mention.kind in {"Technique", "ModelType"}:
                yield from passage.state(object_, "uses", subject, clause.sentence, (f"{pattern.id}-uses", 0.7), **marks)
                continue
            predicate = next(
                (name for name in pattern.predicates if passage.vocabulary.allows(subject.mention.kind, name, object_.mention.kind)),
                pattern.predicates[0],
            )
            yield from passage.state(subject, predicate, object_, clause.sentence, rule, **marks)


_CREDITS = frozenset(("developedBy", "introducedBy"))


def _may_be_credited(passage: Passage, mention: Mention, predicate: str) -> bool:
    """Say whether somebody may have made this: "Meta released an open-weight model" credits Meta with no idea."""
    if not passage.is_a(mention, "concept"):
        return mention.kind != "Publication" or mention.source == "quoted" or len(split_words(mention.label)) > 2
    title = name_key(mention.label) == name_key(passage.made.subject.label)
    return is_name(mention.label) or mention.source == "acronym" or (title and (predicate == "introducedBy" or mention.kind != "ModelType"))


def _same_group(passage: Passage, first: Mention, second: Mention) -> bool:
    kinds = passage.vocabulary.kinds
    return bool(kinds[first.kind].groups & kinds[second.kind].groups)


def _fits(end: End, kinds: frozenset[str], may_be_term: bool) -> bool:
    mention = end.mention
    return (not kinds or mention.kind in kinds) and (may_be_term or mention.source != "term" or _is_narrowed(mention))


def _is_narrowed(mention: Mention) -> bool:
    """Say whether a term is a known concept with a narrowing modifier (those stand on their own)."""
    return mention.source == "term" and mention.kind in {"ModelType"}


def _marks(clause: Clause) -> dict[str, bool]:
    return {"negated": clause.negated or clause.hypothetical, "hedged": clause.hedged}


def _fill(passage: Passage, clause: Clause, slot: str) -> Iterator[End]:
    """Give what stands in a slot; ``to_do:build`` looks at the patient of an infinitive below the clause."""
    if slot.startswith("to_do:"):
        verb = slot.partition(":")[2]
        for below in clause.below.get("to_do", ()):
            inner = passage.clauses.get(below)
            if inner is not None and inner.lemma == verb:
                for name in ("into", "~into") if verb == "turn" else ("patient", "into", "~into"):
                    yield from _fill(passage, inner, name)
        return
    for token in clause.slots.get(slot, ()):
        if token in clause.alone:
            end = passage.referents.at(token)
            yield from [end] if end is not None else []
        else:
            yield from passage.referents.ends(token)


# ── definitions ─────────────────────────────────────────────────────────────────────────────────────────────────────
def definitions(passage: Passage) -> Iterator[Claim]:
    """Read "X is a Y that …": Y is the broader idea, or what a named X is an example of."""
    made = passage.made
    for clause in passage.clauses.values():
        if clause.lemma not in {"be", "become", "remain"} or not clause.slots.get("attr"):
            continue
        subjects = [end for token in clause.slots.get("agent", ()) for end in passage.referents.ends(token)]
        for token in clause.slots["attr"]:
            for attr in _classes(passage, token):
                for subject in subjects:
                    if _is_definite(made, token):
                        continue
                    yield from _is_a(passage, subject, attr, clause.sentence, ("definition", _trust(clause)), **_marks(clause))


def _trust(clause: Clause) -> float:
    return 0.95 if clause.sentence.role in {"definition", "takeaway"} else 0.85


def _is_definite(made: Annotation, token: int) -> bool:
    return any(made.deps[child] == "det" and made.words[child].casefold() in {"the", "this", "that"} for child in made.children[token])


def _classes(passage: Passage, token: int) -> list[End]:
    made = passage.made
    if made.tags[token] in {"JJ", "JJR", "JJS", "PRP", "DT", "WP", "RB", "IN"} and made.known[token] is None:
        return []
    ends = passage.referents.ends(token) or [end for end in [passage.referents.as_class(token)] if end is not None]
    return [end for end in ends if passage.is_a(end.mention, "concept") and not end.mention.implied]


def _is_a(passage: Passage, subject: End, object_: End, sentence: Sentence, rule: tuple[str, float], **marks: bool) -> Iterator[Claim]:
    predicate = "broader" if passage.is_a(subject.mention, "concept") else "instanceOf"
    if passage.vocabulary.allows(subject.mention.kind, predicate, object_.mention.kind):
        if predicate == "broader" and subject.mention.source == "term" and subject.mention.kind != object_.mention.kind:
            return
        yield from passage.state(subject, predicate, object_, sentence, rule, **marks)


# ── examples ────────────────────────────────────────────────────────────────────────────────────────────────────────
_PART_NOUNS = frozenset("component part element ingredient stage phase step module".split())
_EXAMPLE_NOUNS = frozenset("example instance variant kind type form version application use member".split())


def examples(passage: Passage) -> Iterator[Claim]:
    """Read "A such as B and C", "A like B", "A, including B", "examples of A include B", "other As include B"."""
    made = passage.made
    for token, word in enumerate(made.words):
        lower = word.casefold()
        if made.known[token] is not None:
            continue
        if lower == "as" and token and made.words[token - 1].casefold() == "such":
            yield from _listed_below(passage, token - 1, token + 1, ("such-as", 0.9))
        elif lower in {"like", "including", "e.g.", "especially", "notably"} and made.tags[token] != "MD" and made.deps[token] != "ROOT":
            comma = token > 0 and made.words[token - 1] == ","
            before = token - 2 if comma else token - 1
            if comma and lower == "like" and passage.referents.sentence_of[token] == passage.referents.sentence_of[before]:
                yield from _like_subject(passage, token)
            elif before >= 0 and (made.tags[before].startswith("NN") or made.known[before] is not None):
                yield from _listed_below(passage, token, token + 1, (f"list-{lower.strip('.')}", 0.8))
    for clause in passage.clauses.values():
        yield from _examples_of(passage, clause)


def _like_subject(passage: Passage, mark: int) -> Iterator[Claim]:
    """Read "Encoder-only models read a text in both directions, like BERT": the sentence's subject is the class."""
    made, referents = passage.made, passage.referents
    sentence = made.sentences[referents.sentence_of[mark]]
    subject = next((token for token in range(sentence.first, mark) if made.deps[token] == "nsubj"), None)
    start = _first_noun(made, mark + 1, sentence)
    if subject is None or start is None or made.known[start] is None or made.tags[subject] not in {"NNS", "NNPS"}:
        return
    above = referents.at(subject)
    if above is None or above.mention.implied or not passage.is_a(above.mention, "concept"):
        return
    for end in referents.ends(start):
        if not passage.is_a(end.mention, "concept"):
            yield from _is_a(passage, end, above, sentence, ("like-subject", 0.75))


def _listed_below(passage: Passage, mark: int, first: int, rule: tuple[str, float]) -> Iterator[Claim]:
    """State that what is listed after a mark belongs to the noun before it."""
    made, referents = passage.made, passage.referents
    sentence = made.sentences[referents.sentence_of[mark]]
    place = mark - 1
    while place > sentence.first and made.words[place] in {",", "'s"}:
        place -= 1
    if place < sentence.first:
        return
    above = referents.as_class(place)
    start = _first_noun(made, first, sentence)
    if above is None or start is None or not passage.is_a(above.mention, "concept"):
        return
    if above.mention.implied:
        return
    for end in referents.ends(start):
        if not end.mention.implied and (end.mention.source != "term" or made.known[start] is None):
            yield from _is_a(passage, end, above, sentence, rule)


def _first_noun(made: Annotation, first: int, sentence: Sentence) -> int | None:
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


def _examples_of(passage: Passage, clause: Clause) -> Iterator[Claim]:
    if clause.lemma not in {"include", "be"}:
        return
    made, referents = passage.made, passage.referents
    for token in clause.slots.get("agent", ()):
        head = singular(made.words[token].casefold())
        objects = [end for slot in ("patient", "attr") for row in clause.slots.get(slot, ()) for end in referents.ends(row)]
        as_of = _as_of(made, clause)
        if made.known[token] is None and head in _PART_NOUNS:
            inner = referents._after_of(token)  # noqa: SLF001  # the noun behind "parts of"
            whole = referents.at(inner) if inner is not None else End(made.subject, token)
            for end in objects if whole is not None else ():
                yield from passage.state(end, "partOf", whole, clause.sentence, ("parts-are", 0.8))  # type: ignore[arg-type]  # not None here
            continue
        if made.known[token] is None and head in _EXAMPLE_NOUNS:
            inner = referents._after_of(token)  # noqa: SLF001  # the noun behind "examples of"
            above = referents.at(inner) if inner is not None else End(made.subject, token)
            rule = ("examples-of", 0.9)
        elif clause.lemma == "include":
            above, rule = referents.at(token), ("include", 0.85)
        else:
            continue
        if above is None or not passage.is_a(above.mention, "concept"):
            continue
        for end in objects:
            named = not passage.is_a(end.mention, "concept")
            if named or head in _EXAMPLE_NOUNS or end.mention.kind == above.mention.kind:
                if head in {"application", "use"} and not named:
                    yield from passage.state(above, "usedFor", end, clause.sentence, rule)
                else:
                    yield from _dated(_is_a(passage, end, above, clause.sentence, rule), as_of)


def _as_of(made: Annotation, clause: Clause) -> str:
    tokens = range(clause.sentence.first, clause.verb)
    years = [token for token in tokens if is_year(made.words[token]) and made.words[token - 1].casefold() in {"in", "of"}]
    return made.words[years[0]] if years else ""


def _dated(claims: Iterator[Claim], as_of: str) -> Iterator[Claim]:
    for claim in claims:
        yield replace(claim, qualifiers={**claim.qualifiers, "asOf": as_of}) if as_of else claim


# ── brackets ────────────────────────────────────────────────────────────────────────────────────────────────────────
def brackets(passage: Passage) -> Iterator[Claim]:
    """Read what stands in brackets: "GPT-4 (OpenAI)", "AWQ (MIT, 2023)", "InstructGPT (2022)", "labs (OpenAI, Meta)"."""
    made = passage.made
    for aside in made.asides:
        if aside.anchor < 0 or not made.ends[aside.anchor] <= aside.start <= made.ends[aside.anchor] + 3:
            continue
        sentence = made.sentences[passage.referents.sentence_of[aside.anchor]]
        owner = passage.referents.at(aside.anchor)
        if owner is None or owner.mention.implied:
            continue
        organizations = [mention for mention in aside.mentions if mention.kind == "Organization"]
        inner = made.entry.text[aside.start : aside.end]
        plain = re.sub(r"[\w'’.+/&-]+", "", _without(inner, aside.start, aside.mentions, keep_years=False)).strip(" ,;and")
        rest = _without(inner, aside.start, aside.mentions, keep_years=False)
        listed = not re.search(r"[A-Za-z]{3,}", re.sub(r"\b(?:and|the|also|with|formerly|now|by|from|via|later|early|late|mid|e\.g|such|as|like|for|example|" + "|".join(_MONTHS) + r")\b", "", rest))
        if owner.mention.kind in {"Organization", "Person"} and re.fullmatch(r"(?:19|20)\d\d", inner):
            yield from _dated_before(passage, aside.anchor, Literal(int(inner), "integer", aside.start, aside.end), sentence)
        owners = [End(owner.mention, aside.anchor), *_shared_owner(passage, aside.anchor)]
        if not listed or plain:
            continue
        for mention in aside.mentions:
            end = End(mention, aside.anchor)
            if mention.kind == "Organization":
                if len(organizations) > 1 and passage.is_a(owner.mention, "concept") and not re.search(r"\d{4}", inner):
                    continue  # "labs (OpenAI, Meta)": examples of what a plural noun says, not its makers
                for one in owners:
                    yield from _made_by(passage, one, end, sentence)
            elif passage.is_a(owner.mention, "concept") and not passage.is_a(mention, "concept") and mention.kind != "Person":
                yield from _is_a(passage, end, owner, sentence, ("bracket-example", 0.75))
            elif mention.kind == "Person" and passage.is_a(owner.mention, "concept"):
                yield from passage.state(owner, "introducedBy", end, sentence, ("bracket-author", 0.8))
        if owner.mention.kind not in {"Organization", "Person"} and (is_name(owner.mention.label) or owner.mention.source != "term"):
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


def _without(inner: str, offset: int, mentions: Iterable[Mention], *, keep_years: bool) -> str:
    text = inner
    for mention in mentions:
        first, last = mention.start - offset, mention.end - offset
        text = text[:first] + " " * (last - first) + text[last:]
    return text if keep_years else re.sub(r"\b(?:19|20)\d\d\b", "    ", text)


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
    return [End(before, anchor - 2)]


def _made_by(passage: Passage, owner: End, maker: End, sentence: Sentence) -> Iterator[Claim]:
    mention = owner.mention
    if mention.kind == "Person":
        yield from passage.state(owner, "affiliatedWith", maker, sentence, ("bracket-affiliation", 0.9))
    elif mention.kind == "Organization":
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
        if clause is None or owner is None or owner.mention.kind != "Technique":
            continue
        for slot in ("to", "with", "~to", "~with"):
            for end in _fill(passage, clause, slot):
                if not end.mention.implied:
                    yield from passage.state(owner, "uses", end, _whole(sentence), ("gloss", 0.7))


def _whole(sentence: Sentence) -> Sentence:
    return sentence


# ── noun phrases ────────────────────────────────────────────────────────────────────────────────────────────────────
def possessives(passage: Passage) -> Iterator[Claim]:
    """Read "Meta's Llama 3", "Stanford's CRFM", "OpenAI's Alec Radford"."""
    made, referents = passage.made, passage.referents
    for token, word in enumerate(made.words):
        if word not in {"'s", "’s", "'", "’"} or token == 0 or made.known[token - 1] is None:
            continue
        owner = End(made.known[token - 1], token - 1)  # type: ignore[arg-type]  # checked above
        if owner.mention.kind not in {"Organization", "Person"}:
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        head = _first_noun(made, token + 1, sentence)
        if head is None:
            continue
        for end in [referents.at(head), *referents.ends(head)[1:]]:
            if end is not None and end.mention.source != "term" and not end.mention.implied and _is_owned_too(made, head, end.token):
                yield from _owned(passage, owner, end, sentence, ("possessive", 0.9))


def _is_owned_too(made: Annotation, head: int, token: int) -> bool:
    """Say whether a thing further on in a list has the same owner: not where an article begins anew."""
    return token <= head or not any(made.tags[place] in {"DT", "POS", "PRP$"} for place in range(head, token))


def _owned(passage: Passage, owner: End, end: End, sentence: Sentence, rule: tuple[str, float]) -> Iterator[Claim]:
    kind = end.mention.kind
    if owner.mention.kind == "Person":
        if kind == "Publication":
            yield from passage.state(end, "introducedBy", owner, sentence, rule)
        return
    if kind == "Organization":
        yield from passage.state(end, "unitOf", owner, sentence, rule)
    elif kind == "Person":
        yield from passage.state(end, "affiliatedWith", owner, sentence, rule)
    elif kind == "Publication":
        yield from passage.state(end, "introducedBy", owner, sentence, rule)
    elif passage.is_a(end.mention, "artifact") or is_name(end.mention.label):
        yield from passage.state(end, "developedBy", owner, sentence, rule)


def class_nouns(passage: Passage) -> Iterator[Claim]:
    """Read "the H100 GPU", "the chatbot ChatGPT", "NVIDIA H100": a name beside what it is or who makes it."""
    made, referents = passage.made, passage.referents
    for token in range(len(made.words) - 1):
        first, second = made.known[token], made.known[token + 1]
        if first is None or second is None or referents.sentence_of[token] != referents.sentence_of[token + 1]:
            continue
        if passage.text_between(token, token + 1) != " ":
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        ends = End(first, token), End(second, token + 1)
        if first.kind == "Organization" and passage.is_a(second, "artifact"):
            yield from passage.state(ends[1], "developedBy", ends[0], sentence, ("maker-before-name", 0.8))
        elif passage.is_a(first, "artifact") and passage.is_a(second, "concept") and second.kind in {"Concept", "ModelType"}:
            yield from passage.state(ends[0], "instanceOf", ends[1], sentence, ("name-before-class", 0.85))
        elif passage.is_a(first, "concept") and first.kind in {"Concept", "ModelType"} and not passage.is_a(second, "concept"):
            yield from passage.state(ends[1], "instanceOf", ends[0], sentence, ("class-before-name", 0.8))


def appositions(passage: Passage) -> Iterator[Claim]:
    """Read "PPO, an algorithm that …", "CUDA, NVIDIA's platform", "SDXL Turbo, a distilled version of SDXL"."""
    made, referents = passage.made, passage.referents
    for token in range(len(made.words) - 3):
        known = made.known[token]
        if known is None or made.words[token + 1] != "," or referents.sentence_of[token] != referents.sentence_of[token + 3]:
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        maker = made.known[token + 2]
        if maker is not None and maker.kind == "Organization" and made.words[token + 3] in {"'s", "’s"}:
            if made.tags[token + 4] in {"NNP", "NNPS"} or made.known[token + 4] is not None:
                continue  # "ChatGPT, Anthropic's Claude": the next name of a list
            if not passage.is_a(known, "agent"):
                yield from _credit(passage, End(known, token), End(maker, token + 2), sentence, ("apposed-maker", 0.85), built=True)
            head = _first_noun(made, token + 4, sentence)
        elif made.words[token + 2].casefold() in {"a", "an", "another", "one"}:
            head = _first_noun(made, token + 3, sentence)
        else:
            continue
        if head is not None and not _is_clause_subject(made, head):
            yield from _apposed(passage, End(known, token), head, sentence)


def _is_clause_subject(made: Annotation, head: int) -> bool:
    """Say whether a noun begins a clause of its own ("In deep learning, a model is …") or goes on a list."""
    return made.deps[head] in {"nsubj", "nsubjpass", "conj", "ROOT", "dobj", "csubj"}


def _apposed(passage: Passage, end: End, head: int, sentence: Sentence) -> Iterator[Claim]:
    made, referents = passage.made, passage.referents
    if made.lemmas[head] in {"version", "variant"}:
        inner = referents._after_of(head)  # noqa: SLF001  # the noun behind "version of"
        origin = referents.at(inner) if inner is not None else None
        if origin is not None:
            yield from passage.state(end, "derivedFrom", origin, sentence, ("version-of", 0.8))
        return
    above = referents.as_class(head)
    if above is not None and passage.is_a(above.mention, "concept") and not above.mention.implied:
        yield from _is_a(passage, end, above, sentence, ("apposition", 0.85))


def _credit(passage: Passage, end: End, maker: End, sentence: Sentence, rule: tuple[str, float], *, built: bool) -> Iterator[Claim]:
    """State who made an artifact, or who introduced an idea (who built it, where the words say so)."""
    artifact = passage.is_a(end.mention, "artifact")
    predicate = "developedBy" if artifact or (built and end.mention.kind != "Publication") else "introducedBy"
    yield from passage.state(end, predicate, maker, sentence, rule)


# ── origins: who made a name, and when, said right behind it ────────────────────────────────────────────────────────
_MADE = frozenset(
    """introduce propose coin invent present describe publish formulate pioneer devise release launch develop create build
    unveil announce open-source start begin found train design make write collect compile assemble host""".split()
)
_BUILT = frozenset("release launch develop create build unveil announce open-source start begin found train design make write host".split())
_NO_YEAR = frozenset("train write collect host design".split())


def origins(passage: Passage) -> Iterator[Claim]:
    """Read "Mamba, by Albert Gu and Tri Dao", "LangChain, started by Harrison Chase in 2022", "BERT, which Google presented in 2018"."""
    made, referents = passage.made, passage.referents
    for token, known in enumerate(made.known):
        if known is None or passage.is_a(known, "agent") or known.kind in {"Place", "Event", "Task", "Field", "Metric"}:
            continue
        if known.kind == "Publication" and len(split_words(known.label)) < 3 and known.source != "quoted":
            continue  # a journal
        sentence = made.sentences[referents.sentence_of[token]]
        place = token + 1
        if place < sentence.last and singular(made.words[place].casefold()) in {"model", "paper", "library", "benchmark", "dataset", "system"}:
            place += 1
        comma = place < sentence.last and made.words[place] == ","
        place += comma
        if place < sentence.last:
            yield from _origin_at(passage, End(known, token), place, sentence, comma=comma)


def _origin_at(passage: Passage, end: End, place: int, sentence: Sentence, *, comma: bool) -> Iterator[Claim]:
    made = passage.made
    word = made.words[place].casefold()
    named = is_name(end.mention.label) or passage.is_a(end.mention, "artifact") or end.mention.kind == "Publication"
    if word in {"by", "from"} and (named or comma):
        yield from _credited(passage, end, place, sentence, ("origin-by", 0.85), built=False)
        yield from _dated_at(passage, end, place, sentence, ("origin-year", 0.8))
    elif word == "of" and named:
        yield from _credited(passage, end, place, sentence, ("origin-of", 0.8), built=False, people=True)
        if place + 1 < sentence.last and is_year(made.words[place + 1]):
            yield from passage.state(end, "introducedIn", passage.year(place + 1), sentence, ("name-of-year", 0.85))
    elif word in {"which", "that"} and comma:
        yield from _which(passage, end, place, sentence)
    elif made.tags[place] in {"VBN", "VBD", "RB"} and comma:
        yield from _participle(passage, end, place, sentence)
    elif word in {"a", "an", "another", "one"} and comma and named and not _is_clause_subject(made, place):
        yield from _apposed_origin(passage, end, place, sentence)


def _apposed_origin(passage: Passage, end: End, place: int, sentence: Sentence) -> Iterator[Claim]:
    """Read "X, a 2016 paper by A", "X, a library that Meta open-sourced in 2017", "X, another benchmark of 2023"."""
    made = passage.made
    if place + 1 < sentence.last and is_year(made.words[place + 1]):
        yield from passage.state(end, "introducedIn", passage.year(place + 1), sentence, ("apposed-year", 0.85))
    stop = min(_end_of_phrase(made, place, sentence), place + 14)
    for token in range(place + 1, stop):
        if made.words[token].casefold() in {"by", "from"} and not made.tags[token - 1].startswith("VB"):
            yield from _credited(passage, end, token, sentence, ("apposed-by", 0.85), built=False)
            yield from _dated_at(passage, end, token, sentence, ("apposed-by-year", 0.8))
        elif made.words[token].casefold() == "of" and token + 1 < stop and is_year(made.words[token + 1]):
            yield from passage.state(end, "introducedIn", passage.year(token + 1), sentence, ("apposed-year", 0.85))
        elif made.tags[token] in {"VBD", "VBN"} and made.lemmas[token] in _MADE and made.known[token] is None:
            before = made.known[token - 1]
            if before is not None and before.kind in {"Organization", "Person"}:
                first = next((t for t in range(place + 1, token) if made.known[t] is not None and passage.is_a(made.known[t], "agent")), token)  # type: ignore[arg-type]  # not None here
                for maker in _makers(passage, first - 1, token, people=False):
                    yield from _credit(passage, end, maker, sentence, ("apposed-made", 0.85), built=made.lemmas[token] in _BUILT)
                yield from _dated_at(passage, end, token, sentence, ("apposed-made-year", 0.85))


def _participle(passage: Passage, end: End, place: int, sentence: Sentence) -> Iterator[Claim]:
    made = passage.made
    while place < sentence.last and made.tags[place] == "RB":
        place += 1
    if place >= sentence.last or made.tags[place] not in {"VBN", "VBD"} or made.lemmas[place] not in _MADE:
        return
    lemma, stop = made.lemmas[place], _end_of_phrase(made, place, sentence)
    for token in range(place + 1, stop):
        if made.words[token].casefold() in {"by", "at"}:
            yield from _credited(passage, end, token, sentence, ("participle-by", 0.9), built=lemma in _BUILT)
    if lemma not in _NO_YEAR:
        yield from _dated_at(passage, end, place, sentence, ("participle-year", 0.9))


def _which(passage: Passage, end: End, place: int, sentence: Sentence) -> Iterator[Claim]:
    """Read ", which A and colleagues at B presented in 2018"."""
    made = passage.made
    stop = min(_end_of_phrase(made, place, sentence), sentence.last)
    verb = next((t for t in range(place + 1, stop) if made.tags[t] in {"VBD", "VBN", "VBZ", "VBP"} and made.known[t] is None), None)
    if verb is None or verb == place + 1 or made.lemmas[verb] not in _MADE:
        return
    makers = _makers(passage, place, verb, people=False)
    for maker in makers:
        yield from _credit(passage, end, maker, sentence, ("which-presented", 0.9), built=made.lemmas[verb] in _BUILT)
    if makers and made.lemmas[verb] not in _NO_YEAR:
        yield from _dated_at(passage, end, verb, sentence, ("which-year", 0.9))


def _end_of_phrase(made: Annotation, place: int, sentence: Sentence) -> int:
    """Give where a phrase behind a name ends: at a comma that goes on with neither a list of names nor "and"."""
    for token in range(place + 1, sentence.last):
        if made.words[token] in {";", ":"}:
            return token
        if made.words[token] == "," and token + 1 < sentence.last:
            following = made.known[token + 1]
            listed = following is not None and following.kind in {"Person", "Organization"}
            if not listed and made.words[token + 1].casefold() not in {"and", "then"}:
                return token
        if token > place + 2 and made.tags[token] in {"VBZ", "VBP", "MD"}:
            return token
    return sentence.last


def _credited(
    passage: Passage, end: End, mark: int, sentence: Sentence, rule: tuple[str, float], *, built: bool, people: bool = False
) -> Iterator[Claim]:
    stop = _end_of_phrase(passage.made, mark, sentence)
    for maker in _makers(passage, mark, stop, people=people):
        yield from _credit(passage, end, maker, sentence, rule, built=built)


def _makers(passage: Passage, mark: int, stop: int, *, people: bool) -> list[End]:
    """Give the persons and organizations listed right behind a token: "by A, B and colleagues at C"."""
    made = passage.made
    found: list[End] = []
    place = mark + 1
    group = persons = False
    while place < stop:
        known, word = made.known[place], made.words[place].casefold()
        if known is not None and known.kind == "Person":
            found.append(End(known, place))
            persons = True
        elif known is not None and known.kind == "Organization":
            if made.words[place + 1 : place + 2] in (["'s"], ["’s"]):
                pass
            elif not people and (group or not persons):
                found.append(End(known, place))
        elif known is not None:
            break
        elif word in _GROUP_WORDS:
            group = True
        elif word not in _BETWEEN_MAKERS and made.tags[place] not in {"DT", "CD"}:
            break
        place += 1
    return found


_GROUP_WORDS = frozenset("colleagues coauthors co-authors others team researchers group collaborators scientists engineers students".split())
_BETWEEN_MAKERS = frozenset(", and at of from the & his her their then with 's ’s both".split())


def _dated_at(passage: Passage, end: End, place: int, sentence: Sentence, rule: tuple[str, float]) -> Iterator[Claim]:
    """State the first year that follows "in", "of" or "from" within the phrase."""
    made = passage.made
    for token in range(place, _end_of_phrase(made, place, sentence)):
        before = {made.words[token - 1].casefold(), made.words[token - 2].casefold()} if token > 1 else set()
        if is_year(made.words[token]) and before & {"in", "of", "from", "since"}:
            yield from passage.state(end, "introducedIn", passage.year(token), sentence, rule, date=passage.date(token))
            return


def affiliations(passage: Passage) -> Iterator[Claim]:
    """Read "Paul Christiano of OpenAI", "A, B and C at Stanford", "Edward Hu and colleagues at Microsoft"."""
    made, referents = passage.made, passage.referents
    for token, known in enumerate(made.known):
        if known is None or known.kind != "Person":
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        place, group = token + 1, False
        while place < sentence.last and (made.words[place].casefold() in _COLLEAGUES or _is_person(made, place)):
            group |= made.words[place].casefold() in _GROUP_WORDS
            place += 1
        if place + 1 >= sentence.last or made.words[place].casefold() not in {"of", "at", "from"}:
            yield from _bracketed(passage, token, sentence)
            continue
        place += 1
        while place < sentence.last and made.known[place] is None and made.tags[place] in {"DT", "JJ", "NNP"} and place < token + 12:
            place += 1
        mention = made.known[place] if place < sentence.last else None
        if mention is not None and mention.kind == "Organization":
            end = End(mention, place)
            yield from passage.state(End(known, token), "affiliatedWith", end, sentence, ("person-at", 0.9), inferred=group)


def _is_person(made: Annotation, place: int) -> bool:
    known = made.known[place]
    return known is not None and known.kind == "Person"


def _bracketed(passage: Passage, token: int, sentence: Sentence) -> Iterator[Claim]:
    """Read "David Rumelhart and Ronald Williams (University of California, San Diego)": the bracket serves both."""
    made = passage.made
    if token + 2 < sentence.last and made.words[token + 1].casefold() == "and" and _is_person(made, token + 2):
        for aside in made.asides:
            if aside.anchor == token + 2 and not any(other.anchor == token for other in made.asides):
                for mention in aside.mentions:
                    if mention.kind == "Organization":
                        person = End(made.known[token], token)  # type: ignore[arg-type]  # a person stands here
                        yield from passage.state(person, "affiliatedWith", End(mention, -1), sentence, ("bracket-affiliation", 0.85))


_COLLEAGUES = frozenset(", and his her the their colleagues coauthors co-authors others team two three four several colleague collaborators researchers then".split())


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
        elif (lower, following) in {("instead", "of"), ("rather", "than"), ("opposed", "to"), ("alternative", "to"), ("alternatives", "to"), ("contrast", "to")}:
            start, rule = token + 2, (f"{lower}-{following}", 0.75)
        else:
            continue
        head = _first_noun(made, start, sentence)
        if head is None or made.known[head] is None:
            continue
        subject = _contrasted(passage, token, sentence)
        if subject is None:
            continue
        for end in referents.ends(head):
            if _same_group(passage, subject.mention, end.mention) and end.mention.source != "term":
                yield from passage.state(subject, "contrastsWith", end, sentence, rule)


def _against_title(passage: Passage, token: int, sentence: Sentence) -> Iterator[Claim]:
    """Read "A CPU, by contrast, has fewer cores": it is set against what the entry is about."""
    made = passage.made
    for place in range(sentence.first, sentence.last):
        known = made.known[place]
        if made.deps[place] in {"nsubj", "nsubjpass"} and known is not None and known.source != "term":
            title = End(made.subject, token)
            if name_key(made.subject.label) in name_key(known.label):
                return
            if known.kind == title.mention.kind or (_same_group(passage, known, title.mention) and known.kind != "Person"):
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


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def versions(passage: Passage) -> Iterator[Claim]:
    """Read the name itself: "Llama 3 70B" is a version of "Llama 3", and that of "Llama"."""
    made = passage.made
    sentences = {sentence.evidence.start: sentence for sentence in made.sentences}
    order = sorted(sentences)
    text = made.entry.text
    for mention in made.mentions:
        words = split_words(mention.text)
        if not words or mention.source in {"quoted", "name"}:
            continue
        version = passage.matcher.gazetteer.parse_version(words, 0)
        if version is None or len(version.parts) < 2:
            continue
        inside = [start for start in order if start <= mention.start]
        sentence = sentences[inside[-1]] if inside else None
        if sentence is None or mention.end > sentence.evidence.end:
            continue
        for count in version.parts[:-1]:
            if count:
                end = mention.start + words[count - 1][2]
                kind = version.family.of if count == version.parts[0] else version.family.kind
                label = version.family.label if count == version.parts[0] else text[mention.start : end]
                parent = Mention(made.entry.name, mention.start, end, text[mention.start : end], kind, "name-part", label)
                yield from passage.state(End(mention, -1), "variantOf", End(parent, -1), sentence, ("version-name", 0.95))


def narrower_terms(passage: Passage) -> Iterator[Claim]:
    """Read the term itself: an "open-weight foundation model" is a foundation model, "multi-head attention" attention."""
    made, referents = passage.made, passage.referents
    concepts = {name_key(known.text): known for known in reversed(made.known) if known is not None and passage.is_a(known, "concept")}
    for token, known in enumerate(made.known):
        if known is None or not passage.is_a(known, "concept"):
            continue
        sentence = made.sentences[referents.sentence_of[token]]
        end = referents.at(token)
        if end is not None and end.mention.source == "term" and end.mention != known:
            yield from passage.state(end, "broader", End(known, token), sentence, ("narrower-term", 0.8))
        words = name_key(known.text).split()
        shorter = next((" ".join(words[cut:]) for cut in range(1, len(words)) if " ".join(words[cut:]) in concepts), None)
        if shorter is not None:
            yield from passage.state(End(known, token), "broader", End(concepts[shorter], -1), sentence, ("head-of-term", 0.75), inferred=True)


# ── phases ──────────────────────────────────────────────────────────────────────────────────────────────────────────
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "final": 0, "last": 0, "next": 0}
_COUNTED = re.compile(r"\b(?:two|three|four|five|several)\s+(?:main\s+|distinct\s+|broad\s+)?(?:phases|stages|steps|parts|components)\b")


def phases(passage: Passage) -> Iterator[Claim]:
    """Read "in two phases. Pre-training …" and "Adaptation is the second phase": steps are parts of the subject."""
    made, referents = passage.made, passage.referents
    announced = -10
    for number, sentence in enumerate(made.sentences):
        for clause in (passage.clauses[token] for token in range(sentence.first, sentence.last) if token in passage.clauses):
            if clause.lemma != "be":
                continue
            for attr in clause.slots.get("attr", ()):
                position = _step_position(made, attr)
                if position is not None:
                    for token in clause.slots.get("agent", ()):
                        for end in referents.ends(token):
                            whole = End(made.subject, attr)
                            yield from passage.state(end, "partOf", whole, sentence, ("ordinal-step", 0.85), position=position)
        if number == announced + 1:
            head = next((t for t in range(sentence.first, sentence.last) if made.deps[t] in {"nsubj", "nsubjpass"}), None)
            end = referents.at(head) if head is not None and made.known[head] is not None else None
            if end is not None and end.mention.kind == "Technique" and end.mention != made.subject:
                yield from passage.state(end, "partOf", End(made.subject, -1), sentence, ("announced-step", 0.75), position=1)
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
        if clause.lemma != "adapt" or clause.negated:
            continue
        for slot in ("through", "by", "via", "agent"):
            for end in _fill(passage, clause, slot):
                if end.mention.kind == "Technique" and not end.mention.implied:
                    yield from passage.state(end, "broader", noun, clause.sentence, ("kind-of-adaptation", 0.75))


EXTRACTORS: dict[str, Extractor] = {
    "adaptations": adaptations,
    "affiliations": affiliations,
    "appositions": appositions,
    "brackets": brackets,
    "class-nouns": class_nouns,
    "clauses": clause_patterns,
    "contrasts": contrasts,
    "definitions": definitions,
    "examples": examples,
    "glosses": glosses,
    "narrower-terms": narrower_terms,
    "origins": origins,
    "phases": phases,
    "possessives": possessives,
    "versions": versions,
}
"""Every extractor by name: adding one is a function above and a line here."""
