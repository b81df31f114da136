"""The exact model: which unit goes to which grid, so that the fewest households move.

Binary ``x[u, g]`` for the grids that a unit can get, binary ``open[g]``, band rows, and the
separators of `gridmap.partition.repair.separators` as they are violated. A grid keeps its code, so
that the grids of the model are not alike; only new grids are, and they are ordered by their
households. HiGHS solves each round, and its dual bound after any round is a proven lower bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from gridmap.partition.problem import Floats, Ints
from gridmap.partition.repair.case import Case
from gridmap.partition.repair.first import TIE
from gridmap.partition.repair.reach import Limits, reachable
from gridmap.partition.repair.separators import Finder, Separator

SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said in one round.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,), or None
        Its plan, whose grids may be in fragments; None if it found none.
    bound : float
        No plan costs less; infinite if there is none.
    cuts : list of Separator
        What the answer violates.
    """

    labels: Ints | None
    bound: float
    cuts: list[Separator]


class Model:
    """A mixed-integer program over one case; separators are added to it.

    Parameters
    ----------
    case : Case
        What is repaired.
    limits : Limits
        What is known.
    least_outside : bool
        Whether the households outside the band are made fewest, instead of those moved. Then
        grids have no identity: each is named by its first unit, and the present grids, one for
        each unit, only say which unit that is.
    seed : int
        Seed of the solver.
    """

    def __init__(
        self, case: Case, limits: Limits, *, least_outside: bool = False, seed: int = 0
    ) -> None:
        self.case = case
        whole = np.ones((case.problem.n, case.problem.n), dtype=np.bool_)
        self.allowed = np.triu(whole) if least_outside else reachable(case, limits)
        grids, units = np.nonzero(self.allowed)
        self._grids, self._units = grids, units
        self._column = np.full(self.allowed.shape, -1, dtype=np.int64)
        self._column[grids, units] = np.arange(len(grids))
        self._limits, self._soft = limits, least_outside or limits.outside > 0
        self._least_outside = least_outside
        self._open = len(grids) + np.arange(len(self.allowed))
        self._off = self._open + len(self.allowed)
        new = max(0, len(self.allowed) - case.grids)
        self._root = (
            self._off[-1] + 1 + np.arange(new * case.problem.n).reshape(new, case.problem.n)
        )
        self._finder = Finder(case, self.allowed, case.problem.upper + limits.outside)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (
            ("output_flag", False),
            ("threads", 1),
            ("random_seed", seed),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1 - TIE - 0.05),
        ):
            self._solver.setOptionValue(option, value)
        self._add_columns()
        self._add_rows(self._rows())

    def relax(self, *, time_s: float) -> Answer:
        """Return what the model says when units may be shared between grids.

        Parameters
        ----------
        time_s : float
            Limit in seconds.

        Returns
        -------
        Answer
            Without a plan.
        """
        solver = self._solver
        solver.setOptionValue("solve_relaxation", True)
        solver.setOptionValue("time_limit", time_s)
        solver.run()
        solver.setOptionValue("solve_relaxation", False)
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, math.inf, [])
        if status != highspy.HighsModelStatus.kOptimal:
            return Answer(None, 0.0, [])
        bound = max(float(solver.getInfo().objective_function_value), 0.0)
        return Answer(None, bound, self._finder.find(*self._values()))

    def solve(self, hint: Ints | None, *, time_s: float) -> Answer:
        """Return the best plan that keeps the rows there are.

        Parameters
        ----------
        hint : ndarray of int64, shape (n,), or None
            A plan to start from.
        time_s : float
            Limit in seconds.

        Returns
        -------
        Answer
            The plan and the bound.
        """
        solver = self._solver
        solver.setOptionValue("time_limit", time_s)
        if hint is not None:
            self._start_from(hint)
        solver.run()
        status, info = solver.getModelStatus(), solver.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Answer(None, math.inf, [])
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        bound = max(float(info.mip_dual_bound), 0.0)
        if not found:
            return Answer(None, bound, [])
        values, roots = (np.round(part) for part in self._values())
        return Answer(values.argmax(axis=0), bound, self._finder.find(values, roots))

    def _values(self) -> tuple[Floats, Floats]:
        """Return how much of each unit each grid has, and how much each unit is its root."""
        column = np.asarray(self._solver.getSolution().col_value)
        values, roots = np.zeros(self.allowed.shape), np.zeros(self.allowed.shape)
        values[self._grids, self._units] = column[: len(self._grids)]
        roots[len(self.allowed) - len(self._root) :] = column[self._root]
        return values, roots

    def forbid(self, cuts: Sequence[Separator]) -> None:
        """Add separators; one between units of a new grid counts for every new grid.

        Parameters
        ----------
        cuts : sequence of Separator
            What a connected plan keeps.
        """
        rows = []
        for cut in cuts:
            new = range(self.case.grids, len(self.allowed))
            for grid in new if cut.grid >= self.case.grids else (cut.grid,):
                inside = self._column[grid, cut.units]
                minus = inside[inside >= 0]
                if len(cut.ends) == 1:
                    minus = np.append(minus, self._root[grid - self.case.grids, cut.roots])
                columns = np.append(self._column[grid, list(cut.ends)], minus)
                factors = _signs(len(cut.ends), len(minus))
                rows.append((columns, factors, -highspy.kHighsInf, len(cut.ends) - 1.0))
        self._add_rows(rows)

    def keep_locked(self, case: Case) -> None:
        """Add what locks say where grids have no identity: who stays together, and who apart.

        Parameters
        ----------
        case : Case
            The case with the present grids and the locks.
        """
        firsts: list[int] = []
        rows: list[Row] = []
        for grid in np.unique(case.present[case.locked]):
            units = np.flatnonzero(case.locked & (case.present == grid))
            for first, second, lower, upper, sign in (
                *((units[0], u, 0.0, 0.0, -1.0) for u in units[1:]),
                *((other, units[0], 0.0, 1.0, 1.0) for other in firsts),
            ):
                for g in range(len(self.allowed)):
                    pair = self._column[g, [first, second]]
                    factors = np.array([1.0, sign])[pair >= 0]
                    rows.append((pair[pair >= 0], factors, lower, upper))
            firsts.append(int(units[0]))
        self._add_rows([row for row in rows if len(row[0])])

    def _add_columns(self) -> None:
        case, solver = self.case, self._solver
        n, k, x = case.problem.n, len(self.allowed), len(self._grids)
        moves = (case.present[self._units] >= 0) & (case.present[self._units] != self._grids)
        price = case.price[self._units] + TIE / n
        cost = np.zeros(x + 2 * k + self._root.size)
        cost[:x] = np.where(moves, price, 0.0)
        lower, upper = np.zeros(len(cost)), np.ones(len(cost))
        placed = case.present >= 0
        loads = np.bincount(case.present[placed], weights=case.price[placed], minlength=k)
        self._closable = (loads <= self._limits.moved) | self._least_outside
        lower[self._open] = ~self._closable
        upper[self._off] = highspy.kHighsInf if self._soft else 0.0
        if self._least_outside:
            cost[:] = 0.0
            cost[self._off] = 1.0
        empty = np.array([], dtype=np.int32)
        solver.addCols(len(cost), cost, lower, upper, 0, empty, empty, np.array([]))
        whole = np.arange(x + k, dtype=np.int32)
        solver.changeColsIntegrality(
            len(whole), whole, np.full(len(whole), int(highspy.HighsVarType.kInteger), np.uint8)
        )

    def _rows(self) -> list[Row]:
        return [
            *self._assignment_rows(),
            *self._band_rows(),
            *self._neighbour_rows(),
            *self._order_rows(),
            *self._root_rows(),
            *self._limit_rows(),
        ]

    def _assignment_rows(self) -> list[Row]:
        """Every unit in one grid; no unit in a closed grid."""
        n = self.case.problem.n
        rows: list[Row] = []
        for u in range(n):
            columns = self._column[self.allowed[:, u], u]
            rows.append((columns, np.ones(len(columns)), 1.0, 1.0))
        for g in np.flatnonzero(self._closable):
            rows += [
                (np.array([c, self._open[g]]), _signs(1, 1), -highspy.kHighsInf, 0.0)
                for c in self._column[g, self.allowed[g]]
            ]
            if self._least_outside:
                rows.append((np.array([self._column[g, g], self._open[g]]), _signs(1, 1), 0.0, 0.0))
        return rows

    def _band_rows(self) -> list[Row]:
        problem = self.case.problem
        rows: list[Row] = []
        for g in range(len(self.allowed)):
            units = np.flatnonzero(self.allowed[g] & (problem.households > 0))
            columns = np.append(self._column[g, units], [self._open[g], self._off[g]])
            loads = problem.households[units].astype(float)
            rows.append(
                (columns, np.append(loads, [-problem.upper, -1.0]), -highspy.kHighsInf, 0.0)
            )
            rows.append((columns, np.append(loads, [-problem.lower, 1.0]), 0.0, highspy.kHighsInf))
        return rows

    def _neighbour_rows(self) -> list[Row]:
        """No unit alone in a grid, but where it is one by itself."""
        case, problem = self.case, self.case.problem
        rows: list[Row] = []
        least = problem.lower - self._limits.outside
        for g, u in zip(self._grids, self._units, strict=True):
            foreign = g < case.grids and case.present[u] != g
            if foreign or problem.households[u] < least:
                near = self._column[g, problem.indices[problem.indptr[u] : problem.indptr[u + 1]]]
                near = near[near >= 0]
                columns = np.append(self._column[g, u], near)
                rows.append((columns, _signs(1, len(near)), -highspy.kHighsInf, 0.0))
        return rows

    def _order_rows(self) -> list[Row]:
        """Put new grids in the order of their households."""
        rows: list[Row] = []
        problem = self.case.problem
        for g in range(self.case.grids, len(self.allowed) - 1):
            units = np.flatnonzero(self.allowed[g])
            columns = np.concatenate([self._column[g, units], self._column[g + 1, units]])
            loads = problem.households[units].astype(float)
            rows.append((columns, np.append(loads, -loads), 0.0, highspy.kHighsInf))
        return rows

    def _root_rows(self) -> list[Row]:
        """Make the unit of the most households the root of a new grid."""
        rows: list[Row] = []
        order = np.argsort(-self.case.problem.households, kind="stable")
        for g, roots in enumerate(self._root, start=self.case.grids):
            columns = np.append(self._open[g], roots)
            rows.append((columns, _signs(1, len(roots)), 0.0, 0.0))
            for place, u in enumerate(order):
                x = self._column[g, u]
                before = np.append(x, roots[order[: place + 1]])
                if x >= 0:
                    rows.append((before, _signs(1, place + 1), -highspy.kHighsInf, 0.0))
                    rows.append((np.array([roots[u], x]), _signs(1, 1), -highspy.kHighsInf, 0.0))
                else:
                    rows.append((roots[u : u + 1], np.ones(1), 0.0, 0.0))
        return rows

    def _limit_rows(self) -> list[Row]:
        problem, outside = self.case.problem, self._limits.outside
        few, many = (problem.total - outside) / problem.upper, problem.total + outside
        ones = np.ones(len(self._open))
        rows = [(self._open, ones, float(math.ceil(few)), float(many // problem.lower))]
        if self._soft:
            rows.append((self._off, ones, 0.0, float(outside)))
        return rows

    def _add_rows(self, rows: Sequence[Row]) -> None:
        if not rows:
            return
        sizes = [len(columns) for columns, _, _, _ in rows]
        self._solver.addRows(
            len(rows),
            np.array([low for _, _, low, _ in rows]),
            np.array([high for _, _, _, high in rows]),
            sum(sizes),
            np.concatenate([[0], np.cumsum(sizes[:-1])]).astype(np.int32),
            np.concatenate([columns for columns, _, _, _ in rows]).astype(np.int32),
            np.concatenate([values for _, values, _, _ in rows]),
        )

    def _start_from(self, labels: Ints) -> None:
        """Offer a plan to the solver, new grids in the order of their households."""
        case = self.case
        if self._least_outside:
            _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
            labels = first[inverse]
        loads = np.bincount(labels, weights=case.problem.households, minlength=len(self.allowed))
        new = sorted(range(case.grids, len(loads)), key=lambda g: (-loads[g], g))
        rank = np.concatenate([np.arange(case.grids), np.argsort(new) + case.grids]).astype(int)
        labels = rank[labels]
        if labels.max() >= len(self.allowed):
            return
        columns = self._column[labels, np.arange(len(labels))]
        if (columns < 0).any():
            return
        values = np.zeros(self._off[-1] + 1 + self._root.size)
        values[columns] = 1.0
        used = np.bincount(labels, minlength=len(self.allowed))
        loads = np.bincount(labels, weights=case.problem.households, minlength=len(used))
        values[self._open] = used > 0
        off = np.maximum(loads - case.problem.upper, case.problem.lower - loads)
        values[self._off] = np.where(used > 0, np.maximum(off, 0), 0)
        order = np.argsort(-case.problem.households, kind="stable")
        for g in np.flatnonzero(used[case.grids :]):
            first = order[labels[order] == case.grids + g][0]
            values[self._root[g, first]] = 1.0
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        self._solver.setSolution(solution)


Row = tuple[Ints, Floats, float, float]
"""Columns, their factors, and the least and the greatest value of the sum."""


def _signs(positive: int, negative: int) -> Floats:
    return np.concatenate([np.ones(positive), -np.ones(negative)])
