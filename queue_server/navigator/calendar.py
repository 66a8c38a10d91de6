"""On which days the city hall is open, as the site file says. Pure."""

from collections.abc import Callable
from datetime import date

from queue_server.domain.reservations.slots import BookingPlan

SATURDAY = 5


def open_days(plan: BookingPlan) -> Callable[[date], bool]:
    """Whether the whole city hall is open on a date: not on weekends (地方自治法4条の2), national
    holidays, at the year's end, nor when the site file closes all services.
    """

    def is_open(day: date) -> bool:
        # no service has an empty name: only what closes all of them closes it
        return day.weekday() < SATURDAY and plan.closed("", day) is None

    return is_open
