"""The audit of nets as a job, by HTTP: on both stores, each told of the own communities alone.

On the communities and the nets of `netted`.
"""

import io
from functools import partial

import pytest
from calling import Client
from drawn_plan import ADMIN, EAST, OTHER, PLANNER, VIEWER, WEST
from errands_of_jobs import until
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.worker import Worker
from netted import put_ground, put_nets
from openpyxl import load_workbook
from stores import store, store_address

from gridmap.partition.executors import threads

__all__ = ["store", "store_address"]

FORMS = {"xlsx": b"PK", "pdf": b"%PDF", "html": b"<!DOCTYPE", "csv": b"\xef\xbb\xbf"}
FORMS |= {"gpkg": b"SQLite format 3", "geojson": b'{"type":"FeatureCollection"'}


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    put_ground(made.store)
    yield made
    made.store.close()


def asked(client, *, who=ADMIN, **params):
    return client.call("POST", "/jobs", json={"kind": "audit", "params": params}, who=who)


def audited(client, address, *, who=ADMIN, **params):
    """Have the nets audited, and return the id of the job and its result."""
    answer = asked(client, who=who, **params)
    assert answer.status_code in {200, 202}, answer.text
    job = answer.json()["id"]

    def ended():
        state = client.get(f"/jobs/{job}", who=who)["state"]
        return state if state in {"done", "failed", "cancelled"} else ""

    with Worker(address, KINDS, crew=partial(threads, 1)):
        assert until(ended, patience_s=90) == "done", client.get(f"/jobs/{job}", who=who)
    return job, client.get(f"/jobs/{job}/result", who=who)


def by_kind(result):
    return {(one["kind"], tuple(one["grids"])): one for one in result["faults"]}


def test_an_audit_tells_faults_with_their_places_and_makes_its_report(client, store_address):
    put_nets(client.store)
    job, found = audited(client, store_address, tolerance_m=4)
    faults = by_kind(found)
    assert set(faults) == {("gap", ("Z2",)), ("edge", ("Z2", "C1")), ("coverage", ("C2",))}
    gap = faults["gap", ("Z2",)]
    assert gap["area_m2"] == pytest.approx(1_600, rel=1e-3)
    assert (gap["community_code"], gap["nets"]) == (EAST, ["综治网"])
    assert gap["geometry"]["type"] == "Polygon"
    edge = faults["edge", ("Z2", "C1")]
    assert (edge["length_m"], edge["width_m"]) == pytest.approx((600, 3), rel=0.01)
    assert [one["net"] for one in found["nets"]] == ["综治网", "城管网"]
    assert found["pairs"][0]["edge_m2"] == pytest.approx(1_800, rel=1e-3)
    assert set(found["files"]) == set(FORMS)
    for form, start in FORMS.items():
        answer = client.call("GET", f"/audits/{job}/file?f={form}")
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert len(answer.content) == found["files"][form]
    book = load_workbook(io.BytesIO(client.call("GET", f"/audits/{job}/file").content))
    assert "盲区" in book.sheetnames


def test_planners_are_told_of_their_own_communities_alone(client, store_address):
    put_nets(client.store)
    job, found = audited(client, store_address, who=PLANNER, tolerance_m=4)
    assert [one["community_code"] for one in found["faults"] if one["kind"] == "gap"] == []
    assert found["communities"] == {WEST: "西社区"}
    assert [one["households"] for one in found["nets"]] == [400, 400]
    assert client.call("GET", f"/audits/{job}/file?f=csv", who=PLANNER).status_code == 200
    assert client.call("GET", f"/audits/{job}/file?f=csv", who=OTHER).status_code == 404
    assert asked(client, who=PLANNER, communities=[EAST]).status_code == 404


def test_audits_that_make_no_sense_or_are_not_allowed(client):
    answer = asked(client)
    assert answer.status_code == 409, "there are no nets"
    assert "现有网" in answer.json()["detail"]
    put_nets(client.store)
    assert asked(client, band=[500, 300]).status_code == 400
    assert asked(client, tolerance_m=0).status_code == 422
    assert asked(client, who=VIEWER).status_code == 403
    assert client.call("GET", "/audits/none/file").status_code == 404
    assert client.call("GET", "/audits/none/file?f=doc").status_code == 400
