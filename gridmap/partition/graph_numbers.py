"""How many grids each component of a graph gets."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from gridmap.partition.graph_piece import Solver
from gridmap.partition.graph_plan import Piece, PiecePlan
from gridmap.partition.problem import Problem

PROBING, FIRST = 0.3, 0.65
"""Shares of the time for finding a number that can be, and of the rest for the first such."""


def middle_number(problem: Problem) -> int:
    """Return the number of grids that comes nearest to the middle of the band.

    Parameters
    ----------
    problem : Problem
        A connected piece.

    Returns
    -------
    int
        1 to the number of units.
    """
    target = (problem.lower + problem.upper) / 2
    return min(problem.n, max(1, round(problem.total / target)))


def tried_freely(solver: Solver, problem: Problem, piece: Piece, *, time_s: float) -> Piece:
    """Return a piece with plans of the numbers that promise most.

    The more grids, the less inertia, and the fewer, the fewer cut edges. So the largest or the
    smallest number that can be within the band is found by bisection over short searches, and it
    and the next to it are then searched for longer.

    Parameters
    ----------
    solver : Solver
        How pieces are solved.
    problem : Problem
        A connected piece.
    piece : Piece
        What is known of it.
    time_s : float
        Seconds.

    Returns
    -------
    Piece
        With one plan or more.
    """
    until = time.monotonic() + time_s
    numbers = list(range(piece.fewest, piece.most + 1))
    numbers = numbers[::-1] if solver.compact else numbers
    first, last = 0, len(numbers) - 1
    probe_s = PROBING * time_s / max(1, math.ceil(math.log2(len(numbers) + 1)))
    while first < last:
        middle = (first + last) // 2
        piece = tried(solver, problem, piece, numbers[middle], time_s=probe_s)
        if piece.plans[numbers[middle]].outside == 0:
            last = middle
        else:
            first = middle + 1
    rest = numbers[first : first + 2]
    for k, share in zip(rest, (FIRST, 1.0) if len(rest) > 1 else (1.0,), strict=True):
        left = max(0.02, until - time.monotonic())
        piece = tried(solver, problem, piece, k, time_s=share * left)
    return piece


def tried(solver: Solver, problem: Problem, piece: Piece, parts: int, *, time_s: float) -> Piece:
    """Return a piece with the better of its plan of a number of grids and a new one.

    Parameters
    ----------
    solver, problem, piece
        As in `tried_freely`.
    parts : int
        Number of grids.
    time_s : float
        Seconds.

    Returns
    -------
    Piece
        With a plan of that number.
    """
    found = solver.solve(problem, parts, time_s=time_s)
    best = min(piece.plans.get(parts, found), found, key=lambda plan: plan.rank)
    return replace(piece, plans={**piece.plans, parts: best})


def shares(pieces: list[Piece], problems: list[Problem], parts: int) -> list[int]:
    """Return numbers of grids in proportion to weight, each within what can be.

    Parameters
    ----------
    pieces : list of Piece
        What is known of every component.
    problems : list of Problem
        The components.
    parts : int
        Their sum, between the sums of the fewest and of the most.

    Returns
    -------
    list of int
        A number for each.
    """
    loads = np.array([problem.total for problem in problems], dtype=np.float64)
    ideal = loads / max(loads.sum(), 1.0) * parts
    fewest = np.array([piece.fewest for piece in pieces])
    most = np.array([piece.most for piece in pieces])
    numbers = np.clip(np.round(ideal).astype(np.int64), fewest, most)
    while numbers.sum() != parts:
        step = 1 if numbers.sum() < parts else -1
        room = numbers < most if step > 0 else numbers > fewest
        short = np.where(room, step * (ideal - numbers), -np.inf)
        numbers[int(short.argmax())] += step
    return [int(number) for number in numbers]


def least_sum(options: list[dict[int, tuple[int, float]]], parts: int) -> list[int]:
    """Return one number of each component, so that they add up and cost least.

    Parameters
    ----------
    options : list of dict of int to (int, float)
        Rank of the plan of each number of grids, for every component.
    parts : int
        The sum.

    Returns
    -------
    list of int
        A number for each; empty if no choice adds up to ``parts``.

    Examples
    --------
    >>> least_sum([{1: (0, 5.0), 2: (0, 1.0)}, {1: (0, 9.0), 2: (0, 4.0)}], 3)
    [1, 2]
    """
    steps: list[dict[int, tuple[int, float, int]]] = []
    reached: dict[int, tuple[int, float, int]] = {0: (0, 0.0, 0)}
    for ranks in options:
        after: dict[int, tuple[int, float, int]] = {}
        for total, (outside, cost, _) in reached.items():
            for k, (more, extra) in ranks.items():
                rank = (outside + more, cost + extra, k)
                if total + k <= parts and rank < after.get(total + k, (2**62, math.inf, 0)):
                    after[total + k] = rank
        steps.append(after)
        reached = after
    numbers: list[int] = []
    total = parts
    for reached in reversed(steps):
        if total not in reached:
            return []
        numbers.append(reached[total][2])
        total -= numbers[-1]
    return numbers[::-1]


def best_plan(piece: Piece) -> PiecePlan:
    """Return the best plan of any number of grids.

    Parameters
    ----------
    piece : Piece
        With one plan or more.

    Returns
    -------
    PiecePlan
        That of the least rank.
    """
    return min(piece.plans.values(), key=lambda plan: plan.rank)
