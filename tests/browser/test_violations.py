"""Violations in a real browser: found in the list, on the map, and mended by a click or by keys.

On the plan that can be drawn by hand, see `drawn_plan`: 120 households a grid, band 100 to 140.
"""

import contextlib

import pytest
from client_page import POCKET, ClientPage, ClientService
from drawn_plan import A, B, save_drawn, unit
from gridmap_api.store.engine import open_store
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser

GAP = f"assigned:{unit(2, 1)}"


@pytest.fixture(scope="module")
def drawn_service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("drawn")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def broken(drawn_service):
    """A draft: a unit of grid A is in no grid, and A, with 90 households, is below the band."""
    plan_id = drawn_service.branch("草稿", drawn_service.plans()[-1]["plan_id"])
    moves = [([unit(2, 1)], None), ([unit(2, 2), unit(2, 3)], B)]
    with drawn_service.client() as client:
        for base, (units, target) in enumerate(moves):
            answer = client.post(
                f"/plans/{plan_id}/edits",
                json={"type": "move", "units": units, "target": target},
                headers={"If-Match": f'"{base}"'},
            )
            assert answer.status_code == 201, answer.text
    return plan_id


@pytest.fixture
def at(chromium, drawn_service):
    """Open the client on a plan with the panel of violations."""
    made = []

    def open_plan(plan_id, **options):
        client = ClientPage(chromium, drawn_service, **options)
        made.append(client)
        client.open(plan=plan_id)
        client.panel("violations")
        return client

    yield open_plan
    for client in made:
        client.close()


def keys(client):
    return client.state("[...state.plan.violations.keys()].sort()")


def wait_drawn(client, rows):
    """Wait until just these rows of units are drawn over the map."""
    client.page.wait_for_function(
        """rows => JSON.stringify(
               gridmap.map.library.getLayer('violation-units')?.filter[2][1] ?? []
           ) === JSON.stringify(rows)""",
        arg=rows,
    )


def test_a_violation_is_listed_flown_to_and_mended_by_a_click(at, broken):
    client = at(broken)
    assert keys(client) == [GAP, f"band:{A}"]
    assert "2 项须在发布前解决" in client.page.locator(".vi-counts").inner_text()
    client.page.locator(f"[data-key='{GAP}'] .vi-row").click()
    row = client.page.evaluate(
        """id => { const { units } = gridmap.store.state.value.plan.members;
                   return units.rows[units.positionOfId.get(id)]; }""",
        unit(2, 1),
    )
    wait_drawn(client, [row])
    client.page.locator(f"[data-key='{GAP}'] .vi-how").click()
    best = client.page.locator(".vi-card").first
    best.wait_for()
    assert f"划入网格 {A}" in best.inner_text()
    assert "解决 2 项" in best.inner_text()
    best.locator("[data-fix]").click()
    client.wait_version(3)
    client.wait("state.plan.violations.size === 0")
    assert client.grid_of(unit(2, 1)) == A
    assert "没有问题项" in client.panel("violations").inner_text()


def test_the_list_is_walked_and_a_fix_asked_for_by_keys_alone(at, broken):
    client = at(broken)
    client.page.locator(".vi-row").first.focus()
    client.page.keyboard.press("ArrowDown")
    client.page.keyboard.press("Enter")
    client.wait("state.violations.key === argument", f"band:{A}")
    client.page.keyboard.press("f")
    client.page.locator(".vi-card").first.wait_for()
    client.wait("state.violations.tried === 0")
    client.page.keyboard.press("Escape")
    client.wait("state.violations.key === null")
    wait_drawn(client, [])


def test_what_another_mends_leaves_the_list(at, broken, drawn_service):
    client = at(broken)
    with drawn_service.client() as other:
        edit = {"type": "move", "units": [unit(2, 1)], "target": A}
        other.post(f"/plans/{broken}/edits", json=edit, headers={"If-Match": '"2"'})
    client.wait("state.plan.violations.size === 0")
    client.page.locator(".vi-none").wait_for()


def test_it_works_on_a_phone(at, broken):
    client = at(broken, **POCKET)
    client.page.locator(f"[data-key='{GAP}'] .vi-how").tap()
    client.page.locator("[data-fix]").first.tap()
    client.wait_version(3)
    client.wait("state.plan.violations.size === 0")
