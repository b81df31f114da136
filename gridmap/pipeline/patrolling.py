"""From layers to a patrol. The command line, jobs and notebooks call this."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd

from gridmap.errors import InputError, Text
from gridmap.pipeline.tessellated import Progress, silent, within
from gridmap.routing.closures import close_edges
from gridmap.routing.network import Network, make_network
from gridmap.routing.patrol import make_patrol
from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.patrol_visits import visits_of
from gridmap.routing.records import Patrol
from gridmap.routing.teams import teams_of


def plan_patrol(
    hazards: gpd.GeoDataFrame,
    roads: gpd.GeoDataFrame | Network,
    teams: gpd.GeoDataFrame,
    *,
    date: str,
    rain: str = "none",
    settings: PatrolSettings | None = None,
    barriers: gpd.GeoDataFrame | None = None,
    closed: gpd.GeoDataFrame | None = None,
    closed_roads: Sequence[str] = (),
    grids: gpd.GeoDataFrame | None = None,
    unlike: Patrol | None = None,
    progress: Progress = silent,
) -> Patrol:
    """Return the routes of teams to the hazards that are due.

    Parameters
    ----------
    hazards : GeoDataFrame
        The hazards to visit, in any CRS: what `gridmap.hazards.due.due` returns, or the layer.
        Besides its columns, ``service_min``, ``windows``, ``required``, ``prize`` and ``grid`` are
        minded where they are there; see `gridmap.routing.patrol_visits.visits_of`.
    roads : GeoDataFrame or Network
        The layer of roads in any CRS, or the network that was made of it.
    teams : GeoDataFrame
        As `gridmap.routing.teams.make_teams` returns it, in any CRS.
    date, rain : str
        Day ``YYYY-MM-DD`` and rain level, which the patrol keeps.
    settings : PatrolSettings, optional
        What else makes the patrol. With its default effort the same input gives the same patrol.
    barriers : GeoDataFrame, optional
        Points that shut roads; see `gridmap.routing.network.make_network`.
    closed : GeoDataFrame, optional
        Areas whose roads are closed, such as flooded ground, in any CRS.
    closed_roads : sequence of str
        Ids of roads that are closed.
    grids : GeoDataFrame, optional
        Grids of the plan with ``code``, by which a hazard that names no ``grid`` gets one.
    unlike : Patrol, optional
        The patrol that this one is to differ from, such as yesterday's.
    progress : callable, optional
        Called with what is being done and the fraction that is done, several times a second; an
        exception that it raises ends the work.

    Returns
    -------
    Patrol
        Checked against the network.

    Raises
    ------
    InputError
        If there are no hazards, two share an id, a team or a time cannot be read, or a team sets
        out off the road.
    CrsError
        If the place is wider than one zone of the projection.
    RouteError
        If the check of the routes finds a fault.
    """
    if hazards.empty:
        raise InputError(
            Text("没有需要巡查的隐患点。", "No hazard is due."),
            Text("请换日期或降雨等级，或导入隐患点。", "Choose another day or rain level."),
        )
    progress(Text("读入路网", "Reading the network"), 0.0)
    network = roads if isinstance(roads, Network) else make_network(roads, barriers=barriers)
    if closed is not None or closed_roads:
        network = close_edges(network, areas=closed, roads=closed_roads)
    settings = settings or PatrolSettings()
    visits = visits_of(_in_grids(hazards.to_crs(network.metric_crs), grids), prizes=settings.prizes)
    return make_patrol(
        visits,
        teams_of(teams.to_crs(network.metric_crs)),
        network,
        date=date,
        rain=rain,
        settings=settings,
        unlike=unlike,
        progress=within(progress, 0.2, 1.0),
    )


def _in_grids(hazards: gpd.GeoDataFrame, grids: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    """Return hazards with the code of the grid that each lies in, where none is given."""
    if grids is None or grids.empty:
        return hazards
    # Rows are told apart by their place: an index may name several alike.
    points = hazards.geometry.representative_point().reset_index(drop=True)
    codes = grids[["code", grids.geometry.name]].to_crs(hazards.crs)
    joined = gpd.GeoDataFrame(geometry=points).sjoin(codes, how="left", predicate="intersects")
    found = joined.loc[~joined.index.duplicated(), "code"].fillna("").astype(str).to_numpy()
    if "grid" not in hazards:
        return hazards.assign(grid=found)
    given = hazards["grid"].fillna("").astype(str)
    return hazards.assign(grid=given.where(given != "", found))
