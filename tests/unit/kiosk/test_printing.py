"""The print worker: what becomes of a job when the printer is well, out of paper, or absent."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from kiosk.papers import load_papers
from kiosk.printing import PrintWorker
from kiosk.session_model import Paper, PaperEnded, Print
from printer_drivers.printers import FakePrinter, Printer
from printer_drivers.status import PrinterState, PrinterStatus
from tests.unit.kiosk.samples import catalogue, ticket
from tests.waiting import PATIENCE

JOB = Print(ticket(UUID(int=1)), catalogue(), "ja")


class Heard:
    """What a worker says."""

    def __init__(self) -> None:
        self.ended: queue.SimpleQueue[PaperEnded] = queue.SimpleQueue()
        self.statuses: queue.SimpleQueue[PrinterStatus] = queue.SimpleQueue()


@contextmanager
def working(printer: Printer | None) -> Iterator[tuple[PrintWorker, Heard]]:
    heard = Heard()
    worker = PrintWorker(
        printer,
        load_papers(),
        on_ended=heard.ended.put,
        on_status=heard.statuses.put,
        look_seconds=0.01,
    )
    worker.start()
    try:
        yield worker, heard
    finally:
        worker.close()


def test_ticket_and_checklist_are_two_papers() -> None:
    printer = FakePrinter()
    with working(printer) as (worker, heard):
        worker.put(JOB)
        assert heard.ended.get(timeout=PATIENCE) == PaperEnded(UUID(int=1), Paper.PRINTED)
    assert len(printer.documents) == 2
    assert printer.closed


def test_out_of_paper_no_ticket() -> None:
    printer = FakePrinter(PrinterState.PAPER_OUT)
    with working(printer) as (worker, heard):
        worker.put(JOB)
        assert heard.ended.get(timeout=PATIENCE).paper is Paper.FAILED
    assert printer.documents == []


class _ChecklistJams(FakePrinter):
    """Its paper jams in the second paper."""

    def status(self) -> PrinterStatus:
        """As it is after as many papers."""
        jammed = self.documents and not self.closed
        return PrinterStatus(PrinterState.CUTTER_ERROR if jammed else PrinterState.READY)


def test_a_jam_in_the_checklist_leaves_the_ticket() -> None:
    printer = _ChecklistJams()
    with working(printer) as (worker, heard):
        worker.put(JOB)
        assert heard.ended.get(timeout=PATIENCE).paper is Paper.PARTLY


def test_a_catalogue_with_characters_that_no_printer_takes_is_printed_without_them() -> None:
    printer = FakePrinter()
    bad = catalogue().model_copy(update={"site_name": "\x1b"})
    with working(printer) as (worker, heard):
        worker.put(Print(JOB.ticket, bad, "ja"))
        assert heard.ended.get(timeout=PATIENCE).paper is Paper.PRINTED


def test_a_kiosk_without_a_printer() -> None:
    with working(None) as (worker, heard):
        worker.put(JOB)
        assert heard.ended.get(timeout=PATIENCE).paper is Paper.NO_PRINTER
    assert heard.statuses.empty()


def test_an_idle_printer_is_asked_how_it_is() -> None:
    printer = FakePrinter()
    with working(printer) as (_, heard):
        assert heard.statuses.get(timeout=PATIENCE).state is PrinterState.READY
        printer.state = PrinterState.COVER_OPEN
        while heard.statuses.get(timeout=PATIENCE).state is not PrinterState.COVER_OPEN:
            pass
