"""What a person is told of their papers, when the printer is well, out of paper, or absent."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.maintenance.trial import trial_paper
from kiosk.papers import load_papers
from kiosk.printing import PrintTrial, PrintWorker, TellRoll, paper_of
from kiosk.session.effects import CancelPrint, Print
from kiosk.session.events import PaperChanged, TestPrinted
from kiosk.session.screens import Paper
from printer_drivers.documents import Document
from printer_drivers.printers import FakePrinter
from printer_drivers.spool.clock import system_clock
from printer_drivers.spool.jobs import Job, JobState
from printer_drivers.spool.opening import open_store
from printer_drivers.spool.report import SpoolReport
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from tests.unit.kiosk.samples import WALL, catalogue, ticket
from tests.waiting import PATIENCE

JOB = Print(ticket(UUID(int=1)), catalogue(), "ja")
PAPERS = load_papers()


class Heard:
    """What a worker says."""

    def __init__(self) -> None:
        self.papers: queue.SimpleQueue[PaperChanged] = queue.SimpleQueue()
        self.reports: queue.SimpleQueue[SpoolReport] = queue.SimpleQueue()
        self.trials: queue.SimpleQueue[TestPrinted] = queue.SimpleQueue()

    def until(self, paper: Paper, ticket_id: int = 1) -> list[Paper]:
        """All that was said of a ticket, up to this."""
        said = list[Paper]()
        while not said or said[-1] is not paper:
            news = self.papers.get(timeout=PATIENCE)
            if news.ticket_id == UUID(int=ticket_id):
                said.append(news.paper)
        return said


@contextmanager
def working(folder: Path, printer: FakePrinter) -> Iterator[tuple[PrintWorker, Heard]]:
    heard = Heard()
    worker = PrintWorker(
        printer,
        open_store(folder / "spool.sqlite", wall=0.0),
        (PAPERS.ticket, PAPERS.checklist),
        (),
        system_clock(),
        on_paper=heard.papers.put,
        on_trial=heard.trials.put,
        on_report=heard.reports.put,
        paper_minutes=3,
        roll_metres=60,
    )
    worker.start()
    try:
        yield worker, heard
    finally:
        worker.close()


def is_again(document: Document) -> bool:
    return "再発行" in document.model_dump_json()


def test_ticket_and_checklist_are_two_papers(tmp_path: Path) -> None:
    printer = FakePrinter()
    with working(tmp_path, printer) as (worker, heard):
        worker.put(JOB)
        heard.until(Paper.PRINTED)
    assert [is_again(document) for document in printer.documents] == [False, False]
    assert printer.closed


def test_out_of_paper_the_number_waits_and_is_printed_once_when_paper_is_back(
    tmp_path: Path,
) -> None:
    printer = FakePrinter(PrinterState.PAPER_OUT)
    with working(tmp_path, printer) as (worker, heard):
        worker.put(JOB)
        assert heard.until(Paper.PAPER_OUT) == [Paper.PAPER_OUT]
        printer.state = PrinterState.READY
        heard.until(Paper.PRINTED)
    assert [is_again(document) for document in printer.documents] == [False, False]


def test_paper_that_ends_in_the_middle_of_a_ticket_brings_a_marked_one(tmp_path: Path) -> None:
    printer = FakePrinter()
    printer.fails_next_print_with = PrinterState.PAPER_OUT
    with working(tmp_path, printer) as (worker, heard):
        worker.put(JOB)
        heard.until(Paper.PAPER_OUT)
        printer.state = PrinterState.READY
        heard.until(Paper.REPRINTED)
    assert [is_again(document) for document in printer.documents] == [True, False]


class _OnePaperLeft(FakePrinter):
    """Its paper ends after one."""

    def print(self, document: Document) -> PrintResult:
        """The first, and no more."""
        result = super().print(document)
        if len(self.documents) == 1:
            self.state = PrinterState.PAPER_OUT
        return result


def test_paper_that_ends_after_the_ticket_brings_the_checklist_alone(tmp_path: Path) -> None:
    printer = _OnePaperLeft()
    with working(tmp_path, printer) as (worker, heard):
        worker.put(JOB)
        heard.until(Paper.CHECKLIST_PAPER_OUT)
        printer.state = PrinterState.READY
        heard.until(Paper.PRINTED)
    assert [is_again(document) for document in printer.documents] == [False, False]


def test_whoever_finishes_without_paper_gets_none(tmp_path: Path) -> None:
    printer = FakePrinter(PrinterState.DISCONNECTED)
    with working(tmp_path, printer) as (worker, heard):
        worker.put(JOB)
        heard.until(Paper.STUCK)
        worker.put(CancelPrint(JOB.ticket.id))
        heard.until(Paper.FAILED)
        printer.state = PrinterState.READY
        other = replace(JOB, ticket=ticket(UUID(int=2)).model_copy(update={"visit": UUID(int=5)}))
        worker.put(other)
        heard.until(Paper.PRINTED, 2)
    assert len(printer.documents) == 2


def test_a_pass_that_is_shown_again_while_paper_is_out_brings_one_number_only(
    tmp_path: Path,
) -> None:
    printer = FakePrinter(PrinterState.PAPER_OUT)
    with working(tmp_path, printer) as (worker, heard):
        worker.put(JOB)
        worker.put(JOB)
        worker.put(replace(JOB, ticket=ticket(UUID(int=2), reissued=True)))
        heard.until(Paper.FAILED)
        printer.state = PrinterState.READY
        heard.until(Paper.PRINTED, 2)
    assert [is_again(document) for document in printer.documents] == [True, True]


def test_an_idle_printer_is_asked_how_it_is(tmp_path: Path) -> None:
    printer = FakePrinter(PrinterState.COVER_OPEN)
    with working(tmp_path, printer) as (_, heard):
        report = heard.reports.get(timeout=PATIENCE)
        assert report.status.state is PrinterState.COVER_OPEN


def job(state: JobState, printer: PrinterState | None, **changes: int) -> Job:
    status = None if printer is None else PrinterStatus(printer)
    known = Job(UUID(int=1), (), "", 0.0, 180.0, state=state, status=status)
    return replace(known, **changes)  # type: ignore[arg-type]  # flags and counts


@pytest.mark.parametrize(
    ("known", "out", "paper"),
    [
        (job(JobState.QUEUED, None), False, None),
        (job(JobState.QUEUED, PrinterState.READY, done=1), False, None),
        (job(JobState.QUEUED, PrinterState.PAPER_OUT), True, Paper.PAPER_OUT),
        (job(JobState.QUEUED, PrinterState.PAPER_OUT), False, Paper.PAPER_OUT),
        (job(JobState.QUEUED, PrinterState.COVER_OPEN), True, Paper.PAPER_OUT),
        (job(JobState.QUEUED, PrinterState.COVER_OPEN), False, Paper.STUCK),
        (job(JobState.QUEUED, PrinterState.UNKNOWN), False, Paper.STUCK),
        (job(JobState.QUEUED, PrinterState.PAPER_OUT, done=1), True, Paper.CHECKLIST_PAPER_OUT),
        (job(JobState.QUEUED, PrinterState.OFFLINE, done=1), False, Paper.CHECKLIST_STUCK),
        (job(JobState.SENDING, PrinterState.READY), False, Paper.PRINTING),
        (job(JobState.CONFIRMED, PrinterState.READY, done=2), False, Paper.PRINTED),
        (job(JobState.CONFIRMED, PrinterState.READY, done=2, marked=1), False, Paper.REPRINTED),
        (job(JobState.FAILED, PrinterState.UNKNOWN), False, Paper.FAILED),
        (job(JobState.EXPIRED, PrinterState.PAPER_OUT), True, Paper.FAILED),
        (job(JobState.EXPIRED, PrinterState.PAPER_OUT, done=1), True, Paper.PARTLY),
    ],
)
def test_what_a_person_is_told(known: Job, out: bool, paper: Paper | None) -> None:
    assert paper_of(known, out=out) is paper


def test_a_test_print_is_nobodys_number(tmp_path: Path) -> None:
    printer = FakePrinter()
    paper = trial_paper("kiosk-1", "aizu", WALL)
    with working(tmp_path, printer) as (worker, heard):
        worker.put(PrintTrial(UUID(int=7), paper, 20.0))
        assert heard.trials.get(timeout=PATIENCE) == TestPrinted(UUID(int=7), printed=True)
        printer.state = PrinterState.PAPER_OUT
        worker.put(PrintTrial(UUID(int=8), paper, 0.1))
        assert heard.trials.get(timeout=PATIENCE) == TestPrinted(UUID(int=8), printed=False)
    assert printer.documents == [paper]
    assert heard.papers.empty()


def test_staff_tell_of_the_roll_and_of_those_in_the_cupboard(tmp_path: Path) -> None:
    with working(tmp_path, FakePrinter()) as (worker, heard):

        def told(roll: TellRoll, wanted: tuple[float | None, int | None]) -> None:
            worker.put(roll)
            while True:
                report = heard.reports.get(timeout=PATIENCE)
                if (report.metres_left, report.rolls_left) == wanted:
                    return

        told(TellRoll(changed=False, rolls_left=5), (None, 5))
        told(TellRoll(changed=True, rolls_left=None), (60.0, 4))
        told(TellRoll(changed=True, rolls_left=9), (60.0, 9))
