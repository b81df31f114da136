"""Headers that bind the browser, and the names by which the service may be called."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gridmap.errors import Text
from gridmap_api.errors import problem
from gridmap_api.language import language
from gridmap_api.settings import Settings

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": NOTHING,
    "Cache-Control": "no-cache",
}


def page_policy(page: str, *, forms: bool = False) -> str:
    """Return the content security policy of a page with everything inside.

    Parameters
    ----------
    page : str
        HTML. Its own scripts and styles are allowed by their hashes, pictures as data; nothing
        else is loaded, and nothing is sent anywhere.
    forms : bool
        Whether the page has forms, which are sent to the service itself.

    Returns
    -------
    str
        Value of the header ``Content-Security-Policy``.
    """
    scripts = _hashes(re.findall(r"<script>(.*?)</script>", page, re.DOTALL))
    styles = _hashes(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    rest = NOTHING.replace("form-action 'none'", "form-action 'self'") if forms else NOTHING
    return f"{rest}; script-src {scripts}; style-src {styles}; img-src data:"


def client_policy(settings: Settings) -> str:
    """Return the content security policy of the web client.

    Parameters
    ----------
    settings : Settings
        Its base maps lie on other hosts, the only ones that are asked for anything.

    Returns
    -------
    str
        Value of the header ``Content-Security-Policy``: files of the service, pictures that the
        client draws, and nothing that is written into the page.
    """
    others = "".join(f" {host}" for host in settings.basemap_hosts)
    return (
        f"{NOTHING}; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; "
        f"img-src 'self' data: blob:{others}; connect-src 'self'{others}"
    )


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode("utf-8")).digest() for text in texts)
    found = [f"'sha256-{base64.b64encode(one).decode('ascii')}'" for one in digests]
    return " ".join(found) or "'none'"


class Guard:
    """Middleware: refuses foreign host names and adds the headers of every answer.

    Parameters
    ----------
    app : ASGIApp
        What it guards.
    hosts : tuple of str
        Host names that are answered; empty for any.
    """

    def __init__(self, app: ASGIApp, *, hosts: tuple[str, ...]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope)
        if self._is_ours(request):
            await self.app(scope, receive, send_guarded)
        else:
            await _refuse(request)(scope, receive, send_guarded)

    def _is_ours(self, request: Request) -> bool:
        try:
            name = urlsplit(f"//{request.headers.get('host', '')}").hostname
        except ValueError:
            return False
        return not self.hosts or name in self.hosts


def _refuse(request: Request) -> ASGIApp:
    return problem(
        421,
        Text("本服务不以这个主机名提供。", "The service does not go by this host name."),
        Text(
            "请用启动时显示的地址访问，或在 GRIDMAP_HOSTS 中加入主机名。",
            "Use the address shown at the start, or add the name to GRIDMAP_HOSTS.",
        ),
        lang=language(request),
    )
