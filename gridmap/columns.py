"""Columns of a layer as plain arrays, whether or not the layer has them.

A contract leaves columns free; the core reads every one through these functions, so that a
missing column and a missing value mean the same thing everywhere.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray


def texts(frame: gpd.GeoDataFrame, name: str) -> NDArray[Any]:
    """Return a text column; ``""`` stands for a missing value.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    name : str
        The column, which may be missing.

    Returns
    -------
    ndarray of object, shape (n,)
        Python strings.
    """
    if name not in frame.columns:
        return np.full(len(frame), "", dtype=object)
    column = frame[name]
    return np.where(column.isna(), "", column.astype(str)).astype(object)


def flags(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.bool_]:
    """Return a yes-or-no column; a missing value is no.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    name : str
        The column, which may be missing.

    Returns
    -------
    ndarray of bool, shape (n,)
        The flags.
    """
    if name not in frame.columns:
        return np.zeros(len(frame), dtype=bool)
    column = frame[name]
    return np.asarray(np.where(column.isna(), False, column), dtype=bool)


def counts(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.int64]:
    """Return a column of counts; a missing value is 0.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    name : str
        The column, which may be missing.

    Returns
    -------
    ndarray of int64, shape (n,)
        The counts.
    """
    if name not in frame.columns:
        return np.zeros(len(frame), dtype=np.int64)
    column = pd.to_numeric(frame[name]).fillna(0)
    return np.asarray(column, dtype=np.float64).round().astype(np.int64)


def groups(keys: NDArray[Any]) -> list[tuple[int, NDArray[np.int64]]]:
    """Return every key with its rows, in order.

    Parameters
    ----------
    keys : ndarray of int, shape (n,)
        Key of each row.

    Returns
    -------
    list of (int, ndarray of int)
        Keys, ascending, and the rows of each, ascending.

    Examples
    --------
    >>> [(key, rows.tolist()) for key, rows in groups(np.array([7, 3, 7]))]
    [(3, [1]), (7, [0, 2])]
    """
    order = np.argsort(keys, kind="stable")
    found, start = np.unique(keys[order], return_index=True)
    stop = np.append(start[1:], len(order))
    return [
        (int(key), order[first:last]) for key, first, last in zip(found, start, stop, strict=False)
    ]


def first_rows(keys: NDArray[Any], *ranks: NDArray[Any]) -> NDArray[np.int64]:
    """Return the best row of every key.

    Parameters
    ----------
    keys : ndarray of int, shape (n,)
        Key of each row.
    *ranks : ndarray, shape (n,)
        What makes a row better, the lower the better; the first counts most, the order of the
        rows last.

    Returns
    -------
    ndarray of int
        One row for each key, keys ascending.

    Examples
    --------
    >>> first_rows(np.array([7, 3, 7]), np.array([2, 1, 1])).tolist()
    [1, 2]
    """
    order = np.lexsort((*reversed(ranks), keys))
    return np.asarray(order[np.unique(keys[order], return_index=True)[1]])
