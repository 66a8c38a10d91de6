"""What the small displays of call pads show: made from the state, and kept true."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from protocol.pad_messages import PadDisplay
from protocol.topics import Topics
from queue_server.devices.call_pads import pads_of, waiting
from queue_server.domain.business_day import as_of
from queue_server.domain.lives import StopState
from queue_server.domain.state import State
from queue_server.lobby import Lobby

REPEAT_SECONDS = 5.0
"""A display is repeated this often, so that a pad which hears nothing knows it is cut off."""
GATHER_SECONDS = (0.02, 0.5)
"""A change goes out at once. Those that follow it faster than this share a display: at least and,
in a rush that goes on, at most.
"""


def pad_display(lobby: Lobby, state: State, pad: str, counter: str, now: datetime) -> PadDisplay:
    """What a pad's small display shows, as it is now."""
    state = as_of(lobby.site, state, now)
    visit_id = state.at_counter.get(counter)
    visit = None if visit_id is None else state.visits[visit_id]
    return PadDisplay(
        pad=pad,
        counter=counter,
        counter_name=lobby.counters[counter].name,
        status=state.counter_status(counter).value,
        number=None if visit is None else visit.number,
        visit=visit_id,
        calls=0
        if visit is None
        else next(stop.calls for stop in visit.stops if stop.state is StopState.CALLED),
        waiting=waiting(lobby.site, state, counter),
        sequence=state.position,
        at=now.astimezone(lobby.site.zone),
    )


class PadDisplays:
    """Publishes what the pads show: at once after a change, and again while nothing changes."""

    def __init__(
        self,
        lobby: Lobby,
        topics: Topics,
        *,
        state: Callable[[], State],
        now: Callable[[], datetime],
        publish: Callable[[str, bytes], None],
    ) -> None:
        """`publish` sends retained messages."""
        self._lobby = lobby
        self._counters = pads_of(lobby)
        self._topics = topics
        self._state = state
        self._now = now
        self._publish = publish
        self._changed = threading.Event()
        self._again = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pad-displays", daemon=True)

    def start(self) -> None:
        """Begin to publish; nothing to do in a lobby without pads."""
        if self._counters:
            self._thread.start()

    def changed(self) -> None:
        """Say that a display may be different now. Called on any thread."""
        self._changed.set()

    def connected(self) -> None:
        """Say that the broker is there again, and may have forgotten all. Called on any thread."""
        self._again.set()
        self._changed.set()

    def close(self) -> None:
        """End."""
        self._closing.set()
        self._changed.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        shown: dict[str, PadDisplay] = {}
        shortest, longest = GATHER_SECONDS
        gather = shortest
        while not self._closing.is_set():
            self._changed.clear()
            if self._again.is_set():
                self._again.clear()
                shown.clear()
            state, now = self._state(), self._now()
            for pad, counter in self._counters.items():
                new = pad_display(self._lobby, state, pad, counter, now)
                old = shown.get(pad)
                if old is not None and not _is_news(old, new):
                    continue
                shown[pad] = new
                self._publish(self._topics.pad_display(pad), new.to_json())
            self._closing.wait(gather)
            gather = min(2 * gather, longest) if self._changed.is_set() else shortest
            oldest = min(display.at for display in shown.values())
            age = (self._now() - oldest).total_seconds()
            # a clock that jumps must not make it silent
            self._changed.wait(min(max(REPEAT_SECONDS - age, 0), REPEAT_SECONDS))


def _is_news(old: PadDisplay, new: PadDisplay) -> bool:
    """Whether a pad should hear of it: something is different, or the old one is old."""
    as_if = old.model_copy(update={"sequence": new.sequence, "at": new.at})
    # without its sign, because a clock may jump back
    return as_if != new or abs(new.at - old.at) >= timedelta(seconds=REPEAT_SECONDS)
