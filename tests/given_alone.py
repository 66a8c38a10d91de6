"""Numbers that a kiosk gave while it was cut off, in the web side of the sample site."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from uuid6 import uuid7

from queue_server.domain.alone.commands import LendNumbers, Report
from queue_server.domain.lives import Doubt
from queue_server.domain.state import TicketAnswer
from tests.web import SECONDS, Web

PASS = UUID("019ac000-0000-7000-8000-00000000a001")
"""The id of a pass."""


def lend(site: Web, kiosk: str = "kiosk-1") -> None:
    """The server lends a kiosk numbers for when it is cut off."""
    site.engine.submit(LendNumbers(id=uuid7(), by=kiosk)).result(SECONDS)


def given_alone(
    site: Web,
    place: int,
    sequence: int,
    *,
    kiosk: str = "kiosk-1",
    letter: str = "B",
    service: str = "ido",
    procedures: tuple[str, ...] = (),
    ago: timedelta = timedelta(minutes=5),
    pass_id: UUID | None = None,
    doubts: tuple[Doubt, ...] = (),
    day: date | None = None,
) -> UUID:
    """A kiosk reports a number that it gave alone. Returns its visit."""
    now: datetime = site.clock()
    day = day or site.engine.state.day
    assert day is not None
    outcome = site.engine.submit(
        Report(
            id=uuid7(),
            by=kiosk,
            paper=uuid5(PASS, f"{kiosk} {place}"),
            spare=uuid7(),
            letter=letter,
            sequence=sequence,
            day=day,
            issued_at=now - ago,
            own_clock=False,
            place=place,
            services=() if procedures else (service,),
            procedures=procedures,
            pass_id=pass_id,
            pass_expires_at=None if pass_id is None else now + timedelta(days=30),
            doubts=doubts,
        )
    ).result(SECONDS)
    assert isinstance(outcome, TicketAnswer), outcome
    return outcome.visit
