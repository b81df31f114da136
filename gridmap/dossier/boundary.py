"""The boundary of a grid, side by side: what it runs along and who is on the other side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.columns import texts
from gridmap.crs import require_metric
from gridmap.dossier.ground import OFFSET_M, Along, Ground
from gridmap.dossier.outline import SIDES, Places, Side, places_along

LEAST_M = 1.0
"""Shorter pieces are no boundary but an offset of vertices."""

_Key = tuple[Along, str, str, bool]

_TOWARDS = np.array([[1.0, 0.0], [0.0, -1.0], [-1.0, 0.0], [0.0, 1.0]])
"""Unit vectors of `SIDES`."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One side's boundary along one thing, against one neighbour.

    Attributes
    ----------
    side : {"east", "south", "west", "north"}
        To which it faces.
    along : Along
        What it runs along.
    beyond : str
        Code of the grid on the other side; empty for none.
    community : str
        Name of the community on the other side where that is another one; empty otherwise.
    is_edge : bool
        Whether no community lies on the other side.
    length_m : float
        Metres; 0 where the grid has no side there and ends in a point.
    """

    side: Side
    along: Along
    beyond: str
    community: str
    is_edge: bool
    length_m: float


def boundaries_of(
    grids: gpd.GeoDataFrame,
    ground: Ground,
    *,
    communities: gpd.GeoDataFrame | None = None,
    only: Collection[str] | None = None,
) -> dict[str, tuple[Piece, ...]]:
    """Return the boundary of each grid.

    Parameters
    ----------
    grids : GeoDataFrame
        All grids of a plan, in a metric CRS, with ``grid_code`` and ``community_code``.
    ground : Ground
        Of the same CRS.
    communities : GeoDataFrame, optional
        Of the same CRS; they tell what lies where there is no grid.
    only : collection of str, optional
        Codes of the grids that are wanted; all by default.

    Returns
    -------
    dict of str to tuple of Piece
        By code: pieces by side in the order of `SIDES`, of one side the longest first. Every side
        has at least one.

    Raises
    ------
    CrsError
        If the grids are not in metres.
    """
    require_metric(grids, layer="grids")
    wanted = grids if only is None else grids[grids["grid_code"].isin(list(only))]
    places = places_along(np.asarray(wanted.geometry.array, dtype=object))
    codes = wanted["grid_code"].to_numpy(dtype=object)
    table = _table(places, grids, codes, ground, communities)
    return {str(code): tuple(_pieces(part)) for code, part in table.groupby("code", sort=False)}


def _table(
    places: Places,
    grids: gpd.GeoDataFrame,
    codes: NDArray[Any],
    ground: Ground,
    communities: gpd.GeoDataFrame | None,
) -> pd.DataFrame:
    """Return a row a place: its grid, its side, what runs there and who is beyond."""
    inner = ground.compound_at(places.beside(-OFFSET_M))
    outside = places.beside(OFFSET_M)
    outer = ground.compound_at(outside)
    own = grids.set_index("grid_code")["community_code"].reindex(codes).to_numpy()[places.row]
    beyond = _at(outside, grids, "grid_code")
    place, is_edge = _communities(outside, beyond, own, grids, communities)
    return pd.DataFrame(
        {
            "code": codes[places.row],
            "side": places.side,
            "along": _alongs(ground.lines_at(places), ground, inner, outer),
            "beyond": beyond,
            "community": place,
            "is_edge": is_edge,
            "length_m": places.length_m,
            "x": places.xy[:, 0],
            "y": places.xy[:, 1],
        }
    )


def _alongs(
    lines: NDArray[Any], ground: Ground, inner: NDArray[Any], outer: NDArray[Any]
) -> list[Along]:
    known = (*ground.alongs, None)
    return [
        known[line]
        or (Along("wall", inner=within, outer=without) if within != without else Along())
        for line, within, without in zip(lines, inner, outer, strict=True)
    ]


def _communities(
    outside: NDArray[Any],
    beyond: NDArray[Any],
    own: NDArray[Any],
    grids: gpd.GeoDataFrame,
    communities: gpd.GeoDataFrame | None,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the name of the other community at each place, and where there is none at all."""
    of_grid = dict(zip(grids["grid_code"], grids["community_code"], strict=True))
    codes = np.array([of_grid.get(code, "") for code in beyond], dtype=object)
    names = dict(zip(grids["community_code"], texts(grids, "community"), strict=True))
    if communities is not None:
        names |= dict(zip(communities["community_code"], texts(communities, "name"), strict=True))
        codes = np.where(codes == "", _at(outside, communities, "community_code"), codes)
    other = [
        (names.get(code) or code) if code and code != home else ""
        for code, home in zip(codes, own, strict=True)
    ]
    return np.array(other, dtype=object), codes == ""


def _at(points: NDArray[Any], areas: gpd.GeoDataFrame, column: str) -> NDArray[Any]:
    found = np.full(len(points), "", dtype=object)
    tree = shapely.STRtree(np.asarray(areas.geometry.array, dtype=object))
    point, area = tree.query(points, predicate="within")
    found[point] = areas[column].to_numpy(dtype=object)[area]
    return found


def _pieces(part: pd.DataFrame) -> Iterator[Piece]:
    xy = part[["x", "y"]].to_numpy()
    columns = (part[name].tolist() for name in ("along", "beyond", "community", "is_edge"))
    keys: list[_Key] = list(zip(*columns, strict=True))
    sides = part["side"].to_numpy()
    lengths = part["length_m"].to_numpy()
    for number, side in enumerate(SIDES):
        sums: defaultdict[_Key, float] = defaultdict(float)
        for row in np.flatnonzero(sides == number).tolist():
            sums[keys[row]] += lengths[row]
        if not sums:
            sums[keys[int(np.argmax(xy @ _TOWARDS[number]))]] = 0.0
        ordered = sorted(sums.items(), key=lambda one: (-one[1], one[0]))
        # The longest is kept however short it is: a side has at least one piece.
        for place, (key, length_m) in enumerate(ordered):
            if place == 0 or length_m >= LEAST_M:
                yield Piece(side, *key, float(length_m))
