"""What each route asks for: the one registry, by method and address.

An address that is not listed here is there for admins alone; a test fails until it is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gridmap_api.auth.limits import Cost
from gridmap_api.auth.rights import Access, Right


def _read(
    *routes: str, right: Right = Right.PUBLISHED, cost: Cost = "read", is_audited: bool = False
) -> dict[str, Access]:
    return {f"GET {route}": Access(right, cost, is_audited) for route in routes}


def _change(
    *routes: str, right: Right, cost: Cost = "write", is_audited: bool = True
) -> dict[str, Access]:
    return {route: Access(right, cost, is_audited) for route in routes}


SERVICE = {
    **_read("/health", "/start", "/docs", "/openapi.json", right=Right.PUBLIC),
    **_read("/app/assets/{name}", right=Right.PUBLIC),
    **_read("/", "/plan", "/plan/grids"),
    **_read("/plan/units", right=Right.PLAN),
    # The layers behind the map are those of every community.
    **_read("/layers", "/layers/{name}", right=Right.ADMIN),
}

LOGIN = {
    **_read("/login", "/login/link/{secret}", "/auth/me", "/auth/oidc", right=Right.PUBLIC),
    **_read("/auth/oidc/callback", right=Right.PUBLIC, cost="login"),
    # What follows is written into the log by itself, with the name of the account.
    **_change(
        "POST /login",
        "POST /login/link/{secret}",
        "POST /auth/login",
        right=Right.PUBLIC,
        cost="login",
        is_audited=False,
    ),
    **_change("POST /auth/logout", right=Right.PUBLIC, is_audited=False),
    **_read("/auth/tokens", right=Right.ACCOUNT),
    **_change(
        "POST /auth/password",
        "POST /auth/tokens",
        "DELETE /auth/tokens/{token_id}",
        right=Right.ACCOUNT,
        is_audited=False,
    ),
    **_read("/accounts", "/accounts/{name}", "/audit", right=Right.ADMIN),
    **_change(
        "POST /accounts",
        "PATCH /accounts/{name}",
        "POST /accounts/{name}/link",
        right=Right.ADMIN,
        is_audited=False,
    ),
}

PLANS = {
    **_read("/plans", "/plans/{plan_id}", "/plans/{plan_id}/outlines", "/search"),
    **_read("/plans/{plan_id}/difference", "/plans/{plan_id}/difference/map"),
    # Figures of small places, drafts and names of those who work on them are not for everybody.
    **_read(
        "/unit-sets",
        "/unit-sets/{set_id}/table",
        "/plans/{plan_id}/grids",
        "/plans/{plan_id}/units",
        "/plans/{plan_id}/violations",
        "/plans/{plan_id}/violations/{key:path}/fixes",
        "/plans/{plan_id}/events",
        "/plans/{plan_id}/names",
        "/plans/{plan_id}/states",
        "/plans/{plan_id}/versions/{version}",
        "/plans/{plan_id}/comments",
        right=Right.PLAN,
    ),
    **_read("/plans/{plan_id}/events/stream", right=Right.PLAN, cost="stream"),
    # Edits are a hash chain of their own.
    **_change(
        "POST /plans/{plan_id}/edits",
        "POST /plans/{plan_id}/undo",
        "POST /plans/{plan_id}/redo",
        right=Right.PLAN,
        is_audited=False,
    ),
    **_change(
        "POST /plans",
        "PATCH /plans/{plan_id}",
        "POST /plans/{plan_id}/names",
        "POST /plans/{plan_id}/branches",
        "POST /plans/{plan_id}/rebase",
        "POST /plans/{plan_id}/state",
        "POST /plans/{plan_id}/comments",
        "PATCH /plans/{plan_id}/comments/{comment_id}",
        right=Right.PLAN,
    ),
}

JOBS = {
    **_read("/jobs", "/jobs/{job_id}", "/jobs/{job_id}/result", right=Right.PLAN),
    **_read("/jobs/{job_id}/file", right=Right.PLAN, cost="heavy", is_audited=True),
    **_read("/jobs/{job_id}/events", right=Right.PLAN, cost="stream"),
    **_change("POST /jobs/{job_id}/cancel", right=Right.PLAN),
    **_change("POST /jobs", right=Right.PLAN, cost="heavy"),
    **_change("POST /imports", "POST /imports/previews", right=Right.PLAN, cost="upload"),
}

FEATURES = {
    **_read(
        "/layer-versions",
        "/layers/{name}/versions",
        "/layers/{name}/versions/{version}/difference",
        right=Right.PLAN,
    ),
    **_read(
        "/ogc",
        "/ogc/api",
        "/ogc/conformance",
        "/ogc/collections",
        "/ogc/collections/{collection_id}",
        "/ogc/collections/{collection_id}/schema",
        "/ogc/collections/{collection_id}/queryables",
        "/ogc/collections/{collection_id}/items",
        "/ogc/collections/{collection_id}/items/{feature_id:path}",
    ),
    **_change(
        "OPTIONS /ogc/collections/{collection_id}/items",
        "OPTIONS /ogc/collections/{collection_id}/items/{feature_id:path}",
        right=Right.PUBLISHED,
        cost="read",
        is_audited=False,
    ),
    **_change(
        "POST /ogc/collections/{collection_id}/items",
        "PUT /ogc/collections/{collection_id}/items/{feature_id:path}",
        "PATCH /ogc/collections/{collection_id}/items/{feature_id:path}",
        "DELETE /ogc/collections/{collection_id}/items/{feature_id:path}",
        right=Right.PLAN,
    ),
}

TILES = {
    **_read(
        "/ogc/tileMatrixSets",
        "/ogc/tileMatrixSets/{name}",
        "/tiles/plans/{plan_id}/{version}/tile.json",
        "/tiles/plans/{plan_id}/{version}/{z}/{x}/{y}.mvt",
        # Of layers that are for planners alone there are none for others.
        "/tiles/layers/{name}/{version}/tile.json",
        "/tiles/layers/{name}/{version}/{z}/{x}/{y}.mvt",
    ),
    # These hold buildings and their households.
    **_read(
        "/ogc/collections/{collection}/tiles",
        "/ogc/collections/{collection}/tiles/{tms}",
        "/ogc/collections/{collection}/tiles/{tms}/{tile_matrix}/{tile_row}/{tile_col}",
        "/tiles/units/{set_id}/tile.json",
        "/tiles/units/{set_id}/{z}/{x}/{y}.mvt",
        right=Right.PLAN,
    ),
}

REPORTS = {
    **_read(
        "/report",
        "/reports",
        "/reports/figures",
        "/reports/{report_id}",
        "/photos/{photo_id}",
        right=Right.FIELD,
    ),
    **_read("/reports/file", right=Right.FIELD, cost="heavy", is_audited=True),
    **_change(
        "POST /reports", "POST /reports/{report_id}/photos", right=Right.FIELD, cost="upload"
    ),
    **_change("POST /reports/{report_id}/steps", right=Right.FIELD),
    **_read("/report-entries", right=Right.PLAN),
    **_change("POST /report-entries", "DELETE /report-entries/{entry_id}", right=Right.PLAN),
    # Behind a QR code: nobody logs in, and nothing that was reported can be read.
    **_read("/report/{secret}", "/entries/{secret}", right=Right.PUBLIC),
    **_change(
        "POST /entries/{secret}/reports", right=Right.PUBLIC, cost="upload", is_audited=False
    ),
}

# An export may hold buildings and their households.
EXPORTS = _read("/exports", right=Right.PLAN, cost="heavy", is_audited=True)

NEAR = {
    **_read("/near", "/near/stations/{station_id}", "/plans/{plan_id}/circles/together"),
    # Asked by POST, so that the place of a person stands in no address; nothing is changed.
    **_change(
        "POST /near",
        "POST /near/places",
        right=Right.PUBLISHED,
        cost="read",
        is_audited=False,
    ),
}

PATROLS = {
    **_read(
        "/patrols",
        "/patrols/{patrol_id}",
        "/patrols/{patrol_id}/progress",
        "/patrols/{patrol_id}/routes/{number}",
        "/patrols/{patrol_id}/ticks/{key}/photo",
        "/patrol",
        right=Right.FIELD,
    ),
    **_read(
        "/patrols/{patrol_id}/file",
        "/patrols/{patrol_id}/routes/{number}/file",
        right=Right.FIELD,
        cost="heavy",
    ),
    **_change("POST /patrols/{patrol_id}/routes/{number}/ticks", right=Right.FIELD),
    **_change(
        "DELETE /patrols/{patrol_id}",
        "POST /patrols/{patrol_id}/routes/{number}/link",
        "DELETE /patrols/{patrol_id}/routes/{number}/link",
        "POST /patrols/{patrol_id}/routes/{number}/sheet",
        right=Right.PLAN,
    ),
    **_read("/plans/{plan_id}/seams", right=Right.PLAN, cost="heavy"),
    # The secret of the link lets in, to one route.
    **_read("/patrol/worker.js", "/patrol/{secret}", "/patrol/{secret}/route", right=Right.PUBLIC),
    **_read("/patrol/{secret}/file", right=Right.PUBLIC, cost="heavy"),
    **_change("POST /patrol/{secret}/ticks", right=Right.PUBLIC, is_audited=False),
}

STATIONS = {
    # Circles are along roads; households inside are withheld from the public where they are few.
    **_read("/plans/{plan_id}/circles"),
    **_read("/plans/{plan_id}/reach", right=Right.PLAN),
}

HAZARDS = {
    **_read("/hazards/rain", "/hazards/due", right=Right.FIELD),
    **_change("PUT /hazards/rain", right=Right.PLAN),
}

# A report tells of single buildings and their households.
AUDITS = _read("/audits/{job_id}/file", right=Right.PLAN, cost="heavy")

# A sheet tells of single buildings, and of the team of its grid.
SHEETS = _read("/plans/{plan_id}/sheet", right=Right.PLAN, cost="heavy")

# A dossier names staff; a kit holds whole registers.
DOSSIERS = {
    **_read("/plans/{plan_id}/grids/{grid_code}/dossier", right=Right.PLAN, cost="heavy"),
    **_read("/plans/{plan_id}/kit-size", right=Right.PLAN, cost="heavy"),
}

# Names of staff are for those who plan, and for nobody else.
TEAMS = {
    **_read("/plans/{plan_id}/teams", "/lists", "/plans/{plan_id}/lists", right=Right.PLAN),
    **_read("/plans/{plan_id}/teams/file", right=Right.PLAN, cost="heavy", is_audited=True),
    **_change(
        "PUT /plans/{plan_id}/teams/{grid_code}",
        "PUT /plans/{plan_id}/lists/{list_id}/{grid_code}",
        "POST /lists",
        "POST /lists/template",
        "PUT /lists/{list_id}",
        "DELETE /lists/{list_id}",
        right=Right.PLAN,
    ),
    **_change(
        "POST /plans/{plan_id}/teams/table",
        "POST /plans/{plan_id}/lists/table",
        right=Right.PLAN,
        cost="upload",
    ),
}

# A register holds households of single buildings and names of staff.
REGISTERS = {
    **_read("/plans/{plan_id}/register", right=Right.PLAN, cost="heavy", is_audited=True),
    **_change(
        "POST /plans/{plan_id}/register/difference",
        "POST /plans/{plan_id}/register/accepted",
        right=Right.PLAN,
        cost="upload",
    ),
}

# What was published beside what is planned: for those who plan.
TOTALS = {
    **_read("/plans/{plan_id}/totals", "/plans/{plan_id}/totals/file", right=Right.PLAN),
    **_change("PUT /plans/{plan_id}/totals", right=Right.PLAN),
    **_read("/nets", "/unifications/{job_id}/crosswalk", right=Right.PLAN),
    **_change("POST /plans/{plan_id}/totals/table", right=Right.PLAN, cost="upload"),
}

# What other systems call our objects is no business of the public.
OUTSIDE = {
    **_read("/plans/{plan_id}/outside-codes", right=Right.PLAN),
    **_change("POST /plans/{plan_id}/outside-codes/table", right=Right.PLAN, cost="upload"),
}

REGISTRY: Mapping[str, Access] = MappingProxyType(
    {
        **SERVICE,
        **LOGIN,
        **PLANS,
        **JOBS,
        **FEATURES,
        **TILES,
        **EXPORTS,
        **SHEETS,
        **DOSSIERS,
        **NEAR,
        **STATIONS,
        **HAZARDS,
        **TEAMS,
        **REPORTS,
        **PATROLS,
        **AUDITS,
        **REGISTERS,
        **TOTALS,
        **OUTSIDE,
    }
)
"""What each route asks for, by ``"METHOD /template"``."""
