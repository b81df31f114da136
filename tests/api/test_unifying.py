"""One net out of many as a job: asked for, made, its plan and its crosswalk taken."""

import io
from functools import partial

import lattice
import openpyxl
import pytest
from calling import Client
from drawn_plan import VIEWER
from gridmap_api.jobs.kinds import KINDS
from gridmap_api.jobs.worker import Worker
from gridmap_api.store.layer_writes import import_layer
from stores import store, store_address

from gridmap.partition.executors import threads

__all__ = ["store", "store_address"]


def strips(name, *widths):
    """Return a net of upright strips over 4 x 8 cells, as many columns wide as given."""
    ends = [sum(widths[: n + 1]) * 100 for n in range(len(widths))]
    shapes = [
        lattice.box(end - width * 100, 0, end, 400) for end, width in zip(ends, widths, strict=True)
    ]
    ids = [f"{name}{n}" for n in range(1, len(widths) + 1)]
    return shapes, ids, [name] * len(widths)


@pytest.fixture
def client(store, store_address):
    """A service over 4 x 8 houses of 50 households, and two nets that agree in one line."""
    layers = dict(lattice.lattice_layers(4, 8, households=50))
    both = [strips("综治网", 2, 2, 2, 2), strips("城管网", 4, 4)]
    shapes, ids, names = ([*one, *other] for one, other in zip(*both, strict=True))
    layers["nets"] = lattice.layer(shapes, net_grid_id=ids, net=names)
    with store.write() as connection:
        for name, frame in layers.items():
            import_layer(connection, name, frame.to_crs(4490), actor="test")
    made = Client(store_address)
    yield made
    made.store.close()


def ask(client, **params):
    return client.call("POST", "/jobs", json={"kind": "unify", "params": params})


def test_a_plan_is_made_of_nets_with_its_crosswalk(client, store_address):
    assert client.get("/nets")["nets"] == [
        {"net": "综治网", "grids": 4},
        {"net": "城管网", "grids": 2},
    ]
    nets = [{"net": "综治网", "weight": 2.0}, {"net": "城管网", "weight": 1.0}]
    job = ask(client, nets=nets, name="合网草案").json()["id"]
    with Worker(store_address, KINDS, crew=partial(threads, 1)):
        client.call("GET", f"/jobs/{job}/events")
    result = client.get(f"/jobs/{job}/result")
    assert result["kept_share"] == 1
    assert [one["whole"] for one in result["nets"]] == [4, 0]
    assert "边界沿用 100.0%" in result["nets"][0]["said"]["zh"]
    plan = client.get(f"/plans/{result['plan_id']}")
    assert (plan["name"], plan["figures"]["grids"]) == ("合网草案", 4)
    file = client.call("GET", f"/unifications/{job}/crosswalk")
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames == ["综治网", "城管网", "说明"]
    rows = list(book["城管网"].values)[1:]
    assert [row[0] for row in rows] == ["城管网1", "城管网1", "城管网2", "城管网2"]
    assert [row[2] for row in rows] == [400] * 4
    assert client.call("GET", f"/unifications/{job}/crosswalk", who=VIEWER).status_code == 404


@pytest.mark.parametrize("store_address", ["file"], indirect=True)
def test_what_cannot_be_made_is_refused_with_the_remedy(client, store_address):
    assert ask(client, band=[500, 300]).status_code == 400
    job = ask(client, nets=[{"net": "环保网"}]).json()["id"]
    with Worker(store_address, KINDS, crew=partial(threads, 1)):
        client.call("GET", f"/jobs/{job}/events")
    problem = client.get(f"/jobs/{job}")["problem"]
    assert "没有名为“环保网”的网" in problem["what"]["zh"]
    assert "综治网" in problem["remedy"]["zh"]
