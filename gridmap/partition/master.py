"""The master problem: which grids cover every unit once, at least cost (HiGHS).

Its linear relaxation prices the units; its integer optimum is the best plan of known grids.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np

from gridmap.partition.columns import Members
from gridmap.partition.problem import Floats, Ints

NOTHING = np.array([], dtype=np.int32), np.array([])


@dataclass(frozen=True, slots=True)
class Prices:
    """A solution of the relaxed master problem.

    Attributes
    ----------
    value : float
        Its cost.
    unit : ndarray of float64, shape (n,)
        Price of each unit.
    grid : float
        Price of a grid: a grid of less reduced cost would lower the cost.
    """

    value: float
    unit: Floats
    grid: float


class Master:
    """Grids that are known, and the linear problem of covering every unit by them once.

    Parameters
    ----------
    n : int
        Units.
    fewest, most : int
        Number of grids of a plan.
    dear : float
        Cost of a unit that no grid covers, which keeps the problem feasible.
    """

    def __init__(self, n: int, *, fewest: int, most: int, dear: float) -> None:
        self.n = n
        self.members: list[bytes] = []
        self.costs: list[float] = []
        self._known: set[bytes] = set()
        self._lp = _quiet()
        for _ in range(n):
            self._lp.addRow(1.0, 1.0, 0, *NOTHING)
        self._lp.addRow(float(fewest), float(most), 0, *NOTHING)
        for i in range(n):
            self._lp.addCol(dear, 0.0, highspy.kHighsInf, 1, np.array([i], np.int32), np.ones(1))
        spare = np.array([n], np.int32)
        self._lp.addCol(n * dear, 0.0, highspy.kHighsInf, 1, spare, np.ones(1))

    def add(self, members: Members, costs: Floats) -> int:
        """Add grids that are not known yet.

        Parameters
        ----------
        members : ndarray of bool, shape (k, n)
            Members of each grid.
        costs : ndarray of float64, shape (k,)
            Their costs.

        Returns
        -------
        int
            How many were new.
        """
        before = len(self.costs)
        for row, cost in zip(members, costs, strict=True):
            key = row.tobytes()
            if key not in self._known:
                self._known.add(key)
                self.members.append(key)
                self.costs.append(float(cost))
                rows = np.append(np.flatnonzero(row), self.n).astype(np.int32)
                ones = np.ones(len(rows))
                self._lp.addCol(float(cost), 0.0, highspy.kHighsInf, len(rows), rows, ones)
        return len(self.costs) - before

    def prices(self) -> Prices:
        """Return the solution of the relaxed problem.

        Returns
        -------
        Prices
            Its cost and the prices of units and of a grid.
        """
        self._lp.run()
        dual = np.array(self._lp.getSolution().row_dual)
        value = float(self._lp.getInfo().objective_function_value)
        return Prices(value, dual[: self.n], float(dual[self.n]))

    def known(self) -> tuple[Members, Floats]:
        """Return all grids that were added.

        Returns
        -------
        members : ndarray of bool, shape (k, n)
            Members of each grid.
        costs : ndarray of float64, shape (k,)
            Their costs.
        """
        joined = np.frombuffer(b"".join(self.members), dtype=np.bool_)
        return joined.reshape(-1, self.n), np.array(self.costs)


def _quiet() -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


def best_cover(
    members: Members, costs: Floats, *, fewest: int, most: int, most_nodes: int
) -> tuple[Ints, float]:
    """Return the grids that cover every unit once at least cost.

    Parameters
    ----------
    members : ndarray of bool, shape (k, n)
        Members of each grid.
    costs : ndarray of float64, shape (k,)
        Their costs.
    fewest, most : int
        Number of grids.
    most_nodes : int
        Nodes of branch and bound after which the best so far is returned.

    Returns
    -------
    chosen : ndarray of int64
        Rows of the grids, empty if no cover was found.
    bound : float
        No cover by these grids costs less; infinite if there is none.
    """
    count, n = members.shape
    if count == 0:
        return np.array([], dtype=np.int64), np.inf
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = count, n + 1
    lp.col_cost_ = costs
    lp.col_lower_, lp.col_upper_ = np.zeros(count), np.ones(count)
    lp.row_lower_ = np.append(np.ones(n), fewest).astype(np.float64)
    lp.row_upper_ = np.append(np.ones(n), most).astype(np.float64)
    full = np.column_stack([members, np.ones(count, dtype=np.bool_)])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.append(0, np.cumsum(full.sum(axis=1))).astype(np.int32)
    lp.a_matrix_.index_ = np.nonzero(full)[1].astype(np.int32)
    lp.a_matrix_.value_ = np.ones(int(full.sum()))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * count
    solver = _quiet()
    solver.setOptionValue("mip_rel_gap", 1e-9)
    solver.setOptionValue("mip_abs_gap", 1e-9)
    solver.setOptionValue("mip_max_nodes", most_nodes)
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return np.array([], dtype=np.int64), np.inf
    info = solver.getInfo()
    chosen = np.flatnonzero(np.array(solver.getSolution().col_value) > 0.5)
    return chosen.astype(np.int64), float(info.mip_dual_bound)
