"""What a Star printer means: its state by the automatic status, and whether a paper came out."""

import time
from collections.abc import Callable, Iterable
from typing import Final, Literal

import structlog

from printer_drivers.composing import Job
from printer_drivers.documents import Document
from printer_drivers.star_prnt.answers import Answer, AutomaticStatus, PrintEnd
from printer_drivers.star_prnt.frames import (
    ClearPrintEnds,
    CutPaper,
    EndDocument,
    ResetNow,
    StartDocument,
    TellPrintEnd,
)
from printer_drivers.star_prnt.transport import ANSWER_SECONDS, NoAnswerError, Transport
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from printer_drivers.wire_printer import WirePrinter
from printer_drivers.wires.wire import Connect, WireLostError, WireStuckError

_log = structlog.get_logger()

ConfirmedBy = Literal["etb", "status"]
"""What can confirm a job here: the print end counter, or a good state and no more."""

PRINT_WAITS: Final = 30
"""Waits of `ANSWER_SECONDS` for a job to be on paper: 45 s, a full raster job at 19,200 baud."""
TURN_WAITS: Final = 4
"""The same for a printer that has nothing to print."""
JOBS: Final = 0x10000
_TELL: Final = 1


def status_of(answer: AutomaticStatus) -> PrinterStatus:
    """The state that the bits mean. The worst one is told, and near end beside it.

    "STAR Line Mode Command Specifications" Rev. 0.09, 5.2.3. Where documents differ the reading
    is taken that does not print: bit 1 of printer status 3 is "head up" there and the voltage in
    newer printers, which have no lever to lift the head with. Bytes that the text at hand does not
    have (printer status 8 on) only tell why a printer is offline, never that it is.
    """
    near_end = bool(answer.byte(4) & 0x06)

    def told(state: PrinterState, detail: str = "") -> PrinterStatus:
        return PrinterStatus(state, detail, near_end=near_end)

    first, errors, more, sensors = (answer.byte(number) for number in range(1, 5))
    if errors & 0x20:
        return told(PrinterState.UNRECOVERABLE_ERROR, "memory or hardware")
    if errors & 0x02:
        return told(PrinterState.UNRECOVERABLE_ERROR, "the head's thermometer")
    if more & 0x02:
        return told(PrinterState.UNRECOVERABLE_ERROR, "voltage, or the head is up")
    if first & 0x20:
        return told(PrinterState.COVER_OPEN)
    if sensors & 0x08:
        return told(PrinterState.PAPER_OUT)
    if errors & 0x08:
        return told(PrinterState.CUTTER_ERROR)
    if errors & 0x40:
        return told(PrinterState.OVERHEATED, "recovers by itself")
    if errors & 0x04:
        return told(PrinterState.RECOVERABLE_ERROR, "the mechanism, such as jammed paper")
    if more & 0x04:
        return told(PrinterState.RECOVERABLE_ERROR, "jammed paper")
    if more & 0x08:
        return told(PrinterState.RECOVERABLE_ERROR, "the paper's black mark was not found")
    if more & 0x40:
        # told once: what came after it was lost
        return told(PrinterState.RECOVERABLE_ERROR, "more was sent than it could take")
    if first & 0x48:
        return told(PrinterState.OFFLINE, _why_offline(answer))
    return told(PrinterState.PAPER_NEAR_END if near_end else PrinterState.READY)


def _why_offline(answer: AutomaticStatus) -> str:
    """By printer status 8 and 9, which published programs read so."""
    board, unit = answer.byte(8), answer.byte(9)
    if board & 0x40:
        return "the board is too hot"
    if board & 0x0E:
        return "memory"
    if unit & 0x08:
        return "the printer's unit is open"
    return "by its switch" if answer.byte(1) & 0x40 else ""


def next_number(number: int) -> int:
    """The number after one, without XON and XOFF, which a serial port may take out of answers.

    The printer's own count is kept low for the same reason.
    """
    following = (number + 1) % JOBS
    while {0x11, 0x13} & {*following.to_bytes(2, "little")}:
        following = (following + 1) % JOBS
    return following


class StarPrinter(WirePrinter):
    """A StarPRNT printer behind a wire, which is opened when needed and again when lost.

    `compose` makes the bytes of a document. With `etb` the printer tells the end of a job (`ESC GS
    ETX`); with `status` a job counts as printed when all was handed over and the state is good.
    `first_job` is the number before the first job's, which the printer repeats; where it is not the
    same at every start, no answer to an earlier process's job is taken for ours.
    """

    def __init__(
        self,
        connect: Connect,
        compose: Callable[[Document], Job],
        *,
        confirm: ConfirmedBy = "etb",
        answer_seconds: float = ANSWER_SECONDS,
        first_job: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = Transport(connect, answer_seconds, clock)
        super().__init__(self._transport, compose)
        self._confirm: ConfirmedBy = confirm
        self._number = first_job % JOBS
        self._printed = False
        self._fault: PrinterStatus | None = None

    def _send_job(self, job: Job) -> PrintResult:
        before = self._status()
        if not before.can_print:
            return PrintResult(printed=False, status=before)
        try:
            trouble = self._takes_its_turn() if self._confirm == "etb" else None
        except WireLostError as error:
            trouble = self._unheard(PrinterState.DISCONNECTED, str(error))
        if trouble is not None:
            self._transport.hang_up()
            return PrintResult(printed=False, status=trouble)
        self._next_question()
        # what hangs there is not the beginning of this ticket
        cut_off = CutPaper().encode() if self._hangs else b""
        self._hangs = True
        try:
            trouble = self._send(self._wrapped(cut_off, job.data))
            if trouble is None and self._confirm == "etb":
                trouble = self._wait_until_answered(PRINT_WAITS)
        except WireLostError as error:
            # not again on a new connection: half a ticket may be on the paper already
            trouble = self._unheard(PrinterState.DISCONNECTED, str(error))
        except BaseException:
            # Ctrl-C: nobody waits any more for what is not on paper yet
            self._forget_job(PrinterStatus(PrinterState.UNKNOWN))
            raise
        # whoever puts a roll in takes the rest of the old one out
        self._hangs = trouble is not None and trouble.state is not PrinterState.PAPER_OUT
        if trouble is not None:
            self._forget_job(trouble)
            return PrintResult(printed=False, status=trouble, started=True, paper_mm=job.paper_mm)
        after = self._status()
        printed = self._confirm == "etb" or after.can_print
        return PrintResult(
            printed=printed,
            status=after,
            started=True,
            paper_mm=job.paper_mm,
            confirmed_by=self._confirm if printed else None,
        )

    def _wrapped(self, cut_off: bytes, data: bytes) -> bytes:
        """A job as a document, which is thrown away from where an error comes up.

        The end before it ends the throwing away of an earlier one that never got its own. The
        question is inside, so that it is thrown away together with what it asks about.
        """
        question = TellPrintEnd(self._number).encode() if self._confirm == "etb" else b""
        end = EndDocument().encode()
        return end + cut_off + StartDocument().encode() + data + question + end

    def _send(self, data: bytes) -> PrinterStatus | None:
        """Hand a job over; the state if the printer does not take it."""
        try:
            self._transport.send(data)
        except WireStuckError as error:
            found = self._ask_for_status()
            return self._unheard(PrinterState.UNKNOWN, str(error)) if found.can_print else found
        return None

    def _takes_its_turn(self) -> PrinterStatus | None:
        """None where it answers a question that waits behind all that it has; else its state.

        What a printer that hangs was sent might come out later, in front of somebody else. So no
        job is sent before it has shown that it goes on, and that it knows the question that a job
        is confirmed by.
        """
        self._next_question()
        question = (EndDocument(), ClearPrintEnds(), TellPrintEnd(self._number))
        sent = b"".join(frame.encode() for frame in question)
        return self._send(sent) or self._wait_until_answered(TURN_WAITS)

    def _next_question(self) -> None:
        self._number = next_number(self._number)
        self._printed, self._fault = False, None

    def _wait_until_answered(self, waits: int) -> PrinterStatus | None:
        """None once `ESC GS ETX` is; the state if something goes wrong or patience ends."""
        for _ in range(waits):
            self._note(self._transport.receive(self._transport.answer_seconds))
            if self._printed:
                return None
            found = self._fault or self._ask_for_status()
            if self._printed:
                return None
            if not found.can_print:
                return found
        # it says that all is well, yet not that what it was sent is done
        return self._unheard(PrinterState.UNKNOWN, "no answer to ESC GS ETX")

    def _forget_job(self, trouble: PrinterStatus) -> None:
        """Half a ticket must not come out later, in front of somebody else.

        After an error that the printer tells, it throws the rest of the document away by itself.
        One that only hangs would go on where it was, so it is reset.
        """
        try:
            if trouble.state is PrinterState.UNKNOWN and self._transport.is_open:
                self._transport.send(ResetNow().encode())
        except (WireLostError, WireStuckError):
            _log.warning("print_job_not_cleared")
        # nothing that was asked may be answered later
        self._transport.hang_up()

    def _note(self, answers: Iterable[Answer]) -> None:
        """Take in what was said: the job's end, and faults, which may be over when we ask."""
        for answer in answers:
            match answer:
                case PrintEnd(function=function, job=job):
                    self._printed |= function == _TELL and job == self._number
                case AutomaticStatus() if not self._printed:
                    found = status_of(answer)
                    self._fault = self._fault or (None if found.can_print else found)
                case _:
                    pass

    def _ask_for_status(self) -> PrinterStatus:
        """The state; unknown where an answer is missing or nonsense. Raises WireLostError."""
        try:
            answer, heard = self._transport.ask_status()
        except (NoAnswerError, WireStuckError) as error:
            return self._unheard(PrinterState.UNKNOWN, str(error))
        self._note(heard)
        return self._heard(status_of(answer))
