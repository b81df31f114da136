"""No layer holds what tells residents apart: it is refused at import, and never repeated."""

import geopandas as gpd
import pandas as pd
import pytest

from gridmap.layers.privacy import check_private, private_columns

IDENTITY = "11010519491231002X"
"""The example of GB 11643-1999."""


def layer(**columns):
    count = len(next(iter(columns.values())))
    points = gpd.points_from_xy([116.3] * count, [35.4] * count)
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=points, crs=4490)


@pytest.mark.parametrize(
    ("header", "values", "what"),
    [
        ("备注", [IDENTITY, None], "身份证号"),
        ("备注", ["户主 440524188001010014 已核"], "身份证号"),
        ("备注", [f"户主{IDENTITY}已核"], "身份证号"),
        ("身份证号码", ["370829"], "身份证号"),
        ("手机号", ["13812345678"], "手机号"),
        ("联系方式", ["王，+86 138-1234-5678"], "手机号"),
        ("x", [13812345678.0, None, 13912345678.0, 15012345678.0], "手机号"),
        ("户主", ["张三"], "居民姓名"),
        ("电话", ["0537-6661234"], None),
        ("负责人", ["城管局"], None),
    ],
)
def test_what_tells_residents_apart_is_known_by_value_or_by_header(header, values, what):
    found = private_columns(layer(**{header: values}))
    assert {name: text.zh for name, text in found.items()} == ({header: what} if what else {})


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("osm_id", [13812345678, 13812345679, 13812345680]),
        ("楼栋编号", ["13812345678", "13812345679", "13812345680"]),
        ("网格代码", ["370829001001001"]),
        ("代码", ["110105194912310021"]),
        ("代码", ["110105194913310020"]),
        ("x", [116.13812345678, 0.13812345678, 35.13912345678]),
        ("说明", ["13812345678", "围墙", "涵洞", "下穿"]),
    ],
)
def test_codes_and_coordinates_are_none(header, values):
    assert private_columns(layer(**{header: values})) == {}


def test_every_column_is_named_and_no_value_is_repeated():
    frame = layer(户主=["张三丰"], 手机=["13812345678"], 户数=[3])
    found = check_private(frame)
    assert [finding.row for finding in found] == [None, None]
    told = " ".join(text for finding in found for text in (finding.what.zh, finding.what.en))
    assert "户主" in told
    assert "手机" in told
    assert "张三丰" not in told
    assert "13812345678" not in told


def test_such_a_table_is_not_imported_until_the_column_is_gone(desk):
    path = desk.folder / "楼栋.csv"
    table = pd.DataFrame({"楼栋编号": ["1"], "户数": [3], "经度": [116.3], "纬度": [35.4]})
    table.assign(证件=[IDENTITY]).to_csv(path, index=False)
    for skip in (False, True):
        report = desk.take(path, skip_faulty=skip)
        assert not report.ok
        assert [fault.rule for fault in report.faults] == ["column.private"]
        assert "证件" in report.faults[0].what.zh
        assert desk.layers == {}
    table.to_csv(path, index=False)
    assert desk.take(path).ok
