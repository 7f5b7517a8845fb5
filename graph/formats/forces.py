"""Forces that push and pull points: what every layout of the page is made of.

Only additions, multiplications, divisions and square roots decide a place, and their results are the same on every
processor; the few sines are rounded. So equal input gives equal coordinates.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DENSE",
    "SPACING",
    "Link",
    "Points",
    "centre",
    "fit_disc",
    "middle_of",
    "place_discs",
    "push_apart",
    "renumber",
    "rounds_for",
    "spread",
    "sunflower",
]

Link = tuple[int, int, float]
"""Two node numbers and the strength of what joins them."""

Points = NDArray[np.float64]

SPACING = 64.0
"""Room for a node, in the picture's units: at first sight a unit is about a pixel."""

DENSE = 1_600
"""Up to as many nodes every pair of them repels; larger groups are laid out as a sunflower."""


def renumber(links: Sequence[Link], nodes: Sequence[int]) -> list[Link]:
    """Give links the row numbers of their nodes; links to other nodes are left out."""
    place = {int(node): number for number, node in enumerate(nodes)}
    return [(place[one], place[other], weight) for one, other, weight in links if one in place and other in place]


def sunflower(count: int) -> Points:
    """Evenly filled disc (Vogel 1979): node i at distance sqrt(i) and i golden angles."""
    angle = math.pi * (3 - math.sqrt(5))
    rows = [
        (math.sqrt(i + 0.5) * round(math.cos(i * angle), 9), math.sqrt(i + 0.5) * round(math.sin(i * angle), 9))
        for i in range(count)
    ]
    return np.array(rows, dtype=np.float64).reshape(count, 2)


def rounds_for(count: int, most: int) -> int:
    """Fewer rounds for more nodes, as every round compares all pairs."""
    return max(8, min(most, 12_000_000 // (count * count)))


def spread(points: Points, links: Sequence[Link], rounds: int, length: float) -> Points:
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


def fit_disc(points: Points, radius: float) -> Points:
    """Move points to the middle and scale them so that they fill a disc."""
    centred = centre(points)
    reach = float(np.sqrt((centred * centred).sum(axis=1)).max())
    return centred * (radius * 0.86 / reach) if reach > 0 else centred


def place_discs(radii: Points, links: Sequence[Link]) -> Points:
    """Place discs so that none overlap and linked ones are near each other."""
    if len(radii) > DENSE:
        return sunflower(len(radii)) * float(radii.mean()) * 2
    points = sunflower(len(radii)) * float(radii.mean()) * 1.4
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
        points = push_apart(points, radii[:, None] + radii[None, :])
    return points


def push_apart(points: Points, reach: Points) -> Points:
    """Move every two nodes that are nearer than their ``reach`` (a square matrix) some way from each other."""
    gaps = points[:, None, :] - points[None, :, :]
    away = np.sqrt((gaps * gaps).sum(axis=2)) + 1e-6
    overlap = np.maximum(reach - away, 0)
    np.fill_diagonal(overlap, 0)
    pushed: Points = points + (gaps / away[..., None] * overlap[..., None]).sum(axis=1) * 0.4
    return pushed


def centre(points: Points) -> Points:
    """Move points so that the middle of their box is the origin."""
    return points - middle_of(points)


def middle_of(points: Points) -> Points:
    """Give the middle of the box around points."""
    middle: Points = (points.max(axis=0) + points.min(axis=0)) / 2
    return middle
