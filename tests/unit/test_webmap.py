"""The map is one page that loads nothing, and shows every text of the data as text."""

import json
import re
from html.parser import HTMLParser

import geopandas as gpd
import lattice
import numpy as np
import pandas as pd
import planned
import pytest

from gridmap.sheets.webmap import render_map


def block(html, name):
    """Return the JSON of one data block of the page."""
    (text,) = re.findall(rf'<script type="application/json" id="{name}">(.*?)</script>', html)
    return json.loads(text)


def properties(html, name):
    return [feature["properties"] for feature in block(html, f"data-{name}")["features"]]


def by_code(html):
    return {row["grid_code"]: row for row in properties(html, "grids")}


def drawn(html):
    return re.findall(r'id="data-([^"]+)"', html)


@pytest.fixture(scope="module")
def html():
    plan = planned.plan()
    return render_map(plan, plan.context, title="示范方案")


class Links(HTMLParser):
    """Collects whatever an element would load or lead to."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in {"src", "href", "action", "data"}]


def test_the_page_loads_nothing(html):
    links = Links()
    links.feed(html)
    assert links.found == []
    outside = re.findall(r"url\(\s*['\"]?(?!['\"]?data:|#)([^)]*)\)", html)
    assert outside == []
    assert "@import" not in html
    assert "sourceMappingURL" not in html


def test_the_same_plan_gives_the_same_page(html):
    plan = planned.plan()
    assert render_map(plan, plan.context, title="示范方案") == html


def test_every_layer_is_in_the_page_and_each_department_has_its_own(html):
    assert drawn(html) == [
        "grids",
        "units",
        "violations",
        "communities",
        "compounds",
        "buildings",
        "roads",
        "railways",
        "water",
        "bridges",
        "stations",
        "hazards",
        "net-0",
        "net-1",
    ]
    titles = re.findall(r'"style": "nets", "title": "([^"]*)"', html)
    assert sorted(json.loads(f'"{title}"') for title in titles) == ["城管网", "综治网"]


def test_grids_are_classed_by_their_households(html):
    classes = {code: row["class"] for code, row in by_code(html).items()}
    assert classes == {
        planned.WEST: "in2",
        planned.MIDDLE: "below",
        planned.EAST: "above",
        planned.SCHOOL: "special",
    }


def test_the_legend_tells_the_classes_of_the_band(html):
    said = [one["title"] for one in block(html, "gridmap-config")["classes"]]
    assert said == [
        "少于 300 户",
        "300–349 户",
        "350–399 户",
        "400–449 户",
        "450–500 户",
        "多于 500 户",
        "专属网格",
    ]


def test_a_popup_tells_the_facts_of_the_grid(html):
    rows = by_code(html)
    west = rows[planned.WEST]
    assert west["community"] == "格子社区"
    assert west["type"] == "基础网格"
    assert (west["households"], west["persons"]) == (400, 1200)
    assert west["state"] == "在 300–500 之内"
    assert west["area"] == "8.00 公顷"
    assert west["compounds"] == ["海棠苑 200 户"]
    assert west["stations"] == ["晨光驿站"]
    assert west["hazards"] == ["北院围墙"]
    assert west["issues"] == []
    assert rows[planned.MIDDLE]["state"] == "低于 300–500，少 60 户"
    assert rows[planned.MIDDLE]["issues"] == [
        "网格 002 只有 240 户，少于 300 户。请并入相邻网格的楼栋。"
    ]
    assert rows[planned.EAST]["state"] == "高于 300–500，多 100 户"
    assert rows[planned.SCHOOL]["type"] == "专属网格·学校"
    assert rows[planned.SCHOOL]["state"] == "不适用"


def test_unknown_persons_are_left_out_rather_than_shown_as_none():
    units = planned.units().assign(persons=np.int64(0))
    plan = planned.plan(units=units)
    html = render_map(plan, plan.context)
    assert "persons" not in by_code(html)[planned.WEST]
    assert "persons" not in properties(html, "units")[0]


def test_choices_are_told_in_words(html):
    stations = {row["name"]: row for row in properties(html, "stations")}
    assert stations["晨光驿站"]["kind"] == "驿站"
    assert "small" not in stations["晨光驿站"]
    assert stations["小微家"]["kind"] == "党群微家"
    assert stations["小微家"]["small"] is True


def test_the_english_page_is_english():
    plan = planned.plan()
    html = render_map(plan, plan.context, lang="en")
    assert '<html lang="en">' in html
    west = by_code(html)[planned.WEST]
    assert west["state"] == "within 300–500"
    assert west["type"] == "Ordinary grid"
    assert block(html, "gridmap-config")["classes"][0]["title"] == "under 300"
    assert {row["kind"] for row in properties(html, "hazards")} == {"low lying", "dilapidated"}


def test_hostile_names_stay_text():
    context = planned.context()
    context["communities"]["name"] = planned.HOSTILE
    context["nets"]["net"] = planned.HOSTILE
    grids = planned.grids().assign(community=planned.HOSTILE)
    plan = planned.plan(grids=grids, context=context)
    html = render_map(plan, context, title=planned.HOSTILE)
    assert planned.HOSTILE not in html
    assert "<img" not in html
    assert properties(html, "communities")[0]["name"] == planned.HOSTILE
    assert properties(html, "compounds")[1]["name"] == planned.HOSTILE
    links = Links()
    links.feed(html)
    assert links.found == []


def test_the_head_tells_the_figures_and_the_version(html):
    (head,) = re.findall(r'<header class="gm-head">.*?</header>', html, re.DOTALL)
    assert "<h1>示范方案</h1>" in head
    told = dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", head))
    assert told == {
        "网格": "4",
        "户数": "1,240",
        "合格率": "33.3%",
        "社区": "1",
        "问题项": "2",
    }
    assert f"版本 {planned.plan().plan_id[:8]}" in head


def test_without_a_plan_the_layers_are_shown_and_the_next_step_is_named():
    html = render_map(None, planned.context())
    assert "尚无方案：请运行 gridmap plan" in html
    assert "grids" not in drawn(html)
    assert "buildings" in drawn(html)


def test_without_a_plan_and_without_layers_there_is_still_a_page():
    html = render_map(None, {})
    assert drawn(html) == []
    assert "尚无方案" in html


def test_empty_layers_are_left_out():
    empty = gpd.GeoDataFrame(
        {"hazard_id": pd.Series([], dtype="str")}, geometry=gpd.GeoSeries([], crs=lattice.CRS)
    )
    plan = planned.plan(violations=(), context=planned.context(hazards=empty))
    found = drawn(render_map(plan, plan.context))
    assert "hazards" not in found
    assert "violations" not in found


def test_a_layer_is_drawn_in_the_same_place_whatever_its_crs(html):
    degrees = {name: frame.to_crs(4490) for name, frame in planned.context().items()}
    other = render_map(planned.plan(), degrees)
    for name in ("roads", "buildings", "stations"):
        here = block(html, f"data-{name}")["features"]
        there = block(other, f"data-{name}")["features"]
        for one, two in zip(here, there, strict=True):
            flat, level = (
                np.ravel(feature["geometry"]["coordinates"]).astype(float) for feature in (one, two)
            )
            assert np.abs(flat - level).max() < 2e-6


def test_labels_stand_inside_their_shapes_with_the_room_they_have(html):
    # The largest circle in a grid of 200 m x 400 m has a radius of 100 m.
    west = by_code(html)[planned.WEST]
    assert west["room_m"] == pytest.approx(100, abs=2)
    place = gpd.GeoSeries.from_xy(*zip(west["at"], strict=True), crs=4326).to_crs(lattice.CRS)
    assert lattice.box(0, 0, 200, 400).contains(place.iloc[0])


def test_coordinates_have_six_decimals_at_most(html):
    texts = re.findall(r"\d+\.\d{7,}", html.split('id="data-grids">')[1].split("</script>")[0])
    assert texts == []
