"""What there are tiles of, as far as somebody may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from gridmap.errors import Text
from gridmap.layers import CONTRACTS
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.feature_collections import PRIVATE_LAYERS
from gridmap_api.store.models import LayerVersion, PlanRow
from gridmap_api.store.plans import find_plan, list_plans
from gridmap_api.store.scope import Scope
from gridmap_api.store.tile_queries import (
    UNIT,
    Drawn,
    grids_drawn,
    layer_drawn,
    plan_units_drawn,
    units_drawn,
)


@dataclass(frozen=True, slots=True)
class TileSet:
    """Tiles of one thing at one version.

    Attributes
    ----------
    title : Text
        What it is.
    stamp : str
        Says which version of which thing; the same for the same content.
    drawn : Drawn
        What the tiles show.
    least_zoom : int
        Tiles of lower levels are empty: there are too many features on one.
    plan : Mapping or None
        The plan, where it is one's.
    """

    title: Text
    stamp: str
    drawn: Drawn
    least_zoom: int = 0
    plan: dict[str, Any] | None = None


UNITS_LEAST_ZOOM = 10
"""A tile of level 10 is 39 km wide at the equator: a district."""


def units_tiles(connection: Connection, scope: Scope, *, set_id: str) -> TileSet:
    """Return the tiles of a unit set.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    set_id : str
        The set.

    Returns
    -------
    TileSet
        Never changes.

    Raises
    ------
    UnknownObjectError
        If there is no such set, or it is out of sight.
    """
    seen = select(UNIT.c.fid).where(UNIT.c.set_id == set_id, scope.rows(UNIT.c.community_code))
    if scope.published_only:
        published = select(PlanRow.id).where(PlanRow.set_id == set_id, PlanRow.state == "published")
        seen = seen.where(published.exists())
    if connection.scalar(seen.limit(1)) is None:
        raise UnknownObjectError(
            Text("没有这套基本单元。", "There is no such unit set."),
            Text("方案的 set_id 见 /plans。", "The set_id of each plan is listed at /plans."),
        )
    drawn = units_drawn(set_id, scope)
    return TileSet(Text("基本单元", "Units"), f"units {set_id}", drawn, UNITS_LEAST_ZOOM)


def grids_tiles(
    connection: Connection, scope: Scope, *, plan_id: str, version: int | None = None
) -> TileSet:
    """Return the tiles of the grids of a plan.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    plan_id : str
        The plan.
    version : int or None
        None for the head, which alone the public see. Of an earlier one, the rows are those of
        the head: the grids at that version are worked out by `gridmap_api.tiles.history`.

    Returns
    -------
    TileSet
        Of that version.

    Raises
    ------
    UnknownObjectError
        If there is no such plan or version, or it is out of sight.
    """
    plan = find_plan(connection, plan_id, scope)
    at = plan["head"] if version is None else version
    if not 0 <= at <= plan["head"] or (scope.published_only and at != plan["head"]):
        raise UnknownObjectError(
            Text("方案没有这个版本。", "The plan has no such version."),
            Text(f"最新版本是 {plan['head']}。", f"The last one is {plan['head']}."),
        )
    name = plan["name"]
    title = Text(f"{name}：网格", f"{name}: grids")
    return TileSet(title, f"grids {plan_id} {at}", grids_drawn(plan_id, scope), plan=plan)


def plan_units_tiles(connection: Connection, scope: Scope, *, plan_id: str) -> TileSet:
    """Return the tiles of the units of a plan with the grid of each, at its head.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    plan_id : str
        The plan.

    Returns
    -------
    TileSet
        Of the head.

    Raises
    ------
    UnknownObjectError
        If there is no such plan, or it is out of sight.
    """
    plan = find_plan(connection, plan_id, scope)
    name = plan["name"]
    drawn = plan_units_drawn(plan_id, plan["set_id"], scope)
    title = Text(f"{name}：基本单元", f"{name}: units")
    return TileSet(
        title, f"plan units {plan_id} {plan['head']}", drawn, UNITS_LEAST_ZOOM, plan=plan
    )


def layer_tiles(
    connection: Connection, scope: Scope, *, name: str, version: int | None = None
) -> TileSet:
    """Return the tiles of a layer.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    name : str
        The layer.
    version : int or None
        None for the last one.

    Returns
    -------
    TileSet
        Of that version.

    Raises
    ------
    UnknownObjectError
        If there is no such layer or version, or it is out of sight.
    """
    known = name in CONTRACTS and not (scope.published_only and name in PRIVATE_LAYERS)
    wanted = select(func.max(LayerVersion.version)).where(LayerVersion.layer == name)
    last = connection.scalar(wanted) if known else None
    at = last if version is None else version
    if last is None or at is None or not 1 <= at <= last:
        raise UnknownObjectError(
            Text("没有这个图层或版本。", "There is no such layer or version."),
            Text("图层及版本见 /layer-versions。", "They are listed at /layer-versions."),
        )
    drawn = layer_drawn(name, at, is_current=at == last, scope=scope)
    least = UNITS_LEAST_ZOOM if name == "buildings" else 0
    return TileSet(CONTRACTS[name].title, f"layer {name} {at}", drawn, least)


def collection_tiles(connection: Connection, scope: Scope, *, collection: str) -> TileSet:
    """Return the tiles of a collection of the OGC API.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    collection : str
        A layer; ``grids`` or ``units`` of the newest published plan; ``plan.<id>.grids`` or
        ``plan.<id>.units``.

    Returns
    -------
    TileSet
        As it is now.

    Raises
    ------
    UnknownObjectError
        If there is no such collection, or it is out of sight.
    """
    if collection in CONTRACTS:
        return layer_tiles(connection, scope, name=collection)
    plan_id, what = _newest(connection, scope), collection
    if collection.startswith("plan."):
        plan_id, _, what = collection.removeprefix("plan.").rpartition(".")
    if plan_id is not None and what == "grids":
        return grids_tiles(connection, scope, plan_id=plan_id)
    if plan_id is not None and what == "units":
        return plan_units_tiles(connection, scope, plan_id=plan_id)
    raise UnknownObjectError(
        Text("没有这个要素集合。", "There is no such collection."),
        Text("可用的见 /ogc/collections。", "Those there are are listed at /ogc/collections."),
    )


def _newest(connection: Connection, scope: Scope) -> str | None:
    """Return the newest published plan that may be seen."""
    found = (one["id"] for one in list_plans(connection, scope) if one["state"] == "published")
    return next(found, None)
