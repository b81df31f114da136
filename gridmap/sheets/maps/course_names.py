"""Names of streets and water on a map, along their course."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
import shapely.ops

from gridmap.columns import texts
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.ground import BUILDINGS_UP_TO
from gridmap.sheets.maps.labels import (
    Placed,
    place_along,
    place_inside,
)
from gridmap.sheets.maps.pen import Pen
from gridmap.sheets.maps.wording import brief

STREET_EVERY_MM = 110.0


def name_water(pen: Pen) -> None:
    """Name the water, each once.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    water = pen.scene.near("water", pen.view.ground)
    if water is None:
        return
    done: set[str] = set()
    for shape, name in zip(water.geometry.to_numpy(), texts(water, "name"), strict=True):
        text = brief(str(name))
        seen = shapely.intersection(pen.view.shape(shape), pen.inner)
        if not text or text in done or seen.is_empty:
            continue
        found = None
        if shapely.get_dimensions(seen) == 2:
            found = place_inside(pen.room, seen, ((text,),), (9, 8, 7))
            found = found or place_along(pen.room, _axis(seen), text, 8)
        else:
            found = place_along(pen.room, _longest(seen), text, 8)
        if found is not None:
            done.add(text)
            pen.write(found, colour=look.WATER_TEXT)


def name_streets(pen: Pen) -> None:
    """Name the streets along their course, the important first.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    roads = pen.scene.near("roads", pen.view.ground)
    if roads is None:
        return
    names, classes = texts(roads, "name"), texts(roads, "road_class")
    rank = list(look.ROADS)
    lines = shapely.intersection(pen.view.shape(roads.geometry.to_numpy()), pen.inner)
    streets: dict[tuple[int, str], list[Any]] = {}
    best: dict[str, int] = {}
    for name, kind in zip(names, classes, strict=True):
        if name:
            level = rank.index(kind) if kind in rank else 1
            best[str(name)] = max(best.get(str(name), 0), level)
    for name, line in zip(names, lines, strict=True):
        if name and not line.is_empty:
            streets.setdefault((-best[str(name)], str(name)), []).append(line)
    for (level, name), parts in sorted(streets.items()):
        _street(pen, brief(name), parts, size_pt=8 if level <= -3 else 6.5)


def _street(pen: Pen, text: str, parts: list[Any], *, size_pt: float) -> None:
    merged = shapely.line_merge(shapely.union_all(parts))
    pieces = sorted(shapely.get_parts(merged), key=lambda piece: -piece.length)
    written: list[Placed] = []
    for piece in pieces[:6]:
        for share in _cut_line(piece):
            found = place_along(pen.room, share, text, size_pt)
            if found is None or any(_near(found, other) for other in written):
                continue
            pen.write(found, colour=look.STREET_TEXT)
            written.append(found)
            if pen.view.scale > BUILDINGS_UP_TO:
                return


def _near(one: Placed, other: Placed) -> bool:
    return bool(
        np.hypot(one.rect.x - other.rect.x, one.rect.y - other.rect.y) < 0.6 * STREET_EVERY_MM
    )


def _cut_line(line: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield a line in shares of about the way after which a street is named again."""
    count = max(1, round(line.length / STREET_EVERY_MM))
    for share in range(count):
        yield shapely.ops.substring(line, share / count, (share + 1) / count, normalized=True)


def _axis(shape: Any) -> Any:  # noqa: ANN401
    """Return the long middle line of a shape."""
    part = max(shapely.get_parts(shape), key=lambda one: one.area)
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(part))[:4]
    if len(corners) < 4:
        return shapely.LineString()
    sides = [np.hypot(*(corners[1] - corners[0])), np.hypot(*(corners[2] - corners[1]))]
    turned = np.roll(corners, 0 if sides[0] < sides[1] else -1, axis=0)
    ends = np.array([(turned[0] + turned[1]) / 2, (turned[2] + turned[3]) / 2])
    return _longest(shapely.intersection(shapely.linestrings(ends), part))


def _longest(shape: Any) -> Any:  # noqa: ANN401
    lines = [part for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    return max(lines, key=lambda part: part.length, default=shapely.LineString())
