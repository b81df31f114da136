"""A patrol as KML 2.2: a folder a route, its way and its stops in order, in the route's colour.

Source: OGC 07-147r2.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from gridmap.errors import Text
from gridmap.io.exporting import DATUMS
from gridmap.io.patrols_placed import Placed, clean
from gridmap.io.patrols_told import about_left, about_route, about_stop
from gridmap.routing.records import LeftOut
from gridmap.routing.telling import name_of
from gridmap.routing.telling_stops import COLOURS, ToldRoute, ToldStop

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
GREY = "#6b6b6b"
WAY = Text("路线", "way")
LEFT_OUT = Text("未安排", "Left out")


def write_kml(job: Placed, path: Path) -> None:
    """Write a patrol as KML.

    Parameters
    ----------
    job : Placed
        The patrol.
    path : Path
        The file.
    """
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f"{HEAD}<Document>\n<name>{_text(job.title)}</name><open>1</open>\n")
        stream.writelines(_parts(job))
        stream.write("</Document>\n</kml>\n")


def _parts(job: Placed) -> Iterator[str]:
    used = {route.colour for route in job.routes}
    for colour in (*(colour for colour in COLOURS if colour in used), GREY):
        yield _style(colour)
    for route in job.routes:
        yield f"<Folder>\n<name>{_text(_folder_name(route))}</name>"
        yield f"<description>{_text(about_route(job, route))}</description>\n"
        yield _way(job, route)
        for stop in route.stops:
            yield _stop(job, route, stop)
        yield "</Folder>\n"
    if job.left_out:
        yield f"<Folder>\n<name>{LEFT_OUT.say(job.lang)}</name>\n"
        for left in job.left_out:
            yield _left(job, left)
        yield "</Folder>\n"


def _folder_name(route: ToldRoute) -> str:
    return f"{route.number:02d} {route.name}"


def _style(colour: str) -> str:
    red, green, blue = colour[1:3], colour[3:5], colour[5:7]
    kml = f"ff{blue}{green}{red}"
    return (
        f'<Style id="{_style_id(colour)}"><IconStyle><color>{kml}</color></IconStyle>'
        f"<LineStyle><color>{kml}</color><width>4</width></LineStyle></Style>\n"
    )


def _style_id(colour: str) -> str:
    return f"route-{colour[1:]}"


def _way(job: Placed, route: ToldRoute) -> str:
    places = " ".join(f"{lon:.8f},{lat:.8f}" for lon, lat in job.line(route).tolist())
    return (
        f"<Placemark><name>{WAY.say(job.lang)}</name>"
        f"<styleUrl>#{_style_id(route.colour)}</styleUrl>"
        f"<LineString><tessellate>1</tessellate><coordinates>{places}</coordinates></LineString>"
        "</Placemark>\n"
    )


def _stop(job: Placed, route: ToldRoute, stop: ToldStop) -> str:
    return (
        f"<Placemark><name>{_text(f'{stop.label} {stop.name}')}</name>"
        f"<description>{_text(about_stop(job, stop))}</description>"
        f"<styleUrl>#{_style_id(route.colour)}</styleUrl>{_data(job, stop)}"
        f"{_point(job, stop.stop.visit.xy)}</Placemark>\n"
    )


def _data(job: Placed, stop: ToldStop) -> str:
    # No time element: programs would hide every stop but those of one moment.
    values = {
        "hazard_id": stop.stop.visit.key,
        "grid_code": stop.stop.visit.grid,
        "arrives": job.moment(stop.stop.arrives_s),
        "leaves": job.moment(stop.stop.leaves_s),
        f"datum{job.suffix}": DATUMS[job.coordinates],
    }
    held = "".join(
        f'<Data name="{name}"><value>{_text(value)}</value></Data>'
        for name, value in values.items()
        if value
    )
    return f"<ExtendedData>{held}</ExtendedData>"


def _left(job: Placed, left: LeftOut) -> str:
    return (
        f"<Placemark><name>{_text(name_of(left.visit))}</name>"
        f"<description>{_text(about_left(job, left))}</description>"
        f"<styleUrl>#{_style_id(GREY)}</styleUrl>{_point(job, left.visit.xy)}</Placemark>\n"
    )


def _point(job: Placed, xy: tuple[float, float]) -> str:
    lon, lat = job.place(xy)
    return f"<Point><coordinates>{lon:.8f},{lat:.8f}</coordinates></Point>"


def _text(value: str) -> str:
    return escape(clean(value))
