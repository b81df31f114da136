"""A suggested edit and what it does to the households of grids, in a sentence."""

from __future__ import annotations

from gridmap.editing.commands import Create, Edit, Merge
from gridmap.editing.delta import Code
from gridmap.editing.live_plan import LivePlan, Outcome
from gridmap.errors import Text


def sentence(edit: Edit, outcome: Outcome, plan: LivePlan) -> Text:
    """Return what an edit does.

    Parameters
    ----------
    edit : Edit
        The edit.
    outcome : Outcome
        What it makes of the plan.
    plan : LivePlan
        The plan before it.

    Returns
    -------
    Text
        A sentence: what goes where, and the households of each ordinary grid that is left.
    """
    done, effects = _done(edit, outcome, plan), _effects(outcome)
    zh = "；".join(["，再".join(one.zh for one in done), *(one.zh for one in effects)])
    en = "; ".join(["; then ".join(one.en for one in done), *(one.en for one in effects)])
    return Text(f"{zh}。", f"{en[:1].upper()}{en[1:]}.")


def _done(edit: Edit, outcome: Outcome, plan: LivePlan) -> list[Text]:
    if isinstance(edit, Merge):
        gone = "、".join(code for code in edit.grids if code != edit.into)
        named = gone.replace("、", ", ")
        return [Text(f"把网格 {gone} 并入网格 {edit.into}", f"merge grid {named} into {edit.into}")]
    groups: dict[tuple[Code, Code], list[str]] = {}
    for unit, old, new in outcome.flips:
        groups.setdefault((old, new), []).append(unit)
    return [
        _moved(units, old, new, plan, is_new=isinstance(edit, Create))
        for (old, new), units in sorted(groups.items(), key=lambda pair: str(pair[0]))
    ]


def _moved(units: list[str], old: Code, new: Code, plan: LivePlan, *, is_new: bool) -> Text:
    rows = [plan.ground.row_of[unit] for unit in units]
    households = int(plan.ground.households[rows].sum())
    whence = Text(f"从网格 {old} ", f" from grid {old}") if old else Text("", "")
    into = (
        Text("划为新网格", "into a new grid")
        if is_new
        else Text(f"划入网格 {new}", f"to grid {new}")
    )
    return Text(
        f"把 {len(units)} 个基本单元（{households} 户）{whence.zh}{into.zh}",
        f"move {len(units)} unit{'s' if len(units) > 1 else ''} ({households} households)"
        f"{whence.en} {into.en}",
    )


def _effects(outcome: Outcome) -> list[Text]:
    found = []
    for code, row in sorted(outcome.after.items()):
        now = int(row.figures["households"])
        then = outcome.before[code].figures["households"] if code in outcome.before else None
        if row.facts.retired or row.facts.kind == "special" or then == now:
            continue
        found.append(
            Text(f"新网格 {code} 有 {now} 户", f"the new grid {code} has {now} households")
            if then is None
            else Text(
                f"网格 {code} 由 {int(then)} 户变为 {now} 户",
                f"grid {code} goes from {int(then)} to {now} households",
            )
        )
    return found
