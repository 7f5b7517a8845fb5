"""Which thing of a build is which node of an entry's gold.

A thing answers to a gold node when they share a name: a label or alias, case, hyphens and plural aside. They are
matched one to one. A thing that has names of two gold nodes of its own counts for neither (a wrong merge); a second
thing for a gold node that is taken is a wrong split.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from graph.gold import Gold
from graph.lexicon import name_key
from graph.network import Thing
from graph.vocabulary import Vocabulary

__all__ = ["Matching", "Places", "match_nodes"]

Places = Mapping[str, frozenset[tuple[int, int]]]
"""Where an entry names each thing, by slug."""


@dataclass(frozen=True, slots=True)
class Matching:
    """The things of an entry and their gold nodes: ``node_of`` by slug, ``thing_of`` by the node's number."""

    things: tuple[Thing, ...]
    node_of: Mapping[str, int]
    thing_of: Mapping[int, Thing]
    merges: tuple[tuple[Thing, tuple[int, ...]], ...]
    splits: tuple[tuple[Thing, int], ...]


def match_nodes(gold: Gold, things: Iterable[Thing], places: Places, words: Vocabulary) -> Matching:
    """Match the things of an entry with the nodes of its gold, one to one.

    Of several that share a name those come together first whose kinds are alike, then those that the text names at the
    same places, then those of the same kind and label.
    """
    listed = tuple(sorted(things, key=lambda thing: thing.id))
    answers = _answers(gold, listed)
    marked: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for mention in gold.mentions:
        marked[mention.node].add((mention.start, mention.end))
    merges = []
    for thing in listed:
        here = places.get(thing.id, frozenset())
        merged = _merged(gold, answers[thing.id], {node: here & marked[node] for node in answers[thing.id]})
        if merged:
            merges.append((thing, merged))
    lost = {thing.id for thing, _ in merges}
    pairs = []
    for thing in listed:
        for node in answers[thing.id] if thing.id not in lost else ():
            wanted = gold.nodes[node]
            shared = len(places.get(thing.id, frozenset()) & marked[node])
            is_label = name_key(thing.label) == name_key(wanted.label)
            fit = (words.are_alike(thing.kind, wanted.kind), shared, thing.kind == wanted.kind, is_label)
            pairs.append((fit, -node, thing))
    node_of: dict[str, int] = {}
    thing_of: dict[int, Thing] = {}
    for _, minus, thing in sorted(pairs, key=lambda pair: (pair[0], pair[1]), reverse=True):
        if thing.id not in node_of and -minus not in thing_of:
            node_of[thing.id], thing_of[-minus] = -minus, thing
    splits = tuple(
        (thing, min(answers[thing.id]))
        for thing in listed
        if answers[thing.id] and thing.id not in node_of and thing.id not in lost
    )
    return Matching(listed, node_of, thing_of, tuple(merges), splits)


def _answers(gold: Gold, things: Iterable[Thing]) -> dict[str, dict[int, frozenset[str]]]:
    """Give, for each thing, the gold nodes that it shares names with, and these names."""
    by_name: dict[str, set[int]] = defaultdict(set)
    for node in gold.nodes:
        for name in gold.names(node.id):
            by_name[name].add(node.id)
    found: dict[str, dict[int, frozenset[str]]] = {}
    for thing in things:
        names = {name_key(name) for name in (thing.label, *thing.aliases)}
        nodes = sorted(set().union(*(by_name.get(name, set()) for name in names)))
        found[thing.id] = {node: gold.names(node) & names for node in nodes}
    return found


def _merged(
    gold: Gold, answers: Mapping[int, frozenset[str]], shared: Mapping[int, frozenset[tuple[int, int]]]
) -> tuple[int, ...]:
    """Give the nodes that a thing confuses: by a name of its own of each, or, for homographs, by the places of both."""
    merged: set[int] = set()
    for first, second in combinations(answers, 2):
        apart = answers[first] - gold.names(second) and answers[second] - gold.names(first)
        if apart or (shared[first] and shared[second]):
            merged |= {first, second}
    return tuple(sorted(merged))
