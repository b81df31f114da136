"""Which hazards are due on a day, from tables that can be worked out by hand."""

import itertools
from datetime import date

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from gridmap.errors import InputError, SettingsError
from gridmap.hazards.due import due, schedule
from gridmap.hazards.rain import (
    EVERY_DAYS,
    LEVELS,
    RAIN_LEVELS,
    SERVICE_MIN,
    VisitRules,
    read_rules,
    require_rain,
)
from gridmap.layers.words import HAZARD_KINDS

JULY_10 = date(2026, 7, 10)
KINDS = [kind for kind, _ in HAZARD_KINDS]


def layer(*rows):
    """Return hazards at the corner of a lattice; each row overrides an ordinary one."""
    plain = {"kind": "low_lying", "level": 1, "status": "open", "last_visit": "2026-07-08"}
    content = [{"hazard_id": f"H{n}", **plain, **row} for n, row in enumerate(rows, 1)]
    return gpd.GeoDataFrame(content, geometry=[shapely.Point(0, 0)] * len(rows), crs=4490)


def states(frame):
    """Return the state of each hazard by its id."""
    return dict(zip(frame["hazard_id"], frame["state"], strict=True))


def test_a_graver_rain_level_makes_the_same_hazard_due_and_then_overdue():
    """Level 1 of a low-lying point: every 7, 3 and 1 days without, under blue, under yellow."""
    one = layer({})
    found = {rain: schedule(one, rain, JULY_10).iloc[0] for rain in ("none", "blue", "yellow")}
    assert found["none"]["due_on"] == "2026-07-15"
    assert found["none"]["state"] == "later"
    assert found["blue"]["due_on"] == "2026-07-11"
    assert found["blue"]["state"] == "later"
    assert found["yellow"]["due_on"] == "2026-07-09"
    assert (found["yellow"]["state"], found["yellow"]["days_overdue"]) == ("overdue", 1)
    assert "暴雨黄色预警" in found["yellow"]["reason_zh"]
    assert "逾期 1 天" in found["yellow"]["reason_zh"]
    assert "1 day overdue" in found["yellow"]["reason_en"]


def test_a_visit_is_due_on_the_very_day_and_not_before():
    one = layer({"last_visit": "2026-07-03"})
    assert due(one, "none", date(2026, 7, 9)).empty
    today = due(one, "none", JULY_10)
    assert states(today) == {"H1": "due"}
    assert today.iloc[0]["days_overdue"] == 0


def test_a_hazard_without_a_visit_is_due_at_once():
    one = layer({"last_visit": None})
    assert schedule(one, "none", JULY_10).iloc[0]["due_on"] == "2026-07-10"
    assert "尚无巡查记录" in schedule(one, "none", JULY_10).iloc[0]["reason_zh"]


def test_a_deadline_counts_until_a_visit_on_that_day_or_later():
    rows = layer(
        {"level": 4, "due_date": "2026-07-05", "last_visit": "2026-07-04"},
        {"level": 4, "due_date": "2026-07-05", "last_visit": "2026-07-05"},
        {"level": 4, "due_date": "2026-07-20", "last_visit": "2026-07-04"},
    )
    found = schedule(rows, "none", JULY_10).set_index("hazard_id")
    assert found["state"].to_dict() == {"H1": "overdue", "H2": "later", "H3": "later"}
    assert found.loc["H1", "days_overdue"] == 5
    assert "2026-07-05" in found.loc["H1", "reason_zh"]
    # Level 4 of a low-lying point: every 60 days without rain.
    assert found.loc["H2", "due_on"] == "2026-09-03"
    assert found.loc["H3", "due_on"] == "2026-07-20"


def test_candidates_and_closed_hazards_ask_for_no_visit():
    rows = layer({"status": "candidate"}, {"status": "closed"}, {"status": "待核实"}, {})
    assert states(schedule(rows, "red", JULY_10)) == {
        "H1": "left_out",
        "H2": "left_out",
        "H3": "left_out",
        "H4": "overdue",
    }
    everything = VisitRules(left_out=())
    assert len(due(rows, "red", JULY_10, rules=everything)) == 4


def test_the_most_pressing_comes_first():
    rows = layer(
        {"level": 3, "last_visit": "2026-07-01"},
        {"level": 1, "last_visit": "2026-07-08"},
        {"level": 1, "last_visit": "2026-07-05"},
        {"level": 1, "last_visit": "2026-07-09"},
    )
    # Under yellow: every 3 days for level 3, every day for level 1.
    found = due(rows, "yellow", JULY_10)
    assert found["hazard_id"].tolist() == ["H3", "H2", "H1", "H4"]
    assert found["days_overdue"].tolist() == [4, 1, 6, 0]


def test_a_hazard_without_a_kind_and_level_is_taken_for_the_mildest_low_lying_point():
    found = schedule(layer({"kind": None, "level": None}), "red", JULY_10).iloc[0]
    assert found["every_days"] == EVERY_DAYS["red"]["low_lying"][3]
    assert "未填" in found["reason_zh"]


def test_a_layer_of_an_older_file_without_the_columns_is_due_throughout():
    old = layer({}, {}).drop(columns=["last_visit", "status"])
    assert len(due(old, "none", JULY_10)) == 2


def test_a_day_that_is_none_is_refused_with_the_hazard():
    with pytest.raises(InputError, match="H2 is no date"):
        due(layer({}, {"last_visit": "上周"}), "none", JULY_10)


def test_the_layer_is_not_changed():
    rows = layer({}, {"kind": "ditch"})
    before = rows.copy()
    schedule(rows, "red", JULY_10)
    assert_geodataframe_equal(rows, before)


def test_more_rain_and_graver_levels_never_ask_for_less():
    for kind in KINDS:
        for milder, graver in itertools.pairwise(RAIN_LEVELS):
            pairs = zip(EVERY_DAYS[milder][kind], EVERY_DAYS[graver][kind], strict=True)
            assert all(after <= before for before, after in pairs)
        for rain in RAIN_LEVELS:
            assert list(EVERY_DAYS[rain][kind]) == sorted(EVERY_DAYS[rain][kind])
    assert set(SERVICE_MIN) == set(KINDS)


def test_settings_change_what_they_name_and_nothing_else():
    rules = read_rules(
        {"every_days": {"blue": {"ditch": [2, 4, 0, 0]}}, "service_min": {"ditch": 20}}
    )
    assert [rules.every("blue", "ditch", level) for level in LEVELS] == [2, 4, None, None]
    assert rules.every("blue", "garage", 1) == EVERY_DAYS["blue"]["garage"][0]
    assert (rules.minutes("ditch"), rules.minutes("garage")) == (20, SERVICE_MIN["garage"])
    milder = schedule(layer({"kind": "ditch", "level": 3}), "blue", JULY_10, rules=rules)
    assert states(milder) == {"H1": "left_out"}
    with_deadline = layer({"kind": "ditch", "level": 3, "due_date": "2026-07-09"})
    assert states(schedule(with_deadline, "blue", JULY_10, rules=rules)) == {"H1": "overdue"}


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"every_day": {}}, "every_day"),
        ({"every_days": {"purple": {}}}, "every_days.purple"),
        ({"every_days": {"red": {"lake": [1, 1, 1, 1]}}}, "every_days.red.lake"),
        ({"every_days": {"red": {"ditch": [1, 1, 1]}}}, "every_days.red.ditch"),
        ({"every_days": {"red": {"ditch": [1, 1, 1, -1]}}}, "every_days.red.ditch"),
        ({"every_days": {"red": [1]}}, "every_days.red"),
        ({"service_min": {"ditch": True}}, "service_min.ditch"),
        ({"left_out": "closed"}, "left_out"),
    ],
)
def test_settings_that_make_no_sense_are_refused_with_their_place(settings, place):
    with pytest.raises(SettingsError) as refused:
        read_rules(settings)
    assert f" {place} " in refused.value.what.zh


def test_rain_levels_are_known_by_their_chinese_words():
    assert [require_rain(word) for word in ("无", "蓝色", "黄色预警", "橙", "RED")] == list(
        RAIN_LEVELS
    )
    with pytest.raises(SettingsError):
        require_rain("purple")
