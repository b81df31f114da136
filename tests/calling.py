"""Calls an application over a store in this process, as whomever."""

import asyncio

import httpx
from drawn_plan import ADMIN
from gridmap_api.auth.principal import given_principal
from gridmap_api.main import create_app
from gridmap_api.settings import Settings


class Client:
    """A service over a store; ``who`` says as whom it is called."""

    def __init__(self, address):
        self.app = create_app(Settings(database=str(address)))
        self.store = self.app.state.store

    def call(self, method, address, *, who=ADMIN, base=None, headers=None, **options):
        self.app.dependency_overrides[given_principal] = lambda: who
        given = {**(headers or {}), **({} if base is None else {"If-Match": f'"{base}"'})}

        async def ask():
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
                return await web.request(method, address, headers=given, **options)

        return asyncio.run(ask())

    def get(self, address, **options):
        answer = self.call("GET", address, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()
