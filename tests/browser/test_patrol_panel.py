"""A planner makes a patrol on the sample, sends a route to a phone, and follows the team."""

import json
import re

import httpx
import pytest
from client_page import POCKET, ClientService
from shapely.geometry import box, mapping


@pytest.fixture(scope="module")
def service(sample_store, tmp_path_factory):
    """A service that works off jobs, over the sample with its plan."""
    with ClientService(tmp_path_factory.mktemp("patrols"), sample_store) as running:
        yield running


@pytest.fixture
def panel(clients):
    """The panel of patrols, with the form filled for a rainy day."""
    planner = clients().open()
    panel = planner.panel("patrols")
    panel.get_by_label("日期").fill("2026-07-01")
    panel.get_by_label("降雨等级").select_option("orange")
    panel.get_by_label("队伍数").fill("3")
    panel.planner = planner
    return panel


def make(panel):
    """Have the routes made, and return the id of the patrol."""
    panel.get_by_role("button", name="开始编排").click()
    panel.locator("[data-open]").wait_for()
    return panel.locator("[data-open]").get_attribute("data-open")


def test_routes_are_made_shown_sent_to_a_phone_and_followed(panel, service, chromium):
    patrol_id = make(panel)
    with service.client() as client:
        told = client.get(f"/patrols/{patrol_id}").json()
    rows = panel.locator("tr[data-route]")
    assert rows.count() == 3
    first = told["routes"][0]
    assert rows.nth(0).locator("td").nth(0).inner_text() == f"0 / {len(first['stops'])}"
    # The routes are on the map, each stop with its number.
    drawn = panel.planner.page.evaluate(
        """async () => {
            const data = await gridmap.map.library.getSource("patrol").getData();
            return data.features.filter((one) => one.properties.label).length;
        }"""
    )
    assert drawn == sum(len(one["stops"]) for one in told["routes"]) + len(told["left_out"])
    card = panel.locator("[data-card='1']")
    card.locator("summary").click()
    assert card.locator("[data-stop]").count() == len(first["stops"])
    card.get_by_role("button", name="派发到手机").click()
    card.locator("img.pa-qr").wait_for()
    address = card.locator(".pa-address").inner_text()
    assert re.fullmatch(rf"{re.escape(service.url)}patrol/[\w-]{{22,}}", address)
    assert card.locator("img.pa-qr").evaluate("(one) => one.naturalWidth") > 0

    phone = chromium.new_context(locale="zh-CN", **POCKET).new_page()
    phone.goto(address)
    phone.wait_for_selector(f"[data-next='{first['stops'][0]['key']}']")
    phone.get_by_label("情况说明").fill("排水口有落叶")
    phone.get_by_role("button", name="已查看，完成").click()
    phone.wait_for_selector("[data-unsent='0'] >> text=已全部发送")
    phone.wait_for_selector(f"[data-stop='{first['stops'][0]['key']}'][data-state=done]")
    phone.context.close()
    # The panel hears of it by itself.
    stop = card.locator(f"[data-stop='{first['stops'][0]['key']}'][data-state=done]")
    stop.wait_for()
    assert "排水口有落叶" in stop.inner_text()
    assert rows.nth(0).locator("td").nth(0).inner_text() == f"1 / {len(first['stops'])}"

    card.get_by_role("button", name="作废链接").click()
    card.get_by_role("button", name="作废链接").wait_for(state="hidden")
    assert httpx.get(f"{address}/route", trust_env=False).status_code == 404


def test_files_of_a_patrol_are_saved(panel, service):
    make(panel)
    page = panel.planner.page
    with page.expect_download() as saved:
        panel.get_by_role("link", name="XLSX").first.click()
    assert saved.value.path().read_bytes()[:2] == b"PK"
    card = panel.locator("[data-card='1']")
    card.locator("summary").click()
    with page.expect_download() as saved:
        card.get_by_role("link", name="GPX").click()
    assert b"<trk>" in saved.value.path().read_bytes()
    with page.expect_download() as saved:
        card.get_by_role("link", name="离线网页").click()
    assert b"<!doctype html>" in saved.value.path().read_bytes()[:200].lower()
    with page.expect_download() as saved:
        card.get_by_role("button", name="A4 路线单").click()
    assert saved.value.path().read_bytes()[:5] == b"%PDF-"
    # The sheet has a link in its code, which can be revoked.
    card.get_by_role("button", name="作废链接").wait_for()


def test_closed_ground_is_drawn_on_the_map_or_read_from_a_file(panel, service, tmp_path):
    page = panel.planner.page
    panel.get_by_text("封闭范围（0 处）").click()
    panel.get_by_role("button", name="在地图上画").click()
    area = page.locator(".map canvas").bounding_box()
    middle = area["x"] + area["width"] / 2, area["y"] + area["height"] / 2
    for number, (x, y) in enumerate(((-40, -40), (40, -40), (0, 50)), start=1):
        page.mouse.click(middle[0] + x, middle[1] + y)
        panel.locator(f"[data-drawing='{number}']").wait_for()
    panel.get_by_role("button", name="画好了").click()
    panel.get_by_text("封闭范围（1 处）").wait_for()
    west, south, _, _ = page.evaluate("() => gridmap.map.bounds()")
    flood = box(west - 1, south - 1, west - 0.9, south - 0.9)
    file = tmp_path / "积水.geojson"
    file.write_text(json.dumps(mapping(flood)), encoding="utf-8")
    panel.locator("input[type=file]").set_input_files(file)
    panel.get_by_text("封闭范围（2 处）").wait_for()
    patrol_id = make(panel)
    with service.client() as client:
        (job,) = [
            one
            for one in client.get("/jobs?limit=30").json()["jobs"]
            if one["kind"] == "patrol" and one["params"]["closed"]
        ]
        result = client.get(f"/jobs/{job['id']}/result").json()
    assert result["patrol_id"] == patrol_id
    assert len(job["params"]["closed"]) == 2


def test_a_patrol_is_removed_after_a_question(panel, service):
    patrol_id = make(panel)
    panel.get_by_role("button", name="删除").click()
    dialog = panel.planner.page.get_by_role("dialog")
    dialog.get_by_role("button", name="删除").click()
    panel.locator("[data-open]").wait_for(state="detached")
    with service.client() as client:
        assert client.get(f"/patrols/{patrol_id}").status_code == 404
    assert panel.locator(f"[data-patrol='{patrol_id}']").count() == 0
