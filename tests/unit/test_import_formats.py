"""Every format gives the same features, and which layer a file is."""

import zipfile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from foreign import FORMATS, PLACES, buildings, communities, geojson, rows, rules

from gridmap.errors import SettingsError


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_buildings(desk, name):
    report = desk.take(FORMATS[name](desk.folder))
    assert report.ok, report.to_dict()
    stored = desk.layers["buildings"].sort_values("building_id")
    assert stored.crs.to_epsg() == 4490
    assert stored["building_id"].tolist() == ["0012", "0013"]
    assert stored["name"].tolist() == ["甲楼", "乙楼"]
    assert stored["households"].tolist() == [40, 54]
    assert stored["households_source"].tolist() == ["given", "given"]
    for shape, (x, y) in zip(stored.geometry, PLACES, strict=True):
        assert shape.equals_exact(shapely.Point(x, y), 1e-9)


def test_the_report_states_what_was_done(desk):
    report = desk.take(FORMATS["Shapefile"](desk.folder))
    (table,) = report.tables
    assert (table.file, table.layer) == ("楼栋.shp", "buildings")
    assert (table.read, table.new, table.replaced, table.left_out) == (2, 2, 0, 0)
    assert table.mapping["户数"] == "households"
    assert "GBK" in table.encoding.zh
    assert "户数→households" in report.say("zh")
    assert "read 2, new 2" in report.say("en")


def test_a_geopackage_of_several_layers_imports_each(desk):
    path = desk.folder / "district.gpkg"
    communities().to_file(path, layer="社区")
    buildings().to_file(path, layer="buildings")
    report = desk.take(path)
    assert report.ok
    assert list(desk.layers) == ["communities", "buildings"]


def test_the_layer_is_told_by_columns_where_the_name_tells_nothing(desk):
    path = desk.folder / "export_2026.gpkg"
    buildings().to_file(path, layer="t1")
    assert desk.take(path).tables[0].layer == "buildings"


def test_a_layer_that_nothing_tells_is_refused_with_the_choices(desk):
    path = desk.text("abc.geojson", geojson({"type": "Point", "coordinates": [116, 35]}))
    report = desk.take(path)
    (fault,) = report.faults
    assert fault.rule == "layer.unknown"
    assert "stations(驿站)" in fault.remedy.zh
    assert (report.tables[0].read, report.tables[0].left_out) == (1, 1)
    assert not desk.project.exists()


def test_the_user_may_name_the_layer_by_code_or_by_chinese_word(desk):
    path = desk.text("abc.geojson", geojson({"type": "Point", "coordinates": [116, 35]}))
    assert desk.take(path, layer="stations").ok
    assert desk.take(path, layer="隐患点").ok
    assert list(desk.layers) == ["stations", "hazards"]


def test_a_layer_that_does_not_exist_is_an_error_with_the_choices(desk):
    with pytest.raises(SettingsError) as error:
        desk.take(desk.folder, layer="zones")
    assert "communities" in error.value.say("en")


def test_a_table_that_is_no_layer_beside_others_that_are_is_a_warning(desk):
    path = desk.folder / "district.gpkg"
    communities().to_file(path, layer="社区")
    buildings()[["geometry"]].to_file(path, layer="t1")
    report = desk.take(path)
    assert report.ok
    assert rules(report, "warning") == ["layer.unknown"]
    assert report.tables[1].left_out == 2


def test_files_that_are_no_layers_are_skipped_by_name_beside_others(desk):
    FORMATS["GeoJSON"](desk.folder)
    desk.text("README.md", "read me")
    desk.text("truth.json", '{"known": 1}')
    desk.text("elevation.tif", "II*")
    report = desk.take(*sorted(desk.folder.iterdir()))
    assert report.ok
    named = {fault.file for fault in report.faults if fault.rule == "file.not_layer"}
    assert named == {"README.md", "truth.json", "elevation.tif"}


@pytest.mark.parametrize("name", ["README.md", "truth.json", "a.prj", "table.xls", "plan.dwg"])
def test_a_file_that_is_no_layer_is_an_error_when_it_is_alone(desk, name):
    report = desk.take(desk.text(name, "{}"))
    assert rules(report) == ["file.not_layer"]


def test_a_folder_stands_for_its_readable_files_and_names_the_others(desk):
    folder = desk.folder / "data"
    folder.mkdir()
    FORMATS["Shapefile"](folder)
    (folder / "notes.docx").write_bytes(b"PK")
    report = desk.take(folder)
    assert report.ok
    (skipped,) = [fault for fault in report.faults if fault.rule == "file.skipped"]
    assert "notes.docx" in skipped.what.zh
    assert ".dbf" not in skipped.what.zh


def test_a_glob_over_a_shapefile_reads_it_once(desk):
    FORMATS["Shapefile"](desk.folder)
    report = desk.take(*sorted(desk.folder.iterdir()))
    assert report.ok
    assert [table.file for table in report.tables] == ["楼栋.shp"]


def test_a_missing_file_is_named(desk):
    report = desk.take(desk.folder / "nowhere.gpkg")
    (fault,) = report.faults
    assert (fault.rule, fault.file) == ("file.unreadable", "nowhere.gpkg")


def test_a_zip_may_hold_chinese_names_written_by_windows(desk):
    main = FORMATS["Shapefile"](desk.folder)
    target = desk.folder / "data.zip"
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(main.parent.glob("楼栋.*")):
            raw = part.name.encode("gbk").decode("cp437")
            info = zipfile.ZipInfo(raw)
            archive.writestr(info, part.read_bytes())
    data = target.read_bytes()
    target.write_bytes(_without_utf8_flags(data))
    report = desk.take(target)
    assert report.ok, report.to_dict()
    assert report.tables[0].layer == "buildings"


def _without_utf8_flags(data):
    """Return the archive as a Chinese Windows writes it: GBK names and no flag that says so."""
    plain = bytearray(data)
    for mark, flag_at, length_at, name_at in ((b"PK\3\4", 6, 26, 30), (b"PK\1\2", 8, 28, 46)):
        at = data.find(mark)
        while at >= 0:
            plain[at + flag_at + 1] &= ~0x08
            length = int.from_bytes(data[at + length_at : at + length_at + 2], "little")
            name = data[at + name_at : at + name_at + length].decode("utf-8").encode("cp437")
            assert len(name) <= length
            at = data.find(mark, at + 1)
    return bytes(plain)


def test_gpx_waypoints_and_tracks_are_read_as_the_layer_that_is_named(desk):
    path = desk.text(
        "walk.gpx",
        '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="35" lon="116"><name>涵洞</name></wpt>'
        '<trk><name>巡查</name><trkseg><trkpt lat="35" lon="116"/><trkpt lat="35.01" lon="116"/>'
        "</trkseg></trk></gpx>",
    )
    report = desk.take(path, layer="hazards")
    assert report.ok, report.to_dict()
    assert sorted(desk.layers["hazards"]["name"]) == ["巡查", "涵洞"]


def test_further_columns_are_kept(desk):
    frame = buildings().assign(备注=["a", "b"], fid=[1.5, 2.5], Name=["x", "y"], big=[2**62, None])
    frame["big"] = frame["big"].astype("Int64")
    path = desk.folder / "楼栋.parquet"
    frame.to_parquet(path)
    report = desk.take(path)
    stored = desk.layers["buildings"]
    assert report.ok
    assert stored["备注"].tolist() == ["a", "b"]
    assert stored["fid_2"].tolist() == [1.5, 2.5]
    assert stored["big"].tolist()[0] == 2**62
    assert stored["Name_2"].tolist() == ["x", "y"]


def test_several_layers_of_open_street_map_come_with_one_file(desk):
    path = desk.text(
        "town.osm",
        '<osm version="0.6">'
        + "".join(
            f'<node id="{n}" lat="{35 + y}" lon="{116 + x}"/>'
            for n, (x, y) in enumerate(
                [(0, 0), (0.001, 0), (0.001, 0.001), (0, 0.001), (0.01, 0.01)], start=1
            )
        )
        + '<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="1"/>'
        '<tag k="building" v="apartments"/></way>'
        '<way id="2"><nd ref="1"/><nd ref="5"/><tag k="highway" v="primary"/></way></osm>',
    )
    report = desk.take(path)
    assert report.ok, report.to_dict()
    assert {"buildings", "roads"} <= set(desk.layers)
    assert desk.layers["roads"]["road_class"].tolist() == ["arterial"]
    assert isinstance(desk.layers["buildings"], gpd.GeoDataFrame)


def test_one_layer_of_a_file_of_many_may_be_asked_for(desk):
    path = desk.folder / "district.gpkg"
    communities().to_file(path, layer="社区")
    buildings().to_file(path, layer="楼栋")
    report = desk.take(path, layer="buildings")
    assert report.ok
    assert list(desk.layers) == ["buildings"]
    assert rules(report, "notice") == ["layer.others"]
    assert "社区(2)" in report.faults[0].what.zh


def test_sheets_without_coordinates_are_named(desk):
    path = desk.folder / "楼栋.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        rows().to_excel(writer, sheet_name="楼栋", index=False)
        pd.DataFrame({"说明": ["截至十一月"]}).to_excel(writer, sheet_name="说明", index=False)
    report = desk.take(path)
    assert report.ok
    assert rules(report, "notice") == ["table.no_coordinates"]
