"""The loop of a report: what may follow what, who may do it, and the figures of a grid."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from gridmap.hazards.reports import (
    KINDS,
    OPEN,
    RULES,
    STATES,
    STEPS,
    ReportFacts,
    figures_by_grid,
    figures_of,
    is_overdue,
    missing_of,
    steps_from,
)

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""12:00 in China."""


def at(days=0, hours=0, minutes=0):
    return NOON + timedelta(days=days, hours=hours, minutes=minutes)


def test_the_loop_goes_from_found_to_revisited():
    state = "found"
    for step in ("sort", "assign", "follow", "close", "revisit"):
        assert step in steps_from(state, is_office=True)
        state = RULES[step].to
    assert state == "revisited"


@pytest.mark.parametrize(
    ("state", "office", "field"),
    [
        ("found", ("sort", "note"), ("note",)),
        ("sorted", ("sort", "assign", "close", "note"), ("close", "note")),
        ("assigned", ("assign", "follow", "close", "note"), ("close", "note")),
        ("followed", ("assign", "follow", "close", "note"), ("close", "note")),
        ("closed", ("revisit", "reopen", "note"), ("note",)),
        ("revisited", ("reopen", "note"), ("note",)),
    ],
)
def test_what_may_follow_a_state_depends_on_who_asks(state, office, field):
    assert steps_from(state, is_office=True) == office
    assert steps_from(state, is_office=False) == field


def test_every_step_and_state_has_words_in_both_languages():
    assert set(RULES) == set(STEPS)
    assert {rule.to for rule in RULES.values()} - {None} < set(STATES)
    for words in (*STATES.values(), *STEPS.values(), *KINDS.values()):
        assert words.zh
        assert words.en.isascii()


def asked(step, *, note="", assignee=None, due=None):
    return missing_of(step, note=note, assignee=assignee, due=due, now=NOON)


def test_an_assignment_needs_a_name_and_a_deadline_that_lies_ahead():
    assert asked("assign", assignee="城管", due=at(hours=1)) is None
    assert "assignee" in asked("assign", assignee=" ", due=at(hours=1)).zh
    assert "assignee" in asked("assign", due=at(hours=1)).zh
    for due in (None, NOON, at(hours=-1), at(days=366)):
        assert "due" in asked("assign", assignee="城管", due=due).en


def test_following_up_closing_and_opening_again_need_words():
    for step in ("follow", "close", "reopen", "note"):
        assert asked(step, note="  ") is not None
        assert asked(step, note="已清淤") is None
    assert asked("sort") is None
    assert asked("revisit") is None


def test_overdue_is_what_is_open_after_its_deadline():
    for state in STATES:
        assert is_overdue(state, at(hours=-1), now=NOON) == (state in OPEN)
        assert not is_overdue(state, at(hours=1), now=NOON)
        assert not is_overdue(state, None, now=NOON)
    assert not is_overdue("assigned", NOON, now=NOON)


def test_figures_of_a_grid_are_those_counted_by_hand():
    # Found 8:00, closed 12:00 (4 h, same day); found 23:00 the day before, closed 1:00 (2 h, not
    # the same day); found a day ago and closed 9 h after, an hour too late, at 21:00 (same day).
    facts = [
        ReportFacts("g", "closed", at(hours=-4), due=at(hours=1), closed=NOON),
        ReportFacts("g", "revisited", at(hours=-13), closed=at(hours=-11)),
        ReportFacts("g", "closed", at(days=-1), due=at(days=-1, hours=8), closed=at(-1, 9)),
        ReportFacts("g", "assigned", at(hours=-5), due=at(minutes=-1)),
        ReportFacts("g", "found", at(hours=-1)),
    ]
    found = figures_of(facts, now=NOON)
    assert (found.count, found.open, found.closed) == (5, 2, 3)
    assert (found.overdue, found.late, found.same_day) == (1, 1, 2)
    assert found.same_day_rate == 0.4
    assert found.median_hours == 4.0


def test_the_day_ends_by_the_clock_of_the_place():
    # 23:30 in China and two hours later: the same day in London.
    late = [ReportFacts("g", "closed", at(hours=11.5), closed=at(hours=13.5))]
    assert figures_of(late, now=at(days=1)).same_day == 0
    london = timezone(timedelta(0))
    assert figures_of(late, now=at(days=1), zone=london).same_day == 1


def test_no_reports_have_no_rate():
    found = figures_of([], now=NOON)
    assert (found.count, found.same_day_rate, found.median_hours) == (0, None, None)


def test_what_was_opened_again_does_not_count_as_closed():
    again = ReportFacts("g", "sorted", at(hours=-4), closed=None)
    assert figures_of([again], now=NOON).closed == 0


def test_figures_by_grid_list_quiet_grids_and_what_lies_in_none():
    facts = [ReportFacts("b", "found", NOON), ReportFacts(None, "found", NOON)]
    found = figures_by_grid(facts, now=NOON, grids=["c", "b"])
    assert list(found) == ["b", "c", None]
    assert [one.count for one in found.values()] == [1, 0, 1]
