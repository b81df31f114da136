"""The gate of the service: size and time of what is sent, requests at once, the log."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI, Request
from gridmap_api.auth.limits import Limits
from gridmap_api.auth.middleware import Authentication
from gridmap_api.errors import register_errors
from gridmap_api.settings import Settings
from gridmap_api.store.engine import open_store

SMALL = Limits(body_bytes=1_000, upload_bytes=5_000, in_work=1, waiting=1, body_s=0.2)


@pytest.fixture
def app(file_address):
    """An application of two routes behind the gate, without accounts."""
    made = FastAPI()
    made.state.settings = Settings(database=str(file_address))
    made.state.store = open_store(file_address)
    made.state.release = None
    register_errors(made)

    @made.post("/length")
    async def length(request: Request):
        return len(await request.body())

    @made.get("/slow")
    async def slow():
        await made.state.release.wait()

    yield made
    made.state.store.close()


def gated(app, limits=SMALL):
    """Return the application behind a gate, as an ASGI application."""
    gate = Authentication(app, limits=limits)

    async def call(scope, receive, send):
        await gate({**scope, "app": app}, receive, send)

    return call


def ask(app, conversation):
    async def run():
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await conversation(client)

    return asyncio.run(run())


async def _pieces(count):
    for _ in range(count):
        yield b"x" * 100


def test_a_body_up_to_the_limit_is_read(app):
    answer = ask(gated(app), lambda client: client.post("/length", content=b"x" * 1_000))
    assert (answer.status_code, answer.json()) == (200, 1_000)


def test_a_body_that_says_it_is_larger_is_refused_unread(app):
    answer = ask(gated(app), lambda client: client.post("/length", content=b"x" * 1_001))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("pieces", "status"), [(10, 200), (11, 413)])
def test_a_body_that_does_not_say_how_large_it_is_is_counted(app, pieces, status):
    answer = ask(gated(app), lambda client: client.post("/length", content=_pieces(pieces)))
    assert answer.status_code == status


def test_a_body_that_never_ends_does_not_hold_a_place(app):
    async def endless():
        yield b"x"
        await asyncio.Event().wait()

    answer = ask(gated(app), lambda client: client.post("/length", content=endless()))
    assert answer.status_code >= 400


def test_when_too_many_wait_the_next_is_told_to_come_again(app):
    async def crowd(client):
        app.state.release = asyncio.Event()
        works_waits_and_comes_too_late = [
            asyncio.create_task(client.get("/slow")) for _ in range(3)
        ]
        refused, others = await asyncio.wait(
            works_waits_and_comes_too_late, return_when=asyncio.FIRST_COMPLETED
        )
        app.state.release.set()
        return refused.pop().result(), [(await other).status_code for other in others]

    refused, others = ask(gated(app), crowd)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    assert others == [200, 200]
