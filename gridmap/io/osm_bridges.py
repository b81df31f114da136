"""Where a road of an OpenStreetMap file passes a barrier: bridges, underpasses, level crossings.

OpenStreetMap tags the road or the railway that is raised or sunk, not the place of passage, so
that is derived here from what crosses what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.crs import STORAGE_CRS, metric_crs
from gridmap.errors import Fault, Text
from gridmap.io.osm_objects import Element
from gridmap.io.osm_tags import is_set
from gridmap.layers.words import BRIDGE_KINDS

STRETCH_M = 25.0
"""Metres of road on either side of a barrier that make an underpass or a crossing."""

BoolArray = NDArray[np.bool_]
GeometryArray = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class _Places:
    """Rows of roads and, of equal length, where each of them passes a barrier."""

    road: NDArray[np.intp]
    geometry: GeometryArray


def find_bridges(
    roads: gpd.GeoDataFrame,
    water: gpd.GeoDataFrame,
    railways: gpd.GeoDataFrame,
    *,
    road_elements: Sequence[Element],
    railway_elements: Sequence[Element],
) -> tuple[gpd.GeoDataFrame, list[Fault]]:
    """Return the layer of places where a road passes water, a railway or an arterial road.

    A road on a bridge over one of these is a bridge, or a footbridge where it is a path. A road
    that passes in a tunnel, or under a bridge that carries the railway or arterial, is an
    underpass. A road that shares a node with a railway on the ground is a level crossing.
    Motorways let nobody walk across and are left out; an arterial opens no other arterial.

    Parameters
    ----------
    roads, water, railways : GeoDataFrame
        The layers in EPSG:4490.
    road_elements, railway_elements : sequence of Element
        What the rows of ``roads`` and ``railways`` were made of, in the same order.

    Returns
    -------
    frame : GeoDataFrame
        The layer in EPSG:4490 with the columns of its contract.
    faults : list of Fault
        The notice of how it was made.
    """
    crs = metric_crs(roads.total_bounds)
    lines = roads.to_crs(crs)
    ways = lines.geometry.to_numpy()
    open_water, tracks = (each.to_crs(crs).geometry.to_numpy() for each in (water, railways))
    track_raised = np.array([is_set(each.tags, "bridge") for each in railway_elements], dtype=bool)
    walked = np.array([_is_walked(element) for element in road_elements], dtype=bool)
    arterial = lines["road_class"].eq("arterial").to_numpy()
    raised, sunk = (lines[column].to_numpy(dtype=bool) for column in ("bridge", "tunnel"))
    low, local = walked & ~raised & ~sunk, walked & ~arterial
    over = [
        _passing(ways, walked & raised, open_water),
        _passing(ways, walked & raised, tracks),
        _passing(ways, local & raised, ways[arterial]),
    ]
    under = [
        _passing(ways, walked & sunk, open_water),
        _passing(ways, walked & sunk, tracks),
        _passing(ways, local & sunk, ways[arterial]),
        _passing(ways, low, tracks[track_raised]),
        _passing(ways, low & local, ways[arterial & raised]),
    ]
    parts = [
        _bridges(lines, over),
        _stretches(lines, under, kind="underpass"),
        _stretches(lines, [_meeting(ways, low, tracks[~track_raised])], kind="crossing"),
    ]
    filled = [part for part in parts if len(part)] or parts[:1]
    frame = gpd.GeoDataFrame(pd.concat(filled, ignore_index=True))
    frame["bridge_id"] = _distinct(frame["bridge_id"])
    return frame.to_crs(STORAGE_CRS), _notice(frame)


def _is_walked(road: Element) -> bool:
    return road.tags["highway"] not in {"motorway", "motorway_link"}


def _passing(ways: GeometryArray, chosen: BoolArray, barriers: GeometryArray) -> _Places:
    """Return the chosen roads that cross barriers, and where."""
    rows = np.flatnonzero(chosen)
    road, barrier = shapely.STRtree(barriers).query(ways[rows], predicate="intersects")
    crossed = barriers[barrier]
    # At an end or a junction two lines touch on one level; what crosses shares no end.
    through = (shapely.get_dimensions(crossed) == 2) | shapely.crosses(ways[rows[road]], crossed)
    road, crossed = rows[road[through]], crossed[through]
    return _Places(road, shapely.intersection(ways[road], crossed))


def _meeting(ways: GeometryArray, chosen: BoolArray, tracks: GeometryArray) -> _Places:
    """Return the chosen roads that share a node with a track, and the node."""
    rows = np.flatnonzero(chosen)
    spots, road = shapely.get_coordinates(ways[rows], return_index=True)
    nodes = pd.MultiIndex.from_arrays(shapely.get_coordinates(tracks).T)
    shared = pd.MultiIndex.from_arrays(spots.T).isin(nodes)
    return _Places(rows[road[shared]], shapely.points(spots[shared]))


def _bridges(lines: gpd.GeoDataFrame, over: Sequence[_Places]) -> gpd.GeoDataFrame:
    """Return the raised roads that pass a barrier, whole."""
    rows = np.unique(np.concatenate([places.road for places in over]))
    chosen = lines.iloc[rows]
    kind = np.where(chosen["road_class"] == "path", "footbridge", "bridge")
    return _layer(chosen, kind, chosen.geometry.to_numpy())


def _stretches(lines: gpd.GeoDataFrame, where: Sequence[_Places], *, kind: str) -> gpd.GeoDataFrame:
    """Return the roads near the places where they pass, those that meet joined to one."""
    spots = gpd.GeoSeries(np.concatenate([places.geometry for places in where]))
    # All places of one road at once: pieces cut one by one would overlap without meeting.
    around = spots.buffer(STRETCH_M).groupby(np.concatenate([places.road for places in where]))
    discs = around.agg(shapely.union_all)
    road = discs.index.to_numpy(dtype=np.intp)
    pieces = shapely.intersection(lines.geometry.to_numpy()[road], discs.to_numpy(dtype=object))
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(pieces)))
    merged = merged[shapely.get_dimensions(merged) == 1]
    middle = shapely.line_interpolate_point(merged, 0.5, normalized=True)
    chosen = lines.iloc[road[shapely.STRtree(pieces).nearest(middle)] if len(merged) else road]
    return _layer(chosen, kind, merged)


def _layer(
    roads: gpd.GeoDataFrame, kind: str | NDArray[np.str_], geometry: GeometryArray
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"bridge_id": roads["road_id"].to_numpy(), "name": roads["name"].to_numpy(), "kind": kind},
        geometry=geometry,
        crs=roads.crs,
    )


def _distinct(ids: pd.Series[Any]) -> pd.Series[Any]:
    """Return the ids, a second place of the same road numbered -2 and so on."""
    count = ids.groupby(ids).cumcount()
    return ids.where(count == 0, ids + "-" + (count + 1).astype(str))


def _notice(frame: gpd.GeoDataFrame) -> list[Fault]:
    if frame.empty:
        return []
    kinds = frame["kind"].value_counts()
    told = ", ".join(f"{kind} {kinds[kind]}" for kind in sorted(kinds.index))
    words = dict(BRIDGE_KINDS)
    told_zh = "、".join(f"{words[kind]} {kinds[kind]} 处" for kind in sorted(kinds.index))
    return [
        Fault(
            "osm.bridges",
            "notice",
            "bridges",
            Text(
                f"由道路与河流、铁路、主干路的立体或平面交叉推出通道：{told_zh}。",
                f"Passages were derived from where roads pass water, railways and arterials: "
                f"{told}.",
            ),
            Text("如有遗漏，请在桥梁图层中补画。", "Draw what is missing in the layer bridges."),
        )
    ]
