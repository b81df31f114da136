"""Looking at files before they are imported: what is told, and that nothing changes."""

import io
import json

import foreign
import geopandas as gpd
import pytest
import shapely
from gridmap_api.errors import ForbiddenError, UnknownObjectError
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.receiving import Sent
from gridmap_api.jobs.running import run_job
from gridmap_api.jobs.sending import order_file_import, order_preview
from gridmap_api.schemas.imports import Preview
from gridmap_api.store import job_files, job_queue, jobs
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.principals import LOCAL, Principal
from gridmap_api.store.scope import EVERYTHING

on_a_file = pytest.mark.parametrize("store_address", ["file"], indirect=True)

HOW = {"layer": None, "encoding": None, "crs": None, "estimate": False, "skip_faulty": False}
LON, LAT = foreign.PLACES[0]


def form(*paths, upload_id=None, **options):
    files = [(path.name, io.BytesIO(path.read_bytes())) for path in paths]
    return Sent(files, upload_id, {**HOW, "tables": [], "whole": [], **options})


def table(path, *rows, header="经度,纬度,楼栋编号,户数"):
    path.write_text("\n".join([header, *rows]), encoding="utf-8")
    return path


def house(number, households):
    """Return the line of a house, 90 m east of that before."""
    return f"{LON + number / 1000:.6f},{LAT},h{number},{households}"


@pytest.fixture
def do(store, store_address):
    """Ask for a job of files, do it here, and return it with its result."""

    def done(order, sent, principal=LOCAL):
        order(store, sent, principal)
        claim = job_queue.claim_job(store, "w", lease_s=60)
        run_job(store_address, claim, KINDS[claim.kind])
        with store.read() as connection:
            job = jobs.get_job(connection, claim.id, scope=EVERYTHING, account="")
            return job, jobs.result_of(connection, claim.id)

    return done


def versions(store):
    with store.read() as connection:
        return current_versions(connection)


def test_a_preview_tells_what_would_change_and_changes_nothing(store, do, tmp_path):
    do(order_file_import, form(table(tmp_path / "楼栋.csv", house(1, 40), house(2, 50))))
    assert versions(store) == {"buildings": 1}
    path = table(tmp_path / "楼栋.csv", house(2, 51), house(3, 60), house(4, 70))
    job, result = do(order_preview, form(path))
    assert job.state == "done", job.problem
    shape = Preview.model_validate(result)
    assert [one.model_dump() for one in shape.changes] == [
        {
            "layer": "buildings",
            "version": 1,
            "before": 2,
            "after": 4,
            "added": 2,
            "changed": 1,
            "removed": 0,
        }
    ]
    assert (shape.ok, shape.upload_id, shape.tables[0].written) == (True, job.id, 3)
    assert versions(store) == {"buildings": 1}


def test_what_a_preview_told_is_what_the_import_of_its_files_does(store, do, tmp_path):
    houses = table(tmp_path / "楼栋.csv", house(1, 40), house(2, 50), house(3, 60))
    do(order_file_import, form(houses))
    fewer = table(tmp_path / "楼栋.csv", house(2, 50), house(3, 61), house(4, 70))
    job, result = do(order_preview, form(fewer, whole=["buildings"]))
    change = result["changes"][0]
    assert (change["added"], change["changed"], change["removed"]) == (1, 1, 1)
    done, imported = do(order_file_import, form(upload_id=job.id, whole=["buildings"]))
    assert done.state == "done", done.problem
    assert imported["layers"] == {"buildings": 2}
    with store.read() as connection:
        layer = read_layer(connection, "buildings").set_index("building_id")
    assert layer["households"].to_dict() == {"h2": 50, "h3": 61, "h4": 70}


@on_a_file
def test_files_are_gone_once_they_are_imported(store, do, tmp_path):
    job, _ = do(order_preview, form(table(tmp_path / "楼栋.csv", house(1, 40))))
    do(order_file_import, form(upload_id=job.id))
    with store.read() as connection:
        assert not job_files.has_file(connection, job.id, "sent:0")
    with pytest.raises(UnknownObjectError):
        order_preview(store, form(upload_id=job.id), LOCAL)


@on_a_file
def test_every_fault_is_told_with_its_place_and_drawn(do, tmp_path):
    path = table(tmp_path / "楼栋.csv", house(1, 40), house(2, -3), house(3, "许多"))
    _, result = do(order_preview, form(path))
    errors = [fault for fault in result["faults"] if fault["severity"] == "error"]
    assert {fault["feature_id"]: fault["place"] for fault in errors} == {
        "h2": pytest.approx([LON + 0.002, LAT]),
        "h3": pytest.approx([LON + 0.003, LAT]),
    }
    assert result["counts"]["error"] == 2
    assert (result["ok"], result["changes"]) == (False, [])
    drawn = {
        feature["properties"]["key"]: feature["properties"]["severity"]
        for feature in result["tables"][0]["features"]["features"]
    }
    assert drawn == {"h1": "", "h2": "error", "h3": "error"}


@on_a_file
def test_without_the_faulty_ones_the_rest_would_be_written(do, tmp_path):
    path = table(tmp_path / "楼栋.csv", house(1, 40), house(2, -3))
    _, result = do(order_preview, form(path, skip_faulty=True))
    assert result["ok"]
    assert result["tables"][0]["written"] == 1
    assert result["changes"][0]["added"] == 1
    assert result["counts"]["error"] == 0


@on_a_file
def test_another_look_with_columns_corrected_needs_no_file(do, tmp_path):
    path = table(tmp_path / "数据.csv", f"{LON},{LAT},甲,12", header="经度,纬度,楼,实住")
    job, first = do(order_preview, form(path))
    assert (first["ok"], first["tables"][0]["layer"]) == (False, "")
    said = {"file": "数据.csv", "table": "数据", "layer": "buildings"}
    columns = {"households": "实住", "building_id": "楼"}
    _, second = do(order_preview, form(upload_id=job.id, tables=[{**said, "columns": columns}]))
    assert second["ok"], second["faults"]
    assert second["upload_id"] == job.id
    headers = {one["name"]: (one["column"], one["how"]) for one in second["tables"][0]["headers"]}
    assert headers["实住"] == ("households", "stated")
    assert second["changes"][0]["added"] == 1


@on_a_file
def test_loose_parts_of_a_shapefile_are_put_together(do, tmp_path):
    main = foreign.write_shapefile(
        foreign.buildings(points=False), tmp_path / "楼栋.shp", encoding="GBK"
    )
    parts = [main.with_suffix(suffix) for suffix in (".dbf", ".prj", ".shp", ".shx")]
    _, result = do(order_preview, form(*parts))
    table = result["tables"][0]
    assert (len(result["tables"]), table["layer"], table["rows"]) == (1, "buildings", 2)
    assert table["encoding"]["zh"].startswith("GB18030")
    assert (table["crs"], table["crs_source"]) == ("EPSG:4490", "file")


@on_a_file
def test_a_part_without_its_shapefile_is_a_fault(do, tmp_path):
    main = foreign.write_shapefile(foreign.buildings(), tmp_path / "楼栋.shp", encoding="GBK")
    _, result = do(order_preview, form(main.with_suffix(".dbf")))
    assert [(fault["rule"], fault["file"]) for fault in result["faults"]] == [
        ("file.not_layer", "楼栋.dbf")
    ]
    assert not result["ok"]


@on_a_file
def test_several_layers_are_looked_at_together_and_know_each_other(do, tmp_path):
    outline = shapely.box(LON - 0.01, LAT - 0.01, LON + 0.01, LAT + 0.01)
    estate = gpd.GeoDataFrame(
        {"小区编号": ["c1"], "小区名称": ["甲园"]}, geometry=[outline], crs=4490
    )
    estate.to_file(tmp_path / "小区.geojson", driver="GeoJSON")
    header = "经度,纬度,楼栋编号,户数,所属小区编号"
    houses = table(tmp_path / "楼栋.csv", f"{house(1, 40)},c1", f"{house(2, 50)},c9", header=header)
    _, result = do(order_preview, form(houses, tmp_path / "小区.geojson"))
    assert {one["layer"] for one in result["tables"]} == {"buildings", "compounds"}
    wrong = [fault for fault in result["faults"] if fault["severity"] == "error"]
    assert [(fault["feature_id"], fault["layer"]) for fault in wrong] == [("h2", "buildings")]


@on_a_file
def test_files_are_kept_for_an_hour(store, do, tmp_path):
    job, _ = do(order_preview, form(table(tmp_path / "楼栋.csv", house(1, 40))))
    ended = job_files.datetime.fromisoformat(job.ended)
    minutes = job_files.timedelta(minutes=1)
    assert job_files.remove_old_files(store, now=ended + 59 * minutes) == 0
    assert job_files.remove_old_files(store, now=ended + 61 * minutes) == 1
    with pytest.raises(UnknownObjectError):
        order_file_import(store, form(upload_id=job.id), LOCAL)


@on_a_file
def test_files_of_an_import_that_nobody_began_do_not_stay(store, tmp_path):
    path = table(tmp_path / "楼栋.csv", house(1, 40))
    job, _ = order_file_import(store, form(path), LOCAL)
    later = job_files.datetime.now(job_files.UTC) + job_files.timedelta(hours=2)
    assert job_files.remove_old_files(store, now=later) == 0
    with store.write() as connection:
        jobs.cancel_job(connection, job.id)
    assert job_files.remove_old_files(store, now=later) == 1


@on_a_file
def test_files_that_expire_while_a_job_waits_are_asked_for_again(store, do, tmp_path):
    job, _ = do(order_preview, form(table(tmp_path / "楼栋.csv", house(1, 40))))

    def late(store, sent, principal):
        order_preview(store, sent, principal)
        with store.write() as connection:
            job_files.drop_sent(connection, job.id)

    waiting, _ = do(late, form(upload_id=job.id, estimate=True))
    assert waiting.state == "failed"
    assert "重新选择" in waiting.problem["remedy"]["zh"]


@on_a_file
def test_a_preview_takes_one_who_works_everywhere_and_keeps_its_files_from_others(
    store, do, tmp_path
):
    path = table(tmp_path / "楼栋.csv", house(1, 40))
    planner = Principal("p", "甲", "planner", frozenset({"370899001001"}))
    with pytest.raises(ForbiddenError):
        order_preview(store, form(path), planner)
    job, _ = do(order_preview, form(path))
    with pytest.raises(ForbiddenError):
        order_preview(store, form(upload_id=job.id), planner)
    with pytest.raises(UnknownObjectError):
        order_preview(store, form(upload_id="nothing"), LOCAL)


@on_a_file
def test_a_job_of_another_kind_is_no_upload(store, tmp_path):
    path = table(tmp_path / "楼栋.csv", house(1, 40))
    job, _ = order_file_import(store, form(path), LOCAL)
    with pytest.raises(UnknownObjectError):
        order_preview(store, form(upload_id=job.id), LOCAL)


@on_a_file
def test_a_preview_of_what_is_there_already_says_that_nothing_changes(store, do, tmp_path):
    foreign.communities().to_file(tmp_path / "社区.geojson", driver="GeoJSON")
    do(order_file_import, form(tmp_path / "社区.geojson"))
    _, result = do(order_preview, form(tmp_path / "社区.geojson"))
    change = result["changes"][0]
    assert (change["added"], change["changed"], change["removed"]) == (0, 0, 0)
    assert json.loads(json.dumps(result)) == result
