"""Hazards that somebody may see: with the community of each, and when it was last visited."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import shapely
from sqlalchemy import Connection

from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.patrols import last_visits
from gridmap_api.store.scope import Scope


def hazards_seen(
    connection: Connection, scope: Scope, *, versions: Mapping[str, int] | None = None
) -> gpd.GeoDataFrame:
    """Return the hazards of communities that are in sight.

    Parameters
    ----------
    connection : Connection
        Any.
    scope : Scope
        What may be seen.
    versions : Mapping of str to int, optional
        Of the layers; the present ones by default.

    Returns
    -------
    GeoDataFrame
        The layer with ``community_code`` (empty for none, which everybody's scope has) and
        ``last_visit`` as the layer or a patrol knows it.
    """
    at = current_versions(connection) if versions is None else versions
    hazards = read_layer(connection, "hazards", version=at["hazards"])
    areas = None
    if "communities" in at:
        areas = read_layer(connection, "communities", version=at["communities"])
    hazards = in_communities(hazards, areas)
    seen = [scope.sees(code) for code in hazards["community_code"]]
    return with_visits(hazards[seen], last_visits(connection))


def in_communities(
    hazards: gpd.GeoDataFrame, communities: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """Return hazards with the community of each: the one that it names, else where it lies.

    Parameters
    ----------
    hazards : GeoDataFrame
        The layer.
    communities : GeoDataFrame or None
        The layer, in the same CRS; None if there is none.

    Returns
    -------
    GeoDataFrame
        ``community_code`` is empty for what lies in none.
    """
    named = [None] * len(hazards)
    if "community_code" in hazards:
        named = hazards["community_code"].to_list()
    found = _where(hazards, communities)
    codes = [_text(name) or _text(place) for name, place in zip(named, found, strict=True)]
    return hazards.assign(community_code=codes)


def _where(hazards: gpd.GeoDataFrame, communities: gpd.GeoDataFrame | None) -> list[object]:
    """Return the code of the community in which each hazard lies; nothing for none."""
    if communities is None:
        return [None] * len(hazards)
    points = gpd.GeoDataFrame(geometry=shapely.point_on_surface(hazards.geometry.array))
    points = points.set_crs(hazards.crs)
    areas = communities[["community_code", communities.geometry.name]]
    joined = points.sjoin(areas, how="left", predicate="intersects")
    found: list[object] = joined.loc[~joined.index.duplicated(), "community_code"].to_list()
    return found


def with_visits(hazards: gpd.GeoDataFrame, visited: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Return hazards with the last visit that a layer or a patrol knows of.

    Parameters
    ----------
    hazards : GeoDataFrame
        The layer.
    visited : Mapping of str to str
        As `gridmap_api.store.patrols.last_visits` returns it.

    Returns
    -------
    GeoDataFrame
        ``last_visit`` as ISO texts, None for never.
    """
    said = hazards["last_visit"] if "last_visit" in hazards else [None] * len(hazards)
    texts = ["" if value is None or value != value else str(value)[:10] for value in said]  # noqa: PLR0124
    keys = hazards["hazard_id"].astype(str)
    last = [max(text, visited.get(key, "")) for text, key in zip(texts, keys, strict=True)]
    return hazards.assign(last_visit=[text or None for text in last])


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
