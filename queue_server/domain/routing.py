"""From procedures to the stops of a visit, in order."""

from collections.abc import Sequence

from protocol.stop_order import planned_stops
from queue_server.domain.events import StopPlan
from queue_server.domain.site import Site


def plan_stops(site: Site, procedures: Sequence[str]) -> tuple[StopPlan, ...]:
    """One stop per service that the procedures need, what must come first being first.

    `procedures` must all be known (protocol/stop_order.py).
    """
    return tuple(
        StopPlan(stop.service, stop.procedures, stop.after)
        for stop in planned_stops(site.procedures, procedures)
    )
