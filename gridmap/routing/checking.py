"""The check of a patrol against the network alone: nothing that the solver found is taken on trust.

Ways are searched anew, times added up anew, lines compared with the roads that are open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from gridmap.errors import Fault, RouteError, Text
from gridmap.routing.network import Network
from gridmap.routing.profiles import PROFILES
from gridmap.routing.records import Leg, Patrol, Route, Stop, Visit
from gridmap.routing.snapping import SNAP_LIMIT_M, Snapped, snap
from gridmap.routing.travel import Travel, travel
from gridmap.routing.ways import way

ON_ROAD_M = 0.5
"""How far a line may be from the road that it follows: saved places are rounded."""
SLACK_S = 2
SLACK_M = 2.0
"""Whole seconds and metres of a leg are rounded."""

_REMEDY = Text("请重新编排路线。", "Make the routes again.")


def check_patrol(
    patrol: Patrol, network: Network, *, visits: Sequence[Visit] | None = None
) -> tuple[Fault, ...]:
    """Return everything that does not hold in a patrol.

    Parameters
    ----------
    patrol : Patrol
        The patrol.
    network : Network
        The roads that it was made on, the closed ones closed, in the patrol's CRS.
    visits : sequence of Visit, optional
        What was asked for: each is to be made once or left out once.

    Returns
    -------
    tuple of Fault
        Each names the team or the visit; empty where all holds.
    """
    found = list(_counted(patrol, visits))
    ways: dict[str, Travel] = {}
    for route in patrol.routes:
        name = route.team.profile
        if name not in ways:
            ways[name] = travel(network, PROFILES[name])
        limit_m = float(patrol.settings.get("off_road_m", SNAP_LIMIT_M))
        found += _RouteCheck(route, ways[name], limit_m).faults()
    return tuple(found)


def require_sound(
    patrol: Patrol, network: Network, *, visits: Sequence[Visit] | None = None
) -> None:
    """Refuse a patrol in which something does not hold.

    Parameters
    ----------
    patrol, network, visits
        As in `check_patrol`.

    Raises
    ------
    RouteError
        If there is a fault.
    """
    faults = check_patrol(patrol, network, visits=visits)
    if faults:
        raise RouteError(faults)


def _counted(patrol: Patrol, visits: Sequence[Visit] | None) -> Iterator[Fault]:
    made = [stop.visit for route in patrol.routes for stop in route.stops]
    listed = made + [left.visit for left in patrol.left_out]
    counts = Counter(visit.key for visit in listed)
    asked = None if visits is None else {visit.key: visit for visit in visits}
    for key, count in sorted(counts.items()):
        if count > 1:
            yield _fault(
                "visit.twice", key, f"{key} 出现 {count} 次。", f"{key} is listed {count} times."
            )
    if asked is None:
        return
    for visit in listed:
        if asked.get(visit.key) != visit:
            yield _fault(
                "visit.other",
                visit.key,
                f"没有要求巡查 {visit.key}。",
                f"{visit.key} is not asked for.",
            )
    for key in sorted(asked.keys() - counts.keys()):
        yield _fault(
            "visit.lost", key, f"{key} 既未巡查也未列出。", f"{key} is neither made nor left out."
        )


class _RouteCheck:
    """The check of one route."""

    def __init__(self, route: Route, going: Travel, limit_m: float) -> None:
        self.route = route
        self.going = going
        xy = [route.team.start, *(stop.visit.xy for stop in route.stops)]
        self.snapped: Snapped = snap(going, xy, limit_m=limit_m)

    def faults(self) -> Iterator[Fault]:
        team = self.route.team
        if not self.snapped.is_near.all():
            yield self._wrong("route.off_road", "有点不在道路附近", "a place is off the road")
            return
        clock = team.begins_s
        for number, stop in enumerate(self.route.stops, start=1):
            yield from self._leg(stop.leg, number - 1, number)
            yield from self._stop(stop, number, clock)
            clock = stop.leaves_s
        yield from self._leg(self.route.back, len(self.route.stops), 0)
        yield from self._sums(clock)

    def _stop(self, stop: Stop, number: int, clock: int) -> Iterator[Fault]:
        visit = stop.visit
        offset_m = float(self.snapped.offset_m[number])
        walk_s = int(np.ceil(offset_m / self.going.profile.off_road_m_s))
        if abs(stop.offset_m - offset_m) > 0.1:
            yield self._at(
                visit, "stop.offset", "离路距离不符", "the distance from the road is wrong"
            )
        if abs(stop.arrives_s - (clock + stop.leg.duration_s + walk_s)) > 1:
            yield self._at(visit, "stop.arrival", "到达时间不符", "the arrival is wrong")
        windows = visit.windows or ((0, 10**9),)
        if not any(first <= stop.begins_s <= last for first, last in windows):
            yield self._at(visit, "stop.window", "不在允许的时段内", "it begins outside its times")
        earliest = min(
            (max(a, stop.arrives_s) for a, b in windows if stop.arrives_s <= b), default=-1
        )
        if stop.begins_s != earliest:
            yield self._at(visit, "stop.begin", "开始时间不符", "the begin is wrong")
        if abs(stop.leaves_s - (stop.begins_s + visit.service_s + walk_s)) > 1:
            yield self._at(visit, "stop.departure", "离开时间不符", "the departure is wrong")

    def _sums(self, clock: int) -> Iterator[Fault]:
        route, team = self.route, self.route.team
        ends_s = clock + route.back.duration_s
        if route.ends_s != ends_s or ends_s > team.begins_s + team.shift_s:
            yield self._wrong("route.shift", "超出班次", "it is longer than the shift")
        if team.capacity is not None and len(route.stops) > team.capacity:
            yield self._wrong("route.capacity", "超过最多处数", "it has too many visits")
        legs = [*(stop.leg for stop in route.stops), route.back]
        if route.length_m != sum(leg.length_m for leg in legs):
            yield self._wrong("route.length", "总长不符", "its length is no sum")

    def _leg(self, leg: Leg, here: int, there: int) -> Iterator[Fault]:
        name = self.route.stops[there - 1].visit.key if there else self.route.team.start_name
        known = way(self.going, self.snapped, here, there)
        if known is None:
            yield self._wrong("leg.no_way", f"没有路通到 {name}", f"no way leads to {name}")
            return
        if abs(leg.duration_s - known.duration_s) > SLACK_S:
            yield self._wrong(
                "leg.time",
                f"到 {name} 需 {known.duration_s} 秒，写的是 {leg.duration_s} 秒",
                f"the way to {name} takes {known.duration_s} s, not {leg.duration_s} s",
            )
        if abs(leg.length_m - sum(one.length_m for one in leg.stretches)) > SLACK_M:
            yield self._wrong("leg.length", f"到 {name} 的路长不符", f"the way to {name} is no sum")
        yield from self._drawn(leg, here, there, name)

    def _drawn(self, leg: Leg, here: int, there: int, name: str) -> Iterator[Fault]:
        ends = self.snapped.on_road[[here, there]]
        lines = [stretch.line for stretch in leg.stretches]
        if not lines:
            if np.hypot(*(ends[0] - ends[1])) > ON_ROAD_M:
                yield self._wrong("leg.gap", f"到 {name} 没有路线", f"no line leads to {name}")
            return
        points = [shapely.get_coordinates(line) for line in lines]
        joints = [ends[0], *(xy[-1] for xy in points)]
        begins = [*(xy[0] for xy in points), ends[1]]
        if (np.hypot(*(np.array(joints) - np.array(begins)).T) > ON_ROAD_M).any():
            yield self._wrong("leg.gap", f"到 {name} 的路线不连续", f"the line to {name} has a gap")
        for stretch in leg.stretches:
            if abs(stretch.line.length - stretch.length_m) > 0.01 * stretch.length_m + SLACK_M:
                yield self._wrong(
                    "leg.length", f"到 {name} 的路长不符", f"a length to {name} is wrong"
                )
        if not self._is_on_roads(points):
            yield self._wrong(
                "leg.off_road", f"到 {name} 的路线离开道路", f"the line to {name} leaves the roads"
            )

    def _is_on_roads(self, drawn: Sequence[np.ndarray]) -> bool:
        """Return whether corners of lines, and the middles between them, lie on open roads."""
        middles = [(xy[1:] + xy[:-1]) / 2 for xy in drawn]
        points = shapely.points(np.concatenate([*drawn, *middles]))
        near = self.going.tree.query(points, predicate="dwithin", distance=ON_ROAD_M)[0]
        return len(np.unique(near)) == len(points)

    def _wrong(self, rule: str, zh: str, en: str) -> Fault:
        team = self.route.team
        return _fault(rule, team.key, f"{team.name}：{zh}。", f"{team.name}: {en}.")

    def _at(self, visit: Visit, rule: str, zh: str, en: str) -> Fault:
        return _fault(rule, visit.key, f"{visit.name}：{zh}。", f"{visit.name}: {en}.")


def _fault(rule: str, key: str, zh: str, en: str) -> Fault:
    return Fault(rule, "error", "patrol", Text(zh, en), _REMEDY, feature_id=key)
