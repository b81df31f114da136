"""Dossiers and kits over HTTP and as jobs, on both stores: of the own communities alone."""

import io
import re
import zipfile
from functools import partial
from subprocess import run

import pytest
from calling import Client
from drawn_plan import ADMIN, EAST, OTHER, PLANNER, VIEWER, WEST, A, B, C, save_drawn
from errands_of_jobs import until
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.worker import Worker
from gridmap_api.store.live import plans_of
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING
from gridmap_api.store.states import Step, take_step
from stores import store, store_address

from gridmap.partition.executors import threads

__all__ = ["store", "store_address"]


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    yield made
    made.store.close()


@pytest.fixture
def plan_id(client):
    return save_drawn(client.store)


def job_done(client, store_address, kind, params):
    """Return the result and the file of a job."""
    asked = client.call("POST", "/jobs", who=PLANNER, json={"kind": kind, "params": params})
    assert asked.status_code == 202, asked.text
    job = asked.json()["id"]

    def ended():
        state = client.get(f"/jobs/{job}", who=PLANNER)["state"]
        return state if state in {"done", "failed"} else None

    with Worker(store_address, KINDS, crew=partial(threads, 1)):
        assert until(ended) == "done"
    file = client.call("GET", f"/jobs/{job}/file", who=PLANNER)
    assert file.status_code == 200
    return client.get(f"/jobs/{job}/result", who=PLANNER), file.content


def test_a_dossier_is_a_page_that_names_the_neighbour_and_loads_nothing(client, plan_id):
    address = f"/plans/{plan_id}/grids/{A}/dossier"
    answer = client.call("GET", address, who=PLANNER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert A in answer.text
    # 400 m of edge with the grid below; the community in the east is out of sight.
    assert "南至与002网格分界线（400 米）" in answer.text
    assert "东社区" not in answer.text
    assert f"{plan_id[:8]} v0" in answer.text
    assert not re.findall(r"(?:src|href)=\"(?!data:)", answer.text)
    whole = client.call("GET", address, who=ADMIN)
    assert "东至与东社区001网格分界线（300 米）" in whole.text


def test_a_dossier_on_paper_holds_its_text(client, plan_id, tmp_path):
    address = f"/plans/{plan_id}/grids/{A}/dossier"
    answer = client.call("GET", address, who=PLANNER, params={"f": "pdf"})
    assert answer.headers["content-type"] == "application/pdf"
    (tmp_path / "d.pdf").write_bytes(answer.content)
    told = run(["pdftotext", "-layout", tmp_path / "d.pdf", "-"], capture_output=True, check=True)
    text = told.stdout.decode()
    assert A in text
    assert "南至与002网格分界线（400 米）" in text


def test_dossiers_of_others_are_not_there(client, plan_id):
    address = f"/plans/{plan_id}/grids/{A}/dossier"
    assert client.call("GET", address, who=OTHER).status_code == 404
    assert client.call("GET", address, who=VIEWER).status_code in {403, 404}
    assert client.call("GET", f"/plans/{plan_id}/grids/404/dossier").status_code == 404
    sizes = f"/plans/{plan_id}/kit-size"
    foreign = client.call("GET", sizes, who=PLANNER, params={"communities": [EAST]})
    assert foreign.status_code == 404


def test_dossiers_of_a_community_are_made_by_a_job(client, plan_id, store_address):
    params = {"plan_id": plan_id, "formats": ["pdf", "html"], "each": True}
    result, content = job_done(client, store_address, "dossiers", params)
    assert result["dossiers"] == 2
    assert result["bytes"] == len(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(archive.namelist())
    assert names == sorted(f"网格档案_{code}.{end}" for code in (A, B) for end in ("pdf", "html"))


def test_a_kit_is_as_large_as_was_said_and_of_the_own_community(client, plan_id, store_address):
    query = {"communities": [WEST], "form": "zip"}
    said = client.call("GET", f"/plans/{plan_id}/kit-size", who=PLANNER, params=query)
    assert said.status_code == 200, said.text
    params = {"plan_id": plan_id, **query}
    result, content = job_done(client, store_address, "kit", params)
    assert result["name"].endswith(".zip")
    assert said.json()["bytes"] == pytest.approx(len(content), rel=0.15)
    assert said.json()["grids"] == 2
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        page = archive.read("网格资料包.html").decode()
    assert names == {"网格资料包.html", "网格台账.xlsx", "网格方案.gpkg", "网格档案.pdf"}
    assert A in page
    assert C not in page


def test_a_public_edition_tells_what_was_decided_when_the_plan_was_published(client, plan_id):
    address, public = f"/plans/{plan_id}/grids/{A}/dossier", {"public": "true"}
    draft = client.call("GET", address, who=ADMIN, params=public)
    assert draft.status_code == 409
    assert "尚未发布" in draft.text
    job = {"kind": "kit", "params": {"plan_id": plan_id, "public": True}}
    assert client.call("POST", "/jobs", who=ADMIN, json=job).status_code == 409
    with client.store.write() as connection:
        for state in ("in_review", "published"):
            plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
            live = plans_of(client.store).head(connection, plan)
            reasons = {one.key: "示例" for one in live.violations() if one.hard}
            # Each grid has 120 households: all are few where 121 are asked for.
            step = Step(state, exceptions=reasons)
            take_step(connection, plan, live, step, actor="t", least=121)
    told = client.call("GET", address, who=ADMIN, params=public)
    assert told.status_code == 200
    assert "不公开" in told.text
    assert ">120 " not in told.text
    office = client.call("GET", address, who=ADMIN)
    assert "不公开" not in office.text
    assert "120" in office.text
