"""The history of a plan in sentences: who did what and when; of what may be seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from gridmap.editing.ground import Ground
from gridmap.errors import Text
from gridmap_api.store.events import events_after
from gridmap_api.store.scope import Scope

Members = Mapping[str, Any]


def history_of(
    connection: Connection,
    plan: Mapping[str, Any],
    ground: Ground,
    scope: Scope,
    *,
    after: int,
    limit: int,
) -> dict[str, Any]:
    """Return a part of the history of a plan.

    Parameters
    ----------
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    ground : Ground
        Its units.
    scope : Scope
        What may be seen; edits of other communities are left out.
    after : int
        The last version that is known.
    limit : int
        Versions to look at.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.edits.EventList`.
    """
    until = after + limit
    events = events_after(connection, plan["id"], after, until=until)
    seen = [one for one in events if is_seen(one["delta"], ground, scope)]
    return {
        "events": [
            {
                **{name: one[name] for name in ("version", "kind", "actor", "time", "reverses")},
                "what": _words(sentence(one)),
                "units": len(_flips(one["delta"], ground, scope)),
                "hash": one["hash"],
            }
            for one in seen
        ],
        "next": until if until < plan["head"] else None,
    }


def changes_of(
    connection: Connection, plan_id: str, ground: Ground, scope: Scope, *, after: int, limit: int
) -> list[dict[str, Any]]:
    """Return the versions of a plan after one, with what each changed.

    Parameters
    ----------
    connection : Connection
        Any.
    plan_id : str
        The plan.
    ground : Ground
        Its units.
    scope : Scope
        What may be seen; of an edit elsewhere the number is told and nothing else.
    after : int
        The last version that is known.
    limit : int
        Versions to return.

    Returns
    -------
    list of dict
        ``version``; and ``kind``, ``actor``, ``time``, ``what``, ``flips``, ``locks``, ``grids``.
    """
    found = []
    for event in events_after(connection, plan_id, after, until=after + limit):
        change: dict[str, Any] = {"version": event["version"]}
        if is_seen(event["delta"], ground, scope):
            grids = event["delta"]["grids"]
            change |= {name: event[name] for name in ("kind", "actor", "time")}
            change["what"] = _words(sentence(event))
            change["flips"] = _flips(event["delta"], ground, scope)
            change["locks"] = [
                [unit, locked]
                for unit, (_, locked) in event["delta"]["unit_locks"].items()
                if scope.sees(str(ground.community[ground.row_of[unit]]))
            ]
            change["grids"] = [code for code in grids if scope.sees(_community(grids[code]))]
        found.append(change)
    return found


def communities_of(delta: Members, ground: Ground) -> set[str] | None:
    """Return the communities that a change concerns.

    Parameters
    ----------
    delta : Mapping
        As `Delta.to_json` wrote it.
    ground : Ground
        The units of the plan.

    Returns
    -------
    set of str or None
        Codes; None where it concerns the whole plan.
    """
    if delta["plan_lock"] is not None:
        return None
    units = (*delta["units"], *delta["unit_locks"])
    return {str(ground.community[ground.row_of[unit]]) for unit in units} | {
        _community(pair) for pair in delta["grids"].values()
    }


def is_seen(delta: Members, ground: Ground, scope: Scope) -> bool:
    """Return whether a change concerns what may be seen.

    Parameters
    ----------
    delta : Mapping
        As `Delta.to_json` wrote it.
    ground : Ground
        The units of the plan.
    scope : Scope
        What may be seen.

    Returns
    -------
    bool
        Whether.
    """
    if scope.communities is None:
        return True
    concerned = communities_of(delta, ground)
    return concerned is None or any(map(scope.sees, concerned))


def sentence(event: Members) -> Text:
    """Return what an edit did, in one sentence.

    Parameters
    ----------
    event : Mapping
        The columns of `PlanEvent`.

    Returns
    -------
    Text
        The sentence.
    """
    if event["kind"] in REVERSALS:
        return REVERSALS[event["kind"]](event["reverses"])
    return SENTENCES[event["kind"]](event["edit"], len(event["delta"]["units"]))


def _flips(delta: Members, ground: Ground, scope: Scope) -> list[list[str | None]]:
    return [
        [unit, old, new]
        for unit, (old, new) in delta["units"].items()
        if scope.sees(str(ground.community[ground.row_of[unit]]))
    ]


def _community(pair: list[Members | None]) -> str:
    return str(next(facts["community_code"] for facts in pair if facts is not None))


def _words(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _move(edit: Members, units: int) -> Text:
    if edit["target"] is None:
        return Text(f"把 {units} 个单元移出网格。", f"Took {units} units out of their grids.")
    return Text(
        f"把 {units} 个单元划入网格 {edit['target']}。", f"Moved {units} units to {edit['target']}."
    )


def _merge(edit: Members, _units: int) -> Text:
    others = sorted(set(edit["grids"]) - {edit["into"]})
    return Text(
        f"把网格 {'、'.join(others)} 并入 {edit['into']}。",
        f"Merged {', '.join(others)} into {edit['into']}.",
    )


def _lock(edit: Members, zh: str, en: str) -> Text:
    return Text(
        f"{'锁定' if edit['locked'] else '解锁'}{zh}。",
        f"{'Locked' if edit['locked'] else 'Unlocked'} {en}.",
    )


def _lock_units(edit: Members, _units: int) -> Text:
    count = len(edit["units"])
    return _lock(edit, f" {count} 个单元", f"{count} units")


def _lock_grids(edit: Members, _units: int) -> Text:
    return _lock(edit, f"网格 {'、'.join(edit['grids'])}", f"grids {', '.join(edit['grids'])}")


def _mark(edit: Members, _units: int) -> Text:
    if edit["kind"] == "special":
        return Text(
            f"把网格 {edit['grid']} 标为专属网格。", f"Marked {edit['grid']} as special-purpose."
        )
    return Text(f"把网格 {edit['grid']} 改回基础网格。", f"Made {edit['grid']} ordinary again.")


SENTENCES: Mapping[str, Callable[[Members, int], Text]] = {
    "move": _move,
    "split": lambda edit, units: Text(
        f"拆分网格 {edit['grid']}，{units} 个单元成为新网格。",
        f"Split {edit['grid']}: {units} units became a new grid.",
    ),
    "merge": _merge,
    "create": lambda _edit, units: Text(
        f"用 {units} 个单元新设网格。", f"Made a new grid of {units} units."
    ),
    "lock_units": _lock_units,
    "lock_grids": _lock_grids,
    "lock_all": lambda edit, _units: _lock(edit, "整个方案", "the whole plan"),
    "rename": lambda edit, _units: Text(
        f"网格 {edit['grid']} 更名为“{edit['name']}”。", f"Renamed {edit['grid']} “{edit['name']}”."
    ),
    "mark": _mark,
    "register": lambda edit, units: Text(
        f"采用台账 {edit['file']} 的 {len(edit['rows'])} 行，改划 {units} 个单元。",
        f"Accepted {len(edit['rows'])} rows of {edit['file']}: {units} units changed.",
    ),
    "apply": lambda _edit, units: Text(
        f"套用计算结果，调整 {units} 个单元。", f"Applied a computed result: {units} units changed."
    ),
}
"""What each kind of edit did, from the edit and the number of units whose grid it changed."""

REVERSALS: Mapping[str, Callable[[int], Text]] = {
    "undo": lambda version: Text(f"撤销版本 {version}。", f"Took back version {version}."),
    "redo": lambda version: Text(f"重做版本 {version}。", f"Made version {version} again."),
}
