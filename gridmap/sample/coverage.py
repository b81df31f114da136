"""The street as one coverage of small cells, from which communities and nets are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.sample.blocks import Block
from gridmap.sample.ground import NODING_M
from gridmap.sample.plots import Plot

LARGE_HOUSEHOLDS = 350
"""Compounds of more households are cut along their lanes."""


@dataclass(frozen=True)
class Coverage:
    """Cells that share their vertices, so that unions of them share their edges exactly.

    Attributes
    ----------
    cells : ndarray of shapely.Polygon
        In EPSG:4548, no gap and no overlap.
    community : ndarray of int64
        Index of the community of each cell.
    """

    cells: NDArray[np.object_]
    community: NDArray[np.int64]

    def union(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> shapely.Geometry:
        """Return chosen cells as one geometry.

        Parameters
        ----------
        chosen : ndarray of bool or int64
            Mask or positions.

        Returns
        -------
        shapely.Polygon or shapely.MultiPolygon
            Every vertex of the cells along its edge is kept.
        """
        return shapely.normalize(shapely.coverage_union_all(self.cells[chosen]))


def cut_cells(
    blocks: Sequence[Block],
    plots: Sequence[Plot],
    *,
    extra: Sequence[shapely.Geometry] = (),
) -> Coverage:
    """Return the cells of a street.

    Parameters
    ----------
    blocks : sequence of Block
        They cover the street.
    plots : sequence of Plot
        Large compounds among them are cut along their lanes.
    extra : sequence of shapely.Geometry
        More lines to cut along.

    Returns
    -------
    Coverage
        The cells, in a fixed order.
    """
    polygons = np.array([block.polygon for block in blocks], dtype=object)
    lines = [shapely.boundary(polygons), np.array(_lane_cuts(plots), dtype=object)]
    linework = shapely.union_all(
        np.concatenate([*lines, np.array(extra, dtype=object)]), grid_size=NODING_M
    )
    cells = shapely.normalize(shapely.get_parts(shapely.polygonize([linework])))
    points = shapely.point_on_surface(cells)
    cell, block = shapely.STRtree(polygons).query(points, predicate="intersects")
    cell, first = np.unique(cell, return_index=True)
    community = np.array([blocks[i].community for i in block[first]], dtype=np.int64)
    order = np.lexsort((*np.round(shapely.bounds(cells[cell]), 2).T, community))
    return Coverage(cells[cell][order], community[order])


def _lane_cuts(plots: Sequence[Plot]) -> list[shapely.Geometry]:
    """Return lanes of large compounds, made so long that they cross the block."""
    cuts: list[shapely.Geometry] = []
    for plot in plots:
        if sum(design.households for design in plot.designs) > LARGE_HOUSEHOLDS:
            for lane in plot.lanes:
                ends = shapely.get_coordinates(lane)[[0, -1]]
                ahead = (ends[1] - ends[0]) / np.hypot(*(ends[1] - ends[0])) * 2000.0
                long = shapely.LineString([ends[0] - ahead, ends[1] + ahead])
                cuts.append(shapely.intersection(long, plot.block.polygon))
    return cuts


def neighbours(cells: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return pairs of cells that share an edge.

    Parameters
    ----------
    cells : ndarray of shapely.Polygon
        A coverage whose cells share their vertices.

    Returns
    -------
    ndarray of int64, of shape (n, 2)
        Positions of the cells, the smaller first.

    Examples
    --------
    >>> row = shapely.box([0, 1, 2], 0, [1, 2, 3], 1)
    >>> neighbours(row).tolist()
    [[0, 1], [1, 2]]
    """
    points, owner = shapely.get_coordinates(cells, return_index=True)
    same = owner[1:] == owner[:-1]
    ends = np.concatenate([points[:-1][same], points[1:][same]], axis=1)
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    _, edge = np.unique(ends, axis=0, return_inverse=True)
    order = np.argsort(edge, kind="stable")
    twin = edge[order][1:] == edge[order][:-1]
    owners = owner[1:][same][order]
    pairs = np.sort(np.stack([owners[:-1][twin], owners[1:][twin]], axis=1), axis=1)
    return np.unique(pairs, axis=0)
