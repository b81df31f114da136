"""QR entries: making and revoking them, and what anybody may send by one."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from gridmap_api.auth.admission import address_of
from gridmap_api.auth.limits import Buckets, Rate
from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.entry_answers import known_entry, make_entries, send_by_entry
from gridmap_api.entry_codes import drawn_code, entry_address
from gridmap_api.errors import UnknownObjectError
from gridmap_api.finding_forms import FORM, read_finding
from gridmap_api.routes.client import page_of
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import IdempotencyKey, answer, replied
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.schemas.reports import (
    EntryInfo,
    EntryList,
    EntryPlace,
    MadeEntries,
    NewEntries,
    Receipt,
)
from gridmap_api.store.entries import list_entries, revoke_entry

router = APIRouter(tags=["reports"])

OF_AN_ENTRY = Rate(10, 1 / 12)
"""Reports by one QR code, from anywhere: ten at once, then five a minute."""
OF_AN_ADDRESS = Rate(20, 1 / 6)
"""Reports from one address, by any code: a whole network may stand behind it."""

LOOKING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
WRITING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 403, 404, 422, 503, 507), PROBLEM)
SENDING: dict[int | str, dict[str, Any]] = dict.fromkeys(
    (400, 404, 413, 415, 422, 429, 503, 507), PROBLEM
)
Secret = Annotated[
    str, Path(description="What stands in the QR code.", max_length=200, pattern=IDENTIFIER)
]
EntryId = Annotated[str, Path(description="Id of the entry.", max_length=64, pattern=IDENTIFIER)]


@router.get(
    "/report/{secret}",
    response_class=HTMLResponse,
    responses={404: {"content": {"text/html": {}}, "description": "No such code."}, 400: PROBLEM},
)
def page(request: Request, secret: Secret, store: GivenStore) -> Response:
    """Show the page behind a QR code; it says so itself where the code is not valid any more."""
    shown = page_of(request, "report.html")
    try:
        known_entry(store, secret)
    except UnknownObjectError:
        shown.status_code = 404
    return shown


@router.get("/entries/{secret}", response_model=EntryPlace, responses=LOOKING)
def place(secret: Secret, store: GivenStore) -> Response:
    """Return what is printed under a QR code, and nothing else."""
    return answer({"name": known_entry(store, secret)["name"]})


@router.get("/report", response_class=HTMLResponse)
def own_page(request: Request) -> Response:
    """Show the page by which those on the street report what they find, anywhere."""
    return page_of(request, "report.html")


@router.post(
    "/entries/{secret}/reports",
    status_code=201,
    response_model=Receipt,
    responses=SENDING,
    openapi_extra={"requestBody": FORM},
)
async def send(
    request: Request,
    secret: Secret,
    store: GivenStore,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Report something by a QR code, without a login; nothing of it can be read by the code."""
    buckets: Buckets = request.state.buckets
    buckets.require(OF_AN_ADDRESS, "entry", "@" + address_of(request))
    entry = await run_in_threadpool(known_entry, store, secret)
    buckets.require(OF_AN_ENTRY, "entry", entry["id"])
    form = await read_finding(request)
    return replied(await run_in_threadpool(send_by_entry, store, secret, form, idempotency_key))


@router.get("/report-entries", response_model=EntryList, responses=LOOKING)
def entries(
    store: GivenStore,
    principal: GivenPrincipal,
    plan_id: Annotated[
        str | None,
        Query(description="Those of the grids of a plan.", max_length=64, pattern=IDENTIFIER),
    ] = None,
) -> Response:
    """List the QR entries of one's communities, those in use first."""
    with store.read(scope=principal.field_scope) as connection:
        return answer({"entries": list_entries(connection, principal.field_scope, plan_id=plan_id)})


@router.post("/report-entries", status_code=201, response_model=MadeEntries, responses=WRITING)
def make(
    request: Request, store: GivenStore, principal: GivenPrincipal, body: NewEntries
) -> Response:
    """Make a QR entry for grids of a plan, or for buildings; each code is told this once."""
    told = []
    for entry in make_entries(store, body, principal):
        address = entry_address(request, entry.pop("secret"))
        told.append(entry | {"address": address, "qr": drawn_code(address)})
    return answer({"entries": told}, status=201)


@router.delete("/report-entries/{entry_id}", response_model=EntryInfo, responses=WRITING)
def revoke(entry_id: EntryId, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Let a QR entry take no more reports; what came by it stays."""
    scope = principal.field_scope
    with store.write(scope=scope) as connection:
        return answer(revoke_entry(connection, entry_id, scope=scope, actor=principal.name))
