"""Creating, replacing, changing and deleting one feature: each makes a version of its layer."""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import Connection, RowMapping

from gridmap.errors import Text
from gridmap.layers import CONTRACTS, Contract
from gridmap_api.errors import (
    ConflictError,
    ForbiddenError,
    ParameterError,
    StaleError,
    UnknownObjectError,
)
from gridmap_api.store.feature_checks import Values, checked_row
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_changes import (
    Change,
    communities,
    lock_layer,
    make_version,
    place_again,
    place_rows,
)
from gridmap_api.store.layer_columns import value_of
from gridmap_api.store.layer_reads import contract_of, layer_versions
from gridmap_api.store.layer_rows import Columns, Row, digest_of
from gridmap_api.store.scope import EVERYTHING, Scope


class Written(NamedTuple):
    """A feature as an edit left it.

    Attributes
    ----------
    key : str
        Its key.
    digest : str
        Its entity tag; that before, where it was deleted.
    version : int
        The version of its layer.
    """

    key: str
    digest: str
    version: int


def create_feature(
    connection: Connection,
    layer: str,
    key: str | None,
    values: Values,
    *,
    actor: str,
    scope: Scope = EVERYTHING,
) -> Written:
    """Add a feature to a layer.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    layer : str
        Name of the layer.
    key : str or None
        Its key; None to take that among the values, or else a new one.
    values : Mapping
        Properties by name, and the shape in EPSG:4490 as ``geometry``.
    actor : str
        Who adds it.
    scope : Scope
        Where this one may add.

    Returns
    -------
    Written
        Key, digest and version.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    ParameterError
        If a property is none of the layer.
    RefusedEditError
        If a value breaks the contract.
    ConflictError
        If a feature has the key.
    ForbiddenError
        If it lies where this one may not add.
    """
    contract, columns = _begin(connection, layer)
    made = key or values.get(contract.key) or str(uuid.uuid4())
    row = _row(connection, contract, _keyed(contract, made, values), columns, scope)
    if _present(connection, contract, row[contract.key]) is not None:
        raise ConflictError(
            Text("这个编号已被使用。", "A feature with this key is there already."),
            Text("请换一个编号，或修改已有要素。", "Take another key, or change the feature."),
        )
    return _end(connection, contract, row, Change("edit", actor, columns=columns, added=[row]))


def replace_feature(
    connection: Connection,
    layer: str,
    key: str,
    values: Values,
    *,
    actor: str,
    if_match: str | None = None,
    scope: Scope = EVERYTHING,
) -> Written:
    """Give a feature other values; those that are not named become empty.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    layer : str
        Name of the layer.
    key : str
        Of the feature.
    values : Mapping
        Properties by name, and the shape in EPSG:4490 as ``geometry``.
    actor : str
        Who changes it.
    if_match : str, optional
        The digest that it must still have.
    scope : Scope
        What this one may change.

    Returns
    -------
    Written
        Key, digest and version; the version before where nothing differs.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    UnknownObjectError
        If there is no such feature, or none that this one may see.
    StaleError
        If it has another digest.
    ParameterError
        If a property is none of the layer, or the key would change.
    RefusedEditError
        If a value breaks the contract.
    ForbiddenError
        If it would lie where this one may not change.
    """
    contract, columns = _begin(connection, layer)
    before = _required(connection, contract, key, if_match, scope)
    row = _row(connection, contract, _keyed(contract, key, values), columns, scope)
    return _replace(connection, contract, before, row, actor=actor, columns=columns)


def update_feature(
    connection: Connection,
    layer: str,
    key: str,
    values: Values,
    *,
    actor: str,
    if_match: str | None = None,
    scope: Scope = EVERYTHING,
) -> Written:
    """Change some values of a feature; the others stay.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    layer : str
        Name of the layer.
    key : str
        Of the feature.
    values : Mapping
        What changes: properties by name, the shape in EPSG:4490 as ``geometry``; None empties.
    actor : str
        Who changes it.
    if_match : str, optional
        The digest that it must still have.
    scope : Scope
        What this one may change.

    Returns
    -------
    Written
        Key, digest and version; the version before where nothing differs.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    UnknownObjectError
        If there is no such feature, or none that this one may see.
    StaleError
        If it has another digest.
    ParameterError
        If a property is none of the layer, or the key would change.
    RefusedEditError
        If a value breaks the contract.
    ForbiddenError
        If it would lie where this one may not change.
    """
    contract, columns = _begin(connection, layer)
    before = _required(connection, contract, key, if_match, scope)
    old = {column.name: value_of(column, before) for column in contract.columns}
    merged = {**old, **before["extra"], "geometry": before["geom"], **values}
    row = _row(connection, contract, _keyed(contract, key, merged), columns, scope)
    return _replace(connection, contract, before, row, actor=actor, columns=columns)


def delete_feature(
    connection: Connection,
    layer: str,
    key: str,
    *,
    actor: str,
    if_match: str | None = None,
    scope: Scope = EVERYTHING,
) -> Written:
    """Remove a feature from a layer; earlier versions keep it.

    Parameters
    ----------
    connection : Connection
        In a transaction that writes.
    layer : str
        Name of the layer.
    key : str
        Of the feature.
    actor : str
        Who removes it.
    if_match : str, optional
        The digest that it must still have.
    scope : Scope
        What this one may change.

    Returns
    -------
    Written
        Key, digest before, version.

    Raises
    ------
    UnknownLayerError
        If no layer has that name.
    UnknownObjectError
        If there is no such feature, or none that this one may see.
    StaleError
        If it has another digest.
    ConflictError
        If features of other layers refer to it.
    """
    contract, columns = _begin(connection, layer)
    before = _required(connection, contract, key, if_match, scope)
    _refuse_referenced(connection, contract, key)
    version = make_version(connection, layer, Change("edit", actor, columns=columns, removed=[key]))
    if layer == "communities":
        place_again(connection)
    return Written(key, before["digest"], version)


def _begin(connection: Connection, layer: str) -> tuple[Contract, Columns]:
    contract = contract_of(layer)
    lock_layer(connection, layer)
    versions = layer_versions(connection, layer)
    return contract, versions[0]["columns"] if versions else ()


def _keyed(contract: Contract, key: object, values: Values) -> dict[str, Any]:
    if values.get(contract.key, key) != key:
        raise ParameterError(
            Text("要素的编号与地址不一致。", "The key of the feature is not that of the address."),
            Text("编号不能修改；请新建要素。", "A key does not change; make a new feature."),
        )
    return {**values, contract.key: key}


def _row(
    connection: Connection, contract: Contract, values: Values, columns: Columns, scope: Scope
) -> Row:
    row = checked_row(connection, contract, values, columns)
    if contract.name != "communities":
        place_rows([row], communities(connection))
    code = row["community_code"]
    if scope.communities is not None and not (code is not None and scope.sees(code)):
        raise ForbiddenError(
            Text("要素不在您负责的社区内。", "The feature lies outside your communities."),
            Text("请联系该社区的规划员或管理员。", "Ask a planner of that community."),
        )
    return {**row, "digest": digest_of(contract, row)}


def _present(connection: Connection, contract: Contract, key: str) -> RowMapping | None:
    table = FEATURES[contract.name]
    query = sa.select(table).where(table.c[contract.key] == key)
    return connection.execute(query).mappings().first()


def _required(
    connection: Connection, contract: Contract, key: str, if_match: str | None, scope: Scope
) -> RowMapping:
    row = _present(connection, contract, key)
    visible = row is not None and (
        scope.communities is None or row["community_code"] in scope.communities
    )
    if row is None or not visible:
        raise UnknownObjectError(
            Text("没有这个要素。", "There is no such feature."),
            Text("请核对编号。", "Check its key."),
        )
    if if_match is not None and if_match != row["digest"]:
        raise StaleError(
            Text("要素已被他人修改。", "Somebody has changed the feature."),
            Text("请重新读取后再改。", "Read it again, then change it."),
            digest=row["digest"],
        )
    return row


def _replace(
    connection: Connection,
    contract: Contract,
    before: RowMapping,
    row: Row,
    *,
    actor: str,
    columns: Columns,
) -> Written:
    if before["digest"] == row["digest"]:
        version = layer_versions(connection, contract.name)[0]["version"]
        return Written(row[contract.key], row["digest"], version)
    return _end(connection, contract, row, Change("edit", actor, columns=columns, changed=[row]))


def _end(connection: Connection, contract: Contract, row: Row, change: Change) -> Written:
    version = make_version(connection, contract.name, change)
    if contract.name == "communities":
        place_again(connection)
    return Written(row[contract.key], row["digest"], version)


def _refuse_referenced(connection: Connection, contract: Contract, key: str) -> None:
    for other in CONTRACTS.values():
        for column in other.columns:
            if column.references != f"{contract.name}.{contract.key}":
                continue
            table = FEATURES[other.name]
            here = sa.exists().where(table.c[column.name] == key)
            if connection.scalar(sa.select(here)):
                raise ConflictError(
                    Text(
                        f"图层“{other.title.zh}”中还有要素引用它。",
                        f"Features of {other.name} refer to it.",
                    ),
                    Text("请先修改那些要素。", "Change those features first."),
                    layer=other.name,
                )
