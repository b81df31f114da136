"""Phones send ticks through a network that cuts: each has one effect, whatever is lost."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from cutting_proxy import CuttingProxy
from gridmap_api.store.patrol_links import make_link
from gridmap_api.store.patrols import save_patrol
from gridmap_api.store.visits import ticks_of
from patrols_apart import PLACES, saved
from service_process import ServiceProcess
from stores import store, store_address

__all__ = ["store", "store_address"]

TICKS = 100
PHONES = 4
MOST_TRIES = 60
BEGIN = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


@pytest.fixture
def route(store):
    """The id of a patrol, and the secret of the link to its first route."""
    with store.write() as connection:
        patrol_id = save_patrol(connection, saved("2126-07-01"), places=PLACES, owner="x")
        secret, _ = make_link(connection, patrol_id, 1, day="2126-07-01", actor="x")
    return patrol_id, secret


def tick(number):
    """Return a tick of a phone that says done and takes it back by turns, a second apart."""
    time = (BEGIN + timedelta(seconds=number)).isoformat()
    return {"stop": "h-1", "state": ("done", "open")[number % 2], "time": time, "note": str(number)}


def sent(client, address, number):
    """Send a tick until it is answered, as an outbox does; return the status and the tries."""
    for tries in range(1, MOST_TRIES):
        try:
            headers = {"Idempotency-Key": f"tick-{number}"}
            answer = client.post(address, json=tick(number), headers=headers)
        except httpx.TransportError:
            continue
        assert answer.status_code in {200, 201}, answer.text
        return answer.status_code, tries
    raise AssertionError("no answer came through")


def notes(store, patrol_id):
    with store.read() as connection:
        return [one["note"] for one in ticks_of(connection, patrol_id)]


def test_a_hundred_ticks_through_cut_connections_come_once_and_in_order(
    store, store_address, route
):
    patrol_id, secret = route
    with (
        ServiceProcess(store_address, workers=0) as service,
        CuttingProxy(service.url) as proxy,
        httpx.Client(base_url=proxy.url, timeout=30, trust_env=False) as client,
    ):
        # What was noted without a network comes in any order.
        found = [
            sent(client, f"/patrol/{secret}/ticks", number)
            for number in sorted(range(TICKS), key=lambda one: one * 37 % TICKS)
        ]
    tries = sum(each for _, each in found)
    print(f"{TICKS} ticks, {tries} tries, {proxy.cuts} cut: {len(notes(store, patrol_id))} kept")
    assert notes(store, patrol_id) == [str(number) for number in range(TICKS)]
    assert tries > TICKS
    # Some answers were lost after the tick was kept: they came again as known.
    assert {status for status, _ in found} == {200, 201}


def test_phones_that_send_the_same_ticks_at_once_leave_each_once(store, store_address, route):
    patrol_id, secret = route
    with ServiceProcess(store_address, workers=0) as service:

        def phone(_number):
            with service.client() as client:
                return [sent(client, f"/patrol/{secret}/ticks", one)[0] for one in range(12)]

        with ThreadPoolExecutor(PHONES) as pool:
            found = list(pool.map(phone, range(PHONES)))
    statuses = [status for one in found for status in one]
    assert statuses.count(201) == 12
    assert statuses.count(200) == 12 * (PHONES - 1)
    assert notes(store, patrol_id) == [str(number) for number in range(12)]


def test_ticks_that_were_answered_survive_a_crash(store, store_address, route):
    patrol_id, secret = route
    answered = []
    for begin in range(0, 20, 5):
        with contextlib.ExitStack() as stack:
            service = ServiceProcess(store_address, workers=0).start()
            stack.callback(service.kill)
            client = stack.enter_context(service.client())
            for number in range(begin, begin + 5):
                assert sent(client, f"/patrol/{secret}/ticks", number)[0] == 201
                answered.append(str(number))
    assert notes(store, patrol_id) == answered
