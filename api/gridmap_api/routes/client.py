"""The web client, at the root of a service that has a store, and the files that it is made of."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi import Path as InPath
from fastapi.responses import FileResponse, HTMLResponse

from gridmap.errors import Text
from gridmap_api.errors import UnknownObjectError
from gridmap_api.routes.parts import PROBLEM
from gridmap_api.security import client_policy

router = APIRouter(tags=["map"])

FOLDER = Path(str(files("gridmap_api"))) / "web"
"""Built from ``api/web`` when the package is."""

NAME = r"^[A-Za-z0-9_][A-Za-z0-9._-]*$"
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The name of a file of the client tells its content."""


@router.get("/", response_class=HTMLResponse, responses={503: PROBLEM})
def client(request: Request) -> Response:
    """Show the map: the client, which asks for the rest."""
    return page_of(request, "index.html")


def page_of(request: Request, name: str) -> Response:
    """Return a page of the client.

    Parameters
    ----------
    request : Request
        What was asked.
    name : str
        Name of the file.

    Returns
    -------
    Response
        The page with its policy; 503 if the client is not built.
    """
    page = FOLDER / name
    if not page.is_file():
        return HTMLResponse(NOT_BUILT, status_code=503)
    policy = client_policy(request.app.state.settings)
    return FileResponse(page, media_type="text/html", headers={"Content-Security-Policy": policy})


@router.get(
    "/app/assets/{name}",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "A file"},
        400: PROBLEM,
        404: PROBLEM,
    },
)
def asset(
    request: Request,
    name: Annotated[str, InPath(pattern=NAME, max_length=200, description="Name of the file.")],
) -> Response:
    """Return a file of the client."""
    file = FOLDER / "assets" / name
    if not file.is_file():
        raise UnknownObjectError(
            Text("没有这个文件。", "There is no such file."),
            Text("请刷新页面。", "Load the page again."),
        )
    # A worker is bound by the policy that its own file comes with.
    policy = {"Content-Security-Policy": client_policy(request.app.state.settings)}
    return FileResponse(file, media_type=KINDS.get(file.suffix), headers=FOREVER | policy)


KINDS = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
"""Of our own: what the system takes for the kind of a file may be anything."""

NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>gridmap</title>
<p>网页客户端尚未构建：请重新安装（pip install -e .），
或在 api/web 中运行 npm ci 与 npm run build。</p>
<p>The web client is not built: install again (pip install -e .), or run npm ci and npm run build
in api/web.</p>"""
