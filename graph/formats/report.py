"""The report: what a build found and what deserves a second look, for a person to read."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from graph.claims import Claim
from graph.entries import Problem
from graph.formats.shapes import SINGLE_VALUED
from graph.formats.target import write_whole
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["LONGEST_LIST", "generate_report", "write_report"]

LONGEST_LIST = 20
"""How many rows a list of the report has at most; what is left out is counted."""

_FEW_FACTS = 3


def write_report(build: Build, target: Path, settings: Settings) -> None:
    """Write ``report.md``."""
    write_whole(target, generate_report(build, settings).encode())


def generate_report(build: Build, settings: Settings) -> str:
    """Give the report as Markdown: what was found, what stands out, what to look at again.

    Examples
    --------
    >>> from tests.example import build
    >>> print(generate_report(build(), Settings(title="Tiny")).splitlines()[0])
    # Tiny: what the build found
    """
    words = read_vocabulary(settings.domain)
    report = _Report(build, words)
    parts = [f"# {_plain(settings.title)}: what the build found", report.summary()]
    for title, intro, rows in report.sections():
        listed = list(rows)
        if listed:
            parts += [f"## {title}", *([intro] if intro else []), _limited(listed)]
    return "\n\n".join(parts) + "\n"


class _Report:
    def __init__(self, build: Build, words: Vocabulary) -> None:
        self.build, self.words = build, words
        self.things, self.claims = build.thing_of, build.claim_of
        ends = Counter(end for fact in build.facts for end in (fact.subject, fact.object) if isinstance(end, str))
        self.degree = {thing.id: ends[thing.id] for thing in build.things}

    def summary(self) -> str:
        build = self.build
        counts = ", ".join(
            (
                _count(len(build.entries), "entry", "entries"),
                _count(len(build.things), "thing", "things"),
                _count(len(build.facts), "fact", "facts"),
                _count(len(build.claims), "claim", "claims"),
            )
        )
        return f"{counts}. Every fact's sentences are in `graph.html`, `claims.jsonl` and `provenance.ttl`."

    def sections(self) -> Iterator[tuple[str, str, Iterable[str]]]:
        """Give title, introduction and rows of each part; a part without rows is left out."""
        yield "Problems", "These entries were left out, or lost something.", map(self.problem, self.build.problems)
        yield "Things by kind", "", self.kinds()
        yield "Facts by predicate", "", self.predicates()
        yield "Hubs", "The things with the most facts.", self.hubs()
        yield "Best supported facts", "Said by the most entries.", self.best_supported()
        yield "Most mentioned things", "", self.most_mentioned()
        yield "Doubtful: more than one answer", "One of them may be wrong.", self.rivals()
        yield "Doubtful: kinds", "Mentions disagree about what these are.", self.kind_votes()
        yield "Doubtful: little confidence", "The least certain facts.", self.least_certain()
        yield "Entries with few facts", "Their sentences say little that the rules can read.", self.thin_entries()
        yield "Missing entries", "Terms that several entries name and none explains.", self.missing_entries()
        yield (
            "Statements set aside, by rule",
            "What they say does not fit between these kinds, or closes a circle.",
            self.dropped(),
        )

    # ── what was found ─────────────────────────────────────────────────────────────────────────────────────────────

    def problem(self, problem: Problem) -> str:
        return f"- {_plain(str(problem))}"

    def kinds(self) -> Iterator[str]:
        counts = Counter(kind for thing in self.build.things for kind in (thing.kind, *thing.inferred_kinds))
        if counts:
            yield from ("| kind | things |", "|---|---:|")
        for kind in self.words.kinds.values():
            if counts[kind.name]:
                name = f"{kind.plural} (inferred)" if kind.inferred else kind.plural
                yield f"| {name} | {counts[kind.name]} |"

    def predicates(self) -> Iterator[str]:
        facts = Counter(fact.predicate for fact in self.build.facts)
        claims = Counter(claim.predicate for claim in self.build.claims)
        if facts:
            yield from ("| predicate | facts | claims |", "|---|---:|---:|")
        for predicate in self.words.predicates.values():
            if facts[predicate.name]:
                yield f"| {predicate.label} | {facts[predicate.name]} | {claims[predicate.name]} |"

    # ── what stands out ────────────────────────────────────────────────────────────────────────────────────────────

    def hubs(self) -> Iterator[str]:
        ranked = sorted(self.build.things, key=lambda thing: (-self.degree[thing.id], thing.id))
        for thing in ranked[:10]:
            if self.degree[thing.id] > 1:
                yield f"- {self.name(thing)}: {self.degree[thing.id]} facts"

    def best_supported(self) -> Iterator[str]:
        ranked = sorted(self.build.facts, key=lambda fact: (-fact.support, -fact.confidence, _key(fact)))
        for fact in ranked[:10]:
            if fact.support > 1:
                yield f"- {self.say(fact)} ({fact.support} entries)"

    def most_mentioned(self) -> Iterator[str]:
        ranked = sorted(self.build.things, key=lambda thing: (-len(thing.entries), -thing.mentions, thing.id))
        for thing in ranked[:10]:
            if len(thing.entries) > 1:
                mentions = _count(thing.mentions, "mention", "mentions")
                yield f"- {self.name(thing)}: {len(thing.entries)} entries, {mentions}"

    # ── what to look at again ──────────────────────────────────────────────────────────────────────────────────────

    def rivals(self) -> Iterator[str]:
        asked = [fact for fact in self.build.facts if fact.predicate in SINGLE_VALUED]
        for (subject, predicate), group in groupby(
            sorted(asked, key=_key), lambda fact: (fact.subject, fact.predicate)
        ):
            facts = list(group)
            if not self.are_joint(facts):
                ends = "; ".join(f"{self.end(fact)} ({self.places(fact)})" for fact in facts)
                yield f"- {self.label(subject)} {self.words.predicates[predicate].says[0]}: {ends}"

    def are_joint(self, facts: list[Fact]) -> bool:
        """Whether one sentence says all of them, as it does of people who did something together (never of years)."""
        if len(facts) > 1 and isinstance(facts[0].object, int):
            return False
        said = [{(claim.entry, claim.evidence.start) for claim in self.claims_of(fact)} for fact in facts]
        return len(facts) < 2 or bool(set.intersection(*said))

    def kind_votes(self) -> Iterator[str]:
        votes: dict[str, Counter[str]] = {}
        for mention in self.build.mentions:
            if mention.node is not None:
                votes.setdefault(mention.node, Counter())[mention.kind] += 1
        unsure = [thing for thing in self.build.things if len(votes.get(thing.id, ())) > 1]
        for thing in sorted(unsure, key=lambda thing: (-sum(votes[thing.id].values()), thing.id)):
            ranked = sorted(votes[thing.id].items(), key=lambda vote: (-vote[1], vote[0]))
            counts = ", ".join(f"{kind} {count}" for kind, count in ranked)
            yield f"- {_plain(thing.label)} is a {thing.kind}; mentions say {counts}"

    def least_certain(self) -> Iterator[str]:
        ranked = sorted(self.build.facts, key=lambda fact: (fact.confidence, _key(fact)))
        for fact in ranked[:10]:
            if fact.confidence < 0.7:
                yield f"- {self.say(fact)} (confidence {fact.confidence:.2f}, {self.places(fact)})"

    def thin_entries(self) -> Iterator[str]:
        said = Counter(name for fact in self.build.facts for name in self.entries_of(fact))
        thin = [(said[entry.name], entry.name) for entry in self.build.entries if said[entry.name] < _FEW_FACTS]
        for count, name in sorted(thin):
            yield f"- {name}: {_count(count, 'fact', 'facts') if count else 'no fact'}"

    def missing_entries(self) -> Iterator[str]:
        wanted = [thing for thing in self.build.things if thing.entry is None and len(thing.entries) > 1]
        for thing in sorted(wanted, key=lambda thing: (-len(thing.entries), -thing.mentions, thing.id)):
            yield f"- {self.name(thing)}: named by {len(thing.entries)} entries"

    def dropped(self) -> Iterator[str]:
        counts = Counter((item.rule, item.predicate) for item in self.build.dropped)
        for (rule, predicate), count in sorted(counts.items(), key=lambda row: (-row[1], row[0])):
            first = min(item for item in self.build.dropped if (item.rule, item.predicate) == (rule, predicate))
            between = f"between {_plain(first.subject)} and {_plain(first.object)} in {first.entry}"
            yield f"- {rule}: {count} ({predicate}; the first {between})"

    # ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def label(self, slug: str) -> str:
        return _plain(self.things[slug].label if slug in self.things else slug)

    def name(self, thing: Thing) -> str:
        return f"{_plain(thing.label)} ({self.words.kinds[thing.kind].label})"

    def end(self, fact: Fact) -> str:
        return self.label(fact.object) if isinstance(fact.object, str) else str(fact.object)

    def say(self, fact: Fact) -> str:
        return f"{self.label(fact.subject)} {self.words.predicates[fact.predicate].says[0]} {self.end(fact)}"

    def claims_of(self, fact: Fact) -> list[Claim]:
        return [self.claims[identity] for identity in fact.claims if identity in self.claims]

    def entries_of(self, fact: Fact) -> list[str]:
        return sorted({claim.entry for claim in self.claims_of(fact)})

    def places(self, fact: Fact) -> str:
        return ", ".join(self.entries_of(fact)[:3]) or "no entry"


def _key(fact: Fact) -> tuple[str, str, str]:
    return fact.subject, fact.predicate, str(fact.object)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _limited(rows: list[str]) -> str:
    """Join the rows of a list; a table is never cut."""
    if rows[0].startswith("|") or len(rows) <= LONGEST_LIST:
        return "\n".join(rows)
    return "\n".join((*rows[:LONGEST_LIST], f"- … and {len(rows) - LONGEST_LIST:,} more"))


def _plain(text: str) -> str:
    """Keep text from being read as Markdown or HTML."""
    line = " ".join(text.split())
    for mark in "\\`*_[]<>|&":
        line = line.replace(mark, f"\\{mark}")
    return line
