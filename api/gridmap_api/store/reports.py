"""Reports in the store: finding them, and what is shown of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select, true

from gridmap.errors import Text
from gridmap.hazards.reports import OPEN
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.models import Photo, Report, ReportEvent
from gridmap_api.store.report_places import GridsAtPlaces, meets_box
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

MOST_NAMED = 1_000
"""Ids that are named in a query; of more, those of all are read."""

SHOWN = (
    "id",
    "receipt",
    "community_code",
    "entry_id",
    "hazard_id",
    "building_id",
    "kind",
    "note",
    "place_source",
    "accuracy_m",
    "reporter",
    "time",
    "state",
    "version",
    "assignee",
    "due",
    "closed",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reports are looked for; None for any.

    Attributes
    ----------
    states : frozenset of str or None
        Their states.
    overdue : bool
        Whether only those whose deadline has passed.
    community : str or None
        The code of their community.
    grid : str or None
        The code of their grid; needs the grids of a plan.
    since, until : str or None
        From when, and until before when they were reported.
    """

    states: frozenset[str] | None = None
    overdue: bool = False
    community: str | None = None
    grid: str | None = None
    since: str | None = None
    until: str | None = None


def find_report(
    connection: Connection,
    report_id: str,
    scope: Scope,
    *,
    hold: bool = False,
    grids: GridsAtPlaces | None = None,
) -> dict[str, Any]:
    """Return a report as it stands now.

    Parameters
    ----------
    connection : Connection
        Any; one that may write if the report is to be held.
    report_id : str
        The report.
    scope : Scope
        What may be seen.
    hold : bool
        Whether nobody else may change it until the end of the transaction.
    grids : GridsAtPlaces, optional
        The grids of a plan, by which it gets its ``grid_code``.

    Returns
    -------
    dict
        `SHOWN`, with ``place`` in degrees, ``overdue`` and ``photos``, their number.

    Raises
    ------
    UnknownObjectError
        If there is none, or it is out of sight.
    """
    table = Report.__table__
    wanted = select(table).where(table.c.id == report_id, scope.rows(table.c.community_code))
    if hold:
        wanted = wanted.with_for_update()
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise UnknownObjectError(
            Text("没有这个上报事项。", "There is no such report."),
            Text("请刷新事项列表。", "Load the reports again."),
        )
    return shown_reports(connection, [dict(row)], grids)[0]


def events_of(connection: Connection, report_id: str, *, after: int = 0) -> list[dict[str, Any]]:
    """Return the steps of a report, the first one first.

    Parameters
    ----------
    connection : Connection
        Any.
    report_id : str
        The report, which may be seen.
    after : int
        Only steps with a greater number.

    Returns
    -------
    list of dict
        The columns of `ReportEvent` but the report and its community.
    """
    table = ReportEvent.__table__
    wanted = select(table).where(table.c.report_id == report_id, table.c.number > after)
    rows = connection.execute(wanted.order_by(table.c.number)).mappings()
    hidden = {"report_id", "community_code"}
    return [{name: row[name] for name in row if name not in hidden} for row in rows]


def list_reports(
    connection: Connection,
    wanted: Wanted,
    *,
    scope: Scope,
    grids: GridsAtPlaces | None = None,
    limit: int,
    offset: int = 0,
) -> tuple[int, list[dict[str, Any]]]:
    """Return a page of reports, the newest first.

    Parameters
    ----------
    connection : Connection
        Any.
    wanted : Wanted
        Which.
    scope : Scope
        What may be seen.
    grids : GridsAtPlaces, optional
        The grids of a plan, by which each report gets its ``grid_code``.
    limit, offset : int
        Reports on the page, and before it.

    Returns
    -------
    count : int
        How many there are in all.
    reports : list of dict
        As `find_report` returns them.
    """
    table: Any = Report.__table__
    condition = condition_of(wanted, scope)
    newest = (table.c.time.desc(), table.c.fid.desc())
    if wanted.grid is None or grids is None:
        count = connection.execute(
            select(func.count()).select_from(table).where(condition)
        ).scalar_one()
        page = select(table).where(condition).order_by(*newest).limit(limit).offset(offset)
    else:
        held = _within(connection, condition, wanted.grid, grids)
        count, shown = len(held), held[offset : offset + limit]
        page = select(table).where(table.c.fid.in_(shown)).order_by(*newest)
    rows = [dict(row) for row in connection.execute(page).mappings()]
    return count, shown_reports(connection, rows, grids)


def _within(
    connection: Connection, condition: ColumnElement[bool], code: str, grids: GridsAtPlaces
) -> list[int]:
    """Return the numbers of the reports in a grid, the newest first."""
    table: Any = Report.__table__
    shape = grids.shapes.get(code)
    if shape is None:
        return []
    near = meets_box(connection, table, shape.bounds)
    wanted = select(table.c.fid, table.c.geom).where(condition, near)
    rows = connection.execute(wanted.order_by(table.c.time.desc(), table.c.fid.desc())).all()
    codes = grids.codes_at([row.geom for row in rows])
    return [row.fid for row, found in zip(rows, codes, strict=True) if found == code]


def condition_of(wanted: Wanted, scope: Scope) -> ColumnElement[bool]:
    """Return the condition on rows of `Report`, but for the grid.

    Parameters
    ----------
    wanted : Wanted
        Which reports.
    scope : Scope
        What may be seen.

    Returns
    -------
    ColumnElement of bool
        To be put into ``where``.
    """
    table = Report.__table__.c
    return and_(
        scope.rows(table.community_code),
        true() if wanted.states is None else table.state.in_(sorted(wanted.states)),
        true() if wanted.community is None else table.community_code == wanted.community,
        true() if wanted.since is None else table.time >= wanted.since,
        true() if wanted.until is None else table.time < wanted.until,
        and_(table.state.in_(sorted(OPEN)), table.due < utc_now()) if wanted.overdue else true(),
    )


def stamp(moment: datetime) -> str:
    """Return a time as both stores keep it.

    Parameters
    ----------
    moment : datetime
        With a time zone.

    Returns
    -------
    str
        In UTC, as `utc_now` writes it.

    Examples
    --------
    >>> stamp(datetime.fromisoformat("2026-11-21T08:00:00+08:00"))
    '2026-11-21T00:00:00.000000Z'
    """
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def shown_reports(
    connection: Connection, rows: list[dict[str, Any]], grids: GridsAtPlaces | None = None
) -> list[dict[str, Any]]:
    """Return rows as they are shown.

    Parameters
    ----------
    connection : Connection
        Any.
    rows : list of dict
        The columns of `Report`.
    grids : GridsAtPlaces, optional
        The grids of a plan.

    Returns
    -------
    list of dict
        As `find_report` returns them.
    """
    now = utc_now()
    counts = _counts(connection, [row["id"] for row in rows])
    codes = [None] * len(rows) if grids is None else grids.codes_at([row["geom"] for row in rows])
    return [
        {name: row[name] for name in SHOWN}
        | {
            "place": [row["geom"].x, row["geom"].y],
            "overdue": row["state"] in OPEN and row["due"] is not None and row["due"] < now,
            "photos": counts.get(row["id"], 0),
            "grid_code": code,
        }
        for row, code in zip(rows, codes, strict=True)
    ]


def _counts(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Return how many photos there are of each report that has some."""
    table = Photo.__table__.c
    wanted = select(table.subject_id, func.count()).where(table.subject == "report")
    if len(ids) <= MOST_NAMED:
        wanted = wanted.where(table.subject_id.in_(ids))
    counted = connection.execute(wanted.group_by(table.subject_id))
    return {row.subject_id: row[1] for row in counted}
