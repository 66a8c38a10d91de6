"""Each rule says what is wrong with a page on which just that was made wrong."""

from kiosk.page import Box, Page
from kiosk.theme import EDGE, GROUND, INK, LINE, PAPER, Theme
from kiosk.typesetting import Ink
from tests.unit.kiosk.remembering import typesetter
from tests.unit.kiosk.rules import faults

MM = 0.369
"""A pixel of 32 inches upright."""


def page_with(*, fill: tuple[float, ...] = PAPER) -> Page:
    page = Page(Theme(1080, 1920), typesetter())
    page.panel(Box(0, 0, 1080, 1920), (fill[0], fill[1], fill[2], 1.0))
    write(page, "番号をお取りください", 100)
    return page


def write(page: Page, words: str, y: float, x: float = 60, size: float = 40) -> None:
    page.place(page.set(words, Ink(size), 900), x, y)


def touchable(page: Page, name: str, box: Box, line: tuple[float, float, float, float]) -> None:
    page.panel(box, PAPER, line=line, line_width=3)
    page.target(f"service:{name}", name, box, lambda: None)


def found(page: Page, mm: float = MM) -> str:
    return "; ".join(faults(page, mm))


def test_a_good_page_has_none() -> None:
    page = page_with(fill=GROUND)
    touchable(page, "a", Box(60, 300, 400, 100), EDGE)
    touchable(page, "b", Box(500, 300, 400, 100), EDGE)
    touchable(page, "c", Box(60, 450, 400, 100), EDGE)
    assert found(page) == ""


def test_an_empty_page() -> None:
    assert found(Page(Theme(1080, 1920), typesetter())) == "nothing is said"


def test_words_over_an_edge_or_on_others() -> None:
    page = page_with()
    write(page, "番号", 400, x=1050)
    assert "clipped: 番号" in found(page)
    page = page_with()
    write(page, "番号", 110)
    assert "'番号をお取りください' lies on '番号'" in found(page)


def test_words_that_are_too_small() -> None:
    page = page_with()
    write(page, "番号", 400, size=7)
    assert "words of 2.6 mm: 番号" in found(page)


def test_words_that_are_partly_on_a_control() -> None:
    page = page_with()
    touchable(page, "a", Box(60, 80, 100, 100), EDGE)
    assert "is partly on service:a" in found(page)


def test_controls_that_are_small_or_near_or_on_another() -> None:
    page = page_with()
    touchable(page, "a", Box(60, 300, 400, 50), EDGE)
    assert "service:a is 18.4 mm, not 20" in found(page)
    touchable(page, "b", Box(462, 300, 400, 100), EDGE)
    assert "service:a is less than 1 mm from service:b" in found(page)
    touchable(page, "c", Box(500, 350, 400, 100), EDGE)
    assert "service:b lies on service:c" in found(page)


def test_what_is_faint() -> None:
    page = page_with(fill=INK)
    assert "1.0:1: 番号をお取りください" in found(page)
    page = page_with(fill=GROUND)
    touchable(page, "a", Box(60, 300, 400, 100), LINE)
    assert "1.5:1: the edge of service:a" in found(page)
    page = page_with()
    page.target("service:a", "a", Box(60, 300, 400, 100), lambda: None)
    assert "service:a has no edge" in found(page)


def test_an_order_in_which_nobody_reads() -> None:
    page = page_with()
    touchable(page, "below", Box(60, 500, 400, 100), EDGE)
    touchable(page, "above", Box(60, 300, 400, 100), EDGE)
    touchable(page, "left", Box(600, 300, 400, 100), EDGE)
    assert "service:above comes after service:below" in found(page)
    page = page_with()
    touchable(page, "right", Box(600, 300, 400, 100), EDGE)
    touchable(page, "left", Box(60, 300, 400, 100), EDGE)
    assert "service:left comes after service:right" in found(page)


def test_words_at_the_edge_of_what_they_stand_on() -> None:
    page = page_with(fill=GROUND)
    page.panel(Box(60, 300, 600, 52), PAPER)
    write(page, "番号札をお取りください", 301, x=80)
    assert "1 pixels from the edge: 番号札をお取りください" in found(page)
