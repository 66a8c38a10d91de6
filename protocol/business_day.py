"""Which business day a moment is of: one rule for server and kiosks. Pure."""

from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

BEGINS: Final = time(4)
"""Where a site's file says nothing: nobody is in a lobby then."""


def business_date(now: datetime, zone: tzinfo, begins: time) -> date:
    """The business day of a moment: until `begins` it is still yesterday's.

    By the clock on the wall, so that nights that daylight saving makes longer or shorter do not
    matter.
    """
    local = now.astimezone(zone)
    return local.date() - timedelta(days=1 if local.time() < begins else 0)
