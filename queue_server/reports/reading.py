"""What the reports' pages and API have in common: what they read, and that it is kept who did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anyio import to_thread

from queue_server.domain.lives import AuditKind
from queue_server.reports.audit import Entry, Kind, accounts_in, audit_trail, chosen
from queue_server.reports.days import Days
from queue_server.reports.figures import Figures, figures_by_service
from queue_server.reports.satisfaction import DaySatisfaction, satisfaction_by_day
from queue_server.reports.visits import DayVisits
from queue_server.staff.carrying_out import ApiRefusedError
from queue_server.staff.context import Staff
from queue_server.staff.sessions import Session
from queue_server.staff.words import EdgeRefusal

PAGE = 100
"""Entries of the audit trail on a page."""


class What(StrEnum):
    """What is read. It stands in the journal with the day: `visits_csv 2026-11-24`."""

    FIGURES = "figures"
    VISITS_CSV = "visits_csv"
    SATISFACTION = "satisfaction"
    SATISFACTION_CSV = "satisfaction_csv"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some entries of a day, newest first."""

    entries: Sequence[Entry]
    accounts: Sequence[str]
    """Everybody who is in that day's trail."""
    total: int
    """Entries that were asked for, on all pages."""
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DayReport:
    """What the report of a day shows."""

    services: Mapping[str, Figures]
    everything: Figures
    satisfaction: DaySatisfaction


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads the journal on threads of its own: neither the engine nor other pages wait for it."""

    staff: Staff
    days: Days

    async def report_days(self) -> list[date]:
        """The days that have a report, newest first."""
        return await to_thread.run_sync(self.days.with_visits)

    async def audit_days(self) -> list[date]:
        """The days that have an audit trail, newest first."""
        return await to_thread.run_sync(self.days.with_entries)

    async def visits(self, session: Session, day: date, what: What) -> DayVisits:
        """A day's visits, once the journal says who reads them.

        Raises:
            ApiRefusedError: 404 where there is no such day.
        """
        if day not in await self.report_days():
            raise ApiRefusedError(404, EdgeRefusal.NOT_FOUND)
        await self._record(session, AuditKind.REPORT_READ, what, day)
        return await to_thread.run_sync(self.days.visits, day, self.staff.now())

    async def figures(self, session: Session, day: date) -> tuple[dict[str, Figures], Figures]:
        """A day's figures by service, and of all of them, as `visits`."""
        found = await self.visits(session, day, What.FIGURES)
        return figures_by_service(found, self.staff.lobby.site.services)

    async def day_report(self, session: Session, day: date) -> DayReport:
        """All of a day's report, as `visits`."""
        services, everything = await self.figures(session, day)
        (satisfaction,) = await self._satisfaction(day, day)
        return DayReport(services, everything, satisfaction)

    async def satisfaction(
        self, session: Session, first: date, last: date, what: What
    ) -> Sequence[DaySatisfaction]:
        """How it was on each day of some, once the journal says who reads it.

        Raises:
            ApiRefusedError: 404 where the lobby was open on none of them.
        """
        found = await self._satisfaction(first, last)
        if not found:
            raise ApiRefusedError(404, EdgeRefusal.NOT_FOUND)
        await self._record(session, AuditKind.REPORT_READ, what, first, last)
        return found

    async def _satisfaction(self, first: date, last: date) -> Sequence[DaySatisfaction]:
        ratings = await to_thread.run_sync(self.days.ratings, first, last)
        return satisfaction_by_day(ratings, self.staff.lobby.site.services)

    async def audit(
        self, session: Session, day: date, *, by: str | None, kind: Kind | None, page: int
    ) -> AuditPage:
        """A page of a day's audit trail, once the journal says who reads it.

        Raises:
            ApiRefusedError: 404 where nothing happened on that day.
        """
        if day not in await self.audit_days():
            raise ApiRefusedError(404, EdgeRefusal.NOT_FOUND)
        await self._record(session, AuditKind.AUDIT_READ, What.AUDIT, day)
        lobby = self.staff.lobby
        entries = await to_thread.run_sync(lambda: audit_trail(lobby, day, self.days.events(day)))
        wanted = chosen(entries, by=by, kind=kind)
        pages = max(1, -(-len(wanted) // PAGE))
        page = min(page, pages)
        return AuditPage(
            entries=wanted[(page - 1) * PAGE : page * PAGE],
            accounts=accounts_in(entries),
            total=len(wanted),
            page=page,
            pages=pages,
        )

    async def _record(
        self, session: Session, kind: AuditKind, what: What, first: date, last: date | None = None
    ) -> None:
        # several days as an interval of ISO 8601
        days = first.isoformat() if last in {None, first} else f"{first}/{last}"
        await self.staff.record(session.by, kind, f"{what} {days}")
