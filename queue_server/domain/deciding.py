"""What every rule is given, and what it gives."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict
from uuid import UUID

from queue_server.domain.commands import Command
from queue_server.domain.events import Event
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Site
from queue_server.domain.state import State, Visit

Decision = tuple[Event, ...] | Refusal


class Header(TypedDict):
    """What all events of a command have."""

    at: datetime
    cause: UUID
    by: str


@dataclass(frozen=True, slots=True)
class Situation:
    """A command, and the lobby that it comes to."""

    site: Site
    state: State
    command: Command
    now: datetime

    @property
    def header(self) -> Header:
        """When, why and by whom whatever happens now happens."""
        return {"at": self.now, "cause": self.command.id, "by": self.command.by}

    def visit(self, wanted: UUID) -> Visit | Refusal:
        """A visit that goes on."""
        visit = self.state.visits.get(wanted)
        if visit is None:
            return Refusal.UNKNOWN_VISIT
        return Refusal.VISIT_OVER if visit.closed_at is not None else visit
