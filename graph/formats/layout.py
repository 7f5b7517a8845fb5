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

__all__ = ["Layout", "Link", "find_communities", "lay_out"]

Link = tuple[int, int, float]
"""Two node numbers and the strength of what joins them."""

Points = NDArray[np.float64]

SPACING = 64.0
"""Room for a node, in the picture's units: at first sight a unit is about a pixel."""

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

DENSE = 1_600
"""Up to as many nodes every pair of them repels; larger groups are laid out as a sunflower."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A place (x, y) for each node, y downwards; the communities; the nodes that stand apart from the main picture."""

    places: tuple[tuple[int, int], ...]
    communities: tuple[tuple[int, ...], ...]
    apart: frozenset[int]


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
        points -= _middle(points[sorted(main)])
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
        places = _relax(points[nodes], _renumber(inner, nodes), np.array([home[node] for node in nodes]))
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
        shape = _spread(_sunflower(len(part)) * SPACING * 0.5, _renumber(own, part), 60, SPACING * 0.8)
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


def _renumber(links: Sequence[Link], nodes: Sequence[int]) -> list[Link]:
    place = {int(node): number for number, node in enumerate(nodes)}
    return [(place[one], place[other], weight) for one, other, weight in links if one in place and other in place]


def _place_groups(points: Points, groups: Sequence[Sequence[int]], links: Sequence[Link]) -> None:
    """Place the communities as discs, then the members of each in its disc."""
    home = {node: number for number, group in enumerate(groups) for node in group}
    radii = np.array([SPACING * (0.35 + 0.56 * math.sqrt(len(group))) for group in groups])
    centres = _place_discs(radii, _join((home[one], home[other], weight) for one, other, weight in links))
    inside: list[list[Link]] = [[] for _ in groups]
    for link in links:
        if home[link[0]] == home[link[1]]:
            inside[home[link[0]]].append(link)
    for number, group in enumerate(groups):
        members = _sunflower(len(group)) * SPACING * 0.56
        if len(group) <= DENSE:
            members = _spread(members, _renumber(inside[number], group), _rounds(len(group), 120), SPACING)
        points[np.array(group)] = centres[number] + _fit_disc(members, radii[number])


def _sunflower(count: int) -> Points:
    """Evenly filled disc (Vogel 1979): node i at distance sqrt(i) and i golden angles."""
    angle = math.pi * (3 - math.sqrt(5))
    rows = [
        (math.sqrt(i + 0.5) * round(math.cos(i * angle), 9), math.sqrt(i + 0.5) * round(math.sin(i * angle), 9))
        for i in range(count)
    ]
    return np.array(rows, dtype=np.float64).reshape(count, 2)


def _rounds(count: int, most: int) -> int:
    """Fewer rounds for more nodes, as every round compares all pairs."""
    return max(8, min(most, 12_000_000 // (count * count)))


def _spread(points: Points, links: Sequence[Link], rounds: int, length: float) -> Points:
    """Force layout (Fruchterman and Reingold 1991), every pair repelling, steps that cool down."""
    if len(points) < 2:
        return points
    ends = np.array([link[:2] for link in links], dtype=np.intp).reshape(-1, 2)
    pull = np.sqrt(np.array([link[2] for link in links])).reshape(-1, 1)
    for step in range(rounds):
        gaps = points[:, None, :] - points[None, :, :]
        squares = gaps[..., 0] * gaps[..., 0] + gaps[..., 1] * gaps[..., 1] + 0.01
        force = (gaps * (length * length / squares)[..., None]).sum(axis=1)
        if len(ends):
            span = points[ends[:, 1]] - points[ends[:, 0]]
            tension = span * (np.sqrt((span * span).sum(axis=1, keepdims=True)) / length) * pull
            np.add.at(force, ends[:, 0], tension)
            np.add.at(force, ends[:, 1], -tension)
        force -= points * 0.12
        size = np.sqrt((force * force).sum(axis=1, keepdims=True)) + 1e-9
        limit = length * 0.6 * (1 - step / rounds) + 0.5
        points = points + force / size * np.minimum(size, limit)
    return points


def _fit_disc(points: Points, radius: float) -> Points:
    centred = _centre(points)
    reach = float(np.sqrt((centred * centred).sum(axis=1)).max())
    return centred * (radius * 0.86 / reach) if reach > 0 else centred


def _place_discs(radii: Points, links: Sequence[Link]) -> Points:
    """Place discs so that none overlap and linked ones are near each other."""
    if len(radii) > DENSE:
        return _sunflower(len(radii)) * float(radii.mean()) * 2
    points = _sunflower(len(radii)) * float(radii.mean()) * 1.4
    ends = np.array([link[:2] for link in links], dtype=np.intp).reshape(-1, 2)
    weight = np.array([link[2] for link in links]).reshape(-1, 1)
    pull = weight / (weight + 4)
    for step in range(300):
        move = np.zeros_like(points)
        if len(ends):
            span = points[ends[:, 1]] - points[ends[:, 0]]
            move_by = span * pull * 0.06
            np.add.at(move, ends[:, 0], move_by)
            np.add.at(move, ends[:, 1], -move_by)
        points = points + move * (1 - step / 300) - points * 0.015
        points = _push_apart(points, radii[:, None] + radii[None, :])
    return points


def _push_apart(points: Points, reach: Points) -> Points:
    """Move every two nodes that are nearer than their ``reach`` (a square matrix) some way from each other."""
    gaps = points[:, None, :] - points[None, :, :]
    away = np.sqrt((gaps * gaps).sum(axis=2)) + 1e-6
    overlap = np.maximum(reach - away, 0)
    np.fill_diagonal(overlap, 0)
    pushed: Points = points + (gaps / away[..., None] * overlap[..., None]).sum(axis=1) * 0.4
    return pushed


def _relax(points: Points, links: Sequence[Link], homes: NDArray[np.int_]) -> Points:
    """Draw linked nodes a little nearer, then keep all nodes apart, and those of two communities farther."""
    count = len(points)
    if count > DENSE:
        return _centre(points)
    ends = np.array([link[:2] for link in links], dtype=np.intp).reshape(-1, 2)
    degree = np.bincount(ends.ravel(), minlength=count).astype(np.float64).reshape(-1, 1) + 1
    within = (homes[ends[:, 0]] == homes[ends[:, 1]]).astype(np.float64).reshape(-1, 1)
    room = SPACING * 0.38 + np.minimum(np.sqrt(degree[:, 0]) * 2.2, 18)
    reach = room[:, None] + room[None, :] + BETWEEN * (homes[:, None] != homes[None, :])
    rounds = _rounds(count, 60)
    for step in range(rounds):
        span = (points[ends[:, 1]] - points[ends[:, 0]]) * (0.01 + 0.04 * within)
        move = np.zeros_like(points)
        np.add.at(move, ends[:, 0], span)
        np.add.at(move, ends[:, 1], -span)
        points = _push_apart(points + move / degree * (1 - step / rounds), reach)
    return _centre(points)


def _centre(points: Points) -> Points:
    return points - _middle(points)


def _middle(points: Points) -> Points:
    middle: Points = (points.max(axis=0) + points.min(axis=0)) / 2
    return middle


def _place_rows(points: Points, above: Sequence[int], alone: Sequence[int]) -> None:
    """Place nodes without links in rows below the others."""
    width = max(float(np.ptp(points[above, 0])) if above else 0.0, math.sqrt(len(alone) * ROW[0] * ROW[1] * ASPECT))
    across = max(3, min(len(alone), round(width / ROW[0])))
    top = float(points[above, 1].max()) + BELOW / 2 if above else 0.0
    for number, node in enumerate(alone):
        row, column = divmod(number, across)
        in_row = min(across, len(alone) - row * across)
        points[node] = ((column - (in_row - 1) / 2) * ROW[0], top + row * ROW[1])
