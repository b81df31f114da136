"""The rules of a plan, and the violations of each: sentences with place, figure and remedy."""

from gridmap.plan import Violation
from gridmap.rules.checks import COMPOUND_RULES, GRID_RULES, RULES, UNIT_RULES, Rule
from gridmap.rules.scene import GridColumns, Scene, Subject, UnitColumns, scene_of

__all__ = [
    "COMPOUND_RULES",
    "GRID_RULES",
    "RULES",
    "UNIT_RULES",
    "GridColumns",
    "Rule",
    "Scene",
    "Subject",
    "UnitColumns",
    "check_plan",
]


def check_plan(subject: Subject) -> tuple[Violation, ...]:
    """Return every violation, hard ones first.

    Parameters
    ----------
    subject : Subject
        The plan.

    Returns
    -------
    tuple of Violation
        Sorted by hardness, rule and grid code.
    """
    scene = scene_of(subject)
    found = [violation for rule in RULES for violation in rule(scene)]
    return tuple(sorted(found, key=lambda v: (not v.hard, v.rule, v.grid_code)))
