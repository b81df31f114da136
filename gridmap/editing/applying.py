"""A computed assignment becomes one edit: grids that mostly persist keep their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely

from gridmap.codes import number_grids
from gridmap.editing import refusals
from gridmap.editing.commands import Apply
from gridmap.editing.delta import Delta, GridFacts
from gridmap.editing.ground import Rows
from gridmap.editing.naming import known_rows, living_grid, require_purpose
from gridmap.editing.reassigning import Terms, Wish, fresh_codes, reassign
from gridmap.editing.state import NONE, State

Groups = Mapping[str, Rows]
"""Rows of the units of each label."""


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
    for name in sorted(set(names) - edit.grids.keys()):
        living_grid(state, name)
    for made in edit.grids.values():
        require_purpose(made.kind, made.purpose)
    groups = _groups(rows, names, edit)
    homes = {label: _home(state, members) for label, members in groups.items()}
    kept = kept_codes(state, groups, rows, taken=set(names) - edit.grids.keys())
    given = kept | _new_codes(
        state, {label: groups[label] for label in groups if label not in kept}
    )
    made_facts = {
        given[label]: GridFacts(
            str(terms.new_uuid()),
            homes[label],
            kind=edit.grids[label].kind,
            purpose=edit.grids[label].purpose,
        )
        for label in sorted(groups.keys() - kept.keys(), key=lambda label: given[label])
    }
    altered = {
        code: replace(
            state.facts[code], kind=edit.grids[label].kind, purpose=edit.grids[label].purpose
        )
        for label, code in sorted(kept.items())
    }
    altered = {code: facts for code, facts in altered.items() if facts != state.facts[code]}
    codes = [given.get(name, name) for name in names]
    return reassign(state, Wish(rows, codes, made=made_facts, altered=altered), terms)


def kept_codes(state: State, groups: Groups, rows: Rows, *, taken: set[str]) -> dict[str, str]:
    """Return the present code that each label carries on.

    Parameters
    ----------
    state : State
        The plan.
    groups : Mapping of str to ndarray of int64
        Rows of the units of each label.
    rows : ndarray of int64
        Rows of every unit that is assigned, ascending.
    taken : set of str
        Codes that units are assigned to by name.

    Returns
    -------
    dict of str to str
        Code by label, for the labels that carry one on.
    """
    claims: dict[str, list[tuple[float, str]]] = {}
    owner = np.full(len(state.labels), -1, dtype=np.int64)
    labels = sorted(groups)
    for number, label in enumerate(labels):
        owner[groups[label]] = number
    present = np.unique(state.labels[rows])
    for code in sorted(state.codes[label] for label in present if label != NONE):
        members = state.rows_of([code])
        if code in taken or not np.isin(members, rows).all():
            continue
        households = state.ground.households[members].astype(float)
        weights = households if households.any() else np.ones(len(members))
        inside = owner[members] >= 0
        shares = np.bincount(owner[members][inside], weights[inside], minlength=len(labels))
        best = int(shares.argmax())
        if 2 * shares[best] > weights.sum():
            claims.setdefault(labels[best], []).append((-float(shares[best]), code))
    return {label: min(offers)[1] for label, offers in claims.items()}


def _groups(rows: Rows, names: Sequence[str], edit: Apply) -> dict[str, Rows]:
    array = np.array(names, dtype=object)
    return {
        label: rows[np.flatnonzero(array == label)]
        for label in sorted(set(names) & edit.grids.keys())
    }


def _home(state: State, members: Rows) -> str:
    community = state.ground.community[members]
    astray = members[community != community[0]]
    if len(astray):
        raise refusals.other_community(state.ground.unit_ids[astray].tolist(), "")
    return str(community[0])


def _new_codes(state: State, groups: Groups) -> dict[str, str]:
    """Return a code for each label, in reading order above every number ever used."""
    given: dict[str, str] = {}
    homes = {label: str(state.ground.community[members[0]]) for label, members in groups.items()}
    for community in sorted(set(homes.values())):
        labels = [label for label in sorted(groups) if homes[label] == community]
        places = [state.ground.measures(groups[label]) for label in labels]
        area_m2 = sum(shapely.area(state.ground.shapes[groups[label]]).sum() for label in labels)
        order = number_grids(
            [place["x_m"].mean() for place in places],
            [place["y_m"].mean() for place in places],
            row_m=float(np.sqrt(area_m2 / len(labels))),
        )
        codes = fresh_codes(state, community, len(labels))
        given |= {label: codes[number - 1] for label, number in zip(labels, order, strict=True)}
    return given
