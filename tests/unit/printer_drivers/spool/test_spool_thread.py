"""The spool in its own thread: it wakes for a job, and ends when it is told to."""

import threading
from pathlib import Path

from printer_drivers.documents import Document
from printer_drivers.printers import FakePrinter
from printer_drivers.spool.jobs import Job, JobState
from printer_drivers.spool.opening import open_store
from printer_drivers.spool.runner import Spool, SpoolEars
from printer_drivers.status import PrintResult
from tests.unit.printer_drivers.spool.desks import START, Clock, new_job
from tests.waiting import PATIENCE, eventually


def test_a_job_wakes_it_and_the_printer_is_closed_at_the_end(tmp_path: Path) -> None:
    printer = FakePrinter()
    news: list[Job] = []
    store = open_store(tmp_path / "spool.sqlite", wall=START)
    spool = Spool(store, printer, Clock(), SpoolEars(news.append, lambda _: None))
    spool.start()
    spool.put(new_job(1))
    spool.put(new_job(2))
    eventually(lambda: len(printer.documents) == 2, "two papers")
    assert spool.close(PATIENCE)
    assert printer.closed
    assert [job.state for job in news if job.state.ended] == [JobState.CONFIRMED] * 2


def test_a_printer_that_hangs_does_not_hold_up_the_end(tmp_path: Path) -> None:
    printing, goes_on = threading.Event(), threading.Event()

    class Hanging(FakePrinter):
        def print(self, document: Document) -> PrintResult:
            """Take its time."""
            printing.set()
            assert goes_on.wait(PATIENCE)
            return super().print(document)

    store = open_store(tmp_path / "spool.sqlite", wall=START)
    spool = Spool(store, Hanging(), Clock(), SpoolEars(lambda _: None, lambda _: None))
    spool.start()
    spool.put(new_job(1))
    assert printing.wait(PATIENCE)
    assert not spool.close(0.01)
    goes_on.set()
    assert spool.close(PATIENCE)
