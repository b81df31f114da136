"""The font that comes with the package, and lines of Chinese and Latin text that fit a width."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from multiprocessing.util import Finalize
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from gridmap.errors import InputError, Text

FONT = Path(str(files("gridmap.sheets") / "fonts" / "noto-sans-sc.ttf"))

MISSING = "〓"
"""What Chinese typography sets for a character that it lacks."""

ENDING = "，。；：、！？）》”’」』】…·,.;:!?)]}%℃㎡"
"""Never at the start of a line."""

_PIECES = re.compile(r"[^\S\n]+|[ -~\u00a0-\u024f]+?(?=[^!-~\u00a0-\u024f]|$)|\n|.", re.DOTALL)


def font_path() -> Path:
    """Return the file of the font.

    Returns
    -------
    Path
        A TrueType font with Chinese and Latin letters.

    Raises
    ------
    InputError
        If the package was put together without it.
    """
    if not FONT.is_file():
        raise InputError(
            Text("缺少 PDF 所用的字体文件。", "The font of PDFs is missing."),
            Text(
                "请重新安装 gridmap（pip install .），安装时会生成该文件。",
                "Install gridmap again (pip install .): the file is made then.",
            ),
        )
    return FONT


@cache
def _widths() -> Mapping[str, float]:
    """Return the width of each letter in heights of the letter."""
    with TTFont(font_path(), lazy=True) as font:
        em, metrics = font["head"].unitsPerEm, font["hmtx"]
        return {chr(code): metrics[name][0] / em for code, name in font.getBestCmap().items()}


@lru_cache(maxsize=32)
def subset(letters: str) -> bytes:
    """Return the font with some letters only, for a file that carries its own.

    Parameters
    ----------
    letters : str
        Every letter once, in a fixed order.

    Returns
    -------
    bytes
        A TrueType font; equal for equal letters.
    """
    options = Options()
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx"]
    options.hinting = False
    with TTFont(font_path(), lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(text=letters)
        subsetter.subset(font)
        stream = BytesIO()
        font.save(stream)
    return stream.getvalue()


@lru_cache(maxsize=4)
def narrowed(letters: str) -> Path:
    """Return a file of the font with some letters only, which is read much faster.

    Parameters
    ----------
    letters : str
        Every letter once, in a fixed order.

    Returns
    -------
    Path
        It lasts as long as this process.
    """
    folder = Path(tempfile.mkdtemp(prefix="gridmap-font-"))
    # Processes of a pool end without atexit, but not without this.
    Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=1)
    path = folder / FONT.name
    path.write_bytes(subset(letters))
    return path


def width_of(text: str) -> float:
    """Return how wide a text is.

    Parameters
    ----------
    text : str
        Letters that the font has; others count nothing.

    Returns
    -------
    float
        In heights of its letters.
    """
    widths = _widths()
    return sum(widths.get(letter, 0.0) for letter in text)


def printable(text: str) -> str:
    """Return a text that the font can print.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Each character that the font lacks is replaced by ``〓``; control characters but the end
        of a line are left out, with them the marks that join emoji.
    """
    known = _widths()
    kept = (letter for letter in text if letter == "\n" or (letter >= " " and letter not in _JOINS))
    return "".join(one if one == "\n" or one in known else MISSING for one in kept)


_JOINS = frozenset("\x7f\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")


def wrapped(text: str, width: float, *, measure: Callable[[str], float]) -> list[str]:
    """Return a text as lines none of which is wider than a width.

    Parameters
    ----------
    text : str
        May hold ends of lines.
    width : float
        In the unit of ``measure``.
    measure : callable
        Returns the width of a text, which is the sum of its letters'.

    Returns
    -------
    list of str
        Broken between Chinese characters and at spaces, no closing mark first in a line; a word
        that is wider than the line is broken where it has to be.

    Examples
    --------
    >>> wrapped("沿红旗路走 120 米，右转", 7, measure=len)
    ['沿红旗路走', '120 米，右', '转']
    """
    lines, line, used = [], "", 0.0
    for piece in _pieces(text, width, measure):
        if piece == "\n" or (line and used + measure(piece.rstrip()) > width):
            lines.append(line.rstrip())
            line, used = "", 0.0
        if line or piece.strip():
            line, used = line + piece, used + measure(piece)
    return [*lines, line.rstrip()]


def shortened(text: str, width: float, *, measure: Callable[[str], float]) -> str:
    """Return a text on one line, cut with an ellipsis where it is wider than a width.

    Parameters
    ----------
    text : str
        Any text.
    width : float
        In the unit of ``measure``.
    measure : callable
        Returns the width of a text.

    Returns
    -------
    str
        The text, or its beginning and an ellipsis.
    """
    text = " ".join(text.split())
    if measure(text) <= width:
        return text
    room, used = width - measure("…"), 0.0
    for place, letter in enumerate(text):
        used += measure(letter)
        if used > room:
            return f"{text[:place]}…"
    return f"{text}…"


def _pieces(text: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    """Yield what is not broken: a Chinese character or a word, with the marks that close it."""
    held = ""
    for piece in _PIECES.findall(text):
        if held and piece[0] in ENDING:
            held += piece
            continue
        if held:
            yield from _cut(held, width, measure)
        held = piece
    if held:
        yield from _cut(held, width, measure)


def _cut(piece: str, width: float, measure: Callable[[str], float]) -> Iterator[str]:
    if measure(piece) <= width:
        yield piece
        return
    begin, used = 0, 0.0
    for place, letter in enumerate(piece):
        if place > begin and used + measure(letter) > width:
            yield piece[begin:place]
            begin, used = place, 0.0
        used += measure(letter)
    yield piece[begin:]
