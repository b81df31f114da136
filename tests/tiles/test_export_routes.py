"""Exports over HTTP on both stores: what is asked for, what may be seen, under its Chinese name."""

import asyncio
import io
import zipfile
from urllib.parse import unquote

import drawn_plan
import httpx
import lattice
import numpy as np
import pyogrio
import pytest
from gridmap_api import exporting
from gridmap_api.errors import UnknownObjectError
from gridmap_api.exporting import export_to
from gridmap_api.main import create_app
from gridmap_api.schemas.exports import ExportParams
from gridmap_api.settings import Settings
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.scope import EVERYTHING, Scope

WEST_ONLY = Scope(frozenset({drawn_plan.WEST}))


@pytest.fixture
def plan_id(store):
    found = drawn_plan.save_drawn(store, name="东西/方案")
    boxes = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    codes = [drawn_plan.WEST, drawn_plan.EAST]
    communities = lattice.layer(boxes, community_code=codes, name=["西社区", "东社区"])
    places = [lattice.point(150, 550), lattice.point(450, 550), lattice.point(150, 50)]
    stations = lattice.layer(
        places,
        station_id=["s1", "s2", "s3"],
        name=["西北", "东北", "西南"],
        floor_area_m2=np.array([60.0, 70.0, 80.0]),
    )
    with store.write() as connection:
        for name, frame in (("communities", communities), ("stations", stations)):
            import_layer(connection, name, frame.to_crs(4490), actor="测试")
    return found


@pytest.fixture
def get(store, store_address):
    app = create_app(Settings(database=store_address))

    def ask(**params):
        async def call():
            transport = httpx.ASGITransport(app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.get("/exports", params=params)

        return asyncio.run(call())

    yield ask
    app.state.store.close()


def test_grids_come_as_a_file_under_the_name_of_the_plan(get, plan_id, tmp_path):
    answer = get(plan=plan_id, format="geojson", coordinates="wgs84")
    assert answer.status_code == 200
    name = answer.headers["content-disposition"].partition("filename*=UTF-8''")[2]
    assert unquote(name) == "东西方案.geojson"
    (tmp_path / "a.geojson").write_bytes(answer.content)
    back = pyogrio.read_dataframe(tmp_path / "a.geojson")
    assert back["网格编码"].tolist() == [drawn_plan.A, drawn_plan.B, drawn_plan.C, drawn_plan.D]
    assert back["户数"].tolist() == [120] * 4


def test_layers_and_a_selection_come_as_one_zip(get, plan_id):
    answer = get(
        plan=plan_id,
        layers="grids,units,stations",
        grids=drawn_plan.A,
        format="csv",
        coordinates="gcj02",
    )
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        rows = {
            name: archive.read(name).decode("utf-8-sig").splitlines()[1:]
            for name in archive.namelist()
        }
    counts = {name: len(lines) for name, lines in rows.items()}
    assert counts == {"网格_gcj02.csv": 1, "基本单元_gcj02.csv": 12, "驿站_gcj02.csv": 1}
    assert "西北" in rows["驿站_gcj02.csv"][0]


def test_layers_need_no_plan(get, plan_id, tmp_path):
    answer = get(layers="stations", format="gpkg")
    (tmp_path / "a.gpkg").write_bytes(answer.content)
    assert pyogrio.read_dataframe(tmp_path / "a.gpkg")["驿站编号"].tolist() == ["s1", "s2", "s3"]


def test_what_makes_no_sense_or_is_not_there_is_said(get, plan_id):
    wrong = [{"format": "dwg"}, {"layers": "plan_event"}, {"version": "-1"}, {"other": "1"}]
    missing = [{"plan": "nothing"}, {}, {"layers": "hazards"}]
    for asked, status in [(one, 400) for one in wrong] + [(one, 404) for one in missing]:
        answer = get(**asked)
        assert answer.status_code == status, asked
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_large_export_is_sent_to_a_job(get, plan_id, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_AT_ONCE", 10)
    answer = get(plan=plan_id, layers="units", format="csv")
    assert answer.status_code == 413
    assert "/jobs" in answer.json()["remedy"]


def test_nobody_gets_more_than_he_may_see(store, plan_id, tmp_path):
    params = ExportParams(plan=plan_id, layers=["grids", "units", "stations"], format="gpkg")
    path = tmp_path / "a.gpkg"
    export_to(path, store, params, WEST_ONLY)
    counts = {
        name: len(pyogrio.read_dataframe(path, layer=name)) for name in ("网格", "基本单元", "驿站")
    }
    assert counts == {"网格": 2, "基本单元": 24, "驿站": 2}
    everything = params.model_copy(update={"communities": [drawn_plan.EAST, drawn_plan.WEST]})
    export_to(path, store, everything, WEST_ONLY)
    assert len(pyogrio.read_dataframe(path, layer="网格")) == 2
    with pytest.raises(UnknownObjectError):
        export_to(path, store, params, Scope(frozenset({"370899009999"})))
    with pytest.raises(UnknownObjectError):
        export_to(path, store, params, Scope(None, published_only=True))


def test_every_format_is_made_of_a_plan(store, plan_id, tmp_path):
    for format_name in ("parquet", "fgb", "shp", "kml", "csv", "xlsx", "pmtiles"):
        params = ExportParams(plan=plan_id, layers=["grids", "units"], format=format_name)
        made = export_to(tmp_path / format_name, store, params, EVERYTHING)
        assert made.name.startswith("东西方案."), format_name
        assert (tmp_path / format_name).stat().st_size > 500
