"""What jobs read of the store: layers of one version, units of a set, a plan at its head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_reads import read_layer
from gridmap_api.store.models import Account, PlanGrid, PlanRow, PlanUnit, Unit
from gridmap_api.store.principals import LOCAL
from gridmap_api.store.scope import EVERYTHING, Scope

AT_ONCE = 500
"""Ids in one query."""

OF_COMMUNITIES = ("communities", "buildings", "compounds")
"""Layers whose features lie in one community each; roads and rivers go through several."""


@dataclass(frozen=True, slots=True)
class Head:
    """The grids of a plan at its head.

    Attributes
    ----------
    codes : ndarray of object, shape (n,)
        Grid of each unit, None for none.
    locked : ndarray of bool, shape (n,)
        Units that are locked, or in a locked grid.
    special : frozenset of str
        Codes of special-purpose grids.
    locked_grids : frozenset of str
        Codes of locked grids.
    communities : Mapping of str to str
        Community of every grid by its code, of retired grids too.
    """

    codes: NDArray[Any] = field(repr=False)
    locked: NDArray[np.bool_] = field(repr=False)
    special: frozenset[str]
    locked_grids: frozenset[str]
    communities: Mapping[str, str] = field(repr=False)

    @property
    def used(self) -> frozenset[str]:
        """Every code that was given out, of retired grids too."""
        return frozenset(self.communities)


def read_head(connection: Connection, plan_id: str) -> Head:
    """Return the grids of a plan at its head.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.

    Returns
    -------
    Head
        In the order of the units of its set.
    """
    grid, unit = PlanGrid.__table__.c, PlanUnit.__table__.c
    grids = connection.execute(
        select(grid.grid_code, grid.community_code, grid.kind, grid.locked).where(
            grid.plan_id == plan_id
        )
    ).all()
    locked_grids = frozenset(one.grid_code for one in grids if one.locked)
    rows = connection.execute(
        select(unit.grid_code, unit.locked).where(unit.plan_id == plan_id).order_by(unit.row)
    ).all()
    codes = np.empty(len(rows), dtype=object)
    codes[:] = [row.grid_code for row in rows]
    locked = [row.locked or row.grid_code in locked_grids for row in rows]
    return Head(
        codes=codes,
        locked=np.array(locked, dtype=np.bool_),
        special=frozenset(one.grid_code for one in grids if one.kind == "special"),
        locked_grids=locked_grids,
        communities={one.grid_code: one.community_code for one in grids},
    )


def grids_of_units(
    connection: Connection, plan_id: str, units: Sequence[str], scope: Scope
) -> set[str]:
    """Return the grids that some units of a plan are in.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    units : sequence of str
        Ids of units; those that are not there or out of sight are passed over.
    scope : Scope
        What may be seen.

    Returns
    -------
    set of str
        Codes; nothing for units in no grid.
    """
    held, unit = PlanUnit.__table__.c, Unit.__table__.c
    found: set[str] = set()
    for start in range(0, len(units), AT_ONCE):
        wanted = (
            select(held.grid_code)
            .join(PlanRow, PlanRow.id == held.plan_id)
            .join(Unit, (unit.set_id == PlanRow.set_id) & (unit.row == held.row))
            .where(held.plan_id == plan_id, unit.unit_id.in_(units[start : start + AT_ONCE]))
            .where(held.grid_code.is_not(None), scope.rows(held.community_code))
        )
        found.update(connection.scalars(wanted.distinct()))
    return found


def locked_communities(connection: Connection, plan_id: str) -> set[str]:
    """Return the communities of a plan in which a grid or a unit is locked.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.

    Returns
    -------
    set of str
        Their codes.
    """
    found: set[str] = set()
    for table in (PlanGrid, PlanUnit):
        wanted = select(table.community_code).where(table.plan_id == plan_id, table.locked)
        found.update(connection.scalars(wanted.distinct()))
    return found


def read_layers(
    connection: Connection, versions: Mapping[str, int], *, communities: Scope = EVERYTHING
) -> dict[str, gpd.GeoDataFrame]:
    """Return layers of given versions.

    Parameters
    ----------
    connection : Connection
        Any.
    versions : Mapping of str to int
        Version of each layer that is read.
    communities : Scope
        Of which communities buildings, compounds and communities themselves are read.

    Returns
    -------
    dict of str to GeoDataFrame
        In EPSG:4490.
    """
    return {
        name: read_layer(
            connection,
            name,
            version=version,
            scope=communities if name in OF_COMMUNITIES else EVERYTHING,
        )
        for name, version in versions.items()
    }


def community_codes(connection: Connection) -> list[str]:
    """Return the codes of the communities that the layers hold now.

    Parameters
    ----------
    connection : Connection
        Any.

    Returns
    -------
    list of str
        Sorted; empty where there is no layer of communities.
    """
    column = FEATURES["communities"].c.community_code
    return list(connection.scalars(select(column).order_by(column)))


def actor_of(connection: Connection, account: str) -> str:
    """Return the name that is recorded with what a job does.

    Parameters
    ----------
    connection : Connection
        Any.
    account : str
        Whose job it is.

    Returns
    -------
    str
        The name of the account.
    """
    if account == LOCAL.account:
        return LOCAL.name
    found = connection.execute(
        select(Account.shown, Account.name).where(Account.id == account)
    ).first()
    return account if found is None else str(found.shown or found.name)
