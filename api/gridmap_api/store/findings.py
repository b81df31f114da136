"""Findings: what residents report by an entry, and those who have an account from anywhere."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely
from sqlalchemy import Connection, insert

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.photos import CleanPhoto
from gridmap_api.store.models import Report, ReportEvent
from gridmap_api.store.photos import add_photos
from gridmap_api.store.report_places import Place, community_at, distance_m
from gridmap_api.store.reports import shown_reports
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import utc_now

FARTHEST_M = 2_000.0
"""From an entry: a place that is farther away is not that of what was found there."""

RECEIPT_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another when it is read out."""
RECEIPT_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody reports.

    Attributes
    ----------
    kind : str
        One of `gridmap.hazards.reports.KINDS`.
    note : str
        What is said of it.
    place : tuple of float or None
        Longitude and latitude; None where the device told none.
    place_source : {"device", "map"}
        What told the place.
    accuracy_m : float or None
        How exact the device says that it is.
    hazard_id : str or None
        The hazard at which it was found.
    photos : tuple of CleanPhoto
        What it looks like.
    """

    kind: str
    note: str
    place: Place | None
    place_source: str = "device"
    accuracy_m: float | None = None
    hazard_id: str | None = None
    photos: tuple[CleanPhoto, ...] = ()


def add_by_entry(
    connection: Connection, entry: Mapping[str, Any], finding: Finding
) -> dict[str, Any]:
    """Keep what somebody reports by an entry, and return the report.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    entry : Mapping
        The entry, as `entries.find_entry` returns it. A place far away from it is not believed.
    finding : Finding
        What is reported.

    Returns
    -------
    dict
        As `find_report` returns it.
    """
    here = (entry["lon"], entry["lat"])
    is_near = finding.place is not None and distance_m(finding.place, here) <= FARTHEST_M
    where = {
        "community_code": entry["community_code"],
        "entry_id": entry["id"],
        "building_id": entry["building_id"],
        "hazard_id": None,
        "place_source": finding.place_source if is_near else "entry",
        "accuracy_m": finding.accuracy_m if is_near else None,
        "geom": shapely.Point((finding.place if is_near else None) or here),
    }
    return _add(connection, finding, where, actor="")


def add_by_account(
    connection: Connection, finding: Finding, *, scope: Scope, actor: str
) -> dict[str, Any]:
    """Keep what somebody reports who is known, and return the report.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    finding : Finding
        What is reported, with its place.
    scope : Scope
        The communities of the one who reports.
    actor : str
        Who it is.

    Returns
    -------
    dict
        As `find_report` returns it.

    Raises
    ------
    UnknownObjectError
        If the place lies in no community in sight.
    """
    code = None if finding.place is None else community_at(connection, finding.place, scope)
    if code is None or finding.place is None:
        raise UnknownObjectError(
            Text("该位置不在您负责的社区内。", "The place lies in none of your communities."),
            Text("请在负责的社区范围内选择位置。", "Choose a place within your communities."),
        )
    where = {
        "community_code": code,
        "entry_id": None,
        "building_id": None,
        "hazard_id": finding.hazard_id,
        "place_source": finding.place_source,
        "accuracy_m": finding.accuracy_m,
        "geom": shapely.Point(finding.place),
    }
    return _add(connection, finding, where, actor=actor)


def _add(
    connection: Connection, finding: Finding, where: Mapping[str, Any], *, actor: str
) -> dict[str, Any]:
    now, report_id = utc_now(), str(uuid.uuid4())
    row = {
        **where,
        "id": report_id,
        "receipt": "".join(secrets.choice(RECEIPT_LETTERS) for _ in range(RECEIPT_LENGTH)),
        "kind": finding.kind,
        "note": finding.note,
        "reporter": actor,
        "time": now,
        "state": "found",
        "version": 1,
        "assignee": "",
        "due": None,
        "closed": None,
    }
    connection.execute(insert(Report).values(**row))
    first = {
        "report_id": report_id,
        "number": 1,
        "community_code": where["community_code"],
        "step": "report",
        "state": "found",
        "actor": actor,
        "time": now,
        "note": finding.note,
        "kind": finding.kind,
        "assignee": None,
        "due": None,
    }
    connection.execute(insert(ReportEvent).values(**first))
    add_photos(
        connection,
        finding.photos,
        subject="report",
        subject_id=report_id,
        community_code=where["community_code"],
        actor=actor,
    )
    return shown_reports(connection, [row])[0]
