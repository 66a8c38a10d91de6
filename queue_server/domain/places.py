"""Places in a queue: plain integers that grow in the order in which people came.

Who is given a number by the server stands at the position of that event in the journal. Who was
given one by a kiosk that was cut off came between two such positions, and is put there.
"""

from datetime import UTC, date, datetime, time, timedelta

ROOM = 1 << 38
"""Between two positions: microseconds of three days, so that everybody's time has a place there."""


def place_at(position: int) -> int:
    """The place of whoever comes with the event at a position of the journal."""
    return position * ROOM


def place_after(position: int, day: date, at: datetime) -> int:
    """The place of somebody who came after the event at a position and before the next one.

    `at` orders those between the same two; `day` is the business day. Whatever the time zone, a
    business day lies within the three days around its date in UTC.
    """
    start = datetime.combine(day, time(), UTC) - timedelta(days=1)
    return place_at(position) + min(max(1, (at - start) // timedelta(microseconds=1)), ROOM - 1)


def position_of(place: int) -> int:
    """The position in the journal that a place is at, or follows."""
    return place // ROOM
