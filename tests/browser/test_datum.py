"""Points of a web map in the import wizard: told, compared on the map, moved only where chosen."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from client_page import ClientService

from gridmap.datum import wgs84_to_gcj02

pytestmark = pytest.mark.browser

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample.gpkg"
LOOK_MS = 120_000
POINTS = 20


@pytest.fixture(scope="module")
def licensed(sample_store, tmp_path_factory):
    """A service of an office with the permit, over the sample."""
    with ClientService(tmp_path_factory.mktemp("licensed"), sample_store, unshift=True) as running:
        yield running


def picked():
    """Return the middles of some buildings of the sample."""
    shapes = gpd.read_file(SAMPLE, layer="buildings").geometry.values
    chosen = np.random.default_rng(11).choice(len(shapes), POINTS, replace=False)
    return shapely.get_coordinates(shapely.centroid(shapes[chosen]))


def write_stations(path, places):
    ids = [f"new{number:02}" for number in range(len(places))]
    lon, lat = places.T
    frame = pd.DataFrame({"驿站编号": ids, "驿站名称": "新驿站", "经度": lon, "纬度": lat})
    frame.to_csv(path, index=False)
    return path


def look(client, button):
    """Have the files looked at, and wait for what was found."""
    client.page.evaluate("() => { window.seen = gridmap.store.state.value.importing.preview }")
    client.page.get_by_role("button", name=button).click()
    client.page.wait_for_function(
        """() => {
            const { work, preview } = gridmap.store.state.value.importing;
            return work === null && preview !== window.seen;
        }""",
        timeout=LOOK_MS,
    )


def stored(service):
    """Return the places of the new stations by id."""
    with service.client() as web:
        found = web.get("/ogc/collections/stations/items?limit=1000&f=json").json()["features"]
    return {
        one["properties"]["station_id"]: one["geometry"]["coordinates"]
        for one in found
        if one["properties"]["name"] == "新驿站"
    }


def test_points_of_a_web_map_are_told_compared_and_moved_back_by_choice(
    clients, licensed, tmp_path
):
    true = picked()
    client = clients(at=licensed).open()
    panel = client.panel("import")
    path = write_stations(tmp_path / "驿站.csv", wgs84_to_gcj02(true))
    client.page.set_input_files("input[type=file]", str(path))
    look(client, "检查文件")
    card = panel.locator("[data-origin=gcj02]")
    assert "20 个点中，按 GCJ-02（高德、腾讯地图）有 20 个落在楼栋或道路上" in card.inner_text()
    assert card.get_by_label("保持原样，不移动").is_checked()
    card.get_by_label("在地图上对照").check()
    client.page.wait_for_function("() => gridmap.map.library.getLayer('importing-carried-line')")
    card.get_by_label("按 GCJ-02（高德、腾讯地图）还原为 CGCS2000").check()
    look(client, "按修改重新检查")
    assert panel.locator("[data-origin]").inner_text().startswith("已按 GCJ-02")
    foot = panel.locator(".im-foot")
    foot.get_by_role("button", name="下一步").click()
    panel.get_by_text("按您的选择，坐标由 GCJ-02").wait_for()
    foot.get_by_role("button", name="下一步").click()
    foot.get_by_role("button", name="导入").click()
    panel.get_by_text("已导入").wait_for(timeout=LOOK_MS)
    found = stored(licensed)
    places = np.array([found[name] for name in sorted(found)])
    # Coordinates are served with seven digits: a centimetre.
    assert places == pytest.approx(true, abs=2e-7)


def test_without_the_permit_nothing_can_be_moved_back_and_why_is_said(clients, service, tmp_path):
    client = clients(at=service).open()
    panel = client.panel("import")
    path = write_stations(tmp_path / "驿站.csv", wgs84_to_gcj02(picked()))
    client.page.set_input_files("input[type=file]", str(path))
    look(client, "检查文件")
    card = panel.locator("[data-origin=gcj02]")
    assert card.locator("input[type=radio]:disabled").count() == 2
    assert "《测绘法》" in card.inner_text()
