"""What `gridmap route` tells of a patrol."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridmap.cli.console import Speaker
from gridmap.errors import Text
from gridmap.routing.telling import clock

if TYPE_CHECKING:
    from gridmap.routing.records import Patrol, Route


def print_patrol(speaker: Speaker, patrol: Patrol) -> None:
    """Print the routes of a patrol, and what is left out.

    Parameters
    ----------
    speaker : Speaker
        Where to.
    patrol : Patrol
        What.
    """
    headers = [
        Text("队伍", "Team"),
        Text("起点", "Start"),
        Text("处数", "Visits"),
        Text("公里", "km"),
        Text("用时(分)", "Minutes"),
        Text("出发", "Out"),
        Text("返回", "Back"),
    ]
    rows = [
        (
            one.team.name,
            one.team.start_name,
            len(one.stops),
            round(one.length_m / 1000, 1),
            _busy_min(one),
            clock(one.team.begins_s),
            clock(one.ends_s),
        )
        for one in patrol.routes
    ]
    speaker.table(Text("巡查路线", "Routes"), headers, rows)
    _say_balance(speaker, patrol)
    made = sum(len(one.stops) for one in patrol.routes)
    asked = made + len(patrol.left_out)
    speaker.say(
        Text(
            f"{patrol.date}：应巡查 {asked} 处，排上 {made} 处，未排 {len(patrol.left_out)} 处。",
            f"{patrol.date}: {made} of {asked} hazards are visited, {asked - made} left out.",
        )
    )
    for left in patrol.left_out:
        name = (
            left.visit.name
            if left.visit.name == left.visit.key
            else (f"{left.visit.key} {left.visit.name}")
        )
        speaker.say(Text(f"  · {name}：{left.why.zh}", f"  - {name}: {left.why.en}"))


def _busy_min(one: Route) -> int:
    return -(-(one.ends_s - one.team.begins_s) // 60)


def _say_balance(speaker: Speaker, patrol: Patrol) -> None:
    told = patrol.settings.get("balance") or {}
    before, after = told.get("before_s"), told.get("after_s")
    if before and after and before != after:
        spans = [f"{-(-min(busy) // 60)}–{-(-max(busy) // 60)}" for busy in (before, after)]
        speaker.say(
            Text(
                f"均衡后各队用时 {spans[1]} 分钟（均衡前 {spans[0]} 分钟）。",
                f"Balanced: teams are out {spans[1]} min, {spans[0]} min before.",
            )
        )


def report_of(patrol: Patrol, written: list[Path], seconds: float) -> dict[str, Any]:
    """Return what is told of a patrol as JSON values.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    written : list of Path
        Files that were written.
    seconds : float
        How long it took.

    Returns
    -------
    dict
        For ``--json``.
    """
    return {
        "date": patrol.date,
        "rain": patrol.rain,
        "routes": [
            {
                "team": one.team.key,
                "name": one.team.name,
                "visits": [stop.visit.key for stop in one.stops],
                "length_m": one.length_m,
                "duration_s": one.ends_s - one.team.begins_s,
                "ends_s": one.ends_s,
            }
            for one in patrol.routes
        ],
        "left_out": [
            {
                "hazard": left.visit.key,
                "reason": left.reason,
                "zh": left.why.zh,
                "en": left.why.en,
                "short_s": left.short_s,
                "short_m": left.short_m,
            }
            for left in patrol.left_out
        ],
        "balance": patrol.settings.get("balance", {}),
        "files": [str(path) for path in written],
        "seconds": seconds,
    }
