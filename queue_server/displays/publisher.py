"""Keeps the retained boards and waits true: after a change, and again while nothing changes."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

from protocol.messages import Waits
from protocol.topics import Topics
from queue_server.displays.board import board
from queue_server.displays.waits import is_news, waits
from queue_server.domain.state import State
from queue_server.lobby import Lobby

REPEAT_SECONDS = 5.0
"""A board is repeated this often, so that a display which hears nothing knows it is cut off."""
GATHER_SECONDS = (0.01, 0.1)
"""A change goes out at once. Those that follow it faster than this share a board: at least and, in
a rush that goes on, at most. Nobody reads ten boards a second.
"""
WAITS_SECONDS = 5.0
"""Between two messages of waits, unless a service opens or closes."""


class BoardPublisher:
    """Publishes the board of every display of a site, and its waits for kiosks, on a thread of
    its own."""

    def __init__(
        self,
        lobby: Lobby,
        topics: Topics,
        *,
        state: Callable[[], State],
        now: Callable[[], datetime],
        waits: Callable[[State, datetime], Mapping[str, tuple[int, int]]],
        publish: Callable[[str, bytes], None],
    ) -> None:
        """`publish` sends retained messages; `waits` knows the minutes that a newcomer waits."""
        self._lobby = lobby
        self._topics = topics
        self._state = state
        self._now = now
        self._waits = waits
        self._publish = publish
        self._changed = threading.Event()
        self._again = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="board-publisher", daemon=True)

    def start(self) -> None:
        """Begin to publish."""
        self._thread.start()

    def changed(self) -> None:
        """Say that a board may be different now. Called on any thread."""
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
        shortest, longest = GATHER_SECONDS
        gather = shortest
        said: Waits | None = None
        while not self._closing.is_set():
            self._changed.clear()
            state, now = self._state(), self._now()
            minutes = self._waits(state, now)
            for display in self._lobby.file.site.displays:
                shown = board(self._lobby, state, display, now, minutes)
                self._publish(self._topics.display(display), shown.to_json())
            if self._again.is_set():
                self._again.clear()
                said = None
            new = waits(self._lobby, state, now, minutes)
            if is_news(said, new, WAITS_SECONDS):
                said = new
                self._publish(self._topics.waits, new.to_json())
            self._closing.wait(gather)
            gather = min(2 * gather, longest) if self._changed.is_set() else shortest
            self._changed.wait(REPEAT_SECONDS)
