"""Service circles of all stations as one shape for adults, and one for elders."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
import shapely
from sqlalchemy import Connection

from gridmap.stations import WALKERS, StationSettings
from gridmap_api.store.engine import Store
from gridmap_api.store.layer_reads import current_versions
from gridmap_api.store.reaching import circles_at, reaches_of
from gridmap_api.store.scope import Scope

GRID_DEG = 1e-6
"""Corners of what is put together lie on such a grid, as those of its parts do: 0.1 m."""


def circles_together(
    store: Store,
    connection: Connection,
    plan: Mapping[str, Any],
    scope: Scope,
    *,
    settings: StationSettings,
) -> dict[str, Any]:
    """Return from where any station is walked to in time.

    Parameters
    ----------
    store : Store
        The store.
    connection : Connection
        In which the plan was found.
    plan : Mapping
        The plan.
    scope : Scope
        What may be seen.
    settings : StationSettings
        How far people walk.

    Returns
    -------
    dict
        Of `gridmap_api.schemas.near.CirclesTogether`.
    """

    def _make() -> dict[str, Any]:
        circles = circles_at(store, connection, plan, scope, settings=settings)["features"]
        features = [_feature(circles, walker, settings) for walker in WALKERS]
        return {"type": "FeatureCollection", "features": features}

    # The shapes are the same for whoever asks.
    versions = current_versions(connection)
    layers = (versions.get("roads", 0), versions.get("stations", 0))
    return reaches_of(store).get(("together", plan["set_id"], *layers, settings), _make)


def _feature(
    features: list[dict[str, Any]], walker: str, settings: StationSettings
) -> dict[str, Any]:
    parts = [one for one in features if one["properties"]["walker"] == walker]
    texts = [orjson.dumps(one["geometry"]) for one in parts]
    shapes = [shapely.from_geojson(text) for text in texts if text != b"null"]
    whole = shapely.union_all(shapes, grid_size=GRID_DEG) if shapes else None
    return {
        "type": "Feature",
        "id": walker,
        "geometry": None if whole is None else orjson.Fragment(shapely.to_geojson(whole)),
        "properties": {"walker": walker, "minutes": settings.minutes, "stations": len(shapes)},
    }
