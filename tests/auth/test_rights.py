"""The registry of rights knows every route, and nothing that is none."""

import pytest
from fastapi.routing import iter_route_contexts
from gridmap_api.auth.asked import asked_route
from gridmap_api.auth.registry import REGISTRY
from gridmap_api.auth.rights import OF_ROLE, Right, has_right
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from gridmap_api.store.principals import ANYONE, Principal

ROLES = ("viewer", "patrol", "planner", "admin")


def routes_of(app):
    """Return every ``"METHOD /template"`` of an application."""
    found = set()
    for one in iter_route_contexts(app.router.routes):
        for method in one.methods or ():
            found.add(f"{method} {one.path}")
    return {route for route in found if not route.startswith("HEAD ")}


@pytest.fixture
def routes(tmp_path):
    settings = Settings(path=tmp_path / "方案.gpkg", database=str(tmp_path / "仓库.gpkg"))
    app = create_app(settings)
    app.state.store.close()
    return routes_of(app)


def test_every_route_is_listed(routes):
    assert routes - set(REGISTRY) == set()


def test_nothing_is_listed_that_is_no_route(routes):
    assert set(REGISTRY) - routes == set()


@pytest.mark.parametrize("route", sorted(REGISTRY))
def test_a_request_is_judged_by_the_route_that_answers_it(route):
    method, template = route.split(" ")
    path = template.replace(":path", "").replace("{", "").replace("}", "")
    assert asked_route(method, path).route == route


def test_an_address_that_is_not_listed_is_none():
    assert asked_route("GET", "/nothing") is None


def test_another_method_of_an_address_asks_for_nothing_that_is_known():
    asked = asked_route("DELETE", "/audit")
    assert asked.access is None
    assert asked.methods == ("GET",)


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("is_public", [True, False])
def test_who_has_not_logged_in_sees_at_most_what_is_published(right, is_public):
    seen = right is Right.PUBLIC or (is_public and right is Right.PUBLISHED)
    assert has_right(ANYONE, right, is_public=is_public) == seen


def test_each_role_may_what_the_specification_says():
    may = {
        role: {
            right.value
            for right in Right
            if has_right(Principal("id", "name", role), right, is_public=False)
        }
        for role in ROLES
    }
    everybody = {"public", "published", "account"}
    assert may == {
        "viewer": everybody,
        "patrol": everybody | {"field"},
        "planner": everybody | {"field", "plan"},
        "admin": everybody | {"field", "plan", "admin"},
    }
    assert set(OF_ROLE) == set(ROLES)
