"""Answers as pages: everything inside, no script, nothing from another host."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader

from gridmap.errors import Lang
from gridmap_api.security import page_policy


def page(name: str, *, lang: Lang, **content: Any) -> HTMLResponse:  # noqa: ANN401
    """Return a page.

    Parameters
    ----------
    name : str
        Of the template, without ``ogc_``.
    lang : {"zh", "en"}
        The language.
    **content : object
        What the template shows; texts are escaped.

    Returns
    -------
    HTMLResponse
        The page, with its content security policy.
    """
    text = _environment().get_template(f"ogc_{name}.html").render(lang=lang, **content)
    return HTMLResponse(text, headers={"Content-Security-Policy": page_policy(text)})


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, loader=PackageLoader("gridmap_api"))
