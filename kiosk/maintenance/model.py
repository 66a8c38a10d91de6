"""Maintenance as it stands on the screen: which page, and what staff did on it. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from kiosk.maintenance.facts import Facts

MAINTENANCE_SECONDS = 180.0
"""It ends by itself so long after the last touch."""
PIN_SECONDS = 30.0
"""The same for a PIN that nobody enters."""


class Page(StrEnum):
    """The pages of maintenance."""

    PIN = "pin"
    MENU = "menu"
    CAMERA = "camera"
    PRINT = "print"
    PAPER = "paper"
    TOUCH = "touch"
    NETWORK = "network"
    VERSIONS = "versions"
    VOLUME = "volume"
    RESTART = "restart"
    SERVICE = "service"


class StaffTouch(StrEnum):
    """What staff can touch. Their names on the screen are `staff:…`."""

    OPEN = "open"
    """「職員用」 at the foot of the start screen."""
    DIGIT_0 = "0"
    DIGIT_1 = "1"
    DIGIT_2 = "2"
    DIGIT_3 = "3"
    DIGIT_4 = "4"
    DIGIT_5 = "5"
    DIGIT_6 = "6"
    DIGIT_7 = "7"
    DIGIT_8 = "8"
    DIGIT_9 = "9"
    DELETE = "delete"
    ENTER = "enter"
    CLOSE = "close"
    MENU = "menu"
    CAMERA = "camera"
    PRINT = "print"
    PAPER = "paper"
    TOUCH = "touch"
    NETWORK = "network"
    VERSIONS = "versions"
    VOLUME = "volume"
    RESTART = "restart"
    SERVICE = "service"
    STAY = "stay"
    """Every touch of the touch test: somebody is still there."""
    PRINT_NOW = "print_now"
    NEW_ROLL = "new_roll"
    MORE_ROLLS = "more_rolls"
    FEWER_ROLLS = "fewer_rolls"
    LOUDER = "louder"
    QUIETER = "quieter"
    PRIVATE_LOUDER = "private_louder"
    PRIVATE_QUIETER = "private_quieter"
    RESTART_NOW = "restart_now"
    OUT_OF_SERVICE = "out_of_service"
    IN_SERVICE = "in_service"


DIGITS = tuple(StaffTouch(str(digit)) for digit in range(10))
PAGES = {
    StaffTouch(page.value): page for page in Page if page not in {Page.PIN, Page.MENU, Page.SERVICE}
} | {StaffTouch.MENU: Page.MENU, StaffTouch.SERVICE: Page.SERVICE}
"""Which page a touch leads to."""


class PinSays(StrEnum):
    """What stands on the page of the PIN."""

    ENTER = "enter"
    CHECKING = "checking"
    WRONG = "wrong"
    WAIT = "wait"
    """Too many wrong ones."""
    NONE_SET = "none_set"


class TestPaper(StrEnum):
    """What has become of the test print."""

    __test__ = False  # pytest takes the name for that of a test

    NONE = "none"
    PRINTING = "printing"
    PRINTED = "printed"
    NOT_PRINTED = "not_printed"


class Code(StrEnum):
    """What kind of code the camera or the scanner read. Never its text."""

    PASS = "pass"
    TICKET = "ticket"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Maintenance:
    """One time that maintenance is open, or asks for the PIN."""

    page: Page = Page.PIN
    digits: str = field(default="", repr=False)
    """Entered so far."""
    pin: PinSays = PinSays.ENTER
    wait_seconds: int = 0
    """With `WAIT`: how long still."""
    test: TestPaper = TestPaper.NONE
    test_id: UUID | None = None
    roll_changed: bool = False
    """The new roll was told on this page."""
    code: Code | None = None
    """What was read last."""
    code_at: float = 0.0
    """When that was (monotonic seconds)."""
    code_ago: int | None = None
    """How many seconds ago that was, as it is shown."""
    restarting: bool = False
    facts: Facts = field(default_factory=Facts)

    @property
    def open(self) -> bool:
        """Whether whoever stands there has entered the PIN, or was let in by the server."""
        return self.page is not Page.PIN
