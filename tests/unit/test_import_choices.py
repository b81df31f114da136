"""What is said of single tables before they are imported, and what is shown of them."""

import foreign
import geopandas as gpd
import pytest
import shapely
from foreign import buildings, communities, rules, write_shapefile, write_zip

from gridmap.errors import SettingsError
from gridmap.io.choices import TableChoice
from gridmap.io.gathering import ImportOptions, gather
from gridmap.io.sketching import MOST_FEATURES, sketch


def gathered(desk, *paths, **options):
    """Look at files as a preview does."""
    return gather(
        paths,
        desk.layers,
        ImportOptions(**options),
        progress=lambda _what, _share: None,
        reader=desk.reader,
    )


def headers(seen):
    return {one.name: (one.column, one.how) for one in seen.prepared.look.headers}


def table_of(desk, name, columns):
    """Write a CSV of two points with further columns."""
    lines = [f"经度,纬度,{','.join(columns)}"]
    for number, (lon, lat) in enumerate(foreign.PLACES):
        lines.append(f"{lon},{lat},{','.join(values[number] for values in columns.values())}")
    return desk.text(name, "\n".join(lines), encoding="gb18030")


def test_a_table_is_seen_with_its_encoding_crs_and_columns(desk):
    path = table_of(
        desk, "楼栋.csv", {"楼号": ["甲楼", "乙楼"], "户数": ["40", "54"], "备注": ["", "新"]}
    )
    seen = gathered(desk, path).tables[0]
    assert (seen.prepared.layer, seen.prepared.look.why.zh) == ("buildings", "按名称“楼栋”")
    assert seen.prepared.encoding.zh.startswith("GB18030")
    assert (seen.prepared.crs, seen.prepared.crs_source) == ("EPSG:4490", "assumed")
    assert headers(seen) == {
        "楼号": ("name", "alias"),
        "户数": ("households", "title"),
        "备注": ("", ""),
        "经度": ("", "place"),
        "纬度": ("", "place"),
    }
    shown = {one.name: (one.filled, one.samples) for one in seen.prepared.look.headers}
    assert shown["备注"] == (1, ("", "新"))
    assert shown["经度"][1] == ("116.340100", "116.341200")
    assert seen.prepared.look.bounds == pytest.approx((116.3401, 35.4001, 116.3412, 35.4013))
    assert seen.prepared.look.geometry == ("point",)


def test_of_a_column_that_tells_residents_apart_no_value_is_shown(desk):
    path = table_of(
        desk, "楼栋.csv", {"户数": ["40", "54"], "手机": ["13812345678", "13912345678"]}
    )
    seen = gathered(desk, path).tables[0]
    shown = {one.name: one.samples for one in seen.prepared.look.headers}
    assert (shown["户数"], shown["手机"]) == (("40", "54"), ())


def test_a_column_is_what_somebody_says_it_is(desk):
    columns = {"户数": ["1", "2"], "实际": ["40", "54"], "编号": ["a", "b"]}
    path = table_of(desk, "楼栋.csv", columns)
    choice = TableChoice("楼栋.csv", "楼栋", "buildings", columns={"households": "实际"})
    report = desk.take(path, choices=[choice])
    assert report.ok
    layer = desk.layers["buildings"].set_index("building_id")
    assert layer["households"].to_dict() == {"a": 40, "b": 54}
    assert layer["户数"].to_dict() == {"a": "1", "b": "2"}


def test_a_header_called_like_a_column_that_is_another_one_is_kept_beside_it(desk):
    columns = {"households": ["1", "2"], "实际": ["40", "54"]}
    path = table_of(desk, "楼栋.csv", columns)
    choice = TableChoice("楼栋.csv", "楼栋", "buildings", columns={"households": "实际"})
    assert desk.take(path, choices=[choice]).ok
    layer = desk.layers["buildings"]
    assert layer["households"].tolist() == [40, 54]
    assert layer["households_2"].tolist() == ["1", "2"]


def test_a_column_that_no_header_is_stays_empty(desk):
    path = table_of(desk, "楼栋.csv", {"户数": ["40", "54"], "名称": ["甲", "乙"]})
    choice = TableChoice("楼栋.csv", "楼栋", "buildings", columns={"name": None})
    assert desk.take(path, choices=[choice]).ok
    layer = desk.layers["buildings"]
    assert layer["name"].isna().all()
    assert layer["名称"].tolist() == ["甲", "乙"]


def test_values_that_do_not_fit_a_column_that_was_chosen_are_faults(desk):
    path = table_of(desk, "楼栋.csv", {"备注": ["好", "54"]})
    choice = TableChoice("楼栋.csv", "楼栋", "buildings", columns={"households": "备注"})
    report = desk.take(path, choices=[choice])
    assert [fault.feature_id for fault in report.faults if fault.severity == "error"] == ["楼栋-1"]
    assert desk.layers == {}


def test_a_chosen_header_that_is_not_there_is_told_with_those_that_are(desk):
    path = table_of(desk, "楼栋.csv", {"户数": ["40", "54"]})
    choice = TableChoice("楼栋.csv", "楼栋", "buildings", columns={"households": "总户"})
    report = desk.take(path, choices=[choice])
    assert "column.unknown" in rules(report)
    assert any("总户" in fault.what.zh and "户数" in fault.what.zh for fault in report.faults)


def test_one_table_of_a_file_is_left_out_and_the_other_imported(desk):
    path = desk.folder / "a.gpkg"
    buildings().to_file(path, layer="楼栋")
    communities().to_file(path, layer="社区")
    choice = TableChoice("a.gpkg", "社区", leave_out=True)
    found = gathered(desk, path, choices=(choice,))
    assert [(one.prepared.table, one.prepared.left_out) for one in found.tables] == [
        ("楼栋", False),
        ("社区", True),
    ]
    assert found.tables[1].prepared.look.geometry == ("polygon",)
    assert desk.take(path, choices=[choice]).ok
    assert list(desk.layers) == ["buildings"]


def test_a_whole_file_is_left_out_unread(desk):
    good = table_of(desk, "楼栋.csv", {"户数": ["40", "54"]})
    broken = desk.text("破损.geojson", "{")
    report = desk.take(good, broken, choices=[TableChoice("破损.geojson", leave_out=True)])
    assert report.ok
    assert [table.file for table in report.tables] == ["楼栋.csv"]


def test_members_of_an_archive_have_encodings_of_their_own(desk):
    parts = []
    for name, encoding in (("楼栋", "GBK"), ("隐患点", "UTF-8")):
        frame = gpd.GeoDataFrame(
            {"名称": ["啊" if encoding == "GBK" else "东关街道办事处"]},
            geometry=[shapely.Point(116.34, 35.4)],
            crs=4490,
        )
        main = write_shapefile(frame, desk.folder / f"{name}.shp", encoding=encoding)
        parts += sorted(main.parent.glob(f"{name}.*"))
    packed = write_zip(parts, desk.folder / "数据.zip")
    choice = TableChoice("数据.zip", "楼栋", encoding="GBK")
    found = gathered(desk, packed, choices=(choice,))
    names = {one.prepared.layer: one.prepared.frame["name"].tolist() for one in found.tables}
    assert names == {"buildings": ["啊"], "hazards": ["东关街道办事处"]}
    told = {one.prepared.layer: one.prepared.encoding.zh for one in found.tables}
    assert told["buildings"].endswith("由您指定")
    assert told["hazards"].startswith("UTF-8")


def test_the_crs_of_one_file_is_stated_for_that_file(desk):
    near = desk.text("隐患点.csv", "x,y,编号\n529000,3919000,a\n")
    assert "UnknownCrs" not in str(gathered(desk, near).faults)
    assert [fault.rule for fault in gathered(desk, near).faults] == ["file.unreadable"]
    said = TableChoice("隐患点.csv", crs="EPSG:4548")
    seen = gathered(desk, near, choices=(said,)).tables[0]
    assert (seen.prepared.crs, seen.prepared.crs_source) == ("EPSG:4548", "stated")
    lon, lat = seen.prepared.frame.geometry[0].x, seen.prepared.frame.geometry[0].y
    assert (round(lon, 1), round(lat, 1)) == (117.3, 35.4)


def test_a_layer_that_a_file_holds_whole_loses_what_the_file_lacks(desk):
    whole = table_of(desk, "楼栋.csv", {"编号": ["a", "b"], "户数": ["40", "54"]})
    assert desk.take(whole).ok
    fewer = desk.text("楼栋.csv", "经度,纬度,编号,户数\n116.3401,35.4001,a,41\n")
    kept = gathered(desk, fewer).merged.changed["buildings"]
    assert sorted(kept["building_id"]) == ["a", "b"]
    alone = gathered(desk, fewer, whole=frozenset({"buildings"})).merged.changed["buildings"]
    assert alone["building_id"].tolist() == ["a"]


@pytest.mark.parametrize(
    "choice",
    [
        {"layer": "secrets"},
        {"columns": {"households": "户数"}},
        {"layer": "buildings", "columns": {"secrets": "户数"}},
        {"layer": "buildings", "columns": {"households": "户数", "persons": "户数"}},
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(choice):
    with pytest.raises(SettingsError):
        TableChoice("a.csv", "a", **choice)


def test_a_drawing_holds_the_faulty_ones_and_some_of_the_others():
    count = MOST_FEATURES + 1_000
    shapes = [shapely.Point(116 + number / 10_000, 35) for number in range(count)]
    frame = gpd.GeoDataFrame(geometry=shapes, crs=4490)
    rows = [one["id"] for one in sketch(frame, faulty=[1, 3])]
    assert len(rows) == MOST_FEATURES
    assert {0, 1, 3, count - 1} <= set(rows)
    assert rows == sorted(rows)


def test_what_has_no_place_on_the_globe_is_not_drawn():
    places = [(116, 35), (529_000, 3_919_000), (float("nan"), 35)]
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(x, y) for x, y in places], crs=4490)
    assert [one["id"] for one in sketch(frame, faulty=[1, 2])] == [0]
    assert sketch(frame.set_crs(None, allow_override=True), faulty=[]) == []


def test_a_shape_of_many_vertices_is_drawn_with_few_and_a_small_one_still_seen():
    circle = shapely.Point(116, 35).buffer(0.01, quad_segs=20_000)
    house = shapely.box(116.02, 35, 116.020001, 35.000001)
    drawn = sketch(gpd.GeoDataFrame(geometry=[circle, house], crs=4490), faulty=[])
    assert len(drawn[0]["geometry"]["coordinates"][0]) < 1_000
    assert shapely.area(shapely.geometry.shape(drawn[1]["geometry"])) > 0
