"""A real browser with the network off, and the map that it opens."""

import fcntl
import os
import shutil
from pathlib import Path

import planned
import pytest
from client_page import CHROMIUM_OPTIONS, POCKET, ClientPage, ClientService, keep_plan
from playwright.sync_api import sync_playwright

from gridmap.sheets.webmap import render_map

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample.gpkg"

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
MISSING = (
    "No browser was found. Install one (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk), "
    "or name its executable in GRIDMAP_CHROMIUM."
)


@pytest.fixture(scope="module")
def chromium():
    found = [os.environ.get("GRIDMAP_CHROMIUM"), *map(shutil.which, NAMES)]
    path = next((one for one in found if one), None)
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    # Closed with the module: while it runs, no other test may run an event loop of its own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=CHROMIUM_OPTIONS,
        )
        yield browser
        browser.close()


class Sheet:
    """One open map: the page, what it asked for, and what went wrong in it."""

    def __init__(self, browser, address, **options):
        self.context = browser.new_context(locale="zh-CN", **options)
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.asked, self.wrong = [], []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]")

    def _heard(self, message):
        if message.type in {"error", "warning"}:
            self.wrong.append(message.text)

    def click_place(self, x, y):
        """Click the map at a place given in metres from the lattice's south-west corner."""
        self.page.mouse.click(*self.place(x, y))

    def place(self, x, y):
        """Return where on the page such a place is, in pixels."""
        (point,) = planned.lattice.layer([planned.lattice.point(x, y)]).to_crs(4326).geometry
        return self.page.evaluate(
            """([lng, lat]) => {
                const at = gridmap.map.latLngToContainerPoint([lat, lng]);
                const box = gridmap.map.getContainer().getBoundingClientRect();
                return [at.x + box.left, at.y + box.top];
            }""",
            [point.x, point.y],
        )

    def popup(self):
        """Return the text of the open popup."""
        return self.page.locator(".gm-popup").inner_text()


@pytest.fixture
def opened(chromium):
    """Open maps; each is closed after the test, and must not have failed inside."""
    sheets = []

    def open_map(address, **options):
        sheets.append(Sheet(chromium, address, **options))
        return sheets[-1]

    yield open_map
    for sheet in sheets:
        sheet.context.close()
        assert sheet.wrong == []


@pytest.fixture(scope="module")
def map_file(tmp_path_factory):
    plan = planned.plan()
    file = tmp_path_factory.mktemp("map") / "map.html"
    file.write_text(render_map(plan, plan.context, title="示范方案"), encoding="utf-8")
    return file


@pytest.fixture
def sheet(opened, map_file):
    return opened(map_file.as_uri(), offline=True, viewport={"width": 1280, "height": 800})


@pytest.fixture
def phone(opened, map_file):
    return opened(
        map_file.as_uri(),
        offline=True,
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
        device_scale_factor=2,
    )


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory):
    """A store with the sample and its plan, made once for all workers: to be copied."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "sample-store"
    folder.mkdir(exist_ok=True)
    path, draft = folder / "store.gpkg", folder / "draft.gpkg"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            keep_plan(draft, SAMPLE)
            draft.rename(path)
    return path


@pytest.fixture(scope="module")
def service(sample_store, tmp_path_factory):
    """A service over a store with the plan of the sample, that the tests of a module share."""
    with ClientService(tmp_path_factory.mktemp("service"), sample_store) as running:
        yield running


@pytest.fixture
def clients(chromium, service):
    """Return a function that gives clients; after the test nothing may have gone wrong in any.

    ``clients(refused=(412,))`` says which refusals are part of the test.
    """
    made = []

    def make(refused=(), at=service, **options):
        made.append((ClientPage(chromium, at, **options), refused))
        return made[-1][0]

    yield make
    for client, refused in made:
        client.close(*refused)


@pytest.fixture
def planner(clients):
    """The client of a planner at a desk, with the newest plan open."""
    return clients().open()


@pytest.fixture
def pocket(clients):
    """The client on a phone 360 pixels wide, by touch."""
    return clients(**POCKET).open()
