"""A print job and what can happen to it. Pure: time is passed in, nothing is kept here.

```
            begin             settle
  queued ----------> sending ----------> confirmed   the printer said that all of it is on paper
     ^                  |  |-----------> failed      nobody can say so, and it was tried enough
     |                  |
     '------------------'  not started, or to be printed again as a reprint
     '-----------------------------------> expired   nobody wants it any more
```

A job has one paper or several, such as a ticket and its checklist. They come out in their order,
and one that is done is done: what goes wrong later repeats only the paper that it happened to.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from printer_drivers.documents import Document
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult

ATTEMPTS_MAX: Final = 3
"""So often may bytes of one paper go out: once unmarked, then as a reprint."""
UNEXPLAINED_MAX: Final = 2
"""The same where the printer is well and does not say why it confirms nothing. A printer that never
confirms would else turn every ticket into three."""
LIFETIME_SECONDS: Final = 180.0
"""Whoever waits longer than this for a paper has gone, or was helped by the staff."""
KEEP_SECONDS: Final = 24 * 3600.0
"""How long the ends of jobs are counted, and their ids known: without anything that was printed."""


class JobState(StrEnum):
    """Where a job stands, in words that stay (they are in files). The last three are ends."""

    QUEUED = "queued"
    """It waits for its turn, or for a printer that can print."""
    SENDING = "sending"
    """Bytes may have gone out; the printer has not said yet what became of them."""
    CONFIRMED = "confirmed"
    """The printer said that all of it is on paper."""
    FAILED = "failed"
    """It cannot be printed, or was tried often enough."""
    EXPIRED = "expired"
    """Nobody wants it any more: too late, cancelled, or a newer one took its place."""

    @property
    def ended(self) -> bool:
        """Whether nothing more happens to the job."""
        return self not in {JobState.QUEUED, JobState.SENDING}


@dataclass(frozen=True, slots=True)
class JobPaper:
    """One paper of a job, in the two ways in which it may come out."""

    first: Document
    again: Document
    """The same marked as a reprint (再発行): all that is printed once `first` may be on paper."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a sender wants on paper."""

    id: UUID
    """Made by the sender. The same id again is the same job, whatever it says."""
    papers: tuple[JobPaper, ...]
    about: str = ""
    """What it is about, such as a visit's id: a newer job about the same takes the place of those
    that wait. Empty: of no other job."""
    lifetime: float = LIFETIME_SECONDS
    """Seconds in which somebody wants it."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job that the spool has taken."""

    id: UUID
    papers: tuple[JobPaper, ...]
    """Empty once the job has ended: nothing of what was printed outlives it."""
    about: str
    created_at: float
    """In seconds of the clock that all functions here are given."""
    expires_at: float
    state: JobState = JobState.QUEUED
    attempts: int = 0
    """How often bytes of the paper whose turn it is may have gone out."""
    done: int = 0
    """How many of the papers are confirmed."""
    marked: bool = False
    """Whether one of the confirmed papers says that it is a reprint."""
    unwanted: bool = False
    """Cancelled, or replaced by a newer one, by whoever sent it."""
    status: PrinterStatus | None = None
    """What the printer last said about this job."""

    @property
    def may_be_on_paper(self) -> bool:
        """Whether something of the paper whose turn it is may have come out already."""
        return self.attempts > 0

    @property
    def document(self) -> Document:
        """What is to be sent now. Only for a job that has not ended."""
        paper = self.papers[self.done]
        # in `sending` the attempt that is under way is counted already
        tried = self.attempts - (self.state is JobState.SENDING)
        return paper.again if tried > 0 else paper.first


def taken(new: NewJob, now: float) -> Job:
    """A new job, as the spool keeps it.

    Raises:
        ValueError: it has no paper.
    """
    if not new.papers:
        raise ValueError("a job needs at least one paper")
    return Job(new.id, new.papers, new.about, created_at=now, expires_at=now + new.lifetime)


def begin(job: Job, now: float) -> Job:
    """The job whose next paper is about to be sent; the job as it has ended if it is too late.

    The result must be kept before the first byte goes out.
    """
    job = aged(job, now)
    if job.state.ended:
        return job
    return replace(job, state=JobState.SENDING, attempts=job.attempts + 1)


def settle(job: Job, result: PrintResult) -> Job:
    """What a job that was being sent has become. Confirmation is the printer's word alone."""
    job = replace(job, status=result.status)
    if result.printed:
        marked = job.marked or job.attempts > 1
        job = replace(job, done=job.done + 1, marked=marked, attempts=0)
        if job.done == len(job.papers):
            return _ended(job, JobState.CONFIRMED)
    elif not result.started:
        job = replace(job, attempts=job.attempts - 1)
    return _goes_on(replace(job, state=JobState.QUEUED))


def found(job: Job) -> Job:
    """What a job that the file has as `sending` is when the process starts again.

    Nobody knows how far it came: it is never printed unmarked again.
    """
    if job.state is not JobState.SENDING:
        return job
    status = PrinterStatus(PrinterState.UNKNOWN, "the process ended while it was being printed")
    return _goes_on(replace(job, state=JobState.QUEUED, status=status))


def aged(job: Job, now: float) -> Job:
    """The job as it is at a moment: expired where nobody wants it any more."""
    if job.state is JobState.QUEUED and (job.unwanted or now >= job.expires_at):
        return _ended(job, JobState.EXPIRED)
    return job


def unwanted(job: Job) -> Job:
    """The job once its sender does not want it. What is being sent comes out; nothing follows."""
    if job.state.ended:
        return job
    job = replace(job, unwanted=True)
    return _ended(job, JobState.EXPIRED) if job.state is JobState.QUEUED else job


def impossible(job: Job, why: str) -> Job:
    """The job, ended because no printer could print it."""
    status = PrinterStatus(PrinterState.UNKNOWN, why)
    return _ended(replace(job, status=status), JobState.FAILED)


def _goes_on(job: Job) -> Job:
    """A queued job, unless it was tried enough. An unwanted one ends in `aged`."""
    unexplained = job.status is not None and (
        job.status.can_print or job.status.state is PrinterState.UNKNOWN
    )
    if job.attempts >= (UNEXPLAINED_MAX if unexplained else ATTEMPTS_MAX):
        return _ended(job, JobState.FAILED)
    return job


def _ended(job: Job, state: JobState) -> Job:
    # nothing of what it was about outlives it
    return replace(job, state=state, papers=(), about="")
