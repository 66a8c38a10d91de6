"""What an ESC/POS printer means: its state by `DLE EOT`, and whether a paper came out."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog

from printer_drivers.composing import Job
from printer_drivers.documents import Document
from printer_drivers.esc_pos.frames import (
    ClearBuffers,
    RealTimeStatus,
    ReportSensor,
    Sensor,
    is_real_time_answer,
    is_sensor_answer,
)
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from printer_drivers.wires.wire import Connect, Wire, WireLostError, WireStuckError

_log = structlog.get_logger()

ANSWER_SECONDS: Final = 1.5
"""How long a real-time answer may take. The manual says at once; networks add to it."""
PRINT_WAITS: Final = 30
"""Waits of `ANSWER_SECONDS` for a job to be on paper: 45 s, a full raster job at 19,200 baud."""


class _NoAnswerError(Exception):
    """The connection is there, and the printer says nothing to a question."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The four bytes that `DLE EOT 1` to `4` are answered with."""

    printer: int
    offline_cause: int
    error_cause: int
    paper: int


def status_of(answers: Answers) -> PrinterStatus:
    """The state that the bits mean (Epson's reference, `DLE EOT`). The worst one is told."""
    if answers.error_cause & 0x20:
        return PrinterStatus(PrinterState.UNRECOVERABLE_ERROR, "voltage, memory or hardware")
    if answers.offline_cause & 0x04:
        return PrinterStatus(PrinterState.COVER_OPEN)
    if answers.paper & 0x60 or answers.offline_cause & 0x20:
        return PrinterStatus(PrinterState.PAPER_OUT)
    if answers.error_cause & 0x08:
        return PrinterStatus(PrinterState.CUTTER_ERROR)
    if answers.error_cause & 0x40:
        return PrinterStatus(PrinterState.OVERHEATED, "recovers by itself")
    if answers.error_cause & 0x04 or answers.offline_cause & 0x40:
        return PrinterStatus(PrinterState.RECOVERABLE_ERROR, "such as jammed paper")
    if answers.printer & 0x20:
        return PrinterStatus(PrinterState.OFFLINE, "waits to be told to go on")
    if answers.printer & 0x08 or answers.offline_cause & 0x08:
        feeding = (answers.printer & 0x40) or (answers.offline_cause & 0x08)
        return PrinterStatus(PrinterState.OFFLINE, "the feed button is held" if feeding else "")
    if answers.paper & 0x0C:
        return PrinterStatus(PrinterState.PAPER_NEAR_END)
    return PrinterStatus(PrinterState.READY)


class EscPosPrinter:
    """An ESC/POS printer behind a wire, which is opened when needed and again when lost.

    `compose` makes the bytes of a document. `confirms` says that the printer answers `GS r` in its
    turn; without it, a job counts as printed when all was handed over and the state is good.
    """

    def __init__(
        self,
        connect: Connect,
        compose: Callable[[Document], Job],
        *,
        confirms: bool = True,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._connect = connect
        self._compose = compose
        self._confirms = confirms
        self._answer_seconds = answer_seconds
        self._wire: Wire | None = None
        self._lock = threading.Lock()
        self._printing = False
        self._done_seen = False

    def status(self) -> PrinterStatus:
        """Its state now; `printing` while another thread's job is under way."""
        if not self._lock.acquire(blocking=False):
            if self._printing:
                return PrinterStatus(PrinterState.PRINTING)
            self._lock.acquire()
        try:
            return self._status()
        finally:
            self._lock.release()

    def print(self, document: Document) -> PrintResult:
        """Print a document and wait until the printer says that it is on paper."""
        job = self._compose(document)
        with self._lock:
            self._printing = True
            try:
                result = self._print(job)
            finally:
                self._printing = False
        _log.info(
            "print_job",
            printed=result.printed,
            started=result.started,
            state=result.status.state.value,
            size=len(job.data),
        )
        return result

    def close(self) -> None:
        """Give the connection back. A later call would open it again."""
        with self._lock:
            self._hang_up()

    def _print(self, job: Job) -> PrintResult:
        before = self._status()
        if not before.can_print:
            return PrintResult(printed=False, status=before)
        try:
            wire = self._open()
            self._done_seen = False
            trouble = self._send(
                wire, job.data + ReportSensor().encode() if self._confirms else job.data
            )
            if trouble is None and self._confirms:
                trouble = self._wait_until_done()
            if trouble is not None:
                self._forget_job()
        except WireLostError as error:
            # not again on a new connection: half a ticket may be on the paper already
            self._hang_up()
            trouble = PrinterStatus(PrinterState.DISCONNECTED, str(error))
        if trouble is not None:
            return PrintResult(printed=False, status=trouble, started=True, paper_mm=job.paper_mm)
        after = self._status()
        printed = self._confirms or after.can_print
        return PrintResult(printed=printed, status=after, started=True, paper_mm=job.paper_mm)

    def _send(self, wire: Wire, data: bytes) -> PrinterStatus | None:
        """Hand a job over; the state if the printer does not take it."""
        try:
            wire.send(data)
        except WireStuckError as error:
            found = self._ask_status()
            return PrinterStatus(PrinterState.UNKNOWN, str(error)) if found.can_print else found
        return None

    def _wait_until_done(self) -> PrinterStatus | None:
        """None once `GS r` is answered; the state if something goes wrong or patience ends."""
        for _ in range(PRINT_WAITS):
            self._take(self._open().receive(self._answer_seconds))
            if self._is_done():
                return None
            found = self._ask_status()
            if not found.can_print:
                return None if self._is_done() else found
        # it says that all is well, yet not that the job is done
        return PrinterStatus(PrinterState.UNKNOWN, "the job was not confirmed")

    def _is_done(self) -> bool:
        return self._done_seen

    def _forget_job(self) -> None:
        """Half a ticket must not come out later, in front of somebody else."""
        try:
            if self._wire is not None:
                self._wire.send(ClearBuffers().encode())
                # nothing may be sent, or cut off, before the printer has said that it is done
                self._wire.receive(self._answer_seconds)
        except (WireLostError, WireStuckError):
            _log.warning("print_job_not_cleared")
        self._hang_up()

    def _status(self) -> PrinterStatus:
        held = self._wire is not None
        try:
            try:
                return self._read_status()
            except WireLostError:
                self._hang_up()
                if not held:
                    raise
                # it was switched off or unplugged since, and may be back
                return self._read_status()
        except WireLostError as error:
            self._hang_up()
            return PrinterStatus(PrinterState.DISCONNECTED, str(error))

    def _read_status(self) -> PrinterStatus:
        """The state on a connection that is fit for the next question. Raises WireLostError."""
        found = self._ask_status()
        if found.state is PrinterState.UNKNOWN:
            # a late answer would be taken for that to another question
            self._hang_up()
        return found

    def _ask_status(self) -> PrinterStatus:
        """The state by `DLE EOT`; unknown where an answer is missing. Raises WireLostError."""
        try:
            self._take(self._open().receive(0))
            return status_of(Answers(*(self._ask(sensor) for sensor in Sensor)))
        except (_NoAnswerError, WireStuckError) as error:
            return PrinterStatus(PrinterState.UNKNOWN, str(error))

    def _ask(self, sensor: Sensor) -> int:
        wire = self._open()
        wire.send(RealTimeStatus(sensor).encode())
        while True:
            received = wire.receive(self._answer_seconds)
            if not received:
                raise _NoAnswerError(f"no answer to DLE EOT {sensor.value}")
            self._take(received)
            for byte in received:
                if is_real_time_answer(byte):
                    return byte

    def _take(self, received: bytes) -> None:
        """Note an answer to `GS r` among bytes that were waiting."""
        if any(is_sensor_answer(byte) for byte in received):
            self._done_seen = True

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = self._connect()
        return self._wire

    def _hang_up(self) -> None:
        if self._wire is not None:
            self._wire.close()
            self._wire = None
