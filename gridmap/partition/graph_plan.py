"""Plans of one connected graph, what they are worth, and what is known of the best."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gridmap.errors import Text
from gridmap.partition.problem import Ints, Problem

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class PiecePlan:
    """A plan of one piece.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Grid of each unit, every grid connected.
    parts : int
        Number of grids.
    outside : int
        Weight outside the band, summed over grids.
    objective : float
        Moment of inertia in weight times m², or number of cut edges.
    """

    labels: Ints = field(repr=False)
    parts: int
    outside: int
    objective: float

    @property
    def rank(self) -> tuple[int, float]:
        """What a better plan has less of."""
        return self.outside, self.objective


@dataclass(frozen=True, slots=True)
class Piece:
    """What is known of one piece.

    Attributes
    ----------
    plans : dict of int to PiecePlan
        The best plan of each number of grids that was tried.
    fewest, most : int
        Numbers of grids that are not ruled out; ``fewest > most`` for none.
    complete : bool
        Whether numbers without a plan have none.
    reason : Text
        Why there is no plan within the band; empty if that is not proved.
    bounds : dict of int to float
        No plan of so many grids within the band has a smaller objective.
    """

    plans: dict[int, PiecePlan]
    fewest: int
    most: int
    complete: bool = False
    reason: Text = NOTHING
    bounds: dict[int, float] = field(default_factory=dict)


def moment_of(problem: Problem, labels: Ints, parts: int) -> float:
    """Return weight times squared distance to the centroid of the grid, summed.

    Parameters
    ----------
    problem : Problem
        The problem.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    parts : int
        Number of grids.

    Returns
    -------
    float
        Weight times m².
    """
    total = np.bincount(labels, weights=problem.mass, minlength=parts)
    total = np.where(total > 0, total, 1.0)
    centre = np.column_stack(
        [
            np.bincount(labels, weights=problem.mass * axis, minlength=parts) / total
            for axis in problem.xy.T
        ]
    )
    return float(problem.mass @ ((problem.xy - centre[labels]) ** 2).sum(axis=1))


def cut_edges(problem: Problem, labels: Ints) -> float:
    """Return the number of edges between two grids.

    Parameters
    ----------
    problem : Problem
        The problem.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.

    Returns
    -------
    float
        A whole number.
    """
    heads = np.repeat(np.arange(problem.n), np.diff(problem.indptr))
    return float((labels[heads] != labels[problem.indices]).sum() // 2)
