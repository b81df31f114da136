"""Faces cut into blocks by local roads, each block as large as its draft needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.sample.drafts import Draft
from gridmap.sample.ground import OVERSHOOT_M, Face
from gridmap.sample.others import draft_filler, draft_park

WIDEST_SEARCH = 4
"""How many ways to cut are tried at each step, the most even first."""

SLENDER = 2.3
"""Blocks longer than so many times their width are avoided."""

SURPLUS = 0.30
"""A face with more land to spare than this share gets a filler."""

MOST_FILLERS, MOST_FILLER_M2 = 4, 30_000.0
"""How many blocks nobody lives in may be added to a face, and how large they are at most."""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of ground between roads, and what is built on it.

    Attributes
    ----------
    polygon : shapely.Polygon
        To the middle of the roads around, in EPSG:4548.
    face : int
        Index of its face.
    community : int
        Index of its community.
    draft : Draft or None
        None for the strips along river and railway.
    """

    polygon: shapely.Polygon
    face: int
    community: int
    draft: Draft | None


def cut_blocks(
    faces: Sequence[Face], drafts: Sequence[Sequence[Draft]], rng: np.random.Generator
) -> tuple[tuple[Block, ...], tuple[shapely.LineString, ...]]:
    """Return the blocks of every face, and the local roads that cut them.

    Parameters
    ----------
    faces : sequence of Face
        The faces.
    drafts : sequence of sequences of Draft
        What is built in each.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    blocks : tuple of Block
        They cover every face.
    roads : tuple of shapely.LineString
        In EPSG:4548; their ends lie on other roads.
    """
    blocks: list[Block] = []
    roads: list[shapely.LineString] = []
    for index, face in enumerate(faces):
        if face.kind != "land":
            blocks.append(Block(face.polygon, index, face.community, None))
            continue
        pieces: list[tuple[shapely.Polygon, Draft]] = []
        _bisect(face.polygon, _plan_cuts(face.polygon, drafts[index], rng), rng, pieces, roads)
        blocks += [Block(polygon, index, face.community, draft) for polygon, draft in pieces]
    return tuple(blocks), tuple(roads)


def _plan_cuts(
    polygon: shapely.Polygon, drafts: Sequence[Draft], rng: np.random.Generator
) -> _Tree:
    """Return the cuts of a face, with fillers beside what would else be a slender block."""
    ring = shapely.get_coordinates(shapely.oriented_envelope(polygon))
    width_m, height_m = np.hypot(*np.diff(ring[:3], axis=0).T).tolist()
    blocks = sorted(drafts or [draft_park(polygon.area)], key=lambda draft: -draft.need_m2)
    tree = _best_tree(tuple(blocks), width_m, height_m)
    for _ in range(MOST_FILLERS):
        spare_m2 = polygon.area - fsum(draft.need_m2 for draft in blocks)
        smallest_m2 = blocks[-1].need_m2
        slender = tree.aspect > SLENDER and smallest_m2 < 0.6 * spare_m2
        if not slender and spare_m2 < SURPLUS * polygon.area:
            break
        area_m2 = smallest_m2 if slender else min(0.5 * spare_m2, MOST_FILLER_M2)
        blocks = sorted([*blocks, draft_filler(area_m2, rng)], key=lambda draft: -draft.need_m2)
        tree = _best_tree(tuple(blocks), width_m, height_m)
    return tree


@dataclass(frozen=True, slots=True)
class _Tree:
    """Drafts in the order in which a face is cut for them."""

    drafts: tuple[Draft, ...]
    parts: tuple[_Tree, _Tree] | None
    aspect: float


def _best_tree(drafts: tuple[Draft, ...], width_m: float, height_m: float) -> _Tree:
    """Return the order of cuts that keeps the most slender block of a rectangle least slender."""
    if len(drafts) == 1:
        aspect = max(width_m, height_m) / min(width_m, height_m)
        return _Tree(drafts, None, aspect)
    total = fsum(draft.need_m2 for draft in drafts)
    shares = np.cumsum([draft.need_m2 for draft in drafts])[:-1] / total
    even = np.argsort(np.abs(shares - 0.5), kind="stable")[:WIDEST_SEARCH]
    long, short = max(width_m, height_m), min(width_m, height_m)
    trees = []
    for k in even.tolist():
        first = _best_tree(drafts[: k + 1], long * shares[k], short)
        second = _best_tree(drafts[k + 1 :], long * (1 - shares[k]), short)
        trees.append(_Tree(drafts, (first, second), max(first.aspect, second.aspect)))
    return min(trees, key=lambda tree: tree.aspect)


def _bisect(
    polygon: shapely.Polygon,
    tree: _Tree,
    rng: np.random.Generator,
    pieces: list[tuple[shapely.Polygon, Draft]],
    roads: list[shapely.LineString],
) -> None:
    if tree.parts is None:
        pieces.append((polygon, tree.drafts[0]))
        return
    first, second = tree.parts if rng.random() < 0.5 else tree.parts[::-1]
    needs = [fsum(draft.need_m2 for draft in part.drafts) for part in (first, second)]
    share = needs[0] / fsum(needs)
    low, high, road = cut_share(polygon, share, tilt=0.05 * (rng.random() - 0.5))
    roads.append(road)
    _bisect(low, first, rng, pieces, roads)
    _bisect(high, second, rng, pieces, roads)


def cut_share(
    polygon: shapely.Polygon, share: float, *, tilt: float = 0.0
) -> tuple[shapely.Polygon, shapely.Polygon, shapely.LineString]:
    """Return a polygon cut across its length into a share of its area and the rest.

    Parameters
    ----------
    polygon : shapely.Polygon
        In metres; cut in two parts only if it is nearly convex.
    share : float
        Share of the area of the first part.
    tilt : float
        Radians by which the cut leans.

    Returns
    -------
    low, high : shapely.Polygon
        The two parts; of a part in several pieces all but the largest go to the other one.
    cut : shapely.LineString
        The line between them, a hair longer than the polygon is wide.

    Examples
    --------
    >>> low, high, cut = cut_share(shapely.box(0, 0, 40, 10), 0.25)
    >>> round(low.area), round(high.area), round(cut.length)
    (100, 300, 10)
    """
    angle = long_axis(polygon) + tilt
    centre = shapely.get_coordinates(polygon.centroid)[0]
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    places = (shapely.get_coordinates(polygon) - centre) @ along
    reach = float(np.ptp(shapely.get_coordinates(polygon), axis=0).sum())
    start, stop = float(places.min()), float(places.max())
    wanted = share * polygon.area
    for _ in range(22):
        middle = (start + stop) / 2
        below = shapely.intersection(polygon, _side(centre, along, across, middle, reach))
        if below.area < wanted:
            start = middle
        else:
            stop = middle
    below = shapely.intersection(polygon, _side(centre, along, across, middle, reach))
    low = largest_part(below)
    high = largest_part(shapely.difference(polygon, low))
    low = largest_part(shapely.difference(polygon, high))
    ends = centre + middle * along + np.array([[-reach], [reach]]) * across
    reached = shapely.buffer(polygon, OVERSHOOT_M)
    return low, high, largest_part(shapely.intersection(reached, shapely.LineString(ends)))


def long_axis(polygon: shapely.Polygon) -> float:
    """Return the direction of the longer side of the least rectangle around a polygon.

    Parameters
    ----------
    polygon : shapely.Polygon
        In metres.

    Returns
    -------
    float
        Radians from east, in (-pi/2, pi/2].

    Examples
    --------
    >>> abs(round(long_axis(shapely.box(0, 0, 2, 9)), 3))
    1.571
    """
    ring = shapely.get_coordinates(shapely.oriented_envelope(polygon))
    sides = np.diff(ring[:3], axis=0)
    longer = sides[int(np.argmax(np.hypot(sides[:, 0], sides[:, 1])))]
    angle = float(np.arctan2(longer[1], longer[0]))
    return angle if -np.pi / 2 < angle <= np.pi / 2 else angle - np.copysign(np.pi, angle)


def largest_part(geometry: shapely.Geometry) -> shapely.Geometry:
    """Return the largest part of a geometry: by area, or of lines by length.

    Parameters
    ----------
    geometry : shapely.Geometry
        Single or multi.

    Returns
    -------
    shapely.Geometry
        A single geometry.
    """
    parts = shapely.get_parts(geometry)
    size = shapely.area(parts) + 1e-9 * shapely.length(parts)
    return parts[int(np.argmax(size))] if len(parts) else geometry


def _side(
    centre: NDArray[np.float64],
    along: NDArray[np.float64],
    across: NDArray[np.float64],
    place: float,
    reach: float,
) -> shapely.Polygon:
    """Return the half of the plane below a place along an axis."""
    corner = centre + place * along
    return shapely.Polygon(
        [
            corner - reach * across,
            corner + reach * across,
            corner + reach * across - 2 * reach * along,
            corner - reach * across - 2 * reach * along,
        ]
    )
