"""Teams of grids in the store: by the code of the grid, whatever plan it is seen in."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, insert, select

from gridmap.errors import Text
from gridmap.plan import Plan
from gridmap.teams.records import (
    TEAM_COLUMNS,
    Member,
    members_of,
    members_of_table,
    team_table,
)
from gridmap_api.errors import ConflictError
from gridmap_api.store.models import PlanGrid, TeamMember
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import canonical, utc_now

MOST_MEMBERS = 200
"""Members of the team of one grid."""


def team_members(
    connection: Connection, communities: Collection[str], scope: Scope
) -> list[Member]:
    """Return the teams of some communities that may be seen.

    Parameters
    ----------
    connection : Connection
        Any.
    communities : collection of str
        Their codes.
    scope : Scope
        What may be seen.

    Returns
    -------
    list of Member
        By grid, in the order in which they were given.
    """
    table = TeamMember.__table__
    seen = sorted(code for code in communities if scope.sees(code))
    wanted = select(table).where(table.c.community_code.in_(seen))
    rows = connection.execute(wanted.order_by(table.c.grid_code, table.c.position)).mappings()
    return [Member(**{name: row[name] for name in TEAM_COLUMNS}) for row in rows]


def replace_team(
    connection: Connection,
    grid_code: str,
    community_code: str,
    members: Sequence[Member],
    *,
    actor: str,
) -> None:
    """Put a team in place of the one that a grid has.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    grid_code, community_code : str
        The grid, and where it lies.
    members : sequence of Member
        Of this grid.
    actor : str
        Who says so.
    """
    connection.execute(delete(TeamMember).where(TeamMember.grid_code == grid_code))
    told = {"community_code": community_code, "actor": actor, "time": utc_now()}
    rows = [
        {**{name: getattr(one, name) for name in TEAM_COLUMNS}, **told, "position": position}
        for position, one in enumerate(members, start=1)
    ]
    if rows:
        connection.execute(insert(TeamMember), rows)


def team_stamp(members: Iterable[Member]) -> str:
    """Return a text that is the same for the same team.

    Parameters
    ----------
    members : iterable of Member
        Of one grid.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    rows = sorted([getattr(one, name) for name in TEAM_COLUMNS] for one in members)
    return hashlib.sha256(canonical(rows).encode()).hexdigest()[:16]


def require_team(members: Iterable[Member], stamp: str | None) -> None:
    """Refuse a change of a team that somebody else has changed meanwhile.

    Parameters
    ----------
    members : iterable of Member
        The team as it is.
    stamp : str or None
        That of the team that the change is based on; None for whatever it is.

    Raises
    ------
    ConflictError
        If it is another.
    """
    if stamp is not None and stamp != team_stamp(members):
        raise ConflictError(
            Text("该网格的队伍刚被他人修改。", "Somebody else has changed the team of the grid."),
            Text("请刷新后重新填写。", "Load it again, and change it anew."),
        )


def read_team_table(
    connection: Connection, plan: Mapping[str, Any], _version: int, scope: Scope
) -> pd.DataFrame | None:
    """Return the table ``teams`` that goes along with a plan.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Mapping
        The plan, as `plans.find_plan` returns it.
    _version : int
        One of its versions; teams are those of today.
    scope : Scope
        What may be seen.

    Returns
    -------
    DataFrame or None
        None where nobody is known.
    """
    members = team_members(connection, plan["communities"], scope)
    return team_table(members) if members else None


def write_team_table(connection: Connection, plan_id: str, table: pd.DataFrame, actor: str) -> None:
    """Put the teams of a plan file into the store; grids that the file does not name keep theirs.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan_id : str
        The plan that was made of the file.
    table : DataFrame
        The table ``teams``.
    actor : str
        Who loads it.
    """
    communities = grid_communities(connection, plan_id)
    by_grid: dict[str, list[Member]] = {}
    for one in members_of_table(table):
        by_grid.setdefault(one.grid_code, []).append(one)
    for code, members in by_grid.items():
        where = community_of(code, communities)
        if where:
            replace_team(connection, code, where, members, actor=actor)


def grid_communities(connection: Connection, plan_id: str) -> dict[str, str]:
    """Return the community of every grid that a plan has, or had.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.

    Returns
    -------
    dict of str to str
        By code.
    """
    wanted = select(PlanGrid.grid_code, PlanGrid.community_code).where(PlanGrid.plan_id == plan_id)
    return {row.grid_code: row.community_code for row in connection.execute(wanted)}


def community_of(code: str, communities: Mapping[str, str]) -> str:
    """Return where a grid lies, or lay.

    Parameters
    ----------
    code : str
        Code of a grid.
    communities : Mapping of str to str
        Community of each grid that the plan has.

    Returns
    -------
    str
        Its code; of a grid that is gone, the community in whose code it begins; empty where it is
        in none of them.
    """
    found = communities.get(code)
    begins = (one for one in sorted(set(communities.values())) if code.startswith(one))
    return found or next(begins, "")


def members_by_grid(plan: Plan) -> dict[str, list[Member]]:
    """Return the members of every grid of a plan.

    Parameters
    ----------
    plan : Plan
        With its table ``teams``.

    Returns
    -------
    dict of str to list of Member
        By grid, those that are gone included.
    """
    found: dict[str, list[Member]] = {}
    for one in members_of(plan):
        found.setdefault(one.grid_code, []).append(one)
    return found
