"""Questions to a Star printer and its answers, over a wire. One owner at a time."""

import threading
import time
from collections.abc import Callable
from typing import Final

from printer_drivers.star_prnt.answers import (
    Answer,
    AnswerReader,
    AutomaticStatus,
    Identity,
    Noise,
)
from printer_drivers.star_prnt.frames import AskIdentity, RealTimeStatus
from printer_drivers.wires.wire import Connect, Wire

ANSWER_SECONDS: Final = 1.5
"""How long an answer in real time may take. The manual says at once; networks add to it."""
ROUNDS_MAX: Final = 20
"""Pieces that are read for one answer: a printer that talks without end must not hold us."""
PATIENCE: Final = 2
"""So many times `ANSWER_SECONDS` it may talk about other things: nor must one that talks slowly."""


class NoAnswerError(Exception):
    """The connection is there, and the printer says nothing to a question, or nonsense."""


class Transport:
    """A wire that is opened when needed. Hold `lock` for a question, or for a whole job.

    All calls raise WireLostError where there is no connection.
    """

    def __init__(
        self,
        connect: Connect,
        answer_seconds: float = ANSWER_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._wire: Wire | None = None
        self._reader = AnswerReader()
        self.answer_seconds = answer_seconds
        self.lock = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as is known."""
        return self._wire is not None

    def send(self, data: bytes) -> None:
        """Hand all bytes over.

        Raises:
            WireStuckError: the printer did not take them in time.
        """
        self._open().send(data)

    def receive(self, seconds: float) -> tuple[Answer, ...]:
        """What the printer says within some time, as soon as it says anything."""
        return self._reader.feed(self._open().receive(seconds))

    def ask_status(self) -> tuple[AutomaticStatus, tuple[Answer, ...]]:
        """The state now, and everything that was said on the way, in order.

        Raises:
            NoAnswerError: nothing came that could be the state, or nonsense before it.
            WireStuckError: the printer takes nothing.
        """
        heard = list(self.receive(0))
        self.send(RealTimeStatus().encode())
        answers = self._until(AutomaticStatus)
        # with no stray byte between the question and the answer, that is the answer
        if any(isinstance(answer, Noise) for answer in answers):
            raise NoAnswerError("the answer to ESC ACK SOH makes no sense")
        found = [answer for answer in answers if isinstance(answer, AutomaticStatus)]
        return found[-1], (*heard, *answers)

    def ask_identity(self) -> Identity:
        """What the printer calls itself, with its version.

        It is answered in its turn, so ask while nothing is printed.

        Raises:
            NoAnswerError: it does not tell.
            WireStuckError: the printer takes nothing.
        """
        self.receive(0)
        self.send(AskIdentity().encode())
        answers = self._until(Identity)
        return next(answer for answer in answers if isinstance(answer, Identity))

    def hang_up(self) -> None:
        """End the connection; the next call opens another. Half an answer is forgotten."""
        self._reader = AnswerReader()
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _until(self, kind: type[AutomaticStatus] | type[Identity]) -> tuple[Answer, ...]:
        heard = list[Answer]()
        ends = self._clock() + PATIENCE * self.answer_seconds
        for _ in range(ROUNDS_MAX):
            if self._clock() >= ends:
                break
            data = self._open().receive(self.answer_seconds)
            if not data:
                break
            heard += self._reader.feed(data)
            if any(isinstance(answer, kind) for answer in heard):
                return tuple(heard)
        raise NoAnswerError(f"no answer of the kind {kind.__name__}")

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = self._connect()
        return self._wire
