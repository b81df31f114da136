"""The planner's client in a real browser, the service that it talks to, and what went wrong."""

import contextlib
import shutil

from gridmap_api.routes.client import FOLDER
from gridmap_api.store.engine import open_store
from gridmap_api.store.loading import load_file
from gridmap_api.store.setup import upgrade
from service_process import ServiceProcess

from gridmap.io.imports import import_files
from gridmap.io.plans import write_plan
from gridmap.io.project import read_project
from gridmap.pipeline import make_plan

DESK = {"viewport": {"width": 1360, "height": 820}}
POCKET = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
PATIENCE_MS = 60_000
"""How long a state is waited for, on a machine that does other things too."""

RESTS = """(() => {
    const library = gridmap.map?.library;
    if (!library || library.isMoving()) return false;
    // It takes the size of its box some time after the box, such as when a print is over.
    const { x, y } = library.project(library.getCenter());
    const { top = 0, bottom = 0, left = 0, right = 0 } = library.getPadding();
    const { clientWidth, clientHeight } = library.getContainer();
    const off = [x - (clientWidth + left - right) / 2, y - (clientHeight + top - bottom) / 2];
    return off.every((pixels) => Math.abs(pixels) < 1);
})()"""
"""Whether the map has come to rest in its box: only then does a place keep its pixel."""

STATE = "const state = gridmap.store.state.value"
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    # The client draws by WebGL: here in software.
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
HALF_THE_PIXELS = "Object.defineProperty(window, 'devicePixelRatio', { get: () => 0.5 })"
"""Drawing in software takes time by the pixel: the map has a quarter of them, the page has all."""

OF_THE_BROWSER = "GPU stall due to ReadPixels"
"""Chromium's own warning of drawing in software."""


def keep_plan(path, source, plan=None):
    """Write a store with the layers of a file and the plan of them; return the plan's file."""
    if plan is None:
        project, plan = path.with_name("project.gpkg"), path.with_name("plan.gpkg")
        import_files([source], project=project)
        write_plan(make_plan(read_project(project)), plan)
    with contextlib.closing(open_store(path)) as store:
        upgrade(store)
        load_file(store, plan, actor="示范")
    return plan


class ClientService(ServiceProcess):
    """A service over a store of its own, that comes back under the same address."""

    def __init__(self, folder, store=None, **settings):
        assert (FOLDER / "index.html").is_file(), "the client is not built: npm run build"
        self.path = folder / "store.gpkg"
        if store is not None:
            shutil.copyfile(store, self.path)
        super().__init__(str(self.path), **settings)

    def start(self):
        """Start it; another time under the address that browsers know by then."""
        if self.url:
            self.command[-1] = self.url.rstrip("/").rpartition(":")[2]
        known, _ = self.url, super().start()
        assert known in {"", self.url}, f"{known} is taken"
        return self

    def plans(self):
        """Return the plans that it tells of, the newest first."""
        with self.client() as client:
            return client.get("/plans").json()["plans"]

    def branch(self, name, plan_id=None):
        """Return the id of a new draft, made of a plan: for a test to change."""
        parent = plan_id or self.plans()[0]["plan_id"]
        with self.client() as client:
            answer = client.post(f"/plans/{parent}/branches", json={"name": name})
        assert answer.status_code == 201, answer.text
        return answer.json()["plan_id"]

    def events(self, plan_id):
        """Return the events of a plan, the oldest first."""
        with self.client() as client:
            return client.get(f"/plans/{plan_id}/events?limit=500").json()["events"]


class ClientPage:
    """One open client: what it shows, what it was refused, what went wrong in it."""

    def __init__(self, browser, service, *, lang="zh", **options):
        self.service = service
        locale = "zh-CN" if lang == "zh" else "en-GB"
        self.context = browser.new_context(locale=locale, **(options or DESK))
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(HALF_THE_PIXELS)
        self.page = self.context.new_page()
        self.asked, self.refused, self.wrong = [], [], []
        self.is_out = False
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("response", self._answered)
        self.page.on("requestfailed", self._unanswered)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", self._heard)
        self.lang = lang

    def open(self, plan=None, **query):
        """Open the client, and wait until its first plan is on the map."""
        given = {"lang": self.lang, **({} if plan is None else {"plan": plan}), **query}
        self.page.goto(f"{self.service.url}?{'&'.join(f'{k}={v}' for k, v in given.items())}")
        return self.ready()

    def ready(self):
        """Wait until the first plan is on the map."""
        self.page.wait_for_selector("html[data-ready]")
        return self

    def panel(self, name):
        """Return the panel of this name, opened if it is not."""
        button = self.page.locator(f"nav [data-panel={name}]")
        if button.get_attribute("aria-current") is None:
            button.click()
        self.page.wait_for_selector(f"nav [data-panel={name}][aria-current=page]")
        return self.page.locator("#panel")

    def state(self, of="state"):
        """Return a part of the client's state, as JSON can hold it."""
        return self.page.evaluate(
            f"() => {{ const state = gridmap.store.state.value; return {of} }}"
        )

    def wait(self, condition, argument=None):
        """Wait until something is true of the client's state."""
        self.page.wait_for_function(f"argument => {{ {STATE}; return {condition} }}", arg=argument)

    @property
    def version(self):
        """The version of the open plan up to which nothing is missing."""
        return self.state("state.plan.head.version")

    def wait_version(self, version):
        """Wait until the open plan is at a version, and all of its own edits are acknowledged."""
        self.wait(
            "state.plan && state.plan.head.version >= argument && !state.plan.pending.length",
            version,
        )

    def wait_still(self):
        """Wait until the map has come to rest, in its box, and drawn all that it was told to."""
        self.page.wait_for_function(f"() => {RESTS} && gridmap.map.library.loaded()")

    def grid_of(self, unit):
        """Return the code of the grid in which a unit is shown; None for no grid."""
        return self.page.evaluate(
            """unit => {
                const { units, shown } = gridmap.store.state.value.plan.members;
                const grid = shown.gridOf[units.positionOfId.get(unit)];
                return grid === -1 ? null : shown.codes[grid];
            }""",
            unit,
        )

    def pixel(self, unit):
        """Return where on the page a unit is drawn, once the map is at rest."""
        self.page.wait_for_function(f"() => {RESTS}")
        return self.page.evaluate(
            """unit => {
                const { units } = gridmap.store.state.value.plan.members;
                const at = units.positionOfId.get(unit);
                const [x, y] = gridmap.map.pixelOf([units.lon[at], units.lat[at]]);
                const box = document.querySelector(".map").getBoundingClientRect();
                return [x + box.left, y + box.top];
            }""",
            unit,
        )

    def look_at(self, unit, zoom=16.5):
        """Bring a unit to the middle of the map, and wait until all there is drawn."""
        self.page.evaluate(
            """([unit, zoom]) => {
                const { units } = gridmap.store.state.value.plan.members;
                const at = units.positionOfId.get(unit);
                gridmap.map.setCamera({ centre: [units.lon[at], units.lat[at]], zoom });
            }""",
            [unit, zoom],
        )
        self.wait_still()

    def border(self, avoid=()):
        """Return a unit that may leave its grid for a neighbour's without breaking a rule.

        In the same community and in no compound, and both grids stay whole; none of those to avoid.
        """
        return self.page.evaluate(BORDER, list(avoid))

    @contextlib.contextmanager
    def outage(self):
        """Let requests fail within the block: the service is down."""
        self.is_out = True
        yield
        self.is_out = False

    def close(self, *refused):
        """Close it; nothing may have gone wrong, nor been refused but with these statuses."""
        self.context.close()
        assert self.wrong == []
        assert [one for one in self.refused if one[0] not in refused] == []
        own = (self.service.url, "data:", "blob:")
        assert [url for url in self.asked if not url.startswith(own)] == []

    def _answered(self, response):
        if response.status >= 400:
            self.refused.append((response.status, response.request.method, response.url))
        if response.status >= 500 and not self.is_out:
            self.wrong.append(f"{response.status} {response.url}")

    def _unanswered(self, request):
        # A tile that is not wanted any more, a stream that is closed.
        if request.failure != "net::ERR_ABORTED" and not self.is_out:
            self.wrong.append(f"{request.failure} {request.url}")

    def _heard(self, message):
        if message.type not in {"error", "warning"} or OF_THE_BROWSER in message.text:
            return
        # What was refused or not answered is told by the requests.
        if not message.text.startswith("Failed to load resource"):
            self.wrong.append(message.text)


BORDER = """avoid => {
    const { units, shown } = gridmap.store.state.value.plan.members;
    const { start, to, open } = units.neighbours;
    const beside = function* (at) {
        for (let k = start[at]; k < start[at + 1]; k++) if (open[k]) yield to[k];
    };
    const whole = (grid, without) => {
        const left = new Set();
        shown.gridOf.forEach((one, at) => one === grid && at !== without && left.add(at));
        const count = left.size;
        const todo = left.size ? [left.values().next().value] : [];
        todo.forEach((one) => left.delete(one));
        for (const at of todo) for (const one of beside(at)) if (left.delete(one)) todo.push(one);
        return count > 0 && todo.length === count;
    };
    for (let at = 0; at < units.count; at++) {
        const from = shown.gridOf[at];
        if (from < 0 || units.compound[at] >= 0 || units.households[at] === 0) continue;
        if (avoid.includes(units.ids[at])) continue;
        for (const other of beside(at)) {
            const grid = shown.gridOf[other];
            if (grid < 0 || grid === from) continue;
            if (units.community[other] !== units.community[at]) continue;
            if (!whole(from, at)) continue;
            return { unit: units.ids[at], beside: units.ids[other], from: shown.codes[from],
                     to: shown.codes[grid], households: units.households[at] };
        }
    }
    return null;
}"""
