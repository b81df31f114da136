"""The routes of a patrol: who visits what, in which order, along which roads; what is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gridmap.errors import InputError, Text
from gridmap.routing.balancing import balanced
from gridmap.routing.checking import require_sound
from gridmap.routing.network import Network
from gridmap.routing.patrol_scene import (
    Orders,
    Scene,
    begins_at,
    ends_at,
    orders_of,
    task_of,
)
from gridmap.routing.patrol_settings import PatrolSettings
from gridmap.routing.patrol_ways import TeamWays, ways_of
from gridmap.routing.reasons import barred, why_left
from gridmap.routing.records import Leg, Patrol, Route, Stop, Team, Visit
from gridmap.routing.solving import FAR, Loop, solve_routes
from gridmap.routing.ways import way

Progress = Callable[[Text, float], None]
"""Called with what is being done and the fraction that is done; what it raises ends the work."""

_SOLVING = Text("编排路线", "Ordering visits")
_BALANCING = Text("均衡各队用时", "Balancing the teams")


def make_patrol(
    visits: Sequence[Visit],
    teams: Sequence[Team],
    network: Network,
    *,
    date: str,
    rain: str = "none",
    settings: PatrolSettings | None = None,
    unlike: Patrol | None = None,
    progress: Progress = lambda _step, _share: None,
) -> Patrol:
    """Return the routes of teams to what they are to visit.

    Every required visit is made if that is found to be possible; else the most valuable. Visits
    that are left out say why.

    Parameters
    ----------
    visits : sequence of Visit
        Hazards to visit.
    teams : sequence of Team
        Who goes; one at least.
    network : Network
        The roads; those that are closed are not used.
    date, rain : str
        As `Patrol` keeps them.
    settings : PatrolSettings, optional
        What else makes the patrol.
    unlike : Patrol, optional
        The patrol that this one is to differ from, such as yesterday's.
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    Patrol
        Checked against the network, apart from how it was found.

    Raises
    ------
    InputError
        If there is no team, or one sets out too far from every road.
    RouteError
        If the check finds a fault.
    """
    settings = settings or PatrolSettings()
    teams, visits = tuple(teams), tuple(visits)
    if not teams:
        raise InputError(
            Text("没有队伍。", "There are no teams."),
            Text("请至少给出一支队伍。", "Give one team at least."),
        )
    progress(Text("计算路程", "Measuring ways"), 0.0)
    profiles = sorted({team.profile for team in teams})
    ways = {
        name: ways_of(network, name, teams, visits, off_road_m=settings.off_road_m)
        for name in profiles
    }
    scene = Scene(teams, visits, ways, settings, unlike)
    _require_starts(scene)
    left = barred(scene, network)
    found = _ordered(scene, [at for at in range(len(visits)) if at not in left], progress)
    progress(Text("连成路线", "Drawing the routes"), 0.9)
    routes = tuple(_route(scene, team, found.orders.get(team, ())) for team in range(len(teams)))
    left = left | why_left(scene, found.orders, found.left)
    patrol = Patrol(
        metric_crs=network.metric_crs,
        date=date,
        rain=rain,
        routes=routes,
        left_out=tuple(left[number] for number in sorted(left)),
        settings={**settings.to_dict(), "balance": found.told},
    )
    progress(Text("独立校核", "Checking"), 0.95)
    require_sound(patrol, network, visits=visits)
    progress(Text("完成", "Done"), 1.0)
    return patrol


def _require_starts(scene: Scene) -> None:
    for number, team in enumerate(scene.teams):
        if not scene.of(number).snapped.is_near[number]:
            raise InputError(
                Text(
                    f"队伍 {team.name} 的起点 {scene.settings.off_road_m:.0f} 米内没有可走的道路。",
                    f"Team {team.name} sets out where no road that it can use lies within "
                    f"{scene.settings.off_road_m:.0f} m.",
                ),
                Text(
                    "请改换起点或出行方式，或补上道路；起点附近的道路也可能已封闭。",
                    "Choose another start or profile, add roads, or see whether they are closed.",
                ),
            )


@dataclass(frozen=True, slots=True)
class _Found:
    orders: Orders
    left: tuple[int, ...]
    told: dict[str, list[int]]


def _ordered(scene: Scene, numbers: list[int], progress: Progress) -> _Found:
    """Return who visits what in which order."""
    if not numbers:
        return _Found({}, (), {})
    effort, seed = scene.settings.effort, scene.settings.seed
    loops: tuple[Loop, ...] | None = None
    if not _is_too_much(scene, numbers):
        solved = solve_routes(
            task_of(scene, numbers, asked="required"),
            effort=effort.part(0.4),
            seed=seed,
            tell=lambda share: progress(_SOLVING, 0.1 + 0.25 * share),
        )
        loops = solved.loops if solved.is_feasible else None
    if loops is None:
        solved = solve_routes(
            task_of(scene, numbers, asked="none"),
            effort=effort.part(0.4),
            seed=seed,
            tell=lambda share: progress(_SOLVING, 0.35 + 0.25 * share),
        )
        loops = solved.loops if solved.is_feasible else ()
    orders = _filled(scene, orders_of(loops, numbers), numbers)
    told: dict[str, list[int]] = {}
    if scene.settings.is_balanced and len(scene.teams) > 1:
        orders, told = balanced(
            scene, orders, lambda share: progress(_BALANCING, 0.6 + share * 0.3)
        )
        orders = _filled(scene, orders, numbers)
    made = {number for order in orders.values() for number in order}
    return _Found(orders, tuple(number for number in numbers if number not in made), told)


def _is_too_much(scene: Scene, numbers: Sequence[int]) -> bool:
    """Return whether no teams, however good, could make all required visits in their shifts."""
    numbers = [at for at in numbers if scene.visits[at].is_required]
    places = [scene.place(at) for at in numbers]
    nearest = np.full(len(places), FAR, dtype=np.int64)
    for ways in scene.ways.values():
        into = ways.duration_s[:, places]
        into[places, np.arange(len(places))] = FAR
        nearest = np.minimum(nearest, into.min(axis=0))
    least_s = int(nearest.sum()) + sum(scene.visits[at].service_s for at in numbers)
    return least_s > sum(team.shift_s for team in scene.teams)


def _filled(
    scene: Scene, orders: dict[int, list[int]], numbers: Sequence[int]
) -> dict[int, list[int]]:
    """Return the orders with every visit put in that still fits somewhere, dear ones first."""
    orders = {team: list(orders.get(team, ())) for team in range(len(scene.teams))}
    made = {number for order in orders.values() for number in order}
    left = [number for number in numbers if number not in made]
    for number in sorted(left, key=lambda at: (-scene.visits[at].prize, at)):
        best: tuple[int, int, int] | None = None
        for team, order in orders.items():
            who = scene.teams[team]
            if who.capacity is not None and len(order) >= who.capacity:
                continue
            for at in range(len(order) + 1):
                ends_s = ends_at(scene, team, [*order[:at], number, *order[at:]])
                if ends_s is not None and ends_s <= who.begins_s + who.shift_s:
                    best = min(best or (ends_s, team, at), (ends_s, team, at))
        if best is not None:
            orders[best[1]].insert(best[2], number)
    return {team: order for team, order in orders.items() if order}


def _route(scene: Scene, team: int, order: Sequence[int]) -> Route:
    who, ways = scene.teams[team], scene.of(team)
    clock, here = who.begins_s, team
    stops = []
    for number in order:
        visit, there = scene.visits[number], scene.place(number)
        leg, walk_s = _leg(ways, here, there), int(ways.walk_s[there])
        arrives_s = clock + leg.duration_s + walk_s
        begins_s = begins_at(visit, arrives_s)
        if begins_s is None:
            raise AssertionError(f"{visit.key} comes after its times")
        clock, here = begins_s + visit.service_s + walk_s, there
        offset_m = float(ways.snapped.offset_m[there])
        stops.append(Stop(visit, leg, offset_m, arrives_s, begins_s, clock))
    return Route(who, tuple(stops), _leg(ways, here, team))


def _leg(ways: TeamWays, here: int, there: int) -> Leg:
    if here == there:
        return Leg((), 0, 0)
    leg = way(ways.travel, ways.snapped, here, there)
    if leg is None:
        raise AssertionError(f"no way from place {here} to {there}")
    return leg
