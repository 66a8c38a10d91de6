"""What a session at the kiosk is made of: its screens, what can happen, and what it asks for.

All three are closed: whoever matches on them handles every case.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kiosk.navi.form import CertificateForm
from kiosk.navi.steps import Navi, NaviTouch
from printer_drivers.paper_words import PAPER_LANGUAGES
from protocol.messages import Catalogue, CheckIn, TakeTicket, TicketReply
from protocol.passes import VerifyingKey
from protocol.reasons import Reason
from protocol.sealed import CertificateRequest, SealingKey

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


@dataclass(frozen=True, slots=True)
class Preparing:
    """No catalogue has arrived yet: nobody can be served."""

    since: float


@dataclass(frozen=True, slots=True)
class Start:
    """Reads passes, and offers the services that are asked for most."""

    since: float


@dataclass(frozen=True, slots=True)
class Services:
    """Every service, to choose one by touch."""

    since: float
    page: int = 0


@dataclass(frozen=True, slots=True)
class Asking:
    """簡単ゆびナビ: somebody asks for a certificate by touch, step by step."""

    since: float
    navi: Navi
    """All that was entered so far. It goes with the screen."""
    service: str
    """What was touched: whoever wants to fill in nothing gets a number of it."""
    services_page: int | None = None
    """The page of services on which it was; None: the start screen."""
    sealing: UUID | None = None
    """What was entered is being sealed, for the request with this id."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request is on its way."""

    since: float
    request: TakeTicket | CheckIn
    sent_at: float


class Paper(StrEnum):
    """What has become of the papers of a number so far."""

    PRINTING = "printing"
    PAPER_OUT = "paper_out"
    """No paper: it is printed when there is some, if it is still wanted then."""
    STUCK = "stuck"
    """Another reason why the printer cannot, or it takes very long: the same holds."""
    CHECKLIST_PAPER_OUT = "checklist_paper_out"
    """The ticket is on paper, and there was none left for the checklist, which is printed later."""
    CHECKLIST_STUCK = "checklist_stuck"
    PRINTED = "printed"
    REPRINTED = "reprinted"
    """The paper says 再発行, because some of it may have come out before."""
    PARTLY = "partly"
    """The ticket is on paper, the checklist is not, and will not be."""
    FAILED = "failed"
    """No whole ticket is on paper, and none will be."""
    NO_PRINTER = "no_printer"
    """This kiosk has none: its numbers stand on the screen only."""

    @property
    def waits(self) -> bool:
        """Whether something is printed as soon as the printer can."""
        return self in _WAITING

    @property
    def ended(self) -> bool:
        """Whether nothing more becomes of it."""
        return self is not Paper.PRINTING and not self.waits

    @property
    def ticket_out(self) -> bool:
        """Whether the person has a whole ticket, or takes it just now."""
        return self not in _WITHOUT_TICKET


_WAITING = {
    Paper.PAPER_OUT,
    Paper.STUCK,
    Paper.CHECKLIST_PAPER_OUT,
    Paper.CHECKLIST_STUCK,
}
_WITHOUT_TICKET = {Paper.PRINTING, Paper.PAPER_OUT, Paper.STUCK, Paper.FAILED, Paper.NO_PRINTER}


@dataclass(frozen=True, slots=True)
class Issued:
    """A number was given."""

    since: float
    ticket: TicketReply
    paper: Paper
    pass_text: str | None
    """The pass that brought it: still held up, it must not bring the same number again."""
    paper_since: float = 0.0
    """Since when `paper` is as it is."""
    asked: bool = False
    """A form was filled in and sent with it; the ticket says whether the server has kept it."""


class Problem(StrEnum):
    """Why a person could not be served, beside the reasons for which a request is refused."""

    NO_ANSWER = "no_answer"
    """The server did not reply in time."""
    NOT_A_PASS = "not_a_pass"
    """A code that was never meant for us, such as a shop's."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Calm words about what went wrong, and a way on."""

    since: float
    why: Reason | Problem
    pass_text: str | None
    """The code that was refused: still held up, it is not refused again and again."""


Screen = Preparing | Start | Services | Asking | Waiting | Issued | Trouble


class Sight(StrEnum):
    """What the camera is good for."""

    STARTING = "starting"
    SEES = "sees"
    NONE = "none"
    """No camera, or one that is stuck: people choose by touch."""


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
    touched_at: float = 0.0
    """When somebody was last known to be there; every time-out without a request starts here."""
    connected: bool = False
    camera: Sight = Sight.STARTING
    services_per_page: int = field(default=16)
    forms: tuple[CertificateForm, ...] = ()
    """Certificates that can be asked for by touch, where the server takes sealed requests."""
    sealing_key: SealingKey | None = None
    """The catalogue's. None: such requests are not offered."""


@dataclass(frozen=True, slots=True)
class CatalogueArrived:
    """The server's retained catalogue, the first or a newer one."""

    catalogue: Catalogue
    keys: tuple[VerifyingKey, ...]
    """Its keys, found to be such."""
    sealing_key: SealingKey | None = None
    """Its key for requests, found to be one; None where it has none."""


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """The broker is there, or gone."""

    connected: bool


@dataclass(frozen=True, slots=True)
class CameraChanged:
    """The camera sees, or does not."""

    camera: Sight


@dataclass(frozen=True, slots=True)
class PassSeen:
    """The camera read a code, ours or not."""

    text: str
    fresh_id: UUID
    """For the request, if this leads to one."""


@dataclass(frozen=True, slots=True)
class ServiceTouched:
    """A service was chosen by touch."""

    service: str
    fresh_id: UUID


@dataclass(frozen=True, slots=True)
class LanguageTouched:
    """A language was chosen by touch."""

    language: str


class Control(StrEnum):
    """What can be touched beside services and languages."""

    ALL_SERVICES = "all_services"
    LANGUAGES = "languages"
    TEXT_NORMAL = "text_normal"
    TEXT_LARGE = "text_large"
    TEXT_LARGEST = "text_largest"
    CONTRAST = "contrast"
    """High contrast, or no more."""
    NEXT_PAGE = "next_page"
    PREVIOUS_PAGE = "previous_page"
    BACK = "back"
    DONE = "done"
    STAY = "stay"
    """Somebody still needs the time: it starts again."""


@dataclass(frozen=True, slots=True)
class ControlTouched:
    """A control was touched."""

    control: Control


@dataclass(frozen=True, slots=True)
class NaviTouched:
    """Something was touched while a certificate is asked for."""

    touch: NaviTouch
    fresh_id: UUID
    """For the request, if this leads to one."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The answer to `Seal`."""

    request_id: UUID
    blob: bytes


@dataclass(frozen=True, slots=True)
class ReplyArrived:
    """The server's answer to some request of this kiosk: perhaps one long abandoned."""

    reply_id: UUID | None
    ticket: TicketReply | None
    """None where it was refused."""
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class PaperChanged:
    """A print job goes on, waits for the printer, or ended, well or not."""

    ticket_id: UUID
    paper: Paper


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed. Comes several times a second."""


Event = (
    CatalogueArrived
    | ConnectionChanged
    | CameraChanged
    | PassSeen
    | ServiceTouched
    | LanguageTouched
    | ControlTouched
    | NaviTouched
    | Sealed
    | ReplyArrived
    | PaperChanged
    | Tick
)


@dataclass(frozen=True, slots=True)
class Send:
    """Publish a request: the first time, or again with the same id."""

    request: TakeTicket | CheckIn


@dataclass(frozen=True, slots=True)
class Print:
    """Put a number and its checklist on paper; the answers are `PaperChanged`."""

    ticket: TicketReply
    catalogue: Catalogue
    language: str


@dataclass(frozen=True, slots=True)
class CancelPrint:
    """Nobody wants the papers of a number any more: what was not printed yet never is."""

    ticket_id: UUID


@dataclass(frozen=True, slots=True)
class Seal:
    """Seal what was entered, for the server alone; the answer is `Sealed`."""

    request_id: UUID
    request: CertificateRequest
    key: SealingKey
    site: str


class Sound(StrEnum):
    """What a person hears; never the only sign of anything."""

    SEEN = "seen"
    ISSUED = "issued"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Chime:
    """Play a sound."""

    sound: Sound


Effect = Send | Seal | Print | CancelPrint | Chime
