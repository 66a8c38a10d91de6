"""What a printer's own words mean: RFC 8011, 5.4.11 and 5.4.12 (printer), 5.3.7 and 5.3.8 (job)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from printer_drivers.ipp.frames import AttributeGroup, Operation, Tag, Value
from printer_drivers.ipp.requests import PDF
from printer_drivers.shape import FrameError
from printer_drivers.status import PrinterState, PrinterStatus


class DeviceState(IntEnum):
    """`printer-state`."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class JobState(IntEnum):
    """`job-state`."""

    PENDING = 3
    PENDING_HELD = 4
    PROCESSING = 5
    PROCESSING_STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of it."""
        return self >= JobState.CANCELED


REASONS: Final[dict[str, PrinterState]] = {
    "media-empty": PrinterState.PAPER_OUT,
    "media-needed": PrinterState.PAPER_OUT,
    "cover-open": PrinterState.COVER_OPEN,
    "door-open": PrinterState.COVER_OPEN,
    "interlock-open": PrinterState.COVER_OPEN,
    "input-tray-missing": PrinterState.COVER_OPEN,
    "output-tray-missing": PrinterState.COVER_OPEN,
    "die-cutter-jam": PrinterState.CUTTER_ERROR,
    "separation-cutter-jam": PrinterState.CUTTER_ERROR,
    "trimmer-jam": PrinterState.CUTTER_ERROR,
    "input-manual-input-request": PrinterState.PAPER_OUT,
    "input-media-tray-missing": PrinterState.COVER_OPEN,
    "media-jam": PrinterState.RECOVERABLE_ERROR,
    "printer-manual-intervention": PrinterState.RECOVERABLE_ERROR,
    "output-area-full": PrinterState.RECOVERABLE_ERROR,
    "marker-supply-empty": PrinterState.RECOVERABLE_ERROR,
    "marker-supply-missing": PrinterState.RECOVERABLE_ERROR,
    "marker-waste-full": PrinterState.RECOVERABLE_ERROR,
    "marker-waste-missing": PrinterState.RECOVERABLE_ERROR,
    "toner-empty": PrinterState.RECOVERABLE_ERROR,
    "developer-empty": PrinterState.RECOVERABLE_ERROR,
    "opc-life-over": PrinterState.RECOVERABLE_ERROR,
    "spool-area-full": PrinterState.RECOVERABLE_ERROR,
    "fuser-over-temp": PrinterState.OVERHEATED,
    "interpreter-resource-unavailable": PrinterState.UNRECOVERABLE_ERROR,
    "subsystem-error": PrinterState.UNRECOVERABLE_ERROR,
    "offline": PrinterState.DISCONNECTED,
    "timed-out": PrinterState.DISCONNECTED,
    "other": PrinterState.OFFLINE,
    "paused": PrinterState.OFFLINE,
    "moving-to-paused": PrinterState.OFFLINE,
    "stopping": PrinterState.OFFLINE,
    "stopped-partly": PrinterState.OFFLINE,
    "shutdown": PrinterState.OFFLINE,
    "power-down": PrinterState.OFFLINE,
    "hold-new-jobs": PrinterState.OFFLINE,
    "deactivated": PrinterState.OFFLINE,
    "media-low": PrinterState.PAPER_NEAR_END,
    "fuser-under-temp": PrinterState.PRINTING,
    "connecting-to-device": PrinterState.PRINTING,
    "warming-up": PrinterState.PRINTING,
    "power-up": PrinterState.PRINTING,
    "configuration-change": PrinterState.READY,
    "identify-printer-requested": PrinterState.READY,
    "hibernate": PrinterState.READY,
    "sleep-mode": PrinterState.READY,
    "standby": PrinterState.READY,
    "suspend": PrinterState.READY,
    "developer-low": PrinterState.READY,
    "input-tray-empty": PrinterState.PAPER_NEAR_END,
    "marker-supply-low": PrinterState.READY,
    "marker-waste-almost-full": PrinterState.READY,
    "opc-near-eol": PrinterState.READY,
    "output-area-almost-full": PrinterState.READY,
    "resuming": PrinterState.PRINTING,
    "toner-low": PrinterState.READY,
}
"""Keywords of RFC 8011 and PWG 5100.9 (IANA's registry of IPP has both), without their grade."""

_GRAVEST_FIRST: Final = (
    PrinterState.UNRECOVERABLE_ERROR,
    PrinterState.COVER_OPEN,
    PrinterState.PAPER_OUT,
    PrinterState.CUTTER_ERROR,
    PrinterState.RECOVERABLE_ERROR,
    PrinterState.OVERHEATED,
    PrinterState.DISCONNECTED,
    PrinterState.OFFLINE,
    PrinterState.UNKNOWN,
    PrinterState.PAPER_NEAR_END,
    PrinterState.PRINTING,
    PrinterState.READY,
)
"""Which one is told where there are several: what a person has to do, and do first."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a printer says about itself."""

    status: PrinterStatus
    suspected: PrinterStatus
    """The same, were every warning an error. Printers call it a warning, too, when they wait for
    paper in the middle of a job."""
    supports: frozenset[str] = frozenset()
    """Papers and sides that it has, by their keywords."""
    creates_jobs: bool = True
    """Whether it takes a job and its document one after the other."""
    behind: str | None = None
    """Of a CUPS queue: the address of the printer that it sends to."""
    by_people: PrinterStatus | None = None
    """Of a CUPS queue: what people did to it, such as to stop it, and whether it has a job. What
    else it tells of its printer may be from an older job."""


def device_of(group: AttributeGroup) -> Device:
    """The answer to Get-Printer-Attributes.

    Raises:
        FrameError: an attribute is of another kind than it must be.
    """
    operations = {value.number for value in _known(group.named("operations-supported"))}
    formats = _texts(group, "document-format-supported")
    queue = bool(group.named("cups-version"))
    reasons = _texts(group, "printer-state-reasons")

    def meaning_of(reasons: Sequence[str], *, believes_grades: bool = True) -> PrinterStatus:
        return printer_status(
            _number(group, "printer-state"),
            reasons,
            accepts=_number(group, "printer-is-accepting-jobs") != 0,
            message=" ".join(_texts(group, "printer-state-message")),
            is_queue=queue,
            believes_grades=believes_grades,
        )

    status = meaning_of(reasons)
    if formats and PDF not in formats:
        status = PrinterStatus(PrinterState.OFFLINE, "takes no PDF; put a CUPS queue before it")
    return Device(
        status,
        meaning_of(reasons, believes_grades=False),
        frozenset(_texts(group, "media-supported") + _texts(group, "sides-supported")),
        creates_jobs={Operation.CREATE_JOB, Operation.SEND_DOCUMENT} <= operations,
        behind=next(iter(_texts(group, "device-uri")), None) if queue else None,
        by_people=meaning_of(list(filter(_by_people, reasons))) if queue else None,
    )


def printer_status(
    state: int | None,
    reasons: Sequence[str],
    *,
    accepts: bool = True,
    message: str = "",
    is_queue: bool = False,
    believes_grades: bool = True,
) -> PrinterStatus:
    """A printer's state, from its own words.

    A reason without a suffix is an error (RFC 8011, 5.4.12). A warning or a report is only told,
    as long as the printer has not stopped, unless grades are not believed. A CUPS queue that is
    idle tells what its last job met, and knows nothing of its printer now: only what people did
    to the queue counts.
    """
    if state not in set(DeviceState):
        return PrinterStatus(PrinterState.UNKNOWN, f"printer-state {state}")
    found = {PrinterState.READY}
    notes = [reason for reason in reasons if reason != "none"]
    for reason in notes:
        base, is_error = _graded(reason)
        meaning = _meaning(base, DeviceState(state))
        if is_queue and state == DeviceState.IDLE:
            is_error = meaning is PrinterState.OFFLINE
        if is_error or not believes_grades or state == DeviceState.STOPPED:
            found.add(meaning)
        elif meaning in {PrinterState.PAPER_OUT, PrinterState.PAPER_NEAR_END} and (
            state == DeviceState.PROCESSING or not is_queue
        ):
            found.add(PrinterState.PAPER_NEAR_END)  # one of several trays, perhaps
    if state == DeviceState.PROCESSING:
        found.add(PrinterState.PRINTING)
    if not accepts:
        found.add(PrinterState.OFFLINE)
        notes.append("takes no jobs")
    gravest = next(known for known in _GRAVEST_FIRST if known in found)
    if state == DeviceState.STOPPED and PrinterStatus(gravest).can_print:
        gravest = PrinterState.OFFLINE
    if gravest is not PrinterState.READY and message:
        notes.append(message)
    near_end = PrinterState.PAPER_NEAR_END in found
    return PrinterStatus(gravest, ", ".join(notes)[:200], near_end=near_end)


def _by_people(reason: str) -> bool:
    return REASONS.get(_graded(reason)[0]) is PrinterState.OFFLINE


def _graded(reason: str) -> tuple[str, bool]:
    """A reason without its grade, and whether it is an error."""
    if reason not in REASONS:
        for grade in ("error", "warning", "report"):
            if reason.endswith(f"-{grade}"):
                return reason.removesuffix(f"-{grade}"), grade == "error"
    return reason, True


def _meaning(base: str, state: DeviceState) -> PrinterState:
    if base.startswith("cups-"):
        # CUPS tells its own workings so: a filter that is missing, a job that is sent on
        return PrinterState.OFFLINE if state == DeviceState.STOPPED else PrinterState.READY
    return REASONS.get(base, PrinterState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Job:
    """How far a job is."""

    state: JobState
    reasons: tuple[str, ...] = ()

    @property
    def printed(self) -> bool:
        """Whether all of it is on paper, as far as the printer knows."""
        return self.state is JobState.COMPLETED and "job-completed-with-errors" not in self.reasons

    def __str__(self) -> str:
        reasons = ", ".join(reason for reason in self.reasons if reason != "none")
        name = self.state.name.lower().replace("_", " ")
        return f"the job is {name}" + (f": {reasons}" if reasons else "")


def job_of(group: AttributeGroup) -> Job:
    """The answer to Get-Job-Attributes.

    Raises:
        FrameError: it has no state, or an attribute is of another kind than it must be.
    """
    state = _number(group, "job-state")
    if state not in set(JobState):
        raise FrameError(f"job-state {state}")
    return Job(JobState(state), tuple(_texts(group, "job-state-reasons")))


def job_id_of(group: AttributeGroup) -> int:
    """The number of a job that was made.

    Raises:
        FrameError: it has none.
    """
    number = _number(group, "job-id")
    if number is None or number < 1:
        raise FrameError(f"job-id {number}")
    return number


def _number(group: AttributeGroup, name: str) -> int | None:
    return next((value.number for value in _known(group.named(name))), None)


def _texts(group: AttributeGroup, name: str) -> list[str]:
    return [value.text for value in _known(group.named(name))]


def _known(values: Sequence[Value]) -> list[Value]:
    """Without those that only say that there is no value (RFC 8010, 3.5.2)."""
    return [value for value in values if not Tag.UNSUPPORTED <= value.tag <= Tag.NO_VALUE]
