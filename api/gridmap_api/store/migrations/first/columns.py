"""Columns as revision 0001 makes them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from gridmap_api.store.types import Shape, short_text

Column = sa.Column[Any]


def text(name: str, length: int | None = None, *, null: bool = False) -> Column:
    """Return a column of texts; JSON is kept as text too.

    Parameters
    ----------
    name : str
        Its name.
    length : int, optional
        Characters at most; no limit by default.
    null : bool
        Whether it may be empty.

    Returns
    -------
    Column
        The column.
    """
    return sa.Column(name, sa.Text() if length is None else short_text(length), nullable=null)


def integer(name: str, *, null: bool = False) -> Column:
    """Return a column of whole numbers.

    Parameters
    ----------
    name : str
        Its name.
    null : bool
        Whether it may be empty.

    Returns
    -------
    Column
        The column.
    """
    return sa.Column(name, sa.Integer(), nullable=null, autoincrement=False)


def counter(name: str) -> Column:
    """Return a column that the store itself counts up.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Column
        The column, to be the key of its table.
    """
    return sa.Column(name, sa.Integer(), nullable=False, autoincrement=True)


def real(name: str, *, null: bool = False) -> Column:
    """Return a column of numbers of double precision.

    Parameters
    ----------
    name : str
        Its name.
    null : bool
        Whether it may be empty.

    Returns
    -------
    Column
        The column.
    """
    return sa.Column(name, sa.Double(), nullable=null)


def flag(name: str, *, null: bool = False) -> Column:
    """Return a column of yes or no.

    Parameters
    ----------
    name : str
        Its name.
    null : bool
        Whether it may be empty.

    Returns
    -------
    Column
        The column.
    """
    return sa.Column(name, sa.Boolean(), nullable=null)


def blob(name: str) -> Column:
    """Return a column of bytes.

    Parameters
    ----------
    name : str
        Its name.

    Returns
    -------
    Column
        The column.
    """
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def shape(kind: str = "GEOMETRY", *, null: bool = True) -> Column:
    """Return the column ``geom`` of shapes in EPSG:4490.

    Parameters
    ----------
    kind : str
        Such as ``"POINT"``; ``"GEOMETRY"`` for any.
    null : bool
        Whether it may be empty.

    Returns
    -------
    Column
        The column.
    """
    return sa.Column("geom", Shape(kind), nullable=null)


def create(
    name: str, *columns: Column, key: tuple[str, ...], more: tuple[SchemaItem, ...] = ()
) -> None:
    """Make a table with its primary key.

    Parameters
    ----------
    name : str
        Its name.
    *columns : Column
        Its columns.
    key : tuple of str
        Columns of the primary key.
    more : tuple of SchemaItem
        Further constraints.
    """
    op.create_table(name, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"), *more)


def refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that a column holds keys of another table.

    Parameters
    ----------
    table, column : str
        The column that refers.
    to : str
        The other table, whose key is ``id``.

    Returns
    -------
    ForeignKeyConstraint
        The constraint.
    """
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}")


def unique(table: str, column: str) -> sa.UniqueConstraint:
    """Return the constraint that a column holds no value twice.

    Parameters
    ----------
    table, column : str
        The column.

    Returns
    -------
    UniqueConstraint
        The constraint.
    """
    return sa.UniqueConstraint(column, name=f"uq_{table}_{column}")


def index_shapes(table: str) -> None:
    """Make the index of shapes on PostgreSQL; a file has its R-tree.

    Parameters
    ----------
    table : str
        A table with the column ``geom``.
    """
    if op.get_context().dialect.name == "postgresql":
        op.create_index(f"ix_{table}_geom", table, ["geom"], postgresql_using="gist")
