"""A sheet: title, map, legend, figures, and the foot with signatures, version and its QR."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import segno
import shapely
from pyproj import CRS

from gridmap.errors import Lang
from gridmap.sheets.drawing.canvas import Canvas, measure
from gridmap.sheets.maps import symbols as look
from gridmap.sheets.maps.drawing import Drawn, draw_map
from gridmap.sheets.maps.figures import FigureBook, Figures
from gridmap.sheets.maps.legend import ROW_MM as LEGEND_ROW_MM
from gridmap.sheets.maps.legend import SWATCH_MM, draw_legend
from gridmap.sheets.maps.scene import THEME_TITLES, Scene
from gridmap.sheets.maps.table import draw_figures, height_of
from gridmap.sheets.maps.words import SIGNATURES, WORDS
from gridmap.sheets.pdf.lettering import printable, shortened
from gridmap.sheets.pdf.paper import BLACK, QUIET, WHITE, Box

Size = Literal["A4", "A3"]
SIDES_MM: dict[Size, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}

MARGIN_MM = 10.0
HEAD_MM = 20.0
FOOT_MM = 15.0
GAP_MM = 3.0
QUIET_MODULES = 2
WIDER = 1.12
"""What is wider than high by so much lies on its side."""


@dataclass(frozen=True, slots=True)
class SheetOptions:
    """How sheets are made.

    Attributes
    ----------
    size : {"A4", "A3"}
        Of the paper.
    lang : {"zh", "en"}
        The language.
    date : str
        As it is printed, ``2026-11-22``.
    version : str
        Id of the version.
    address : str
        Of the version on the network, for the QR; empty where it is in files only.
    review_number : str
        The map approval number; empty for a blank to fill in.
    signatures : tuple of str
        Who signs; by default three.
    """

    size: Size = "A4"
    lang: Lang = "zh"
    date: str = ""
    version: str = ""
    address: str = ""
    review_number: str = ""
    signatures: tuple[str, ...] = ()


def page_of(area: Any, size: Size) -> tuple[float, float]:  # noqa: ANN401
    """Return width and height of the page that suits a shape.

    Parameters
    ----------
    area : shapely geometry
        In metres.
    size : {"A4", "A3"}
        Of the paper.

    Returns
    -------
    tuple of float
        Millimetres: on its side for what is wider than high.
    """
    west, south, east, north = shapely.bounds(area).tolist()
    short, long = SIDES_MM[size]
    return (long, short) if east - west > WIDER * (north - south) else (short, long)


def draw_sheet(canvas: Canvas, scene: Scene, book: FigureBook, options: SheetOptions) -> Drawn:
    """Draw a sheet over the whole of a canvas.

    Parameters
    ----------
    canvas : Canvas
        As large as `page_of` says.
    scene : Scene
        What the map is of.
    book : FigureBook
        The figures of the plan.
    options : SheetOptions
        How it is made.

    Returns
    -------
    Drawn
        What the map shows.
    """
    inner = Box(
        MARGIN_MM,
        MARGIN_MM,
        canvas.width_mm - 2 * MARGIN_MM,
        canvas.height_mm - 2 * MARGIN_MM,
    )
    figures = book.of(scene.focus)
    _head(canvas, inner, scene, book, options)
    body = Box(inner.x, inner.y + HEAD_MM, inner.width, inner.height - HEAD_MM - FOOT_MM)
    is_wide = canvas.width_mm > canvas.height_mm
    frame, panel = _divided(body, figures, is_wide=is_wide)
    drawn = draw_map(canvas, frame, scene, lang=options.lang)
    _panel(canvas, panel, drawn, figures, options, is_wide=is_wide)
    _foot(canvas, inner, scene, drawn, options)
    return drawn


def _divided(body: Box, figures: Figures, *, is_wide: bool) -> tuple[Box, Box]:
    """Return the frame of the map, and what is left for figures and legend."""
    if is_wide:
        width = min(max(66.0, 0.26 * body.width), 96.0)
        frame = Box(body.x, body.y, body.width - width - GAP_MM, body.height)
        return frame, Box(frame.x + frame.width + GAP_MM, body.y, width, body.height)
    blocks = 2 if body.width > 240 else 1
    height = min(max(48.0, height_of(figures, blocks=blocks) + 7), 0.36 * body.height)
    frame = Box(body.x, body.y, body.width, body.height - height - GAP_MM)
    return frame, Box(body.x, frame.y + frame.height + GAP_MM, body.width, height)


def _panel(
    canvas: Canvas,
    box: Box,
    drawn: Drawn,
    figures: Figures,
    options: SheetOptions,
    *,
    is_wide: bool,
) -> None:
    lang = options.lang
    title = WORDS["figures"].say(lang)
    if is_wide:
        rows = (
            -(-len(drawn.legend) // 2) if box.width >= 2 * (SWATCH_MM + 22) else len(drawn.legend)
        )
        legend_mm = rows * LEGEND_ROW_MM + 8
        table = Box(box.x, box.y + 5.6, box.width, box.height - legend_mm - 8)
    else:
        share = 0.62 if figures.head else 0.56
        table = Box(box.x, box.y + 5.6, share * box.width, box.height - 5.6)
    canvas.text(title, box.x, box.y + 3.6, size_pt=9, bold=True)
    bottom = draw_figures(canvas, table, figures, lang=lang)
    if is_wide:
        legend = Box(box.x, bottom + 5, box.width, box.y + box.height - bottom - 5)
    else:
        x = table.x + table.width + 6
        legend = Box(x, box.y, box.x + box.width - x, box.height)
    draw_legend(canvas, legend, drawn.legend, lang=lang)


def _head(
    canvas: Canvas, inner: Box, scene: Scene, book: FigureBook, options: SheetOptions
) -> None:
    lang, kind = options.lang, scene.focus.kind
    side = HEAD_MM - 2.5
    right = inner.x + inner.width
    _qr(canvas, options, Box(right - side, inner.y - 2, side, side))
    caption = WORDS["scan" if options.address else "scan_version"].say(lang)
    canvas.text(
        caption, right - side - 1.5, inner.y + side - 3, size_pt=6, align="right", colour=QUIET
    )
    room = inner.width - side - 26
    word = WORDS["street_map" if kind in {"street", "all"} else f"{kind}_map"].say(lang)
    title = f"{scene.title} {word}"
    if scene.theme != "grids":
        word = THEME_TITLES[scene.theme].say(lang)
        title += f"（{word}）" if lang == "zh" else f" ({word})"
    told = shortened(printable(title), room, measure=lambda text: measure(text, 18))
    canvas.text(told, inner.x, inner.y + 6.2, size_pt=18, bold=True)
    told = shortened(_below(scene, book, lang), room, measure=lambda text: measure(text, 9.5))
    canvas.text(told, inner.x, inner.y + 12.8, size_pt=9.5, colour=QUIET)


def _below(scene: Scene, book: FigureBook, lang: Lang) -> str:
    """Return the line below the title: codes, and how much it is of."""
    members = sorted(scene.members)
    households = book.households(members)
    total = f"{WORDS['households'].say(lang)} {households:,}"
    if scene.focus.kind == "grid":
        community = str(book.grids.loc[scene.focus.code, "community_code"])
        return " · ".join((book.atlas.street_of(community), scene.focus.code, total))
    parts = [f"{WORDS['grids'].say(lang)} {len(members)}", total]
    if scene.focus.kind == "community":
        parts = [book.atlas.street_of(scene.focus.code), scene.focus.code, *parts]
    return " · ".join(parts)


def _qr(canvas: Canvas, options: SheetOptions, box: Box) -> None:
    text = options.address or f"gridmap {options.version}".strip()
    whole, modules = _code(text)
    module = box.width / (modules + 2 * QUIET_MODULES)
    look.filled(WHITE, None)(canvas, box)
    for part in shapely.get_parts(whole):
        corner = np.array([box.x, box.y]) + QUIET_MODULES * module
        rings = [
            shapely.get_coordinates(ring) * module + corner
            for ring in (part.exterior, *part.interiors)
        ]
        canvas.polygons(rings, fill=(0, 0, 0))


@lru_cache(maxsize=8)
def _code(text: str) -> tuple[Any, int]:
    """Return the dark modules of a QR code as one shape, and how many there are on a side.

    As one shape, so that no light shines between modules.
    """
    dark = np.array([list(row) for row in segno.make_qr(text, error="m").matrix], dtype=bool)
    y, x = np.nonzero(dark)
    return shapely.union_all(shapely.box(x, y, x + 1, y + 1)), len(dark)


def _foot(canvas: Canvas, inner: Box, scene: Scene, drawn: Drawn, options: SheetOptions) -> None:
    lang = options.lang
    top = inner.y + inner.height - FOOT_MM + 2.5
    _signatures(canvas, inner, top, options)
    review = f"{WORDS['review'].say(lang)}：" if lang == "zh" else f"{WORDS['review'].say(lang)}: "
    parts = [
        review + (options.review_number or "＿＿＿＿＿＿＿＿"),
        f"{WORDS['crs'].say(lang)} {_crs(scene)}",
        f"1:{drawn.scale:,}",
        f"{WORDS['date'].say(lang)} {options.date}",
    ]
    _spread(canvas, inner, top + 7.4, parts)
    last = [f"{WORDS['version'].say(lang)} {options.version}", *_notes(scene, drawn, lang)]
    _spread(canvas, inner, top + 11.6, last)


def _notes(scene: Scene, drawn: Drawn, lang: Lang) -> list[str]:
    notes = []
    if drawn.missed:
        names = "、".join(drawn.missed[:6]) + ("…" if len(drawn.missed) > 6 else "")
        notes.append(WORDS["missed"].say(lang).replace("{names}", names))
    if scene.theme == "grids" and scene.focus.kind != "grid":
        notes.append(WORDS["colours"].say(lang))
    return notes


def _spread(canvas: Canvas, inner: Box, y: float, parts: list[str]) -> None:
    """Write texts on one line: the first at the left edge, the last at the right one."""
    size_pt = 7.0
    widths = [measure(part, size_pt) for part in parts]
    gap = (inner.width - sum(widths)) / max(1, len(parts) - 1)
    if gap < 2:
        size_pt *= max(0.6, (inner.width - 2 * (len(parts) - 1)) / sum(widths))
        widths = [measure(part, size_pt) for part in parts]
        gap = (inner.width - sum(widths)) / max(1, len(parts) - 1)
    x = inner.x
    for part, width in zip(parts, widths, strict=True):
        canvas.text(part, x, y, size_pt=size_pt, colour=QUIET)
        x += width + gap


def _signatures(canvas: Canvas, inner: Box, top: float, options: SheetOptions) -> None:
    names = options.signatures or tuple(word.say(options.lang) for word in SIGNATURES)
    width = inner.width / max(1, len(names))
    colon = "：" if options.lang == "zh" else ": "
    for place, name in enumerate(names):
        x = inner.x + place * width
        told = shortened(
            printable(name) + colon, width - 12, measure=lambda text: measure(text, 8.5)
        )
        canvas.text(told, x, top + 2.6, size_pt=8.5)
        begin = x + measure(told, 8.5) + 1
        line = np.array([[begin, top + 3.2], [x + width - 6, top + 3.2]])
        canvas.line(line, colour=BLACK, width_mm=0.2)


def _crs(scene: Scene) -> str:
    crs = CRS(scene.grids.crs)
    code = crs.to_epsg()
    return crs.name if code is None else f"{crs.name} (EPSG:{code})"
