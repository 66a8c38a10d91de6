"""Where two rules meet: what follows when days, counters and services change under a visit."""

from dataclasses import replace

from queue_server.devices.call_pads import waiting
from queue_server.domain.commands import (
    AssignCounter,
    SetCounter,
    Transfer,
)
from queue_server.domain.lives import CounterStatus
from queue_server.domain.policy import next_for
from queue_server.domain.site import Counter, Site
from tests.sites import small_site
from tests.unit.queue_server.test_domain import Lobby
from tests.unit.queue_server.test_operations import about, take


def two_for_moving() -> Site:
    site = small_site()
    return replace(site, counters={**site.counters, "4": Counter("4", ("ido",))})


def handed_to_counter_4() -> Lobby:
    lobby = Lobby(two_for_moving())
    take(lobby, "ido")
    lobby.called("2")
    lobby.at(Transfer, "2", to_service="ido", to_counter="4")
    assert next_for(lobby.site, lobby.state, "2", lobby.clock()) is None
    return lobby


def test_who_was_handed_to_a_counter_that_serves_something_else_now_is_called_by_others() -> None:
    lobby = handed_to_counter_4()
    about(lobby, AssignCounter, counter="4", services=("kokuho",))
    assert waiting(lobby.site, lobby.state, "2") == 1
    assert lobby.called("2") == "B101"


def test_who_was_handed_to_a_counter_that_closed_is_called_by_others() -> None:
    lobby = handed_to_counter_4()
    for status, calls in (
        (CounterStatus.OPEN, False),
        (CounterStatus.PAUSED, False),
        (CounterStatus.CLOSED, True),
    ):
        about(lobby, SetCounter, counter="4", status=status)
        found = next_for(lobby.site, lobby.state, "2", lobby.clock())
        assert (found is not None) == calls


def test_who_was_handed_to_a_counter_that_the_site_has_no_more_is_called_by_others() -> None:
    lobby = handed_to_counter_4()
    lobby.site = small_site()
    assert lobby.called("2") == "B101"
