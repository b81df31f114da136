"""The panel of stations in a real browser: who is out of reach, before and after an edit; sites.

On the drawn plan with a street, see `drawn_street`: grids B and D have no station.
"""

import contextlib

import pytest
from client_page import POCKET, ClientPage, ClientService
from drawn_plan import A, B, D, save_drawn, unit
from drawn_street import put_street
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stations")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        put_street(store)
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def panel(chromium, service):
    """Open the client on a new draft with the panel of stations."""
    made = []

    def open_panel(**options):
        client = ClientPage(chromium, service, **options)
        made.append(client)
        client.open(plan=service.branch("草稿", service.plans()[-1]["plan_id"]))
        client.panel("stations")
        client.wait("state.stations.reach !== null")
        return client

    yield open_panel
    for client in made:
        client.close()


def card(client, walker):
    return client.page.locator(f".st-card[data-walker={walker}]")


def line(client, code):
    return client.page.locator(f".st-table tr[data-grid='{code}']")


def marked(client):
    """Return how many units the map marks as out of reach."""
    client.wait_still()
    return client.page.evaluate(
        "() => new Set(gridmap.map.library.queryRenderedFeatures({ layers: ['reach-units'] })"
        ".map((one) => one.id)).size"
    )


def test_households_out_of_reach_are_told_and_marked(panel):
    client = panel()
    # B and D, 120 households each, have no station; of any station nobody is out of reach.
    assert "240 户" in card(client, "adult").inner_text()
    assert "240 户" in card(client, "elder").inner_text()
    for code in (B, D):
        assert line(client, code).locator("td").nth(1).inner_text() == "无"
    assert "s1" in line(client, A).inner_text()
    assert marked(client) == 24
    client.page.get_by_role("button", name="任一驿站").click()
    client.page.wait_for_function(
        "() => document.querySelector('.st-card').innerText.includes('0 户')"
    )
    assert card(client, "elder").locator("strong").inner_text() == "0 户"


def test_an_edit_is_counted_before_and_after(panel):
    client = panel()
    with client.service.client() as other:
        plan = client.state("state.plan.head.plan_id")
        answer = other.post(
            f"/plans/{plan}/edits",
            json={"type": "move", "units": [unit(3, 0)], "target": A},
            headers={"If-Match": '"0"'},
        )
        assert answer.status_code == 201, answer.text
    client.wait("state.stations.reach.version === 1 && state.stations.reach.before !== null")
    told = card(client, "elder")
    told.get_by_text("原 240").wait_for()
    assert "230 户" in told.inner_text()
    assert "新走得到 10 户" in told.inner_text()
    assert "原 120" in line(client, B).inner_text()


def test_faults_of_stations_are_listed_and_flown_to(panel):
    client = panel()
    faults = client.page.locator(".st-faults")
    assert "驿站问题 3 项" in faults.inner_text()
    faults.get_by_text("面积不足").click()
    faults.get_by_text("晚霞驿站（s2）面积 40 平方米").click()
    place = client.state("state.stations.reach.stations[1].place")
    client.page.wait_for_function(
        "([lon]) => Math.abs(gridmap.map.library.getCenter().lng - lon) < 1e-4", arg=place
    )


def test_a_grid_is_looked_at_by_keys(panel):
    client = panel()
    line(client, B).get_by_role("button").press("Enter")
    client.wait("state.stations.grid === argument", B)
    assert line(client, B).get_by_role("button").get_attribute("aria-pressed") == "true"
    assert marked(client) == 12


def test_a_new_station_is_sited_with_its_proof(panel):
    client = panel()
    form = client.page.locator(".st-form")
    form.get_by_label("目标").select_option("distance")
    form.get_by_role("button", name="求最优位置").click()
    result = client.page.locator(".st-result")
    result.get_by_text("已证明最优", exact=True).wait_for()
    assert "由" in result.inner_text()
    assert "差距 0%" in result.inner_text()
    # By symmetry the best place is where the fourth or the fifth column meets the street: homes
    # are counted by columns, and s1 and s2 serve the outer ones.
    (site,) = client.state("state.stations.siting.sites")
    first, last = (one["place"][0] for one in client.state("state.stations.reach.stations"))
    assert site["place"][0] == pytest.approx((first + last) / 2, abs=8e-4)
    client.wait_still()
    assert client.page.evaluate(
        "() => gridmap.map.library.queryRenderedFeatures({ layers: ['sites-places'] }).length"
    )
    result.get_by_role("button", name="清除").click()
    client.wait("state.stations.siting === null")


def test_candidates_that_are_none_are_refused_before_they_are_sent(panel):
    client = panel()
    box = client.page.get_by_label("候选点")
    box.fill("人民路 8 号")
    client.page.get_by_role("alert").get_by_text("不是“经度,纬度”").wait_for()
    assert client.page.get_by_role("button", name="求最优位置").is_disabled()


def test_the_panel_fits_a_phone_in_both_languages(panel):
    for lang, title in (("zh", "步行 15 分钟走不到驿站"), ("en", "within 15 minutes")):
        client = panel(lang=lang, **POCKET)
        client.page.get_by_text(title).first.wait_for()
        assert client.page.evaluate("() => document.documentElement.scrollWidth") == 360
