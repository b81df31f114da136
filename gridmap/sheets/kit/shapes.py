"""Layers of a kit: shapes as whole decimetres from a corner, each point told from the last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gridmap.columns import texts

DECIMETRES = 10
AROUND_M = 60.0
"""Ground that is shown around the grids."""

SIMPLER_M = 0.2
"""Shapes of the ground are told to so many metres; those of grids exactly."""

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A layer of the ground.

    Attributes
    ----------
    name : str
        Of the layer of the project.
    kinds : tuple of str
        Columns whose value tells how a feature looks; the first one there counts.
    labelled : bool
        Whether names are shown and searched.
    """

    name: str
    kinds: tuple[str, ...] = ()
    labelled: bool = False


GROUND = (
    Drawn("water", ("kind",), labelled=True),
    Drawn("compounds", ("kind",), labelled=True),
    Drawn("roads", ("road_class",), labelled=True),
    Drawn("railways", labelled=True),
    Drawn("buildings", ("use",), labelled=True),
    Drawn("stations", ("kind",), labelled=True),
    Drawn("hazards", ("kind",), labelled=True),
)
"""In the order in which they are drawn."""


def ground_json(
    layers: Mapping[str, gpd.GeoDataFrame],
    area: Any,  # noqa: ANN401
    corner: Place,
    *,
    is_public: bool,
) -> list[dict[str, Any]]:
    """Return the ground of an area.

    Parameters
    ----------
    layers : Mapping of str to GeoDataFrame
        Of a plan, in its metric CRS.
    area : Polygon or MultiPolygon
        What the kit is of, in metres; the ground goes a little beyond.
    corner : tuple of float
        x and y in metres from which shapes are told.
    is_public : bool
        Whether names of buildings are left out.

    Returns
    -------
    list of dict
        ``name`` and ``items`` of each layer: lists of kind, name and shape.
    """
    wide = area.buffer(AROUND_M)
    found = []
    for one in GROUND:
        layer = layers.get(one.name)
        if layer is None or layer.empty:
            continue
        rows = np.sort(layer.sindex.query(wide, predicate="intersects"))
        part = layer.iloc[rows]
        named = one.labelled and not (is_public and one.name == "buildings")
        labels = texts(part, "name") if named else np.full(len(part), "", dtype=object)
        shapes = shapely.intersection(
            shapely.make_valid(np.asarray(part.geometry.array, dtype=object)), wide
        )
        shapes = shapely.simplify(shapes, SIMPLER_M)
        items = [
            [kind, label, shape_json(shape, corner)]
            for kind, label, shape in zip(_kinds(part, one.kinds), labels, shapes, strict=True)
            if not shape.is_empty
        ]
        found.append({"name": one.name, "items": items})
    return found


def shape_json(shape: Any, corner: Place) -> list[list[int]]:  # noqa: ANN401
    """Return a shape as numbers.

    Parameters
    ----------
    shape : shapely geometry
        In metres.
    corner : tuple of float
        x and y in metres from which it is told.

    Returns
    -------
    list of list of int
        Each ring, line or point: x and y of its first point in decimetres to the right and down
        from the corner, then the way to each next one. Rings repeat their first point.

    Examples
    --------
    >>> shape_json(shapely.box(10, 0, 12, 1), (10.0, 5.0))
    [[20, 50, 0, -10, -20, 0, 0, 10, 20, 0]]
    """
    return [_steps(shapely.get_coordinates(part), corner) for part in _lines(shape)]


def _lines(shape: Any) -> Iterable[Any]:  # noqa: ANN401
    parts = shapely.get_parts(shape)
    areas = parts[shapely.get_dimensions(parts) == 2]
    if len(areas):
        return list(shapely.get_rings(areas))
    return [part for part in parts if not part.is_empty]


def _steps(points: NDArray[np.float64], corner: Place) -> list[int]:
    whole = np.rint((points - corner) * (DECIMETRES, -DECIMETRES)).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
    moves = (steps != 0).any(axis=1)
    moves[0] = True
    return [int(value) for value in steps[moves].reshape(-1)]


def _kinds(part: gpd.GeoDataFrame, columns: Sequence[str]) -> NDArray[Any]:
    for name in columns:
        if name in part.columns:
            return texts(part, name)
    return np.full(len(part), "", dtype=object)
