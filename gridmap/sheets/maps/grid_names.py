"""Names of grids and communities on a map: those that it is of, and those around."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
import shapely.ops

from gridmap.columns import texts
from gridmap.errors import Lang, Text
from gridmap.layers import CONTRACTS
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.labels import (
    place_called_out,
    place_inside,
)
from gridmap.sheets.maps.pen import Pen, spot_of
from gridmap.sheets.maps.wording import brief, halves, short_code


def name_grids(pen: Pen) -> None:
    """Write the numbers of the grids that the map is of, the small ones first.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    grids = pen.scene.near("grids", pen.view.ground)
    if grids is None:
        return
    shapes = pen.view.shape(grids.geometry.to_numpy())
    told = list(_told(pen, grids))
    order = np.argsort(shapely.area(shapes), kind="stable").tolist()
    own = [row for row in order if told[row][0] in pen.scene.members]
    communities = texts(grids, "community")
    late: list[tuple[Any, str, str]] = []
    for row in own:
        _, code, households = told[row]
        shape = shapely.intersection(shapes[row], pen.inner)
        wordings = ((code, households), (code,)) if households else ((code,),)
        found = place_inside(pen.room, shape, wordings, (9, 8, 7, 6, 5))
        if found is None:
            late.append((shape, code, f"{communities[row]} {code}".strip()))
        else:
            pen.write(found, bold=True)
    for shape, code, full in late:
        if not shape.is_empty:
            _call_out(pen, shape, code, full)


def name_focus(pen: Pen) -> None:
    """Write the number of the grid that the map is of, large.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    shape = shapely.intersection(pen.view.shape(pen.scene.area), pen.inner)
    code = short_code(pen.scene.focus.code, pen.scene.focus.code[:12])
    found = place_inside(pen.room, shape, ((code,),), (22, 18, 14, 11))
    if found is not None:
        pen.write(found, colour=look.FOCUS_EDGE, bold=True)


def name_neighbours(pen: Pen) -> None:
    """Name the grids around the one that the map is of, where they show.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    grids = pen.scene.near("grids", pen.view.ground)
    if grids is None:
        return
    home = pen.scene.focus.code
    shapes = shapely.intersection(pen.view.shape(grids.geometry.to_numpy()), pen.inner)
    communities = texts(grids, "community_code")
    own = {c for c, g in zip(communities, texts(grids, "grid_code"), strict=True) if g == home}
    area = pen.view.shape(pen.scene.area)
    reach = shapely.distance(shapes, area)
    for row in np.argsort(reach, kind="stable").tolist():
        code = str(grids["grid_code"].iloc[row])
        if code == home or shapes[row].is_empty or shapes[row].area < 4:
            continue
        short = short_code(code, str(communities[row]))
        community = brief(str(texts(grids, "community")[row]))
        far = communities[row] not in own
        wordings = (((community, short),) if far else ()) + (
            ((f"{community} {short}",) if far else (short,)),
        )
        found = place_inside(pen.room, shapes[row], wordings, (8, 7, 6))
        if found is None and reach[row] < 0.1:
            at = spot_of(shapely.point_on_surface(shapes[row]))
            found = place_called_out(pen.room, at, wordings[-1], 7)
        if found is not None:
            pen.write(found, colour=look.NEIGHBOUR_TEXT, bold=reach[row] < 0.1)
        elif reach[row] < 0.1:
            pen.missed.append(code)


def name_communities(pen: Pen) -> None:
    """Name the communities: those around a community, or those of a street, each large.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    communities = pen.scene.near("communities", pen.view.ground)
    if communities is None:
        return
    shapes = shapely.intersection(pen.view.shape(communities.geometry.to_numpy()), pen.inner)
    for shape, name, code in zip(
        shapes, texts(communities, "name"), texts(communities, "community_code"), strict=True
    ):
        if shape.is_empty or shape.area < 4 or code == pen.scene.focus.code:
            continue
        text = brief(str(name) or str(code))
        wordings = ((text,), halves(text))
        found = place_inside(pen.room, shape, wordings, (13, 11, 9.5, 8))
        found = found or place_called_out(
            pen.room, spot_of(shapely.point_on_surface(shape)), (text,), 8
        )
        if found is None:
            pen.missed.append(text)
        else:
            pen.write(found, colour=look.COMMUNITY_EDGE, bold=True)


def _call_out(pen: Pen, shape: Any, code: str, full: str) -> None:  # noqa: ANN401
    at = spot_of(shapely.point_on_surface(shape))
    found = place_called_out(pen.room, at, (code,), 7)
    if found is None:
        pen.missed.append(full)
    else:
        pen.write(found, bold=True)


def _told(pen: Pen, grids: gpd.GeoDataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield the code, the short code, and a second line, of each grid."""
    communities = texts(grids, "community_code")
    names, kinds = texts(grids, "name"), texts(grids, "kind")
    households = texts(grids, "households")
    purposes = texts(grids, "purpose")
    for row, code in enumerate(texts(grids, "grid_code")):
        short = short_code(str(code), str(communities[row]))
        count = households[row]
        second = Text(f"{count}户", f"{count} hh").say(pen.lang) if count else ""
        if kinds[row] == "special":
            second = _purpose(str(purposes[row]), pen.lang)
        yield str(code), short, brief(str(names[row])) or second


def _purpose(purpose: str, lang: Lang) -> str:
    """Return what a special-purpose grid is for."""
    if purpose == "vacant":
        return Text("无户", "vacant").say(lang)
    words = dict(CONTRACTS["compounds"].column("purpose").choices)
    known = words.get(purpose, purpose) if lang == "zh" else purpose
    return known or Text("专属", "special").say(lang)
