"""A route in words: turn by turn, stop by stop, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gridmap.errors import Text
from gridmap.routing.records import Leg, ProfileName, Route, Stop, Visit
from gridmap.routing.turns import Side, Step, side, steps

NAMELESS = Text("无名道路", "an unnamed road")
CLASSES = {
    "motorway": Text("快速路", "the expressway"),
    "arterial": Text("主干路", "the main road"),
    "secondary": Text("次干路", "the secondary road"),
    "local": Text("支路", "the side road"),
    "service": Text("内部路", "the service road"),
    "path": Text("步行路", "the path"),
    "cycleway": Text("骑行道", "the cycleway"),
    "steps": Text("台阶", "the steps"),
}
"""What roads without a name are called, in the words of the layer of roads."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

FAR_M = 20.0
"""From which it is told how far beside the road a place lies."""

COMPASS = (
    Text("北", "north"),
    Text("东北", "north-east"),
    Text("东", "east"),
    Text("东南", "south-east"),
    Text("南", "south"),
    Text("西南", "south-west"),
    Text("西", "west"),
    Text("西北", "north-west"),
)
TURNS = {
    "straight": Text("直行", "Continue"),
    "slight_left": Text("向左前方", "Bear left"),
    "left": Text("左转", "Turn left"),
    "sharp_left": Text("向左后方急转", "Turn sharp left"),
    "u_turn": Text("掉头", "Turn around"),
    "sharp_right": Text("向右后方急转", "Turn sharp right"),
    "right": Text("右转", "Turn right"),
    "slight_right": Text("向右前方", "Bear right"),
}
SIDES: dict[Side, Text] = {
    "left": Text("在道路左侧", "on the left"),
    "right": Text("在道路右侧", "on the right"),
    "ahead": Text("在前方", "straight ahead"),
    "here": Text("", ""),
}


@dataclass(frozen=True, slots=True)
class Instruction:
    """A line of the turn-by-turn.

    Attributes
    ----------
    kind : str
        A turn of `gridmap.routing.turns`, ``"arrive"`` or ``"return"``.
    text : Text
        The sentence.
    length_m : float
        How far it leads; 0 at an arrival.
    xy : tuple of float
        Where it is to be done, in metres of the network's CRS.
    """

    kind: str
    text: Text
    length_m: float
    xy: tuple[float, float]


def directions(route: Route) -> tuple[tuple[Instruction, ...], ...]:
    """Return the turn-by-turn of a route.

    Parameters
    ----------
    route : Route
        The route.

    Returns
    -------
    tuple of tuple of Instruction
        One tuple for each stop, which ends with the arrival there, and one for the way back.
    """
    told = []
    before: Leg | None = None
    for number, stop in enumerate(route.stops, start=1):
        walked = _walked(stop.leg, route.team.profile, before=before)
        told.append((*walked, arrival(stop, number)))
        before = stop.leg if stop.leg.stretches else before
    if not route.stops:
        return ()
    walked = _walked(route.back, route.team.profile, before=before)
    return (*told, (*walked, _return(route)))


def arrival(stop: Stop, number: int) -> Instruction:
    """Return how the arrival at a stop is told.

    Parameters
    ----------
    stop : Stop
        The stop.
    number : int
        Its place in the order, from 1.

    Returns
    -------
    Instruction
        Such as 到达 03 红旗涵洞，在道路右侧.
    """
    name = name_of(stop.visit)
    where = SIDES[side(stop.leg, stop.visit.xy)]
    zh, en = f"到达 {label(number)} {name}", f"Arrive at {label(number)} {name}"
    if where.zh:
        zh, en = f"{zh}，{where.zh}", f"{en}, {where.en}"
        if stop.offset_m >= FAR_M:
            far = distance(stop.offset_m)
            zh, en = f"{zh}约 {far.zh}处", f"{en}, about {far.en} off the road"
    return Instruction("arrive", Text(zh, en), 0.0, stop.visit.xy)


def name_of(visit: Visit) -> str:
    """Return what people call a place.

    Parameters
    ----------
    visit : Visit
        The place.

    Returns
    -------
    str
        Its name, else its id.
    """
    return plain(visit.name) or plain(visit.key)


def plain(text: str) -> str:
    r"""Return a name without what nobody can see and no file can hold.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        On one line, without control characters.

    Examples
    --------
    >>> plain(" 一\x0b号\n桥 ")
    '一号 桥'
    """
    return " ".join(_UNSEEN.sub("", text).split())


def label(number: int) -> str:
    """Return the number of a stop as people see it.

    Parameters
    ----------
    number : int
        From 1.

    Returns
    -------
    str
        Two digits at least.

    Examples
    --------
    >>> label(3)
    '03'
    """
    return f"{number:02d}"


def distance(length_m: float) -> Text:
    """Return a length as people say it: the longer, the rounder.

    Parameters
    ----------
    length_m : float
        In metres.

    Returns
    -------
    Text
        Metres to 5, 10 or 50, from a kilometre on kilometres to a tenth.

    Examples
    --------
    >>> [distance(m).zh for m in (3, 42, 118, 618, 990, 1240)]
    ['5 米', '40 米', '120 米', '600 米', '1.0 公里', '1.2 公里']
    """
    step = 5 if length_m < 50 else 10 if length_m < 300 else 50
    rounded = max(5, int(length_m / step + 0.5) * step)
    if rounded >= 1000:
        return Text(f"{length_m / 1000:.1f} 公里", f"{length_m / 1000:.1f} km")
    return Text(f"{rounded} 米", f"{rounded} m")


def duration(seconds: int) -> Text:
    """Return a time as people say it, up to the next minute.

    Parameters
    ----------
    seconds : int
        How long.

    Returns
    -------
    Text
        Minutes, from an hour on with hours.

    Examples
    --------
    >>> duration(61).zh, duration(7200).en, duration(5400).zh
    ('2 分钟', '2 h', '1 小时 30 分钟')
    """
    minutes = -(-seconds // 60)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return Text(f"{minutes} 分钟", f"{minutes} min")
    if not minutes:
        return Text(f"{hours} 小时", f"{hours} h")
    return Text(f"{hours} 小时 {minutes} 分钟", f"{hours} h {minutes} min")


def clock(seconds: int) -> str:
    """Return the time of day; past midnight, the hours go on counting with the days beside them.

    Parameters
    ----------
    seconds : int
        After midnight.

    Returns
    -------
    str
        Hours and minutes, rounded to the nearest minute.

    Examples
    --------
    >>> clock(8 * 3600 + 5 * 60), clock(24 * 3600 + 600)
    ('08:05', '00:10+1')
    """
    days, minutes = divmod((seconds + 30) // 60, 24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}{f'+{days}' if days else ''}"


def _walked(leg: Leg, profile: ProfileName, *, before: Leg | None) -> tuple[Instruction, ...]:
    return tuple(
        Instruction(step.turn, _sentence(step, profile), step.length_m, step.xy)
        for step in steps(leg, before=before)
    )


def _sentence(step: Step, profile: ProfileName) -> Text:
    far = distance(step.length_m)
    name = plain(step.street)
    street = Text(name, name) if name else CLASSES.get(step.road_class, NAMELESS)
    go = "走" if profile == "foot" else "行驶"
    if step.turn in {"depart", "u_turn"}:
        to = COMPASS[int((step.heading_deg + 22.5) // 45) % 8]
        about = step.turn == "u_turn"
        return Text(
            f"{'掉头，' if about else ''}沿{street.zh}向{to.zh}{go} {far.zh}",
            f"{'Turn around and head' if about else 'Head'} {to.en} on {street.en} for {far.en}",
        )
    turn = TURNS[step.turn]
    if step.goes_on and not name:
        # One unnamed road after another: that one stays on it cannot be said.
        return Text(f"{turn.zh}，{go} {far.zh}", f"{turn.en}, then {far.en}")
    if step.goes_on:
        return Text(
            f"{turn.zh}，继续沿{street.zh}{go} {far.zh}",
            f"{turn.en} and stay on {street.en} for {far.en}",
        )
    return Text(
        f"{turn.zh}进入{street.zh}，{go} {far.zh}", f"{turn.en} onto {street.en} for {far.en}"
    )


def _return(route: Route) -> Instruction:
    name = plain(route.team.start_name)
    start = Text(name or "出发点", name or "the start")
    return Instruction(
        "return", Text(f"回到{start.zh}", f"Back at {start.en}"), 0.0, route.team.start
    )
