"""Vector tiles of units, of the outlines of plans, and of layers; nothing that is named changes."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from gridmap_api.routes import ogc_tiles
from gridmap_api.routes.ogc_tiles import KNOWN, TILE
from gridmap_api.schemas.tiles import TileJson
from gridmap_api.store.tile_sets import grids_tiles, layer_tiles, units_tiles
from gridmap_api.tiles.answers import tile_answer, tile_json
from gridmap_api.tiles.asked import GivenAsked, GivenSquare

router = APIRouter(tags=["tiles"])
router.include_router(ogc_tiles.router)

Version = Annotated[int, Path(ge=0, lt=2**31, description="Version of the plan or the layer.")]
ADDRESS = "{z}/{x}/{y}.mvt"
OF_TILE: dict[str, Any] = {"response_class": Response, "responses": TILE}
OF_JSON: dict[str, Any] = {"response_model": TileJson, "responses": KNOWN}


@router.get("/tiles/units/{set_id}/{z}/{x}/{y}.mvt", **OF_TILE)
def unit_tile(set_id: str, square: GivenSquare, asked: GivenAsked) -> Response:
    """Return a tile of the units of a set; the id of a feature is the row of the unit."""
    return tile_answer(asked, partial(units_tiles, set_id=set_id), square, version=0)


@router.get("/tiles/plans/{plan_id}/{version}/{z}/{x}/{y}.mvt", **OF_TILE)
def plan_tile(plan_id: str, version: Version, square: GivenSquare, asked: GivenAsked) -> Response:
    """Return a tile of the outlines of the grids of a plan at one version."""
    find = partial(grids_tiles, plan_id=plan_id, version=version)
    return tile_answer(asked, find, square, version=version)


@router.get("/tiles/layers/{name}/{version}/{z}/{x}/{y}.mvt", **OF_TILE)
def layer_tile(name: str, version: Version, square: GivenSquare, asked: GivenAsked) -> Response:
    """Return a tile of a layer at one version."""
    find = partial(layer_tiles, name=name, version=version)
    return tile_answer(asked, find, square, version=version)


@router.get("/tiles/units/{set_id}/tile.json", **OF_JSON)
def unit_tile_json(set_id: str, asked: GivenAsked) -> TileJson:
    """Return the TileJSON of the units of a set."""
    find = partial(units_tiles, set_id=set_id)
    return tile_json(asked, find, f"/tiles/units/{set_id}/{ADDRESS}")


@router.get("/tiles/plans/{plan_id}/{version}/tile.json", **OF_JSON)
def plan_tile_json(plan_id: str, version: Version, asked: GivenAsked) -> TileJson:
    """Return the TileJSON of the outlines of a plan at one version."""
    find = partial(grids_tiles, plan_id=plan_id, version=version)
    return tile_json(asked, find, f"/tiles/plans/{plan_id}/{version}/{ADDRESS}")


@router.get("/tiles/layers/{name}/{version}/tile.json", **OF_JSON)
def layer_tile_json(name: str, version: Version, asked: GivenAsked) -> TileJson:
    """Return the TileJSON of a layer at one version."""
    find = partial(layer_tiles, name=name, version=version)
    return tile_json(asked, find, f"/tiles/layers/{name}/{version}/{ADDRESS}")
