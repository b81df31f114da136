"""A dossier as one page that asks the network for nothing, for screens of any width and paper.

There is no script in it. Names are text: they are escaped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files

import segno

from gridmap.dossier.records import Dossier, Section
from gridmap.errors import Lang, Text
from gridmap.sheets.dossiers.sheet import Address, Figure
from gridmap.sheets.dossiers.words import WORDS
from gridmap.sheets.drawing.svg_canvas import SvgCanvas
from gridmap.sheets.pdf.paper import Box

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
MAP_MM = (180.0, 120.0)


def dossier_page(
    dossier: Dossier,
    *,
    lang: Lang = "zh",
    figure: Figure | None = None,
    address: Address | None = None,
) -> str:
    """Return a dossier as HTML.

    Parameters
    ----------
    dossier : Dossier
        The dossier.
    lang : {"zh", "en"}
        The language.
    figure : callable, optional
        Draws the map of a grid; without it there is none.
    address : callable, optional
        Returns the address that shows the grid in this version, for a QR code.

    Returns
    -------
    str
        HTML, equal for equal dossiers.
    """
    title = f"{WORDS['dossier'].say(lang)} {dossier.code}"
    parts = [
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if lang == "zh" else "en"}"><head>',
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="format-detection" content="telephone=no"><link rel="icon" href="data:,">',
        f"<title>{escape(title)}</title><style>{_style()}</style></head><body>",
        *_head(dossier, lang, None if address is None else address(dossier.code)),
        "<main>",
        *_map(dossier, lang, figure),
        *(part for section in dossier.sections for part in section_html(section, lang)),
        "</main>",
        *_foot(dossier, lang),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def section_html(section: Section, lang: Lang) -> Iterator[str]:
    """Yield a section as HTML.

    Parameters
    ----------
    section : Section
        Of a dossier.
    lang : {"zh", "en"}
        The language.

    Yields
    ------
    str
        Elements.
    """
    yield f'<section class="{section.name}"><h2>{_said(section.title, lang)}</h2>'
    if section.facts:
        yield '<dl class="facts">'
        for name, value in section.facts:
            yield f"<div><dt>{_said(name, lang)}</dt><dd>{_said(value, lang)}</dd></div>"
        yield "</dl>"
    for line in section.lines:
        yield f"<p>{_said(line, lang)}</p>"
    if section.headers and section.rows:
        yield from _table(section, lang)
    elif section.headers:
        yield f'<p class="quiet">{_said(section.nothing or Text("无。", "None."), lang)}</p>'
    if section.note is not None:
        yield f'<p class="note">{_said(section.note, lang)}</p>'
    yield "</section>"


def _head(dossier: Dossier, lang: Lang, address: str | None) -> Iterator[str]:
    place = " ".join(part for part in (dossier.street, dossier.community, dossier.name) if part)
    yield f'<header><div><p class="quiet">{_word("dossier", lang)}</p>'
    yield f"<h1>{escape(dossier.code)}</h1><p>{escape(place)} · {_said(dossier.kind, lang)}</p>"
    yield f'<p class="quiet">{dossier.date.isoformat()} · {_word("version", lang)} '
    yield f"{escape(dossier.number)}</p></div>"
    known = address or f"gridmap {dossier.plan_id} {dossier.code}"
    caption = _word("scan" if address else "scan_version", lang)
    yield f'<figure class="qr">{_qr(known)}<figcaption>{caption}</figcaption></figure></header>'


def _map(dossier: Dossier, lang: Lang, figure: Figure | None) -> Iterator[str]:
    if figure is None:
        return
    width, height = MAP_MM
    canvas = SvgCanvas(width, height, title=f"{WORDS['dossier'].say(lang)} {dossier.code}")
    figure(canvas, Box(0, 0, width, height), dossier.code)
    yield f'<figure class="map">{canvas.svg(with_font=False)}'
    yield f"<figcaption>{_word('draft_map', lang)}</figcaption></figure>"


def _table(section: Section, lang: Lang) -> Iterator[str]:
    heads = "".join(
        f"<th{_align(header.is_number)}>{_said(header.title, lang)}</th>"
        for header in section.headers
    )
    yield f'<div class="wide" tabindex="0"><table><thead><tr>{heads}</tr></thead><tbody>'
    for row in section.rows:
        cells = "".join(
            f"<td{_align(header.is_number)}>{_said(cell, lang)}</td>"
            for header, cell in zip(section.headers, row, strict=True)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _foot(dossier: Dossier, lang: Lang) -> Iterator[str]:
    use = _word("public" if dossier.is_public else "office", lang)
    signed = "".join(f"<span>{_word(name, lang)}：</span>" for name in ("made", "checked", "day"))
    yield f'<footer><p class="signed">{signed}</p><p class="quiet">gridmap · {use} · '
    yield f"{_word('datum', lang)} · {escape(dossier.plan_id)}</p></footer>"


def _align(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _said(text: Text, lang: Lang) -> str:
    return escape(text.say(lang))


def _word(name: str, lang: Lang) -> str:
    return _said(WORDS[name], lang)


def _qr(text: str) -> str:
    stream = io.BytesIO()
    segno.make_qr(text, error="m").save(stream, kind="svg", xmldecl=False, omitsize=True, nl=False)
    return stream.getvalue().decode()


@cache
def _style() -> str:
    return (files("gridmap.sheets.dossiers") / "dossier.css").read_text("utf-8")
