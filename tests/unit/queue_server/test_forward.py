"""The forward runs call whom the policy calls: every step of a run is played in the real domain."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from queue_server.domain.commands import (
    CallNext,
    CheckIn,
    Command,
    Finish,
    NoShow,
    Park,
    SetService,
    TakeTicket,
    Transfer,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import Event, VisitOpened
from queue_server.domain.evolve import evolve
from queue_server.domain.filling import lobby
from queue_server.domain.forward import Step, run
from queue_server.domain.in_numbers import Lobby
from queue_server.domain.lives import ServiceStatus, StopState
from queue_server.domain.policy import next_for
from queue_server.domain.refusals import Refusal
from queue_server.domain.service_times import ServiceTimes
from queue_server.domain.site import Counter, Policy
from queue_server.domain.state import State
from tests.sites import MORNING, Ids, small_site

SITE = replace(
    small_site(),
    counters={
        "1": Counter("1", ("shomei",)),
        "2": Counter("2", ("shomei", "ido"), {"ido": timedelta(minutes=7)}),
        "3": Counter("3", ("kokuho", "ido")),
    },
    policy=Policy(reserved_head_start=timedelta(minutes=20)),
)
RUNS = 61
TICK = 1 / 64
"""Minutes: exact in microseconds and in binary, so that neither side rounds."""


@dataclass(frozen=True)
class Comes:
    """Somebody's arrival, and what may be special about it."""

    minute: int
    """Of them all, since the one before."""
    services: tuple[str, ...]
    needs: bool
    slot: int | None
    """Minutes from the beginning of the runs, where the first stop is reserved."""
    then: str
    """What happens at counter 2 after it."""


COMES = st.builds(
    Comes,
    minute=st.integers(0, 4),
    services=st.sampled_from(
        [("shomei",), ("ido",), ("kokuho",), ("shomei", "ido"), ("kokuho", "shomei"), ()]
    ),
    needs=st.booleans(),
    slot=st.none() | st.none() | st.integers(-30, 60),
    then=st.sampled_from(["", "", "call", "finish", "no show", "park", "transfer"]),
)


class Real:
    """The real domain."""

    def __init__(self) -> None:
        self.ids, self.state, self.now = Ids(), State(), MORNING

    def do(self, command: Command, slot: datetime | None = None) -> bool:
        decision = decide(SITE, self.state, command, self.now)
        if isinstance(decision, Refusal):
            return False
        for event in decision:
            self.state = evolve(self.state, _reserved(event, slot))
        return True

    def comes(self, who: Comes, begin: datetime) -> None:
        slot = None if who.slot is None else begin + timedelta(minutes=who.slot)
        needs = ("infant",) if who.needs else ()
        common: dict[str, Any] = {"id": self.ids(), "by": "kiosk-1", "visit": self.ids()}
        if who.services:
            self.do(TakeTicket(**common, services=who.services, needs=needs), slot)
        else:
            tomorrow = self.now + timedelta(days=1)
            wanted = ("tennyu", "kokuho_kanyu", "juminhyo")
            self.do(
                CheckIn(**common, pass_id=self.ids(), pass_expires_at=tomorrow, procedures=wanted),
                slot,
            )

    def at_counter_2(self, what: str) -> None:
        common: dict[str, Any] = {"id": self.ids(), "by": "staff:a", "counter": "2"}
        match what:
            case "call":
                self.do(CallNext(**common))
            case "finish":
                self.do(Finish(**common))
            case "no show":
                self.do(NoShow(**common))
            case "park":
                self.do(Park(**common))
            case "transfer":
                self.do(Transfer(**common, to_service="ido", to_counter="3", keep_place=self.odd()))

    def is_parked(self, here: Lobby, stop: int) -> bool:
        visit, service = here.keys[stop]
        found = None if visit is None else self.state.visits[visit].stop(service)
        return found is not None and found.state is StopState.PARKED

    def odd(self) -> bool:
        return self.state.position % 2 == 1


def _reserved(event: Event, slot: datetime | None) -> Event:
    if slot is None or not isinstance(event, VisitOpened):
        return event
    first, *others = event.stops
    return replace(event, stops=(replace(first, due=slot), *others))


def in_given_times(real: Real, *, missed: float, again: float) -> Lobby:
    """What the runs know, with service times that are exact on both sides."""
    times = ServiceTimes(missed=missed, missed_again=again)
    here = lobby(SITE, real.state, times, real.now, SITE.counters, runs=RUNS)
    minutes = [
        [TICK * (40 + 64 * service + 11 * quantile) for quantile in range(RUNS)]
        for service in range(len(here.services))
    ]
    return replace(
        here,
        minutes=minutes,
        minutes_again=minutes,
        pace=[1.0] * RUNS,
        served=[(c, stop, [TICK * (77 + 5 * c)] * RUNS) for c, stop, _ in here.served],
        # whoever fetches something is brought back by staff, which is not for the policy to say
        later=[(stop, minutes) for stop, minutes in here.later if not real.is_parked(here, stop)],
    )


def play(real: Real, here: Lobby, steps: Sequence[Step]) -> None:
    """Take each step in the real domain."""
    begin, counters = real.now, tuple(SITE.counters)
    for step in steps:
        counter, (visit, service) = counters[step.counter], here.keys[step.stop]
        common: dict[str, Any] = {"id": real.ids(), "by": "staff:a", "counter": counter}
        if step.done:
            # before anything else happens nobody who could be called stands before a free counter
            for other in SITE.counters:
                if other not in real.state.at_counter:
                    assert next_for(SITE, real.state, other, real.now) is None, other
        real.now = begin + timedelta(minutes=step.minute)
        if step.done:
            assert real.do(Finish(**common) if step.came else NoShow(**common))
            continue
        found = next_for(SITE, real.state, counter, real.now)
        assert found is not None
        assert (found.visit.id, found.stop.service) == (visit, service)
        assert real.do(CallNext(**common))


@settings(max_examples=150, deadline=None)
@given(
    comes=st.lists(COMES, max_size=14),
    number=st.integers(0, RUNS - 1),
    missed=st.sampled_from([0.0, 0.1, 0.5]),
    again=st.sampled_from([0.0, 0.5]),
    closed=st.booleans(),
)
def test_each_call_of_a_run_is_the_one_that_the_policy_makes(
    comes: list[Comes], number: int, missed: float, again: float, closed: bool
) -> None:
    real = Real()
    begin = MORNING + timedelta(minutes=sum(who.minute for who in comes))
    for who in comes:
        real.now += timedelta(minutes=who.minute)
        real.comes(who, begin)
        real.at_counter_2(who.then)
    if closed:
        real.do(
            SetService(id=real.ids(), by="staff:b", service="kokuho", status=ServiceStatus.CLOSED)
        )
    here = in_given_times(real, missed=missed, again=again)
    steps = list[Step]()
    outcome = run(here, number, steps)
    waiting = {
        (visit, service)
        for service, queue in real.state.queues.items()
        for _, visit in queue
        if not (closed and service == "kokuho")
    }
    play(real, here, steps)
    # and nobody was left out
    called = {here.keys[step.stop] for step in steps if not step.done}
    assert waiting <= called
    for stop, minute in enumerate(outcome.called[: here.probes]):
        first = [step.minute for step in steps if step.stop == stop and not step.done]
        if first:
            assert minute == first[0]
