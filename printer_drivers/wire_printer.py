"""What every printer on a wire does alike in any language: one job at a time, and a state."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import structlog

from printer_drivers.composing import Job
from printer_drivers.documents import Document
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from printer_drivers.wires.wire import WireLostError, WireTakenError

_log = structlog.get_logger()


class Line(Protocol):
    """Questions and answers over a wire that is opened when needed."""

    lock: threading.Lock
    """Held by whoever asks: answers do not say whose they are."""

    @property
    def is_open(self) -> bool:
        """Whether there is a connection, as far as known."""

    def hang_up(self) -> None:
        """End the connection; the next question opens another."""


class WirePrinter(ABC):
    """A printer behind a wire, which is opened when needed and again when lost.

    `compose` makes the bytes of a document. A language says how a job is sent (`_send_job`) and how
    its state is asked for (`_ask_for_status`), both under the line's lock.
    """

    def __init__(self, line: Line, compose: Callable[[Document], Job]) -> None:
        self._line = line
        self._compose = compose
        self._printing = False
        self._hangs = False
        """Whether half a ticket may hang out of the printer."""
        self._near_end = False
        """As last heard; kept while the printer is not asked, or does not answer."""

    @abstractmethod
    def _send_job(self, job: Job) -> PrintResult:
        """Send a job, and wait until the printer says that it is on paper. Raises nothing."""

    @abstractmethod
    def _ask_for_status(self) -> PrinterStatus:
        """The state; unknown where an answer is missing. Raises WireLostError."""

    def status(self) -> PrinterStatus:
        """Its state now; `printing` while another thread's job is under way."""
        lock = self._line.lock
        if not lock.acquire(blocking=False):
            if self._printing:
                return PrinterStatus(PrinterState.PRINTING, near_end=self._near_end)
            lock.acquire()
        try:
            return self._status()
        finally:
            lock.release()

    def print(self, document: Document) -> PrintResult:
        """Print a document and wait until the printer says that it is on paper."""
        job = self._compose(document)
        with self._line.lock:
            self._printing = True
            try:
                result = self._send_job(job)
            finally:
                self._printing = False
        _log.info(
            "print_job",
            printed=result.printed,
            started=result.started,
            state=result.status.state.value,
            confirmed_by=result.confirmed_by,
            size=len(job.data),
            paper_mm=round(result.paper_mm, 1),
        )
        return result

    def prepare(self, document: Document) -> None:
        """Make its bytes and forget them: fonts stay open, and words that come again drawn."""
        self._compose(document)

    def expect_leftovers(self) -> None:
        """Have the next job cut off what hangs out."""
        with self._line.lock:
            self._hangs = True

    def close(self) -> None:
        """Give the connection back. A later call would open it again."""
        with self._line.lock:
            self._line.hang_up()

    def _status(self) -> PrinterStatus:
        held = self._line.is_open
        try:
            try:
                return self._read_status()
            except WireLostError:
                self._line.hang_up()
                if not held:
                    raise
                # it was switched off or unplugged since, and may be back
                return self._read_status()
        except WireTakenError as error:
            return self._unheard(PrinterState.UNKNOWN, str(error))
        except WireLostError as error:
            self._line.hang_up()
            return self._unheard(PrinterState.DISCONNECTED, str(error))

    def _read_status(self) -> PrinterStatus:
        """The state on a connection that is fit for the next question. Raises WireLostError."""
        found = self._ask_for_status()
        if found.state is PrinterState.UNKNOWN:
            # a late answer would be taken for that to another question
            self._line.hang_up()
        return found

    def _heard(self, status: PrinterStatus) -> PrinterStatus:
        self._near_end = status.near_end
        return status

    def _unheard(self, state: PrinterState, detail: str) -> PrinterStatus:
        """A state that the printer did not tell; what it told of its paper before still stands."""
        return replace(PrinterStatus(state, detail), near_end=self._near_end)
