"""Both kinds of store, filled with what can be drawn by hand, behind the service."""

import asyncio
import contextlib

import httpx
import pytest
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade
from ogc import drawn
from service_process import ServiceProcess
from stores import drop_database, new_database


class Geo:
    """Calls the geo API of one filled store in this process."""

    def __init__(self, address):
        self.address = str(address)
        self.app = create_app(Settings(database=self.address))
        self.store = self.app.state.store
        drawn.fill_layers(self.store)

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

    def change(self, method, path, body=None, **headers):
        kind = "application/merge-patch+json" if method == "PATCH" else "application/geo+json"
        sent = {"Content-Type": kind, **headers}
        content = {"content": body} if isinstance(body, bytes) else {"json": body}
        address = f"/ogc/collections/{path}"
        return self.call(method, address, headers=sent, **({} if body is None else content))


@contextlib.contextmanager
def filled(kind, folder):
    """Give the service over a fresh store of a kind."""
    address = folder / "仓库.gpkg" if kind == "file" else new_database()
    if kind == "file":
        with contextlib.closing(open_store(address)) as store:
            upgrade(store)
    service = Geo(address)
    yield service
    service.store.close()
    if kind != "file":
        drop_database(address)


@pytest.fixture(scope="session", params=["file", "postgis"])
def geo(request, tmp_path_factory):
    """A service that tests only read."""
    with filled(request.param, tmp_path_factory.mktemp("geo")) as service:
        service.published, service.draft = drawn.fill_plans(service.store)
        yield service


@pytest.fixture(scope="session")
def served(geo):
    """The address of the geo API on a socket, over the store of `geo`."""
    with ServiceProcess(geo.address) as service:
        yield f"{service.url.rstrip('/')}/ogc"


@pytest.fixture(params=["file", "postgis"])
def fresh(request, tmp_path):
    """A service whose features a test may change; it has no plans."""
    with filled(request.param, tmp_path) as service:
        yield service
