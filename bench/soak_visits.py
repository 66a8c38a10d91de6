"""What people do at a kiosk during the soak, in turn: each visit ends at the start screen."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Final
from uuid import UUID

from bench.memory import ways_to_write
from bench.soak_lobby import REFUSED, SoakLobby
from kiosk.navi.kana import Script, shown
from tests.system.parts import PATIENCE
from tests.unit.kiosk.samples import KEY, pass_text
from tests.waiting import eventually

AGAIN: Final = 1.0
"""Seconds between two touches of the same thing."""


@dataclass(frozen=True, slots=True)
class Left:
    """What one person leaves that nobody may find after them: all plainly invented."""

    kana: str
    """The name that is typed, in hiragana, as the keys have it."""
    phone: str
    pass_text: str
    pass_id: UUID

    def wanted(self) -> Mapping[str, bytes]:
        """As it might lie somewhere."""
        middle = self.pass_text[60:100]
        # a text grows with each key, and is thrown away with the next: its beginning is enough
        names = {script: shown(self.kana[:4], script) for script in Script}
        return {
            **{
                f"name in {script}, {way}": data
                for script, name in names.items()
                for way, data in ways_to_write(name).items()
            },
            "telephone number": self.phone.encode(),
            **{f"pass, {way}": data for way, data in ways_to_write(middle).items()},
            "id of a pass, raw": self.pass_id.bytes,
        }


def somebody(random: Random) -> Left:
    """Somebody whose name and pass no one else has."""
    kana = "".join(random.choices("ぬめよろるねむゆへけせそ", k=8))
    digits = "".join(random.choices("0123456789", k=7))
    pass_id = UUID(int=random.getrandbits(128))
    now = datetime.now(UTC)
    text = pass_text(KEY, pass_id=pass_id, issued_at=now, expires_at=now + timedelta(days=1))
    return Left(kana, f"0990{digits}", text, pass_id)


def with_a_pass(lobby: SoakLobby, person: Left, look: Callable[[], None] = lambda: None) -> None:
    """Holds up a pass, takes number and checklist. `look` is called when the number is there."""
    lobby.kiosk.hold_up(person.pass_text)
    lobby.kiosk.wait_for_screen("issued")
    look()
    _number_and_done(lobby)


def by_touch(lobby: SoakLobby, _person: Left) -> None:
    """Touches a service."""
    lobby.kiosk.touch("service:ido", until="issued", again_after=AGAIN)
    _number_and_done(lobby)


def in_another_language(lobby: SoakLobby, _person: Left) -> None:
    """In Nepali, twice as large, in high contrast, through the pages of services."""
    kiosk = lobby.kiosk
    _touch_until(lobby, "language:ne", lambda: _words_changed(lobby))
    for control in ("contrast", "text_largest"):
        kiosk.press(f"control:{control}")
    kiosk.touch("control:all_services", until="services", again_after=AGAIN)
    _touch_until(lobby, "control:next_page", lambda: _offered(lobby, "control:previous_page"))
    _touch_until(
        lobby, "control:previous_page", lambda: not _offered(lobby, "control:previous_page")
    )
    _touch_until(lobby, "control:text_normal", lambda: _offered(lobby, "service:ido"))
    kiosk.touch("service:ido", until="issued", again_after=AGAIN)
    _number_and_done(lobby)


def with_a_form(lobby: SoakLobby, person: Left, look: Callable[[], None] = lambda: None) -> None:
    """簡単ゆびナビ: a name, a birth date and a telephone number, sealed.

    `look` is called when all of it is on the screen.
    """
    kiosk = lobby.kiosk
    on = partial(kiosk.touch, again_after=5.0)
    on("service:shomei", until="navi-certificate")
    on("navi:choose:juminhyo", until="navi-whose")
    on("navi:choose:household", until="navi-details")
    on("navi:next", until="navi-name")
    kiosk.press(*(f"navi:key:{each}" for each in person.kana[:4]), "navi:key:space",
                *(f"navi:key:{each}" for each in person.kana[4:]))  # fmt: skip
    on("navi:next", until="navi-birth")
    kiosk.press("navi:calendar:showa", *(f"navi:key:{digit}" for digit in "600501"))
    on("navi:next", until="navi-phone")
    kiosk.press(*(f"navi:key:{digit}" for digit in person.phone))
    on("navi:next", until="navi-review")
    look()
    on("navi:next", until="issued")
    _number_and_done(lobby)


def with_another_code(lobby: SoakLobby, person: Left) -> None:
    """Holds up what is no pass of ours."""
    lobby.kiosk.hold_up(f"https://shop.example/{person.kana}")
    lobby.kiosk.wait_for_screen("trouble")
    lobby.kiosk.touch("control:back", until="start", again_after=AGAIN)


def refused(lobby: SoakLobby, _person: Left) -> None:
    """Asks for what the server refuses."""
    lobby.kiosk.touch(f"service:{REFUSED}", until="trouble", again_after=AGAIN)
    lobby.kiosk.touch("control:back", until="start", again_after=AGAIN)


def without_paper(lobby: SoakLobby, person: Left) -> None:
    """Comes when the paper is out; staff put some in while they stand there."""
    lobby.set_printer("paper_out")
    lobby.server.wait_for_status(lambda status: status.printer == "paper_out", "no paper")
    lobby.kiosk.hold_up(person.pass_text)
    lobby.kiosk.wait_for_screen("issued")
    _wait_for_target(lobby, "control:done")
    lobby.set_printer("ready")
    lobby.server.wait_for_status(lambda status: status.printer == "ready", "paper")
    _number_and_done(lobby)


def without_a_broker(lobby: SoakLobby, person: Left) -> None:
    """The broker goes just as somebody holds up a pass, and is back before they are sent on."""
    lobby.broker.stop()
    lobby.kiosk.hold_up(person.pass_text)
    lobby.kiosk.wait_for_screen("waiting")
    back = threading.Timer(2.0, lobby.broker.start)
    back.start()
    lobby.kiosk.wait_for_screen("issued")
    back.join()
    _number_and_done(lobby)


VISITS: Final[tuple[Callable[[SoakLobby, Left], None], ...]] = (
    with_a_pass,
    in_another_language,
    by_touch,
    with_a_form,
    with_another_code,
    without_paper,
    refused,
    with_a_pass,
    without_a_broker,
)


def _number_and_done(lobby: SoakLobby) -> None:
    lobby.kiosk.wait_for_screen("issued")
    _wait_for_target(lobby, "control:done")
    lobby.kiosk.touch("control:done", until="start", again_after=AGAIN)
    lobby.tidy()


def _wait_for_target(lobby: SoakLobby, name: str) -> None:
    eventually(lambda: _offered(lobby, name), f"{name} on the screen", within=PATIENCE)


def _touch_until(lobby: SoakLobby, name: str, there: Callable[[], bool]) -> None:
    """Touch something, again where it was not taken, until the screen is as wanted."""
    for _ in range(10):
        lobby.kiosk.press(name)
        ends = time.monotonic() + 2 * AGAIN
        while time.monotonic() < ends:
            if there():
                return
            time.sleep(0.05)
    raise AssertionError(f"nothing came of {name}: {lobby.kiosk.screen()}")


def _offered(lobby: SoakLobby, name: str) -> bool:
    return name in lobby.kiosk.targets()


def _words_changed(lobby: SoakLobby) -> bool:
    """Whether the bar speaks another language than Japanese."""
    words = [target.get("words", "") for target in lobby.kiosk.screen()["targets"]]
    return any("\u0900" <= character <= "\u097f" for word in words for character in word)
