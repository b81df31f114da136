"""Plans come out of the store as they went in, and only those that somebody may see."""

import drawn_plan
import numpy as np
import planned
import pytest
import shapely
from drawn_plan import EAST, OTHER, PLANNER, VIEWER, WEST, save_drawn
from drawn_plan import drawn_plan as drawn
from gridmap_api.errors import ConflictError, ForbiddenError, UnknownObjectError
from gridmap_api.store.chain import verify_plan
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import branch_plan, create_plan, make_blank
from gridmap_api.store.plan_reads import figures_of, grids_of, units_of, violations_of
from gridmap_api.store.plans import find_plan, list_plans, name_version, named_versions
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.unit_sets import load_units, save_units

from gridmap.contiguity import build_contiguity
from gridmap.metrics import METRICS, grid_metrics
from gridmap.plan import Band


def test_units_come_back_with_their_contiguity_and_stay_a_valid_coverage(store):
    units = drawn().units
    graph = build_contiguity(units, {})
    options = {"layers": {"buildings": 1}, "tessellation": {}, "communities": {WEST: "西"}}
    with store.write() as connection:
        set_id = save_units(connection, units, graph, **options)
        again = save_units(connection, units, graph, **options)
        other = save_units(connection, units, graph, **options | {"layers": {"buildings": 2}})
    assert again == set_id
    assert other != set_id
    with store.read() as connection:
        found, links = load_units(connection, set_id)
    assert found.crs == units.crs
    assert shapely.coverage_is_valid(np.asarray(found.geometry))
    assert shapely.equals_exact(found.geometry, units.geometry, tolerance=1e-6).all()
    plain = units.drop(columns=["geometry", "grid_code"])
    assert found[plain.columns].to_dict("records") == plain.to_dict("records")
    for name in ("heads", "tails", "length_m", "kind", "bridged"):
        assert np.array_equal(getattr(links, name), getattr(graph, name))


def test_a_plan_is_kept_with_its_figures_shapes_and_violations(store):
    plan = planned.plan()
    with store.write() as connection:
        plan_id = create_plan(connection, plan, name="示范", owner="甲", layers={"buildings": 3})
    with store.read() as connection:
        row = find_plan(connection, plan_id, EVERYTHING)
        count, grids = grids_of(connection, plan_id, EVERYTHING, limit=10, offset=0)
        violations = violations_of(connection, plan_id, EVERYTHING)
        assert verify_plan(connection, plan_id) == []
    assert (row["head"], row["state"], row["owner"]) == (0, "draft", "甲")
    assert row["communities"] == {planned.lattice.COMMUNITY: "格子社区"}
    assert count == 4
    assert [one["grid_code"][-3:] for one in grids] == ["001", "002", "003", "004"]
    assert [one["households"] for one in grids] == [400, 240, 600, 0]
    assert [one["kind"] for one in grids] == ["ordinary"] * 3 + ["special"]
    assert grids[3]["purpose"] == "school"
    whole = plan.grids.set_index("grid_code")
    metrics = grid_metrics(plan.units, whole, band=Band(300, 500))
    for one in grids:
        for name in METRICS:
            assert one[name] == metrics.loc[one["grid_code"], name], name
    hard = [
        (one["rule"], one["grid_code"][-3:], one["figure"]) for one in violations if one["hard"]
    ]
    assert hard == [("band", "002", 240.0), ("band", "003", 600.0)]


def test_a_planner_sees_rows_of_his_communities_and_others_see_none_of_a_draft(store):
    plan_id = save_drawn(store)
    with store.read() as connection:
        plan = find_plan(connection, plan_id, PLANNER.scope)
        count, grids = grids_of(connection, plan_id, PLANNER.scope, limit=10, offset=0)
        units = units_of(connection, plan, PLANNER.scope, after=-1, limit=100)
        figures = figures_of(connection, plan, PLANNER.scope)
        nowhere = Scope(frozenset({"370899001009"}))
        assert list_plans(connection, nowhere) == []
        assert list_plans(connection, VIEWER.scope) == []
        for scope in (nowhere, VIEWER.scope):
            with pytest.raises(UnknownObjectError):
                find_plan(connection, plan_id, scope)
    assert count == 2
    assert {one["community_code"] for one in grids} == {WEST}
    assert len(units["unit_id"]) == 24
    assert all(unit.startswith(WEST) for unit in units["unit_id"])
    assert (figures["grids"], figures["households"], figures["in_band"]) == (2, 240, 2)


def test_units_come_in_pages_that_join_without_gap_or_overlap(store):
    plan_id = save_drawn(store)
    found, cursor = [], -1
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        while cursor is not None:
            page = units_of(connection, plan, EVERYTHING, after=cursor, limit=10)
            found += page["unit_id"]
            cursor = page["next"]
    assert found == drawn().units["unit_id"].tolist()


def test_a_blank_plan_leaves_every_unit_to_be_assigned(store):
    save_drawn(store)
    with store.write() as connection:
        (first,) = list_plans(connection, EVERYTHING)
        with pytest.raises(ForbiddenError):
            make_blank(
                store,
                connection,
                name="空",
                set_id=first["set_id"],
                band=Band(),
                principal=PLANNER,
            )
        made = make_blank(
            store,
            connection,
            name="空",
            set_id=first["set_id"],
            band=Band(),
            principal=drawn_plan.ADMIN,
        )
        figures = figures_of(connection, made, EVERYTHING)
        assert verify_plan(connection, made["id"]) == []
    assert (figures["grids"], figures["unassigned_units"]) == (0, 48)
    assert figures["open_violations"] == 48


def test_a_branch_is_a_draft_of_its_own_with_the_identity_of_its_grids(store):
    plan_id = save_drawn(store)
    with store.write() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        made = branch_plan(
            store, connection, plan, name="支线", version=0, principal=drawn_plan.ADMIN
        )
        with pytest.raises(UnknownObjectError):
            branch_plan(store, connection, plan, name="支线", version=5, principal=drawn_plan.ADMIN)
    with store.read() as connection:
        plans = plans_of(store)
        assert plans.head(connection, made).digest() == plans.head(connection, plan).digest()
        assert verify_plan(connection, made["id"]) == []
    assert (made["parent_id"], made["parent_version"]) == (plan_id, 0)


def test_a_name_stands_for_one_version_of_a_plan(store):
    plan_id = save_drawn(store)
    with store.write() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        name_version(connection, plan, name="第一轮", version=0, actor="甲")
        with pytest.raises(ConflictError):
            name_version(connection, plan, name="第一轮", version=0, actor="乙")
        with pytest.raises(UnknownObjectError):
            name_version(connection, plan, name="第二轮", version=1, actor="乙")
        (one,) = named_versions(connection, plan_id)
    assert (one["name"], one["version"], one["actor"]) == ("第一轮", 0, "甲")


def test_the_planner_of_the_other_community_sees_the_other_half(store):
    plan_id = save_drawn(store)
    with store.read() as connection:
        _, grids = grids_of(connection, plan_id, OTHER.scope, limit=10, offset=0)
    assert {one["community_code"] for one in grids} == {EAST}
