"""What the kiosk prints goes through the spool, and what becomes of it is told to the session."""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

import structlog

from kiosk.maintenance.trial import TRIAL_ABOUT
from kiosk.session.effects import CancelPrint, Print
from kiosk.session.events import PaperChanged, TestPrinted
from kiosk.session.screens import Paper
from printer_drivers.documents import Document
from printer_drivers.printers import Printer
from printer_drivers.spool.clock import Instant
from printer_drivers.spool.jobs import Job, JobPaper, JobState, NewJob
from printer_drivers.spool.report import SpoolReport
from printer_drivers.spool.runner import Spool, SpoolEars
from printer_drivers.spool.store import SpoolStore
from printer_drivers.status import PrinterState
from protocol.messages import Catalogue, TicketReply


class Compose(Protocol):
    """Makes one paper of a number, in a language; None where there is nothing to say on it."""

    def __call__(
        self, reply: TicketReply, catalogue: Catalogue, language: str, *, again: bool = False
    ) -> Document | None:
        """The paper. `again` marks it 再発行."""
        ...


@dataclass(frozen=True, slots=True)
class PrintTrial:
    """Print a document that is nobody's number."""

    job_id: UUID
    document: Document
    seconds: float
    """How long it is wanted."""


@dataclass(frozen=True, slots=True)
class TellRoll:
    """What staff say of the paper."""

    changed: bool
    """A whole roll is in."""
    rolls_left: int | None
    """In the cupboard, where it was told."""


CLOSE_SECONDS: Final = 5.0
"""Less than systemd waits before it kills (TimeoutStopSec)."""

log = structlog.get_logger(__name__)


def paper_of(job: Job, *, out: bool) -> Paper | None:
    """What a person is told of a job; None for a step that changes nothing for them. Pure.

    `out`: there is no paper, also while the cover is open to put some in.
    """
    match job.state:
        case JobState.SENDING:
            return Paper.PRINTING
        case JobState.CONFIRMED:
            return Paper.REPRINTED if job.marked else Paper.PRINTED
        case JobState.FAILED | JobState.EXPIRED:
            return Paper.PARTLY if job.done else Paper.FAILED
        case JobState.QUEUED:
            if job.status is None or job.status.can_print:
                return None
            if out or job.status.state is PrinterState.PAPER_OUT:
                return Paper.CHECKLIST_PAPER_OUT if job.done else Paper.PAPER_OUT
            return Paper.CHECKLIST_STUCK if job.done else Paper.STUCK


Wanted = Print | CancelPrint | PrintTrial | TellRoll


class PrintWorker:
    """Makes papers of numbers and gives them to the spool, which owns the printer.

    Both callbacks run in threads of the worker's: they only enqueue.
    """

    def __init__(
        self,
        printer: Printer,
        store: SpoolStore,
        papers: Sequence[Compose],
        samples: Iterable[Document],
        now: Callable[[], Instant],
        *,
        on_paper: Callable[[PaperChanged], None],
        on_trial: Callable[[TestPrinted], None] = lambda _: None,
        on_report: Callable[[SpoolReport], None],
        paper_minutes: float,
        roll_metres: float,
    ) -> None:
        """`papers` are made for each number; `samples` are like them, to prepare the printer with.

        `paper_minutes`: how long somebody wants a paper.
        `roll_metres`: of a whole roll.
        """
        self._papers = papers
        self._samples = samples
        self._printer = printer
        self._on_paper = on_paper
        self._on_trial = on_trial
        self._on_report = on_report
        self._lifetime = paper_minutes * 60
        self._out = False
        self._trials = set[UUID]()
        """Test prints that have not ended."""
        ears = SpoolEars(self._job_says, self._report_says)
        self._spool = Spool(store, printer, now, ears, roll_mm=roll_metres * 1000)
        self._wanted: queue.SimpleQueue[Wanted | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="print-worker", daemon=True)

    def start(self) -> None:
        """Work in threads of their own, until `close`. First what an earlier process left."""
        self._spool.start()
        self._thread.start()

    def put(self, wanted: Wanted) -> None:
        """Print this as soon as the printer can, or do not. From any thread; returns at once."""
        self._wanted.put(wanted)

    def close(self) -> None:
        """Finish the paper at hand, and end. What waits is printed by the next process, if it is
        still wanted then.

        A printer that hangs does not hold up the end: it is left alone after `CLOSE_SECONDS`.
        """
        self._wanted.put(None)
        self._thread.join(CLOSE_SECONDS)
        if not self._spool.close(CLOSE_SECONDS):
            log.warning("printer_hangs")

    def _run(self) -> None:
        self._prepare()
        while (wanted := self._wanted.get()) is not None:
            match wanted:
                case Print():
                    self._put(wanted)
                case CancelPrint(ticket_id):
                    self._spool.cancel(ticket_id)
                case PrintTrial(job_id, document, seconds):
                    self._trials.add(job_id)
                    papers = (JobPaper(document, document),)
                    self._spool.put(NewJob(job_id, papers, TRIAL_ABOUT, seconds))
                case TellRoll(changed, rolls_left):
                    if changed:
                        self._spool.paper_changed(rolls_left)
                    elif rolls_left is not None:
                        self._spool.rolls_counted(rolls_left)

    def _prepare(self) -> None:
        """Print samples to nowhere, so that the first number of the day is as quick as the next.

        Whoever wants a number meanwhile comes first.
        """
        for sample in self._samples:
            if not self._wanted.empty():
                return
            try:
                self._printer.prepare(sample)
            except (OSError, ValueError):
                # said when such a paper is to be printed
                continue

    def _put(self, wanted: Print) -> None:
        papers = tuple(self._compose(wanted))
        about = str(wanted.ticket.visit)
        self._spool.put(NewJob(wanted.ticket.id, papers, about, self._lifetime))

    def _compose(self, wanted: Print) -> Iterator[JobPaper]:
        for compose in self._papers:
            what = (wanted.ticket, wanted.catalogue, wanted.language)
            first, again = compose(*what), compose(*what, again=True)
            if first is not None and again is not None:
                yield JobPaper(first, again)

    def _job_says(self, job: Job) -> None:
        if job.about == TRIAL_ABOUT:
            # a job that has ended does not say any more what it was about
            self._trials.add(job.id)
        if job.id in self._trials:
            if job.state.ended:
                self._trials.discard(job.id)
                self._on_trial(TestPrinted(job.id, job.state is JobState.CONFIRMED))
            return
        paper = paper_of(job, out=self._out)
        if paper is not None:
            self._on_paper(PaperChanged(job.id, paper))

    def _report_says(self, report: SpoolReport) -> None:
        self._out = report.out
        self._on_report(report)
