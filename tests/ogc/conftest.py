"""Both kinds of store, filled with what can be drawn by hand, behind the service."""

import asyncio

import httpx
import pytest
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from ogc import drawn
from stores import store, store_address

__all__ = ["geo", "store", "store_address"]


class Geo:
    """Calls the geo API of one store in this process."""

    def __init__(self, address):
        self.app = create_app(Settings(database=address))
        self.store = self.app.state.store

    def call(self, method, path, **options):
        async def ask():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=True)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as one:
                return await one.request(method, path, **options)

        return asyncio.run(ask())

    def get(self, path, **asked):
        return self.call("GET", f"/ogc{path}", params=asked)

    def items(self, collection, **asked):
        answer = self.get(f"/collections/{collection}/items", **asked)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def keys(self, collection, **asked):
        return [one["id"] for one in self.items(collection, limit=1000, **asked)["features"]]


@pytest.fixture
def geo(store_address):
    service = Geo(store_address)
    service.plans = drawn.fill(service.store)
    yield service
    service.store.close()
