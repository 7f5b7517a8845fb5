"""Baselines to stand beside a build's score: rigged ones, which a good score must not reward, and honest ones.

Each is a function from a build, the gold that it is scored against and the settings to another build. The rigged ones
may look into the gold (for the most frequent predicates), which only makes them harder to beat.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from graph.annotate import load_pipeline, run_pipeline
from graph.claims import Claim, Evidence, Mention, digest, number_claims
from graph.entries import Entry, slugify
from graph.evaluate.sentences import split_sentences
from graph.gold import Gold
from graph.network import Build, Fact, Thing
from graph.settings import Settings
from graph.vocabulary import read_vocabulary

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

__all__ = ["BASELINES", "Baseline", "baselines_here"]

CONFIDENCE = 0.9
VERBS: Mapping[str, tuple[str, bool]] = {
    "address": ("mitigates", False),
    "build": ("developedBy", True),
    "cause": ("causes", False),
    "contain": ("partOf", True),
    "create": ("developedBy", True),
    "develop": ("developedBy", True),
    "employ": ("uses", False),
    "evaluate": ("evaluatedOn", False),
    "implement": ("implements", False),
    "improve": ("usedFor", False),
    "include": ("partOf", True),
    "introduce": ("introducedBy", True),
    "lead": ("causes", False),
    "mitigate": ("mitigates", False),
    "prevent": ("mitigates", False),
    "produce": ("usedFor", False),
    "propose": ("introducedBy", True),
    "publish": ("introducedBy", True),
    "reduce": ("mitigates", False),
    "release": ("developedBy", True),
    "replace": ("successorOf", False),
    "require": ("uses", False),
    "succeed": ("successorOf", False),
    "train": ("trainedOn", False),
    "use": ("uses", False),
}
"""What a verb's lemma says, and whether its subject is the object of that predicate."""

Make = Callable[[Build, Sequence[Gold], Settings], Build]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A way to make a build without understanding; ``needs`` names a module that must be installed for it."""

    name: str
    title: str
    is_rigged: bool
    make: Make
    needs: str = ""


def baselines_here() -> tuple[Baseline, ...]:
    """Give the baselines that can run with what is installed."""
    return tuple(each for each in BASELINES.values() if not each.needs or find_spec(each.needs) is not None)


# ── rigged ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _join_adjacent_chunks(build: Build, golds: Sequence[Gold], settings: Settings) -> Build:
    """Make every noun chunk a concept, and join neighbours in a sentence by the most frequent predicate between two."""
    known = _most_frequent(golds)["Concept", "Concept"].most_common(1)
    name = known[0][0] if known else "uses"
    mentions, claims = [], []
    for entry, offset, doc in _parsed(build, golds, settings):
        for sentence in doc.sents:
            here = [_chunk(entry, offset, chunk) for chunk in sentence.noun_chunks]
            found = [mention for mention in here if mention.label]
            mentions += found
            place = Evidence(_heading(entry, offset), *_shifted(sentence, offset), sentence.text)
            claims += [_claim(a, name, b, place, "adjacent") for a, b in pairwise(found)]
    things: dict[str, Thing] = {}
    for mention in mentions:
        things.setdefault(str(mention.node), Thing(str(mention.node), mention.label, "Concept"))
    nodes = tuple(things[slug] for slug in sorted(things))
    return _state(replace(build, mentions=tuple(sorted(mentions)), things=nodes, claims=()), claims)


def _join_all_pairs(build: Build, golds: Sequence[Gold], settings: Settings) -> Build:  # noqa: ARG001 (one form for all)
    """Join every two mentions of a sentence by the predicate and direction that gold has most often for their kinds."""
    prior = _most_frequent(golds)
    kinds = {thing.id: thing.kind for thing in build.things}
    claims = []
    for entry in _entries(build, golds):
        mentions = [mention for mention in build.mentions if mention.entry == entry.name and mention.node in kinds]
        for start, end in split_sentences(entry):
            place = Evidence(_heading(entry, start), start, end, entry.text[start:end])
            here = [mention for mention in mentions if start <= mention.start < end]
            for first, second in combinations(here, 2):
                ways = [(first, second), (second, first)]
                ranked = [
                    (count, name, a, b)
                    for a, b in ways
                    for name, count in prior[kinds[str(a.node)], kinds[str(b.node)]].most_common(1)
                ]
                if ranked:
                    _, name, a, b = max(ranked, key=lambda row: row[:2])
                    claims.append(_claim(a, name, b, place, "all-pairs"))
    return _state(build, claims)


def _say_both_directions(build: Build, golds: Sequence[Gold], settings: Settings) -> Build:  # noqa: ARG001 (one form for all)
    """Say all that the build says the other way round too."""
    known = {claim for fact in build.facts for claim in fact.claims}
    stated = [claim for claim in build.claims if claim.id in known]
    turned = [
        replace(claim, subject=claim.object, object=claim.subject)
        for claim in stated
        if isinstance(claim.object, Mention)
    ]
    return _state(build, [*stated, *turned])


def _merge_all(build: Build, golds: Sequence[Gold], settings: Settings) -> Build:  # noqa: ARG001 (one form for all)
    """Make one thing of all things, with all their names; it answers to every question."""
    names = sorted({name for thing in build.things for name in (thing.label, *thing.aliases)})
    kind = Counter(thing.kind for thing in build.things).most_common(1)[0][0]
    one = Thing("all", names[0], kind, tuple(names[1:]))

    def lead(end: Mention) -> Mention:
        return replace(end, node=one.id)

    claims = [
        replace(claim, subject=lead(claim.subject), object=lead(claim.object))
        for claim in build.claims
        if isinstance(claim.object, Mention)
    ]
    mentions = tuple(lead(each) for each in build.mentions)
    return _state(replace(build, things=(one,), mentions=mentions, claims=()), claims)


def _most_frequent(golds: Iterable[Gold]) -> dict[tuple[str, str], Counter[str]]:
    """Count the predicates of gold by the kinds of their ends."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for gold in golds:
        for relation in gold.relations:
            if relation.tail is not None:
                counts[gold.nodes[relation.head].kind, gold.nodes[relation.tail].kind][relation.predicate] += 1
    return counts


# ── honest ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _take_dependencies(build: Build, golds: Sequence[Gold], settings: Settings) -> Build:
    """Take subject, verb and object of the parse between the build's own mentions, and map the verb's lemma."""
    return _map_triples(build, golds, settings, _dependency_triples, "svo")


def _take_textacy(build: Build, golds: Sequence[Gold], settings: Settings) -> Build:
    """Take textacy's subject-verb-object triples between the build's own mentions, and map the verb's lemma."""
    return _map_triples(build, golds, settings, _textacy_triples, "textacy")


Triple = tuple["Token", "Token", "Token"]
"""Heads of subject, verb and object."""


def _dependency_triples(doc: "Doc") -> Iterator[Triple]:
    """Give subject, verb and object with what is joined to them by "and"; a participle's subject is its noun."""
    for verb in doc:
        if verb.pos_ not in {"VERB", "AUX"}:
            continue
        subjects = _ends(verb, {"nsubj", "nsubjpass"}) or ([verb.head] if verb.dep_ in {"acl", "relcl"} else [])
        behind = [child for child in verb.children if child.dep_ == "prep"]
        objects = [*_ends(verb, {"dobj", "attr"}), *(end for each in behind for end in _ends(each, {"pobj"}))]
        agents = [end for each in verb.children if each.dep_ == "agent" for end in _ends(each, {"pobj"})]
        yield from ((subject, verb, end) for subject in subjects for end in objects)
        yield from ((agent, verb, subject) for agent in agents for subject in subjects)


def _ends(token: "Token", roles: set[str]) -> list["Token"]:
    found = [child for child in token.children if child.dep_ in roles]
    return [end for child in found for end in (child, *child.conjuncts)]


def _textacy_triples(doc: "Doc") -> Iterator[Triple]:
    for triple in import_module("textacy.extract").subject_verb_object_triples(doc):
        yield triple.subject[-1], triple.verb[-1], triple.object[-1]


def _map_triples(
    build: Build, golds: Sequence[Gold], settings: Settings, find: Callable[["Doc"], Iterator[Triple]], rule: str
) -> Build:
    """Say what verbs say of two mentions, where the vocabulary allows it between their kinds."""
    words = read_vocabulary(settings.domain)
    kinds = {thing.id: thing.kind for thing in build.things}
    covers: dict[str, list[Mention]] = defaultdict(list)
    for mention in build.mentions:
        if mention.node in kinds:
            covers[mention.entry].append(mention)
    claims: list[Claim] = []
    for entry, offset, doc in _parsed(build, golds, settings):
        for subject, verb, end in find(doc):
            ends = [_covering(covers[entry.name], token.idx + offset) for token in (subject, end)]
            place = Evidence(_heading(entry, offset), *_shifted(verb.sent, offset), verb.sent.text)
            claims += [
                _claim(head, predicate, tail, place, rule)
                for head, predicate, tail in _map_verb(ends[0], verb.lemma_, ends[1])
                if words.allows(kinds[str(head.node)], predicate, kinds[str(tail.node)])
            ]
    return _state(build, claims)


def _map_verb(subject: Mention | None, lemma: str, end: Mention | None) -> Iterator[tuple[Mention, str, Mention]]:
    if subject is not None and end is not None:
        if lemma == "be":
            yield subject, "broader", end
            yield subject, "instanceOf", end
        elif lemma in VERBS:
            predicate, is_turned = VERBS[lemma]
            yield (end, predicate, subject) if is_turned else (subject, predicate, end)


def _covering(mentions: Iterable[Mention], place: int) -> Mention | None:
    return next((mention for mention in mentions if mention.start <= place < mention.end), None)


# ── parts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _entries(build: Build, golds: Iterable[Gold]) -> list[Entry]:
    wanted = {gold.entry for gold in golds}
    return [entry for entry in build.entries if entry.name in wanted]


def _parsed(build: Build, golds: Iterable[Gold], settings: Settings) -> Iterator[tuple[Entry, int, "Doc"]]:
    """Parse the lines of the entries that gold asks for, each with its offset in the text."""
    nlp = load_pipeline(settings.pipeline)
    for entry in _entries(build, golds):
        lines = []
        for section in entry.sections:
            start = section.start
            for line in entry.text[section.start : section.end].split("\n"):
                if line.strip():
                    lines.append((line, start))
                start += len(line) + 1
        docs = run_pipeline(nlp, [nlp.make_doc(line) for line, _ in lines])
        for (_, offset), doc in zip(lines, docs, strict=True):
            yield entry, offset, doc


def _chunk(entry: Entry, offset: int, chunk: "Span") -> Mention:
    tokens = [token for token in chunk if token.dep_ != "det" and token.pos_ != "PRON"]
    start, end = (tokens[0].idx, tokens[-1].idx + len(tokens[-1])) if tokens else (chunk.start_char, chunk.start_char)
    text = entry.text[start + offset : end + offset]
    return Mention(entry.name, start + offset, end + offset, text, "Concept", "term", text, slugify(text))


def _shifted(sentence: "Span", offset: int) -> tuple[int, int]:
    return sentence.start_char + offset, sentence.end_char + offset


def _heading(entry: Entry, place: int) -> str:
    return next((section.heading for section in entry.sections if section.start <= place < section.end), "")


def _claim(subject: Mention, predicate: str, end: Mention, place: Evidence, rule: str) -> Claim:
    return Claim(subject.entry, subject, predicate, end, place, (rule,), CONFIDENCE)


def _state(build: Build, claims: Iterable[Claim]) -> Build:
    """Make a build in which these claims, and no others, are facts; its nodes stay, also those of former claims."""
    numbered = number_claims(claims)
    taken = {claim.id for claim in numbered}
    former = [claim for claim in build.claims if claim.id not in taken]
    groups: dict[tuple[str, str, str | int], list[Claim]] = defaultdict(list)
    for claim in numbered:
        end = claim.object.node if isinstance(claim.object, Mention) else claim.object.value
        if claim.subject.node and end:
            groups[claim.subject.node, claim.predicate, end].append(claim)
    facts = tuple(
        Fact(
            digest(subject, predicate, str(end)),
            subject,
            predicate,
            end,
            len({claim.entry for claim in found}),
            max(claim.confidence for claim in found),
            "extracted",
            {},
            tuple(claim.id for claim in found),
        )
        for (subject, predicate, end), found in sorted(groups.items(), key=lambda item: str(item[0]))
    )
    return replace(build, claims=(*numbered, *former), facts=facts)


BASELINES: Mapping[str, Baseline] = {
    each.name: each
    for each in (
        Baseline("adjacent chunks", "neighbouring noun chunks, one predicate", True, _join_adjacent_chunks),
        Baseline("all pairs", "all pairs in a sentence, the likeliest predicate", True, _join_all_pairs),
        Baseline("both directions", "everything said, and turned round too", True, _say_both_directions),
        Baseline("one node", "one thing with every name", True, _merge_all),
        Baseline("dependencies", "subject, verb and object of the parse", False, _take_dependencies),
        Baseline("textacy", "textacy's subject-verb-object triples", False, _take_textacy, "textacy"),
    )
}
"""Baselines by name, rigged ones first."""
