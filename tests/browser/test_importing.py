"""The import wizard: what was found is shown and can be corrected, before anything is written."""

from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from client_page import POCKET, ClientPage, ClientService
from errands_of_jobs import until
from foreign import write_shapefile

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample.gpkg"
LON, LAT = 116.34, 35.40
PREVIEW_MS = 120_000
PLAN_MS = 300_000


@pytest.fixture
def empty(tmp_path):
    """A service over a store that holds nothing."""
    with ClientService(tmp_path) as running:
        yield running


@pytest.fixture
def clients(chromium, empty):
    """Return a function that gives clients of it; nothing may go wrong or be refused in any."""
    made = []

    def make(**options):
        made.append(ClientPage(chromium, empty, **options))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def wizard(clients):
    """The client of a planner with the panel open."""
    client = clients().open()
    client.panel("import")
    return client


def look(client, *files):
    """Give files, and wait for what was found in them."""
    client.page.set_input_files("input[type=file]", [str(file) for file in files])
    with found(client):
        client.page.get_by_role("button", name="检查文件").click()


@contextmanager
def found(client):
    """Wait after the block until the service has looked at the files anew."""
    client.page.evaluate("() => { window.seen = gridmap.store.state.value.importing.preview }")
    yield
    client.page.wait_for_function(
        """() => {
            const { work, preview } = gridmap.store.state.value.importing;
            return work === null && preview !== window.seen;
        }""",
        timeout=PREVIEW_MS,
    )


def step(client, name):
    client.page.locator(".im-steps").get_by_role("button", name=name).click()


def card(client, name):
    return client.page.get_by_role("article", name=name)


def layers(service):
    with service.client() as client:
        told = client.get("/start").json()["layers"]
    return {one["name"]: one["version"] for one in told}


def ended(service):
    """Return how the jobs of each kind ended, nothing as long as one goes on."""
    with service.client() as client:
        jobs = client.get("/jobs").json()["jobs"]
    ends = {job["kind"]: job["state"] for job in jobs}
    return {} if {"waiting", "running"} & set(ends.values()) else ends


def houses(folder):
    """Write a Shapefile in GBK: three houses in a row 100 m apart, the last with too few homes."""
    shapes = [shapely.box(LON + n / 1e3, LAT, LON + n / 1e3 + 2e-4, LAT + 1e-4) for n in range(3)]
    columns = {"楼号": ["甲楼", "乙楼", "丙楼"], "实住": [40, 54, -3], "编号": ["a", "b", "c"]}
    main = write_shapefile(
        gpd.GeoDataFrame(columns, geometry=shapes, crs=4490), folder / "楼栋.shp", encoding="GBK"
    )
    return [main.with_suffix(end) for end in (".shp", ".shx", ".dbf", ".prj")]


def hazards(folder):
    table = pd.DataFrame({"经度": [LON], "纬度": [LAT], "隐患点名称": ["东关涵洞"], "等级": [2]})
    table.to_excel(folder / "隐患点.xlsx", index=False)
    return folder / "隐患点.xlsx"


def stations(folder):
    text = f"经度,纬度,驿站名称,面积\n{LON},{LAT},晨光驿站,80\n"
    (folder / "驿站.csv").write_bytes(text.encode("gbk"))
    return folder / "驿站.csv"


def test_from_an_empty_store_to_a_plan_by_the_wizard_alone(wizard, empty):
    look(wizard, SAMPLE)
    assert wizard.page.get_by_role("article").count() == 10
    assert layers(empty) == {}
    step(wizard, "确认导入")
    row = wizard.page.locator(".im-changes tr[data-layer=buildings]")
    assert row.locator("td").all_inner_texts() == ["0", "555", "0", "0", "555"]
    wizard.page.locator(".im-foot").get_by_role("button", name="导入").click()
    wizard.page.get_by_text("已导入").wait_for(timeout=PREVIEW_MS)
    assert layers(empty)["buildings"] == 1
    wizard.page.get_by_label("方案名称").fill("第一个方案")
    wizard.page.get_by_role("button", name="开始划分").click()
    wizard.page.locator("[data-version]").wait_for(timeout=PLAN_MS)
    assert wizard.state("state.plan.head.name") == "第一个方案"
    assert empty.plans()[0]["state"] == "draft"


def test_files_of_an_office_are_put_together_shown_and_corrected(wizard, empty, tmp_path):
    look(wizard, *houses(tmp_path), hazards(tmp_path), stations(tmp_path))
    page = wizard.page
    assert page.get_by_role("article").count() == 3
    shape = card(wizard, "楼栋.shp")
    assert shape.get_attribute("data-layer") == "buildings"
    assert "GB18030" in shape.inner_text()
    assert "CGCS2000 (EPSG:4490)" in shape.inner_text()
    assert "推测" in shape.locator("tr[data-header=楼号]").inner_text()
    assert "请核对" in card(wizard, "隐患点.xlsx").inner_text()
    meaning = shape.locator("tr[data-header=实住] select")
    assert meaning.input_value() == ""
    meaning.select_option(label="户数（必填）")
    with found(wizard):
        page.get_by_role("button", name="按修改重新检查").click()
    assert "已指定" in card(wizard, "楼栋.shp").locator("tr[data-header=实住]").inner_text()
    step(wizard, "查看问题")
    (wrong,) = page.locator(".im-fault[data-severity=error]").all()
    wrong.click()
    page.wait_for_function(
        """([lon, lat]) => {
            const { centre } = gridmap.map.camera();
            return Math.hypot(centre[0] - lon, centre[1] - lat) < 1e-5;
        }""",
        arg=[LON + 0.0021, LAT + 0.00005],
    )
    assert wrong.get_attribute("aria-pressed") == "true"
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载问题清单").click()
    lines = downloading.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[:4] for line in lines if line.startswith("错误")] == [
        ["错误", "楼栋.shp", "楼栋", "c"]
    ]
    step(wizard, "确认导入")
    assert page.locator(".im-foot").get_by_role("button", name="导入").is_disabled()
    step(wizard, "查看问题")
    page.get_by_label("略过有错误的要素").check()
    with found(wizard):
        page.get_by_role("button", name="按修改重新检查").click()
    step(wizard, "确认导入")
    counts = page.locator("tr[data-layer=buildings] td").all_inner_texts()
    assert counts == ["0", "2", "0", "0", "2"]
    page.locator(".im-foot").get_by_role("button", name="导入").click()
    page.get_by_text("已导入").wait_for(timeout=PREVIEW_MS)
    assert layers(empty) == {"buildings": 1, "stations": 1, "hazards": 1}
    with empty.client() as client:
        got = client.get("/ogc/collections/buildings/items").json()["features"]
    assert {one["properties"]["name"]: one["properties"]["households"] for one in got} == {
        "甲楼": 40,
        "乙楼": 54,
    }


def test_a_file_that_cannot_be_read_asks_for_what_it_lacks(wizard, tmp_path):
    (tmp_path / "隐患点.csv").write_text("x,y,编号\n529000,3919000,a\n", encoding="utf-8")
    look(wizard, tmp_path / "隐患点.csv")
    asking = card(wizard, "隐患点.csv")
    assert "没有写明坐标系" in asking.inner_text()
    asking.get_by_label("坐标系").fill("EPSG:4548")
    asking.get_by_label("坐标系").blur()
    with found(wizard):
        wizard.page.get_by_role("button", name="按修改重新检查").click()
    assert card(wizard, "隐患点.csv").get_attribute("data-layer") == "hazards"
    assert "由您指定" in card(wizard, "隐患点.csv").inner_text()


def test_a_file_that_cannot_be_read_is_left_out(wizard, tmp_path):
    (tmp_path / "破损.geojson").write_text("{", encoding="utf-8")
    look(wizard, hazards(tmp_path), tmp_path / "破损.geojson")
    broken = card(wizard, "破损.geojson")
    assert "不是完整有效的 JSON" in broken.inner_text()
    broken.get_by_label("不导入这个文件").check()
    with found(wizard):
        wizard.page.get_by_role("button", name="按修改重新检查").click()
    assert wizard.state("state.importing.preview.ok")
    assert card(wizard, "破损.geojson").get_by_label("不导入这个文件").is_checked()


def test_a_reload_comes_back_to_what_was_found_and_to_what_runs(wizard, tmp_path):
    look(wizard, hazards(tmp_path))
    wizard.page.reload()
    wizard.ready()
    card(wizard, "隐患点.xlsx").wait_for(timeout=PREVIEW_MS)
    step(wizard, "确认导入")
    wizard.page.locator(".im-foot").get_by_role("button", name="导入").click()
    wizard.page.wait_for_function("() => gridmap.store.state.value.importing.work?.job")
    wizard.page.reload()
    wizard.ready()
    wizard.page.get_by_text("已导入").wait_for(timeout=PREVIEW_MS)
    assert "请先导入楼栋" in wizard.page.locator("#panel").inner_text()


def test_what_runs_is_cancelled_and_nothing_is_written(wizard, empty):
    look(wizard, SAMPLE)
    step(wizard, "确认导入")
    wizard.page.locator(".im-foot").get_by_role("button", name="导入").click()
    wizard.page.locator("[data-work=import]").get_by_role("button", name="取消").click()
    wizard.page.get_by_text("导入后的变化").wait_for()
    ends = until(lambda: ended(empty), patience_s=120, pause_s=0.5)
    assert ends["import"] in {"cancelled", "done"}
    assert (layers(empty) == {}) == (ends["import"] == "cancelled")


def test_files_are_chosen_and_looked_at_by_keys_alone(wizard, tmp_path):
    page = wizard.page
    with page.expect_file_chooser() as choosing:
        page.locator("input[type=file]").press("Enter")
    choosing.value.set_files(str(hazards(tmp_path)))
    page.get_by_role("button", name="检查文件").wait_for()
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.textContent") == "检查文件":
            break
    with found(wizard):
        page.keyboard.press("Enter")
    assert page.locator(".im-steps [aria-current=step]").inner_text().endswith("核对内容")


def test_files_that_are_dropped_are_taken_and_others_are_told(wizard):
    wizard.page.locator(".im-drop").evaluate(
        """zone => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["x,y"], "a.csv"));
            transfer.items.add(new File(["?"], "说明.docx"));
            transfer.items.add(new File(["?"], "b.shp"));
            zone.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true,
                                                      cancelable: true }));
        }"""
    )
    listed = wizard.page.get_by_role("list", name="已选文件")
    listed.locator("li").nth(2).wait_for()
    assert "不支持" in listed.locator("li", has_text="说明.docx").inner_text()
    assert "缺少同名" in listed.locator("li", has_text="b.shp").inner_text()
    wizard.page.get_by_role("button", name="移除 b.shp").click()
    assert listed.locator("li").count() == 2


def test_the_wizard_fits_a_phone_and_speaks_english(clients, tmp_path):
    client = clients(lang="en", **POCKET).open()
    client.panel("import")
    client.page.set_input_files("input[type=file]", [str(file) for file in houses(tmp_path)])
    with found(client):
        client.page.get_by_role("button", name="Look at them").tap()
    client.page.get_by_role("button", name="Next").tap()
    wide = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert client.page.evaluate(wide) <= 0
    inside = (
        "() => { const p = document.querySelector('#panel'); return p.scrollWidth - p.clientWidth }"
    )
    assert client.page.evaluate(inside) <= 0
    client.page.get_by_role("button", name="Back").tap()
    assert client.page.evaluate(inside) <= 0
