"""Login by an OpenID provider that runs on a socket."""

from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from gridmap_api.settings import Provider as ProviderSettings
from gridmap_api.store.accounts import add_account, change_account, list_accounts
from openid_provider import CLIENT, SECRET, Provider
from visiting import Visited


@pytest.fixture
def provider(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Provider() as running:
        yield running


@pytest.fixture
def visited(file_address, provider):
    service = Visited(file_address, provider=ProviderSettings(provider.issuer, CLIENT, SECRET))
    yield service
    service.store.close()


def _sent_back(browser, address="/auth/oidc?next=/plans"):
    """Follow a browser to the provider, and return the path and query it comes back to."""
    sent = browser.get(address)
    assert sent.status_code == 303
    with httpx.Client(trust_env=False) as client:
        back = urlsplit(client.get(sent.headers["location"]).headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://localhost/auth/oidc/callback"
    return f"{back.path}?{back.query}"


def _names(visited):
    with visited.store.read() as connection:
        return [(one.name, one.role) for one in list_accounts(connection)]


def test_whom_the_provider_vouches_for_becomes_a_viewer_and_comes_again_as_the_same(visited):
    for _ in range(2):
        browser = visited.visitor()
        entered = browser.get(_sent_back(browser))
        assert (entered.status_code, entered.headers["location"]) == (303, "/plans")
        me = browser.get("/auth/me").json()
        assert me["name"].startswith("张三.")
        assert me["role"] == "viewer"
    assert len(_names(visited)) == 1


def test_an_account_that_an_admin_made_for_a_subject_is_that_of_whoever_comes(visited, provider):
    with visited.store.write() as connection:
        subject = f"{provider.issuer}|7"
        add_account(connection, "zhang", role="planner", communities=["*"], subject=subject)
    browser = visited.visitor()
    browser.get(_sent_back(browser))
    me = browser.get("/auth/me").json()
    assert (me["name"], me["role"], me["communities"]) == ("zhang", "planner", None)


def test_a_name_chosen_at_the_provider_makes_nobody_another(visited, provider):
    visited.account("admin", "admin")
    provider.person["preferred_username"] = "admin"
    browser = visited.visitor()
    browser.get(_sent_back(browser))
    assert browser.get("/auth/me").json()["role"] == "viewer"


def test_a_disabled_account_does_not_come_in(visited, provider):
    with visited.store.write() as connection:
        account = add_account(connection, "zhang", role="viewer", subject=f"{provider.issuer}|7")
        change_account(connection, account, active=False)
    browser = visited.visitor()
    assert browser.get(_sent_back(browser)).status_code == 401


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "of another login"},
        {"aud": "another service"},
        {"iss": "http://another.example"},
        {"exp": 1},
        {"iat": 4_000_000_000},
        {"sub": None},
    ],
    ids=lambda lies: next(iter(lies)),
)
def test_an_identity_token_that_is_not_for_this_login_lets_nobody_in(visited, provider, lies):
    provider.lies = lies
    browser = visited.visitor()
    assert browser.get(_sent_back(browser)).status_code == 401
    assert _names(visited) == []


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("algorithm", ["HS256"])
def test_a_token_signed_by_a_shared_secret_lets_nobody_in(visited, provider, algorithm):
    provider.algorithm = algorithm
    browser = visited.visitor()
    assert browser.get(_sent_back(browser)).status_code == 401


@pytest.mark.parametrize("part", ["state", "code"])
def test_what_comes_back_has_to_fit(visited, part):
    browser = visited.visitor()
    path, query = _sent_back(browser).split("?")
    given = {name: values[0] for name, values in parse_qs(query).items()}
    answer = browser.get(f"{path}?{urlencode({**given, part: 'another'})}")
    assert answer.status_code == 401
    assert browser.get("/auth/me").json()["account"] == "anyone"


def test_a_browser_that_never_went_away_does_not_come_back(visited):
    back = _sent_back(visited.visitor())
    assert visited.visitor().get(back).status_code == 401


def test_a_provider_that_does_not_answer_is_said_to(file_address):
    nobody = ProviderSettings("http://127.0.0.1:9", CLIENT, SECRET)
    service = Visited(file_address, provider=nobody)
    answer = service.visitor().get("/auth/oidc")
    service.store.close()
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


def test_without_a_provider_there_is_no_such_login(file_address):
    service = Visited(file_address)
    assert service.visitor().get("/auth/oidc").status_code == 404
    assert "/auth/oidc" not in service.visitor().get("/login").text
    service.store.close()
