"""What the routes of teams answer: a plan with its teams, gaps and workload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from gridmap.editing import diff
from gridmap.errors import Text
from gridmap.io.team_tables import read_teams_file
from gridmap.plan import Plan
from gridmap.teams.checking import check_member
from gridmap.teams.gaps import (
    community_gaps,
    gaps_of,
    reassignments_of,
    shared_of,
    staffing_of,
    successors_of,
)
from gridmap.teams.records import ROLES, Member, members_of
from gridmap.teams.rules import TeamRules
from gridmap.teams.workload import DEFINITION, absent_loads, spread_of, tell_absent, workload_of
from gridmap_api.errors import ParameterError
from gridmap_api.schemas.teams import NewMember
from gridmap_api.store.engine import Store
from gridmap_api.store.live import plans_of
from gridmap_api.store.principals import Principal
from gridmap_api.store.teams import (
    community_of,
    grid_communities,
    members_by_grid,
    replace_team,
    require_team,
    team_stamp,
)
from gridmap_api.team_plans import (
    edited_plan,
    home_communities,
    no_grid,
    plan_with_teams,
    told_faults,
)


def shown_teams(
    store: Store, plan_id: str, principal: Principal, rules: TeamRules
) -> dict[str, Any]:
    """Return the teams of a plan with gaps and workload.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan.
    principal : Principal
        Who asks.
    rules : TeamRules
        Which roles a grid needs, and what counts as workload.

    Returns
    -------
    dict
        As `gridmap_api.schemas.teams.TeamTable` says.
    """
    with store.read() as connection:
        plan, core = plan_with_teams(store, connection, plan_id, principal.scope)
        then = _successors(store, connection, plan, core)
    gaps, work = gaps_of(core, rules), workload_of(core, rules.weights)
    by_grid = members_by_grid(core)
    living = [one for one in members_of(core) if one.grid_code in gaps.index]
    return {
        "plan_id": plan["id"],
        "version": plan["head"],
        "worker_kinds": dict(rules.worker_kinds),
        "full_time": rules.full_time,
        "staffing": staffing_of(core, rules),
        "workload": _workload_told(core, work, rules),
        "grids": _grids_told(gaps, work, by_grid),
        "communities": [
            {
                "community_code": code,
                **{name: row[name] for name in ("grids", "complete", "without_full_time")},
                "missing": {role: row[role] for role in ROLES},
            }
            for code, row in community_gaps(gaps).to_dict("index").items()
        ],
        "shared": [
            {
                "name": one.name,
                "organisation": one.organisation,
                "role": one.role,
                "grids": list(grids),
            }
            for one, grids in shared_of(living)
        ],
        "to_reassign": _to_reassign(core, by_grid, then),
    }


def save_team(
    store: Store,
    plan_id: str,
    grid_code: str,
    members: Sequence[NewMember],
    *,
    stamp: str | None,
    principal: Principal,
    rules: TeamRules,
) -> dict[str, Any]:
    """Keep a team in place of the one that a grid has.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan in which the grid is seen.
    grid_code : str
        The grid; one that is gone may only be left by its members.
    members : sequence of NewMember
        The team.
    stamp : str or None
        That of the team that was changed.
    principal : Principal
        Who asks.
    rules : TeamRules
        Say which kinds of workers there are.

    Returns
    -------
    dict
        As `gridmap_api.schemas.teams.SavedTeam` says.

    Raises
    ------
    ParameterError
        If anything is wrong with a member.
    UnknownObjectError
        If the plan or the grid is out of sight.
    """
    with store.write() as connection:
        plan, core = edited_plan(store, connection, plan_id, principal)
        before = members_by_grid(core).get(grid_code, [])
        codes = set(core.grids["grid_code"])
        where = community_of(grid_code, grid_communities(connection, plan["id"]))
        if not principal.scope.sees(where) or not (grid_code in codes or before):
            raise no_grid()
        require_team(before, stamp)
        team = [Member(grid_code, **one.model_dump()) for one in members]
        _require_members(team, rules, codes, successors_of(core))
        replace_team(connection, grid_code, where, team, actor=principal.name)
    return {
        "grid_code": grid_code,
        "members": [_shown(one) for one in team],
        "stamp": team_stamp(team),
    }


def import_teams(
    store: Store, plan_id: str, path: Path, *, principal: Principal, rules: TeamRules
) -> dict[str, Any]:
    """Keep the teams of a file in place of those of the grids that it names.

    Parameters
    ----------
    store : Store
        The store.
    plan_id : str
        The plan whose grids they serve.
    path : Path
        xlsx or CSV.
    principal : Principal
        Who sends it.
    rules : TeamRules
        Say which kinds of workers there are.

    Returns
    -------
    dict
        As `gridmap_api.schemas.teams.TeamsImported` says; where a row is wrong, nothing is kept.
    """
    with store.write() as connection:
        _, core = edited_plan(store, connection, plan_id, principal)
        found = read_teams_file(path, core, rules)
        if found.ok:
            where = home_communities(core)
            for code in sorted(found.grids):
                team = [one for one in found.members if one.grid_code == code]
                replace_team(connection, code, where[code], team, actor=principal.name)
    return {
        "kept": found.ok,
        "members": len(found.members),
        "grids": len(found.grids),
        "faults": told_faults(found.faults),
    }


def _grids_told(
    gaps: pd.DataFrame, work: pd.DataFrame, by_grid: Mapping[str, Sequence[Member]]
) -> list[dict[str, Any]]:
    told = []
    loads = [dict(zip(work.columns, map(float, row), strict=True)) for row in work.to_numpy()]
    for code, load in zip(map(str, gaps.index), loads, strict=True):
        team = by_grid.get(code, ())
        told.append(
            {
                "grid_code": code,
                "community_code": str(gaps.loc[code, "community_code"]),
                "members": [_shown(one) for one in team],
                "missing": [one for one in str(gaps.loc[code, "missing"]).split(";") if one],
                "lacks_full_time": bool(gaps.loc[code, "lacks_full_time"]),
                "stamp": team_stamp(team),
                **_rounded(load),
            }
        )
    return told


def _workload_told(core: Plan, work: pd.DataFrame, rules: TeamRules) -> dict[str, Any]:
    absent = absent_loads(work, rules.weights)
    note = tell_absent(absent)
    return {
        "definition": asdict(DEFINITION),
        "weights": rules.weights.by_load(),
        "hazard_levels": list(rules.weights.hazard_levels),
        "absent": list(absent),
        "note": None if note is None else asdict(note),
        **spread_of(work, core),
    }


def _successors(
    store: Store, connection: Connection, plan: Mapping[str, Any], core: Plan
) -> dict[str, tuple[str, ...]]:
    """Return who took the place of grids that are gone, by where their households are now."""
    known = successors_of(core)
    living = set(core.grids["grid_code"])
    if all(one.grid_code in living for one in members_of(core)):
        return known
    held = plans_of(store)
    found = diff(held.at(connection, plan, 0), held.head(connection, plan))
    return known | {
        one.old: tuple(str(share.code) for share in one.successors if share.code in living)
        for one in found.successions
        if one.old is not None and one.old not in living
    }


def _to_reassign(
    core: Plan,
    by_grid: Mapping[str, Sequence[Member]],
    successors: Mapping[str, tuple[str, ...]],
) -> list[dict[str, Any]]:
    then = {one.member.grid_code: one.successors for one in reassignments_of(core, successors)}
    return [
        {
            "grid_code": code,
            "members": [_shown(one) for one in by_grid[code]],
            "successors": list(successors),
            "stamp": team_stamp(by_grid[code]),
        }
        for code, successors in then.items()
    ]


def _require_members(
    team: Sequence[Member],
    rules: TeamRules,
    codes: set[str],
    successors: Mapping[str, tuple[str, ...]],
) -> None:
    seen: set[tuple[str, str, str]] = set()
    for number, one in enumerate(team, start=1):
        key = (one.role, one.name, one.organisation)
        if key in seen:
            raise ParameterError(
                Text(f"第 {number} 人重复。", f"Member {number} is there twice."),
                Text("请删去其一。", "Delete one."),
            )
        seen.add(key)
        wrong = check_member(one, rules, grids=codes, successors=successors)
        if wrong:
            what, remedy = wrong[0].what, wrong[0].remedy
            at = Text(f"第 {number} 人：{what.zh}", f"Member {number}: {what.en}")
            raise ParameterError(at, remedy)


def _rounded(load: Mapping[str, float]) -> dict[str, Any]:
    whole = ("households", "persons", "elders")
    return {
        **{name: int(load[name]) for name in whole},
        "index": round(float(load["index"]), 4),
        "hazards": round(float(load["hazards"]), 2),
        "area": round(float(load["area"]), 1),
    }


def _shown(member: Member) -> dict[str, str]:
    return {name: value for name, value in asdict(member).items() if name != "grid_code"}
