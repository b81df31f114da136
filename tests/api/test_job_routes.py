"""Jobs over HTTP on both stores: asked for, followed, cancelled, their results taken."""

import asyncio
import json
from contextlib import closing
from functools import partial

import errands_of_jobs as errands
import httpx
import lattice
import pytest
from gridmap_api.jobs import uploads
from gridmap_api.jobs.embedded import with_workers
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.worker import Worker
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from gridmap_api.store import job_claims, job_files, job_queue, jobs
from gridmap_api.store.layer_writes import import_layer
from stores import store, store_address

from gridmap.errors import Text
from gridmap.partition.executors import threads

__all__ = ["store", "store_address"]

on_a_file = pytest.mark.parametrize("store_address", ["file"], indirect=True)
"""For what does not depend on the kind of store."""

SEED = {"kind": "plan", "params": {"settings": {"seed": 1}}}


class Service:
    """Calls an application over a store in this process."""

    def __init__(self, address):
        self.app = create_app(Settings(database=address))

    def get(self, address, **options):
        return self.call("GET", address, **options)

    def call(self, method, address, **options):
        async def ask():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://localhost"
            ) as client:
                return await client.request(method, address, **options)

        return asyncio.run(ask())


@pytest.fixture
def client(store, store_address):
    """A service over a store with 4 x 8 houses in one community."""
    metric = lattice.lattice_layers(4, 8, households=50)
    with store.write() as connection:
        for name, frame in metric.items():
            if not frame.empty:
                import_layer(connection, name, frame.to_crs(4490), actor="test")
    service = Service(store_address)
    with closing(service.app.state.store):
        yield service


def post(client, body, **options):
    return client.call("POST", "/jobs", json=body, **options)


def worker(address):
    return Worker(address, KINDS, crew=partial(threads, 1))


def told(answer):
    """Return the events of a stream: name, id and data of each."""
    found = []
    for block in answer.text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in lines:
            found.append((lines["event"], lines["id"], json.loads(lines["data"])))
    return found


def test_a_plan_is_asked_for_followed_and_taken(client, store_address):
    asked = post(client, SEED)
    assert asked.status_code == 202
    address = asked.headers["location"]
    assert address == f"/jobs/{asked.json()['id']}"
    assert asked.json()["state"] == "waiting"
    assert client.get(f"{address}/result").status_code == 409
    with worker(store_address):
        followed = client.get(f"{address}/events")
    assert followed.headers["content-type"].startswith("text/event-stream")
    events = told(followed)
    assert events[0][0] == "progress"
    assert events[-1][0] == "done"
    shares = [data["share"] for _, _, data in events]
    assert shares == sorted(shares)
    assert len({number for _, number, _ in events}) == len(events)
    result = client.get(f"{address}/result").json()
    assert result["figures"]["households"] == 32 * 50
    plan = client.get(f"/plans/{result['plan_id']}")
    assert plan.status_code == 200
    assert plan.json()["figures"]["grids"] == result["figures"]["grids"]


@on_a_file
def test_a_client_that_comes_back_is_not_told_again_what_it_knows(client, store_address):
    address = post(client, SEED).headers["location"]
    with worker(store_address):
        *_, (name, last, _) = told(client.get(f"{address}/events"))
    again = client.get(f"{address}/events", headers={"Last-Event-ID": last})
    assert name == "done"
    assert told(again) == []


def test_asked_again_the_same_work_is_the_job_that_goes_on(client):
    first, second = post(client, SEED), post(client, SEED)
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]
    other = {"kind": "plan", "params": {"communities": [lattice.COMMUNITY], "name": "另一个"}}
    other["params"]["settings"] = SEED["params"]["settings"]
    refused = post(client, other, headers={"Accept-Language": "en"})
    assert refused.status_code == 409
    assert refused.json()["job"] == first.json()["id"]
    assert "Another job" in refused.json()["detail"]


def test_a_waiting_job_is_cancelled_and_stays_so(client):
    address = post(client, SEED).headers["location"]
    assert client.call("POST", f"{address}/cancel").json()["state"] == "cancelled"
    assert client.call("POST", f"{address}/cancel").json()["state"] == "cancelled"
    assert [name for name, _, _ in told(client.get(f"{address}/events"))] == ["cancelled"]


@on_a_file
def test_jobs_are_listed_page_by_page(client):
    bodies = [{"kind": "plan", "params": {"settings": {"seed": n}}} for n in range(3)]
    asked = [post(client, body).json()["id"] for body in bodies]
    first = client.get("/jobs?limit=2").json()
    rest = client.get(next(one["href"] for one in first["links"] if one["rel"] == "next")).json()
    assert [job["id"] for job in (*first["jobs"], *rest["jobs"])] == asked[::-1]


@on_a_file
@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "dance", "params": {}}, 422),
        ({"kind": "plan", "params": {"settings": {"band": [500, 300]}}}, 400),
        ({"kind": "plan", "params": {"settings": {"weights": {"secret": 1}}}}, 422),
        ({"kind": "plan", "params": {"communities": ["000000000000"]}}, 404),
        ({"kind": "plan", "params": {"set_id": "none"}}, 404),
        ({"kind": "repair", "params": {"plan_id": "none"}}, 404),
        ({"kind": "plan", "params": {"plan_id": "x", "set_id": "y"}}, 400),
        ({"kind": "improve", "params": {"plan_id": "x", "grids": []}}, 422),
    ],
)
def test_what_makes_no_sense_is_refused_without_echo(client, body, status):
    answer = post(client, body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "dance" not in answer.text


@on_a_file
@pytest.mark.parametrize("path", ["", "/result", "/file", "/events"])
def test_there_is_no_job_of_another_s_id(client, path):
    assert client.get(f"/jobs/00000000-0000-0000-0000-000000000000{path}").status_code == 404


def test_a_file_of_a_job_has_its_chinese_name_and_is_gone_after_its_day(client, store):
    with store.write() as connection:
        job_id, _ = jobs.submit(connection, jobs.Work("export", {}), account="local")
        job_files.put_file(connection, job_id, "file", [b"ab", b"cd"])
    claim = job_queue.claim_job(store, "w", lease_s=60)
    with store.write() as connection:
        job_queue.finish_job(connection, claim, {"name": "网格.zip"})
    answer = client.get(f"/jobs/{job_id}/file")
    assert answer.content == b"abcd"
    name = "filename*=UTF-8''%E7%BD%91%E6%A0%BC.zip"
    assert answer.headers["content-disposition"] == f"attachment; {name}"
    with store.write() as connection:
        connection.execute(job_files.delete(job_files.JobPart))
    assert client.get(f"/jobs/{job_id}/file").status_code == 404


@on_a_file
def test_a_failed_job_says_why_in_both_languages(client, store):
    job_id = post(client, SEED).json()["id"]
    claim = job_queue.claim_job(store, "w", lease_s=60)
    with store.write() as connection:
        why = job_claims.problem_of(Text("缺楼栋。", "No buildings."), Text("导入。", "Import."))
        job_queue.fail_job(connection, claim, why)
    job = client.get(f"/jobs/{job_id}").json()
    assert (job["state"], job["problem"]["what"]["en"]) == ("failed", "No buildings.")
    assert client.get(f"/jobs/{job_id}/result").status_code == 409


def send(client, content, name, **fields):
    return client.call("POST", "/imports", files={"file": (name, content)}, data=fields)


POINTS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"station_id": "s1", "name": "晨光驿站", "kind": "station"},
            "geometry": {"type": "Point", "coordinates": [117.001, 35.21]},
        }
    ],
}


def test_a_sent_file_is_imported_by_a_job(client, store_address):
    asked = send(client, json.dumps(POINTS).encode(), "驿站.geojson", layer="stations")
    assert asked.status_code == 202, asked.text
    assert asked.json()["params"]["files"] == ["驿站.geojson"]
    with worker(store_address):
        events = told(client.get(f"/jobs/{asked.json()['id']}/events"))
    assert events[-1][0] == "done", events[-1]
    result = client.get(f"/jobs/{asked.json()['id']}/result").json()
    assert result["layers"] == {"stations": 1}


@on_a_file
@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"<OGRVRTDataSource/>", "a.geojson", 415),
        (b"<OGRVRTDataSource/>", "a.vrt", 415),
        (b"{}", "/vsicurl/http://evil/x", 415),
        (b"", "a.geojson", 415),
        (b"not a database", "a.gpkg", 415),
        (b"%PDF", "a.zip", 415),
    ],
)
def test_a_file_of_another_kind_is_not_taken(client, content, name, status):
    assert send(client, content, name).status_code == status


@on_a_file
def test_the_name_of_a_file_is_no_path(client):
    asked = send(client, json.dumps(POINTS).encode(), "../../etc/cron.d/驿 站'.geojson")
    assert asked.json()["params"]["files"] == ["驿_站.geojson"]


@on_a_file
def test_a_file_that_is_too_large_is_not_taken(client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)
    answer = send(client, b"{" + b" " * 100_000, "a.geojson")
    assert answer.status_code == 413


@on_a_file
def test_a_body_whose_size_was_not_stated_is_cut_off(client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)

    async def endless():
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(1_000):
            yield b" " * 10_000

    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = client.call("POST", "/imports", content=endless(), headers=headers)
    assert answer.status_code == 413


@on_a_file
@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": {}}, 415),
        ({"files": {"other": ("a.csv", b"x")}}, 400),
        ({"files": {"file": ("a.csv", b"x,y")}, "data": {"estimate": "perhaps"}}, 400),
        ({"files": {"file": ("a.csv", b"x,y")}, "data": {"layer": "secrets"}}, 400),
        ({"content": b"--x", "headers": {"content-type": "multipart/form-data"}}, 400),
    ],
)
def test_a_form_that_is_not_right_is_refused(client, options, status):
    answer = client.call("POST", "/imports", **options)
    assert answer.status_code == status
    assert "secrets" not in answer.text


@on_a_file
def test_files_are_looked_at_over_http_and_imported_without_sending_them_again(
    client, store_address
):
    sent = {"files": [("file", ("驿站.geojson", json.dumps(POINTS).encode()))]}
    asked = client.call("POST", "/imports/previews", **sent)
    assert asked.status_code == 202, asked.text
    said = {"tables": [{"file": "驿站.geojson", "table": "驿站", "layer": "stations"}]}
    with worker(store_address):
        told(client.get(f"/jobs/{asked.json()['id']}/events"))
        found = client.get(f"/jobs/{asked.json()['id']}/result").json()
        assert (found["ok"], found["changes"][0]["added"]) == (True, 1)
        form = {"upload_id": found["upload_id"], "options": json.dumps(said)}
        again = client.call("POST", "/imports", files={"upload_id": (None, form["upload_id"])})
        assert again.status_code == 202, again.text
        assert told(client.get(f"/jobs/{again.json()['id']}/events"))[-1][0] == "done"
        gone = client.call("POST", "/imports", files={key: (None, form[key]) for key in form})
    assert gone.status_code == 404


@on_a_file
@pytest.mark.parametrize(
    "options",
    [
        "no JSON",
        "[]",
        '{"secrets": 1}',
        '{"tables": [{"file": "a.csv", "layer": "secrets"}]}',
        '{"tables": [{"file": "a.csv", "layer": "buildings", "columns": {"secrets": "x"}}]}',
        '{"tables": [{"file": "a.csv", "columns": {"households": "x"}}]}',
        '{"whole": ["secrets"]}',
        '{"tables": [' + ",".join(['{"file": "a.csv"}'] * 501) + "]}",
    ],
)
def test_choices_that_make_no_sense_are_refused(client, options):
    data = {"options": options}
    files = {"file": ("a.csv", b"x,y")}
    for address in ("/imports", "/imports/previews"):
        answer = client.call("POST", address, files=files, data=data)
        assert answer.status_code == 400
        assert "secrets" not in answer.text


@on_a_file
def test_two_files_of_one_name_and_too_many_files_are_refused(client):
    twice = [("file", ("a.csv", b"x,y")), ("file", ("A.CSV", b"x,y"))]
    assert client.call("POST", "/imports", files=twice).status_code == 400
    crowd = [("file", (f"{n}.csv", b"x,y")) for n in range(uploads.MOST_FILES + 1)]
    assert client.call("POST", "/imports", files=crowd).status_code == 400


@on_a_file
def test_files_that_are_too_large_together_are_not_taken(client, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 1_000)
    files = [("file", (f"{n}.geojson", b"{" + b" " * 600)) for n in range(2)]
    assert client.call("POST", "/imports", files=files[:1]).status_code == 202
    assert client.call("POST", "/imports", files=files).status_code == 413


@on_a_file
def test_the_same_file_sent_twice_is_one_job(client):
    content = json.dumps(POINTS).encode()
    first, second = (send(client, content, "a.geojson", layer="stations") for _ in range(2))
    assert (first.status_code, second.status_code) == (202, 200)


def test_progress_of_a_job_in_another_process_is_told(client, store_address, store):
    with store.write() as connection:
        job_id, _ = jobs.submit(connection, jobs.Work("talk", {}), account="local")
    with Worker(store_address, errands.KINDS, crew=partial(threads, 1)):

        def step():
            return (client.get(f"/jobs/{job_id}").json()["step"] or {}).get("zh")

        assert errands.until(step).startswith("第")
        client.call("POST", f"/jobs/{job_id}/cancel")
        assert told(client.get(f"/jobs/{job_id}/events"))[-1][0] == "cancelled"


@on_a_file
def test_a_service_works_off_its_jobs_itself(client):
    job_id = post(client, {"kind": "tessellate", "params": {}}).json()["id"]

    async def serve():
        async with with_workers(client.app):
            transport = httpx.ASGITransport(client.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as one:
                return await one.get(f"/jobs/{job_id}/events")

    assert told(asyncio.run(serve()))[-1][0] == "done"
    assert client.get(f"/jobs/{job_id}/result").json()["units"] == 32
