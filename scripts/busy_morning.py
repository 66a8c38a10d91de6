"""A lobby at ten to eleven on a busy Monday, for pictures: simulated, through the real rules."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from uuid6 import uuid7

from bench.days import MONDAY, play
from protocol.link import Received
from protocol.messages import DeviceStatus
from protocol.topics import Topics
from queue_server.domain.commands import AssignCounter, SetCounter, SetNotes
from queue_server.domain.events import CounterSet, Event, VisitOpened
from queue_server.domain.lives import CounterStatus, Note
from queue_server.domain.reservations.commands import (
    BookReservation,
    CheckInReservation,
    HoldSlot,
)
from queue_server.domain.site import Site
from queue_server.staff.permissions import Role
from tests.sites import sample_lobby
from tests.web import NAME, PASSWORD, Web, web

NOW = timedelta(hours=10, minutes=50)
BUSY = replace(MONDAY, visits=430)
LANGUAGES = ("ja", "ja", "ja", "ja", "ja", "ja-simple", "en", "vi", "zh")
NEEDS: tuple[tuple[str, ...], ...] = ((), (), (), (), (), (), ("infant",), ("wheelchair",))


@contextmanager
def busy_morning(folder: Path) -> Iterator[Web]:
    """The web side of the sample site, with a morning behind it."""
    with web(folder, events=list(_until_now(sample_lobby().site))) as site:
        site.clock.moment = _day(site.lobby.site) + NOW
        for counter in site.lobby.site.counters:
            site.accounts.add(_staff(counter), PASSWORD, f"職員{30 + int(counter)}")
        site.accounts.set_role(NAME, Role.SUPERVISOR)
        _goes_on(site)
        _devices(site)
        yield site


def _day(site: Site) -> datetime:
    return datetime(2026, 11, 30, tzinfo=site.zone)


def _staff(counter: str) -> str:
    return f"m-{330 + int(counter):04d}"


def _until_now(site: Site) -> Iterator[Event]:
    """What happened since the doors opened."""
    random = Random(7)  # noqa: S311  a day made up, the same one each time
    for moment in play(site, BUSY, _day(site), random):
        event = moment.event
        if event.at > _day(site) + NOW:
            return
        changes: dict[str, Any] = {}
        counter = getattr(event, "counter", None)
        if counter is not None and not isinstance(event, VisitOpened):
            changes["by"] = f"staff:{_staff(counter)}"
        if isinstance(event, CounterSet):
            changes["staff"] = _staff(event.counter)
        if isinstance(event, VisitOpened):
            changes |= {"language": random.choice(LANGUAGES), "needs": random.choice(NEEDS)}
        yield replace(event, **changes)


def _devices(site: Web) -> None:
    """All kiosks but one are well; one roll grows thin."""
    for place, device in enumerate(site.lobby.file.site.kiosks):
        status = DeviceStatus(
            device=device,
            state="attention" if place == 2 else "ready",
            printer={2: "paper_out", 4: "paper_near_end"}.get(place, "ready"),
            paper_near_end=place == 4,
            paper_metres_left=(41.0, 12.5, 0.0, 27.0, 3.0, 55.0, 33.0, 18.0)[place % 8],
            rolls_left=(4, 2, 1, 3)[place % 4],
            jobs_waiting=1 if place == 2 else 0,
            camera="seeing",
            tickets_printed=17 + 13 * place,
        )
        topic = Topics.of(site.lobby.id).device_status(device)
        site.statuses.put(Received(topic, status.to_json(), retained=True))


def _goes_on(site: Web) -> None:
    """What a simulated day has none of: reservations, notes, a counter that was moved."""
    begins = _day(site.lobby.site)
    for place, (hours, service) in enumerate(
        ((10.5, "ido"), (13, "ido"), (13, "ido"), (13.5, "ido"), (13, "koseki"), (14, "card"))
    ):
        reservation = uuid7()
        common: dict[str, Any] = {"by": f"staff:{NAME}", "reservation": reservation}
        site.engine.submit(
            HoldSlot(
                id=uuid7(),
                **common,
                service=service,
                start=begins + timedelta(hours=hours),
                at_short_notice=True,
            )
        ).result()
        number = f"{241_207 + 131_071 * place:06d}"
        site.engine.submit(BookReservation(id=uuid7(), **common, number=number)).result()
        if place in {0, 1}:
            site.engine.submit(CheckInReservation(id=uuid7(), **common, visit=uuid7())).result()
    waiting = site.engine.state.waiting("ido")
    for visit, notes in zip(
        waiting, ((Note.SPEAK_SLOWLY,), (Note.PAPERS_MISSING, Note.COMPANION)), strict=False
    ):
        site.engine.submit(
            SetNotes(id=uuid7(), by=f"staff:{NAME}", visit=visit, notes=notes)
        ).result()
    for command in (
        AssignCounter(id=uuid7(), by=f"staff:{NAME}", counter="2", services=("shomei", "ido")),
        SetCounter(
            id=uuid7(), by="staff:m-0342", counter="12", status=CounterStatus.PAUSED, staff="m-0342"
        ),
    ):
        site.engine.submit(command).result()
