"""The screens of a session: a closed set, each with what it alone knows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kiosk.maintenance.model import Maintenance
from kiosk.navi.steps import Navi
from protocol.messages import TicketReply
from protocol.reasons import Reason
from protocol.requests import Request
from protocol.ticket_messages import Rate, TicketShown


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
class ByLifeEvent:
    """A checklist of one's own from a life event: the choice, a question, or the list itself."""

    since: float
    services_page: int | None = None
    """The page of services from which somebody came; None: the start screen."""
    life_event: str | None = None
    """None: it is still to be chosen."""
    question: str | None = None
    """The question that is shown; None once all are answered: the checklist is."""
    answers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Questions with their answers so far. They go with the screen, and are never sent."""
    changed: tuple[str, ...] = ()
    """Procedures of the list that somebody left out, or added."""
    page: int = 0
    """Of the list, or of what may have happened."""


class Alone(StrEnum):
    """Whether the kiosk answers a request by itself."""

    NOT_YET = "not_yet"
    ASKED = "asked"
    """It is about to: what the server says from now on changes nothing."""
    NONE_LEFT = "none_left"
    """It has no number to give: only the server can."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request is on its way."""

    since: float
    request: Request
    sent_at: float
    alone: Alone = Alone.NOT_YET


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
    read_at: float | None = None
    """When its pass was read, while the tick still stands that says so; None: the number does."""
    large: Paper | None = None
    """What has become of the page in large print; None: nobody has asked for it."""


class Problem(StrEnum):
    """Why a person could not be served, beside the reasons for which a request is refused."""

    NO_ANSWER = "no_answer"
    """The server did not reply in time."""
    NOT_A_PASS = "not_a_pass"
    """A code that was never meant for us, such as a shop's."""
    UNREAD = "unread"
    """Something is held up, and nothing could be read of it."""
    SLOT_LATER = "slot_later"
    """The pass is for a reservation on a day that is still to come."""
    SLOT_PAST = "slot_past"
    """The pass is for a reservation on a day that is over."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Calm words about what went wrong, and a way on."""

    since: float
    why: Reason | Problem
    pass_text: str | None
    """The code that was refused: still held up, it is not refused again and again."""
    moment: datetime | None = None
    """What the words are about: from when or until when a pass is good, or its slot."""
    visit: UUID | None = None
    """The same, where the code was that of a ticket."""


@dataclass(frozen=True, slots=True)
class OwnTicket:
    """Somebody held up the ticket that they have: where it stands, and what they may do."""

    since: float
    shown: TicketShown
    cancelling: bool = False
    """They want to cancel, and are asked whether they really do."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The number is cancelled."""

    since: float
    visit: UUID


@dataclass(frozen=True, slots=True)
class Thanked:
    """Somebody said how it was."""

    since: float
    request: Rate
    sent_at: float
    arrived: bool = False


@dataclass(frozen=True, slots=True)
class Maintaining:
    """Staff look after the kiosk, or are asked for their PIN. Nobody is served meanwhile."""

    since: float
    maintenance: Maintenance


@dataclass(frozen=True, slots=True)
class OutOfService:
    """Staff have said that nobody is to be served here."""

    since: float


@dataclass(frozen=True, slots=True)
class Identifying:
    """Somebody at the server wants to know which kiosk this is."""

    since: float
    name: str


Screen = (
    Preparing
    | Start
    | Services
    | Asking
    | ByLifeEvent
    | Waiting
    | Issued
    | Trouble
    | Maintaining
    | OutOfService
    | Identifying
    | OwnTicket
    | Cancelled
    | Thanked
)
