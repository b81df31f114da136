"""Who may do what: rights, and the roles that have them.

Rights are coarse: of which communities somebody sees the rows is said by the scope of every query,
and what may be done to a plan in which state by the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from gridmap_api.auth.limits import Cost
from gridmap_api.store.accounts import Role
from gridmap_api.store.principals import Principal


class Right(StrEnum):
    """What somebody may do."""

    PUBLIC = "public"
    """Come in: the pages of login, whether the service is well."""
    PUBLISHED = "published"
    """Read what the scope lets through; without a login, published plans where they are public."""
    ACCOUNT = "account"
    """Whatever everybody with an account may."""
    FIELD = "field"
    """Go on patrols: own routes, hazards, what was found on the way."""
    PLAN = "plan"
    """Read and make drafts, edit and comment on them, change features, have work done."""
    ADMIN = "admin"
    """Accounts, and the audit log."""


OF_ROLE: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        "viewer": frozenset({Right.PUBLIC, Right.PUBLISHED, Right.ACCOUNT}),
        "patrol": frozenset({Right.PUBLIC, Right.PUBLISHED, Right.ACCOUNT, Right.FIELD}),
        "planner": frozenset(Right) - {Right.ADMIN},
        "admin": frozenset(Right),
    }
)


@dataclass(frozen=True, slots=True)
class Access:
    """What a route asks of whoever comes.

    Attributes
    ----------
    right : Right
        The right that is needed.
    cost : str
        How much a request takes, which says how often one may ask.
    is_audited : bool
        Whether each request is written into the audit log.
    """

    right: Right
    cost: Cost = "read"
    is_audited: bool = False


def has_right(principal: Principal, right: Right, *, is_public: bool) -> bool:
    """Return whether somebody has a right.

    Parameters
    ----------
    principal : Principal
        Who.
    right : Right
        What.
    is_public : bool
        Whether published plans are shown without a login.

    Returns
    -------
    bool
        Whether.
    """
    if not principal.is_known:
        return right is Right.PUBLIC or (right is Right.PUBLISHED and is_public)
    return right in OF_ROLE[principal.role]
