"""The geo API against its own OpenAPI document, by schemathesis over a socket."""

import copy

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CASES = 10
"""Requests of each operation on each store."""
EPSG = "http://www.opengis.net/def/crs/EPSG/0"
KNOWN = {
    "collection_id": ["buildings", "hazards", "grids", "units", "nothing"],
    "feature_id": ["b0", "h1", "370899001001001", "nothing", "../b0", "' OR '1'='1"],
    "crs": [f"{EPSG}/4490", f"{EPSG}/3857", f"{EPSG}/4548", f"{EPSG}/9999"],
    "bbox": ["117,35,118,36", "0,0,0,0", "1,2", "nan,0,1,1"],
    "bbox-crs": [f"{EPSG}/4490", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
    "filter": ["households > 30", "name LIKE '1%'", "grid_code IS NULL", "(", "1=1"],
    "filter-crs": ["http://www.opengis.net/def/crs/OGC/1.3/CRS84"],
    "sortby": ["households", "-name", "(select 1)"],
    "properties": ["households", "name,community_code", "fid"],
    "datetime": ["2026-01-01", "../2026-01-01T00:00:00Z", "x"],
    "after": ["b1", "", "z"],
    "Content-Crs": [f"<{EPSG}/4490>", "x"],
    "If-Match": ['"0"', "*", ""],
}
"""Values for half of the cases, so that they get further than to a 404; any text for the rest."""


@pytest.fixture(scope="session")
def api_schema(served):
    document = copy.deepcopy(httpx.get(f"{served}/api", timeout=60).json())
    document["paths"] = {
        path: operations for path, operations in document["paths"].items() if path in mine(document)
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            for parameter in operation.get("parameters", []):
                values = KNOWN.get(parameter["name"])
                if values:
                    parameter["schema"] = {"anyOf": [{"enum": values}, parameter["schema"]]}
    return schemathesis.openapi.from_dict(document)


def mine(document):
    """Return the addresses of features; those of tiles are tested with the tiles."""
    return [path for path in document["paths"] if path.startswith("/ogc") and "ile" not in path]


def test_answers_are_what_the_document_says(served, api_schema):
    base = served.removesuffix("/ogc")
    operations = [one.ok() for one in api_schema.get_all_operations()]
    assert len(operations) >= 14
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
            case.call_and_validate(base_url=base, checks=CHECKS)

        ask()
