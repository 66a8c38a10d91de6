"""A printer or a CUPS queue that prints on A4, and that says itself what became of a job."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

import structlog

from printer_drivers.documents import Document
from printer_drivers.ipp import requests
from printer_drivers.ipp.frames import AttributeGroup, Group, Message, Status
from printer_drivers.ipp.requests import Sides
from printer_drivers.ipp.states import Device, Job, device_of, job_id_of, job_of
from printer_drivers.ipp.transport import HttpRefusedError, IppAddress
from printer_drivers.shape import FrameError
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from printer_drivers.wires.wire import WireLostError, WireStuckError

_log = structlog.get_logger()

JOB_SECONDS: Final = 90.0
"""From the document to the paper in the tray. A laser printer that slept takes 30 s to warm up."""
FAULT_SECONDS: Final = 4.0
"""How long a printer that cannot print, or cannot be reached, may take to recover by itself before
its job is given up: it feeds again from another tray, or a network cable is put back."""
SUSPECT_SECONDS: Final = 20.0
"""The same for a printer that only warns, of paper that is out for example, and does not get on
with the job: some printers call that a warning, and others have a second tray."""
CANCEL_SECONDS: Final = 5.0
"""For a job to be over after it was canceled."""
POLL_SECONDS: Final = 0.25

SETTLE_SECONDS: Final = 1.0
"""For a printer to call itself idle after it called its job completed."""

Typeset = Callable[[Document], bytes]
"""Makes the PDF of a document."""


_UNANSWERED: Final = (WireLostError, WireStuckError, HttpRefusedError, FrameError)


class Asks(Protocol):
    """What a printer is asked through: `transport.IppTransport`."""

    @property
    def address(self) -> IppAddress:
        """Where it is."""

    def ask(self, question: Message) -> Message:
        """The answer; raises what `IppTransport.ask` does."""


class _RefusedError(Exception):
    """The printer understood, and does not do it. The status is what that means."""

    def __init__(self, status: PrinterStatus, code: int) -> None:
        super().__init__(str(status))
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Times:
    """The clock, and how long things may take, in seconds."""

    now: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    job: float = JOB_SECONDS
    fault: float = FAULT_SECONDS
    suspect: float = SUSPECT_SECONDS
    cancel: float = CANCEL_SECONDS


class IppPrinter:
    """Sends PDFs and reads back what became of them.

    A paper counts as printed when the printer calls its job completed, and not before. A job that
    is not, in time, is canceled: no old paper may come out later in front of somebody else.
    """

    def __init__(
        self,
        transport: Asks,
        typeset: Typeset,
        *,
        sides: Sides = "one",
        times: Times | None = None,
        behind: Callable[[str], Asks | None] = lambda _: None,
    ) -> None:
        """`behind` makes the transport to the printer that a queue sends to, by its address;
        None where that one does not speak IPP."""
        self._transport = transport
        self._uri = transport.address.uri
        self._typeset = typeset
        self._sides: Sides = sides
        self._times = times or Times()
        self._behind = behind
        self._one_job = threading.Lock()

    def status(self) -> PrinterStatus:
        """Its state now; of a queue, the printer's behind it as well, where that can be asked."""
        return self._look().status

    def print(self, document: Document) -> PrintResult:
        """Print a document on A4, and wait until the printer calls it completed."""
        device = self._look()
        if not device.status.can_print:
            return PrintResult(printed=False, status=device.status)
        pdf = self._typeset(document)
        with self._one_job:
            return self._run(device, pdf)

    def prepare(self, document: Document) -> None:
        """Nothing to do: a page takes its time anyway."""

    def expect_leftovers(self) -> None:
        """Nothing to do: the queue ends a job by itself, and never puts two on one page."""

    def close(self) -> None:
        """Nothing stays open between two questions."""

    def _look(self) -> Device:
        device = _device(self._transport)
        queue = device.by_people
        if queue is None or not queue.can_print:
            return device
        printer = None if device.behind is None else self._behind(device.behind)
        if printer is None:
            return replace(device, status=queue)
        # the printer knows best how it is; a queue repeats what it heard, perhaps long ago
        found = _device(printer)
        return replace(
            device,
            status=_of_both(found.status, queue),
            suspected=_of_both(found.suspected, queue),
            by_people=None,
        )

    def _run(self, device: Device, pdf: bytes) -> PrintResult:
        deadline = self._times.now() + self._times.job
        wishes = {"media": requests.A4, "sides": requests.SIDES[self._sides]}
        wishes = {name: value for name, value in wishes.items() if value in device.supports}
        job: int | None = None
        sent = False
        try:
            if device.creates_jobs:
                job = job_id_of(self._ask(requests.create_job(self._uri, wishes), Group.JOB))
                sent = True
                self._ask(requests.send_document(self._uri, job, pdf), Group.JOB)
            else:
                sent = True
                made = self._ask(requests.print_job(self._uri, wishes, pdf), Group.JOB)
                job = job_id_of(made)
        except _RefusedError as refused:
            if job is not None:
                self._cancel(job)
            return PrintResult(printed=False, status=refused.status)
        except _UNANSWERED as error:
            # nobody knows how much of it has arrived; a job without its document prints nothing
            if job is not None:
                self._cancel(job)
            return PrintResult(printed=False, status=_failed(error), started=sent)
        return self._follow(job, deadline)

    def _follow(self, job: int, deadline: float) -> PrintResult:
        """Watch a job until it ended, or is given up."""
        times = self._times
        fault = _Lasting(times.fault)
        suspicion = _Lasting(times.suspect)
        while True:
            device = self._look()
            try:
                found = self._job(job)
            except _RefusedError as refused:
                if refused.code == Status.NOT_FOUND:  # so it cannot be canceled either
                    status = PrinterStatus(PrinterState.UNKNOWN, "the printer forgot the job")
                    return PrintResult(printed=False, status=status, started=True)
                device, found = _silent(refused.status), None
            except _UNANSWERED as error:
                device, found = _silent(_failed(error)), None
            if found is not None and found.state.ended:
                return self._ended(found)
            now = times.now()
            stopped = fault.lasts(not device.status.can_print, now)
            hearsay = device.by_people is not None
            waits = suspicion.lasts(not hearsay and not device.suspected.can_print, now)
            if stopped or waits or now >= deadline:
                return self._give_up(job, device)
            times.pause(POLL_SECONDS)

    def _give_up(self, job: int, device: Device) -> PrintResult:
        ended = self._cancel(job)
        if ended is not None and ended.printed:
            return self._ended(ended)  # it was done at the last moment
        status = device.suspected if device.status.can_print else device.status
        if status.can_print:
            status = PrinterStatus(PrinterState.UNKNOWN, "the job was not done in time")
        if ended is None:
            status = PrinterStatus(status.state, f"the job may still come out; {status.detail}")
        return PrintResult(printed=False, status=status, started=True)

    def _ended(self, job: Job) -> PrintResult:
        settled = self._times.now() + SETTLE_SECONDS
        while (status := self.status()).state is PrinterState.PRINTING:
            if self._times.now() >= settled:
                break
            self._times.pause(POLL_SECONDS / 5)
        if job.printed:
            return PrintResult(printed=True, status=status, started=True, confirmed_by="job_state")
        _log.warning("page_job_ended", state=job.state.name.lower(), reasons=list(job.reasons))
        detail = f"{job}; {status.detail}" if status.detail else str(job)
        return PrintResult(printed=False, status=PrinterStatus(status.state, detail), started=True)

    def _cancel(self, job: int) -> Job | None:
        """Throw a job away, and how it ended; None where that cannot be known."""
        times = self._times
        deadline = times.now() + times.cancel
        found: Job | None = None
        asked = False
        while True:
            try:
                if not asked:
                    self._ask(requests.cancel_job(self._uri, job), Group.JOB)
                    asked = True
                found = self._job(job)
                if found.state.ended:
                    return found
            except _RefusedError as refused:
                if refused.code == Status.NOT_FOUND:
                    return None
                asked = True  # it has ended by itself, or is not ours to cancel: the state tells
            except _UNANSWERED:
                found = None
            if times.now() >= deadline:
                _log.warning("page_job_not_canceled", job=job)
                return None
            times.pause(POLL_SECONDS)

    def _job(self, job: int) -> Job:
        return job_of(self._ask(requests.get_job_attributes(self._uri, job), Group.JOB))

    def _ask(self, question: Message, group: Group) -> AttributeGroup:
        return _asked(self._transport, question, group)


class _Lasting:
    """How long something has been so, without a break."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._since: float | None = None

    def lasts(self, so: bool, now: float) -> bool:
        """Whether it has been so for the whole time."""
        if not so:
            self._since = None
        elif self._since is None:
            self._since = now
        return self._since is not None and now - self._since >= self._seconds


def _of_both(printer: PrinterStatus, queue: PrinterStatus) -> PrinterStatus:
    """A queue that has a job is printing, whatever its printer is doing just then."""
    return queue if printer.state is PrinterState.READY else printer


def _silent(status: PrinterStatus) -> Device:
    """A printer that says nothing itself."""
    return Device(status, status)


def _device(transport: Asks) -> Device:
    """What a printer says about itself; no answer is a state, too."""
    question = requests.get_printer_attributes(transport.address.uri)
    try:
        return device_of(_asked(transport, question, Group.PRINTER))
    except _RefusedError as refused:
        return _silent(refused.status)
    except _UNANSWERED as error:
        return _silent(_failed(error))


def _asked(transport: Asks, question: Message, group: Group) -> AttributeGroup:
    """The group of an answer that matters.

    Raises:
        _RefusedError: the printer says no.
        WireLostError, WireStuckError, HttpRefusedError, FrameError: it says nothing of use.
    """
    answer = transport.ask(question)
    if not answer.done:
        raise _RefusedError(_refusal(answer), answer.code)
    return answer.group(group)


def _refusal(answer: Message) -> PrinterStatus:
    told = answer.group(Group.OPERATION).named("status-message")
    try:
        name = Status(answer.code).name.lower().replace("_", " ")
    except ValueError:
        name = f"refused with {answer.code:#06x}"
    detail = f"{name}: {told[0].text}" if told else name
    match answer.code:
        case Status.NOT_FOUND:
            # there is no such printer at this host: a wrong address
            state = PrinterState.DISCONNECTED
        case Status.NOT_ACCEPTING_JOBS | Status.SERVICE_UNAVAILABLE | Status.DOCUMENT_FORMAT:
            state = PrinterState.OFFLINE
        case _:
            state = PrinterState.UNKNOWN
    return PrinterStatus(state, detail[:200])


def _failed(error: Exception) -> PrinterStatus:
    lost = isinstance(error, WireLostError)
    return PrinterStatus(PrinterState.DISCONNECTED if lost else PrinterState.UNKNOWN, str(error))
