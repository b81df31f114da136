"""Lines cut at places along them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

_SAME_M = 1e-6
"""Nearer than this along a line, a vertex is the place of a cut."""


@dataclass(frozen=True, slots=True)
class Cuts:
    """Places at which lines are to be cut.

    Attributes
    ----------
    line : ndarray of int, shape (c,)
        Which line.
    at_m : ndarray of float, shape (c,)
        How far along it.
    xy : ndarray of float, shape (c, 2)
        Where the pieces are to meet.
    binds : ndarray of bool, shape (c,)
        Whether a road of another level ends there.
    """

    line: NDArray[np.intp]
    at_m: NDArray[np.float64]
    xy: NDArray[np.float64]
    binds: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pieces:
    """What lines were cut into.

    Attributes
    ----------
    lines : ndarray of LineString, shape (m,)
        In order along each line.
    source : ndarray of int, shape (m,)
        The line that each was cut from.
    cut : ndarray of int, shape (m, 2)
        Number of the cut at its begin and its end, -1 at an end of the whole line.
    """

    lines: NDArray[np.object_]
    source: NDArray[np.intp]
    cut: NDArray[np.intp]


def cut_lines(lines: NDArray[np.object_], cuts: Cuts) -> Pieces:
    """Return lines cut into pieces.

    Parameters
    ----------
    lines : ndarray of LineString, shape (k,)
        In metres.
    cuts : Cuts
        At most one at any place, none at an end.

    Returns
    -------
    Pieces
        At least one of every line.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    at_m = distances_along(xy, line)
    is_inner = np.zeros(len(line), dtype=bool)
    is_inner[1:-1] = (line[1:-1] == line[:-2]) & (line[1:-1] == line[2:])
    number = np.concatenate([np.full(len(line), -1), np.arange(len(cuts.line))])
    every_line = np.concatenate([line, cuts.line])
    every_at = np.concatenate([at_m, cuts.at_m])
    every_xy = np.concatenate([xy, cuts.xy])
    inner = np.concatenate([is_inner, np.zeros(len(cuts.line), dtype=bool)])
    order = np.lexsort((number, every_at, every_line))
    order = order[~_covered(every_line[order], every_at[order], inner[order], number[order])]
    # A place of a cut ends one piece and begins the next.
    order = np.repeat(order, np.where(number[order] >= 0, 2, 1))
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = every_line[order][1:] != every_line[order][:-1]
    begins[1:] |= (order[1:] == order[:-1]) & (number[order][1:] >= 0)
    ends = np.append(begins[1:], True)
    shapes = shapely.linestrings(every_xy[order], indices=np.cumsum(begins) - 1)
    at_ends = np.column_stack([number[order][begins], number[order][ends]])
    return Pieces(shapes, every_line[order][begins], at_ends)


def distances_along(xy: NDArray[np.float64], line: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return how far along its line each vertex lies.

    Parameters
    ----------
    xy : ndarray of float, shape (v, 2)
        Vertices in order.
    line : ndarray of int, shape (v,)
        The line of each.

    Returns
    -------
    ndarray of float, shape (v,)
        In the unit of the coordinates.
    """
    step = np.zeros(len(xy))
    step[1:] = np.hypot(*(xy[1:] - xy[:-1]).T)
    first = np.ones(len(xy), dtype=bool)
    first[1:] = line[1:] != line[:-1]
    step[first] = 0.0
    total = np.cumsum(step)
    begin = np.flatnonzero(first)
    return total - np.repeat(total[begin], np.diff(np.append(begin, len(xy))))


def _covered(
    line: NDArray[np.intp],
    at_m: NDArray[np.float64],
    inner: NDArray[np.bool_],
    number: NDArray[np.intp],
) -> NDArray[np.bool_]:
    """Return which vertices lie at the place of a cut, which stands for them."""
    near = (line[1:] == line[:-1]) & (at_m[1:] - at_m[:-1] < _SAME_M)
    covered = np.zeros(len(line), dtype=bool)
    covered[:-1] |= near & inner[:-1] & (number[1:] >= 0)
    covered[1:] |= near & inner[1:] & (number[:-1] >= 0)
    return covered
