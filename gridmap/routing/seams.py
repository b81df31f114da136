"""What changed between two versions of grids: pieces of boundary that only one of them has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.crs import require_metric

Kind = Literal["new", "old"]

TOLERANCE_M = 1.0
"""A boundary that moved by less has not changed on the ground."""

SHORTEST_M = 0.05
"""Shorter pieces are what is left of rounding."""

MILLIMETRES = 1000.0


@dataclass(frozen=True, slots=True)
class Seam:
    """A changed piece of boundary.

    Attributes
    ----------
    kind : {"new", "old"}
        Whether the later version has it, or the earlier one had it.
    grids : tuple of str
        Codes of the grids on its two sides in that version, in order; one at the outer edge.
    line : LineString
        Where it runs, in metres.
    """

    kind: Kind
    grids: tuple[str, ...]
    line: shapely.LineString

    @property
    def length_m(self) -> float:
        """Its length."""
        return float(self.line.length)


def changed_seams(
    before: gpd.GeoDataFrame,
    after: gpd.GeoDataFrame,
    *,
    tolerance_m: float = TOLERANCE_M,
) -> tuple[Seam, ...]:
    """Return the pieces of boundary that one version has and the other has not.

    Parameters
    ----------
    before, after : GeoDataFrame
        Grids of the two versions with ``grid_code``, polygons in the same projected CRS.
    tolerance_m : float
        What lies within this of a boundary of the other version has not changed.

    Returns
    -------
    tuple of Seam
        New ones first, then old ones; by their grids, and from west to east.

    Raises
    ------
    CrsError
        If the grids are not in metres.
    """
    for frame in (before, after):
        require_metric(frame, layer="grids")
    earlier, later = _borders(before), _borders(after)
    # What both have to the millimetre, which is most of a plan, needs no geometry.
    new = later.loc[~later.index.isin(earlier.index)]
    old = earlier.loc[~earlier.index.isin(later.index)]
    return (
        *_changed("new", new, earlier, tolerance_m),
        *_changed("old", old, later, tolerance_m),
    )


def _borders(grids: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return every segment of boundary once: ``shape``, ``first``, ``last`` (codes beside it)."""
    shapes, codes = np.asarray(grids.geometry.array, dtype=object), grids["grid_code"].astype(str)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inner = ring[1:] == ring[:-1]
    ends = np.stack([points[:-1][inner], points[1:][inner]], axis=1)
    codes_of = codes.to_numpy()[owner[part[ring[:-1][inner]]]]
    places = np.round(ends * MILLIMETRES).astype(np.int64)
    swapped = (places[:, 0, 0] > places[:, 1, 0]) | (
        (places[:, 0, 0] == places[:, 1, 0]) & (places[:, 0, 1] > places[:, 1, 1])
    )
    places[swapped] = places[swapped][:, ::-1]
    ends[swapped] = ends[swapped][:, ::-1]
    frame = pd.DataFrame(places.reshape(-1, 4), columns=["a", "b", "c", "d"])
    frame["code"], frame["row"] = codes_of, np.arange(len(frame))
    found = frame.groupby(["a", "b", "c", "d"], sort=True).agg(
        first=("code", "min"), last=("code", "max"), row=("row", "first")
    )
    found["shape"] = shapely.linestrings(ends[found["row"].to_numpy()])
    return found.drop(columns="row")


def _changed(
    kind: Kind, segments: pd.DataFrame, others: pd.DataFrame, tolerance_m: float
) -> Iterator[Seam]:
    if segments.empty:
        return
    other = np.asarray(others["shape"].to_numpy(), dtype=object)
    tree = shapely.STRtree(other)
    for (first, last), group in segments.groupby(["first", "last"], sort=True):
        lines = shapely.line_merge(shapely.multilinestrings(group["shape"].to_list()))
        near = other[np.unique(tree.query(lines, predicate="dwithin", distance=tolerance_m))]
        if len(near):
            ground = shapely.union_all(shapely.buffer(near, tolerance_m, cap_style="flat"))
            ground = ground.union(shapely.union_all(shapely.buffer(_ends(near), tolerance_m)))
            lines = shapely.line_merge(shapely.difference(lines, ground))
        codes = (str(first),) if first == last else (str(first), str(last))
        for line in _in_order(lines):
            yield Seam(kind, codes, line)


def _ends(lines: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(shapely.points(shapely.get_coordinates(lines)), dtype=object)


def _in_order(lines: Any) -> list[shapely.LineString]:  # noqa: ANN401
    parts = [part for part in shapely.get_parts(lines) if part.length >= SHORTEST_M]
    return sorted(parts, key=lambda line: (line.bounds, line.length))
