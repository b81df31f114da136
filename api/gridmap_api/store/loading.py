"""Loading project and plan files into a store: their layers as versions, their plan as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection

from gridmap.crs import STORAGE_CRS
from gridmap.errors import InputError, Text
from gridmap.io.plans import is_plan, read_plan, table_names
from gridmap.io.project import read_project
from gridmap.layers import CONTRACTS, Contract
from gridmap_api.store.engine import Store
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.layer_rows import Row, rows_of
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.making import create_plan
from gridmap_api.store.plan_tables import write_tables

SAME_DEG = 1e-8
"""Shapes nearer than this, about 1 mm, are the same: a plan file keeps them in metres, and the way
to degrees and back does not give the last digits again."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one file brought.

    Attributes
    ----------
    layers : Mapping of str to int
        The version that holds each layer of the file.
    plan_id : str or None
        The plan, of a plan file.
    """

    layers: Mapping[str, int]
    plan_id: str | None


def load_file(store: Store, path: Path, *, actor: str, name: str | None = None) -> Loaded:
    """Bring a project file or a plan file into a store: all of it, or nothing.

    Parameters
    ----------
    store : Store
        A store that is up to date.
    path : Path
        A file that ``gridmap import`` or ``gridmap plan`` wrote.
    actor : str
        Who loads it.
    name : str, optional
        Of the plan; that of the file by default.

    Returns
    -------
    Loaded
        Versions and plan. A layer that the store holds already makes no version.

    Raises
    ------
    InputError
        If the file is neither.
    """
    if "store_fact" in table_names(path):
        raise InputError(
            Text(f"{path.name} 是仓库文件。", f"{path.name} is a store."),
            Text(
                "请用 gridmap db restore 或 gridmap db move。",
                "Use gridmap db restore or gridmap db move.",
            ),
        )
    plan = read_plan(path) if is_plan(path) else None
    layers = read_project(path) if plan is None else plan.context
    with store.write() as connection:
        versions = {
            layer: _load_layer(connection, layer, layers[layer], actor=actor, source=path.name)
            for layer in CONTRACTS
            if layer in layers
        }
        if plan is None:
            return Loaded(versions, None)
        title = path.stem if name is None else name
        made = create_plan(connection, plan, name=title, owner=actor, layers=versions)
        write_tables(connection, made, plan.tables, actor=actor)
    return Loaded(versions, made)


def _load_layer(
    connection: Connection, name: str, frame: gpd.GeoDataFrame, *, actor: str, source: str
) -> int:
    frame = frame.to_crs(STORAGE_CRS)
    version = current_versions(connection).get(name)
    if version is not None and _is_same(frame, read_layer(connection, name), CONTRACTS[name]):
        return version
    return import_layer(connection, name, frame, actor=actor, source=source)


def _is_same(frame: gpd.GeoDataFrame, held: gpd.GeoDataFrame, contract: Contract) -> bool:
    """Return whether two frames hold the same features, whatever their order."""
    ours, theirs = (_by_key(rows_of(one, contract), contract) for one in (frame, held))
    if ours.keys() != theirs.keys():
        return False
    if any(_values(ours[key]) != _values(theirs[key]) for key in ours):
        return False
    shapes = [
        np.array([rows[key]["geom"] for key in ours], dtype=object) for rows in (ours, theirs)
    ]
    missing = shapely.is_missing(shapes[0]) & shapely.is_missing(shapes[1])
    return bool((missing | shapely.equals_exact(*shapes, tolerance=SAME_DEG)).all())


def _by_key(rows: list[Row], contract: Contract) -> dict[str, Row]:
    return {row[contract.key]: row for row in rows}


def _values(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "geom"}
