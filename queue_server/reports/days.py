"""Which business days the journal holds, and the events of one."""

import threading
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime

from queue_server.domain.business_day import business_date
from queue_server.domain.events import DayOpened, Event, Rated, Recorded
from queue_server.domain.site import Site
from queue_server.journal.journal import History
from queue_server.reports.visits import DayVisits, day_visits


class UnknownDayError(Exception):
    """The journal holds nothing of that day."""


class Days:
    """The days of one journal. Used on any thread; what it has found it does not look for again."""

    def __init__(self, history: History, site: Site) -> None:
        self._history = history
        self._site = site
        self._lock = threading.Lock()
        self._looked_until = 0
        self._opened: list[tuple[date, int]] = []
        """Each day and where it begins, in order."""
        self._recorded: dict[date, tuple[int, int]] = {}
        """The first and last position of what was only recorded, by day."""

    def with_visits(self) -> list[date]:
        """The days on which the lobby was open, newest first."""
        with self._lock:
            self._look()
            return [day for day, _ in reversed(self._opened)]

    def with_entries(self) -> list[date]:
        """The days on which anything happened, newest first."""
        with self._lock:
            self._look()
            return sorted({*(day for day, _ in self._opened), *self._recorded}, reverse=True)

    def visits(self, day: date, now: datetime) -> DayVisits:
        """The visits of a day, as far as they have come by now.

        Raises:
            UnknownDayError: the lobby was not open on that day.
        """
        with self._lock:
            self._look()
            begins = self._begins(day)
            if begins is None:
                raise UnknownDayError(day)
            ends = self._ends(begins)
        over = day < business_date(self._site, now)
        events = list(self._history.between(begins - 1, ends))
        found = day_visits(day, events, over=over)
        while found.unfinished and ends is not None:
            # somebody was at a counter at the end: finished on the next day
            with self._lock:
                later = self._ends(ends + 1)
            events += self._history.between(ends, later)
            ends, found = later, day_visits(day, events, over=over)
        return found

    def events(self, day: date) -> Sequence[Event]:
        """What may be of a day, in order: more than its own, never less.

        Raises:
            UnknownDayError: nothing happened on that day.
        """
        with self._lock:
            self._look()
            begins = self._begins(day)
            ranges = [self._recorded[day]] if day in self._recorded else []
            if begins is not None:
                ranges.append((begins, self._ends(begins) or self._looked_until))
        if not ranges:
            raise UnknownDayError(day)
        first, last = min(first for first, _ in ranges), max(last for _, last in ranges)
        return list(self._history.between(first - 1, last))

    def ratings(self, first: date, last: date) -> list[tuple[date, list[Rated]]]:
        """How it was on each day on which the lobby was open, the first and the last one too."""
        with self._lock:
            self._look()
            wanted = [(day, at) for day, at in self._opened if first <= day <= last]
            until = self._ends(wanted[-1][1]) or self._looked_until if wanted else 0
        found: list[tuple[date, list[Rated]]] = [(day, []) for day, _ in wanted]
        begins = [at for _, at in wanted]
        after = begins[0] if begins else 0
        for position, event in self._history.find((Rated,), after, until):
            if isinstance(event, Rated):
                found[bisect_right(begins, position) - 1][1].append(event)
        return found

    def _look(self) -> None:
        end = self._history.end()
        for position, event in self._history.find((DayOpened, Recorded), self._looked_until, end):
            if isinstance(event, DayOpened):
                self._opened.append((event.day, position))
            else:
                day = business_date(self._site, event.at)
                first, _ = self._recorded.get(day, (position, position))
                self._recorded[day] = first, position
        self._looked_until = end

    def _begins(self, day: date) -> int | None:
        return dict(self._opened).get(day)

    def _ends(self, begins: int) -> int | None:
        """The last position of the day that holds a position; None while it goes on."""
        after = bisect_right(self._opened, begins, key=lambda opened: opened[1])
        return self._opened[after][1] - 1 if after < len(self._opened) else None
