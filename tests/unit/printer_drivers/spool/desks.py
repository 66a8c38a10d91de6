"""A printer whose papers say what they are, which can fail or lose power at any point; a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from printer_drivers.documents import Code, Document, Text
from printer_drivers.spool.clock import Instant
from printer_drivers.spool.jobs import Job, JobPaper, NewJob
from printer_drivers.spool.opening import open_store
from printer_drivers.spool.report import SpoolReport
from printer_drivers.spool.runner import Spool, SpoolEars
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult

START = 1_790_000_000.0
"""Seconds since 1970, at which every test begins."""


class PowerCutError(BaseException):
    """The process ends here, as with kill -9: nothing below catches it."""


class Plan(StrEnum):
    """What happens to the next paper."""

    COMES_OUT = "comes_out"
    IMPOSSIBLE = "impossible"
    """No printer could print it: its words, or the folder that it should go to."""
    NOT_TAKEN = "not_taken"
    """The printer cannot after all: nothing was sent."""
    STOPS_HALFWAY = "stops_halfway"
    """Something is on paper, and the paper is out."""
    NOT_CONFIRMED = "not_confirmed"
    """Something is on paper, and the printer says only that it is well."""
    DIES_BEFORE = "dies_before"
    """The process ends when nothing was sent."""
    DIES_HALFWAY = "dies_halfway"
    DIES_AFTER = "dies_after"
    """It ends when the printer has confirmed, and before anybody has heard of it."""
    DIES_BEFORE_TOLD = "dies_before_told"
    """It ends when the outcome is on the disk."""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What fell into the tray, wholly or in part."""

    job: UUID
    paper: int
    again: bool
    at: float


@dataclass
class Clock:
    """Two clocks that a test sets."""

    seconds: float = 100.0
    wall: float = START
    boots: int = 1
    true: float = 0.0
    """Seconds that have really gone by, whatever the clocks say."""

    def __call__(self) -> Instant:
        """Now."""
        return Instant(self.seconds, self.wall, f"boot-{self.boots}")

    def passes(self, seconds: float) -> None:
        """Time goes by, on both."""
        self.seconds += seconds
        self.wall += seconds
        self.true += seconds

    def reboots(self) -> None:
        """The machine starts again: its monotonic clock begins anew."""
        self.seconds = 3.0
        self.boots += 1


@dataclass
class Desk:
    """A printer, its tray, and what the spool says."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    state: PrinterState = PrinterState.READY
    plan: Plan = Plan.COMES_OUT
    paper_mm: float = 200.0
    tray: list[OnPaper] = field(default_factory=list)
    news: list[Job] = field(default_factory=list)
    reports: list[SpoolReport] = field(default_factory=list)
    closed: bool = False
    leftovers: int = 0
    """How often the printer was told that half a paper may hang out."""
    tried: set[tuple[UUID, int]] = field(default_factory=set)
    """Papers of which the spool cannot know that nothing has come out."""

    def __post_init__(self) -> None:
        self.hears: Callable[[Job], None] = self.news.append
        self.open()

    def open(self) -> None:
        """A process begins."""
        self.store = open_store(self.path, wall=self.clock.wall)
        self.spool = Spool(self.store, self, self.clock, SpoolEars(self._hear, self.reports.append))
        self.spool.take_up()

    def reopen(self) -> None:
        """The process has ended, and another one begins."""
        self.store.close()
        self.open()

    def turn(self) -> float:
        """One turn of the spool; where it dies, the next process has begun when this returns."""
        try:
            return self.spool.turn()
        except PowerCutError:
            self.plan = Plan.COMES_OUT
            self.reopen()
            return 0.0

    def turns(self, most: int = 100) -> None:
        """Turns until nothing is to be done."""
        for _ in range(most):
            if self.turn() > 0:
                return
        raise AssertionError("it goes on and on")

    def ends(self) -> list[Job]:
        """The ends that were told."""
        return [job for job in self.news if job.state.ended]

    def status(self) -> PrinterStatus:
        """The printer's state."""
        return PrinterStatus(self.state)

    def print(self, document: Document) -> PrintResult:
        """As planned; nothing where it cannot, as every printer looks before it begins."""
        if not self.status().can_print:
            return PrintResult(printed=False, status=self.status())
        plan, paper = self.plan, read(document, self.clock.true)
        self.plan = Plan.COMES_OUT
        match plan:
            case Plan.IMPOSSIBLE:
                raise ValueError("no room for this table")
            case Plan.NOT_TAKEN:
                self.state = PrinterState.COVER_OPEN
                return PrintResult(printed=False, status=self.status())
            case Plan.DIES_BEFORE:
                self.tried.add((paper.job, paper.paper))
                raise PowerCutError
        assert not paper.again or (paper.job, paper.paper) in self.tried, "a mark for nothing"
        self.tried.add((paper.job, paper.paper))
        self.tray.append(paper)
        match plan:
            case Plan.STOPS_HALFWAY:
                self.state = PrinterState.PAPER_OUT
                return self._ended(printed=False)
            case Plan.NOT_CONFIRMED:
                unknown = PrinterStatus(PrinterState.UNKNOWN, "the job was not confirmed")
                return PrintResult(printed=False, status=unknown, started=True)
            case Plan.DIES_HALFWAY | Plan.DIES_AFTER:
                raise PowerCutError
            case Plan.DIES_BEFORE_TOLD:
                self.plan = plan
        return self._ended(printed=True)

    def prepare(self, document: Document) -> None:
        """Nothing is drawn here."""

    def expect_leftovers(self) -> None:
        """Count it."""
        self.leftovers += 1

    def close(self) -> None:
        """The spool is done with the printer."""
        self.closed = True

    def _ended(self, *, printed: bool) -> PrintResult:
        return PrintResult(printed, self.status(), started=True, paper_mm=self.paper_mm)

    def _hear(self, job: Job) -> None:
        if self.plan is Plan.DIES_BEFORE_TOLD and job.state.ended:
            raise PowerCutError
        self.hears(job)


def new_job(job_id: int, papers: int = 1, *, about: str = "", lifetime: float = 180.0) -> NewJob:
    """A job whose papers say which they are."""
    return NewJob(
        UUID(int=job_id),
        tuple(
            JobPaper(
                *(
                    Document(
                        blocks=(
                            Code(text=f"{UUID(int=job_id)} {paper} {mark}"),
                            Text(text="再発行" if mark == "again" else "番号札"),
                        )
                    )
                    for mark in ("first", "again")
                )
            )
            for paper in range(papers)
        ),
        about,
        lifetime,
    )


def read(document: Document, at: float) -> OnPaper:
    """What a paper says."""
    code = document.blocks[0]
    assert isinstance(code, Code)
    job, paper, mark = code.text.split()
    return OnPaper(UUID(job), int(paper), mark == "again", at)
