"""QR entries: places at which anybody may report without a login, by a secret that opens no more.

Of the secret only the digest is kept, so that whoever reads the store cannot report by it; it is
told once, when the entry is made, to be printed.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy import Connection, insert, select, update

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.features import FEATURES
from gridmap_api.store.models import PlanGrid, ReportEntry
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

SECRET_BYTES = 24
"""192 random bits."""

SHOWN = (
    "id",
    "community_code",
    "plan_id",
    "grid_code",
    "building_id",
    "name",
    "actor",
    "time",
    "revoked",
    "revoked_by",
    "revoked_time",
)


def make_grid_entries(
    connection: Connection,
    plan: Mapping[str, Any],
    codes: Sequence[str],
    *,
    scope: Scope,
    actor: str,
) -> list[dict[str, Any]]:
    """Make an entry for each grid of a plan.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan : Mapping
        The plan.
    codes : sequence of str
        The grids; none for all that may be seen.
    scope : Scope
        What may be seen.
    actor : str
        Who makes them.

    Returns
    -------
    list of dict
        As `list_entries` returns them, each with its ``secret``, by code.

    Raises
    ------
    UnknownObjectError
        If the plan has no such grid in sight; nothing is made then.
    """
    grid = PlanGrid.__table__
    wanted = select(grid).where(
        grid.c.plan_id == plan["id"], ~grid.c.retired, scope.rows(grid.c.community_code)
    )
    if codes:
        wanted = wanted.where(grid.c.grid_code.in_(set(codes)))
    rows = connection.execute(wanted.order_by(grid.c.grid_code)).mappings().all()
    if len(rows) < len(set(codes)) or not rows:
        raise UnknownObjectError(
            Text("方案中没有这些网格。", "The plan has no such grids."),
            Text("请刷新网格列表后再选。", "Load the grids again, and choose."),
        )
    made = [
        {
            "community_code": row["community_code"],
            "plan_id": plan["id"],
            "grid_code": row["grid_code"],
            "building_id": None,
            "name": _name_of(dict(row)),
            **_place_in(row["geom"]),
        }
        for row in rows
    ]
    return _make(connection, made, actor=actor)


def make_building_entry(
    connection: Connection, building_id: str, *, scope: Scope, actor: str
) -> list[dict[str, Any]]:
    """Make an entry for a building.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    building_id : str
        The building.
    scope : Scope
        What may be seen.
    actor : str
        Who makes it.

    Returns
    -------
    list of dict
        The entry, as `make_grid_entries` returns them.

    Raises
    ------
    UnknownObjectError
        If there is no such building in sight, or it is of no community.
    """
    table = FEATURES["buildings"]
    wanted = select(table).where(
        table.c.building_id == building_id,
        table.c.community_code.is_not(None),
        scope.rows(table.c.community_code),
    )
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None or row["geom"] is None:
        raise UnknownObjectError(
            Text("没有这栋楼。", "There is no such building."),
            Text("请检查楼栋编号。", "Check the id of the building."),
        )
    entry = {
        "community_code": row["community_code"],
        "plan_id": None,
        "grid_code": None,
        "building_id": building_id,
        "name": str(row.get("name") or building_id),
        **_place_in(row["geom"]),
    }
    return _make(connection, [entry], actor=actor)


def list_entries(
    connection: Connection, scope: Scope, *, plan_id: str | None = None
) -> list[dict[str, Any]]:
    """Return the entries that may be seen, the newest first.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    plan_id : str, optional
        Those of the grids of one plan, and those of buildings; all by default.

    Returns
    -------
    list of dict
        The columns of `ReportEntry` but the digest, with ``place`` in degrees.
    """
    table = ReportEntry.__table__
    wanted = select(table).where(scope.rows(table.c.community_code))
    if plan_id is not None:
        wanted = wanted.where((table.c.plan_id == plan_id) | table.c.plan_id.is_(None))
    ordered = wanted.order_by(table.c.revoked, table.c.time.desc(), table.c.grid_code, table.c.id)
    return [_shown(dict(row)) for row in connection.execute(ordered).mappings()]


def revoke_entry(
    connection: Connection, entry_id: str, *, scope: Scope, actor: str
) -> dict[str, Any]:
    """Let an entry take no more reports; what came by it stays.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    entry_id : str
        The entry.
    scope : Scope
        What may be seen.
    actor : str
        Who does it.

    Returns
    -------
    dict
        The entry, as `list_entries` returns it.

    Raises
    ------
    UnknownObjectError
        If there is none, or it is out of sight.
    """
    table = ReportEntry.__table__
    wanted = select(table).where(table.c.id == entry_id, scope.rows(table.c.community_code))
    row = connection.execute(wanted.with_for_update()).mappings().one_or_none()
    if row is None:
        raise no_entry()
    if row["revoked"]:
        return _shown(dict(row))
    said = {"revoked": True, "revoked_by": actor, "revoked_time": utc_now()}
    connection.execute(update(ReportEntry).where(ReportEntry.id == entry_id).values(**said))
    return _shown(dict(row) | said)


def find_entry(connection: Connection, secret: str) -> dict[str, Any]:
    """Return the entry that a secret opens.

    Parameters
    ----------
    connection : Connection
        Any.
    secret : str
        What stands in the QR code.

    Returns
    -------
    dict
        The columns of `ReportEntry`.

    Raises
    ------
    UnknownObjectError
        If there is none, or it was revoked: nobody is told which.
    """
    wanted = select(ReportEntry.__table__).where(
        ReportEntry.digest == _digest(secret), ReportEntry.revoked.is_(False)
    )
    found = connection.execute(wanted).mappings().one_or_none()
    if found is None:
        raise no_entry()
    return dict(found)


def no_entry() -> UnknownObjectError:
    """Return the refusal of an entry that is not there, or not any more.

    Returns
    -------
    UnknownObjectError
        To be raised.
    """
    return UnknownObjectError(
        Text("二维码无效或已停用。", "The code is not valid, or not any more."),
        Text(
            "请联系社区，或扫描现场张贴的新二维码。",
            "Ask the community, or scan the new code that is posted on site.",
        ),
    )


def _make(
    connection: Connection, entries: Sequence[Mapping[str, Any]], *, actor: str
) -> list[dict[str, Any]]:
    told, now = [], utc_now()
    for entry in entries:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        row = {
            **entry,
            "id": str(uuid.uuid4()),
            "digest": _digest(secret),
            "actor": actor,
            "time": now,
            "revoked": False,
            "revoked_by": None,
            "revoked_time": None,
        }
        connection.execute(insert(ReportEntry).values(**row))
        told.append(_shown(row) | {"secret": secret})
    return told


def _name_of(grid: Mapping[str, Any]) -> str:
    """Return what is printed under the code of a grid, as people there call it."""
    called = grid["name"] or f"第{grid['grid_code'][-3:].lstrip('0')}网格"
    return str(called) if grid["community"] in called else f"{grid['community']} {called}"


def _place_in(shape: Any) -> dict[str, float]:  # noqa: ANN401
    point = shapely.point_on_surface(shape)
    return {"lon": round(point.x, 7), "lat": round(point.y, 7)}


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in SHOWN} | {"place": [row["lon"], row["lat"]]}


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
