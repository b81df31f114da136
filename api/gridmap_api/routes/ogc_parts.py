"""What the routes of the geo API are given.

These run in the event loop: each that ran in a thread of its own would cost a page more than the
query of its features.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request

from gridmap.errors import Lang
from gridmap_api.auth.principal import given_principal
from gridmap_api.language import language
from gridmap_api.ogc.asking import LIMIT, LISTING, Asking, other_values
from gridmap_api.ogc.caller import Caller
from gridmap_api.ogc.crs import CRS84_URI
from gridmap_api.ogc.filtering import FilterLanguage
from gridmap_api.ogc.forms import Form, form_of
from gridmap_api.ogc.writing import read_body
from gridmap_api.routes.parts import given_store

FEATURE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/geo+json": {"schema": {"type": "object"}}},
    }
}
PATCH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/merge-patch+json": {"schema": {"type": "object"}}},
    }
}


async def given_caller(
    request: Request,
    f: Annotated[
        Form | None, Query(description="Form of the answer; the Accept header otherwise.")
    ] = None,
    lang: Annotated[
        Lang | None, Query(description="Language of the answer; Accept-Language otherwise.")
    ] = None,
) -> Caller:
    """Return who asks, and how the answer is to be told.

    Parameters
    ----------
    request : Request
        The request.
    f : {"json", "html"}, optional
        What the address asks for.
    lang : {"zh", "en"}, optional
        What the address asks for.

    Returns
    -------
    Caller
        The caller.
    """
    return Caller(
        request,
        given_store(request),
        given_principal(request),
        lang or language(request),
        form_of(request, f),
    )


async def given_asking(  # noqa: PLR0917
    request: Request,
    limit: Annotated[
        int, Query(ge=1, description="Features on a page; 10,000 at most are sent.")
    ] = LIMIT,
    offset: Annotated[
        int | None, Query(ge=0, le=10**9, description="Features to leave out.")
    ] = None,
    after: Annotated[str | None, Query(description="Key after which to go on.")] = None,
    bbox: Annotated[str | None, Query(description="Four numbers: what meets it is sent.")] = None,
    bbox_crs: Annotated[
        str, Query(alias="bbox-crs", description="CRS of bbox, by its address.")
    ] = CRS84_URI,
    datetime: Annotated[
        str | None, Query(description="Time or interval; features have none, and all match.")
    ] = None,
    crs: Annotated[str, Query(description="CRS of the answer, by its address.")] = CRS84_URI,
    filter_: Annotated[
        str | None, Query(alias="filter", description="CQL2 over the queryables.")
    ] = None,
    filter_lang: Annotated[
        FilterLanguage, Query(alias="filter-lang", description="Language of the filter.")
    ] = "cql2-text",
    filter_crs: Annotated[
        str, Query(alias="filter-crs", description="CRS of geometries in the filter.")
    ] = CRS84_URI,
    sortby: Annotated[
        str | None, Query(description="Properties with commas; a minus sorts downwards.")
    ] = None,
    properties: Annotated[
        str | None, Query(description="Properties that are sent, with commas.")
    ] = None,
) -> Asking:
    """Return what the address asks of a collection.

    Parameters
    ----------
    request : Request
        The request.
    limit, offset : int
        Features on the page, and before it.
    after, bbox, bbox_crs, datetime, crs, filter_, filter_lang, filter_crs, sortby, properties : str
        As OGC API: Features has them.

    Returns
    -------
    Asking
        What it asks.
    """
    return Asking(
        limit=limit,
        offset=offset or 0,
        is_counted=offset is not None,
        after=after,
        bbox=bbox,
        bbox_crs=bbox_crs,
        datetime=datetime,
        crs=crs,
        filter=filter_,
        filter_lang=filter_lang,
        filter_crs=filter_crs,
        sortby=sortby,
        properties=properties,
        values=other_values(request, LISTING),
    )


GivenCaller = Annotated[Caller, Depends(given_caller)]
GivenAsking = Annotated[Asking, Depends(given_asking)]
GivenBody = Annotated[bytes, Depends(read_body)]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="Entity tag that the change is based on.")
]
ContentCrs = Annotated[
    str | None, Header(alias="Content-Crs", description="CRS of the body, in angle brackets.")
]
GivenCrs = Annotated[str, Query(description="CRS of the answer, by its address.")]
