"""Texts in an encoding that does not have every character."""

from __future__ import annotations

import pandas as pd

from gridmap.errors import Text

MISSING = "〓"
"""What Chinese typography sets for a character that it lacks; GBK has it."""

SHOWN = 10


def fitted(table: pd.DataFrame, layer: str, *, encoding: str) -> tuple[pd.DataFrame, list[Text]]:
    """Return a table whose texts an encoding can hold.

    Parameters
    ----------
    table : DataFrame
        Any table.
    layer : str
        Its name, for the note.
    encoding : str
        Such as ``"gbk"``.

    Returns
    -------
    table : DataFrame
        Each character that the encoding lacks is replaced by ``〓``.
    notes : list of Text
        One, which names the characters; none if nothing was replaced.
    """
    lost: dict[str, int] = {}

    values = {
        name: table[name].map(lambda value: _fit(value, encoding, lost)) for name in table.columns
    }
    told = pd.DataFrame(values, index=table.index)
    told.columns = pd.Index([_fit(name, encoding, lost) for name in table.columns])
    return told, _notes(lost, layer, encoding)


def _fit(value: object, encoding: str, lost: dict[str, int]) -> object:
    if not isinstance(value, str):
        return value
    return "".join(_kept(letter, encoding, lost) for letter in value)


def _kept(letter: str, encoding: str, lost: dict[str, int]) -> str:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        lost[letter] = lost.get(letter, 0) + 1
        return MISSING
    return letter


def _notes(lost: dict[str, int], layer: str, encoding: str) -> list[Text]:
    if not lost:
        return []
    count = sum(lost.values())
    letters = " ".join(f"{letter}(U+{ord(letter):04X})" for letter in sorted(lost)[:SHOWN])
    name = encoding.upper()
    return [
        Text(
            f"{layer}：{count} 个字符不在 {name} 中，已写作 {MISSING}：{letters}。可改用 UTF-8。",
            f"{layer}: {name} lacks {count} characters, written as {MISSING}: {letters}. "
            "UTF-8 has them all.",
        )
    ]
