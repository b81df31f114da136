"""What mends a violation: a few edits that were tried, each with what it does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from gridmap.editing.commands import Apply, Edit, Merge, Move
from gridmap.editing.fix_words import sentence
from gridmap.editing.live_plan import LivePlan, Outcome
from gridmap.editing.mendings import MENDINGS, Case
from gridmap.editing.surroundings import Surroundings
from gridmap.errors import EditError, Text
from gridmap.plan import Violation

MOST_TRIED = 40
"""Edits that are tried for one violation."""

FOLLOWED = 3
"""Edits that are tried to mend what a first one breaks."""


@dataclass(frozen=True, slots=True, eq=False)
class Fix:
    """An edit that mends a violation.

    Attributes
    ----------
    edit : Edit
        The edit.
    outcome : Outcome
        What it makes of the plan.
    what : Text
        The edit and the households of the grids that it changes, in a sentence.
    """

    edit: Edit
    outcome: Outcome
    what: Text

    @property
    def households(self) -> dict[str, tuple[int, int]]:
        """Households of each grid that changes, before and after, 0 where there is none."""
        before, after = self.outcome.before, self.outcome.after
        return {
            code: tuple(  # type: ignore[misc]
                int(rows[code].figures["households"]) if code in rows else 0
                for rows in (before, after)
            )
            for code in sorted(before.keys() | after.keys())
        }


def suggest_fixes(plan: LivePlan, violation: Violation, *, most: int = 3) -> list[Fix]:
    """Return edits that mend a violation, the best first.

    Every one was tried: the violation is gone after it, and it makes no more hard violations than
    it mends; one that mends the band of a grid leaves fewer. Where an edit puts another grid out
    of the band, an exchange that mends that too is looked for.

    Parameters
    ----------
    plan : LivePlan
        The plan.
    violation : Violation
        One of its violations.
    most : int
        How many at most.

    Returns
    -------
    list of Fix
        By the hard violations that are left, then by the others, then by the grids that come or
        go, then by the households moved.
    """
    if violation.rule not in MENDINGS:
        return []
    case = Case(plan, violation, Surroundings.of(plan, violation.community_code))
    found: dict[tuple[tuple[str, str | None, str | None], ...], Fix] = {}
    tried = MENDINGS[violation.rule](case)
    for fix in _tried(plan, islice(tried, MOST_TRIED)):
        for one in (fix, *_exchanges(plan, violation, fix)):
            if _mends(one, violation):
                found.setdefault(tuple(one.outcome.flips), one)
    return sorted(found.values(), key=_rank)[:most]


def _tried(plan: LivePlan, edits: Iterator[Edit]) -> Iterator[Fix]:
    for edit in edits:
        try:
            outcome = plan.apply(edit)
        except EditError:
            continue
        yield Fix(edit, outcome, sentence(edit, outcome, plan))


def _mends(fix: Fix, violation: Violation) -> bool:
    hard = _balance(fix)[0]
    return violation.key in fix.outcome.violations_resolved and (
        hard < 0 if violation.rule in {"band", "persons"} else hard <= 0
    )


def _balance(fix: Fix) -> tuple[int, int]:
    """Return by how many the hard violations grow, and the others."""
    added = [one.hard for one in fix.outcome.violations_added]
    hard_keys = sum(_is_hard(key) for key in fix.outcome.violations_resolved)
    soft_keys = len(fix.outcome.violations_resolved) - hard_keys
    return sum(added) - hard_keys, len(added) - sum(added) - soft_keys


def _is_hard(key: str) -> bool:
    return key.split(":", 1)[0] not in {"compound", "barrier"}


def _rank(fix: Fix) -> tuple[int, int, int, int, int, str]:
    ground, outcome = fix.outcome.plan.ground, fix.outcome
    rows = [ground.row_of[unit] for unit, _, _ in outcome.flips]
    moved = int(ground.households[rows].sum())
    return (*_balance(fix), len(outcome.delta.grids), moved, len(rows), fix.what.en)


def _exchanges(plan: LivePlan, violation: Violation, fix: Fix) -> Iterator[Fix]:
    """Give the edits that do the same and mend the band of a grid which that alone would break."""
    broken = [one for one in fix.outcome.violations_added if one.rule in {"band", "persons"}]
    if violation.key not in fix.outcome.violations_resolved or len(broken) != 1:
        return
    child = fix.outcome.plan
    case = Case(child, broken[0], Surroundings.of(child, broken[0].community_code))
    moves = (one for one in MENDINGS[broken[0].rule](case) if isinstance(one, Move))
    for second in islice(_tried(child, moves), FOLLOWED):
        goals = _goals(plan, second.outcome.plan)
        if not goals or isinstance(fix.edit, Merge):
            continue
        yield from _tried(plan, iter([Apply(goals)]))


def _goals(before: LivePlan, after: LivePlan) -> Mapping[str, str]:
    """Return the new grid of each unit that changes; empty where one of them is new, or none."""
    changed = before.codes() != after.codes()
    pairs = zip(before.ground.unit_ids[changed], after.codes()[changed], strict=True)
    goals = {str(unit): code for unit, code in pairs}
    return goals if set(goals.values()) <= before.facts.keys() else {}
