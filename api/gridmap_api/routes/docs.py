"""A page that lists the addresses, without a script and without another host."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from gridmap_api.routes.parts import GivenLanguage
from gridmap_api.security import page_policy

router = APIRouter(tags=["service"])


@router.get("/docs", response_class=HTMLResponse)
def docs(request: Request, lang: GivenLanguage) -> HTMLResponse:
    """List the addresses of the service with their parameters."""
    text = (files("gridmap_api") / "templates" / "docs.html").read_text("utf-8")
    api = request.app.openapi()
    page = (
        Environment(autoescape=True)
        .from_string(text)
        .render(
            lang=lang,
            title=api["info"]["title"],
            version=api["info"]["version"],
            addresses=_listed(api),
        )
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": page_policy(page)})


def _listed(api: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "path": path,
            "method": method.upper(),
            "what": operation.get("description", ""),
            "parameters": operation.get("parameters", []),
            "statuses": sorted(operation["responses"]),
        }
        for path, operations in api["paths"].items()
        for method, operation in operations.items()
    ]
