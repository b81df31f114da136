"""gridmap user: accounts from the command line."""

import re

import pytest
from gridmap_api.store.engine import open_store
from gridmap_api.store.logins import find_token, follow_link

from gridmap.cli.app import run


@pytest.fixture
def user(file_address, monkeypatch, capsys):
    monkeypatch.setenv("GRIDMAP_DATABASE_URL", str(file_address))

    def call(*arguments):
        code = run(["user", *arguments])
        return code, capsys.readouterr()

    return call


@pytest.fixture
def connection(file_address):
    store = open_store(file_address)
    with store.read() as connected:
        yield connected
    store.close()


def test_an_account_is_made_with_a_link_that_lets_it_in(user, connection):
    code, told = user("add", "zhang", "--role", "planner", "--communities", "370829001001")
    assert code == 0
    secret = re.search(r"http://127.0.0.1:8765/login/link/(\S+)", told.out).group(1)
    account = follow_link(connection, secret)
    assert (account.name, account.role, account.communities) == (
        "zhang",
        "planner",
        ("370829001001",),
    )


def test_the_list_shows_role_communities_and_state(user):
    user("add", "zhang", "--role", "planner", "--communities", "370829001001")
    user("disable", "zhang")
    listed = user("list")[1].out
    assert all(word in listed for word in ("zhang", "规划员", "370829001001", "停用"))
    user("enable", "zhang")
    user("role", "zhang", "viewer")
    listed = user("list", "--lang", "en")[1].out
    assert "viewer" in listed
    assert "active" in listed
    assert "370829001001" not in listed


def test_a_token_is_printed_alone_so_that_a_script_can_take_it(user, connection):
    user("add", "zhang")
    code, told = user("token", "zhang", "--access", "write", "--days", "2")
    account, access = find_token(connection, told.out.strip())
    assert (code, account.name, access) == (0, "zhang", "write")


def test_what_is_done_is_in_the_log(user):
    user("add", "zhang")
    user("role", "zhang", "admin")
    told = user("audit", "--lang", "en")[1].out
    assert "gridmap user" in told
    assert "role=admin" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "a b"),
        ("add", "zhang", "--communities", "12"),
        ("link", "nobody"),
        ("role", "nobody", "viewer"),
        ("token", "nobody"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(user, arguments):
    code, told = user(*arguments)
    assert code == 2
    assert told.err.startswith("错误：")


def test_without_a_store_it_says_how_to_name_one(user, monkeypatch):
    monkeypatch.delenv("GRIDMAP_DATABASE_URL")
    code, told = user("list")
    assert code == 2
    assert "--store" in told.err
