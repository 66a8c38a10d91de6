"""The printers of one kiosk: for tickets, and for large print where there is one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kiosk.maintenance.trial import trial_paper
from kiosk.papers import Papers
from kiosk.printing import PrintTrial, PrintWorker, TellRoll
from kiosk.session.effects import CancelPrint, Print, PrintLarge
from kiosk.session.events import LargePaperChanged, PaperChanged, TestPrinted
from kiosk.session.screens import Paper
from kiosk.settings import KioskSettings
from printer_drivers.printers import Printer
from printer_drivers.spool.clock import Instant
from printer_drivers.spool.report import SpoolReport
from printer_drivers.spool.store import SpoolStore


@dataclass(frozen=True, slots=True)
class OpenedPrinter:
    """A printer, and the spool in which its jobs are kept."""

    printer: Printer
    store: SpoolStore


@dataclass(frozen=True, slots=True)
class OpenedPrinters:
    """What a kiosk has. Whoever gets them closes them."""

    tickets: OpenedPrinter | None = None
    large: OpenedPrinter | None = None
    """For A4, in large print."""


class Printers:
    """Prints what the session asks for, each on its printer."""

    def __init__(
        self,
        opened: OpenedPrinters,
        papers: Papers,
        settings: KioskSettings,
        now: Callable[[], Instant],
        *,
        on_paper: Callable[[PaperChanged | LargePaperChanged], None],
        on_trial: Callable[[TestPrinted], None] = lambda _: None,
        on_report: Callable[[SpoolReport], None],
    ) -> None:
        """Both callbacks run in threads of the workers: they only enqueue.

        `on_report` is about the printer for tickets.
        """
        self._on_paper = on_paper
        self._on_trial = on_trial
        self._settings = settings
        self._spool = None if opened.tickets is None else opened.tickets.store
        self._tickets = self._large = None
        if opened.tickets is not None:
            self._tickets = PrintWorker(
                opened.tickets.printer,
                opened.tickets.store,
                (papers.ticket, papers.checklist),
                papers.samples(),
                now,
                on_paper=on_paper,
                on_trial=on_trial,
                on_report=on_report,
                paper_minutes=settings.paper_minutes,
                roll_metres=settings.roll_metres,
            )
        if opened.large is not None:
            self._large = PrintWorker(
                opened.large.printer,
                opened.large.store,
                (papers.for_large_print,),
                papers.samples(),
                now,
                on_paper=lambda change: on_paper(LargePaperChanged(change.ticket_id, change.paper)),
                on_report=lambda _: None,
                paper_minutes=settings.paper_minutes,
                roll_metres=settings.roll_metres,
            )

    @property
    def has_tickets(self) -> bool:
        """Whether numbers come out on paper here."""
        return self._tickets is not None

    @property
    def has_large(self) -> bool:
        """Whether large print is offered."""
        return self._large is not None

    def has_printed(self, request: UUID) -> bool:
        """Whether the paper of a request's number came out, or is to. From any thread."""
        return self._spool is not None and self._spool.knows(request)

    def start(self) -> None:
        """Work in threads of their own, until `close`. First what an earlier process left."""
        for worker in (self._tickets, self._large):
            if worker is not None:
                worker.start()

    def put(self, wanted: Print | PrintLarge | CancelPrint) -> None:
        """Print this as soon as its printer can, or do not. Returns at once."""
        match wanted:
            case Print():
                if self._tickets is None:
                    self._on_paper(PaperChanged(wanted.ticket.id, Paper.NO_PRINTER))
                else:
                    self._tickets.put(wanted)
            case PrintLarge(ticket, catalogue, language):
                if self._large is not None:
                    self._large.put(Print(ticket, catalogue, language))
            case CancelPrint():
                for worker in (self._tickets, self._large):
                    if worker is not None:
                        worker.put(wanted)

    def trial(self, job_id: UUID, at: datetime, seconds: float) -> None:
        """Print a test on the printer for tickets; what becomes of it is `TestPrinted`."""
        if self._tickets is None:
            self._on_trial(TestPrinted(job_id, printed=False))
            return
        paper = trial_paper(self._settings.kiosk, self._settings.site, at.astimezone())
        self._tickets.put(PrintTrial(job_id, paper, seconds))

    def change_roll(self, rolls_left: int | None) -> None:
        """A whole roll is in. `rolls_left` in the cupboard, else one fewer."""
        if self._tickets is not None:
            self._tickets.put(TellRoll(changed=True, rolls_left=rolls_left))

    def count_rolls(self, rolls_left: int) -> None:
        """So many rolls are in the cupboard."""
        if self._tickets is not None:
            self._tickets.put(TellRoll(changed=False, rolls_left=rolls_left))

    def close(self) -> None:
        """Finish the papers at hand, and end."""
        for worker in (self._tickets, self._large):
            if worker is not None:
                worker.close()
