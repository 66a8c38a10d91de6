"""What all parts of the staff's API work with: the lobby, its engine, how they answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path
from fastapi.security import APIKeyCookie

from queue_server.domain.assignments import as_assigned
from queue_server.domain.business_day import as_of
from queue_server.domain.commands import Command, Record
from queue_server.domain.lives import AuditKind
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import State
from queue_server.engine import Engine
from queue_server.lobby import Lobby
from queue_server.staff import carrying_out
from queue_server.staff.bodies import Done
from queue_server.staff.carrying_out import ApiRefusedError
from queue_server.staff.sessions import COOKIE, Sessions
from queue_server.staff.streams import Streams
from queue_server.staff.view import CounterView
from queue_server.staff.viewer import Views

STAFF_COOKIE = APIKeyCookie(
    name=COOKIE,
    scheme_name="staff",
    description="Set by a POST of `name` and `password`, as a form, to /staff/sign-in.",
    auto_error=False,
)
"""Only says in the document how to sign in; `sessions.required` is what refuses."""


@dataclass(frozen=True, slots=True)
class Staff:
    """What the staff's pages and API work with."""

    lobby: Lobby
    engine: Engine
    sessions: Sessions
    streams: Streams
    views: Views
    now: Callable[[], datetime]
    new_id: Callable[[], UUID]
    broker_connected: Callable[[], bool]

    @property
    def state(self) -> State:
        """The state as somebody sees it who looks now: what was closed or assigned yesterday is
        not, also before the first thing of today has happened.
        """
        return as_of(self.lobby.site, self.engine.state, self.now())

    @property
    def site(self) -> Site:
        """The site as it is staffed now."""
        return as_assigned(self.lobby.site, self.state)

    def known(self, counter: str) -> str:
        """A counter of this lobby.

        Raises:
            ApiRefusedError: there is no such counter.
        """
        if counter not in self.lobby.counters:
            raise ApiRefusedError(404, Refusal.UNKNOWN_COUNTER)
        return counter

    def view(self, counter: str) -> CounterView:
        """The console of a counter, now."""
        return self.views.of(counter, self.engine.state, self.now())

    async def carry_out(self, command: Command, counter: str) -> Done:
        """Have a command of a counter's console decided, and answer it.

        Raises:
            ApiRefusedError: it was refused, or the server is ending.
        """
        outcome = await carrying_out.carry_out(self.engine, command)
        visit = outcome.visit
        found = None if visit is None else self.engine.state.visits.get(visit)
        return Done(
            visit=visit,
            number=None if found is None else found.number,
            view=self.view(counter),
        )

    async def record(self, by: str, kind: AuditKind, about: str | None = None) -> None:
        """Keep for auditors what is no command of the queue. `about` is never a name.

        Raises:
            ApiRefusedError: the server is ending.
        """
        command = Record(id=self.new_id(), by=by, kind=kind, about=about)
        await carrying_out.carry_out(self.engine, command)

    def counter_in_path(self) -> Callable[[str], Awaitable[str]]:
        """A FastAPI dependency: the counter that a path names."""

        # async, because a plain function would be run on another thread for each request
        async def known(counter: Annotated[str, Path(examples=["3"])]) -> str:
            return self.known(counter)

        return known
