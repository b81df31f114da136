"""Everybody can use it: axe finds no serious fault in any panel or dialog, in both languages."""

from pathlib import Path

import pytest
from client_page import DESK, POCKET

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "api/web/node_modules/axe-core/axe.min.js"
FOUND = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations.filter((one) => ["serious", "critical"].includes(one.impact)).map(
        (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


@pytest.fixture(params=[DESK, POCKET], ids=["desk", "phone"])
def client(clients, lang, request):
    # A script that is given to a page, as axe is, is not of the service.
    return clients(lang=lang, bypass_csp=True, **request.param).open()


def check(client, where):
    """Fail with what axe finds serious on the page as it is."""
    if not client.page.evaluate("() => 'axe' in window"):
        client.page.add_script_tag(path=AXE)
    assert client.page.evaluate(FOUND) == [], where


def test_axe_finds_nothing_serious(client):
    panels(client)
    chosen_and_searched(client)
    dialogs_and_fixes(client)
    tools_with_units_chosen(client)


def panels(client):
    check(client, "no panel")
    for button in client.page.locator("nav [data-panel]").all():
        name = button.get_attribute("data-panel")
        client.panel(name)
        check(client, name)


def chosen_and_searched(client):
    code = client.state("[...state.plan.grids.keys()][0]")
    client.page.get_by_role("combobox").fill(code[-6:])
    client.page.get_by_role("option").first.wait_for()
    check(client, "results of the search")
    client.page.keyboard.press("Enter")
    client.page.locator(".viewing-card").wait_for()
    check(client, "card of a grid")


def dialogs_and_fixes(client):
    panel = client.panel("plans")
    for button in ("改名", "建分支") if client.lang == "zh" else ("Rename", "Branch"):
        panel.get_by_role("button", name=button).first.click()
        client.page.locator("dialog[open], #panel form").first.wait_for()
        check(client, button)
        client.page.keyboard.press("Escape")
    panel = client.panel("violations")
    panel.locator(".vi-how").first.click()
    panel.locator(".vi-fixes, .vi-remedy").first.wait_for()
    check(client, "fixes")


def tools_with_units_chosen(client):
    found = client.border()
    client.panel("edit")
    client.page.keyboard.press("Escape")
    client.page.evaluate(
        """unit => {
            const { units } = gridmap.store.state.value.plan.members;
            gridmap.map.setCamera({ centre: [units.lon[units.positionOfId.get(unit)],
                units.lat[units.positionOfId.get(unit)]], zoom: 16 });
        }""",
        found["unit"],
    )
    client.wait_still()
    client.page.mouse.click(*client.pixel(found["unit"]))
    client.wait("state.editing.selection.size === 1")
    check(client, "editing")
