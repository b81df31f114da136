"""Edges on the way from lines to a network: doubled ones made one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

SAME_LINE_M = 0.05
_ALONG = np.uint8(0b010101)
"""The bits of every mode along the line; those against it are the next higher ones."""


@dataclass(frozen=True, slots=True)
class Edges:
    """Columns of edges.

    Attributes
    ----------
    lines : ndarray of LineString, shape (m,)
        Shapes.
    nodes : ndarray of int, shape (m, 2)
        Node at the begin and at the end.
    row : ndarray of int, shape (m,)
        Row of the layer of roads.
    level, road_class, modes : ndarray of int, shape (m,)
        As in `gridmap.routing.roads.Roads`.
    """

    lines: NDArray[np.object_]
    nodes: NDArray[np.intp]
    row: NDArray[np.intp]
    level: NDArray[np.int64]
    road_class: NDArray[np.int8]
    modes: NDArray[np.uint8]

    def __len__(self) -> int:
        """Return the number of edges."""
        return len(self.lines)

    def take(self, chosen: NDArray[np.intp] | NDArray[np.bool_]) -> Self:
        """Return some of the edges.

        Parameters
        ----------
        chosen : ndarray of int or bool
            Which.

        Returns
        -------
        Edges
            In that order.
        """
        return type(self)(*(getattr(self, each.name)[chosen] for each in fields(self)))


def merge_doubles(edges: Edges) -> Edges:
    """Return edges of which no two are the same line of one class and level.

    Whoever may use one of the doubles may use what is left; two one-way lines drawn against each
    other are a two-way road. Edges between the same nodes on different lines all stay.

    Parameters
    ----------
    edges : Edges
        With doubles or not.

    Returns
    -------
    Edges
        The first of each.
    """
    low = np.minimum(edges.nodes[:, 0], edges.nodes[:, 1])
    high = np.maximum(edges.nodes[:, 0], edges.nodes[:, 1])
    columns = [low, high, edges.level, edges.road_class]
    _, group, size = np.unique(
        np.column_stack(columns), axis=0, return_inverse=True, return_counts=True
    )
    rows = np.flatnonzero(size[group.ravel()] > 1)
    if not len(rows):
        return edges
    # A vertex on a straight stretch makes no other line.
    plain = shapely.simplify(edges.lines[rows], SAME_LINE_M)
    turned = _runs_down(plain)
    alike = np.where(turned, shapely.reverse(plain), plain)
    first: dict[tuple[int, bytes], int] = {}
    modes, kept = edges.modes.copy(), np.ones(len(edges), dtype=bool)
    stands = np.zeros(len(edges), dtype=bool)
    stands[rows] = turned
    for row, drawn in zip(rows.tolist(), shapely.to_wkb(alike), strict=True):
        before = first.setdefault((int(group.ravel()[row]), drawn), row)
        if before != row:
            added = edges.modes[row : row + 1]
            modes[before] |= (added if stands[row] == stands[before] else against(added))[0]
            kept[row] = False
    merged = Edges(edges.lines, edges.nodes, edges.row, edges.level, edges.road_class, modes)
    return merged.take(kept)


def against(modes: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the modes of edges that are drawn the other way round.

    Parameters
    ----------
    modes : ndarray of uint8
        Bits of `gridmap.routing.profiles`.

    Returns
    -------
    ndarray of uint8
        With the bits along and against exchanged.
    """
    return np.asarray(((modes & _ALONG) << 1) | ((modes >> 1) & _ALONG), dtype=np.uint8)


def _runs_down(lines: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which lines compare greater than themselves reversed."""
    turned = shapely.reverse(lines)
    mine, theirs = shapely.to_wkb(lines), shapely.to_wkb(turned)
    return np.array([one > other for one, other in zip(mine, theirs, strict=True)], dtype=bool)
