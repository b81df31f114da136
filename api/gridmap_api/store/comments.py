"""Comments: what people say about places of a plan, and the answers to it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection, insert, select, update

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Text
from gridmap_api.errors import ParameterError, UnknownObjectError
from gridmap_api.store.models import Comment
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

NAMES = ("id", "version", "community_code", "author", "time", "text", "parent_id", "resolved")


def add_comment(
    connection: Connection,
    plan: Mapping[str, Any],
    units: gpd.GeoDataFrame,
    *,
    principal: Principal,
    text: str,
    place: tuple[float, float] | None,
    parent_id: str | None,
) -> dict[str, Any]:
    """Keep what somebody says about a place, or in answer to a comment.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan : Mapping
        The plan.
    units : GeoDataFrame
        Its units, in a metric CRS.
    principal : Principal
        Who says it.
    text : str
        What is said.
    place : tuple of float or None
        Longitude and latitude in degrees; of an answer it is the place of the comment.
    parent_id : str or None
        The comment that is answered.

    Returns
    -------
    dict
        The comment, as `list_comments` returns it.

    Raises
    ------
    ParameterError
        If there is neither a place nor a comment that is answered, or both.
    UnknownObjectError
        If the comment that is answered, or the community of the place, is out of sight.
    """
    if parent_id is not None and place is None:
        parent = find_comment(connection, plan["id"], parent_id, principal.scope)
        where, code = parent["place"], parent["community_code"]
    elif parent_id is None and place is not None:
        where, code = place, _community_at(units, place)
        if not principal.scope.sees(code):
            raise _no_comment()
    else:
        raise ParameterError(
            Text("请给出位置，或要答复的意见，二者之一。", "Give a place or a comment to answer."),
            Text("place 与 parent_id 只填一个。", "Give one of place and parent_id."),
        )
    row = {
        "id": str(uuid.uuid4()),
        "plan_id": plan["id"],
        "version": plan["head"],
        "community_code": code,
        "author": principal.name,
        "time": utc_now(),
        "text": text,
        "parent_id": parent_id,
        "resolved": False,
        "geom": shapely.Point(where),
    }
    connection.execute(insert(Comment).values(**row))
    return _shown(row)


def list_comments(connection: Connection, plan_id: str, scope: Scope) -> list[dict[str, Any]]:
    """Return the comments on a plan that may be seen, the oldest first.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    scope : Scope
        What may be seen.

    Returns
    -------
    list of dict
        The columns of `Comment`, with ``place`` in degrees.
    """
    table = Comment.__table__
    wanted = select(table).where(table.c.plan_id == plan_id, scope.rows(table.c.community_code))
    rows = connection.execute(wanted.order_by(table.c.time, table.c.fid)).mappings()
    return [_shown(dict(row)) for row in rows]


def find_comment(
    connection: Connection, plan_id: str, comment_id: str, scope: Scope
) -> dict[str, Any]:
    """Return one comment.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    comment_id : str
        The comment.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        As `list_comments` returns it.

    Raises
    ------
    UnknownObjectError
        If there is none, or it is out of sight.
    """
    for one in list_comments(connection, plan_id, scope):
        if one["id"] == comment_id:
            return one
    raise _no_comment()


def resolve_comment(connection: Connection, comment_id: str, *, resolved: bool) -> None:
    """Say whether what a comment is about is settled.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    comment_id : str
        The comment.
    resolved : bool
        Whether.
    """
    connection.execute(update(Comment).where(Comment.id == comment_id).values(resolved=resolved))


def _community_at(units: gpd.GeoDataFrame, place: Sequence[float]) -> str:
    """Return the community in which a place in degrees lies."""
    point = gpd.GeoSeries([shapely.Point(place)], crs=STORAGE_CRS).to_crs(units.crs).iloc[0]
    shapes = np.asarray(units.geometry.values)
    if np.isfinite([point.x, point.y]).all():
        west, south, east, north = shapely.bounds(shapes).T
        near = (west <= point.x) & (point.x <= east) & (south <= point.y) & (point.y <= north)
        for row in np.flatnonzero(near):
            if shapes[row].intersects(point):
                return str(units["community_code"].iloc[row])
    raise ParameterError(
        Text("该位置不在方案的任何社区内。", "The place lies in no community of the plan."),
        Text("请在方案范围内选择位置。", "Choose a place within the plan."),
    )


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in NAMES} | {"place": [row["geom"].x, row["geom"].y]}


def _no_comment() -> UnknownObjectError:
    return UnknownObjectError(
        Text("没有这条意见或这个位置。", "There is no such comment or place."),
        Text("请刷新意见列表。", "Load the comments again."),
    )
