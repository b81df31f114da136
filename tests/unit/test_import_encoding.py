"""Texts in the right encoding, or an answer that asks for it; never gibberish."""

import json

import pytest
from foreign import buildings, communities, rules, write_shapefile
from shared_data import absence, folder

from gridmap.errors import InputError
from gridmap.io.encoding import codec_of, decode_text, detect_encoding

VILLAGES = folder("taipei/taipei_village.geojson")
NAMES = ("东关社区", "瑞龙苑小区", "济宁市嘉祥县", "幸福里")


def dbf_language(path, byte):
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[29] = byte
    dbf.write_bytes(data)


@pytest.mark.parametrize(
    ("text", "encoding", "codec"),
    [
        ("东关社区,幸福小区1号楼", "gbk", "gb18030"),
        ("瑞龙苑", "gb2312", "gb18030"),
        ("臺北市信義區松山里", "big5", "big5hkscs"),
        ("さいたま市", "cp932", "cp932"),
        ("东关社区", "utf-8", "utf_8"),
        ("Main Street", "ascii", "ascii"),
    ],
)
def test_the_encoding_of_everyday_text_is_detected(text, encoding, codec):
    data = text.encode(encoding)
    found = detect_encoding(data)
    assert data.decode(found.codec) == text
    assert found.codec == codec or (codec == "big5hkscs" and found.codec == "cp950")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("犇", "gbk"), ("Zürich", "cp1252"), ("Москва", "cp1251"), ("강남구", "euc_kr"),
     ("東京都新宿区", "euc_jp")],
)  # fmt: skip
def test_a_text_that_fits_several_encodings_is_refused_with_the_remedy(text, encoding):
    with pytest.raises(InputError) as error:
        detect_encoding(text.encode(encoding))
    assert "--encoding" in error.value.say("zh")


@pytest.mark.real
@pytest.mark.skipif(not VILLAGES.is_file(), reason=absence("taipei"))
@pytest.mark.parametrize("encoding", ["big5hkscs", "gb18030", "utf-8"])
@pytest.mark.parametrize("count", [1, 2, 5, 20])
def test_real_names_are_read_right_or_asked_about_never_wrong(encoding, count):
    features = json.loads(VILLAGES.read_text("utf-8"))["features"]
    names = [feature["properties"]["VNAME"] for feature in features]
    read = 0
    for at in range(0, len(names) - count, count):
        text = ",".join(names[at : at + count])
        try:
            found = detect_encoding(text.encode(encoding))
        except InputError:
            continue
        assert text.encode(encoding).decode(found.codec) == text
        read += 1
    assert read > 0.5 * len(names) / count


@pytest.mark.parametrize("encoding", ["GBK", "UTF-8"])
@pytest.mark.parametrize("stated", ["nothing", "cpg", "dbf"])
def test_a_shapefile_reads_right_however_its_encoding_is_stated(desk, encoding, stated):
    path = write_shapefile(communities(*NAMES), desk.folder / "社区.shp", encoding=encoding)
    if stated == "cpg":
        path.with_suffix(".cpg").write_text(encoding)
    if stated == "dbf" and encoding == "GBK":
        dbf_language(path, 0x4D)
    report = desk.take(path)
    assert report.ok, report.to_dict()
    assert sorted(desk.layers["communities"]["name"]) == sorted(NAMES)
    assert encoding in report.tables[0].encoding.en


def test_the_latin_language_byte_that_is_written_by_default_says_nothing(desk):
    path = write_shapefile(communities(*NAMES), desk.folder / "社区.shp", encoding="GBK")
    dbf_language(path, 0x57)
    assert desk.take(path).ok
    assert sorted(desk.layers["communities"]["name"]) == sorted(NAMES)


def test_big5_is_detected(desk):
    names = ("松山里", "信義區", "國立臺灣大學")
    frame = communities(*names).rename(columns={"社区代码": "code", "社区名称": "name"})
    path = write_shapefile(frame, desk.folder / "社区.shp", encoding="BIG5")
    report = desk.take(path)
    assert sorted(desk.layers["communities"]["name"]) == sorted(names)
    assert "Big5" in report.tables[0].encoding.zh


@pytest.mark.parametrize(("true", "stated"), [("UTF-8", "GBK"), ("GBK", "UTF-8")])
def test_a_cpg_that_lies_is_refused_and_the_user_may_overrule_it(desk, true, stated):
    path = write_shapefile(communities(*NAMES), desk.folder / "社区.shp", encoding=true)
    path.with_suffix(".cpg").write_text(stated)
    report = desk.take(path)
    (fault,) = report.faults
    assert (fault.severity, "--encoding" in fault.remedy.zh) == ("error", True)
    assert not desk.project.exists()
    assert desk.take(path, encoding=true).ok
    assert sorted(desk.layers["communities"]["name"]) == sorted(NAMES)


def test_an_encoding_that_the_user_states_wrongly_is_refused(desk):
    path = write_shapefile(communities(*NAMES), desk.folder / "社区.shp", encoding="GBK")
    report = desk.take(path, encoding="UTF-8")
    assert rules(report) == ["file.unreadable"]
    assert desk.layers == {}


def test_an_encoding_that_does_not_exist_is_named(desk):
    path = write_shapefile(communities(*NAMES), desk.folder / "社区.shp", encoding="GBK")
    report = desk.take(path, encoding="GBK-9")
    assert "GBK-9" in report.faults[0].what.zh


def test_half_a_character_at_the_end_of_a_field_is_dropped_with_a_warning(desk):
    long = "北关社区一号院" * 5 + "一二三四五"
    path = write_shapefile(communities(*NAMES, long), desk.folder / "社区.shp", encoding="GBK")
    dbf = path.with_suffix(".dbf")
    full = long.encode("gbk")
    assert len(full) == 80
    dbf.write_bytes(dbf.read_bytes().replace(full, b"x" + full[:-1]))
    report = desk.take(path)
    assert report.ok, report.to_dict()
    assert rules(report, "warning") == ["encoding.cut"]
    assert f"x{long[:-1]}" in desk.layers["communities"]["name"].tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_reads_right_in_every_usual_encoding(desk, encoding):
    text = "楼栋编号,楼栋名称,户数,经度,纬度\n0012,幸福小区甲楼,40,116.34,35.4\n"
    report = desk.take(desk.text("楼栋.csv", text, encoding=encoding))
    assert report.ok, report.to_dict()
    assert desk.layers["buildings"]["name"].tolist() == ["幸福小区甲楼"]


def test_a_geojson_in_gbk_is_refused_unless_the_user_says_so(desk):
    text = buildings().to_json(ensure_ascii=False, drop_id=True)
    path = desk.text("楼栋.geojson", text, encoding="gbk")
    assert rules(desk.take(path)) == ["file.unreadable"]
    assert desk.take(path, encoding="GBK").ok
    assert sorted(desk.layers["buildings"]["name"]) == ["乙楼", "甲楼"]


def test_names_of_encodings_are_understood():
    assert codec_of("936") == codec_of("GBK") == codec_of("ANSI 936") == "gb18030"
    assert codec_of("65001") == codec_of("UTF-8") == "utf_8"
    assert codec_of("Big-5") == codec_of("950") == "big5hkscs"


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert decode_text("户数".encode("utf-8-sig"), encoding=None, detect=False)[0] == "户数"
