"""The linear program of choosing places, whose rows are added as they are needed (HiGHS)."""

from __future__ import annotations

import time

import highspy
import numpy as np

from gridmap.stations.homes import Floats, Ints

VIOLATED = 1e-6
"""By how much a home is to gain too much before a row is added."""

MOST_ROUNDS = 200
"""Of adding rows to the relaxed program."""


class Master:
    """Which places are chosen (x), and what each home gains at most of them (y).

    For a home and any threshold t, ``y <= t + sum of (gain - t) x over places of gain above t``.

    Parameters
    ----------
    gain : ndarray of float64, shape (m, n)
        What each home gains of each place.
    weight : ndarray of float64, shape (n,)
        Households of each home.
    count : int
        Places to choose.
    """

    def __init__(self, gain: Floats, weight: Floats, count: int) -> None:
        self.gain, self.weight, self.count = gain, weight, count
        self.m, self.n = gain.shape
        # Every home's places, the best first.
        self._order = np.argsort(-gain, axis=0, kind="stable")
        self._sorted = np.take_along_axis(gain, self._order, axis=0)
        self.is_open = np.ones(self.m, dtype=np.bool_)
        self._known: set[tuple[int, float]] = set()
        self._homes: list[int] = []
        self._thresholds: list[float] = []
        self._lp = quiet()
        self._lp.addVars(self.m, np.zeros(self.m), np.ones(self.m))
        self._lp.addVars(self.n, np.zeros(self.n), gain.max(axis=0))
        columns = np.arange(self.m, self.m + self.n, dtype=np.int32)
        self._lp.changeColsCost(self.n, columns, -weight)
        every = np.arange(self.m, dtype=np.int32)
        self._lp.addRow(0.0, float(count), self.m, every, np.ones(self.m))

    def cut(self, x: Floats, y: Floats | None = None) -> int:
        """Add for each home the row that says most of what it gains at some x.

        Parameters
        ----------
        x : ndarray of float64, shape (m,)
            How far each place is chosen.
        y : ndarray of float64, shape (n,), optional
            What each home is said to gain; rows that it keeps are not added.

        Returns
        -------
        int
            Rows that are new.
        """
        share = np.cumsum(x[self._order], axis=0)
        full = np.argmax(share >= 1 - 1e-9, axis=0)
        reached = share[-1] >= 1 - 1e-9
        threshold = np.where(reached, self._sorted[full, np.arange(self.n)], 0.0)
        above = np.maximum(self.gain - threshold, 0.0)
        least = threshold + x @ above
        wanted = np.arange(self.n) if y is None else np.flatnonzero(y > least + VIOLATED)
        new = [
            (home, level)
            for home, level in zip(wanted.tolist(), threshold[wanted].tolist(), strict=True)
            if (home, level) not in self._known
        ]
        for home, level in new:
            self._known.add((home, level))
            self._homes.append(home)
            self._thresholds.append(level)
            places = np.flatnonzero((above[:, home] > 0) & self.is_open).astype(np.int32)
            index = np.append(places, np.int32(self.m + home))
            value = np.append(-above[places, home], 1.0)
            self._lp.addRow(-highspy.kHighsInf, level, len(index), index, value)
        return len(new)

    def relaxed(self, known: float, *, until: float) -> float:
        """Return a bound on what any places gain, and rule out places of no better choice.

        Parameters
        ----------
        known : float
            What is known to be gained: places that no choice of more has are no longer open.
        until : float
            Time of the monotonic clock at which to stop.

        Returns
        -------
        float
            No choice gains more than this, or than what is known.
        """
        bound = float(self.gain.max(axis=0) @ self.weight)
        for _ in range(MOST_ROUNDS):
            self._lp.setOptionValue("time_limit", self._lp.getRunTime() + _left_s(until))
            self._lp.run()
            if self._lp.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                break
            solution = self._lp.getSolution()
            value = np.array(solution.col_value)
            bound = min(bound, -float(self._lp.getInfo().objective_function_value))
            if bound <= known or time.monotonic() >= until:
                break
            self._rule_out(np.array(solution.col_dual[: self.m]), bound - known)
            if self.cut(value[: self.m], value[self.m :]) == 0:
                break
        return bound

    def _rule_out(self, dual: Floats, slack: float) -> None:
        """Shut the places whose choice costs more of the bound than there is above what is known.

        Parameters
        ----------
        dual : ndarray of float64, shape (m,)
            Reduced cost of each place.
        slack : float
            Bound less what is known.
        """
        shut = np.flatnonzero(self.is_open & (dual > slack * (1 + 1e-6) + 1e-6))
        self.is_open[shut] = False
        none = np.zeros(len(shut))
        self._lp.changeColsBounds(len(shut), shut.astype(np.int32), none, none)

    def rows(self) -> tuple[Ints, Floats]:
        """Return the rows that were added.

        Returns
        -------
        homes : ndarray of int64, shape (r,)
            Their homes.
        thresholds : ndarray of float64, shape (r,)
            Their thresholds.
        """
        return np.array(self._homes, dtype=np.int64), np.array(self._thresholds)


def best_by_branching(master: Master, places: Ints, *, until: float) -> tuple[Ints | None, float]:
    """Return the best choice among some places, as far as the rows that were added tell.

    Parameters
    ----------
    master : Master
        The linear program.
    places : ndarray of int64, shape (p,)
        Rows of the places that may be chosen.
    until : float
        Time of the monotonic clock at which to stop.

    Returns
    -------
    chosen : ndarray of int64 or None
        Rows of places; None if none was found in time.
    bound : float
        No choice among these places gains more.
    """
    solver = quiet()
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("mip_abs_gap", 1e-6)
    solver.setOptionValue("time_limit", _left_s(until))
    solver.passModel(_model(master, places))
    solver.run()
    info = solver.getInfo()
    bound = -float(info.mip_dual_bound)
    if not np.isfinite(info.objective_function_value) or info.primal_solution_status != 2:
        return None, bound
    value = np.array(solver.getSolution().col_value[: len(places)])
    return places[value > 0.5], bound


def _model(master: Master, places: Ints) -> highspy.HighsLp:
    homes, thresholds = master.rows()
    above = np.maximum(master.gain[np.ix_(places, homes)] - thresholds, 0.0)
    p, n, r = len(places), master.n, len(homes)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = p + n, r + 1
    lp.col_cost_ = np.concatenate([np.zeros(p), -master.weight])
    lp.col_lower_ = np.zeros(p + n)
    lp.col_upper_ = np.concatenate([np.ones(p), master.gain.max(axis=0)])
    lp.row_lower_ = np.full(r + 1, -highspy.kHighsInf)
    lp.row_upper_ = np.append(thresholds, float(master.count))
    full = np.zeros((p + n, r + 1))
    full[:p, :r] = -above
    full[p + homes, np.arange(r)] = 1.0
    full[:p, r] = 1.0
    column, row = np.nonzero(full)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.searchsorted(column, np.arange(p + n + 1)).astype(np.int32)
    lp.a_matrix_.index_ = row.astype(np.int32)
    lp.a_matrix_.value_ = full[column, row]
    lp.integrality_ = [highspy.HighsVarType.kInteger] * p + [highspy.HighsVarType.kContinuous] * n
    return lp


def quiet() -> highspy.Highs:
    """Return a solver that says nothing and works in one thread.

    Returns
    -------
    Highs
        Without a model.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    return solver


def _left_s(until: float) -> float:
    return max(0.01, until - time.monotonic())
