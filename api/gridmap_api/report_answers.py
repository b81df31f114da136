"""What is answered about reports: each of these is one transaction."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy import Connection, func, select

from gridmap.errors import Text
from gridmap.hazards.reports import steps_from
from gridmap.sheets.geojson import dumps
from gridmap_api.errors import ParameterError
from gridmap_api.finding_forms import SentForm
from gridmap_api.schemas.reports import FindingFields, NewStep, ReportQuery
from gridmap_api.store.engine import Store
from gridmap_api.store.findings import Finding, add_by_account
from gridmap_api.store.idempotency import Key, Reply, answered, keep
from gridmap_api.store.photos import add_photos, list_photos
from gridmap_api.store.plans import find_plan
from gridmap_api.store.principals import Principal
from gridmap_api.store.report_places import GridsAtPlaces
from gridmap_api.store.report_steps import TakenStep, is_office, report_figures, take_step
from gridmap_api.store.reports import Wanted, events_of, find_report, list_reports


def report_page(
    store: Store, query: ReportQuery, principal: Principal
) -> tuple[int, list[dict[str, Any]]]:
    """Return a page of reports and how many there are.

    Parameters
    ----------
    store : Store
        The store.
    query : ReportQuery
        Which.
    principal : Principal
        Who asks.

    Returns
    -------
    count : int
        How many there are in all.
    reports : list of dict
        Of `ReportItem`.

    Raises
    ------
    ParameterError
        If a grid is named without the plan that it is of.
    """
    if query.grid is not None and query.plan_id is None:
        raise ParameterError(
            Text("按网格筛选时须给出方案。", "A grid is one of a plan, and no plan is named."),
            Text("请同时给出 plan_id。", "Name plan_id, too."),
        )
    wanted = Wanted(
        states=None if query.state is None else frozenset(query.state),
        overdue=query.overdue,
        community=query.community,
        grid=query.grid,
        since=query.since,
        until=query.until,
    )
    scope = principal.field_scope
    with store.read(scope=scope) as connection:
        grids = grids_of_plan(connection, query.plan_id, principal)
        count, found = list_reports(
            connection, wanted, scope=scope, grids=grids, limit=query.limit, offset=query.offset
        )
    return count, [_with_steps(one, principal) for one in found]


def report_detail(
    store: Store, report_id: str, principal: Principal, *, plan_id: str | None = None
) -> dict[str, Any]:
    """Return a report with its steps and photos.

    Parameters
    ----------
    store : Store
        The store.
    report_id : str
        The report.
    principal : Principal
        Who asks.
    plan_id : str, optional
        The plan whose grid is told.

    Returns
    -------
    dict
        Of `ReportDetail`.
    """
    with store.read(scope=principal.field_scope) as connection:
        return _detail(connection, report_id, principal, plan_id=plan_id)


def shown_figures(
    store: Store,
    plan_id: str,
    principal: Principal,
    *,
    since: str | None = None,
    until: str | None = None,
) -> dict[str, Any]:
    """Return the figures of the grids of a plan.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    principal : Principal
        Who asks.
    since, until : str, optional
        When the reports came.

    Returns
    -------
    dict
        Of `FiguresList`.
    """
    scope = principal.field_scope
    with store.read(scope=scope) as connection:
        plan = find_plan(connection, plan_id, principal.scope)
        grids = GridsAtPlaces(connection, plan, scope)
        return report_figures(connection, grids, scope=scope, since=since, until=until)


def send_by_account(store: Store, form: SentForm, principal: Principal, key: Key | None) -> Reply:
    """Keep what somebody reports who is known.

    Parameters
    ----------
    store : Store
        The store.
    form : SentForm
        What was sent.
    principal : Principal
        Who reports.
    key : Key or None
        By which a repetition is known.

    Returns
    -------
    Reply
        The report, of `ReportDetail`.
    """
    finding = finding_of(form.fields(), form)
    with store.write(scope=principal.field_scope) as connection:
        take_turns(connection, key)
        before = answered(connection, key)
        if before is not None:
            return before
        made = add_by_account(
            connection, finding, scope=principal.field_scope, actor=principal.name
        )
        reply = _replied(_detail(connection, made["id"], principal))
        keep(connection, key, reply)
    return reply


def send_step(
    store: Store,
    report_id: str,
    body: NewStep,
    principal: Principal,
    *,
    base: int | None,
    key: Key | None,
) -> Reply:
    """Take a step with a report.

    Parameters
    ----------
    store : Store
        The store.
    report_id : str
        The report.
    body : NewStep
        The step.
    principal : Principal
        Who takes it.
    base : int or None
        The version of the report that it is based on.
    key : Key or None
        By which a repetition is known.

    Returns
    -------
    Reply
        The report as it then stands, of `ReportDetail`.
    """
    taken = TakenStep(body.step, body.note, body.kind, body.assignee, body.due)
    with store.write(scope=principal.field_scope) as connection:
        find_report(connection, report_id, principal.field_scope, hold=True)
        before = answered(connection, key)
        if before is not None:
            return before
        take_step(connection, report_id, taken, base=base, principal=principal)
        reply = _replied(_detail(connection, report_id, principal))
        keep(connection, key, reply)
    return reply


def send_photos(
    store: Store, report_id: str, form: SentForm, principal: Principal, key: Key | None
) -> Reply:
    """Keep more photos of a report.

    Parameters
    ----------
    store : Store
        The store.
    report_id : str
        The report.
    form : SentForm
        What was sent.
    principal : Principal
        Who sends them.
    key : Key or None
        By which a repetition is known.

    Returns
    -------
    Reply
        Their ids, of `PhotoIds`.
    """
    scope = principal.field_scope
    with store.read(scope=scope) as connection:
        find_report(connection, report_id, scope)
    photos = form.cleaned()
    with store.write(scope=scope) as connection:
        report = find_report(connection, report_id, scope, hold=True)
        before = answered(connection, key)
        if before is not None:
            return before
        ids = add_photos(
            connection,
            photos,
            subject="report",
            subject_id=report_id,
            community_code=report["community_code"],
            actor=principal.name,
        )
        reply = Reply(201, dumps({"photos": ids}).decode(), {})
        keep(connection, key, reply)
    return reply


def grids_of_plan(
    connection: Connection, plan_id: str | None, principal: Principal
) -> GridsAtPlaces | None:
    """Return the grids of a plan in which reports may lie.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str or None
        The plan.
    principal : Principal
        Who asks.

    Returns
    -------
    GridsAtPlaces or None
        None where no plan is named.
    """
    if plan_id is None:
        return None
    plan = find_plan(connection, plan_id, principal.scope)
    return GridsAtPlaces(connection, plan, principal.field_scope)


def finding_of(fields: FindingFields, form: SentForm) -> Finding:
    """Return what somebody found, with its photos cleaned.

    Parameters
    ----------
    fields : FindingFields
        What the form says.
    form : SentForm
        The form.

    Returns
    -------
    Finding
        Ready to be kept.
    """
    return Finding(
        kind=fields.kind,
        note=fields.note,
        place=fields.place,
        place_source=fields.place_source,
        accuracy_m=fields.accuracy_m,
        hazard_id=fields.hazard_id,
        photos=form.cleaned(),
    )


def _detail(
    connection: Connection, report_id: str, principal: Principal, *, plan_id: str | None = None
) -> dict[str, Any]:
    grids = grids_of_plan(connection, plan_id, principal)
    found = find_report(connection, report_id, principal.field_scope, grids=grids)
    return _with_steps(found, principal) | {
        "events": events_of(connection, report_id),
        "photo_list": list_photos(connection, "report", report_id),
    }


def _with_steps(report: dict[str, Any], principal: Principal) -> dict[str, Any]:
    steps = steps_from(report["state"], is_office=is_office(principal))
    return report | {"steps": list(steps) if principal.may_write else []}


def _replied(detail: dict[str, Any]) -> Reply:
    return Reply(201, dumps(detail).decode(), {"ETag": f'"{detail["version"]}"'})


def take_turns(connection: Connection, key: Key | None) -> None:
    """Let the same request that comes twice at once wait for itself; a file has one writer.

    Parameters
    ----------
    connection : Connection
        In which it is answered.
    key : Key or None
        Of the request; None for one that cannot be told from others.
    """
    if key is None or connection.dialect.name == "sqlite":
        return
    name = hashlib.sha256(f"{key.account} {key.key}".encode()).digest()[:8]
    turn = int.from_bytes(name, "big", signed=True)
    connection.execute(select(func.pg_advisory_xact_lock(turn)))
