"""Totals of every grid, and what a flip of one unit costs, by difference.

A flip costs the degree of a unit and not the size of a grid.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gridmap.partition.compiled import compiled, inlined, lean


class Arrays(NamedTuple):
    """The problem, as compiled code reads it; shapes as in `Problem`.

    ``home`` is the grid that a unit is in today, -1 for none; ``away`` of shape (n,) is what it
    costs in any other. ``further`` of shape (n, q + k + s) holds the further loads, the
    households by kind of compound and the walks to each station, side by side. ``extended`` is
    the empty tuple where neither is used: its length is known when code is compiled, so that
    the search of such a problem has no trace of them. ``near`` of shape (2m,) says of each edge
    which neighbours of its source are neighbours of its target, a bit for each place in the row
    of the source; 0 where a unit has more than 64.
    """

    indptr: Any
    indices: Any
    sources: Any
    near: Any
    cut_cost: Any
    households: Any
    mass: Any
    xy: Any
    moment: Any
    compound: Any
    compounds: int
    home: Any
    away: Any
    further: Any
    extended: Any


class Scale(NamedTuple):
    """Factors of the objective.

    ``inertia`` per m² of household-weighted inertia, ``balance`` per household squared,
    ``split`` per extra grid of a compound, ``cuts`` whether edges have costs, ``lower``, ``upper``
    and ``target`` in households.
    ``further`` says whether any term of the further columns is on: ``bands`` of shape (q, 5)
    holds least, most, target, cost per unit squared and households per unit of each further
    load, ``kinds`` is how many columns are kinds, ``mixing`` costs per household, ``walking``
    per household and metre.
    """

    inertia: float
    balance: float
    split: float
    cuts: bool
    lower: int
    upper: int
    target: float
    further: bool
    bands: Any
    kinds: int
    mixing: float
    walking: float


class Tally(NamedTuple):
    """Totals of every grid: households, mass, moments, centroid, units by compound, further."""

    households: Any
    mass: Any
    first: Any
    second: Any
    centre: Any
    pieces: Any
    further: Any


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
    columns = arrays.further.shape[1]
    further = np.zeros((parts if columns else 1, columns))
    for u in range(len(labels)):
        g = labels[u]
        households[g] += arrays.households[u]
        mass[g] += arrays.mass[u]
        first[g, 0] += arrays.mass[u] * arrays.xy[u, 0]
        first[g, 1] += arrays.mass[u] * arrays.xy[u, 1]
        second[g] += arrays.moment[u]
        if arrays.compound[u] >= 0:
            pieces[arrays.compound[u], g] += 1
        for j in range(columns):
            further[g, j] += arrays.further[u, j]
    centre = np.zeros((parts, 2))
    for g in range(parts):
        if mass[g] > 0.0:
            centre[g] = first[g] / mass[g]
    return Tally(households, mass, first, second, centre, pieces, further)


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


@lean
def further_cost(scale: Scale, penalty: float, row: Any, change: Any, sign: float) -> float:
    """Return what a grid costs by its further columns, which are ``row + sign * change``.

    Parameters
    ----------
    scale : Scale
        Factors of the objective.
    penalty : float
        Cost of a household outside the band.
    row, change : ndarray of float64, shape (q + k + s,)
        Totals of the grid, and what comes or goes.
    sign : float
        1 where it comes, -1 where it goes, 0 for neither.

    Returns
    -------
    float
        Units of the objective: loads off their targets and outside their bands, households
        times the Gini impurity of their kinds, the walk to the station that is best for all.
    """
    cost = 0.0
    loads = len(scale.bands)
    for j in range(loads):
        value = row[j] + sign * change[j]
        off = value - scale.bands[j, 2]
        out = max(0.0, scale.bands[j, 0] - value, value - scale.bands[j, 1])
        cost += scale.bands[j, 3] * off * off + penalty * scale.bands[j, 4] * out
    if scale.mixing > 0.0:
        total, squares = 0.0, 0.0
        for j in range(loads, loads + scale.kinds):
            value = row[j] + sign * change[j]
            total += value
            squares += value * value
        if total > 0.0:
            cost += scale.mixing * (total - squares / total)
    if scale.walking > 0.0:
        least = np.inf
        for j in range(loads + scale.kinds, len(row)):
            least = min(least, row[j] + sign * change[j])
        cost += scale.walking * least
    return cost


@lean
def stay_cost(arrays: Arrays, u: int, g: int) -> float:
    """Return what it costs that a unit is in a grid, by the grid that it is in today.

    Parameters
    ----------
    arrays : Arrays
        The problem.
    u, g : int
        The unit and the grid.

    Returns
    -------
    float
        Units of the objective; 0 at home, and for a unit that has none.
    """
    return float(arrays.away[u]) if arrays.home[u] >= 0 and arrays.home[u] != g else 0.0


@lean
def outside(scale: Scale, t: Tally, g: int) -> float:
    """Return by how much a grid is outside the band, and outside those of its further loads.

    Parameters
    ----------
    scale : Scale
        Factors of the objective.
    t : Tally
        The totals.
    g : int
        The grid.

    Returns
    -------
    float
        Households; a further load counts in proportion to the targets.
    """
    h = t.households[g]
    out = float(max(0, scale.lower - h, h - scale.upper))
    for j in range(len(scale.bands)):
        value = t.further[g, j]
        excess = max(0.0, scale.bands[j, 0] - value, value - scale.bands[j, 1])
        out += scale.bands[j, 4] * excess
    return out


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
    cost = scale.inertia * spread + load(scale, penalty, t.households[g])
    if scale.further:
        cost += further_cost(scale, penalty, t.further[g], t.further[g], 0.0)
    return cost


@compiled
def judge(scale: Scale, t: Tally) -> tuple[Any, Any]:
    """Return what every grid costs by its totals alone, and by how much it is outside the bands.

    Parameters
    ----------
    scale, t
        As in `flip_cost`.

    Returns
    -------
    costs, outside : ndarray of float64, shape (parts,)
        Units of the objective, without penalties; households.
    """
    parts = len(t.households)
    costs, out = np.empty(parts), np.empty(parts)
    for g in range(parts):
        costs[g] = grid_cost(scale, 0.0, t, g)
        out[g] = outside(scale, t, g)
    return costs, out


@compiled
def _extended_flip_cost(
    arrays: Arrays, scale: Scale, penalty: float, t: Tally, u: int, a: int, b: int
) -> float:
    cost = stay_cost(arrays, u, b) - stay_cost(arrays, u, a)
    if scale.further:
        unit, old, new = arrays.further[u], t.further[a], t.further[b]
        cost += (
            further_cost(scale, penalty, old, unit, -1.0)
            - further_cost(scale, penalty, old, unit, 0.0)
            + further_cost(scale, penalty, new, unit, 1.0)
            - further_cost(scale, penalty, new, unit, 0.0)
        )
    return cost


@inlined
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
    m, h = arrays.mass[u], arrays.households[u]
    spread = 0.0
    rest, other = t.mass[a] - m, t.mass[b]
    if rest > 1e-9 * m:
        x, y = arrays.xy[u, 0] - t.centre[a, 0], arrays.xy[u, 1] - t.centre[a, 1]
        spread -= (x * x + y * y) * m * t.mass[a] / rest
    if other > 0.0:
        x, y = arrays.xy[u, 0] - t.centre[b, 0], arrays.xy[u, 1] - t.centre[b, 1]
        spread += (x * x + y * y) * m * other / (other + m)
    weight = (
        load(scale, penalty, t.households[a] - h)
        - load(scale, penalty, t.households[a])
        + load(scale, penalty, t.households[b] + h)
        - load(scale, penalty, t.households[b])
    )
    cut = 0.0
    if scale.cuts:
        for e in range(arrays.indptr[u], arrays.indptr[u + 1]):
            g = labels[arrays.indices[e]]
            cut += arrays.cut_cost[e] * ((g == a) * 1.0 - (g == b) * 1.0)
    c = arrays.compound[u]
    split = 0.0
    if c >= 0:
        split = scale.split * ((t.pieces[c, b] == 0) * 1.0 - (t.pieces[c, a] == 1) * 1.0)
    cost = scale.inertia * spread + weight + cut + split
    if len(arrays.extended) > 0:
        cost += _extended_flip_cost(arrays, scale, penalty, t, u, a, b)
    return cost


@lean
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
        share = 1.0 / t.mass[g] if t.mass[g] > 1e-9 * m else 0.0
        t.centre[g, 0] = t.first[g, 0] * share
        t.centre[g, 1] = t.first[g, 1] * share
        for j in range(arrays.further.shape[1] if len(arrays.extended) > 0 else 0):
            t.further[g, j] += sign * arrays.further[u, j]
    c = arrays.compound[u]
    if c >= 0:
        t.pieces[c, a] -= 1
        t.pieces[c, b] += 1
