"""Settings of the tessellation."""

from __future__ import annotations

from dataclasses import dataclass, fields

from gridmap.errors import SettingsError, Text
from gridmap.layers.words import ROAD_CLASSES

GRID_M = 1e-5
"""All linework is noded on a grid of a hundredth of a millimetre.

Snap rounding on a grid makes the noding robust (Hobby, 1999); so fine a grid moves the area of a
community by less than 1e-6 of it.
"""


@dataclass(frozen=True, slots=True)
class TessellationParams:
    """How communities are cut into units.

    Attributes
    ----------
    cutting_classes : tuple of str
        Classes of the roads that cut.
    min_open_area_m2 : float
        Open land that is smaller goes with a neighbour.
    min_open_width_m : float
        Open land that is narrower, such as a verge between a wall and a road, goes with what it
        borders. The width is twice the area over the perimeter.
    min_water_area_m2 : float
        Ponds that are smaller do not cut.
    deck_half_width_m : float
        Half the width that a bridge drawn as a line has.
    join_m : float
        Lines that end so near to another line are lengthened to meet it.
    same_place_m : float
        Points that are nearer to each other share a unit.
    simplify_m : float
        Tolerance by which the border half-way between two buildings is smoothed.
    finest_m, coarsest_m : float
        Least and greatest distance of the points along a wall from which that border is drawn;
        in between it is half the distance to the next building.
    split_above : int or None
        A building of more households is divided into its entrances; None for none.
    """

    cutting_classes: tuple[str, ...] = ("arterial", "secondary", "local")
    min_open_area_m2: float = 200.0
    min_open_width_m: float = 20.0
    min_water_area_m2: float = 2_000.0
    deck_half_width_m: float = 6.0
    join_m: float = 1.0
    same_place_m: float = 0.5
    simplify_m: float = 0.25
    finest_m: float = 0.8
    coarsest_m: float = 4.0
    split_above: int | None = None

    def __post_init__(self) -> None:
        known = [name for name, _ in ROAD_CLASSES]
        if strange := [name for name in self.cutting_classes if name not in known]:
            raise SettingsError(
                Text(f"没有道路等级 {strange[0]}。", f"{strange[0]} is no class of road."),
                Text(f"可用：{'、'.join(known)}。", f"Use {', '.join(known)}."),
            )
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, float | int) and not value >= 0:
                raise SettingsError(
                    Text(f"{field.name} = {value} 不成立。", f"{field.name} = {value} is no size."),
                    Text("请给出不小于 0 的数。", "Give a number of 0 or more."),
                )
        if not 0 < self.finest_m <= self.coarsest_m:
            raise SettingsError(
                Text("取样间距不成立。", "The spacing of points along walls makes no sense."),
                Text("须 0 < finest_m <= coarsest_m。", "Give 0 < finest_m <= coarsest_m."),
            )
