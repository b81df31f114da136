"""The layers of the file as GeoJSON."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.pages import GEOJSON, layer_list, layer_of, layer_page
from gridmap_api.routes.parts import PROBLEM, GeoJson, GivenContent, GivenLanguage, GivenPage
from gridmap_api.schemas.layers import FeatureCollection, LayerList

router = APIRouter(tags=["layers"])


@router.get("/layers", response_model=LayerList, responses={503: PROBLEM})
def layers(request: Request, content: GivenContent, lang: GivenLanguage) -> Response:
    """List the layers with their counts and addresses."""
    tag = entity_tag(request, content.stamp, lang=lang)
    return unchanged(request, tag) or Response(
        layer_list(content.lonlat, lang=lang),
        media_type="application/json",
        headers={"ETag": tag, "Vary": "Accept-Language"},
    )


@router.get(
    "/layers/{name}",
    response_model=FeatureCollection,
    response_class=GeoJson,
    responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
)
def layer(request: Request, name: str, content: GivenContent, page: GivenPage) -> Response:
    """Return one page of a layer, longitude and latitude in degrees."""
    frame = layer_of(content.lonlat, name)
    tag = entity_tag(request, content.stamp)
    return unchanged(request, tag) or Response(
        layer_page(frame, page, name=name, address=f"/layers/{name}"),
        media_type=GEOJSON,
        headers={"ETag": tag},
    )
