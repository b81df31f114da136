"""Hazards in a real browser: the rain level is switched, what is due is listed, ringed, flown to.

On the drawn plan, with hazards whose days can be worked out by hand from the table of visits.
"""

import contextlib
from datetime import datetime, timedelta

import lattice
import pytest
from client_page import POCKET, ClientPage, ClientService
from drawn_plan import save_drawn
from gridmap_api.settings import CHINA
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.setup import upgrade

from gridmap.layers import CONTRACTS, conform

pytestmark = pytest.mark.browser


def hazards():
    """Return hazards that were visited two days ago, one that never was, and a candidate."""
    before = (datetime.now(CHINA) - timedelta(days=2)).date().isoformat()
    places = [(150, 450), (350, 450), (550, 450), (650, 150)]
    frame = lattice.layer(
        [lattice.point(*place) for place in places],
        hazard_id=["h1", "h2", "h3", "h4"],
        name=["济安桥下穿", "东关沟", "滨河险段", "低洼候选"],
        kind=["culvert", "ditch", "river_section", "low_lying"],
        level=[1, 4, 2, 3],
        status=["open", "treating", "watched", "candidate"],
        last_visit=[before, before, None, None],
        responsible=["城管所", "水利站", None, None],
    ).to_crs(4490)
    return conform(frame, CONTRACTS["hazards"]).frame


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hazards")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
        with store.write() as connection:
            import_layer(connection, "hazards", hazards(), actor="test")
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def panel(chromium, service):
    """Open the client with the panel of hazards, no rain."""
    made = []
    with service.client() as client:
        assert client.put("/hazards/rain", json={"level": "none"}).status_code == 200

    def open_panel(**options):
        client = ClientPage(chromium, service, **options)
        made.append(client)
        client.open()
        client.panel("hazards")
        client.wait("state.hazards.list !== null")
        return client

    yield open_panel
    for client in made:
        client.close()


def rows(client):
    found = client.page.locator(".hz-list > li").all()
    return [(one.get_attribute("data-hazard"), one.get_attribute("data-state")) for one in found]


def rings(client, ids):
    """Wait until just these hazards are ringed on the map, with their states."""
    client.page.wait_for_function(
        """ids => {
            const source = gridmap.map.library.getSource("hazards-due");
            if (!source || !gridmap.map.library.isSourceLoaded("hazards-due")) return false;
            const found = gridmap.map.library.querySourceFeatures("hazards-due");
            const told = found.map((one) => `${one.properties.id} ${one.properties.state}`);
            return JSON.stringify([...new Set(told)].sort()) === JSON.stringify(ids);
        }""",
        arg=ids,
    )


def test_the_rain_level_makes_hazards_due_for_everybody(panel):
    """Visited two days ago: under yellow h1 was due yesterday; without rain in five days."""
    client = panel()
    assert rows(client) == [("h3", "due")]
    assert "尚未设置" not in client.page.locator(".hz-who").inner_text()
    rings(client, ["h3 due"])
    client.page.locator("[data-rain=yellow]").click()
    client.wait("state.hazards.list.rain === 'yellow'")
    client.page.wait_for_selector("[data-hazard=h1]")
    assert rows(client) == [("h1", "overdue"), ("h3", "due")]
    assert "逾期 1 天" in client.page.locator("[data-hazard=h1]").inner_text()
    assert "逾期 1 处" in client.page.locator(".hz-counts").inner_text()
    rings(client, ["h1 overdue", "h3 due"])
    other = panel()
    assert rows(other) == [("h1", "overdue"), ("h3", "due")]


def test_a_hazard_is_flown_to_and_its_card_says_when_and_why(panel):
    client = panel()
    client.page.locator("[data-rain=orange]").click()
    client.page.wait_for_selector("[data-hazard=h1]")
    client.page.locator("[data-hazard=h1] .hz-row").click()
    card = client.page.locator(".viewing-card[data-chosen='hazards:h1']")
    card.get_by_text("城管所").wait_for()
    told = card.inner_text()
    assert "济安桥下穿" in told
    assert "待处置" in told
    assert "暴雨橙色预警" in told
    assert "逾期 1 天" in told


def test_candidates_and_kinds_are_listed_by_choice(panel):
    client = panel()
    client.page.locator("[data-which=candidates]").click()
    assert rows(client) == [("h4", "left_out")]
    client.page.locator("[data-which=all]").click()
    assert {name for name, _ in rows(client)} == {"h1", "h2", "h3", "h4"}
    client.page.locator(".hz-filters select").select_option("ditch")
    assert rows(client) == [("h2", "later")]


def test_hazards_are_drawn_with_the_sign_of_their_kind_and_candidates_hollow(panel):
    client = panel()
    client.page.wait_for_function(
        """() => new Set(gridmap.map.library.queryRenderedFeatures(undefined,
               { layers: ["hazards-dot"] }).map((one) => one.properties.hazard_id)).size === 4"""
    )
    told = client.page.evaluate(
        """() => gridmap.map.library.queryRenderedFeatures(undefined, { layers: ["hazards-dot"] })
               .filter((one) => one.properties.hazard_id === "h4")
               .map((one) => [one.properties.status, one.layer.paint["circle-color"]])[0]"""
    )
    assert told[0] == "candidate"
    white = told[1]
    assert (white["r"], white["g"], white["b"]) == (1, 1, 1)


def test_the_rings_go_with_the_panel(panel):
    client = panel()
    rings(client, ["h3 due"])
    client.panel("layers")
    client.page.wait_for_function("() => !gridmap.map.library.getSource('hazards-due')")


def test_on_a_phone_the_levels_are_large_enough_to_touch(panel):
    client = panel(**POCKET)
    for button in client.page.locator("[data-rain]").all():
        box = button.bounding_box()
        assert box["height"] >= 40
        assert box["x"] + box["width"] <= 360
    wide = client.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
