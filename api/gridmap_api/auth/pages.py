"""The pages of login: forms that need no script."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi.responses import HTMLResponse
from jinja2 import Environment, Template

from gridmap.errors import GridmapError, Lang
from gridmap_api.auth.passwords import LEAST_CHARACTERS
from gridmap_api.errors import status_of
from gridmap_api.security import page_policy


def login_page(
    lang: Lang, *, back: str = "/", with_provider: bool = False, error: GridmapError | None = None
) -> HTMLResponse:
    """Return the page on which somebody logs in.

    Parameters
    ----------
    lang : {"zh", "en"}
        The language.
    back : str
        Where a login leads to.
    with_provider : bool
        Whether there is an OpenID provider.
    error : GridmapError, optional
        Why the last try did not succeed.

    Returns
    -------
    HTMLResponse
        The page.
    """
    page = _template("login.html").render(
        lang=lang, back=back, with_provider=with_provider, error=error and error.what.say(lang)
    )
    return _response(page, error)


def link_page(lang: Lang, *, name: str = "", error: GridmapError | None = None) -> HTMLResponse:
    """Return the page on which somebody who was invited chooses a password.

    Parameters
    ----------
    lang : {"zh", "en"}
        The language.
    name : str
        Name of the account; empty if the link lets nobody in.
    error : GridmapError, optional
        Why the link or the password is refused.

    Returns
    -------
    HTMLResponse
        The page.
    """
    page = _template("login_link.html").render(
        lang=lang,
        name=name,
        least=LEAST_CHARACTERS,
        error=error
        and f"{error.what.say(lang)}{'' if lang == 'zh' else ' '}{error.remedy.say(lang)}",
    )
    return _response(page, error)


@cache
def _template(name: str) -> Template:
    folder = files("gridmap_api") / "templates"
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    styled = (
        (folder / name)
        .read_text("utf-8")
        .replace("/* login.css */", (folder / "login.css").read_text("utf-8"))
    )
    return environment.from_string(styled)


def _response(page: str, error: GridmapError | None) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": page_policy(page, forms=True),
        # Without a referrer browsers send forms with `Origin: null`, which is refused as foreign.
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Vary": "Accept-Language",
    }
    wait_s = getattr(error, "more", {}).get("retry_after_s")
    if wait_s is not None:
        headers["Retry-After"] = str(wait_s)
    status = 200 if error is None else status_of(error)
    return HTMLResponse(page, status_code=status, headers=headers)
