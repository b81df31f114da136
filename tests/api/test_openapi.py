"""The whole service against its own OpenAPI document, by schemathesis over a socket.

What the geo API and the jobs answer is looked at more closely in tests of their own.
"""

import copy

import httpx
import pytest
import schemathesis
from drawn_plan import WEST, A, B, save_drawn, unit
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from service_process import ServiceProcess
from stores import store, store_address

__all__ = ["store", "store_address"]

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CASES = 6
"""Requests of each operation on each store."""
ELSEWHERE = ("/jobs", "/imports", "/ogc/collections/{collection_id}/items")
ENDLESS = "/stream"
"""Streams of events, which end when the client goes."""


def known(plan, link):
    """Return values for half of the cases, so that they get further than to a 404."""
    return {
        "plan_id": [plan["id"], "nothing", "' OR '1'='1"],
        "set_id": [plan["set_id"], "nothing"],
        "version": [0, 1, 10**9],
        "name": ["communities", "buildings", "admin", "nothing"],
        "number": [1],
        "comment_id": [link],
        "z": [10, 16, 99],
        "If-Match": ['"0"', "*", ""],
        "community": [WEST, "0"],
        "plan": [plan["id"], "x"],
        "layers": ["grids", "grids,units", "nothing"],
        "format": ["geojson", "csv", "dwg"],
        "coordinates": ["wgs84", "gcj02", "mars"],
    }


def bodies(path):
    """Return bodies that a planner would send, where random ones go no further than to a 422."""
    if path.endswith("/edits"):
        return [
            {"type": "move", "units": [unit(2, 0)], "target": B},
            {"type": "merge", "grids": [A], "into": B},
            {"type": "rename", "grid": A, "name": "=HYPERLINK(1)"},
            {"type": "lock_all", "locked": False},
        ]
    if path.endswith("/state"):
        return [{"to": "in_review", "note": "", "exceptions": []}]
    return []


@pytest.fixture
def served(store, store_address):
    plan_id = save_drawn(store)
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
    with ServiceProcess(store_address, workers=0) as service:
        yield service.url.rstrip("/"), plan


def guided(document, plan):
    """Return the document with values that are there among those that may be tried."""
    document = copy.deepcopy(document)
    document["paths"] = {
        path: operations
        for path, operations in document["paths"].items()
        if not path.startswith(ELSEWHERE) and ENDLESS not in path
    }
    values = known(plan, "nothing")
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                some = values.get(parameter["name"])
                if some:
                    parameter["schema"] = {"anyOf": [{"enum": some}, parameter["schema"]]}
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content and bodies(path):
                held = content["application/json"]["schema"]
                content["application/json"]["schema"] = {"anyOf": [{"enum": bodies(path)}, held]}
    return document


def test_every_answer_is_what_the_document_says(served):
    url, plan = served
    document = httpx.get(f"{url}/openapi.json", timeout=60, trust_env=False).json()
    operations = [
        one.ok()
        for one in schemathesis.openapi.from_dict(guided(document, plan)).get_all_operations()
    ]
    assert len(operations) > 50
    for operation in operations:

        @settings(
            max_examples=CASES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            case.call_and_validate(base_url=url, checks=CHECKS)

        ask()
