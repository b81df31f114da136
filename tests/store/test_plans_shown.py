"""The map shows the newest published plan of a store, else the newest, with its layers."""

import asyncio
import json

import planned
from drawn_plan import ADMIN, A, B, save_drawn, unit
from gridmap_api.map_pages import MapPages
from gridmap_api.plan_body import plan_body
from gridmap_api.store.committing import commit_edit
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.live import plans_of
from gridmap_api.store.making import create_plan
from gridmap_api.store.plans import find_plan
from gridmap_api.store.scope import EVERYTHING, Scope
from gridmap_api.store.states import Step, take_step
from gridmap_api.store_source import StoreSource, whole_plan
from gridmap_api.streaming import stream_of

from gridmap.editing import Move


def publish(store, plan_id):
    for state in ("in_review", "published"):
        with store.write() as connection:
            plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
            live = plans_of(store).head(connection, plan)
            take_step(connection, plan, live, Step(state), actor="甲")


def test_a_store_without_plans_shows_its_layers(store):
    with store.write() as connection:
        import_layer(
            connection, "buildings", planned.context()["buildings"].to_crs(4490), actor="甲"
        )
    content = StoreSource(store).content()
    assert content.plan is None
    assert len(content.layers["buildings"]) == 24


def test_the_plan_is_shown_with_the_layers_it_was_made_on(store):
    plan = planned.plan()
    with store.write() as connection:
        versions = {
            name: import_layer(connection, name, frame.to_crs(4490), actor="甲")
            for name, frame in plan.context.items()
            if name in {"communities", "buildings", "roads"}
        }
        create_plan(connection, plan, name="示范", owner="甲", layers=versions)
    content = StoreSource(store).content()
    shown = content.require_plan()
    assert shown.plan_id == plan.plan_id
    assert len(shown.context["buildings"]) == 24
    assert [one.grid_code for one in shown.violations if one.rule == "band"] == [
        planned.MIDDLE,
        planned.EAST,
    ]
    body = json.loads(plan_body(shown))
    assert body["figures"]["in_band"] == 1
    assert planned.WEST in MapPages().page(content, lang="zh").plain.decode()


def test_the_newest_published_plan_comes_before_a_newer_draft(store):
    source = StoreSource(store, public_only=True)
    first = save_drawn(store, name="第一")
    assert source.content().plan is None
    publish(store, first)
    shown = source.content()
    save_drawn(store, name="第二")
    assert source.content() is shown
    assert shown.stamp.startswith(first)


def test_an_edit_changes_what_is_shown(store):
    plan_id, source = save_drawn(store), StoreSource(store)
    before = source.content()
    commit_edit(store, plan_id, Move((unit(2, 0),), B), base=0, principal=ADMIN)
    after = source.content()
    assert before.stamp != after.stamp
    codes = after.require_plan().units.set_index("unit_id")["grid_code"]
    assert codes[unit(2, 0)] == B


def test_a_stream_ends_when_its_client_or_the_service_goes(store):
    plan_id = save_drawn(store)
    commit_edit(store, plan_id, Move((unit(2, 0),), B), base=0, principal=ADMIN)
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
    asked = []

    async def gone():
        asked.append(1)
        return len(asked) > 1

    async def listen():
        return [one async for one in stream_of(store, plan, EVERYTHING, after=0, gone=gone)]

    said = b"".join(asyncio.run(listen())).decode()
    assert said.startswith("retry: ")
    assert "event: version\nid: 1\n" in said


def test_the_public_map_tells_nothing_of_single_buildings(store):
    frames = {
        name: frame.to_crs(4490)
        for name, frame in planned.context().items()
        if name in {"communities", "buildings", "compounds", "stations"}
    }
    with store.write() as connection:
        versions = {
            name: import_layer(connection, name, frame, actor="甲")
            for name, frame in frames.items()
        }
        unit_plan = planned.plan()
        plan_id = create_plan(connection, unit_plan, name="公示", owner="甲", layers=versions)
    with store.write() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
        live = plans_of(store).head(connection, plan)
        take_step(connection, plan, live, Step("in_review"), actor="甲")
    reasons = {one.key: "示范" for one in live.violations() if one.hard}
    with store.write() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING, hold=True)
        take_step(connection, plan, live, Step("published", exceptions=reasons), actor="甲")
    content = StoreSource(store, public_only=True).content()
    page = MapPages().page(content, lang="zh").plain.decode()
    assert set(content.layers) == {"communities", "stations"}
    assert planned.WEST in page
    assert [unit for unit in unit_plan.units["unit_id"] if unit in page] == []


def test_a_whole_plan_has_its_layers_and_only_the_communities_in_sight(store):
    plan_id = save_drawn(store)
    with store.write() as connection:
        roads = planned.context()["roads"].to_crs(4490)
        import_layer(connection, "roads", roads, actor="甲")
    with store.read() as connection:
        plan = find_plan(connection, plan_id, EVERYTHING)
        whole = whole_plan(store, connection, plan, plan["head"], scope=EVERYTHING)
        none = whole_plan(store, connection, plan, plan["head"], scope=Scope(frozenset()))
    assert {A, B} <= set(whole.grids["grid_code"])
    assert len(whole.context["roads"]) == len(roads)
    assert whole.context["roads"].crs == whole.units.crs
    assert none.units.empty
    assert none.grids.empty
