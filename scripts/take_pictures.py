"""Takes the pictures in docs/pictures/ from a lobby that is really open: `make pictures`.

Everybody in them is invented; there are numbers, and no names.
"""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, expect

from scripts.busy_morning import busy_morning
from tests.system.lobby import Lobby, open_lobby
from tests.web import NAME, PASSWORD, served

NUMBER = re.compile(r"[A-Z]\d{3}")
PAGES = {
    "console": "/staff/counter/4",
    "supervisor": "/staff/supervisor",
    "calendar": "/staff/calendar",
    "reports": "/staff/reports",
    "devices": "/staff/devices",
}
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"


def main() -> None:
    """One short story, from the first touch to a call."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, open_lobby(Path(folder)) as lobby:
        _take(lobby)
        _staff(lobby.browser)


def _take(lobby: Lobby) -> None:
    lobby.wait_for_screen("start")
    _kiosk(lobby, "kiosk-start")
    display = lobby.browser.new_page(viewport={"width": 1920, "height": 1080})
    display.goto(f"{lobby.url}/display/main?sound=off")
    console = lobby.console("3")
    desks = {counter: lobby.console(counter) for counter in ("1", "2", "6")}
    for service in ("shomei", "shomei", "kokuho"):
        lobby.choose(service)
        lobby.papers(1)
    lobby.hold_up(lobby.make_pass("tennyu,kokuho_kanyu,jidou_teate_shinki"))
    papers = lobby.papers(2)
    _side_by_side(papers, PICTURES / "paper.png")
    lobby.wait_for_screen("issued")
    _kiosk(lobby, "kiosk-number")
    for service in ("ido", "koseki", "ido"):
        lobby.choose(service)
        lobby.papers(1)
    for page in (desks["1"], console):
        page.keyboard.press("n")
        expect(page.locator("#serving")).to_contain_text(NUMBER)
    display.wait_for_timeout(1500)
    display.screenshot(path=PICTURES / "display.png")
    tour = lobby.browser.new_page(viewport={"width": 1440, "height": 900})
    tour.goto(f"{lobby.url}/demo")
    tour.wait_for_timeout(2500)
    tour.screenshot(path=PICTURES / "tour.png")


def _staff(browser: Browser) -> None:
    """The staff's pages on a busy morning."""
    with (
        TemporaryDirectory() as folder,
        busy_morning(Path(folder)) as site,
        served(site.new_app()) as url,
    ):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{url}/staff/sign-in")
        page.fill("[name=name]", NAME)
        page.fill("[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/staff")
        for name, path in PAGES.items():
            page.goto(url + path)
            page.wait_for_timeout(2500)
            page.screenshot(path=PICTURES / f"{name}.png")


def _kiosk(lobby: Lobby, name: str) -> None:
    shown = Image.open(lobby.data / "mirror" / "screen.jpg").convert("RGB")
    shown.save(PICTURES / f"{name}.png", optimize=True)


def _side_by_side(papers: list[Path], to: Path) -> None:
    pictures = [Image.open(paper).convert("RGB") for paper in papers]
    gap = 40
    width = sum(picture.width for picture in pictures) + gap * (len(pictures) + 1)
    table = Image.new("RGB", (width, max(p.height for p in pictures) + 2 * gap), "#d8dce3")
    left = gap
    for picture in pictures:
        table.paste(picture, (left, gap))
        left += picture.width + gap
    table.save(to, optimize=True)


if __name__ == "__main__":
    main()
