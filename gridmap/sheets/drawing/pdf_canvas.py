"""Drawing on the page of a PDF, as vectors with text that can be searched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

import numpy as np

from gridmap.sheets.drawing.canvas import BOLD_EM, HALO_EM, Dash, Hatch, Points, hatched, measure
from gridmap.sheets.pdf.lettering import printable
from gridmap.sheets.pdf.paper import BLACK, MM_PER_PT, Align, Box, Paper, Rgb

ROUND = np.linspace(0, 2 * np.pi, 33)[:-1]


class PdfCanvas:
    """The page that a paper has open.

    Parameters
    ----------
    paper : Paper
        It has a page.
    """

    def __init__(self, paper: Paper) -> None:
        self.paper = paper

    @property
    def width_mm(self) -> float:
        """Width of the page."""
        return float(self.paper.w)

    @property
    def height_mm(self) -> float:
        """Height of the page."""
        return float(self.paper.h)

    def polygons(
        self,
        rings: Sequence[Points],
        *,
        fill: Rgb | None,
        line: Rgb | None = None,
        width_mm: float = 0.2,
        opacity: float = 1.0,
        dash: Dash | None = None,
        hatch: Hatch | None = None,
    ) -> None:
        """Draw one shape; see `Canvas.polygons`."""
        seen = (
            self.paper.local_context(fill_opacity=opacity, stroke_opacity=opacity)
            if opacity < 1
            else nullcontext()
        )
        with seen:
            if fill is not None or hatch is None:
                edge = None if hatch is not None else line
                self.paper.draw_rings(rings, fill=fill, line=edge, width=width_mm, dash=dash)
            if hatch is not None:
                for stroke in hatched(rings, hatch):
                    self.line(stroke, colour=hatch.colour, width_mm=hatch.width_mm)
                self.paper.draw_rings(rings, fill=None, line=line, width=width_mm, dash=dash)

    def line(
        self, points: Points, *, colour: Rgb, width_mm: float, dash: Dash | None = None
    ) -> None:
        """Draw a line through points; see `Canvas.line`."""
        self.paper.draw_rings(
            [points], fill=None, line=colour, width=width_mm, dash=dash, closed=False
        )

    def circle(
        self,
        x: float,
        y: float,
        radius_mm: float,
        *,
        fill: Rgb | None,
        line: Rgb | None = None,
        width_mm: float = 0.2,
    ) -> None:
        """Draw a circle; see `Canvas.circle`."""
        ring = np.column_stack([x + radius_mm * np.cos(ROUND), y + radius_mm * np.sin(ROUND)])
        self.paper.draw_rings([ring], fill=fill, line=line, width=width_mm)

    def text(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size_pt: float,
        align: Align = "left",
        bold: bool = False,
        colour: Rgb = BLACK,
        halo: Rgb | None = None,
        angle_deg: float = 0.0,
    ) -> None:
        """Write a text on one line; see `Canvas.text`."""
        told = printable(text).replace("\n", " ")
        if not told.strip():
            return
        left = x - measure(told, size_pt) * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        em = size_pt * MM_PER_PT
        turn = self.paper.rotation(angle_deg, x, y) if angle_deg else nullcontext()
        with turn:
            if halo is not None:
                self.paper.draw_letters(
                    told, left, y, size_pt=size_pt, colour=halo, edge=2 * HALO_EM * em
                )
            edge = BOLD_EM * em if bold else 0.0
            self.paper.draw_letters(told, left, y, size_pt=size_pt, colour=colour, edge=edge)

    @contextmanager
    def clip(self, box: Box) -> Iterator[None]:
        """Draw inside a rectangle only; see `Canvas.clip`."""
        with self.paper.rect_clip(box.x, box.y, box.width, box.height):
            yield
