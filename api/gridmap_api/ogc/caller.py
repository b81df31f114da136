"""Who asks the geo API, of which store, and how the answer is to be told."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response

from gridmap.errors import Lang
from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.ogc.forms import Form
from gridmap_api.store.engine import Store
from gridmap_api.store.principals import Principal
from gridmap_api.store.scope import Scope


@dataclass(frozen=True, slots=True)
class Caller:
    """A request with all that an answer depends on besides its address.

    Attributes
    ----------
    request : Request
        The request.
    store : Store
        The store.
    principal : Principal
        Who asks.
    lang : {"zh", "en"}
        The language of the answer.
    form : {"json", "html"}
        Its form.
    """

    request: Request
    store: Store
    principal: Principal
    lang: Lang
    form: Form

    @property
    def scope(self) -> Scope:
        """What this one may see."""
        return self.principal.scope

    @property
    def is_html(self) -> bool:
        """Whether the answer is a page."""
        return self.form == "html"

    def tag(self, stamp: str) -> str:
        """Return the entity tag of the answer.

        Parameters
        ----------
        stamp : str
            Changes whenever what is told does.

        Returns
        -------
        str
            A weak tag.
        """
        codes = self.scope.communities
        seen = "*" if codes is None else ",".join(sorted(codes))
        whole = f"{stamp}|{seen}|{self.scope.published_only}|{self.request.base_url}"
        return entity_tag(self.request, whole, lang=f"{self.form}{self.lang}")

    def unchanged(self, tag: str) -> Response | None:
        """Return the answer 304 if the client holds this already.

        Parameters
        ----------
        tag : str
            The tag of the answer.

        Returns
        -------
        Response or None
            None if the answer is to be sent.
        """
        found = unchanged(self.request, tag)
        return None if found is None else self.headed(found, tag)

    def headed(self, answer: Response, tag: str) -> Response:
        """Return an answer with the headers of caching.

        Parameters
        ----------
        answer : Response
            The answer.
        tag : str
            Its tag.

        Returns
        -------
        Response
            The same.
        """
        headers: MutableHeaders = answer.headers
        headers["ETag"] = tag
        headers["Cache-Control"] = "private, no-cache"
        headers["Vary"] = "Accept, Accept-Language"
        headers["Content-Language"] = self.lang
        return answer
