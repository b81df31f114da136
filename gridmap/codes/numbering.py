"""Codes: the community's 12 digits, and three more for a grid, five for a micro-grid.

Numbered inside a community in reading order: rows from north to south, and from west to east
within a row, a row being as high as the side of a mean grid. Micro-grids are numbered in the same
way inside their grid, large grids inside their community. The codes are text, never numbers.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import SettingsError, Text

MOST_GRIDS = 999
"""Grids of one community that three digits can number."""

MOST_NESTED = 99
"""Micro-grids of one grid, or large grids of one community, that two digits can number."""


def number_grids(x_m: ArrayLike, y_m: ArrayLike, *, row_m: float) -> NDArray[np.int64]:
    """Return the number of each grid in reading order, from 1.

    Parameters
    ----------
    x_m, y_m : array_like of float, shape (k,)
        A point of each grid, in metres.
    row_m : float
        Height of a row in metres.

    Returns
    -------
    ndarray of int64, shape (k,)
        Numbers from 1 to k.

    Examples
    --------
    >>> number_grids([0, 100, 0], [0, 0, 100], row_m=50).tolist()
    [2, 3, 1]
    """
    x, y = np.asarray(x_m, dtype=float), np.asarray(y_m, dtype=float)
    row = np.floor((y.max(initial=-np.inf) - y) / row_m)
    order = np.lexsort((np.arange(len(x)), x, row))
    numbers = np.empty(len(x), dtype=np.int64)
    numbers[order] = np.arange(1, len(x) + 1)
    return numbers


def grid_code(community_code: str, number: int) -> str:
    """Return the 15-digit code of a grid.

    Parameters
    ----------
    community_code : str
        12 digits.
    number : int
        1 to 999.

    Returns
    -------
    str
        15 digits.

    Raises
    ------
    SettingsError
        If the community has more grids than three digits can number.

    Examples
    --------
    >>> grid_code("370899001001", 7)
    '370899001001007'
    """
    if not 1 <= number <= MOST_GRIDS:
        raise SettingsError(
            Text(
                f"社区 {community_code} 的网格数超过 {MOST_GRIDS}，三位编号不够用。",
                f"Community {community_code} has more grids than {MOST_GRIDS}.",
            ),
            Text("请核对社区边界或调大户数区间。", "Check the boundary, or widen the band."),
        )
    return f"{community_code}{number:03d}"


def next_codes(community_code: str, used: Iterable[str], count: int) -> list[str]:
    """Return codes of a community above every one that was ever given out.

    Parameters
    ----------
    community_code : str
        12 digits.
    used : iterable of str
        Codes that were given out, of any community.
    count : int
        How many are wanted.

    Returns
    -------
    list of str
        One above the highest number, and so on: a retired number is not given out again.

    Raises
    ------
    SettingsError
        If three digits do not number so many.

    Examples
    --------
    >>> next_codes("370899001001", ["370899001001002", "370899001001007"], 2)
    ['370899001001008', '370899001001009']
    """
    tails = (one.removeprefix(community_code) for one in used if one.startswith(community_code))
    highest = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return [grid_code(community_code, highest + 1 + place) for place in range(count)]


def micro_code(grid: str, number: int) -> str:
    """Return the 17-digit code of a micro-grid.

    Parameters
    ----------
    grid : str
        Code of its grid, 15 digits.
    number : int
        1 to 99.

    Returns
    -------
    str
        17 digits.

    Raises
    ------
    SettingsError
        If the grid has more micro-grids than two digits can number.

    Examples
    --------
    >>> micro_code("370899001001007", 3)
    '37089900100100703'
    """
    if not 1 <= number <= MOST_NESTED:
        raise SettingsError(
            Text(
                f"网格 {grid} 的微网格数超过 {MOST_NESTED}，两位编号不够用。",
                f"Grid {grid} has more micro-grids than {MOST_NESTED}.",
            ),
            Text(
                "请按户数划分微网格，或调大其户数区间。",
                "Cut micro-grids by households, or widen their band.",
            ),
        )
    return f"{grid}{number:02d}"


def large_code(community_code: str, number: int) -> str:
    """Return the code of a large grid: the community's, the letter L and two digits.

    Parameters
    ----------
    community_code : str
        12 digits.
    number : int
        1 to 99.

    Returns
    -------
    str
        15 characters; the letter tells it from a grid's.

    Raises
    ------
    SettingsError
        If the community has more large grids than two digits can number.

    Examples
    --------
    >>> large_code("370899001001", 2)
    '370899001001L02'
    """
    if not 1 <= number <= MOST_NESTED:
        raise SettingsError(
            Text(
                f"社区 {community_code} 的大网格数超过 {MOST_NESTED}，两位编号不够用。",
                f"Community {community_code} has more large grids than {MOST_NESTED}.",
            ),
            Text("请调大大网格的户数区间。", "Widen the band of large grids."),
        )
    return f"{community_code}L{number:02d}"
