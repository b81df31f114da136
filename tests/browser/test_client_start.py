"""The client's first view: everything from the service itself, and nothing refused."""

import pytest

pytestmark = pytest.mark.browser


def test_the_plan_of_the_store_is_on_the_map(planner, service):
    (item,) = service.plans()
    assert planner.state("state.plan.head.plan_id") == item["plan_id"]
    assert planner.page.locator("[data-version]").get_attribute("data-version") == "0"
    planner.wait_still()
    drawn = planner.page.evaluate(
        "() => new Set(gridmap.map.library.queryRenderedFeatures({ layers: ['units-fill'] })"
        ".map(one => one.id)).size"
    )
    assert drawn == planner.state("state.plan.members.units.count")


def test_every_panel_opens_on_a_desk_and_on_a_phone(planner, pocket):
    for client in (planner, pocket):
        names = [
            button.get_attribute("data-panel")
            for button in client.page.locator("nav [data-panel]").all()
        ]
        assert {"plans", "layers", "grids", "edit", "violations", "import"} <= set(names)
        for name in names:
            assert client.panel(name).get_attribute("aria-label")


def test_the_service_comes_back_under_its_address(planner, service):
    with planner.outage():
        service.kill()
        planner.wait("state.plan.link === 'lost'")
        assert planner.page.get_by_role("alert").is_visible()
        service.start()
        planner.wait("state.plan.link === 'live'")
    assert planner.page.get_by_role("alert").count() == 0
