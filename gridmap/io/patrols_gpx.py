"""A route as GPX 1.1: a waypoint a stop, named 01, 02 ... in order, and one track along the roads.

Routes of GPX (``rte``) are not written: phones put their points in an order of their own.
Source: topografix.com/GPX/1/1.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from gridmap.io.exporting import DATUMS
from gridmap.io.patrols_placed import Placed, clean
from gridmap.io.patrols_told import about_route, about_stop
from gridmap.routing.telling_stops import ToldRoute, ToldStop

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx version="1.1" creator="gridmap" xmlns="http://www.topografix.com/GPX/1/1">\n'
)


def write_gpx(job: Placed, route: ToldRoute, path: Path) -> None:
    """Write one route as GPX.

    Parameters
    ----------
    job : Placed
        The patrol.
    route : ToldRoute
        The route.
    path : Path
        The file.
    """
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(HEAD)
        stream.writelines(_parts(job, route))
        stream.write("</gpx>\n")


def _parts(job: Placed, route: ToldRoute) -> Iterator[str]:
    is_told = route.name == job.heading.say(job.lang)
    name = _text(job.title if is_told else f"{job.title} {route.name}")
    desc = _text(about_route(job, route))
    begins = job.moment(route.route.team.begins_s)
    yield f"<metadata><name>{name}</name><desc>{desc}</desc><time>{begins}</time></metadata>\n"
    for stop in route.stops:
        yield _waypoint(job, stop)
    yield f"<trk><name>{name}</name><desc>{desc}</desc><trkseg>\n"
    for lon, lat in job.line(route).tolist():
        yield f'<trkpt lat="{lat:.8f}" lon="{lon:.8f}"/>\n'
    yield "</trkseg></trk>\n"


def _waypoint(job: Placed, stop: ToldStop) -> str:
    lon, lat = job.place(stop.stop.visit.xy)
    kind = _text(stop.kind.say(job.lang))
    return (
        f'<wpt lat="{lat:.8f}" lon="{lon:.8f}"><time>{job.moment(stop.stop.arrives_s)}</time>'
        f"<name>{stop.label}</name><cmt>{_text(stop.name)}</cmt>"
        f"<desc>{_text(about_stop(job, stop))}</desc>"
        f"<src>{DATUMS[job.coordinates]}</src><sym>Flag, Blue</sym>"
        f"{f'<type>{kind}</type>' if kind else ''}</wpt>\n"
    )


def _text(value: str) -> str:
    return escape(clean(value))
