"""What a plan is at one version: the grid of every unit, the facts of every grid, the locks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gridmap.editing.delta import Code, Delta, GridFacts
from gridmap.editing.ground import Ground, Labels, Patch, Rows
from gridmap.errors import EditError, Text

NONE = -1
"""Label of a unit without a grid."""


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """The grid of every unit, the facts of every grid, the locks.

    Attributes
    ----------
    ground : Ground
        The units.
    codes : tuple of str
        Every code that was ever given out; its place is the label of the grid.
    labels : ndarray of int32, shape (n,)
        Label of the grid of each unit; -1 for none.
    facts : Mapping of str to GridFacts
        Of every grid, retired ones as well, by code.
    unit_locked : ndarray of bool, shape (n,)
        Whether each unit is locked.
    locked : bool
        Whether the whole plan is locked.
    """

    ground: Ground
    codes: tuple[str, ...]
    label_of: Mapping[str, int]
    labels: Labels
    facts: Mapping[str, GridFacts]
    unit_locked: NDArray[np.bool_]
    locked: bool

    def code_at(self, row: int) -> Code:
        """Return the grid of a unit.

        Parameters
        ----------
        row : int
            Row of the unit.

        Returns
        -------
        str or None
            Its code.
        """
        label = self.labels[row]
        return None if label == NONE else self.codes[label]

    def living(self) -> list[str]:
        """Return the codes of the grids that are not retired.

        Returns
        -------
        list of str
            Ascending.
        """
        return sorted(code for code, facts in self.facts.items() if not facts.retired)

    def rows_of(self, codes: Iterable[str]) -> Rows:
        """Return the units of some grids.

        Parameters
        ----------
        codes : iterable of str
            Codes that the plan knows.

        Returns
        -------
        ndarray of int64
            Rows, ascending.
        """
        wanted = np.zeros(len(self.codes) + 1, dtype=bool)
        wanted[[self.label_of[code] for code in codes]] = True
        return np.flatnonzero(wanted[self.labels])

    def patch(self, rows: Rows, open_edges: NDArray[np.bool_]) -> Patch:
        """Return some units and the edges between them that connect.

        Parameters
        ----------
        rows : ndarray of int64
            Rows, ascending.
        open_edges : ndarray of bool, shape (m,)
            Edges of the graph that connect.

        Returns
        -------
        Patch
            The units and edges.
        """
        edges, heads, tails = self.ground.edges_within(rows)
        kept = open_edges[edges]
        return Patch(rows, heads[kept], tails[kept])

    def replay(self, delta: Delta) -> State:
        """Return the state after a change.

        Parameters
        ----------
        delta : Delta
            What changes.

        Returns
        -------
        State
            A new one.

        Raises
        ------
        EditError
            If what is there is not what the change takes for granted (``"misfit"``).
        """
        grown = self._with_facts(delta)
        return replace(
            grown,
            labels=_relabelled(grown, delta),
            unit_locked=self._with_locks(delta),
            locked=self._plan_lock(delta),
        )

    def digest(self) -> str:
        """Return a hash of the assignment, the facts of the living grids, and the locks.

        Retired grids do not count: making a grid and taking that back gives the same digest.

        Returns
        -------
        str
            SHA-256 in hexadecimal digits; the same on every machine.
        """
        ground = self.ground
        units = sorted(
            (str(unit), self.code_at(row), bool(self.unit_locked[row]))
            for row, unit in enumerate(ground.unit_ids)
        )
        grids = {code: self.facts[code].to_json() for code in self.living()}
        content = {"units": units, "grids": grids, "locked": self.locked}
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _with_facts(self, delta: Delta) -> State:
        if not delta.grids:
            return self
        facts = dict(self.facts)
        for code, (old, new) in delta.grids.items():
            known = facts.get(code)
            gone = known is None or known.retired
            if not (gone if old is None else known == old):
                raise _misfit(grids=[code] if known else [])
            if new is not None:
                facts[code] = new
            elif known is not None:
                facts[code] = known.as_retired()
        fresh = tuple(sorted(facts.keys() - self.facts.keys()))
        codes = self.codes + fresh
        numbers = enumerate(fresh, len(self.codes))
        label_of = {**self.label_of, **{code: number for number, code in numbers}}
        return replace(self, facts=facts, codes=codes, label_of=label_of)

    def _with_locks(self, delta: Delta) -> NDArray[np.bool_]:
        if not delta.unit_locks:
            return self.unit_locked
        locked = self.unit_locked.copy()
        for unit, (old, new) in delta.unit_locks.items():
            row = self.ground.row_of.get(unit)
            if row is None:
                raise _misfit()
            if locked[row] != old:
                raise _misfit(units=[unit])
            locked[row] = new
        return locked

    def _plan_lock(self, delta: Delta) -> bool:
        if delta.plan_lock is None:
            return self.locked
        if delta.plan_lock[0] != self.locked:
            raise _misfit()
        return delta.plan_lock[1]


def make_state(
    ground: Ground,
    facts: Mapping[str, GridFacts],
    codes: Sequence[Code] | NDArray[np.object_],
    *,
    unit_locks: Collection[str] = (),
    locked: bool = False,
) -> State:
    """Return the state of a plan from its parts.

    Parameters
    ----------
    ground : Ground
        The units.
    facts : Mapping of str to GridFacts
        Of every grid, retired ones as well, by code.
    codes : sequence of (str or None), length n
        Grid of each unit, in the order of the units.
    unit_locks : collection of str
        Ids of locked units.
    locked : bool
        Whether the whole plan is locked.

    Returns
    -------
    State
        The state.

    Raises
    ------
    EditError
        If a unit is in a grid that has no facts, or of another community (``"misfit"``).
    """
    known = tuple(sorted(facts))
    label_of = {code: label for label, code in enumerate(known)}
    named = _with_none(label_of)
    plain = [code if isinstance(code, str) else None for code in codes]
    if len(plain) != len(ground.unit_ids) or not named.keys() >= set(plain):
        raise _misfit()
    if not ground.row_of.keys() >= set(unit_locks):
        raise _misfit()
    labels = np.array([named[code] for code in plain], dtype=np.int32)
    homes = np.array([*(facts[code].community_code for code in known), ""], dtype=object)
    astray = (labels != NONE) & (homes[labels] != ground.community)
    if astray.any():
        raise _misfit(units=ground.unit_ids[astray][:20].tolist())
    unit_locked = np.zeros(len(plain), dtype=bool)
    unit_locked[[ground.row_of[unit] for unit in unit_locks]] = True
    return State(ground, known, label_of, labels, dict(facts), unit_locked, locked)


def _misfit(units: Sequence[str] = (), grids: Sequence[str] = ()) -> EditError:
    return EditError(
        Text("修改与方案的当前状态不符。", "The change does not fit the state of the plan."),
        Text("请刷新到最新版本后重试。", "Load the latest version and try again."),
        reason="misfit",
        units=units,
        grids=grids,
    )


def _relabelled(state: State, delta: Delta) -> Labels:
    labels = state.labels.copy()
    label_of = _with_none(state.label_of)
    for unit, (old, new) in delta.units.items():
        row = state.ground.row_of.get(unit)
        if row is None or new not in label_of:
            raise _misfit()
        if label_of.get(old) != labels[row]:
            raise _misfit(units=[unit])
        labels[row] = label_of[new]
    return labels


def _with_none(label_of: Mapping[str, int]) -> dict[Code, int]:
    found: dict[Code, int] = dict(label_of.items())
    found[None] = NONE
    return found
