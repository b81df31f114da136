"""Routes of patrols against the OpenAPI document, with a patrol and a link that are there."""

import copy

import httpx
import schemathesis
from gridmap_api.store.patrol_links import make_link
from gridmap_api.store.patrols import save_patrol
from hypothesis import HealthCheck, given, settings
from patrols_apart import PLACES, saved
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
CASES = 10
TICKS = [
    {"stop": "h-1", "state": "done", "time": "2126-07-01T08:00:00+08:00"},
    {"stop": "h-2", "state": "skipped", "time": "2126-07-01T00:00:00Z", "reason": "closed"},
    {"stop": "h-3", "state": "open", "time": "2126-07-01T00:00:00Z", "photo": "AAAA"},
]


def guided(document, values):
    """Return the document of patrols with values that are there among those that are tried."""
    document = copy.deepcopy(document)
    document["paths"] = {
        path: operations
        for path, operations in document["paths"].items()
        if path.startswith("/patrol")
    }
    for operations in document["paths"].values():
        # What removes the patrol would leave nothing to be asked for.
        operations.pop("delete", None)
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                some = values.get(parameter["name"])
                if some:
                    parameter["schema"] = {"anyOf": [{"enum": some}, parameter["schema"]]}
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                held = content["application/json"]["schema"]
                content["application/json"]["schema"] = {"anyOf": [{"enum": TICKS}, held]}
    return document


def test_patrols_answer_what_the_document_says(store, store_address):
    with store.write() as connection:
        patrol_id = save_patrol(connection, saved("2126-07-01"), places=PLACES, owner="x")
        secret, _ = make_link(connection, patrol_id, 1, day="2126-07-01", actor="x")
    values = {
        "patrol_id": [patrol_id, "nothing"],
        "number": [1, 2, 9],
        "secret": [secret, "nothing"],
        "key": ["k1", "nothing"],
        "Idempotency-Key": ["k1", "k2"],
    }
    with ServiceProcess(store_address, workers=0) as service:
        url = service.url.rstrip("/")
        document = httpx.get(f"{url}/openapi.json", timeout=60, trust_env=False).json()
        found = schemathesis.openapi.from_dict(guided(document, values)).get_all_operations()
        operations = [one.ok() for one in found]
        assert len(operations) >= 15
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
