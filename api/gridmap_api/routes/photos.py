"""Photos: those of a report, for those who may see it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.caching import entity_tag, unchanged
from gridmap_api.finding_forms import PHOTO_FORM, read_finding
from gridmap_api.report_answers import send_photos
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PRIVATE, IdempotencyKey, asked_key, replied
from gridmap_api.routes.reports import SENDING, ReportId
from gridmap_api.schemas.plans import IDENTIFIER
from gridmap_api.schemas.reports import PhotoIds
from gridmap_api.store.idempotency import Key
from gridmap_api.store.photos import find_photo

router = APIRouter(tags=["reports"])

LOOKING: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/jpeg": {}}, "description": "The photo."},
    **dict.fromkeys((400, 404, 503), PROBLEM),
}
PhotoId = Annotated[str, Path(description="Id of the photo.", max_length=64, pattern=IDENTIFIER)]


@router.get("/photos/{photo_id}", response_class=Response, responses=LOOKING)
def photo(
    request: Request, photo_id: PhotoId, store: GivenStore, principal: GivenPrincipal
) -> Response:
    """Return a photo: the picture alone, without the place and other facts that came with it."""
    with store.read(scope=principal.field_scope) as connection:
        found = find_photo(connection, photo_id, principal.field_scope)
    tag = entity_tag(request, found["digest"])
    same = unchanged(request, tag)
    if same is not None:
        same.headers.update(PRIVATE)
        return same
    headers = PRIVATE | {"ETag": tag, "Content-Disposition": "inline"}
    return Response(found["content"], media_type=found["media_type"], headers=headers)


@router.post(
    "/reports/{report_id}/photos",
    status_code=201,
    response_model=PhotoIds,
    responses=SENDING,
    openapi_extra={"requestBody": PHOTO_FORM},
)
async def add(
    request: Request,
    report_id: ReportId,
    store: GivenStore,
    principal: GivenPrincipal,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add up to three photos to a report: how it was found, or how it was done."""
    form = await read_finding(request, photos_only=True)
    key = (
        None
        if idempotency_key is None
        else Key.of(principal.account, idempotency_key, *asked_key(request), form.stamp)
    )
    reply = await run_in_threadpool(send_photos, store, report_id, form, principal, key)
    return replied(reply)
