"""Where things stand in the picture of a large glossary: in communities of communities, each a bubble that opens.

Leiden cuts the graph into communities, the large ones into smaller ones, and gathers them into a few at the top. The
bubbles of each level are placed inside the one that holds them, the things inside the innermost.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from graph.formats.forces import SPACING, Link, Points, fit_disc, place_discs, spread, sunflower
from graph.formats.layout import Bubble, Layout, find_communities

__all__ = ["lay_out_bubbles"]

LEAF = 160
"""A community that is larger is cut again, if Leiden finds a way."""

TOP = 48
"""So many bubbles lie in another, or at the top, at most."""

ROUNDS = 12
"""Rounds of the force layout inside a community."""

Numbers = NDArray[np.int64]


@dataclass(slots=True)
class _Part:
    """A bubble in the making: ``members`` are things, ``children`` bubbles; a bubble has the one or the other."""

    members: Numbers
    children: "list[_Part]" = field(default_factory=list)
    size: int = 0
    radius: float = 0.0
    x: float = 0.0
    y: float = 0.0
    points: Points | None = None


class _Web:
    """The links of the whole graph as arrays: ends (two columns), weights, each pair once."""

    def __init__(self, count: int, links: Iterable[Link]) -> None:
        table = np.array(list(links), dtype=np.float64).reshape(-1, 3)
        ends = np.sort(table[:, :2].astype(np.int64), axis=1)
        kept = ends[:, 0] != ends[:, 1]
        keys, where = np.unique(ends[kept, 0] * count + ends[kept, 1], return_inverse=True)
        self.count = count
        self.ends = np.stack([keys // count, keys % count], axis=1)
        self.weights = np.bincount(where, weights=table[kept, 2], minlength=len(keys))

    def inside(self, members: Numbers) -> "_Web":
        """Give the links among some nodes, numbered by their rows."""
        row = np.full(self.count, -1, dtype=np.int64)
        row[members] = np.arange(len(members))
        ends = row[self.ends]
        return self._with(len(members), ends, (ends >= 0).all(axis=1))

    def between(self, home: Numbers, count: int) -> "_Web":
        """Give the links between groups; ``home`` is the group of each node, -1 for none."""
        ends = home[self.ends]
        return self._with(count, ends, (ends >= 0).all(axis=1) & (ends[:, 0] != ends[:, 1]))

    def _with(self, count: int, ends: Numbers, kept: NDArray[np.bool_]) -> "_Web":
        web: _Web = object.__new__(_Web)
        pairs = np.sort(ends[kept], axis=1)
        keys, where = np.unique(pairs[:, 0] * count + pairs[:, 1], return_inverse=True)
        web.count = count
        web.ends = np.stack([keys // max(count, 1), keys % max(count, 1)], axis=1)
        web.weights = np.bincount(where, weights=self.weights[kept], minlength=len(keys))
        return web

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
    """Give each of ``count`` nodes a place and a bubble; nodes without a link share bubbles of their own."""
    web = _Web(count, links)
    groups = web.communities()
    alone = np.setdiff1d(np.arange(count), np.concatenate([*groups, np.array([], dtype=np.int64)]))
    parts = [_cut(group, web) for group in groups]
    top = _gather(parts, web)
    if len(alone):
        top = [*top, _rest([_Part(alone[at : at + LEAF]) for at in range(0, len(alone), LEAF)])]
    root = _Part(np.array([], dtype=np.int64), top)
    _measure(root, web)
    return _layout(count, root)


def _cut(members: Numbers, web: _Web) -> _Part:
    """Cut a community until its parts are small, or Leiden sees no parts in it."""
    if len(members) <= LEAF:
        return _Part(members)
    inner = web.inside(members)
    groups = inner.communities()
    if len(groups) < 2:
        return _Part(members)
    parts = [_cut(members[group], web) for group in groups]
    return _Part(np.array([], dtype=np.int64), _gather(parts, web))


def _gather(parts: list[_Part], web: _Web) -> list[_Part]:
    """Gather many bubbles into few: those that are linked by Leiden, and the smallest in the end with each other."""
    while len(parts) > TOP:
        home = np.full(web.count, -1, dtype=np.int64)
        for number, part in enumerate(parts):
            home[_members(part)] = number
        groups = web.between(home, len(parts)).communities()
        if not groups or len(groups) > 0.8 * len(parts):
            break
        joined = [_rest([parts[number] for number in group.tolist()]) for group in groups]
        linked = {number for group in groups for number in group.tolist()}
        parts = joined + [part for number, part in enumerate(parts) if number not in linked]
        if len(groups) == 1:
            break
    if len(parts) <= TOP:
        return parts
    parts = sorted(parts, key=lambda part: -len(_members(part)))
    rest = parts[TOP - 1 :]
    return [*parts[: TOP - 1], _rest(_gather(rest, web) if len(rest) <= TOP else _chunks(rest))]


def _chunks(parts: list[_Part]) -> list[_Part]:
    while len(parts) > TOP:
        parts = [_rest(parts[at : at + TOP]) for at in range(0, len(parts), TOP)]
    return parts


def _rest(parts: list[_Part]) -> _Part:
    return parts[0] if len(parts) == 1 else _Part(np.array([], dtype=np.int64), parts)


def _members(part: _Part) -> Numbers:
    if not part.children:
        return part.members
    return np.concatenate([_members(child) for child in part.children])


def _measure(part: _Part, web: _Web) -> None:
    """Place what lies in a bubble around its middle, and so find how large it is."""
    part.size = len(_members(part))
    if not part.children:
        part.radius = SPACING * (0.5 + 0.56 * math.sqrt(part.size))
        part.points = _place_members(part, web)
        return
    for child in part.children:
        _measure(child, web)
    home = np.full(web.count, -1, dtype=np.int64)
    for number, child in enumerate(part.children):
        home[_members(child)] = number
    radii = np.array([child.radius + SPACING * 0.3 for child in part.children])
    centres = _apart(place_discs(radii, web.between(home, len(part.children)).links()), radii)
    low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
    centres = centres - (low + high) / 2
    for child, (x, y) in zip(part.children, centres.tolist(), strict=True):
        child.x, child.y = x, y
    part.radius = float((np.sqrt((centres * centres).sum(axis=1)) + radii).max())


def _apart(centres: Points, radii: Points) -> Points:
    """Scale places so that no two discs meet."""
    if len(centres) < 2:
        return centres
    gaps = centres[:, None, :] - centres[None, :, :]
    away = np.sqrt((gaps * gaps).sum(axis=2)) + np.eye(len(centres)) * 1e9
    need = float(((radii[:, None] + radii[None, :]) / np.maximum(away, 1e-6) * (1 - np.eye(len(centres)))).max())
    return centres * min(max(need, 1.0), 1.35)


def _place_members(part: _Part, web: _Web) -> Points:
    points = sunflower(part.size) * SPACING * 0.56
    if 2 < part.size <= 4 * LEAF:
        points = spread(points, web.inside(part.members).links(), ROUNDS, SPACING)
    return fit_disc(points, part.radius)


def _layout(count: int, root: _Part) -> Layout:
    places = np.zeros((count, 2))
    bubbles: list[Bubble] = []
    communities: list[Sequence[int]] = []
    waiting: list[tuple[_Part, int | None, float, float]] = [(part, None, 0.0, 0.0) for part in root.children]
    for part, parent, left, top in waiting:
        x, y = left + part.x, top + part.y
        waiting += [(child, len(bubbles), x, y) for child in part.children]
        bubbles.append(Bubble(parent, round(x), round(y), round(part.radius), part.size))
        communities.append(part.members.tolist())
        if part.points is not None:
            places[part.members] = part.points + np.array((x, y))
    rounded = tuple((round(x), round(y)) for x, y in places.tolist())
    return Layout(rounded, tuple(map(tuple, communities)), frozenset(), tuple(bubbles))
