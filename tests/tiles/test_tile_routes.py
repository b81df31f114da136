"""Tiles over HTTP: kept for ever, sent once, of every version, for those who may see them."""

import asyncio

import drawn_plan
import httpx
import lattice
import pytest
import tiled
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.tile_matrices import CGCS2000_QUAD, MATRIX_SETS, WEB_MERCATOR_QUAD
from gridmap_api.tiles.cache import TileCache
from visiting import Visited

from gridmap.editing.commands import Move


class Client:
    """Calls an application in this process."""

    def __init__(self, address):
        self.app = create_app(Settings(database=address))

    def get(self, address, **headers):
        async def ask():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost", headers=headers
            ) as client:
                return await client.get(address)

        return asyncio.run(ask())


@pytest.fixture
def client(drawn_store, store_address):
    opened = Client(store_address)
    yield opened
    opened.app.state.store.close()


def place(zoom=13, matrices=WEB_MERCATOR_QUAD):
    return tiled.square_at(matrices, zoom)


def xyz(square):
    return f"{square.zoom}/{square.column}/{square.row}.mvt"


def test_a_tile_is_immutable_and_is_not_sent_twice(client):
    address = f"/tiles/units/{tiled.SET}/{xyz(place())}"
    first = client.get(address)
    assert first.status_code == 200
    assert first.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert first.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert len(tiled.read(first.content, place())) == 48
    again = client.get(address, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = client.get(address, **{"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content


def test_where_nothing_is_there_is_no_content(client):
    for where in ("13/0/0.mvt", "9/0/0.mvt"):
        answer = client.get(f"/tiles/units/{tiled.SET}/{where}")
        assert (answer.status_code, answer.content) == (204, b"")
        assert "etag" in answer.headers


def test_a_tile_that_cannot_be_is_refused(client):
    huge = "3/99999999999999999999/0"
    for where in ("25/0/0", "-1/0/0", "3/8/0", "3/0/8", "a/0/0", "1/1e3/0", huge):
        answer = client.get(f"/tiles/units/{tiled.SET}/{where}.mvt")
        assert answer.status_code == 400, where
        assert answer.headers["content-type"] == "application/problem+json"


def test_what_is_not_there_is_not_found(client):
    for address in (
        f"/tiles/units/nothing/{xyz(place())}",
        f"/tiles/plans/{tiled.PLAN}/7/{xyz(place())}",
        f"/tiles/layers/plan/1/{xyz(place())}",
        f"/tiles/layers/buildings/3/{xyz(place())}",
        "/ogc/tileMatrixSets/Other",
        "/ogc/collections/grids/tiles/Other",
        "/ogc/collections/other/tiles",
        "/ogc/collections/plan.x.grids/tiles/WebMercatorQuad/0/0/0",
    ):
        assert client.get(address).status_code == 404, address


def test_tile_json_says_where_and_what(client):
    info = client.get(f"/tiles/plans/{tiled.PLAN}/0/tile.json").json()
    assert info["tiles"] == [f"http://localhost/tiles/plans/{tiled.PLAN}/0/{{z}}/{{x}}/{{y}}.mvt"]
    layer = info["vector_layers"][0]
    assert layer["id"] == "grids"
    assert layer["fields"]["households"] == "Number"
    assert layer["fields"]["locked"] == "Boolean"
    west, south, east, north = info["bounds"]
    lon, lat = tiled.centre()
    assert west < lon < east
    assert south < lat < north
    units = client.get(f"/tiles/units/{tiled.SET}/tile.json").json()
    assert (units["minzoom"], units["vector_layers"][0]["id"]) == (10, "units")
    assert client.get("/tiles/layers/buildings/1/tile.json").json()["name"] == "楼栋"


def test_a_layer_of_each_version_keeps_its_own_tile(client):
    square = place(15)
    counts = {}
    for version in (1, 2):
        answer = client.get(f"/tiles/layers/buildings/{version}/{xyz(square)}")
        counts[version] = len(tiled.read(answer.content, square))
    assert counts == {1: 3, 2: 2}


def test_ogc_tiles_of_every_collection_in_both_matrix_sets(client):
    listed = client.get("/ogc/tileMatrixSets").json()["tileMatrixSets"]
    assert [one["id"] for one in listed] == ["WebMercatorQuad", "CGCS2000Quad"]
    for collection, count in (("grids", 8), ("units", 48), (f"plan.{tiled.PLAN}.grids", 8)):
        sets = client.get(f"/ogc/collections/{collection}/tiles").json()["tilesets"]
        assert [one["crs"].rsplit("/", 1)[1] for one in sets] == ["3857", "4490"]
        for name, matrices in MATRIX_SETS.items():
            info = client.get(f"/ogc/collections/{collection}/tiles/{name}").json()
            links = {link["rel"]: link for link in info["links"]}
            assert links["item"]["templated"] is True
            square = place(12, matrices)
            address = links["item"]["href"].format(
                tileMatrix=square.zoom, tileRow=square.row, tileCol=square.column
            )
            tile = client.get(address)
            assert tile.headers["cache-control"] == "no-cache"
            assert len(tiled.read(tile.content, square)) == count


def test_the_matrices_are_those_that_ogc_and_china_use(client):
    web = client.get("/ogc/tileMatrixSets/WebMercatorQuad").json()
    # OGC 17-083r4, annex D.1.
    assert web["uri"] == "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
    first, last = web["tileMatrices"][0], web["tileMatrices"][24]
    assert first["scaleDenominator"] == pytest.approx(559082264.0287178, rel=1e-12)
    assert first["cellSize"] == pytest.approx(156543.03392804097, rel=1e-12)
    assert first["pointOfOrigin"] == pytest.approx([-20037508.342789244, 20037508.342789244])
    assert last["matrixWidth"] == last["matrixHeight"] == 16777216
    china = client.get("/ogc/tileMatrixSets/CGCS2000Quad").json()
    # As WorldCRS84Quad (annex D.2) on EPSG:4490, whose first axis is latitude.
    first = china["tileMatrices"][0]
    assert china["crs"] == "http://www.opengis.net/def/crs/EPSG/0/4490"
    assert china["orderedAxes"] == ["Lat", "Lon"]
    assert first["pointOfOrigin"] == [90.0, -180.0]
    assert first["cellSize"] == 0.703125
    assert first["scaleDenominator"] == pytest.approx(279541132.0143589, rel=1e-12)
    assert (first["matrixWidth"], first["matrixHeight"]) == (2, 1)


def test_tiles_of_web_maps_tile_the_world():
    square = WEB_MERCATOR_QUAD.square(1, 1, 0)
    assert square.bounds == pytest.approx((0, 0, 20037508.342789244, 20037508.342789244))
    assert CGCS2000_QUAD.square(0, 1, 0).bounds == (0.0, -90.0, 180.0, 90.0)


def test_outlines_of_an_earlier_version_are_those_of_then(store, store_address):
    plan_id = drawn_plan.save_drawn(store)
    moved = [drawn_plan.unit(3, 0), drawn_plan.unit(3, 1)]
    edit = Move(units=tuple(moved), target=drawn_plan.A)
    commit_edit(store, plan_id, edit, base=0, principal=drawn_plan.ADMIN)
    client = Client(store_address)
    square = tiled.square_at(WEB_MERCATOR_QUAD, 14)
    found = {}
    for version in (0, 1):
        answer = client.get(f"/tiles/plans/{plan_id}/{version}/{xyz(square)}")
        assert "immutable" in answer.headers["cache-control"]
        found[version] = tiled.read(answer.content, square).set_index("grid_code")
    client.app.state.store.close()
    assert found[0].loc[drawn_plan.A, "households"] == 120
    assert found[1].loc[drawn_plan.A, "households"] == 140
    assert found[0].mvt_id.to_dict() == found[1].mvt_id.to_dict()
    growth = found[1].geometry.area[drawn_plan.A] / found[0].geometry.area[drawn_plan.A]
    assert growth == pytest.approx(14 / 12, rel=0.02)


def test_the_cache_keeps_what_was_asked_for_last_within_its_bytes():
    made = []

    def make(name):
        def one():
            made.append(name)
            return b"12345"

        return one

    cache = TileCache(most_bytes=10)
    for name in ("a", "b", "a", "c", "a", "b"):
        cache.get(name, make(name))
    # c drives out b, which was not asked for longest; then b drives out c.
    assert made == ["a", "b", "c", "b"]
    assert cache.held_bytes == 10


def test_layers_are_for_everybody_but_those_that_tell_of_homes(store, store_address):
    tiled.fill(store)
    places = [lattice.point(50, 50), lattice.point(650, 50)]
    hazards = lattice.layer(places, hazard_id=["h-1", "h-2"], kind="ditch", level=1)
    communities = lattice.layer(
        [lattice.box(0, 0, 600, 400), lattice.box(600, 0, 1200, 400)],
        community_code=[lattice.COMMUNITY, tiled.OTHER],
        name=["格子社区", "东社区"],
    )
    with store.write() as connection:
        import_layer(connection, "communities", communities.to_crs(4490), actor="t")
        import_layer(connection, "hazards", hazards.to_crs(4490), actor="t")
    service = Visited(store_address)
    service.account("east", "planner", [tiled.OTHER])
    square = place()
    for name in (None, "east"):
        visitor = service.visitor(name)
        shown = visitor.get(f"/tiles/layers/hazards/1/{xyz(square)}")
        found = tiled.read(shown.content, square)["hazard_id"].tolist()
        assert found == (["h-2"] if name else ["h-1", "h-2"])
        assert visitor.get("/tiles/layers/hazards/1/tile.json").status_code == 200
    for address in ("tile.json", xyz(square)):
        hidden = f"/tiles/layers/buildings/2/{address}"
        assert service.visitor().get(hidden).status_code == 404
        assert service.visitor("east").get(hidden).status_code in {200, 204}
    service.store.close()
