"""What every rule is given, and what it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypedDict
from uuid import UUID

from queue_server.domain.commands import Command
from queue_server.domain.events import Event, StopPlan, Told
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import State, Visit
from queue_server.domain.waits import told

Decision = tuple[Event, ...] | Refusal


class Header(TypedDict):
    """What all events of a command have."""

    at: datetime
    cause: UUID
    by: str


class Teller(Protocol):
    """Knows what to tell residents about waits."""

    @property
    def knows_slots(self) -> bool:
        """Whether the wait that it tells of a reserved stop begins with its slot."""

    def order(self, state: State, plan: Sequence[StopPlan], now: datetime) -> tuple[StopPlan, ...]:
        """The stops of somebody who takes a number now, in the order that gets them out soonest."""

    def tell_newcomer(
        self, state: State, plan: Sequence[StopPlan], now: datetime, *, needs: bool = False
    ) -> tuple[Told, ...]:
        """What somebody is told who takes a number now: one entry a stop, in the plan's order.
        `needs`: whether they have a need that gives them a head start.
        """

    def tell_visit(self, state: State, visit: Visit, now: datetime) -> tuple[Told, ...]:
        """What somebody is told who has a number already."""


@dataclass(frozen=True, slots=True)
class SimpleTeller:
    """People ahead × mean ÷ counters: what can be said before anything was learned."""

    site: Site

    @property
    def knows_slots(self) -> bool:
        """See `Teller`."""
        return False

    def order(
        self,
        state: State,  # noqa: ARG002  as others need
        plan: Sequence[StopPlan],
        now: datetime,  # noqa: ARG002  as others need
    ) -> tuple[StopPlan, ...]:
        """See `Teller`: the catalogue's order, which the plan has."""
        return tuple(plan)

    def tell_newcomer(
        self,
        state: State,
        plan: Sequence[StopPlan],
        now: datetime,  # noqa: ARG002  as others need
        *,
        needs: bool = False,  # noqa: ARG002  as others need
    ) -> tuple[Told, ...]:
        """See `Teller`."""
        return tuple(told(self.site, state, stop.service, None) for stop in plan)

    def tell_visit(
        self,
        state: State,
        visit: Visit,
        now: datetime,  # noqa: ARG002  as others need
    ) -> tuple[Told, ...]:
        """See `Teller`."""
        return tuple(told(self.site, state, stop.service, stop.arrival) for stop in visit.stops)


@dataclass(frozen=True, slots=True)
class Situation:
    """A command, and the lobby that it comes to."""

    site: Site
    state: State
    command: Command
    now: datetime
    teller: Teller

    @property
    def header(self) -> Header:
        """When, why and by whom whatever happens now happens."""
        return {"at": self.now, "cause": self.command.id, "by": self.command.by}

    def visit(self, wanted: UUID) -> Visit | Refusal:
        """A visit that goes on."""
        visit = self.state.visit(wanted)
        if visit is None:
            return Refusal.UNKNOWN_VISIT
        return Refusal.VISIT_OVER if visit.closed_at is not None else visit
