"""Totals of every grid, and what a flip of one unit costs, by difference.

A flip costs the degree of a unit and not the size of a grid.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled, inlined


class Arrays(NamedTuple):
    """The problem, as compiled code reads it; shapes as in `Problem`."""

    indptr: Any
    indices: Any
    sources: Any
    cut_cost: Any
    households: Any
    mass: Any
    xy: Any
    moment: Any
    compound: Any
    compounds: int


class Scale(NamedTuple):
    """Factors of the objective.

    ``inertia`` per m² of household-weighted inertia, ``balance`` per household squared,
    ``split`` per extra grid of a compound, ``lower``, ``upper`` and ``target`` in households.
    """

    inertia: float
    balance: float
    split: float
    lower: int
    upper: int
    target: float


class Tally(NamedTuple):
    """Totals of every grid: households, mass, first and second moments, units by compound."""

    households: Any
    mass: Any
    first: Any
    second: Any
    pieces: Any


@compiled
def tally(arrays: Arrays, labels: Any, parts: int) -> Tally:
    """Return the totals of every grid, computed from nothing.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    labels : ndarray of int64, shape (n,)
        Grid of each unit.
    parts : int
        Number of grids.

    Returns
    -------
    Tally
        Arrays of ``parts`` rows.
    """
    households = np.zeros(parts, np.int64)
    mass = np.zeros(parts)
    first = np.zeros((parts, 2))
    second = np.zeros(parts)
    pieces = np.zeros((max(arrays.compounds, 1), parts if arrays.compounds else 1), np.int32)
    for u in range(len(labels)):
        g = labels[u]
        households[g] += arrays.households[u]
        mass[g] += arrays.mass[u]
        first[g, 0] += arrays.mass[u] * arrays.xy[u, 0]
        first[g, 1] += arrays.mass[u] * arrays.xy[u, 1]
        second[g] += arrays.moment[u]
        if arrays.compound[u] >= 0:
            pieces[arrays.compound[u], g] += 1
    return Tally(households, mass, first, second, pieces)


@inlined
def inertia(mass: float, x: float, y: float, second: float) -> float:
    """Return the moment of inertia about the centroid from mass and moments about the origin.

    Parameters
    ----------
    mass, x, y, second : float
        Mass, its first moments, its polar second moment.

    Returns
    -------
    float
        Mass times m².
    """
    return second - (x * x + y * y) / mass if mass > 0.0 else 0.0


@inlined
def load(scale: Scale, penalty: float, households: int) -> float:
    """Return what the households of a grid cost: imbalance, and what is outside the band.

    Parameters
    ----------
    scale : Scale
        Factors of the objective.
    penalty : float
        Cost of a household outside the band.
    households : int
        Households of the grid.

    Returns
    -------
    float
        Units of the objective.
    """
    off = households - scale.target
    out = max(0, scale.lower - households, households - scale.upper)
    return scale.balance * off * off + penalty * out


@inlined
def grid_cost(scale: Scale, penalty: float, t: Tally, g: int) -> float:
    """Return what one grid costs by its totals alone: without cut edges and split compounds.

    Parameters
    ----------
    scale, penalty, t
        As in `flip_cost`.
    g : int
        The grid.

    Returns
    -------
    float
        Units of the objective.
    """
    spread = inertia(t.mass[g], t.first[g, 0], t.first[g, 1], t.second[g])
    return scale.inertia * spread + load(scale, penalty, t.households[g])


@compiled
def flip_cost(
    arrays: Arrays, scale: Scale, penalty: float, t: Tally, labels: Any, u: int, b: int
) -> float:
    """Return what the objective gains when unit ``u`` moves to grid ``b``.

    Parameters
    ----------
    arrays, scale
        The problem and the factors.
    penalty : float
        Cost of a household outside the band.
    t, labels
        The totals and the grid of each unit.
    u, b : int
        The unit and its new grid.

    Returns
    -------
    float
        Objective after, less before; in time of the order of the unit's degree.
    """
    a = labels[u]
    m, x, y = arrays.mass[u], arrays.xy[u, 0], arrays.xy[u, 1]
    mx, my, mq, h = m * x, m * y, arrays.moment[u], arrays.households[u]
    spread = (
        inertia(t.mass[a] - m, t.first[a, 0] - mx, t.first[a, 1] - my, t.second[a] - mq)
        - inertia(t.mass[a], t.first[a, 0], t.first[a, 1], t.second[a])
        + inertia(t.mass[b] + m, t.first[b, 0] + mx, t.first[b, 1] + my, t.second[b] + mq)
        - inertia(t.mass[b], t.first[b, 0], t.first[b, 1], t.second[b])
    )
    weight = (
        load(scale, penalty, t.households[a] - h)
        - load(scale, penalty, t.households[a])
        + load(scale, penalty, t.households[b] + h)
        - load(scale, penalty, t.households[b])
    )
    cut = 0.0
    for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
        g = labels[arrays.indices[e]]
        if g == a:
            cut += arrays.cut_cost[e]
        elif g == b:
            cut -= arrays.cut_cost[e]
    c = arrays.compound[u]
    split = 0.0
    if c >= 0:
        split = scale.split * ((t.pieces[c, b] == 0) * 1.0 - (t.pieces[c, a] == 1) * 1.0)
    return scale.inertia * spread + weight + cut + split


@compiled
def move(arrays: Arrays, t: Tally, labels: Any, u: int, b: int) -> None:
    """Move unit ``u`` to grid ``b`` and keep the totals.

    Parameters
    ----------
    arrays, t, labels
        The problem, the totals and the grid of each unit; the last two change in place.
    u, b : int
        The unit and its new grid.
    """
    a = labels[u]
    labels[u] = b
    m = arrays.mass[u]
    for g, sign in ((a, -1.0), (b, 1.0)):
        t.households[g] += np.int64(sign) * arrays.households[u]
        t.mass[g] += sign * m
        t.first[g, 0] += sign * m * arrays.xy[u, 0]
        t.first[g, 1] += sign * m * arrays.xy[u, 1]
        t.second[g] += sign * arrays.moment[u]
    c = arrays.compound[u]
    if c >= 0:
        t.pieces[c, a] -= 1
        t.pieces[c, b] += 1
