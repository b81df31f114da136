"""The form of an answer: JSON for programs, a page for people."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request

Form = Literal["json", "html"]
PAGES = ("text/html", "application/xhtml+xml")
JSONS = ("application/json", "application/geo+json", "application/schema+json")


def form_of(request: Request, asked: Form | None) -> Form:
    """Return the form in which to answer.

    Parameters
    ----------
    request : Request
        The request, whose Accept header counts where the address does not say.
    asked : {"json", "html"}, optional
        What the address asks for.

    Returns
    -------
    {"json", "html"}
        The form.
    """
    return asked or preferred(request.headers.get("accept", ""))


def preferred(accept: str) -> Form:
    """Return the form that an Accept header likes best.

    Parameters
    ----------
    accept : str
        The header.

    Returns
    -------
    {"json", "html"}
        JSON where it does not like a page better.

    Examples
    --------
    >>> preferred("text/html,application/xhtml+xml,*/*;q=0.8")
    'html'
    >>> preferred("application/geo+json, text/html;q=0.5")
    'json'
    """
    liking = {"json": 0.0, "html": 0.0}
    for part in accept.split(","):
        media, *parameters = (one.strip().lower() for one in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            quality = float(weight)
        except ValueError:
            continue
        for form, kinds in (("json", JSONS), ("html", PAGES)):
            if media in kinds:
                liking[form] = max(liking[form], quality)
    return "html" if liking["html"] > liking["json"] else "json"
