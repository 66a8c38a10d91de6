"""A process that prints one job of two papers through a spool, and can die at a named point:

`python -m tests.system.spool.spool_process FILE PRINTER-URL POINT`. It says what it is told, a line
each, and ends when nothing waits. With the point `none` it takes up what another one left.
"""

import os
import queue
import signal
import sys
import threading
import time
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import structlog

from printer_drivers.documents import Document
from printer_drivers.opening import open_printer
from printer_drivers.printers import Printer
from printer_drivers.spool.clock import system_clock
from printer_drivers.spool.jobs import Job
from printer_drivers.spool.opening import open_store
from printer_drivers.spool.runner import Spool, SpoolEars
from printer_drivers.status import PrinterStatus, PrintResult
from tests.unit.printer_drivers.spool.desks import new_job

JOB = 1
PATIENCE = 30.0


class Point(StrEnum):
    """Where it dies. The two that are not its own are for whoever holds the other end."""

    NONE = "none"
    QUEUED = "queued"
    """The job is on the disk, and nothing else has happened."""
    SENDING = "sending"
    """`sending` is on the disk, and no byte has gone out."""
    PRINTED = "printed"
    """The printer has confirmed the first paper, and it is not on the disk."""
    CONFIRMED = "confirmed"
    """The end is on the disk, and nobody was told."""
    ELSEWHERE = "elsewhere"
    """Whoever started it kills it."""


class DyingPrinter:
    """A printer before and behind whose jobs the process can die."""

    def __init__(self, printer: Printer, point: Point, put: threading.Event) -> None:
        self._printer = printer
        self._point = point
        self._put = put

    def status(self) -> PrinterStatus:
        """The printer's state, once the job has been put."""
        assert self._put.wait(PATIENCE)
        if self._point is Point.QUEUED:
            die()
        return self._printer.status()

    def print(self, document: Document) -> PrintResult:
        """Print, or die before or after."""
        if self._point is Point.SENDING:
            die()
        result = self._printer.print(document)
        if self._point is Point.PRINTED:
            die()
        return result

    def prepare(self, document: Document) -> None:
        """Nothing is drawn here."""

    def expect_leftovers(self) -> None:
        """Hand it on."""
        self._printer.expect_leftovers()

    def close(self) -> None:
        """Give the connection back."""
        self._printer.close()


def die() -> NoReturn:
    """As in a power cut: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def main(path: Path, url: str, point: Point) -> None:
    """Print the job, or what is left of it, and say its end."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    ended: queue.SimpleQueue[Job] = queue.SimpleQueue()
    put = threading.Event()

    def hear(job: Job) -> None:
        if job.state.ended:
            if point is Point.CONFIRMED:
                die()
            ended.put(job)

    spool = Spool(
        open_store(path, wall=time.time()),
        DyingPrinter(open_printer(url), point, put),
        system_clock(),
        SpoolEars(hear, lambda _: None),
    )
    spool.start()
    if point is not Point.NONE:
        spool.put(new_job(JOB, papers=2))
    put.set()
    job = ended.get(timeout=PATIENCE)
    print(f"told {job.state.value} {job.done}", flush=True)  # noqa: T201  its only voice
    assert spool.close(PATIENCE)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Point(sys.argv[3]))
