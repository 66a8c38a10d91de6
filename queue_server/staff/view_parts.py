"""The pieces that views are made of: names, moments, a visit, a stop."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypedDict
from uuid import UUID

from queue_server.domain.assignments import as_assigned
from queue_server.domain.lives import Note
from queue_server.domain.policy import only_at, reserved_due
from queue_server.domain.state import State, Stop, Visit
from queue_server.lobby import Lobby
from queue_server.staff.alone_view import GIVEN_MARK, doubt_marks
from queue_server.staff.view import MarkView, Named, RowView, StopView
from queue_server.staff.words import Words, language_words, need_words


class VisitFields(TypedDict):
    """What all views of a visit have."""

    visit: UUID
    number: str
    issued_at: datetime
    language: str
    language_words: Words
    needs: tuple[Words, ...]
    notes: tuple[Note, ...]
    alone: MarkView | None
    doubts: tuple[MarkView, ...]
    at: Named | None


class Parts:
    """Makes pieces of views of one state, in the site's own time zone."""

    def __init__(self, lobby: Lobby, state: State) -> None:
        self.lobby = lobby
        self.state = state
        self.site = as_assigned(lobby.site, state)
        self.zone = lobby.site.zone

    def visit(self, visit: Visit) -> VisitFields:
        """What every view of a visit shows."""
        return VisitFields(
            visit=visit.id,
            number=visit.number,
            issued_at=self.when(visit.issued_at),
            language=visit.language,
            language_words=language_words(visit.language),
            needs=tuple(need_words(need) for need in visit.needs),
            notes=visit.notes,
            alone=GIVEN_MARK if visit.alone else None,
            doubts=doubt_marks(self.state, visit),
            at=None if visit.counter is None else self.counter(visit.counter),
        )

    def row(self, visit: Visit, stop: Stop) -> RowView:
        """A visit in the queue of one of its stops."""
        target = timedelta(minutes=self.site.services[stop.service].target_minutes)
        due = reserved_due(self.site, stop.due, stop.since)
        begins = stop.since if due is None else max(stop.since, due)
        only = only_at(self.site, self.state, stop)
        return RowView(
            **self.visit(visit),
            slot=self.maybe(stop.due),
            waits_since=self.when(stop.since),
            late_at=self.when(begins + target),
            only=None if only is None else self.counter(only),
        )

    def stop(self, stop: Stop) -> StopView:
        """One stop of a visit."""
        return StopView(
            service=self.service(stop.service),
            state=stop.state,
            counters=tuple(self.counter(name) for name in self.site.counters_for(stop.service)),
            slot=self.maybe(stop.due),
            outcome=stop.outcome,
        )

    def service(self, service: str) -> Named:
        """A service by its names."""
        entry = self.lobby.services[service]
        return _named(service, entry.name, entry.name_en)

    def counter(self, counter: str) -> Named:
        """A counter by its names."""
        return _named(counter, self.lobby.counters[counter].name, f"Counter {counter}")

    def when(self, moment: datetime) -> datetime:
        """A moment by the site's clock."""
        return moment.astimezone(self.zone)

    def maybe(self, moment: datetime | None) -> datetime | None:
        """The same, where there is one."""
        return None if moment is None else self.when(moment)


# a view names the same few things again and again
@lru_cache(maxsize=1024)
def _named(id_: str, name: str, name_en: str) -> Named:
    return Named(id=id_, name=name, name_en=name_en)
