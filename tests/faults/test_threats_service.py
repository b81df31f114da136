"""The rows of the threat table that concern the service: other sites, guessing, foreign places."""

import contextlib

import pytest
import sqlalchemy as sa
from communities_apart import Apart
from gridmap_api.store.audit import read_audit
from gridmap_api.store.engine import open_store
from gridmap_api.store.models import Account
from gridmap_api.store.setup import upgrade
from stores import store, store_address
from visiting import PASSWORD, Visited

__all__ = ["store", "store_address"]

EVIL = "http://evil.example"


@pytest.fixture
def visited(tmp_path):
    """A service over a file, where the store makes no difference."""
    path = tmp_path / "仓库.gpkg"
    with contextlib.closing(open_store(path)) as made:
        upgrade(made)
    service = Visited(path)
    service.account("boss", "admin")
    yield service
    service.store.close()


@pytest.fixture
def stored(store_address):
    """A service over each kind of store."""
    service = Visited(store_address)
    service.account("boss", "admin")
    yield service
    service.store.close()


def _names(visited):
    with visited.store.read() as connection:
        return set(connection.scalars(sa.select(Account.name)))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": EVIL},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://[::1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: ",".join(headers.values()),
)
def test_a_change_from_another_site_is_refused_whatever_it_carries(visited, headers):
    browser = visited.visitor("boss")
    answer = browser.post("/accounts", json={"name": "evil"}, headers=headers)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert _names(visited) == {"boss"}


def test_a_form_of_another_site_logs_nobody_in(visited):
    sent = {"name": "boss", "password": PASSWORD}
    answer = visited.visitor().post("/login", data=sent, headers={"Origin": EVIL})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_without_accounts_too_another_site_changes_nothing(store_address):
    service = Visited(store_address, is_open=True)
    browser = service.visitor()
    evil = browser.post("/accounts", json={"name": "evil"}, headers={"Origin": EVIL})
    own = browser.post("/accounts", json={"name": "own"}, headers={"Origin": "http://localhost"})
    assert (evil.status_code, own.status_code) == (403, 201)
    assert _names(service) == {"own"}
    service.store.close()


def test_a_page_of_another_name_for_this_machine_is_not_answered(visited):
    answer = visited.visitor("boss").get("/accounts", base=EVIL)
    assert answer.status_code == 421


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_no_other_site_may_read(visited, method):
    asked = {"Origin": EVIL, "Access-Control-Request-Method": "POST"}
    answer = visited.visitor("boss").call(method, "/accounts", headers=asked)
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_refusal_carries_the_headers_of_every_answer(visited):
    answer = visited.visitor().get("/accounts")
    assert answer.status_code == 401
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


def test_guessing_passwords_is_throttled_and_what_was_guessed_is_nowhere(visited):
    browser = visited.visitor()
    guesses = [f"guess-{number}-of-many" for number in range(7)]
    answers = [browser.log_in("boss", guess) for guess in guesses]
    assert [one.status_code for one in answers] == [401] * 5 + [429] * 2
    with visited.store.read() as connection:
        noted = str(read_audit(connection, before=None, limit=100))
    assert "refused 429" in noted
    assert not [one for one in guesses if one in noted or one in answers[0].text]


def test_many_names_from_one_address_are_throttled(visited):
    browser = visited.visitor()
    statuses = [browser.get(f"/login/link/{number}").status_code for number in range(3)]
    assert statuses == [404] * 3
    sent = [browser.post(f"/login/link/{number}").status_code for number in range(40)]
    assert set(sent[:30]) == {404}
    assert 429 in sent[30:]


def test_the_log_is_not_flooded_by_refusals(visited):
    visited.account("zhang")
    browser = visited.visitor("zhang")
    for _ in range(100):
        assert browser.get("/accounts").status_code == 403
    with visited.store.read() as connection:
        results = [one["result"] for one in read_audit(connection, before=None, limit=500)]
    assert 60 <= results.count("refused 403") < 80


@pytest.mark.parametrize("name", ["' OR '1'='1", "boss' --", "%00", "a/b", "网格"])
def test_a_name_that_means_something_to_sql_is_a_name(stored, name):
    answer = stored.visitor("boss").get(f"/accounts/{name}")
    assert answer.status_code in {400, 404}
    assert "OR '1'" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "a", "role": "emperor"}',
        b'{"name": "a", "is_admin": true}',
        b'{"name": "\\ud800"}',
        b'{"name": "a\\u0000"}',
        b'{"name": 1e999}',
        b'{"name": ',
        b"[" * 50_000,
        b"\xff",
    ],
)
def test_a_malformed_account_is_refused_without_an_echo(stored, body):
    browser = stored.visitor("boss")
    headers = {"Content-Type": "application/json"}
    answer = browser.post("/accounts", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert "emperor" not in answer.text
    assert _names(stored) == {"boss"}


@pytest.fixture
def apart(store_address):
    made = Apart(store_address)
    yield made
    made.store.close()


def test_what_belongs_to_another_community_is_as_if_it_were_not_there(apart):
    planner, east = apart.visitors["planner"], apart.east
    nowhere = "00000000-0000-0000-0000-000000000000"
    addresses = {
        f"/plans/{east.plan_id}": f"/plans/{nowhere}",
        f"/tiles/plans/{east.plan_id}/0/0/0/0.mvt": f"/tiles/plans/{nowhere}/0/0/0/0.mvt",
        f"/exports?plan={east.plan_id}&layers=grids": f"/exports?plan={nowhere}&layers=grids",
        f"/jobs/{east.job_id}": f"/jobs/{nowhere}",
        f"/ogc/collections/plan.{east.plan_id}.grids": f"/ogc/collections/plan.{nowhere}.grids",
    }
    for foreign, missing in addresses.items():
        hidden, unknown = planner.get(foreign), planner.get(missing)
        assert (hidden.status_code, hidden.text) == (404, unknown.text)
    with apart.store.read() as connection:
        noted = read_audit(connection, before=None, limit=100)
    refused = {one["object"] for one in noted if one["result"] == "refused 404"}
    assert {address.split("?")[0] for address in addresses} <= refused


def test_nobody_without_a_login_reads_buildings_or_units(apart):
    anyone = apart.visitors["anyone"]
    for address in (
        "/ogc/collections/buildings/items",
        "/ogc/collections/units/items",
        "/ogc/collections/buildings/tiles/WebMercatorQuad/0/0/0",
        "/tiles/layers/buildings/1/0/0/0.mvt",
        f"/tiles/units/{apart.west.set_id}/0/0/0.mvt",
        f"/plans/{apart.west.plan_id}/units",
        "/exports?layers=buildings",
        "/unit-sets",
        "/layer-versions",
        "/audit",
        "/accounts",
    ):
        assert anyone.get(address).status_code in {401, 404}
