"""Grid codes: the community's 12 digits and three more.

Numbered inside a community in reading order: rows from north to south, and from west to east
within a row, a row being as high as the side of a mean grid. The codes are text, never numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridmap.errors import SettingsError, Text

MOST_GRIDS = 999
"""Grids of one community that three digits can number."""


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
