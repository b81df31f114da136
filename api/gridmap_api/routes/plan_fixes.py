"""How a violation of a plan can be mended."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from gridmap_api.auth.principal import GivenPrincipal
from gridmap_api.routes.parts import PROBLEM, GivenStore
from gridmap_api.routes.plan_parts import PlanId, answer
from gridmap_api.schemas.fixes import FixList
from gridmap_api.store.fixing import fixes_of

router = APIRouter()

READING: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 404, 503), PROBLEM)
Key = Annotated[str, Path(description="Key of the violation.", max_length=300)]


@router.get(
    "/plans/{plan_id}/violations/{key:path}/fixes", response_model=FixList, responses=READING
)
def fixes(plan_id: PlanId, key: Key, store: GivenStore, principal: GivenPrincipal) -> Response:
    """Return at most three edits that mend a violation; each was tried on the head of the plan."""
    found = fixes_of(store, plan_id, key, principal.scope)
    return answer(found, version=found["version"])
