"""Differences of plans by HTTP, on both stores: figures, tables, maps; and what is withheld."""

import csv
import io

import lattice
import pytest
from calling import Client
from drawn_plan import (
    ADMIN,
    EAST,
    OTHER,
    PLANNER,
    VIEWER,
    WEST,
    A,
    B,
    C,
    D,
    drawn_plan,
    save_drawn,
    unit,
)
from gridmap_api.store.making import create_plan
from openpyxl import load_workbook
from shapely.geometry import shape
from shapely.ops import unary_union
from stores import store, store_address

from gridmap.contiguity import build_contiguity

__all__ = ["store", "store_address"]


@pytest.fixture
def client(store_address):
    made = Client(store_address)
    yield made
    made.store.close()


@pytest.fixture
def plan_id(client):
    return save_drawn(client.store)


def move(*units, to):
    return {"type": "move", "units": list(units), "target": to}


def edit(client, plan_id, body):
    base = client.get(f"/plans/{plan_id}")["version"]
    answer = client.call("POST", f"/plans/{plan_id}/edits", base=base, json=body)
    assert answer.status_code == 201, answer.text


def publish(client, plan_id):
    address = f"/plans/{plan_id}/state"
    for to in ("in_review", "published"):
        base = client.get(f"/plans/{plan_id}")["version"]
        body = {"to": to}
        answer = client.call("POST", address, base=base, json=body)
        if answer.status_code == 409:
            keys = answer.json()["violations"]
            body["exceptions"] = [{"key": key, "reason": "手绘方案"} for key in keys]
            answer = client.call("POST", address, base=base, json=body)
        assert answer.status_code == 201, answer.text


def ask(client, plan_id, what="", **options):
    who = options.pop("who", ADMIN)
    options = {{"from_": "from"}.get(name, name): value for name, value in options.items()}
    return client.call("GET", f"/plans/{plan_id}/difference{what}", params=options, who=who)


def kinds(found):
    rows = found["successions"]
    return {row["old"] or row["new"]: row["kind"] for row in rows if row["kind"] != "unchanged"}


def test_figures_of_both_sides_and_what_moved(client, plan_id):
    edit(client, plan_id, move(unit(2, 0), unit(2, 1), unit(2, 2), to=B))
    found = ask(client, plan_id).json()
    assert found["compared_by"] == "units"
    assert (found["before"]["version"], found["after"]["version"]) == (0, 1)
    # A has 90 households now, which is under the band of 100 to 140; B has 150, which is over.
    assert (found["before"]["in_band"], found["after"]["in_band"]) == (4, 2)
    assert (found["before"]["hard_violations"], found["after"]["hard_violations"]) == (0, 2)
    assert (found["households"], found["share"]) == (30, 0.0625)
    assert kinds(found) == {A: "adjusted", B: "adjusted"}
    assert found["moved"] == [
        {
            "old": A,
            "new": B,
            "units": 3,
            "buildings": 3,
            "households_before": 30,
            "households": 30,
            "persons_before": 90,
            "persons": 90,
        }
    ]
    assert found["successions"][0]["what"]["zh"] == f"{A} 调整，划出至 …002（30 户）"
    assert sum(row["households"] for row in found["flows"] if row["new"] == B) == 150


def test_map_has_the_pieces_and_the_outlines_before_and_after(client, plan_id):
    edit(client, plan_id, move(unit(2, 0), unit(2, 1), unit(2, 2), to=B))
    answer = ask(client, plan_id, "/map")
    assert answer.headers["content-type"] == "application/geo+json"
    features = answer.json()["features"]
    roles = [one["properties"]["role"] for one in features]
    assert sorted(roles) == ["after", "after", "before", "before", "piece"]
    drawn = {
        (one["properties"]["role"], one["properties"].get("grid_code")): shape(one["geometry"])
        for one in features
    }
    # Three squares of 100 m in the third row from the north: 300 m to 400 m from the south.
    expected = lattice.layer([lattice.box(0, 300, 300, 400)]).to_crs(4490).geometry.iloc[0]
    piece = drawn["piece", None]
    assert piece.symmetric_difference(expected).area < 1e-3 * expected.area
    left = drawn["before", A].difference(piece)
    assert left.symmetric_difference(drawn["after", A]).area < 1e-3 * expected.area
    joined = unary_union([drawn["before", B], piece])
    assert joined.symmetric_difference(drawn["after", B]).area < 1e-3 * expected.area
    (one,) = [one for one in features if one["properties"]["role"] == "piece"]
    assert (one["properties"]["old"], one["properties"]["new"]) == (A, B)
    assert one["properties"]["households"] == 30


def test_map_has_every_grid_if_asked_with_its_figures(client, plan_id):
    edit(client, plan_id, move(unit(2, 0), to=B))
    features = ask(client, plan_id, "/map", grids="all").json()["features"]
    told = {
        (one["properties"]["role"], one["properties"]["grid_code"]): one["properties"]
        for one in features
        if one["properties"]["role"] != "piece"
    }
    assert len(told) == 8
    assert (told["before", A]["households"], told["after", A]["households"]) == (120, 110)
    assert (told["after", A]["change"], told["after", C]["change"]) == ("adjusted", "unchanged")
    for role in ("before", "after"):
        grids = {one["grid_code"]: one for one in client.get(f"/plans/{plan_id}/grids")["grids"]}
        same = {"grid_uuid", "community_code", "kind", "purpose", "locked", "retired"}
        assert {name: told[role, C][name] for name in same} == {
            name: grids[C][name] for name in same
        }


def test_rows_say_where_both_grids_lie(client, plan_id):
    edit(client, plan_id, {"type": "merge", "grids": [A, B], "into": B})
    found = ask(client, plan_id).json()
    assert kinds(found) == {A: "merged", B: "merged"}
    rows = {row["old"]: row for row in found["successions"]}
    west = lattice.layer([lattice.box(0, 0, 400, 600)]).to_crs(4490).total_bounds
    assert rows[B]["bounds"] == pytest.approx(west, abs=1e-5)
    assert rows[A]["what"]["zh"] == f"{A} 并入 …002，涉及 120 户"
    assert rows[A]["what"]["en"] == f"{A} joined …002: 120 households"


def test_two_plans_with_other_numbers_of_grids_and_other_identities(client, plan_id):
    other = save_drawn(client.store, name="第二方案")
    edit(client, other, {"type": "merge", "grids": [C, D], "into": C})
    found = ask(client, plan_id, plan=other, to=1).json()
    assert (found["before"]["grids"], found["after"]["grids"]) == (4, 3)
    assert kinds(found) == {C: "merged", D: "merged"}
    assert found["households"] == 120
    assert {row["old"]: row["new"] for row in found["successions"]}[D] is None


def coarse_plan(store):
    """Keep a plan on units of 200 m by 100 m, each of two squares of the drawing side by side."""
    fine = drawn_plan()
    units = fine.units
    pair = units.assign(
        pair=[
            f"{row.community_code}-{n // 8}-{n % 8 // 2}"
            for n, row in enumerate(units.itertuples())
        ]
    )
    coarse = pair.dissolve(
        "pair",
        aggfunc={
            "unit_id": "first",
            "community_code": "first",
            "compound_id": "first",
            "kind": "first",
            "purpose": "first",
            "buildings": ";".join,
            "households": "sum",
            "persons": "sum",
            "households_source": "first",
            "x_m": "mean",
            "y_m": "mean",
            "grid_code": "first",
        },
    ).reset_index(drop=True)
    plan = type(fine)(**{**{n: getattr(fine, n) for n in fine.__slots__}, "units": coarse})
    with store.write() as connection:
        return create_plan(
            connection, plan, name="粗单元", owner="本机", graph=build_contiguity(coarse, {})
        )


def test_plans_on_other_units_are_compared_by_buildings(client, plan_id):
    edit(client, plan_id, move(unit(2, 0), to=B))
    other = coarse_plan(client.store)
    found = ask(client, plan_id, from_=1, plan=other, to=0).json()
    assert found["compared_by"] == "buildings"
    assert found["before"]["households"] == found["after"]["households"] == 480
    assert (found["households"], found["built"], found["gone"]) == (10, 0, 0)
    assert [(row["old"], row["new"], row["buildings"]) for row in found["moved"]] == [(B, A, 1)]
    assert kinds(found) == {A: "adjusted", B: "adjusted"}
    features = ask(client, plan_id, "/map", from_=1, plan=other, to=0).json()["features"]
    assert len([one for one in features if one["properties"]["role"] == "before"]) == 2


def test_csv_and_xlsx_have_chinese_headers_and_codes_as_texts(client, plan_id):
    edit(client, plan_id, move(unit(2, 0), unit(2, 1), unit(2, 2), to=B))
    answer = ask(client, plan_id, f="csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0]["类型"] == "调整"
    assert (rows[0]["原网格编码"], rows[0]["原户数"], rows[0]["现户数"]) == (A, "120", "90")
    assert rows[0]["去向网格(户数)"] == f"{A}(90)；{B}(30)"
    assert "difference.csv" in answer.headers["content-disposition"]
    book = load_workbook(io.BytesIO(ask(client, plan_id, f="xlsx").content))
    assert book.sheetnames == ["网格沿革", "户数流向", "说明"]
    head, first = list(book["网格沿革"].iter_rows(values_only=True))[:2]
    assert dict(zip(head, first, strict=True))["原网格编码"] == A
    flows = list(book["户数流向"].iter_rows(values_only=True))
    assert (A, B, "变更", 3, 3, 30, 30, 90) in flows
    english = ask(client, plan_id, f="csv", lang="en").content.decode("utf-8-sig")
    assert english.startswith("Type,Code before,Code after")


def test_names_that_look_like_formulas_stay_texts(client, plan_id):
    renamed = client.call("PATCH", f"/plans/{plan_id}", json={"name": '=HYPERLINK("x")'})
    assert renamed.status_code == 200
    book = load_workbook(io.BytesIO(ask(client, plan_id, f="xlsx").content))
    cells = [cell for row in book["说明"].iter_rows() for cell in row]
    (named,) = {cell.coordinate for cell in cells if cell.value == '=HYPERLINK("x")'} & {"B1"}
    assert book["说明"][named].data_type == "s"


def test_a_planner_sees_the_differences_of_own_communities(client, plan_id):
    edit(client, plan_id, move(unit(2, 0), to=B))
    edit(client, plan_id, move(unit(2, 4), unit(2, 5), to=D))
    west, east = (ask(client, plan_id, who=who).json() for who in (PLANNER, OTHER))
    assert (west["households"], east["households"]) == (10, 20)
    assert {row["community_code"] for row in west["successions"]} == {WEST}
    assert {row["community_code"] for row in east["successions"]} == {EAST}
    assert west["before"]["grids"] == 2
    pieces = ask(client, plan_id, "/map", who=PLANNER).json()["features"]
    assert {one["properties"].get("old", A)[:12] for one in pieces} == {WEST}
    assert EAST not in ask(client, plan_id, who=PLANNER, f="csv").text


def test_two_published_plans_are_compared_by_everybody_without_small_counts(client, plan_id):
    edit(client, plan_id, {"type": "merge", "grids": [C, D], "into": C})
    other = save_drawn(client.store, name="第二方案")
    edit(client, other, move(unit(2, 0), unit(2, 1), unit(2, 2), to=B))
    assert ask(client, plan_id, from_=1, plan=other, to=1, who=VIEWER).status_code == 404
    publish(client, plan_id)
    publish(client, other)
    answer = ask(client, plan_id, from_=1, plan=other, to=1, who=VIEWER)
    found = answer.json()
    assert (answer.status_code, found["least_told"], found["flips"]) == (200, 10, [])
    assert {row["units"] for row in found["flows"]} == {None}
    assert {row["buildings"] for row in found["flows"]} == {None}
    assert kinds(found) == {A: "adjusted", B: "adjusted", C: "split", D: "split"}
    assert ask(client, plan_id, "/map", from_=1, plan=other, to=1, who=VIEWER).status_code == 200
    # What was before the published version is nobody's business.
    assert ask(client, plan_id, from_=0, plan=other, to=1, who=VIEWER).status_code == 404


def test_a_few_that_moved_between_published_plans_are_not_told(client):
    few = [[3 if (row, col) == (2, 0) else 17 for col in range(8)] for row in range(6)]
    ids = []
    for name in ("甲", "乙"):
        plan = drawn_plan()
        plan.units["households"] = [count for row in few for count in row]
        with client.store.write() as connection:
            graph = build_contiguity(plan.units, {})
            ids.append(create_plan(connection, plan, name=name, owner="本机", graph=graph))
    edit(client, ids[1], move(unit(2, 0), to=B))
    for one in ids:
        publish(client, one)
    found = ask(client, ids[0], plan=ids[1], to=1, who=VIEWER).json()
    assert [(row["old"], row["new"], row["households"]) for row in found["moved"]] == [(A, B, None)]
    assert found["households"] is None
    rows = {row["old"]: row for row in found["successions"]}
    # 11 x 17 + 3 = 190 households, 3 of which left: of 190 and 187 only the first is told.
    assert (rows[A]["households_before"], rows[A]["households"]) == (190, None)
    assert rows[A]["what"]["zh"] == f"{A} 调整，划出至 …002（户数隐去）"
    text = ask(client, ids[0], plan=ids[1], to=1, who=VIEWER, f="csv").text
    assert "187" not in text
    assert "隐去" in text


def test_unknown_versions_and_plans_are_not_there(client, plan_id):
    assert ask(client, plan_id, to=5).status_code == 404
    assert ask(client, plan_id, plan="nothing").status_code == 404
    assert ask(client, plan_id, f="pdf").status_code == 400
