"""The staff's calendar: one page, which asks the API for all that changes."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from queue_server.domain.reservations.slots import ClosureReason
from queue_server.pages import Pages
from queue_server.staff.context import Staff
from queue_server.staff.permissions import ROLE_WORDS, Right
from queue_server.staff.reservations_view import CLOSURE_WORDS
from queue_server.staff.sessions import Session
from queue_server.staff.words import NEEDS, language_words

PATH = "/staff/calendar"
LANGUAGES = ("ja", "ja-easy", "en", "zh-Hans", "zh-Hant", "ko", "vi", "tl", "pt", "es", "ne", "id")
"""What a resident may prefer: those of the kiosk, and what most others here speak."""


def calendar_page(staff: Staff, pages: Pages) -> APIRouter:
    """The page at `/staff/calendar`."""
    router = APIRouter(include_in_schema=False)
    booking = Annotated[Session, Depends(staff.sessions.allowed(Right.BOOK))]

    @router.get(PATH)
    def calendar(session: booking) -> HTMLResponse:
        lobby = staff.lobby
        service_of = {name: entry.service for name, entry in lobby.site.procedures.items()}
        return pages.render(
            "staff/calendar.html",
            account=session.account,
            role=ROLE_WORDS[session.account.role],
            may_change=session.may(Right.CHANGE_CALENDAR),
            services=[
                lobby.services[name]
                for name in lobby.services
                if name in lobby.site.booking.templates
            ],
            procedures=[(entry, service_of[entry.id]) for entry in lobby.catalogue.procedures],
            languages=[(tag, language_words(tag)) for tag in LANGUAGES],
            needs=NEEDS.items(),
            # staff do not declare a holiday
            reasons=[
                (reason, words)
                for reason, words in CLOSURE_WORDS.items()
                if reason not in {ClosureReason.NATIONAL_HOLIDAY, ClosureReason.YEAR_END}
            ],
            hold_minutes=lobby.file.reservations.hold_minutes,
        )

    return router
