"""How many wait for each service and how long, as kiosks show it before anybody chooses. Pure."""

from collections.abc import Mapping
from datetime import datetime

from protocol.messages import ServiceWaits, Waits
from queue_server.displays.board import newcomer_waits
from queue_server.domain.business_day import as_of
from queue_server.domain.lives import ServiceStatus
from queue_server.domain.state import State
from queue_server.lobby import Lobby


def waits(
    lobby: Lobby,
    state: State,
    now: datetime,
    minutes: Mapping[str, tuple[int, int]] | None = None,
) -> Waits:
    """The waits as they are now; `minutes` as for `board`, so that both say the same."""
    state = as_of(lobby.site, state, now)
    services = list[ServiceWaits]()
    for service in lobby.services:
        status = state.service_status(service)
        services.append(
            ServiceWaits(
                service=service,
                status=status.value,
                waiting=len(state.waiting(service)),
                # nobody is called where it is closed
                wait_minutes=None
                if status is ServiceStatus.CLOSED
                else newcomer_waits(lobby, state, service, (minutes or {}).get(service)),
            )
        )
    return Waits(site=lobby.id, at=now.astimezone(lobby.site.zone), services=tuple(services))


def is_news(old: Waits | None, new: Waits, seconds: float) -> bool:
    """Whether kiosks should hear of it: a service opened or closed, or the old one is so old.

    People come and go all the time: what changes with each of them can wait a moment, so that a
    kiosk draws its screen anew a few times a minute and not with every ticket.
    """
    if old is None or abs((new.at - old.at).total_seconds()) >= seconds:
        # without its sign, because a clock may jump back
        return True
    return [entry.status for entry in old.services] != [entry.status for entry in new.services]
