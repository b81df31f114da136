"""A computed assignment becomes one edit: grids that mostly persist keep their codes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.codes import number_grids
from gridmap.editing import refusals
from gridmap.editing.commands import Apply
from gridmap.editing.delta import Delta, GridFacts
from gridmap.editing.ground import Rows
from gridmap.editing.naming import known_rows, living_grid, require_purpose
from gridmap.editing.reassigning import Terms, Wish, fresh_codes, reassign
from gridmap.editing.state import NONE, State


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The units of each label.

    Attributes
    ----------
    labels : list of str
        The labels that units are assigned to, ascending.
    homes : list of str
        Code of the community of each label.
    rows : ndarray of int64
        Rows of every unit that is assigned, ascending.
    owner : ndarray of int64, shape (n,)
        Number of the label of each unit of the plan; -1 for none.
    named : frozenset of str
        Codes of grids that units are assigned to by name.
    """

    labels: list[str]
    homes: list[str]
    rows: Rows
    owner: Rows
    named: frozenset[str]


def apply_assignment(state: State, edit: Apply, terms: Terms) -> Delta:
    """Return what changes when a computed assignment takes the place of the present one.

    Parameters
    ----------
    state : State
        The plan.
    edit : Apply
        Code or label of each unit.
    terms : Terms
        Which edges connect, and whence the identity of a new grid.

    Returns
    -------
    Delta
        The change.

    Raises
    ------
    EditError
        If it is refused.
    """
    rows = known_rows(state, edit.assignment)
    names = [edit.assignment[str(unit)] for unit in state.ground.unit_ids[rows]]
    groups = _grouped(state, edit, rows, names)
    kept = kept_codes(state, groups)
    given = kept | _new_codes(state, groups, kept, terms.given)
    homes = dict(zip(groups.labels, groups.homes, strict=True))
    made = {
        code: GridFacts(
            str(terms.new_uuid()),
            homes[label],
            kind=edit.grids[label].kind,
            purpose=edit.grids[label].purpose,
        )
        for code, label in sorted((given[one], one) for one in given.keys() - kept.keys())
    }
    marked = {
        code: replace(
            state.facts[code], kind=edit.grids[label].kind, purpose=edit.grids[label].purpose
        )
        for label, code in sorted(kept.items())
    }
    altered = {code: facts for code, facts in marked.items() if facts != state.facts[code]}
    codes = [given.get(name, name) for name in names]
    return reassign(state, Wish(rows, codes, made=made, altered=altered), terms)


def kept_codes(state: State, groups: Groups) -> dict[str, str]:
    """Return the present code that each label carries on.

    Parameters
    ----------
    state : State
        The plan.
    groups : Groups
        The units of each label.

    Returns
    -------
    dict of str to str
        Code by label, for the labels that carry one on.
    """
    count = len(state.codes)
    lives = np.flatnonzero(state.labels != NONE)
    grid, owner = state.labels[lives], groups.owner[lives]
    assigned = np.isin(lives, groups.rows)
    weight = _weights(state, lives, grid)
    whole = np.bincount(grid, minlength=count) == np.bincount(grid[assigned], minlength=count)
    total = np.bincount(grid, weights=weight, minlength=count)
    inside = owner >= 0
    pairs, place = np.unique(
        np.column_stack([grid[inside], owner[inside]]), axis=0, return_inverse=True
    )
    shared = np.bincount(place.ravel(), weights=weight[inside], minlength=len(pairs))
    offers: dict[str, tuple[float, str]] = {}
    for (present, label), share in zip(pairs.tolist(), shared.tolist(), strict=True):
        code, name = state.codes[present], groups.labels[label]
        if whole[present] and 2 * share > total[present] and code not in groups.named:
            offers[name] = min(offers.get(name, (0.0, code)), (-share, code))
    return {name: code for name, (_, code) in offers.items()}


def _weights(state: State, rows: Rows, grid: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the households of units, and one for each unit of a grid where nobody lives."""
    households = state.ground.households[rows].astype(np.float64)
    lived = np.bincount(grid, weights=households, minlength=len(state.codes)) > 0
    return np.where(lived[grid], households, 1.0)


def _grouped(state: State, edit: Apply, rows: Rows, names: Sequence[str]) -> Groups:
    named = frozenset(names) - edit.grids.keys()
    for name in sorted(named):
        living_grid(state, name)
    for made in edit.grids.values():
        require_purpose(made.kind, made.purpose)
    labels = sorted(set(names) - named)
    number = {label: n for n, label in enumerate(labels)}
    owner = np.full(len(state.labels), -1, dtype=np.int64)
    owner[rows] = [number.get(name, -1) for name in names]
    community = state.ground.community
    mine = rows[owner[rows] >= 0]
    first = mine[np.unique(owner[mine], return_index=True)[1]]
    astray = mine[community[mine] != community[first[owner[mine]]]]
    if len(astray):
        raise refusals.other_community(state.ground.unit_ids[astray].tolist(), "")
    return Groups(labels, community[first].tolist(), rows, owner, named)


def _new_codes(
    state: State, groups: Groups, kept: dict[str, str], used: Collection[str]
) -> dict[str, str]:
    """Return a code for each other label, in reading order above every number ever used."""
    ground = state.ground
    rows = groups.rows[groups.owner[groups.rows] >= 0]
    units, owner = ground.measures(rows), groups.owner[rows]
    count = np.bincount(owner)
    x_m, y_m = (np.bincount(owner, weights=units[axis]) / count for axis in ("x_m", "y_m"))
    area_m2 = np.bincount(owner, weights=shapely.area(ground.shapes[rows]))
    given: dict[str, str] = {}
    for community in sorted(set(groups.homes)):
        new = [
            n
            for n, (label, home) in enumerate(zip(groups.labels, groups.homes, strict=True))
            if home == community and label not in kept
        ]
        if not new:
            continue
        order = number_grids(x_m[new], y_m[new], row_m=float(np.sqrt(area_m2[new].mean())))
        codes = fresh_codes(state, community, len(new), given=used)
        given |= {groups.labels[n]: codes[place - 1] for n, place in zip(new, order, strict=True)}
    return given
