"""The sketch of a route on paper, as vectors."""

from __future__ import annotations

import math

import numpy as np

from gridmap.errors import Lang
from gridmap.sheets.patrol_sketch import MARK_MM, Sketch
from gridmap.sheets.patrol_svg import NORTH, START, bar_text
from gridmap.sheets.pdf.paper import BLACK, LINE, WHITE, Paper, Rgb

ROAD: Rgb = (205, 212, 217)
STREET_PT = 6.5
MARK_PT = 7.0
LIFT_MM = 1.9
"""Of the name of a street above the way."""


def draw_sketch(
    paper: Paper, sketch: Sketch, *, x: float, y: float, colour: Rgb, lang: Lang
) -> None:
    """Draw the sketch of a route.

    Parameters
    ----------
    paper : Paper
        Drawn on.
    sketch : Sketch
        The sketch.
    x, y : float
        Its upper left corner in millimetres.
    colour : tuple of int
        Of the way and the marks.
    lang : {"zh", "en"}
        Language of its few words.
    """
    corner = np.array([x, y])
    with paper.rect_clip(x, y, sketch.width_mm, sketch.height_mm):
        for road in sketch.roads:
            paper.draw_line(road + corner, colour=ROAD, width=0.7)
        paper.draw_line(sketch.way + corner, colour=WHITE, width=2.0)
        paper.draw_line(sketch.way + corner, colour=colour, width=1.1)
        paper.set_dash_pattern(dash=1.2, gap=0.9)
        for link in sketch.links:
            paper.draw_line(link + corner, colour=BLACK, width=0.4)
        paper.set_dash_pattern()
        for at_x, at_y, angle in sketch.arrows:
            _arrow(paper, x + at_x, y + at_y, angle)
        for name in sketch.names:
            _street(paper, name.text, x + name.spot[0], y + name.spot[1], name.angle_deg)
    _start(paper, x + sketch.start[0], y + sketch.start[1], START.say(lang))
    for mark in sketch.marks:
        (mark_x, mark_y), (place_x, place_y) = mark.spot, mark.place
        if math.hypot(mark_x - place_x, mark_y - place_y) > 0.5:
            lead = np.array([mark.place, mark.spot]) + corner
            paper.draw_line(lead, colour=BLACK, width=0.25)
            paper.set_fill_color(*BLACK)
            paper.circle(x + place_x, y + place_y, 0.6, style="F")
        _mark(paper, x + mark_x, y + mark_y, mark.label, colour)
    _north(paper, x + sketch.width_mm - 6, y + 4, NORTH.say(lang))
    _bar(paper, sketch, x + 3, y + sketch.height_mm - 3, lang)
    paper.set_draw_color(*LINE)
    paper.set_line_width(0.3)
    paper.rect(x, y, sketch.width_mm, sketch.height_mm)


def _arrow(paper: Paper, x: float, y: float, angle: float) -> None:
    turned = math.radians(angle)
    ahead = np.array([math.cos(turned), math.sin(turned)])
    aside = np.array([-ahead[1], ahead[0]])
    middle = np.array([x, y])
    points = [middle + ahead * 1.1, middle - ahead * 0.9 + aside, middle - ahead * 0.9 - aside]
    paper.set_fill_color(*BLACK)
    paper.polygon([(float(px), float(py)) for px, py in points], style="F")


def _street(paper: Paper, text: str, x: float, y: float, angle: float) -> None:
    width = paper.measure(text, STREET_PT) + 1
    with paper.rotation(-angle, x=x, y=y):
        paper.write_line(
            text, x - width / 2, y - LIFT_MM - 2.6, size_pt=STREET_PT, width=width, align="centre"
        )


def _start(paper: Paper, x: float, y: float, text: str) -> None:
    half = MARK_MM - 0.3
    paper.set_fill_color(*BLACK)
    paper.set_draw_color(*WHITE)
    paper.set_line_width(0.3)
    paper.rect(x - half, y - half, 2 * half, 2 * half, style="DF")
    _label(paper, x, y, text)


def _mark(paper: Paper, x: float, y: float, text: str, colour: Rgb) -> None:
    paper.set_fill_color(*colour)
    paper.set_draw_color(*WHITE)
    paper.set_line_width(0.3)
    paper.circle(x, y, MARK_MM, style="DF")
    _label(paper, x, y, text)


def _label(paper: Paper, x: float, y: float, text: str) -> None:
    paper.write_line(
        text,
        x - MARK_MM,
        y - 1.85,
        size_pt=MARK_PT,
        width=2 * MARK_MM,
        align="centre",
        colour=WHITE,
    )


def _north(paper: Paper, x: float, y: float, text: str) -> None:
    paper.set_fill_color(*BLACK)
    paper.polygon([(x, y), (x + 1.7, y + 6), (x, y + 4.8), (x - 1.7, y + 6)], style="F")
    paper.write_line(text, x - 4, y + 6, size_pt=7, width=8, align="centre")


def _bar(paper: Paper, sketch: Sketch, x: float, y: float, lang: Lang) -> None:
    right = x + sketch.bar_mm
    bar = np.array([[x, y - 1.2], [x, y], [right, y], [right, y - 1.2]])
    paper.draw_line(bar, colour=BLACK, width=0.4)
    text = bar_text(sketch).say(lang)
    paper.write_line(text, x, y - 4.8, size_pt=7, width=max(sketch.bar_mm, 14), align="left")
