"""Which screen draws which view."""

from typing import assert_never

from kiosk.reach import Area, Mounting
from kiosk.screens.common import Drawing
from kiosk.screens.identifying import draw_identifying
from kiosk.screens.issued import draw_issued
from kiosk.screens.languages import draw_languages
from kiosk.screens.life_checklist import draw_checklist
from kiosk.screens.life_events import draw_life_events, draw_question
from kiosk.screens.low import low_control
from kiosk.screens.maintenance import draw_maintenance
from kiosk.screens.navi import draw_asking
from kiosk.screens.out_of_service import draw_out_of_service
from kiosk.screens.own_ticket import draw_cancelled, draw_own_ticket
from kiosk.screens.preparing import draw_preparing
from kiosk.screens.read import draw_read
from kiosk.screens.satisfaction import draw_exit, draw_thanks
from kiosk.screens.services import draw_services
from kiosk.screens.start import draw_start
from kiosk.screens.stay import draw_stay
from kiosk.screens.trouble import draw_trouble
from kiosk.screens.waiting import draw_waiting
from kiosk.session.screens import (
    Asking,
    ByLifeEvent,
    Cancelled,
    Identifying,
    Issued,
    Maintaining,
    OutOfService,
    OwnTicket,
    Preparing,
    Services,
    Start,
    Thanked,
    Trouble,
    Waiting,
)
from kiosk.theme import Theme
from kiosk.view import View


def theme_of(view: View, width: int, height: int, mounting: Mounting | None = None) -> Theme:
    """The sizes, colours and place that a person has chosen, on a window (pixels)."""
    session = view.session
    mounting = mounting or Mounting.usual((width, height))
    offered = mounting.wants_low
    area = mounting.low_area(height) if offered and session.low else Area(0, 0)
    return Theme(
        width,
        height - area.above - area.below,
        session.text.times,
        session.contrast,
        low_offered=offered,
        above=area.above,
        below=area.below,
    )


def draw(drawing: Drawing) -> None:
    """Draw the view's screen on its page, and what every screen has."""
    _screen(drawing)
    low_control(drawing)
    if (
        not isinstance(drawing.view.session.screen, Issued)
        or drawing.view.session.choosing_language
    ):
        # a number says it beside its own end, so that nothing lies on it
        draw_stay(drawing)


def _screen(drawing: Drawing) -> None:
    screen = drawing.view.session.screen
    if drawing.view.session.choosing_language:
        draw_languages(drawing)
        return
    if drawing.view.ticked:
        draw_read(drawing)
        return
    match screen:
        case Preparing():
            draw_preparing(drawing)
        case Start():
            if drawing.view.session.at_exit:
                draw_exit(drawing)
            else:
                draw_start(drawing)
        case Services():
            draw_services(drawing, screen)
        case Asking():
            draw_asking(drawing, screen)
        case ByLifeEvent(life_event=None):
            draw_life_events(drawing, screen)
        case ByLifeEvent(question=None):
            draw_checklist(drawing, screen)
        case ByLifeEvent():
            draw_question(drawing, screen)
        case Waiting(request=request):
            draw_waiting(drawing, request)
        case Issued():
            draw_issued(drawing, screen)
        case Trouble():
            draw_trouble(drawing, screen)
        case OwnTicket():
            draw_own_ticket(drawing, screen)
        case Cancelled():
            draw_cancelled(drawing)
        case Thanked():
            draw_thanks(drawing)
        case Maintaining():
            draw_maintenance(drawing, screen.maintenance)
        case OutOfService():
            draw_out_of_service(drawing)
        case Identifying():
            draw_identifying(drawing, screen)
        case _:
            assert_never(screen)
