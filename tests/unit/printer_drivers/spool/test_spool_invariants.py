"""Whatever happens in whatever order: no paper twice without a mark, and no job lost."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from printer_drivers.spool.jobs import JobState
from printer_drivers.status import PrinterState
from tests.unit.printer_drivers.spool.desks import START, Desk, Plan, new_job

LIFETIME = 60.0
OFF = (0.0, 3600.0, -3600.0)
"""How far the wall clock is off, in seconds. A clock that is set back by just as long as the power
was away looks right, and nobody could know better."""
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of the test's own is made in it
"""Every commit waits for the disk, thousands of times: for these tests any folder will do."""


class SpoolMachine(RuleBasedStateMachine):
    """A spool, its printer, and people who come and go."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.desk = Desk(Path(self.folder.name) / "spool.sqlite")
        self.papers: dict[UUID, int] = {}
        self.wanted_until: dict[UUID, float] = {}
        self.given_up: set[UUID] = set()

    @rule(papers=st.integers(1, 2), about=st.sampled_from(["", "", "a", "b"]))
    def somebody_wants_paper(self, papers: int, about: str) -> None:
        number = len(self.papers) + 1
        new = new_job(number, papers, about=about, lifetime=LIFETIME)
        assert self.desk.spool.put(new)
        self.papers[new.id] = papers
        self.wanted_until[new.id] = self.desk.clock.true + LIFETIME

    @precondition(lambda self: self.papers)
    @rule(data=st.data())
    def the_same_again(self, data: st.DataObject) -> None:
        known = data.draw(st.sampled_from(sorted(self.papers)))
        assert not self.desk.spool.put(new_job(known.int, 2))

    @precondition(lambda self: self.papers)
    @rule(data=st.data())
    def somebody_gives_up(self, data: st.DataObject) -> None:
        known = data.draw(st.sampled_from(sorted(self.papers)))
        self.desk.spool.cancel(known)
        self.given_up.add(known)

    @rule()
    def a_turn(self) -> None:
        self.desk.turn()

    @precondition(lambda self: self.desk.state is PrinterState.READY)
    @rule(plan=st.sampled_from(Plan))
    def a_turn_with_bad_luck(self, plan: Plan) -> None:
        self.desk.plan = plan
        self.desk.turn()
        self.desk.plan = Plan.COMES_OUT

    @rule(state=st.sampled_from([PrinterState.PAPER_OUT, PrinterState.DISCONNECTED]))
    def the_printer_stops(self, state: PrinterState) -> None:
        self.desk.state = state

    @rule()
    def the_printer_is_well(self) -> None:
        self.desk.state = PrinterState.READY

    @rule(seconds=st.sampled_from([0.5, 10.0, 29.0, LIFETIME]))
    def time_passes(self, seconds: float) -> None:
        self.desk.clock.passes(seconds)

    @rule(clock_off=st.sampled_from(OFF))
    def the_process_is_killed_and_another_begins(self, clock_off: float) -> None:
        self._set_clock(clock_off)
        self.desk.reopen()

    @rule(clock_off=st.sampled_from(OFF))
    def the_power_goes_and_comes(self, clock_off: float) -> None:
        self.desk.clock.passes(20)
        self._set_clock(clock_off)
        self.desk.clock.reboots()
        self.desk.reopen()

    def _set_clock(self, clock_off: float) -> None:
        self.desk.clock.wall = START + self.desk.clock.true + clock_off

    @invariant()
    def no_paper_comes_twice_without_a_mark(self) -> None:
        seen = set[tuple[UUID, int]]()
        for paper in self.desk.tray:
            if (paper.job, paper.paper) in seen:
                assert paper.again, paper
            seen.add((paper.job, paper.paper))

    @invariant()
    def nothing_comes_that_nobody_wants_any_more(self) -> None:
        for paper in self.desk.tray:
            assert paper.at < self.wanted_until[paper.job], paper

    @invariant()
    def papers_come_in_the_order_in_which_they_were_wanted(self) -> None:
        order = [(paper.job, paper.paper) for paper in self.desk.tray]
        assert all(one <= other for one, other in pairwise(order))

    @invariant()
    def what_ended_is_told_once_or_again_as_the_same(self) -> None:
        told: dict[UUID, JobState] = {}
        for job in self.desk.ends():
            assert told.setdefault(job.id, job.state) is job.state
            assert not job.papers, "nothing of it is kept"

    def teardown(self) -> None:
        try:
            self._all_come_to_an_end()
        finally:
            self.desk.store.close()
            self.folder.cleanup()

    def _all_come_to_an_end(self) -> None:
        self.desk.state = PrinterState.READY
        self.desk.turns()
        ends = {job.id: job for job in self.desk.ends()}
        assert ends.keys() == self.papers.keys(), "none is lost"
        for job_id, job in ends.items():
            out = {paper.paper for paper in self.desk.tray if paper.job == job_id}
            if job.state is JobState.CONFIRMED:
                assert len(out) == self.papers[job_id]
            assert out >= set(range(job.done))
        assert self.desk.store.waiting() == []
        assert self.desk.store.untold() == []
        assert self.desk.spool.report().waiting == 0
        told = len(self.desk.news)
        self.desk.reopen()
        assert len(self.desk.news) == told, "the next process has nothing to tell"


TestSpool = SpoolMachine.TestCase
TestSpool.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
