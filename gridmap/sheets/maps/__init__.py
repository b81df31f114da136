"""Maps of a plan on paper: what they are of, what they show, and how they are drawn."""

from gridmap.sheets.maps.atlas import Atlas, scene_of
from gridmap.sheets.maps.drawing import Drawn, draw_map
from gridmap.sheets.maps.legend import LegendEntry, draw_legend
from gridmap.sheets.maps.scene import Focus, Mark, Scene

__all__ = [
    "Atlas",
    "Drawn",
    "Focus",
    "LegendEntry",
    "Mark",
    "Scene",
    "draw_legend",
    "draw_map",
    "scene_of",
]
