"""The walk along boundaries that changed between two versions of a plan."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from gridmap.errors import Text
from gridmap_api.errors import ParameterError
from gridmap_api.routes.differences import BINARY, GivenComparison
from gridmap_api.routes.parts import PROBLEM, GivenLanguage, GivenStore
from gridmap_api.routes.plan_parts import answer
from gridmap_api.schemas.seams import SeamWalkShown
from gridmap_api.seams_shown import SeamForm, seam_file, seam_walk, seams_shown
from gridmap_api.store.layer_reads import current_versions, read_layer

router = APIRouter(tags=["differences"])

KINDS = (
    "application/gpx+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text/html",
)
READING: dict[int | str, dict[str, Any]] = {
    200: {"content": dict.fromkeys(KINDS, BINARY)},
    **dict.fromkeys((400, 404, 422, 503), PROBLEM),
}


@router.get("/plans/{plan_id}/seams", response_model=SeamWalkShown, responses=READING)
def seams(
    *,
    request: Request,
    compared: GivenComparison,
    store: GivenStore,
    lang: GivenLanguage,
    f: Annotated[SeamForm, Query(description="As JSON, or as a file.")] = "json",
    lon: Annotated[float | None, Query(ge=-180, le=180, description="Where it begins.")] = None,
    lat: Annotated[float | None, Query(ge=-90, le=90, description="Where it begins.")] = None,
) -> Response:
    """Return the round along every piece of boundary that one version has and the other has not."""
    if (lon is None) != (lat is None):
        raise ParameterError(
            Text("起点的经度和纬度要一起给出。", "Give both lon and lat of the start, or neither."),
            Text("请补上另一个。", "Add the other one."),
        )
    with store.read() as connection:
        is_there = "roads" in current_versions(connection)
        roads = read_layer(connection, "roads") if is_there else None
    start = None if lon is None or lat is None else (lon, lat)
    walk = seam_walk(compared, roads, start=start, lang=lang)
    if f == "json":
        return answer(seams_shown(walk))
    day = datetime.now(request.app.state.settings.zone).date()
    return seam_file(walk, f, roads, day=day, lang=lang)
