"""Writing layers: a whole one that was imported, or one feature that somebody edits.

An import or an edit makes the next version of its layer. Only rows that differ are closed and
added; the same content again makes no version.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import sqlalchemy as sa
from sqlalchemy import Connection

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Fault, LayerFaultsError, Text
from gridmap.layers.contract import Contract
from gridmap.layers.findings import Finding, to_faults
from gridmap.layers.references import check_keys
from gridmap.layers.values import is_null
from gridmap_api.store.feature_edits import (
    Written,
    create_feature,
    delete_feature,
    replace_feature,
    update_feature,
)
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_changes import (
    Change,
    communities,
    lock_layer,
    make_version,
    place_again,
    place_rows,
)
from gridmap_api.store.layer_reads import contract_of, layer_versions
from gridmap_api.store.layer_rows import LONGEST_KEY, Row, digest_of, further_columns, rows_of

__all__ = [
    "Written",
    "change_of",
    "create_feature",
    "delete_feature",
    "import_layer",
    "replace_feature",
    "update_feature",
]


def import_layer(
    connection: Connection,
    name: str,
    frame: gpd.GeoDataFrame,
    *,
    actor: str,
    source: str = "",
    faults: Sequence[Fault] = (),
) -> int:
    """Make a whole layer what a frame holds, and return its version.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    name : str
        Name of the layer.
    frame : GeoDataFrame
        The whole layer, as `gridmap.io` conforms it: features that it lacks no longer hold.
        Columns that the contract does not name are kept as they are.
    actor : str
        Who imports it.
    source : str
        Name of the file.
    faults : sequence of Fault
        What was found in the file, to be kept with the version.

    Returns
    -------
    int
        The version; that before if the layer is the same already. A feature that names no
        community gets that in which it lies.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    LayerFaultsError
        If a feature has no key, too long a key, or that of another.
    """
    contract = contract_of(name)
    _require_keys(frame, contract)
    lock_layer(connection, name)
    rows = _rows(connection, frame.to_crs(STORAGE_CRS), contract)
    columns = further_columns(frame, contract)
    change = _change(connection, rows, contract, Change("import", actor, source, columns, faults))
    before = layer_versions(connection, name)
    if before and not change.changes_rows and before[0]["columns"] == columns:
        return int(before[0]["version"])
    version = make_version(connection, name, change)
    if name == "communities":
        place_again(connection)
    return version


def change_of(connection: Connection, name: str, frame: gpd.GeoDataFrame) -> Change:
    """Return what would change if a whole layer were made what a frame holds.

    Parameters
    ----------
    connection : Connection
        A connection to the store.
    name : str
        Name of the layer.
    frame : GeoDataFrame
        The whole layer, as `import_layer` takes it.

    Returns
    -------
    Change
        Rows that would be added and changed, keys that would be removed. Which community a
        feature lies in is not told: nothing changes by it.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    LayerFaultsError
        If a feature has no key, too long a key, or that of another.
    """
    contract = contract_of(name)
    _require_keys(frame, contract)
    rows = _digested(rows_of(frame.to_crs(STORAGE_CRS), contract), contract)
    columns = further_columns(frame, contract)
    return _change(connection, rows, contract, Change("import", "", columns=columns))


def _require_keys(frame: gpd.GeoDataFrame, contract: Contract) -> None:
    keys = frame[contract.key] if contract.key in frame else [None] * len(frame)
    found = [
        _no_key(row) for row, key in enumerate(keys) if is_null(key) or len(str(key)) > LONGEST_KEY
    ]
    found += check_keys(frame, contract)
    if found:
        raise LayerFaultsError(to_faults(found, frame, layer=contract.name, key=contract.key))


def _no_key(row: int) -> Finding:
    return Finding(
        row,
        "key.unfit",
        Text("要素没有编号，或编号过长。", "The feature has no key, or too long a one."),
        Text(
            f"请给出不超过 {LONGEST_KEY} 个字符的编号后重新导入。",
            f"Give it one of {LONGEST_KEY} characters at most and import the layer again.",
        ),
    )


def _rows(connection: Connection, frame: gpd.GeoDataFrame, contract: Contract) -> list[Row]:
    rows = rows_of(frame, contract)
    if contract.name != "communities":
        place_rows(rows, communities(connection))
    return _digested(rows, contract)


def _digested(rows: list[Row], contract: Contract) -> list[Row]:
    for row in rows:
        row["digest"] = digest_of(contract, row)
    return rows


def _change(connection: Connection, rows: list[Row], contract: Contract, change: Change) -> Change:
    table = FEATURES[contract.name]
    query = sa.select(table.c[contract.key], table.c.digest)
    before: dict[str, str] = {row[0]: row[1] for row in connection.execute(query)}
    coming = {row[contract.key] for row in rows}
    return Change(
        change.kind,
        change.actor,
        change.source,
        change.columns,
        change.faults,
        added=[row for row in rows if row[contract.key] not in before],
        changed=[
            row
            for row in rows
            if row[contract.key] in before and before[row[contract.key]] != row["digest"]
        ],
        removed=[key for key in before if key not in coming],
    )
