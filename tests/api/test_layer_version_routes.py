"""Versions of layers over HTTP."""

import asyncio

import httpx
import planned
import pytest
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from gridmap_api.store.layer_writes import delete_feature, import_layer, update_feature
from stores import store, store_address

from gridmap.layers import CONTRACTS, conform

__all__ = ["store", "store_address"]


@pytest.fixture
def ask(store, store_address):
    """Ask a service over a store with two layers, one of which was edited twice."""
    layers = planned.context()
    with store.write() as connection:
        for name in ("communities", "buildings"):
            frame = conform(layers[name].to_crs(4490), CONTRACTS[name]).frame
            import_layer(connection, name, frame, actor="甲", source="楼栋.shp")
    with store.write() as connection:
        update_feature(connection, "buildings", "b3", {"households": 1}, actor="乙")
        delete_feature(connection, "buildings", "b4", actor="乙")
    app = create_app(Settings(database=store_address))

    def get(address):
        async def call():
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.get(address)

        return asyncio.run(call())

    yield get
    app.state.store.close()


def test_the_versions_of_layers_are_listed(ask):
    current = ask("/layer-versions").json()["layers"]
    assert [(row["layer"], row["version"]) for row in current] == [
        ("communities", 1),
        ("buildings", 3),
    ]
    versions = ask("/layers/buildings/versions").json()["versions"]
    assert [(row["version"], row["kind"], row["actor"], row["features"]) for row in versions] == [
        (3, "edit", "乙", 23),
        (2, "edit", "乙", 24),
        (1, "import", "甲", 24),
    ]


def test_the_difference_of_two_versions_names_the_keys(ask):
    found = ask("/layers/buildings/versions/3/difference?from=1").json()
    assert (found["added"], found["changed"], found["removed"]) == ([], ["b3"], ["b4"])
    found = ask("/layers/buildings/versions/1/difference?from=3&limit=0").json()
    assert (found["added_count"], found["added"]) == (1, [])


def test_what_is_not_there_is_a_problem(ask):
    for address, status in (
        ("/layers/none/versions", 404),
        ("/layers/roads/versions/1/difference?from=1", 404),
        ("/layers/buildings/versions/9/difference?from=1", 404),
        ("/layers/buildings/versions/1/difference", 400),
        ("/layers/buildings/versions/0/difference?from=1", 400),
        ("/layers/buildings/versions/1/difference?from=99999999999999999999", 400),
    ):
        answer = ask(address)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
