"""How long people will wait. Predicted apart from the views, because a crowd takes a while."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from queue_server.domain.state import State, Visit
from queue_server.staff.view import CounterView, View

Minutes = tuple[int, int]
"""From and to, from now on: most waits end between them."""


class Forecaster(Protocol):
    """Knows how long people will wait. Asked on any thread."""

    def services(self, state: State, now: datetime) -> Mapping[str, Minutes]:
        """For somebody who would come now, by service."""

    def visits(self, state: State, now: datetime) -> Mapping[UUID, Mapping[str, Minutes]]:
        """For everybody here, by visit and the services in which they have still to be called."""

    def suggested(self, state: State, visit: Visit, now: datetime) -> str | None:
        """The service where a visit should go next, to be out of the building soonest."""


class OutlookView(View):
    """The waits that are predicted for whoever a console shows."""

    newcomers: dict[str, Minutes]
    """For somebody who would come now, by service of this counter; none that nobody serves."""
    visits: dict[UUID, dict[str, Minutes]]
    """By visit and service. Whom no open counter will call is not in it."""
    suggested: str | None
    """The service where whoever is being served should go next, to be out soonest."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """All waits of a lobby, as predicted at one moment."""

    position: int
    """Of the state that it was made of."""
    services: Mapping[str, Minutes]
    visits: Mapping[UUID, Mapping[str, Minutes]]
    suggested: Mapping[UUID, str]
    """Where those who are at counters should go next."""

    def of(self, view: CounterView) -> OutlookView:
        """What the console with this view shows of it."""
        services = [queue.service.id for queue in view.queues]
        return OutlookView(
            newcomers={name: self.services[name] for name in services if name in self.services},
            visits={
                visit: dict(self.visits[visit]) for visit in _shown(view) if visit in self.visits
            },
            suggested=None if view.serving is None else self.suggested.get(view.serving.visit),
        )


def predict(forecaster: Forecaster, state: State, now: datetime) -> Outlook:
    """The waits of everybody. It takes some milliseconds, and in a crowd some hundred."""
    served = [state.visits[visit] for visit in state.at_counter.values()]
    ways = {visit.id: forecaster.suggested(state, visit, now) for visit in served}
    return Outlook(
        position=state.position,
        services=forecaster.services(state, now),
        visits=forecaster.visits(state, now),
        suggested={visit: service for visit, service in ways.items() if service is not None},
    )


Predict = Callable[[], Outlook]
"""Predicts from the state as it is."""


def _shown(view: CounterView) -> Iterable[UUID]:
    if view.serving is not None:
        yield view.serving.visit
    if view.next is not None:
        yield view.next.visit
    for queue in view.queues:
        for row in queue.waiting:
            yield row.visit
