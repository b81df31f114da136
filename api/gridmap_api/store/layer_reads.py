"""Reading layers: any version of one, the versions there are, what differs between two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping, Table

from gridmap.errors import Text
from gridmap.layers import CONTRACTS, Contract
from gridmap_api.errors import UnknownLayerError, UnknownObjectError
from gridmap_api.store.features import FEATURES, PAST
from gridmap_api.store.layer_rows import frame_of
from gridmap_api.store.models import LayerVersion
from gridmap_api.store.scope import EVERYTHING, Scope

VERSIONS: Table = LayerVersion.__table__  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions of a layer.

    Attributes
    ----------
    added, changed, removed : tuple of str
        Keys of features, sorted.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def contract_of(name: str) -> Contract:
    """Return the contract of a layer.

    Parameters
    ----------
    name : str
        Name of the layer.

    Returns
    -------
    Contract
        The contract.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    """
    if name not in CONTRACTS:
        raise UnknownLayerError(
            Text("没有这个图层。", "There is no such layer."),
            Text(f"可用的图层：{'、'.join(CONTRACTS)}。", f"Layers: {', '.join(CONTRACTS)}."),
        )
    return CONTRACTS[name]


def layer_versions(connection: Connection, name: str | None = None) -> list[RowMapping]:
    """Return the versions of one layer or of all, the newest first.

    Parameters
    ----------
    connection : Connection
        A connection to the store.
    name : str, optional
        Name of the layer; all layers by default.

    Returns
    -------
    list of RowMapping
        Rows of `LayerVersion`.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    """
    query = sa.select(VERSIONS).order_by(VERSIONS.c.layer, VERSIONS.c.version.desc())
    if name is not None:
        query = query.where(VERSIONS.c.layer == contract_of(name).name)
    return list(connection.execute(query).mappings())


def current_versions(connection: Connection) -> dict[str, int]:
    """Return the version that each layer is at.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Returns
    -------
    dict of str to int
        Version by name, in the order of the contracts; layers that were never imported are
        left out.
    """
    query = sa.select(VERSIONS.c.layer, sa.func.max(VERSIONS.c.version)).group_by(VERSIONS.c.layer)
    found = {row[0]: row[1] for row in connection.execute(query)}
    return {name: found[name] for name in CONTRACTS if name in found}


def current_rows(connection: Connection) -> list[RowMapping]:
    """Return what is recorded of the version that each layer is at.

    Parameters
    ----------
    connection : Connection
        A connection to the store.

    Returns
    -------
    list of RowMapping
        Rows of `LayerVersion`, in the order of the contracts.
    """
    return [version_of(connection, name) for name in current_versions(connection)]


def version_of(connection: Connection, name: str, version: int | None = None) -> RowMapping:
    """Return what is recorded of one version of a layer.

    Parameters
    ----------
    connection : Connection
        A connection to the store.
    name : str
        Name of the layer.
    version : int, optional
        The newest by default.

    Returns
    -------
    RowMapping
        A row of `LayerVersion`.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    UnknownObjectError
        If the layer was never imported, or has no such version.
    """
    query = sa.select(VERSIONS).where(VERSIONS.c.layer == contract_of(name).name)
    if version is not None:
        query = query.where(VERSIONS.c.version == version)
    row = connection.execute(query.order_by(VERSIONS.c.version.desc()).limit(1)).mappings().first()
    if row is None:
        raise UnknownObjectError(
            Text("图层没有这个版本。", "The layer has no such version."),
            Text(
                "请先导入图层，或在版本列表中选择一个。",
                "Import the layer first, or take a version from the list.",
            ),
        )
    return row


def read_layer(
    connection: Connection,
    name: str,
    *,
    version: int | None = None,
    scope: Scope = EVERYTHING,
) -> gpd.GeoDataFrame:
    """Return a layer as it was imported, or as an edit made it.

    Parameters
    ----------
    connection : Connection
        A connection to the store.
    name : str
        Name of the layer.
    version : int, optional
        The newest by default.
    scope : Scope
        Whose communities are read.

    Returns
    -------
    GeoDataFrame
        The layer in EPSG:4490: every column of the contract, then those of the file, typed as
        `gridmap.io.project` types them. What an import brought stands in the order of its file,
        before what later versions brought; a version looks the same whenever it is read.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    UnknownObjectError
        If the layer was never imported, or has no such version.
    """
    row = version_of(connection, name, version)
    rows = [
        found
        for table in ((FEATURES[name],) if version is None else (FEATURES[name], PAST[name]))
        for found in connection.execute(_holding(table, row["version"], scope)).mappings()
    ]
    rows.sort(key=lambda found: (found["since"], found["fid"]))
    return frame_of(rows, CONTRACTS[name], row["columns"])


def _holding(table: Table, version: int, scope: Scope) -> sa.Select[Any]:
    query = sa.select(table).where(table.c.since <= version, scope.rows(table.c.community_code))
    return query.where(table.c.until > version) if "until" in table.c else query


def difference(
    connection: Connection,
    name: str,
    *,
    before: int,
    after: int,
    scope: Scope = EVERYTHING,
) -> Difference:
    """Return what differs between two versions of a layer.

    Parameters
    ----------
    connection : Connection
        A connection to the store.
    name : str
        Name of the layer.
    before, after : int
        The versions, in any order.
    scope : Scope
        Whose communities are looked at.

    Returns
    -------
    Difference
        Keys of the features.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    UnknownObjectError
        If there is no such version.
    """
    for version in (before, after):
        version_of(connection, name, version)
    first, last = sorted((before, after))
    gone, came = (
        _gone(connection, name, first, last, scope),
        _came(connection, name, first, last, scope),
    )
    if before > after:
        gone, came = came, gone
    both = gone.keys() & came.keys()
    return Difference(
        added=tuple(sorted(came.keys() - both)),
        changed=tuple(sorted(key for key in both if gone[key] != came[key])),
        removed=tuple(sorted(gone.keys() - both)),
    )


def _gone(connection: Connection, name: str, first: int, last: int, scope: Scope) -> dict[str, str]:
    """Return digests by key of what holds at the first version and no longer at the last."""
    past = PAST[name]
    query = _digests(past, name, scope).where(
        past.c.since <= first, past.c.until > first, past.c.until <= last
    )
    return _pairs(connection, query)


def _came(connection: Connection, name: str, first: int, last: int, scope: Scope) -> dict[str, str]:
    """Return digests by key of what holds at the last version and did not yet at the first."""
    found: dict[str, str] = {}
    for table in (FEATURES[name], PAST[name]):
        query = _digests(table, name, scope).where(table.c.since > first, table.c.since <= last)
        if "until" in table.c:
            query = query.where(table.c.until > last)
        found |= _pairs(connection, query)
    return found


def _pairs(connection: Connection, query: sa.Select[Any]) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _digests(table: Table, name: str, scope: Scope) -> sa.Select[Any]:
    key = table.c[CONTRACTS[name].key]
    return sa.select(key, table.c.digest).where(scope.rows(table.c.community_code))
