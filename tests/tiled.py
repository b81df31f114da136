"""A plan on a lattice in a store, row by row, and its tiles as GDAL reads them."""

import tempfile
from pathlib import Path

import lattice
import planned
import pyogrio
import shapely
import sqlalchemy as sa
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.models import LayerVersion, PlanGrid, PlanRow, PlanUnit, Unit, UnitSet

SET, PLAN = "5e7a0000-0000-4000-8000-000000000001", "91a00000-0000-4000-8000-000000000001"
NOW = "2026-01-01T00:00:00.000000Z"
OTHER = "370899001002"
"""A second community, east of the first, in which a planner of the first does not work."""


def units():
    """Return the units of the lattice in degrees, and the same again one community further east."""
    west = planned.units()
    east = west.assign(
        community_code=OTHER,
        unit_id=[one.replace(lattice.COMMUNITY, OTHER) for one in west["unit_id"]],
        grid_code=[one.replace(lattice.COMMUNITY, OTHER) for one in west["grid_code"]],
        geometry=west.geometry.translate(600, 0),
    )
    return [frame.to_crs(4490) for frame in (west, east)]


def fill(store, *, state="published"):
    """Write a unit set, a plan on it and a layer into a store."""
    west, east = units()
    fields = [
        "unit_id",
        "community_code",
        "compound_id",
        "kind",
        "purpose",
        "buildings",
        "households",
        "persons",
        "x_m",
        "y_m",
    ]
    rows, given, grids = [], [], []
    for frame in (west, east):
        for one in frame.to_dict("records"):
            row = len(rows)
            kept = {name: one[name] if one[name] == one[name] else None for name in fields}
            rows.append({"set_id": SET, "row": row, "geom": one["geometry"], **kept})
            given.append(
                {
                    "plan_id": PLAN,
                    "row": row,
                    "community_code": one["community_code"],
                    "grid_code": one["grid_code"],
                    "locked": False,
                }
            )
        for code, part in frame.groupby("grid_code"):
            community = part["community_code"].iloc[0]
            grids.append(
                {
                    "plan_id": PLAN,
                    "grid_code": code,
                    "grid_uuid": f"uuid-{code}",
                    "community_code": community,
                    "community": "格子社区",
                    "name": f"第{code[-1]}网格",
                    "kind": "special" if code.endswith("4") else "ordinary",
                    "purpose": "school" if code.endswith("4") else None,
                    "households": int(part["households"].sum()),
                    "persons": int(part["persons"].sum()),
                    "geom": shapely.coverage_union_all(part.geometry.to_numpy()),
                }
            )
    with store.write() as connection:
        connection.execute(
            sa.insert(UnitSet).values(
                id=SET,
                time=NOW,
                metric_crs=4548,
                layers={"buildings": 2},
                tessellation={},
                communities={lattice.COMMUNITY: "格子社区", OTHER: "东社区"},
                count=len(rows),
                graph=b"",
                feasibility=[],
                digest="0" * 64,
            )
        )
        connection.execute(sa.insert(Unit), rows)
        connection.execute(
            sa.insert(PlanRow).values(
                id=PLAN,
                name="试点方案",
                state=state,
                set_id=SET,
                settings={"band": [300, 500]},
                figures={},
                owner="local",
                time=NOW,
                head=0,
                head_hash="0" * 64,
            )
        )
        connection.execute(sa.insert(PlanUnit), given)
        connection.execute(sa.insert(PlanGrid), grids)
        _fill_buildings(connection)


def _fill_buildings(connection):
    """Write two versions of the buildings: the second one moves b1 and leaves b2 out."""
    places = {"b0": (50, 50), "b1": (150, 50), "b2": (250, 50)}
    points = lattice.layer([lattice.point(*place) for place in places.values()]).to_crs(4490)
    moved = lattice.layer([lattice.point(350, 350)]).to_crs(4490).geometry[0]

    def row(fid, key, shape, since, **more):
        kept = {"fid": fid, "building_id": key, "households": 40, "geom": shape, "since": since}
        fixed = {"community_code": lattice.COMMUNITY, "extra": {}, "digest": "0" * 64}
        return {**kept, **fixed, **more}

    b0, b1, b2 = points.geometry
    now, before = FEATURES["buildings"], PAST["buildings"]
    connection.execute(sa.insert(now), [row(1, "b0", b0, 1), row(2, "b1", moved, 2)])
    connection.execute(
        sa.insert(before), [row(2, "b1", b1, 1, until=2), row(3, "b2", b2, 1, until=2)]
    )
    counts = {"kind": "import", "actor": "local", "time": NOW, "changed": 0, "removed": 0}
    for version in (1, 2):
        connection.execute(
            sa.insert(LayerVersion).values(
                layer="buildings", version=version, features=3, added=3, **counts
            )
        )


def centre():
    """Longitude and latitude of the middle of the western community."""
    x, y = lattice.ORIGIN[0] + 300, lattice.ORIGIN[1] + 200
    return shapely.get_coordinates(lattice.layer([shapely.Point(x, y)]).to_crs(4490).geometry)[0]


def read(tile, square, layer=None):
    """Return a layer of a tile with its shapes in the CRS of the tile, cut at nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "0.pbf"
        path.write_bytes(tile)
        frame = pyogrio.read_dataframe(path, layer=layer, CLIP="NO")
    west, south, east, north = square.bounds

    def placed(xy):
        return xy / 4096 * (east - west, north - south) + (west, south)

    frame["geometry"] = shapely.transform(frame.geometry.to_numpy(), placed)
    return frame.set_crs(square.matrix_set.srid, allow_override=True)


def square_at(matrices, zoom, place=None):
    """Return the tile of a place; by default of the middle of the western community."""
    point = matrices.project([shapely.Point(centre() if place is None else place)])[0]
    west, north = matrices.origin
    side = matrices.cell_size * 256 / 2**zoom
    return matrices.square(zoom, int((point.x - west) // side), int((north - point.y) // side))


def extent_3857():
    """West, south, east, north of the western community in Web Mercator."""
    return units()[0].to_crs(3857).total_bounds.tolist()
