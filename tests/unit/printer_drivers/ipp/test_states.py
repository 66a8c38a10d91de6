"""What a printer's own words mean to a lobby: never ready where it is not sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer_drivers.ipp.frames import Attribute, AttributeGroup, Group, Tag, enum, integer, words
from printer_drivers.ipp.states import (
    REASONS,
    DeviceState,
    Job,
    JobState,
    device_of,
    job_id_of,
    job_of,
    printer_status,
)
from printer_drivers.shape import FrameError
from printer_drivers.status import PrinterState

IDLE, PROCESSING, STOPPED = DeviceState


@pytest.mark.parametrize(
    ("state", "reasons", "meaning"),
    [
        (IDLE, ["none"], PrinterState.READY),
        (IDLE, [], PrinterState.READY),
        (PROCESSING, ["none"], PrinterState.PRINTING),
        (STOPPED, ["none"], PrinterState.OFFLINE),
        (STOPPED, ["paused"], PrinterState.OFFLINE),
        (IDLE, ["media-low-report"], PrinterState.PAPER_NEAR_END),
        (IDLE, ["media-empty"], PrinterState.PAPER_OUT),
        (STOPPED, ["media-empty-error", "media-needed-error"], PrinterState.PAPER_OUT),
        (STOPPED, ["media-empty-warning"], PrinterState.PAPER_OUT),
        # one of two trays is empty
        (IDLE, ["media-empty-warning"], PrinterState.PAPER_NEAR_END),
        (PROCESSING, ["media-empty-warning"], PrinterState.PAPER_NEAR_END),
        (STOPPED, ["door-open-error", "media-empty-error"], PrinterState.COVER_OPEN),
        (STOPPED, ["media-jam-error"], PrinterState.RECOVERABLE_ERROR),
        (STOPPED, ["marker-supply-empty-error"], PrinterState.RECOVERABLE_ERROR),
        (IDLE, ["marker-supply-low-warning"], PrinterState.READY),
        (IDLE, ["other-error"], PrinterState.OFFLINE),
        (PROCESSING, ["fuser-over-temp"], PrinterState.OVERHEATED),
        (PROCESSING, ["connecting-to-device"], PrinterState.PRINTING),
        (STOPPED, ["offline"], PrinterState.DISCONNECTED),
        (IDLE, ["made-up-by-a-maker"], PrinterState.UNKNOWN),
        (IDLE, ["made-up-by-a-maker-error"], PrinterState.UNKNOWN),
        (IDLE, ["made-up-by-a-maker-report"], PrinterState.READY),
        (STOPPED, ["made-up-by-a-maker-report"], PrinterState.UNKNOWN),
        (None, ["none"], PrinterState.UNKNOWN),
        (9, ["none"], PrinterState.UNKNOWN),
    ],
)
def test_a_printer_that_is_asked_directly(
    state: int | None, reasons: list[str], meaning: PrinterState
) -> None:
    status = printer_status(state, reasons)
    assert status.state is meaning
    for reason in reasons:
        assert reason in status.detail or reason == "none"


@pytest.mark.parametrize(
    ("state", "reasons", "meaning"),
    [
        # what its last job met: nobody has looked since
        (IDLE, ["media-empty-warning", "media-needed-error"], PrinterState.READY),
        (IDLE, ["offline-report"], PrinterState.READY),
        (IDLE, ["paused"], PrinterState.OFFLINE),
        (STOPPED, ["paused"], PrinterState.OFFLINE),
        (STOPPED, ["cups-missing-filter-warning"], PrinterState.OFFLINE),
        (IDLE, ["cups-insecure-filter-warning"], PrinterState.READY),
        (PROCESSING, ["media-empty-error"], PrinterState.PAPER_OUT),
        (PROCESSING, ["media-empty-warning"], PrinterState.PAPER_NEAR_END),
        (PROCESSING, ["cups-waiting-for-job-completed"], PrinterState.PRINTING),
    ],
)
def test_a_queue(state: int, reasons: list[str], meaning: PrinterState) -> None:
    assert printer_status(state, reasons, is_queue=True).state is meaning


def test_a_printer_that_waits_for_paper_and_calls_it_a_warning_is_suspected() -> None:
    status = printer_status(PROCESSING, ["media-empty-warning"], believes_grades=False)
    assert status.state is PrinterState.PAPER_OUT


def test_one_that_takes_no_jobs_is_offline() -> None:
    assert printer_status(IDLE, ["none"], accepts=False).state is PrinterState.OFFLINE


@given(st.integers(3, 5), st.lists(st.sampled_from([*REASONS, "media-empty-error", "sparks"])))
def test_nothing_grave_and_nothing_unknown_is_ever_ready(state: int, reasons: list[str]) -> None:
    status = printer_status(state, reasons)
    meanings = {REASONS.get(reason, PrinterState.UNKNOWN) for reason in reasons}
    harmless = {PrinterState.READY, PrinterState.PRINTING, PrinterState.PAPER_NEAR_END}
    assert status.can_print == (meanings <= harmless and state != STOPPED)


def test_a_printer_without_pdf_says_what_to_do() -> None:
    group = AttributeGroup(
        Group.PRINTER,
        (
            Attribute("printer-state", (enum(3),)),
            Attribute("document-format-supported", (words(Tag.MIME_TYPE, "image/urf"),)),
        ),
    )
    status = device_of(group).status
    assert status.state is PrinterState.OFFLINE
    assert "CUPS queue" in status.detail


@pytest.mark.parametrize(
    ("job", "printed"),
    [
        (Job(JobState.COMPLETED), True),
        (Job(JobState.COMPLETED, ("job-completed-successfully",)), True),
        (Job(JobState.COMPLETED, ("job-completed-with-warnings",)), True),
        (Job(JobState.COMPLETED, ("job-completed-with-errors",)), False),
        *((Job(state), False) for state in JobState if state is not JobState.COMPLETED),
    ],
)
def test_only_a_completed_job_is_on_paper(job: Job, printed: bool) -> None:
    assert job.printed is printed


def test_a_job_without_a_state_or_a_number_is_no_job() -> None:
    for state in (None, 2, 10):
        attributes = () if state is None else (Attribute("job-state", (enum(state),)),)
        with pytest.raises(FrameError, match="job-state"):
            job_of(AttributeGroup(Group.JOB, attributes))
    for number in (None, 0, -1):
        attributes = () if number is None else (Attribute("job-id", (integer(number),)),)
        with pytest.raises(FrameError, match="job-id"):
            job_id_of(AttributeGroup(Group.JOB, attributes))
