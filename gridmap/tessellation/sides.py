"""Sides: what lies on the other side of the borders of a piece, and how strongly they part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridmap.borders import Borders, Lines, sample_borders

MERGE_ORDER = np.array([0, 2, 1, 3, 4, 5])
"""How strongly each `EdgeKind` parts: a wall parts a verge from its compound less than a road."""

ON_LINE_M = 1e-3
"""A border within a millimetre of a line was cut by it."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Sides of pieces, ordered by piece, then by strength, then the longest first.

    Attributes
    ----------
    piece, other : ndarray of int, shape (k,)
        A piece and its neighbour.
    parting : ndarray of int, shape (k,)
        Strength of the border, a value of `MERGE_ORDER`.
    length_m : ndarray of float64, shape (k,)
        Length of border of that strength.
    """

    piece: NDArray[np.int64]
    other: NDArray[np.int64]
    parting: NDArray[np.int64]
    length_m: NDArray[np.float64]

    def take(self, rows: NDArray[Any]) -> Sides:
        """Return some of the sides.

        Parameters
        ----------
        rows : ndarray of int or bool
            Which ones.

        Returns
        -------
        Sides
            These sides.
        """
        return Sides(self.piece[rows], self.other[rows], self.parting[rows], self.length_m[rows])


def find_sides(borders: Borders, lines: Lines, piece: NDArray[np.int64]) -> Sides:
    """Return the sides of pieces that are made of faces.

    Parameters
    ----------
    borders : Borders
        Borders between faces.
    lines : Lines
        Lines that cut.
    piece : ndarray of int, shape (n,)
        Piece of each face.

    Returns
    -------
    Sides
        Every side twice, once from each piece; none within a piece.
    """
    heads, tails = piece[borders.heads], piece[borders.tails]
    apart = heads != tails
    samples = sample_borders(borders.take(apart), lines, tolerance_m=ON_LINE_M)
    heads, tails = heads[apart][samples.piece], tails[apart][samples.piece]
    parting = (samples.near * MERGE_ORDER).max(axis=1)
    rows = np.column_stack([np.r_[heads, tails], np.r_[parting, parting], np.r_[tails, heads]])
    sides, side = np.unique(rows, axis=0, return_inverse=True)
    length_m = np.bincount(side, np.tile(samples.length_m, 2), len(sides)).astype(np.float64)
    order = np.lexsort((sides[:, 2], -length_m, sides[:, 1], sides[:, 0]))
    sides = sides[order]
    return Sides(sides[:, 0], sides[:, 2], sides[:, 1], length_m[order])
