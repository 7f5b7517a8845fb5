"""Where things stand in the picture: communities first, then each inside, the same places in every run.

Only additions, multiplications, divisions and square roots decide a place, and their results are the same on every
processor; the few sines are rounded. So equal input gives equal coordinates.
"""

import math
from collections.abc import Iterable, Sequence

import networkx as nx
import numpy as np
from numpy.typing import NDArray

__all__ = ["Link", "find_communities", "place_nodes"]

Link = tuple[int, int, float]
"""Two node numbers and the strength of what joins them."""

Points = NDArray[np.float64]

SPACING = 64.0
"""Room for a node, in the picture's units: at first sight a unit is about a pixel."""

ASPECT = 1.35
"""Screens are wider than high, and so are labels."""

ROW = (150.0, 46.0)
"""Room for a thing that nothing is linked to: they stand in rows below the picture."""

BETWEEN = 44.0
"""How much farther apart nodes of different communities keep."""

DENSE = 1_600
"""Up to as many nodes every pair of them repels; larger groups are laid out as a sunflower."""


def place_nodes(count: int, links: Iterable[Link], groups: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Give each of ``count`` nodes a place (x, y), y downwards, members of a group near each other.

    ``groups`` is what :func:`find_communities` found; nodes in none of them stand in rows below.

    >>> links = [(0, 1, 1.0), (1, 2, 1.0)]
    >>> place_nodes(3, links, [[0, 1, 2]]) == place_nodes(3, list(reversed(links)), [[0, 1, 2]])
    True
    """
    joined = _join(links)
    points = np.zeros((count, 2))
    home = {node: number for number, group in enumerate(groups) for node in group}
    linked = sorted(home)
    if linked:
        _place_groups(points, groups, joined)
        places = _relax(points[linked], _renumber(joined, linked), np.array([home[node] for node in linked]))
        points[linked] = places * (ASPECT, 1.0)
    _place_rows(points, [node for node in range(count) if node not in home])
    return [(round(x), round(y)) for x, y in points.tolist()]


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
            members = _spread(members, _renumber(inside[number], group), 120, SPACING)
        points[np.array(group)] = centres[number] + _fit_disc(members, radii[number])


def _sunflower(count: int) -> Points:
    """Evenly filled disc (Vogel 1979): node i at distance sqrt(i) and i golden angles."""
    angle = math.pi * (3 - math.sqrt(5))
    rows = [
        (math.sqrt(i + 0.5) * round(math.cos(i * angle), 9), math.sqrt(i + 0.5) * round(math.sin(i * angle), 9))
        for i in range(count)
    ]
    return np.array(rows, dtype=np.float64).reshape(count, 2)


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
    return points + (gaps / away[..., None] * overlap[..., None]).sum(axis=1) * 0.4


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
    rounds = max(8, min(60, 24_000_000 // (count * count)))
    for step in range(rounds):
        span = (points[ends[:, 1]] - points[ends[:, 0]]) * (0.01 + 0.04 * within)
        move = np.zeros_like(points)
        np.add.at(move, ends[:, 0], span)
        np.add.at(move, ends[:, 1], -span)
        points = _push_apart(points + move / degree * (1 - step / rounds), reach)
    return _centre(points)


def _centre(points: Points) -> Points:
    return points - (points.max(axis=0) + points.min(axis=0)) / 2


def _place_rows(points: Points, alone: Sequence[int]) -> None:
    """Place nodes without links in rows below the others."""
    if not alone:
        return
    others = len(points) > len(alone)
    width = float(points[:, 0].max() - points[:, 0].min()) if others else 0.0
    across = max(3, min(len(alone), round(max(width, math.sqrt(len(alone) * ROW[0] * ROW[1] * ASPECT)) / ROW[0])))
    top = float(points[:, 1].max()) + SPACING * 1.6 if others else 0.0
    for number, node in enumerate(alone):
        row, column = divmod(number, across)
        in_row = min(across, len(alone) - row * across)
        points[node] = ((column - (in_row - 1) / 2) * ROW[0], top + row * ROW[1])
    points -= (points.max(axis=0) + points.min(axis=0)) / 2
