"""What somebody wants to happen. Every command carries an id made by its sender."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What all commands have: an id that is answered once, and who asks (`kiosk-1`, `staff:a`)."""

    id: UUID
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTicket(Command):
    """A walk-in wants a number for one or more services. `visit` is the id a new visit gets."""

    visit: UUID
    services: tuple[str, ...]
    language: str = "ja"
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Command):
    """A resident showed a pass that has been verified. `visit` is the id a new visit gets."""

    visit: UUID
    pass_id: UUID
    pass_expires_at: datetime
    procedures: tuple[str, ...]
    language: str = "ja"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext(Command):
    """A counter calls whoever is next (呼出)."""

    counter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMissed(Command):
    """A counter calls somebody who was called before and did not come."""

    counter: str
    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Command):
    """A counter calls the number that it has called already, once more (再呼出)."""

    counter: str
    visit: UUID | None = None
    """Whom the sender means: one who is behind cannot act on somebody else. None: whoever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShow(Command):
    """The number that a counter called did not come (不在)."""

    counter: str
    visit: UUID | None = None
    """Whom the sender means: one who is behind cannot act on somebody else. None: whoever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish(Command):
    """A counter is done with the stop (完了)."""

    counter: str
    visit: UUID | None = None
    """Whom the sender means: one who is behind cannot act on somebody else. None: whoever it is."""
