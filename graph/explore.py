"""Finding one's way in a built graph: a thing by any of its names, all that is said of it, and ways between two."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice, pairwise

import networkx as nx

from graph.claims import Claim
from graph.errors import UnknownTermError
from graph.lexicon import name_key
from graph.network import Build, Fact, Thing
from graph.vocabulary import Vocabulary, read_vocabulary

__all__ = ["HOP", "Step", "describe", "find_paths", "find_thing", "search", "things_by_name"]

HOP = 0.9
"""How much of a path's likelihood each hop leaves, beside the confidence of its fact: short ways come first."""


@dataclass(frozen=True, slots=True)
class Step:
    """A fact as seen from one of its ends, read "start says end", with the claims (and so the sentences) behind it.

    ``end`` is a thing or, where the predicate takes one, a year.
    """

    start: Thing
    says: str
    end: Thing | int
    fact: Fact
    claims: tuple[Claim, ...]

    @property
    def is_forward(self) -> bool:
        """Whether the step follows the fact from its subject to its object."""
        return self.fact.subject == self.start.id

    @property
    def sentences(self) -> tuple[tuple[str, str], ...]:
        """The sentences behind the fact, each once, with the name of its entry: (entry, sentence)."""
        return tuple(dict.fromkeys((claim.entry, " ".join(claim.evidence.text.split())) for claim in self.claims))

    def __str__(self) -> str:
        return f"{self.start.label} {self.says} {self.end.label if isinstance(self.end, Thing) else self.end}"


def find_thing(build: Build, name: str) -> Thing:
    """Find a thing by its slug, label or alias; case, hyphens, plural and article do not count.

    Raises
    ------
    UnknownTermError
        No thing, or more than one, has that name; the message suggests others.

    Examples
    --------
    >>> from tests.example import build
    >>> find_thing(build(), "crfm").label, find_thing(build(), "Foundation-Models").id
    ('Center for Research on Foundation Models', 'foundation-model')
    """
    wanted, key = " ".join(name.split()), name_key(name)
    ways: tuple[Callable[[Thing], bool], ...] = (
        lambda thing: thing.id == wanted,
        lambda thing: thing.label == wanted,
        lambda thing: wanted in thing.aliases,
        lambda thing: name_key(thing.label) == key,
        lambda thing: any(name_key(alias) == key for alias in thing.aliases),
    )
    for is_meant in ways:
        found = [thing for thing in build.things if is_meant(thing)]
        if len(found) == 1:
            return found[0]
        if found:
            choice = ", ".join(f"{thing.id} ({thing.kind})" for thing in found)
            raise UnknownTermError(f"{wanted!r} names {len(found)} things; say which by its slug: {choice}")
    close = _similar(build, wanted)
    hint = f"did you mean {' or '.join(close)}?" if close else "see report.md for what the graph holds"
    raise UnknownTermError(f"nothing is called {wanted!r} here; {hint}")


def _similar(build: Build, name: str) -> list[str]:
    labels: dict[str, str] = {}
    for thing in build.things:
        for known in (thing.label, *thing.aliases):
            labels.setdefault(name_key(known), thing.label)
    key = name_key(name)
    close = get_close_matches(key, labels, n=3, cutoff=0.7)
    holding = [known for known in sorted(labels, key=lambda known: (len(known), known)) if f" {key} " in f" {known} "]
    return list(dict.fromkeys(labels[known] for known in (*close, *holding)))[:3]


def things_by_name(build: Build) -> dict[str, list[Thing]]:
    """Give the things by every name they have, as :func:`search` wants them."""
    found: dict[str, list[Thing]] = {}
    for thing in build.things:
        for key in {name_key(name) for name in (thing.id, thing.label, *thing.aliases)}:
            found.setdefault(key, []).append(thing)
    return found


def search(named: Mapping[str, Sequence[Thing]], text: str, most: int = 50) -> list[Thing]:
    """Find things by name: the name itself first, then names that hold it, then names that are like it.

    Examples
    --------
    >>> from tests.example import build
    >>> [thing.label for thing in search(things_by_name(build()), "foundation")]
    ['foundation model', 'Center for Research on Foundation Models']
    """
    key = name_key(text[:200])
    if not key:
        return []
    holding = sorted((name for name in named if key in name), key=lambda name: (len(name), name))
    close = get_close_matches(key, named, n=5, cutoff=0.7) if len(holding) < most else []
    names = dict.fromkeys((*([key] if key in named else []), *holding, *close))
    found = (thing for name in names for thing in named[name])
    return list({thing.id: thing for thing in found}.values())[:most]


def describe(build: Build, thing: Thing, vocabulary: Vocabulary | None = None) -> tuple[Step, ...]:
    """Give all that is said of a thing, as subject and as object, in the vocabulary's order and the surest first.

    Examples
    --------
    >>> from tests.example import build
    >>> made = build()
    >>> [str(step) for step in describe(made, find_thing(made, "GPT-4"))]
    ['GPT-4 is an example of foundation model', 'GPT-4 is developed by OpenAI']
    """
    guide, facts = _Guide(build, vocabulary or read_vocabulary()), build.facts_at.get(thing.id, ())
    return tuple(sorted((guide.step(fact, thing.id) for fact in facts), key=guide.order))


def find_paths(build: Build, a: Thing, b: Thing, k: int = 3, vocabulary: Vocabulary | None = None) -> list[list[Step]]:
    """Find the k likeliest ways between two things, whichever way the facts point; none where nothing joins them.

    A way is as likely as the product of its facts' confidences, times :data:`HOP` for each (Yen's algorithm).

    Examples
    --------
    >>> from tests.example import build
    >>> made = build()
    >>> [str(step) for step in find_paths(made, find_thing(made, "OpenAI"), find_thing(made, "AI model"))[0]]
    ['OpenAI developed GPT-4', 'GPT-4 is an example of foundation model', 'foundation model is a kind of AI model']
    """
    ways = _ways(build)
    if a.id == b.id or a.id not in ways or b.id not in ways or not nx.has_path(ways, a.id, b.id):
        return []
    found = list(islice(nx.shortest_simple_paths(ways, a.id, b.id, weight="weight"), max(k, 0)))
    guide = _Guide(build, vocabulary or read_vocabulary())
    return [[guide.step(ways.edges[start, end]["fact"], start) for start, end in pairwise(path)] for path in found]


def _ways(build: Build) -> "nx.Graph[str]":
    """Make the undirected view in which two things are joined by the surest fact between them."""
    graph: nx.Graph[str] = nx.Graph()
    ranked = sorted(build.facts, key=lambda fact: (-fact.confidence, -fact.support, fact.predicate, fact.subject))
    for fact in ranked:
        if isinstance(fact.object, str) and fact.confidence > 0 and not graph.has_edge(fact.subject, fact.object):
            graph.add_edge(fact.subject, fact.object, fact=fact, weight=-math.log(fact.confidence * HOP))
    return graph


class _Guide:
    """Puts facts into words, with the claims behind them."""

    def __init__(self, build: Build, words: Vocabulary) -> None:
        self.words, self.things, self.claims = words, build.thing_of, build.claim_of
        self.ranks = {name: number for number, name in enumerate(words.predicates)}

    def step(self, fact: Fact, start: str) -> Step:
        is_forward = fact.subject == start
        end = fact.object if is_forward else fact.subject
        says = self.words.predicates[fact.predicate].says[0 if is_forward else 1]
        claims = tuple(self.claims[identity] for identity in fact.claims if identity in self.claims)
        return Step(self.things[start], says, self.things[end] if isinstance(end, str) else end, fact, claims)

    def order(self, step: Step) -> tuple[bool, int, float, str]:
        return not step.is_forward, self.ranks[step.fact.predicate], -step.fact.confidence, str(step)
