"""What the small displays of call pads show, and when it is published."""

import json
import queue
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from uuid6 import uuid7

from protocol.topics import Topics
from queue_server.devices.pad_displays import PadDisplays, pad_display
from queue_server.domain.commands import (
    AssignCounter,
    Command,
    Finish,
    Recall,
    SetCounter,
    SetService,
    Transfer,
)
from queue_server.domain.lives import CounterStatus, ServiceStatus
from tests.web import Web, web

SECONDS = 10


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Web]:
    with web(tmp_path) as running:
        yield running


def shown(site: Web, counter: str = "3") -> dict[str, Any]:
    """What the pad of a counter shows now."""
    made = pad_display(site.lobby, site.engine.state, f"pad-{counter}", counter, site.clock())
    data: dict[str, Any] = json.loads(made.to_json())
    return data


def do(site: Web, command: Command) -> None:
    site.engine.submit(command).result(SECONDS)


def test_a_pad_shows_its_counter_who_is_there_and_how_many_wait(site: Web) -> None:
    assert shown(site) == {
        "pad": "pad-3",
        "counter": "3",
        "counter_name": "3番窓口",
        "status": "closed",
        "number": None,
        "visit": None,
        "calls": 0,
        "waiting": 0,
        "sequence": 0,
        "at": "2026-11-24T09:00:00+09:00",
    }
    visit = site.ticket("ido")
    site.ticket("koseki")
    site.ticket("shomei")
    assert shown(site)["waiting"] == 2
    site.call("3")
    do(site, Recall(id=uuid7(), by="staff:m-0312", counter="3"))
    display = shown(site)
    assert (display["number"], display["visit"]) == ("B101", str(visit))
    assert (display["calls"], display["waiting"], display["status"]) == (2, 1, "open")
    do(site, Finish(id=uuid7(), by="staff:m-0312", counter="3"))
    assert (shown(site)["number"], shown(site)["calls"]) == (None, 0)


def test_who_waits_in_two_services_of_a_counter_is_one(site: Web) -> None:
    site.ticket("ido", "koseki")
    assert shown(site)["waiting"] == 1


def test_who_is_at_another_counter_or_sent_to_one_does_not_wait_here(site: Web) -> None:
    site.ticket("ido", "shomei")
    site.call("1")
    assert shown(site)["waiting"] == 0
    to_3 = Transfer(id=uuid7(), by="staff:m-0312", counter="1", to_service="ido", to_counter="3")
    do(site, to_3)
    assert (shown(site, "3")["waiting"], shown(site, "4")["waiting"]) == (1, 0)


def test_a_paused_counter_and_a_closed_service_are_said(site: Web) -> None:
    site.ticket("ido")
    paused = CounterStatus.PAUSED
    do(site, SetCounter(id=uuid7(), by="staff:m-0312", counter="3", status=paused))
    closed = ServiceStatus.CLOSED
    do(site, SetService(id=uuid7(), by="staff:m-0312", service="ido", status=closed))
    assert (shown(site)["status"], shown(site)["waiting"]) == ("paused", 0)


def test_a_counter_that_serves_something_else_today_counts_who_waits_for_that(site: Web) -> None:
    site.ticket("ido")
    site.ticket("zei")
    site.ticket("zei")
    do(site, AssignCounter(id=uuid7(), by="staff:m-0312", counter="3", services=("zei",)))
    assert shown(site)["waiting"] == 2


def test_yesterdays_waiting_does_not_show(site: Web) -> None:
    site.ticket("ido")
    site.clock.forward(days=1)
    assert (shown(site)["waiting"], shown(site)["status"]) == (0, "closed")


@dataclass
class Publisher:
    """The publisher of a site, and what it published."""

    displays: PadDisplays
    published: "queue.SimpleQueue[tuple[str, dict[str, Any]]]"

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next that comes: its topic and content."""
        return self.published.get(timeout=SECONDS)


@pytest.fixture
def publisher(site: Web) -> Iterator[Publisher]:
    published: queue.SimpleQueue[tuple[str, dict[str, Any]]] = queue.SimpleQueue()
    displays = PadDisplays(
        site.lobby,
        Topics.of("aizu"),
        state=lambda: site.engine.state,
        now=site.clock,
        publish=lambda topic, payload: published.put((topic, json.loads(payload))),
    )
    displays.start()
    yield Publisher(displays, published)
    displays.close()


def test_every_pad_gets_its_display_at_first_and_the_one_that_changes_again(
    site: Web, publisher: Publisher
) -> None:
    first = [publisher.next()[0], publisher.next()[0]]
    assert first == ["lobby/1/aizu/pad/pad-1/display", "lobby/1/aizu/pad/pad-3/display"]
    site.ticket("shomei")
    publisher.displays.changed()
    topic, display = publisher.next()
    assert (topic, display["waiting"]) == ("lobby/1/aizu/pad/pad-1/display", 1)
    # nothing came for the other one in between
    site.ticket("ido")
    publisher.displays.changed()
    topic, display = publisher.next()
    assert (topic, display["waiting"]) == ("lobby/1/aizu/pad/pad-3/display", 1)


def test_a_broker_that_has_forgotten_is_told_all_again(publisher: Publisher) -> None:
    before = [publisher.next(), publisher.next()]
    publisher.displays.connected()
    assert [publisher.next(), publisher.next()] == before


def test_a_display_that_has_grown_old_is_said_again(site: Web, publisher: Publisher) -> None:
    publisher.next()
    publisher.next()
    site.clock.forward(seconds=5)
    publisher.displays.changed()
    _, display = publisher.next()
    assert (display["pad"], display["at"]) == ("pad-1", "2026-11-24T09:00:05+09:00")
