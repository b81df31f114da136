"""Features as rows of the store: values, digest, and the frame that they came from.

The digest of a feature is SHA-256 over the canonical JSON of its values, in the order of the
contract, of its later and further columns, and over its shape as little-endian WKB. A community
that was only found by the place of a feature is no part of it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import RowMapping

from gridmap.crs import STORAGE_CRS
from gridmap.layers.contract import Contract
from gridmap.layers.values import is_null
from gridmap_api.store.layer_columns import later_columns, own_columns, value_of
from gridmap_api.store.types import canonical

Row = dict[str, Any]
Columns = Sequence[Sequence[str]]
"""Name and type of each further column."""

LONGEST_KEY = 200
"""Characters of a key: PostgreSQL's index takes no longer ones than some 2,700 bytes."""

DATE = "date"
TEXT = "str"
NULLABLE = {"int": "Int64", "uint": "Int64", "bool": "boolean"}
KINDS = {"text": TEXT, "date": TEXT, "int": "int64", "float": "float64", "bool": "boolean"}


def digest_of(contract: Contract, row: Mapping[str, Any] | RowMapping) -> str:
    """Return the SHA-256 of a feature, which is its entity tag.

    Parameters
    ----------
    contract : Contract
        Of its layer.
    row : Mapping of str to object
        Its columns, ``extra`` and ``geom``.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    values = [row[column.name] for column in own_columns(contract)]
    shape: BaseGeometry | None = row["geom"]
    wkb = "" if shape is None else shapely.to_wkb(shape, hex=True, byte_order=1, flavor="iso")
    content = canonical([values, row["extra"], wkb])
    return hashlib.sha256(content.encode()).hexdigest()


def further_columns(frame: gpd.GeoDataFrame, contract: Contract) -> list[list[str]]:
    """Return the columns of a layer that its contract does not name.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer.
    contract : Contract
        Its contract.

    Returns
    -------
    list of [str, str]
        Name and type of each, in order.
    """
    own = {column.name for column in contract.columns} | {frame.geometry.name}
    return [[str(name), _type_of(frame[name])] for name in frame.columns if name not in own]


def rows_of(frame: gpd.GeoDataFrame, contract: Contract) -> list[Row]:
    """Return the features of a layer as rows without a community, version and digest.

    Parameters
    ----------
    frame : GeoDataFrame
        The layer in EPSG:4490.
    contract : Contract
        Its contract; a column that the layer lacks is empty.

    Returns
    -------
    list of dict
        One row a feature.
    """
    own = {
        column.name: _plain(frame[column.name])
        if column.name in frame.columns
        else [None] * len(frame)
        for column in own_columns(contract)
    }
    later = [column.name for column in later_columns(contract) if column.name in frame.columns]
    further = [name for name, _ in further_columns(frame, contract)]
    others = {name: _plain(frame[name]) for name in (*later, *further)}
    shapes = frame.geometry.tolist()
    return [
        {
            **{name: values[number] for name, values in own.items()},
            "extra": {
                name: values[number]
                for name, values in others.items()
                if values[number] is not None
            },
            "geom": shapes[number],
        }
        for number in range(len(frame))
    ]


def frame_of(
    rows: Sequence[Mapping[str, Any] | RowMapping], contract: Contract, columns: Columns
) -> gpd.GeoDataFrame:
    """Return rows as the layer that was imported.

    Parameters
    ----------
    rows : sequence of Mapping
        Rows of the store.
    contract : Contract
        Of the layer.
    columns : sequence of (str, str)
        Name and type of each further column.

    Returns
    -------
    GeoDataFrame
        The layer in EPSG:4490 with a RangeIndex, its columns typed as `gridmap.io.project` does.
    """
    content = {
        column.name: _typed([value_of(column, row) for row in rows], KINDS[column.kind])
        for column in contract.columns
    }
    for name, kind in columns:
        if name in content:
            # It was a further column when it was imported; the contract has got one since.
            continue
        content[name] = _typed([row["extra"].get(name) for row in rows], kind)
    shapes = gpd.GeoSeries([row["geom"] for row in rows], crs=STORAGE_CRS)
    return gpd.GeoDataFrame(content, geometry=shapes, crs=STORAGE_CRS)


def located(shapes: Iterable[BaseGeometry | None], communities: Mapping[str, Any]) -> list[Any]:
    """Return the community in which each shape lies.

    Parameters
    ----------
    shapes : iterable of BaseGeometry or None
        Shapes in EPSG:4490.
    communities : Mapping of str to BaseGeometry
        Shape of each community by its code.

    Returns
    -------
    list of str or None
        The code of the community that holds a point on the surface of the shape; None for none.
    """
    codes = np.array(list(communities), dtype=object)
    points = shapely.point_on_surface(np.array(list(shapes), dtype=object))
    found: list[Any] = [None] * len(points)
    tree = shapely.STRtree(list(communities.values()))
    place, community = tree.query(points, predicate="intersects")
    # The first community of a point on a border, whatever the order of the tree.
    for at, code in sorted(zip(place.tolist(), codes[community], strict=True), reverse=True):
        found[at] = code
    return found


def _type_of(series: pd.Series[Any]) -> str:
    if series.dtype != object:
        return str(series.dtype)
    full = [value for value in series.tolist() if not is_null(value)]
    return DATE if full and all(type(value) is date for value in full) else TEXT


def _plain(series: pd.Series[Any]) -> list[Any]:
    kind = _type_of(series)
    return [None if is_null(value) else _value(value, kind) for value in series.tolist()]


def _value(value: Any, kind: str) -> Any:  # noqa: ANN401
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, bool | int | str) else str(value)


def _typed(values: list[Any], kind: str) -> pd.Series[Any]:
    """Return a column; whole numbers and yes or no take their nullable types where one is empty."""
    if kind == DATE:
        days = [None if value is None else date.fromisoformat(value) for value in values]
        return pd.Series(days, dtype=object)
    if any(value is None for value in values):
        kind = next((wide for short, wide in NULLABLE.items() if kind.startswith(short)), kind)
    return pd.Series(values, dtype=kind, index=pd.RangeIndex(len(values)))
