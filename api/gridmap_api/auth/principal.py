"""Who a request comes from, and what that one may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends, Request

from gridmap_api.store.scope import EVERYTHING, Scope

Role = Literal["viewer", "planner", "patrol", "admin"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody, known or not.

    Attributes
    ----------
    account : str
        Id of the account; ``"anyone"`` for nobody in particular, ``"local"`` for the one who
        sits at the machine of a service without accounts.
    name : str
        The name that is shown, and recorded with what is done.
    role : {"viewer", "planner", "patrol", "admin"}
        The role.
    communities : frozenset of str or None
        Codes of the communities in which a planner or a patrol works; None for all.
    """

    account: str
    name: str
    role: Role
    communities: frozenset[str] | None = None

    @property
    def scope(self) -> Scope:
        """What the queries of this one may return."""
        if self.role == "admin":
            return EVERYTHING
        if self.role == "planner":
            return Scope(self.communities)
        return Scope(None, published_only=True)


LOCAL = Principal("local", "本机", "admin")
"""Whoever sits at the machine: a service on loopback without accounts."""

ANYONE = Principal("anyone", "", "viewer")
"""Somebody who has not logged in."""


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
