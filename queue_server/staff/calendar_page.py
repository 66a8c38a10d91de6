"""The staff's calendar: one page, which asks the API for all that changes."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from queue_server.domain.reservations.slots import ClosureReason
from queue_server.lobby import Lobby
from queue_server.pages import Pages
from queue_server.staff.context import Staff
from queue_server.staff.permissions import ROLE_WORDS, Right
from queue_server.staff.reservations_view import CLOSURE_WORDS, Calendar
from queue_server.staff.sessions import Session
from queue_server.staff.words import NEEDS, language_words

PATH = "/staff/calendar"
LANGUAGES = (
    "ja",
    "ja-simple",
    "en",
    "zh-Hans",
    "zh-Hant",
    "ko",
    "vi",
    "tl",
    "pt",
    "es",
    "ne",
    "id",
)
"""What a resident may prefer: those of the kiosk, and what most others here speak."""


def calendar_page(staff: Staff, pages: Pages) -> APIRouter:
    """The page at `/staff/calendar`."""
    router = APIRouter(include_in_schema=False)
    booking = Annotated[Session, Depends(staff.sessions.allowed(Right.BOOK))]

    @router.get(PATH)
    def calendar(session: booking) -> HTMLResponse:
        lobby = staff.lobby
        return pages.render(
            "staff/calendar.html",
            account=session.account,
            role=ROLE_WORDS[session.account.role],
            data=_data(
                lobby,
                Calendar.of(lobby, staff.engine.state, staff.now()).services,
                may_change=session.may(Right.CHANGE_CALENDAR),
            ),
        )

    return router


def _data(lobby: Lobby, services: Sequence[str], *, may_change: bool) -> dict[str, Any]:
    """What the page needs to know that does not change while it is open."""
    return {
        "may_change": may_change,
        "services": [
            {"id": entry.id, "letter": entry.letter, "name": entry.name, "en": entry.name_en}
            for entry in (lobby.services[name] for name in services)
        ],
        "procedures": [
            {
                "id": entry.id,
                "service": lobby.site.procedures[entry.id].service,
                "ja": entry.title_ja,
                "en": entry.title_en,
            }
            for entry in lobby.catalogue.procedures
        ],
        "languages": [{"id": tag, **language_words(tag).model_dump()} for tag in LANGUAGES],
        "needs": [{"id": need, **words.model_dump()} for need, words in NEEDS.items()],
        "reasons": [
            {"id": reason, **words.model_dump()}
            for reason, words in CLOSURE_WORDS.items()
            # staff do not declare a holiday
            if reason not in {ClosureReason.NATIONAL_HOLIDAY, ClosureReason.YEAR_END}
        ],
    }
