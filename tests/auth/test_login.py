"""Logging in and out, on both stores."""

import pytest
import sqlalchemy as sa
from gridmap_api.auth.cookies import safe_path
from gridmap_api.auth.login import first_admin_link
from gridmap_api.store.audit import read_audit, verify_audit
from gridmap_api.store.models import LoginLink, LoginSession
from visiting import PASSWORD

LONG_AGO = "2026-01-01T00:00:00.000000Z"


def _audited(visited):
    with visited.store.read() as connection:
        assert verify_audit(connection) == []
        entries = read_audit(connection, before=None, limit=100)
    return [(one["actor"], one["action"], one["result"]) for one in reversed(entries)]


def test_a_login_lets_in_until_the_logout(visited):
    visited.account("zhang", "planner", ["370829001001"])
    browser = visited.visitor()
    assert browser.log_in("zhang").status_code == 200
    me = browser.get("/auth/me").json()
    assert (me["name"], me["role"], me["communities"]) == ("zhang", "planner", ["370829001001"])
    assert browser.post("/auth/logout").status_code == 204
    assert browser.get("/auth/me").json()["account"] == "anyone"
    assert _audited(visited) == [("zhang", "login", "done"), ("zhang", "logout", "done")]


def test_the_cookie_is_for_no_script_and_no_other_site(file_visited):
    file_visited.account("zhang")
    answer = file_visited.visitor().post(
        "/auth/login", json={"name": "zhang", "password": PASSWORD}
    )
    kept = {part.strip().split("=")[0].lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"gridmap_session", "httponly", "samesite", "path", "max-age"} == kept
    assert "samesite=lax" in answer.headers["set-cookie"].lower()


def test_by_https_the_cookie_goes_by_no_other_way(file_visited):
    file_visited.account("zhang")
    credentials = {"name": "zhang", "password": PASSWORD}
    browser = file_visited.visitor()
    answer = browser.post("/auth/login", json=credentials, base="https://localhost")
    assert "; secure" in answer.headers["set-cookie"].lower()


def test_the_store_holds_neither_cookie_nor_password(visited, store_address):
    visited.account("zhang")
    browser = visited.visitor("zhang")
    with visited.store.read() as connection:
        digest = connection.scalar(sa.select(LoginSession.digest))
    assert len(digest) == 64
    assert digest != browser.cookies["gridmap_session"]


@pytest.mark.parametrize(
    "name", ["zhang", "nobody", "", "\x00", "\ud800", "' OR '1'='1", "x" * 999]
)
def test_nothing_tells_whether_the_name_or_the_password_is_wrong(file_visited, name):
    file_visited.account("zhang")
    answer = file_visited.visitor().post(
        "/login", data={"name": name.encode("utf-8", "surrogatepass"), "password": "wrong"}
    )
    assert answer.status_code in {401, 422}
    if answer.status_code == 401:
        assert "账号或密码不对" in answer.text


def test_the_same_work_is_done_for_a_name_that_is_none(file_visited, monkeypatch):
    compared = []
    from gridmap_api.auth import passwords

    kept = passwords._hasher()

    class Counting:
        def hash(self, password):
            return kept.hash(password)

        def verify(self, password, held):
            compared.append(held.split("$")[1:4])
            return kept.verify(password, held)

    file_visited.account("zhang")
    monkeypatch.setattr(passwords, "_hasher", Counting)
    for name in ("zhang", "nobody"):
        file_visited.visitor().post("/auth/login", json={"name": name, "password": "wrong"})
    assert len(compared) == 2
    assert compared[0] == compared[1]


def test_an_account_that_is_disabled_is_out_at_once(visited):
    visited.account("boss", "admin")
    zhang = visited.account("zhang")
    browser, boss, program = (
        visited.visitor("zhang"),
        visited.visitor("boss"),
        visited.program(zhang),
    )
    assert program.get("/auth/me").status_code == 200
    assert boss.call("PATCH", "/accounts/zhang", json={"active": False}).status_code == 200
    assert browser.get("/auth/me").json()["account"] == "anyone"
    assert program.get("/auth/me").status_code == 401
    assert browser.log_in("zhang").status_code == 401


def test_a_session_ends_when_it_is_idle_and_goes_on_while_it_is_used(visited):
    visited.account("zhang")
    browser = visited.visitor("zhang")
    with visited.store.write() as connection:
        soon = "2999-01-01T00:00:00.000000Z"
        connection.execute(sa.update(LoginSession).values(time=soon, expires=soon))
        used = sa.select(LoginSession.expires)
        connection.execute(sa.update(LoginSession).values(expires=_in_minutes(60)))
        before = connection.scalar(used)
    assert browser.get("/auth/me").json()["name"] == "zhang"
    with visited.store.write() as connection:
        assert connection.scalar(used) > before
        connection.execute(sa.update(LoginSession).values(expires=LONG_AGO))
    assert browser.get("/auth/me").json()["account"] == "anyone"


def test_a_session_ends_after_a_week_however_busy_it_is(visited):
    visited.account("zhang")
    browser = visited.visitor("zhang")
    with visited.store.write() as connection:
        week_and_minutes = sa.update(LoginSession).values(time=_in_minutes(-7 * 24 * 60 + 10))
        connection.execute(week_and_minutes.values(expires=_in_minutes(2)))
    assert browser.get("/auth/me").json()["name"] == "zhang"
    with visited.store.read() as connection:
        assert connection.scalar(sa.select(LoginSession.expires)) <= _in_minutes(10)


def _in_minutes(minutes):
    from datetime import UTC, datetime, timedelta

    time = datetime.now(UTC) + timedelta(minutes=minutes)
    return time.isoformat(timespec="microseconds").replace("+00:00", "Z")


def test_tries_are_throttled_by_name_and_address_and_noted(file_visited):
    file_visited.account("zhang")
    browser = file_visited.visitor()
    statuses = [browser.log_in("zhang", "wrong").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    refused = browser.log_in("zhang")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert browser.log_in("li", "wrong").status_code == 401
    assert ("zhang@127.0.0.1", "login", "refused 429") in _audited(file_visited)


def test_a_password_is_changed_by_whoever_knows_it_and_other_sessions_end(visited):
    visited.account("zhang")
    here, there = visited.visitor("zhang"), visited.visitor("zhang")
    change = {"old": "wrong", "new": "another good one 2"}
    assert here.post("/auth/password", json=change).status_code == 401
    assert here.post("/auth/password", json={**change, "old": PASSWORD}).status_code == 200
    assert here.get("/auth/me").json()["name"] == "zhang"
    assert there.get("/auth/me").json()["account"] == "anyone"
    assert there.log_in("zhang").status_code == 401
    assert there.log_in("zhang", "another good one 2").status_code == 200


def test_a_poor_password_is_refused_and_the_old_one_stays(file_visited):
    file_visited.account("zhang")
    browser = file_visited.visitor("zhang")
    answer = browser.post("/auth/password", json={"old": PASSWORD, "new": "1234567890"})
    assert answer.status_code == 400
    assert "1234567890" not in answer.text
    assert file_visited.visitor().log_in("zhang").status_code == 200


def test_a_link_lets_in_once_and_a_look_at_it_does_not_use_it(visited):
    link = visited.link(visited.account("zhang", password="what zhang forgot"))
    browser = visited.visitor()
    for _ in range(2):
        assert "zhang" in browser.get(link).text
    assert browser.post(link, data={"password": "short"}).status_code == 400
    entered = browser.post(link, data={"password": PASSWORD})
    assert (entered.status_code, entered.headers["location"]) == (303, "/")
    assert browser.get("/auth/me").json()["name"] == "zhang"
    assert visited.visitor().get(link).status_code == 404
    assert visited.visitor().post(link, data={"password": PASSWORD}).status_code == 404


def test_a_link_ends_after_its_day_and_with_the_next_one(visited):
    zhang = visited.account("zhang")
    first, second = visited.link(zhang), visited.link(zhang)
    assert visited.visitor().get(first).status_code == 404
    assert visited.visitor().get(second).status_code == 200
    with visited.store.write() as connection:
        connection.execute(sa.update(LoginLink).values(expires=LONG_AGO))
    assert visited.visitor().get(second).status_code == 404


def test_a_new_store_gives_a_link_for_its_first_admin_until_it_was_used(visited):
    first, second = first_admin_link(visited.store), first_admin_link(visited.store)
    assert visited.visitor().get(first).status_code == 404
    browser = visited.visitor()
    browser.post(second, data={"password": PASSWORD})
    assert browser.get("/auth/me").json()["role"] == "admin"
    assert first_admin_link(visited.store) is None


def test_the_last_admin_stays(visited):
    visited.account("boss", "admin")
    boss = visited.visitor("boss")
    for change in ({"active": False}, {"role": "viewer"}):
        assert boss.call("PATCH", "/accounts/boss", json=change).status_code == 409
    assert boss.get("/auth/me").json()["role"] == "admin"


def test_a_page_sends_to_the_login_and_the_login_back_to_the_page(file_visited):
    file_visited.account("boss", "admin")
    browser = file_visited.visitor()
    sent = browser.get("/accounts?lang=zh", headers={"Accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/login?next=/accounts%3Flang%3Dzh",
    )
    page = browser.get(sent.headers["location"])
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert "script-src 'none'" in page.headers["content-security-policy"]
    target = page.text.split('action="')[1].split('"')[0].replace("&amp;", "&")
    entered = browser.post(target, data={"name": "boss", "password": PASSWORD})
    assert (entered.status_code, entered.headers["location"]) == (303, "/accounts?lang=zh")
    assert browser.get("/accounts").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "//[",
        "",
    ],
)
def test_a_login_leads_nowhere_else(path):
    assert safe_path(path) == "/"


def test_what_was_typed_is_text_on_the_page(file_visited):
    page = file_visited.visitor().get("/login?next=/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>" not in page.text


@pytest.mark.parametrize(("lang", "word"), [("zh", "密码"), ("en", "Password")])
def test_the_page_is_in_both_languages(file_visited, lang, word):
    assert word in file_visited.visitor(**{"Accept-Language": lang}).get("/login").text
