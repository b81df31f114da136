"""What a table of a file looks like, for somebody who decides what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely

from gridmap.errors import Text
from gridmap.io.headers import ALIAS, CHOSEN, CUT, NAME, TITLE, Chosen, match_headers
from gridmap.io.table import Table
from gridmap.layers import CONTRACTS
from gridmap.layers.findings import echo
from gridmap.layers.privacy import private_columns
from gridmap.layers.values import is_null

How = Literal["", "stated", "name", "title", "alias", "cut", "place"]
"""What tells the column that a header means; ``place`` is a coordinate, empty nothing."""

SAMPLES = 5
"""Rows that are shown."""

MOST_HEADERS = 200
"""Headers that are shown."""

_LONGEST_SAMPLE = 60
_LONGEST_HEADER = 100
_KINDS = {0: "point", 1: "line", 2: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon"}
_HOW: tuple[tuple[int, How], ...] = (
    (CUT, "cut"),
    (ALIAS, "alias"),
    (TITLE, "title"),
    (NAME, "name"),
    (CHOSEN, "stated"),
)


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a table.

    Attributes
    ----------
    name : str
        The header.
    column : str
        The column of the contract that it is taken for; empty for none.
    how : str
        What tells that: its own ``name``, its ``title``, an ``alias``, a name that the format
        ``cut``, the user (``stated``), or ``place`` for a coordinate; empty for no column.
    filled : int
        Rows that hold a value.
    samples : tuple of str
        The first values as text; none of a column that tells residents apart.
    """

    name: str
    column: str
    how: How
    filled: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What one table looks like.

    Attributes
    ----------
    why : Text
        Why it is taken for its layer.
    geometry : tuple of str
        Kinds of geometry: ``point``, ``line``, ``polygon``, ``other``, ``none``.
    bounds : tuple of float or None
        West, south, east, north in degrees, where that is known.
    headers : tuple of Header
        In the order of the file.
    """

    why: Text
    geometry: tuple[str, ...]
    bounds: tuple[float, float, float, float] | None
    headers: tuple[Header, ...]


def look(
    table: Table,
    frame: gpd.GeoDataFrame,
    *,
    layer: str,
    why: Text,
    mapping: Mapping[str, str],
    chosen: Chosen,
) -> Look:
    """Return what a table looks like.

    Parameters
    ----------
    table : Table
        The table as the file has it.
    frame : GeoDataFrame
        The same rows in degrees.
    layer : str
        The layer that it is taken for; empty for none.
    why : Text
        Why.
    mapping : mapping of str to str
        Header to column, as it was taken over.
    chosen : mapping of str to (str or None)
        What the user said of columns.

    Returns
    -------
    Look
        Safe to show: what cannot be printed is escaped, long texts are cut.
    """
    headers = [str(name) for name in table.frame.columns if name != "geometry"][:MOST_HEADERS]
    how = _how(headers, layer, mapping, chosen, cut_names=table.cut_names)
    private = private_columns(table.frame)
    shown = [
        Header(
            echo(name, longest=_LONGEST_HEADER),
            mapping.get(name, ""),
            how.get(name, ""),
            int(sum(not is_null(value) for value in table.frame[name].tolist())),
            () if name in private else _samples(table.frame[name].tolist()),
        )
        for name in headers
    ]
    places = [
        Header(echo(name, longest=_LONGEST_HEADER), "", "place", len(table.frame), values)
        for name, values in zip(table.places, _coordinates(table.frame), strict=False)
    ]
    return Look(why, _geometry(frame), bounds_of(frame), (*shown, *places))


def _how(
    headers: list[str],
    layer: str,
    mapping: Mapping[str, str],
    chosen: Chosen,
    *,
    cut_names: bool,
) -> dict[str, How]:
    if layer not in CONTRACTS:
        return {}
    found = match_headers(headers, CONTRACTS[layer], cut_names=cut_names, chosen=chosen)
    ranks = {header: rank for header, (_, rank) in found.items() if header in mapping}
    return {
        header: next(how for least, how in _HOW if rank >= least) for header, rank in ranks.items()
    }


def _samples(values: list[object]) -> tuple[str, ...]:
    return tuple(_text(value) for value in values[:SAMPLES])


def _text(value: object) -> str:
    return "" if is_null(value) else echo(value, longest=_LONGEST_SAMPLE)


def _coordinates(frame: gpd.GeoDataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    points = np.asarray(frame.geometry.array)[:SAMPLES]
    return (
        tuple(_number(value) for value in shapely.get_x(points)),
        tuple(_number(value) for value in shapely.get_y(points)),
    )


def _number(value: float) -> str:
    return f"{value:.7g}" if abs(value) > 360 else f"{value:.6f}" if np.isfinite(value) else ""


def _geometry(frame: gpd.GeoDataFrame) -> tuple[str, ...]:
    kinds = shapely.get_type_id(np.asarray(frame.geometry.array))
    words = ["none" if kind < 0 else _KINDS.get(int(kind), "other") for kind in np.unique(kinds)]
    return tuple(dict.fromkeys(words))


def bounds_of(frame: gpd.GeoDataFrame) -> tuple[float, float, float, float] | None:
    """Return the extent of what lies on the globe.

    Parameters
    ----------
    frame : GeoDataFrame
        Rows in degrees.

    Returns
    -------
    tuple of float or None
        West, south, east, north; None where nothing has a place.
    """
    bounds = shapely.bounds(np.asarray(frame.geometry.array))[placed(frame)]
    if not len(bounds):
        return None
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    return float(west), float(south), float(east), float(north)


def placed(frame: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows have a shape that lies on the globe.

    Parameters
    ----------
    frame : GeoDataFrame
        Rows in degrees.

    Returns
    -------
    ndarray of bool, shape (n,)
        False too where the CRS is not known, or a coordinate is no number.
    """
    shapes = np.asarray(frame.geometry.array)
    if frame.crs is None or not len(shapes):
        return np.zeros(len(shapes), dtype=bool)
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    wrong = ~(np.abs(coordinates) <= (180, 90)).all(axis=1)
    there[np.unique(owner[wrong])] = False
    return np.asarray(there, dtype=bool)


def to_look(value: Mapping[str, Any]) -> Look:
    """Return a look that was written as JSON values.

    Parameters
    ----------
    value : Mapping
        What `dataclasses.asdict` makes of a look.

    Returns
    -------
    Look
        The look.
    """
    bounds: Sequence[float] | None = value["bounds"]
    return Look(
        Text(**value["why"]),
        tuple(value["geometry"]),
        None if bounds is None else (bounds[0], bounds[1], bounds[2], bounds[3]),
        tuple(Header(**{**one, "samples": tuple(one["samples"])}) for one in value["headers"]),
    )
