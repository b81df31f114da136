"""Staffing gaps: which roles are missing in which grid, and who serves many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gridmap.errors import Text
from gridmap.plan import Plan
from gridmap.teams.records import ROLE_WORDS, ROLES, Member, members_of
from gridmap.teams.rules import TeamRules

LINKS = ("old_code", "new_code", "community_code", "version")
"""Columns of the table ``succession`` by which a code is followed."""

GAP_COLUMNS = ("community_code", *ROLES, "full_time", "lacks_full_time", "missing")


@dataclass(frozen=True, slots=True)
class Reassignment:
    """A member whose grid is gone.

    Attributes
    ----------
    member : Member
        The member, under the code that is retired.
    successors : tuple of str
        Living grids that hold the households of the old one; empty where it is not known.
    """

    member: Member
    successors: tuple[str, ...]

    def say(self) -> Text:
        """Return a sentence about it.

        Returns
        -------
        Text
            The sentence, with the remedy.
        """
        role, old = ROLE_WORDS[self.member.role], self.member.grid_code
        if not self.successors:
            return Text(
                f"网格 {old} 已撤销，其{role.zh}“{self.member.name}”待重新安排。",
                f"Grid {old} is gone: reassign its {role.en.lower()} {self.member.name}.",
            )
        return Text(
            f"网格 {old} 已撤销，其{role.zh}“{self.member.name}”待重新安排到"
            f" {'、'.join(self.successors)}。",
            f"Grid {old} is gone: reassign its {role.en.lower()} {self.member.name} to "
            f"{', '.join(self.successors)}.",
        )


def gaps_of(plan: Plan, rules: TeamRules | None = None) -> pd.DataFrame:
    """Return who serves every grid, and which roles are missing.

    Parameters
    ----------
    plan : Plan
        With the table ``teams``, or without any.
    rules : TeamRules, optional
        Which roles a grid needs.

    Returns
    -------
    DataFrame
        Indexed by ``grid_code`` in the order of the grids: ``community_code``; a count for each
        of `ROLES`; ``full_time``, grid workers of the kind that every grid wants;
        ``lacks_full_time``; ``missing``, the roles that nobody has, divided by ``;``. Vacant land
        needs no team.
    """
    rules = rules or TeamRules()
    grids = plan.grids.set_index("grid_code")
    members = members_of(plan)
    roles = Counter((one.grid_code, one.role) for one in members)
    full = Counter(one.grid_code for one in members if _is_full_time(one, rules))
    rows = []
    for code, community, purpose in zip(
        grids.index, grids["community_code"], grids["purpose"], strict=True
    ):
        needed = () if purpose == "vacant" else rules.roles
        wants_full = bool(rules.full_time) and "grid_worker" in needed
        rows.append(
            (
                community,
                *(roles[code, role] for role in ROLES),
                full[code],
                wants_full and not full[code],
                ";".join(role for role in needed if not roles[code, role]),
            )
        )
    return pd.DataFrame(rows, columns=list(GAP_COLUMNS), index=grids.index)


def _is_full_time(member: Member, rules: TeamRules) -> bool:
    return member.role == "grid_worker" and member.worker_kind == rules.full_time


def staffing_of(plan: Plan, rules: TeamRules | None = None) -> dict[str, Any]:
    """Return how a plan is staffed, in figures.

    Parameters
    ----------
    plan : Plan
        With the table ``teams``, or without any.
    rules : TeamRules, optional
        Which roles a grid needs.

    Returns
    -------
    dict
        ``grids``, those that need a team; ``complete``, those with every role; ``complete_share``;
        ``missing``, grids without each role; ``without_full_time``, grids; ``workers``, grid
        workers, each person once; ``workers_by_kind``; ``workers_per_grid``; ``shared``, persons
        of several grids in one role; ``to_reassign``, members of grids that are gone.
    """
    rules = rules or TeamRules()
    gaps = gaps_of(plan, rules)
    needy = gaps[(plan.grids["purpose"] != "vacant").to_numpy()]
    living = [one for one in members_of(plan) if one.grid_code in gaps.index]
    workers = {_person(one): one.worker_kind for one in living if one.role == "grid_worker"}
    kinds = Counter(workers.values())
    complete = int((needy["missing"] == "").sum())
    return {
        "grids": len(needy),
        "complete": complete,
        "complete_share": round(complete / len(needy), 4) if len(needy) else 1.0,
        "missing": {
            role: int(needy["missing"].str.split(";").map(lambda one, r=role: r in one).sum())
            for role in rules.roles
        },
        "without_full_time": int(needy["lacks_full_time"].sum()),
        "workers": len(workers),
        "workers_by_kind": {kind: kinds[kind] for kind in (*rules.worker_kinds, "") if kinds[kind]},
        "workers_per_grid": round(len(workers) / len(needy), 3) if len(needy) else 0.0,
        "shared": len(shared_of(living)),
        "to_reassign": len(reassignments_of(plan)),
    }


def community_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps of every community.

    Parameters
    ----------
    gaps : DataFrame
        As `gaps_of` returns it.

    Returns
    -------
    DataFrame
        Indexed by ``community_code``: ``grids``, ``complete``, ``without_full_time`` and, for each
        of `ROLES`, the grids that lack it.
    """
    table = pd.DataFrame(
        {
            "grids": 1,
            "complete": (gaps["missing"] == "").astype(int),
            "without_full_time": gaps["lacks_full_time"].astype(int),
            **{
                role: gaps["missing"].str.split(";").map(lambda one, r=role: int(r in one))
                for role in ROLES
            },
        },
        index=gaps.index,
    )
    return table.groupby(gaps["community_code"]).sum()


def shared_of(members: Iterable[Member]) -> list[tuple[Member, tuple[str, ...]]]:
    """Return the persons who serve several grids in one role.

    Parameters
    ----------
    members : iterable of Member
        Any; one of the same name and office is one person.

    Returns
    -------
    list of (Member, tuple of str)
        The first entry of each and the grids, those of most grids first.
    """
    held: dict[tuple[str, str, str], list[Member]] = {}
    for one in members:
        held.setdefault((one.role, *_person(one)), []).append(one)
    found = [(some[0], tuple(sorted({one.grid_code for one in some}))) for some in held.values()]
    many = [(member, grids) for member, grids in found if len(grids) > 1]
    return sorted(many, key=lambda one: (-len(one[1]), one[0].name, one[0].role))


def _person(member: Member) -> tuple[str, str]:
    return member.name, member.organisation


def reassignments_of(
    plan: Plan, then: Mapping[str, tuple[str, ...]] | None = None
) -> list[Reassignment]:
    """Return the members whose grid is gone, with the grids that took its place.

    Parameters
    ----------
    plan : Plan
        The plan.
    then : Mapping of str to tuple of str, optional
        What took the place of codes that are gone; as `successors_of` returns it by default.

    Returns
    -------
    list of Reassignment
        By grid and role.
    """
    living = set(plan.grids["grid_code"])
    gone = [one for one in members_of(plan) if one.grid_code not in living]
    then = successors_of(plan) if then is None else then
    return [Reassignment(one, then.get(one.grid_code, ())) for one in gone]


def successors_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return which living grids took the place of each code that is gone.

    Parameters
    ----------
    plan : Plan
        With its table ``succession``, or without it.

    Returns
    -------
    dict of str to tuple of str
        By retired code, as far as they are known. The table does not tell to whom the households
        of a code without a new one went: it is taken to be the grids of the community that got
        households in the same version.
    """
    table = plan.tables.get("succession")
    if table is None:
        return {}
    living = set(plan.grids["grid_code"])
    blank = pd.Series([""] * len(table), index=table.index)
    texts = [table.get(name, blank).fillna("").astype(str).tolist() for name in LINKS]
    came = table.get("moved_in", blank).tolist()
    rows = list(zip(*texts, came, strict=True))
    taking: dict[tuple[str, str], list[str]] = {}
    for _, new, where, version, moved_in in rows:
        if new and moved_in:
            taking.setdefault((where, version), []).append(new)
    steps: dict[str, list[str]] = {}
    for old, new, where, version, _ in rows:
        if old and old != new:
            steps.setdefault(old, []).extend([new] if new else taking.get((where, version), ()))
    return {old: found for old in steps if (found := _living_after(old, steps, living))}


def _living_after(old: str, steps: dict[str, list[str]], living: set[str]) -> tuple[str, ...]:
    """Follow a code through further changes to the grids that are there now."""
    found: set[str] = set()
    seen, left = {old}, list(steps[old])
    while left:
        code = left.pop()
        if code in seen:
            continue
        seen.add(code)
        if code in living:
            found.add(code)
        else:
            left += steps.get(code, [])
    return tuple(sorted(found))
