"""Codes of grids that were given out: a code that was published is never given to another grid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select

from gridmap.codes import next_codes
from gridmap.editing import LivePlan, diff
from gridmap.io.succession import live_of_plan
from gridmap.plan import Plan
from gridmap_api.store.live import load_ground
from gridmap_api.store.models import GivenCode, PlanRow, Publication, UnitSet
from gridmap_api.store.snapshots import head_state
from gridmap_api.store.types import utc_now

TABLE: Any = GivenCode.__table__
AT_ONCE = 500


def given_codes(connection: Connection, communities: Collection[str]) -> frozenset[str]:
    """Return the codes that were given out in some communities.

    Parameters
    ----------
    connection : Connection
        Any.
    communities : collection of str
        Codes of communities.

    Returns
    -------
    frozenset of str
        Of every plan that was ever published, retired ones as well.
    """
    listed = sorted(communities)
    found: list[str] = []
    for start in range(0, len(listed), AT_ONCE):
        some = TABLE.c.community_code.in_(listed[start : start + AT_ONCE])
        found += connection.scalars(select(TABLE.c.code).where(some)).all()
    return frozenset(found)


def give_out(connection: Connection, plan: Mapping[str, Any], live: LivePlan) -> None:
    """Note that the codes of a plan are given out, as it is published.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    plan : Mapping
        The plan.
    live : LivePlan
        Its head; grids that it has no more had their codes.
    """
    homes = {code: facts.community_code for code, facts in live.facts.items()}
    known = given_codes(connection, set(homes.values()))
    now = utc_now()
    rows = [
        {"code": code, "community_code": home, "plan_id": plan["id"], "time": now}
        for code, home in sorted(homes.items())
        if code not in known
    ]
    for start in range(0, len(rows), AT_ONCE):
        connection.execute(insert(GivenCode), rows[start : start + AT_ONCE])


def with_lasting_codes(connection: Connection, plan: Plan) -> Plan:
    """Return a plan that was made anew with the codes of the grids that it goes on with.

    A grid that continues one of the plan published last keeps its code; any other gets one that
    was never given out. Where nothing was published the codes stay as they are.

    Parameters
    ----------
    connection : Connection
        Any.
    plan : Plan
        Numbered from one in every community.

    Returns
    -------
    Plan
        The same grids.
    """
    communities = sorted(set(plan.units["community_code"].astype(str)))
    given = given_codes(connection, communities)
    if not given:
        return plan
    after = live_of_plan(plan, "after")
    kept: dict[str, str] = {}
    for before in _published(connection, set(communities)):
        found = diff(before, after, communities=communities)
        for old, new in found.continues.items():
            if new not in kept and old in given:
                kept[new] = old
    codes = kept | _fresh(after, communities, given, kept.keys())
    return replace(
        plan,
        units=plan.units.assign(grid_code=plan.units["grid_code"].map(codes).astype(object)),
        grids=plan.grids.assign(grid_code=plan.grids["grid_code"].map(codes).astype(object)),
    )


def _fresh(
    live: LivePlan, communities: Iterable[str], given: Collection[str], kept: Collection[str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for community in communities:
        rest = [
            code
            for code, facts in sorted(live.facts.items())
            if facts.community_code == community and code not in kept
        ]
        found |= dict(zip(rest, next_codes(community, given, len(rest)), strict=True))
    return found


def _published(connection: Connection, communities: set[str]) -> list[LivePlan]:
    """Return the plans that are published, the newest first, of which some go on here."""
    step = Publication.__table__.c
    wanted = (
        select(PlanRow.__table__, UnitSet.communities)
        .join(UnitSet, UnitSet.id == PlanRow.set_id)
        .join(Publication, (step.plan_id == PlanRow.id) & (step.state == "published"))
        .where(PlanRow.state == "published")
        .order_by(step.time.desc(), PlanRow.id)
    )
    found: list[LivePlan] = []
    left = set(communities)
    for row in connection.execute(wanted).mappings():
        plan = dict(row)
        if left & plan["communities"].keys():
            left -= plan["communities"].keys()
            found.append(head_state(connection, plan, load_ground(connection, plan["set_id"])))
    return found
