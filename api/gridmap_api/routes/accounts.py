"""Accounts and the audit log, for admins; login, sessions and API tokens are included."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from gridmap_api.auth.login import NAME, invite
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes import login, login_pages
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.schemas.accounts import (
    AccountChange,
    AccountInfo,
    AccountList,
    AuditLog,
    LinkInfo,
    NewAccount,
)
from gridmap_api.store.accounts import add_account, change_account, find_account, list_accounts
from gridmap_api.store.audit import read_audit, record
from gridmap_api.store.logins import LINK

router = APIRouter(tags=["accounts"])
router.include_router(login.router)
router.include_router(login_pages.router)

REFUSED: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 401, 403, 429, 503, 507), PROBLEM)
GivenName = Annotated[str, Path(pattern=NAME, description="Name of the account.")]


@router.get("/accounts", response_model=AccountList, responses=REFUSED)
def accounts(store: GivenStore) -> dict[str, Any]:
    """List the accounts."""
    with store.read() as connection:
        return {"accounts": [asdict(one) for one in list_accounts(connection)]}


@router.post(
    "/accounts",
    response_model=AccountInfo,
    status_code=201,
    responses={**REFUSED, 409: PROBLEM, 422: PROBLEM},
)
def new_account(asked: NewAccount, store: GivenStore, principal: GivenPrincipal) -> dict[str, Any]:
    """Make an account; a link lets its owner choose a password."""
    with store.write() as connection:
        made = add_account(
            connection,
            asked.name,
            role=asked.role,
            communities=asked.communities,
            shown=asked.shown,
        )
        record(connection, actor=principal.name, action="account", object=made.name, result="done")
    return asdict(made)


@router.get("/accounts/{name}", response_model=AccountInfo, responses={**REFUSED, 404: PROBLEM})
def account(name: GivenName, store: GivenStore) -> dict[str, Any]:
    """Return one account."""
    with store.read() as connection:
        return asdict(find_account(connection, name))


@router.patch(
    "/accounts/{name}",
    response_model=AccountInfo,
    responses={**REFUSED, 404: PROBLEM, 409: PROBLEM, 422: PROBLEM},
)
def edit_account(
    name: GivenName, asked: AccountChange, store: GivenStore, principal: GivenPrincipal
) -> dict[str, Any]:
    """Change a role, communities, the name that is shown, or whether the account may come in."""
    values = asked.model_dump(exclude_none=True)
    with store.write() as connection:
        found = find_account(connection, name)
        if values:
            found = change_account(connection, found, **values)
            changed = ", ".join(f"{key}={value}" for key, value in values.items())
            record(connection, actor=principal.name, action="account", object=name, result=changed)
    return asdict(found)


@router.post(
    "/accounts/{name}/link",
    response_model=LinkInfo,
    status_code=201,
    responses={**REFUSED, 404: PROBLEM},
)
def new_link(name: GivenName, store: GivenStore, principal: GivenPrincipal) -> dict[str, Any]:
    """Make a link by which the account comes in once and chooses a password."""
    with store.read() as connection:
        found = find_account(connection, name)
    path = invite(store, found, actor=principal.name)
    return {"path": path, "hours": int(LINK.total_seconds()) // 3_600}


@router.get("/audit", response_model=AuditLog, responses=REFUSED)
def audit(
    store: GivenStore,
    before: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="Number before which entries stand.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=1_000, description="Entries on a page.")] = 100,
) -> dict[str, Any]:
    """Return a page of the audit log, the newest entries first."""
    with store.read() as connection:
        entries = read_audit(connection, before=before, limit=limit)
    is_end = len(entries) < limit or entries[-1]["number"] == 1
    return {"entries": entries, "before": None if is_end else entries[-1]["number"]}
