"""Why a visit is on no route, and by how much it fails."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gridmap.errors import Text
from gridmap.routing.closures import reopen
from gridmap.routing.network import Network
from gridmap.routing.patrol_scene import Orders, Scene, begins_at, ends_at
from gridmap.routing.patrol_ways import nearest_road_m, ways_of
from gridmap.routing.records import LeftOut, Reason, Visit
from gridmap.routing.solving import FAR


@dataclass(frozen=True, slots=True)
class _Alone:
    """What becomes of a visit if one team makes nothing else.

    ``short_s`` is by how much it fails, ``whole_s`` how long it takes there and back.
    """

    team: int
    reason: Reason | None
    short_s: int = 0
    whole_s: int = 0


def barred(scene: Scene, network: Network) -> dict[int, LeftOut]:
    """Return the visits that no team could make even if it made nothing else.

    Parameters
    ----------
    scene : Scene
        Teams and visits.
    network : Network
        The roads, those closed that are closed.

    Returns
    -------
    dict of int to LeftOut
        By number of visit.
    """
    alone = {number: _alone(scene, number) for number in range(len(scene.visits))}
    shut = {number: found for number, found in alone.items() if found.reason is not None}
    if not shut:
        return {}
    opened = _opened(scene, network, sorted(shut)) if network.is_closed.any() else {}
    left = {}
    for number, found in shut.items():
        visit = scene.visits[number]
        if number in opened:
            left[number] = _closed(scene, number, found, opened[number])
        elif found.reason == "off_road":
            left[number] = _off_road(scene, number)
        elif found.reason == "unreachable":
            left[number] = _unreachable(scene, number, found)
        elif found.reason == "window":
            left[number] = _late(scene, visit, found)
        else:
            left[number] = _too_far(scene, visit, found)
    return left


def why_left(scene: Scene, orders: Orders, left: Sequence[int]) -> dict[int, LeftOut]:
    """Return why visits are on no route that a team could make if it made nothing else.

    Parameters
    ----------
    scene : Scene
        Teams and visits.
    orders : Mapping of int to sequence of int
        Visits of each team, as they are.
    left : sequence of int
        Numbers of visits that are on no route.

    Returns
    -------
    dict of int to LeftOut
        By number of visit.
    """
    found = {}
    for number in left:
        fits = [team for team in range(len(scene.teams)) if _of(scene, number, team).reason is None]
        full = [team for team in fits if _is_full(scene, orders, team)]
        short = {
            team: _missing_s(scene, orders.get(team, ()), team, number)
            for team in fits
            if team not in full
        }
        found[number] = (
            _full(scene, number, full) if not short else _not_worth(scene, number, short)
        )
    return found


def _alone(scene: Scene, number: int) -> _Alone:
    """Return the team that comes nearest to making a visit alone."""
    every = [_of(scene, number, team) for team in range(len(scene.teams))]
    rank: dict[Reason | None, int] = {None: 0, "shift": 1, "window": 1, "unreachable": 2}
    return min(every, key=lambda one: (rank.get(one.reason, 3), one.short_s, one.team))


def _of(scene: Scene, number: int, team: int) -> _Alone:
    ways, who, visit = scene.of(team), scene.teams[team], scene.visits[number]
    there = scene.place(number)
    if not ways.snapped.is_near[there]:
        return _Alone(team, "off_road")
    go_s, back_s = int(ways.road_s[team, there]), int(ways.road_s[there, team])
    if max(go_s, back_s) >= FAR:
        return _Alone(team, "unreachable")
    walk_s = int(ways.walk_s[there])
    whole_s = go_s + back_s + 2 * walk_s + visit.service_s
    if whole_s > who.shift_s:
        return _Alone(team, "shift", whole_s - who.shift_s, whole_s)
    arrives_s = who.begins_s + go_s + walk_s
    begins_s = begins_at(visit, arrives_s)
    if begins_s is None:
        return _Alone(team, "window", arrives_s - visit.windows[-1][1], whole_s)
    over_s = begins_s + visit.service_s + walk_s + back_s - (who.begins_s + who.shift_s)
    return _Alone(team, "window" if over_s > 0 else None, max(over_s, 0), whole_s)


def _opened(scene: Scene, network: Network, numbers: Sequence[int]) -> dict[int, _Alone]:
    """Return the visits that could be made if no road were closed."""
    visits = tuple(scene.visits[number] for number in numbers)
    clear = reopen(network)
    ways = {
        name: ways_of(clear, name, scene.teams, visits, off_road_m=scene.settings.off_road_m)
        for name in scene.ways
    }
    there = replace(scene, visits=visits, ways=ways)
    alone = {number: _alone(there, at) for at, number in enumerate(numbers)}
    return {number: found for number, found in alone.items() if found.reason is None}


def _is_full(scene: Scene, orders: Orders, team: int) -> bool:
    capacity = scene.teams[team].capacity
    return capacity is not None and len(orders.get(team, ())) >= capacity


def _missing_s(scene: Scene, order: Sequence[int], team: int, number: int) -> int | None:
    """Return the seconds that a team lacks to put a visit between its others; None for no times."""
    ends = [
        ends_at(scene, team, [*order[:at], number, *order[at:]]) for at in range(len(order) + 1)
    ]
    fit = [end for end in ends if end is not None]
    who = scene.teams[team]
    return min(fit) - who.begins_s - who.shift_s if fit else None


def minutes(seconds: int) -> int:
    """Return whole minutes, rounded up.

    Parameters
    ----------
    seconds : int
        Seconds.

    Returns
    -------
    int
        Minutes.

    Examples
    --------
    >>> minutes(61), minutes(60)
    (2, 1)
    """
    return -(-seconds // 60)


def _off_road(scene: Scene, number: int) -> LeftOut:
    limit_m = scene.settings.off_road_m
    found = [nearest_road_m(ways, scene.place(number)) for ways in scene.ways.values()]
    near_m = min((one for one in found if one is not None), default=None)
    if near_m is None:
        why = Text("没有可走的道路。", "There is no road that can be used.")
        return LeftOut(scene.visits[number], "off_road", why)
    far = Text(
        f"离最近的可走道路 {near_m:.0f} 米，超出 {limit_m:.0f} 米的限度。",
        f"The nearest road that can be used is {near_m:.0f} m away; the limit is {limit_m:.0f} m.",
    )
    return LeftOut(
        scene.visits[number], "off_road", far, short_m=math.ceil(near_m - limit_m - 1e-6)
    )


def _unreachable(scene: Scene, number: int, found: _Alone) -> LeftOut:
    visit, who = scene.visits[number], scene.teams[found.team]
    place = scene.place(number)
    gap_m = nearest_road_m(scene.of(found.team), place, reached_from=found.team)
    if gap_m is None:
        why = Text(
            f"从{who.name}的起点没有路通到这里再返回。",
            f"No way leads from the start of {who.name} there and back.",
        )
        return LeftOut(visit, "unreachable", why)
    why = Text(
        f"从各队起点都没有路通到这里再返回；最近的可达道路在 {gap_m:.0f} 米外。",
        f"No way leads there and back; the nearest road that can be reached is {gap_m:.0f} m away.",
    )
    return LeftOut(visit, "unreachable", why, short_m=round(gap_m))


def _closed(scene: Scene, number: int, found: _Alone, opened: _Alone) -> LeftOut:
    visit, who = scene.visits[number], scene.teams[opened.team]
    clear = minutes(opened.whole_s)
    if found.reason in {"shift", "window"}:
        over = minutes(found.short_s)
        why = Text(
            f"道路封闭，绕行后超时 {over} 分钟；道路开放时{who.name}往返需 {clear} 分钟。",
            f"Roads are closed and the way round is {over} min too long; while they are open "
            f"{who.name} takes {clear} min there and back.",
        )
        return LeftOut(visit, "closed", why, short_s=found.short_s)
    gap_m = nearest_road_m(scene.of(opened.team), scene.place(number), reached_from=opened.team)
    gap = (
        Text("", "")
        if gap_m is None
        else Text(
            f"，可达道路止于 {gap_m:.0f} 米外",
            f", and the roads that can be reached end {gap_m:.0f} m away",
        )
    )
    why = Text(
        f"道路封闭，无法到达{gap.zh}；道路开放时{who.name}往返需 {clear} 分钟。",
        f"Closed roads cut it off{gap.en}; while they are open {who.name} takes {clear} min "
        "there and back.",
    )
    return LeftOut(visit, "closed", why, short_m=None if gap_m is None else round(gap_m))


def _too_far(scene: Scene, visit: Visit, found: _Alone) -> LeftOut:
    who = scene.teams[found.team]
    whole, shift, over = minutes(found.whole_s), minutes(who.shift_s), minutes(found.short_s)
    why = Text(
        f"最近的{who.name}单独往返需 {whole} 分钟，超出 {shift} 分钟的班次 {over} 分钟。",
        f"{who.name}, the nearest, takes {whole} min there and back alone: {over} min more than "
        f"its shift of {shift} min.",
    )
    return LeftOut(visit, "shift", why, short_s=found.short_s)


def _late(scene: Scene, visit: Visit, found: _Alone) -> LeftOut:
    who, over = scene.teams[found.team], minutes(found.short_s)
    times = "、".join(f"{clock(first)}–{clock(last)}" for first, last in visit.windows)
    why = Text(
        f"只能在 {times} 巡查；{who.name}最接近，仍差 {over} 分钟。",
        f"Its times are {times}; {who.name} comes nearest and misses them by {over} min.",
    )
    return LeftOut(visit, "window", why, short_s=found.short_s)


def clock(seconds: int) -> str:
    """Return a time of day.

    Parameters
    ----------
    seconds : int
        After midnight.

    Returns
    -------
    str
        Hours and minutes.

    Examples
    --------
    >>> clock(30_600)
    '08:30'
    """
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"


def _full(scene: Scene, number: int, full: Sequence[int]) -> LeftOut:
    who = scene.teams[full[0]]
    names = "、".join(scene.teams[team].name for team in full[:3])
    why = Text(
        f"能到这里的队伍（{names}）都已排满，例如{who.name}至多 {who.capacity} 处。",
        f"Every team that can go there is full; {who.name} makes {who.capacity} visits at most.",
    )
    return LeftOut(scene.visits[number], "capacity", why)


def _not_worth(scene: Scene, number: int, short: dict[int, int | None]) -> LeftOut:
    visit = scene.visits[number]
    known = {team: seconds for team, seconds in short.items() if seconds is not None}
    if not known:
        why = Text(
            "各队排上更重要的点后，赶不上它的时段。",
            "After what is worth more, no team comes within its times.",
        )
        return LeftOut(visit, "not_worth", why)
    team = min(known, key=lambda one: (known[one], one))
    over = minutes(known[team])
    who = scene.teams[team]
    why = Text(
        f"时间让给了更重要的点：加上它，{who.name}的班次还差 {over} 分钟。",
        f"Others are worth more: with it {who.name} would be {over} min over its shift.",
    )
    return LeftOut(visit, "not_worth", why, short_s=known[team])
