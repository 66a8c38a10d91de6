"""Messages of a kiosk that has to go on alone: numbers lent to it beforehand, and what it reports.

A kiosk that gets no answer gives a number that was lent to it (`numbers_leased`), or one of its own
emergency letter when those are used up, prints it, and reports it once it is heard again. What is
on paper has happened: a report is never refused for what it says, only doubted.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from protocol.messages import CheckIn, Message, Name, TakeTicket

Letter = Annotated[str, Field(pattern=r"^[A-Z]{1,2}$")]
"""What a number begins with."""

Sequence = Annotated[int, Field(ge=1, le=99_999)]
"""What follows the letter: `B103` is letter `B`, sequence 103."""


class NumberBlock(Message):
    """Numbers of one service that nobody else gives, first and last included."""

    service: Name
    letter: Letter
    first: Sequence
    last: Sequence

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("the last number comes before the first")
        return self


class LeaseNumbers(Message):
    """A kiosk wants numbers to give when it is cut off. Asked early, before it has none."""

    kind: Literal["lease_numbers"] = "lease_numbers"
    id: UUID
    at: AwareDatetime
    """By the kiosk's own clock, so that the server knows how wrong that is."""
    left: Annotated[Mapping[Name, Annotated[int, Field(ge=0)]], Field(max_length=100)] = {}
    """How many of the day's numbers it has left, by service."""


class NumbersLeased(Message):
    """Numbers that are the kiosk's from now on, beside those that it has."""

    kind: Literal["numbers_leased"] = "numbers_leased"
    id: UUID
    at: AwareDatetime
    """Now, by the server's clock."""
    day: date
    """The business day that they are for."""
    until: AwareDatetime
    """When that day is over: none of them is given later."""
    blocks: tuple[NumberBlock, ...]
    """None where the kiosk has enough of all."""


class ReturnNumbers(Message):
    """A kiosk gives numbers back that it will not need: it has forgotten them already."""

    kind: Literal["return_numbers"] = "return_numbers"
    id: UUID
    at: AwareDatetime | None = None
    day: date
    blocks: Annotated[tuple[NumberBlock, ...], Field(min_length=1, max_length=200)]


class NumbersReturned(Message):
    """Others may be lent them now."""

    kind: Literal["numbers_returned"] = "numbers_returned"
    id: UUID


class ReportIssued(Message):
    """A number that a kiosk gave alone, and for what. The paper exists."""

    kind: Literal["report_issued"] = "report_issued"
    id: UUID
    """That of the request which nobody answered in time. The server may have heard it all the same,
    or may hear it later: one visit comes of both, with the number that is on the paper."""
    visit: UUID
    """Made by the kiosk: it is in the code on the ticket."""
    letter: Letter
    sequence: Sequence
    day: date
    """The business day that the number is of, as the kiosk knew it."""
    issued_at: AwareDatetime
    """When, as near to the server's clock as the kiosk knows."""
    clock: Literal["server", "own"]
    """Whose clock that is: `server` where it was heard since the kiosk was switched on, and only
    time that passed was added; else the kiosk's own, which may be wrong by hours."""
    place: Annotated[int, Field(ge=1)]
    """How many numbers this kiosk has ever given alone: their order, whatever a clock says."""
    request: Annotated[TakeTicket | CheckIn, Field(discriminator="kind")]
    """What was asked for."""

    @model_validator(mode="after")
    def _one_id(self) -> Self:
        if self.request.id != self.id:
            raise ValueError("a report has the id of its request")
        return self


class Doubt(StrEnum):
    """What does not fit about a number that was given alone. Staff see it; it is called all the
    same."""

    SERVICE_CLOSED = "service_closed"
    """None of its services took anybody then."""
    PASS_TWICE = "pass_twice"
    """Its pass has brought another number too."""
    PASS_REFUSED = "pass_refused"
    """The server would not have taken its pass: forged, revoked, expired, of another city."""
    UNKNOWN_SERVICE = "unknown_service"
    """It asked for something that this lobby does not have (any more)."""
    NOT_LEASED = "not_leased"
    """The number was not lent to this kiosk."""
    NUMBER_TWICE = "number_twice"
    """Another visit of that day has the same number."""
    CLOCK_OFF = "clock_off"
    """The time of issue cannot be true, and was set right as far as is known."""
    ANOTHER_DAY = "another_day"
    """It was given on a day that is over: nobody waits with it any more."""


class IssuedReported(Message):
    """The server has the number, durably. The kiosk need not keep it any longer."""

    kind: Literal["issued_reported"] = "issued_reported"
    id: UUID
    visit: UUID
    """The visit that has the number: the kiosk's own, or the one that the request had got
    already."""
    doubts: tuple[Doubt, ...] = ()


class Withdraw(Message):
    """A request of before the kiosk ended unexpectedly: nobody got a paper for it. A number that it
    has got is not called; one that it would still get is not given."""

    kind: Literal["withdraw"] = "withdraw"
    id: UUID
    at: AwareDatetime | None = None
    request: UUID
    """The id of the request that is withdrawn."""


class Withdrawn(Message):
    """The request has no effect any more, unless somebody was served by it meanwhile."""

    kind: Literal["withdrawn"] = "withdrawn"
    id: UUID
