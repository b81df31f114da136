"""QR codes as vectors."""

from __future__ import annotations

import segno

from gridmap.sheets.pdf.paper import Box, Paper

QUIET_MODULES = 4
"""Of white around the code, which readers need."""


def draw_qr(paper: Paper, text: str, box: Box) -> None:
    """Draw a QR code.

    Parameters
    ----------
    paper : Paper
        Drawn on.
    text : str
        What it says; any text, an address most often.
    box : Box
        Where; it is filled with white, and its smaller side is the side of the code.
    """
    code = segno.make_qr(text, error="m")
    size = len(code.matrix) + 2 * QUIET_MODULES
    module = min(box.width, box.height) / size
    paper.set_fill_color(255)
    paper.rect(box.x, box.y, box.width, box.height, style="F")
    paper.set_fill_color(0)
    for down, row in enumerate(code.matrix):
        for first, length in _runs(row):
            x = box.x + (first + QUIET_MODULES) * module
            y = box.y + (down + QUIET_MODULES) * module
            # A hair wider and higher, so that no light shines between modules.
            paper.rect(x, y, length * module + 0.01, module + 0.01, style="F")


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Return first place and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
