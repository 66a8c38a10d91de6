"""The messages of protocol version 1, as pydantic models. JSON in UTF-8, times RFC 3339.

A reader ignores keys that it does not know, so that a newer sender still works with an older
reader. No message carries personal data: numbers and ids only.
"""

import json
from collections.abc import Mapping
from datetime import time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from protocol.business_day import BEGINS
from protocol.reasons import Reason
from protocol.rules import TEXT_MAX, parse

MESSAGE_BYTES_MAX = 16 * 1024
"""A kiosk's request is a few hundred bytes; a pass adds at most 600. More is not a request."""

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
"""An id that a city chose: of a service, counter, procedure, kiosk or display."""

Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$")]
"""A language tag (BCP 47); `ja-simple` is やさしい日本語."""

SEALED_BYTES_MAX = 1200
"""Of a sealed request (protocol/sealed.py), which has 1,096 bytes."""

Need = Literal["wheelchair", "infant", "pregnancy", "hearing", "sight", "interpreter"]


class Message(BaseModel):
    """What every message has in common."""

    model_config = ConfigDict(frozen=True)

    def to_json(self) -> bytes:
        """The message as it goes over the wire."""
        return self.model_dump_json(exclude_none=True).encode()


class TakeTicket(Message):
    """A resident without a pass chose services by touch."""

    kind: Literal["take_ticket"] = "take_ticket"
    id: UUID
    at: AwareDatetime | None = None
    services: Annotated[tuple[Name, ...], Field(min_length=1, max_length=20)]
    language: Language = "ja"
    needs: Annotated[tuple[Need, ...], Field(max_length=6)] = ()
    sealed: Annotated[bytes, Field(max_length=SEALED_BYTES_MAX)] | None = None
    """A certificate's request (protocol/sealed.py), in base64url; only the server can read it."""
    procedures: Annotated[tuple[Name, ...], Field(max_length=40)] = ()
    """A checklist of the resident's own: their services are stops in the order of a pass's, and
    `services`, which an older server reads, adds only what they do not need."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")


class CheckIn(Message):
    """A resident held up a pass."""

    kind: Literal["check_in"] = "check_in"
    id: UUID
    at: AwareDatetime | None = None
    pass_text: str = Field(alias="pass")
    language: Language | None = None
    """Chosen at the kiosk; None takes the language that the pass names."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)


class StopOnTicket(Message):
    """One service that the visit needs, as it stood when the ticket was issued."""

    service: Name
    counters: tuple[Name, ...]
    procedures: tuple[Name, ...]
    people_ahead: Annotated[int, Field(ge=0)] | None = None
    """None where nobody knows: a kiosk that is cut off gave the number."""
    wait_minutes: tuple[int, int] | None = None
    """From, to: a range in minutes; None as above."""


class TicketReply(Message):
    """The number that a request got."""

    kind: Literal["ticket"] = "ticket"
    id: UUID
    visit: UUID
    number: str
    issued_at: AwareDatetime
    reissued: bool = False
    """The visit had this number already: the paper says 再発行."""
    request_kept: bool = False
    """The counter will have the sealed request that came with it."""
    alone: bool = False
    """A kiosk that was cut off gave it: the paper says so, and the staff understand."""
    stops: tuple[StopOnTicket, ...]
    status_url: str | None = None


class Refused(Message):
    """A request that changed nothing, and why."""

    kind: Literal["refused"] = "refused"
    id: UUID | None
    """None where the request did not say one that could be read."""
    reason: Reason

    def to_json(self) -> bytes:
        """The message as it goes over the wire; an unknown id is said as null."""
        return self.model_dump_json().encode()


class Call(Message):
    """A number that is being called to a counter."""

    number: str
    counter: Name
    counter_name: str
    service: Name
    called_at: AwareDatetime
    times: Annotated[int, Field(ge=1)]
    """1 for the first call, one more for each recall."""


class ServiceOnBoard(Message):
    """One queue as the waiting room sees it."""

    service: Name
    letter: str
    name: str
    name_en: str
    waiting: Annotated[int, Field(ge=0)]
    wait_minutes: tuple[int, int] | None
    """What somebody who came now would wait, from and to; None while nothing can be said."""
    next_numbers: tuple[str, ...]
    """The first few that wait, in order."""


class Board(Message):
    """All that a display shows. Retained: a display that has just started shows it at once."""

    site: Name
    site_name: str
    display: Name
    sequence: Annotated[int, Field(ge=0)]
    """Position in the journal that this board shows; never falls on one connection."""
    at: AwareDatetime
    """When it was made. The server repeats the board, so an old one means a display cut off."""
    calls: tuple[Call, ...]
    """Newest first."""
    missed: tuple[str, ...]
    """Numbers that were called and did not come (不在)."""
    services: tuple[ServiceOnBoard, ...]


class ServiceEntry(Message):
    """A service, as a kiosk offers it."""

    service: Name
    letter: str
    name: str
    name_en: str
    counters: tuple[Name, ...]


class ProcedureEntry(Message):
    """A procedure, as a checklist prints it."""

    procedure: Name
    service: Name
    title: str
    title_en: str
    easy: str
    bring: tuple[str, ...]
    fee_yen: int | None = None
    do_after: tuple[Name, ...] = ()
    """Procedures that come first, where both are done."""


Words = Mapping[Language, str]
"""The same words in several languages: `ja` and `en` at least."""


def _readable(text: str) -> str:
    parse(text)
    return text


Rule = Annotated[str, Field(max_length=TEXT_MAX), AfterValidator(_readable)]
"""A rule in the language of protocol/rules.py. Empty: always."""


class QuestionEntry(Message):
    """What a resident is asked, so that only the procedures that apply stay on a checklist."""

    question: Name
    words: Words
    many: bool = False
    """Any number of answers may be chosen, also none."""


class AnswerEntry(Message):
    """What can be answered."""

    answer: Name
    words: Words


class Ask(Message):
    """A question of one life event, with the answers that matter for it."""

    question: Name
    answers: tuple[Name, ...]
    rule: Rule = ""
    """Asked only then; it names earlier questions. An older reader, which knew another form by
    another name, asks everybody.
    """


class ChecklistLine(Message):
    """A procedure that a life event may lead to."""

    procedure: Name
    rule: Rule = ""
    offered: bool = False
    """On the list, but chosen only by whoever wants it."""


class ChecklistRules(Message):
    """How a life event becomes a checklist (protocol/checklists.py)."""

    service: Name
    """Whoever needs nothing on the list gets a number here."""
    asks: tuple[Ask, ...]
    lines: tuple[ChecklistLine, ...]
    """In the order in which they are done."""


class LifeEventEntry(Message):
    """A life event and its name."""

    life_event: Name
    title: str
    title_en: str
    procedures: tuple[Name, ...]
    words: Words = {}
    """Its name in every language; empty from an older server."""
    checklist: ChecklistRules | None = None
    """None: nobody is asked about it at a kiosk."""


class PassKeyEntry(Message):
    """A public key (Ed25519) that verifies passes."""

    kid: str
    """Hexadecimal. Several keys may share one."""
    x: str
    """The public key, 32 bytes in hexadecimal."""


class SealingKeyEntry(Message):
    """The public key (X25519) that requests are sealed with for this site."""

    kid: str
    """Hexadecimal."""
    x: str
    """The public key, 32 bytes in hexadecimal."""


class Catalogue(Message):
    """What a kiosk must know to serve people, also while it is cut off. Retained."""

    version: str
    site: Name
    site_name: str
    site_name_en: str
    time_zone: str
    day_begins: time = BEGINS
    """When a business day begins, by the clock on the wall."""
    pass_issuer: str
    pass_keys: tuple[PassKeyEntry, ...]
    counters: Mapping[Name, str]
    """Counter id to the name on its sign."""
    services: tuple[ServiceEntry, ...]
    procedures: tuple[ProcedureEntry, ...]
    life_events: tuple[LifeEventEntry, ...]
    sealing_key: SealingKeyEntry | None = None
    """None: this server takes no sealed requests."""
    questions: tuple[QuestionEntry, ...] = ()
    answers: tuple[AnswerEntry, ...] = ()
    emergency_letters: Mapping[Name, str] = {}
    """By kiosk, the letter of the numbers that it gives when it has no others: nobody else's."""
    revoked_passes: tuple[UUID, ...] = ()
    """Passes that are good no more before they expire."""


class ServiceWaits(Message):
    """How one service is doing now, for whoever thinks about choosing it."""

    service: Name
    status: Literal["open", "last_ticket", "closed"] = "open"
    """`last_ticket`: gives no more numbers today. `closed`: nobody is called either."""
    waiting: Annotated[int, Field(ge=0)]
    wait_minutes: tuple[int, int] | None = None
    """What somebody who came now would wait, from and to; None while nothing can be said."""


class Waits(Message):
    """How all services of a site are doing. Retained, repeated, and worthless once it is old."""

    site: Name
    at: AwareDatetime
    """When it was made."""
    services: tuple[ServiceWaits, ...]


class DeviceStatus(Message):
    """How a device is. The broker says `disconnected` for one that vanished (last will)."""

    device: Name
    state: Literal["ready", "attention", "disconnected", "unknown"]
    at: AwareDatetime | None = None
    printer: str | None = None
    """The kind of the printer's status (printer_drivers), e.g. `paper_out`. None: it has none."""
    printer_detail: Annotated[str, Field(max_length=200)] | None = None
    """What else the printer is known to say, in English, for whoever mends it."""
    paper_near_end: bool | None = None
    """The sensor that sees the roll grow thin, whatever the printer's state is otherwise."""
    paper_metres_left: Annotated[float, Field(ge=0)] | None = None
    """On the roll, in metres: an estimate from what was printed since the roll was changed."""
    rolls_left: Annotated[int, Field(ge=0)] | None = None
    """In the cupboard, as staff told it; None where nobody did."""
    jobs_waiting: Annotated[int, Field(ge=0)] | None = None
    """Print jobs that wait for the printer; it prints them when it can, if still wanted then."""
    jobs_failed_today: Annotated[int, Field(ge=0)] | None = None
    """Jobs of the last 24 hours that ended without paper: failed, or no longer wanted."""
    camera: str | None = None
    """`starting`, `seeing`, `missing` or `stuck`. None: it has none."""
    scanner: str | None = None
    """`starting`, `ready`, `missing` or `stuck`. None: it has none beside its camera."""
    keypad: str | None = None
    """The pad of keys for people who do not see: as a scanner. None: it has none."""
    speech: str | None = None
    """`ready`, or `broken` where a screen could not be read aloud. None: it reads none."""
    tickets_printed: int | None = None
    maintenance: bool | None = None
    """Whether staff have maintenance open on its screen."""
    out_of_service: bool | None = None
    """Whether staff have taken it out of service."""
    wrong_pins: Annotated[int, Field(ge=0)] | None = None
    """Wrong staff PINs in a row, where they are so many that it is no mistake."""
    outbox_waiting: Annotated[int, Field(ge=0)] | None = None
    """Numbers that it gave alone and has not reported yet, and other news that the server lacks."""
    outbox_dead: Annotated[int, Field(ge=0)] | None = None
    """Of that, what the server would not take however often: somebody has to look at it."""
    outbox_trouble: Annotated[str, Field(max_length=200)] | None = None
    """Why it could not go on alone now, in English, for whoever mends it. None: it could."""
    version: Annotated[str, Field(max_length=40)] | None = None
    """Of its software."""


def request_id_of(payload: bytes) -> UUID | None:
    """The id of a request that is otherwise not understood, to answer it where one can."""
    try:
        data = json.loads(payload)
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            return UUID(data["id"])
    except (ValueError, RecursionError):
        return None
    return None
