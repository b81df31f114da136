"""Map sheets over HTTP and as a job, on both stores: of the own communities alone."""

import io
import xml.etree.ElementTree as ET
import zipfile
from functools import partial

import pytest
from calling import Client
from drawn_plan import ADMIN, OTHER, PLANNER, VIEWER, A, B, C, save_drawn
from errands_of_jobs import until
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.worker import Worker
from PIL import Image
from stores import store, store_address

from gridmap.partition.executors import threads

__all__ = ["store", "store_address"]

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    yield made
    made.store.close()


@pytest.fixture
def plan_id(client):
    return save_drawn(client.store)


def texts(answer):
    return ["".join(one.itertext()) for one in ET.fromstring(answer.content).iter(f"{SVG}text")]


def test_a_sheet_names_the_grid_its_neighbours_and_the_version(client, plan_id):
    query = {"of": "grid", "code": A, "review_number": "鲁S(2026)013号"}
    answer = client.call("GET", f"/plans/{plan_id}/sheet", who=PLANNER, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    told = texts(answer)
    assert A in told
    assert "120" in told
    # B lies to the south, in the same community; the eastern one is out of sight.
    assert "002" in told
    assert not any("东社区" in one for one in told)
    assert any("鲁S(2026)013号" in one for one in told)
    assert any(f"{plan_id} v0" in one for one in told)
    whole = texts(client.call("GET", f"/plans/{plan_id}/sheet", who=ADMIN, params=query))
    assert any("东社区" in one for one in whole)


def test_a_sheet_is_on_paper_of_its_size(client, plan_id):
    query = {"of": "grid", "code": A, "f": "png", "size": "A3"}
    answer = client.call("GET", f"/plans/{plan_id}/sheet", params=query)
    # 400 m by 300 m lies on its side: 420 by 297 mm at 120 dots an inch.
    assert Image.open(io.BytesIO(answer.content)).size == (1984, 1403)


def test_sheets_of_others_are_not_there(client, plan_id):
    address = f"/plans/{plan_id}/sheet"
    query = {"of": "grid", "code": A}
    assert client.call("GET", address, who=OTHER, params=query).status_code == 404
    assert client.call("GET", address, who=VIEWER, params=query).status_code in {403, 404}
    wrong = client.call("GET", address, params={"of": "grid", "code": "404"})
    assert wrong.status_code == 404
    assert "404" in wrong.json()["detail"]


def ended_state(client, job):
    state = client.get(f"/jobs/{job}", who=PLANNER)["state"]
    return state if state in {"done", "failed"} else None


def test_sheets_of_all_grids_are_one_pdf_or_a_zip(client, plan_id, store_address):
    work = client.call
    for one_file, formats in ((True, ["pdf"]), (False, ["pdf", "svg"])):
        params = {"plan_id": plan_id, "of": "grid", "formats": formats, "one_file": one_file}
        asked = work("POST", "/jobs", who=PLANNER, json={"kind": "sheets", "params": params})
        assert asked.status_code == 202, asked.text
        job = asked.json()["id"]
        with Worker(store_address, KINDS, crew=partial(threads, 1)):
            ended = until(partial(ended_state, client, job))
        assert ended == "done"
        result = client.get(f"/jobs/{job}/result", who=PLANNER)
        assert (result["sheets"], result["not_named"]) == (2, [])
        content = work("GET", f"/jobs/{job}/file", who=PLANNER).content
        assert len(content) == result["bytes"]
        assert work("GET", f"/jobs/{job}/file", who=OTHER).status_code == 404
        if one_file:
            assert content.startswith(b"%PDF")
            continue
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        endings = sorted(name.rsplit(".", 1)[1] for name in names)
        assert endings == ["pdf", "pdf", "svg", "svg"]
        assert {code for code in (A, B, C) if any(code in name for name in names)} == {A, B}
