"""Nets made one and totals compared in a real browser, with an edit in between."""

import contextlib

import lattice
import pytest
from client_page import ClientPage, ClientService
from drawn_plan import WEST, save_drawn, unit
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.setup import upgrade
from teamed import book

pytestmark = pytest.mark.browser

HEADS = ["街道", "社区", "社区代码", "网格数", "户数", "人口"]


def strips(name, *ends):
    """Return grids of a net as upright strips that end so many metres from the west."""
    begins = (0, *ends[:-1])
    return [
        (name, f"{name}{n}", lattice.box(begin, 0, end, 400))
        for n, (begin, end) in enumerate(zip(begins, ends, strict=True), 1)
    ]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service over the drawn plan, and 4 x 8 houses of 50 households in two nets."""
    folder = tmp_path_factory.mktemp("unifying")
    rows = [*strips("综治网", 200, 400, 600, 800), *strips("城管网", 300, 800)]
    names, ids, shapes = zip(*rows, strict=True)
    layers = dict(lattice.lattice_layers(4, 8, households=50))
    layers["nets"] = lattice.layer(shapes, net=list(names), net_grid_id=list(ids))
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        with store.write() as connection:
            for name, frame in layers.items():
                import_layer(connection, name, frame.to_crs(4490), actor="test")
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def client(chromium, service):
    made = ClientPage(chromium, service)
    made.open()
    made.panel("nets")
    made.page.locator("button[data-part=unifying]").click()
    made.wait("state.nets.unifying.nets !== null && state.nets.totals !== null")
    yield made
    made.close()


def test_totals_are_entered_and_compared_after_an_edit_and_nets_are_made_one(client):
    page = client.page
    form = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    content = book(["城东街道", "西社区", WEST, 2, 240, 700], heads=HEADS)
    page.set_input_files(
        ".nt-totals input[type=file]", {"name": "公布.xlsx", "mimeType": form, "buffer": content}
    )
    page.locator(".tt-strip[data-differing='1']").wait_for()
    assert "人口公布 700，方案 720，多 20 人" in page.locator(".nt-totals").inner_text()
    persons = page.locator(f"tr[data-code='{WEST}'] input").nth(2)
    persons.fill("720")
    persons.press("Tab")
    page.locator(".tt-strip[data-differing='0']").wait_for()
    assert page.locator(".tt-strip").inner_text() == "总数与公布一致"

    with client.service.client() as other:
        plan = client.service.plans()[0]["plan_id"]
        edit = {"type": "create", "units": [unit(0, 0)]}
        answer = other.post(f"/plans/{plan}/edits", json=edit, headers={"If-Match": '"0"'})
        assert answer.status_code < 300, answer.text
    page.locator(".tt-strip[data-version='1'][data-differing='1']").wait_for()
    assert "网格数公布 2，方案 3，多 1 个" in page.locator(".nt-totals").inner_text()

    page.locator("input[data-net=综治网]").fill("2")
    page.locator(".nt-unify button[type=submit]").click()
    page.locator(".nt-result").wait_for(timeout=60_000)
    assert "综治网：边界沿用 100.0%" in page.locator(".nt-said").first.inner_text()
    page.get_by_role("button", name="打开草案").click()
    client.wait("state.plan.head.name === '多网合一' && state.plan.grids.size === 4")
