"""A worker without its thread, on clocks that a test moves, with the server's and the kiosk's side
recorded."""

from collections.abc import Set
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from kiosk.alone.giving import Ask
from kiosk.alone.report import AloneReport
from kiosk.alone.worker import AloneWorker, Outside
from kiosk.session.events import IssuedAlone
from printer_drivers.spool.clock import Instant
from protocol.alone_messages import (
    IssuedReported,
    LeaseNumbers,
    NumberBlock,
    NumbersLeased,
    ReportIssued,
    ReturnNumbers,
    Withdraw,
)
from protocol.messages import Catalogue, CheckIn, ServiceEntry, TakeTicket, TicketReply
from protocol.requests import AloneRequest
from tests.unit.kiosk.samples import catalogue, pass_text

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)
KIOSK = "kiosk-1"
_Kind = TypeVar("_Kind", LeaseNumbers, ReportIssued, ReturnNumbers, Withdraw)


class Cut:
    """One kiosk's worker on a folder. `again` is a new process on the same."""

    def __init__(
        self,
        folder: Path,
        *,
        boot: str = "boot-1",
        at: datetime = NOW,
        seconds: float = 1000.0,
        printed: Set[UUID] = frozenset(),
        first_id: int = 10**6,
        clock_is_set: bool = False,
    ) -> None:
        self.folder, self.boot, self.wall, self.seconds = folder, boot, at, seconds
        self.said: list[AloneRequest] = []
        self.issued: list[IssuedAlone] = []
        self.reports: list[AloneReport] = []
        numbers = count(first_id)
        self._next_id = first_id
        self.worker = AloneWorker(
            folder,
            KIOSK,
            Outside(
                self.said.append,
                self.issued.append,
                self.reports.append,
                printed.__contains__,
                lambda: clock_is_set,
            ),
            lambda: Instant(self.seconds, self.wall.timestamp(), self.boot),
            lambda: UUID(int=next(numbers)),
        )
        self.wait = self.worker.run_due()

    def passes(self, seconds: float) -> None:
        """Time passes, on both clocks."""
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)
        self.run()

    def run(self) -> None:
        self.wait = self.worker.run_due()

    def connects(self) -> None:
        self.worker.connection(connected=True)
        self.run()

    def loses_the_broker(self) -> None:
        self.worker.connection(connected=False)
        self.run()

    def is_lent(self, first: int, last: int, day: date = DAY) -> None:
        """The server answers the lease that was asked for last."""
        asked = [message for message in self.said if isinstance(message, LeaseNumbers)][-1]
        at = NOW + (day - DAY)
        block = NumberBlock(service="ido", letter="B", first=first, last=last)
        self.worker.heard(
            NumbersLeased(
                id=asked.id, at=at, day=day, until=at + timedelta(hours=14), blocks=(block,)
            )
        )
        self.run()

    def takes(self, number: int, service: str = "ido") -> str:
        """Somebody touches a service and nobody answers: their number, or `none`."""
        return self.gives(TakeTicket(id=UUID(int=number), services=(service,)))

    def holds_up(self, number: int, pass_id: int = 7) -> str:
        """The same with a pass."""
        return self.gives(
            CheckIn(id=UUID(int=number), pass_text=pass_text(pass_id=UUID(int=pass_id)))
        )

    def gives(self, request: TakeTicket | CheckIn) -> str:
        self.worker.issue(Ask(request, shared_catalogue()))
        self.run()
        ticket = self.issued[-1].ticket
        return "none" if ticket is None else ticket.number

    def ticket(self) -> TicketReply:
        """The last number, as it is printed."""
        ticket = self.issued[-1].ticket
        assert ticket is not None
        return ticket

    def answered(self, report: ReportIssued) -> None:
        """The server has a report."""
        self.worker.heard(IssuedReported(id=report.id, visit=report.visit))
        self.run()

    def reported(self) -> list[str]:
        """The numbers of all reports that were sent so far, repeated ones too."""
        return [f"{one.letter}{one.sequence:03d}" for one in self.said_of(ReportIssued)]

    def said_of(self, kind: type[_Kind]) -> list[_Kind]:
        """What was sent of one kind."""
        return [message for message in self.said if isinstance(message, kind)]


def shared_catalogue() -> Catalogue:
    """The sample's, with counters and this kiosk's emergency letter."""
    known = catalogue()
    counters = {"shomei": ("1",), "ido": ("3",), "kokuho": ("6",)}
    services = tuple(
        ServiceEntry.model_validate({**entry.model_dump(), "counters": counters[entry.service]})
        for entry in known.services
    )
    return known.model_copy(update={"services": services, "emergency_letters": {KIOSK: "Z"}})
