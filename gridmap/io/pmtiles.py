"""Exports as PMTiles: vector tiles of every zoom level in one file, for maps without a server.

Source: github.com/protomaps/PMTiles, version 3 of the specification.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from gridmap.errors import SettingsError, Text
from gridmap.io.exporting_job import Job, Sheet
from gridmap.io.mvt import BUFFER, EXTENT, encode_layer

RADIUS_M = 6_378_137.0
WORLD_M = 2 * math.pi * RADIUS_M
DEEPEST_ZOOM = 15
"""A step is then 0.3 m; maps enlarge it for closer views."""

UNIT_LEVELS = 4
"""Of the deepest levels that show units, where there are outlines for the others."""

COVERAGES = frozenset({"units", "grids", "micro_grids", "large_grids", "communities"})
"""Layers whose neighbours share their edges, and go on doing so when they are simplified."""

SIMPLE_STEPS = 4.0
"""Side, in steps of a tile, of the triangles that are dropped: a quarter of a pixel of a screen."""

E7 = 10_000_000


def write_pmtiles(job: Job, path: Path) -> list[Text]:
    """Write layers as vector tiles in Web Mercator.

    Parameters
    ----------
    job : Job
        The layers.
    path : Path
        The file.

    Returns
    -------
    list of Text
        Nothing is lost at the deepest level but what is smaller than a step.

    Raises
    ------
    SettingsError
        If no layer has a shape.
    """
    bounds = _bounds(job.sheets)
    least = _least_zoom(bounds)
    layers = {f"{sheet.name}{job.suffix}": _mercator(sheet.frame) for sheet in job.sheets}
    tables = {name: _properties(frame) for name, frame in layers.items()}
    tiles: dict[int, bytes] = {}
    for zoom in range(least, DEEPEST_ZOOM + 1):
        for name, frame in layers.items():
            kind = name.removesuffix(job.suffix) if job.suffix else name
            if kind == "units" and zoom <= DEEPEST_ZOOM - UNIT_LEVELS and len(job.sheets) > 1:
                continue
            shapes = _simplified(frame, kind, zoom)
            for number, data in _tiles(name, shapes, tables[name], zoom):
                tiles[number] = tiles.get(number, b"") + data
    with path.open("wb") as stream:
        writer: Any = Writer(stream)  # type: ignore[no-untyped-call]
        for number in sorted(tiles):
            writer.write_tile(number, gzip.compress(tiles[number], 6, mtime=0))
        about = {"name": path.stem, **job.about, "vector_layers": _described(tables, least)}
        writer.finalize(_header(bounds, least), about)
    return []


def _header(bounds: Sequence[float], least: int) -> dict[str, Any]:
    west, south, east, north = (round(side * E7) for side in bounds)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": min(least + 1, DEEPEST_ZOOM),
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _described(
    tables: Mapping[str, Mapping[str, Sequence[Any]]], least: int
) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "fields": {field: _kind(values) for field, values in table.items()},
            "minzoom": least,
            "maxzoom": DEEPEST_ZOOM,
        }
        for name, table in tables.items()
    ]


def _bounds(sheets: Sequence[Sheet]) -> tuple[float, float, float, float]:
    held = [sheet.frame.total_bounds for sheet in sheets if sheet.frame.geometry.notna().any()]
    sides = np.array(held, dtype=float).reshape(-1, 4)
    sides = sides[np.isfinite(sides).all(axis=1)]
    if not len(sides):
        raise SettingsError(
            Text("图层里没有图形。", "The layers have no shapes."),
            Text("请选择有图形的图层或社区。", "Choose layers or communities that have some."),
        )
    west, south = sides[:, :2].min(axis=0).tolist()
    east, north = sides[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _least_zoom(bounds: Sequence[float]) -> int:
    """Return the deepest level at which all is seen on about one tile."""
    west, south, east, north = bounds
    side = max(east - west, north - south, 360 / 2**DEEPEST_ZOOM)
    return max(0, min(DEEPEST_ZOOM, math.floor(math.log2(360 / side))))


def _mercator(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    def project(places: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = np.radians(places[:, 0]), np.radians(np.clip(places[:, 1], -85.0, 85.0))
        return np.column_stack([lon, np.arcsinh(np.tan(lat))]) * RADIUS_M

    shapes = shapely.transform(np.asarray(frame.geometry.array, dtype=object), project)
    return gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=shapes)


def _simplified(frame: gpd.GeoDataFrame, kind: str, zoom: int) -> NDArray[Any]:
    shapes = np.asarray(frame.geometry.array, dtype=object)
    if zoom == DEEPEST_ZOOM:
        return shapes
    tolerance_m = WORLD_M / 2**zoom / EXTENT * SIMPLE_STEPS
    if kind not in COVERAGES:
        return np.asarray(shapely.simplify(shapes, tolerance_m), dtype=object)
    held = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    found = shapes.copy()
    found[held] = shapely.coverage_simplify(shapes[held], tolerance_m)
    return found


def _tiles(
    name: str, shapes: NDArray[Any], table: Mapping[str, Sequence[Any]], zoom: int
) -> Iterator[tuple[int, bytes]]:
    """Give the number and the layer of every tile of a level that has something."""
    side = WORLD_M / 2**zoom
    for (column, row), members in _members(shapes, side, zoom).items():
        left, top = column * side - WORLD_M / 2, WORLD_M / 2 - row * side
        held = {field: [values[one] for one in members] for field, values in table.items()}
        bounds = (left, top - side, left + side, top)
        data = encode_layer(name, shapes[members], held, bounds=bounds, ids=members.tolist())
        if data:
            yield zxy_to_tileid(zoom, column, row), data


def _members(
    shapes: NDArray[Any], side: float, zoom: int
) -> dict[tuple[int, int], NDArray[np.int64]]:
    """Return the features on each tile, its buffer included, by column and row."""
    sides = shapely.bounds(shapes)
    known = np.flatnonzero(np.isfinite(sides).all(axis=1))
    more = side * BUFFER / EXTENT
    last = (1 << zoom) - 1
    places = np.column_stack(
        [
            sides[known, 0] - more + WORLD_M / 2,
            WORLD_M / 2 - sides[known, 3] - more,
            sides[known, 2] + more + WORLD_M / 2,
            WORLD_M / 2 - sides[known, 1] + more,
        ]
    )
    spans = np.clip(np.floor(places / side).astype(np.int64), 0, last)
    found: dict[tuple[int, int], list[int]] = {}
    for one, (left, top, right, bottom) in zip(known.tolist(), spans.tolist(), strict=True):
        for column in range(left, right + 1):
            for row in range(top, bottom + 1):
                found.setdefault((column, row), []).append(one)
    return {place: np.array(members) for place, members in found.items()}


def _properties(frame: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name)).astype(object)
    plain = table.where(table.notna(), None)
    return {str(name): plain[name].tolist() for name in plain.columns}


def _kind(values: Sequence[Any]) -> str:
    first = next((value for value in values if value is not None), "")
    if isinstance(first, (bool, np.bool_)):
        return "Boolean"
    return "Number" if isinstance(first, (int, float, np.integer, np.floating)) else "String"
