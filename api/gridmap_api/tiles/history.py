"""Grids as they were: the units of an earlier version of a plan, dissolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from gridmap_api.store.engine import Store
from gridmap_api.store.live import plans_of
from gridmap_api.store.models import PlanGrid, Unit
from gridmap_api.store.scope import Scope


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


def grids_at(store: Store, plan: dict[str, Any], version: int, scope: Scope) -> GridsThen:
    """Return the grids of a plan at one of its versions.

    Parameters
    ----------
    store : Store
        The store.
    plan : dict
        The plan.
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
        live = plans_of(store).at(connection, plan, version)
        units = _units(connection, plan["set_id"], scope)
        numbers = _numbers(connection, plan["id"])
    units["grid_code"] = units["unit_id"].map(live.assignment())
    rows = []
    shapes = []
    for key, part in units.dropna(subset="grid_code").groupby("grid_code", sort=True):
        code = str(key)
        facts = live.facts[code]
        shapes.append(shapely.coverage_union_all(part["geom"].to_numpy()))
        rows.append(
            {
                "number": numbers[code],
                "grid_code": code,
                "community_code": facts.community_code,
                "name": facts.name,
                "kind": facts.kind,
                "purpose": facts.purpose,
                "locked": facts.locked,
                "households": int(part["households"].sum()),
                "persons": int(part["persons"].sum()),
            }
        )
    return GridsThen(np.array(shapes, dtype=object), pd.DataFrame(rows))


def _units(connection: Connection, set_id: str, scope: Scope) -> pd.DataFrame:
    names = ("unit_id", "households", "persons", "geom")
    table: Any = Unit.__table__
    wanted = select(*(table.c[name] for name in names))
    wanted = wanted.where(table.c.set_id == set_id, scope.rows(table.c.community_code))
    rows = connection.execute(wanted.order_by(table.c.row)).all()
    return pd.DataFrame(rows, columns=list(names))


def _numbers(connection: Connection, plan_id: str) -> dict[str, int]:
    """Return the number of every grid that the plan ever had, by its code."""
    wanted = select(PlanGrid.grid_code, PlanGrid.fid).where(PlanGrid.plan_id == plan_id)
    return {str(code): int(number) for code, number in connection.execute(wanted)}
