"""The pages for those who answer for a lobby: a day's report, and the audit trail."""

from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from queue_server.pages import Pages
from queue_server.reports.audit import KINDS, Kind
from queue_server.reports.reading import Reading
from queue_server.reports.satisfaction import SCORE_WORDS
from queue_server.staff.pages import UNKNOWN
from queue_server.staff.permissions import ROLE_WORDS, Right
from queue_server.staff.sessions import Session
from queue_server.staff.words import Words

WEEKDAYS = "月火水木金土日"


class _Filter(BaseModel):
    """What of the audit trail is looked at; nothing is all of the newest day."""

    model_config = ConfigDict(frozen=True)

    day: str = ""
    by: Annotated[str, Field(max_length=60)] = ""
    kind: Kind | Literal[""] = ""
    page: Annotated[int, Field(ge=1, le=100_000)] = 1


def reports_pages(reading: Reading, pages: Pages) -> APIRouter:
    """`/staff/reports` and `/staff/audit`."""
    staff = reading.staff
    router = APIRouter(include_in_schema=False)
    reader = Annotated[Session, Depends(staff.sessions.allowed(Right.READ_REPORTS))]
    auditor = Annotated[Session, Depends(staff.sessions.allowed(Right.READ_AUDIT))]

    @router.get("/staff/reports")
    async def report(session: reader, day: Annotated[str, Query()] = "") -> HTMLResponse:
        days = await reading.report_days()
        shown = _shown(day, days)
        found = None if shown is None else await reading.day_report(session, shown)
        lobby = staff.lobby
        return pages.render(
            "reports/day.html",
            account=session.account,
            role=ROLE_WORDS[session.account.role],
            days=days,
            day=shown,
            day_words=day_words,
            report=found,
            month_before=None if shown is None else shown - timedelta(days=30),
            scores=SCORE_WORDS,
            known=lobby.services,
            # a target of a tenth of a minute is nobody's
            targets={
                name: f"{service.target_minutes:g}" for name, service in lobby.site.services.items()
            },
        )

    @router.get("/staff/audit")
    async def audit(session: auditor, wanted: Annotated[_Filter, Query()]) -> HTMLResponse:
        days = await reading.audit_days()
        # whoever signed in to read this is in it, so there is a day
        shown = _shown(wanted.day, days)
        if shown is None:
            raise HTTPException(404)
        found = await reading.audit(
            session, shown, by=wanted.by or None, kind=wanted.kind or None, page=wanted.page
        )

        def turned(to: int) -> str:
            chosen = {"day": shown, "by": wanted.by, "kind": wanted.kind, "page": to}
            return "/staff/audit?" + urlencode({k: v for k, v in chosen.items() if v})

        return pages.render(
            "reports/audit.html",
            account=session.account,
            role=ROLE_WORDS[session.account.role],
            days=days,
            day=shown,
            day_words=day_words,
            by=wanted.by,
            kind=wanted.kind,
            kinds=KINDS,
            found=found,
            who=who,
            turned=turned,
            counters=staff.lobby.counters,
            services=staff.lobby.services,
        )

    return router


def day_words(day: date) -> str:
    """`2026年11月24日（火）`."""
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def who(by: str) -> Words:
    """What somebody who did something is called: an account, or a device."""
    if by == UNKNOWN:
        return Words(ja="不明", en="Unknown")
    name = by.removeprefix("staff:")
    return Words(ja=name, en=name)


def _shown(wanted: str, days: list[date]) -> date | None:
    """The day that is asked for; the newest unless one is. None where there is no day at all.

    Raises:
        HTTPException: 404, for a day that is none of them.
    """
    if not wanted:
        return days[0] if days else None
    found = next((day for day in days if day.isoformat() == wanted), None)
    if found is None:
        raise HTTPException(404)
    return found
