"""Grids as they were: those of today that have not changed since, and the others anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from gridmap.editing.live_plan import LivePlan
from gridmap_api.store.engine import Store
from gridmap_api.store.live import plans_of
from gridmap_api.store.models import PlanGrid
from gridmap_api.store.plans import find_plan
from gridmap_api.store.projection import grid_rows
from gridmap_api.store.scope import EVERYTHING, Scope

COLUMNS = (
    "grid_code",
    "community_code",
    "name",
    "kind",
    "purpose",
    "locked",
    "households",
    "persons",
)


@dataclass(frozen=True, slots=True)
class GridsThen:
    """Grids of one version of a plan.

    Attributes
    ----------
    shapes : ndarray of BaseGeometry, shape (n,)
        Outlines in EPSG:4490; neighbours share their edges.
    table : DataFrame
        ``number``, ``grid_code``, ``community_code``, ``name``, ``kind``, ``purpose``,
        ``locked``, ``households`` and ``persons``.
    """

    shapes: NDArray[Any]
    table: pd.DataFrame


def grids_at(store: Store, plan_id: str, version: int, scope: Scope) -> GridsThen:
    """Return the grids of a plan at one of its versions.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan, of which somebody found out that it may be seen.
    version : int
        From 0 to its head.
    scope : Scope
        What may be seen.

    Returns
    -------
    GridsThen
        In the order of their codes.
    """
    # What is held of a plan is the whole of it, for everybody: no scope may narrow this reading.
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        live = plans_of(store).at(connection, plan, version)
        today = [row for row in _today(connection, plan_id) if scope.sees(row["community_code"])]
    numbers = {row["grid_code"]: row["fid"] for row in today}
    changed = [row["grid_code"] for row in today if row["version"] > version]
    kept = [row for row in today if row["version"] <= version and not row["retired"]]
    rows = sorted([*kept, *_then(live, plan_id, changed)], key=lambda row: str(row["grid_code"]))
    table = pd.DataFrame(
        [
            {"number": numbers[row["grid_code"]], **{name: row[name] for name in COLUMNS}}
            for row in rows
        ]
    )
    return GridsThen(np.array([row["geom"] for row in rows], dtype=object), table)


def _today(connection: Connection, plan_id: str) -> list[Mapping[str, Any]]:
    """Return every grid that the plan ever had, as it is at the head."""
    table: Any = PlanGrid.__table__
    names = ("fid", "version", "retired", *COLUMNS, "geom")
    wanted = select(*(table.c[name] for name in names)).where(table.c.plan_id == plan_id)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _then(live: LivePlan, plan_id: str, codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return grids that changed since, those that were there then."""
    there = [code for code in codes if code in live.facts and not live.facts[code].retired]
    return grid_rows(live, there, plan_id=plan_id, version=0)
