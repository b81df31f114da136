"""What files say of a stop, a route and a visit that is left out, in lines."""

from __future__ import annotations

from gridmap.errors import Text
from gridmap.io.patrols_placed import Placed, clean
from gridmap.routing.records import LeftOut
from gridmap.routing.telling import clock, distance, duration
from gridmap.routing.telling_stops import ToldRoute, ToldStop, kind_of, level_word


def about_stop(job: Placed, stop: ToldStop) -> str:
    """Return what is said of a stop, in lines.

    Parameters
    ----------
    job : Placed
        The patrol.
    stop : ToldStop
        The stop.

    Returns
    -------
    str
        Name, kind and level; times; how to get there.
    """
    visit = stop.stop.visit
    level = level_word(visit.level)
    what = [stop.name, *(job.say(text) for text in (stop.kind, level) if text.zh)]
    times = Text(
        f"{clock(stop.stop.arrives_s)} 到达，{clock(stop.stop.leaves_s)} 离开",
        f"arrive {clock(stop.stop.arrives_s)}, leave {clock(stop.stop.leaves_s)}",
    )
    comma = Text("，", ", ").say(job.lang)
    lines = [comma.join(what), times.say(job.lang)]
    return clean("\n".join([*lines, *(line.text.say(job.lang) for line in stop.directions)]))


def about_left(job: Placed, left: LeftOut) -> str:
    """Return what is said of a visit that is left out.

    Parameters
    ----------
    job : Placed
        The patrol.
    left : LeftOut
        The visit.

    Returns
    -------
    str
        Its kind and why.
    """
    kind = kind_of(left.visit).say(job.lang)
    return clean("\n".join(line for line in (kind, left.why.say(job.lang)) if line))


def about_route(job: Placed, route: ToldRoute) -> str:
    """Return what is said of a route.

    Parameters
    ----------
    job : Placed
        The patrol.
    route : ToldRoute
        The route.

    Returns
    -------
    str
        Stops, length, times.
    """
    begins, ends = clock(route.route.team.begins_s), clock(route.route.ends_s)
    far, took = distance(route.route.length_m), duration(route.duration_s)
    count = len(route.stops)
    return Text(
        f"{count} 个点，{far.zh}，{took.zh}，{begins} 出发，{ends} 返回",
        f"{count} stops, {far.en}, {took.en}, out {begins}, back {ends}",
    ).say(job.lang)
