"""The page of a route on a phone of 360 px, opened as a file, with no network."""

from pathlib import Path

import patrolled
import pytest

from gridmap.io.maplinks import map_links
from gridmap.sheets.patrol_page import patrol_page

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "api/web/node_modules/axe-core/axe.min.js"
FOUND = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(
        (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
PHONE = {"width": 360, "height": 740}
NO_STORAGE = """Object.defineProperty(window, "localStorage", {
    get() { throw new DOMException("denied", "SecurityError"); },
});"""


class Phone:
    """The page in a browser of its own; what it asked for and what went wrong is kept."""

    def __init__(self, browser, path, *, script=None, locale="zh-CN", **options):
        self.context = browser.new_context(viewport=PHONE, locale=locale, **options)
        self.context.set_offline(True)
        if script:
            self.context.add_init_script(script)
        self.address = path.as_uri()
        self.asked, self.wrong = [], []
        self.open()

    def open(self):
        self.page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        self.page.goto(self.address)
        self.page.wait_for_selector("html[data-ready]")

    def stop(self, label):
        return self.page.locator(f'.stop[data-stop="{label}"]')

    def tick(self, label):
        self.stop(label).locator(".tick").click()

    def ticked(self):
        stops = self.page.locator('.stop:has(.tick[aria-pressed="true"])')
        return [stop.get_attribute("data-stop") for stop in stops.all()]


@pytest.fixture(scope="module")
def page_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("巡查") / "路线.html"
    path.write_text(patrol_page(patrolled.patrol(), 1, links=map_links), encoding="utf-8")
    return path


@pytest.fixture
def phones(chromium, page_path):
    opened = []

    def open_one(**options):
        opened.append(Phone(chromium, page_path, **options))
        return opened[-1]

    yield open_one
    for phone in opened:
        phone.context.close()


def test_the_page_asks_for_nothing_and_fits_the_phone(phones):
    phone = phones()
    assert phone.asked == [phone.address]
    assert phone.wrong == []
    assert phone.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_stops_stand_in_order_with_names_as_they_are(phones):
    phone = phones()
    assert phone.page.locator("ol.stops h2").all_inner_texts() == [
        "红旗涵洞",
        patrolled.HARD.replace("\x0b", ""),
        patrolled.LONG,
        "返回 东湖驿站",
    ]
    assert phone.page.locator(".sk-mark text").all_text_contents() == ["01", "02", "03"]


def test_the_first_open_stop_is_the_next_and_says_how_to_get_there(phones):
    phone = phones()
    assert phone.page.locator(".stop.next h2").inner_text() == "红旗涵洞"
    assert phone.stop("01").locator(".lines li").all_inner_texts() == [
        "沿红旗路向东走 100 米",
        "到达 01 红旗涵洞",
    ]
    phone.tick("01")
    assert phone.page.locator(".stop.next .no").inner_text() == "02"
    assert phone.page.locator(".tally").inner_text() == "已完成 1 / 3"
    assert "done" in phone.page.locator('.sk-mark[data-stop="01"]').get_attribute("class")


def test_ticks_are_kept_and_can_be_taken_back(phones):
    phone = phones()
    phone.tick("01")
    phone.tick("03")
    phone.page.close()
    phone.open()
    assert phone.ticked() == ["01", "03"]
    phone.tick("01")
    phone.page.reload()
    phone.page.wait_for_selector("html[data-ready]")
    assert phone.ticked() == ["03"]
    assert phone.page.locator("#unsaved").is_hidden()


def test_where_nothing_can_be_kept_the_page_says_so_and_still_ticks(phones):
    phone = phones(script=NO_STORAGE)
    assert "不保存" in phone.page.locator("#unsaved").inner_text()
    phone.tick("02")
    assert phone.ticked() == ["02"]
    assert phone.wrong == []


def test_the_language_follows_the_browser_and_a_button(phones):
    phone = phones(locale="en-GB")
    assert phone.page.locator(".tally").inner_text() == "Done 0 / 3"
    assert phone.stop("01").locator(".lines li").first.inner_text() == (
        "Head east on 红旗路 for 100 m"
    )
    phone.page.click("#language")
    assert phone.page.locator(".tally").inner_text() == "已完成 0 / 3"
    assert phone.page.locator(".sk-north text", has_text="北").is_visible()


def test_the_own_place_is_shown_on_the_sketch(phones):
    # The station itself: where the square of the start is.
    longitude, latitude = patrolled.STATION
    phone = phones(
        geolocation={"longitude": longitude, "latitude": latitude}, permissions=["geolocation"]
    )
    phone.page.click("#locate")
    phone.page.locator(".sk-me").wait_for(state="visible")
    middle = """selector => {
        const box = document.querySelector(selector).getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    }"""
    me, start = (phone.page.evaluate(middle, one) for one in (".sk-me", ".sk-start rect"))
    assert me == pytest.approx(start, abs=1.5)
    # The first stop is 100 m east of it.
    assert "01 直线距离 100 米" in phone.page.locator("#where").inner_text()


def test_a_place_that_is_refused_says_what_to_do(phones):
    phone = phones(permissions=[])
    phone.page.click("#locate")
    phone.page.locator("#where", has_text="允许").wait_for()


def test_links_open_other_maps_at_the_stop(phones):
    phone = phones()
    links = phone.stop("01").locator(".maps a")
    assert links.all_inner_texts() == ["高德", "百度", "苹果", "手机地图"]
    assert links.first.get_attribute("href").startswith("https://uri.amap.com/marker?")


def test_the_record_can_be_read_off(phones):
    phone = phones()
    phone.tick("01")
    lines = phone.page.locator("#record").input_value().splitlines()
    assert lines[0] == "东湖一队 2026-07-01"
    assert lines[1].startswith("01 红旗涵洞 ")
    assert lines[1].endswith("已完成")
    assert lines[3] == f"03 {patrolled.LONG} 未完成"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_axe_finds_nothing(phones, scheme, locale):
    # A script that is given to a page, as axe is, is not of the page.
    phone = phones(locale=locale, color_scheme=scheme, bypass_csp=True)
    phone.tick("01")
    phone.page.locator(".record summary").click()
    phone.page.add_script_tag(path=AXE)
    assert phone.page.evaluate(FOUND) == []


def test_nothing_that_a_name_says_is_run(phones):
    phone = phones()
    assert phone.page.locator("main img, main script").count() == 0
    policy = phone.page.locator("meta[http-equiv]").get_attribute("content")
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    # The policy is in force: a script that is put in is refused.
    phone.page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "document.title = 'owned'";
        document.body.append(script);
    }""")
    assert "owned" not in phone.page.title()
    assert any("Content Security Policy" in text for text in phone.wrong)
