"""The tour by keyboard only, as somebody who cannot point uses it; and a printer out of paper."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.system.lobby import Lobby, open_lobby
from tests.system.parts import PATIENCE
from tests.waiting import eventually

LATE = 30_000.0
"""Milliseconds for what passes through the kiosk."""
TABS_MAX = 40


def test_a_number_is_taken_and_the_printer_is_put_right_by_keyboard(tmp_path: Path) -> None:
    with open_lobby(tmp_path) as lobby:
        page = lobby.browser.new_page()
        page.goto(f"{lobby.url}/demo")
        _kiosk(page, "住所変更").wait_for(state="attached")
        printer = page.get_by_label("プリンター")
        _reach(page, printer)
        page.keyboard.press("ArrowDown")
        expect(printer).to_have_value("paper_out")

        _take_number(page, lobby)
        done = _kiosk(page, "印刷せずに終わる")
        expect(done).to_be_focused(timeout=LATE)
        assert lobby.screen()["screen"] == "issued"
        assert list((tmp_path / "papers").glob("*.png")) == []

        page.keyboard.press("Enter")
        lobby.wait_for_screen("start")
        _reach(page, printer)
        page.keyboard.press("ArrowUp")
        expect(printer).to_have_value("ready")
        _take_number(page, lobby)
        lobby.papers(1)


def _take_number(page: Page, lobby: Lobby) -> None:
    """Press a service; again where the screen has only just appeared and takes no touch yet."""
    _reach(page, _kiosk(page, "住所変更"))

    def taken() -> bool:
        if lobby.screen()["screen"] != "start":
            return True
        page.keyboard.press("Enter")
        return False

    eventually(taken, "a number that was asked for by keyboard", within=PATIENCE, every=2.0)


def _kiosk(page: Page, words: str) -> Locator:
    """A button on the kiosk's picture."""
    kiosk = page.get_by_role("group", name="受付機の画面のボタン")
    return kiosk.get_by_role("button", name=words)


def _reach(page: Page, wanted: Locator) -> None:
    """Go there with the tab key."""
    for _ in range(TABS_MAX):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key does not lead to {wanted}")
