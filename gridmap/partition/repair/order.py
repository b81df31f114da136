"""The order of the moves: whole units in steps, each of which keeps the grids connected."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from gridmap.contiguity import ContiguityGraph
from gridmap.partition.problem import Ints

MOST_TRIES = 20_000
"""Steps that are tried before an order is given up that keeps every grid connected."""


@dataclass(frozen=True, slots=True)
class Step:
    """Units that go from one grid to another at once.

    Attributes
    ----------
    units : ndarray of int64
        Their rows.
    source, target : int
        The grids; -1 for none.
    torn : tuple of int
        Grids that are in more pieces after the step than before: none but where no order of the
        steps avoids it.
    """

    units: Ints = field(repr=False)
    source: int
    target: int
    torn: tuple[int, ...] = ()


def order_steps(
    graph: ContiguityGraph, before: Ints, after: Ints, *, together: Ints, households: Ints
) -> list[Step]:
    """Return the steps from one plan to another, each keeping the grids connected if it can.

    Parameters
    ----------
    graph : ContiguityGraph
        Contiguity of the units.
    before, after : ndarray of int64, shape (n,)
        Grid of each unit, -1 for none.
    together : ndarray of int64, shape (n,)
        What units belong to: neighbours of one compound, or of none, make one step.
    households : ndarray of int64, shape (n,)
        Households of each unit; land without any goes along with a neighbour that moves alike.

    Returns
    -------
    list of Step
        Every unit that changes is in exactly one.
    """
    groups = _groups(graph, before, after, together, households)
    tries = [MOST_TRIES]
    found = _search(graph, before.copy(), after, groups, tries)
    return _steps(graph, before, after, found or groups, strict=found is not None)


def _groups(
    graph: ContiguityGraph, before: Ints, after: Ints, together: Ints, households: Ints
) -> list[Ints]:
    changed = before != after
    alike = changed[graph.heads] & changed[graph.tails]
    alike &= before[graph.heads] == before[graph.tails]
    alike &= after[graph.heads] == after[graph.tails]
    empty = households == 0
    same = together[graph.heads] == together[graph.tails]
    piece = graph.components(alike & same & ~(empty[graph.heads] | empty[graph.tails]))
    whole = graph.components(alike)
    for u in np.flatnonzero(changed & empty):
        beside = alike & ((graph.heads == u) | (graph.tails == u))
        others = np.where(graph.heads[beside] == u, graph.tails[beside], graph.heads[beside])
        lived = others[~empty[others]]
        if len(lived):
            piece[u] = piece[lived[0]]
        elif not (changed & ~empty & (whole == whole[u])).any():
            piece[u] = piece[np.flatnonzero(changed & (whole == whole[u]))[0]]
    numbers = piece[changed]
    order = sorted(set(numbers.tolist()), key=lambda p: int(np.flatnonzero(piece == p)[0]))
    return [np.flatnonzero(changed & (piece == p)) for p in order]


def _torn(graph: ContiguityGraph, labels: Ints, grids: tuple[int, ...]) -> dict[int, int]:
    """Return in how many pieces each of some grids is."""
    component = graph.components(labels[graph.heads] == labels[graph.tails])
    return {g: len(np.unique(component[labels == g])) for g in grids if g >= 0}


def _search(
    graph: ContiguityGraph, labels: Ints, after: Ints, left: list[Ints], tries: list[int]
) -> list[Ints] | None:
    """Find an order in which no step tears a grid, depth first; None if there is none in time."""
    if not left:
        return []
    for number, units in enumerate(left):
        if tries[0] == 0:
            return None
        tries[0] -= 1
        pair = int(labels[units[0]]), int(after[units[0]])
        held = _torn(graph, labels, pair)
        moved = labels.copy()
        moved[units] = after[units]
        there = _torn(graph, moved, pair)
        if all(there[g] <= max(held[g], 1) for g in there):
            rest = _search(graph, moved, after, left[:number] + left[number + 1 :], tries)
            if rest is not None:
                return [units, *rest]
    return None


def _steps(
    graph: ContiguityGraph, before: Ints, after: Ints, groups: list[Ints], *, strict: bool
) -> list[Step]:
    """Make the steps; without an order that tears nothing, take what tears least each time."""
    labels, left, steps = before.copy(), list(groups), []
    while left:
        options = []
        for number, units in enumerate(left[:1] if strict else left):
            source, target = int(labels[units[0]]), int(after[units[0]])
            held = _torn(graph, labels, (source, target))
            moved = labels.copy()
            moved[units] = after[units]
            there = _torn(graph, moved, (source, target))
            torn = tuple(g for g in there if there[g] > max(held[g], 1))
            worse = sum(there[g] - max(held[g], 1) for g in torn)
            options.append((worse, number, Step(units, source, target, torn)))
            if worse == 0:
                break
        _, number, step = min(options, key=lambda option: option[:2])
        steps.append(step)
        labels[step.units] = after[step.units]
        left.pop(number)
    return steps
