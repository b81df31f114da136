"""The API of jobs against its own OpenAPI document, by schemathesis."""

import httpx
import lattice
import pytest
import schemathesis
from gridmap_api.store import job_claims, job_files, job_queue, jobs
from gridmap_api.store.layer_writes import import_layer
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from service_process import ServiceProcess
from stores import store, store_address

from gridmap.errors import Text

__all__ = ["store", "store_address"]

CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
CASES = 10


def ended(store, kind, end):
    """Return a job that ended so."""
    with store.write() as connection:
        job_id, _ = jobs.submit(connection, jobs.Work(kind, {}), account="local")
        job_files.put_file(connection, job_id, "file", [b"x"])
    claim = job_queue.claim_job(store, "w", lease_s=60)
    with store.write() as connection:
        end(connection, claim)
    return job_id


@pytest.fixture
def known(store):
    """Ids of jobs that have ended, each in its way."""
    with store.write() as connection:
        for name, frame in lattice.lattice_layers(2, 2, households=50).items():
            if not frame.empty:
                import_layer(connection, name, frame.to_crs(4490), actor="test")
    why = job_claims.problem_of(Text("坏了。", "Broken."), Text("修。", "Mend."), faults=[])
    return [
        ended(store, "export", lambda c, claim: job_queue.finish_job(c, claim, {"name": "a"})),
        ended(store, "plan", lambda c, claim: job_queue.fail_job(c, claim, why)),
        ended(store, "repair", job_queue.end_cancelled),
        "nothing",
    ]


@pytest.mark.parametrize("store_address", ["file"], indirect=True)
def test_answers_are_what_the_document_says(store_address, known):
    with ServiceProcess(store_address) as service:
        base = service.url.rstrip("/")
        document = httpx.get(f"{base}/openapi.json", timeout=60).json()
        document["paths"] = {
            path: operations
            for path, operations in document["paths"].items()
            if path.startswith(("/jobs", "/imports"))
        }
        for operations in document["paths"].values():
            for operation in operations.values():
                for parameter in operation.get("parameters", []):
                    if parameter["name"] in {"job_id", "before"}:
                        parameter["schema"] = {"enum": known}
        operations = [
            one.ok() for one in schemathesis.openapi.from_dict(document).get_all_operations()
        ]
        assert len(operations) == 9
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
