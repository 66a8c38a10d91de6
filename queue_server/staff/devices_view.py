"""What the page of devices shows: each kiosk of the lobby, and what it needs. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict

from protocol.messages import DeviceStatus
from queue_server.broker.inventory import Standing
from queue_server.broker.standings import BROKER
from queue_server.devices.contacts import Contact, Contacts
from queue_server.devices.statuses import Heard
from queue_server.domain.state import State
from queue_server.lobby import Lobby
from queue_server.staff.device_words import Condition, Urgency, conditions
from queue_server.staff.words import Words


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class LentView(_View):
    """Numbers of one service that a kiosk can give when it is cut off."""

    service: str
    letter: str
    lent: int
    left: int
    """Not reported: it may have given some of them meanwhile."""


class ConditionView(_View):
    """Something about a device, and what to do about it."""

    urgency: Urgency
    words: Words
    do: Words | None


class DeviceView(_View):
    """One device, as it said last."""

    id: str
    urgency: Urgency
    """The worst of its conditions."""
    conditions: tuple[ConditionView, ...]
    """All that is the matter, the most urgent first; or the one that says that it is well."""
    heard: bool
    """Whether it has said anything since the server began."""
    since: AwareDatetime | None
    """Since when it is so, as far as the server has heard."""
    detail: str | None
    """What the printer says besides, in English, for whoever mends it."""
    printer: str | None
    """The printer's state, as in docs/printing.md; None where it has none."""
    paper_metres_left: float | None
    rolls_left: int | None
    jobs_waiting: int | None
    jobs_failed_today: int | None
    tickets_printed: int | None
    out_of_service: bool
    """Whether staff have taken it out of service."""
    version: str | None
    """Of its software."""
    contact_at: AwareDatetime | None
    """When it was heard last, to the minute; None where it was not since the server began."""
    lent: tuple[LentView, ...]
    """What it has of today's numbers for when it is cut off."""
    given_alone: int
    """How many numbers it has reported today that it gave while it was cut off."""
    outbox_waiting: int | None
    """What it has not reported yet; also of a kiosk that is cut off, as it said last."""
    outbox_dead: int | None
    """What the server did not take."""


class DevicesView(_View):
    """All devices of the lobby, in the order of the site's file."""

    at: AwareDatetime
    """The server's time."""
    devices: tuple[DeviceView, ...]


class DeviceAlarm(_View):
    """A device at which people get no paper, for screens that show no more of devices."""

    device: str
    words: Words
    do: Words | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the devices."""

    heard: Mapping[str, Heard]
    standings: Mapping[str, Standing]
    contacts: Contacts


def devices_view(lobby: Lobby, state: State, known: Known, now: datetime) -> DevicesView:
    """How the kiosks are. `state` is that of today."""
    return DevicesView(
        at=now.astimezone(lobby.site.zone),
        devices=tuple(_device(device, known, lobby, state) for device in lobby.file.site.kiosks),
    )


def alarms(
    devices: Sequence[str], heard: Mapping[str, Heard], standings: Mapping[str, Standing]
) -> tuple[DeviceAlarm, ...]:
    """The devices that somebody must go to now, each with its worst condition."""
    return tuple(
        DeviceAlarm(device=device, words=worst.words, do=worst.do)
        for device in devices
        if device in heard
        for worst in (_conditions(device, heard[device].status, standings)[0],)
        if worst.urgency is Urgency.NOW
    )


def _conditions(
    device: str,
    status: DeviceStatus | None,
    standings: Mapping[str, Standing],
    contact: Contact | None = None,
) -> tuple[Condition, ...]:
    return conditions(
        status,
        standings.get(device, Standing.GOOD),
        standings.get(BROKER, Standing.GOOD),
        contact.ahead if contact is not None and contact.clock_is_off else None,
    )


def _device(device: str, site_known: Known, lobby: Lobby, state: State) -> DeviceView:
    zone = lobby.site.zone
    heard, contact = site_known.heard.get(device), site_known.contacts.of(device)
    status = None if heard is None else heard.status
    found = _conditions(device, status, site_known.standings, contact)
    gone = site_known.standings.get(device) is Standing.SHUT_OUT
    # of a device that is cut off, all of this is from before
    known = None if gone or status is None or status.state == "disconnected" else status
    return DeviceView(
        id=device,
        urgency=found[0].urgency,
        conditions=tuple(_condition(condition) for condition in found),
        heard=heard is not None,
        since=None if heard is None else heard.since.astimezone(zone),
        detail=known and known.printer_detail,
        printer=known and known.printer,
        paper_metres_left=known and known.paper_metres_left,
        rolls_left=known and known.rolls_left,
        jobs_waiting=known and known.jobs_waiting,
        jobs_failed_today=known and known.jobs_failed_today,
        tickets_printed=known and known.tickets_printed,
        out_of_service=bool(known and known.out_of_service),
        version=known and known.version,
        contact_at=None
        if contact is None
        else contact.at.astimezone(zone).replace(second=0, microsecond=0),
        lent=tuple(
            LentView(service=service, letter=lobby.services[service].letter, lent=lent, left=left)
            for service, (lent, left) in state.alone.lent_by_service(device).items()
            if service in lobby.services
        ),
        given_alone=len(state.alone.placed.get(device, ())),
        outbox_waiting=status and status.outbox_waiting,
        outbox_dead=status and status.outbox_dead,
    )


def _condition(condition: Condition) -> ConditionView:
    return ConditionView(urgency=condition.urgency, words=condition.words, do=condition.do)
