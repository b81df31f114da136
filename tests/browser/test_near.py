"""The page of the nearest station on a phone, 360 pixels wide.

Four stations stand at a street that runs 800 m from west to east, and so does whoever asks: one
that is shut for good, one that is always open, one of which nobody knows, one at the far end.
Their hours do not change with the clock.
"""

import contextlib
from pathlib import Path

import lattice
import pytest
from client_page import POCKET, ClientService
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "api/web/node_modules/axe-core/axe.min.js"
FOUND = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(
        (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
STATIONS = {
    "晚霞驿站": ((150, 300), "关闭"),
    "东风驿站": ((100, 312), "24小时"),
    "西苑党群微家": ((500, 300), "电话预约"),
    "河东驿站": ((790, 300), "全天"),
}
ME = lattice.point(200, 300)
COMPOUND = lattice.box(150, 250, 250, 350)


def layers():
    shapes = [lattice.point(*place) for place, _ in STATIONS.values()]
    return {
        "communities": lattice.layer(
            [lattice.box(0, 0, 800, 600)],
            community_code=[lattice.COMMUNITY],
            name=["西社区"],
            street="城关街道",
        ),
        "compounds": lattice.layer([COMPOUND], compound_id=["c-1"], name=["锦绣花园"]),
        "roads": lattice.roads(lattice.line((0, 300), (800, 300))).assign(name="锦绣路"),
        "stations": lattice.layer(
            shapes,
            station_id=[f"s-{number}" for number in range(len(STATIONS))],
            name=list(STATIONS),
            kind="station",
            opening_hours=[hours for _, hours in STATIONS.values()],
            amenities="饮水机、急救箱",
            address="锦绣路 8 号",
        ),
    }


def degrees(point):
    (found,) = lattice.layer([point]).to_crs(4490).geometry
    return found.x, found.y


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """A service over a store with the street."""
    folder = tmp_path_factory.mktemp("street")
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        with store.write() as connection:
            for name, frame in layers().items():
                import_layer(connection, name, frame.to_crs(4490), actor="t")
    with ClientService(folder) as running:
        yield running


@pytest.fixture
def phones(clients, street):
    """Return a function that gives phones; they know where they are unless told otherwise."""

    def make(*, knows=True, lang="zh", **options):
        lon, lat = degrees(ME)
        here = {"longitude": lon, "latitude": lat, "accuracy": 8}
        allowed = {"geolocation": here, "permissions": ["geolocation"]} if knows else {}
        phone = clients(at=street, lang=lang, **POCKET, **allowed, **options)
        phone.page.goto(f"{street.url}near")
        return phone

    return make


def locate(phone):
    name = "用我现在的位置" if phone.lang == "zh" else "Use where I am"
    phone.page.get_by_role("button", name=name).click()


def best(phone):
    """Return what is said of the nearest open station."""
    phone.page.locator(".near-best").wait_for()
    return phone.page.locator(".near-best")


def test_whoever_lets_the_phone_tell_finds_the_nearest_open_station(phones):
    phone = phones()
    locate(phone)
    told = best(phone).inner_text()
    # 112 m: 93 s for adults, 140 s for elders.
    for part in ("东风驿站", "现在开放，全天", "2 分钟", "3 分钟", "110 米", "锦绣路 8 号"):
        assert part in told
    names = phone.page.locator(".phone-list h3").all_inner_texts()
    assert [one.split("\n")[0] for one in names] == ["晚霞驿站", "西苑党群微家", "河东驿站"]
    text = phone.page.locator("main").inner_text()
    assert "现在关闭" in text
    assert "是否开放不明" in text
    assert "1 个驿站的开放时间不明" in text


def test_links_open_the_maps_of_the_phone_and_tell_them_nothing_of_this_page(phones):
    phone = phones()
    locate(phone)
    links = best(phone).locator("a")
    addresses = [one.get_attribute("href") for one in links.all()]
    starts = ("https://uri.amap.com/marker?", "https://api.map.baidu.com/marker?", "geo:")
    assert len(addresses) == len(starts)
    for address, start in zip(addresses, starts, strict=True):
        assert address.startswith(start)
    assert {one.get_attribute("rel") for one in links.all()} == {"noreferrer"}


def test_where_somebody_is_stands_in_no_address_and_goes_nowhere_else(phones, street):
    phone = phones()
    locate(phone)
    best(phone)
    lon, lat = (f"{value:.3f}" for value in degrees(ME))
    assert not [url for url in phone.asked if lon in url or lat in url]
    assert all(url.startswith(street.url) for url in phone.asked)
    kept = phone.page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})")
    assert lon not in kept
    assert "不保存" in phone.page.locator("main").inner_text()


def test_whoever_does_not_chooses_the_compound(phones):
    phone = phones(knows=False)
    locate(phone)
    phone.page.get_by_text("没有获得定位许可").wait_for()
    phone.page.get_by_role("button", name="锦绣花园").click()
    assert "东风驿站" in best(phone).inner_text()
    assert "从“锦绣花园”出发" in phone.page.locator("main").inner_text()
    phone.page.get_by_role("button", name="换个地点").click()
    phone.page.get_by_role("button", name="用我现在的位置").wait_for()


def test_or_types_a_place(phones):
    phone = phones(knows=False)
    box = phone.page.get_by_role("searchbox")
    box.fill("锦绣路")
    phone.page.get_by_role("button", name="锦绣路", exact=True).wait_for()
    box.fill("火星")
    phone.page.get_by_text("没有找到“火星”").wait_for()
    box.fill("西社")
    phone.page.get_by_role("button", name="西社区").first.click()
    best(phone)


def test_without_a_network_it_says_so_and_goes_on_after(phones):
    phone = phones()
    phone.page.locator(".near-place").first.wait_for()
    with phone.outage():
        phone.context.set_offline(True)
        locate(phone)
        phone.page.get_by_role("alert").wait_for()
        assert "连不上服务" in phone.page.get_by_role("alert").inner_text()
        phone.context.set_offline(False)
    phone.page.get_by_role("button", name="重试").click()
    assert "东风驿站" in best(phone).inner_text()
    phone.wrong = [one for one in phone.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


def test_everything_fits_and_is_large_enough_for_a_thumb(phones):
    phone = phones()
    locate(phone)
    best(phone)
    phone.page.locator("summary").first.click()
    widest = phone.page.evaluate("() => document.documentElement.scrollWidth")
    assert widest <= POCKET["viewport"]["width"]
    small = phone.page.evaluate(
        """() => [...document.querySelectorAll("button, a, summary, input")]
            .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
            .map((one) => one.outerHTML)"""
    )
    assert small == []


def test_keys_do_all_of_it(phones):
    phone = phones()
    page = phone.page
    page.locator(".near-place").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "用我现在的位置"
    page.keyboard.press("Enter")
    best(phone)
    # Whoever only listens goes on where the answer begins.
    assert "从我的位置出发" in page.evaluate("() => document.activeElement.textContent")
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.href").startswith("https://uri.amap.com")


def test_it_speaks_the_language_of_the_browser_and_the_other_at_a_touch(phones):
    phone = phones(lang="en")
    locate(phone)
    assert "Open now, day and night" in best(phone).inner_text()
    assert phone.page.evaluate("() => document.documentElement.lang") == "en"
    phone.page.get_by_role("button", name="中文").tap()
    phone.page.get_by_text("最近的开放驿站").wait_for()
    assert phone.page.title() == "最近的驿站"
    phone.page.reload()
    phone.page.get_by_role("button", name="用我现在的位置").wait_for()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_serious(phones, lang):
    # A script that is given to a page, as axe is, is not of the service.
    phone = phones(lang=lang, bypass_csp=True)
    phone.page.locator(".near-place").first.wait_for()
    phone.page.add_script_tag(path=AXE)
    assert phone.page.evaluate(FOUND) == []
    locate(phone)
    best(phone)
    phone.page.locator("summary").first.click()
    assert phone.page.evaluate(FOUND) == []
