"""Names of what stands in the grids of a map: buildings, compounds, services, marks."""

from __future__ import annotations

import numpy as np
import shapely
import shapely.ops

from gridmap.columns import texts
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.ground import BUILDINGS_UP_TO
from gridmap.sheets.maps.labels import (
    place_beside,
    place_called_out,
    place_inside,
)
from gridmap.sheets.maps.pen import Pen, spot_of
from gridmap.sheets.maps.wording import brief, halves, wall_number


def number_marks(pen: Pen) -> None:
    """Write the numbers of what the map points out.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    for mark in pen.scene.marks:
        shape = shapely.intersection(pen.view.shape(mark.shape), pen.inner)
        if not mark.number or shape.is_empty:
            continue
        at = spot_of(shapely.point_on_surface(shape))
        found = place_called_out(pen.room, at, (mark.number,), 8, least_mm=3.0)
        if found is None:
            pen.missed.append(mark.number)
        else:
            pen.write(found, colour=mark.colour, bold=True)


def name_buildings(pen: Pen) -> None:
    """Write the names or numbers of the buildings of the grid that the map is of.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    buildings = pen.scene.near("buildings", pen.view.ground)
    if buildings is None or pen.view.scale > BUILDINGS_UP_TO:
        return
    shapes = buildings.geometry.to_numpy()
    held = shapely.intersects(pen.scene.area, shapely.point_on_surface(shapes))
    names, areas = texts(buildings, "name"), shapely.area(shapes)
    for row in np.argsort(-areas, kind="stable").tolist():
        if not held[row] or not names[row]:
            continue
        shape = shapely.intersection(pen.view.shape(shapes[row]), pen.inner)
        full, number = brief(str(names[row])), wall_number(str(names[row]))
        wordings = [(number,)] if number else [(full,), halves(full)]
        found = place_inside(pen.room, shape, wordings, (7, 6, 5.5))
        if found is None and not shape.is_empty:
            found = place_beside(
                pen.room, spot_of(shapely.point_on_surface(shape)), 0.0, wordings[0], 5.5
            )
        if found is not None:
            pen.write(found, halo=look.BUILDING)
        elif not shape.is_empty:
            pen.missed.append(full)


def name_compounds(pen: Pen) -> None:
    """Name the compounds, those parts first that the map is of.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    compounds = pen.scene.near("compounds", pen.view.ground)
    if compounds is None or pen.view.scale > BUILDINGS_UP_TO:
        return
    whole = pen.view.shape(compounds.geometry.to_numpy())
    area = pen.view.shape(pen.scene.area)
    for shape, name in zip(whole, texts(compounds, "name"), strict=True):
        seen = shapely.intersection(shape, pen.inner)
        own = shapely.intersection(seen, area)
        text = brief(str(name))
        if not text or seen.is_empty:
            continue
        found = None
        for part in (own, seen):
            found = found or place_inside(pen.room, part, ((text,), halves(text)), (8, 7, 6))
        if found is not None:
            pen.write(found, colour=look.COMPOUND)


def name_services(pen: Pen) -> None:
    """Name the stations and hazards in what the map is of.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    """
    for layer in ("stations", "hazards"):
        frame = pen.scene.near(layer, pen.view.ground)
        if frame is None:
            continue
        spots = shapely.point_on_surface(frame.geometry.to_numpy())
        held = shapely.intersects(pen.scene.area, spots)
        for spot, name, own in zip(spots, texts(frame, "name"), held, strict=True):
            if not own or not name:
                continue
            at = spot_of(pen.view.shape(spot))
            text = brief(str(name))
            found = place_beside(pen.room, at, 2.6, (text,), 6.5)
            found = found or place_beside(pen.room, at, 2.6, halves(text), 6)
            found = found or place_called_out(pen.room, at, (text,), 6.5)
            colour = look.STATION if layer == "stations" else look.HAZARD_TEXT
            if found is None:
                pen.missed.append(text)
            else:
                pen.write(found, colour=colour)
