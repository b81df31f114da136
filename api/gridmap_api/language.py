"""The language of a request: ``?lang=``, then Accept-Language, then that of the service."""

from __future__ import annotations

from starlette.requests import Request

from gridmap.errors import Lang

LANGUAGES: dict[str | None, Lang] = {"zh": "zh", "en": "en"}


def language(request: Request) -> Lang:
    """Return the language to answer in.

    Parameters
    ----------
    request : Request
        The request; the settings of its application give the language of last resort.

    Returns
    -------
    {"zh", "en"}
        The language.
    """
    asked = request.query_params.get("lang")
    if asked in LANGUAGES:
        return LANGUAGES[asked]
    default: Lang = request.app.state.settings.lang
    return accepted(request.headers.get("accept-language", ""), default=default)


def accepted(header: str, *, default: Lang) -> Lang:
    """Return the language that an Accept-Language header likes best.

    Parameters
    ----------
    header : str
        Such as ``"en-GB,en;q=0.9,zh;q=0.5"``.
    default : {"zh", "en"}
        Where it names neither.

    Returns
    -------
    {"zh", "en"}
        The language.

    Examples
    --------
    >>> accepted("fr, en;q=0.4, zh-CN;q=0.8", default="en")
    'zh'
    >>> accepted("fr", default="zh")
    'zh'
    """
    best, liking = default, 0.0
    for part in header.split(","):
        name, _, weight = part.strip().lower().partition(";q=")
        try:
            quality = float(weight or 1)
        except ValueError:
            continue
        lang: Lang | None = "zh" if name[:2] == "zh" else "en" if name[:2] == "en" else None
        if lang is not None and quality > liking:
            best, liking = lang, quality
    return best
