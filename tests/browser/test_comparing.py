"""Comparing two plans in a real browser: figures, rows, pieces on the map, files, the swipe."""

import csv
import io

import gpxpy
import pytest
from client_page import POCKET, ClientPage, ClientService

pytestmark = pytest.mark.browser

PIECE_AT = """([x, y]) => {
    const box = document.querySelector(".map").getBoundingClientRect();
    const at = [x - box.left, y - box.top];
    return gridmap.map.library.queryRenderedFeatures(at, { layers: ["difference-pieces"] })
        .map((one) => [one.properties.old, one.properties.new]);
}"""


class Moved:
    """A draft in which one unit left its grid for a neighbour's."""

    def __init__(self, client, service):
        self.id = service.branch("调整稿")
        client.open(plan=self.id)
        edge = client.border()
        self.unit, self.old, self.new = edge["unit"], edge["from"], edge["to"]
        self.households = edge["households"]
        body = {"type": "move", "units": [self.unit], "target": self.new}
        with service.client() as web:
            answer = web.post(f"/plans/{self.id}/edits", json=body, headers={"If-Match": '"0"'})
        assert answer.status_code == 201, answer.text
        client.wait_version(1)


@pytest.fixture
def client(clients):
    return clients()


@pytest.fixture
def moved(client, service):
    return Moved(client, service)


def compared(client):
    panel = client.panel("compare")
    client.wait("state.comparing.shown && !state.comparing.isAsking")
    return panel


def swipe(client):
    """Open both maps and return the divider."""
    compared(client).locator("[data-do=swipe]").click()
    drawn(client)
    return client.page.get_by_role("slider")


def drawn(client):
    """Wait until both maps are there: three at once are much for a browser without a GPU."""
    client.page.wait_for_selector(".cmp-swipe[data-drawn]", timeout=90_000)


def at(divider):
    return int(divider.get_attribute("aria-valuenow"))


def test_what_moved_is_in_figures_in_rows_and_on_the_map(client, moved):
    panel = compared(client)
    assert f"归属变更 {moved.households} 户" in panel.inner_text()
    rows = panel.locator("[data-row]")
    keys = {f"{code}>{code}" for code in (moved.old, moved.new)}
    assert {row.get_attribute("data-row") for row in rows.all()} == keys
    left = panel.locator(f"[data-row='{moved.old}>{moved.old}']").inner_text()
    assert f"划出至 …{moved.new[-3:]}（{moved.households} 户）" in left
    client.look_at(moved.unit)
    assert client.page.evaluate(PIECE_AT, client.pixel(moved.unit)) == [[moved.old, moved.new]]
    client.panel("layers")
    gone = "() => !gridmap.map.library.getLayer('difference-pieces')"
    client.page.wait_for_function(gone)


def test_rows_are_walked_through_and_picked_by_keys(client, moved):
    panel = compared(client)
    what = panel.locator(".cmp-what")
    what.first.focus()
    client.page.keyboard.press("ArrowDown")
    assert what.nth(1).evaluate("one => one === document.activeElement")
    client.page.keyboard.press("Enter")
    key = panel.locator("[data-row]").nth(1).get_attribute("data-row")
    client.wait("state.comparing.row === argument", key)
    client.page.wait_for_function(
        """key => {
            const { found } = gridmap.store.state.value.comparing.shown;
            const row = found.successions.find((one) => `${one.old}>${one.new}` === key);
            const { centre: [lon, lat] } = gridmap.map.camera();
            const [west, south, east, north] = row.bounds;
            return west < lon && lon < east && south < lat && lat < north;
        }""",
        arg=key,
    )
    panel.get_by_role("button", name="编码与说明").click()
    first = min(moved.old, moved.new)
    assert panel.locator("[data-row]").first.get_attribute("data-row") == f"{first}>{first}"
    panel.get_by_role("button", name="编码与说明").click()
    assert panel.locator("th[aria-sort=descending]").inner_text().strip() == "编码与说明"
    assert panel.locator("[data-row]").last.get_attribute("data-row") == f"{first}>{first}"


def test_table_is_saved_as_a_file(client, moved):
    panel = compared(client)
    with client.page.expect_download() as told:
        panel.locator("[data-file=csv]").click()
    text = told.value.path().read_text(encoding="utf-8-sig")
    rows = {row["原网格编码"]: row for row in csv.DictReader(io.StringIO(text))}
    assert rows[moved.old]["划出户数"] == str(moved.households)
    assert rows[moved.new]["划入户数"] == str(moved.households)
    with client.page.expect_download() as told:
        panel.locator("[data-file=xlsx]").click()
    assert told.value.path().read_bytes()[:2] == b"PK"


def test_the_walk_along_what_changed_is_saved_as_a_file(client, moved):
    panel = compared(client)
    with client.page.expect_download() as told:
        panel.locator("[data-seams=gpx]").click()
    walked = gpxpy.parse(told.value.path().read_text(encoding="utf-8"))
    assert len(walked.tracks) == 1
    assert [point.name for point in walked.waypoints][:1] == ["01"]


def test_two_versions_are_chosen_and_exchanged(client, moved):
    panel = compared(client)
    panel.get_by_label("原方案：方案").select_option(moved.id)
    panel.get_by_label("原方案：版本").select_option("0")
    client.wait("state.comparing.shown?.before.version === 0")
    assert client.state("state.comparing.shown.found.before.plan_id") == moved.id
    assert client.state("state.comparing.shown.found.households") == moved.households
    panel.get_by_role("button", name="对调").click()
    client.wait("state.comparing.shown?.after.version === 0")
    sentence = panel.locator(f"[data-row='{moved.old}>{moved.old}']").inner_text()
    assert f"划入 …{moved.new[-3:]}（{moved.households} 户）" in sentence


def test_two_maps_go_together_under_one_divider(client, moved):
    divider = swipe(client)
    client.page.wait_for_selector(".cmp-divider:focus")
    client.page.keyboard.press("ArrowLeft")
    assert at(divider) == 48
    client.page.keyboard.press("Shift+ArrowRight")
    assert at(divider) == 58
    client.page.keyboard.press("End")
    assert at(divider) == 100
    box = client.page.locator(".cmp-swipe").bounding_box()
    middle = box["y"] + box["height"] / 2
    client.page.mouse.move(box["x"] + box["width"] - 8, middle)
    client.page.mouse.down()
    client.page.mouse.move(box["x"] + box["width"] / 4, middle, steps=5)
    client.page.mouse.up()
    assert at(divider) == 25
    clip = client.page.get_by_label("现方案的地图").evaluate("one => one.style.clipPath")
    assert clip.endswith("25%)")
    # Dragged on the right, the map on the left follows: both scale bars and places are the same.
    scales = client.page.locator(".cmp-map .maplibregl-ctrl-scale")
    before = scales.all_inner_texts()
    client.page.mouse.move(box["x"] + box["width"] * 0.7, middle)
    client.page.mouse.wheel(0, -600)
    client.page.wait_for_function(
        """before => {
            const texts = [...document.querySelectorAll(".cmp-map .maplibregl-ctrl-scale")]
                .map((one) => one.innerText);
            return texts[0] === texts[1] && texts[0] !== before;
        }""",
        arg=before[0],
    )
    divider.focus()
    client.page.keyboard.press("Escape")
    assert client.page.locator(".cmp-swipe").count() == 0
    assert client.page.locator("[data-do=swipe]").evaluate("one => one === document.activeElement")


def test_address_opens_the_same_comparison(client, moved):
    divider = swipe(client)
    client.page.keyboard.press("ArrowLeft")
    client.page.wait_for_function("() => location.search.includes('swipe=48')")
    chosen = client.state("[state.comparing.before, state.comparing.after]")
    client.page.reload()
    drawn(client)
    assert at(divider) == 48
    assert client.state("state.comparing.shown.found.households") == moved.households
    assert client.state("[state.comparing.before, state.comparing.after]") == chosen


def test_two_published_plans_are_compared_by_everybody_on_a_phone(chromium, sample_store, tmp_path):
    with ClientService(tmp_path, sample_store) as service:
        parent = service.plans()[0]["plan_id"]
        desk = ClientPage(chromium, service)
        moved = Moved(desk, service)
        desk.close()
        for plan_id in (parent, moved.id):
            publish(service, plan_id)
    with ClientService(tmp_path, accounts=True) as service:
        pocket = ClientPage(chromium, service, **POCKET).open(plan=moved.id)
        panel = compared(pocket)
        assert pocket.state("state.comparing.shown.found.least_told") == 10
        assert "公开数据" in panel.inner_text()
        assert panel.locator("[data-row]").count() == 2
        divider = swipe(pocket)
        box = divider.locator(".cmp-handle").bounding_box()
        assert min(box["width"], box["height"]) >= 44
        width = pocket.page.evaluate("() => document.documentElement.scrollWidth")
        assert width == 360
        titles = pocket.page.locator(".cmp-title").all_inner_texts()
        assert [text.split()[0] for text in titles] == ["原方案", "现方案"]
        pocket.page.mouse.move(box["x"] + 22, box["y"] + 22)
        pocket.page.mouse.down()
        pocket.page.mouse.move(90, box["y"] + 22, steps=4)
        pocket.page.mouse.up()
        assert at(divider) == 25
        pocket.close()


def publish(service, plan_id):
    with service.client() as web:
        for to in ("in_review", "published"):
            version = web.get(f"/plans/{plan_id}").json()["version"]
            body = {"to": to}
            headers = {"If-Match": f'"{version}"'}
            answer = web.post(f"/plans/{plan_id}/state", json=body, headers=headers)
            if answer.status_code == 409:
                keys = answer.json()["violations"]
                body["exceptions"] = [{"key": key, "reason": "示范"} for key in keys]
                answer = web.post(f"/plans/{plan_id}/state", json=body, headers=headers)
            assert answer.status_code == 201, answer.text
