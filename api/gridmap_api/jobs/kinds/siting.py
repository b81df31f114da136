"""Where the next stations go, found and proved; nothing in the store is changed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from sqlalchemy import Connection

from gridmap.errors import Text
from gridmap.stations import StationSettings
from gridmap.stations.candidates import candidates_of, network_candidates
from gridmap.stations.homes import Bools
from gridmap.stations.siting import site_stations
from gridmap.stations.siting_told import siting_json
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.orders import communities_for
from gridmap_api.schemas.stations import SitingParams
from gridmap_api.store.jobs import Work
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.reaching import walks_for, ways_for
from gridmap_api.store.scope import EVERYTHING


def order_siting(connection: Connection, params: SitingParams, principal: Principal) -> Work:
    """Return the work of finding places for the next stations of a plan, in whatever state.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : SitingParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        For the roads and stations that there are when it begins.
    """
    plan = find_plan(connection, params.plan_id, principal.scope)
    codes = communities_for(principal, params.communities, plan["communities"])
    return Work("siting", params.model_dump(mode="json", exclude={"communities"}), codes)


def site_now(desk: Desk) -> Ending:
    """Find the places.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is what `gridmap.stations.siting_told.siting_json` returns, with the plan.
    """
    params = SitingParams.model_validate(dict(desk.params))
    settings = StationSettings(minutes=params.minutes)
    desk.progress(Text("计算步行距离", "Measuring the ways on foot"), 0.1)
    with desk.store.read() as connection:
        plan = find_plan(connection, params.plan_id, EVERYTHING)
        ground = plans_of(desk.store).ground(connection, plan["set_id"])
        ways = ways_for(desk.store, connection, ground, plan["set_id"], settings)
        stations = walks_for(desk.store, connection, ground, plan["set_id"]).stations
    chosen: Bools = np.isin(ways.homes.community.astype(str), desk.claim.communities)
    places = (
        network_candidates(ways, chosen)
        if params.candidates is None
        else candidates_of(_points(params.candidates), ways.homes)
    )
    step = Text(
        f"在 {len(places)} 个候选位置中选址并证明", f"Choosing of {len(places)} places, with proof"
    )
    desk.progress(step, 0.4)
    found = site_stations(
        ways,
        stations,
        places,
        count=params.count,
        objective=params.objective,
        walker=params.walker,
        chosen=chosen,
        time_s=params.time_s,
    )
    result = {"plan_id": params.plan_id, **siting_json(found, ways.homes)}
    return lambda _connection: result


def _points(places: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    points = gpd.points_from_xy(*zip(*places, strict=True), crs=4490)
    return gpd.GeoDataFrame(geometry=points)
