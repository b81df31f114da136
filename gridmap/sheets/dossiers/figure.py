"""The map of a dossier: one grid among its neighbours."""

from __future__ import annotations

from functools import partial

from gridmap.errors import Lang
from gridmap.plan import Plan
from gridmap.sheets.dossiers.sheet import Figure
from gridmap.sheets.drawing.canvas import Canvas
from gridmap.sheets.maps import Atlas, Focus, draw_map
from gridmap.sheets.pdf.paper import Box


def figure_of(plan: Plan, *, lang: Lang) -> Figure:
    """Return what draws the map of any grid of a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    lang : {"zh", "en"}
        Language of what is not a name.

    Returns
    -------
    callable
        Takes a canvas, a box of it and the code of a grid.
    """
    return partial(_draw, Atlas(plan, lang=lang), lang)


def _draw(atlas: Atlas, lang: Lang, canvas: Canvas, box: Box, code: str) -> None:
    draw_map(canvas, box, atlas.scene(Focus.grid(code)), lang=lang)
