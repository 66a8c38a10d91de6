"""The one thread that owns the printer, and prints the spool's jobs in their order."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from printer_drivers.printers import Printer
from printer_drivers.spool import paper
from printer_drivers.spool.clock import Instant, put_when
from printer_drivers.spool.jobs import (
    KEEP_SECONDS,
    Job,
    JobState,
    NewJob,
    aged,
    begin,
    found,
    impossible,
    settle,
    taken,
    unwanted,
)
from printer_drivers.spool.report import SpoolReport
from printer_drivers.spool.store import SpoolStore
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult

_log = structlog.get_logger()

LOOK_SECONDS: Final = 5.0
"""How often an idle printer is asked how it is."""
WAIT_SECONDS: Final = 1.0
"""The same while somebody waits for a paper."""


@dataclass(frozen=True, slots=True)
class SpoolEars:
    """Who is told. Called in the spool's thread, or in that of `put` and `cancel`: only enqueue."""

    job: Callable[[Job], None]
    """A job that goes on: `sending`, back in `queued`, or ended. An end is told once it is on the
    disk, and told again by the next process if this one ended in between."""
    report: Callable[[SpoolReport], None]
    """A look at the printer, or a change of the jobs."""


class Spool:
    """Jobs in, papers out. The printer belongs to it, and is closed by it.

    Jobs that an earlier process left are taken up: those that were being sent are printed again
    only as a reprint, and all of them only as long as they are wanted.
    """

    def __init__(
        self,
        store: SpoolStore,
        printer: Printer,
        now: Callable[[], Instant],
        ears: SpoolEars,
        *,
        roll_mm: float = paper.ROLL_MM,
        look_seconds: float = LOOK_SECONDS,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self._store = store
        self._printer = printer
        self._now = now
        self._ears = ears
        self._roll_mm = roll_mm
        self._look_seconds = look_seconds
        self._wait_seconds = wait_seconds
        self._lock = threading.RLock()
        self._jobs: dict[UUID, Job] = {}
        """Those that have not ended, oldest first, with times of the clock that nobody sets."""
        self._status: PrinterStatus | None = None
        self._look_at = float("-inf")
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="print-spool", daemon=True)

    def take_up(self) -> None:
        """Take up what an earlier process left. Once, before anything else."""
        moment = self._now()
        for job in self._store.untold():
            self._tell_end(job)
        for kept, times in self._store.waiting():
            began = put_when(times, moment)
            job = replace(kept, created_at=began, expires_at=began + times.lifetime)
            self._jobs[job.id] = job
            if job.state is JobState.SENDING:
                self._printer.expect_leftovers()
            self._change(job.id, found)
            self._change(job.id, partial(aged, now=moment.seconds))
        self._store.forget(moment.wall - KEEP_SECONDS)

    def start(self) -> None:
        """Work in a thread of its own, until `close`."""
        self.take_up()
        self._thread.start()

    def close(self, seconds: float) -> bool:
        """End after the paper that is being printed. False where that takes longer than this."""
        self._closing = True
        self._wake.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def put(self, new: NewJob) -> bool:
        """Keep a job; it is on the disk when this returns. False where its id is known already.

        Jobs about the same that still wait are not printed any more.
        """
        with self._lock:
            moment = self._now()
            job = taken(new, moment.seconds)
            if not self._store.add(job, moment):
                return False
            for older in list(self._jobs.values()):
                if new.about and older.about == new.about:
                    self._change(older.id, unwanted)
            self._jobs[job.id] = job
        self._wake.set()
        return True

    def cancel(self, job_id: UUID) -> None:
        """Nobody wants a job any more. A paper that is being printed comes out; no other does."""
        self._change(job_id, unwanted)
        self._wake.set()

    def paper_changed(self, rolls_left: int | None = None) -> None:
        """Somebody says that a whole roll is in; see `paper.changed`."""
        self._tell_roll(lambda roll: paper.changed(roll, rolls_left=rolls_left))

    def rolls_counted(self, rolls_left: int) -> None:
        """Somebody says how many rolls are in the cupboard."""
        self._tell_roll(lambda roll: paper.counted(roll, rolls_left))

    def _tell_roll(self, change: Callable[[paper.PaperRoll], paper.PaperRoll]) -> None:
        self._store.change_roll(change)
        self._ears.report(self.report())

    def report(self) -> SpoolReport:
        """How everything is, by the last look at the printer."""
        roll = self._store.roll()
        counts = self._store.counts(self._now().wall - KEEP_SECONDS)
        left = paper.metres_left(roll, self._roll_mm)
        return SpoolReport(
            status=self._status or PrinterStatus(PrinterState.UNKNOWN, "not asked yet"),
            waiting=counts.waiting,
            failed_today=counts.failed + counts.expired,
            metres_left=left,
            rolls_left=roll.rolls_left,
            out=roll.out,
            durable=self._store.durable,
        )

    def turn(self) -> float:
        """Do what is to be done now; seconds until there may be more. For the spool's thread."""
        now = self._now().seconds
        for job_id in list(self._jobs):
            self._change(job_id, partial(aged, now=now))
        job = self._next()
        if job is None:
            if now < self._look_at:
                return self._look_at - now
            self._look()
            self._store.forget(self._now().wall - KEEP_SECONDS)
            return self._look_seconds
        if not self._can_print(job, now):
            self._still_waiting()
            return self._wait_seconds
        job = self._change(job.id, partial(begin, now=self._now().seconds))
        if job is None or job.state is not JobState.SENDING or self._settle(job):
            return 0.0
        # it says that it can print, and then does not begin: no reason to ask without a pause
        return self._wait_seconds

    def _run(self) -> None:
        try:
            while not self._closing:
                self._wake.clear()
                seconds = self.turn()
                if seconds > 0 and not self._closing:
                    self._wake.wait(seconds)
        finally:
            self._printer.close()
            self._store.close()

    def _next(self) -> Job | None:
        with self._lock:
            return next(iter(self._jobs.values()), None)

    def _settle(self, job: Job) -> bool:
        """Send a job's next paper, and keep what came of it. False where nothing was sent."""
        try:
            result = self._printer.print(job.document)
        except (OSError, ValueError) as error:
            # a folder that takes no picture, words that no font and no layout can set
            _log.error("print_impossible", job=str(job.id), error=str(error))
            self._change(job.id, partial(impossible, why=str(error)))
            return True
        self._heard(result)
        self._change(job.id, partial(settle, result=result))
        self._ears.report(self.report())
        return result.started

    def _can_print(self, job: Job, now: float) -> bool:
        """Whether the printer can. For a job's first line, for which somebody waits, what it said a
        moment ago does: `print` asks it before it sends anything."""
        status = self._status
        fresh = now < self._look_at and status is not None and status.can_print
        return (fresh and job.done == 0) or self._look().can_print

    def _look(self) -> PrinterStatus:
        status = self._printer.status()
        self._heard(PrintResult(printed=False, status=status))
        self._look_at = self._now().seconds + self._look_seconds
        self._ears.report(self.report())
        return status

    def _heard(self, result: PrintResult) -> None:
        status = result.status
        self._status = status

        def change(roll: paper.PaperRoll) -> paper.PaperRoll:
            roll = paper.printed(roll, result.paper_mm)
            return paper.seen(roll, status, self._roll_mm)

        before = self._store.roll()
        if change(before) == before:
            return  # nothing new, which is what most looks find: nothing is written
        after = self._store.change_roll(change)
        if after.used_mm < before.used_mm and not after.left_at_near_end:
            _log.info("paper_roll_changed", rolls_left=after.rolls_left)

    def _still_waiting(self) -> None:
        """Everybody who waits is told why, once."""
        with self._lock:
            for job in list(self._jobs.values()):
                if job.status != self._status:
                    self._change(job.id, partial(replace, status=self._status))

    def _change(self, job_id: UUID, change: Callable[[Job], Job]) -> Job | None:
        """Keep what a job becomes, and then tell it. None where it has ended before."""
        with self._lock:
            before = self._jobs.get(job_id)
            if before is None:
                return None
            job = change(before)
            if job == before:
                return job
            self._store.save(job, self._now().wall)
            self._jobs[job_id] = job
            if not job.state.ended:
                self._ears.job(job)
                return job
            del self._jobs[job_id]
        self._tell_end(job)
        if not self._jobs:
            self._store.tidy()
        return job

    def _tell_end(self, job: Job) -> None:
        _log.info(
            "print_job_ended",
            job=str(job.id),
            state=job.state.value,
            papers=job.done,
            unwanted=job.unwanted,
            printer=None if job.status is None else str(job.status),
        )
        self._ears.job(job)
        self._store.told(job)
        self._ears.report(self.report())
