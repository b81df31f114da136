"""The map in a browser with the network off: seen, searched, switched, told, printed."""

import itertools
import re

import planned
import pytest

from gridmap.sheets.webmap import render_map

pytestmark = pytest.mark.browser

SEARCH = ".gm-search input"


def boxes(page, *selectors):
    return {name: page.locator(name).bounding_box() for name in selectors}


def overlap(one, two):
    return not (
        one["x"] + one["width"] <= two["x"]
        or two["x"] + two["width"] <= one["x"]
        or one["y"] + one["height"] <= two["y"]
        or two["y"] + two["height"] <= one["y"]
    )


def test_the_map_asks_for_nothing_but_itself(sheet, map_file):
    for box in sheet.page.locator(".gm-panel input").all():
        box.check()
    sheet.click_place(100, 100)
    assert {url for url in sheet.asked if not url.startswith("data:")} == {map_file.as_uri()}


def test_the_head_and_the_legend_are_chinese(sheet):
    head = sheet.page.locator(".gm-head").inner_text()
    assert "示范方案" in head
    assert "合格率" in head
    legend = sheet.page.locator(".gm-panel").inner_text()
    for word in ("网格", "少于 300 户", "专属网格", "社区", "铁路", "驿站", "隐患点", "综治网"):
        assert word in legend


def test_a_click_tells_of_the_grid_and_of_what_lies_there(sheet):
    sheet.click_place(50, 350)
    told = sheet.popup()
    for word in (
        "网格编号",
        planned.WEST,
        "格子社区",
        "基础网格",
        "户数区间",
        "在 300–500 之内",
        "人数",
        "1,200",
        "8.00 公顷",
        "海棠苑 200 户",
        "晨光驿站",
        "北院围墙",
    ):
        assert word in told
    sections = sheet.page.locator(".gm-popup details summary .gm-kind").all_inner_texts()
    assert sections == ["楼栋", "小区"]


def test_a_grid_off_the_band_tells_what_to_do(sheet):
    sheet.click_place(350, 50)
    assert "低于 300–500，少 60 户" in sheet.popup()
    assert "请并入相邻网格的楼栋。" in sheet.popup()


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (planned.EAST, "格子社区 003"),
        ("003", "格子社区 003"),
        ("格子 002", "格子社区 002"),
        ("海棠", "海棠苑"),
        ("人民路 8 号", "晨光驿站"),
        ("低洼", "学校门前低洼处"),
        ("z2", "z2"),
    ],
)
def test_search_finds_by_code_name_and_address(sheet, query, title):
    sheet.page.fill(SEARCH, query)
    sheet.page.press(SEARCH, "Enter")
    assert sheet.page.locator(".gm-popup h2 b").inner_text() == title


def test_search_is_driven_by_keys_and_told_to_screen_readers(sheet):
    page = sheet.page
    page.fill(SEARCH, "格子社区")
    assert page.locator(SEARCH).get_attribute("aria-expanded") == "true"
    options = page.locator("#gm-found li").all_inner_texts()
    page.press(SEARCH, "ArrowDown")
    page.press(SEARCH, "ArrowDown")
    chosen = page.locator(SEARCH).get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.press(SEARCH, "Enter")
    assert page.locator(".gm-popup h2 b").inner_text() == options[1].split("\n")[0]
    page.fill(SEARCH, "没有这个地方")
    assert page.locator("#gm-found").inner_text() == "没有找到"
    page.press(SEARCH, "Escape")
    assert page.locator("#gm-found").is_hidden()


def test_what_is_found_is_switched_on(sheet):
    box = sheet.page.locator('.gm-panel input[name="stations"]')
    box.uncheck()
    assert sheet.page.locator(".gm-mark-station").count() == 0
    sheet.page.fill(SEARCH, "晨光驿站")
    sheet.page.press(SEARCH, "Enter")
    assert box.is_checked()
    assert sheet.page.locator(".gm-mark-station").count() == 2


def test_switches_show_and_hide_layers(sheet):
    page = sheet.page
    drawn = page.locator(".leaflet-grids-pane path")
    assert drawn.count() == 4
    page.uncheck('.gm-panel input[name="grids"]')
    assert drawn.count() == 0
    page.check('.gm-panel input[name="grids"]')
    assert drawn.count() == 4
    assert page.locator(".leaflet-nets-pane").count() == 0
    page.check('.gm-panel input[name="net-0"]')
    assert page.locator(".leaflet-nets-pane canvas").count() == 1


def test_special_grids_are_hatched_and_the_others_coloured_by_the_legend(sheet):
    page = sheet.page
    paths = page.locator(".leaflet-grids-pane path").all()
    fills = [path.get_attribute("fill") for path in paths]
    legend = page.evaluate(
        "() => Object.fromEntries(gridmap.config().classes.map((one) => [one.key, one.colour]))"
    )
    assert fills[:3] == [legend["in2"], legend["below"], legend["above"]]
    seen = [path.evaluate("(path) => getComputedStyle(path).fill") for path in paths]
    assert ["url" in fill for fill in seen] == [False, False, False, True]


def test_labels_do_not_cover_one_another(sheet):
    page = sheet.page
    labels = [one.bounding_box() for one in page.locator(".gm-label").all()]
    texts = " ".join(page.locator(".gm-label-grids").all_inner_texts())
    assert "001" in texts
    assert "240户 ▼" in texts
    assert "600户 ▲" in texts
    assert len(labels) >= 5
    # Halos and leading reach two pixels beyond the letters.
    small = [
        {
            "x": b["x"] + 2,
            "y": b["y"] + 2,
            "width": b["width"] - 4,
            "height": b["height"] - 4,
        }
        for b in labels
    ]
    assert not any(overlap(one, two) for one, two in itertools.combinations(small, 2))


def test_a_mark_is_reached_and_opened_by_keys(sheet):
    mark = sheet.page.locator(".gm-mark-hazard").first
    mark.focus()
    sheet.page.keyboard.press("Enter")
    assert "学校门前低洼处" in sheet.popup()
    assert "低洼易涝点" in sheet.popup()
    assert "格子社区 004" in sheet.popup()


def test_zoom_buttons_and_the_whole_map(sheet):
    page = sheet.page
    page.emulate_media(reduced_motion="reduce")
    start = page.evaluate("gridmap.map.getZoom()")
    page.click(".gm-tool-in")
    page.wait_for_function(
        "(start) => gridmap.map.getZoom() > start && !gridmap.map._animatingZoom", arg=start
    )
    page.click(".gm-tool-whole")
    page.wait_for_function("(start) => gridmap.map.getZoom() === start", arg=start)
    names = [one.get_attribute("aria-label") for one in page.locator(".gm-tool").all()]
    assert names == ["放大", "缩小", "全图", "打印"]


def test_hostile_names_are_shown_as_text(opened, tmp_path):
    hostile = planned.HOSTILE
    context = planned.context()
    context["communities"]["name"] = hostile
    context["nets"]["net"] = hostile
    context["stations"]["name"] = hostile
    grids = planned.grids().assign(community=hostile)
    plan = planned.plan(grids=grids, context=context)
    file = tmp_path / "hostile.html"
    file.write_text(render_map(plan, context, title=hostile), encoding="utf-8")
    page = opened(file.as_uri(), offline=True, viewport={"width": 1280, "height": 800})
    page.click_place(250, 250)
    assert hostile in page.popup()
    page.page.fill(SEARCH, "onerror")
    assert hostile in page.page.locator("#gm-found").inner_text()
    assert hostile in page.page.locator(".gm-panel").inner_text()
    assert page.page.locator("h1").inner_text() == hostile
    assert page.page.locator("img").count() == 0
    assert page.page.title() == hostile


def test_a_phone_shows_everything_without_scrolling_sideways(phone):
    page = phone.page
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator(".gm-panel").is_hidden()
    controls = boxes(
        page, ".gm-search", ".gm-panel-button", ".gm-tools", ".leaflet-control-scale", ".gm-head"
    )
    for one, two in itertools.combinations(controls.values(), 2):
        assert not overlap(one, two)
    for box in controls.values():
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    page.tap(".gm-panel-button")
    panel = page.locator(".gm-panel")
    assert panel.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert panel.bounding_box()["height"] <= 0.61 * 740


def test_a_phone_shows_a_popup_within_the_screen(phone):
    phone.page.touchscreen.tap(*phone.place(50, 350))
    phone.page.wait_for_function("!gridmap.map._panAnim || !gridmap.map._panAnim._inProgress")
    box = phone.page.locator(".leaflet-popup").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360
    assert box["y"] >= phone.page.locator(".gm-search").bounding_box()["y"]


def test_the_print_is_one_a4_page_on_its_side(sheet):
    pdf = sheet.page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert [round(float(side)) for side in box] == [842, 595]


def test_the_printed_page_keeps_the_legend_and_drops_the_controls(sheet):
    page = sheet.page
    page.uncheck('.gm-panel input[name="railways"]')
    before = page.evaluate("[gridmap.map.getZoom(), gridmap.map.getCenter()]")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for hidden in (".gm-search", ".gm-panel-button", ".gm-tools", ".gm-row input >> nth=0"):
        assert page.locator(hidden).is_hidden()
    for shown in (".gm-panel", ".gm-north", ".gm-foot", ".leaflet-control-scale", "h1"):
        assert page.locator(shown).is_visible()
    assert page.get_by_text("铁路").is_hidden()
    assert page.locator(".leaflet-pane canvas").first.is_hidden()
    assert page.locator(".leaflet-buildings-pane path").count() == 24
    assert planned.plan().plan_id in page.locator(".gm-foot").inner_text()
    # A4 on its side less its margins is 1062 px wide and 733 px high.
    corners = boxes(page, ".gm-head", ".folium-map", ".gm-panel", ".gm-foot")
    for box in corners.values():
        assert box["x"] + box["width"] <= 1063
        assert box["y"] + box["height"] <= 734
    assert not overlap(corners[".folium-map"], corners[".gm-panel"])
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".gm-search").is_visible()
    assert page.locator(".gm-north").is_hidden()
    assert page.evaluate("[gridmap.map.getZoom(), gridmap.map.getCenter()]") == before


def test_a_river_that_is_a_line_is_not_filled(opened, tmp_path):
    lattice = planned.lattice
    river = lattice.line((0, 10), (300, 200), (600, 10))
    water = lattice.water(river, lattice.box(0, 300, 50, 350))
    file = tmp_path / "river.html"
    file.write_text(render_map(None, planned.context(water=water)), encoding="utf-8")
    page = opened(file.as_uri(), offline=True).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    paths = page.locator(".leaflet-water-pane path").all()
    assert [path.get_attribute("fill") != "none" for path in paths] == [False, True]


def test_a_project_without_a_plan_is_shown_with_the_next_step(opened, tmp_path):
    file = tmp_path / "project.html"
    file.write_text(render_map(None, planned.context()), encoding="utf-8")
    page = opened(file.as_uri(), offline=True).page
    assert page.locator(".gm-notice").inner_text() == "尚无方案：请运行 gridmap plan"
    assert page.locator(".leaflet-buildings-pane canvas").count() == 1
    assert page.locator('.gm-panel input[name="grids"]').count() == 0
