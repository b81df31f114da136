"""Whatever is wrong with a plan: every fix that is offered mends what it is offered for."""

import json

from edited import BAND, ground_of
from hypothesis import given, settings
from hypothesis import strategies as st

from gridmap.editing import GridFacts, LivePlan, parse_edit
from gridmap.editing.fixes import suggest_fixes

ROWS, COLS = 4, 6
HOUSEHOLDS = [7, 0, 12, 5, 9, 10] * ROWS
COMPOUNDS = ["c1", "c1", None, "c2", "c2", None] * 2 + [None, "c1", None, "c3", "c3", "c3"] * 2
GROUND = ground_of(
    ROWS,
    COLS,
    households=HOUSEHOLDS,
    persons=[3 * n for n in HOUSEHOLDS],
    compound_ids=COMPOUNDS,
    barrier_after_col=2,
)
COMMUNITY = str(GROUND.community[0])


def plan_of_letters(letters, *, special):
    codes = [None if letter == 0 else f"{COMMUNITY}{letter:03d}" for letter in letters]
    facts = {code: GridFacts(f"u{code}", COMMUNITY) for code in set(codes) - {None}}
    if special and f"{COMMUNITY}004" in facts:
        code = f"{COMMUNITY}004"
        facts[code] = GridFacts(f"u{code}", COMMUNITY, kind="special", purpose="park")
    return LivePlan.of(GROUND, facts, codes, band=BAND)


def columns(draw):
    """Return letters that run along columns, with a few units thrown about."""
    letters = [1 + (n % COLS) // 2 for n in range(ROWS * COLS)]
    for place, letter in draw:
        letters[place] = letter
    return letters


thrown = st.lists(st.tuples(st.integers(0, ROWS * COLS - 1), st.integers(0, 4)), max_size=6)


@settings(max_examples=50, deadline=None)
@given(draw=thrown, special=st.booleans())
def test_every_fix_mends_its_violation_and_breaks_no_more_than_it_mends(draw, special):
    plan = plan_of_letters(columns(draw), special=special)
    before = {one.key: one.hard for one in plan.violations()}
    for violation in plan.violations():
        for fix in suggest_fixes(plan, violation):
            edit = parse_edit(json.loads(json.dumps(fix.edit.to_json())))
            after = {one.key: one.hard for one in plan.apply(edit).plan.violations()}
            assert violation.key not in after
            hard = sum(after.values()) - sum(before.values())
            assert hard < 0 if violation.rule == "band" else hard <= 0
            told = sum(now - then for then, now in fix.households.values())
            lived = {u: GROUND.households[GROUND.row_of[u]] for u, old, _ in fix.outcome.flips}
            placed = [u for u, old, _ in fix.outcome.flips if old is None]
            assert told == sum(lived[unit] for unit in placed)
