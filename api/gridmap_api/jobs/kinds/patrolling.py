"""Making a patrol: hazards that are due, roads as they are, teams; the routes are kept."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import Connection, select

from gridmap.crs import STORAGE_CRS
from gridmap.errors import InputError, Text
from gridmap.hazards.due import due
from gridmap.hazards.rain import VisitRules, require_rain
from gridmap.io.geojson_shapes import ShapeError, shape_of
from gridmap.io.hazard_files import read_rules_file
from gridmap.pipeline.patrolling import plan_patrol
from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.records import Patrol
from gridmap.routing.saving import patrol_from_dict, patrol_to_dict
from gridmap.routing.solving_effort import Effort
from gridmap.routing.teams import make_teams, teams_at_stations
from gridmap_api.errors import ConflictError, ParameterError
from gridmap_api.jobs.desk import Desk, Ending
from gridmap_api.jobs.orders import communities_for
from gridmap_api.schemas.patrol_jobs import PatrolParams
from gridmap_api.store.hazards_seen import hazards_seen
from gridmap_api.store.job_inputs import actor_of, community_codes
from gridmap_api.store.jobs import Work
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.models import PlanGrid
from gridmap_api.store.patrols import find_patrol, save_patrol
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import EVERYTHING, Scope

LAYERS = ("communities", "hazards", "roads", "stations")
MOST_VERTICES = 20_000


def order_patrol(connection: Connection, params: PatrolParams, principal: Principal) -> Work:
    """Return the work of making a patrol of the layers as they are now.

    Parameters
    ----------
    connection : Connection
        To the store.
    params : PatrolParams
        What is asked for.
    principal : Principal
        Who asks.

    Returns
    -------
    Work
        It names the versions of the layers.

    Raises
    ------
    ConflictError
        If there are no hazards or no roads.
    InputError
        If closed ground is no valid polygon.
    """
    codes = communities_for(principal, params.communities, community_codes(connection))
    versions = current_versions(connection)
    if not {"communities", "hazards", "roads"} <= set(versions):
        raise ConflictError(
            Text(
                "还没有导入社区、隐患点或道路。",
                "No communities, hazards or roads were imported yet.",
            ),
            Text("请先导入这些图层。", "Import these layers first."),
        )
    if params.plan_id is not None:
        find_plan(connection, params.plan_id, principal.scope)
    if params.unlike is not None:
        find_patrol(connection, params.unlike, principal.field_scope)
    closed_areas([one.model_dump() for one in params.closed])
    values = params.model_dump(mode="json", exclude={"communities"})
    values["layers"] = {name: versions[name] for name in LAYERS if name in versions}
    # What lies in no community is in sight of those who see everything.
    values["everywhere"] = params.communities is None and principal.scope.communities is None
    return Work("patrol", values, codes)


def closed_areas(closed: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame | None:
    """Return closed ground as a table.

    Parameters
    ----------
    closed : sequence of Mapping
        GeoJSON geometries in degrees.

    Returns
    -------
    GeoDataFrame or None
        Polygons in EPSG:4490; None for none.

    Raises
    ------
    InputError
        If one is no valid polygon, or they have too many vertices.
    """
    if not closed:
        return None
    try:
        shapes = [shape_of(dict(one)) for one in closed]
    except (ShapeError, ValueError, TypeError) as error:
        raise _no_area(Text("封闭范围不是多边形。", "Closed ground is no polygon.")) from error
    if sum(map(shapely.get_num_coordinates, shapes)) > MOST_VERTICES:
        raise _no_area(
            Text(
                f"封闭范围的顶点超过 {MOST_VERTICES} 个。",
                f"Closed ground has more than {MOST_VERTICES} vertices.",
            )
        )
    bad = next((shape for shape in shapes if not shape.is_valid), None)
    if bad is not None:
        raise _no_area(
            Text("封闭范围的边线自相交。", "The outline of closed ground crosses itself.")
        )
    return gpd.GeoDataFrame(geometry=shapes, crs=STORAGE_CRS)


def patrol_now(desk: Desk) -> Ending:
    """Make a patrol, and return what keeps it.

    Parameters
    ----------
    desk : Desk
        The job.

    Returns
    -------
    callable
        Its result is the id of the patrol, and how many stops and hazards left out it has.
    """
    params = desk.params
    desk.progress(Text("读取图层", "Reading the layers"), 0.0)
    scope = EVERYTHING if params["everywhere"] else Scope(frozenset(desk.claim.communities))
    with desk.store.read() as connection:
        # Roads and stations serve whoever passes by; hazards are those of the communities.
        seen = hazards_seen(connection, scope, versions=params["layers"])
        layers = {
            name: read_layer(connection, name, version=version)
            for name, version in params["layers"].items()
            if name in {"roads", "stations"}
        }
        grids = _grids(connection, params["plan_id"], scope)
        unlike = _unlike(connection, params["unlike"], scope)
    hazards = _chosen(seen, params)
    patrol = plan_patrol(
        hazards,
        layers["roads"],
        _teams(params, layers.get("stations")),
        date=params["date"],
        rain=params["rain"],
        settings=_settings(params),
        closed=closed_areas(params["closed"]),
        closed_roads=params["closed_roads"],
        grids=grids,
        unlike=unlike,
        progress=desk.progress,
    )
    keys = hazards["hazard_id"].astype(str)
    places = dict(zip(keys, hazards["community_code"], strict=True))

    def _save(connection: Connection) -> dict[str, Any]:
        return _kept(connection, desk, patrol, places)

    return _save


def _chosen(hazards: gpd.GeoDataFrame, params: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Return the hazards to visit: those that are named, or those that are due."""
    day, rain = date.fromisoformat(params["date"]), require_rain(params["rain"])
    rules = _rules()
    if params["hazards"] is None:
        return due(hazards, rain, day, rules=rules)
    wanted = set(params["hazards"])
    found = hazards[hazards["hazard_id"].astype(str).isin(wanted)]
    missing = wanted - set(found["hazard_id"].astype(str))
    if missing:
        raise ParameterError(
            Text(f"没有隐患点 {min(missing)[:60]}。", f"There is no hazard {min(missing)[:60]}."),
            Text("请刷新隐患点列表后重选。", "Load the hazards again and choose anew."),
        )
    return found.assign(service_min=[rules.minutes(str(kind)) for kind in found["kind"]])


def _rules() -> VisitRules:
    """Return how often hazards are visited, as the service is set; see `gridmap_api.settings`."""
    path = os.environ.get("GRIDMAP_VISITS", "").strip()
    return read_rules_file(Path(path)) if path else VisitRules()


def _teams(params: Mapping[str, Any], stations: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    options = {name: params[name] for name in ("shift_min", "profile", "begins")}
    if params["teams"] is not None:
        return make_teams([_row(team) for team in params["teams"]], stations=stations, **options)
    if stations is None:
        raise ConflictError(
            Text("还没有导入驿站。", "No stations were imported yet."),
            Text("请先导入驿站，或给出各队的起点。", "Import them, or say where teams set out."),
        )
    return teams_at_stations(stations, params["count"], **options)


def _row(team: Mapping[str, Any]) -> dict[str, Any]:
    """Return a team as a row of the table of teams."""
    row = {name: value for name, value in team.items() if value is not None and name != "place"}
    if team["place"] is not None:
        row["lon"], row["lat"] = team["place"]
    return row


def _settings(params: Mapping[str, Any]) -> PatrolSettings:
    effort = Effort() if params["time_s"] is None else Effort(seconds=params["time_s"])
    return PatrolSettings(is_balanced=params["is_balanced"], seed=params["seed"], effort=effort)


def _grids(connection: Connection, plan_id: str | None, scope: Scope) -> gpd.GeoDataFrame | None:
    if plan_id is None:
        return None
    table = PlanGrid.__table__.c
    wanted = select(table.grid_code, table.geom).where(
        table.plan_id == plan_id, table.retired.is_(False), scope.rows(table.community_code)
    )
    rows = connection.execute(wanted).all()
    return gpd.GeoDataFrame(
        {"code": [row.grid_code for row in rows]},
        geometry=[row.geom for row in rows],
        crs=STORAGE_CRS,
    )


def _unlike(connection: Connection, patrol_id: str | None, scope: Scope) -> Patrol | None:
    if patrol_id is None:
        return None
    return patrol_from_dict(find_patrol(connection, patrol_id, scope)["saved"])


def _kept(
    connection: Connection, desk: Desk, patrol: Patrol, places: Mapping[str, str]
) -> dict[str, Any]:
    owner = actor_of(connection, desk.claim.account)
    patrol_id = save_patrol(
        connection, patrol_to_dict(patrol), places=places, owner=owner, job_id=desk.claim.id
    )
    return {
        "patrol_id": patrol_id,
        "teams": len(patrol.routes),
        "stops": sum(len(route.stops) for route in patrol.routes),
        "left_out": len(patrol.left_out),
        "length_m": sum(route.length_m for route in patrol.routes),
    }


def _no_area(what: Text) -> InputError:
    return InputError(what, Text("请重新绘制封闭范围。", "Draw the closed ground again."))
