"""Questions to an ESC/POS printer and its answers, on one wire that is opened when needed."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from printer_drivers.esc_pos.answers import (
    Answer,
    AnswerSorter,
    AutomaticStatus,
    Information,
    ProcessIdAnswer,
    RealTimeAnswer,
    SensorAnswer,
    Sorter,
)
from printer_drivers.esc_pos.frames import (
    ClearBuffers,
    Initialize,
    RealTimeStatus,
    TellAutomatically,
    WhoAreYou,
)
from printer_drivers.esc_pos.sii_answers import (
    Executed,
    Initialized,
    SiiAnswer,
    SiiAnswerSorter,
    SiiStatus,
    StatusByte,
)
from printer_drivers.shape import Frame
from printer_drivers.wires.wire import Connect, Wire

ANSWER_SECONDS: Final = 1.5
"""How long a real-time answer may take. The manual says at once; networks add to it."""
PIECES_MAX: Final = 64
"""Pieces of what a device says that are looked at for one answer: one that babbles ends, too."""
PATIENCE: Final = 2
"""So many times the seconds of an answer it may say other things: a slow babbler ends, too."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The form in which a maker's printers answer."""

    sorter: Callable[[], Sorter[Answer] | Sorter[SiiAnswer]]
    tell: TellAutomatically
    """Asks for the state at every change."""


EPSON: Final = Dialect(AnswerSorter, TellAutomatically())
"""Nearly all makers'."""
SII: Final = Dialect(SiiAnswerSorter, TellAutomatically(0xFF))


class NoAnswerError(Exception):
    """The connection is there, and the printer says nothing that answers the question."""


class EscPosTransport:
    """One connection at a time. Hold `lock` while using it: answers do not say whose they are.

    Everything but `hang_up` raises WireLostError where the connection cannot be had or ended, and
    what sends raises WireStuckError where the printer takes nothing.
    """

    def __init__(
        self,
        connect: Connect,
        answer_seconds: float = ANSWER_SECONDS,
        dialect: Dialect = EPSON,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._clock = clock
        self._dialect = dialect
        self.tell = dialect.tell.encode()
        """The question that `ask_to_tell` asks."""
        self._answer_seconds = answer_seconds
        self._wire: Wire | None = None
        self._sorter = dialect.sorter()
        self.lock = threading.Lock()
        self.clears_first = False
        """Whether the next connection begins with clearing what is left of a job."""
        self.told: AutomaticStatus | SiiStatus | None = None
        """The state that the printer told by itself last, on this connection (ASB)."""
        self.times_told = 0
        self.printed_ids: set[bytes] = set()
        """The process ids that were answered since `forget_answers`."""
        self._sensor_answers = 0
        self._executed: list[int] = []
        self._junk_before = 0
        self._real_time: list[RealTimeAnswer] = []
        self._information: list[Information] = []
        self._sii: list[StatusByte | Initialized] = []

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as known."""
        return self._wire is not None

    @property
    def junk(self) -> int:
        """Bytes on this connection that no ESC/POS printer says."""
        return self._sorter.junk

    @property
    def sensor_answers(self) -> int:
        """How often `GS r` was answered since `forget_answers`.

        Half of all bytes look like its answer, so none counts among bytes that are no answers.
        """
        return self._sensor_answers if self.junk == self._junk_before else 0

    @property
    def executed(self) -> tuple[int, ...]:
        """The numbers that `DC2 q` was answered with since `forget_answers`, in their order.

        An answer is one byte, so none counts among bytes that are no answers.
        """
        return tuple(self._executed) if self.junk == self._junk_before else ()

    def open(self) -> Wire:
        """The connection; a new one where there is none."""
        if self._wire is None:
            self._wire = self._connect()
            self._sorter = self._dialect.sorter()
            self.told = None
            self.forget_answers()
            if self.clears_first:
                # half a ticket must not come out when paper is back, before anything is asked
                self._wire.send(ClearBuffers().encode())
                self.listen()
                self.clears_first = False
        return self._wire

    def hang_up(self) -> None:
        """End the connection. What is still on its way is not heard any more."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None
            self.told = None

    def send(self, data: bytes) -> None:
        """Hand bytes over."""
        self.open().send(data)

    def listen(self, seconds: float | None = None) -> bool:
        """Note what arrives within some time (an answer's, if not said); whether anything did."""
        received = self.open().receive(self._answer_seconds if seconds is None else seconds)
        for answer in self._sorter.feed(received):
            self._note(answer)
        return bool(received)

    def forget_answers(self) -> None:
        """Before a job: what was answered to earlier ones does not count."""
        self.printed_ids.clear()
        self._sensor_answers = 0
        self._executed.clear()
        self._sii.clear()
        self._junk_before = self.junk

    def ask_in_real_time(self, number: int) -> int:
        """The bits that answer `DLE EOT n`.

        Raises:
            NoAnswerError: none came, or more than one, or bytes that are no printer's.
        """
        question = f"DLE EOT {number}"
        self.listen(0)
        self._real_time.clear()
        junk = self.junk
        self._ask(RealTimeStatus(number), self._real_time, question)
        if len(self._real_time) > 1 or self.junk != junk:
            raise NoAnswerError(f"the answer to {question} makes no sense")
        return self._real_time[0].bits

    def ask_to_tell(self) -> AutomaticStatus | SiiStatus:
        """The state that answers `GS a`, in its turn.

        Raises:
            NoAnswerError: none came, or bytes that are no printer's.
        """
        self.listen(0)
        junk, times = self.junk, self.times_told
        self.send(self.tell)
        for _ in self._pieces():
            if self.told is not None and self.times_told != times:
                if self.junk != junk:
                    raise NoAnswerError("the answer to GS a makes no sense")
                return self.told
        raise NoAnswerError("no answer to GS a")

    def ask_who(self, what: int) -> str:
        """The word that answers `GS I n`.

        Raises:
            NoAnswerError: none came.
        """
        self.listen(0)
        self._information.clear()
        self._ask(WhoAreYou(what), self._information, f"GS I {what}")
        return self._information[0].text.decode("ascii", "replace")

    def ask_whether_sii(self) -> None:
        """`DLE EOT 1`, and then `ESC @`, answered as only SII's printers do. Prints nothing.

        Raises:
            NoAnswerError: it is no printer of SII's, or says nothing.
        """
        self.listen(0)
        questions: tuple[tuple[Frame, type[Frame], str], ...] = (
            (RealTimeStatus(1), StatusByte, "DLE EOT 1"),
            (Initialize(), Initialized, "ESC @"),
        )
        for question, kind, name in questions:
            self._sii.clear()
            self._ask(question, self._sii, name)
            if self.junk or not all(isinstance(answer, kind) for answer in self._sii):
                raise NoAnswerError(f"the answer to {name} is not SII's")

    def _ask(self, question: Frame, answers: Sequence[Frame], name: str) -> None:
        self.send(question.encode())
        for _ in self._pieces():
            if answers:
                return
        raise NoAnswerError(f"no answer to {name}")

    def _pieces(self) -> Iterator[None]:
        """Hears one piece after the other of what the device says, until it is quiet, or has said
        enough."""
        ends = self._clock() + PATIENCE * self._answer_seconds
        for _ in range(PIECES_MAX):
            if self._clock() >= ends or not self.listen():
                return
            yield

    def _note(self, answer: Answer | SiiAnswer) -> None:
        match answer:
            case RealTimeAnswer():
                self._real_time.append(answer)
            case AutomaticStatus() | SiiStatus():
                self.told = answer
                self.times_told += 1
            case SensorAnswer():
                self._sensor_answers += 1
            case ProcessIdAnswer(process_id):
                self.printed_ids.add(process_id)
            case Executed(bits):
                self._executed.append(bits & 0x0F)
            case StatusByte() | Initialized():
                self._sii.append(answer)
            case Information():
                self._information.append(answer)
            case _:
                pass
