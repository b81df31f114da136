"""gridmap seams as a planner meets it: a border of the drawn plan moves from x = 200 to x = 300."""

import json

import gpxpy
import lattice
import numpy as np
import openpyxl
import planned
import pytest
import shapely
from lxml import etree

from gridmap.cli.app import run
from gridmap.io.plans import write_plan

MOVED = ("--date", "2026-07-01")


@pytest.fixture(scope="module")
def plans(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    write_plan(planned.plan(), folder / "before.gpkg")
    grids = planned.grids()
    grids.geometry = [
        lattice.box(0, 0, 300, 400),
        lattice.box(300, 0, 400, 400),
        *grids.geometry[2:],
    ]
    write_plan(planned.plan(grids=grids), folder / "after.gpkg")
    return folder


@pytest.fixture(scope="module")
def written(plans):
    out = plans / "踏勘"
    files = [str(plans / name) for name in ("before.gpkg", "after.gpkg")]
    assert run(["seams", *files, "--out", str(out), *MOVED]) == 0
    return {path.suffix[1:]: path for path in out.iterdir()}


def test_the_walk_is_gpx_a_checklist_and_a_page(written):
    assert {kind: path.name for kind, path in written.items()} == {
        "gpx": "边界踏勘_2026-07-01.gpx",
        "xlsx": "边界踏勘_2026-07-01.xlsx",
        "html": "边界踏勘_2026-07-01.html",
    }


def test_the_checklist_says_what_changed(written):
    rows = list(openpyxl.load_workbook(written["xlsx"])["核对清单"].iter_rows(values_only=True))
    table = {row["变化"]: row for row in (dict(zip(rows[0], row, strict=True)) for row in rows[1:])}
    assert set(table) == {"新边界", "原边界"}
    for row in table.values():
        assert {row["网格编码"], row["相邻网格编码"]} == {planned.WEST, planned.MIDDLE}
        # 400 m, less the metre at either end that the outer edge covers.
        assert row["长度(米)"] == pytest.approx(398, abs=0.2)
    # The old border runs along a road without a name, the new one along none.
    assert table["原边界"]["其中沿路(米)"] == pytest.approx(398, abs=0.2)
    assert table["新边界"]["其中沿路(米)"] == 0
    assert table["新边界"]["沿线或附近道路"] == "人民路"


def test_the_track_alone_covers_every_metre_that_changed(written):
    gpx = gpxpy.parse(written["gpx"].read_text("utf-8"))
    points = [(p.longitude, p.latitude) for p in gpx.tracks[0].segments[0].points]
    (walk,) = (
        lattice.layer([shapely.LineString(points)])
        .set_crs(4490, allow_override=True)
        .to_crs(lattice.CRS)
        .geometry
    )
    x0, y0 = lattice.ORIGIN
    for x in (200, 300):
        for y in np.arange(1, 400, 1.0):
            assert walk.distance(shapely.Point(x0 + x, y0 + y)) <= 10
    assert [point.name for point in gpx.waypoints] == ["01", "02"]
    assert gpx.tracks[0].name == "边界踏勘 2026-07-01"


def test_the_gpx_is_valid(written, request):
    schema = request.config.rootpath / "tests" / "schemas" / "gpx.xsd"
    etree.XMLSchema(etree.parse(schema)).assertValid(etree.parse(written["gpx"]))


def test_the_command_reports_to_programs(plans, capsys):
    files = [str(plans / name) for name in ("before.gpkg", "after.gpkg")]
    out = ["--out", str(plans / "walk"), "--json", "--lang", "en", "--datum", "gcj02"]
    assert run(["seams", *files, *out, *MOVED]) == 0
    report = json.loads(capsys.readouterr().out)
    assert sorted(piece["kind"] for piece in report["pieces"]) == ["new", "old"]
    assert report["changed_m"] == pytest.approx(796, abs=0.2)
    assert report["unseen_m"] == 0
    names = {path.name for path in (plans / "walk").iterdir()}
    assert names == {
        "seams_2026-07-01_gcj02.gpx",
        "seams_2026-07-01_gcj02.xlsx",
        "seams_2026-07-01.html",
    }


@pytest.mark.parametrize(
    ("names", "more", "told"),
    [
        (("before.gpkg", "before.gpkg"), (), "边界相同"),
        (("before.gpkg", "after.gpkg"), ("--start", "here"), "出发点"),
        (("before.gpkg", "after.gpkg"), ("--date", "soon"), "日期"),
    ],
)
def test_what_cannot_be_walked_is_refused_with_a_remedy(plans, capsys, names, more, told):
    files = [str(plans / name) for name in names]
    assert run(["seams", *files, "--out", str(plans / "none"), *more]) == 2
    assert told in capsys.readouterr().err
    assert not (plans / "none").exists()
