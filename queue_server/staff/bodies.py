"""What the staff's API takes and answers."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict

from queue_server.domain.commands import CallReason
from queue_server.domain.lives import CounterStatus, Note, Outcome, ServiceStatus
from queue_server.staff.view import CounterView


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CommandBody(_Body):
    """A command. `id` is made by the sender (UUIDv7): the same one again changes nothing, and is
    answered as the first was.
    """

    id: UUID


class AtCounterBody(CommandBody):
    """A command about who is at the counter."""

    visit: UUID | None = None
    """Whom the sender means. With it, a screen that is behind cannot act on somebody else."""


class FinishBody(AtCounterBody):
    """How the stop ended."""

    outcome: Outcome = Outcome.DONE


class CallMissedBody(CommandBody):
    """Calls somebody who did not come before."""

    visit: UUID


class CallNumberBody(CommandBody):
    """Calls somebody out of their turn, and says why."""

    visit: UUID
    reason: CallReason


class TransferBody(AtCounterBody):
    """Where who is at the counter goes next."""

    to_service: str
    to_counter: str | None = None
    keep_place: bool = True


class StopBody(CommandBody):
    """One stop of a visit."""

    visit: UUID
    service: str


class OrderBody(CommandBody):
    """All stops of a visit, in another order."""

    visit: UUID
    services: tuple[str, ...]


class VisitBody(CommandBody):
    """A whole visit."""

    visit: UUID


class NotesBody(VisitBody):
    """What staff should know about a visit: these notes, and no others."""

    notes: tuple[Note, ...]


class CounterStatusBody(CommandBody):
    """Opens, pauses or closes a counter."""

    status: CounterStatus


class ServiceStatusBody(CommandBody):
    """Opens a service, ends its numbers for the day, or closes it."""

    service: str
    status: ServiceStatus


class Done(BaseModel):
    """The command was carried out, and is durable."""

    model_config = ConfigDict(frozen=True)

    visit: UUID | None
    """None where the command was about a counter or a service itself."""
    number: str | None
    """None too where the visit was of an earlier day."""
    view: CounterView
