"""Tables of the layers in revision 0001: for each, what holds now and what held before."""

from __future__ import annotations

from alembic import op

from gridmap_api.store.geopackage_tables import Spatial
from gridmap_api.store.migrations.first.columns import (
    Column,
    counter,
    create,
    flag,
    index_shapes,
    integer,
    real,
    shape,
    text,
)

MAKERS = {"text": text, "int": integer, "real": real, "flag": flag}

LAYERS: dict[str, tuple[str, dict[str, str]]] = {
    "communities": ("社区", {"community_code": "text", "name": "text", "street": "text"}),
    "compounds": (
        "小区",
        {
            "compound_id": "text",
            "name": "text",
            "kind": "text",
            "governance": "text",
            "purpose": "text",
            "stars": "int",
            "community_code": "text",
        },
    ),
    "buildings": (
        "楼栋",
        {
            "building_id": "text",
            "name": "text",
            "households": "int",
            "persons": "int",
            "floors": "real",
            "entrances": "int",
            "use": "text",
            "compound_id": "text",
            "households_source": "text",
            "community_code": "text",
        },
    ),
    "roads": (
        "道路",
        {
            "road_id": "text",
            "name": "text",
            "road_class": "text",
            "oneway": "flag",
            "bridge": "flag",
            "tunnel": "flag",
            "layer": "int",
            "community_code": "text",
        },
    ),
    "water": (
        "水系",
        {"water_id": "text", "name": "text", "kind": "text", "community_code": "text"},
    ),
    "railways": ("铁路", {"railway_id": "text", "name": "text", "community_code": "text"}),
    "bridges": (
        "桥梁与下穿",
        {"bridge_id": "text", "name": "text", "kind": "text", "community_code": "text"},
    ),
    "nets": (
        "现有网",
        {"net_grid_id": "text", "net": "text", "name": "text", "community_code": "text"},
    ),
    "stations": (
        "驿站",
        {
            "station_id": "text",
            "name": "text",
            "kind": "text",
            "floor_area_m2": "real",
            "amenities": "text",
            "opening_hours": "text",
            "address": "text",
            "community_code": "text",
        },
    ),
    "hazards": (
        "隐患点",
        {
            "hazard_id": "text",
            "name": "text",
            "kind": "text",
            "level": "int",
            "status": "text",
            "address": "text",
            "community_code": "text",
        },
    ),
}
"""Title and columns of each layer; the first column is its key."""

SPATIAL = tuple(Spatial(name, title) for name, (title, _) in LAYERS.items())


def create_layer_tables() -> None:
    """Make the tables of every layer."""
    for name, (_, kinds) in LAYERS.items():
        key = next(iter(kinds))
        _create_present(name, key, kinds)
        _create_past(name, key, kinds)


def _columns(kinds: dict[str, str]) -> list[Column]:
    known = [MAKERS[kind](column, null=True) for column, kind in kinds.items()]
    return [integer("since"), *known, text("extra"), text("digest", 64)]


def _create_present(name: str, key: str, kinds: dict[str, str]) -> None:
    create(name, counter("fid"), *_columns(kinds), shape(), key=("fid",))
    op.create_index(f"ix_{name}_key", name, [key], unique=True)
    op.create_index(f"ix_{name}_community", name, ["community_code"])
    index_shapes(name)


def _create_past(name: str, key: str, kinds: dict[str, str]) -> None:
    past = f"{name}_past"
    create(past, integer("fid"), integer("until"), *_columns(kinds), shape(), key=("fid", "until"))
    op.create_index(f"ix_{past}_key", past, [key, "until"])
