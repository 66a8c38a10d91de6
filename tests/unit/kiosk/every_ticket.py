"""A session for every screen of a ticket that is held up, and of how it was today."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from kiosk.session.model import Session
from kiosk.session.screens import Cancelled, OwnTicket, Start, Thanked, Waiting
from protocol.ticket_messages import (
    Rate,
    ShowTicket,
    Standing,
    StopNow,
    StopStanding,
    TicketShown,
)
from tests.sites import MORNING

ID = UUID(int=1)
DIFFERENT_TICKETS = (
    "ticket-many",
    "ticket-away",
    "ticket-over",
    "ticket-cancel",
    "ticket-rating",
    "cancelled",
    "thanks",
    "exit",
)
"""Those that are laid out differently."""


def ticket_sessions(base: Session) -> Mapping[str, Session]:
    """By name."""
    many = shown(
        "called", ("ido", "done"), ("kokuho", "called"), ("kodomo", "later"), ("card", "waiting"),
        ("kyoiku", "parked"), ("nenkin", "later"), ("suido", "dropped"),
    )  # fmt: skip
    tickets = {
        "ticket": shown("waiting", ("ido", "waiting")),
        "ticket-many": many,
        "ticket-away": shown("away", ("ido", "missed")),
        "ticket-parked": shown("away", ("kodomo", "parked"), ("ido", "done")),
        "ticket-over": shown("over", ("ido", "done"), ("kokuho", "waiting")),
        "ticket-rating": shown("finished", ("ido", "done")),
        "ticket-rated": shown("finished", ("ido", "done")).model_copy(update={"rated": True}),
    }
    found = {
        name: replace(base, screen=OwnTicket(90.0, ticket)) for name, ticket in tickets.items()
    }
    rate = Rate(id=ID, score=5)
    return {
        **found,
        "ticket-cancel": replace(base, screen=OwnTicket(90.0, tickets["ticket"], cancelling=True)),
        "cancelled": replace(base, screen=Cancelled(99.0, ID)),
        "thanks": replace(base, screen=Thanked(99.0, rate, 99.0)),
        "exit": replace(base, screen=Start(0.0), at_exit=True),
        "waiting-ticket": replace(base, screen=Waiting(98.0, ShowTicket(id=ID, visit=ID), 98.0)),
    }


def shown(standing: Standing, *stops: tuple[str, StopStanding]) -> TicketShown:
    """What the server says of a ticket."""
    return TicketShown(
        id=ID,
        visit=ID,
        number="B103",
        issued_at=MORNING,
        standing=standing,
        stops=tuple(
            StopNow(
                service=service,
                standing=one,
                counters=("3", "4") if one == "waiting" else ("3",),
                people_ahead=4,
                wait_minutes=(12, 20) if standing != "over" and one == "waiting" else None,
            )
            for service, one in stops
        ),
    )
