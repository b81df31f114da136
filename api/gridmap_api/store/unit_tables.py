"""A unit set as columns: what a client holds of the units to count, to colour and to select."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from sqlalchemy import Connection, select, union_all

from gridmap.borders import EdgeKind
from gridmap.crs import STORAGE_CRS
from gridmap.editing.ground import Ground
from gridmap.errors import Text
from gridmap.tessellation.entrances import PART
from gridmap_api.errors import UnknownObjectError
from gridmap_api.store.engine import Store
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.live import plans_of
from gridmap_api.store.scope import Scope
from gridmap_api.store.unit_sets import unit_set

DECIMALS = 6
"""Of a degree: 0.1 m."""

Rows = NDArray[np.int64]


def seen_set(connection: Connection, set_id: str, scope: Scope) -> Mapping[str, Any]:
    """Return what is known of a unit set that somebody may see.

    Parameters
    ----------
    connection : Connection
        Any.
    set_id : str
        The set.
    scope : Scope
        What may be seen.

    Returns
    -------
    Mapping
        The columns of `UnitSet`.

    Raises
    ------
    UnknownObjectError
        If there is no such set, or it is out of sight.
    """
    found = unit_set(connection, set_id)
    if scope.published_only or not any(map(scope.sees, found["communities"])):
        raise UnknownObjectError(
            Text("没有这个单元集。", "There is no such set of units."),
            Text("可用的单元集见 /unit-sets。", "Those that there are are listed at /unit-sets."),
        )
    return found


def unit_table(
    store: Store, connection: Connection, head: Mapping[str, Any], scope: Scope
) -> dict[str, Any]:
    """Return the units of a set with their contiguity, as columns of equal length.

    Parameters
    ----------
    store : Store
        The store, which holds the sets that were used last.
    connection : Connection
        A connection to it that sees every community.
    head : Mapping
        The set, as `seen_set` returns it.
    scope : Scope
        What may be seen.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.unit_tables.UnitTable`; columns are arrays of NumPy.
    """
    ground = plans_of(store).ground(connection, head["id"])
    codes, community = _factors(ground.community)
    seen = np.array([scope.sees(code) for code in codes], dtype=bool)
    rows = np.flatnonzero(seen[community])
    table = ground.table.iloc[rows]
    codes, community = _factors(ground.community[rows])
    compounds, compound = _factors(table["compound_id"])
    kinds, kind = _factors(table["kind"])
    purposes, purpose = _factors(table["purpose"])
    lon, lat, bounds = _places(ground, rows)
    names = _compound_names(connection, head["layers"].get("compounds"))
    return {
        "set_id": head["id"],
        "bounds": bounds,
        "row": rows,
        "unit_id": table["unit_id"].tolist(),
        "lon": lon,
        "lat": lat,
        "households": ground.households[rows],
        "persons": ground.persons[rows],
        "buildings": _building_counts(table["buildings"]),
        "community": community,
        "communities": [{"code": one, "name": ground.names.get(one, one)} for one in codes],
        "compound": compound,
        "compounds": [{"id": one, "name": names.get(one) or one} for one in compounds],
        "kind": kind,
        "kinds": kinds,
        "purpose": purpose,
        "purposes": purposes,
        "edges": _edges(ground, rows),
    }


def _factors(column: Any) -> tuple[list[str], Rows]:  # noqa: ANN401
    """Return the values of a column, sorted, and the number of each cell's; -1 for none."""
    numbers, values = pd.factorize(pd.Series(column, dtype=object), sort=True)
    return [str(one) for one in values], numbers.astype(np.int64)


def _places(
    ground: Ground, rows: Rows
) -> tuple[NDArray[np.float64], NDArray[np.float64], list[float]]:
    """Return a point inside each unit, that of its households if it can be, and the bounds."""
    shapes = ground.shapes[rows]
    xy = ground.table[["x_m", "y_m"]].to_numpy(dtype=float)[rows]
    away = np.flatnonzero(~shapely.contains_xy(shapes, xy[:, 0], xy[:, 1]))
    xy[away] = shapely.get_coordinates(shapely.point_on_surface(shapes[away]))
    change = Transformer.from_crs(ground.units.crs, STORAGE_CRS, always_xy=True)
    lon, lat = change.transform(xy[:, 0], xy[:, 1])
    bounds = change.transform_bounds(*shapely.total_bounds(shapes))
    return (
        np.round(lon, DECIMALS),
        np.round(lat, DECIMALS),
        [round(float(side), DECIMALS) for side in bounds],
    )


def _building_counts(column: pd.Series) -> list[int]:
    """Return how many buildings each unit has, or has a part of."""
    return [
        len({PART.sub("", one) for one in text.split(";") if one}) if text else 0 for text in column
    ]


def _edges(ground: Ground, rows: Rows) -> dict[str, Any]:
    edges, heads, tails = ground.edges_within(rows)
    graph = ground.graph
    closed = (graph.kind[edges] >= EdgeKind.RAILWAY) & ~graph.bridged[edges]
    return {
        "from": heads,
        "to": tails,
        "shared_m": np.round(graph.length_m[edges], 1),
        "open": ~closed,
    }


def _compound_names(connection: Connection, version: int | None) -> dict[str, str | None]:
    """Return the names of compounds at the version that the units were made of."""
    if version is None:
        return {}
    now, past = FEATURES["compounds"].c, PAST["compounds"].c
    query = union_all(
        select(now.compound_id, now.name).where(now.since <= version),
        select(past.compound_id, past.name).where(past.since <= version, past.until > version),
    )
    return {row[0]: row[1] for row in connection.execute(query)}
