"""How large the page of a kit will be, before it is made."""

from __future__ import annotations

import zlib

from gridmap.dossier.book import Book
from gridmap.errors import Lang, Text
from gridmap.sheets.kit.content import letters_of
from gridmap.sheets.kit.page import frame_of, page_data

BYTES_OF_LETTER = 148.0
"""Of a Chinese letter in a packed font, on average."""

BYTES_OF_FONT = 4_000
"""Of its tables."""


def base64_size(size: int) -> int:
    """Return how many bytes stand for some in base64.

    Parameters
    ----------
    size : int
        Bytes.

    Returns
    -------
    int
        Letters.

    Examples
    --------
    >>> base64_size(4)
    8
    """
    return -(-size // 3) * 4


def page_size(book: Book, *, title: Text, lang: Lang, packed: bool = False) -> int:
    """Return how large the page of a kit will be, without the files inside.

    Parameters
    ----------
    book : Book
        The dossiers of the grids that it is of.
    title : Text
        Its name.
    lang : {"zh", "en"}
        The language that it opens in.
    packed : bool
        Whether it goes into a zip.

    Returns
    -------
    int
        Bytes; all but the font is counted.
    """
    data = page_data(book, title=title, lang=lang)
    head, tail = frame_of(title.say(lang), lang)
    text = f"{head}\n{data}\n{tail}"
    letters = letters_of([text])
    chinese = sum(letter > "\u2e80" for letter in letters)
    font = BYTES_OF_FONT + BYTES_OF_LETTER * chinese + 70.0 * (len(letters) - chinese)
    if packed:
        # Base64 of what is packed already packs by a quarter, back to what it was.
        return round(len(zlib.compress(text.encode(), 6)) + font * 1.02)
    return len(text.encode()) + base64_size(round(font)) + 120
