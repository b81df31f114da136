"""The kit on a phone of 360 px, opened as a file, with no network and no Chinese font."""

import json
import os
import shutil
from datetime import date
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import openpyxl
import planned
import pytest
from client_page import CHROMIUM_OPTIONS
from playwright.sync_api import sync_playwright

from gridmap.pipeline.kits import KitSettings, write_kit

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
AXE = Path(__file__).resolve().parents[2] / "api/web/node_modules/axe-core/axe.min.js"
FOUND = """async () => {
    const found = await axe.run(document, { resultTypes: ["violations"] });
    return found.violations.map(
        (one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{cache}</cachedir></fontconfig>"""
INK = """(letter) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 40;
    const context = canvas.getContext("2d");
    context.font = "32px gridmap-kit";
    context.fillText(letter, 2, 34);
    return Array.from(context.getImageData(0, 0, 40, 40).data).join("");
}"""


@pytest.fixture(scope="module")
def bare_chromium(tmp_path_factory):
    """A browser that finds one Latin font and no other."""
    names = map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))
    executable = next(filter(None, [os.environ.get("GRIDMAP_CHROMIUM"), *names]))
    folder = tmp_path_factory.mktemp("fonts")
    latin = Path(mpl.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"
    (folder / latin.name).write_bytes(latin.read_bytes())
    known = folder / "fonts.conf"
    known.write_text(FONTS.format(folder=folder, cache=folder / "cache"), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=CHROMIUM_OPTIONS,
            env={**os.environ, "FONTCONFIG_FILE": str(known)},
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def kit_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("资料包") / "资料包.html"
    settings = KitSettings((planned.lattice.COMMUNITY,), "html", date(2026, 11, 22))
    return write_kit(planned.plan(), path, settings)


def test_a_kit_opens_offline_on_a_phone_and_tells_of_every_grid(bare_chromium, kit_path):
    context = bare_chromium.new_context(viewport=PHONE, locale="zh-CN", accept_downloads=True)
    context.set_offline(True)
    page = context.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text))
    page.goto(kit_path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")

    # Letters of the kit are drawn, each as itself: without a font all would be the same box.
    inks = {letter: page.evaluate(INK, letter) for letter in "网格户数"}
    assert len(set(inks.values())) == 4
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.locator("[data-grid]").count() == 4

    # A building is found by its name, a grid by the end of its code.
    page.fill("#search", planned.EAST[-4:])
    assert [one.get_attribute("data-grid") for one in page.locator("[data-grid]").all()] == [
        planned.EAST
    ]
    page.click("[data-grid]")
    dossier = page.locator("#dossier")
    assert planned.EAST in dossier.inner_text()
    # The eastern grid is 200 m by 200 m: a road and the school south of it, a compound of a
    # hostile name and the middle grid west, nothing north.
    told = dossier.inner_text()
    assert "南至人民路中心线（200 米，邻004网格）" in told
    assert f"西至{planned.HOSTILE}东围墙（200 米，邻002网格）" in told
    assert "北至社区外边界（200 米）" in told
    assert page.title() != "owned"
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.click("#language")
    assert "South: the centre line of 人民路 (200 m, grid 004 beyond)" in dossier.inner_text()
    page.click("#language")

    page.click("#back")
    page.fill("#search", "")
    # The middle of the map is the middle of the community, which lies in the middle grid.
    page.click("#whole")
    page.click("#map")
    assert planned.MIDDLE in dossier.inner_text()
    page.click("#back")

    with page.expect_download() as download:
        page.click('[data-file="网格台账.xlsx"]')
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert planned.EAST in cells

    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(FOUND) == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert wrong == []
    context.close()


def test_a_public_kit_tells_no_staff_no_hazard_and_no_register(tmp_path):
    settings = KitSettings((planned.lattice.COMMUNITY,), "html", date(2026, 11, 22), is_public=True)
    text = write_kit(planned.plan(), tmp_path / "公开.html", settings).read_text("utf-8")
    data = text.split('id="kit">')[1].split("</script>")[0]
    kit = json.loads(data)
    assert kit["about"]["public"] is True
    titles = {str(one["title"]) for grid in kit["grids"] for one in grid["sections"]}
    assert titles == {"['基本情况', 'Figures']", "['四至', 'Boundary']", "['驿站', 'Stations']"}
    assert [one["name"] for one in kit["ground"] if one["name"] == "hazards"] == []
    assert 'id="files">[]<' in text
