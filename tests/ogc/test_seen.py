"""Who sees what: planners their communities, the public published grids and no private layer."""

import lattice
import orjson
import pytest
from gridmap_api.errors import UnknownObjectError
from gridmap_api.ogc import items, overview
from gridmap_api.ogc.asking import Asking
from gridmap_api.ogc.caller import Caller
from gridmap_api.store.principals import ANYONE, Principal
from starlette.requests import Request

FOREIGN = Principal("f", "外来", "planner", frozenset({"370899001999"}))
OWN = Principal("o", "本社区", "planner", frozenset({lattice.COMMUNITY}))


def caller(geo, principal):
    """Return somebody as the gate of the service lets them in."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/ogc",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "app": geo.app,
        "scheme": "http",
        "server": ("localhost", 80),
    }
    return Caller(Request(scope), geo.store, principal, "zh", "json")


def keys(geo, principal, name):
    answer = items.items(caller(geo, principal), name, Asking(limit=100))
    return [one["id"] for one in orjson.loads(answer.body)["features"]]


def names(geo, principal):
    told = orjson.loads(overview.collections(caller(geo, principal)).body)
    return {one["id"] for one in told["collections"]}


def test_planner_sees_the_rows_of_his_communities(geo):
    assert len(keys(geo, OWN, "buildings")) == 24
    assert len(keys(geo, OWN, "units")) == 24
    assert keys(geo, FOREIGN, "buildings") == []


def test_plan_of_foreign_communities_is_not_there(geo):
    assert not any(name.startswith("plan.") for name in names(geo, FOREIGN))
    for name in ("grids", "units", f"plan.{geo.published}.grids", f"plan.{geo.draft}.units"):
        with pytest.raises(UnknownObjectError):
            keys(geo, FOREIGN, name)


def test_feature_of_a_foreign_community_is_not_there(geo):
    with pytest.raises(UnknownObjectError):
        items.item(caller(geo, FOREIGN), "buildings", "b0", Asking().crs)


def test_public_sees_published_grids_and_no_layer_that_counts_people(geo):
    seen = names(geo, ANYONE)
    assert {"grids", f"plan.{geo.published}.grids", "roads"} <= seen
    assert not seen & {"buildings", "compounds", "nets", "units", f"plan.{geo.draft}.grids"}
    for name in ("buildings", "units", f"plan.{geo.draft}.grids", f"plan.{geo.published}.units"):
        with pytest.raises(UnknownObjectError):
            keys(geo, ANYONE, name)


def test_public_is_not_told_small_counts(geo):
    answer = items.items(caller(geo, ANYONE), "grids", Asking(limit=100))
    told = {
        one["id"][-3:]: one["properties"]["households"]
        for one in orjson.loads(answer.body)["features"]
    }
    # Nobody lives in the school grid 004: that is about no person.
    assert told == {"001": 400, "002": 240, "003": 600, "004": 0}
    hidden = items.items(caller(geo, ANYONE), "grids", Asking(filter="households < 10"))
    assert orjson.loads(hidden.body)["numberMatched"] == 1


def test_entity_tags_of_different_people_differ(geo):
    tags = {
        items.items(caller(geo, one), "grids", Asking()).headers["etag"] for one in (OWN, ANYONE)
    }
    assert len(tags) == 2
