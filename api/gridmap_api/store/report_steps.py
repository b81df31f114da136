"""The steps of a report in the store, and the figures of the grids in which reports lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection, insert, select, update

from gridmap.errors import Text
from gridmap.hazards.reports import (
    RULES,
    STATES,
    STEPS,
    ReportFacts,
    Step,
    figures_by_grid,
    figures_of,
    missing_of,
    steps_from,
)
from gridmap_api.errors import (
    ConflictError,
    ForbiddenError,
    NoBaseError,
    ParameterError,
    StaleError,
)
from gridmap_api.store.models import Report, ReportEvent
from gridmap_api.store.principals import Principal
from gridmap_api.store.report_places import GridsAtPlaces, degrees_of
from gridmap_api.store.reports import Wanted, condition_of, events_of, find_report, stamp
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

OFFICE = frozenset({"planner", "admin"})
"""Roles that may take every step."""


@dataclass(frozen=True, slots=True)
class TakenStep:
    """A step that somebody wants to take.

    Attributes
    ----------
    step : str
        Which.
    note : str
        What is said with it.
    kind : str or None
        The kind to which a report is sorted; None to leave it.
    assignee : str or None
        Who is to do it.
    due : datetime or None
        Until when, with a time zone.
    """

    step: Step
    note: str = ""
    kind: str | None = None
    assignee: str | None = None
    due: datetime | None = None


def take_step(
    connection: Connection,
    report_id: str,
    taken: TakenStep,
    *,
    base: int | None,
    principal: Principal,
) -> dict[str, Any]:
    """Take a step with a report, and return the report as it then stands.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    report_id : str
        The report.
    taken : TakenStep
        The step.
    base : int or None
        The version of the report that it is based on; None if none was named.
    principal : Principal
        Who takes it.

    Returns
    -------
    dict
        As `find_report` returns it.

    Raises
    ------
    UnknownObjectError
        If there is no such report in sight.
    NoBaseError, StaleError
        If no version was named, or another than the last; the latter carries the steps since.
    ForbiddenError
        If the step is for the office alone.
    ConflictError
        If it does not follow on the state that the report is in.
    ParameterError
        If something is missing that the step needs.
    """
    report = find_report(connection, report_id, principal.field_scope, hold=True)
    _require_base(connection, report, base)
    _require_step(report, taken, principal)
    now = utc_now()
    changed = _changed(report, taken, now)
    connection.execute(update(Report).where(Report.id == report_id).values(**changed))
    event = {
        "report_id": report_id,
        "number": changed["version"],
        "community_code": report["community_code"],
        "step": taken.step,
        "state": changed.get("state", report["state"]),
        "actor": principal.name,
        "time": now,
        "note": taken.note,
        "kind": changed.get("kind"),
        "assignee": changed.get("assignee"),
        "due": changed.get("due"),
    }
    connection.execute(insert(ReportEvent).values(**event))
    return find_report(connection, report_id, principal.field_scope)


def is_office(principal: Principal) -> bool:
    """Return whether somebody may take every step.

    Parameters
    ----------
    principal : Principal
        Who.

    Returns
    -------
    bool
        Whether.
    """
    return principal.role in OFFICE


def report_figures(
    connection: Connection,
    grids: GridsAtPlaces,
    *,
    scope: Scope,
    since: str | None = None,
    until: str | None = None,
) -> dict[str, Any]:
    """Return the figures of the grids of a plan, by the places of the reports.

    Parameters
    ----------
    connection : Connection
        Any.
    grids : GridsAtPlaces
        The grids.
    scope : Scope
        What may be seen.
    since, until : str, optional
        From when, and until before when they were reported.

    Returns
    -------
    dict
        ``grids``: the figures of each by its code, those of what lies in none last, under None;
        ``whole``: those of all.
    """
    table: Any = Report.__table__
    condition = condition_of(Wanted(since=since, until=until), scope)
    columns = (table.c.state, table.c.time, table.c.due, table.c.closed)
    places = degrees_of(connection, table)
    rows = connection.execute(select(*columns, *places).where(condition)).all()
    lon = np.array([row.lon for row in rows], dtype=np.float64)
    lat = np.array([row.lat for row in rows], dtype=np.float64)
    codes = grids.codes_at(shapely.points(lon, lat))
    facts = [
        ReportFacts(code, row.state, _moment(row.time), _time(row.due), _time(row.closed))
        for code, row in zip(codes, rows, strict=True)
    ]
    now = datetime.now(UTC)
    by_grid = figures_by_grid(facts, now=now, grids=grids.names)
    return {
        "grids": [
            {"grid_code": code, "name": grids.names.get(code or "", ""), **asdict(figures)}
            for code, figures in by_grid.items()
        ],
        "whole": asdict(figures_of(facts, now=now)),
    }


def _changed(report: Mapping[str, Any], taken: TakenStep, now: str) -> dict[str, Any]:
    """Return the columns that a step changes."""
    rule = RULES[taken.step]
    changed: dict[str, Any] = {"version": report["version"] + 1}
    if rule.to is not None:
        changed["state"] = rule.to
    if taken.step == "sort" and taken.kind is not None:
        changed["kind"] = taken.kind
    if taken.step == "assign" and taken.due is not None:
        changed |= {"assignee": (taken.assignee or "").strip(), "due": stamp(taken.due)}
    if taken.step == "close":
        changed["closed"] = now
    if taken.step == "reopen":
        changed |= {"closed": None, "due": None, "assignee": ""}
    return changed


def _require_base(connection: Connection, report: Mapping[str, Any], base: int | None) -> None:
    if base is None:
        raise NoBaseError(
            Text("没有说明修改基于哪个版本。", "The step names no version it is based on."),
            Text(
                '请加请求头 If-Match，例如 If-Match: "2"。',
                'Add the header If-Match, such as If-Match: "2".',
            ),
        )
    if base != report["version"]:
        raise StaleError(
            Text("该事项已被他人办理到新的状态。", "Somebody else has gone on with this report."),
            Text("请刷新后查看最新进展，再操作。", "Load it again, look, and then decide."),
            head=report["version"],
            since=events_of(connection, report["id"], after=base),
        )


def _require_step(report: Mapping[str, Any], taken: TakenStep, principal: Principal) -> None:
    rule, name = RULES[taken.step], STEPS[taken.step]
    if not rule.is_field and not is_office(principal):
        raise ForbiddenError(
            Text(f"“{name.zh}”由社区办理。", f"It is for the office to {name.en}."),
            Text("您可以填写备注，或在办完后办结。", "You can add a note, or close it once done."),
        )
    if report["state"] not in rule.of:
        state = STATES[report["state"]]
        ways = [STEPS[one] for one in steps_from(report["state"], is_office=is_office(principal))]
        raise ConflictError(
            Text(
                f"事项处于“{state.zh}”，不能{name.zh}。",
                f"The report is {state.en}: there is no way to {name.en}.",
            ),
            Text(
                f"现在可以：{'、'.join(one.zh for one in ways)}。",
                f"What can be done now: {', '.join(one.en for one in ways)}.",
            ),
            state=report["state"],
        )
    missing = missing_of(
        taken.step,
        note=taken.note,
        assignee=taken.assignee,
        due=taken.due,
        now=datetime.now(UTC),
    )
    if missing is not None:
        raise ParameterError(Text(f"{name.zh}还缺内容。", f"To {name.en} needs more."), missing)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _time(text: str | None) -> datetime | None:
    return None if text is None else _moment(text)
