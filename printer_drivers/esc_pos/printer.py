"""What an ESC/POS printer means: its state, and whether a paper came out."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Literal

import structlog

from printer_drivers.composing import Job
from printer_drivers.documents import Document
from printer_drivers.esc_pos.frames import (
    ClearBuffers,
    CutPaper,
    Initialize,
    ReportSensor,
    RequestExecution,
    RequestProcessId,
    Sensor,
)
from printer_drivers.esc_pos.pieces import UNDER_WAY, pieces_of
from printer_drivers.esc_pos.states import Answers, status_of, status_told
from printer_drivers.esc_pos.transport import (
    ANSWER_SECONDS,
    EPSON,
    SII,
    EscPosTransport,
    NoAnswerError,
)
from printer_drivers.status import Confirmation, PrinterState, PrinterStatus, PrintResult
from printer_drivers.wire_printer import WirePrinter
from printer_drivers.wires.wire import Connect, WireLostError, WireStuckError

_log = structlog.get_logger()

PRINT_WAITS: Final = 30
"""Waits of `ANSWER_SECONDS` for a job to be on paper: 45 s, a full raster job at 19,200 baud."""
ASK_AGAIN_SECONDS: Final = 30.0
"""How long a stopped printer may take to answer `GS a` before it is asked again. It may have been
switched off and on, and then it knows of no question; asking often would fill its memory."""

StatusBy = Literal["dle_eot", "asb", "sii_asb"]
"""How the state is read, `sii_asb` in SII's own bytes. Never two on one connection: their bytes
would be told apart, but a printer that tells by itself may hold back the other answers (Epson,
`GS a`)."""


def new_process_id() -> bytes:
    """Four characters that no other job is likely to have: an answer may be years late."""
    return bytes(secrets.choice(range(0x21, 0x7F)) for _ in range(4))


class EscPosPrinter(WirePrinter):
    """An ESC/POS printer behind a wire, which is opened when needed and again when lost.

    `compose` makes the bytes of a document. `confirm` is the word that the printer can give for a
    job; with `status` a job counts as printed when all was handed over and the state is good.
    """

    def __init__(
        self,
        connect: Connect,
        compose: Callable[[Document], Job],
        *,
        status_by: StatusBy = "dle_eot",
        confirm: Confirmation = "sensor",
        answer_seconds: float = ANSWER_SECONDS,
        process_id: Callable[[], bytes] = new_process_id,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        dialect = SII if status_by == "sii_asb" else EPSON
        self._transport = EscPosTransport(connect, answer_seconds, dialect, clock)
        super().__init__(self._transport, compose)
        self._status_by = status_by
        self._confirm: Confirmation = confirm
        self._new_process_id = process_id
        self._clock = clock
        self._asked_at: float | None = None
        self._asked = 0
        """Questions behind pieces of the job."""
        self._told_before = 0
        self._numbers: tuple[int, ...] = ()
        """What `DC2 q` was asked with since the job began."""

    def expect_leftovers(self) -> None:
        """Have the next connection clear the memory, and the next job cut off what hangs out."""
        super().expect_leftovers()
        with self._transport.lock:
            self._transport.clears_first = True

    def _send_job(self, job: Job) -> PrintResult:
        before = self._status()
        if not before.can_print:
            return PrintResult(printed=False, status=before)
        self._transport.forget_answers()
        self._asked = 0
        self._numbers = ()
        self._told_before = self._transport.times_told
        # what hangs there is not the beginning of this ticket
        cut_off = CutPaper().encode() if self._hangs else b""
        self._hangs = True
        try:
            trouble = self._hand_over(cut_off + self._told_about(job.data))
            cleared = trouble is not None and self._forget_job()
        except WireLostError as error:
            # not again on a new connection: half a ticket may be on the paper already
            self._transport.hang_up()
            trouble = self._unheard(PrinterState.DISCONNECTED, str(error))
            self._transport.clears_first = True
            cleared = False
        except BaseException:
            # Ctrl-C: nobody waits any more for what is not on paper yet
            self._give_up()
            raise
        # whoever puts a roll in takes the rest of the old one out
        pulled_out = cleared and trouble is not None and trouble.state is PrinterState.PAPER_OUT
        self._hangs = trouble is not None and not pulled_out
        if trouble is not None:
            return PrintResult(printed=False, status=trouble, started=True, paper_mm=job.paper_mm)
        after = self._status()
        printed = self._asked > 0 or after.can_print
        return PrintResult(
            printed=printed,
            status=after,
            started=True,
            paper_mm=job.paper_mm,
            confirmed_by=self._confirm if printed else None,
        )

    def _hand_over(self, data: bytes) -> PrinterStatus | None:
        """Send a job, and wait until it is done; the state if something goes wrong."""
        under_way = deque[Callable[[], bool]]()
        pieces = pieces_of(data)
        for place, piece in enumerate(pieces):
            while len(under_way) >= UNDER_WAY:
                trouble = self._wait_until(under_way.popleft())
                if trouble is not None:
                    return trouble
            question, is_answered = self._question()
            trouble = self._send(piece + question)
            if trouble is None and not question and place + 1 < len(pieces):
                # it has no word for a piece that is done: then at least its state
                found = self._found_on_the_way()
                trouble = None if found.can_print else found
            if trouble is not None:
                return trouble
            if question:
                under_way.append(is_answered)
        for is_done in under_way:
            trouble = self._wait_until(is_done)
            if trouble is not None:
                return trouble
        return None

    def _question(self) -> tuple[bytes, Callable[[], bool]]:
        """What is asked behind a piece of a job, and what tells that it was answered."""
        transport = self._transport
        if self._confirm != "status" or self._status_by != "dle_eot":
            self._asked += 1
        turn = self._asked
        match self._confirm:
            case "process_id":
                name = self._new_process_id()
                return RequestProcessId(name).encode(), lambda: name in transport.printed_ids
            case "sensor":
                # more answers than were asked for are none
                return (
                    ReportSensor().encode(),
                    lambda: turn <= transport.sensor_answers <= self._asked,
                )
            case "executed":
                # one after the other, from where no job is likely to have ended
                last = self._numbers[-1] if self._numbers else self._new_process_id()[-1]
                self._numbers = numbers = (*self._numbers, (last + 1) & 0x0F)
                return (
                    RequestExecution(numbers[-1]).encode(),
                    lambda: (
                        transport.executed[:turn] == numbers
                        and len(transport.executed) <= self._asked
                    ),
                )
            case _ if self._status_by != "dle_eot":
                # done in its turn, as GS r is; the job itself begins with another one, and a change
                # on the way looks like an answer, too: that is why this is the weakest word
                times = self._told_before + turn
                return transport.tell, lambda: transport.times_told > times
            case _:
                return b"", lambda: True

    def _told_about(self, data: bytes) -> bytes:
        """A job whose `ESC @` does not end what the printer tells by itself."""
        start = Initialize().encode()
        if self._status_by == "dle_eot" or not data.startswith(start):
            return data
        return start + self._transport.tell + data[len(start) :]

    def _send(self, data: bytes) -> PrinterStatus | None:
        """Hand a job over; the state if the printer does not take it."""
        try:
            self._transport.send(data)
        except WireStuckError as error:
            found = self._found_on_the_way()
            return self._unheard(PrinterState.UNKNOWN, str(error)) if found.can_print else found
        return None

    def _wait_until(self, is_answered: Callable[[], bool]) -> PrinterStatus | None:
        """None once it is; the state if something goes wrong or patience ends."""
        if is_answered():
            return None  # together with the piece before: nothing more would come
        for _ in range(PRINT_WAITS):
            heard = self._transport.listen()
            if is_answered():
                return None
            if heard and self._status_by == "dle_eot":
                continue  # half an answer: a printer ignores questions while it tells one
            found = self._found_on_the_way()
            if not found.can_print:
                return None if is_answered() else found
        # it says that all is well, yet not that the job is done
        return self._unheard(PrinterState.UNKNOWN, "the job was not confirmed")

    def _found_on_the_way(self) -> PrinterStatus:
        """The state in the middle of a job; what the printer tells by itself is not asked for."""
        if self._status_by == "dle_eot":
            return self._ask_status()
        told = self._transport.told
        if told is None:
            return self._unheard(PrinterState.UNKNOWN, "it has not told its state")
        return self._heard(status_told(told))

    def _forget_job(self) -> bool:
        """Half a ticket must not come out later, in front of somebody else. True if it heard."""
        heard = False
        try:
            if self._transport.is_open:
                self._transport.send(ClearBuffers().encode())
                # nothing may be sent, or cut off, before the printer has said that it is done
                heard = self._transport.listen()
        except (WireLostError, WireStuckError):
            _log.warning("print_job_not_cleared")
        # a printer that did not hear it, or hung, may remember the job when it is back
        self._transport.clears_first = True
        told = self._transport.told
        if told is None or status_told(told).can_print:
            self._transport.hang_up()
        # else it told what is wrong: on a new connection it may say nothing until that is mended
        return heard

    def _give_up(self) -> None:
        """Nobody will be there to cut half a ticket off before the next one."""
        if self._forget_job():
            try:
                self._transport.send(CutPaper().encode())
            except (WireLostError, WireStuckError):
                _log.warning("print_job_not_cleared")

    def _ask_for_status(self) -> PrinterStatus:
        return self._ask_status() if self._status_by == "dle_eot" else self._hear_status()

    def _ask_status(self) -> PrinterStatus:
        """The state by `DLE EOT`; unknown where an answer is missing. Raises WireLostError."""
        try:
            answers = Answers(*(self._transport.ask_in_real_time(sensor) for sensor in Sensor))
        except (NoAnswerError, WireStuckError) as error:
            return self._unheard(PrinterState.UNKNOWN, str(error))
        return self._heard(status_of(answers))

    def _hear_status(self) -> PrinterStatus:
        """The state by ASB; unknown where a printer that should answer says nothing.

        A printer that is stopped does no commands, and says nothing until it goes on; what it told
        last is kept. Good news is never kept. Raises WireLostError.
        """
        transport = self._transport
        if not transport.is_open:
            self._asked_at = None
        try:
            transport.listen(0)
            stopped = transport.told is not None and not status_told(transport.told).can_print
            if not stopped or self._may_ask_again():
                self._asked_at = self._clock()
                told = transport.ask_to_tell()
                self._asked_at = None
                return self._heard(status_told(told))
        except (NoAnswerError, WireStuckError) as error:
            if transport.told is None or status_told(transport.told).can_print:
                return self._unheard(PrinterState.UNKNOWN, str(error))
        if transport.told is None or transport.junk:
            return self._unheard(PrinterState.UNKNOWN, "what it says makes no sense")
        return self._heard(status_told(transport.told))

    def _may_ask_again(self) -> bool:
        return self._asked_at is None or self._clock() - self._asked_at >= ASK_AGAIN_SECONDS
