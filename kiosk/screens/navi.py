"""簡単ゆびナビ: the screen of each step."""

from typing import assert_never

from kiosk.navi.steps import Step
from kiosk.screens.common import Drawing
from kiosk.screens.navi_choices import draw_certificates, draw_details, draw_whose
from kiosk.screens.navi_review import draw_review
from kiosk.screens.navi_typing import draw_birth, draw_name, draw_phone
from kiosk.session.screens import Asking


def draw_asking(drawing: Drawing, asking: Asking) -> None:
    """Draw the step that somebody is at."""
    navi, form = asking.navi, asking.navi.form
    if navi.step is Step.CERTIFICATE or form is None:
        draw_certificates(drawing, asking)
        return
    match navi.step:
        case Step.WHOSE:
            draw_whose(drawing, navi, form)
        case Step.DETAILS:
            draw_details(drawing, navi, form)
        case Step.NAME:
            draw_name(drawing, navi, form)
        case Step.BIRTH:
            draw_birth(drawing, navi)
        case Step.PHONE:
            draw_phone(drawing, navi)
        case Step.REVIEW:
            draw_review(drawing, navi, form)
        case _:
            assert_never(navi.step)
