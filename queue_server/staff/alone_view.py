"""What pages show of numbers that kiosks gave while they were cut off. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from pydantic import AwareDatetime

from queue_server.domain.alone.known import Reported
from queue_server.domain.lives import Doubt
from queue_server.domain.state import State, Visit
from queue_server.lobby import Lobby
from queue_server.staff.alone_words import DOUBTS, GIVEN_ALONE, GIVEN_ALONE_SHORT
from queue_server.staff.view import MarkView, Named, View
from queue_server.staff.words import Words

SHOWN = 50
"""So many doubtful numbers of a day: those that nobody has looked at first."""
OLD = timedelta(days=1)
"""So long a number of an earlier day is listed after it was reported."""
SETTLED = frozenset({Doubt.CLOCK_OFF})
"""What the server has set right: a kiosk with a wrong clock must not fill the list of what somebody
has to see to. The clock itself is on the page of devices."""

GIVEN_MARK = MarkView(kind="alone", short=GIVEN_ALONE_SHORT, whole=GIVEN_ALONE)
"""On a visit whose number a kiosk gave while it was cut off: nothing is wrong with it."""


class DoubtfulView(View):
    """A number that somebody should look at."""

    number: str
    kiosk: str
    """Which one gave it; empty where another number of the same pass is in doubt."""
    issued_at: AwareDatetime
    """When it was given, as far as that is known."""
    reported_at: AwareDatetime | None
    services: tuple[Named, ...]
    doubts: tuple[MarkView, ...]
    over: bool
    """Whether nothing is left to do: the visit has ended, or was of an earlier day."""
    to_check: bool
    """Whether somebody should see to it now."""
    counter: Named | None
    """Where it is being served just now."""


class AloneView(View):
    """What kiosks gave today while they were cut off."""

    given: int
    """Numbers that have been reported today."""
    open: int
    """Doubtful ones that somebody should see to now."""
    doubtful: tuple[DoubtfulView, ...]
    """Those first, then others that go on, then those that are over; the latest of each first."""


def doubt_marks(state: State, visit: Visit) -> tuple[MarkView, ...]:
    """What does not fit about a visit, and what to do: with the other numbers of its pass."""
    if not visit.doubts:
        return ()
    return tuple(
        _twice(state, visit) if doubt is Doubt.PASS_TWICE else _mark(doubt)
        for doubt in visit.doubts
    )


def alone_view(lobby: Lobby, state: State, now: datetime) -> AloneView:
    """What kiosks gave alone today, and what does not fit about it. `state` is that of today."""
    reported = {one.visit: one for one in state.alone.reported.values() if one.day == state.day}
    doubtful = [
        _doubtful(lobby, state, visit, reported.get(visit.id))
        for visit in state.visits.values()
        if visit.doubts
    ]
    doubtful += _of_earlier_days(lobby, state, now)
    doubtful.sort(key=lambda one: (one.issued_at, one.number), reverse=True)
    doubtful.sort(key=lambda one: (not one.to_check, one.over))
    return AloneView(
        given=sum(1 for visit in state.visits.values() if visit.alone),
        open=sum(1 for one in doubtful if one.to_check),
        doubtful=tuple(doubtful[:SHOWN]),
    )


def _of_earlier_days(lobby: Lobby, state: State, now: datetime) -> Iterator[DoubtfulView]:
    zone = lobby.site.zone
    for one in state.alone.reported.values():
        if one.day != state.day and now - one.at < OLD:
            yield DoubtfulView(
                number=one.number,
                kiosk=one.kiosk,
                issued_at=one.issued_at.astimezone(zone),
                reported_at=one.at.astimezone(zone),
                services=(),
                doubts=tuple(_mark(doubt) for doubt in one.doubts),
                over=True,
                to_check=False,
                counter=None,
            )


def _doubtful(lobby: Lobby, state: State, visit: Visit, reported: Reported | None) -> DoubtfulView:
    zone = lobby.site.zone
    known = [stop.service for stop in visit.stops if stop.service in lobby.services]
    counter = None if visit.counter is None else lobby.counters[visit.counter]
    return DoubtfulView(
        number=visit.number,
        kiosk="" if reported is None else reported.kiosk,
        issued_at=visit.issued_at.astimezone(zone),
        reported_at=None if reported is None else reported.at.astimezone(zone),
        services=tuple(
            Named(id=name, name=lobby.services[name].name, name_en=lobby.services[name].name_en)
            for name in known
        ),
        doubts=doubt_marks(state, visit),
        over=visit.closed_at is not None,
        to_check=visit.closed_at is None and not SETTLED.issuperset(visit.doubts),
        counter=None
        if counter is None
        else Named(id=counter.id, name=counter.name, name_en=f"Counter {counter.id}"),
    )


@cache
def _mark(doubt: Doubt) -> MarkView:
    words = DOUBTS[doubt]
    return MarkView(kind=doubt.value, short=words.short, whole=words.whole)


def _twice(state: State, visit: Visit) -> MarkView:
    """With the other numbers: whoever has the person before them must find those."""
    mark = _mark(Doubt.PASS_TWICE)
    others = [_other(state, twin) for twin in visit.twins if twin in state.visits]
    if not others:
        return mark
    ja = "、".join(one.ja for one in others)
    en = ", ".join(one.en for one in others)
    whole = Words(
        ja=f"{mark.whole.ja}もう一つの番号：{ja}", en=f"{mark.whole.en} The other number: {en}"
    )
    return MarkView(kind=mark.kind, short=mark.short, whole=whole)


def _other(state: State, visit: UUID) -> Words:
    other = state.visits[visit]
    if other.closed_at is None:
        return Words(ja=other.number, en=other.number)
    return Words(ja=f"{other.number}（終わっています）", en=f"{other.number} (over)")
