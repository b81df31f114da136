"""A hundred people look while ten edit: nothing fails, and nothing is lost."""

from city import city, edits
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.making import create_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from load import EDITORS, VIEWERS, drive, ends_of
from service_process import ServiceProcess
from stores import store, store_address

__all__ = ["store", "store_address"]

SECONDS = 60
SIDE, COLUMNS = 100, 400
"""Ten communities of 4,000 units, one for each editor."""


def test_ten_editors_and_a_hundred_viewers_for_a_minute(store, store_address):
    plan, graph = city(SIDE, COLUMNS)
    with store.write() as connection:
        plan_id = create_plan(connection, plan, name="城", owner="test", graph=graph)
    with ServiceProcess(store_address, workers=0) as service:
        with service.client() as client:
            head = client.get(f"/plans/{plan_id}").json()
        moves = [
            edits(plan, COLUMNS, seed=number, communities=[number]) for number in range(EDITORS)
        ]
        log = drive(service.url, head, ends_of(plan.units), moves, seconds=SECONDS)
    for row in log.rows():
        print(*row)
    made = len(log.took_ms["edit of 50 units"])
    print(f"{EDITORS} editors, {VIEWERS} viewers, {SECONDS} s: {len(log.failures)} failures")
    assert log.failures == []
    with store.read() as connection:
        assert verify_plan(connection, plan_id) == []
        assert find_plan(connection, plan_id, EVERYTHING)["head"] == made
