"""A session for every screen that the kiosk has: to be measured, drawn and looked at."""

from dataclasses import replace
from functools import cache
from uuid import UUID

from kiosk.session.model import Session, Sight, Supply, TextSize
from kiosk.session.screens import (
    Identifying,
    Issued,
    OutOfService,
    Paper,
    Preparing,
    Problem,
    Services,
    Start,
    Trouble,
    Waiting,
)
from protocol.messages import (
    Catalogue,
    CheckIn,
    ServiceWaits,
    StopOnTicket,
    TakeTicket,
    TicketReply,
)
from protocol.reasons import Reason
from queue_server.devices.catalogue import catalogue_message
from tests.sites import MORNING, sample_lobby
from tests.unit.kiosk.every_asking import asking_sessions
from tests.unit.kiosk.every_life_event import life_event_sessions
from tests.unit.kiosk.every_ticket import DIFFERENT_TICKETS, ticket_sessions

ID = UUID(int=1)


DIFFERENT = (
    "start",
    "start-scanner",
    "start-touch-only",
    "start-no-paper",
    "start-no-paper-no-camera",
    "services",
    "services-pages",
    "services-ending",
    "issued-printed-leaving",
    "services-aloud",
    "languages",
    "waiting-slow",
    "issued-printed",
    "issued-partly-many",
    "issued-paper_out-again",
    "issued-large-offered",
    "issued-large-failed",
    "trouble-pass_forged",
    "trouble-no_answer",
    "trouble-unread",
    "trouble-slot_later",
    "issued-printing-pass",
    "issued-paper_out-pass",
    "read",
    "issued-paper_out-asked",
    "issued-printed-alone",
    "issued-paper_out-alone",
    "out_of_service",
    "navi-certificate",
    "navi-whose",
    "navi-details",
    "navi-name",
    "navi-birth-before_era",
    "navi-phone-my-number",
    "navi-review-longest",
    "life-events",
    "life-things",
    "life-checklist",
    *DIFFERENT_TICKETS,
)
"""Screens that are laid out differently: larger words are tried on these."""


def sample_waits() -> tuple[ServiceWaits, ...]:
    """Everything that can be said of a wait, over and over, for the sample site's services."""
    kinds = (
        ServiceWaits(service="s", waiting=4, wait_minutes=(12, 20)),
        ServiceWaits(service="s", waiting=0, wait_minutes=(0, 0)),
        ServiceWaits(service="s", status="last_ticket", waiting=3, wait_minutes=(5, 10)),
        ServiceWaits(service="s", waiting=12, wait_minutes=(85, 140)),
        ServiceWaits(service="s", waiting=2),
        ServiceWaits(service="s", status="closed", waiting=0),
        ServiceWaits(service="s", waiting=1, wait_minutes=(10, 10)),
    )
    return tuple(
        kinds[place % len(kinds)].model_copy(update={"service": entry.service})
        for place, entry in enumerate(sample_catalogue().services)
    )


@cache
def sample_catalogue() -> Catalogue:
    """The sample site's."""
    return catalogue_message(sample_lobby(), ())


def sessions(
    language: str = "ja",
    text: TextSize = TextSize.NORMAL,
    *,
    contrast: bool = False,
    low: bool = False,
) -> dict[str, tuple[Session, float]]:
    """A session for each screen that there is, and the seconds at which it is looked at."""
    base = Session(
        Start(0.0),
        language=language,
        language_chosen=language != "ja",
        text=text,
        contrast=contrast,
        low=low,
        catalogue=sample_catalogue(),
        connected=True,
        camera=Sight.SEES,
        touched_at=100.0,
        waits=sample_waits(),
    )
    request = TakeTicket(id=ID, services=("ido",))
    screens = {
        "start": replace(base, screen=Start(0.0)),
        "start-camera-starting": replace(base, camera=Sight.STARTING),
        "start-no-camera": replace(base, camera=Sight.BROKEN, connected=False, waits=()),
        "start-scanner": replace(base, camera=Sight.SCANNER),
        "start-touch-only": replace(base, camera=Sight.NONE, supply=Supply.NONE),
        "start-no-paper": replace(base, supply=Supply.OUT),
        "start-no-paper-no-camera": replace(base, camera=Sight.BROKEN, supply=Supply.OUT),
        "preparing": replace(base, screen=Preparing(0.0), catalogue=None, connected=False),
        "services": replace(base, screen=Services(90.0)),
        "languages": replace(base, screen=Services(90.0), choosing_language=True),
        "waiting": replace(base, screen=Waiting(98.0, request, 98.0)),
        "waiting-long": replace(base, screen=Waiting(94.0, request, 98.0)),
    }
    for paper in Paper:
        issued = Issued(99.0, _ticket(1), paper, None)
        screens[f"issued-{paper}"] = replace(base, screen=issued)
        screens[f"issued-{paper}-many"] = replace(base, screen=replace(issued, ticket=_ticket(7)))
    screens["issued-paper_out-again"] = replace(
        base, screen=Issued(99.0, _ticket(7, reissued=True), Paper.PAPER_OUT, None)
    )
    screens["issued-again"] = replace(
        base, screen=Issued(99.0, _ticket(3, reissued=True), Paper.PRINTED, None)
    )
    for kept, paper in ((True, Paper.PRINTED), (False, Paper.PAPER_OUT)):
        with_form = _ticket(1).model_copy(update={"request_kept": kept})
        screens[f"issued-{paper}-asked"] = replace(
            base, screen=Issued(99.0, with_form, paper, None, asked=True)
        )
    for paper, count, again, asked in (
        (Paper.PRINTED, 2, False, True),
        (Paper.PRINTED, 1, False, True),
        (Paper.PAPER_OUT, 2, True, False),
    ):
        given = Issued(99.0, _alone(_ticket(count, reissued=again)), paper, None, asked=asked)
        name = f"issued-{paper}-alone{'-asked' if asked and count == 1 else ''}"
        screens[name] = replace(base, connected=False, waits=(), screen=given)
    for large in (None, Paper.PRINTING, Paper.PRINTED, Paper.FAILED):
        with_page = Issued(99.0, _ticket(2), Paper.PRINTED, None, large=large)
        screens[f"issued-large-{large or 'offered'}"] = replace(
            base, large_print=True, screen=with_page
        )
    moving = ("tennyu", "kokuho_kanyu", "jido_teate")
    by_pass = _ticket(3)
    by_pass = by_pass.model_copy(
        update={
            "stops": tuple(
                stop.model_copy(update={"procedures": (procedure,)})
                for stop, procedure in zip(by_pass.stops, moving, strict=True)
            )
        }
    )
    for paper in (Paper.PRINTING, Paper.PAPER_OUT):
        screens[f"issued-{paper}-pass"] = replace(base, screen=Issued(99.0, by_pass, paper, "MG1:"))
    check_in = CheckIn(id=ID, pass_text="MG1:")
    screens["read"] = replace(base, screen=Waiting(99.9, check_in, 99.9))
    for why in (*Reason, *Problem):
        screens[f"trouble-{why}"] = replace(base, screen=Trouble(99.0, why, None, MORNING))
    screens |= asking_sessions(base)
    screens["out_of_service"] = replace(base, screen=OutOfService(99.0))
    screens["identifying"] = replace(base, screen=Identifying(99.0, "kiosk-12"))
    screens |= life_event_sessions(base)
    screens |= ticket_sessions(base)
    # somebody has it read to them: two more controls in the bar
    screens["services-aloud"] = replace(
        screens["services"], can_speak=True, guided=True, keyed=True
    )
    many = sample_catalogue()
    many = many.model_copy(update={"services": many.services + many.services})
    seen = {name: (session, 100.0) for name, session in screens.items()}
    seen["services-ending"] = (screens["services"], 135.0)
    seen["start-ending"] = (replace(base, language_chosen=True), 135.0)
    printed = replace(base, screen=Issued(99.0, _ticket(2), Paper.PRINTED, None))
    seen["issued-printed-leaving"] = (printed, 112.0)
    seen["trouble-ending"] = (screens["trouble-pass_expired"], 120.0)
    seen["languages-ending"] = (screens["languages"], 135.0)
    seen["waiting-slow"] = (
        replace(base, screen=Waiting(94.0, request, 98.0), connected=False),
        100.0,
    )
    seen["services-pages"] = (
        replace(base, catalogue=many, screen=Services(90.0, page=1)),
        100.0,
    )
    return seen


def _alone(ticket: TicketReply) -> TicketReply:
    """The same as a kiosk gives it that is cut off, and does not know of all its stops how long."""
    first, *others = ticket.stops
    unknown = [
        stop.model_copy(update={"people_ahead": None, "wait_minutes": None}) for stop in others
    ]
    stops = (first, *unknown) if others else ticket.stops
    return ticket.model_copy(update={"alone": True, "number": "B990", "stops": stops})


def _ticket(stops: int, *, reissued: bool = False) -> TicketReply:
    places = (
        ("ido", ("3", "4"), 4, (12, 20)),
        ("kokuho", ("6", "7"), 0, (0, 0)),
        ("kodomo", ("8",), 11, (25, 40)),
        ("card", ("5",), 2, (10, 10)),
        ("kyoiku", ("13",), 1, (5, 10)),
        ("suido", ("12",), 0, (0, 0)),
        ("nenkin", ("7",), 1, (5, 10)),
    )
    return TicketReply(
        id=ID,
        visit=ID,
        number="B103",
        issued_at=MORNING,
        reissued=reissued,
        stops=tuple(
            StopOnTicket(
                service=service,
                counters=counters,
                procedures=(),
                people_ahead=ahead,
                wait_minutes=minutes,
            )
            for service, counters, ahead, minutes in places[:stops]
        ),
    )
