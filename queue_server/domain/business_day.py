"""When a business day begins: with the first thing that happens after the site's hour for it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from protocol import business_day
from queue_server.domain.events import DayOpened
from queue_server.domain.evolve import evolve
from queue_server.domain.replacing import replace
from queue_server.domain.site import Site
from queue_server.domain.state import State


def business_date(site: Site, now: datetime) -> date:
    """The business day of a moment at a site."""
    return business_day.business_date(now, site.zone, site.day_begins)


def day_begins(site: Site, day: date) -> datetime:
    """When a business day begins."""
    return datetime.combine(day, site.day_begins, site.zone)


def day_ends(site: Site, day: date) -> datetime:
    """When a business day is over: when the next one begins."""
    return day_begins(site, day + timedelta(days=1))


def day_opened(
    site: Site, state: State, now: datetime, *, cause: UUID, by: str
) -> DayOpened | None:
    """What opens the day, where a later one than the state's has begun by the site's own clock."""
    today = business_date(site, now)
    # a clock that jumps back must not reset the numbers of a day that goes on
    if state.day is not None and today <= state.day:
        return None
    return DayOpened(at=now, cause=cause, by=by, day=today)


def as_of(site: Site, state: State, now: datetime) -> State:
    """The state as somebody sees it who looks now: yesterday's waiting does not show.

    The position stays, because nothing has happened yet.
    """
    opened = day_opened(site, state, now, cause=UUID(int=0), by="")
    return state if opened is None else replace(evolve(state, opened), position=state.position)
