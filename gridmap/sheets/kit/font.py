"""The letters of a kit as a font of its own, so that Chinese shows where no font has it."""

from __future__ import annotations

from io import BytesIO

from fontTools.ttLib import TTFont

from gridmap.sheets.pdf.lettering import subset


def web_font(letters: str) -> bytes:
    """Return a font with some letters, packed for a page.

    Parameters
    ----------
    letters : str
        Every letter once, in a fixed order.

    Returns
    -------
    bytes
        WOFF; equal for equal letters.
    """
    stream = BytesIO()
    with TTFont(BytesIO(subset(letters)), recalcTimestamp=False) as font:
        font.flavor = "woff"
        font.save(stream)
    return stream.getvalue()
