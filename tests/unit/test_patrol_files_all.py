"""Everything that teams are given of a patrol, by one call."""

from dataclasses import replace

import geopandas as gpd
import patrolled
import pytest
import shapely

from gridmap.errors import SettingsError
from gridmap.pipeline.patrol_files import write_patrol_files
from gridmap.routing.records import Leg


def roads():
    line = shapely.LineString([patrolled.xy(-10, 50), patrolled.xy(250, 50)])
    return gpd.GeoDataFrame({"road_id": ["1"]}, geometry=[line], crs=patrolled.CRS).to_crs(4490)


def test_a_patrol_is_written_in_every_format(tmp_path):
    written = write_patrol_files(patrolled.patrol(), tmp_path, roads=roads())
    team = ["巡查_2026-07-01_01_东湖一队", "巡查_2026-07-01_03_=cmd_三队[夜]"]
    whole = "巡查_2026-07-01"
    assert [path.name for path in written] == [
        *(f"{name}.gpx" for name in team),
        f"{whole}.kml",
        f"{whole}.geojson",
        f"{whole}.xlsx",
        *(f"{name}.html" for name in team),
        f"{whole}.pdf",
    ]
    assert all(path.stat().st_size > 500 for path in written)


def test_roads_near_by_are_drawn_on_the_sketch(tmp_path):
    with_roads, without = (
        write_patrol_files(patrolled.patrol(), tmp_path / name, formats=["html"], roads=given)[0]
        for name, given in (("a", roads()), ("b", None))
    )
    assert '<path class="sk-road"' in with_roads.read_text("utf-8")
    assert '<path class="sk-road"' not in without.read_text("utf-8")


def test_pages_open_other_maps(tmp_path):
    page = write_patrol_files(patrolled.patrol(), tmp_path, formats=["html"])[0]
    assert "https://uri.amap.com/marker" in page.read_text("utf-8")


def test_one_route_is_written_alone(tmp_path):
    written = write_patrol_files(patrolled.patrol(), tmp_path, formats=["html", "pdf"], only=1)
    assert [path.name for path in written] == [
        "巡查_2026-07-01_01_东湖一队.html",
        "巡查_2026-07-01_01_东湖一队.pdf",
    ]


def test_a_patrol_without_stops_has_no_pages_and_no_paper(tmp_path):
    patrol = patrolled.patrol()
    idle = tuple(replace(one, stops=(), back=Leg((), 0, 0)) for one in patrol.routes)
    written = write_patrol_files(replace(patrol, routes=idle), tmp_path)
    assert [path.suffix for path in written] == [".kml", ".geojson", ".xlsx"]


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="docx"):
        write_patrol_files(patrolled.patrol(), tmp_path, formats=["docx"])
    assert not list(tmp_path.iterdir())
