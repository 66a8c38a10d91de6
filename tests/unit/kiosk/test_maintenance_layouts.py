"""The pages of maintenance keep the rules of all screens, upright, lying and moved down."""

from dataclasses import replace

import pytest

from kiosk.maintenance.model import StaffTouch
from kiosk.page import Page
from kiosk.screens.common import Drawing
from kiosk.screens.draw import draw, theme_of
from kiosk.view import view_of
from tests.unit.kiosk.every_maintenance import maintenance_sessions
from tests.unit.kiosk.layouts import SHAPES, TOUCHES, WORDS, Look
from tests.unit.kiosk.remembering import typesetter
from tests.unit.kiosk.rules import faults
from tests.unit.kiosk.samples import at

NOWHERE = {StaffTouch.OPEN, StaffTouch.STAY}
"""At the foot of the start screen, and everywhere on the touch test."""


@pytest.mark.parametrize("look", [Look(), Look("lying"), Look(low=True)], ids=str)
def test_every_page_keeps_the_rules_and_all_on_it_is_for_staff(look: Look) -> None:
    shape = SHAPES[look.shape]
    named = set[str]()
    found = list[str]()
    for name, (session, seconds) in maintenance_sessions().items():
        view = view_of(replace(session, low=look.low), at(seconds))
        page = Page(theme_of(view, *shape.size, shape.mounting), typesetter(), "ja")
        draw(Drawing(page, view, WORDS.voice("ja"), TOUCHES))
        found += [f"{name}: {fault}" for fault in faults(page, look.pixel_mm)]
        if view.seconds_left is not None:
            continue  # the question whether to go on lies on it
        touches = {target.name for target in page.targets}
        assert all(touch.startswith("staff:") for touch in touches), name
        # no page is a trap
        assert touches & {"staff:menu", "staff:close"}, name
        named |= touches
    assert found == []
    assert named == {f"staff:{touch}" for touch in StaffTouch if touch not in NOWHERE}
