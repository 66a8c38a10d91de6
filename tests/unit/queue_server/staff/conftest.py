"""What the tests of the web side share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from queue_server.web import close_streams
from tests.web import NAME, PASSWORD, Web, served, web


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Web]:
    """The sample site's web side with one account."""
    with web(tmp_path) as running:
        yield running


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
def visitor(site: Web, server: tuple[str, _Current]) -> Iterator[Client]:
    """A browser that nobody has signed in with."""
    address, current = server
    app = current.app = site.new_app()
    with Client(base_url=address) as client:
        yield client
    close_streams(app)
    current.app = not_found


@pytest.fixture
def staff(visitor: Client) -> Client:
    """A browser of a member of staff."""
    answer = visitor.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
    assert answer.status_code == 303
    return visitor
