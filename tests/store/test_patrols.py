"""Patrols in the store: what is in sight, links, ticks that come late, twice or out of order."""

from datetime import UTC, datetime, timedelta

import patrols_apart
import pytest
import sqlalchemy as sa
from gridmap_api.errors import KeyReusedError, ParameterError, UnknownObjectError
from gridmap_api.store.models import HazardVisit, PatrolLink
from gridmap_api.store.patrol_links import find_link, links_of, make_link, revoke_links
from gridmap_api.store.patrols import (
    find_patrol,
    find_route,
    last_visits,
    list_patrols,
    remove_patrol,
    require_whole,
    save_patrol,
)
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.visits import (
    Tick,
    add_tick,
    find_tick,
    latest,
    remove_old_ticks,
    ticks_of,
)
from patrols_apart import EAST, PLACES, WEST

NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
"""Of the day of the patrol, in China."""


@pytest.fixture
def patrol_id(store):
    with store.write() as connection:
        return save_patrol(connection, patrols_apart.saved(), places=PLACES, owner="规划员")


def said(store, patrol_id, key, stop, state="done", *, told=NOON, number=1, **more):
    tick = Tick(key, stop, state, told, **more)
    with store.write() as connection:
        known = find_tick(connection, patrol_id, number, tick)
        if known is not None:
            return known
        patrol, _ = find_route(connection, patrol_id, number, EVERYTHING)
        return add_tick(connection, patrol, number, tick)


def read(store, function, *arguments, **options):
    with store.read() as connection:
        return function(connection, *arguments, **options)


def test_a_patrol_is_read_as_it_was_saved(store, patrol_id):
    found = read(store, find_patrol, patrol_id, EVERYTHING)
    assert found["saved"] == patrols_apart.saved()
    assert (found["date"], found["rain"], found["owner"]) == ("2026-07-01", "orange", "规划员")
    first = found["routes"][0]
    # 100 m, a stop, 100 m, a stop, 200 m back: 80 + 300 + 80 + 300 + 160 s.
    assert (first["length_m"], first["ends_s"] - first["begins_s"]) == (400, 920)
    assert (first["stops"], first["communities"]) == (2, [WEST])


def test_each_community_sees_its_own_routes_and_what_of_it_was_left_out(store, patrol_id):
    seen = {
        code: read(store, find_patrol, patrol_id, Scope(frozenset({code}))) for code in (WEST, EAST)
    }
    assert [one["number"] for one in seen[WEST]["routes"]] == [1]
    assert [one["number"] for one in seen[EAST]["routes"]] == [2]
    assert [one["team"]["key"] for one in seen[EAST]["saved"]["routes"]] == ["t2"]
    assert [one["visit"]["key"] for one in seen[WEST]["saved"]["left_out"]] == ["h-far"]
    assert seen[EAST]["saved"]["left_out"] == []
    assert not seen[WEST]["whole"]
    with pytest.raises(UnknownObjectError):
        require_whole(seen[WEST])
    both = Scope(frozenset({WEST, EAST}))
    assert read(store, find_patrol, patrol_id, both)["whole"]


def test_who_works_elsewhere_or_nowhere_sees_no_patrol(store, patrol_id):
    for codes in ({"370829001009"}, set()):
        scope = Scope(frozenset(codes))
        assert read(store, list_patrols, scope, limit=10) == []
        with pytest.raises(UnknownObjectError):
            read(store, find_patrol, patrol_id, scope)
    with pytest.raises(UnknownObjectError):
        read(store, find_route, patrol_id, 2, Scope(frozenset({WEST})))
    with pytest.raises(UnknownObjectError):
        read(store, find_route, patrol_id, 3, EVERYTHING)


def test_patrols_are_listed_with_the_last_day_first(store, patrol_id):
    with store.write() as connection:
        later = save_patrol(connection, patrols_apart.saved("2026-07-02"), places=PLACES, owner="x")
    listed = read(store, list_patrols, EVERYTHING, limit=10)
    assert [one["id"] for one in listed] == [later, patrol_id]
    assert [one["id"] for one in read(store, list_patrols, EVERYTHING, limit=1)] == [later]


def test_a_link_opens_its_route_until_it_is_revoked_or_over(store, patrol_id):
    with store.write() as connection:
        secret, expires = make_link(connection, patrol_id, 2, day="2026-07-01", actor="规划员")
    found = read(store, find_link, secret)
    assert (found["patrol_id"], found["route"]) == (patrol_id, 2)
    assert secret not in str(found)
    assert len(secret) >= 22  # 128 bits in base64
    assert read(store, links_of, patrol_id) == {2: expires}
    with pytest.raises(UnknownObjectError):
        read(store, find_link, secret[:-1] + ("A" if secret[-1] != "A" else "B"))
    with store.write() as connection:
        revoke_links(connection, patrol_id, 2)
    assert read(store, links_of, patrol_id) == {}
    for late in (False, True):
        with pytest.raises(UnknownObjectError):
            read(store, find_link, secret, late=late)


@pytest.mark.parametrize(
    ("days", "opens", "takes"), [(0, True, True), (2, False, True), (9, False, False)]
)
def test_what_was_written_down_comes_in_for_a_week_after_the_end_of_a_link(
    store, patrol_id, days, opens, takes
):
    day = datetime.now(UTC).date().isoformat()
    with store.write() as connection:
        secret, expires = make_link(connection, patrol_id, 1, day=day, actor="x")
        past = datetime.fromisoformat(expires) - timedelta(days=days)
        moved = past.isoformat(timespec="microseconds").replace("+00:00", "Z")
        connection.execute(sa.update(PatrolLink).values(expires=moved))
    for late, holds in ((False, opens), (True, takes)):
        if holds:
            assert read(store, find_link, secret, late=late)["route"] == 1
        else:
            with pytest.raises(UnknownObjectError):
                read(store, find_link, secret, late=late)


def test_a_link_lasts_until_the_end_of_the_day_after_the_patrol(store, patrol_id):
    with store.write() as connection:
        _, expires = make_link(connection, patrol_id, 1, day="2126-07-01", actor="x")
    # Midnight in China after the 2nd of July is 16:00 UTC of that day.
    assert expires == "2126-07-02T16:00:00.000000Z"


def test_the_same_tick_has_one_effect_and_other_words_under_its_key_are_refused(store, patrol_id):
    first = said(store, patrol_id, "k1", "h-1", note="水位正常")
    assert said(store, patrol_id, "k1", "h-1", note="水位正常") == first
    assert len(read(store, ticks_of, patrol_id)) == 1
    with pytest.raises(KeyReusedError):
        said(store, patrol_id, "k1", "h-1", note="别的")
    with pytest.raises(KeyReusedError):
        said(store, patrol_id, "k1", "h-1", note="水位正常", number=2)


def test_ticks_count_in_the_order_of_the_phone_however_late_they_come(store, patrol_id):
    said(store, patrol_id, "k2", "h-1", "done", told=NOON + timedelta(minutes=5))
    said(store, patrol_id, "k1", "h-1", "skipped", told=NOON, reason="locked")
    ticks = read(store, ticks_of, patrol_id, 1)
    assert [one["key"] for one in ticks] == ["k1", "k2"]
    assert ticks[0]["time"] > ticks[1]["time"]
    assert latest(ticks)[1, "h-1"]["state"] == "done"


def test_what_is_taken_back_is_open_and_no_visit(store, patrol_id):
    said(store, patrol_id, "k1", "h-1", "done", told=NOON)
    assert read(store, last_visits) == {"h-1": "2026-07-01"}
    said(store, patrol_id, "k2", "h-1", "open", told=NOON + timedelta(minutes=1))
    assert latest(read(store, ticks_of, patrol_id)) == {}
    assert read(store, last_visits) == {}


def test_a_clock_that_goes_ahead_does_not_win_over_what_is_said_later(store, patrol_id):
    ahead = datetime.now(UTC) + timedelta(days=400)
    tick = said(store, patrol_id, "k1", "h-1", "skipped", told=ahead)
    assert tick["told"] == tick["time"]


def test_a_stop_of_another_route_is_refused(store, patrol_id):
    with pytest.raises(ParameterError, match="no such stop"):
        said(store, patrol_id, "k1", "h-3")
    assert read(store, ticks_of, patrol_id) == []


def test_visits_are_known_by_community_and_the_last_one_counts(store, patrol_id):
    with store.write() as connection:
        later = save_patrol(connection, patrols_apart.saved("2026-07-09"), places=PLACES, owner="x")
    said(store, patrol_id, "k1", "h-1")
    said(store, later, "k1", "h-1", told=NOON + timedelta(days=8))
    said(store, later, "k2", "h-3", told=NOON + timedelta(days=8), number=2)
    assert read(store, last_visits) == {"h-1": "2026-07-09", "h-3": "2026-07-09"}
    assert read(store, last_visits, Scope(frozenset({EAST}))) == {"h-3": "2026-07-09"}


def test_a_visit_at_one_in_the_morning_in_china_is_of_that_day(store, patrol_id):
    said(store, patrol_id, "k1", "h-1", told=datetime(2026, 7, 1, 17, 0, tzinfo=UTC))
    assert read(store, last_visits) == {"h-1": "2026-07-02"}


def test_a_clock_that_is_years_behind_leaves_the_day_that_was_planned(store, patrol_id):
    said(store, patrol_id, "k1", "h-1", told=datetime(1970, 1, 1, tzinfo=UTC))
    assert read(store, last_visits) == {"h-1": "2026-07-01"}


def test_ticks_end_after_thirty_days_and_visits_stay_known(store, patrol_id):
    said(store, patrol_id, "k1", "h-1")
    now = datetime.now(UTC)
    assert remove_old_ticks(store, days=30, now=now + timedelta(days=29)) == 0
    assert remove_old_ticks(store, days=30, now=now + timedelta(days=31)) == 1
    assert read(store, ticks_of, patrol_id) == []
    assert read(store, last_visits) == {"h-1": "2026-07-01"}


def test_a_removed_patrol_leaves_nothing_but_its_visits(store, patrol_id):
    said(store, patrol_id, "k1", "h-1")
    with store.write() as connection:
        secret, _ = make_link(connection, patrol_id, 1, day="2126-07-01", actor="x")
        remove_patrol(connection, patrol_id)
    with pytest.raises(UnknownObjectError):
        read(store, find_patrol, patrol_id, EVERYTHING)
    with pytest.raises(UnknownObjectError):
        read(store, find_link, secret)
    with store.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(HazardVisit)) == 1
