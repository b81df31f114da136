"""Looking at a plan in a real browser: colours, layers, search, cards, addresses, paper, phones."""

import re
import shutil

import pytest
from client_page import POCKET, ClientPage, ClientService

pytestmark = pytest.mark.browser

MIDDLE = """([code]) => {
    const grid = gridmap.store.state.value.plan.grids.get(code);
    const [x, y] = gridmap.map.pixelOf(grid.properties.label);
    const box = document.querySelector(".map").getBoundingClientRect();
    return [x + box.left, y + box.top];
}"""
FILL = """([code]) => {
    const { units, shown } = gridmap.store.state.value.plan.members;
    const at = shown.gridOf.findIndex((grid) => shown.codes[grid] === code);
    const id = units.rows[at];
    const { library } = gridmap.map;
    return library.getFeatureState({ source: "units", sourceLayer: "units", id }).fill;
}"""
KEPT_PRINTING = "window.print = () => { window.isPrinted = true; }"
"""The browser of a test has no dialog that prints: it would be done at once."""


def grids_of(service, plan_id):
    """Return the grids that the service tells of, by code."""
    with service.client() as web:
        found = web.get(f"/plans/{plan_id}/grids?limit=10000").json()["grids"]
    return {one["grid_code"]: one for one in found if not one["retired"]}


def chosen(client):
    return client.page.locator("[data-chosen]")


def facts(client):
    """Return the facts on the card of what is chosen."""
    # Read at once: what is fetched later, such as the team, adds to them meanwhile.
    told = "names => names.map((one) => [one.innerText, one.nextElementSibling.innerText])"
    return dict(chosen(client).locator("dt").evaluate_all(told))


def tap(client, code):
    """Click where the label of a grid stands; no dot may lie over it."""
    client.wait_still()
    client.page.mouse.click(*client.page.evaluate(MIDDLE, [code]))
    client.wait("state.chosen !== null")


def classes(client):
    """Return label, colour and count of each class of the legend in the panel."""
    rows = client.panel("layers").locator(".viewing-classes li")
    return [
        (
            row.locator(".grow").inner_text(),
            row.locator("rect").get_attribute("fill"),
            int(row.locator(".viewing-count").inner_text()),
        )
        for row in rows.all()
    ]


@pytest.fixture
def grids(planner, service):
    return grids_of(service, planner.state("state.plan.head.plan_id"))


def test_the_legend_says_what_the_colours_on_the_map_mean(planner, grids):
    panel = planner.panel("layers")
    panel.get_by_label("着色").select_option("households")
    found = classes(planner)
    ordinary = [one for one in grids.values() if one["kind"] == "ordinary"]
    held = [one for one in ordinary if 350 <= one["households"] <= 399]
    assert {label: count for label, _, count in found} == {
        "少于 300 户": sum(one["households"] < 300 for one in ordinary),
        "300–349 户": sum(300 <= one["households"] <= 349 for one in ordinary),
        "350–399 户": len(held),
        "400–449 户": sum(400 <= one["households"] <= 449 for one in ordinary),
        "450–500 户": sum(450 <= one["households"] <= 500 for one in ordinary),
        "多于 500 户": sum(one["households"] > 500 for one in ordinary),
        "专属网格": len(grids) - len(ordinary),
    }
    (colour,) = [colour for label, colour, _ in found if label == "350–399 户"]
    assert planner.page.evaluate(FILL, [held[0]["grid_code"]]) == colour


@pytest.mark.parametrize("theme", ["balance", "persons", "radius", "area", "roundness", "kind"])
def test_every_theme_puts_every_grid_into_a_class(planner, grids, theme):
    planner.panel("layers").get_by_label("着色").select_option(theme)
    assert sum(count for _, _, count in classes(planner)) == len(grids)


def test_compounds_are_coloured_by_their_kind(planner):
    planner.panel("layers").get_by_label("着色").select_option("compound-kind")
    colour = planner.page.evaluate(
        "() => gridmap.map.library.getPaintProperty('compounds-area', 'fill-color')"
    )
    assert colour[:2] == ["match", ["to-string", ["get", "kind"]]]
    assert colour[colour.index("old") + 1] == "#ee8866"
    planner.panel("layers").get_by_label("着色").select_option("households")
    colour = "gridmap.map.library.getPaintProperty('compounds-area', 'fill-color')"
    assert isinstance(planner.page.evaluate(f"() => {colour}"), str)


def test_layers_are_switched_and_stay_so_after_a_reload(planner):
    def drawn():
        return planner.page.evaluate(
            "() => gridmap.map.library.getLayoutProperty('buildings-area', 'visibility')"
        )

    box = planner.panel("layers").locator("[data-layer=buildings]")
    box.uncheck()
    assert drawn() == "none"
    assert "off=buildings" in planner.page.url
    planner.page.reload()
    planner.ready()
    assert drawn() == "none"
    planner.panel("layers").locator("[data-layer=buildings]").check()
    assert drawn() == "visible"
    assert "off=" not in planner.page.url


def test_search_by_keys_flies_there_and_shows_the_card(planner, grids):
    code = max(grids)
    page = planner.page
    page.keyboard.press("/")
    page.keyboard.type(code[:-1])
    box = page.get_by_role("combobox", name="搜索")
    options = page.get_by_role("option")
    page.wait_for_function("() => document.querySelectorAll('[role=option]').length > 1")
    codes = [one.inner_text() for one in options.all()]
    page.keyboard.press("ArrowUp")
    assert options.last.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    active = box.get_attribute("aria-activedescendant")
    assert page.locator(f"[id='{active}']").inner_text() == codes[0]
    page.keyboard.press("Enter")
    planner.wait("state.chosen?.layer === 'grids'")
    assert planner.state("state.chosen.id") in codes[0]
    # The focus is on the card, from which Esc closes it.
    assert page.evaluate("() => document.activeElement.dataset.chosen ?? ''") != ""
    planner.wait_still()
    place = page.evaluate(MIDDLE, [planner.state("state.chosen.id")])
    assert 76 < place[0] < 1360
    assert 46 < place[1] < 820
    page.keyboard.press("Escape")
    assert chosen(planner).count() == 0


def test_nothing_found_is_said(planner):
    planner.page.get_by_role("combobox", name="搜索").fill("%%%")
    assert "%%%" in planner.page.locator(".viewing-nothing").inner_text()


def test_a_click_shows_the_figures_of_the_grid_and_what_else_is_there(planner, grids):
    code = min(grids)
    tap(planner, code)
    found = facts(planner)
    grid = grids[code]
    assert found["社区"] == grid["community"]
    assert found["户数"].startswith(f"{grid['households']} 户")
    assert found["面积"] == f"{grid['area_m2'] / 10_000:.2f} 公顷"
    # A station is fetched when it is first asked for.
    planner.wait("state.viewing.stations !== null")
    assert facts(planner)["驿站"]
    others = planner.page.get_by_role("button", name=re.compile("^基本单元"))
    others.first.click()
    assert planner.state("state.chosen.layer") == "units"
    assert facts(planner)["网格"] == code


def test_back_goes_to_what_was_chosen_before_and_the_address_leads_there(planner, grids, clients):
    first, second = sorted(grids)[:2]
    tap(planner, first)
    tap(planner, second)
    planner.wait("state.chosen.id === argument", second)
    planner.page.go_back()
    planner.wait("state.chosen.id === argument", first)
    planner.panel("layers").get_by_label("着色").select_option("area")
    planner.panel("layers").locator("[data-circle=elder]").check()
    query = dict(part.split("=") for part in planner.page.url.partition("?")[2].split("&"))
    other = clients().open(**{name: value for name, value in query.items() if name != "lang"})
    other.wait("state.chosen?.id === argument", first)
    for part in ("state.viewing.theme", "state.viewing.circles", "state.plan.head.plan_id"):
        assert other.state(part) == planner.state(part)
    cameras = [one.page.evaluate("() => gridmap.map.camera()") for one in (planner, other)]
    assert cameras[1]["zoom"] == pytest.approx(cameras[0]["zoom"], abs=0.01)
    assert cameras[1]["centre"] == pytest.approx(cameras[0]["centre"], abs=1e-4)


def circles_drawn(planner):
    """Return what is drawn of each circle that is in the source of the map."""
    return planner.page.evaluate(
        """async () => {
            const source = gridmap.map.library.getSource("service-circles");
            const { features } = await source.getData();
            return features.map(({ properties }) => properties);
        }"""
    )


def test_service_circles_go_along_roads_and_those_of_a_station_stand_out(planner):
    panel = planner.panel("layers")
    panel.locator("[data-circle=adult]").check()
    planner.wait("state.viewing.reached?.circles")
    planner.page.wait_for_function("() => gridmap.map.library.getSource('service-circles')")
    assert "1080 米" in panel.inner_text()
    assert "沿道路" in panel.inner_text()
    adults = {"walker": "adult", "isArea": True}
    assert circles_drawn(planner) == [adults | {"isDim": False}]
    station = planner.state("state.viewing.reached.circles[0].properties")
    planner.page.get_by_role("combobox", name="搜索").fill(station["station"])
    planner.page.locator(".viewing-results [role=option]").first.click()
    card = planner.page.locator(".viewing-card")
    card.get_by_text("圈内户数").wait_for()
    assert f"{station['households']:,} 户" in card.inner_text()
    assert circles_drawn(planner) == [adults | {"isDim": True}, adults | {"isDim": False}]
    panel.locator("[data-circle=adult]").uncheck()
    planner.page.wait_for_function("() => !gridmap.map.library.getSource('service-circles')")


def test_the_card_of_a_station_says_whether_it_is_open_and_leads_to_maps(planner):
    planner.page.get_by_role("combobox", name="搜索").fill("驿站1")
    planner.page.locator(".viewing-results [role=option]").first.click()
    card = planner.page.locator(".viewing-station")
    card.wait_for()
    state = card.locator(".viewing-openness").inner_text()
    assert state.startswith(("现在开放", "现在关闭"))
    links = card.locator("a").all()
    assert [one.inner_text() for one in links] == ["高德地图", "百度地图", "手机地图"]
    assert {one.get_attribute("rel") for one in links} == {"noreferrer"}


def test_the_sheet_has_all_that_a_map_on_paper_needs(planner):
    planner.page.evaluate(KEPT_PRINTING)
    planner.panel("layers").get_by_label("着色").select_option("households")
    planner.panel("layers").get_by_role("button", name="打印").click()
    planner.page.wait_for_function("() => window.isPrinted")
    planner.page.emulate_media(media="print")
    sheet = planner.page.locator(".print-sheet")
    said = sheet.inner_text()
    for word in ("审图号", "户数与区间", "版本 0", "CGCS2000", "北"):
        assert word in said
    assert re.search(r"\d+ (米|公里)", sheet.locator(".print-scale").inner_text())
    width, height = sheet.evaluate("one => [one.offsetWidth, one.scrollHeight]")
    # 281 mm by 193 mm at 96 pixels an inch: A4 landscape with margins of 8 mm.
    assert (width, height) == (1062, 729)
    drawn = sheet.locator("img").evaluate("one => [one.naturalWidth, one.naturalHeight]")
    assert drawn[0] > 1_000
    assert not planner.page.locator(".shell").is_visible()
    printed = planner.page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
    assert b"[0 0 841.9" in printed


def test_a_grid_has_a_sheet_of_its_own_with_its_figures(planner, grids):
    planner.page.evaluate(KEPT_PRINTING)
    code = min(grids)
    tap(planner, code)
    planner.page.get_by_role("button", name="打印本网格").click()
    planner.page.wait_for_function("() => window.isPrinted")
    planner.page.emulate_media(media="print")
    said = planner.page.locator(".print-sheet").inner_text()
    assert f"网格 {code}" in said
    assert f"{grids[code]['households']} 户" in said
    # On paper the map is nothing; on the screen it is, a while later, as large as before.
    planner.page.emulate_media(media="screen")
    planner.wait_still()
    # The grid fills the picture: its middle lies in the middle third of the map.
    box = planner.page.locator(".map").bounding_box()
    x, y = planner.page.evaluate(MIDDLE, [code])
    assert abs(x - box["x"] - box["width"] / 2) < box["width"] / 3
    assert abs(y - box["y"] - box["height"] / 2) < box["height"] / 3


@pytest.fixture(scope="module")
def published(sample_store, tmp_path_factory):
    """A service with accounts that shows a published plan to everybody."""
    folder = tmp_path_factory.mktemp("published")
    draft = folder / "draft.gpkg"
    shutil.copyfile(sample_store, draft)
    with ClientService(folder, draft) as service, service.client() as web:
        plan_id = service.plans()[0]["plan_id"]
        hard = [
            one["key"]
            for one in web.get(f"/plans/{plan_id}/violations").json()["violations"]
            if one["hard"]
        ]
        exceptions = [{"key": key, "reason": "高层独栋，无法再分"} for key in hard]
        for step in ({"to": "in_review"}, {"to": "published", "exceptions": exceptions}):
            answer = web.post(f"/plans/{plan_id}/state", json=step, headers={"If-Match": '"0"'})
            assert answer.status_code == 201, answer.text
    shutil.copyfile(folder / "store.gpkg", draft)
    open_to_all = tmp_path_factory.mktemp("open")
    with ClientService(open_to_all, draft, accounts=True) as service:
        yield service


def test_anybody_looks_at_a_published_plan_on_a_phone(chromium, published):
    client = ClientPage(chromium, published, **POCKET).open()
    page = client.page
    names = [one.get_attribute("data-panel") for one in page.locator("nav [data-panel]").all()]
    assert "layers" in names
    assert not {"edit", "engine", "import", "history", "violations"} & set(names)
    panel = client.panel("layers")
    layers = panel.locator("[data-layer]").evaluate_all("all => all.map(one => one.dataset.layer)")
    assert "stations" in layers
    assert not {"compounds", "buildings"} & set(layers)
    assert page.locator("option[value=compound-kind]").count() == 0
    page.get_by_role("button", name="关闭").click()
    client.wait_still()
    code = client.state("[...state.plan.grids.keys()][0]")
    x, y = page.evaluate(MIDDLE, [code])
    page.touchscreen.tap(x, y)
    client.wait("state.chosen !== null")
    card = chosen(client).bounding_box()
    assert card["x"] == 0
    assert card["width"] == 360
    client.wait_still()
    # What is chosen stays in sight above the card.
    assert page.evaluate(MIDDLE, [code])[1] < card["y"]
    assert page.evaluate("() => document.documentElement.scrollWidth") == 360
    page.get_by_role("combobox", name="搜索").fill("驿站")
    page.get_by_role("option").first.tap()
    client.wait("state.chosen.layer === 'stations'")
    client.wait("'name' in state.chosen.properties")
    assert "开放时间" in facts(client)
    client.close()


def test_the_link_to_a_grid_opens_for_anybody(chromium, published):
    client = ClientPage(chromium, published)
    at = f"{min(published.plans()[0]['communities'])}001"
    client.open(at=f"grids:{at}", theme="households")
    client.wait("state.chosen?.id === argument", at)
    assert "户" in facts(client)["户数"]
    client.page.get_by_role("link", name="登录").wait_for()
    client.close()
