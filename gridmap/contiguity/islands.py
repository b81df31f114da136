"""Units that touch no other unit of their community, told to the planner."""

from __future__ import annotations

import geopandas as gpd

from gridmap.contiguity.graph import ContiguityGraph
from gridmap.crs import STORAGE_CRS
from gridmap.errors import Fault, Text


def report_islands(units: gpd.GeoDataFrame, graph: ContiguityGraph) -> tuple[Fault, ...]:
    """Return a notice for every unit without a neighbour in a community of several units.

    Parameters
    ----------
    units : GeoDataFrame
        Units in a metric CRS, in the order of the graph.
    graph : ContiguityGraph
        Their contiguity.

    Returns
    -------
    tuple of Fault
        Rule ``unit.island``, with the id, the place and the area of the unit.
    """
    size = units.groupby("community_code")["unit_id"].transform("size")
    alone = units.iloc[[row for row in graph.islands() if size.iloc[row] > 1]]
    places = alone.geometry.representative_point().to_crs(STORAGE_CRS)
    return tuple(
        Fault(
            rule="unit.island",
            severity="notice",
            layer="communities",
            feature_id=unit.community_code,
            place=(place.x, place.y),
            what=Text(
                f"基本单元 {unit.unit_id}（{unit.geometry.area:.0f} 平方米，{unit.households} 户）"
                "与本社区其他部分不相连。",
                f"Unit {unit.unit_id} ({unit.geometry.area:.0f} m², {unit.households} "
                "households) touches no other part of its community.",
            ),
            remedy=Text(
                "请核对社区边界；如确为飞地，无需处理。",
                "Check the boundary of the community; a true exclave needs nothing.",
            ),
        )
        for unit, place in zip(alone.itertuples(), places, strict=True)
    )
