"""The plan: its figures and its shapes."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response

from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.pages import GEOJSON, Page, layer_page
from gridmap_api.plan_body import plan_body
from gridmap_api.routes.parts import PROBLEM, GeoJson, GivenContent, GivenPage
from gridmap_api.schemas.layers import FeatureCollection
from gridmap_api.schemas.plan import PlanInfo
from gridmap_api.source import Content

router = APIRouter(prefix="/plan", tags=["plan"])


@router.get("", response_model=PlanInfo, responses={404: PROBLEM, 503: PROBLEM})
def plan(request: Request, content: GivenContent) -> Response:
    """Return figures, settings, feasibility, violations and faults, in both languages."""
    held = content.require_plan()
    tag = entity_tag(request, content.stamp)
    return unchanged(request, tag) or Response(
        plan_body(held), media_type="application/json", headers={"ETag": tag}
    )


@router.get(
    "/grids",
    response_model=FeatureCollection,
    response_class=GeoJson,
    responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
)
def grids(request: Request, content: GivenContent, page: GivenPage) -> Response:
    """Return one page of the grids, longitude and latitude in degrees."""
    return _shapes(request, content, "grids", page)


@router.get(
    "/units",
    response_model=FeatureCollection,
    response_class=GeoJson,
    responses={400: PROBLEM, 404: PROBLEM, 503: PROBLEM},
)
def units(request: Request, content: GivenContent, page: GivenPage) -> Response:
    """Return one page of the units with the grid of each, longitude and latitude in degrees."""
    return _shapes(request, content, "units", page)


def _shapes(
    request: Request, content: Content, name: Literal["grids", "units"], page: Page
) -> Response:
    content.require_plan()
    tag = entity_tag(request, content.stamp)
    return unchanged(request, tag) or Response(
        layer_page(content.lonlat[name], page, name=name, address=f"/plan/{name}"),
        media_type=GEOJSON,
        headers={"ETag": tag},
    )
