"""Starting on a journal of 100,000 events: with a checkpoint, and by replaying all of it."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from bench.days import MONDAY, NORMAL, play, with_crews
from bench.measure import Row
from queue_server.domain.events import Event
from queue_server.domain.site import Site
from queue_server.journal.sqlite import SqliteJournal
from queue_server.lobby import load_lobby
from queue_server.storage.data_folder import CHECKPOINT_FILE, JOURNAL_FILE
from tests.sites import SAMPLE_SITE
from tests.system.parts import BrokerAddress, mosquitto, queue_server

EVENTS = 100_000
TAIL = 5_000
"""Events after the checkpoint: as many as a server that was killed may find."""
WEEKS_KEPT = 2
"""So many weeks are played, and told again and again with other ids and dates."""
LIMIT = 2.0
"""Seconds within which the server serves again."""


def measure(folder: Path) -> list[Row]:
    """Whole processes, from nothing to the ready line."""
    folder.mkdir()
    events = journal_of(load_lobby(SAMPLE_SITE).site, EVENTS)
    data = folder / "data"
    data.mkdir(mode=0o700)
    with mosquitto(folder) as broker:
        _start(broker, folder / "warm-up")
        empty, _ = _start(broker, folder / "empty")
        _keep(data, 0, events[:-TAIL])
        _start(broker, data)
        _keep(data, EVENTS - TAIL, events[-TAIL:])
        shorter, tail = _start(broker, data)
        (data / CHECKPOINT_FILE).unlink()
        longer, whole = _start(broker, data)
    return [
        Row(
            f"start on {EVENTS:,} events, {name}",
            seconds,
            empty,
            "s",
            "the same server on an empty journal",
            note=f"{said['events']:,} events of {said['days']} days replayed in "
            f"{said['seconds']:.2f} s; the limit is {LIMIT:.0f} s",
        )
        for name, seconds, said in (
            (f"checkpoint {TAIL:,} events before its end", shorter, tail),
            ("no checkpoint", longer, whole),
        )
    ]


def journal_of(site: Site, count: int) -> list[Event]:
    """As many events as days of the real rules leave, up to today."""
    days = [list(_day(site, number)) for number in range(5 * WEEKS_KEPT)]
    needed = -(-count // min(len(day) for day in days))
    # the last day is over before this one begins
    first = datetime.now(site.zone).date() - timedelta(days=needed)
    told = list[Event]()
    for number in range(needed):
        events = days[number % len(days)]
        shift = first + timedelta(days=number) - events[0].at.astimezone(site.zone).date()
        told += [_told_again(event, shift, Random(number).getrandbits(64)) for event in events]
    return told[:count]


def _day(site: Site, number: int) -> Iterator[Event]:
    kind = MONDAY if number % 5 == 0 else NORMAL
    day = datetime(2026, 3, 2, tzinfo=site.zone) + timedelta(days=number)
    return (moment.event for moment in play(with_crews(site, kind), kind, day, Random(number)))


def _told_again(event: Event, shift: timedelta, mark: int) -> Event:
    """The same on another day, with ids of its own."""
    changed: dict[str, Any] = {}
    for field in fields(event):
        match getattr(event, field.name):
            case datetime() as moment:
                changed[field.name] = (moment + shift).astimezone(UTC)
            case date() as day:
                changed[field.name] = day + shift
            case UUID() as known:
                changed[field.name] = UUID(int=known.int << 64 | mark)
    return replace(event, **changed)


def _keep(data: Path, expected: int, events: Sequence[Event]) -> None:
    journal = SqliteJournal(data / JOURNAL_FILE, "aizu")
    journal.append(expected, events)
    journal.close()


def _start(broker: BrokerAddress, data: Path) -> tuple[float, dict[str, float]]:
    """Seconds until it serves, and what it said about its journal."""
    start = time.perf_counter()
    with queue_server(data, broker, site=SAMPLE_SITE) as (server, _):
        seconds = time.perf_counter() - start
        said = next((line for line in server.lines if "journal_replayed" in line), "{}")
    return seconds, json.loads(said)
