"""Mapbox Vector Tiles 2.1: layers of shapes as the bytes of one tile.

Source: github.com/mapbox/vector-tile-spec, version 2.1. Coordinates are quantised by NumPy, and the
commands of all features of one kind are written at once; Python runs once a feature only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gridmap.io.varint import field_bytes, field_number, packed_varints, tag_value, varint

EXTENT = 4096
"""Steps along one side of a tile."""

BUFFER = 64
"""Steps beyond the tile up to which shapes are drawn, so that outlines do not end at its edge."""

POINT, LINE, POLYGON = 1, 2, 3
MOVE_TO, LINE_TO, CLOSE = 1, 2, 7
KINDS = {0: POINT, 1: LINE, 2: LINE, 3: POLYGON, 4: POINT, 5: LINE, 6: POLYGON}
"""Kind of a feature by the type of its shape."""

ID, TAGS, SHAPE, FEATURE = b"\x08", b"\x12", b"\x22", b"\x12"
"""Keys of fields: the first three of a feature, the last of a layer."""

KIND_FIELDS = {kind: field_number(3, kind) for kind in (POINT, LINE, POLYGON)}

_Ints = NDArray[np.int64]


def encode_layer(
    name: str,
    shapes: NDArray[Any],
    properties: Mapping[str, Sequence[Any]],
    *,
    bounds: Sequence[float],
    ids: Sequence[int] | None = None,
) -> bytes:
    """Return one layer of a tile; the layers of a tile are written one after another.

    Parameters
    ----------
    name : str
        Name of the layer.
    shapes : ndarray of BaseGeometry, shape (n,)
        Shapes in the CRS of the tile; None where there is none. Collections are left out.
    properties : Mapping of str to sequence, length n
        Texts, whole numbers, numbers, yes or no; None and not-a-number for no value.
    bounds : sequence of float
        West, south, east, north of the tile in its CRS.
    ids : sequence of int, length n, optional
        Number of each feature.

    Returns
    -------
    bytes
        The layer; empty where no shape meets the tile. A shape that shrinks to nothing on the
        steps of the tile is left out.
    """
    drawn = quantised(np.asarray(shapes, dtype=object), bounds)
    rows, kinds, commands = _commands(drawn)
    if not len(rows):
        return b""
    keys, values, tags = _tags(properties, rows)
    features: list[bytes] = []
    for row, kind, drawing, tag in zip(rows.tolist(), kinds.tolist(), commands, tags, strict=True):
        # Written out: of all that is done once a feature, calls take the most time.
        number = b"" if ids is None else ID + varint(int(ids[row]))
        shape = KIND_FIELDS[kind] + SHAPE + varint(len(drawing)) + drawing
        body = number + TAGS + varint(len(tag)) + tag + shape
        features += (FEATURE, varint(len(body)), body)
    parts = [field_bytes(1, name.encode()), *features]
    parts += [field_bytes(3, key.encode()) for key in keys]
    parts += [field_bytes(4, value) for value in values]
    parts += [field_number(5, EXTENT), field_number(15, 2)]
    return field_bytes(3, b"".join(parts))


def quantised(shapes: NDArray[Any], bounds: Sequence[float]) -> NDArray[Any]:
    """Return shapes in whole steps of a tile, y downwards, clipped, valid, outer rings clockwise.

    Parameters
    ----------
    shapes : ndarray of BaseGeometry, shape (n,)
        Shapes in the CRS of the tile.
    bounds : sequence of float
        West, south, east, north of the tile.

    Returns
    -------
    ndarray of BaseGeometry, shape (n,)
        None where a shape does not meet the tile or shrinks to nothing.
    """
    west, south, east, north = bounds
    scale = np.array([EXTENT / (east - west), -EXTENT / (north - south)])
    steps = shapely.transform(shapes, lambda xy: (xy - (west, north)) * scale)
    least, most = -float(BUFFER), float(EXTENT + BUFFER)
    found = _clipped(steps, least, most)
    found = np.asarray(shapely.transform(found, np.rint), dtype=object)
    broken = np.flatnonzero(~shapely.is_valid(found) & (shapely.get_dimensions(found) == 2))
    # Rounding may fold a thin part onto itself; a grid of one step unfolds it.
    found[broken] = shapely.set_precision(shapely.buffer(found[broken], 0), 1.0)
    found[shapely.is_empty(found)] = None
    # On a screen y grows downwards: clockwise there is counter-clockwise by the formula of area.
    return np.asarray(shapely.orient_polygons(found, exterior_cw=False), dtype=object)


def _clipped(shapes: NDArray[Any], least: float, most: float) -> NDArray[Any]:
    """Return shapes cut at a square; those well inside it, which are most, are left as they are."""
    bounds = shapely.bounds(shapes)
    inside = (bounds[:, :2] >= least).all(axis=1) & (bounds[:, 2:] <= most).all(axis=1)
    outside = ~((bounds[:, :2] <= most).all(axis=1) & (bounds[:, 2:] >= least).all(axis=1))
    found = shapes.copy()
    found[outside] = None
    cut = np.flatnonzero(~inside & ~outside)
    found[cut] = shapely.clip_by_rect(found[cut], least, least, most, most)
    return found


def _commands(shapes: NDArray[Any]) -> tuple[_Ints, _Ints, list[bytes]]:
    """Return the row, the kind and the packed commands of every feature that is drawn."""
    types = shapely.get_type_id(shapes)
    found: list[tuple[int, int, bytes]] = []
    for kind in (POINT, LINE, POLYGON):
        rows = np.flatnonzero(np.isin(types, [one for one, held in KINDS.items() if held == kind]))
        if len(rows):
            drawn, packed = _of_kind(shapes[rows], kind)
            found += [
                (row, kind, one) for row, one in zip(rows[drawn].tolist(), packed, strict=True)
            ]
    found.sort(key=lambda one: one[0])
    rows = np.array([one[0] for one in found], dtype=np.int64)
    kinds = np.array([one[1] for one in found], dtype=np.int64)
    return rows, kinds, [one[2] for one in found]


def _of_kind(shapes: NDArray[Any], kind: int) -> tuple[_Ints, list[bytes]]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    if kind == POLYGON:
        parts, ring_owner = shapely.get_rings(parts, return_index=True)
        owner = owner[ring_owner]
    xy, part = shapely.get_coordinates(parts, return_index=True)
    steps = xy.astype(np.int64)
    kept = np.ones(len(part), dtype=bool)
    if kind != POINT:
        same = (steps[1:] == steps[:-1]).all(axis=1) & (part[1:] == part[:-1])
        kept[1:] = ~same
    steps, part = steps[kept], part[kept]
    if kind == POLYGON:
        # The command that closes a ring stands for its last vertex.
        last = np.append(part[1:] != part[:-1], True)
        steps, part = steps[~last], part[~last]
    least = {POINT: 1, LINE: 2, POLYGON: 3}[kind]
    counts = np.bincount(part, minlength=len(parts))
    full = counts >= least
    held = full[part]
    steps, owner, counts = steps[held], owner[full], counts[full]
    if kind == POINT:
        return _stream(steps, np.bincount(owner)[np.unique(owner)], np.unique(owner), kind)
    return _stream(steps, counts, owner, kind)


def _stream(steps: _Ints, counts: _Ints, owner: _Ints, kind: int) -> tuple[_Ints, list[bytes]]:
    """Return the features that are drawn and the commands of each.

    ``counts`` holds the vertices of each part, one part after another, ``owner`` the feature that
    each part belongs to.
    """
    if not len(counts):
        return np.empty(0, dtype=np.int64), []
    starts = np.cumsum(counts) - counts
    first_part = np.append(True, owner[1:] != owner[:-1])
    before = np.zeros_like(steps)
    before[1:] = steps[:-1]
    before[starts[first_part]] = 0
    moves = _zigzag(steps - before)
    # Of n vertices: one command moves, one draws lines to the others, one closes.
    extra = {POINT: 1, LINE: 2, POLYGON: 3}[kind]
    lengths = 2 * counts + extra
    ends = np.cumsum(lengths)
    begins = ends - lengths
    stream = np.empty(int(ends[-1]), dtype=np.int64)
    stream[begins] = MOVE_TO | ((counts if kind == POINT else 1) << 3)
    place = np.repeat(begins + 1, counts) + 2 * (np.arange(len(steps)) - np.repeat(starts, counts))
    if kind != POINT:
        stream[begins + 3] = LINE_TO | ((counts - 1) << 3)
        place = np.where(np.isin(np.arange(len(steps)), starts), place, place + 1)
    if kind == POLYGON:
        stream[ends - 1] = CLOSE | (1 << 3)
    stream[place], stream[place + 1] = moves[:, 0], moves[:, 1]
    feature_ends = ends[np.append(np.flatnonzero(first_part)[1:] - 1, len(ends) - 1)]
    return owner[first_part], packed_varints(stream, feature_ends)


def _zigzag(values: _Ints) -> _Ints:
    folded: _Ints = (values << 1) ^ (values >> 63)
    return folded


def _tags(
    properties: Mapping[str, Sequence[Any]], rows: _Ints
) -> tuple[list[str], list[bytes], list[bytes]]:
    """Return keys, values, and of each drawn row the packed pairs of their places."""
    keys = list(properties)
    values: list[Any] = []
    codes = np.empty((len(rows), len(keys), 2), dtype=np.int64)
    for place, key in enumerate(keys):
        column = np.empty(len(properties[key]), dtype=object)
        column[:] = properties[key]
        found, uniques = pd.factorize(column[rows])
        codes[:, place, 0] = place
        codes[:, place, 1] = np.where(found < 0, -1, found + len(values))
        values += list(uniques)
    held = codes[:, :, 1] >= 0
    pairs = packed_varints(codes[held].ravel(), 2 * np.cumsum(held.sum(axis=1)))
    return keys, [tag_value(value) for value in values], pairs
