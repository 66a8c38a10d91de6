"""A console's event stream: one whole view after each change, and a sign of life in between."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self
from uuid import UUID

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Message, Receive, Scope, Send

from queue_server.domain.state import State
from queue_server.engine import Engine
from queue_server.staff.accounts import Account
from queue_server.staff.carrying_out import ApiRefusedError
from queue_server.staff.devices_view import DeviceAlarm
from queue_server.staff.outlook import Minutes, Outlook, OutlookView, Predict
from queue_server.staff.view import CounterView
from queue_server.staff.words import EdgeRefusal

BEAT_SECONDS = 5.0
"""A console that hears nothing for three of them knows that it is cut off."""
GATHER_SECONDS = 0.05
"""Changes that follow one another faster than this share a view; the first one goes at once."""
OUTLOOK_SECONDS = (2.0, 5.0)
"""How old the predicted waits may get: at least, and at most. Rows hold still to be read."""
RETRY_MILLISECONDS = 1000
"""When a browser asks again after the stream broke."""
SCREENS_EACH = 24
"""Streams of one session. Six are all that a browser has lines for; a proxy may lift that."""
SCREENS = 400
"""Streams in all: thirty counters with a few screens each, and supervisors; each gets a view made
after each change."""


class Shown(Protocol):
    """A view that a screen shows: a pydantic model which says when it was made."""

    @property
    def at(self) -> datetime:
        """When it was made; alone it is no change."""

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """See pydantic."""

    def model_dump_json(self) -> str:
        """See pydantic."""


@dataclass(frozen=True, slots=True)
class Console:
    """The console of a counter, and who sits at it."""

    counter: str
    account: Account


@dataclass(frozen=True, slots=True, eq=False)
class _Open:
    """One screen that listens."""

    session: UUID
    console: Console | None
    wake: Callable[[], None]


class _Stream(EventSourceResponse):
    """Lets go of its place however it ends: also where it never began, or was cut off."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self.client_close_handler_callable is not None:
                await self.client_close_handler_callable({"type": "http.disconnect"})


class Streams:
    """The open event streams of one application. But for `close`, for the event loop's thread."""

    def __init__(
        self,
        engine: Engine,
        predict: Predict,
        alarms: Callable[[], Sequence[DeviceAlarm]] = tuple,
    ) -> None:
        """`predict` is called on a thread of its own; `alarms` says where people get no paper."""
        self._engine = engine
        self._alarms = alarms
        self._predict = predict
        self._open = set[_Open]()
        self._closing = False
        self._outlook: Outlook | None = None
        self._predicted_at = 0.0
        self._predicting: asyncio.Task[None] | None = None
        self._soon: asyncio.TimerHandle | None = None

    def close(self) -> None:
        """End every stream, so that the server can end. On any thread; none opens after it."""
        self._closing = True
        self._wake_all()

    def sessions_changed(self) -> None:
        """Have every screen look whether its session is still good. On any thread."""
        self._wake_all()

    def devices_changed(self) -> None:
        """Have every screen look at the devices again. On any thread."""
        self._wake_all()

    async def outlook(self) -> Outlook:
        """The predicted waits, at most some seconds old."""
        self._renew()
        if self._outlook is None and self._predicting is not None:
            await asyncio.shield(self._predicting)
        if self._outlook is None:
            raise AssertionError("a prediction that ended without error is there")
        return self._outlook

    def newcomers(self) -> Mapping[str, Minutes]:
        """For somebody who would come now, by service: as last predicted, nothing before that.

        A newer prediction begins where it is time for one, and wakes who listens.
        """
        self._renew()
        return {} if self._outlook is None else self._outlook.services

    def response(
        self,
        *,
        session: UUID,
        view: Callable[[], Shown],
        signed_in: Callable[[], bool],
        displays: Callable[[], bool],
        console: Console | None = None,
    ) -> EventSourceResponse:
        """The events of one screen, until its session ends, it goes away or the server ends.

        `view` comes first and after every change; `beat` says that the line is alive, whether
        displays get their boards, and at which devices people get no paper; `signed_out` is the
        last of an ended session. The console of a counter also gets `outlook` (an OutlookView) when
        the predicted waits have changed, and its beats say who else has this counter open.

        Raises:
            ApiRefusedError: too many are open already, of this session or in all.
        """
        if sum(1 for one in self._open if one.session == session) >= SCREENS_EACH:
            raise ApiRefusedError(429, EdgeRefusal.TOO_MANY_SCREENS)
        if len(self._open) >= SCREENS:
            raise ApiRefusedError(503, EdgeRefusal.TOO_MANY_SCREENS)
        loop = asyncio.get_running_loop()
        changed = asyncio.Event()

        def wake(_state: State | None = None) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

        own = _Open(session, console, wake)
        unwatch = self._engine.watch(wake)
        self._open.add(own)
        self._wake_others(own)

        # a generator that is cut off between two events ends only when it is collected as garbage,
        # and until then the other screens would be told that this one is still there
        async def gone(_message: Message | None = None) -> None:
            unwatch()
            if own in self._open:
                self._open.discard(own)
                self._wake_others(own)

        async def events() -> AsyncIterator[ServerSentEvent]:
            try:
                async for event in self._events(own, changed, view, signed_in, displays):
                    yield event
            finally:
                await gone()

        return _Stream(
            events(),
            # the stream has beats of its own, which the page can hear
            ping=0,
            headers={"X-Accel-Buffering": "no"},
            client_close_handler_callable=gone,
        )

    async def _events(
        self,
        own: _Open,
        changed: asyncio.Event,
        view: Callable[[], Shown],
        signed_in: Callable[[], bool],
        displays: Callable[[], bool],
    ) -> AsyncIterator[ServerSentEvent]:
        shown: Shown | None = None
        told: OutlookView | None = None
        while not self._closing:
            changed.clear()
            if not signed_in():
                yield ServerSentEvent("{}", event="signed_out")
                return
            new = view()
            if shown is None or new != shown.model_copy(update={"at": new.at}):
                shown = new
                yield _event("view", new)
            if isinstance(new, CounterView):
                self._renew()
                predicted = None if self._outlook is None else self._outlook.of(new)
                if predicted is not None and predicted != told:
                    told = predicted
                    yield _event("outlook", predicted)
            beat: dict[str, object] = {
                "displays": displays(),
                "devices": [alarm.model_dump(mode="json") for alarm in self._alarms()],
            }
            if own.console is not None:
                beat["consoles"] = self._others(own, own.console)
            yield ServerSentEvent(json.dumps(beat), event="beat")
            await asyncio.sleep(GATHER_SECONDS)
            try:
                async with asyncio.timeout(BEAT_SECONDS):
                    await changed.wait()
            except TimeoutError:
                continue

    def _others(self, own: _Open, console: Console) -> list[dict[str, object]]:
        return sorted(
            (
                {
                    "display_name": other.account.display_name,
                    "same_account": other.account.name == console.account.name,
                }
                for other in (one.console for one in self._open if one is not own)
                if other is not None and other.counter == console.counter
            ),
            key=lambda entry: str(entry["display_name"]),
        )

    def _wake_others(self, own: _Open) -> None:
        for one in tuple(self._open):
            if one is own or own.console is None or one.console is None:
                continue
            if one.console.counter == own.console.counter:
                one.wake()

    def _wake_all(self) -> None:
        for one in tuple(self._open):
            one.wake()

    def _renew(self) -> None:
        """Begin another prediction where it is time for one; once made, it wakes who listens."""
        if self._predicting is not None:
            if not self._predicting.done():
                return
            # one that failed is not hidden: this stream breaks, and the reason stands in the log
            self._predicting.result()
            self._predicting = None
        shortest, longest = OUTLOOK_SECONDS
        loop = asyncio.get_running_loop()
        age = loop.time() - self._predicted_at
        changed = self._outlook is None or self._outlook.position != self._engine.state.position
        if self._outlook is None or age > longest or (changed and age > shortest):
            self._predicting = asyncio.create_task(self._make())
        elif changed and (self._soon is None or self._soon.when() <= loop.time()):
            # nobody waits for a beat to see what the call of a moment ago has changed
            self._soon = loop.call_later(shortest - age, self._wake_all)

    async def _make(self) -> None:
        self._outlook = await asyncio.to_thread(self._predict)
        self._predicted_at = asyncio.get_running_loop().time()
        self._wake_all()


def _event(name: str, about: Shown | OutlookView) -> ServerSentEvent:
    return ServerSentEvent(about.model_dump_json(), event=name, retry=RETRY_MILLISECONDS)
