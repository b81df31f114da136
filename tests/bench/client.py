"""How fast the web client is in a real browser: first view, pan and zoom, an edit.

Goals: the first view of a district of 42 communities in 2 s on loopback; pan and zoom without
visible stalls; an edit on the screen 100 ms after the click, acknowledged after 300 ms, 95 of 100
times, with 20,000 units. The browser draws in software here, in which a frame takes longer than on
any machine with a graphics card.

Run with ``./dev bench client`` or ``python tests/bench/client.py``; ``--keep FOLDER`` keeps the
stores for the next time, which saves minutes.
"""

import argparse
import contextlib
import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import BIN, print_table, run
from city import BLOCK, city
from client_page import CHROMIUM_OPTIONS, ClientPage, ClientService, keep_plan
from gridmap_api.store.engine import open_store
from gridmap_api.store.making import create_plan
from gridmap_api.store.setup import upgrade
from playwright.sync_api import sync_playwright

from gridmap.io.plans import read_plan
from gridmap.sheets.webmap import render_map

FIRST_VIEW_S, SHOWN_MS, SAVED_MS = 2.0, 100.0, 300.0
CITIES = {"7,000": (70, 100), "20,000": (100, 200), "100,000": (250, 400)}
EDITED, EDITS = "20,000", 50
DISTRICT = ("--communities", "42", "--households", "217187")
VIEWS = 5
"""First views of each kind; the median counts."""


def district(folder):
    """Return a store with the plan of a district, and the file of the plan."""
    store, plan = folder / "district.gpkg", folder / "plan.gpkg"
    if not store.exists():
        if not plan.exists():
            made = run([BIN / "gridmap", "sample", folder / "sample", *DISTRICT], cwd=folder)
            assert made.code == 0, made.out
            plan = keep_plan(folder / "draft.gpkg", folder / "sample" / "sample.gpkg")
        else:
            keep_plan(folder / "draft.gpkg", None, plan)
        (folder / "draft.gpkg").rename(store)
    return store, plan


def lattice_store(folder, rows, cols):
    """Return a store with the plan of a lattice city."""
    path = folder / f"city-{rows}x{cols}.gpkg"
    if not path.exists():
        plan, graph = city(rows, cols)
        with contextlib.closing(open_store(path)) as store:
            upgrade(store)
            with store.write() as connection:
                create_plan(connection, plan, name=path.stem, owner="bench", graph=graph)
    return path


DRAWN = """async () => {
    const html = document.documentElement.dataset;
    const ready = () => html.ready && window.gridmap.map.library.loaded();
    while (!window.gridmap?.map || !ready()) await new Promise(requestAnimationFrame);
    return performance.now();
}"""
"""Milliseconds from the navigation to the frame in which nothing is left to be fetched or drawn."""


def view_ms(page, address):
    """Return the milliseconds of a first view."""
    page.goto(address, wait_until="commit")
    return page.evaluate(DRAWN)


def first_views(browser, store, folder):
    """Return the milliseconds of first views by how much is known already."""
    found = {"new service, new browser": [], "new browser": [], "second visit": []}
    for _ in range(VIEWS):
        with ClientService(folder, store) as service:
            for name in ("new service, new browser", "new browser"):
                client = ClientPage(browser, service)
                found[name].append(view_ms(client.page, service.url))
                if name == "new browser":
                    found["second visit"].append(view_ms(client.page, service.url))
                client.close()
    return found


def folium_ms(browser, plan, folder):
    """Return the milliseconds of a first view of the page that folium makes of the same plan."""
    page_file = folder / "map.html"
    if not page_file.exists():
        read = read_plan(plan)
        page_file.write_text(render_map(read, read.context, title="bench"), encoding="utf-8")
    found = []
    for _ in range(VIEWS):
        page = browser.new_page(viewport={"width": 1360, "height": 820})
        page.goto(page_file.as_uri(), wait_until="commit")
        page.wait_for_selector("html[data-ready]", timeout=120_000)
        found.append(page.evaluate("() => new Promise(requestAnimationFrame)"))
        page.close()
    return statistics.median(found), page_file.stat().st_size / 1e6


GAPS = """async moves => {
    const map = gridmap.map.library;
    const found = {};
    for (const [name, move] of Object.entries(moves)) {
        let [last, gaps, is_over] = [performance.now(), [], false];
        const ended = new Promise(done => map.once("moveend", done)).then(() => { is_over = true });
        const tasks = [];
        const watch = new PerformanceObserver(list =>
            tasks.push(...list.getEntries().map(one => one.duration)));
        watch.observe({ entryTypes: ["longtask"] });
        if (move.by) map.panBy(move.by, { duration: 3000, easing: t => t });
        else map.zoomTo(map.getZoom() + move.zoom, { duration: 3000, easing: t => t });
        while (!is_over) {
            const now = await new Promise(requestAnimationFrame);
            gaps.push(now - last);
            last = now;
        }
        await ended;
        watch.disconnect();
        gaps.sort((a, b) => a - b);
        const at = share => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * share))];
        found[name] = { frames: gaps.length, p50: at(.5), p95: at(.95), max: at(1),
                        task: Math.max(0, ...tasks) };
        while (!map.loaded()) await new Promise(requestAnimationFrame);
    }
    return found;
}"""
MOVES = {
    "pan, whole": {"by": [900, 300]},
    "zoom in": {"zoom": 3},
    "pan, near": {"by": [-900, -300]},
    "zoom out": {"zoom": -3},
}


def frames(browser, store, folder):
    """Return the gaps between frames while the map moves for 3 s each way."""
    with ClientService(folder, store) as service:
        client = ClientPage(browser, service)
        first = view_ms(client.page, service.url)
        found = client.page.evaluate(GAPS, MOVES)
        client.close()
    return first, found


WATCH = """([x, y]) => {
    const { map, store } = gridmap;
    const canvas = map.library.getCanvas();
    const [gl, ratio] = [canvas.getContext("webgl2"), devicePixelRatio];
    const pixel = () => {
        const found = new Uint8Array(4);
        const [left, top] = [Math.round(x * ratio), canvas.height - Math.round(y * ratio)];
        gl.readPixels(left, top, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, found);
        return found.join();
    };
    const { version } = store.state.value.plan.head;
    window.watched = new Promise((done) => {
        const found = {};
        let before = null;
        const note = (name) => {
            found[name] ??= performance.now();
            if (found.shown && found.saved) {
                map.library.off("render", look);
                stop();
                done(found);
            }
        };
        const look = () => {
            if (before === null) before = pixel();
            else if (found.pressed && !found.shown && pixel() !== before) note("shown");
        };
        map.library.on("render", look);
        const press = (event) => { found.pressed = event.timeStamp };
        addEventListener("pointerdown", press, { capture: true, once: true });
        let stop = () => {};
        stop = store.state.subscribe(({ plan }) => {
            if (plan.head.version > version && plan.pending.length === 0) note("saved");
        });
    });
    return new Promise((done) => {
        map.library.once("render", () => done());
        map.library.triggerRepaint();
    });
}"""
"""Notes when the mouse is pressed, when the pixel has another colour, when the edit is saved."""


def edits(browser, store, folder, *, rows, cols):
    """Return the milliseconds from a press of the mouse to the new colour, and to the answer.

    The first grid is painted over its eastern neighbour, unit by unit, column after column.
    """
    plan, _ = city(rows, cols)
    table = plan.units["unit_id"].to_numpy().reshape(-1, cols)
    painted = table[:BLOCK, BLOCK : BLOCK + EDITS // BLOCK].T.ravel().tolist()
    shown, saved = [], []
    with ClientService(folder, store) as service:
        client = ClientPage(browser, service)
        client.open()
        client.panel("edit")
        client.look_at(painted[EDITS // 2], zoom=14.5)
        client.page.keyboard.down("Alt")
        client.page.mouse.click(*client.pixel(table[0, 0]))
        client.page.keyboard.up("Alt")
        client.page.locator("[data-tool=paint]").click()
        corner = client.page.locator(".map").bounding_box()
        for unit in painted:
            x, y = client.pixel(unit)
            client.page.mouse.move(x, y)
            client.page.evaluate(WATCH, [x - corner["x"], y - corner["y"]])
            client.page.mouse.click(x, y)
            found = client.page.evaluate("() => window.watched")
            shown.append(found["shown"] - found["pressed"])
            saved.append(found["saved"] - found["pressed"])
        client.close()
    return shown, saved


def main():
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path, help="folder for stores")
    parser.add_argument("--only", choices=("first", "frames", "edits"), help="one part")
    asked = parser.parse_args()
    with contextlib.ExitStack() as ends:
        scratch = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="gridmap-client-")))
        keep = asked.keep or scratch
        keep.mkdir(parents=True, exist_ok=True)
        playwright = ends.enter_context(sync_playwright())
        path = os.environ.get("GRIDMAP_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        if asked.only in {None, "first"}:
            print_first(browser, keep, scratch)
        if asked.only in {None, "frames"}:
            print_frames(browser, keep, scratch)
        if asked.only in {None, "edits"}:
            print_edits(browser, keep, scratch)
        browser.close()


def print_first(browser, keep, scratch):
    """Print the table of first views."""
    store, plan = district(keep)
    found = first_views(browser, store, scratch)
    folium, size_mb = folium_ms(browser, plan, keep)
    rows = []
    for name, spent in found.items():
        middle = statistics.median(spent) / 1e3
        ratio = f"{folium / 1e3 / middle:.1f}"
        good = "yes" if middle <= FIRST_VIEW_S else "no"
        rows.append([name, len(spent), f"{middle:.2f}", f"{max(spent) / 1e3:.2f}", ratio, good])
    rows.append([f"page by folium, {size_mb:.0f} MB", VIEWS, f"{folium / 1e3:.2f}", "", "1", ""])
    heads = ["first view of the district", "n", "median s", "max s", "folium over it", "<= 2 s"]
    print_table(heads, rows)


def print_frames(browser, keep, scratch):
    """Print the table of frames."""
    rows = []
    for name, size in CITIES.items():
        first, found = frames(browser, lattice_store(keep, *size), scratch)
        rows += [
            [f"{name} units, {move}", f"{first / 1e3:.1f}"]
            + [f"{one[key]:.0f}" for key in ("frames", "p50", "p95", "max", "task")]
            for move, one in found.items()
        ]
    heads = ["moving 3 s", "first view s", "frames", "gap p50 ms", "p95", "max", "longest task ms"]
    print_table(heads, rows)


def print_edits(browser, keep, scratch):
    """Print the table of edits."""
    rows, cols = CITIES[EDITED]
    found = edits(browser, lattice_store(keep, rows, cols), scratch, rows=rows, cols=cols)
    lines = []
    names = ("another colour on the screen", "acknowledged by the service")
    for name, spent, goal in zip(names, found, (SHOWN_MS, SAVED_MS), strict=True):
        p95 = statistics.quantiles(spent, n=20)[18]
        figures = [f"{one:.0f}" for one in (statistics.median(spent), p95, max(spent))]
        lines.append([name, len(spent), *figures, f"{goal:.0f}", "yes" if p95 <= goal else "no"])
    heads = [f"a unit painted, of {EDITED}", "edits", "p50 ms", "p95", "max", "goal", "reached"]
    print_table(heads, lines)


if __name__ == "__main__":
    main()
