"""The sketch of a route as SVG, for pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

import numpy as np
from numpy.typing import NDArray

from gridmap.errors import Lang, Text
from gridmap.sheets.patrol_sketch import MARK_MM, Sketch
from gridmap.sheets.patrol_words import WORDS

START = Text("起", "S")
NORTH = Text("北", "N")
Word = Callable[[Text], str]


def sketch_svg(sketch: Sketch, *, colour: str, lang: Lang, word: Word) -> str:
    """Return a sketch as an SVG element.

    Parameters
    ----------
    sketch : Sketch
        The sketch.
    colour : str
        Of the way and the marks, ``"#rrggbb"``.
    lang : {"zh", "en"}
        The language in which it is described at first.
    word : callable
        Returns a text as it stands in the page; names are those of the data.

    Returns
    -------
    str
        One element; classes are ``sk-…``, marks carry ``data-stop``.
    """
    head = (
        f'<svg class="sketch" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{WORDS["sketch"].say(lang)}" '
        f'viewBox="0 0 {sketch.width_mm:.1f} {sketch.height_mm:.1f}">'
    )
    return "".join([head, *_parts(sketch, colour, word), "</svg>"])


def _parts(sketch: Sketch, colour: str, word: Word) -> Iterator[str]:
    roads = " ".join(_path(road) for road in sketch.roads)
    if roads:
        yield f'<path class="sk-road" d="{roads}"/>'
    way = _path(sketch.way)
    yield f'<path class="sk-case" d="{way}"/><path class="sk-way" stroke="{colour}" d="{way}"/>'
    links = " ".join(_path(link) for link in sketch.links)
    if links:
        yield f'<path class="sk-link" d="{links}"/>'
    for x, y, angle in sketch.arrows:
        yield (
            f'<path class="sk-arrow" d="M-.9 -1 L.9 0 L-.9 1" '
            f'transform="translate({x:.2f} {y:.2f}) rotate({angle:.0f})"/>'
        )
    for name in sketch.names:
        x, y = name.spot
        yield (
            f'<text class="sk-street" transform="translate({x:.2f} {y:.2f}) '
            f'rotate({name.angle_deg:.0f})" dy="-1.3">{escape(name.text)}</text>'
        )
    yield from _start(sketch, word)
    yield from _marks(sketch, colour)
    yield from _north(sketch, word)
    yield from _bar(sketch, word)
    yield '<g class="sk-me" hidden=""><circle r="2.6"/><circle r="1.2"/></g>'


def _start(sketch: Sketch, word: Word) -> Iterator[str]:
    x, y = sketch.start
    half = MARK_MM - 0.3
    yield (
        f'<g class="sk-start" transform="translate({x:.2f} {y:.2f})">'
        f'<rect x="{-half}" y="{-half}" width="{2 * half}" height="{2 * half}"/>'
        f'<text dy="1.1">{_tspan(word(START))}</text></g>'
    )


def _marks(sketch: Sketch, colour: str) -> Iterator[str]:
    for mark in sketch.marks:
        (x, y), (to_x, to_y) = mark.spot, mark.place
        if abs(x - to_x) + abs(y - to_y) > 0.5:
            yield f'<path class="sk-lead" d="M{to_x:.2f} {to_y:.2f} L{x:.2f} {y:.2f}"/>'
            yield f'<circle class="sk-spot" cx="{to_x:.2f}" cy="{to_y:.2f}" r=".7"/>'
        yield (
            f'<g class="sk-mark" data-stop="{mark.label}" fill="{colour}" '
            f'transform="translate({x:.2f} {y:.2f})"><circle r="{MARK_MM}"/>'
            f'<text dy="1.1">{mark.label}</text></g>'
        )


def _north(sketch: Sketch, word: Word) -> Iterator[str]:
    x = sketch.width_mm - 6
    yield (
        f'<g class="sk-north" transform="translate({x:.1f} 4)">'
        f'<path d="M0 0 L1.7 6 L0 4.8 L-1.7 6 Z"/><text y="9">{_tspan(word(NORTH))}</text></g>'
    )


def _bar(sketch: Sketch, word: Word) -> Iterator[str]:
    bottom, top = sketch.height_mm - 3, sketch.height_mm - 4.2
    right, middle = 3 + sketch.bar_mm, 3 + sketch.bar_mm / 2
    yield (
        f'<g class="sk-bar"><path d="M3 {top:.1f} V{bottom:.1f} H{right:.2f} V{top:.1f}"/>'
        f'<text x="{middle:.2f}" y="{top:.1f}">{_tspan(word(bar_text(sketch)))}</text></g>'
    )


def bar_text(sketch: Sketch) -> Text:
    """Return what a scale bar stands for.

    Parameters
    ----------
    sketch : Sketch
        The sketch.

    Returns
    -------
    Text
        Exact metres below a kilometre, kilometres above.
    """
    if sketch.bar_m >= 1000:
        return Text(f"{sketch.bar_m / 1000:g} 公里", f"{sketch.bar_m / 1000:g} km")
    return Text(f"{sketch.bar_m:g} 米", f"{sketch.bar_m:g} m")


def _path(points: NDArray[np.float64]) -> str:
    return "M" + " L".join(_pairs(points.tolist()))


def _pairs(points: Iterable[list[float]]) -> Iterator[str]:
    return (f"{x:.2f} {y:.2f}" for x, y in points)


def _tspan(markup: str) -> str:
    """Return words of a page as words of a drawing."""
    return markup.replace("<span ", "<tspan ").replace("</span>", "</tspan>")
