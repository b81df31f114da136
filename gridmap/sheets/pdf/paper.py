"""A PDF in millimetres whose text is Chinese or Latin, printed in the font that comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal
from weakref import finalize

import numpy as np
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TextMode
from fpdf.fonts import TTFFont
from numpy.typing import NDArray

from gridmap.errors import Lang
from gridmap.sheets.pdf.lettering import (
    font_path,
    narrowed,
    printable,
    shortened,
    width_of,
    wrapped,
)

FAMILY = "noto"
MM_PER_PT = 25.4 / 72
LEADING = 1.45
"""Height of a line in heights of its letters."""

BOLD_SHARE = 0.028
"""How thick the edge of a bold letter is, in heights of the letter: the font has one weight."""

Align = Literal["left", "centre", "right"]
Rgb = tuple[int, int, int]
BLACK: Rgb = (29, 43, 52)
QUIET: Rgb = (81, 96, 106)
WHITE: Rgb = (255, 255, 255)
LINE: Rgb = (176, 188, 196)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on paper, in millimetres from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


class Paper(FPDF):
    """Pages of one size.

    Parameters
    ----------
    title : str
        What the document is called.
    lang : {"zh", "en"}
        Its language.
    made : datetime
        When; given, so that equal content gives equal bytes.
    size : {"A4", "A3"}
        Upright.
    foot : str, optional
        Shown at the foot of each page, with its number; ``{n}`` and ``{all}`` stand for page
        numbers.
    letters : str
        The letters that it will need, each once in a fixed order, which makes it faster; where
        one is missing, `lacks_letters` tells so in the end.
    """

    def __init__(
        self,
        *,
        title: str,
        lang: Lang,
        made: datetime,
        size: Literal["A4", "A3"] = "A4",
        foot: str = "",
        letters: str = "",
    ) -> None:
        super().__init__(format=size, unit="mm")
        self.add_font(FAMILY, "", str(narrowed(letters) if letters else font_path()))
        # The library closes the file of a font only of paper that is put out.
        fonts = [font.ttfont for font in self.fonts.values() if isinstance(font, TTFFont)]
        finalize(self, _close, fonts)
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0.0
        self.set_title(printable(title))
        self.set_lang("zh-CN" if lang == "zh" else "en")
        self.set_creator("gridmap")
        self.set_producer("gridmap")
        self.set_creation_date(made)
        self._foot = foot
        self.set_font(FAMILY, size=10)

    @property
    def lacks_letters(self) -> bool:
        """Whether a letter was printed that it was not told it would need."""
        return any(getattr(font, "missing_glyphs", ()) for font in self.fonts.values())

    def footer(self) -> None:
        """Print the foot of a page; called by the library for each."""
        if self._foot:
            text = self._foot.replace("{n}", str(self.page_no())).replace("{all}", "{nb}")
            self.write_line(text, 12, self.h - 11, size_pt=7.5, colour=QUIET)

    def measure(self, text: str, size_pt: float) -> float:
        """Return how wide a text is.

        Parameters
        ----------
        text : str
            Letters that the font has.
        size_pt : float
            Height of the letters in points.

        Returns
        -------
        float
            In millimetres.
        """
        return width_of(text) * size_pt * MM_PER_PT

    def write_line(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size_pt: float,
        width: float | None = None,
        align: Align = "left",
        bold: bool = False,
        colour: Rgb = BLACK,
    ) -> None:
        """Print a text on one line.

        Parameters
        ----------
        text : str
            Any text; it is cut where it is wider than ``width``.
        x, y : float
            Upper left corner of the line in millimetres.
        size_pt : float
            Height of the letters in points.
        width : float, optional
            Of the line; needed to align.
        align : {"left", "centre", "right"}
            Where in the width.
        bold : bool
            Whether the letters are thick.
        colour : tuple of int
            Red, green, blue.
        """
        told = printable(text)
        if width is not None:
            told = shortened(told, width, measure=partial(self.measure, size_pt=size_pt))
        if not told:
            return
        self.set_font_size(size_pt)
        if width is not None and align != "left":
            room = width - self.measure(told, size_pt)
            x += room if align == "right" else room / 2
        self.set_text_color(*colour)
        height = size_pt * MM_PER_PT * LEADING
        self.set_xy(x, y)
        if not bold:
            self.cell(text=told, h=height)
            return
        with self.local_context(
            text_mode=TextMode.FILL_STROKE,
            line_width=size_pt * MM_PER_PT * BOLD_SHARE,
            draw_color=colour,
        ):
            self.cell(text=told, h=height)

    def lines_of(
        self, text: str, width: float, *, size_pt: float, most: int | None = None
    ) -> list[str]:
        """Return a text as the lines that fit a width.

        Parameters
        ----------
        text : str
            Any text.
        width : float
            In millimetres.
        size_pt : float
            Height of the letters in points.
        most : int, optional
            Lines at most; the last one ends with an ellipsis where there would be more.

        Returns
        -------
        list of str
            Lines.
        """
        measure = partial(self.measure, size_pt=size_pt)
        lines = wrapped(printable(text), width, measure=measure)
        if most is None or len(lines) <= most:
            return lines
        rest = "".join(lines[most - 1 :])
        return [*lines[: most - 1], shortened(rest, width, measure=measure)]

    def write_lines(
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        *,
        size_pt: float,
        bold: bool = False,
        colour: Rgb = BLACK,
    ) -> float:
        """Print lines below each other.

        Parameters
        ----------
        lines : sequence of str
            As `lines_of` returns them.
        x, y : float
            Upper left corner in millimetres.
        size_pt : float
            Height of the letters in points.
        bold : bool
            Whether the letters are thick.
        colour : tuple of int
            Red, green, blue.

        Returns
        -------
        float
            Where the last line ends, in millimetres from the top.
        """
        for line in lines:
            self.write_line(line, x, y, size_pt=size_pt, bold=bold, colour=colour)
            y += line_height(size_pt)
        return y

    def draw_rings(
        self,
        rings: Sequence[NDArray[np.float64]],
        *,
        fill: Rgb | None,
        line: Rgb | None,
        width: float = 0.2,
        dash: tuple[float, float] | None = None,
        closed: bool = True,
    ) -> None:
        """Draw one shape of rings, or lines.

        Parameters
        ----------
        rings : sequence of ndarray of float, shape (n, 2)
            In millimetres; what an even number of them encloses is left out.
        fill, line : tuple of int or None
            Colour of the inside and of the edge; None for none.
        width : float
            Of the edge in millimetres.
        dash : tuple of float, optional
            Stroke and gap in millimetres.
        closed : bool
            Whether the last point is joined to the first.
        """
        if fill is None and line is None:
            return
        told = ["q"]
        if fill is not None:
            told.append(f"{_part(fill)} rg")
        if line is not None:
            told.append(f"{_part(line)} RG {width * self.k:.3f} w 1 j {0 if dash else 1} J")
        if dash is not None:
            told.append(f"[{dash[0] * self.k:.3f} {dash[1] * self.k:.3f}] 0 d")
        for ring in rings:
            points = (ring * [self.k, -self.k] + [0.0, self.h * self.k]).tolist()
            told += [f"{x:.2f} {y:.2f} {'l' if i else 'm'}" for i, (x, y) in enumerate(points)]
            if closed:
                told.append("h")
        told.append({(True, True): "B*", (True, False): "f*"}.get((bool(fill), bool(line)), "S"))
        told.append("Q")
        self._out("\n".join(told))

    def draw_letters(
        self, text: str, x: float, y: float, *, size_pt: float, colour: Rgb, edge: float = 0.0
    ) -> None:
        """Draw letters on a base line.

        Parameters
        ----------
        text : str
            Letters that the font has.
        x, y : float
            Where the base line begins, in millimetres.
        size_pt : float
            Height of the letters in points.
        colour : tuple of int
            Of the letters.
        edge : float
            How thick their edge is drawn in millimetres; 0 for none.
        """
        self.set_font_size(size_pt)
        self.set_text_color(*colour)
        if not edge:
            self.text(x, y, text)
            return
        with self.local_context(
            text_mode=TextMode.FILL_STROKE, line_width=edge * self.k, draw_color=colour
        ):
            self._out("1 j")
            self.text(x, y, text)

    def draw_line(self, points: NDArray[np.float64], *, colour: Rgb, width: float) -> None:
        """Draw a line through points.

        Parameters
        ----------
        points : ndarray of float, shape (n, 2)
            In millimetres.
        colour : tuple of int
            Red, green, blue.
        width : float
            In millimetres.
        """
        self.set_draw_color(*colour)
        self.set_line_width(width)
        self.polyline([(float(x), float(y)) for x, y in points])


def _part(colour: Rgb) -> str:
    return " ".join(f"{share / 255:.4f}" for share in colour)


def line_height(size_pt: float) -> float:
    """Return the height of a line of text.

    Parameters
    ----------
    size_pt : float
        Height of its letters in points.

    Returns
    -------
    float
        In millimetres.
    """
    return size_pt * MM_PER_PT * LEADING


def rgb(colour: str) -> Rgb:
    """Return a colour as numbers.

    Parameters
    ----------
    colour : str
        ``"#rrggbb"``.

    Returns
    -------
    tuple of int
        Red, green, blue.

    Examples
    --------
    >>> rgb("#1f78b4")
    (31, 120, 180)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _close(fonts: Sequence[TTFont]) -> None:
    for font in fonts:
        font.close()
