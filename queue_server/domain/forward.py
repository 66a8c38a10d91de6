"""The calling policy run forward: a lobby as it stands, played until everybody is called.

It is the order of `next_for` in policy.py, from the same moments and head starts, with all that
happens by itself: who does not come is offered again, other counters open, and others come (who
matter to those here by their needs, and because a counter may serve one of them when a later stop
of somebody becomes ready). Draws are not random: every stop has its own fixed order of the same
evenly spread quantiles, so a result is a pure function of what goes in, and moves little when
little happens.
"""

import math
from bisect import insort
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from queue_server.domain.in_numbers import AGAIN, Coming, Lobby, Place, order
from queue_server.domain.places import place_at

_CHANGE, _READY, _ARRIVAL, _BOOKED = -1, -2, -3, -4
"""What happens besides a counter's being done: others are open, a stop is ready, somebody comes,
somebody comes who has reserved.
"""
_MINUTE = 60_000_000
_NONE: list[int] = []


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: in how many minutes each stop is called (again), by stop. Infinity is never; nan is
    never because they did not come when it was their turn at another.
    """

    called: list[float]


@dataclass(frozen=True, slots=True)
class Step:
    """A counter calls a stop, or is done with it."""

    minute: float
    counter: int
    stop: int
    done: bool
    came: bool = True


def run(here: Lobby, number: int, steps: list[Step] | None = None) -> Outcome:
    """Play one run from now until all are called whom an open counter serves. `steps`, where one
    is given, is filled with what the counters do (to see whether they do it as they should).
    """
    return _Run(here, number, steps).play()


class _Run:
    """One run. Lists are copied where it writes to them: those who come are put behind."""

    def __init__(self, here: Lobby, number: int, steps: list[Step] | None) -> None:
        self.here, self.number, self.steps = here, number, steps
        self.course = here.course[number] if here.course else -1
        self.visit, self.service = here.visit.copy(), here.service.copy()
        self.needs, self.unlocks, self.mates = (
            here.needs.copy(),
            here.unlocks.copy(),
            here.mates.copy(),
        )
        self.place, self.only = here.place.copy(), here.only.copy()
        self.seeds, self.misses = here.seeds.copy(), here.misses.copy()
        self.queues = [queue.copy() for queue in here.queues]
        self.known = len(here.visit)
        self.called = [math.inf] * self.known
        self.away = bytearray(here.visit[-1] + 1 if here.visit else 0)
        self.waits = here.waits[max(0, self.course)]
        self.missing = set[int]()
        self.resting = set[int]()
        self.arrivals = 0
        """Which of those of its course is the next to come."""
        # (minute, counter or what happens, stop or which)
        self.ahead: list[tuple[float, int, int]] = []

    def _begin(self) -> int:
        """Put on the list what is known to happen. Returns how many stops have to be called."""
        here, number = self.here, self.number
        self.ahead += [(left[number], counter, stop) for counter, stop, left in here.served]
        if self.course >= 0:
            for index, (at, _) in enumerate(here.courses[self.course]):
                self.ahead.append((at, _CHANGE, index))
        for stop, minutes in here.later:
            if not self.needs[stop]:
                self.ahead.append((minutes[number], _READY, stop))
        for index, booking in enumerate(here.booked):
            # some do not come; which of them differs from run to run
            if (order(index + 2, here.runs)[number] + 0.5) / here.runs < here.kept:
                self.ahead.append((booking.minute, _BOOKED, index))
        heapify(self.ahead)
        for _, stop, _ in here.served:
            self.away[self.visit[stop]] = 1
        if self.course >= 0:
            self._next_arrival()
        return sum(self.waits)

    def play(self) -> Outcome:
        """See `run`."""
        here, called, ahead, opened = self.here, self.called, self.ahead, self.here.open
        away, visit, resting = self.away, self.visit, self.resting
        left, known, probes, pace = self._begin(), self.known, here.probes, here.pace[self.number]
        waits, steps = self.waits, self.steps
        # of counters that stand idle nobody knows who calls first: it differs from run to run
        turned = self.number % 2 == 1
        busy = {counter for counter, _, _ in here.served}
        minute, asked = 0.0, sorted(opened - busy, reverse=turned)
        while True:
            for counter in asked:
                # it may be asked about two stops, and is busy with the first
                if counter in busy:
                    continue
                while (stop := self._next(counter)) >= 0:
                    if stop < known:
                        if called[stop] == math.inf:
                            called[stop] = minute
                            left -= waits[stop]
                        if stop >= probes:
                            # it takes no time: the next one, please
                            continue
                    resting.discard(counter)
                    busy.add(counter)
                    away[visit[stop]] = 1
                    heappush(ahead, (minute + self._takes(stop) * pace, counter, stop))
                    if steps is not None:
                        steps.append(Step(minute, counter, stop, done=False))
                    break
                else:
                    resting.add(counter)
            if not ahead or left <= 0:
                return Outcome(called)
            minute, counter, stop = heappop(ahead)
            if counter >= 0:
                busy.discard(counter)
                asked = [counter] if counter in opened else []
                if steps is not None:
                    came = stop not in self.missing
                    steps.append(Step(minute, counter, stop, done=True, came=came))
                left -= self._done(stop, minute)
                if resting:
                    # whoever stood by may now have somebody to call
                    asked += self._standing_by(stop, *self.mates[stop])
            elif counter == _READY:
                asked = self._standing_by(*self._ready(minute, stop))
            elif counter == _ARRIVAL:
                asked = self._standing_by(*self._arrives(stop))
            elif counter == _BOOKED:
                asked = self._standing_by(*self._comes(here.booked[stop]))
            else:
                opened = here.courses[self.course][stop][1]
                asked = sorted(opened - busy, reverse=turned)
                resting.clear()

    def _next(self, counter: int) -> int:
        """Whom a counter calls, as `next_for` would; -1 for nobody. They leave the queue."""
        queues, away, visit, only = self.queues, self.away, self.visit, self.only
        rank = self.here.rank
        best: Place | None = None
        since, at = 0, -1
        for name, earlier in self.here.serves[counter]:
            for entry in queues[name]:
                stop = entry[2]
                if away[visit[stop]] or (only[stop] >= 0 and only[stop] != counter):
                    continue
                then = entry[0] - earlier
                if (
                    best is None
                    or then < since
                    or (then == since and (entry[1], rank[name]) < (best[1], rank[at]))
                ):
                    best, since, at = entry, then, name
                break
        if best is None:
            return -1
        queues[at].remove(best)
        return best[2]

    def _standing_by(self, *stops: int) -> list[int]:
        """The counters without anybody to call that may now call one of these."""
        resting, servers = self.resting, self.here.servers
        return [
            counter
            for stop in stops
            if not self.needs[stop]
            for counter in servers[self.service[stop]]
            if counter in resting
        ]

    def _done(self, stop: int, minute: float) -> int:
        """A counter is done. Returns how many stops will never be called therefore."""
        self.away[self.visit[stop]] = 0
        if stop in self.missing:
            return self._missed(stop, minute)
        for unlocked in self.unlocks[stop]:
            self.needs[unlocked] -= 1
            if not self.needs[unlocked]:
                self._unlocked(unlocked, minute)
        return 0

    def _ready(self, minute: float, stop: int) -> list[int]:
        """A stop is ready, and all others that are so in the same moment: a slot begins for
        several, of whom the policy chooses.
        """
        ready = [stop]
        while self.ahead and self.ahead[0][:2] == (minute, _READY):
            ready.append(heappop(self.ahead)[2])
        for one in ready:
            insort(self.queues[self.service[one]], self.place[one])
        return ready

    def _takes(self, stop: int) -> float:
        """Minutes of a call at the learned pace; noted if nobody comes."""
        here, misses, seed = self.here, self.misses[stop], self.seeds[stop]
        quantile = order(seed + AGAIN * misses, here.runs)[self.number]
        if quantile < (here.absent_again if misses else here.absent):
            self.missing.add(stop)
        return (here.minutes_again if misses else here.minutes)[self.service[stop]][quantile]

    def _missed(self, stop: int, minute: float) -> int:
        """Nobody came. Returns how many stops will never be called therefore."""
        self.missing.discard(stop)
        self.misses[stop] += 1
        if self.misses[stop] <= self.here.offered_times:
            heappush(self.ahead, (minute + self.here.offered_after, _READY, stop))
            return 0
        return self._never(stop)

    def _never(self, stop: int) -> int:
        count = 0
        for blocked in self.unlocks[stop]:
            if blocked < self.known and self.called[blocked] == math.inf:
                self.called[blocked] = math.nan
                count += self.waits[blocked] + self._never(blocked)
        return count

    def _unlocked(self, stop: int, minute: float) -> None:
        if stop in self.here.dead:
            return
        for waits, minutes in self.here.later:
            if waits == stop:
                heappush(self.ahead, (max(minute, minutes[self.number]), _READY, stop))
                return
        insort(self.queues[self.service[stop]], self.place[stop])

    def _next_arrival(self) -> None:
        coming = self.here.newcomers[self.course]
        if self.arrivals < len(coming):
            heappush(self.ahead, (coming[self.arrivals].minute, _ARRIVAL, self.arrivals))
            self.arrivals += 1

    def _arrives(self, index: int) -> list[int]:
        """Somebody comes, or two, or nobody, as busy as today is. Returns their stops."""
        here, made = self.here, list[int]()
        who, busier = here.newcomers[self.course][index], here.busier[self.course]
        shift = (self.number + 0.5) / here.runs
        number = who.number
        for _ in range(
            math.floor((number + 1) * busier + shift) - math.floor(number * busier + shift)
        ):
            made += self._comes(who)
        self._next_arrival()
        return made

    def _comes(self, who: Coming) -> range:
        stops, minute = who.stops, who.minute
        here, start, end = self.here, len(self.visit), len(self.visit) + len(stops)
        names, made = [name for name, _ in stops], range(start, end)
        arrival = place_at(here.position + 2 + start - self.known)
        since = round(minute * _MINUTE) - (here.head_start if who.needs else 0)
        number = self.visit[-1] + 1 if self.visit else 0
        self.away.append(0)
        self.visit += [number] * len(stops)
        self.only += [-1] * len(stops)
        self.misses += [0] * len(stops)
        for at, (name, after) in enumerate(stops, start):
            service, before = here.number[name], 0
            place = (since - (here.reserved_head_start if name == who.reserved else 0), arrival, at)
            self.service.append(service)
            self.seeds.append(who.number * 31 + at)
            self.place.append(place)
            if len(stops) == 1:
                self.unlocks.append(_NONE)
                self.mates.append(_NONE)
            else:
                before = sum(other in names for other in after)
                self.unlocks.append([i for i, (_, a) in enumerate(stops, start) if name in a])
                self.mates.append([i for i in made if i != at])
            self.needs.append(before)
            if not before:
                insort(self.queues[service], place)
        return made
