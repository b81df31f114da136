"""Problems on lattices, for the tests of the partition."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gridmap.partition.problem import make_problem


def rook(rows, cols):
    """Edges of a lattice, and the middles of its cells of 100 m, row 0 in the north."""
    cell = np.arange(rows * cols).reshape(rows, cols)
    edges = [*zip(cell[:, :-1].ravel(), cell[:, 1:].ravel(), strict=True)]
    edges += [*zip(cell[:-1].ravel(), cell[1:].ravel(), strict=True)]
    y, x = np.mgrid[rows - 1 : -1 : -1, 0:cols]
    return np.array(edges), np.column_stack([x.ravel(), y.ravel()]) * 100.0


def lattice_problem(rows, cols, households, *, lower=1, upper=10**6, **options):
    edges, xy = rook(rows, cols)
    return make_problem(
        np.broadcast_to(households, rows * cols), edges, xy=xy, lower=lower, upper=upper, **options
    )


def is_connected(problem, members):
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    inside = members[heads] & members[problem.indices]
    links = coo_array(
        (np.ones(inside.sum()), (heads[inside], problem.indices[inside])), (problem.n, problem.n)
    )
    component = connected_components(links, directed=False)[1]
    return len(set(component[members])) == 1
