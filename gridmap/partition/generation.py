"""Column generation: prices of units, grids of negative reduced cost, and the bound they prove.

Prices are smoothed towards the best so far (Wentges 1997, "Weighted Dantzig-Wolfe decomposition
for linear mixed-integer programming"). What is then left between the bound and the best plan is
closed by listing every grid whose reduced cost is within it, and choosing among those by integer
programming: if the list is complete, the result is the optimum (Baldacci, Christofides and
Mingozzi 2008, "An exact algorithm for the vehicle routing problem based on the set partitioning
formulation with additional cuts").
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gridmap.partition.bounding import Model, Space, new_space
from gridmap.partition.columns import Members, around, plan_cost, plan_of
from gridmap.partition.master import Master, best_cover
from gridmap.partition.pricing import scan
from gridmap.partition.problem import Floats, Ints, Problem

EXACT = 1e-6
"""Relative gap that counts as none."""

SMOOTHING = 0.5
"""Share of the best prices so far in the prices that are tried."""

CELL, FINEST = 0.3, 0.03
"""Half sides of the boxes of centres that are searched apart, and of the smallest ones, in radii
of a mean grid."""

MOST_CELLS = 4_096

NOTHING = 1e-8
"""Costs that differ by less are equal, also where they are nought."""

FEW = 0.03
"""Share of cells with a new grid under which an unfinished search gets more nodes."""

SHARES = (1.0, 0.25, 0.06)
"""Shares of the gap within which all grids are listed: the largest that can be."""

MOST_NODES = 500
"""Nodes of integer programming."""

NODES_A_GRID = 40
"""Nodes of branching for each grid that may be listed."""


@dataclass(frozen=True, slots=True)
class ProofEffort:
    """How long a bound is improved.

    Attributes
    ----------
    rounds : int
        Rounds of column generation.
    nodes : int
        Nodes of branching in one box of centres and round.
    listed : int
        Grids that are listed at most to close the gap; 0 not to try.
    gap : float
        Relative gap at which the bound is good enough.
    work : int
        Nodes of branching in all.
    time_s : float or None
        No new round starts after so many seconds; None for no limit, which makes the bound depend
        on the problem alone.
    """

    rounds: int = 150
    nodes: int = 1000
    listed: int = 20_000
    gap: float = EXACT
    work: int = 10_000_000
    time_s: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a problem.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        The best plan.
    cost, bound : float
        Its cost, and a lower bound of the cost of any plan.
    rounds, columns : int
        Rounds of column generation, and grids that were priced.
    """

    labels: Ints
    cost: float
    bound: float
    rounds: int
    columns: int


@dataclass(frozen=True, slots=True)
class _Point:
    """Prices, the least reduced cost there (the price of a grid not taken off), and the bound."""

    unit: Floats
    grid: float
    least: float
    bound: float


class Generation:
    """Column generation over one model of costs.

    Parameters
    ----------
    problem : Problem
        The problem.
    model : Model
        Costs of a grid.
    grids : tuple of int
        Fewest and most grids of a plan.
    effort : ProofEffort
        How long to try.
    until : float
        On the clock of `time.monotonic`: no new round starts after.
    """

    def __init__(
        self,
        problem: Problem,
        model: Model,
        grids: tuple[int, int],
        effort: ProofEffort,
        until: float,
    ) -> None:
        self.model, (self.fewest, self.most) = model, grids
        self.effort, self.until, self.spent = effort, until, 0
        self.space: Space = new_space(problem.n, int(problem.compound.max(initial=-1)) + 1)

    def run(self, plans: Sequence[Ints]) -> Found:
        """Return the best plan and the bound after column generation, and after listing.

        Parameters
        ----------
        plans : sequence of ndarray of int64, shape (n,)
            Plans in the band, one or more.

        Returns
        -------
        Found
            What is known at the end.
        """
        costs = [float(plan_cost(self.model, labels, self.space)) for labels in plans]
        best = int(np.argmin(costs))
        found = Found(plans[best], costs[best], -np.inf, 0, 0)
        master = Master(
            len(found.labels), fewest=self.fewest, most=self.most, dear=10 * found.cost + 1
        )
        for labels in plans:
            master.add(*around(self.model, labels, int(labels.max()) + 1, self.space))
        self._lay_cells(found)
        found, point = self._generate(master, found)
        if point is None or not self.effort.listed or _closed(found, self.effort.gap):
            return found
        return self._list(master, found, point)

    def _goes_on(self) -> bool:
        return self.spent < self.effort.work and time.monotonic() < self.until

    def _lay_cells(self, found: Found) -> None:
        """Divide the place into boxes of centres; a mean grid has the inertia of a disc."""
        model = self.model
        spread = max(found.cost / model.alpha, 0.0) if model.alpha else 0.0
        radius = np.sqrt(2 * spread / max(float(model.mass.sum()), 1e-9))
        low, high = model.xy.min(axis=0), model.xy.max(axis=0)
        extent = float((high - low).max())
        half = max(CELL * radius, extent / 2 / np.sqrt(MOST_CELLS), 1e-3)
        if not model.alpha:
            # Costs know no centre: one box, and nothing in it to tell apart.
            half = max(extent, 1.0)
        counts = np.maximum(1, np.ceil((high - low) / (2 * half))).astype(int)
        axes = [low[a] + half * (2 * np.arange(counts[a]) + 1) for a in (0, 1)]
        self.cells = [(float(x), float(y)) for x in axes[0] for y in axes[1]]
        self.half, self.finest = float(half), max(FINEST * radius, 1e-4)
        if not model.alpha:
            self.finest = self.half

    def _first_prices(self, found: Found) -> tuple[Floats, float]:
        """Return prices at which every grid of a plan has the reduced cost of one more grid."""
        model, labels = self.model, found.labels
        parts = int(labels.max()) + 1
        grid = -found.cost / parts
        mass = np.maximum(np.bincount(labels, weights=model.mass), 1e-9)
        centre = np.column_stack(
            [np.bincount(labels, weights=model.mass * axis) / mass for axis in model.xy.T]
        )
        spread = model.alpha * model.mass * ((model.xy - centre[labels]) ** 2).sum(axis=1)
        spread += model.own
        loads = np.bincount(labels, weights=model.households)
        inertia = np.bincount(labels, weights=spread)
        rest = (2 * found.cost / parts - inertia) / loads
        return spread + rest[labels] * model.households, grid

    def _generate(self, master: Master, found: Found) -> tuple[Found, _Point | None]:
        """Add grids of negative reduced cost until the bound meets the relaxed problem."""
        best: _Point | None = None
        nodes, share, rounds = self.effort.nodes, SMOOTHING, 0
        while rounds < self.effort.rounds and self._goes_on():
            rounds += 1
            prices = master.prices()
            unit, grid = prices.unit, prices.grid
            if best is None:
                unit, grid = self._first_prices(found)
            else:
                unit = share * best.unit + (1 - share) * unit
                grid = share * best.grid + (1 - share) * grid
            members, costs, least = self._price(unit, grid, nodes)
            bound = float(unit.sum()) + min(self.fewest * least, self.most * least)
            new = master.add(members, costs)
            if best is None or bound > best.bound:
                best = _Point(unit, grid, least, bound)
            found = replace(found, bound=best.bound, rounds=rounds, columns=len(master.costs))
            if _closed(found, self.effort.gap) or prices.value - best.bound <= 1e-7 * abs(
                prices.value
            ):
                break
            lowest = float((costs - members @ unit).min(initial=grid))
            unfinished = least < lowest - max(1e-6 * abs(lowest), NOTHING)
            if unfinished and new < FEW * len(self.cells):
                nodes = min(2 * nodes, self.effort.work)
            else:
                nodes = max(self.effort.nodes, nodes // 2)
            share = SMOOTHING if new else 0.0
        return found, best

    def _price(self, unit: Floats, grid: float, nodes: int) -> tuple[Members, Floats, float]:
        """Return the best grid of every cell, and what no grid's reduced cost is below."""
        room = len(self.cells)
        return self._scan(unit, grid - 1e-9, room=room, nodes=nodes, keep_all=False)

    def _scan(
        self, unit: Floats, limit: float, *, room: int, nodes: int, keep_all: bool
    ) -> tuple[Members, Floats, float]:
        members, costs = np.zeros((room, len(unit)), dtype=np.bool_), np.zeros(room)
        have, least = 0, np.inf
        for x, y in self.cells:
            have, spent, bound = scan(
                self.model, unit, x, y, self.half, self.finest, limit, keep_all, nodes,
                members, costs, have, self.space,
            )  # fmt: skip
            self.spent += spent
            least = min(least, bound)
            if keep_all and (have >= room or self.spent > self.effort.work):
                return members[:have], costs[:have], -np.inf
        return members[:have], costs[:have], least

    def _list(self, master: Master, found: Found, point: _Point) -> Found:
        """Choose among the known grids, then among all that a better plan can have."""
        members, costs = master.known()
        near = costs - members @ point.unit <= point.least + found.cost - point.bound
        found = self._cover(members[near], costs[near], found, np.inf)
        for share in SHARES:
            gap = found.cost - found.bound
            if _closed(found, self.effort.gap) or not self._goes_on():
                break
            listed = self._all_under(point.least + share * gap + 1e-9, point.unit)
            if listed is not None:
                return self._cover(*listed, found, found.bound + share * gap)
        return found

    def _cover(self, members: Members, costs: Floats, found: Found, others: float) -> Found:
        """Take the best cover by some grids; a plan with another one costs ``others`` at least."""
        chosen, bound = best_cover(
            members, costs, fewest=self.fewest, most=self.most, most_nodes=MOST_NODES
        )
        cost = float(costs[chosen].sum()) if len(chosen) else np.inf
        if cost < found.cost - EXACT * abs(cost):
            found = replace(found, labels=plan_of(members[chosen], found.labels), cost=cost)
        if others < np.inf:
            bound = min(others, bound, found.cost)
            found = replace(found, bound=max(found.bound, bound), columns=len(costs))
        return found

    def _all_under(self, limit: float, unit: Floats) -> tuple[Members, Floats] | None:
        """Return every grid of at most a reduced cost, or None if there are too many."""
        room = self.effort.listed
        nodes = NODES_A_GRID * room
        members, costs, least = self._scan(unit, limit, room=room, nodes=nodes, keep_all=True)
        if least < limit:
            return None
        _, once = np.unique(np.packbits(members, axis=1), axis=0, return_index=True)
        return members[once], costs[once]


def _closed(found: Found, gap: float) -> bool:
    return found.cost - found.bound <= max(gap * abs(found.cost), NOTHING)
