"""OGC API: Features, parts 1 to 5. The tiles have routes of their own."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from gridmap_api.ogc import changing, overview
from gridmap_api.ogc import items as pages
from gridmap_api.ogc.asking import refuse_unknown
from gridmap_api.ogc.crs import CRS84_URI
from gridmap_api.ogc.links import OPENAPI, SCHEMA
from gridmap_api.routes.ogc_parts import (
    FEATURE_BODY,
    PATCH_BODY,
    ContentCrs,
    GivenAsking,
    GivenBody,
    GivenCaller,
    GivenCrs,
    IfMatch,
)
from gridmap_api.routes.parts import PROBLEM, GeoJson
from gridmap_api.schemas.ogc import (
    CollectionInfo,
    CollectionList,
    Conformance,
    FeatureSchema,
    Landing,
    OgcFeature,
    OgcFeatures,
)

router = APIRouter(prefix="/ogc", tags=["ogc"])

Responses = dict[int | str, dict[str, Any]]
READ: Responses = {
    200: {"description": "For programs, or a page.", "content": {"text/html": {}}},
    304: {"description": "The client has it already."},
    400: PROBLEM,
}
FOUND: Responses = {**READ, 404: PROBLEM}
WRITE: Responses = dict.fromkeys((400, 403, 404, 405, 409, 413, 415, 422), PROBLEM)
CHANGE: Responses = {**WRITE, 412: PROBLEM, 428: PROBLEM}
COLLECTION = "/collections/{collection_id}"
ITEMS = f"{COLLECTION}/items"
ITEM = f"{ITEMS}/{{feature_id:path}}"


class SchemaJson(JSONResponse):
    """An answer that is a JSON Schema."""

    media_type = SCHEMA


class OpenApi(JSONResponse):
    """An answer that is the OpenAPI document."""

    media_type = OPENAPI


@router.get("", response_model=Landing, responses=READ)
def landing(caller: GivenCaller) -> Response:
    """Return the landing page: links to all else."""
    refuse_unknown(caller.request)
    return overview.landing(caller)


@router.get("/api", response_class=OpenApi, response_model=dict[str, Any])
def api(request: Request) -> Response:
    """Return the OpenAPI document."""
    return OpenApi(request.app.openapi())


@router.get("/conformance", response_model=Conformance, responses=READ)
def conformance(caller: GivenCaller) -> Response:
    """List the conformance classes."""
    refuse_unknown(caller.request)
    return overview.conformance(caller)


@router.get("/collections", response_model=CollectionList, responses=READ)
def collections(caller: GivenCaller) -> Response:
    """List the collections: layers, grids and units of plans."""
    refuse_unknown(caller.request)
    return overview.collections(caller)


@router.get(COLLECTION, response_model=CollectionInfo, responses=FOUND)
def collection(caller: GivenCaller, collection_id: str) -> Response:
    """Describe a collection: what it holds, where, in which CRS."""
    refuse_unknown(caller.request)
    return overview.collection(caller, collection_id)


@router.get(
    f"{COLLECTION}/queryables",
    response_class=SchemaJson,
    response_model=FeatureSchema,
    responses=FOUND,
)
def queryables(caller: GivenCaller, collection_id: str) -> Response:
    """List the properties that filters may name, as JSON Schema."""
    refuse_unknown(caller.request)
    return overview.described(caller, collection_id, "queryables")


@router.get(
    f"{COLLECTION}/schema",
    response_class=SchemaJson,
    response_model=FeatureSchema,
    responses=FOUND,
)
def schema(caller: GivenCaller, collection_id: str) -> Response:
    """Return the JSON Schema of the features of a collection."""
    refuse_unknown(caller.request)
    return overview.described(caller, collection_id, "schema")


@router.get(ITEMS, response_class=GeoJson, response_model=OgcFeatures, responses=FOUND)
def items(caller: GivenCaller, collection_id: str, asking: GivenAsking) -> Response:
    """Return a page of features; any queryable may be a parameter too."""
    return pages.items(caller, collection_id, asking)


@router.post(
    ITEMS,
    status_code=201,
    response_class=Response,
    responses={**WRITE, 201: {"description": "Created; Location says where."}},
    openapi_extra=FEATURE_BODY,
)
def create(
    caller: GivenCaller, collection_id: str, body: GivenBody, _crs: ContentCrs = None
) -> Response:
    """Add a feature to a layer, which makes a version of it."""
    return changing.create(caller, collection_id, body)


@router.options(ITEMS, status_code=204, responses={404: PROBLEM, 400: PROBLEM})
def items_options(caller: GivenCaller, collection_id: str) -> Response:
    """Tell which methods the features of a collection know."""
    return changing.allowed(caller, collection_id, is_item=False)


@router.get(ITEM, response_class=GeoJson, response_model=OgcFeature, responses=FOUND)
def item(
    caller: GivenCaller, collection_id: str, feature_id: str, crs: GivenCrs = CRS84_URI
) -> Response:
    """Return one feature, with the entity tag that a change has to name."""
    refuse_unknown(caller.request)
    return pages.item(caller, collection_id, feature_id, crs)


@router.put(
    ITEM, status_code=204, response_class=Response, responses=CHANGE, openapi_extra=FEATURE_BODY
)
def replace(
    caller: GivenCaller,
    collection_id: str,
    feature_id: str,
    body: GivenBody,
    _base: IfMatch = None,
    _crs: ContentCrs = None,
) -> Response:
    """Give a feature other values; those that are not named become empty."""
    return changing.replace(caller, collection_id, feature_id, body)


@router.patch(
    ITEM, status_code=204, response_class=Response, responses=CHANGE, openapi_extra=PATCH_BODY
)
def update(
    caller: GivenCaller,
    collection_id: str,
    feature_id: str,
    body: GivenBody,
    _base: IfMatch = None,
    _crs: ContentCrs = None,
) -> Response:
    """Change some values of a feature, as a JSON merge patch."""
    return changing.update(caller, collection_id, feature_id, body)


@router.delete(ITEM, status_code=204, response_class=Response, responses=CHANGE)
def delete(
    caller: GivenCaller, collection_id: str, feature_id: str, _base: IfMatch = None
) -> Response:
    """Remove a feature from what holds now; earlier versions of the layer keep it."""
    return changing.delete(caller, collection_id, feature_id)


@router.options(ITEM, status_code=204, responses={404: PROBLEM, 400: PROBLEM})
def item_options(caller: GivenCaller, collection_id: str, feature_id: str) -> Response:
    """Tell which methods a feature knows."""
    return changing.allowed(caller, collection_id, is_item=True)
