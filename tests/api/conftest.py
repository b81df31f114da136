"""A service over a plan file and a project file, called without a socket."""

import asyncio
import shutil

import httpx
import planned
import pytest
from gridmap_api.main import create_app
from gridmap_api.settings import Settings

from gridmap.io.plans import write_plan
from gridmap.io.project import write_layers


class Service:
    """Calls an application in this process."""

    def __init__(self, path, **settings):
        self.path = path
        self.app = create_app(Settings(path, **settings))

    def get(self, address, *, base="http://localhost", **options):
        return self.call("GET", address, base=base, **options)

    def call(self, method, address, *, base="http://localhost", **options):
        async def ask():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=base) as client:
                return await client.request(method, address, **options)

        return asyncio.run(ask())


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """A folder with a plan file and a project file, written once and only read."""
    folder = tmp_path_factory.mktemp("written")
    write_plan(planned.plan(), folder / "方案.gpkg")
    layers = {name: frame.to_crs(4490) for name, frame in planned.context().items()}
    write_layers(folder / "项目.gpkg", layers)
    return folder


@pytest.fixture(scope="session")
def service(written):
    return Service(written / "方案.gpkg")


@pytest.fixture(scope="session")
def project_service(written):
    return Service(written / "项目.gpkg")


@pytest.fixture
def plan_file(written, tmp_path):
    return shutil.copy(written / "方案.gpkg", tmp_path / "方案.gpkg")


@pytest.fixture
def fresh_service(plan_file):
    """A service over a file that the test may change."""
    return Service(plan_file)
