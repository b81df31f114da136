"""What follows exactly from published sums: linear algebra over a prime field, without rounding."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

PRIME = 2**31 - 1
"""Products of two residues fit an int64. What follows over the rationals follows here, unless the
prime divides a minor of a matrix of zeros and ones, which one of a community's size has not."""

Matrix = NDArray[np.int64]


def freedom(rows: NDArray[np.bool_]) -> Matrix:
    """Return a basis of the ways in which the parts may change while every published sum holds.

    Parameters
    ----------
    rows : ndarray of bool, shape (m, n)
        Which of ``n`` parts each of ``m`` published sums counts.

    Returns
    -------
    ndarray of int64, shape (n, d)
        A row for each part, residues of `PRIME`. The count of some parts together follows from
        the published sums if and only if their rows add up to zero.

    Examples
    --------
    Of ``a + b + c`` and ``b + c`` the count of ``a`` follows, that of ``b`` does not:

    >>> ways = freedom(np.array([[True, True, True], [False, True, True]]))
    >>> bool(ways[0].any()), bool(ways[1].any())
    (False, True)
    """
    matrix, pivots = _reduced(rows.astype(np.int64))
    n = rows.shape[1]
    free = np.setdiff1d(np.arange(n), pivots)
    ways = np.zeros((n, len(free)), dtype=np.int64)
    ways[free, np.arange(len(free))] = 1
    ways[pivots] = (-matrix[: len(pivots)][:, free]) % PRIME
    return ways


def _reduced(matrix: Matrix) -> tuple[Matrix, list[int]]:
    """Return the reduced row echelon form, and the columns of its pivots."""
    matrix = matrix % PRIME
    pivots: list[int] = []
    for column in range(matrix.shape[1]):
        top = len(pivots)
        if top == len(matrix):
            break
        below = np.flatnonzero(matrix[top:, column])
        if not len(below):
            continue
        found = top + int(below[0])
        if found != top:
            matrix[[top, found]] = matrix[[found, top]]
        matrix[top] = matrix[top] * pow(int(matrix[top, column]), PRIME - 2, PRIME) % PRIME
        others = np.flatnonzero(matrix[:, column])
        others = others[others != top]
        matrix[others] = (matrix[others] - matrix[others, column, None] * matrix[top]) % PRIME
        pivots.append(column)
    return matrix, pivots
