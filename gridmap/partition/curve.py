"""The order in which compiled code stores units: along a curve that keeps neighbours together.

Where units lie in memory as they lie on the ground, a search of a whole city stays in the cache:
its time grows no faster than the number of units.
"""

from __future__ import annotations

import numpy as np

from gridmap.partition.problem import Floats, Ints
from gridmap.partition.tally import Arrays

SPREADS = ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555))
"""Shifts and masks that put a 0 between any two of 16 bits."""


def along_curve(xy: Floats) -> Ints:
    """Return units in the order of Morton's curve.

    Parameters
    ----------
    xy : ndarray of float64, shape (n, 2)
        Places.

    Returns
    -------
    ndarray of int64, shape (n,)
        The units; those in one place in their own order (Morton 1966, "A computer oriented
        geodetic data base and a new technique in file sequencing").

    Examples
    --------
    >>> along_curve(np.array([[0.0, 0.0], [0.0, 9.0], [9.0, 0.0], [1.0, 1.0]]))
    array([0, 3, 2, 1])
    """
    low = xy.min(axis=0)
    span = float((xy.max(axis=0) - low).max())
    cells = ((xy - low) * (65_535.0 / span if span > 0 else 0.0)).astype(np.int64)
    for shift, mask in SPREADS:
        cells = (cells | (cells << shift)) & mask
    return np.argsort(cells[:, 0] | (cells[:, 1] << 1), kind="stable")


def rearranged(arrays: Arrays, order: Ints) -> Arrays:
    """Return the same problem with its units in another order.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    order : ndarray of int64, shape (n,)
        The unit that comes first, second, and so on.

    Returns
    -------
    Arrays
        Unit ``order[i]`` is unit i; the neighbours of a unit keep their places in its row.
    """
    n = len(order)
    number = np.empty(n, np.int64)
    number[order] = np.arange(n)
    degree = np.diff(arrays.indptr)[order]
    indptr = np.concatenate([[0], np.cumsum(degree)]).astype(np.int64)
    edges = np.arange(len(arrays.indices)) + np.repeat(arrays.indptr[order] - indptr[:-1], degree)
    return arrays._replace(
        indptr=indptr,
        indices=number[arrays.indices[edges]],
        sources=np.repeat(np.arange(n), degree),
        near=arrays.near[edges],
        cut_cost=arrays.cut_cost[edges],
        households=arrays.households[order],
        mass=arrays.mass[order],
        xy=arrays.xy[order],
        moment=arrays.moment[order],
        compound=arrays.compound[order],
        home=arrays.home[order],
        away=arrays.away[order],
        further=arrays.further[order],
    )
