"""What somebody wants to happen. Every command carries an id made by its sender."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from queue_server.domain.lives import AuditKind, CounterStatus, Note, Outcome, ServiceStatus


class CallReason(StrEnum):
    """Why a number is called out of its turn. A closed list: free text would name people."""

    CAME_BACK = "came_back"
    NEEDS = "needs"
    PROMISED = "promised"
    MISTAKE = "mistake"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What all commands have: an id that is answered once, and who asks (`kiosk-1`, `staff:a`)."""

    id: UUID
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTicket(Command):
    """A walk-in wants a number for one or more services, or for a whole checklist.

    `visit` is the id a new visit gets.
    """

    visit: UUID
    services: tuple[str, ...]
    procedures: tuple[str, ...] = ()
    """Their services are stops too, in the order of a pass's."""
    language: str = "ja"
    needs: tuple[str, ...] = ()
    request: UUID | None = None
    """The id of the sealed request that comes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn(Command):
    """A resident showed a pass that has been verified. `visit` is the id a new visit gets."""

    visit: UUID
    pass_id: UUID
    pass_expires_at: datetime
    procedures: tuple[str, ...]
    language: str = "ja"
    reservation: UUID | None = None
    """The reservation that the pass carries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReissueTicket(Command):
    """Somebody who showed the ticket wants it on paper once more (再発行)."""

    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(Command):
    """Somebody said how it was today: 5 is very good, 1 is very bad."""

    score: int
    visit: UUID | None = None
    """Whose ticket they showed; None where nobody asked which."""


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
    outcome: Outcome = Outcome.DONE


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNumber(Command):
    """A counter calls somebody out of their turn, and says why."""

    counter: str
    visit: UUID
    reason: CallReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Park(Command):
    """Who is at the counter fetches something, and comes back to their place (保留)."""

    counter: str
    visit: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command):
    """A parked or missed stop waits again, at the place it had."""

    visit: UUID
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """Who is at the counter goes to another service, or to one certain counter (引継ぎ)."""

    counter: str
    to_service: str
    to_counter: str | None = None
    keep_place: bool = True
    """At the place of their arrival; otherwise behind everybody who waits there now."""
    visit: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStop(Command):
    """A visit needs one more service."""

    visit: UUID
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropStop(Command):
    """A visit does not need a service after all."""

    visit: UUID
    service: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderStops(Command):
    """Staff suggest another order. What must come first still comes first."""

    visit: UUID
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVisit(Command):
    """The resident leaves, or staff close the visit."""

    visit: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo(Command):
    """A counter takes back its last step, seconds after it."""

    counter: str
    visit: UUID | None = None
    """Whom that step was about, as the sender believes. None: whoever it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCounter(Command):
    """A counter opens, pauses or closes; `staff` is the id of the account that is on it."""

    counter: str
    status: CounterStatus
    staff: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetService(Command):
    """A service opens, gives its last ticket of the day, or closes."""

    service: str
    status: ServiceStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCounter(Command):
    """A counter serves other services for the rest of the day. None at all: as the site says."""

    counter: str
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNotes(Command):
    """What staff should know about a visit: these, and no others."""

    visit: UUID
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDay(Command):
    """The lobby closes: who still waits goes home, counters and services are closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOnRestored(Command):
    """The journal was put back from a backup: none of the numbers that may have been given since is
    given again."""

    restored: int
    until: datetime | None
    given_since: int
    """At most so many of one series were given or lent since; 0 where none was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Command):
    """Something for auditors that does not change the queue."""

    kind: AuditKind
    about: str | None = None
    """Which report, which days of it, which number at which counter, or which device and what it
    was told. Never a name."""
