"""The pages of maintenance, upright and lying: nothing is clipped, nothing lies on anything."""

import pytest

from kiosk.maintenance.model import StaffTouch
from kiosk.page import Page
from kiosk.screens.common import Drawing
from kiosk.screens.draw import draw, theme_of
from kiosk.view import view_of
from tests.unit.kiosk.every_maintenance import maintenance_sessions
from tests.unit.kiosk.samples import at
from tests.unit.kiosk.test_layouts import SETTER, SIZES, TOUCHES, WORDS, assert_fits


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_and_everything_on_it_is_for_staff(size: tuple[int, int]) -> None:
    upright = size[1] > size[0]
    named = set[str]()
    for name, (session, seconds) in maintenance_sessions().items():
        view = view_of(session, at(seconds))
        page = Page(theme_of(view, *size), SETTER, "ja")
        draw(Drawing(page, view, WORDS.voice("ja"), TOUCHES))
        assert_fits(name, page, 80 if upright else 58, 17 if upright else 11)
        touches = {target.name for target in page.targets}
        assert all(touch.startswith("staff:") for touch in touches), name
        # no page is a trap
        assert touches & {"staff:menu", "staff:close"}, name
        named |= touches
    assert named == {f"staff:{touch}" for touch in StaffTouch if touch is not StaffTouch.OPEN}
