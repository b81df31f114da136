"""Changes of a register that are edits of its plan: buildings that move, names and kinds of grids.

They are made together, as one change, or not at all. Which of them a rule forbids is found by
making them on the plan as it is now.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gridmap.editing import Apply, Delta, Edit, GridFacts, LivePlan, Mark, Outcome, Rename
from gridmap.editing.ground import Ground
from gridmap.errors import EditError, Text
from gridmap.plan import PLAN_NAMESPACE, Violation
from gridmap.register.difference import Flag, RegisterDifference, RowChange
from gridmap.register.homes import buildings_of
from gridmap.register.trial import Step, tried


@dataclass(frozen=True, slots=True)
class Judged:
    """A difference that was tried on the plan.

    Attributes
    ----------
    difference : RegisterDifference
        With the reasons for which some rows cannot be accepted.
    violations_added : tuple of Violation
        Rules that would be broken if every possible move were accepted.
    violations_resolved : tuple of str
        Keys of those that would be mended.
    units : Mapping of str to tuple of str
        Units that move with each row, by its id.
    """

    difference: RegisterDifference
    violations_added: tuple[Violation, ...] = ()
    violations_resolved: tuple[str, ...] = ()
    units: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Held:
    """Which buildings the units of a plan hold."""

    units: Mapping[str, Sequence[str]]
    buildings: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, ground: Ground) -> _Held:
        ids = ground.unit_ids.tolist()
        texts = ground.table["buildings"].tolist()
        held = {unit: buildings_of(text) for unit, text in zip(ids, texts, strict=True)}
        units: dict[str, list[str]] = {}
        for unit, buildings in held.items():
            for one in dict.fromkeys(buildings):
                units.setdefault(one, []).append(unit)
        return cls(units, held)


def judge(difference: RegisterDifference, live: LivePlan) -> Judged:
    """Return a difference with what the rules of the plan say of it.

    Parameters
    ----------
    difference : RegisterDifference
        What somebody changed.
    live : LivePlan
        The plan as it is now.

    Returns
    -------
    Judged
        Rows that a rule forbids are flagged; none is left out.
    """
    held = _Held.of(live.ground)
    moving = {row.key: str(row.taken["grid_code"]) for row in difference.moves() if row.possible}
    rows = [_unit_shared(row, moving, held) for row in difference.rows]
    steps = list(_steps(rows, held))
    made, refused = tried(live, steps)
    rows = [
        row.flagged(_refusal(row, refused[row.row_id])) if row.row_id in refused else row
        for row in rows
    ]
    outcome = merged(live, made)
    units = {name: tuple(edit.assignment) for name, edit in steps if isinstance(edit, Apply)}
    if outcome is not None:
        emptied = {code for code, row in outcome.after.items() if row.facts.retired}
        rows = [_retiring(row, emptied) for row in rows]
    whole = replace(difference, rows=tuple(rows))
    if outcome is None:
        return Judged(whole, units=units)
    return Judged(
        whole,
        (*outcome.violations_added, *outcome.violations_changed),
        outcome.violations_resolved,
        units,
    )


def edits_of(rows: Iterable[RowChange], ground: Ground) -> list[Edit]:
    """Return the edits that rows ask for: one assignment, then names and kinds.

    Parameters
    ----------
    rows : iterable of RowChange
        Rows that are accepted.
    ground : Ground
        The units of the plan.

    Returns
    -------
    list of Edit
        None of a plan is asked for where there is none.
    """
    steps = [edit for _, edit in _steps(rows, _Held.of(ground))]
    assignment: dict[str, str] = {}
    for edit in steps:
        if isinstance(edit, Apply):
            assignment |= edit.assignment
    rest = [edit for edit in steps if not isinstance(edit, Apply)]
    return [Apply(assignment), *rest] if assignment else rest


def outcome_of(live: LivePlan, edits: Sequence[Edit]) -> Outcome | None:
    """Return what edits make of a plan when they are made together.

    Parameters
    ----------
    live : LivePlan
        The plan.
    edits : sequence of Edit
        In their order.

    Returns
    -------
    Outcome or None
        One change; None where nothing changes.

    Raises
    ------
    EditError
        If one is refused.
    """
    changes, at = [], live
    for edit in edits:
        try:
            outcome = at.apply(edit)
        except EditError as error:
            if error.reason != "nothing":
                raise
            continue
        changes.append(outcome.delta)
        at = outcome.plan
    return merged(live, changes)


def merged(live: LivePlan, changes: Sequence[Delta]) -> Outcome | None:
    """Return what changes that follow each other make of a plan, as one change.

    Parameters
    ----------
    live : LivePlan
        The plan before all of them.
    changes : sequence of Delta
        In their order; none changes a lock.

    Returns
    -------
    Outcome or None
        None where nothing changes.
    """
    units: dict[str, tuple[str | None, str | None]] = {}
    grids: dict[str, tuple[GridFacts | None, GridFacts | None]] = {}
    for delta in changes:
        for unit, (old, new) in delta.units.items():
            units[unit] = (units.get(unit, (old, new))[0], new)
        for code, (before, after) in delta.grids.items():
            grids[code] = (grids.get(code, (before, after))[0], after)
    whole = Delta(
        units={unit: pair for unit, pair in units.items() if pair[0] != pair[1]},
        grids={code: facts for code, facts in grids.items() if facts[0] != facts[1]},
    )
    return live.redo(whole) if whole else None


def _steps(rows: Iterable[RowChange], held: _Held) -> Iterator[Step]:
    for row in rows:
        if not row.possible:
            continue
        taken = row.taken
        if row.page.name == "buildings" and "grid_code" in taken:
            units = held.units.get(row.key, ())
            yield row.row_id, Apply(dict.fromkeys(units, str(taken["grid_code"])))
        elif row.page.name == "grids":
            if "name" in taken:
                yield row.row_id, Rename(row.key, str(taken["name"] or ""))
            if "kind" in taken or "purpose" in taken:
                yield row.row_id, _mark(row)


def _mark(row: RowChange) -> Mark:
    """Return what a grid is to be; what the file does not change stays as it is."""
    said = {**row.said, **row.taken}
    kind, purpose = str(said.get("kind") or "ordinary"), said.get("purpose")
    return Mark(row.key, kind, None if purpose is None else str(purpose))


def _unit_shared(row: RowChange, moving: Mapping[str, str], held: _Held) -> RowChange:
    """Return a building that moves with what becomes of others in the same unit."""
    target = moving.get(row.key)
    if row.page.name != "buildings" or target is None:
        return row
    if not held.units.get(row.key):
        return row.flagged(
            Flag(
                "refused",
                row.place,
                Text(
                    f"楼栋“{row.key}”不在方案的任何基本单元内。",
                    f"Building {row.key} is in no unit of the plan.",
                ),
                Text("请用项目图层重新编制方案。", "Make the plan anew from the project."),
                bars=True,
            )
        )
    others = sorted(
        {
            one
            for unit in held.units[row.key]
            for one in held.buildings[unit]
            if one != row.key and moving.get(one) != target
        }
    )
    if not others:
        return row
    apart = any(one in moving for one in others)
    named = "、".join(others[:5])
    return row.flagged(
        Flag(
            "shared_unit",
            row.place,
            Text(
                f"楼栋 {named} 与它同在一个基本单元，"
                + ("却要去另一个网格。" if apart else "会一起划走。"),
                f"Buildings {named} are in the same unit "
                + ("and are to go elsewhere." if apart else "and go along."),
            ),
            Text(
                "请给同一单元的楼栋填写同一网格编码。",
                "Give the buildings of one unit one grid code.",
            ),
            bars=apart,
        )
    )


def _retiring(row: RowChange, emptied: set[str]) -> RowChange:
    """Return a building whose grid would be left without any unit, with a flag."""
    cell = next((one for one in row.cells if one.field.access == "move" and one.taken), None)
    if cell is None or not row.possible or str(cell.now) not in emptied:
        return row
    return row.flagged(
        Flag(
            "retires",
            cell.place,
            Text(
                f"全部采用后，网格 {cell.now} 没有任何基本单元，将被撤销，编码不再使用。",
                f"With all of them grid {cell.now} has no unit left: it is retired for good.",
            ),
            Text(
                "如要撤销它，请核对后单独勾选；否则请留下部分楼栋。",
                "Choose the row by itself if that is meant; else leave some buildings.",
            ),
        )
    )


def _refusal(row: RowChange, error: EditError) -> Flag:
    rule = error.reason if error.reason in {"contiguity", "other_community"} else "refused"
    return Flag(rule, row.place, error.what, error.remedy, bars=True)


def grid_uuid(code: str) -> str:
    """Return the identity of a grid of a plan file that names none.

    Parameters
    ----------
    code : str
        Its code.

    Returns
    -------
    str
        A UUID, the same for the same code.
    """
    return str(uuid.uuid5(PLAN_NAMESPACE, code))
