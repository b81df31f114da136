"""A street that can be drawn by hand: communities of 200 m by 200 m side by side, in metres."""

from __future__ import annotations

import geopandas as gpd
import shapely

CRS = "EPSG:4548"
EAST, NORTH = 500_000.0, 3_900_000.0
BAND = (300, 500)


def box(west, south, east, north):
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def line(*places):
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in places])


def polygon(*places):
    return shapely.Polygon([(EAST + x, NORTH + y) for x, y in places])


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(list(shapes), crs=CRS))


def nets(**grids):
    """Return nets: the shapes by id of each, by its name."""
    rows = [(net, one, shape) for net, held in grids.items() for one, shape in held.items()]
    return frame(
        [shape for *_, shape in rows],
        net=[net for net, *_ in rows],
        net_grid_id=[one for _, one, _ in rows],
        name=None,
    )


def house(x, y, *, side=10.0):
    """Return a square house around a place."""
    return box(x - side / 2, y - side / 2, x + side / 2, y + side / 2)


def buildings(*rows):
    """Return buildings of rows of shape, households and maybe a compound."""
    return frame(
        [row[0] for row in rows],
        building_id=[f"L{number}" for number in range(1, len(rows) + 1)],
        households=[row[1] for row in rows],
        compound_id=[row[2] if len(row) > 2 else None for row in rows],
    )


def communities(count=2):
    shapes = [box(200 * n, 0, 200 * (n + 1), 200) for n in range(count)]
    codes = [f"3708000010{n + 1:02d}" for n in range(count)]
    names = ["和畅", "敦睦", "雪松", "晨光"][:count]
    return frame(shapes, community_code=codes, name=names, street="南街")


def one_community():
    """Return one community of 400 m by 200 m."""
    return frame([box(0, 0, 400, 200)], community_code=["370800001001"], name=["和畅"], street="")


WEST, EAST_HALF = box(0, 0, 200, 200), box(200, 0, 400, 200)
FULL = buildings((house(50, 100), 400), (house(350, 100), 400))
"""A house of 400 households in either half."""
