"""How many event streams there may be: of one session, and in all."""

import asyncio
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest
from httpx import Client, Response
from sse_starlette import EventSourceResponse
from starlette.types import Message

from queue_server.staff.carrying_out import ApiRefusedError
from queue_server.staff.streams import SCREENS, SCREENS_EACH, Streams
from tests.unit.queue_server.staff.conftest import UNENCRYPTED
from tests.unit.queue_server.staff.test_api import Events
from tests.waiting import eventually
from tests.web import NAME, PASSWORD, Web

STREAM = "/api/staff/events?counter=3"


def test_one_session_has_so_many_streams_and_another_one_its_own(staff: Client) -> None:
    with ExitStack() as stack:
        for _ in range(SCREENS_EACH):
            answer: Response = stack.enter_context(staff.stream("GET", STREAM))
            assert answer.status_code == 200
        refused = staff.get(STREAM)
        assert (refused.status_code, refused.json()["reason"]) == (429, "too_many_screens")
        assert "開いている画面が多すぎます" in refused.json()["words"]["ja"]
        other = stack.enter_context(Client(base_url=staff.base_url, verify=UNENCRYPTED))
        other.post("/staff/sign-in", data={"name": NAME, "password": PASSWORD})
        assert stack.enter_context(other.stream("GET", STREAM)).status_code == 200

    def free() -> bool:
        with staff.stream("GET", STREAM) as again:
            return again.status_code == 200 and Events(again).next("view") is not None

    # closed ones give their places back
    eventually(free)


def screen(streams: Streams, session: UUID) -> EventSourceResponse:
    return streams.response(
        session=session,
        view=lambda: pytest.fail("nobody looks here"),
        signed_in=lambda: True,
        displays=lambda: True,
    )


def streams_of(site: Web) -> Streams:
    return Streams(site.engine, lambda: pytest.fail("nobody predicts here"))


def test_so_many_streams_in_all(site: Web) -> None:
    async def fill() -> int:
        streams = streams_of(site)
        for _ in range(SCREENS):
            screen(streams, uuid4())
        with pytest.raises(ApiRefusedError) as refused:
            screen(streams, uuid4())
        return refused.value.status

    assert asyncio.run(fill()) == 503


def test_a_stream_whose_reader_is_gone_before_it_began_gives_its_place_back(site: Web) -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    async def broken(_message: Message) -> None:
        raise ConnectionError

    async def come_and_go() -> int:
        streams, session, broke = streams_of(site), uuid4(), 0
        for _ in range(2 * SCREENS_EACH):
            try:
                await screen(streams, session)({"type": "http", "method": "GET"}, gone, broken)
            except* ConnectionError:
                broke += 1
        return broke

    assert asyncio.run(come_and_go()) == 2 * SCREENS_EACH
