"""PostgreSQL itself hides rows of other communities from a transaction that names its own."""

import contextlib

import pytest
import sqlalchemy as sa
import stores
from gridmap_api.store.base import Base
from gridmap_api.store.engine import open_store
from gridmap_api.store.features import FEATURES
from gridmap_api.store.rights import policies_hold
from gridmap_api.store.scope import EVERYTHING, Scope
from sqlalchemy.exc import ProgrammingError

ONE, OTHER = "370829001001", "370829001002"
HAZARDS = FEATURES["hazards"]


def _hazard(code):
    return {"hazard_id": f"h{code}", "community_code": code, "since": 1, "extra": {}, "digest": ""}


@pytest.fixture
def confined_store():
    """A store in PostgreSQL that belongs to a role without any privilege, as it should."""
    address = stores.new_database()
    role = "gridmap_keeper"
    with contextlib.closing(open_store(address)) as keeper, keeper.write() as connection:
        exists = sa.select(sa.text("1")).select_from(sa.text("pg_roles"))
        if not connection.scalar(exists.where(sa.column("rolname") == role)):
            connection.exec_driver_sql(f"CREATE ROLE {role} LOGIN")
        for table in Base.metadata.sorted_tables:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} OWNER TO {role}")
    own = sa.make_url(address).set(username=role, password=None)
    with contextlib.closing(open_store(own.render_as_string())) as store:
        with store.write() as connection:
            connection.execute(sa.insert(HAZARDS), [_hazard(ONE), _hazard(OTHER)])
        yield store
    stores.drop_database(address)


def _seen(store, scope):
    with store.read(scope=scope) as connection:
        return set(connection.scalars(sa.select(HAZARDS.c.community_code)))


@pytest.mark.parametrize(
    ("communities", "seen"), [(None, {ONE, OTHER}), ({ONE}, {ONE}), ({ONE, OTHER}, {ONE, OTHER})]
)
def test_a_query_without_a_condition_returns_rows_of_the_scope_alone(
    confined_store, communities, seen
):
    scope = EVERYTHING if communities is None else Scope(frozenset(communities))
    assert _seen(confined_store, scope) == seen


def test_a_scope_of_no_community_sees_no_row(confined_store):
    assert _seen(confined_store, Scope(frozenset())) == set()


def test_a_connection_that_was_confined_is_free_again_in_its_next_transaction(confined_store):
    assert _seen(confined_store, Scope(frozenset({ONE}))) == {ONE}
    assert _seen(confined_store, EVERYTHING) == {ONE, OTHER}


def test_rows_of_others_can_be_neither_changed_nor_removed_nor_made(confined_store):
    with confined_store.write(scope=Scope(frozenset({ONE}))) as connection:
        assert connection.execute(sa.update(HAZARDS).values(name="x")).rowcount == 1
        assert connection.execute(sa.delete(HAZARDS)).rowcount == 1
    assert _seen(confined_store, EVERYTHING) == {OTHER}
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        confined_store.write(scope=Scope(frozenset({ONE}))) as connection,
    ):
        connection.execute(sa.insert(HAZARDS), [{**_hazard(OTHER), "hazard_id": "new"}])


def test_every_table_with_a_community_has_the_policy(confined_store):
    policies = sa.table("pg_policies", sa.column("tablename"))
    with confined_store.read() as connection:
        guarded = set(connection.scalars(sa.select(policies.c.tablename)))
    tables = Base.metadata.tables.values()
    assert guarded == {table.name for table in tables if "community_code" in table.c}


def test_the_role_of_the_store_tells_whether_policies_hold(confined_store, request):
    address = stores.new_database()
    request.addfinalizer(lambda: stores.drop_database(address))
    assert policies_hold(confined_store)
    with contextlib.closing(open_store(address)) as store:
        assert not policies_hold(store)
