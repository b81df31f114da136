"""Faults of a department's net, planted where they can be measured: one a community at most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import fsum
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.sample.blocks import largest_part
from gridmap.sample.coverage import Coverage
from gridmap.sample.footprints import draw_footprints

FaultKind = Literal["gap", "overlap", "exclave", "oversize"]

OVERSIZE_HOUSEHOLDS = 1000
"""A grid of more households is too large."""

PATCH_M = {"gap": (120.0, 66.0), "overlap": (90.0, 80.0)}
"""Length along the border of two grids, and width across it, of a planted patch on average."""

LEAST_PART_M2 = 500.0
"""A patch lies in either grid with so much at least."""

EXCLAVE_M2 = (1_500.0, 30_000.0)
"""Least and most area of a detached part."""


@dataclass(frozen=True, slots=True)
class NetFault:
    """A planted fault of a net.

    Attributes
    ----------
    kind : {"gap", "overlap", "exclave", "oversize"}
        What is wrong.
    grids : tuple of int
        The grids it concerns; of an overlap, the one that reaches into the other comes first.
    patch : shapely.Polygon or None
        Where a gap or an overlap is, EPSG:4548.
    """

    kind: FaultKind
    grids: tuple[int, ...]
    patch: shapely.Polygon | None = None


@dataclass(frozen=True)
class Net:
    """One department's net on the cells of a coverage.

    Attributes
    ----------
    coverage : Coverage
        The cells.
    pairs : ndarray of int64, of shape (m, 2)
        Neighbouring cells.
    households : ndarray of int64
        Households of each cell.
    group : ndarray of int64
        Grid of each cell.
    faults : tuple of NetFault
        What was planted.
    """

    coverage: Coverage
    pairs: NDArray[np.int64]
    households: NDArray[np.int64]
    group: NDArray[np.int64]
    faults: tuple[NetFault, ...] = ()

    def polygon(self, grid: int) -> shapely.Geometry:
        """Return the cells of a grid as one geometry.

        Parameters
        ----------
        grid : int
            The grid.

        Returns
        -------
        shapely.Polygon or shapely.MultiPolygon
            In EPSG:4548.
        """
        return self.coverage.union(self.group == grid)

    def clean_neighbours(self, rng: np.random.Generator) -> list[tuple[int, int]]:
        """Return pairs of neighbouring grids of communities that have no fault yet.

        Parameters
        ----------
        rng : numpy.random.Generator
            Draws the order.

        Returns
        -------
        list of tuple of int
            Grids of the same community.
        """
        community = self.coverage.community
        home = {int(grid): int(place) for grid, place in zip(self.group, community, strict=True)}
        faulty = {home[grid] for fault in self.faults for grid in fault.grids}
        pairs = np.unique(np.sort(self.group[self.pairs], axis=1), axis=0)
        clean = [
            (int(first), int(second))
            for first, second in pairs
            if first != second and home[int(first)] == home[int(second)] not in faulty
        ]
        return [clean[i] for i in rng.permutation(len(clean))]


def plant_patch(net: Net, kind: Literal["gap", "overlap"], rng: np.random.Generator) -> Net:
    """Return the net with a gap or an overlap across the border of two grids.

    Parameters
    ----------
    net : Net
        The net.
    kind : {"gap", "overlap"}
        What to plant.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Net
        The same groups, one fault more.
    """
    for first, second in net.clean_neighbours(rng):
        one, other = net.polygon(first), net.polygon(second)
        length_m, width_m = (side * (0.75 + 0.5 * rng.random()) for side in PATCH_M[kind])
        patch = _patch(one, other, length_m, width_m)
        if patch is None:
            continue
        parts = [shapely.intersection(patch, side) for side in (one, other)]
        rests = [shapely.difference(side, patch) for side in (one, other)]
        inside = patch.area - fsum(part.area for part in parts) < 1e-3
        whole = all(shape.geom_type == "Polygon" for shape in (*parts, *rests))
        if inside and whole and min(part.area for part in parts) > LEAST_PART_M2:
            fault = NetFault(kind, (first, second), patch)
            return replace(net, faults=(*net.faults, fault))
    return net


def plant_exclave(net: Net, rng: np.random.Generator) -> Net:
    """Return the net with one cell given to a grid that it does not touch.

    Parameters
    ----------
    net : Net
        The net.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Net
        One cell in another group, one fault more.
    """
    for first, second in net.clean_neighbours(rng):
        for owner, giver in ((first, second), (second, first)):
            for cell in _loose_cells(net, giver, owner):
                group = net.group.copy()
                group[cell] = owner
                moved = replace(net, group=group)
                if moved.polygon(giver).geom_type == "Polygon":
                    fault = NetFault("exclave", (owner, giver))
                    return replace(moved, faults=(*net.faults, fault))
    return net


def plant_oversize(net: Net, rng: np.random.Generator) -> Net:
    """Return the net with two neighbouring grids made one that is too large.

    Parameters
    ----------
    net : Net
        The net.
    rng : numpy.random.Generator
        Source of chance.

    Returns
    -------
    Net
        One group less, one fault more.
    """
    sums = np.bincount(net.group, weights=net.households)
    for first, second in net.clean_neighbours(rng):
        if sums[first] + sums[second] > 1.1 * OVERSIZE_HOUSEHOLDS:
            group = np.where(net.group == second, first, net.group)
            fault = NetFault("oversize", (first,))
            return replace(net, group=group, faults=(*net.faults, fault))
    return net


def _patch(
    one: shapely.Geometry, other: shapely.Geometry, length_m: float, width_m: float
) -> shapely.Polygon | None:
    """Return a rectangle on the middle of the longest border of two grids."""
    shared = shapely.intersection(one, other)
    lines = [part for part in shapely.get_parts(shared) if part.geom_type == "LineString"]
    if not lines:
        return None
    border = largest_part(shapely.line_merge(shapely.multilinestrings(lines)))
    if border.length < length_m:
        return None
    ends = shapely.line_interpolate_point(border, border.length / 2 + np.array([-5.0, 5.0]))
    low, high = shapely.get_coordinates(ends)
    angle = np.arctan2(*(high - low)[::-1])
    return draw_footprints(
        (low + high)[None] / 2,
        np.array([length_m]),
        np.array([width_m]),
        np.array([angle]),
        ["slab"],
    )[0]


def _loose_cells(net: Net, giver: int, owner: int) -> Iterator[int]:
    """Yield cells of one grid that do not touch the other, and are of a fit size."""
    area_m2 = shapely.area(net.coverage.cells)
    target = net.polygon(owner)
    members = np.flatnonzero(net.group == giver)
    for cell in members.tolist():
        fit = EXCLAVE_M2[0] <= area_m2[cell] <= EXCLAVE_M2[1] and net.households[cell] <= 250
        if fit and len(members) > 1 and shapely.distance(net.coverage.cells[cell], target) > 1.0:
            yield cell
