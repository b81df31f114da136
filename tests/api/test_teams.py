"""Teams of grids on both stores: who serves, who is missing, files, and who may see names."""

import lattice
import pytest
from calling import Client
from drawn_plan import ADMIN, OTHER, PLANNER, A, B, C, D, save_drawn
from gridmap_api.jobs.inputs import settings_of
from gridmap_api.jobs.orders import recorded
from gridmap_api.schemas.jobs import PlanningBody
from gridmap_api.settings import Settings
from gridmap_api.store.audit import read_audit
from gridmap_api.store.layer_writes import import_layer
from stores import store, store_address
from teamed import book, send

from gridmap.errors import SettingsError
from gridmap.partition.solve import Weights as Objective
from gridmap.pipeline import PlanSettings
from gridmap.teams.rules import Weights

__all__ = ["store", "store_address"]

WORKER = {"role": "grid_worker", "name": "张一", "worker_kind": "full_time"}
WORKER |= {"organisation": "城东社区", "duty_phone": "0537-2345678", "since": "2025-03-01"}
CADRE = {"role": "cadre", "name": "李二"}


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    made.plan = save_drawn(made.store)
    yield made
    made.store.close()


def put(client, code, members, who=PLANNER, **more):
    address = f"/plans/{client.plan}/teams/{code}"
    return client.call("PUT", address, who=who, json={"members": members, **more})


def told(client, who=ADMIN):
    answer = client.get(f"/plans/{client.plan}/teams", who=who)
    return answer, {one["grid_code"]: one for one in answer["grids"]}


def test_a_team_is_kept_told_and_in_the_log(client):
    made = put(client, A, [WORKER, CADRE])
    assert made.status_code == 200, made.text
    answer, grids = told(client)
    blank = {"worker_kind": "", "organisation": "", "duty_phone": "", "since": ""}
    assert grids[A]["members"] == [WORKER, CADRE | blank]
    assert (grids[A]["missing"], grids[A]["lacks_full_time"]) == (["leader", "volunteer"], False)
    assert grids[A]["stamp"] == made.json()["stamp"]
    assert grids[D]["missing"] == ["grid_worker", "cadre", "leader", "volunteer"]
    assert answer["staffing"]["missing"] == {
        "grid_worker": 3,
        "cadre": 3,
        "leader": 4,
        "volunteer": 4,
    }
    assert answer["staffing"]["workers_by_kind"] == {"full_time": 1}
    with client.store.read() as connection:
        (entry,) = read_audit(connection, before=None, limit=1)
    assert entry["action"] == "PUT /plans/{plan_id}/teams/{grid_code}"


def test_grids_of_one_size_have_one_workload_and_a_hazard_makes_more(client):
    """Four grids of 120 households, 360 persons and 12 ha; a hazard of level 1 lies in A."""
    _, grids = told(client)
    assert {one["index"] for one in grids.values()} == {1.0}
    hazard = lattice.layer([lattice.point(50, 550)], hazard_id=["h"], level=[1], status=["open"])
    with client.store.write() as connection:
        import_layer(connection, "hazards", hazard.to_crs(4490), actor="test")
    answer, grids = told(client)
    assert (grids[A]["hazards"], grids[B]["hazards"]) == (4, 0)
    assert grids[A]["index"] == pytest.approx((70 + 10 * 4) / 80)
    assert grids[B]["index"] == pytest.approx(70 / 80)
    assert answer["workload"]["absent"] == ["elders"]
    assert "老年人" in answer["workload"]["note"]["zh"]


def test_a_planner_sees_and_changes_the_own_communities_alone(client):
    assert put(client, A, [WORKER]).status_code == 200
    assert put(client, C, [CADRE], who=OTHER).status_code == 200
    _, west = told(client, who=PLANNER)
    assert set(west) == {A, B}
    assert put(client, C, [WORKER], who=PLANNER).status_code == 404
    _, all_grids = told(client)
    assert [one["name"] for one in all_grids[C]["members"]] == ["李二"]
    answer = send(client, book((C, "网格员", "王五")))
    assert answer.json()["kept"] is False
    assert "方案中没有网格" in answer.json()["faults"][0]["what"]["zh"]


WRONG = {
    "手机号": {"duty_phone": "13812345678"},
    "号码": {"name": "11010519491231002X"},
    "类别": {"worker_kind": "none"},
    "起始日期": {"since": "昨天"},
}


def test_what_is_wrong_with_a_member_is_told_and_not_kept(client):
    for part, change in WRONG.items():
        answer = put(client, A, [WORKER | change])
        assert answer.status_code == 400
        assert part in answer.text
        assert "13812345678" not in answer.text
    assert told(client)[1][A]["members"] == []


def test_a_team_that_somebody_else_changed_is_not_overwritten(client):
    first = told(client)[1][A]["stamp"]
    assert put(client, A, [WORKER], stamp=first).status_code == 200
    assert put(client, A, [CADRE], stamp=first).status_code == 409
    assert [one["name"] for one in told(client)[1][A]["members"]] == ["张一"]


def test_a_table_takes_the_place_of_the_teams_of_the_grids_that_it_names(client):
    put(client, A, [CADRE])
    put(client, B, [CADRE])
    rows = [
        (A, "网格员", "张一", "专职", "城东社区", "0537-2345678", "2025-03-01"),
        (A, "楼长", "王三"),
    ]
    answer = send(client, book(*rows)).json()
    assert (answer["kept"], answer["members"], answer["grids"], answer["faults"]) == (
        True,
        2,
        1,
        [],
    )
    _, grids = told(client)
    assert [one["name"] for one in grids[A]["members"]] == ["张一", "王三"]
    assert [one["name"] for one in grids[B]["members"]] == ["李二"]


def test_a_table_with_a_fault_changes_nothing_and_tells_every_row(client):
    rows = [(A, "网格员", "张一"), (A, "站长", "李二"), ("1", "志愿者", "")]
    answer = send(client, book(*rows)).json()
    assert answer["kept"] is False
    assert [one["what"]["zh"][:6] for one in answer["faults"]] == ["第 3 行：", *["第 4 行："] * 2]
    assert told(client)[1][A]["members"] == []


def test_a_file_that_is_no_table_is_refused(client):
    files = [(b"x", "t.pdf", 400), (b"not a workbook", "t.xlsx", 422), (b"", "t.csv", 422)]
    for content, name, status in files:
        answer = send(client, content, name=name)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("application/problem+json")


def test_the_file_that_is_given_out_is_read_back_without_a_change(client):
    put(client, A, [WORKER, CADRE])
    before = told(client)[1]
    for form in ("xlsx", "csv"):
        answer = client.call("GET", f"/plans/{client.plan}/teams/file?format={form}", who=PLANNER)
        assert answer.status_code == 200
        assert send(client, answer.content, name=f"t.{form}").json()["kept"] is True
        assert told(client)[1] == before


def test_a_merged_grid_leaves_its_team_to_be_reassigned(client):
    put(client, B, [WORKER])
    merge = {"type": "merge", "grids": [A, B], "into": A}
    done = client.call("POST", f"/plans/{client.plan}/edits", base=0, json=merge)
    assert done.status_code in {200, 201}, done.text
    answer, grids = told(client)
    assert set(grids) == {A, C, D}
    told_of = [(one["grid_code"], one["successors"]) for one in answer["to_reassign"]]
    assert told_of == [(B, [A])]
    assert answer["staffing"]["to_reassign"] == 1
    assert put(client, B, [CADRE]).status_code == 400
    assert put(client, B, [], stamp=answer["to_reassign"][0]["stamp"]).status_code == 200
    assert told(client)[0]["to_reassign"] == []


def test_settings_name_a_file_of_rules(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text('[teams]\nroles = ["grid_worker"]\n[teams.weights]\nhazards = 50\n', "utf-8")
    given = {"GRIDMAP_DATABASE_URL": "x.gpkg", "GRIDMAP_WORKLOAD": str(path)}
    rules = Settings.from_environment(given).teams
    assert (rules.roles, rules.weights.hazards) == (("grid_worker",), 50)
    with pytest.raises(SettingsError):
        Settings.from_environment(given | {"GRIDMAP_WORKLOAD": str(tmp_path / "none.toml")})


def test_a_job_balances_workload_as_the_plan_records_it(tmp_path, monkeypatch):
    made = PlanSettings(
        balance="workload", workload=Weights(hazards=50), weights=Objective(loads=3)
    )
    body = PlanningBody.model_validate(recorded(made.to_dict())).model_dump(mode="json")
    again = settings_of(body)
    assert (again.balance, again.workload, again.weights) == (
        "workload",
        made.workload,
        made.weights,
    )
    rules = tmp_path / "rules.json"
    rules.write_text('{"weights": {"hazards": 70}}', "utf-8")
    monkeypatch.setenv("GRIDMAP_WORKLOAD", str(rules))
    asked = settings_of({"balance": "workload"})
    assert (asked.workload.hazards, asked.weights.loads) == (70, 1)
    assert settings_of({}).weights.loads == 0
