"""The register in a real browser: out as a workbook, edited, back as changes, accepted, undone."""

import contextlib

import lattice
import pytest
from client_page import ClientPage, ClientService
from drawn_plan import EAST, WEST, A, B, save_drawn
from edited_register import Book
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.setup import upgrade

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("register")
    squares = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    layers = {
        "communities": lattice.layer(
            squares, community_code=[WEST, EAST], name=["西社区", "东社区"]
        ),
        "buildings": lattice.layer(
            [box.centroid.buffer(20) for box in lattice.lattice_boxes(6, 8)],
            building_id=[f"b{n}" for n in range(48)],
            households=10,
        ),
        "stations": lattice.layer([lattice.point(50, 50)], station_id=["s1"], name=["西站"]),
    }
    with contextlib.closing(open_store(folder / "store.gpkg")) as store:
        upgrade(store)
        with store.write() as connection:
            for name, layer in layers.items():
                import_layer(connection, name, layer.to_crs(4490), actor="test")
        save_drawn(store)
    with ClientService(folder) as running:
        yield running


def test_a_register_goes_out_is_edited_and_comes_back(chromium, service, tmp_path):
    client = ClientPage(chromium, service)
    with contextlib.closing(client):
        client.open(plan=service.branch("草稿", service.plans()[-1]["plan_id"]))
        client.panel("register")
        page = client.page
        with page.expect_download() as coming:
            page.get_by_role("link", name="Excel").click()
        path = tmp_path / "台账.xlsx"
        coming.value.save_as(path)
        book = Book(path)
        book.write("楼栋", "b16", "网格编码", B)
        book.write("楼栋", "b0", "社区代码", EAST)
        book.write("驿站", "s1", "驿站名称", "西站改")
        book.save()

        page.set_input_files(".rt-drop input", path)
        page.wait_for_selector(".rt-row")
        rows = page.locator(".rt-row")
        assert rows.count() == 3
        moved = page.locator(".rt-row[data-key=b16]")
        assert A in moved.locator("del").inner_text()
        assert moved.locator("ins").inner_text() == B
        assert moved.locator("input").is_checked()
        tampered = page.locator(".rt-row[data-key=b0]")
        assert tampered.locator("input").is_disabled()
        assert "楼栋!" in tampered.inner_text()
        moved.get_by_title("在地图上查看").click()
        client.wait("state.register.table.looked !== null")
        client.wait_still()
        drawn = page.evaluate(
            "() => gridmap.map.library.queryRenderedFeatures({ layers: ['register-places-ring'] })"
            ".filter((one) => one.properties.looked).length"
        )
        assert drawn == 1

        page.get_by_role("button", name="采用 2 行").click()
        page.get_by_role("heading", name="已采用 2 行。").wait_for()
        client.wait("state.plan.head.version === 1")
        page.get_by_role("button", name="撤销方案改动").click()
        client.wait("state.plan.head.version === 2")
        assert page.get_by_role("button", name="撤销方案改动").count() == 0
