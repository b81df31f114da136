"""Who a request comes from, and what that one may see."""

from __future__ import annotations

from dataclasses import dataclass

from gridmap_api.store.accounts import ALL, AccountFacts, Role
from gridmap_api.store.scope import EVERYTHING, Scope


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
    may_write : bool
        Whether it may change anything: an API token may be for reading only.
    """

    account: str
    name: str
    role: Role
    communities: frozenset[str] | None = None
    may_write: bool = True

    @property
    def is_known(self) -> bool:
        """Whether the service knows who it is."""
        return self.account != ANYONE.account

    @property
    def scope(self) -> Scope:
        """What the queries of this one may return."""
        if self.role == "admin":
            return EVERYTHING
        if self.role == "planner":
            return Scope(self.communities)
        return Scope(None, published_only=True)

    @property
    def field_scope(self) -> Scope:
        """Of which communities this one may see what was found there: reports, photos, patrols."""
        if self.role == "viewer":
            return Scope(frozenset())
        return EVERYTHING if self.role == "admin" else Scope(self.communities)


LOCAL = Principal("local", "本机", "admin")
"""Whoever sits at the machine: a service on loopback without accounts."""

ANYONE = Principal("anyone", "", "viewer")
"""Somebody who has not logged in."""


def principal_of(account: AccountFacts, *, may_write: bool = True) -> Principal:
    """Return the one that an account stands for.

    Parameters
    ----------
    account : AccountFacts
        The account.
    may_write : bool
        Whether it may change anything.

    Returns
    -------
    Principal
        Who it is.
    """
    is_everywhere = account.role == "admin" or ALL in account.communities
    codes = None if is_everywhere else frozenset(account.communities)
    return Principal(account.id, account.name, account.role, codes, may_write)
