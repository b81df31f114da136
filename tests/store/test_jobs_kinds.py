"""Every kind of work on both stores, on communities that can be drawn by hand."""

import io
import json
from contextlib import suppress
from itertools import product

import geopandas as gpd
import lattice
import pytest
import shapely
import sqlalchemy as sa
from gridmap_api.errors import ConflictError, ForbiddenError, UnknownObjectError
from gridmap_api.jobs.desk import Desk
from gridmap_api.jobs.kinds import KINDS, importing
from gridmap_api.jobs.ordering import order_job
from gridmap_api.jobs.receiving import Sent
from gridmap_api.jobs.running import run_job
from gridmap_api.jobs.sending import order_file_import
from gridmap_api.schemas.jobs import (
    AlternativesJob,
    ExportJob,
    ImproveJob,
    PlanJob,
    Preview,
    Reason,
    RepairJob,
    TessellateJob,
)
from gridmap_api.store import job_claims, job_queue, jobs
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.job_files import file_pieces
from gridmap_api.store.layer_reads import current_versions, read_layer
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.models import PlanGrid, PlanRow, PlanUnit, Unit
from gridmap_api.store.principals import LOCAL, Principal
from gridmap_api.store.scope import EVERYTHING
from shapely.geometry import shape

from gridmap.editing.commands import Move
from gridmap.editing.parsing import parse_edit
from gridmap.errors import GridmapError

on_a_file = pytest.mark.parametrize("store_address", ["file"], indirect=True)
"""For what does not depend on the kind of store."""

CODES = [f"3708990010{n:02d}" for n in range(1, 4)]
WEST = CODES[0]
PLANNER = Principal("p", "甲", "planner", frozenset({WEST}))


def street():
    """Three communities of 4 x 6 houses side by side."""
    drawing = [[40 + (7 * row + 5 * col + col // 6) % 23 for col in range(18)] for row in range(4)]
    made = lattice.lattice_layers(4, 18, households=drawing)
    boxes = [lattice.box(600 * n, 0, 600 * (n + 1), 400) for n in range(3)]
    made["communities"] = lattice.layer(boxes, community_code=CODES, name=["甲", "乙", "丙"])
    return {name: frame.to_crs(4490) for name, frame in made.items()}


@pytest.fixture
def filled(store):
    """A store with the layers of the street."""
    with store.write() as connection:
        for name, frame in street().items():
            if not frame.empty:
                import_layer(connection, name, frame, actor="test")
    return store


@pytest.fixture
def do(filled, store_address):
    """Ask for work, do it here, and return the job and its result."""

    def done(request, principal=LOCAL):
        order_job(filled, request, principal)
        return work_off(filled, store_address)

    return done


def work_off(store, address):
    claim = job_queue.claim_job(store, "w", lease_s=60)
    run_job(address, claim, KINDS[claim.kind])
    with store.read() as connection:
        job = jobs.get_job(connection, claim.id, scope=EVERYTHING, account="")
        return job, jobs.result_of(connection, claim.id)


def plan_job(**params):
    """A plan without proof, which takes most of the time, unless it is asked for."""
    params["settings"] = {"proof": "off", **params.get("settings", {})}
    return PlanJob.model_validate({"kind": "plan", "params": params})


def assignment(store, plan_id):
    query = (
        sa.select(Unit.unit_id, PlanUnit.grid_code)
        .join(PlanRow, PlanRow.id == PlanUnit.plan_id)
        .join(Unit, sa.and_(Unit.set_id == PlanRow.set_id, Unit.row == PlanUnit.row))
        .where(PlanUnit.plan_id == plan_id)
    )
    with store.read() as connection:
        return dict(map(tuple, connection.execute(query)))


def households(store, plan_id):
    query = sa.select(PlanGrid.grid_code, PlanGrid.households).where(PlanGrid.plan_id == plan_id)
    with store.read() as connection:
        return dict(map(tuple, connection.execute(query)))


def test_layers_are_cut_into_units_once(do):
    job, result = do(TessellateJob(kind="tessellate"))
    assert (job.state, result["units"]) == ("done", 72)
    again = do(TessellateJob(kind="tessellate"))[1]
    assert again["set_id"] == result["set_id"]


def test_a_plan_of_the_layers_stands_in_the_store(do, filled):
    job, result = do(plan_job(name="方案一", settings={"proof": "quick"}))
    assert job.state == "done", job.problem
    grids = households(filled, result["plan_id"])
    assert len(grids) == result["figures"]["grids"]
    assert all(300 <= count <= 500 for count in grids.values())
    assert result["violations"] == 0
    assert "proved optimal" in result["proof"]["en"]
    with filled.read() as connection:
        row = connection.execute(sa.select(PlanRow.name, PlanRow.owner, PlanRow.state)).one()
    assert tuple(row) == ("方案一", LOCAL.name, "draft")


@on_a_file
def test_a_plan_on_units_that_are_there_is_that_of_the_layers(do, filled):
    of_layers = do(plan_job(settings={"seed": 5}))[1]["plan_id"]
    set_id = do(TessellateJob(kind="tessellate"))[1]["set_id"]
    of_units = do(plan_job(set_id=set_id, settings={"seed": 5}))[1]["plan_id"]
    assert assignment(filled, of_units) == assignment(filled, of_layers)
    with filled.read() as connection:
        assert connection.scalars(sa.select(PlanRow.set_id).distinct()).all() == [set_id]


@on_a_file
def test_a_plan_of_one_community_has_its_units_alone(do, filled):
    plan_id = do(plan_job(communities=[WEST]), PLANNER)[1]["plan_id"]
    assert len(assignment(filled, plan_id)) == 24
    assert all(code.startswith(WEST) for code in households(filled, plan_id))


def applied(store, result):
    """Send the edit that a job found, and return the plan's grids after it."""
    commit_edit(
        store,
        result["plan_id"],
        parse_edit(result["edit"]),
        base=result["base"],
        principal=LOCAL,
    )
    return households(store, result["plan_id"])


def test_a_plan_that_was_taken_over_is_the_plan_of_one_go(do, filled, store_address, monkeypatch):
    straight = do(plan_job(settings={"seed": 9}))[1]["plan_id"]
    job, _ = order_job(filled, plan_job(settings={"seed": 9}), LOCAL)
    keep = Desk.keep

    def die(desk, name, content):
        if name == f"cut {CODES[1]}":
            raise ConnectionError
        keep(desk, name, content)

    first = job_queue.claim_job(filled, "dies", lease_s=-1.0)
    monkeypatch.setattr(Desk, "keep", die)
    with pytest.raises(ConnectionError):
        KINDS["plan"](Desk(filled, first))
    monkeypatch.undo()
    kept = job_claims.kept_parts(filled, first)
    assert "set_id" in kept
    assert 0 < sum(name.startswith("cut ") for name in kept) < 3
    taken, result = work_off(filled, store_address)
    assert (taken.id, taken.attempts, taken.state) == (job.id, 2, "done")
    assert assignment(filled, result["plan_id"]) == assignment(filled, straight)


def test_grids_for_a_community_of_a_draft_are_an_edit_of_its_units_alone(do, filled):
    plan_id = do(plan_job())[1]["plan_id"]
    before = assignment(filled, plan_id)
    _, result = do(
        plan_job(plan_id=plan_id, communities=[WEST], settings={"band": [200, 300]}), PLANNER
    )
    assert (result["plan_id"], result["base"]) == (plan_id, 0)
    assert set(result["edit"]["assignment"]) == {one for one in before if one.startswith(WEST)}
    assert set(result["edit"]["assignment"].values()) == set(result["edit"]["grids"])
    assert assignment(filled, plan_id) == before
    grids = applied(filled, result)
    assert sum(grids.values()) == sum(households(filled, plan_id).values())
    after = assignment(filled, plan_id)
    assert all(after[unit] == code for unit, code in before.items() if not unit.startswith(WEST))


@on_a_file
def test_a_community_with_a_locked_unit_is_not_cut_anew(do, filled):
    plan_id = do(plan_job())[1]["plan_id"]
    with filled.write() as connection:
        connection.execute(sa.update(PlanUnit).where(PlanUnit.row == 0).values(locked=True))
    with pytest.raises(ConflictError) as caught:
        order_job(filled, plan_job(plan_id=plan_id), LOCAL)
    assert caught.value.more["communities"] == [WEST]
    assert order_job(filled, plan_job(plan_id=plan_id, communities=CODES[1:]), LOCAL)[1]


@on_a_file
def test_a_plan_in_review_is_not_computed_on(do, filled):
    plan_id = do(plan_job())[1]["plan_id"]
    with filled.write() as connection:
        connection.execute(sa.update(PlanRow).values(state="in_review"))
    with pytest.raises(ConflictError, match="draft"):
        order_job(filled, plan_job(plan_id=plan_id), LOCAL)


def test_a_file_is_exported_with_what_its_owner_may_see(do, filled):
    plan_id = do(plan_job())[1]["plan_id"]
    request = ExportJob.model_validate(
        {"kind": "export", "params": {"plan": plan_id, "format": "geojson"}}
    )
    job, result = do(request, PLANNER)
    assert job.state == "done", job.problem
    content = b"".join(file_pieces(filled, job.id, "file"))
    assert len(content) == result["bytes"]
    codes = {code for code in households(filled, plan_id) if code.startswith(WEST)}
    assert len(json.loads(content)["features"]) == len(codes)
    with filled.read() as connection, pytest.raises(UnknownObjectError):
        jobs.get_job(connection, job.id, scope=PLANNER.scope, account="another")


def bend(store, plan_id):
    """Move houses out of a grid of the western community until it is below the band."""
    grids = [code for code in sorted(households(store, plan_id)) if code.startswith(WEST)]
    low = min(grids, key=lambda code: households(store, plan_id)[code])
    base = 0
    for unit, target in product(sorted(assignment(store, plan_id)), grids):
        if assignment(store, plan_id)[unit] != low or target == low:
            continue
        with suppress(GridmapError):
            commit_edit(store, plan_id, Move((unit,), target), base=base, principal=LOCAL)
            base += 1
        if households(store, plan_id)[low] < 300:
            return base
    raise AssertionError(households(store, plan_id))


def test_a_repair_tells_the_moves_and_the_edit_that_makes_them(do, filled):
    plan_id = do(plan_job())[1]["plan_id"]
    base = bend(filled, plan_id)
    request = RepairJob.model_validate(
        {"kind": "repair", "params": {"plan_id": plan_id, "communities": [WEST]}}
    )
    job, result = do(request)
    assert job.state == "done", job.problem
    assert (result["base"], result["outside"]) == (base, 0)
    assert result["moved"] >= result["bound"] > 0
    assert sum(move["households"] for move in result["moves"]) == result["moved"]
    assert all(move["zh"].startswith("把") for move in result["moves"])
    moved = {unit for move in result["moves"] for unit in move["units"].split(";")}
    assert moved == set(result["edit"]["assignment"])
    preview = Preview.model_validate(result["preview"])
    assert {unit for unit, _, _ in preview.flips} == moved
    assert (preview.moved, preview.after.hard, preview.before.hard > 0) == (
        result["moved"],
        0,
        True,
    )
    assert f"调整 {result['moved']} 户" in result["said"]["zh"]
    assert all(300 <= count <= 500 for count in applied(filled, result).values())


def improve(plan_id, grids):
    return ImproveJob.model_validate(
        {"kind": "improve", "params": {"plan_id": plan_id, "grids": grids}}
    )


def test_chosen_grids_are_improved_and_others_stay(do, filled):
    plan_id = do(plan_job(settings={"seed": 1}))[1]["plan_id"]
    bend(filled, plan_id)
    before = assignment(filled, plan_id)
    grids = sorted({code for code in before.values() if code.startswith(WEST)})
    job, result = do(improve(plan_id, grids))
    assert job.state == "done", job.problem
    rank = [(one["outside"], one["objective"]) for one in (result["after"], result["before"])]
    assert rank[0] < rank[1]
    applied(filled, result)
    after = assignment(filled, plan_id)
    assert {u: g for u, g in after.items() if g != before[u]} == result["edit"]["assignment"]
    assert all(unit.startswith(WEST) for unit in result["edit"]["assignment"])


@on_a_file
def test_what_is_the_best_already_comes_back_without_an_edit(do, filled):
    plan_id = do(plan_job(communities=[WEST], settings={"proof": "quick"}))[1]["plan_id"]
    _, result = do(improve(plan_id, sorted(households(filled, plan_id))))
    assert result["edit"] is None
    assert result["after"] == result["before"]


@on_a_file
def test_locked_and_foreign_grids_are_not_improved(do, filled):
    plan_id = do(plan_job())[1]["plan_id"]
    grids = sorted(households(filled, plan_id))
    with pytest.raises(ConflictError, match="several communities"):
        order_job(filled, improve(plan_id, [grids[0], grids[-1]]), LOCAL)
    with pytest.raises(UnknownObjectError):
        order_job(filled, improve(plan_id, [grids[-1]]), PLANNER)
    with pytest.raises(UnknownObjectError):
        order_job(filled, improve(plan_id, [f"{WEST}999"]), PLANNER)
    with filled.write() as connection:
        connection.execute(sa.update(PlanGrid).values(locked=True))
    with pytest.raises(ConflictError, match="locked"):
        order_job(filled, improve(plan_id, grids[:1]), PLANNER)


@on_a_file
def test_grids_are_chosen_by_their_units_and_with_their_neighbours(do, filled):
    plan_id = do(plan_job(settings={"seed": 1}))[1]["plan_id"]
    bend(filled, plan_id)
    of_unit = assignment(filled, plan_id)
    west = {code for code in of_unit.values() if code.startswith(WEST)}
    first = next(unit for unit, code in sorted(of_unit.items()) if code in west)
    params = {"plan_id": plan_id, "units": [first]}
    alone = do(ImproveJob.model_validate({"kind": "improve", "params": params}))[1]
    assert alone["grids"] == [of_unit[first]]
    assert alone["edit"] is None
    assert "没有找到更好" in alone["said"]["zh"]
    params["neighbours"] = True
    job, more = do(ImproveJob.model_validate({"kind": "improve", "params": params}))
    assert job.state == "done", job.problem
    assert set(more["grids"]) <= west
    assert len(more["grids"]) > 1
    Preview.model_validate(more["preview"])
    with pytest.raises(ValueError, match="grids or units are named"):
        improve(plan_id, [])


@on_a_file
def test_grids_that_hold_too_few_households_together_say_so_with_the_place(do, filled):
    plan_id = do(plan_job(settings={"seed": 1}))[1]["plan_id"]
    with filled.write() as connection:
        connection.execute(sa.update(PlanRow).values(settings={"band": [600, 700]}))
    grids = sorted(code for code in households(filled, plan_id) if code.startswith(WEST))
    held = sum(households(filled, plan_id)[code] for code in grids)
    (reason,) = do(improve(plan_id, grids))[1]["reasons"]
    assert f"共 {held} 户" in reason["what"]["zh"]
    assert f"{len(grids) * 600} 至 {len(grids) * 700} 户" in reason["what"]["zh"]
    Reason.model_validate(reason)
    place = gpd.GeoSeries([shapely.Point(reason["place"])], crs=4490).to_crs(lattice.CRS)[0]
    assert lattice.box(0, 0, 600, 400).contains(place)


def test_a_band_that_cannot_be_kept_is_told_with_the_place_and_the_remedy(do, filled):
    plan_id = do(plan_job(communities=[WEST]))[1]["plan_id"]
    total = sum(households(filled, plan_id).values())
    band = [total // 2 + 1, total - 1]
    _, result = do(plan_job(plan_id=plan_id, settings={"band": band}))
    (reason,) = result["reasons"]
    assert Reason.model_validate(reason).community_code == WEST
    assert reason["what"]["zh"].startswith("甲：")
    assert str(total) in reason["what"]["en"]
    assert reason["households"] == total
    place = gpd.GeoSeries([shapely.Point(reason["place"])], crs=4490).to_crs(lattice.CRS)[0]
    assert lattice.box(0, 0, 600, 400).contains(place)


def alternatives(plan_id, **params):
    params = {"plan_id": plan_id, "communities": [WEST], "proof": "off", **params}
    return AlternativesJob.model_validate({"kind": "alternatives", "params": params})


def test_alternatives_are_told_apart_and_change_nothing_until_one_is_applied(do, filled):
    plan_id = do(plan_job(settings={"seed": 1}))[1]["plan_id"]
    before = assignment(filled, plan_id)
    job, result = do(alternatives(plan_id), PLANNER)
    assert job.state == "done", job.problem
    assert assignment(filled, plan_id) == before
    found = {one["name"]: one for one in result["alternatives"]}
    assert list(found) == ["balance", "compact", "whole", "near"]
    assert found["near"]["title"] == {"zh": "少改动", "en": "Least change"}
    scores = {name: one["preview"]["after"] for name, one in found.items()}
    assert all(one["hard"] == one["outside"] == one["splits"] == 0 for one in scores.values())
    assert scores["balance"]["deviation_pct"] <= scores["compact"]["deviation_pct"]
    assert scores["compact"]["mean_distance_m"] <= scores["balance"]["mean_distance_m"]
    total = sum(count for code, count in households(filled, plan_id).items() if code[:12] == WEST)
    assert found["near"]["preview"]["moved"] <= round(0.05 * total)
    assert set(result["units"]) == {unit for unit in before if unit.startswith(WEST)}
    for one in found.values():
        assert Preview.model_validate(one["preview"]).refused is None
    one = found["compact"]
    applied(filled, {**result, "edit": one["edit"]})
    after = assignment(filled, plan_id)
    told = [one["grids"]["codes"][place] for place in one["grids"]["of_unit"]]
    assert dict(zip(result["units"], told, strict=True)).items() <= after.items()
    shown = {one["grid_code"]: one["geometry"] for one in one["preview"]["outlines"]}
    drawn = gpd.GeoSeries([shape(geometry) for geometry in shown.values()], crs=4490)
    changed = sum(code in shown for code in after.values())
    assert {outline["grid_code"] for outline in one["outlines"]} == set(one["grids"]["codes"])
    assert drawn.to_crs(lattice.CRS).area.sum() == pytest.approx(changed * 100 * 100, rel=1e-3)
    flips = {(u, before[u], code) for u, code in after.items() if code != before[u]}
    assert {tuple(flip) for flip in one["preview"]["flips"]} == flips


@on_a_file
def test_alternatives_that_were_made_are_not_made_again_after_a_crash(
    do, filled, store_address, monkeypatch
):
    plan_id = do(plan_job(settings={"seed": 1}))[1]["plan_id"]
    asked = [{"name": "compact"}, {"name": "我的方案", "settings": {"band": [200, 300]}}]
    straight = do(alternatives(plan_id, alternatives=asked))[1]
    assert straight["alternatives"][1]["title"] == {"zh": "我的方案", "en": "我的方案"}
    order_job(filled, alternatives(plan_id, alternatives=asked), LOCAL)
    keep = Desk.keep

    def die(desk, name, content):
        if name == "0 1":
            raise ConnectionError
        keep(desk, name, content)

    first = job_queue.claim_job(filled, "dies", lease_s=-1.0)
    monkeypatch.setattr(Desk, "keep", die)
    with pytest.raises(ConnectionError):
        KINDS["alternatives"](Desk(filled, first))
    monkeypatch.undo()
    assert set(job_claims.kept_parts(filled, first)) == {
        "0 0",
        f"0 0 cut {WEST}",
        f"0 1 cut {WEST}",
    }
    taken, result = work_off(filled, store_address)
    assert (taken.attempts, taken.state) == (2, "done")
    assert result == straight


@on_a_file
def test_what_is_locked_is_cut_anew_by_no_alternative(do, filled):
    plan_id = do(plan_job(settings={"seed": 1}))[1]["plan_id"]
    locked = min(code for code in households(filled, plan_id) if code.startswith(WEST))
    held = {unit for unit, code in assignment(filled, plan_id).items() if code == locked}
    with filled.write() as connection:
        row = PlanGrid.grid_code == locked
        connection.execute(sa.update(PlanGrid).where(row).values(locked=True))
    with pytest.raises(ConflictError, match="locked"):
        order_job(filled, alternatives(plan_id), LOCAL)
    _, result = do(alternatives(plan_id, alternatives=[{"name": "near"}]))
    (near,) = result["alternatives"]
    assert near["problem"] is None
    assert not held & {unit for unit, _, _ in near["preview"]["flips"]}


@on_a_file
def test_an_alternative_like_one_before_it_says_so(do, filled):
    plan_id = do(plan_job(settings={"seed": 1}))[1]["plan_id"]
    asked = [{"name": "compact"}, {"name": "own", "settings": {}}, {"name": "compact"}]
    listed = do(alternatives(plan_id, alternatives=asked))[1]["alternatives"]
    assert listed[1]["title"] == {"zh": "自选侧重", "en": "Own settings"}
    assert (listed[0]["same_as"], listed[2]["same_as"]) == (None, 0)


def test_the_same_plan_is_computed_once_and_another_of_its_communities_waits(filled):
    one, new = order_job(filled, plan_job(settings={"seed": 1}), LOCAL)
    again, newly = order_job(filled, plan_job(settings={"seed": 1}), LOCAL)
    assert (one.id, new, newly) == (again.id, True, False)
    with pytest.raises(ConflictError):
        order_job(filled, plan_job(settings={"seed": 1}, communities=[WEST]), PLANNER)
    assert order_job(filled, plan_job(settings={"seed": 2}, communities=[WEST]), PLANNER)[1]


@on_a_file
def test_orders_keep_within_the_communities_of_who_asks(filled):
    job, _ = order_job(filled, plan_job(), PLANNER)
    assert job.communities == (WEST,)
    with pytest.raises(UnknownObjectError):
        order_job(filled, plan_job(communities=CODES), PLANNER)
    with pytest.raises(ForbiddenError):
        order_job(filled, plan_job(), Principal("v", "乙", "viewer"))


def sent(frame, name, store, *, principal=LOCAL, **options):
    file = io.BytesIO(frame.to_json().encode() if isinstance(frame, gpd.GeoDataFrame) else frame)
    chosen = {"layer": None, "encoding": None, "crs": None, "tables": [], "whole": []}
    flags = {"estimate": False, "skip_faulty": False}
    form = Sent([(name, file)], options={**chosen, **flags, **options})
    return order_file_import(store, form, principal)


def test_a_file_becomes_the_next_version_of_its_layer(filled, store_address):
    with filled.read() as connection:
        before = read_layer(connection, "buildings")
        version = current_versions(connection)["buildings"]
    fresh = before.iloc[:1].assign(households=77)[["building_id", "households", "geometry"]]
    sent(fresh.to_crs(4326), "楼栋.geojson", filled)
    job, result = work_off(filled, store_address)
    assert job.state == "done", job.problem
    assert result["layers"] == {"buildings": version + 1}
    with filled.read() as connection:
        after = read_layer(connection, "buildings").set_index("building_id")
    assert len(after) == len(before)
    assert after.loc[fresh["building_id"].iloc[0], "households"] == 77
    assert sent(fresh.to_crs(4326), "楼栋.geojson", filled)[1]


@on_a_file
def test_a_file_with_faults_is_refused_with_all_of_them_and_nothing_is_written(
    filled, store_address
):
    with filled.read() as connection:
        before = current_versions(connection)
    ring = [[117.0, 35.0], [117.1, 35.1], [117.1, 35.0], [117.0, 35.1], [117.0, 35.0]]
    feature = {
        "type": "Feature",
        "properties": {"building_id": "x", "households": -3},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    content = {"type": "FeatureCollection", "features": [feature]}
    sent(json.dumps(content).encode(), "buildings.geojson", filled, layer="buildings")
    job, _ = work_off(filled, store_address)
    assert job.state == "failed"
    assert "未写入" in job.problem["what"]["zh"]
    assert any(fault["severity"] == "error" for fault in job.problem["faults"])
    with filled.read() as connection:
        assert current_versions(connection) == before


def test_an_import_does_not_write_over_what_others_changed_meanwhile(
    filled, store_address, monkeypatch
):
    with filled.read() as connection:
        before = read_layer(connection, "buildings")
    sent(before.iloc[:1].assign(households=5).to_crs(4326), "buildings.geojson", filled)
    real = importing.read_project

    def slow(path):
        with filled.write() as connection:
            import_layer(connection, "buildings", before.iloc[1:], actor="other")
        return real(path)

    monkeypatch.setattr(importing, "read_project", slow)
    job, _ = work_off(filled, store_address)
    assert job.state == "failed"
    assert "Somebody changed" in job.problem["what"]["en"]
    with filled.read() as connection:
        assert len(read_layer(connection, "buildings")) == len(before) - 1


@on_a_file
def test_an_import_takes_one_who_works_everywhere(filled):
    with pytest.raises(ForbiddenError):
        sent(b"{}", "a.geojson", filled, principal=PLANNER)
