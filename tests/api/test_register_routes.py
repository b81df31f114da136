"""Registers by HTTP, on both stores: written, edited offline, compared, accepted, taken back."""

import uuid

import lattice
import pytest
from calling import Client
from drawn_plan import EAST, OTHER, PLANNER, VIEWER, WEST, A, B, plan_now, save_drawn, unit
from edited_register import Book
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.teams import replace_team
from stores import store, store_address

from gridmap.teams.records import Member

__all__ = ["store", "store_address"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def client(store, store_address):
    squares = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    communities = lattice.layer(
        squares, community_code=[WEST, EAST], name=["西社区", "东社区"], street="河西街道"
    )
    cells = [box.centroid.buffer(20) for box in lattice.lattice_boxes(6, 8)]
    buildings = lattice.layer(cells, building_id=[f"b{n}" for n in range(48)], households=10)
    stations = lattice.layer(
        [lattice.point(50, 50), lattice.point(750, 50)],
        station_id=["s1", "s2"],
        name=["西站", "东站"],
    )
    layers = {"communities": communities, "buildings": buildings, "stations": stations}
    with store.write() as connection:
        for name, layer in layers.items():
            import_layer(connection, name, layer.to_crs(4490), actor="test")
        replace_team(connection, A, WEST, [Member(A, "leader", "李强")], actor="test")
    called = Client(store_address)
    called.plan_id = save_drawn(called.store)
    yield called
    called.store.close()


def written(client, path, **options):
    answer = client.call("GET", f"/plans/{client.plan_id}/register", **options)
    assert answer.status_code == 200, answer.text
    path.write_bytes(answer.content)
    return Book(path)


def send(client, path, what, *, accept=None, key=None, who=PLANNER, base=None):
    files = [("file", (path.name, path.read_bytes(), XLSX))]
    if accept is not None:
        files.append(("accept", (None, accept)))
    return client.call(
        "POST",
        f"/plans/{client.plan_id}/register/{what}",
        files=files,
        who=who,
        base=base,
        headers={"Idempotency-Key": key} if key else None,
    )


def difference(client, path, **options):
    answer = send(client, path, "difference", **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def stations(client):
    with client.store.read() as connection:
        frame = read_layer(connection, "stations")
    return frame.set_index("station_id")


def test_a_register_comes_back_unchanged(client, tmp_path):
    book = written(client, tmp_path / "台账.xlsx", who=PLANNER)
    assert [row[0].value for row in book.sheet("网格").iter_rows(min_row=2)] == [A, B]
    assert book.sheet("驿站").max_row == 2
    found = difference(client, tmp_path / "台账.xlsx")
    assert (found["rows"], found["faults"], found["version"]) == ([], [], 0)


def test_changes_are_told_accepted_and_taken_back(client, tmp_path):
    path = tmp_path / "台账.xlsx"
    book = written(client, path, who=PLANNER)
    # b16 lies in the third row from the north: the last of grid A over grid B.
    book.write("楼栋", "b16", "网格编码", B)
    book.write("网格", B, "网格名称", "南片")
    book.write("驿站", "s1", "驿站名称", "西站改")
    book.add("队伍", {"网格编码": B, "角色": "志愿者", "姓名": "赵敏"})
    book.save()
    found = difference(client, path)
    assert [(row["page"], row["key"], row["plain"]) for row in found["rows"]] == [
        ("grids", B, True),
        ("buildings", "b16", True),
        ("stations", "s1", True),
        ("teams", "", True),
    ]
    moved = found["rows"][1]
    assert moved["units"] == [unit(2, 0)]
    assert (moved["cells"][0]["before"], moved["cells"][0]["after"]) == (A, B)
    assert plan_now(client.store, client.plan_id)["head"] == 0

    key = str(uuid.uuid4())
    answer = send(client, path, "accepted", accept="all", key=key, base=0)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["version"], made["layers"], made["tables"]) == (1, {"stations": 2}, ["teams"])
    assert made["edit"]["flips"] == [[unit(2, 0), A, B]]
    assert {one["grid_code"]: one["name"] for one in made["edit"]["grids"]}[B] == "南片"
    assert stations(client).loc["s1", "name"] == "西站改"
    assert send(client, path, "accepted", accept="all", key=key, base=0).json() == made
    assert difference(client, path)["rows"] == []
    events = client.get(f"/plans/{client.plan_id}/events")["events"]
    assert "4 行" in events[-1]["what"]["zh"]

    back = client.call("POST", f"/plans/{client.plan_id}/undo", who=PLANNER, base=1)
    assert back.json()["flips"] == [[unit(2, 0), B, A]]


def test_rows_are_accepted_one_by_one_and_flagged_ones_never_unasked(client, tmp_path):
    path = tmp_path / "台账.xlsx"
    book = written(client, path, who=PLANNER)
    book.write("驿站", "s1", "驿站名称", "西站改")
    book.write("楼栋", "b0", "户数", 12)
    book.write("楼栋", "b1", "社区代码", EAST)
    book.save()
    found = difference(client, path)
    ids = {row["key"]: row["id"] for row in found["rows"]}
    flags = {row["key"]: [flag["rule"] for flag in row["flags"]] for row in found["rows"]}
    assert flags == {"b0": [], "b1": ["tampered"], "s1": []}
    made = send(client, path, "accepted", accept=ids["s1"], base=0).json()
    assert (made["version"], made["edit"], made["layers"]) == (0, None, {"stations": 2})
    refused = send(client, path, "accepted", accept=ids["b1"], base=0)
    assert refused.status_code == 409
    assert [row["key"] for row in difference(client, path)["rows"]] == ["b0", "b1"]


def test_what_others_changed_meanwhile_is_told_and_not_taken_unasked(client, tmp_path):
    path = tmp_path / "台账.xlsx"
    book = written(client, path, who=PLANNER)
    book.write("驿站", "s1", "驿站名称", "甲")
    book.save()
    looked = difference(client, path)["rows"][0]["id"]
    other = written(client, tmp_path / "另.xlsx", who=PLANNER)
    other.write("驿站", "s1", "驿站名称", "乙")
    other.save()
    assert send(client, tmp_path / "另.xlsx", "accepted", accept="all", base=0).status_code == 201
    # What was looked at is no longer what would be changed.
    assert send(client, path, "accepted", accept=looked, base=0).status_code == 409
    (row,) = difference(client, path)["rows"]
    (cell,) = row["cells"]
    assert (cell["before"], cell["after"], cell["now"], cell["stale"]) == ("西站", "甲", "乙", True)
    assert send(client, path, "accepted", accept="all", base=0).status_code == 409
    assert send(client, path, "accepted", accept=row["id"], base=0).status_code == 201
    assert stations(client).loc["s1", "name"] == "甲"


def test_others_see_and_change_nothing_of_other_communities(client, tmp_path):
    path = tmp_path / "台账.xlsx"
    written(client, path, who=PLANNER)
    with client.store.read() as connection:
        before = current_versions(connection)
    book = Book(path)
    book.write("驿站", "s1", "驿站名称", "西站改")
    book.save()
    (row,) = [one for one in difference(client, path, who=OTHER)["rows"] if one["key"] == "s1"]
    assert not row["possible"]
    assert [flag["rule"] for flag in row["flags"]] == ["gone"]
    assert send(client, path, "accepted", accept=row["id"], who=OTHER, base=0).status_code == 409
    with client.store.read() as connection:
        assert current_versions(connection) == before
    for method, address in (("GET", ""), ("POST", "/difference")):
        asked = client.call(
            method,
            f"/plans/{uuid.uuid4()}/register{address}",
            who=PLANNER,
            files=[("file", ("r.xlsx", path.read_bytes(), XLSX))] if method == "POST" else None,
        )
        assert asked.status_code == 404
    assert send(client, path, "accepted", accept="all", who=VIEWER, base=0).status_code in {
        403,
        404,
    }


def test_a_file_that_is_no_register_is_refused(client, tmp_path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(b"no workbook")
    assert send(client, path, "difference").status_code == 415
    path.write_bytes(b"PK\x03\x04 no workbook")
    refused = send(client, path, "difference")
    assert refused.status_code == 422
    assert refused.json()["remedy"]


def test_a_move_needs_the_version_that_was_looked_at(client, tmp_path):
    path = tmp_path / "台账.xlsx"
    book = written(client, path, who=PLANNER)
    book.write("楼栋", "b16", "网格编码", B)
    book.save()
    assert send(client, path, "accepted", accept="all").status_code == 428
    move = {"type": "move", "units": [unit(2, 0)], "target": B}
    address = f"/plans/{client.plan_id}/edits"
    assert client.call("POST", address, who=PLANNER, base=0, json=move).status_code == 201
    assert difference(client, path)["rows"] == []
