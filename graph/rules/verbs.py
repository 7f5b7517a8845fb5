"""Read the clauses by the domain's patterns."""

from collections.abc import Iterator

from graph.claims import Claim, Mention
from graph.clauses import Clause, years_of
from graph.lexicon import is_name, name_key
from graph.passage import Passage, fill_slot, is_journal, marks_of, same_group
from graph.patterns import Pattern
from graph.reference import End

__all__ = ["clause_patterns"]


def clause_patterns(passage: Passage) -> Iterator[Claim]:
    """State what the patterns of ``patterns.toml`` read in the clauses."""
    for clause in passage.clauses.values():
        own = passage.patterns.get(clause.lemma, ())
        general = [
            pattern
            for pattern in passage.patterns.get("*", ())
            if not any(set(pattern.object) & set(other.object) for other in own)
        ]
        for pattern in (*own, *general):
            if pattern.voice is None or (pattern.voice == "passive") == clause.passive:
                yield from _apply(passage, clause, pattern)


def _apply(passage: Passage, clause: Clause, pattern: Pattern) -> Iterator[Claim]:
    subjects = [end for slot in pattern.subject for end in fill_slot(passage, clause, slot)]
    subjects = [end for end in subjects if _fits(passage, end, pattern.subject_kinds, "subject" in pattern.terms)]
    marks = marks_of(clause)
    rule = (pattern.id, pattern.confidence)
    if not subjects:
        return
    if pattern.takes_year:
        for token in years_of(passage.made, clause):
            for subject in subjects:
                date = passage.date(token)
                yield from passage.state(
                    subject, pattern.predicates[0], passage.year(token), clause.sentence, rule, date=date, **marks
                )
        return
    objects = [end for slot in pattern.object for end in fill_slot(passage, clause, slot)]
    objects = [end for end in objects if _fits(passage, end, pattern.object_kinds, "object" in pattern.terms)]
    for subject in subjects:
        for object_ in objects:
            if pattern.predicates[0] in _CREDITS and not _may_be_credited(
                passage, subject.mention, pattern.predicates[0]
            ):
                continue
            vague = pattern.predicates[0] in {"mitigates", "causes"} or passage.is_a(subject.mention, "Organization")
            if vague and object_.mention.implied:  # what "it" is, is too uncertain here
                continue
            if pattern.same_group and not same_group(passage, subject.mention, object_.mention):
                continue
            if pattern.predicates[0] == "usedFor" and passage.is_a(object_.mention, "method"):
                yield from passage.state(
                    object_, "uses", subject, clause.sentence, (f"{pattern.id}-uses", 0.7), **marks
                )
                continue
            predicate = next(
                (
                    name
                    for name in pattern.predicates
                    if passage.vocabulary.allows(subject.mention.kind, name, object_.mention.kind)
                ),
                pattern.predicates[0],
            )
            yield from passage.state(subject, predicate, object_, clause.sentence, rule, **marks)


_CREDITS = frozenset(("developedBy", "introducedBy"))


def _may_be_credited(passage: Passage, mention: Mention, predicate: str) -> bool:
    """Say whether somebody may have made this: "Meta released an open-weight model" credits Meta with no idea."""
    if not passage.is_a(mention, "concept"):
        return not is_journal(mention)
    title = name_key(mention.label) == name_key(passage.made.subject.label)
    return (
        is_name(mention.label)
        or mention.source == "acronym"
        or (title and (predicate == "introducedBy" or not passage.is_a(mention, "type")))
    )


def _fits(passage: Passage, end: End, kinds: frozenset[str], may_be_term: bool) -> bool:
    mention = end.mention
    return (not kinds or passage.is_a(mention, *kinds)) and (
        may_be_term or mention.source != "term" or _is_narrowed(passage, mention)
    )


def _is_narrowed(passage: Passage, mention: Mention) -> bool:
    """Say whether a term is a known concept with a narrowing modifier (those stand on their own)."""
    return mention.source == "term" and passage.is_a(mention, "type")
