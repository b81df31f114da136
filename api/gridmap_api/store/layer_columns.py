"""Where the store keeps the columns of a contract: in columns of the table, later ones in JSON.

The tables of layers were made with the columns that contracts had then. A column that a contract
got since is kept in ``extra``, under its name, so that no table, no digest and no version of a
layer changes when a contract grows. Queries, filters and tiles read it like any other column.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Boolean, ColumnElement, Double, Integer, RowMapping, Table, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from gridmap.layers.contract import Column, Contract
from gridmap_api.store.migrations.first.layers import LAYERS

TYPES: Mapping[str, type[sa.types.TypeEngine[Any]]] = {
    "text": Text,
    "date": Text,
    "int": Integer,
    "float": Double,
    "bool": Boolean,
}


class member(GenericFunction[Any]):  # noqa: N801 - SQL functions are in lower case
    """The text of a member of a JSON object that is stored as text, or NULL."""

    inherit_cache = True
    name = "gridmap_member"
    type = Text()


@compiles(member, "postgresql")
def _member_of_postgres(element: member, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    held, name = element.clauses
    return f"(({compiler.process(held, **options)})::json ->> {compiler.process(name, **options)})"


@compiles(member, "sqlite")
def _member_of_sqlite(element: member, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401
    held, name = element.clauses
    path = f"'$.' || {compiler.process(name, **options)}"
    return f"json_extract({compiler.process(held, **options)}, {path})"


def own_columns(contract: Contract) -> tuple[Column, ...]:
    """Return the columns of a contract that its table has.

    Parameters
    ----------
    contract : Contract
        Of a layer.

    Returns
    -------
    tuple of Column
        In the order of the contract.
    """
    made = LAYERS[contract.name][1]
    return tuple(column for column in contract.columns if column.name in made)


def later_columns(contract: Contract) -> tuple[Column, ...]:
    """Return the columns of a contract that are kept in ``extra``.

    Parameters
    ----------
    contract : Contract
        Of a layer.

    Returns
    -------
    tuple of Column
        In the order of the contract.
    """
    made = LAYERS[contract.name][1]
    return tuple(column for column in contract.columns if column.name not in made)


def value_of(column: Column, row: Mapping[str, Any] | RowMapping) -> Any:  # noqa: ANN401
    """Return the value of a column of the contract in a row of the store.

    Parameters
    ----------
    column : Column
        Of the contract.
    row : Mapping
        Columns of the table, ``extra`` among them.

    Returns
    -------
    object
        The value, None where there is none.
    """
    return row[column.name] if column.name in row else row["extra"].get(column.name)


def element_of(table: Table, column: Column) -> ColumnElement[Any]:
    """Return the expression by which SQL reads a column of the contract.

    Parameters
    ----------
    table : Table
        Of the layer, present or past.
    column : Column
        Of the contract.

    Returns
    -------
    ColumnElement
        The column, or what is kept in ``extra``, by the name of the column.
    """
    if column.name in table.c:
        return table.c[column.name]
    text = member(sa.type_coerce(table.c.extra, Text), column.name)
    kind = TYPES[column.kind]
    return (text if kind is Text else sa.cast(text, kind)).label(column.name)
