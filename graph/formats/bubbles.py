"""Where things stand in the picture of a large glossary: in communities of communities, each a bubble that opens.

Leiden cuts the graph into communities, the large ones into smaller ones, and gathers them into a few at the top. The
bubbles of each level are placed inside the one that holds them, the things inside the innermost.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.formats.forces import SPACING, Link, Points, fit_disc, place_discs, push_apart, spread, sunflower
from graph.formats.layout import Bubble, Layout, find_communities

__all__ = ["lay_out_bubbles"]

LEAF = 160
"""A community that is larger is cut again, if Leiden finds a way."""

TOP = 48
"""So many bubbles lie in another, or at the top, at most."""

ROUNDS = 12
"""Rounds of the force layout inside a community, and of those that push its members apart."""

APART = 120
"""Rounds that push bubbles apart in the end."""

Numbers = NDArray[np.int64]

_NONE: Numbers = np.array([], dtype=np.int64)


@dataclass(slots=True)
class _Part:
    """A bubble in the making: all nodes in it, in the order of its ``children``, which are bubbles inside it."""

    nodes: Numbers
    children: "list[_Part]" = field(default_factory=list)
    radius: float = 0.0
    x: float = 0.0
    y: float = 0.0
    points: Points | None = None


class _Web:
    """Links as arrays: ends (two columns of node numbers), weights, each pair once."""

    def __init__(self, count: int, ends: Numbers, weights: Points) -> None:
        pairs = np.sort(ends, axis=1)
        kept = pairs[:, 0] != pairs[:, 1]
        keys, where = np.unique(pairs[kept, 0] * count + pairs[kept, 1], return_inverse=True)
        self.count = count
        self.ends = np.stack([keys // max(count, 1), keys % max(count, 1)], axis=1)
        self.weights: Points = np.bincount(where, weights=weights[kept], minlength=len(keys)).astype(np.float64)

    def split(self, groups: Sequence[Numbers]) -> "tuple[list[_Web], _Web]":
        """Give the links inside each group, numbered by the rows of the group, and those between the groups."""
        home = np.full(self.count, -1, dtype=np.int64)
        row = np.zeros(self.count, dtype=np.int64)
        for number, group in enumerate(groups):
            home[group], row[group] = number, np.arange(len(group))
        homes = home[self.ends]
        there = (homes >= 0).all(axis=1)
        inner = np.flatnonzero(there & (homes[:, 0] == homes[:, 1]))
        inner = inner[np.argsort(homes[inner, 0], kind="stable")]
        cuts = np.cumsum(np.bincount(homes[inner, 0], minlength=len(groups)))[:-1]
        webs = [
            _Web(len(group), row[self.ends[links]], self.weights[links])
            for group, links in zip(groups, np.split(inner, cuts), strict=True)
        ]
        return webs, _Web(len(groups), homes[there], self.weights[there])

    def links(self) -> list[Link]:
        """Give the links as tuples."""
        return [
            (one, other, weight) for (one, other), weight in zip(self.ends.tolist(), self.weights.tolist(), strict=True)
        ]

    def communities(self) -> list[Numbers]:
        """Group linked nodes by Leiden, the largest group first; nodes without a link are in none."""
        if not len(self.ends):
            return []
        try:
            import graspologic_native
        except ImportError:
            return [np.array(group, dtype=np.int64) for group in find_communities(self.count, self.links())]
        both = np.concatenate([self.ends, self.ends[:, ::-1]])
        order = np.lexsort((both[:, 1], both[:, 0]))
        starts = np.concatenate([[0], np.cumsum(np.bincount(both[:, 0], minlength=self.count))]).astype(np.int64)
        weights = np.concatenate([self.weights, self.weights])[order]
        _, found = graspologic_native.leiden_csr(
            starts, both[order, 1].astype(np.int32), weights.astype(np.float64), self.count, seed=0, iterations=2
        )
        labels = np.array([found[node] for node in range(self.count)], dtype=np.int64)
        labels[np.diff(starts) == 0] = -1
        return _groups(labels)


def _groups(labels: Numbers) -> list[Numbers]:
    order = np.argsort(labels, kind="stable")
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    groups = [group for group in np.split(order, cuts) if len(group) and labels[group[0]] >= 0]
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


def lay_out_bubbles(count: int, links: Iterable[Link]) -> Layout:
    """Give each of ``count`` nodes a place and a bubble; nodes without a link share bubbles of their own.

    >>> layout = lay_out_bubbles(4, [(0, 1, 1.0), (1, 2, 1.0)])
    >>> [bubble.size for bubble in layout.bubbles], layout.communities
    ([3, 1], ((0, 1, 2), (3,)))
    """
    table = np.array(list(links), dtype=np.float64).reshape(-1, 3)
    web = _Web(count, table[:, :2].astype(np.int64), table[:, 2])
    top = _parts(np.arange(count), web)
    alone = np.setdiff1d(np.arange(count), np.concatenate([_NONE, *(part.nodes for part in top)]))
    if len(alone):
        top = [*top, _join([_Part(alone[at : at + LEAF]) for at in range(0, len(alone), LEAF)])]
    root = _Part(np.concatenate([_NONE, *(part.nodes for part in top)]), top)
    _measure(root, web.split([root.nodes])[0][0])
    return _layout(count, root)


def _parts(nodes: Numbers, web: _Web) -> list[_Part]:
    """Cut what hangs together into communities, large ones into smaller ones, and gather them where they are many."""
    groups = web.communities()
    webs, between = web.split(groups) if groups else ([], web)
    parts = [_cut(nodes[group], inner) for group, inner in zip(groups, webs, strict=True)]
    return _gather(parts, between)


def _cut(nodes: Numbers, web: _Web) -> _Part:
    """Cut a community until its parts are small, or Leiden sees no parts in it."""
    parts = _parts(nodes, web) if len(nodes) > LEAF else []
    return _Part(np.concatenate([part.nodes for part in parts]), parts) if len(parts) > 1 else _Part(nodes)


def _gather(parts: list[_Part], between: _Web) -> list[_Part]:
    """Gather many bubbles into few: those that are linked by Leiden, then the smallest with each other."""
    while len(parts) > TOP:
        groups = between.communities()
        linked = {number for group in groups for number in group.tolist()}
        groups += [np.array([number]) for number in range(len(parts)) if number not in linked]
        if len(groups) > 0.8 * len(parts):
            break
        parts = [_join([parts[number] for number in group.tolist()]) for group in groups]
        between = between.split(groups)[1]
    parts = sorted(parts, key=lambda part: (-len(part.nodes), int(part.nodes[0])))
    while len(parts) > TOP:
        small = parts[TOP - 1 :]
        parts = [*parts[: TOP - 1], *(_join(small[at : at + TOP]) for at in range(0, len(small), TOP))]
        if len(parts) - TOP < TOP:
            parts = [*parts[: TOP - 1], _join(parts[TOP - 1 :])]
    return parts


def _join(parts: list[_Part]) -> _Part:
    return parts[0] if len(parts) == 1 else _Part(np.concatenate([part.nodes for part in parts]), parts)


def _measure(part: _Part, web: _Web) -> None:
    """Place what lies in a bubble around its middle, and so find how large it is."""
    if not part.children:
        part.radius = SPACING * (0.5 + 0.56 * math.sqrt(len(part.nodes)))
        part.points = _place_nodes(part, web)
        return
    cuts = np.cumsum([len(child.nodes) for child in part.children])[:-1]
    webs, between = web.split(np.split(np.arange(len(part.nodes)), cuts))
    for child, inner in zip(part.children, webs, strict=True):
        _measure(child, inner)
    radii = np.array([child.radius + SPACING * 0.3 for child in part.children])
    centres = _apart(place_discs(radii, between.links()), radii)
    low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
    centres = centres - (low + high) / 2
    for child, (x, y) in zip(part.children, centres.tolist(), strict=True):
        child.x, child.y = x, y
    part.radius = float((np.sqrt((centres * centres).sum(axis=1)) + radii).max())


def _apart(centres: Points, radii: Points) -> Points:
    """Push discs until none meet."""
    reach = radii[:, None] + radii[None, :]
    for _ in range(APART):
        centres = push_apart(centres, reach)
    return centres


def _place_nodes(part: _Part, web: _Web) -> Points:
    count = len(part.nodes)
    points = sunflower(count) * SPACING * 0.56
    if 2 < count <= 4 * LEAF:
        points = spread(points, web.links(), ROUNDS, SPACING)
        for _ in range(ROUNDS):
            points = push_apart(points, np.full((count, count), SPACING * 0.9))
    return fit_disc(points, part.radius)


def _layout(count: int, root: _Part) -> Layout:
    places = np.zeros((count, 2))
    bubbles: list[Bubble] = []
    communities: list[Sequence[int]] = []
    waiting: list[tuple[_Part, int | None, float, float]] = [(part, None, 0.0, 0.0) for part in root.children]
    for part, parent, left, top in waiting:
        x, y = left + part.x, top + part.y
        waiting += [(child, len(bubbles), x, y) for child in part.children]
        bubbles.append(Bubble(parent, round(x), round(y), round(part.radius), len(part.nodes)))
        communities.append([] if part.children else part.nodes.tolist())
        if part.points is not None:
            places[part.nodes] = part.points + np.array((x, y))
    rounded = tuple((round(x), round(y)) for x, y in places.tolist())
    return Layout(rounded, tuple(map(tuple, communities)), frozenset(), tuple(bubbles))
