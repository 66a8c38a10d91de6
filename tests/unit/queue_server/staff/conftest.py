"""What the tests of the web side share."""

import ssl
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from httpx import Client
from immutables import Map
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from queue_server.domain.state import State
from queue_server.staff.permissions import Role
from queue_server.web import close_streams
from tests.web import NAME, PASSWORD, Web, served, web

UNENCRYPTED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Of a client that never meets TLS: to read the list of authorities takes it longer than a test."""


@pytest.fixture(scope="session")
def still_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, FastAPI]]:
    """A site in which nothing ever changes, and its application."""
    with web(tmp_path_factory.mktemp("still")) as running:
        app = running.new_app()
        yield running, app
        close_streams(app)


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Web]:
    """The sample site's web side with one account.

    Each test has its own. Those that are marked with `nothing_changes` share one, for to make an
    application takes a quarter of a second; and that nothing has changed is looked at.
    """
    if request.node.get_closest_marker("nothing_changes") is None:
        with web(request.getfixturevalue("tmp_path")) as running:
            yield running
        return
    still: Web = request.getfixturevalue("still_site")[0]
    yield still
    still.accounts.set_role(NAME, Role.STAFF)
    # that somebody signed in is kept
    assert replace(still.engine.state, position=0, day=None, answers=Map()) == State()


class _Current:
    """The application of the running test: one server for all of them, which saves its start."""

    def __init__(self) -> None:
        self.app: ASGIApp = not_found

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    """What is served between tests."""
    await Response(status_code=404)(scope, receive, send)


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[str, _Current]]:
    """The address of a server, and what says which application it serves."""
    current = _Current()
    with served(current) as address:
        yield address, current


@pytest.fixture
def app(request: pytest.FixtureRequest, site: Web) -> Iterator[FastAPI]:
    """The site's application."""
    if request.node.get_closest_marker("nothing_changes") is None:
        own = site.new_app()
        yield own
        close_streams(own)
        return
    yield request.getfixturevalue("still_site")[1]


@pytest.fixture
def visitor(app: FastAPI, server: tuple[str, _Current]) -> Iterator[Client]:
    """A browser that nobody has signed in with."""
    address, current = server
    current.app = app
    with Client(base_url=address, verify=UNENCRYPTED) as client:
        yield client
    current.app = not_found


@pytest.fixture
def staff(visitor: Client) -> Client:
    """A browser of a member of staff."""
    answer = visitor.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    assert answer.status_code == 303
    return visitor
