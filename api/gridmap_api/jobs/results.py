"""What jobs find, as an edit that a planner looks at and then applies to the plan."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from gridmap.editing.commands import Apply, Made
from gridmap.errors import Text
from gridmap.plan import Plan

NEW = "new "
"""How labels begin of grids that have no code yet."""


def edit_of_plan(plan: Plan) -> dict[str, Any]:
    """Return the edit that gives every unit of some communities the grid of a plan made anew.

    Parameters
    ----------
    plan : Plan
        Its codes were given to grids in reading order, and are labels here: grids that mostly
        persist keep the codes that they have.

    Returns
    -------
    dict
        The edit as JSON values.
    """
    units, grids = plan.units, plan.grids
    purposes = grids["purpose"].astype(object).where(grids["purpose"].notna(), None)
    return Apply(
        {
            unit: f"{NEW}{code}"
            for unit, code in zip(units["unit_id"], units["grid_code"], strict=True)
        },
        {
            f"{NEW}{code}": Made(kind, purpose)
            for code, kind, purpose in zip(grids["grid_code"], grids["kind"], purposes, strict=True)
        },
    ).to_json()


def edit_of_changes(assignment: Mapping[str, str], known: Collection[str]) -> dict[str, Any] | None:
    """Return the edit that gives some units another grid.

    Parameters
    ----------
    assignment : Mapping of str to str
        New grid of each unit that changes.
    known : collection of str
        Codes that the plan has given out; others are labels of new grids.

    Returns
    -------
    dict or None
        The edit as JSON values; None where nothing changes.
    """
    if not assignment:
        return None
    labels = {code: f"{NEW}{code}" for code in set(assignment.values()) - set(known)}
    return Apply(
        {unit: labels.get(code, code) for unit, code in assignment.items()},
        {label: Made() for label in sorted(labels.values())},
    ).to_json()


def finite(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return a value as JSON can hold it: numbers of Python, None for one that is none.

    Parameters
    ----------
    value : object
        Mappings, lists and numbers, those of NumPy too.

    Returns
    -------
    JSON value
        The same.
    """
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, Mapping):
        return {str(name): finite(one) for name, one in plain.items()}
    if isinstance(plain, list | tuple):
        return [finite(one) for one in plain]
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain


def proof_text(plan: Plan) -> Text:
    """Return how good the grids of a plan are proved to be.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    Text
        A sentence.
    """
    proof = plan.figures.get("proof", {})
    if not proof.get("bounded"):
        return Text("没有最优性证明。", "Nothing is proved of its quality.")
    pieces, optimal, gap = proof["pieces"], proof["optimal"], proof["gap_pct"] or 0.0
    return Text(
        f"{pieces} 个可行片区中 {optimal} 个已证明为最优，{proof['bounded']} 个有界，"
        f"有界片区合计与最优的差距不超过 {gap:.2f}%。",
        f"Of {pieces} feasible pieces {optimal} are proved optimal and {proof['bounded']} have a "
        f"bound; together those are at most {gap:.2f}% from the best.",
    )


def words(text: Text) -> dict[str, str]:
    """Return a sentence as JSON values.

    Parameters
    ----------
    text : Text
        In both languages.

    Returns
    -------
    dict
        ``zh`` and ``en``.
    """
    return {"zh": text.zh, "en": text.en}
