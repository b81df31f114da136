"""Those on the street: they log in on the phone, report anywhere, and close what is done."""

import contextlib
from pathlib import Path

import lattice
import pytest
from client_page import POCKET, ClientPage, ClientService
from drawn_plan import EAST, WEST, A, save_drawn
from gridmap_api.auth.passwords import hash_password
from gridmap_api.store.accounts import add_account, change_account
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser

PASSWORD = "三只猫 on a warm roof"
AXE = Path(__file__).resolve().parents[2] / "api/web/node_modules/axe-core/axe.min.js"
FAULTS = """async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`)"""


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A service with accounts: a patrol and a planner, who both work in the west."""
    folder = tmp_path_factory.mktemp("guarded")
    squares = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    layer = lattice.layer(squares, community_code=[WEST, EAST], name=["西", "东"]).to_crs(4490)
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        save_drawn(store)
        kept = hash_password(PASSWORD)
        with store.write() as connection:
            import_layer(connection, "communities", layer, actor="test")
            for name, role in (("xiaoli", "patrol"), ("planner", "planner")):
                made = add_account(connection, name, role=role, communities=[WEST])
                change_account(connection, made, password=kept)
    with ClientService(folder, accounts=True) as running:
        yield running


def place(x, y):
    shape = lattice.layer([lattice.point(x, y)]).to_crs(4490).geometry.iloc[0]
    return {"longitude": shape.x, "latitude": shape.y, "accuracy": 5}


@pytest.fixture
def walkers(chromium, guarded):
    """Open a page on a phone in the street, and log in where it asks for it."""
    made = []

    def walk(path, here, *, name="xiaoli", refused=()):
        given = {"geolocation": here, "permissions": ["geolocation"], "bypass_csp": True}
        phone = ClientPage(chromium, guarded, **POCKET, **given)
        made.append((phone, refused))
        phone.page.goto(guarded.url.rstrip("/") + path)
        phone.page.locator("input[name=name]").fill(name)
        phone.page.locator("input[name=password]").fill(PASSWORD)
        phone.page.locator("form button").click()
        return phone

    yield walk
    for phone, refused in made:
        phone.close(*refused)


def seen(phone):
    """Return the reports that whoever is logged in may see."""
    return phone.page.evaluate("async () => (await (await fetch('/reports')).json()).reports")


def test_a_patrol_logs_in_and_reports_where_it_stands(walkers):
    phone = walkers("/report?hazard=H-7", place(150, 150))
    page = phone.page
    page.wait_for_selector("html[data-ready=open]")
    assert "外勤上报" in page.locator(".phone-head").inner_text()
    page.locator("[data-kind=drain]").click()
    page.locator("textarea").fill("涵洞口淤塞")
    assert page.get_by_text("请先定位").is_visible()
    page.get_by_role("button", name="用手机定位").click()
    page.get_by_text("误差约 5 米").wait_for()
    page.add_script_tag(path=AXE)
    assert page.evaluate(FAULTS) == []
    page.locator("button[type=submit]").click()
    page.wait_for_selector("[data-standing=taken]")
    assert page.evaluate(FAULTS) == []
    one = next(r for r in seen(phone) if r["note"] == "涵洞口淤塞")
    assert (one["reporter"], one["hazard_id"], one["community_code"]) == ("xiaoli", "H-7", WEST)
    assert one["steps"] == ["note"]


def test_a_place_of_others_is_refused_with_the_reason_and_can_be_dropped(walkers):
    phone = walkers("/report", place(600, 150), refused=(404,))
    page = phone.page
    page.wait_for_selector("html[data-ready=open]")
    page.locator("[data-kind=fire]").click()
    page.locator("textarea").fill("在东社区")
    page.get_by_role("button", name="用手机定位").click()
    page.get_by_text("误差约 5 米").wait_for()
    page.locator("button[type=submit]").click()
    page.get_by_text("该位置不在您负责的社区内").wait_for()
    page.get_by_role("button", name="删除").click()
    page.get_by_text("该位置不在您负责的社区内").wait_for(state="detached")
    assert not [r for r in seen(phone) if r["note"] == "在东社区"]


def test_the_office_makes_codes_and_nobody_else_reads_by_them(walkers, guarded):
    phone = walkers("/login", place(150, 150), name="planner")
    phone.ready()
    phone.panel("reports")
    page = phone.page
    page.locator("[data-tab=entries]").click()
    page.locator("select").select_option(A)
    page.locator("[data-make=grid]").click()
    page.locator(".qr-label").wait_for()
    page.add_script_tag(path=AXE)
    assert page.evaluate(FAULTS) == []
    address = page.locator(".qr-label").get_attribute("data-address")
    secret = address.rpartition("/")[2]
    with guarded.client() as anybody:
        assert anybody.get(f"/report/{secret}").status_code == 200
        form = {"kind": (None, "tree"), "note": (None, "树倒了")}
        sent = anybody.post(f"/entries/{secret}/reports", files=form)
        assert sent.status_code == 201
        assert set(sent.json()) == {"receipt", "photos"}
        for path in ("/reports", "/report-entries", "/report"):
            assert anybody.get(path, headers={"accept": "application/json"}).status_code == 401
    assert [r["note"] for r in seen(phone) if r["entry_id"]] == ["树倒了"]
