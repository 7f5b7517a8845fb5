"""One entry judged: what the build says of it beside what its gold says, counted, and each error with its sentence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from graph.claims import Claim, Mention
from graph.entries import Entry, SectionRoles
from graph.evaluate.figures import GRID, Rows
from graph.evaluate.matching import Matching, match_nodes
from graph.evaluate.sentences import sentence_at
from graph.gold import Gold, GoldMention, GoldRelation
from graph.network import Build, Fact, Thing
from graph.vocabulary import Vocabulary

__all__ = ["BINS", "Error", "Judge", "Statement", "Tally", "gather"]

BINS = 10
"""Bins of equal width in which confidence is compared with what came true."""

Key = tuple[int, str, int | str]
"""A fact between gold nodes; the last is a node, or a year written as a string."""


@dataclass(frozen=True, slots=True, order=True)
class Error:
    """Where build and gold differ: ``said`` is the build's, ``gold`` the gold's side, empty where one has nothing.

    ``what`` is one of: wrong fact, wrong predicate, reversed fact, missing fact, fact beyond the gold nodes, wrong
    kind, missing node, further node, wrong merge, wrong split, missing mention, further mention, wrong span, wrong
    kind of mention.
    """

    entry: str
    start: int
    end: int
    what: str
    said: str
    gold: str
    sentence: str
    rules: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A fact that an entry states, with its first claim there and all rules that found it there."""

    subject: str
    predicate: str
    object: str | int
    confidence: float
    rules: tuple[str, ...]
    claim: Claim


@dataclass(slots=True)
class Tally:
    """Counts of one entry: four (right, stated, found, asked) or two (count, of) by group and name."""

    counts: dict[tuple[str, str], Rows] = field(default_factory=dict)
    errors: list[Error] = field(default_factory=list)

    def add(self, group: str, name: str, *numbers: float) -> None:
        """Add counts to those under a name of a group."""
        held = self.counts.setdefault((group, name), np.zeros(len(numbers)))
        held += numbers


class Judge:
    """Compares a build with gold, an entry at a time."""

    def __init__(self, build: Build, vocabulary: Vocabulary, roles: SectionRoles, threshold: float) -> None:
        self.vocabulary, self.roles, self.threshold = vocabulary, roles, threshold
        self.entries = {entry.name: entry for entry in build.entries}
        self.things = {thing.id: thing for thing in build.things}
        self.facts = {claim: fact for fact in build.facts for claim in fact.claims}
        self.mentions: dict[str, list[Mention]] = defaultdict(list)
        self.claims: dict[str, list[Claim]] = defaultdict(list)
        for mention in build.mentions:
            if mention.node in self.things and not mention.implied:
                self.mentions[mention.entry].append(mention)
        for claim in build.claims:
            self.claims[claim.entry].append(claim)

    def judge(self, gold: Gold) -> Tally:
        """Judge one entry."""
        case = _Case(self, gold)
        case.judge_mentions()
        case.judge_nodes()
        case.judge_facts()
        case.tally.errors.sort()
        return case.tally

    def things_of(self, entry: str) -> list[Thing]:
        """Give the things that an entry mentions or makes a claim about."""
        named = {str(mention.node) for mention in self.mentions[entry]}
        used = {end for claim in self.claims[entry] for end in _ends(claim)}
        return [self.things[slug] for slug in sorted(named | used) if slug in self.things]

    def statements(self, entry: str) -> list[Statement]:
        """Give the facts of the build that an entry's own asserted claims state."""
        found: dict[str, list[Claim]] = defaultdict(list)
        facts: dict[str, Fact] = {}
        for claim in sorted(self.claims[entry], key=lambda claim: claim.sort_key):
            fact = self.facts.get(claim.id)
            if fact is not None and claim.is_asserted:
                found[fact.id].append(claim)
                facts[fact.id] = fact
        return [
            Statement(
                fact.subject,
                fact.predicate,
                fact.object,
                fact.confidence,
                tuple(sorted({rule for claim in found[key] for rule in claim.rules})),
                found[key][0],
            )
            for key, fact in sorted(facts.items())
        ]


def _ends(claim: Claim) -> set[str]:
    """Give the slugs of the things at a claim's ends."""
    return {str(end.node) for end in (claim.subject, claim.object) if isinstance(end, Mention)}


class _Case:
    """An entry on trial."""

    def __init__(self, judge: Judge, gold: Gold) -> None:
        self.judge, self.gold = judge, gold
        self.entry: Entry = judge.entries[gold.entry]
        self.tally = Tally()
        self.spans = {(mention.start, mention.end): mention for mention in judge.mentions[gold.entry]}
        places: dict[str, set[tuple[int, int]]] = defaultdict(set)
        for span, mention in self.spans.items():
            places[str(mention.node)].add(span)
        frozen = {slug: frozenset(found) for slug, found in places.items()}
        self.matching: Matching = match_nodes(gold, judge.things_of(gold.entry), frozen, judge.vocabulary)

    def err(self, what: str, start: int, end: int, said: str = "", gold: str = "") -> None:
        self.tally.errors.append(Error(self.gold.entry, start, end, what, said, gold, sentence_at(self.entry, start)))

    # ── mentions ───────────────────────────────────────────────────────────────────────────────────────────────────

    def judge_mentions(self) -> None:
        said = {span: self.judge.things[str(mention.node)].kind for span, mention in sorted(self.spans.items())}
        gold = {(place.start, place.end): self.kind(place) for place in self.gold.mentions}
        strict = {span for span in said.keys() & gold.keys() if said[span] == gold[span]}
        self._score("mentions", "strict", len(strict), len(said), len(gold))
        self._score("mentions", "span", len(said.keys() & gold.keys()), len(said), len(gold))
        self._score("mentions", "overlapping, with kind", _overlaps(said, gold), len(said), len(gold))
        for kind in sorted({*said.values(), *gold.values()}):
            counts = [sum(table[span] == kind for span in table) for table in (said, gold)]
            right = sum(gold[span] == kind for span in strict)
            self._score("mention kinds", kind, right, *counts)
        self._explain_mentions(said, gold)

    def _score(self, group: str, name: str, right: int, stated: int, asked: int) -> None:
        self.tally.add(group, name, right, stated, right, asked)

    def kind(self, place: GoldMention) -> str:
        return self.gold.nodes[place.node].kind

    def _explain_mentions(self, said: Mapping[tuple[int, int], str], gold: Mapping[tuple[int, int], str]) -> None:
        def show(span: tuple[int, int], table: Mapping[tuple[int, int], str]) -> str:
            return f"{self.entry.text[slice(*span)]} ({table[span]})"

        touched: set[tuple[int, int]] = set()
        for span in said:
            others = [other for other in gold if other[0] < span[1] and span[0] < other[1]]
            touched.update(others)
            if span in gold:
                if said[span] != gold[span]:
                    self.err("wrong kind of mention", *span, show(span, said), show(span, gold))
            else:
                wanted = ", ".join(show(other, gold) for other in others)
                self.err("wrong span" if others else "further mention", *span, show(span, said), wanted)
        for span in sorted(gold.keys() - touched):
            self.err("missing mention", *span, gold=show(span, gold))

    # ── nodes ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def judge_nodes(self) -> None:
        found, nodes = self.matching, self.gold.nodes
        pairs = [(thing, nodes[node]) for node, thing in sorted(found.thing_of.items())]
        stated, asked = len(found.things), len(nodes)
        self._score("nodes", "with kind", sum(thing.kind == node.kind for thing, node in pairs), stated, asked)
        alike = sum(self.judge.vocabulary.are_alike(thing.kind, node.kind) for thing, node in pairs)
        self._score("nodes", "with a like kind", alike, stated, asked)
        self._score("nodes", "by name", len(pairs), stated, asked)
        for kind in sorted({*(thing.kind for thing in found.things), *(node.kind for node in nodes)}):
            right = sum(thing.kind == kind == node.kind for thing, node in pairs)
            said = sum(thing.kind == kind for thing in found.things)
            self._score("node kinds", kind, right, said, sum(node.kind == kind for node in nodes))
        self.tally.add("shares", "nodes per gold node", stated, asked)
        self.tally.add("shares", "wrong merges", len(found.merges), stated)
        self.tally.add("shares", "wrong splits", len(found.splits), stated)
        self._explain_nodes()

    def _explain_nodes(self) -> None:
        found, nodes = self.matching, self.gold.nodes
        names = [f"{node.label} ({node.kind})" for node in nodes]
        confused = {node for _, merged in found.merges for node in merged}
        for node in nodes:
            thing = found.thing_of.get(node.id)
            if thing is None and node.id not in confused:
                self.err("missing node", *self._place(node.id), gold=names[node.id])
            elif thing is not None and thing.kind != node.kind:
                self.err("wrong kind", *self._place(node.id), _show(thing), names[node.id])
        for thing, merged in found.merges:
            self.err("wrong merge", *self._place_of(thing), _show(thing), ", ".join(names[node] for node in merged))
        for thing, taken in found.splits:
            self.err("wrong split", *self._place_of(thing), _show(thing), names[taken])
        known = {*found.node_of, *(thing.id for thing, _ in (*found.merges, *found.splits))}
        for thing in found.things:
            if thing.id not in known:
                self.err("further node", *self._place_of(thing), _show(thing))

    def _place(self, node: int) -> tuple[int, int]:
        return next(((place.start, place.end) for place in self.gold.mentions if place.node == node), (0, 0))

    def _place_of(self, thing: Thing) -> tuple[int, int]:
        """Give the first place that names a thing, else the sentence of the first claim about it."""
        named = min((span for span, mention in self.spans.items() if mention.node == thing.id), default=None)
        claims = (claim for claim in self.judge.claims[self.gold.entry] if thing.id in _ends(claim))
        used = min(((claim.evidence.start, claim.evidence.end) for claim in claims), default=(0, 0))
        return named or used

    # ── facts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def judge_facts(self) -> None:
        asked = {self._key(relation) for relation in self.gold.relations}
        allowed = asked | {self._key(relation) for relation in self.gold.optional}
        ways = {way for key in allowed for way in self._ways(key)}
        verdicts = []
        for statement in self.judge.statements(self.gold.entry):
            key = self._stated(statement)
            verdicts.append(_Verdict(statement, key, _verdict(key, allowed, ways)))
        said = [verdict for verdict in verdicts if verdict.statement.confidence >= self.judge.threshold]
        self._score_facts(said, asked, allowed)
        self._score_parts(said, asked)
        self._score_confidence(verdicts, said, asked)
        self._explain_facts(said, allowed)

    def _key(self, relation: GoldRelation) -> Key:
        tail = str(relation.value) if relation.tail is None else relation.tail
        return self._ordered((relation.head, relation.predicate, tail))

    def _ordered(self, key: Key) -> Key:
        """Put the ends of a predicate that means the same both ways in order, so that one key stands for both."""
        head, predicate, tail = key
        return (tail, predicate, head) if self._is_symmetric(key) and isinstance(tail, int) and tail < head else key

    def _ways(self, key: Key) -> set[tuple[int | str, int | str]]:
        """Give the directions in which a fact of the gold joins its ends."""
        return {(key[0], key[2]), (key[2], key[0])} if self._is_symmetric(key) else {(key[0], key[2])}

    def _is_symmetric(self, key: Key) -> bool:
        known = self.judge.vocabulary.predicates.get(key[1])
        return known is not None and known.is_symmetric

    def _stated(self, statement: Statement) -> Key | None:
        """Give what is stated in terms of gold nodes; None where an end is none."""
        head = self.matching.node_of.get(statement.subject)
        is_year = isinstance(statement.object, int)
        tail = str(statement.object) if is_year else self.matching.node_of.get(str(statement.object))
        return None if head is None or tail is None else self._ordered((head, statement.predicate, tail))

    def _score_facts(self, said: Sequence["_Verdict"], asked: set[Key], allowed: set[Key]) -> None:
        keys = {verdict.key for verdict in said if verdict.key is not None}
        beyond = len(said) - len(keys)
        right = len(keys & allowed)
        found = len(keys & asked)
        self.tally.add("facts", "strict", right, len(keys), found, len(asked))
        self.tally.add("facts", "strict, of all stated", right, len(said), found, len(asked))
        pairs, wanted, known = ({_pair(key) for key in some} for some in (keys, asked, allowed))
        paired, found = len(pairs & known), len(pairs & wanted)
        self.tally.add("facts", "pair", paired, len(pairs), found, len(wanted))
        self.tally.add("facts", "pair, of all stated", paired, len(pairs) + beyond, found, len(wanted))
        turned = sum(verdict.what == "reversed fact" for verdict in said)
        self.tally.add("shares", "reversed", turned, sum(_pair(key) in known for key in keys))
        years = [sum(isinstance(key[2], str) for key in some) for some in (keys, keys & asked, asked)]
        rights = sum(isinstance(key[2], str) for key in keys & allowed)
        self.tally.add("facts", "years", rights, *years)

    def _score_parts(self, said: Sequence["_Verdict"], asked: set[Key]) -> None:
        for predicate in sorted({*(verdict.statement.predicate for verdict in said), *(key[1] for key in asked)}):
            some = [verdict for verdict in said if verdict.statement.predicate == predicate and verdict.key]
            wanted = {key for key in asked if key[1] == predicate}
            keys = {verdict.key for verdict in some}
            right = sum(verdict.is_right for verdict in some)
            self.tally.add("predicates", predicate, right, len(some), len(keys & wanted), len(wanted))
        for verdict in said:
            if verdict.key is not None:
                role = self.judge.roles.role_of(verdict.statement.claim.evidence.section)
                self.tally.add("roles", role, verdict.is_right, 1)
                for rule in verdict.statement.rules:
                    self.tally.add("rules", rule, verdict.is_right, 1)

    def _score_confidence(self, verdicts: Sequence["_Verdict"], said: Sequence["_Verdict"], asked: set[Key]) -> None:
        grid = np.array(GRID)
        right, stated, found = (np.zeros(len(GRID)) for _ in range(3))
        best: dict[Key, float] = {}
        for verdict in verdicts:
            if verdict.key is not None:
                confidence = verdict.statement.confidence
                reaches = confidence >= grid
                stated += reaches
                right += reaches * verdict.is_right
                best[verdict.key] = max(best.get(verdict.key, 0.0), confidence)
        for key in asked & best.keys():
            found += best[key] >= grid
        self.tally.add("curve", "", *right, *stated, *found, len(asked))
        bins = np.zeros((3, BINS))
        for verdict in said:
            if verdict.key is not None:
                confidence = verdict.statement.confidence
                bins[:, min(int(confidence * BINS), BINS - 1)] += (1, verdict.is_right, confidence)
        self.tally.add("calibration", "", *bins.ravel())

    def _explain_facts(self, said: Sequence["_Verdict"], allowed: set[Key]) -> None:
        for verdict in said:
            if not verdict.is_right:
                self.tally.errors.append(self._explain(verdict, allowed))
        keys = {verdict.key for verdict in said}
        for relation in self.gold.relations:
            if self._key(relation) not in keys:
                place = self._nearest(relation)
                self.err("missing fact", *place, gold=self._line(self._plain(relation)))

    def _explain(self, verdict: "_Verdict", allowed: set[Key]) -> Error:
        statement = verdict.statement
        place = statement.claim.evidence
        ends = [self._label(end) for end in (statement.subject, statement.object)]
        near = sorted((key for key in allowed if verdict.key and _pair(key) == _pair(verdict.key)), key=str)
        return Error(
            self.gold.entry,
            place.start,
            place.end,
            verdict.what,
            f"{ends[0]}|{statement.predicate}|{ends[1]}",
            ", ".join(self._line(key) for key in near),
            place.text,
            statement.rules,
            statement.confidence,
        )

    def _label(self, end: str | int) -> str:
        return self.judge.things[end].label if end in self.judge.things else str(end)

    def _plain(self, relation: GoldRelation) -> Key:
        tail = str(relation.value) if relation.tail is None else relation.tail
        return relation.head, relation.predicate, tail

    def _line(self, key: Key) -> str:
        head, predicate, tail = key
        end = tail if isinstance(tail, str) else self.gold.nodes[tail].label
        return f"{self.gold.nodes[head].label}|{predicate}|{end}"

    def _nearest(self, relation: GoldRelation) -> tuple[int, int]:
        """Give the stretch of text in which the two ends of a gold relation stand nearest to each other."""
        heads = [(place.start, place.end) for place in self.gold.mentions if place.node == relation.head]
        if relation.tail is None:
            at = self.entry.text.find(str(relation.value))
            tails = [(at, at + 4)] if at >= 0 else []
        else:
            tails = [(place.start, place.end) for place in self.gold.mentions if place.node == relation.tail]
        both = product(heads, tails)
        nearest = min(both, key=lambda pair: (abs(pair[0][0] - pair[1][0]), pair), default=None)
        places = nearest or tuple(heads[:1] or tails[:1])
        return (min(place[0] for place in places), max(place[1] for place in places)) if places else (0, 0)


@dataclass(frozen=True, slots=True)
class _Verdict:
    statement: Statement
    key: Key | None
    what: str

    @property
    def is_right(self) -> bool:
        return not self.what


def _verdict(key: Key | None, allowed: set[Key], ways: set[tuple[int | str, int | str]]) -> str:
    """Name what is wrong with a statement; empty where it is right."""
    if key is None:
        return "fact beyond the gold nodes"
    if key in allowed:
        return ""
    head, predicate, tail = key
    if (tail, predicate, head) in allowed or ((tail, head) in ways and (head, tail) not in ways):
        return "reversed fact"
    return "wrong predicate" if (head, tail) in ways or (tail, head) in ways else "wrong fact"


def _pair(key: Key) -> frozenset[int | str]:
    return frozenset((key[0], key[2]))


def _overlaps(said: Mapping[tuple[int, int], str], gold: Mapping[tuple[int, int], str]) -> int:
    """Count mentions that overlap with a gold mention of their kind, one to one, same places first."""
    left = {span: kind for span, kind in said.items() if gold.get(span) != kind}
    wanted = {span: kind for span, kind in gold.items() if said.get(span) != kind}
    count = len(said) - len(left)
    for span, kind in sorted(wanted.items()):
        fits = (other for other, its in left.items() if its == kind and other[0] < span[1] and span[0] < other[1])
        taken = next(fits, None)
        if taken is not None:
            del left[taken]
            count += 1
    return count


def _show(thing: Thing) -> str:
    return f"{thing.label} ({thing.kind})"


def gather(tallies: Iterable[Tally]) -> dict[tuple[str, str], Rows]:
    """Stack the counts of entries: a row an entry, zeros where one has nothing under a name."""
    listed = list(tallies)
    widths = {key: len(numbers) for tally in listed for key, numbers in tally.counts.items()}
    return {
        key: np.stack([tally.counts.get(key, np.zeros(width)) for tally in listed])
        for key, width in sorted(widths.items())
    }
