"""What the calendar does and shows, over HTTP: slots, reservations, closed dates, check-in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from protocol.messages import Language, Name, Need
from queue_server.domain.lives import AuditKind
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.book import ReservationAnswer
from queue_server.domain.reservations.commands import (
    BookReservation,
    CancelReservation,
    ChangeReservation,
    CheckInReservation,
    CloseBooking,
    HoldSlot,
    OpenBooking,
    ReservationCommand,
    SetSlotCapacity,
)
from queue_server.domain.reservations.slots import ClosureReason
from queue_server.domain.state import Answer, TicketAnswer
from queue_server.staff.bodies import CommandBody
from queue_server.staff.carrying_out import COMMAND_ERRORS, ERRORS, ApiRefusedError, carry_out
from queue_server.staff.context import STAFF_COOKIE, Staff
from queue_server.staff.permissions import Right
from queue_server.staff.reservations_view import Calendar, ReservationList, ServiceSlots
from queue_server.staff.sessions import Session

DRAWS = 50
"""So often another number is drawn where one is taken: enough even with half of all taken."""

Start = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
]
"""When a slot begins. At either end of time there are moments that some zones cannot say."""
Procedures = Annotated[tuple[Name, ...], Field(max_length=20)]
Needs = Annotated[tuple[Need, ...], Field(max_length=6)]


class HoldBody(CommandBody):
    """Keeps a place until it is booked, or the hold runs out."""

    service: Name
    start: Start


class ReservationBody(CommandBody):
    """A reservation, held or booked."""

    reservation: UUID


class BookBody(ReservationBody):
    """Makes a hold a reservation. No names and no phone numbers: the number stands for it."""

    procedures: Procedures = ()
    language: Language = "ja"
    needs: Needs = ()


class ChangeBody(ReservationBody):
    """What is to be another; what is left out stays as it is."""

    start: Start | None = None
    """Another slot of the same service. The old one is kept where the new one cannot be had."""
    procedures: Procedures | None = None
    language: Language | None = None
    needs: Needs | None = None


class CapacityBody(CommandBody):
    """How many one slot takes. Who is booked stays, also where that is more."""

    service: Name
    start: Start
    capacity: Annotated[int, Field(ge=0, le=100)] | None
    """None: as the site file has it."""


class OpenBody(CommandBody):
    """Lets a date be booked again, or although it is a holiday."""

    day: date
    service: Name | None = None
    """None: every service."""


class CloseBody(OpenBody):
    """Ends the booking of a date. Who is booked stays."""

    reason: ClosureReason


class ReservationDone(BaseModel):
    """The command was carried out, and is durable."""

    model_config = ConfigDict(frozen=True)

    reservation: UUID | None
    """None where the command was about slots or dates."""
    number: str | None
    """予約番号, once it is booked."""
    service: str | None
    start: AwareDatetime | None
    day: date | None
    expires_at: AwareDatetime | None
    """When a hold runs out."""


class CheckedIn(BaseModel):
    """A reservation became a visit, which waits for its slot."""

    model_config = ConfigDict(frozen=True)

    reservation: UUID
    visit: UUID
    ticket: str
    """The number by which they are called."""


@dataclass(frozen=True, slots=True)
class Booking:
    """What the calendar's API works with."""

    staff: Staff
    new_id: Callable[[], UUID]
    draw_number: Callable[[], str]

    def calendar(self) -> Calendar:
        """The calendar as it is now."""
        return Calendar.of(self.staff.lobby, self.staff.engine.state, self.staff.now())

    async def carry_out(self, command: ReservationCommand) -> ReservationDone:
        """Have a command decided, and answer it.

        Raises:
            ApiRefusedError: it was refused, or the server is ending.
        """
        return self.done(await carry_out(self.staff.engine, command))

    async def book(self, body: BookBody, by: str) -> ReservationDone:
        """Book under a number that nobody else has.

        Raises:
            ApiRefusedError: as `carry_out`.
        """
        for left in reversed(range(DRAWS)):
            try:
                return await self.carry_out(
                    BookReservation(
                        id=body.id,
                        by=by,
                        reservation=body.reservation,
                        number=self.draw_number(),
                        procedures=body.procedures,
                        language=body.language,
                        needs=body.needs,
                    )
                )
            except ApiRefusedError as refused:
                # a refusal is not kept, so the same id may ask again
                if refused.reason is not Refusal.RESERVATION_NUMBER_TAKEN or not left:
                    raise
        raise AssertionError("the last draw returns or raises")

    def done(self, answer: Answer) -> ReservationDone:
        """The answer to a command about reservations."""
        if not isinstance(answer, ReservationAnswer):
            raise TypeError(f"not answered as a reservation: {answer!r}")
        zone = self.staff.lobby.site.zone
        return ReservationDone(
            reservation=answer.reservation,
            number=answer.number,
            service=answer.service,
            start=None if answer.start is None else answer.start.astimezone(zone),
            day=answer.day,
            expires_at=None if answer.expires_at is None else answer.expires_at.astimezone(zone),
        )


def reservations_api(booking: Booking) -> APIRouter:
    """The API below `/api/staff/reservations`."""
    router = APIRouter(
        prefix="/api/staff/reservations",
        tags=["reservations"],
        dependencies=[Depends(booking.staff.sessions.required), Depends(STAFF_COOKIE)],
    )
    router.include_router(_views(booking))
    router.include_router(_commands(booking))
    router.include_router(_supervisors_commands(booking))
    return router


def _views(booking: Booking) -> APIRouter:
    router = APIRouter()
    staff = booking.staff
    booking_right = Annotated[Session, Depends(staff.sessions.allowed(Right.BOOK))]

    async def known(service: Annotated[str, Query(examples=["ido"])]) -> str:
        if service not in booking.calendar().services:
            raise ApiRefusedError(404, Refusal.UNKNOWN_SERVICE)
        return service

    of_service = Annotated[str, Depends(known)]

    @router.get("/slots", responses=ERRORS, operation_id="slots")
    async def slots(
        service: of_service,
        _session: booking_right,
        first: Annotated[date | None, Query(alias="from")] = None,
        days: Annotated[int, Query(ge=1, le=62)] = 7,
    ) -> ServiceSlots:
        """A service's slots by date, from a date (today) on, with what is taken of each."""
        today = staff.now().astimezone(staff.lobby.site.zone).date()
        begins = today if first is None else first
        if abs(begins - today) > timedelta(days=1000):
            raise ApiRefusedError(404, Refusal.UNKNOWN_SLOT)
        return booking.calendar().slots(service, begins, days)

    @router.get("/in-slot", responses=ERRORS, operation_id="reservationsOfSlot")
    async def of_slot(
        service: of_service, _session: booking_right, start: Annotated[Start, Query()]
    ) -> ReservationList:
        """The reservations of one slot."""
        return booking.calendar().in_slot(service, start)

    @router.get("/find", responses=ERRORS, operation_id="findReservation")
    async def find(
        session: booking_right,
        number: Annotated[str, Query(pattern=r"^\d{4,9}$", examples=["482913"])],
    ) -> ReservationList:
        """The reservation that a number (予約番号) stands for. The journal keeps who looked, and
        for which time it is: never its number, with which it could be changed.
        """
        found = booking.calendar().by_number(number)
        if not found.reservations:
            raise ApiRefusedError(404, Refusal.UNKNOWN_RESERVATION)
        for one in found.reservations:
            await staff.record(session.by, AuditKind.RESERVATION_FOUND, one.start.isoformat())
        return found

    return router


def _commands(booking: Booking) -> APIRouter:
    router = APIRouter()
    staff = booking.staff
    books = Annotated[Session, Depends(staff.sessions.allowed(Right.BOOK))]

    @router.post("/hold", responses=COMMAND_ERRORS, operation_id="holdSlot")
    async def hold(body: HoldBody, session: books) -> ReservationDone:
        """仮押さえ: a place is kept for some minutes."""
        return await booking.carry_out(
            HoldSlot(
                id=body.id,
                by=session.by,
                reservation=booking.new_id(),
                service=body.service,
                start=body.start.astimezone(UTC),
                at_short_notice=True,
            )
        )

    @router.post("/book", responses=COMMAND_ERRORS, operation_id="bookReservation")
    async def book(body: BookBody, session: books) -> ReservationDone:
        """予約: a hold becomes a reservation, and gets the number that stands for it."""
        return await booking.book(body, session.by)

    @router.post("/change", responses=COMMAND_ERRORS, operation_id="changeReservation")
    async def change(body: ChangeBody, session: books) -> ReservationDone:
        """変更: another slot of the same service, or other details. Never without a place."""
        return await booking.carry_out(
            ChangeReservation(
                id=body.id,
                by=session.by,
                reservation=body.reservation,
                start=None if body.start is None else body.start.astimezone(UTC),
                procedures=body.procedures,
                language=body.language,
                needs=body.needs,
                at_short_notice=True,
            )
        )

    @router.post("/cancel", responses=COMMAND_ERRORS, operation_id="cancelReservation")
    async def cancel(body: ReservationBody, session: books) -> ReservationDone:
        """取消: gives a place back, held or booked."""
        return await booking.carry_out(
            CancelReservation(id=body.id, by=session.by, reservation=body.reservation)
        )

    @router.post("/check-in", responses=COMMAND_ERRORS, operation_id="checkInReservation")
    async def check_in(body: ReservationBody, session: books) -> CheckedIn:
        """来庁: whoever booked is here, and gets a number."""
        answer = await carry_out(
            staff.engine,
            CheckInReservation(
                id=body.id,
                by=session.by,
                reservation=body.reservation,
                visit=booking.new_id(),
            ),
        )
        if not isinstance(answer, TicketAnswer):
            raise TypeError(f"not answered with a ticket: {answer!r}")
        return CheckedIn(reservation=body.reservation, visit=answer.visit, ticket=answer.number)

    return router


def _supervisors_commands(booking: Booking) -> APIRouter:
    router = APIRouter()
    changes = Annotated[Session, Depends(booking.staff.sessions.allowed(Right.CHANGE_CALENDAR))]

    @router.post("/capacity", responses=COMMAND_ERRORS, operation_id="setSlotCapacity")
    async def capacity(body: CapacityBody, session: changes) -> ReservationDone:
        """定員: how many one slot takes."""
        return await booking.carry_out(
            SetSlotCapacity(
                id=body.id,
                by=session.by,
                service=body.service,
                start=body.start.astimezone(UTC),
                capacity=body.capacity,
            )
        )

    @router.post("/close", responses=COMMAND_ERRORS, operation_id="closeBooking")
    async def close(body: CloseBody, session: changes) -> ReservationDone:
        """休止: a date cannot be booked, in one service or in all."""
        return await booking.carry_out(
            CloseBooking(
                id=body.id,
                by=session.by,
                day=body.day,
                service=body.service,
                reason=body.reason,
            )
        )

    @router.post("/open", responses=COMMAND_ERRORS, operation_id="openBooking")
    async def open_again(body: OpenBody, session: changes) -> ReservationDone:
        """再開: a date can be booked, also one that is a holiday."""
        return await booking.carry_out(
            OpenBooking(id=body.id, by=session.by, day=body.day, service=body.service)
        )

    return router
