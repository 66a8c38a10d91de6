"""Messages about a number that was given already, shown by the code on its ticket; and how it was.

The code holds the visit's id. Whoever holds it up may see how long it still takes, print the ticket
again and cancel: an id is a UUIDv7 with 74 random bits from the system's own source, stands on the
ticket and on signed-in pages only, and says nothing about a person. So nobody comes by one but from
the ticket itself.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from protocol.messages import Language, Message, Name

Score = Annotated[int, Field(ge=1, le=5)]
"""How it was today: 5 is very good, 1 is very bad."""


class ShowTicket(Message):
    """A resident held up the code of a ticket. Changes nothing."""

    kind: Literal["show_ticket"] = "show_ticket"
    id: UUID
    at: AwareDatetime | None = None
    visit: UUID


class Reprint(Message):
    """A resident wants the ticket on paper once more. The reply is a `ticket`, marked reissued."""

    kind: Literal["reprint"] = "reprint"
    id: UUID
    at: AwareDatetime | None = None
    visit: UUID


class Cancel(Message):
    """A resident does not want to wait any more, and has said so twice."""

    kind: Literal["cancel"] = "cancel"
    id: UUID
    at: AwareDatetime | None = None
    visit: UUID


class Rate(Message):
    """A resident said how it was today."""

    kind: Literal["rate"] = "rate"
    id: UUID
    at: AwareDatetime | None = None
    score: Score
    visit: UUID | None = None
    """None: nobody asked which; a kiosk at the exit does not know."""


StopStanding = Literal["waiting", "later", "called", "missed", "parked", "done", "dropped"]
"""`later` is for a stop that waits until another one is done."""

Standing = Literal["waiting", "called", "away", "finished", "over"]
"""`away`: nothing goes on until they tell the staff that they are back (missed, parked).
`over`: it ended before all was done; cancelled, or left when the lobby closed."""


class StopNow(Message):
    """One stop of a visit, as it stands now."""

    service: Name
    standing: StopStanding
    counters: tuple[Name, ...]
    """Where it may be called; of a stop that was called, where it was called last."""
    people_ahead: Annotated[int, Field(ge=0)] = 0
    wait_minutes: tuple[int, int] | None = None
    """From, to: a range in minutes from now; None where there is nothing to wait for."""


class TicketShown(Message):
    """Where a visit stands now."""

    kind: Literal["ticket_shown"] = "ticket_shown"
    id: UUID
    visit: UUID
    number: str
    issued_at: AwareDatetime
    language: Language = "ja"
    """In which the ticket was printed."""
    standing: Standing
    stops: tuple[StopNow, ...]
    rated: bool = False
    """Somebody has said already how it was."""


class Cancelled(Message):
    """The visit is cancelled: its number is not called any more."""

    kind: Literal["cancelled"] = "cancelled"
    id: UUID
    visit: UUID


class Rated(Message):
    """An answer to how it was has arrived."""

    kind: Literal["rated"] = "rated"
    id: UUID
    counted: bool
    """False for a second answer about one visit, and for one about a visit that goes on."""
