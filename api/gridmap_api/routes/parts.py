"""What routes are given: the store, the content of the file, the language, a page of a layer."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import JSONResponse

from gridmap.errors import Lang, Text
from gridmap_api.errors import ParameterError
from gridmap_api.language import language
from gridmap_api.pages import GEOJSON, Page
from gridmap_api.schemas.common import Problem
from gridmap_api.source import Content
from gridmap_api.store.engine import Store

LIMIT = 1_000
LIMIT_MOST = 10_000


class GeoJson(JSONResponse):
    """An answer in GeoJSON."""

    media_type = GEOJSON


PROBLEM = {
    "model": Problem,
    "content": {"application/problem+json": {}},
    "description": "Problem",
}


def given_content(request: Request) -> Content:
    """Return what the file holds now.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    Content
        The content.
    """
    content: Content = request.app.state.source.content()
    return content


def given_store(request: Request) -> Store:
    """Return the store of the service.

    Parameters
    ----------
    request : Request
        The request.

    Returns
    -------
    Store
        The store.
    """
    store: Store = request.app.state.store
    return store


def given_language(
    request: Request,
    lang: Annotated[
        Lang | None, Query(description="Language of the answer; Accept-Language otherwise.")
    ] = None,
) -> Lang:
    """Return the language of the answer.

    Parameters
    ----------
    request : Request
        The request.
    lang : {"zh", "en"}, optional
        What the address asks for.

    Returns
    -------
    {"zh", "en"}
        The language.
    """
    return language(request)


def given_page(
    bbox: Annotated[
        str | None,
        Query(description="West,south,east,north in degrees: what meets it is returned."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MOST, description="Features on a page.")] = LIMIT,
    offset: Annotated[int, Query(ge=0, le=10**9, description="Features to leave out.")] = 0,
) -> Page:
    """Return which part of a layer the address asks for.

    Parameters
    ----------
    bbox : str, optional
        Four numbers with commas.
    limit, offset : int
        Features on the page, and before it.

    Returns
    -------
    Page
        The part.

    Raises
    ------
    ParameterError
        If the box is none.
    """
    return Page(limit, offset, None if bbox is None else _box(bbox))


def _box(bbox: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError as error:
        raise _no_box() from error
    # Not a number fails every comparison, infinity the outer ones.
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _no_box()
    return west, south, east, north


def _no_box() -> ParameterError:
    return ParameterError(
        Text("bbox 不是一个范围。", "The bbox is no box."),
        Text(
            "请写成 西,南,东,北 四个经纬度，例如 116.3,35.3,116.4,35.4。",
            "Write west,south,east,north in degrees, such as 116.3,35.3,116.4,35.4.",
        ),
    )


GivenStore = Annotated[Store, Depends(given_store)]
GivenContent = Annotated[Content, Depends(given_content)]
GivenLanguage = Annotated[Lang, Depends(given_language)]
GivenPage = Annotated[Page, Depends(given_page)]
