"""Drawing as pixels: twice as fine as asked for, then halved, so that edges are smooth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gridmap.sheets.drawing.canvas import BOLD_EM, HALO_EM, Dash, Hatch, Points, hatched, measure
from gridmap.sheets.pdf.lettering import font_path, printable
from gridmap.sheets.pdf.paper import BLACK, MM_PER_PT, Align, Box, Rgb

FINER = 2
MM_PER_INCH = 25.4
ANCHORS = {"left": "ls", "centre": "ms", "right": "rs"}


@dataclass(frozen=True, slots=True)
class _Ink:
    colour: Rgb
    thick: float


class PngCanvas:
    """A picture of one size.

    Parameters
    ----------
    width_mm, height_mm : float
        Its size.
    dpi : int
        Pixels of an inch.
    """

    def __init__(self, width_mm: float, height_mm: float, *, dpi: int = 200) -> None:
        self._size = (float(width_mm), float(height_mm))
        self._dpi = dpi
        self._scale = dpi * FINER / MM_PER_INCH
        pixels = [FINER * round(side * dpi / MM_PER_INCH) for side in self._size]
        self._image = Image.new("RGB", (pixels[0], pixels[1]), (255, 255, 255))

    @property
    def width_mm(self) -> float:
        """Width of the picture."""
        return self._size[0]

    @property
    def height_mm(self) -> float:
        """Height of the picture."""
        return self._size[1]

    def png(self) -> bytes:
        """Return the picture.

        Returns
        -------
        bytes
            A PNG that knows how large it is on paper.
        """
        width, height = self._image.size
        halved = self._image.resize((width // FINER, height // FINER), Image.Resampling.BOX)
        stream = BytesIO()
        halved.save(stream, "PNG", dpi=(self._dpi, self._dpi))
        return stream.getvalue()

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
        if fill is not None:
            self._fill([ring for ring in rings if len(ring) > 2], fill, opacity)
        if hatch is not None:
            for stroke in hatched(rings, hatch):
                self.line(stroke, colour=hatch.colour, width_mm=hatch.width_mm)
        if line is not None:
            for ring in rings:
                closed = np.vstack([ring, ring[: 1 if dash else 2]])
                self.line(closed, colour=line, width_mm=width_mm, dash=dash)

    def line(
        self, points: Points, *, colour: Rgb, width_mm: float, dash: Dash | None = None
    ) -> None:
        """Draw a line through points; see `Canvas.line`."""
        width = max(1, round(width_mm * self._scale))
        draw = ImageDraw.Draw(self._image)
        for piece in [points] if dash is None else _dashes(points, dash):
            flat = self._flat(piece)
            draw.line(flat, fill=colour, width=width, joint="curve")
            if dash is None and width > 2:
                for x, y in (flat[0], flat[-1]):
                    r = (width - 1) / 2
                    draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)

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
        width = max(1, round(width_mm * self._scale)) if line is not None else 0
        # The edge is drawn half inside and half outside, as it is on paper.
        reach = radius_mm + (width_mm / 2 if line is not None else 0)
        corners = [(value * self._scale) for value in (x - reach, y - reach, x + reach, y + reach)]
        ImageDraw.Draw(self._image).ellipse(corners, fill=fill, outline=line, width=width)

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
        em = size_pt * MM_PER_PT * self._scale
        if halo is not None:
            around = _Ink(halo, round(HALO_EM * em))
            self._letters(told, (x, y), em, align, around, angle_deg)
        ink = _Ink(colour, BOLD_EM * em / 2 if bold else 0.0)
        self._letters(told, (x, y), em, align, ink, angle_deg)

    @contextmanager
    def clip(self, box: Box) -> Iterator[None]:
        """Draw inside a rectangle only; see `Canvas.clip`."""
        before = self._image.copy()
        yield
        corners = (box.x, box.y, box.x + box.width, box.y + box.height)
        left, top, right, bottom = (round(value * self._scale) for value in corners)
        before.paste(self._image.crop((left, top, right, bottom)), (left, top))
        self._image = before

    def _flat(self, points: Points) -> list[tuple[float, float]]:
        return [(x, y) for x, y in (points * self._scale).tolist()]

    def _fill(self, rings: Sequence[Points], fill: Rgb, opacity: float) -> None:
        if len(rings) == 1 and opacity >= 1:
            ImageDraw.Draw(self._image).polygon(self._flat(rings[0]), fill=fill)
            return
        if not rings:
            return
        mask, corner = _mask([ring * self._scale for ring in rings], self._image.size)
        if mask is not None:
            self._image.paste(fill, corner, mask.point(lambda value: round(value * opacity)))

    def _letters(  # noqa: PLR0917
        self,
        text: str,
        place: tuple[float, float],
        em: float,
        align: Align,
        ink: _Ink,
        angle_deg: float,
    ) -> None:
        font, anchor = _font(round(em, 2)), ANCHORS[align]
        at = (place[0] * self._scale, place[1] * self._scale)
        if not angle_deg:
            ImageDraw.Draw(self._image).text(
                at, text, fill=ink.colour, font=font, anchor=anchor, stroke_width=ink.thick
            )
            return
        # Turned about the place that the text is anchored to, which is the middle of the tile.
        reach = math.ceil(measure(text, em / MM_PER_PT) + 2 * em)
        tile = Image.new("L", (2 * reach, 2 * reach), 0)
        ImageDraw.Draw(tile).text(
            (reach, reach), text, fill=255, font=font, anchor=anchor, stroke_width=ink.thick
        )
        turned = tile.rotate(angle_deg, Image.Resampling.BICUBIC)
        self._image.paste(ink.colour, (round(at[0]) - reach, round(at[1]) - reach), turned)


@lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path()), size=size, layout_engine=ImageFont.Layout.BASIC)


def _mask(
    rings: Sequence[Points], size: tuple[int, int]
) -> tuple[Image.Image | None, tuple[int, int]]:
    """Return what is inside an odd number of rings, and where it lies on the picture."""
    every = np.vstack(rings)
    low = np.maximum(np.floor(every.min(axis=0)), 0).astype(int)
    high = np.minimum(np.ceil(every.max(axis=0)) + 1, size).astype(int)
    if (high <= low).any():
        return None, (0, 0)
    inside = np.zeros((high - low)[::-1], dtype=bool)
    for ring in rings:
        one = Image.new("1", tuple((high - low).tolist()), 0)
        ImageDraw.Draw(one).polygon([(x, y) for x, y in (ring - low).tolist()], fill=1)
        inside ^= np.asarray(one)
    return Image.fromarray(inside.astype(np.uint8) * 255), (int(low[0]), int(low[1]))


def _dashes(points: Points, dash: Dash) -> Iterator[Points]:
    """Yield the strokes of a dashed line."""
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    begin, total = 0.0, float(along[-1])
    while begin < total:
        end = min(begin + dash[0], total)
        between = points[(along > begin) & (along < end)]
        ends = [
            [np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])]
            for at in (begin, end)
        ]
        yield np.vstack([ends[:1], between, ends[1:]])
        begin += sum(dash)
