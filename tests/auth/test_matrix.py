"""Who may ask for what: every route x every role x a community of one's own and a foreign one.

The routes are those of the router; what is expected is worked out from the registry of rights and
from whose the thing is. Plans here are drafts, which only those who work on them may know of.
"""

import contextlib
import json

import httpx
import pytest
import stores
from communities_apart import ROLES, Apart, jpeg
from gridmap_api.auth import limits
from gridmap_api.auth.registry import REGISTRY
from gridmap_api.auth.rights import has_right
from gridmap_api.routes.client import FOLDER
from gridmap_api.store.audit import read_audit, verify_audit
from gridmap_api.store.engine import open_store
from gridmap_api.store.principals import ANYONE, Principal
from gridmap_api.store.setup import upgrade
from visiting import Visited

ROUTES = sorted(
    route for route in REGISTRY if not route.split(" ")[1].startswith(("/auth/", "/login"))
)
FILE_ROUTES = {"GET /layers", "GET /layers/{name}", "GET /plan", "GET /plan/grids"}
FILE_ROUTES |= {"GET /plan/units", "GET /health"}
"""The map and what is behind it, which need a file or what stands for one."""

OF_A_COMMUNITY = ("{plan_id}", "{job_id}", "{set_id}", "{collection", "{feature_id:path}")
OF_A_COMMUNITY += ("{report_id}", "{photo_id}", "{entry_id}", "{patrol_id}")
ON_THE_STREET = ("{report_id}", "{photo_id}", "{patrol_id}", "POST /reports")
"""What a patrol may see of the communities in which it works."""
HAZARDS = "/ogc/collections/hazards/items"
OPEN, HIDDEN = "open", 404
MAKING = {"POST /plans", "POST /ogc/collections/{collection_id}/items"}
"""What makes something in a community, of which nothing is hidden by 404."""
BY_ITS_CONTENT = {"POST /plans", "POST /jobs", "GET /exports", "POST /reports"}
BY_ITS_CONTENT |= {"GET /reports/figures", "GET /reports/file", "POST /report-entries"}
"""What names the thing that it is about elsewhere than in the path."""
JSON = {"content-type": "application/json", "if-match": '"0"', "idempotency-key": "one"}
GEOJSON = {"content-type": "application/geo+json", "if-match": '"0"'}
TICK = {"stop": "h-1", "state": "done", "time": "2026-07-01T08:00:00Z"}
FORMS = ("POST /reports", "POST /reports/{report_id}/photos", "POST /entries/{secret}/reports")


@pytest.fixture(scope="module")
def patience():
    """Let one account ask as often as a whole matrix does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "RATES", dict.fromkeys(limits.RATES, limits.Rate(100_000, 1_000.0)))
        yield


@pytest.fixture(scope="module", params=["file", "postgis"])
def apart(request, patience, tmp_path_factory):
    if request.param == "file":
        address = str(tmp_path_factory.mktemp("apart") / "仓库.gpkg")
        with contextlib.closing(open_store(address)) as store:
            upgrade(store)
    else:
        address = stores.new_database()
    made = Apart(address)
    yield made
    made.store.close()
    if request.param == "postgis":
        stores.drop_database(address)


def path_of(route, place):
    """Return the address by which a route is asked for what belongs to a place."""
    template = route.split(" ")[1]
    if "{feature_id:path}" in template and not route.startswith(("GET", "OPTIONS")):
        return f"{HAZARDS}/{place.hazard_id}"
    if route == "POST /ogc/collections/{collection_id}/items":
        return HAZARDS
    collection = f"plan.{place.plan_id}.grids"
    names = {"plan_id": place.plan_id, "set_id": place.set_id, "job_id": place.job_id}
    names |= {"collection_id": collection, "collection": collection, "comment_id": place.comment_id}
    names |= {"tms": "WebMercatorQuad", "tile_matrix": 0, "tile_row": 0, "tile_col": 0}
    names |= dict.fromkeys("zxy", 0) | {"version": 0, "feature_id": f"{place.code}001"}
    names |= {"report_id": place.report_id, "photo_id": place.photo_id}
    names |= {"entry_id": place.entry_id, "secret": place.secret}
    # The links that are revoked are not those that are opened.
    names |= {"patrol_id": place.patrol_id, "number": 2 if route.startswith("DELETE") else 1}
    if route == "DELETE /patrols/{patrol_id}":
        names["patrol_id"] = place.new_patrol()
    if template.startswith("/patrol/"):
        names["secret"] = place.patrol_secret
    names |= {"key": f"band:{place.code}001", "station_id": "s-west"}
    names |= {"grid_code": f"{place.code}001"}
    names |= {"list_id": place.new_list()} if "{list_id}" in template else {}
    if "/layers/{name}" in template:
        names |= {"name": "hazards", "version": 1}
    elif "/assets/" in template:
        names["name"] = next(one.name for one in (FOLDER / "assets").glob("*.css"))
    else:
        names["name"] = "WebMercatorQuad" if "tileMatrixSets" in template else "somebody"
    query = {
        "GET /plans/{plan_id}/difference": "?from=0&to=0",
        "GET /plans/{plan_id}/difference/map": "?from=0&to=0",
        "GET /exports": f"?plan={place.plan_id}&layers=grids&format=geojson",
        "GET /reports/figures": f"?plan_id={place.plan_id}",
        "GET /reports/file": f"?plan_id={place.plan_id}",
    }
    return template.replace(":path}", "}").format(**names) + query.get(route, "")


def body_of(route, place):
    """Return what is sent, as JSON: well formed, so that it is not refused before it is judged."""
    point = {"type": "Point", "coordinates": place.middle}
    properties = {"hazard_id": f"new-{place.code}", "name": "新", "kind": "ditch", "level": 1}
    plan = "/plans/{plan_id}"
    return {
        "POST /plans": {"name": "新方案", "set_id": place.set_id},
        f"PATCH {plan}": {"name": "改名"},
        f"POST {plan}/names": {"name": "一稿", "version": 0},
        f"POST {plan}/branches": {"name": "分支"},
        f"POST {plan}/rebase": {"name": "换底", "set_id": place.set_id},
        f"POST {plan}/state": {"to": "in_review"},
        f"POST {plan}/comments": {"text": "这里", "place": place.middle},
        f"PATCH {plan}/comments/{{comment_id}}": {"resolved": True},
        f"POST {plan}/edits": {"type": "rename", "grid": f"{place.code}001", "name": "一"},
        "POST /jobs": {"kind": "repair", "params": {"plan_id": place.plan_id}},
        "POST /reports/{report_id}/steps": {"step": "note", "note": "已到现场"},
        "POST /report-entries": {"plan_id": place.plan_id},
        "POST /patrols/{patrol_id}/routes/{number}/ticks": TICK,
        "POST /patrol/{secret}/ticks": TICK,
        f"PUT {plan}/teams/{{grid_code}}": {"members": []},
        f"PUT {plan}/totals": {"rows": []},
        f"PUT {plan}/lists/{{list_id}}/{{grid_code}}": {"rows": []},
        "PATCH /accounts/{name}": {"shown": "访客"},
        "POST /accounts": {"name": f"n{place.code}"},
    }.get(route, {"type": "Feature", "geometry": point, "properties": properties})


def form_of(route, place):
    """Return a form and the header that goes with it: a photo, and where it was taken."""
    lon, lat = place.middle
    fields = {} if "photos" in route else {"kind": "road", "lon": str(lon), "lat": str(lat)}
    sent = [*((name, (None, value)) for name, value in fields.items()), ("photo", ("a", jpeg()))]
    form = httpx.Request("POST", "http://localhost", files=sent)
    return {"content-type": form.headers["content-type"]}, form.read()


def expected(route, role, *, is_own):
    """Return the status that a role must get, or that it must get through."""
    right = REGISTRY[route].right
    rank = "planner" if role == "reader" else role
    principal = ANYONE if role == "anyone" else Principal("id", role, rank)
    if not has_right(principal, right, is_public=True):
        return 401 if role == "anyone" else 403
    if role == "reader" and not route.startswith(("GET", "OPTIONS")):
        return 403
    if not any(name in route for name in OF_A_COMMUNITY) and route not in BY_ITS_CONTENT:
        return OPEN
    if route in MAKING and rank == "planner" and not is_own:
        return 403
    if rank == "patrol" and any(name in route for name in ON_THE_STREET):
        rank = "planner"
    if rank in {"anyone", "viewer", "patrol"}:
        return HIDDEN
    return OPEN if rank == "admin" or is_own else HIDDEN


def got(apart, route, role, place):
    headers = GEOJSON if route.endswith(("items", "{feature_id:path}")) else JSON
    body = json.dumps(body_of(route, place)).encode()
    if route in FORMS:
        headers, body = form_of(route, place)
    method = route.split(" ")[0]
    status = apart.status(role, method, path_of(route, place), headers=headers, body=body)
    return OPEN if status not in {401, 403, 404, 429} and status < 500 else status


def test_what_was_hidden_from_a_planner_is_in_the_log(apart):
    address = f"/plans/{apart.east.plan_id}"
    assert apart.status("planner", "GET", address) == 404
    with apart.store.read() as connection:
        noted = read_audit(connection, before=None, limit=1_000)
        assert verify_audit(connection) == []
    last = next(one for one in noted if one["object"] == address)
    assert (last["actor"], last["action"]) == ("planner", "GET /plans/{plan_id}")
    assert last["result"] == "refused 404"


def test_without_public_maps_nobody_reads_who_has_not_logged_in(apart):
    closed = Visited(apart.address, public=False)
    assert closed.visitor().get("/ogc/collections").status_code == 401
    assert closed.visitor("viewer").get("/ogc/collections").status_code == 200
    closed.store.close()


@pytest.mark.parametrize("route", [one for one in ROUTES if one not in FILE_ROUTES])
def test_each_role_gets_what_it_may_and_nothing_of_others(apart, route):
    places = {"own": apart.west, "foreign": apart.east}
    cases = [(role, whose) for role in ROLES for whose in places]
    found = {(role, whose): got(apart, route, role, places[whose]) for role, whose in cases}
    assert found == {
        (role, whose): expected(route, role, is_own=whose == "own") for role, whose in cases
    }
