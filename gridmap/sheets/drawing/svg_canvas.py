"""Drawing as SVG: text stays text, in a font that goes along."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from gridmap.sheets.drawing.canvas import BOLD_EM, HALO_EM, Dash, Hatch, Points, hatched, measure
from gridmap.sheets.pdf.lettering import printable, subset
from gridmap.sheets.pdf.paper import BLACK, MM_PER_PT, Align, Box, Rgb

FAMILY = "gridmap-sans"
FALLBACK = "'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', SimHei, sans-serif"
ANCHORS = {"left": "start", "centre": "middle", "right": "end"}


class SvgCanvas:
    """A drawing of one size.

    Parameters
    ----------
    width_mm, height_mm : float
        Its size.
    title : str
        What a screen reader says it is.
    """

    def __init__(self, width_mm: float, height_mm: float, *, title: str = "") -> None:
        self._size = (float(width_mm), float(height_mm))
        self._title = title
        self._parts: list[str] = []
        self._letters: set[str] = set()
        self._clips = 0

    @property
    def width_mm(self) -> float:
        """Width of the drawing."""
        return self._size[0]

    @property
    def height_mm(self) -> float:
        """Height of the drawing."""
        return self._size[1]

    def svg(self, *, with_font: bool = True) -> str:
        """Return the drawing.

        Parameters
        ----------
        with_font : bool
            Whether the letters that it uses are put into it; without them it takes a Chinese
            font of the reader's.

        Returns
        -------
        str
            An SVG document, its unit the millimetre.
        """
        width, height = (_number(side) for side in self._size)
        title = f"<title>{escape(printable(self._title))}</title>" if self._title else ""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" '
            f'viewBox="0 0 {width} {height}">{title}{self._style(with_font=with_font)}'
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
            f"{''.join(self._parts)}</svg>\n"
        )

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
        path = "".join(f"{_path(ring)}Z" for ring in rings if len(ring))
        seen = f' opacity="{_number(opacity)}"' if opacity < 1 else ""
        if fill is not None or hatch is None:
            edge = "" if hatch is not None else _stroke(line, width_mm, dash)
            self._parts.append(
                f'<path d="{path}" fill="{_colour(fill)}" fill-rule="evenodd"{edge}{seen}/>'
            )
        if hatch is not None:
            strokes = "".join(_path(stroke) for stroke in hatched(rings, hatch))
            over = _stroke(hatch.colour, hatch.width_mm, None)
            self._parts.append(f'<path d="{strokes}" fill="none"{over}{seen}/>')
            edge = _stroke(line, width_mm, dash)
            self._parts.append(f'<path d="{path}" fill="none"{edge}{seen}/>')

    def line(
        self, points: Points, *, colour: Rgb, width_mm: float, dash: Dash | None = None
    ) -> None:
        """Draw a line through points; see `Canvas.line`."""
        self._parts.append(
            f'<path d="{_path(points)}" fill="none"{_stroke(colour, width_mm, dash)}/>'
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
        self._parts.append(
            f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius_mm)}" '
            f'fill="{_colour(fill)}"{_stroke(line, width_mm, None)}/>'
        )

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
        self._letters.update(told)
        em = size_pt * MM_PER_PT
        place = f'x="{_number(x)}" y="{_number(y)}" font-size="{_number(em)}"'
        place += f' textLength="{_number(measure(told, size_pt))}" lengthAdjust="spacingAndGlyphs"'
        if align != "left":
            place += f' text-anchor="{ANCHORS[align]}"'
        if angle_deg:
            place += f' transform="rotate({_number(-angle_deg)} {_number(x)} {_number(y)})"'
        ink = f' fill="{_colour(colour)}"'
        if halo is not None:
            # Drawn below its own letters in one element, so that it is read out once.
            around = _stroke(halo, 2 * HALO_EM * em, None)
            self._parts.append(f'<text {place} aria-hidden="true"{around}>{escape(told)}</text>')
        if bold:
            ink += _stroke(colour, BOLD_EM * em, None)
        self._parts.append(f"<text {place}{ink}>{escape(told)}</text>")

    @contextmanager
    def clip(self, box: Box) -> Iterator[None]:
        """Draw inside a rectangle only; see `Canvas.clip`."""
        self._clips += 1
        name = f"c{self._clips}"
        self._parts.append(
            f'<clipPath id="{name}"><rect x="{_number(box.x)}" y="{_number(box.y)}" '
            f'width="{_number(box.width)}" height="{_number(box.height)}"/></clipPath>'
            f'<g clip-path="url(#{name})">'
        )
        yield
        self._parts.append("</g>")

    def _style(self, *, with_font: bool) -> str:
        family = f"text{{font-family:{FALLBACK}}}"
        if with_font and self._letters:
            font = base64.b64encode(subset("".join(sorted(self._letters)))).decode()
            family = (
                f"@font-face{{font-family:{FAMILY};src:url(data:font/ttf;base64,{font})}}"
                f"text{{font-family:{FAMILY}, {FALLBACK}}}"
            )
        return f"<style>{family}</style>"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _path(points: Points) -> str:
    told = np.round(points, 3).tolist()
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in told)


def _colour(colour: Rgb | None) -> str:
    return "none" if colour is None else "#{:02x}{:02x}{:02x}".format(*colour)


def _stroke(colour: Rgb | None, width_mm: float, dash: Dash | None) -> str:
    if colour is None:
        return ""
    cap = "butt" if dash else "round"
    told = f' stroke="{_colour(colour)}" stroke-width="{_number(width_mm)}"'
    told += f' stroke-linejoin="round" stroke-linecap="{cap}"'
    if dash:
        told += f" stroke-dasharray={quoteattr(' '.join(_number(part) for part in dash))}"
    return told
