"""The worker that prints, so that a printer which takes its time never holds up the screen."""

import queue
import threading
from collections.abc import Callable

import structlog

from kiosk.papers import Papers
from kiosk.session_model import Paper, PaperEnded, Print
from printer_drivers.printers import Printer
from printer_drivers.status import PrinterStatus

LOOK_SECONDS = 5.0
"""How often an idle printer is asked how it is."""
CLOSE_SECONDS = 5.0
"""Less than systemd waits before it kills (TimeoutStopSec)."""

log = structlog.get_logger(__name__)


class PrintWorker:
    """Prints one job after the other, and knows how the printer is between them.

    Both callbacks run in the worker's thread: they only enqueue. Without a printer every job ends
    as `Paper.NO_PRINTER`. The printer belongs to the worker, which closes it.
    """

    def __init__(
        self,
        printer: Printer | None,
        papers: Papers,
        *,
        on_ended: Callable[[PaperEnded], None],
        on_status: Callable[[PrinterStatus], None],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._printer = printer
        self._papers = papers
        self._on_ended = on_ended
        self._on_status = on_status
        self._look_seconds = look_seconds
        self._jobs: queue.SimpleQueue[Print | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="print-worker", daemon=True)

    def start(self) -> None:
        """Work in a thread of its own, until `close`."""
        self._thread.start()

    def put(self, job: Print) -> None:
        """Print this as soon as the printer is free. From any thread; returns at once."""
        self._jobs.put(job)

    def close(self) -> None:
        """Finish the job at hand, and end.

        A printer that hangs does not hold up the end: it is left alone after `CLOSE_SECONDS`.
        """
        self._jobs.put(None)
        self._thread.join(CLOSE_SECONDS)
        if self._thread.is_alive():
            log.warning("printer_hangs")

    def _run(self) -> None:
        try:
            self._look()
            while True:
                try:
                    job = self._jobs.get(timeout=self._look_seconds)
                except queue.Empty:
                    self._look()
                    continue
                if job is None:
                    return
                self._on_ended(PaperEnded(job.ticket.id, self._print(job)))
        finally:
            if self._printer is not None:
                self._printer.close()

    def _look(self) -> None:
        if self._printer is not None:
            self._on_status(self._printer.status())

    def _print(self, job: Print) -> Paper:
        printer = self._printer
        if printer is None:
            return Paper.NO_PRINTER
        ended = Paper.FAILED
        for compose in (self._papers.ticket, self._papers.checklist):
            try:
                document = compose(job.ticket, job.catalogue, job.language)
            except ValueError as error:
                # a catalogue with words that no document may hold: the number is on the screen
                log.error("paper_impossible", error=str(error))  # noqa: TRY400 - the text is enough
                return ended
            if document is None:
                break
            result = printer.print(document)
            self._on_status(result.status)
            if not result.printed:
                log.warning("not_printed", status=str(result.status), started=result.started)
                return ended
            ended = Paper.PARTLY
        return Paper.PRINTED
