"""CQL2 filters over the buildings of the lattice: b0 to b23, households as `planned` draws them."""

import json

import pytest
from ogc import drawn

EPSG = "http://www.opengis.net/def/crs/EPSG/0"
ALL = {f"b{n}" for n in range(24)}


def having(test):
    """Return the buildings whose households pass a test."""
    return {f"b{n}" for n, count in enumerate(drawn.HOUSEHOLDS) if test(count)}


def square(west_m, south_m, east_m, north_m):
    """Return a rectangle in metres as WKT in degrees."""
    corners = [(west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m)]
    places = [drawn.place(*one) for one in [*corners, corners[0]]]
    return f"POLYGON(({','.join(f'{x} {y}' for x, y in places)}))"


NORTH_WEST = square(0, 200, 200, 400)
"""Holds b0, b1, b6 and b7."""
CROSSING = square(0, 350, 200, 400)
"""Cuts b0 and b1 in halves."""

CASES = {
    "households = 150": having(lambda n: n == 150),
    "households <> 150": having(lambda n: n != 150),
    "households > 30 AND households < 150": having(lambda n: 30 < n < 150),
    "households = 0 OR households = 30 AND NOT name = '2号楼'": having(lambda n: n in {0, 30})
    - {"b2"},
    "NOT (households = 0 OR households = 30)": having(lambda n: n not in {0, 30}),
    "households BETWEEN 30 AND 50": having(lambda n: 30 <= n <= 50),
    "households NOT BETWEEN 30 AND 50": having(lambda n: not 30 <= n <= 50),
    "households IN (0, 150)": having(lambda n: n in {0, 150}),
    "building_id NOT IN ('b0','b1')": ALL - {"b0", "b1"},
    "150.0 <= households": having(lambda n: n >= 150),
    "households < 9223372036854775808": ALL,
    "households > 30.5": having(lambda n: n > 30.5),
    "persons IS NULL": ALL,
    "persons IS NOT NULL": set(),
    "NOT persons = 3": set(),
    "geometry IS NULL": set(),
    "TRUE": ALL,
    "FALSE": set(),
    "name LIKE '1%'": {"b1", *(f"b{n}" for n in range(10, 20))},
    "name LIKE '_号楼'": {f"b{n}" for n in range(10)},
    "name LIKE '%号楼'": ALL,
    "name LIKE '%3%楼%'": {"b3", "b13", "b23"},
    r"name LIKE '1\%'": set(),
    "building_id LIKE 'B%'": set(),
    "CASEI(building_id) LIKE CASEI('B1_')": {f"b{n}" for n in range(10, 20)},
    "CASEI(building_id) = CASEI('B7')": {"b7"},
    "building_id = community_code": set(),
    "building_id < 'b10'": {"b0", "b1"},
    f"S_INTERSECTS(geometry, {NORTH_WEST})": {"b0", "b1", "b6", "b7"},
    f"S_WITHIN(geometry, {CROSSING})": set(),
    f"S_OVERLAPS(geometry, {CROSSING})": {"b0", "b1"},
    f"S_DISJOINT(geometry, {NORTH_WEST})": ALL - {"b0", "b1", "b6", "b7"},
    f"NOT S_INTERSECTS(geometry, {NORTH_WEST})": ALL - {"b0", "b1", "b6", "b7"},
    f"S_CONTAINS({NORTH_WEST}, geometry)": {"b0", "b1", "b6", "b7"},
    f"S_INTERSECTS(geometry, {NORTH_WEST}) AND households > 50": set(),
    "S_INTERSECTS(geometry, POINT({} {}))".format(*drawn.place(50, 350)): {"b0"},
    "S_CONTAINS(geometry, POINT({} {}))".format(*drawn.place(50, 350)): {"b0"},
    "S_CROSSES(geometry, LINESTRING({} {}, {} {}))".format(
        *drawn.place(0, 350), *drawn.place(200, 350)
    ): {"b0", "b1"},
    "S_INTERSECTS(geometry, BBOX({},{},{},{}))".format(
        *drawn.place(0, 200), *drawn.place(200, 400)
    ): {"b0", "b1", "b6", "b7"},
    "name = '' OR 1=1": ALL,
    "name = 'x'' OR ''1''=''1'": set(),
    "name = '\"; DROP TABLE buildings; --'": set(),
}


@pytest.mark.parametrize("text", CASES, ids=lambda text: text[:50])
def test_text_filter_returns_what_it_says(geo, text):
    assert set(geo.keys("buildings", filter=text)) == CASES[text]


def test_json_filter_returns_what_it_says(geo):
    expression = {
        "op": "and",
        "args": [
            {"op": ">=", "args": [{"property": "households"}, 50]},
            {"op": "not", "args": [{"op": "like", "args": [{"property": "name"}, "1%"]}]},
        ],
    }
    found = geo.keys("buildings", filter=json.dumps(expression), **{"filter-lang": "cql2-json"})
    names = {f"b{n}" for n in range(24) if not str(n).startswith("1")}
    assert set(found) == having(lambda n: n >= 50) & names


def test_filter_crs_says_the_order_of_coordinates(geo):
    lon, lat = drawn.place(50, 350)
    for code, point in {
        4490: f"{lat} {lon}",
        4326: f"{lat} {lon}",
        4548: "3900350 500050",
    }.items():
        text = f"S_INTERSECTS(geometry, POINT({point}))"
        assert geo.keys("buildings", filter=text, **{"filter-crs": f"{EPSG}/{code}"}) == ["b0"]


def test_filters_work_on_units_that_are_joined_with_their_grids(geo):
    text = "grid_code = '370899001001003' AND locked = FALSE AND households > 100"
    assert len(geo.keys("units", filter=text)) == 4


REFUSED = [
    "",
    "households",
    "households =",
    "nonsense = 1",
    "fid = 1",
    "digest = 'a'",
    "households = 'many'",
    "name = 1",
    "name LIKE 5",
    r"name LIKE 'a\'",
    "households LIKE '1%'",
    "bridge = TRUE",
    "households + 1 > 3",
    "households / 0 > 3",
    "avg(households) > 3",
    "exec('java')",
    "exec(java.lang.Runtime)",
    "pg_sleep(10) = 1",
    "name = (select 1)",
    "' OR '1'='1",
    "1=1; DROP TABLE buildings",
    "S_INTERSECTS(name, POINT(0 0))",
    "S_INTERSECTS(geometry, POINT(0))",
    "S_INTERSECTS(geometry, geometry)",
    "S_INTERSECTS(geometry, POINT(1e999 0))",
    "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))",
    "S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0)))",
    "S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(0 0)))",
    "S_DWITHIN(geometry, POINT(0 0), 5)",
    "T_AFTER(name, TIMESTAMP('2026-01-01T00:00:00Z'))",
    "households = 1e999",
    "households IN ()",
    "name = 'a\0b'",
    "(" * 5000 + "households=1" + ")" * 5000,
    "not " * 5000 + "households=1",
    "households=" + "-" * 9000 + "1",
    "households=1" + "^1" * 4000,
    "households=1+" * 3000 + "1",
    "name = '" + "a" * 20_000 + "'",
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40].replace("\0", "NUL"))
def test_what_is_no_filter_is_refused(geo, text):
    answer = geo.get("/collections/buildings/items", filter=text)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(text) < 15 or text not in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        "1",
        '"a"',
        '{"op":"="}',
        '{"op":"=","args":[]}',
        '{"op":"=","args":[{"property":"households"}]}',
        '{"op":"=","args":[{"property":{"property":"households"}},1]}',
        '{"op":"=","args":[{"property":"households"},[1]]}',
        '{"op":"=","args":[{"property":"households"},null]}',
        '{"op":"=","args":[{"property":"name"},"\\ud800"]}',
        '{"op":"=","args":[{"property":"name"},"\\u0000"]}',
        '{"op":"and","args":[]}',
        '{"op":"and","args":[1,2]}',
        '{"op":"in","args":[{"property":"name"},"a"]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point"}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[1,2]}]}',
        '{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":["a",2,3,4]}]}',
        '{"op":"exec","args":["java"]}',
        '{"op":"not","args":[' * 1000 + "true" + "]}" * 1000,
        '{"op":"not","args":[' * 100 + "true" + "]}" * 100,
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_json_filter_is_refused(geo, text):
    asked = {"filter": text, "filter-lang": "cql2-json"}
    assert geo.get("/collections/buildings/items", **asked).status_code == 400
