"""A proven lower bound of the number of cut edges, by integer programming (HiGHS).

Units take labels so that every label is within the band and an edge between two labels counts
("labeling" in Validi and Buchanan 2022, "Political districting to minimize cut edges"; without
contiguity, which only lowers the bound). The i-th heaviest unit has one of the first i labels,
which removes the permutations. The dual bound of branch and bound is valid whenever it is stopped;
in a few seconds it proves graphs of some thirty units, and on larger ones it stays well below.
"""

from __future__ import annotations

import math

import highspy
import numpy as np
from scipy.sparse import csr_array

from gridmap.partition.problem import Ints, Problem

MOST_ENTRIES = 60_000
"""Edges times grids above which the program is not even set up: it would prove nothing."""


def cut_bound(problem: Problem, parts: int, *, plan: Ints | None, time_s: float) -> int:
    """Return a number of edges that every plan of so many grids cuts at least.

    Parameters
    ----------
    problem : Problem
        A connected problem; every edge counts 1.
    parts : int
        Number of grids.
    plan : ndarray of int64, shape (n,), or None
        A plan within the band, at which branching starts.
    time_s : float
        Seconds after which the bound so far is returned.

    Returns
    -------
    int
        The bound; that of a tree, ``parts - 1``, where nothing better is proved.
    """
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    once = heads < problem.indices
    ends = np.column_stack([heads[once], problem.indices[once]])
    least = parts - 1
    if parts == 1 or time_s <= 0.1 or len(ends) * parts > MOST_ENTRIES:
        return least
    rank = np.empty(problem.n, dtype=np.int64)
    rank[np.argsort(-problem.households, kind="stable")] = np.arange(problem.n)
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("time_limit", float(time_s))
    solver.setOptionValue("mip_abs_gap", 0.99)
    solver.passModel(_program(problem, parts, ends, rank))
    if plan is not None:
        solver.setSolution(_start(plan, parts, ends, rank))
    solver.run()
    dual = solver.getInfo().mip_dual_bound
    return max(least, math.ceil(dual - 1e-4)) if math.isfinite(dual) else least


def _program(problem: Problem, parts: int, ends: Ints, rank: Ints) -> highspy.HighsLp:
    n, m = problem.n, len(ends)
    unit, part = np.divmod(np.arange(n * parts), parts)
    edge, of = np.divmod(np.arange(m * parts), parts)
    mean = problem.total / parts
    rows = [unit, n + part]
    columns = [np.arange(n * parts)] * 2
    values = [np.ones(n * parts), problem.households[unit] / mean]
    for way, (u, v) in enumerate((ends.T, ends.T[::-1])):
        row = n + parts + way * m * parts + np.arange(m * parts)
        rows += [row, row, row]
        columns += [n * parts + edge, u[edge] * parts + of, v[edge] * parts + of]
        values += [np.ones(m * parts), -np.ones(m * parts), np.ones(m * parts)]
    shape = (n + parts + 2 * m * parts, n * parts + m)
    matrix = csr_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=shape
    )
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = shape
    lp.col_cost_ = np.concatenate([np.zeros(n * parts), np.ones(m)])
    lp.col_lower_ = np.zeros(shape[1])
    lp.col_upper_ = np.concatenate([part <= rank[unit], np.ones(m)]).astype(np.float64)
    free = np.full(2 * m * parts, np.inf)
    band = np.full(parts, problem.lower / mean), np.full(parts, problem.upper / mean)
    lp.row_lower_ = np.concatenate([np.ones(n), band[0], np.zeros(len(free))])
    lp.row_upper_ = np.concatenate([np.ones(n), band[1], free])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    lp.integrality_ = [whole] * (n * parts) + [real] * m
    return lp


def _start(plan: Ints, parts: int, ends: Ints, rank: Ints) -> highspy.HighsSolution:
    first = np.full(parts, len(plan))
    np.minimum.at(first, plan, rank)
    labels = np.argsort(np.argsort(first))[plan]
    chosen = np.zeros((len(plan), parts))
    chosen[np.arange(len(plan)), labels] = 1.0
    cut = labels[ends[:, 0]] != labels[ends[:, 1]]
    solution = highspy.HighsSolution()
    solution.col_value = [*chosen.ravel(), *cut.astype(np.float64)]
    return solution
