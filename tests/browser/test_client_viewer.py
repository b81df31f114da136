"""A viewer on a phone: a published plan, nobody logged in, nothing that writes."""

import re

import pytest
from client_page import POCKET, ClientService

pytestmark = pytest.mark.browser

WRITING = ("edit", "violations", "engine", "history", "review", "import")


@pytest.fixture(scope="module")
def public(sample_store, tmp_path_factory):
    """A service with accounts over a store in which the plan of the sample is published."""
    folder = tmp_path_factory.mktemp("public")
    with ClientService(folder, sample_store) as open_to_all, open_to_all.client() as client:
        (item,) = open_to_all.plans()
        path = f"/plans/{item['plan_id']}"
        found = client.get(f"{path}/violations").json()["violations"]
        reasons = [{"key": one["key"], "reason": "待拆分"} for one in found if one["hard"]]
        for to, exceptions in (("in_review", []), ("published", reasons)):
            answer = client.post(
                f"{path}/state",
                json={"to": to, "exceptions": exceptions},
                headers={"If-Match": '"0"'},
            )
            assert answer.status_code == 201, answer.text
    with ClientService(folder, accounts=True) as running:
        yield running


@pytest.fixture
def viewer(clients, public):
    return clients(at=public, **POCKET).open()


def tap(client, place):
    """Touch the map at a place in degrees."""
    client.wait_still()
    x, y = client.page.evaluate("place => gridmap.map.pixelOf(place)", place)
    box = client.page.locator(".map").bounding_box()
    client.page.touchscreen.tap(box["x"] + x, box["y"] + y)


def test_the_published_plan_is_there_and_nothing_to_write_with(viewer):
    page = viewer.page
    assert viewer.state("state.start.me.may_write") is False
    assert viewer.state("state.plan.head.state") == "published"
    assert viewer.state("state.plan.members") is None
    names = [one.get_attribute("data-panel") for one in page.locator("nav [data-panel]").all()]
    assert set(names).isdisjoint(WRITING)
    assert {"plans", "layers", "grids", "compare"} <= set(names)
    viewer.wait_still()
    drawn = page.evaluate(
        "() => new Set(gridmap.map.library.queryRenderedFeatures({ layers: ['grids-fill'] })"
        ".map((one) => one.properties.grid_code)).size"
    )
    assert drawn == viewer.state("state.plan.grids.size") > 40
    for name in names:
        panel = viewer.panel(name)
        assert panel.get_by_role("button", name=re.compile("新建|建分支|改名|作废")).count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360


def test_a_grid_is_searched_and_told_of(viewer):
    code = viewer.state("[...state.plan.grids.keys()].sort()[3]")
    grid = viewer.state(f"state.plan.grids.get('{code}').properties")
    box = viewer.page.get_by_role("combobox", name="搜索")
    box.tap()
    box.fill(code)
    option = viewer.page.get_by_role("option").first
    option.get_by_text(code).wait_for()
    option.tap()
    card = viewer.page.locator(f"[data-chosen='grids:{code}']")
    card.wait_for()
    assert grid["community"] in card.inner_text()
    assert str(grid["households"]) in card.inner_text()
    sides = card.bounding_box()
    assert sides["x"] >= 0
    assert sides["x"] + sides["width"] <= 360
    card.get_by_role("button", name="关闭").tap()
    card.wait_for(state="detached")


def test_a_touch_on_a_grid_tells_of_it(viewer):
    label = viewer.state("[...state.plan.grids.values()].find(one => one.properties.label)")
    viewer.page.evaluate(
        "place => gridmap.map.setCamera({ centre: place, zoom: 17 })", label["properties"]["label"]
    )
    viewer.wait_still()
    tap(viewer, label["properties"]["label"])
    viewer.page.locator(".viewing-card").wait_for()
    assert viewer.state("state.chosen.layer") in {"grids", "compounds", "roads", "stations"}


def test_circles_are_drawn_around_stations(viewer):
    panel = viewer.panel("layers")
    assert "沿道路" in panel.inner_text()
    before = len(viewer.page.evaluate("() => gridmap.map.library.getLayersOrder()"))
    panel.locator("[data-circle=elder]").check()
    viewer.page.wait_for_function(
        "before => gridmap.map.library.getLayersOrder().length > before", arg=before
    )
    viewer.page.reload()
    viewer.ready()
    assert viewer.panel("layers").locator("[data-circle=elder]").is_checked()


def test_english_is_a_touch_away(viewer):
    viewer.page.get_by_role("button", name="English").tap()
    viewer.page.locator("nav [data-panel=layers]", has_text="Layers").wait_for()
    assert viewer.page.locator("html").get_attribute("lang") == "en"
