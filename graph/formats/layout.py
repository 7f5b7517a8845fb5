"""Where things stand in the picture: communities first, then each inside, the same places in every run.

Only additions, multiplications, divisions and square roots decide a place, and their results are the same on every
processor; the few sines are rounded. So equal input gives equal coordinates.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.formats.forces import (
    DENSE,
    SPACING,
    Link,
    Points,
    centre,
    fit_disc,
    middle_of,
    place_discs,
    push_apart,
    renumber,
    rounds_for,
    spread,
    sunflower,
)

__all__ = ["Bubble", "Layout", "Link", "find_communities", "lay_out"]

ASPECT = 1.35
"""Screens are wider than high, and so are labels."""

ROW = (150.0, 46.0)
"""Room for a thing that nothing is linked to: they stand in rows below the picture."""

MAIN = 8
"""From as many nodes that hang together, a group belongs to the main picture (the largest always does)."""

BETWEEN = 44.0
"""How much farther apart nodes of different communities keep."""

BELOW = 260.0
"""How far below the main picture the small groups begin."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """A community that can be drawn as one disc; ``parent`` is the number of the bubble that it lies in."""

    parent: int | None
    x: int
    y: int
    radius: int
    size: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A place (x, y) for each node, y downwards; the communities; the nodes that stand apart from the main picture.

    ``bubbles`` is empty where everything can be drawn at once; else the communities are those of its bubbles (empty
    for a bubble that holds others).
    """

    places: tuple[tuple[int, int], ...]
    communities: tuple[tuple[int, ...], ...]
    apart: frozenset[int]
    bubbles: tuple[Bubble, ...] = ()


def lay_out(count: int, links: Iterable[Link]) -> Layout:
    """Give each of ``count`` nodes a place, members of a community near each other.

    What hangs together makes the main picture. Below it, apart, stand small groups that nothing joins to it, and then
    the nodes without a link, in rows.

    >>> links = [(0, 1, 1.0), (1, 2, 1.0)]
    >>> lay_out(4, links) == lay_out(4, reversed(links)), sorted(lay_out(4, links).apart)
    (True, [3])
    """
    joined = _join(links)
    communities = find_communities(count, joined)
    main, small, alone = _divide(count, joined)
    points = np.zeros((count, 2))
    _place_main(points, [group for group in communities if group[0] in main], joined)
    _place_small(points, sorted(main), small, joined)
    _place_rows(points, sorted({*range(count)} - {*alone}), alone)
    if main:
        points -= middle_of(points[sorted(main)])
    places = tuple((round(x), round(y)) for x, y in points.tolist())
    return Layout(places, tuple(map(tuple, communities)), frozenset({*range(count)} - main if main else ()))


def _divide(count: int, links: Sequence[Link]) -> tuple[set[int], list[list[int]], list[int]]:
    """Tell the main picture, the small groups beside it (largest first), and the nodes without a link."""
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((one, other) for one, other, _ in links)
    parts = sorted((sorted(part) for part in nx.connected_components(graph)), key=lambda part: (-len(part), part))
    enough = max(2, min(MAIN, len(parts[0]))) if parts else 2
    main = {node for part in parts if len(part) >= enough for node in part}
    small = [part for part in parts if 1 < len(part) < enough]
    return main, small, sorted(part[0] for part in parts if len(part) == 1)


def _place_main(points: Points, groups: Sequence[Sequence[int]], links: Sequence[Link]) -> None:
    home = {node: number for number, group in enumerate(groups) for node in group}
    if home:
        nodes = sorted(home)
        inner = [link for link in links if link[0] in home]
        _place_groups(points, groups, inner)
        places = _relax(points[nodes], renumber(inner, nodes), np.array([home[node] for node in nodes]))
        points[nodes] = places * (ASPECT, 1.0)


def _place_small(points: Points, above: Sequence[int], parts: Sequence[Sequence[int]], links: Sequence[Link]) -> None:
    """Set small groups on shelves as wide as the picture above them."""
    width = max(float(np.ptp(points[above, 0])) if above else 0.0, 8 * ROW[0])
    top = float(points[above, 1].max()) + BELOW if above else 0.0
    home = {node: number for number, part in enumerate(parts) for node in part}
    inner: list[list[Link]] = [[] for _ in parts]
    for link in links:
        if link[0] in home:
            inner[home[link[0]]].append(link)
    left, depth = -width / 2, 0.0
    for part, own in zip(parts, inner, strict=True):
        shape = spread(sunflower(len(part)) * SPACING * 0.5, renumber(own, part), 60, SPACING * 0.8)
        shape -= shape.min(axis=0)
        across, down = (shape.max(axis=0) + ROW).tolist()
        if left + across > width / 2 and depth:
            left, top, depth = -width / 2, top + depth, 0.0
        points[np.array(part)] = shape + np.array((left + ROW[0] / 2, top))
        left, depth = left + across, max(depth, down)


def find_communities(count: int, links: Iterable[Link]) -> list[list[int]]:
    """Group linked nodes into communities, the largest first; nodes without a link belong to none.

    Leiden with a fixed seed (Traag, Waltman and van Eck 2019), by graspologic-native; networkx's Louvain where that is
    not installed.
    """
    joined = _join(links)
    if not joined:
        return []
    try:
        import graspologic_native
    except ImportError:
        graph = nx.Graph()
        graph.add_nodes_from(range(count))
        graph.add_weighted_edges_from(joined)
        found = [sorted(group) for group in nx.community.louvain_communities(graph, seed=0) if len(group) > 1]
        return sorted(found, key=lambda group: (-len(group), group))
    edges = [(str(one), str(other), weight) for one, other, weight in joined]
    _, numbers = graspologic_native.leiden(edges, seed=0, trials=1, iterations=2)
    members: dict[int, list[int]] = {}
    for node in sorted(map(int, numbers)):
        members.setdefault(numbers[str(node)], []).append(node)
    return sorted(members.values(), key=lambda group: (-len(group), group))


def _join(links: Iterable[Link]) -> list[Link]:
    """Add up parallel links, drop loops, and sort."""
    weights: dict[tuple[int, int], float] = {}
    for one, other, weight in sorted((min(link[:2]), max(link[:2]), link[2]) for link in links):
        if one != other:
            weights[one, other] = weights.get((one, other), 0.0) + weight
    return [(one, other, weight) for (one, other), weight in sorted(weights.items())]


def _place_groups(points: Points, groups: Sequence[Sequence[int]], links: Sequence[Link]) -> None:
    """Place the communities as discs, then the members of each in its disc."""
    home = {node: number for number, group in enumerate(groups) for node in group}
    radii = np.array([SPACING * (0.35 + 0.56 * math.sqrt(len(group))) for group in groups])
    centres = place_discs(radii, _join((home[one], home[other], weight) for one, other, weight in links))
    inside: list[list[Link]] = [[] for _ in groups]
    for link in links:
        if home[link[0]] == home[link[1]]:
            inside[home[link[0]]].append(link)
    for number, group in enumerate(groups):
        members = sunflower(len(group)) * SPACING * 0.56
        if len(group) <= DENSE:
            members = spread(members, renumber(inside[number], group), rounds_for(len(group), 120), SPACING)
        points[np.array(group)] = centres[number] + fit_disc(members, radii[number])


def _relax(points: Points, links: Sequence[Link], homes: NDArray[np.int_]) -> Points:
    """Draw linked nodes a little nearer, then keep all nodes apart, and those of two communities farther."""
    count = len(points)
    if count > DENSE:
        return centre(points)
    ends = np.array([link[:2] for link in links], dtype=np.intp).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=count).astype(np.float64).reshape(-1, 1) + 1
    within = (homes[ends[:, 0]] == homes[ends[:, 1]]).astype(np.float64).reshape(-1, 1)
    room = SPACING * 0.38 + np.minimum(np.sqrt(degree[:, 0]) * 2.2, 18)
    reach = room[:, None] + room[None, :] + BETWEEN * (homes[:, None] != homes[None, :])
    rounds = rounds_for(count, 60)
    for step in range(rounds):
        span = (points[ends[:, 1]] - points[ends[:, 0]]) * (0.01 + 0.04 * within)
        move = np.zeros_like(points)
        np.add.at(move, ends[:, 0], span)
        np.add.at(move, ends[:, 1], -span)
        points = push_apart(points + move / degree * (1 - step / rounds), reach)
    return centre(points)


def _place_rows(points: Points, above: Sequence[int], alone: Sequence[int]) -> None:
    """Place nodes without links in rows below the others."""
    width = max(float(np.ptp(points[above, 0])) if above else 0.0, math.sqrt(len(alone) * ROW[0] * ROW[1] * ASPECT))
    across = max(3, min(len(alone), round(width / ROW[0])))
    top = float(points[above, 1].max()) + BELOW / 2 if above else 0.0
    for number, node in enumerate(alone):
        row, column = divmod(number, across)
        in_row = min(across, len(alone) - row * across)
        points[node] = ((column - (in_row - 1) / 2) * ROW[0], top + row * ROW[1])
