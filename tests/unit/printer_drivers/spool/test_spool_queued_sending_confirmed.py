"""What becomes of a job in each of its states, by what the printer does: one test a pair."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from printer_drivers.spool.jobs import KEEP_SECONDS, Job, JobState
from printer_drivers.spool.paper import PaperRoll
from printer_drivers.status import PrinterState, PrinterStatus
from tests.unit.printer_drivers.spool.desks import Desk, OnPaper, Plan, new_job

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "spool.sqlite")
    yield made
    made.store.close()


def marks(desk: Desk) -> list[tuple[int, int, bool]]:
    """What is in the tray: job, paper, whether it says 再発行."""
    return [(paper.job.int, paper.paper, paper.again) for paper in desk.tray]


def test_a_job_is_told_from_sending_to_confirmed(desk: Desk) -> None:
    assert desk.spool.put(new_job(1))
    desk.turns()
    assert desk.tray == [OnPaper(ONE, 0, again=False, at=0.0)]
    assert [job.state for job in desk.news] == [JobState.SENDING, JobState.CONFIRMED]


def test_confirmed_is_the_printers_word_and_nothing_elses(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.plan = Plan.NOT_CONFIRMED
    desk.turn()
    assert desk.ends() == []
    desk.plan = Plan.NOT_CONFIRMED
    desk.turns()
    assert marks(desk) == [(1, 0, False), (1, 0, True)]
    (end,) = desk.ends()
    assert end.state is JobState.FAILED, "a printer that never confirms does not print for ever"


def test_queued_out_of_paper_waits_and_prints_once_when_paper_is_back(desk: Desk) -> None:
    desk.state = PrinterState.PAPER_OUT
    desk.spool.put(new_job(1))
    for _ in range(20):
        desk.turn()
        desk.clock.passes(1)
    (told,) = desk.news
    assert told.state is JobState.QUEUED
    assert told.status is not None
    assert told.status.state is PrinterState.PAPER_OUT
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(1, 0, False)]


def test_queued_paper_out_for_long_no_burst_of_old_tickets(desk: Desk) -> None:
    desk.state = PrinterState.PAPER_OUT
    for number in range(1, 9):
        desk.spool.put(new_job(number, lifetime=60))
        desk.turn()
        desk.clock.passes(30)
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(8, 0, False)], "the last one alone is still wanted"
    assert [job.state for job in desk.ends()] == [JobState.EXPIRED] * 7 + [JobState.CONFIRMED]


def test_sending_paper_out_halfway_comes_again_as_a_reprint(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.plan = Plan.STOPS_HALFWAY
    desk.turn()
    desk.turn()
    assert desk.news[-1].state is JobState.QUEUED
    assert desk.news[-1].may_be_on_paper
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(1, 0, False), (1, 0, True)]
    assert desk.ends()[0].marked


def test_sending_paper_out_halfway_and_too_late(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.plan = Plan.STOPS_HALFWAY
    desk.turn()
    desk.clock.passes(180)
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(1, 0, False)]
    assert desk.ends()[0].state is JobState.EXPIRED


def test_sending_refused_before_the_first_byte_is_no_reprint(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.plan = Plan.NOT_TAKEN
    assert desk.turn() > 0, "it says that it can print and does not begin: no hurry"
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(1, 0, False)]


def test_out_of_paper_between_two_papers_prints_only_what_is_missing(desk: Desk) -> None:
    desk.spool.put(new_job(1, papers=2))
    desk.turn()
    desk.state = PrinterState.PAPER_OUT
    desk.turn()
    assert (desk.news[-1].state, desk.news[-1].done) == (JobState.QUEUED, 1)
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(1, 0, False), (1, 1, False)]


def test_a_checklist_that_failed_does_not_bring_its_ticket_again(desk: Desk) -> None:
    desk.spool.put(new_job(1, papers=2))
    desk.turn()
    desk.plan = Plan.STOPS_HALFWAY
    desk.turn()
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(1, 0, False), (1, 1, False), (1, 1, True)]


def test_a_printer_that_stops_every_time_is_tried_three_times(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    for _ in range(9):
        desk.plan = Plan.STOPS_HALFWAY
        desk.turn()
        desk.state = PrinterState.READY
    assert marks(desk) == [(1, 0, False), (1, 0, True), (1, 0, True)]
    assert [job.state for job in desk.ends()] == [JobState.FAILED]


@pytest.mark.parametrize("plan", [Plan.DIES_BEFORE, Plan.DIES_HALFWAY, Plan.DIES_AFTER])
def test_sending_killed_comes_again_as_a_reprint_only(desk: Desk, plan: Plan) -> None:
    desk.spool.put(new_job(1))
    desk.plan = plan
    desk.turn()
    desk.turns()
    again = [again for _, _, again in marks(desk)]
    assert again == ([True] if plan is Plan.DIES_BEFORE else [False, True])
    assert desk.leftovers == 1
    assert [job.state for job in desk.ends()] == [JobState.CONFIRMED]


def test_confirmed_killed_before_anybody_was_told_is_told_and_not_printed(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.plan = Plan.DIES_BEFORE_TOLD
    desk.turn()
    desk.turns()
    assert marks(desk) == [(1, 0, False)]
    assert [job.state for job in desk.ends()] == [JobState.CONFIRMED]


def test_a_process_that_dies_of_a_job_every_time_gives_it_up(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    for _ in range(5):
        desk.plan = Plan.DIES_HALFWAY
        desk.turn()
    assert len(desk.tray) == 2
    assert [job.state for job in desk.ends()] == [JobState.FAILED]


def test_queued_killed_waits_for_the_next_process(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.reopen()
    desk.turns()
    assert marks(desk) == [(1, 0, False)]
    assert desk.leftovers == 0


@pytest.mark.parametrize("clock_is_set", [-7200.0, 7200.0])
def test_a_clock_that_is_set_ends_no_job_and_lengthens_none(
    desk: Desk, clock_is_set: float
) -> None:
    desk.spool.put(new_job(1, lifetime=60))
    desk.spool.put(new_job(2, lifetime=60))
    desk.clock.wall += clock_is_set
    desk.turn()
    desk.reopen()
    desk.clock.passes(59)
    desk.turn()
    assert marks(desk) == [(1, 0, False), (2, 0, False)]
    desk.state = PrinterState.PAPER_OUT
    desk.spool.put(new_job(3, lifetime=60))
    desk.reopen()
    desk.clock.passes(60)
    desk.turn()
    assert desk.ends()[-1].state is JobState.EXPIRED


@pytest.mark.parametrize(
    ("clock_is_set", "comes"),
    [(0.0, True), (-3600.0, False), (3600.0, False)],
)
def test_after_a_reboot_a_job_is_wanted_as_long_as_a_clock_that_can_be_right_says(
    desk: Desk, clock_is_set: float, comes: bool
) -> None:
    desk.spool.put(new_job(1))
    desk.clock.passes(45)
    desk.clock.wall += clock_is_set
    desk.clock.reboots()
    desk.reopen()
    desk.turns()
    assert (marks(desk) == [(1, 0, False)]) is comes
    assert desk.ends()[0].state is (JobState.CONFIRMED if comes else JobState.EXPIRED)


def test_the_same_id_is_the_same_job_even_when_it_has_ended(desk: Desk) -> None:
    assert desk.spool.put(new_job(1))
    assert not desk.spool.put(new_job(1, papers=2))
    desk.turns()
    assert not desk.spool.put(new_job(1))
    desk.reopen()
    assert not desk.spool.put(new_job(1))
    desk.turns()
    assert marks(desk) == [(1, 0, False)]


def test_cancelled_while_queued_is_told_as_expired_and_counts_as_no_failure(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.spool.cancel(ONE)
    desk.turns()
    assert desk.tray == []
    assert [job.state for job in desk.ends()] == [JobState.EXPIRED]
    assert desk.spool.report().failed_today == 0


def test_cancelled_while_sending_what_is_under_way_comes_out_and_nothing_more(desk: Desk) -> None:
    desk.spool.put(new_job(1, papers=2))

    def cancels(job: Job) -> None:
        desk.news.append(job)
        desk.spool.cancel(ONE)

    desk.hears = cancels
    desk.turns()
    assert marks(desk) == [(1, 0, False)]
    (end,) = desk.ends()
    assert (end.state, end.done) == (JobState.EXPIRED, 1)


def test_a_newer_job_about_the_same_takes_the_place_of_one_that_waits(desk: Desk) -> None:
    desk.state = PrinterState.PAPER_OUT
    desk.spool.put(new_job(1, about="visit"))
    desk.spool.put(new_job(2, about="other"))
    desk.spool.put(new_job(3, about="visit"))
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(2, 0, False), (3, 0, False)]


def test_a_paper_that_no_printer_can_print_fails_and_the_next_comes_out(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.spool.put(new_job(2))
    desk.plan = Plan.IMPOSSIBLE
    desk.turns()
    assert marks(desk) == [(2, 0, False)]
    assert {job.id: job.state for job in desk.ends()} == {
        ONE: JobState.FAILED,
        TWO: JobState.CONFIRMED,
    }


def test_failures_are_counted_for_a_day(desk: Desk) -> None:
    desk.spool.put(new_job(1))
    desk.plan = Plan.IMPOSSIBLE
    desk.turns()
    assert desk.spool.report().failed_today == 1
    desk.clock.passes(KEEP_SECONDS + 1)
    desk.turns()
    assert desk.spool.report().failed_today == 0
    assert desk.spool.put(new_job(1)), "after a day nothing is known of it"


def test_without_jobs_the_printer_is_looked_at_now_and_then(desk: Desk) -> None:
    assert desk.turn() == 5.0
    desk.state = PrinterState.COVER_OPEN
    assert desk.turn() == 5.0, "not yet"
    desk.clock.passes(5)
    desk.turn()
    seen = [report.status.state for report in desk.reports]
    assert seen == [PrinterState.READY, PrinterState.COVER_OPEN]


def test_paper_is_counted_and_a_new_roll_is_noticed(desk: Desk) -> None:
    desk.store.change_roll(lambda _: PaperRoll(known=True, rolls_left=3))
    for number in range(1, 11):
        desk.spool.put(new_job(number))
    desk.turns()
    assert desk.spool.report().metres_left == pytest.approx(58.0)
    desk.state = PrinterState.PAPER_OUT
    desk.clock.passes(5)
    desk.turn()
    report = desk.reports[-1]
    assert (report.metres_left, report.rolls_left, report.out) == (0.0, 3, True)
    desk.state = PrinterState.READY
    desk.clock.passes(5)
    desk.turn()
    report = desk.reports[-1]
    assert (report.metres_left, report.rolls_left, report.out) == (60.0, 2, False)


def test_a_printer_that_was_well_a_moment_ago_is_not_asked_before_a_first_line(desk: Desk) -> None:
    desk.turn()
    reports = len(desk.reports)
    desk.state = PrinterState.PAPER_OUT
    desk.spool.put(new_job(1))
    desk.turn()
    assert desk.news[-1].status == PrinterStatus(PrinterState.PAPER_OUT), "the printer said so"
    assert desk.news[-1].attempts == 0
    assert len(desk.reports) == reports + 1, "once, and not before as well"
    desk.state = PrinterState.READY
    desk.turns()
    assert marks(desk) == [(1, 0, False)]
