"""Reports and the audit trail, over HTTP."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from queue_server.reports.audit import Entry, Kind
from queue_server.reports.figures import Figures
from queue_server.reports.reading import Reading, What
from queue_server.reports.satisfaction import Satisfaction, csv_name, satisfaction_csv
from queue_server.reports.visits_csv import Headings, file_name, visits_csv
from queue_server.staff.carrying_out import ERRORS, RefusedBody
from queue_server.staff.context import STAFF_COOKIE
from queue_server.staff.permissions import Right
from queue_server.staff.sessions import Session
from queue_server.staff.words import Words

_Day = Annotated[date, Query(examples=["2026-11-24"], description="A business day.")]


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True)


class DaysBody(_Body):
    """The days that the journal holds, newest first."""

    reports: tuple[date, ...]
    """Those on which the lobby was open."""


class FiguresBody(_Body):
    """What a day was like in one service, or in all of them. Times are in minutes."""

    visits: int
    done: int
    not_served: int
    open: int
    no_shows: int
    mean_wait: float | None
    median_wait: float | None
    p90_wait: float | None
    longest_wait: float | None
    mean_service: float | None
    within_target: float | None
    """0 to 1."""

    @classmethod
    def of(cls, figures: Figures) -> "FiguresBody":
        """The same figures."""
        return cls(**asdict(figures))


class DayFiguresBody(_Body):
    """A day's key figures."""

    day: date
    services: dict[str, FiguresBody]
    all: FiguresBody


class ScoresBody(_Body):
    """How many gave which answer."""

    answers: int
    mean: float | None
    """From 1 to 5."""
    counts: dict[int, int]
    """By score, 5 being very good."""

    @classmethod
    def of(cls, found: Satisfaction) -> "ScoresBody":
        """The same."""
        return cls(answers=found.answers, mean=found.mean, counts=dict(found.counts))


class SatisfactionBody(_Body):
    """How people found it on a day. A visit counts in each service that it was served in."""

    day: date
    services: dict[str, ScoresBody]
    all: ScoresBody


class EntryBody(_Body):
    """One line of the audit trail."""

    at: AwareDatetime
    by: str
    kind: Kind
    event: str
    action: Words
    detail: Words | None
    number: str | None
    counter: str | None
    service: str | None

    @classmethod
    def of(cls, entry: Entry) -> "EntryBody":
        """The same line."""
        return cls(
            at=entry.at,
            by=entry.by,
            kind=entry.kind,
            event=entry.event,
            action=entry.action,
            detail=entry.detail,
            number=entry.number,
            counter=entry.counter,
            service=entry.service,
        )


class AuditBody(_Body):
    """A page of a day's audit trail, newest first."""

    day: date
    total: int
    """Entries that were asked for, on all pages."""
    page: int
    pages: int
    accounts: tuple[str, ...]
    """Everybody who is in that day's trail."""
    entries: tuple[EntryBody, ...]


_ERRORS: dict[int | str, dict[str, Any]] = {
    **ERRORS,
    404: {"model": RefusedBody, "description": "The journal holds no such day"},
    503: {"model": RefusedBody, "description": "The server is shutting down; send it again"},
}


def _file(content: bytes, name: str) -> Response:
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def reports_api(reading: Reading) -> APIRouter:
    """The API below `/api/staff/reports`, and `/api/staff/audit`."""
    sessions = reading.staff.sessions
    router = APIRouter(
        prefix="/api/staff",
        tags=["reports"],
        dependencies=[Depends(sessions.required), Depends(STAFF_COOKIE)],
    )
    reader = Annotated[Session, Depends(sessions.allowed(Right.READ_REPORTS))]
    auditor = Annotated[Session, Depends(sessions.allowed(Right.READ_AUDIT))]

    @router.get("/reports/days", responses=ERRORS, operation_id="reportDays")
    async def days(_session: reader) -> DaysBody:
        """The days of which there are reports."""
        return DaysBody(reports=tuple(await reading.report_days()))

    @router.get("/reports/figures", responses=_ERRORS, operation_id="dayFigures")
    async def figures(day: _Day, session: reader) -> DayFiguresBody:
        """A day's key figures by service. The journal keeps who read them."""
        services, everything = await reading.figures(session, day)
        return DayFiguresBody(
            day=day,
            services={name: FiguresBody.of(found) for name, found in services.items()},
            all=FiguresBody.of(everything),
        )

    @router.get(
        "/reports/visits.csv",
        operation_id="visitsCsv",
        response_class=Response,
        responses={
            **_ERRORS,
            200: {
                "content": {"text/csv": {}},
                "description": "UTF-8 with a byte order mark and CRLF, one row a stop.",
            },
        },
    )
    async def csv(day: _Day, session: reader, headings: Headings = "ja") -> Response:
        """A day's visits. `headings=en` has ids that never change instead of Japanese words. The
        journal keeps who read them.
        """
        found = await reading.visits(session, day, What.VISITS_CSV)
        lobby = reading.staff.lobby
        return _file(visits_csv(lobby, found, headings), file_name(lobby, found))

    @router.get("/reports/satisfaction", responses=_ERRORS, operation_id="daySatisfaction")
    async def satisfaction(day: _Day, session: reader) -> SatisfactionBody:
        """How people found it on a day. The journal keeps who read it."""
        (found,) = await reading.satisfaction(session, day, day, What.SATISFACTION)
        return SatisfactionBody(
            day=found.day,
            services={name: ScoresBody.of(one) for name, one in found.services.items()},
            all=ScoresBody.of(found.all),
        )

    @router.get(
        "/reports/satisfaction.csv",
        operation_id="satisfactionCsv",
        response_class=Response,
        responses={
            **_ERRORS,
            200: {
                "content": {"text/csv": {}},
                "description": "UTF-8 with a byte order mark and CRLF: a row a day, and one for "
                "each of its services.",
            },
        },
    )
    async def scores(
        first: _Day, last: _Day, session: reader, headings: Headings = "ja"
    ) -> Response:
        """How people found it on some days. The journal keeps who read it."""
        found = await reading.satisfaction(session, first, last, What.SATISFACTION_CSV)
        lobby = reading.staff.lobby
        name = csv_name(lobby, first, last)
        return _file(satisfaction_csv(lobby, found, headings), name)

    @router.get("/audit", responses=_ERRORS, operation_id="auditTrail")
    async def audit(
        day: _Day,
        session: auditor,
        by: Annotated[str | None, Query(max_length=60, examples=["staff:m-0312"])] = None,
        kind: Kind | None = None,
        page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    ) -> AuditBody:
        """Who did what on a day. The journal keeps who read it."""
        found = await reading.audit(session, day, by=by, kind=kind, page=page)
        return AuditBody(
            day=day,
            total=found.total,
            page=found.page,
            pages=found.pages,
            accounts=tuple(found.accounts),
            entries=tuple(EntryBody.of(entry) for entry in found.entries),
        )

    return router
