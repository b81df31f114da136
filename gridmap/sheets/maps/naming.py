"""What is named on a map, the important first."""

from __future__ import annotations

from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.course_names import name_streets, name_water
from gridmap.sheets.maps.grid_names import name_communities, name_focus, name_grids, name_neighbours
from gridmap.sheets.maps.ground import Ground
from gridmap.sheets.maps.pen import Pen
from gridmap.sheets.maps.place_names import (
    name_buildings,
    name_compounds,
    name_services,
    number_marks,
)
from gridmap.sheets.maps.room import Rect


def write_names(pen: Pen, ground: Ground) -> None:
    """Place and write every name.

    Parameters
    ----------
    pen : Pen
        Writes on the map.
    ground : Ground
        What was drawn below: signs are not written over.
    """
    for x, y in ground.signs:
        side = 2.4 * look.SIGN_MM * ground.sign_share
        pen.room.take(Rect(x, y, side, side))
    number_marks(pen)
    if pen.scene.focus.kind == "grid":
        name_buildings(pen)
        name_focus(pen)
        name_neighbours(pen)
        name_services(pen)
        name_compounds(pen)
    else:
        name_grids(pen)
        name_communities(pen)
        name_compounds(pen)
    name_water(pen)
    name_streets(pen)
