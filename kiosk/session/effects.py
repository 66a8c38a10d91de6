"""What a session asks for. Closed: `app.py` does every one."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kiosk.maintenance.wishes import Wish
from protocol.messages import Catalogue, CheckIn, ServiceWaits, TakeTicket, TicketReply
from protocol.requests import Request
from protocol.sealed import CertificateRequest, SealingKey


@dataclass(frozen=True, slots=True)
class Send:
    """Publish a request: the first time, or again with the same id."""

    request: Request


@dataclass(frozen=True, slots=True)
class IssueAlone:
    """Give a number that was lent to this kiosk: nobody answers. The answer is `IssuedAlone`."""

    request: TakeTicket | CheckIn
    catalogue: Catalogue
    waits: tuple[ServiceWaits, ...]
    """How services are doing, where that is known and young."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nobody waits for a request any more, and nobody got a number: it shall have no effect."""

    request_id: UUID


@dataclass(frozen=True, slots=True)
class Print:
    """Put a number and its checklist on paper; the answers are `PaperChanged`."""

    ticket: TicketReply
    catalogue: Catalogue
    language: str


@dataclass(frozen=True, slots=True)
class PrintLarge:
    """Put a number's checklist on a page in large print; the answers are `LargePaperChanged`."""

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


Effect = Send | IssueAlone | GiveUp | Seal | Print | PrintLarge | CancelPrint | Chime | Wish
