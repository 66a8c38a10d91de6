"""What can happen to a session. Closed: `step` handles every one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kiosk.keypad.pad_keys import PadKey
from kiosk.maintenance.digits import PinAnswer
from kiosk.maintenance.facts import Facts
from kiosk.maintenance.kept import Kept
from kiosk.maintenance.model import StaffTouch
from kiosk.navi.steps import NaviTouch
from kiosk.session.life_touches import LifeTouch
from kiosk.session.model import Sight, Supply
from kiosk.session.screens import Paper
from protocol.device_commands import Identify, OpenMaintenance, PutOutOfService, Restart
from protocol.messages import Catalogue, ServiceWaits, TicketReply
from protocol.passes import VerifyingKey
from protocol.reasons import Reason
from protocol.sealed import SealingKey
from protocol.ticket_messages import Cancelled, Rated, TicketShown


@dataclass(frozen=True, slots=True)
class CatalogueArrived:
    """The server's retained catalogue, the first or a newer one."""

    catalogue: Catalogue
    keys: tuple[VerifyingKey, ...]
    """Its keys, found to be such."""
    sealing_key: SealingKey | None = None
    """Its key for requests, found to be one; None where it has none."""


@dataclass(frozen=True, slots=True)
class WaitsArrived:
    """How many wait for each service, and how long."""

    services: tuple[ServiceWaits, ...]
    made_at: datetime
    """By the server's clock."""
    kept: bool
    """The broker had kept it: it may be of any age."""


@dataclass(frozen=True, slots=True)
class ConnectionChanged:
    """The broker is there, or gone."""

    connected: bool


@dataclass(frozen=True, slots=True)
class CameraChanged:
    """Passes are read with something else from now on, or not at all."""

    camera: Sight


@dataclass(frozen=True, slots=True)
class SupplyChanged:
    """Numbers come out on paper, or do not any more."""

    supply: Supply


@dataclass(frozen=True, slots=True)
class PassSeen:
    """The camera read a code: a pass, that of a ticket, or one that is not ours."""

    text: str
    fresh_id: UUID
    """For the request, if this leads to one."""


@dataclass(frozen=True, slots=True)
class CodeUnread:
    """Something has been held up for a while, and nothing could be read of it."""


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
    LIFE_EVENTS = "life_events"
    LANGUAGES = "languages"
    TEXT_NORMAL = "text_normal"
    TEXT_LARGE = "text_large"
    TEXT_LARGEST = "text_largest"
    CONTRAST = "contrast"
    """High contrast, or no more."""
    SPEECH = "speech"
    """The screens read aloud, or no more."""
    LOUDER = "louder"
    """Louder by a step; after the loudest, the quietest."""
    LOW = "low"
    """Everything at the panel's lower end, or no more."""
    NEXT_PAGE = "next_page"
    PREVIOUS_PAGE = "previous_page"
    BACK = "back"
    DONE = "done"
    LARGE_PRINT = "large_print"
    """The same on a page in large print."""
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


class TicketWish(StrEnum):
    """What somebody wants who held up a ticket."""

    REPRINT = "reprint"
    CANCEL = "cancel"
    CANCEL_SURELY = "cancel_surely"
    KEEP = "keep"
    """Not to cancel after all."""


@dataclass(frozen=True, slots=True)
class TicketTouched:
    """Something was touched on the screen of a ticket that was held up."""

    wish: TicketWish
    fresh_id: UUID
    """For the request, if this leads to one."""


@dataclass(frozen=True, slots=True)
class ScoreTouched:
    """Somebody said how it was today, from 1 (very bad) to 5 (very good)."""

    score: int
    fresh_id: UUID


@dataclass(frozen=True, slots=True)
class StaffTouched:
    """Something was touched that is for staff only."""

    touch: StaffTouch
    fresh_id: UUID
    """For the test print, if this leads to one."""


@dataclass(frozen=True, slots=True)
class PinChecked:
    """The answer to `CheckPin`. Without digits it is said only where there is no PIN."""

    answer: PinAnswer


@dataclass(frozen=True, slots=True)
class TestPrinted:
    """A test print has ended, well or not."""

    __test__ = False  # pytest takes the name for that of a test

    job_id: UUID
    printed: bool


@dataclass(frozen=True, slots=True)
class FactsKnown:
    """What maintenance shows of the kiosk; comes while it is open."""

    facts: Facts


@dataclass(frozen=True, slots=True)
class Commanded:
    """The server tells this kiosk something about its screen."""

    command: Identify | OpenMaintenance | PutOutOfService | Restart
    kept: Kept
    """What staff have set so far."""
    facts: Facts


@dataclass(frozen=True, slots=True)
class LifeTouched:
    """Something was touched on the way from a life event to a checklist."""

    touch: LifeTouch
    fresh_id: UUID
    """For the request, if this leads to one."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key of the pad was pressed."""

    key: PadKey


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
    answer: TicketShown | Cancelled | Rated | None = None
    """To what was asked about a number that was given already."""


@dataclass(frozen=True, slots=True)
class IssuedAlone:
    """The answer to `IssueAlone`."""

    request_id: UUID
    ticket: TicketReply | None
    """None where this kiosk has no number to give."""


@dataclass(frozen=True, slots=True)
class PaperChanged:
    """A print job goes on, waits for the printer, or ended, well or not."""

    ticket_id: UUID
    paper: Paper


@dataclass(frozen=True, slots=True)
class LargePaperChanged:
    """The same of the page in large print."""

    ticket_id: UUID
    paper: Paper


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed. Comes several times a second."""


Touch = (
    ServiceTouched
    | LanguageTouched
    | ControlTouched
    | NaviTouched
    | LifeTouched
    | StaffTouched
    | TicketTouched
    | ScoreTouched
)
"""What somebody touched."""

Event = (
    CatalogueArrived
    | WaitsArrived
    | ConnectionChanged
    | CameraChanged
    | SupplyChanged
    | PassSeen
    | CodeUnread
    | ServiceTouched
    | LanguageTouched
    | ControlTouched
    | NaviTouched
    | StaffTouched
    | PinChecked
    | TestPrinted
    | FactsKnown
    | Commanded
    | LifeTouched
    | TicketTouched
    | ScoreTouched
    | KeyPressed
    | Sealed
    | ReplyArrived
    | IssuedAlone
    | PaperChanged
    | LargePaperChanged
    | Tick
)
