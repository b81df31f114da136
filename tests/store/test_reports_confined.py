"""Reports under row-level security: the service's own role is bound by it, as it should be."""

import contextlib

import lattice
import pytest
import sqlalchemy as sa
import stores
from drawn_plan import EAST, WEST, A, save_drawn
from gridmap_api.entry_answers import make_entries, send_by_entry
from gridmap_api.finding_forms import SentForm
from gridmap_api.report_answers import report_detail, send_by_account
from gridmap_api.schemas.reports import NewEntries
from gridmap_api.store.base import Base
from gridmap_api.store.engine import open_store
from gridmap_api.store.layer_writes import import_layer
from gridmap_api.store.models import Report, ReportEntry, ReportEvent
from gridmap_api.store.principals import Principal
from gridmap_api.store.rights import policies_hold
from gridmap_api.store.scope import Scope

WALKER = Principal("w", "网格员", "patrol", frozenset({WEST}))
PLANNER = Principal("p", "规划员", "planner", frozenset({WEST}))
ROLE = "gridmap_keeper"


@pytest.fixture
def confined():
    """A store in PostgreSQL whose tables belong to a role without any privilege, and a plan."""
    address = stores.new_database()
    squares = [lattice.box(0, 0, 400, 600), lattice.box(400, 0, 800, 600)]
    layer = lattice.layer(squares, community_code=[WEST, EAST], name=["西", "东"]).to_crs(4490)
    with contextlib.closing(open_store(address)) as keeper:
        with keeper.write() as connection:
            import_layer(connection, "communities", layer, actor="test")
        plan_id = save_drawn(keeper)
        with keeper.write() as connection:
            known = sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name")
            if not connection.scalar(known, {"name": ROLE}):
                connection.exec_driver_sql(f"CREATE ROLE {ROLE} LOGIN")
            for table in Base.metadata.sorted_tables:
                connection.exec_driver_sql(f"ALTER TABLE {table.name} OWNER TO {ROLE}")
    own = sa.make_url(address).set(username=ROLE, password=None)
    with contextlib.closing(open_store(own.render_as_string())) as store:
        assert policies_hold(store)
        yield store, plan_id
    stores.drop_database(address)


def _counts(store, scope):
    with store.read(scope=scope) as connection:
        return [
            connection.scalar(sa.select(sa.func.count()).select_from(table))
            for table in (Report, ReportEvent, ReportEntry)
        ]


def test_reports_come_in_and_are_hidden_from_others_by_the_database_itself(confined):
    store, plan_id = confined
    (entry,) = make_entries(store, NewEntries(plan_id=plan_id, grids=[A]), PLANNER)
    form = SentForm({"kind": "road", "note": "塌陷"}, [])
    assert send_by_entry(store, entry["secret"], form, "key").status == 201
    place = lattice.layer([lattice.point(150, 150)]).to_crs(4490).geometry.iloc[0]
    here = {**form.texts, "lon": str(place.x), "lat": str(place.y)}
    send_by_account(store, SentForm(here, []), WALKER, None)
    assert _counts(store, WALKER.field_scope) == [2, 2, 1]
    assert _counts(store, Scope(frozenset({EAST}))) == [0, 0, 0]
    with store.read() as connection:
        first = connection.scalar(sa.select(Report.id).order_by(Report.time))
    assert report_detail(store, first, WALKER)["note"] == "塌陷"
