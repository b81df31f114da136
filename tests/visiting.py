"""A service over a store in this process, and those who visit it: each a browser or a program."""

import asyncio
import functools

import httpx
from gridmap_api.auth.identity import COOKIE
from gridmap_api.auth.login import invite
from gridmap_api.auth.passwords import hash_password
from gridmap_api.main import create_app
from gridmap_api.settings import Settings
from gridmap_api.store.accounts import add_account, change_account, find_account
from gridmap_api.store.logins import begin_session, make_token

BASE = "http://localhost"
PASSWORD = "三只猫 on a warm roof"


@functools.cache
def _hashed(password):
    return hash_password(password)


class Visited:
    """A service with accounts, unless it is open to whoever sits at the machine."""

    def __init__(self, address, *, is_open=False, **settings):
        self.app = create_app(Settings(database=str(address), accounts=not is_open, **settings))
        self.store = self.app.state.store

    def account(self, name, role="viewer", communities=(), *, password=PASSWORD):
        """Make an account, with the password of everybody."""
        kept = _hashed(password)
        with self.store.write() as connection:
            made = add_account(connection, name, role=role, communities=communities)
            return change_account(connection, made, password=kept)

    def token(self, account, access="write"):
        with self.store.write() as connection:
            return make_token(connection, account, name="test", access=access, days=1)[1]

    def link(self, account):
        return invite(self.store, account, actor="test")

    def visitor(self, name=None, **headers):
        """Return a browser, with a session of its own if an account is named."""
        visitor = Visitor(self.app, headers)
        if name is not None:
            with self.store.write() as connection:
                secret = begin_session(connection, find_account(connection, name))
            visitor.cookies.set(COOKIE, secret)
            visitor.headers["X-CSRF-Token"] = visitor.get("/auth/me").json()["csrf"]
        return visitor

    def program(self, account, access="write"):
        """Return a program that comes by an API token."""
        return Visitor(self.app, {"Authorization": f"Bearer {self.token(account, access)}"})


class Visitor:
    """Keeps cookies, and sends what a page of the service would send."""

    def __init__(self, app, headers):
        self.app = app
        self.headers = headers
        self.cookies = httpx.Cookies()

    def log_in(self, name, password=PASSWORD):
        answer = self.post("/auth/login", json={"name": name, "password": password})
        if answer.status_code == 200:
            self.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return answer

    def get(self, address, **options):
        return self.call("GET", address, **options)

    def post(self, address, **options):
        return self.call("POST", address, **options)

    def call(self, method, address, *, headers=None, base=BASE, **options):
        async def ask():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(
                transport=transport, base_url=base, cookies=self.cookies
            ) as client:
                sent = {**self.headers, **(headers or {})}
                answer = await client.request(method, address, headers=sent, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())
