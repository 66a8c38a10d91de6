"""Lobby days, made up from a seed and lived through the real rules.

The figures (arrivals by hour, visits a day, mix, service times, lunch) are those of published
counts of city halls; where none is published, an assumption stands beside the number.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush
from itertools import count
from random import Random
from uuid import UUID

from queue_server.domain.commands import (
    CallMissed,
    CallNext,
    CheckIn,
    Command,
    Finish,
    NoShow,
    SetCounter,
    TakeTicket,
)
from queue_server.domain.decide import decide
from queue_server.domain.events import Event, StopCalled, StopMissed, VisitOpened
from queue_server.domain.evolve import evolve
from queue_server.domain.lives import CounterStatus, StopState
from queue_server.domain.refusals import Refusal
from queue_server.domain.site import Counter, Site
from queue_server.domain.state import State

ARRIVALS = {8: 4.0, 9: 13.2, 10: 16.3, 11: 12.8, 12: 8.5, 13: 12.0, 14: 12.3, 15: 10.2, 16: 7.6,
            17: 2.8}  # fmt: skip
"""Share of a day's visits by hour (大船渡市). The 0.4 % after 18h come to a closed door."""
OPENS = 8.5
"""Doors and counters open at 8:30; those of the eighth hour come after that."""
CLOSES = 17.25
"""No tickets after 17:15; who has one is served."""

SIGMA = {"shomei": 0.5, "ido": 0.5}
OTHER_SIGMA = 0.6
"""Spread of log minutes, assumed: certificates and moving vary less than the rest."""
PACE = 0.1
"""How far one member of staff's pace on one day is from the mean (log), assumed."""

LATE = 6.0
"""Minutes by which lunch begins and ends early or late (standard deviation), assumed."""

NEEDS = 0.06
"""Share of those without a pass who come with a wheelchair, an infant …; assumed."""
NO_SHOW = 0.03
"""Share of calls that nobody answers; assumed, as are the next two."""
GIVING_UP = 2.0
"""Minutes until a counter gives up on a number that does not come."""
COMES_BACK = 0.5
"""Share of those who did not come, but ask at the counter 5 to 15 minutes later."""

OTHER_SERVICES = {"koseki": 6, "card": 12, "kokuho": 12, "nenkin": 10, "kodomo": 8, "zei": 9,
                  "kouki": 6, "kaigo": 6, "shogai": 5, "kankyo": 4, "kenko": 4, "suido": 3,
                  "jutaku": 2, "kyoiku": 1}  # fmt: skip
"""What those come for who neither want a certificate nor move: relative shares, assumed."""

MOVES: Mapping[str, tuple[float, Sequence[tuple[float, tuple[str, ...]]]]] = {
    "tennyu": (
        0.45,
        (
            (0.35, ("kokuho_kanyu",)),
            (0.25, ("jidou_teate_shinki", "kodomo_iryo")),
            (0.40, ("mynumber_keizoku",)),
            (0.10, ("gakkou",)),
            (0.06, ("kaigo_tennyu", "kouki_tennyu")),
            (0.15, ("inkan_toroku",)),
        ),
    ),
    "tenkyo": (
        0.25,
        (
            (0.30, ("kokuho_henko",)),
            (0.20, ("jidou_teate_henko",)),
            (0.40, ("mynumber_kisai",)),
            (0.08, ("gakkou",)),
        ),
    ),
    "tenshutsu": (
        0.30,
        (
            (0.30, ("kokuho_dattai",)),
            (0.20, ("jidou_teate_shometsu",)),
            (0.08, ("gakkou_out",)),
            (0.05, ("kouki_tenshutsu",)),
        ),
    ),
}
"""Moving: the share of each kind, and with which chance it brings which other procedures."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of day."""

    name: str
    visits: int
    mix: tuple[float, float, float] = (60, 15, 25)
    """Relative shares of certificates, moving and other."""
    lunch: tuple[float, float, float] = (11.5, 12.5, 13.5)
    """Lunch in two turns: from the first hour to the second, and from there to the third."""
    arrivals: tuple[tuple[int, float], ...] = ()
    """Hours at which more or fewer come than in `ARRIVALS`."""
    crews: int = 1
    """How many members of staff stand where the site file has one counter."""
    more_crews: tuple[tuple[str, int], ...] = ()
    """Counters with another number of them."""


NORMAL = Kind("normal day", 300)
MONDAY = Kind("Monday", 340)
MARCH = Kind(
    "busy March", 650, mix=(60, 45, 25), crews=2, more_crews=(("3", 4), ("4", 4), ("5", 4))
)
"""Three times as many move, and the city has called in staff from other floors."""
LUNCH = Kind("lunch dip", 300, lunch=(11, 12.5, 14), arrivals=((12, 12.8),))


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: the event, the state before and after it, and who was at work."""

    before: State
    event: Event
    after: State
    staffed: frozenset[str]


def with_crews(site: Site, kind: Kind) -> Site:
    """The site with as many counters as it opens on such a day."""
    counters = [
        Counter(counter.id if crew == 0 else f"{counter.id}-{crew + 1}", counter.services)
        for counter in site.counters.values()
        for crew in range(dict(kind.more_crews).get(counter.id, kind.crews))
    ]
    return replace(site, counters={counter.id: counter for counter in counters})


def lunch_turns(site: Site) -> dict[str, int]:
    """Which counters are away in which turn (0 or 1): no service is ever left alone. Where nobody
    else serves, a colleague stands in, and the counter stays open.
    """
    turns: dict[str, int] = {}
    for counter in site.counters.values():
        fewest_first = sorted((0, 1), key=lambda turn: list(turns.values()).count(turn))
        for turn in fewest_first:
            if all(
                any(c != counter.id and turns.get(c) != turn for c in site.counters_for(service))
                for service in counter.services
            ):
                turns[counter.id] = turn
                break
    return turns


def roster(
    site: Site, kind: Kind, day: datetime, late: Sequence[float] = (0, 0, 0)
) -> list[tuple[datetime, frozenset[str]]]:
    """From when on which counters are staffed; `day` is its midnight, `late` the minutes by which
    each change at lunch is late.
    """
    turns, everyone = lunch_turns(site), frozenset(site.counters)
    away = [frozenset(c for c, turn in turns.items() if turn == which) for which in (0, 1)]
    first, second, end = (
        hour + minutes / 60 for hour, minutes in zip(kind.lunch, late, strict=True)
    )
    return [
        (day + timedelta(hours=OPENS), everyone),
        (day + timedelta(hours=first), everyone - away[0]),
        (day + timedelta(hours=second), everyone - away[1]),
        (day + timedelta(hours=end), everyone),
    ]


Planner = Callable[[State, VisitOpened], VisitOpened]
"""Changes the stops of a visit as it begins, before anybody sees them."""


def play(
    site: Site, kind: Kind, day: datetime, random: Random, planner: Planner | None = None
) -> Iterator[Moment]:
    """Live through a day, from the first ticket until the last visit is served. With the same seed
    the same people come and need the same time at each counter, whatever a `planner` does.
    """
    yield from _Day(site, kind, day, random, planner).live()


class _Day:
    def __init__(
        self, site: Site, kind: Kind, day: datetime, random: Random, planner: Planner | None
    ) -> None:
        self.site, self.kind, self.random, self.planner = site, kind, random, planner
        self.seed = random.getrandbits(64)
        self.state, self.now = State(), day
        self.ids = (UUID(int=number) for number in count(1))
        self.staffed: frozenset[str] = frozenset()
        self.pace = {counter: math.exp(random.gauss(0, PACE)) for counter in site.counters}
        self.gone: set[UUID] = set()
        """Who left the building without a word."""
        self.back: dict[UUID, str] = {}
        """Who did not come when called, and stands there now: the service they missed."""
        late = [random.gauss(0, LATE) for _ in kind.lunch]
        order = count()
        self.ahead: list[tuple[datetime, int, object]] = [
            (at, next(order), there) for at, there in roster(site, kind, day, late)
        ]
        self.ahead += [(at, next(order), self._ticket()) for at in self._arrivals(day)]
        heapify(self.ahead)
        self.order = order

    def _arrivals(self, day: datetime) -> list[datetime]:
        hours = ARRIVALS | dict(self.kind.arrivals)
        # days differ: a Poisson count around the kind's, as independent people make it
        visits = round(self.random.gauss(self.kind.visits, math.sqrt(self.kind.visits)))
        chosen = self.random.choices(list(hours), weights=list(hours.values()), k=visits)
        return [
            day + timedelta(hours=self.random.uniform(max(hour, OPENS), min(hour + 1, CLOSES)))
            for hour in chosen
        ]

    def _ticket(self) -> Command:
        visit, kiosk = next(self.ids), f"kiosk-{self.random.randint(1, 8)}"
        what = self.random.choices(("certificate", "moving", "other"), weights=self.kind.mix)[0]
        if what == "moving":
            return CheckIn(
                id=next(self.ids),
                by=kiosk,
                visit=visit,
                pass_id=visit,
                pass_expires_at=self.now + timedelta(days=1),
                procedures=self._moving(),
            )
        services = ["shomei"]
        if what == "other":
            names, weights = list(OTHER_SERVICES), list(OTHER_SERVICES.values())
            # one in ten has two things to do
            services = self.random.choices(
                names, weights=weights, k=1 + (self.random.random() < 0.1)
            )
        needs = ("wheelchair",) if self.random.random() < NEEDS else ()
        return TakeTicket(
            id=next(self.ids), by=kiosk, visit=visit, services=tuple(services), needs=needs
        )

    def _moving(self) -> tuple[str, ...]:
        kind = self.random.choices(list(MOVES), weights=[share for share, _ in MOVES.values()])[0]
        return (
            kind,
            *(
                procedure
                for chance, procedures in MOVES[kind][1]
                if self.random.random() < chance
                for procedure in procedures
            ),
        )

    def live(self) -> Iterator[Moment]:
        while self.ahead:
            self.now, _, what = heappop(self.ahead)
            match what:
                case frozenset():
                    yield from self._staff(what)
                case (UUID() as visit, str(service)):
                    self.back[visit] = service
                case Command():
                    yield from self._give(what)
                case None:
                    # somebody who did not come is offered again from now on
                    pass
                case _:
                    raise TypeError(f"not of this day: {what!r}")
            yield from self._call()

    def _staff(self, there: frozenset[str]) -> Iterator[Moment]:
        """Counters open, and others go to lunch; who is being served is finished first."""
        for counter in sorted(there ^ self.staffed):
            status = CounterStatus.OPEN if counter in there else CounterStatus.PAUSED
            yield from self._give(
                SetCounter(id=next(self.ids), by="staff:a", counter=counter, status=status)
            )
        self.staffed = there

    def _call(self) -> Iterator[Moment]:
        """Every counter that is free and staffed calls; who came back is called first."""
        free = sorted(self.staffed - set(self.state.at_counter))
        # of two that are free, whoever happens to look up first
        self.random.shuffle(free)
        for counter in free:
            here = self.site.counters[counter].services
            missed = next(
                (
                    visit
                    for visit, service in self.back.items()
                    if service in here and visit in self._missed(service)
                ),
                None,
            )
            if missed is not None:
                del self.back[missed]
                yield from self._give(
                    CallMissed(id=next(self.ids), by="staff:a", counter=counter, visit=missed)
                )
            else:
                yield from self._give(CallNext(id=next(self.ids), by="staff:a", counter=counter))

    def _missed(self, service: str) -> set[UUID]:
        return {
            visit
            for _, visit in self.state.missed.get(service, ())
            if self.state.visits[visit].counter is None
        }

    def _give(self, command: Command) -> Iterator[Moment]:
        decision = decide(self.site, self.state, command, self.now)
        if decision is Refusal.NOBODY_WAITING:
            return
        if isinstance(decision, Refusal):
            raise ValueError(f"{command!r} was refused: {decision}")  # noqa: TRY004  # no wrong type
        for decided in decision:
            event = decided
            if self.planner is not None and isinstance(event, VisitOpened):
                event = self.planner(self.state, event)
            before, self.state = self.state, evolve(self.state, event)
            if isinstance(event, StopCalled):
                self._comes(event)
            if isinstance(event, StopMissed):
                self._later(self.site.policy.no_show_after, None)
            yield Moment(before, event, self.state, self.staffed)

    def _comes(self, event: StopCalled) -> None:
        """Decide whether somebody comes who was called, and for how long they stay."""
        visit, by = self.state.visits[event.visit], "staff:a"
        stop = visit.stop(event.service)
        assert stop is not None
        first = stop.calls == 1
        random = Random(f"{self.seed} {event.visit} {event.service} {stop.calls}")
        if event.visit in self.gone or (first and random.random() < NO_SHOW):
            if event.visit not in self.gone and random.random() < COMES_BACK:
                later = timedelta(minutes=GIVING_UP + random.uniform(5, 15))
                self._later(later, (event.visit, event.service))
            else:
                self.gone.add(event.visit)
            gives_up = NoShow(id=next(self.ids), by=by, counter=event.counter)
            self._later(timedelta(minutes=GIVING_UP), gives_up)
            return
        sigma = SIGMA.get(event.service, OTHER_SIGMA)
        mean = self.site.services[event.service].mean_minutes
        minutes = self.pace[event.counter] * random.lognormvariate(
            math.log(mean) - sigma**2 / 2, sigma
        )
        finish = Finish(id=next(self.ids), by=by, counter=event.counter)
        self._later(timedelta(minutes=minutes), finish)

    def _later(self, after: timedelta, what: object) -> None:
        heappush(self.ahead, (self.now + after, next(self.order), what))


def missed(state: State) -> set[UUID]:
    """The visits that have a stop to which they did not come."""
    return {
        visit.id
        for visit in state.visits.values()
        if any(stop.state is StopState.MISSED for stop in visit.stops)
    }
