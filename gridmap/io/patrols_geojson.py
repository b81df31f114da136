"""A patrol as GeoJSON (RFC 7946): ways as lines, stops and what is left out as points, in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from gridmap.errors import Text
from gridmap.io.exporting import DATUMS
from gridmap.io.patrols_placed import Placed, rounded
from gridmap.io.patrols_tables import NUMBER, TEAM, left_row, route_row, stop_row

WHAT = Text("要素", "Feature")
DATUM = Text("坐标", "datum")
ROUTE, STOP, LEFT = Text("路线", "route"), Text("巡查点", "stop"), Text("未安排", "left out")


def write_geojson(job: Placed, path: Path) -> None:
    """Write a patrol as GeoJSON.

    Parameters
    ----------
    job : Placed
        The patrol.
    path : Path
        The file.
    """
    collection = {
        "type": "FeatureCollection",
        "name": job.title,
        "features": list(_features(job)),
    }
    path.write_bytes(orjson.dumps(collection))


def _features(job: Placed) -> Iterator[dict[str, Any]]:
    for route in job.routes:
        team = {TEAM.say(job.lang): route.name}
        line = {"type": "LineString", "coordinates": rounded(job.line(route))}
        yield _feature(job, ROUTE, line, route_row(job, route))
        for stop in route.stops:
            yield _feature(job, STOP, _point(job, stop.stop.visit.xy), team | stop_row(job, stop))
    for left in job.left_out:
        row = {NUMBER.say(job.lang): ""} | left_row(job, left)
        yield _feature(job, LEFT, _point(job, left.visit.xy), row)


def _feature(
    job: Placed, what: Text, geometry: dict[str, Any], row: dict[str, object]
) -> dict[str, Any]:
    told: dict[str, object] = {WHAT.say(job.lang): what.say(job.lang)}
    if job.suffix:
        told[f"{DATUM.say(job.lang)}{job.suffix}"] = DATUMS[job.coordinates]
    return {"type": "Feature", "geometry": geometry, "properties": told | row}


def _point(job: Placed, xy: tuple[float, float]) -> dict[str, Any]:
    lon, lat = job.place(xy)
    return {"type": "Point", "coordinates": [round(lon, 8), round(lat, 8)]}
