"""Tables of layers: one of what holds now and one of what held before, made from the contracts.

A row holds from the version ``since`` of its layer. What a later version changes or leaves out is
moved to the table of the past with ``until``, the first version in which it no longer holds, so
that version n of a layer is every row with ``since <= n`` of the present, and every row with
``since <= n < until`` of the past.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Integer, Table, Text

from gridmap.layers import CONTRACTS
from gridmap.layers.contract import Contract
from gridmap_api.store.base import Base, spatial
from gridmap_api.store.layer_columns import TYPES, own_columns
from gridmap_api.store.types import Json, Shape, short_text


def _columns(contract: Contract) -> list[Column[Any]]:
    known = [Column(column.name, TYPES[column.kind]()) for column in own_columns(contract)]
    if all(column.name != "community_code" for column in known):
        known.append(Column("community_code", Text))
    return [
        Column("since", Integer, nullable=False),
        *known,
        # Columns of the file that no contract names, kept as they came, and those that the
        # contract got after the table was made.
        Column("extra", Json, nullable=False),
        # The entity tag: SHA-256 over the columns of the contract, the others, and the shape.
        Column("digest", short_text(64), nullable=False),
    ]


def _present(contract: Contract) -> Table:
    table = Table(
        contract.name,
        Base.metadata,
        Column("fid", Integer, primary_key=True, autoincrement=True),
        *_columns(contract),
        Column("geom", Shape()),
    )
    Index(f"ix_{contract.name}_key", table.c[contract.key], unique=True)
    Index(f"ix_{contract.name}_community", table.c.community_code)
    spatial(table)
    return table


def _past(contract: Contract) -> Table:
    name = f"{contract.name}_past"
    table = Table(
        name,
        Base.metadata,
        # As it was in the present: together with ``since``, the order of the file.
        Column("fid", Integer, primary_key=True, autoincrement=False),
        Column("until", Integer, primary_key=True, autoincrement=False),
        *_columns(contract),
        Column("geom", Shape()),
    )
    Index(f"ix_{name}_key", table.c[contract.key], table.c.until)
    return table


FEATURES: dict[str, Table] = {name: _present(one) for name, one in CONTRACTS.items()}
"""What holds now, by the name of the layer."""

PAST: dict[str, Table] = {name: _past(one) for name, one in CONTRACTS.items()}
"""What held before, by the name of the layer."""
