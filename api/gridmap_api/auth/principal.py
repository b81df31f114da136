"""Who a request comes from, as routes are given it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from gridmap_api.store.principals import LOCAL, Principal


def given_principal(request: Request) -> Principal:
    """Return who the request comes from.

    Parameters
    ----------
    request : Request
        The request; the middleware of `gridmap_api.auth` has found out.

    Returns
    -------
    Principal
        Who it is.
    """
    principal: Principal = getattr(request.state, "principal", LOCAL)
    return principal


GivenPrincipal = Annotated[Principal, Depends(given_principal)]
