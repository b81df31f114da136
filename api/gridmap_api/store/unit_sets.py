"""Unit sets: the units of a tessellation with their contiguity, saved once and never changed."""

from __future__ import annotations

import hashlib
import io
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, insert, select

from gridmap.contiguity import ContiguityGraph
from gridmap.crs import STORAGE_CRS, require_metric
from gridmap.errors import InputError, Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.models import Unit, UnitSet
from gridmap_api.store.scope import Scope
from gridmap_api.store.types import canonical, utc_now

COLUMNS = (
    "unit_id",
    "community_code",
    "compound_id",
    "kind",
    "purpose",
    "buildings",
    "households",
    "persons",
    "households_source",
    "x_m",
    "y_m",
)
"""What is kept of a unit besides its shape."""

ARRAYS = ("heads", "tails", "length_m", "kind", "bridged")
CHUNK = 5_000


def save_units(
    connection: Connection,
    units: gpd.GeoDataFrame,
    graph: ContiguityGraph,
    *,
    layers: Mapping[str, int],
    tessellation: Mapping[str, Any],
    communities: Mapping[str, str],
    feasibility: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Keep units and their contiguity, and return the id of the set.

    The same units of the same layer versions are kept once: the id is then that of the set that
    is there.

    Parameters
    ----------
    connection : Connection
        A transaction that may write.
    units : GeoDataFrame
        Units in a metric CRS, in the order of the graph.
    graph : ContiguityGraph
        Their contiguity.
    layers : Mapping of str to int
        Version of each layer that they were made of.
    tessellation : Mapping
        Settings by which they were made, as JSON values.
    communities : Mapping of str to str
        Name of each community by its code.
    feasibility : sequence of Mapping
        What was found by arithmetic for each piece of a community, as JSON values.

    Returns
    -------
    str
        The id.

    Raises
    ------
    CrsError
        If the units are not in metres.
    """
    require_metric(units, layer="units")
    rows = _rows(units)
    shapes = np.asarray(units.geometry.to_crs(STORAGE_CRS).values)
    content = {"layers": dict(layers), "communities": dict(communities)}
    digest = _digest(rows, shapes, graph, content)
    known = connection.scalar(select(UnitSet.id).where(UnitSet.digest == digest))
    if known is not None:
        return str(known)
    set_id = str(uuid.uuid4())
    connection.execute(
        insert(UnitSet).values(
            id=set_id,
            time=utc_now(),
            metric_crs=units.crs.to_epsg(),
            tessellation=dict(tessellation),
            count=len(units),
            graph=_packed(graph),
            feasibility=[dict(one) for one in feasibility],
            digest=digest,
            **content,
        )
    )
    records = [
        {"set_id": set_id, "row": row, "geom": shape, **values}
        for row, (values, shape) in enumerate(zip(rows, shapes, strict=True))
    ]
    for start in range(0, len(records), CHUNK):
        connection.execute(insert(Unit), records[start : start + CHUNK])
    return set_id


def load_units(connection: Connection, set_id: str) -> tuple[gpd.GeoDataFrame, ContiguityGraph]:
    """Return the units of a set and their contiguity.

    Both ends of a shared edge are the same degrees in the store, and so the same metres again:
    what was a valid coverage is one.

    Parameters
    ----------
    connection : Connection
        Any.
    set_id : str
        The set.

    Returns
    -------
    units : GeoDataFrame
        In the metric CRS in which they were made, in the order of the graph.
    graph : ContiguityGraph
        Their contiguity.

    Raises
    ------
    UnknownObjectError
        If there is no such set.
    """
    head = unit_set(connection, set_id)
    table = Unit.__table__.c
    wanted = [table[name] for name in COLUMNS]
    found = connection.execute(
        select(*wanted, table.geom).where(table.set_id == set_id).order_by(table.row)
    ).all()
    values = pd.DataFrame([tuple(one)[:-1] for one in found], columns=list(COLUMNS))
    values = values.astype({"households": np.int64, "persons": np.int64})
    shapes = gpd.GeoSeries([one[-1] for one in found], crs=STORAGE_CRS)
    frame = gpd.GeoDataFrame(values, geometry=shapes.to_crs(head["metric_crs"]))
    return frame, _unpacked(head["graph"], head["count"])


def unit_set(connection: Connection, set_id: str) -> Mapping[str, Any]:
    """Return what is known of a set, without its units.

    Parameters
    ----------
    connection : Connection
        Any.
    set_id : str
        The set.

    Returns
    -------
    Mapping
        The columns of `UnitSet`.

    Raises
    ------
    UnknownObjectError
        If there is no such set.
    """
    wanted = select(UnitSet.__table__).where(UnitSet.id == set_id)
    found = connection.execute(wanted).mappings().one_or_none()
    if found is None:
        raise UnknownObjectError(
            Text("没有这个单元集。", "There is no such set of units."),
            Text("可用的单元集见 /unit-sets。", "Those that there are are listed at /unit-sets."),
        )
    return dict(found)


def is_whole(connection: Connection, set_id: str) -> bool:
    """Return whether the units of a set are what they were when they were kept.

    Parameters
    ----------
    connection : Connection
        Any.
    set_id : str
        The set.

    Returns
    -------
    bool
        Whether the digest is that of the units and of the graph.
    """
    head, table = unit_set(connection, set_id), Unit.__table__.c
    wanted = select(*(table[name] for name in COLUMNS), table.geom)
    found = connection.execute(wanted.where(table.set_id == set_id).order_by(table.row)).all()
    rows = [dict(zip(COLUMNS, tuple(one)[:-1], strict=True)) for one in found]
    shapes = np.array([one[-1] for one in found], dtype=object)
    content = {"layers": head["layers"], "communities": head["communities"]}
    try:
        graph = _unpacked(head["graph"], head["count"])
    except (InputError, ValueError, KeyError, OSError, zipfile.BadZipFile):
        return False
    return bool(_digest(rows, shapes, graph, content) == head["digest"])


def list_unit_sets(connection: Connection, scope: Scope) -> list[dict[str, Any]]:
    """Return the sets that may be seen, without their units, the newest first.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.

    Returns
    -------
    list of dict
        ``id``, ``time``, ``layers``, ``communities``, ``count`` and ``digest``.
    """
    if scope.published_only:
        return []
    names = ("id", "time", "layers", "communities", "count", "digest")
    columns = [UnitSet.__table__.c[name] for name in names]
    rows = connection.execute(select(*columns).order_by(UnitSet.time.desc(), UnitSet.id))
    return [dict(row) for row in rows.mappings() if any(map(scope.sees, row["communities"]))]


def _rows(units: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the columns as plain values, None where one is missing."""
    columns: dict[str, list[Any]] = {}
    for name in COLUMNS:
        column = units[name]
        plain = column.to_numpy(dtype=object, na_value=None).tolist()
        columns[name] = [
            None if gone else one for one, gone in zip(plain, column.isna(), strict=True)
        ]
    for name in ("households", "persons"):
        columns[name] = [int(one) for one in columns[name]]
    for name in ("x_m", "y_m"):
        columns[name] = [float(one) for one in columns[name]]
    return [dict(zip(columns, one, strict=True)) for one in zip(*columns.values(), strict=True)]


def _digest(
    rows: list[dict[str, Any]],
    shapes: np.ndarray,
    graph: ContiguityGraph,
    content: Mapping[str, Any],
) -> str:
    found = hashlib.sha256(canonical([rows, content]).encode())
    for wkb in shapely.to_wkb(shapes, byte_order=1):
        found.update(wkb)
    for name, kind in zip(ARRAYS, ("<i4", "<i4", "<f8", "i1", "?"), strict=True):
        found.update(np.ascontiguousarray(getattr(graph, name), dtype=kind).tobytes())
    return found.hexdigest()


def _packed(graph: ContiguityGraph) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **{name: getattr(graph, name) for name in ARRAYS})
    return file.getvalue()


def _unpacked(content: bytes, count: int) -> ContiguityGraph:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return ContiguityGraph(n=count, **{name: arrays[name] for name in ARRAYS})
