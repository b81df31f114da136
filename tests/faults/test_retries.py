"""Connections are cut and requests repeated: each has one effect."""

import httpx
from cutting_proxy import CuttingProxy
from drawn_plan import A, B, save_drawn, unit
from service_process import ServiceProcess
from stores import store, store_address

__all__ = ["store", "store_address"]

REQUESTS = 200
MOST_TRIES = 50


def asked_until_answered(client, address, **request):
    """Repeat a request with its key until an answer comes through; return it and the tries."""
    for tries in range(1, MOST_TRIES):
        try:
            return client.post(address, **request), tries
        except httpx.TransportError:
            continue
    raise AssertionError("no answer came through")


def test_two_hundred_requests_through_cut_connections_make_two_hundred_events(store, store_address):
    plan = f"/plans/{save_drawn(store)}"
    with ServiceProcess(store_address, workers=0) as service, CuttingProxy(service.url) as proxy:
        tries = 0
        with httpx.Client(base_url=proxy.url, timeout=30, trust_env=False) as client:
            for number in range(REQUESTS):
                answer, more = asked_until_answered(
                    client,
                    f"{plan}/edits",
                    json={"type": "move", "units": [unit(2, 0)], "target": (B, A)[number % 2]},
                    headers={"If-Match": f'"{number}"', "Idempotency-Key": f"request-{number}"},
                )
                tries += more
                assert answer.status_code == 201, answer.text
                assert answer.json()["version"] == number + 1
        with service.client() as direct:
            assert direct.get(plan).json()["version"] == REQUESTS
    print(f"{REQUESTS} requests, {tries} tries, {proxy.cuts} cut: {REQUESTS} events")
    assert tries > REQUESTS
