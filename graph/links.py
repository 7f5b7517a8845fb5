"""Links from things to terms of other vocabularies: found where names and parents agree, or said by an editor.

A link that is wrong costs more than one that is missing. So a concept is the same as a term only where a name *and* a
parent agree, close to it where a telling name agrees, and the name must be the label of at least one of them. A name
that two things or two terms share says nothing; an acronym or a single plain word says nothing alone (*bias*,
*kernel*); where two terms fit, none is taken.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from graph.errors import EntryError
from graph.lexicon import identity_key, split_words
from graph.network import Fact, Match, Thing
from graph.published import Problem
from graph.terms import LINK_READERS, Mapped, MappingFile, Term, TermFile, find_link_reader
from graph.terms.mappings import SAME_AS
from graph.vocabulary import Vocabulary

__all__ = ["Links", "find_matches", "link_things", "read_links"]

_EXACT, _CLOSE = "skos:exactMatch", "skos:closeMatch"
_CONFIDENCE = {(_EXACT, 0): 0.95, (_EXACT, 1): 0.9, (_CLOSE, 0): 0.8, (_CLOSE, 1): 0.7}
"""By predicate and rank of the names: an order of trust, not a measured share."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

Pair = tuple[str, str]
"""A thing's slug and a term's IRI."""


@dataclass(frozen=True, slots=True)
class Links:
    """What files of links hold: terms to match with, and an editor's rows, with what could not be read."""

    terms: tuple[TermFile, ...] = ()
    mappings: tuple[MappingFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_links(paths: Iterable[Path]) -> Links:
    """Read files of terms (OBO, JSON lines, Turtle) and of mappings (SSSOM); what cannot be read is a problem."""
    terms, mappings, problems = [], [], []
    for path in dict.fromkeys(paths):
        read = find_link_reader(path)
        if read is None:
            problems.append(Problem(path.as_posix(), "no reader for it", f"give one of {', '.join(LINK_READERS)}"))
            continue
        try:
            file, found = read(path)
        except EntryError as error:
            problems.append(error.args[0])
            continue
        problems += found
        if isinstance(file, TermFile) and not file.terms and not found:
            problems.append(Problem(path.as_posix(), "no term in this file", "give a file of terms"))
        if isinstance(file, TermFile):
            terms.append(file)
        else:
            mappings.append(file)
    return Links(tuple(terms), tuple(mappings), tuple(problems))


def link_things(
    things: Iterable[Thing], facts: Iterable[Fact], links: Links, vocabulary: Vocabulary, base: str
) -> tuple[tuple[Match, ...], tuple[Problem, ...]]:
    """Link things to the terms of all files; what an editor says wins over what is found.

    A pair that the editor rejects is never linked, and a thing that the editor links to a term of a file is linked to
    no other term of that file.
    """
    listed, known_facts = tuple(things), tuple(facts)
    said, rejected, problems = _say(links.mappings, {thing.id: thing for thing in listed}, vocabulary, base)
    matches = list(said)
    for file in links.terms:
        known = {term.iri for term in file.terms}
        settled = {match.subject for match in said if match.target in known}
        taken = {match.target for match in said if match.predicate == _EXACT}
        found = find_matches(listed, known_facts, file, vocabulary, rejected)
        matches += [match for match in found if match.subject not in settled and match.target not in taken]
    unique = {(match.subject, match.target): match for match in reversed(matches)}
    return tuple(sorted(unique.values())), (*links.problems, *problems)


# ── what the editor says ───────────────────────────────────────────────────────────────────────────────────────────


def _say(
    files: Iterable[MappingFile], things: Mapping[str, Thing], vocabulary: Vocabulary, base: str
) -> tuple[tuple[Match, ...], frozenset[Pair], tuple[Problem, ...]]:
    said: dict[Pair, tuple[str, Match]] = {}
    rejected: set[Pair] = set()
    problems = []
    for file in files:
        for row in file.rows:
            thing = things.get(row.subject) or things.get(unquote(row.subject.removeprefix(base)))
            found = _match(row, thing, file, vocabulary, base)
            if isinstance(found, Problem):
                problems.append(found)
            elif row.is_rejected:
                rejected.add((found.subject, found.target))
            else:
                place, first = said.setdefault((found.subject, found.target), (row.place, found))
                if first.predicate != found.predicate:
                    problems.append(Problem(row.place, f"{place} says {first.predicate} of the two", "keep one row"))
    both = [pair for pair in said if pair in rejected]
    problems += [Problem(said[pair][0], "another row rejects this link", "keep one row") for pair in both]
    kept = tuple(match for pair, (_, match) in said.items() if pair not in rejected)
    return kept, frozenset(rejected), tuple(problems)


def _match(row: Mapped, thing: Thing | None, file: MappingFile, words: Vocabulary, base: str) -> Match | Problem:
    if thing is None:
        return Problem(row.place, f"no thing {row.subject[:80]!r} in this glossary", "see ids.csv of the build")
    if row.target.startswith(base):
        return Problem(row.place, "the object lies in this glossary too", "link to a term of another one")
    predicate = row.predicate
    is_concept = words.is_in(thing.kind, "concept")
    kind = words.kinds[thing.kind].label
    if is_concept and predicate == SAME_AS:
        return Problem(
            row.place, f"{thing.id} is of the kind {kind}, and {SAME_AS} is for named things", f"write {_EXACT}"
        )
    if not is_concept and predicate == _EXACT:
        predicate = SAME_AS
    if not is_concept and predicate != SAME_AS:
        return Problem(
            row.place, f"{thing.id} is of the kind {kind}, and {predicate} is for concepts", f"write {SAME_AS}"
        )
    return Match(
        thing.id,
        predicate,
        row.target,
        row.label,
        row.curie,
        row.justification,
        round(row.confidence, 2),
        row.comment,
        file.source,
    )


# ── what is found ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A thing and a term that share a name: the label of both (``rank`` 0), or the label of one (1)."""

    thing: Thing
    term: Term
    rank: int
    name: str
    is_telling: bool
    parent: str | None

    @property
    def predicate(self) -> str | None:
        if self.parent is not None:
            return _CLOSE if _is_acronym(self.name) else _EXACT
        return _CLOSE if self.is_telling else None


def find_matches(
    things: Iterable[Thing],
    facts: Iterable[Fact],
    file: TermFile,
    vocabulary: Vocabulary,
    rejected: frozenset[Pair] = frozenset(),
) -> tuple[Match, ...]:
    """Match concepts with the terms of a file, each with at most one; pairs in ``rejected`` do not come into question.

    >>> from graph.network import Source
    >>> from graph.vocabulary import read_vocabulary
    >>> term = Term("https://example.org/SoftClustering", "Soft Clustering")
    >>> thing = Thing("soft-clustering", "soft clustering", "Technique")
    >>> found = find_matches([thing], [], TermFile(Source("Ours"), (term,)), read_vocabulary())
    >>> [(match.subject, match.predicate, match.label, match.reason) for match in found]
    [('soft-clustering', 'skos:closeMatch', 'Soft Clustering', 'label "soft clustering"')]
    """
    listed = tuple(things)
    concepts = [thing for thing in listed if vocabulary.is_in(thing.kind, "concept")]
    shared = {key for key, owners in _owners(listed).items() if len(owners) > 1}
    above = _Above(listed, facts, file)
    candidates = [
        candidate
        for candidate in _candidates(concepts, file, shared, above)
        if (candidate.thing.id, candidate.term.iri) not in rejected and candidate.predicate is not None
    ]
    kept = _undisputed(candidates, lambda one: one.thing.id) & _undisputed(candidates, lambda one: one.term.iri)
    return tuple(sorted(_found(candidate, file) for candidate in candidates if id(candidate) in kept))


def _owners(things: Iterable[Thing]) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = defaultdict(set)
    for thing in things:
        for name in (thing.label, *thing.aliases):
            owners[identity_key(name)].add(thing.id)
    return owners


def _candidates(concepts: Iterable[Thing], file: TermFile, shared: set[str], above: "_Above") -> Iterator[_Candidate]:
    names = _term_names(file.terms)
    for thing in concepts:
        own = (thing.label, *thing.aliases)
        is_short = all(_is_acronym(name) for name in own)
        agreed: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        terms: dict[str, Term] = {}
        for number, name in enumerate(own):
            term, tier = names.get(identity_key(name), (None, 0))
            if term is not None and identity_key(name) not in shared and (is_short or not _is_acronym(name)):
                agreed[term.iri].append((min(number, 1) + tier, number, name))
                terms[term.iri] = term
        for iri, found in agreed.items():
            rank, _, name = min(found)
            if rank < 2:
                is_telling = any(_is_telling(name) for _, _, name in found)
                yield _Candidate(thing, terms[iri], rank, name, is_telling, above.agreed(thing, terms[iri]))


def _term_names(terms: Iterable[Term]) -> dict[str, tuple[Term, int]]:
    """Map keys of names to the one term that has it: as label (0) before as synonym (1); a shared name to none."""
    tiers: tuple[dict[str, dict[str, Term]], ...] = (defaultdict(dict), defaultdict(dict))
    for term in terms:
        for number, name in enumerate(term.names):
            tiers[min(number, 1)][identity_key(name)][term.iri] = term
    found: dict[str, tuple[Term, int]] = {}
    for tier in (1, 0):
        for key, owners in tiers[tier].items():
            found.pop(key, None)
            if len(owners) == 1:
                found[key] = (next(iter(owners.values())), tier)
    return found


class _Above:
    """What stands above things and above terms, by names."""

    def __init__(self, things: Iterable[Thing], facts: Iterable[Fact], file: TermFile) -> None:
        self.things = {thing.id: thing for thing in things}
        self.terms = {term.iri: term for term in file.terms}
        self.broader: dict[str, list[str]] = defaultdict(list)
        for fact in facts:
            if fact.predicate == "broader" and isinstance(fact.object, str):
                self.broader[fact.subject].append(fact.object)

    def agreed(self, thing: Thing, term: Term) -> str | None:
        """Name the nearest thing above a thing that shares a name with a term above the term; acronyms do not count."""
        theirs = {
            identity_key(name)
            for iri in _closure(term.iri, lambda one: self.terms[one].parents if one in self.terms else ())
            for name in (self.terms[iri].names if iri in self.terms else _name_in(iri))
            if not _is_acronym(name)
        }
        theirs -= {identity_key(name) for name in term.names}
        for slug in _closure(thing.id, lambda one: sorted(self.broader[one])):
            parent = self.things[slug]
            if any(identity_key(name) in theirs for name in (parent.label, *parent.aliases) if not _is_acronym(name)):
                return parent.label
        return None


def _closure(start: str, step: Callable[[str], Iterable[str]]) -> list[str]:
    """Give what is reached from a start, the nearest first and not itself; circles end."""
    found: dict[str, None] = {start: None}
    queue = [start]
    for one in queue:
        for other in step(one):
            if other not in found:
                found[other] = None
                queue.append(other)
    return queue[1:]


def _name_in(iri: str) -> tuple[str, ...]:
    """Read a parent that the file only points at by its identifier: ``…/LanguageModel`` is "Language Model"."""
    local = re.split(r"[/#]", iri)[-1]
    return (_CAMEL.sub(" ", local),) if local.isalpha() and not local.isupper() else ()


def _is_acronym(name: str) -> bool:
    """Say whether a name is one short word with two capitals or more: what many things may be called.

    >>> [_is_acronym(name) for name in ("GAN", "GANs", "ReLU", "BERT", "word2vec", "Dropout")]
    [True, True, True, True, False, False]
    """
    return name.isalpha() and len(name) < 7 and sum(letter.isupper() for letter in name) > 1


def _is_telling(name: str) -> bool:
    """Say whether a name says enough alone: several words, or one with a digit (word2vec)."""
    words = split_words(name)
    return len(words) > 1 or any(letter.isdigit() for letter in name)


def _undisputed(candidates: list[_Candidate], end: Callable[[_Candidate], Hashable]) -> set[int]:
    """Take, of the candidates with one end, the one that is at least as good as all others in every way."""
    groups: dict[Hashable, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        groups[end(candidate)].append(candidate)
    kept = set()
    for group in groups.values():
        best, *others = sorted(group, key=_order)
        if all(_order(best) < _order(one) and best.rank <= one.rank for one in others):
            kept.add(id(best))
    return kept


def _order(candidate: _Candidate) -> tuple[bool, int]:
    return candidate.predicate != _EXACT, candidate.rank


def _found(candidate: _Candidate, file: TermFile) -> Match:
    predicate, term = candidate.predicate or _CLOSE, candidate.term
    parent = f'; parent "{candidate.parent}"' if candidate.parent is not None else ""
    key = identity_key(candidate.name)
    theirs = next(name for name in term.names if identity_key(name) == key)
    which = "label" if candidate.rank == 0 else "name"
    name = f'{which} "{candidate.name}"' + (f' is synonym "{theirs}"' if theirs != term.label else "")
    return Match(
        candidate.thing.id,
        predicate,
        term.iri,
        term.label,
        term.curie,
        f"semapv:{'CompositeMatching' if candidate.parent is not None else 'LexicalMatching'}",
        _CONFIDENCE[predicate, candidate.rank],
        f"{name}{parent}",
        file.source,
    )
