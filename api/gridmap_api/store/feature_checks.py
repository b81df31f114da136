"""What a client sends as one feature, made a row that keeps the contract of its layer.

A refusal names the properties and the rules, and never repeats a value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import Connection

from gridmap.crs import STORAGE_CRS
from gridmap.errors import Fault, Text
from gridmap.layers import CONTRACTS, Contract, check, conform
from gridmap.layers.findings import echo
from gridmap.layers.values import is_null
from gridmap_api.errors import ParameterError, RefusedEditError
from gridmap_api.store.features import FEATURES
from gridmap_api.store.layer_columns import later_columns
from gridmap_api.store.layer_rows import DATE, LONGEST_KEY, TEXT, Columns, Row, frame_of, rows_of

NUMBERS: dict[str, Any] = {"int": int, "uint": int, "float": (int, float)}
LARGEST = 2**63

Values = Mapping[str, Any]
"""Properties by name, and the shape in EPSG:4490 as ``geometry``."""


def checked_row(
    connection: Connection, contract: Contract, values: Values, columns: Columns
) -> Row:
    """Return a feature as a row without a version and digest.

    Parameters
    ----------
    connection : Connection
        A connection to the store, where the features are to which it refers.
    contract : Contract
        Of the layer.
    values : Mapping
        All its values, the key among them.
    columns : sequence of (str, str)
        Name and type of the further columns of the layer.

    Returns
    -------
    dict
        The row.

    Raises
    ------
    ParameterError
        If a property is none of the layer.
    RefusedEditError
        If a value breaks the contract; ``fields`` names each with the rule.
    """
    _require_known(contract, values, columns)
    unfit = [name for name, kind in columns if not _fits(values.get(name), kind)]
    unfit += [one.name for one in contract.columns if not _is_plain(values.get(one.name))]
    if unfit:
        raise _refused([{"name": name, "rule": "value.type"} for name in unfit])
    if len(str(values[contract.key])) > LONGEST_KEY:
        raise _refused([{"name": contract.key, "rule": "key.long"}])
    frame = _frame(contract, values)
    faults = _faults(connection, contract, frame)
    typed = conform(frame, contract).frame
    if faults:
        raise _refused(_fields(contract, values, typed, faults))
    row = rows_of(typed, contract)[0]
    later = {one.name: row["extra"].get(one.name) for one in later_columns(contract)}
    extra = {**{name: values.get(name) for name, _ in columns}, **later}
    return {**row, "extra": {name: one for name, one in extra.items() if not is_null(one)}}


def _require_known(contract: Contract, values: Values, columns: Columns) -> None:
    names = [column.name for column in contract.columns] + [name for name, _ in columns]
    if not set(values) <= {*names, "geometry"}:
        raise ParameterError(
            Text("有图层中没有的属性。", "It has a property that the layer has not."),
            Text(f"可用的属性：{'、'.join(names)}。", f"Properties: {', '.join(names)}."),
        )


def _fits(value: Any, kind: str) -> bool:  # noqa: ANN401
    """Return whether a value fits a further column of the type that its file gave it."""
    if is_null(value):
        return True
    plain = kind.lower().rstrip("0123456789")
    if plain in NUMBERS:
        if isinstance(value, bool) or not isinstance(value, NUMBERS[plain]):
            return False
        return bool(-LARGEST < value < LARGEST)
    if plain.startswith("bool"):
        return isinstance(value, bool)
    return isinstance(value, str) and (kind == TEXT or _is_time(value, kind))


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float)


def _is_time(value: str, kind: str) -> bool:
    try:
        if kind == DATE:
            date.fromisoformat(value)
        else:
            pd.Series([value], dtype=kind)
    except (ValueError, TypeError, OverflowError):
        return False
    return True


def _frame(contract: Contract, values: Values) -> gpd.GeoDataFrame:
    own = {column.name: values.get(column.name) for column in contract.columns}
    texts = {
        name: value
        for name, value in values.items()
        if name not in own and name != "geometry" and isinstance(value, str)
    }
    table = pd.DataFrame([{**own, **texts}], dtype=object)
    shape = gpd.GeoSeries([values.get("geometry")], crs=STORAGE_CRS)
    return gpd.GeoDataFrame(table, geometry=shape)


def _faults(connection: Connection, contract: Contract, frame: gpd.GeoDataFrame) -> list[Fault]:
    key = frame[contract.key].iloc[0]
    if contract.name == "communities":
        frame = _among_others(connection, frame, key)
    found = check(frame, contract, known=_known(connection, contract))
    mine = {"", f"#{len(frame)}", echo(str(key))}
    return [one for one in found if one.severity == "error" and one.feature_id in mine]


def _among_others(connection: Connection, frame: gpd.GeoDataFrame, key: object) -> gpd.GeoDataFrame:
    """Return the communities with the new one behind them, since no two may overlap."""
    contract = CONTRACTS["communities"]
    table = FEATURES["communities"]
    query = sa.select(table).where(table.c.community_code != sa.bindparam("key", str(key)))
    rows = connection.execute(query).mappings().all()
    others = frame_of(rows, contract, ())
    return gpd.GeoDataFrame(pd.concat([others, frame], ignore_index=True), crs=STORAGE_CRS)


def _known(connection: Connection, contract: Contract) -> dict[str, set[str]]:
    """Return the keys of the layers to which a layer refers."""
    names = {one.references.split(".")[0] for one in contract.columns if one.references}
    return {
        name: set(connection.scalars(sa.select(FEATURES[name].c[CONTRACTS[name].key])))
        for name in sorted(names)
    }


def _fields(
    contract: Contract, values: Values, typed: gpd.GeoDataFrame, faults: Sequence[Fault]
) -> list[dict[str, str]]:
    """Return which properties are at fault: those whose value did not get through, or the rule's.

    Faults of shapes have rules of their own, by whose first word they are known.
    """
    rules = {fault.rule.split(".")[0]: fault.rule for fault in faults}
    found = [
        {"name": column.name, "rule": "value.null" if is_null(values.get(column.name)) else "value"}
        for column in contract.columns
        if is_null(typed[column.name].iloc[0])
        and (column.required or not is_null(values.get(column.name)))
    ]
    others = [rule for word, rule in rules.items() if word not in {"value", "column", "text"}]
    found += [{"name": _place_of(contract, rule), "rule": rule} for rule in others]
    # What is left is a character that no further column may hold.
    return found or [{"name": "properties", "rule": rule} for rule in rules.values()]


def _place_of(contract: Contract, rule: str) -> str:
    if rule.startswith("reference"):
        return next(column.name for column in contract.columns if column.references)
    return contract.key if rule.startswith("key") else "geometry"


def _refused(fields: list[dict[str, str]]) -> RefusedEditError:
    names = [field["name"] for field in fields]
    return RefusedEditError(
        Text(
            f"要素不合图层的要求：{'、'.join(names)}。",
            f"The feature breaks the contract of its layer: {', '.join(names)}.",
        ),
        Text("请按 fields 中的规则改正。", "Mend what fields names."),
        fields=fields,
    )
