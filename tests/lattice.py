"""Lattices that can be drawn by hand: row 0 in the north, column 0 in the west.

Unit ``row * cols + col`` is the square in that row and column, so that a nested list of
households reads like the drawing. Coordinates are EPSG:4548 (CGCS2000, 117 degrees east).
"""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import shapely

CRS = "EPSG:4548"
ORIGIN = (500_000.0, 3_900_000.0)
"""Easting and northing in metres of the south-west corner."""
COMMUNITY = "370899001001"

Drawing = int | Sequence[int] | Sequence[Sequence[int]]


def drawn(value, rows, cols):
    """Return one value a cell, row by row from the north, of a drawing or of one value for all."""
    if isinstance(value, str) or value is None or np.ndim(value) == 0:
        return [value] * (rows * cols)
    flat = [cell for row in value for cell in (row if isinstance(row, list | tuple) else [row])]
    if len(flat) != rows * cols:
        raise ValueError(f"{len(flat)} values drawn for {rows} x {cols} cells")
    return flat


def point(x, y):
    """Return the point x metres east and y metres north of the lattice's south-west corner."""
    return shapely.Point(ORIGIN[0] + x, ORIGIN[1] + y)


def line(*xy):
    """Return the line through points given in metres from the south-west corner."""
    return shapely.LineString(np.asarray(xy, dtype=float) + ORIGIN)


def box(x_min, y_min, x_max, y_max):
    """Return the rectangle given in metres from the south-west corner."""
    return shapely.box(*(np.array([x_min, y_min, x_max, y_max], dtype=float) + (ORIGIN * 2)))


def lattice_boxes(rows, cols, *, cell_m=100.0):
    """Return the squares of a lattice, row by row from the north."""
    return [
        box(col * cell_m, (rows - 1 - row) * cell_m, (col + 1) * cell_m, (rows - row) * cell_m)
        for row in range(rows)
        for col in range(cols)
    ]


def lattice_units(
    rows: int,
    cols: int,
    *,
    cell_m: float = 100.0,
    households: Drawing = 10,
    persons: Drawing = 0,
    kinds="building",
    compound_ids=None,
    purposes=None,
    community_code=COMMUNITY,
) -> gpd.GeoDataFrame:
    """Return the units table of a lattice: every column that a tessellation gives.

    Each keyword but ``cell_m`` is one value for all cells or a drawing (nested or flat).
    """
    cells = np.array(lattice_boxes(rows, cols, cell_m=cell_m), dtype=object)
    codes = drawn(community_code, rows, cols)
    kind = drawn(kinds, rows, cols)
    number: dict[str, int] = {}
    unit_ids = []
    for code in codes:
        number[code] = number.get(code, 0) + 1
        unit_ids.append(f"{code}-{number[code]:05d}")
    counted = [int(count) for count in drawn(households, rows, cols)]
    centres = shapely.centroid(cells)
    return gpd.GeoDataFrame(
        {
            "unit_id": unit_ids,
            "community_code": codes,
            "compound_id": drawn(compound_ids, rows, cols),
            "kind": kind,
            "purpose": drawn(purposes, rows, cols),
            "buildings": [f"b{i}" if k == "building" else "" for i, k in enumerate(kind)],
            "households": np.array(counted, dtype=np.int64),
            "persons": np.array(drawn(persons, rows, cols), dtype=np.int64),
            "households_source": ["given" if k == "building" else "" for k in kind],
            "x_m": shapely.get_x(centres),
            "y_m": shapely.get_y(centres),
        },
        geometry=list(cells),
        crs=CRS,
    )


def layer(geometries, **columns) -> gpd.GeoDataFrame:
    """Return one layer in the CRS of the lattice; columns by keyword, one value or a list."""
    return gpd.GeoDataFrame(
        columns, geometry=list(geometries), crs=CRS, index=range(len(geometries))
    )


def roads(*lines, road_class="arterial", bridge=False, tunnel=False) -> gpd.GeoDataFrame:
    """Return a roads layer; the options are one value for all lines or a list."""
    return layer(
        lines,
        road_id=[f"r{i}" for i in range(len(lines))],
        road_class=road_class,
        bridge=bridge,
        tunnel=tunnel,
    )


def railways(*lines) -> gpd.GeoDataFrame:
    """Return a railways layer."""
    return layer(lines, railway_id=[f"t{i}" for i in range(len(lines))])


def water(*shapes, kind="river") -> gpd.GeoDataFrame:
    """Return a water layer of polygons or lines."""
    return layer(shapes, water_id=[f"w{i}" for i in range(len(shapes))], kind=kind)


def bridges(*shapes, kind="bridge") -> gpd.GeoDataFrame:
    """Return a bridges layer of points, lines or polygons."""
    return layer(shapes, bridge_id=[f"g{i}" for i in range(len(shapes))], kind=kind)


def compounds(*shapes, purpose=None) -> gpd.GeoDataFrame:
    """Return a compounds layer with ids c0, c1 ..."""
    return layer(shapes, compound_id=[f"c{i}" for i in range(len(shapes))], purpose=purpose)


def lattice_layers(
    rows: int,
    cols: int,
    *,
    cell_m: float = 100.0,
    building_m: float = 40.0,
    households: Drawing = 10,
    **others: gpd.GeoDataFrame,
) -> Mapping[str, gpd.GeoDataFrame]:
    """Return layers whose tessellation is the lattice: a square building in each square cell.

    By symmetry the border between two buildings is the lattice line half-way between them.
    With ``building_m=0`` the buildings are points. More layers are given by keyword.
    """
    centres = shapely.centroid(np.array(lattice_boxes(rows, cols, cell_m=cell_m), dtype=object))
    shapes = (
        [
            shapely.box(
                c.x - building_m / 2,
                c.y - building_m / 2,
                c.x + building_m / 2,
                c.y + building_m / 2,
            )
            for c in centres
        ]
        if building_m
        else list(centres)
    )
    buildings = layer(
        shapes,
        building_id=[f"b{i}" for i in range(len(shapes))],
        households=np.array(drawn(households, rows, cols), dtype=np.int64),
    )
    communities = layer(
        [box(0, 0, cols * cell_m, rows * cell_m)], community_code=[COMMUNITY], name=["格子社区"]
    )
    return {"communities": communities, "buildings": buildings, **others}
