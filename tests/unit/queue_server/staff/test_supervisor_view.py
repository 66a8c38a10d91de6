"""What the supervisor's view shows, made from a state: numbers, and what must be acted on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from uuid6 import uuid7

from queue_server.domain.business_day import as_of
from queue_server.domain.commands import (
    AssignCounter,
    CallNext,
    CancelVisit,
    CloseDay,
    Command,
    Finish,
    Park,
    SetCounter,
    SetService,
    Transfer,
)
from queue_server.domain.lives import CounterStatus, ServiceStatus
from queue_server.domain.refusals import Refusal
from queue_server.domain.reservations.commands import (
    BookReservation,
    CheckInReservation,
    HoldSlot,
)
from queue_server.staff.supervisor_view import (
    UNKNOWN_STAFF,
    CounterOverview,
    Overview,
    ServiceOverview,
    curve_view,
    overview,
)
from tests.web import Web, web

NAMES = {"m-0001": "職員 0001"}


class Hall:
    """A lobby, and its supervisor's view."""

    def __init__(self, site: Web) -> None:
        self.site = site

    def do(self, command: Command) -> None:
        outcome = self.site.engine.submit(command).result(5)
        assert not isinstance(outcome, Refusal), outcome

    def open(self, *counters: str, staff: str | None = "m-0001") -> None:
        for counter in counters:
            self.status(counter, CounterStatus.OPEN, staff)

    def status(self, counter: str, status: CounterStatus, staff: str | None = None) -> None:
        self.do(SetCounter(id=uuid7(), by="staff:a", counter=counter, status=status, staff=staff))

    def service_status(self, service: str, status: ServiceStatus) -> None:
        self.do(SetService(id=uuid7(), by="staff:a", service=service, status=status))

    def call(self, counter: str) -> None:
        self.do(CallNext(id=uuid7(), by="staff:m-0001", counter=counter))

    def finish(self, counter: str) -> None:
        self.do(Finish(id=uuid7(), by="staff:m-0001", counter=counter))

    def assign(self, counter: str, *services: str) -> None:
        self.do(AssignCounter(id=uuid7(), by="staff:a", counter=counter, services=services))

    def view(self, waits: dict[str, tuple[int, int]] | None = None) -> Overview:
        return overview(
            self.site.lobby,
            self.site.engine.state,
            self.site.clock(),
            waits=waits or {},
            display_names=NAMES,
        )

    def service(self, service: str = "ido") -> ServiceOverview:
        return next(one for one in self.view().services if one.id == service)

    def counter(self, counter: str = "3") -> CounterOverview:
        return next(one for one in self.view().counters if one.id == counter)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with web(tmp_path) as site:
        yield Hall(site)


def test_a_morning_before_anybody_has_come(hall: Hall) -> None:
    view = hall.view()
    assert set(view.totals.model_dump().values()) == {0}
    assert len(view.services) == len(hall.site.lobby.services)
    assert {service.longest for service in view.services} == {None}
    assert {service.uncovered for service in view.services} == {0}
    assert {counter.status for counter in view.counters} == {CounterStatus.CLOSED}
    assert {counter.idle_at for counter in view.counters} == {None}
    assert view.would_end == 0


def test_the_totals_count_each_visit_once(hall: Hall) -> None:
    hall.open("1", "3")
    hall.site.ticket("ido", "shomei")
    for _ in range(3):
        hall.site.ticket("ido")
    hall.call("1")
    hall.call("3")
    hall.finish("3")
    hall.call("3")
    hall.do(Park(id=uuid7(), by="staff:a", counter="3"))
    totals = hall.view().totals
    # one at counter 1 who waits for ido too, one who waits, one parked, one over
    assert (totals.waiting, totals.serving, totals.away) == (2, 1, 1)
    assert (totals.ended, totals.visits) == (1, 4)
    assert hall.view().would_end == 3


def test_the_longest_wait_is_held_against_the_services_own_target(hall: Hall) -> None:
    assert hall.service().target_minutes == 30
    hall.site.ticket("ido")
    hall.site.clock.forward(minutes=10)
    hall.site.ticket("ido")
    hall.site.clock.forward(minutes=19)
    service = hall.service()
    assert service.longest is not None
    assert service.longest.number == "B101"
    assert service.longest.late_at - service.longest.since == timedelta(minutes=30)
    assert (service.waiting, service.late) == (2, 0)
    hall.site.clock.forward(minutes=1)
    assert hall.service().late == 1
    assert service.longest.late_at == hall.site.clock()


def test_who_is_at_another_counter_waits_but_nobody_can_act_on_it(hall: Hall) -> None:
    hall.open("1")
    hall.site.ticket("ido", "shomei")
    hall.call("1")
    hall.site.clock.forward(hours=1)
    service = hall.service()
    assert (service.waiting, service.late, service.longest) == (1, 0, None)
    assert not service.uncovered


def test_people_whom_no_open_counter_would_call(hall: Hall) -> None:
    hall.site.ticket("ido")
    assert hall.service().uncovered
    assert hall.service().wait_minutes is None
    hall.open("3")
    service = hall.service()
    assert not service.uncovered
    assert (service.open_counters, service.counters) == (("3",), ("3", "4"))
    hall.status("3", CounterStatus.PAUSED)
    assert hall.service().uncovered
    # the supervisor stopped it: that is no alarm
    hall.service_status("ido", ServiceStatus.CLOSED)
    assert not hall.service().uncovered


def test_who_was_handed_to_a_counter_that_is_closed_is_called_by_nobody(hall: Hall) -> None:
    hall.open("3")
    hall.site.ticket("ido")
    hall.call("3")
    hall.do(Transfer(id=uuid7(), by="staff:a", counter="3", to_service="ido", to_counter="4"))
    hall.site.ticket("ido")
    assert (hall.service().waiting, hall.service().uncovered) == (2, 1)
    hall.open("4")
    assert hall.service().uncovered == 0


def test_the_wait_of_a_newcomer_is_the_estimators_where_it_knows(hall: Hall) -> None:
    hall.open("3")
    view = hall.view(waits={"ido": (7, 18)})
    assert next(one for one in view.services if one.id == "ido").wait_minutes == (7, 18)
    hall.service_status("ido", ServiceStatus.LAST_TICKET)
    assert hall.service().wait_minutes is None


def test_an_open_counter_that_stands_idle_while_people_wait(hall: Hall) -> None:
    hall.open("3")
    hall.site.clock.forward(minutes=5)
    # nobody waits: a free counter is fine
    assert hall.counter().idle_at is None
    hall.site.ticket("ido")
    came = hall.site.clock()
    assert hall.counter().idle_since == came
    assert hall.counter().idle_at == came + timedelta(minutes=2)
    # counter 1 may not call them
    hall.open("1")
    assert hall.counter("1").idle_at is None
    hall.call("3")
    assert hall.counter().idle_at is None
    hall.site.ticket("ido")
    hall.site.clock.forward(minutes=8)
    hall.finish("3")
    # a breath between two people is not idleness
    assert hall.counter().idle_at == hall.site.clock() + timedelta(minutes=2)
    hall.status("3", CounterStatus.PAUSED)
    assert hall.counter().idle_at is None


def test_who_reserved_and_came_early_is_no_alarm_before_their_slot(hall: Hall) -> None:
    hall.open("3")
    slot = hall.site.clock() + timedelta(minutes=60)
    reservation = uuid7()
    hall.do(
        HoldSlot(
            id=uuid7(),
            by="staff:a",
            reservation=reservation,
            service="ido",
            start=slot,
            at_short_notice=True,
        )
    )
    hall.do(BookReservation(id=uuid7(), by="staff:a", reservation=reservation, number="123456"))
    hall.site.clock.forward(minutes=20)
    hall.do(CheckInReservation(id=uuid7(), by="kiosk-1", reservation=reservation, visit=uuid7()))
    hall.site.clock.forward(minutes=35)
    early = hall.service()
    assert (early.waiting, early.late, early.longest) == (1, 0, None)
    assert hall.counter().idle_at is None
    hall.site.clock.forward(minutes=10)
    due = hall.service().longest
    assert due is not None
    assert due.since == slot
    assert hall.counter().idle_since == slot


def test_who_is_on_a_counter_is_a_display_name_and_no_more(hall: Hall) -> None:
    hall.open("1")
    hall.open("2", staff="m-9999")
    hall.open("3", staff=None)
    assert hall.counter("1").staff == "職員 0001"
    assert hall.counter("2").staff == UNKNOWN_STAFF
    assert hall.counter("3").staff is None
    text = hall.view().model_dump_json()
    assert "m-0001" not in text
    assert "m-9999" not in text


def test_a_counter_that_serves(hall: Hall) -> None:
    hall.open("3")
    hall.site.ticket("ido")
    hall.call("3")
    counter = hall.counter()
    assert (counter.number, counter.service, counter.calls) == ("B101", "ido", 1)
    assert counter.called_at == hall.site.clock()


def test_a_counter_that_was_moved(hall: Hall) -> None:
    hall.open("1")
    hall.site.ticket("ido")
    assert hall.service().uncovered
    hall.assign("1", "ido")
    counter = hall.counter("1")
    assert (counter.services, counter.site_services) == (("ido",), ("shomei",))
    assert counter.assigned
    assert counter.idle_at is not None
    assert hall.service().open_counters == ("1",)
    assert not hall.service().uncovered
    hall.assign("1")
    assert not hall.counter("1").assigned
    assert hall.counter("1").services == ("shomei",)


def test_a_day_that_was_closed(hall: Hall) -> None:
    hall.open("3")
    hall.site.ticket("ido")
    hall.do(CloseDay(id=uuid7(), by="staff:a"))
    view = hall.view()
    assert (view.totals.waiting, view.totals.ended, view.would_end) == (0, 1, 0)
    assert {service.status for service in view.services} == {ServiceStatus.CLOSED}
    assert {counter.status for counter in view.counters} == {CounterStatus.CLOSED}


def test_yesterdays_waiting_does_not_show(hall: Hall) -> None:
    hall.open("3")
    hall.site.ticket("ido")
    hall.site.clock.forward(days=1)
    view = hall.view()
    assert (view.totals.waiting, view.would_end) == (0, 0)
    assert {counter.status for counter in view.counters} == {CounterStatus.CLOSED}


def test_the_curve_has_a_value_of_each_service_for_each_moment(hall: Hall) -> None:
    visit: UUID = hall.site.ticket("ido", "shomei")
    hall.site.clock.forward(minutes=5)
    hall.site.ticket("ido")
    hall.site.clock.forward(minutes=5)
    hall.do(CancelVisit(id=uuid7(), by="staff:a", visit=visit))
    now = hall.site.clock()
    state = as_of(hall.site.lobby.site, hall.site.engine.state, now)
    curve = curve_view(hall.site.lobby, hall.site.curve.until(state, now), now)
    assert [moment.strftime("%H:%M") for moment in curve.moments] == ["09:00", "09:05", "09:10"]
    assert curve.people == (1, 2, 1)
    assert curve.services == {"shomei": (1, 1, 0), "ido": (1, 2, 1)}
    assert curve.moments[0].utcoffset() == timedelta(hours=9)
