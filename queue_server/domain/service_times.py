"""How long a stop takes here: learned from the stops that this site finished, by service and hour.

Times at counters are close to lognormal: never below zero, with a long tail. Few observations say
little, so what is learned starts at the mean in the site file and moves away from it as stops are
finished; an hour of the day starts at its service in the same way.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import NormalDist

from immutables import Map

from queue_server.domain.events import DayOpened, Event, StopFinished, StopMissed, StopResumed
from queue_server.domain.lives import StopState
from queue_server.domain.replacing import replace
from queue_server.domain.reservations.book import ReservationState
from queue_server.domain.site import Service, Site
from queue_server.domain.state import State

SPREAD = 0.55
"""Standard deviation of log minutes, until the site's own times say better."""
SITE_FILE_WEIGHT = 10.0
"""As many finished stops as the mean in the site file counts for."""
SERVICE_WEIGHT = 60.0
"""As many finished stops of an hour as the service's own times count for."""
MEMORY = 2000.0
"""About so many of the last stops of a service count: what changed last year is forgotten."""
SHORTEST, LONGEST = 0.25, 240.0
"""Minutes. A stop ended by a slip of the finger, or left open over lunch, counts as one of these.
"""

_ENDS = frozenset({ReservationState.BOOKED, ReservationState.CAME})
_NORMAL = NormalDist()
_ROOT_2 = math.sqrt(2)


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A distribution of minutes, by mean and standard deviation of their logarithm."""

    mu: float
    sigma: float

    @property
    def mean(self) -> float:
        """Mean in minutes."""
        return math.exp(self.mu + self.sigma**2 / 2)

    def quantile(self, share: float) -> float:
        """The minutes within which that share (0 to 1) of the stops are over."""
        return math.exp(self.mu + self.sigma * _NORMAL.inv_cdf(share))

    def remaining(self, elapsed: float, share: float) -> float:
        """Minutes that are still to come after `elapsed` ones: the quantile `share` (0 to 1) of
        what is left, given that it was not over by then.
        """
        if elapsed <= 0:
            return self.quantile(share)
        # by what is left of the tail: 1 - F(elapsed) would be nothing but rounding far out
        tail = 0.5 * math.erfc((math.log(elapsed) - self.mu) / self.sigma / _ROOT_2)
        left = tail * (1 - share)
        if left < 1e-300:
            # longer than any stop by far, such as one that nobody finished: over any moment now
            return 0.0
        return max(0.0, math.exp(self.mu - self.sigma * _NORMAL.inv_cdf(left)) - elapsed)


@dataclass(frozen=True, slots=True)
class Sums:
    """Count, sum and sum of squares of log minutes."""

    count: float = 0.0
    logs: float = 0.0
    squares: float = 0.0

    def plus(self, log: float) -> "Sums":
        """With one more, and the oldest fading once there are enough."""
        keep = min(1.0, (MEMORY - 1) / self.count) if self.count else 1.0
        return Sums(self.count * keep + 1, self.logs * keep + log, self.squares * keep + log * log)

    def within(self) -> float:
        """Sum of squared distances from their mean."""
        return max(0.0, self.squares - self.logs**2 / self.count) if self.count else 0.0


@dataclass(frozen=True, slots=True)
class ServiceTimes:
    """What is known of a site's service times. Grows by `learn` and `learn_missed` only."""

    by_service: Map[str, Sums] = field(default_factory=Map)
    by_hour: Map[tuple[str, int], Sums] = field(default_factory=Map)
    calls: float = 0.0
    """How many first calls ended, of all services together; no more than `MEMORY`."""
    missed: float = 0.0
    """The share of them to which nobody came (0 to 1)."""
    calls_again: float = 2.0
    """The same of calls to somebody who had not come before, begun as if of two …"""
    missed_again: float = 0.5
    """… one had not come."""
    missed_minutes: float = 2.0
    """How long a counter waited for those who did not come, on average."""
    waited: float = 0.0
    """How often one did; no more than `MEMORY`."""
    parked_minutes: float = 15.0
    """How long it takes to fetch something, on average."""
    parked: float = 1.0
    """How often somebody did; no more than `MEMORY`."""
    booked: float = 10.0
    """How many had reserved; no more than `MEMORY`. Begun as if of ten …"""
    kept: float = 0.9
    """… nine had come: their share (0 to 1)."""

    def of(self, service: Service, hour: int) -> Lognormal:
        """How long a stop takes in a service at an hour of the day (0 to 23, the site's clock)."""
        sums = self.by_service.get(service.id, Sums())
        start = math.log(service.mean_minutes) - SPREAD**2 / 2
        weight = SITE_FILE_WEIGHT + sums.count
        mu = (SITE_FILE_WEIGHT * start + sums.logs) / weight
        variance = (SITE_FILE_WEIGHT * SPREAD**2 + sums.within()) / weight
        then = self.by_hour.get((service.id, hour), Sums())
        mu = (SERVICE_WEIGHT * mu + then.logs) / (SERVICE_WEIGHT + then.count)
        return Lognormal(mu, math.sqrt(variance))

    def minutes(
        self, service: Service, hour: int, shares: Sequence[float], *, again: bool = False
    ) -> list[float]:
        """How long a call keeps a counter: the quantiles at these shares (0 to 1), the short calls
        to which nobody comes being the lowest. `again`: whether they did not come before.
        """
        law = self.of(service, hour)
        missed = self.missed_again if again else self.missed
        return [
            self.missed_minutes
            if share <= missed
            else law.quantile((share - missed) / (1 - missed))
            for share in shares
        ]


def learn(
    times: ServiceTimes, service: str, minutes: float, hour: int, *, again: bool = False
) -> ServiceTimes:
    """With one more finished stop: its minutes from call to finish, the hour it was called, and
    whether it was after a call to which they did not come.
    """
    log = math.log(min(LONGEST, max(SHORTEST, minutes)))
    return replace(
        _came(times, 0, again=again),
        by_service=times.by_service.set(service, times.by_service.get(service, Sums()).plus(log)),
        by_hour=times.by_hour.set(
            (service, hour), times.by_hour.get((service, hour), Sums()).plus(log)
        ),
    )


def learn_missed(times: ServiceTimes, minutes: float, *, again: bool = False) -> ServiceTimes:
    """With one more call to which nobody came, and the minutes that the counter waited for it."""
    minutes = min(LONGEST, max(SHORTEST, minutes))
    waited, mean = _mean(times.waited, times.missed_minutes, minutes)
    return replace(_came(times, 1, again=again), waited=waited, missed_minutes=mean)


def learn_parked(times: ServiceTimes, minutes: float) -> ServiceTimes:
    """With one more who came back, and the minutes that it took."""
    parked, mean = _mean(times.parked, times.parked_minutes, min(LONGEST, max(0.0, minutes)))
    return replace(times, parked=parked, parked_minutes=mean)


def learn_kept(times: ServiceTimes, kept: bool) -> ServiceTimes:
    """With one more reservation that somebody came for, or did not."""
    booked, share = _mean(times.booked, times.kept, float(kept))
    return replace(times, booked=booked, kept=share)


def _came(times: ServiceTimes, missed: float, *, again: bool) -> ServiceTimes:
    if again:
        calls, share = _mean(times.calls_again, times.missed_again, missed)
        return replace(times, calls_again=calls, missed_again=share)
    calls, share = _mean(times.calls, times.missed, missed)
    return replace(times, calls=calls, missed=share)


def _mean(count: float, mean: float, value: float) -> tuple[float, float]:
    """Count and mean with one more; the oldest fade once there are `MEMORY`."""
    return min(MEMORY, count + 1), mean + (value - mean) / (count + 1)


def observe(site: Site, times: ServiceTimes, state: State, event: Event) -> ServiceTimes:
    """What an event teaches; `state` is the one before it. Folding this over a journal gives the
    times that were known when it ended.
    """
    if isinstance(event, DayOpened) and state.day is not None:
        # the day before is over: who did not come for their slot will not
        for reservation in state.book.reservations.values():
            if reservation.day == state.day and reservation.state in _ENDS:
                times = learn_kept(times, reservation.state is ReservationState.CAME)
        return times
    if not isinstance(event, StopFinished | StopMissed | StopResumed):
        return times
    stop = state.visits[event.visit].stop(event.service)
    if stop is None:
        return times
    if isinstance(event, StopResumed):
        if stop.state is not StopState.PARKED or stop.finished_at is None:
            return times
        return learn_parked(times, (event.at - stop.finished_at) / timedelta(minutes=1))
    if stop.called_at is None:
        return times
    minutes, again = (event.at - stop.called_at) / timedelta(minutes=1), stop.misses > 0
    if isinstance(event, StopMissed):
        return learn_missed(times, minutes, again=again)
    hour = stop.called_at.astimezone(site.zone).hour
    return learn(times, event.service, minutes, hour, again=again)
