"""What mends a violation at the head of a plan, as it is shown."""

from __future__ import annotations

from typing import Any

from gridmap.editing.fixes import Fix, suggest_fixes
from gridmap.plan import Violation
from gridmap_api.store.engine import Store
from gridmap_api.store.live import plans_of
from gridmap_api.store.plan_reads import violation_shown
from gridmap_api.store.plans import find_plan
from gridmap_api.store.projection import violation_rows
from gridmap_api.store.scope import Scope


def fixes_of(store: Store, plan_id: str, key: str, scope: Scope) -> dict[str, Any]:
    """Return what mends a violation at the head of a plan.

    Parameters
    ----------
    store : Store
        The store; it is left alone while edits are tried.
    plan_id : str
        The plan.
    key : str
        Key of the violation.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.fixes.FixList`; no fixes where the violation is gone by now, or of
        a community that is out of sight.

    Raises
    ------
    UnknownObjectError
        If there is no such plan in sight.
    """
    with store.read() as connection:
        plan = find_plan(connection, plan_id, scope)
        live = plans_of(store).head(connection, plan)
    found = next((one for one in live.violations() if one.key == key), None)
    seen = None if found is None or not scope.sees(found.community_code) else found
    fixes = [] if seen is None else suggest_fixes(live, seen)
    return {
        "version": plan["head"],
        "key": key,
        "fixes": [_shown(fix, plan_id) for fix in fixes],
        "none": None if fixes else _none(seen),
    }


def _shown(fix: Fix, plan_id: str) -> dict[str, Any]:
    outcome = fix.outcome
    ground = outcome.plan.ground
    rows = [ground.row_of[unit] for unit, _, _ in outcome.flips]
    added = violation_rows(outcome.plan, outcome.violations_added, plan_id=plan_id)
    return {
        "edit": fix.edit.to_json(),
        "what": {"zh": fix.what.zh, "en": fix.what.en},
        "flips": [list(flip) for flip in outcome.flips],
        "households": int(ground.households[rows].sum()),
        "grids": [
            {"grid_code": code, "before": before, "after": after}
            for code, (before, after) in fix.households.items()
        ],
        "resolved": list(outcome.violations_resolved),
        "added": [violation_shown(row) for row in added],
    }


def _none(violation: Violation | None) -> dict[str, str]:
    """Return what to do where no single edit helps."""
    if violation is None:
        return {"zh": "这个问题项已经不存在了。", "en": "This violation is gone."}
    if violation.rule in {"compound", "barrier"}:
        return {
            "zh": "没有一步就能改好又不产生新问题的办法。"
            "这一项不妨碍发布，可以保留，也可以试试优化这些网格。",
            "en": "No single edit mends this without breaking something else. It does not bar the "
            "plan from being published: leave it, or try to improve these grids.",
        }
    return {
        "zh": "没有一步就能改好又不产生新问题的办法。请让计算引擎修复该社区；"
        "如果只有一栋楼而户数超出区间，请在发布时写明例外的理由。",
        "en": "No single edit mends this without breaking something else. Have the engine repair "
        "the community; where it is one building above the band, give the reason when you publish.",
    }
