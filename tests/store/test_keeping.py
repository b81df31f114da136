"""For how long what people leave behind is kept: a setting, and the default for a mistake."""

import pytest
from gridmap_api.store.keeping import kept_days


@pytest.mark.parametrize(
    ("value", "days"), [("7", 7), ("3650", 3650), ("3651", 30), ("", 30), ("0", 30), ("ever", 30)]
)
def test_how_long_something_is_kept_is_a_setting(value, days):
    assert kept_days("GRIDMAP_PATROL_DAYS", 30, environment={"GRIDMAP_PATROL_DAYS": value}) == days


def test_the_process_says_it_where_nothing_else_does(monkeypatch):
    monkeypatch.delenv("GRIDMAP_PATROL_DAYS", raising=False)
    assert kept_days("GRIDMAP_PATROL_DAYS", 30) == 30
    monkeypatch.setenv("GRIDMAP_PATROL_DAYS", "90")
    assert kept_days("GRIDMAP_PATROL_DAYS", 30) == 90
