"""Which grid of a new plan goes on as which grid of today."""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from gridmap.partition.problem import Floats, Ints


def named_as_today(labels: Ints, present: Ints, weight: Floats, parts: int) -> Ints:
    """Return a plan with its grids numbered so that most stays in the grid that it is in today.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit, 0 to ``parts - 1``.
    present : ndarray of int64, shape (n,)
        Grid of each unit today; -1, or one from ``parts`` on, that no new grid goes on as.
    weight : ndarray of float64, shape (n,)
        What it is worth that a unit stays.
    parts : int
        Number of grids.

    Returns
    -------
    ndarray of int64, shape (n,)
        The same grids: a matching of greatest weight between new grids and those of today;
        grids that match none keep the order of their numbers.

    Examples
    --------
    >>> today, plan = np.array([0, 0, 1, 1, 2]), np.array([2, 2, 2, 0, 1])
    >>> named_as_today(plan, today, np.ones(5), 3)
    array([0, 0, 0, 1, 2])
    """
    kept = (present >= 0) & (present < parts) & (weight > 0)
    if not kept.any():
        return labels
    grids = np.arange(parts)
    nothing = np.full(parts, weight[kept].min() * 1e-6)
    overlap = coo_array(
        (
            np.concatenate([weight[kept], nothing]),
            (
                np.concatenate([labels[kept], grids]),
                np.concatenate([present[kept], parts + grids]),
            ),
        ),
        shape=(parts, 2 * parts),
    )
    rows, columns = min_weight_full_bipartite_matching(overlap.tocsr(), maximize=True)
    names = np.full(parts, -1, dtype=np.int64)
    real = columns < parts
    names[rows[real]] = columns[real]
    names[names < 0] = np.setdiff1d(grids, columns[real])
    return names[labels]
