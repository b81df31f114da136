"""What a layer of roads says of each line: its class, its level, and who may go which way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.crs import STORAGE_CRS
from gridmap.layers.words import ROAD_CLASSES, ROAD_SYNONYMS
from gridmap.routing.profiles import BACKWARD, CLASSES, FORWARD, default_modes
from gridmap.routing.records import ProfileName

_HIGHWAYS: Final[Mapping[str, str]] = {
    **{word: code for code, word in ROAD_CLASSES},
    **dict(ROAD_SYNONYMS),
    **{code: code for code in CLASSES},
    "tertiary": "secondary",
    "motorway_link": "motorway",
    "motorway": "motorway",
    "高速公路": "motorway",
    "cycleway": "cycleway",
    "steps": "steps",
    "台阶": "steps",
}
"""Words for a class of road: OpenStreetMap's, Geofabrik's, and those of offices."""

_UNHURRIED: Final = np.uint8(sum(FORWARD[name] | BACKWARD[name] for name in ("foot", "bicycle")))
_DEFAULT_CLASS: Final = "local"
_FORWARD_WORDS: Final = frozenset(("1", "1.0", "true", "yes", "y", "t", "是", "单行", "forward"))
_BACKWARD_WORDS: Final = frozenset(("-1", "-1.0", "reverse", "backward", "反向"))
_SHUT_WORDS: Final = frozenset(("no", "false", "0", "private", "禁止", "禁行", "否"))
_OPEN_WORDS: Final = frozenset(("yes", "both", "true", "1", "双向", "permissive", "designated"))
_SPOT: Final = re.compile(r"(\S+) (-?\d{1,3}(?:\.\d+)?) (-?\d{1,2}(?:\.\d+)?)")
_NO_WORDS: Final = frozenset(
    ("", "no", "none", "nan", "<na>", "false", "f", "n", "0", "0.0", "否", "无")
)


@dataclass(frozen=True, slots=True)
class Roads:
    """Lines of a layer of roads, one a part.

    Attributes
    ----------
    lines : ndarray of LineString, shape (k,)
        In the CRS of the layer, without heights; none is empty or without length.
    row : ndarray of int, shape (k,)
        Row of the layer.
    level : ndarray of int, shape (k,)
        0 on the ground; from the column ``layer``, or else 1 for bridges and -1 for tunnels.
    road_class : ndarray of int8, shape (k,)
        Place in `CLASSES`.
    modes : ndarray of uint8, shape (k,)
        Bits of `FORWARD` and `BACKWARD`.
    empty, zero : int
        Rows without a line, and lines without length, that are left out.
    """

    lines: NDArray[np.object_]
    row: NDArray[np.intp]
    level: NDArray[np.int64]
    road_class: NDArray[np.int8]
    modes: NDArray[np.uint8]
    empty: int
    zero: int


def read_roads(roads: gpd.GeoDataFrame) -> Roads:
    """Return the lines of a layer of roads with what its columns say.

    The class is that of ``highway`` or ``fclass`` where the layer has OpenStreetMap's own word,
    else that of ``road_class``; a road of neither is local. ``oneway`` binds cars alone: who rides
    a bicycle may push it. The columns ``foot_access``, ``bicycle_access`` and ``car_access``
    overrule both (``both``, ``forward``, ``backward``, ``no``). A road with a word in ``barrier``
    is shut to cars.

    Parameters
    ----------
    roads : GeoDataFrame
        The layer; every column may be missing.

    Returns
    -------
    Roads
        Lines and meanings.
    """
    shapes = shapely.force_2d(np.asarray(roads.geometry.array, dtype=object))
    parts, part_row = shapely.get_parts(shapes, return_index=True)
    is_line = (shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)
    length = shapely.length(parts)
    has_length = is_line & (length > 0) & np.isfinite(length)
    lines, row = parts[has_length], part_row[has_length]
    road_class = _classes(roads)
    modes = _modes(roads, road_class)
    # The contract knows no motorway; an arterial that is shut to all but cars is one.
    is_motorway = (road_class == CLASSES.index("arterial")) & (modes & _UNHURRIED == 0)
    road_class[is_motorway] = CLASSES.index("motorway")
    return Roads(
        shapely.remove_repeated_points(lines),
        row,
        _levels(roads)[row],
        road_class[row],
        modes[row],
        len(roads) - len(np.unique(part_row[is_line])),
        int(is_line.sum() - has_length.sum()),
    )


def names_of(roads: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the name of each row, empty where it has none.

    Parameters
    ----------
    roads : GeoDataFrame
        The layer.

    Returns
    -------
    ndarray of str, shape (n,)
        Names.
    """
    return _mapped(roads, "name", lambda value: "" if _is_missing(value) else str(value).strip())


def ids_of(roads: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the id of each row: its ``road_id``, or else its label in the index.

    Parameters
    ----------
    roads : GeoDataFrame
        The layer.

    Returns
    -------
    ndarray of str, shape (n,)
        Ids.
    """
    told = roads["road_id"] if "road_id" in roads.columns else roads.index.to_series()
    return np.array([str(value) for value in told], dtype=object)


def access_of(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.str_]:
    """Return which way a column lets somebody pass.

    Parameters
    ----------
    frame : GeoDataFrame
        Roads, or points on them.
    name : str
        ``"foot"``, ``"bicycle"`` or ``"car"``: the column of that name, or with ``_access``
        behind it; both may be missing.

    Returns
    -------
    ndarray of str, shape (n,)
        ``"both"``, ``"forward"``, ``"backward"``, ``"no"``, or empty where it does not say.
    """
    column = f"{name}_access" if f"{name}_access" in frame.columns else name
    return _mapped(frame, column, lambda value: _access(_word(value))).astype(np.str_)


def barriers_of(roads: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the gates and bollards that the column ``barriers`` of roads tells.

    Parameters
    ----------
    roads : GeoDataFrame
        The layer. A cell holds, parted by semicolons, what is shut and where: ``gate 114.30512
        30.59271`` with longitude and latitude.

    Returns
    -------
    GeoDataFrame
        Points in EPSG:4490 with a column ``barrier``, each place once; what is no such text is
        passed over.
    """
    told = words_of(roads, "barriers").tolist() if "barriers" in roads.columns else []
    spots = sorted({spot.strip() for cell in told for spot in cell.split(";") if spot.strip()})
    found = [match.groups() for spot in spots if (match := _SPOT.fullmatch(spot))]
    points = [shapely.Point(float(lon), float(lat)) for _, lon, lat in found]
    return gpd.GeoDataFrame(
        {"barrier": [kind for kind, _, _ in found]}, geometry=points, crs=STORAGE_CRS
    )


def words_of(frame: gpd.GeoDataFrame, name: str) -> NDArray[np.str_]:
    """Return a column as words in lower case, empty where there is none.

    Parameters
    ----------
    frame : GeoDataFrame
        Any layer.
    name : str
        The column, which may be missing.

    Returns
    -------
    ndarray of str, shape (n,)
        Words.
    """
    return _mapped(frame, name, _word).astype(np.str_)


def _classes(roads: gpd.GeoDataFrame) -> NDArray[np.int8]:
    place = {name: number for number, name in enumerate(CLASSES)}
    chosen = np.full(len(roads), -1, dtype=np.int64)
    for column in ("highway", "fclass", "road_class"):
        found = _mapped(roads, column, lambda value: place.get(_HIGHWAYS.get(_word(value), ""), -1))
        chosen = np.where(chosen < 0, found.astype(np.int64), chosen)
    return np.where(chosen < 0, place[_DEFAULT_CLASS], chosen).astype(np.int8)


def _levels(roads: gpd.GeoDataFrame) -> NDArray[np.int64]:
    told = pd.to_numeric(_column(roads, "layer"), errors="coerce").fillna(0)
    level = told.to_numpy(dtype=np.float64).astype(np.int64)
    bridge = _mapped(roads, "bridge", _is_set).astype(bool)
    tunnel = _mapped(roads, "tunnel", _is_set).astype(bool)
    return np.where(level != 0, level, bridge.astype(np.int64) - tunnel.astype(np.int64))


def _modes(roads: gpd.GeoDataFrame, road_class: NDArray[np.int8]) -> NDArray[np.uint8]:
    modes = default_modes()[road_class]
    # Geofabrik writes B for both, F for along the line and T for against it.
    geofabrik = "b" in {_word(value) for value in pd.unique(_column(roads, "oneway"))}
    ways = _mapped(roads, "oneway", lambda value: _oneway(_word(value), geofabrik=geofabrik))
    modes = _restricted(modes, "car", ways.astype(np.str_))
    for name in FORWARD:
        told = access_of(roads, name)
        opened = modes | np.uint8(FORWARD[name] | BACKWARD[name])
        modes = np.where(told == "", modes, _restricted(opened, name, told))
    barred = _mapped(roads, "barrier", _is_set).astype(bool)
    return np.where(barred, modes & ~np.uint8(FORWARD["car"] | BACKWARD["car"]), modes)


def _restricted(
    modes: NDArray[np.uint8], name: ProfileName, ways: NDArray[np.str_]
) -> NDArray[np.uint8]:
    shut = np.zeros(len(modes), dtype=np.uint8)
    shut[(ways == "backward") | (ways == "no")] |= FORWARD[name]
    shut[(ways == "forward") | (ways == "no")] |= BACKWARD[name]
    return modes & ~shut


def _oneway(word: str, *, geofabrik: bool) -> str:
    if geofabrik and word in {"f", "t"}:
        return "forward" if word == "f" else "backward"
    if word in _BACKWARD_WORDS:
        return "backward"
    return "forward" if word in _FORWARD_WORDS else "both"


def _access(word: str) -> str:
    if word in _SHUT_WORDS:
        return "no"
    if word in _BACKWARD_WORDS:
        return "backward"
    if word == "forward":
        return "forward"
    return "both" if word in _OPEN_WORDS else ""


def _is_set(value: object) -> bool:
    return _word(value) not in _NO_WORDS


def _word(value: object) -> str:
    return "" if _is_missing(value) else str(value).strip().casefold()


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _column(roads: gpd.GeoDataFrame, name: str) -> pd.Series[Any]:
    told: pd.Series[Any] = (
        roads[name]
        if name in roads.columns
        else pd.Series([None] * len(roads), index=roads.index, dtype=object)
    )
    return told


def _mapped(
    roads: gpd.GeoDataFrame, name: str, meaning: Callable[[object], object]
) -> NDArray[np.object_]:
    """Return the meaning of each cell; that of each different value is looked up once."""
    if name not in roads.columns:
        return np.full(len(roads), meaning(None), dtype=object)
    codes, values = pd.factorize(roads[name].astype(object))
    table = np.array([*(meaning(value) for value in values), meaning(None)], dtype=object)
    return table[codes]
