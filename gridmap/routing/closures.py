"""Roads that are closed: under water, or by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import InputError, Text
from gridmap.routing.network import Network


def close_edges(
    network: Network, *, areas: gpd.GeoDataFrame | None = None, roads: Sequence[str] = ()
) -> Network:
    """Return the network with some of its edges closed, on top of those that are.

    An edge is closed whole where any metre of it lies in an area: who comes to the water has to
    turn round. Bridges, and all that lies above the ground, stay open above an area.

    Parameters
    ----------
    network : Network
        The roads.
    areas : GeoDataFrame, optional
        Polygons such as flooded ground, in any CRS.
    roads : sequence of str
        Ids of roads, each closed from end to end.

    Returns
    -------
    Network
        Its ``is_closed`` says which edges.

    Raises
    ------
    InputError
        If a road is not in the network, or the areas have no CRS.
    """
    closed = network.is_closed.copy()
    if areas is not None and len(areas):
        if areas.crs is None:
            raise InputError(
                Text("积水范围没有坐标系。", "The areas name no CRS."),
                Text("请指定坐标系后重试。", "Name their CRS and try again."),
            )
        shapes = np.asarray(areas.to_crs(network.metric_crs).geometry.array, dtype=object)
        # In parts, since one flood may be ten thousand puddles and touch the whole town.
        shapes = shapely.get_parts(shapely.make_valid(shapes))
        tree = shapely.STRtree(network.lines)
        _, edge = tree.query(shapes, predicate="intersects")
        low = edge[network.edge_level[edge] <= 0]
        closed[low] = True
    closed |= np.isin(network.edge_road, _rows_of(network, roads))
    return replace(network, is_closed=closed)


def reopen(network: Network) -> Network:
    """Return the network with no edge closed.

    Parameters
    ----------
    network : Network
        The roads.

    Returns
    -------
    Network
        As it was made.
    """
    return replace(network, is_closed=np.zeros(len(network), dtype=bool))


def _rows_of(network: Network, roads: Sequence[str]) -> list[int]:
    rows: dict[str, list[int]] = {}
    for row, road in enumerate(network.road_ids):
        rows.setdefault(road, []).append(row)
    unknown = [road for road in roads if str(road) not in rows]
    if unknown:
        named = ", ".join(map(str, unknown[:5]))
        raise InputError(
            Text(f"路网里没有道路 {named}。", f"The network has no road {named}."),
            Text("请核对道路编号。", "Check the ids of the roads that are closed."),
        )
    return [row for road in roads for row in rows[str(road)]]
