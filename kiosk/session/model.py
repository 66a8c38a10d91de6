"""What the kiosk is at one moment, as the person before it sees it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kiosk.maintenance.tries import Tries
from kiosk.navi.form import CertificateForm
from kiosk.session.screens import Screen
from kiosk.speech.volume import FIRST_VOLUME
from printer_drivers.paper_words import PAPER_LANGUAGES
from protocol.messages import Catalogue, ServiceWaits
from protocol.passes import VerifyingKey
from protocol.sealed import SealingKey

DEFAULT_LANGUAGE = "ja"


LANGUAGES = PAPER_LANGUAGES
"""What the screens can be read in: the same as the papers, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class Now:
    """One moment, on two clocks."""

    seconds: float
    """Monotonic: every time-out is measured with it, so that a clock that is set harms none."""
    wall: datetime
    """Time of day, with offset: only a pass's dates are compared with it."""


class Sight(StrEnum):
    """What passes are read with."""

    STARTING = "starting"
    SEES = "sees"
    """The camera; a scanner may read beside it."""
    SCANNER = "scanner"
    """Only a scanner reads."""
    BROKEN = "broken"
    """What should read does not: people choose by touch."""
    NONE = "none"
    """This kiosk has nothing to read with: people choose by touch."""


class Supply(StrEnum):
    """Whether a number would come out on paper now."""

    PAPER = "paper"
    """It would, as far as is known."""
    OUT = "out"
    """There is no paper, or the printer cannot: the screen shows numbers meanwhile."""
    NONE = "none"
    """This kiosk has no printer: the screen shows numbers."""


class TextSize(StrEnum):
    """How large the words are."""

    NORMAL = "normal"
    LARGE = "large"
    LARGEST = "largest"

    @property
    def times(self) -> float:
        """Times the normal size."""
        return {TextSize.NORMAL: 1.0, TextSize.LARGE: 1.5, TextSize.LARGEST: 2.0}[self]


@dataclass(frozen=True, slots=True)
class Session:
    """The kiosk as the person before it sees it."""

    screen: Screen
    catalogue: Catalogue | None = None
    keys: tuple[VerifyingKey, ...] = ()
    """The catalogue's keys, ready to verify passes."""
    language: str = DEFAULT_LANGUAGE
    language_chosen: bool = False
    """Whether a person chose the language, by touch: then it also goes into the request."""
    choosing_language: bool = False
    """Whether the choice of languages stands before the screen."""
    uncovered_at: float = 0.0
    """When that choice came or went."""
    text: TextSize = TextSize.NORMAL
    contrast: bool = False
    """Whether somebody wants high contrast."""
    guided: bool = False
    """Whether somebody has the screen read to them, or goes through it by keys."""
    keyed: bool = False
    """Whether they have pressed a key of the pad."""
    volume: int = FIRST_VOLUME
    """How loud it is read, in steps."""
    can_speak: bool = False
    """Whether this kiosk can read its screens aloud at all."""
    low: bool = False
    """Whether somebody wants everything where it is reached from a wheelchair."""
    touched_at: float = 0.0
    """When somebody was last known to be there; every time-out without a request starts here."""
    connected: bool = False
    camera: Sight = Sight.STARTING
    supply: Supply = Supply.PAPER
    services_per_page: int = field(default=16)
    forms: tuple[CertificateForm, ...] = ()
    """Certificates that can be asked for by touch, where the server takes sealed requests."""
    at_exit: bool = False
    """Whether this kiosk stands at the exit, and asks everybody how it was."""
    large_print: bool = False
    """Whether this kiosk has a printer for large print."""
    sealing_key: SealingKey | None = None
    """The catalogue's. None: such requests are not offered."""
    out_of_service: bool = False
    """Staff have said that nobody is to be served here."""
    tries: Tries = field(default_factory=Tries)
    """Wrong staff PINs."""
    first_volume: int = FIRST_VOLUME
    """The step with which everybody's speech begins, as staff set it."""
    waits: tuple[ServiceWaits, ...] = ()
    """How each service is doing, as far as that is known and true (live_waits.py)."""
    waits_at: float = 0.0
    """When that arrived."""

    @property
    def suited(self) -> bool:
        """Whether somebody has chosen how the kiosk looks or is heard: they are there."""
        return (
            self.language_chosen
            or self.contrast
            or self.guided
            or self.low
            or self.text is not TextSize.NORMAL
        )
