"""API tokens, and changes that carry a cookie."""

import pytest
import sqlalchemy as sa
from gridmap_api.store.models import ApiToken

NEW = {"name": "li", "role": "viewer"}


@pytest.fixture
def boss(file_visited):
    return file_visited.account("boss", "admin")


def test_a_token_is_made_once_listed_without_its_secret_and_revoked(file_visited, boss):
    browser = file_visited.visitor("boss")
    made = browser.post("/auth/tokens", json={"name": "QGIS", "access": "read"}).json()
    assert made["secret"].startswith("gm_")
    program = file_visited.visitor(Authorization=f"Bearer {made['secret']}")
    assert program.get("/accounts").status_code == 200
    listed = browser.get("/auth/tokens")
    assert [one["id"] for one in listed.json()["tokens"]] == [made["id"]]
    assert made["secret"] not in listed.text
    assert browser.call("DELETE", f"/auth/tokens/{made['id']}").status_code == 204
    refused = program.get("/accounts")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_for_reading_changes_nothing(file_visited, boss):
    program = file_visited.program(boss, "read")
    assert program.get("/accounts").status_code == 200
    assert program.post("/accounts", json=NEW).status_code == 403


def test_a_token_for_writing_needs_no_proof_of_its_page(file_visited, boss):
    assert file_visited.program(boss, "write").post("/accounts", json=NEW).status_code == 201


def test_a_token_makes_no_other(file_visited, boss):
    program = file_visited.program(boss, "write")
    assert program.post("/auth/tokens", json={"name": "x"}).status_code == 401


def test_a_token_that_has_ended_lets_nobody_in(file_visited, boss):
    program = file_visited.program(boss)
    with file_visited.store.write() as connection:
        ended = sa.update(ApiToken).values(expires="2026-01-01T00:00:00.000000Z")
        connection.execute(ended)
    assert program.get("/accounts").status_code == 401


@pytest.mark.parametrize("days", [0, 366])
def test_a_token_holds_a_year_at_most(file_visited, boss, days):
    browser = file_visited.visitor("boss")
    assert browser.post("/auth/tokens", json={"name": "x", "days": days}).status_code == 422


def test_nobody_revokes_the_token_of_another(file_visited, boss):
    file_visited.account("zhang")
    made = file_visited.visitor("boss").post("/auth/tokens", json={"name": "x"}).json()
    assert (
        file_visited.visitor("zhang").call("DELETE", f"/auth/tokens/{made['id']}").status_code
        == 404
    )


@pytest.mark.parametrize("token", [None, "", "wrong", "网格".encode()])
def test_a_change_by_cookie_needs_the_token_of_its_page(file_visited, boss, token):
    browser = file_visited.visitor("boss")
    del browser.headers["X-CSRF-Token"]
    headers = {} if token is None else {"X-CSRF-Token": token}
    assert browser.post("/accounts", json=NEW, headers=headers).status_code == 403


def test_the_token_of_one_page_is_none_for_another_session(file_visited, boss):
    first, second = file_visited.visitor("boss"), file_visited.visitor("boss")
    stolen = {"X-CSRF-Token": first.headers["X-CSRF-Token"]}
    assert second.post("/accounts", json=NEW, headers=stolen).status_code == 403


def test_the_address_of_a_link_is_not_in_the_log(file_visited, boss):
    guessed = "/login/link/guessed-secret"
    evil = {"Origin": "http://evil.example"}
    assert file_visited.visitor().post(guessed, headers=evil).status_code == 403
    log = file_visited.visitor("boss").get("/audit").text
    assert "POST /login/link/{secret}" in log
    assert "guessed-secret" not in log


def test_guessing_tokens_is_throttled(file_visited, boss):
    guesser = file_visited.visitor(Authorization="Bearer gm_guessed")
    statuses = [guesser.get("/accounts").status_code for _ in range(32)]
    assert statuses[:30] == [401] * 30
    assert 429 in statuses[30:]
