"""Links between the resources of the geo API, all made here.

Addresses are absolute: several clients do not resolve relative ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from starlette.requests import Request

from gridmap.errors import Lang, Text

JSON = "application/json"
HTML = "text/html"
GEOJSON = "application/geo+json"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"
TYPES = {"json": JSON, "html": HTML, "geojson": GEOJSON, "schema": SCHEMA}
REL = "http://www.opengis.net/def/rel/ogc/1.0"
Link = dict[str, str]

ITEMS = Text("要素", "The features")
ABOUT = Text("关于这个集合", "About the collection")
QUERYABLES = Text("可用于条件的属性", "Properties that filters may use")
SCHEMA_TITLE = Text("要素的结构", "Schema of the features")
TILES = Text("矢量瓦片", "Vector tiles")
MATRIX_SETS = Text("瓦片矩阵集", "Tile matrix sets")
CONFORMANCE = Text("符合的标准", "Standards that are met")
COLLECTIONS = Text("要素集合", "Collections")
DESCRIPTION = Text("接口说明", "Description of the API")
HOME = Text("首页", "Landing page")


def address(request: Request, path: str, asked: Mapping[str, str] | None = None) -> str:
    """Return an address of the service.

    Parameters
    ----------
    request : Request
        The request, which says by what name the service is called.
    path : str
        From the root, such as ``"/ogc"``.
    asked : Mapping of str to str, optional
        Parameters.

    Returns
    -------
    str
        The address.
    """
    where = str(request.base_url).rstrip("/") + path
    return f"{where}?{urlencode(asked, safe=',:/')}" if asked else where


def link(
    request: Request,
    rel: str,
    path: str,
    media: str = JSON,
    *,
    title: str = "",
    asked: Mapping[str, str] | None = None,
) -> Link:
    """Return a link.

    Parameters
    ----------
    request : Request
        The request.
    rel : str
        Relation.
    path : str
        From the root.
    media : str
        Media type of what is there.
    title : str
        What it is.
    asked : Mapping of str to str, optional
        Parameters.

    Returns
    -------
    dict
        ``rel``, ``href``, ``type`` and ``title``.
    """
    found = {"rel": rel, "href": address(request, path, asked), "type": media}
    return {**found, "title": title} if title else found


def self_links(request: Request, is_html: bool, media: str = JSON) -> list[Link]:
    """Return the links from an answer to itself and to its other form.

    Parameters
    ----------
    request : Request
        The request.
    is_html : bool
        Whether the answer is a page.
    media : str
        Media type of its form for programs.

    Returns
    -------
    list of dict
        ``self`` and ``alternate``.
    """
    asked = {name: value for name, value in request.query_params.items() if name != "f"}
    path = quote(request.url.path, safe="/")
    forms = [("json", media), ("html", HTML)]
    return [
        link(
            request,
            "self" if (form == "html") is is_html else "alternate",
            path,
            kind,
            asked={**asked, "f": form},
        )
        for form, kind in forms
    ]


def landing_links(request: Request, lang: Lang) -> list[Link]:
    """Return the links of the landing page besides those to itself.

    Parameters
    ----------
    request : Request
        The request.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    list of dict
        The links.
    """

    def _to(rel: str, path: str, media: str, title: Text) -> Link:
        return link(request, rel, path, media, title=title.say(lang))

    return [
        _to("service-desc", "/ogc/api", OPENAPI, DESCRIPTION),
        _to("service-doc", "/docs", HTML, DESCRIPTION),
        _to("conformance", "/ogc/conformance", JSON, CONFORMANCE),
        _to(f"{REL}/conformance", "/ogc/conformance", JSON, CONFORMANCE),
        _to("data", "/ogc/collections", JSON, COLLECTIONS),
        _to(f"{REL}/data", "/ogc/collections", JSON, COLLECTIONS),
        _to(f"{REL}/tiling-schemes", "/ogc/tileMatrixSets", JSON, MATRIX_SETS),
    ]


def collection_links(request: Request, name: str, lang: Lang) -> list[Link]:
    """Return the links from a collection to what there is of it.

    Parameters
    ----------
    request : Request
        The request.
    name : str
        Id of the collection.
    lang : {"zh", "en"}
        The language.

    Returns
    -------
    list of dict
        The links.
    """
    root = f"/ogc/collections/{quote(name, safe='')}"

    def _to(rel: str, path: str, media: str, title: Text) -> Link:
        return link(request, rel, root + path, media, title=title.say(lang))

    return [
        _to("items", "/items", GEOJSON, ITEMS),
        link(request, "items", f"{root}/items", HTML, title=ITEMS.say(lang), asked={"f": "html"}),
        _to(f"{REL}/queryables", "/queryables", SCHEMA, QUERYABLES),
        _to(f"{REL}/schema", "/schema", SCHEMA, SCHEMA_TITLE),
        _to(f"{REL}/tilesets-vector", "/tiles", JSON, TILES),
        _to("describedby", "/schema", SCHEMA, SCHEMA_TITLE),
    ]
