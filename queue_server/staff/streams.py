"""A console's event stream: one whole view after each change, and a sign of life in between."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from sse_starlette import ServerSentEvent

from queue_server.domain.state import State
from queue_server.engine import Engine
from queue_server.staff.supervisor_view import Overview
from queue_server.staff.view import CounterView

BEAT_SECONDS = 5.0
"""A console that hears nothing for three of them knows that it is cut off."""
GATHER_SECONDS = 0.05
"""Changes that follow one another faster than this share a view; the first one goes at once."""
RETRY_MILLISECONDS = 1000
"""When a browser asks again after the stream broke."""


class Streams:
    """The open event streams of one application."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._wakers: set[Callable[[], None]] = set()
        self._closing = False

    def close(self) -> None:
        """End every stream, so that the server can end. On any thread; none opens after it."""
        self._closing = True
        for wake in tuple(self._wakers):
            wake()

    async def events(
        self,
        *,
        view: Callable[[], CounterView | Overview],
        signed_in: Callable[[], bool],
        displays: Callable[[], bool],
    ) -> AsyncIterator[ServerSentEvent]:
        """The events of one screen, until its session ends or the server does.

        `view` (a CounterView or an Overview) comes first and after every change; `beat` says that
        the line is alive, and whether displays get their boards; `signed_out` is the last of an
        ended session.
        """
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()

        def wake(_state: State | None = None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

        unwatch = self._engine.watch(wake)
        self._wakers.add(wake)
        shown: CounterView | Overview | None = None
        try:
            while not self._closing:
                changed.clear()
                if not signed_in():
                    yield ServerSentEvent("{}", event="signed_out")
                    return
                new = view()
                if shown is None or new != shown.model_copy(update={"at": new.at}):
                    shown = new
                    yield ServerSentEvent(
                        new.model_dump_json(), event="view", retry=RETRY_MILLISECONDS
                    )
                yield ServerSentEvent(json.dumps({"displays": displays()}), event="beat")
                await asyncio.sleep(GATHER_SECONDS)
                try:
                    async with asyncio.timeout(BEAT_SECONDS):
                        await changed.wait()
                except TimeoutError:
                    continue
        finally:
            unwatch()
            self._wakers.discard(wake)
