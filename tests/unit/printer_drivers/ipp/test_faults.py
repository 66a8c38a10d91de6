"""An IPP printer in trouble: what is told, whether paper may be out, and no paper comes late."""

from dataclasses import dataclass

import pytest

from printer_drivers.documents import Document, Heading
from printer_drivers.ipp.fake import FakeIppPrinter, Fault
from printer_drivers.ipp.frames import Operation
from printer_drivers.ipp.printer import Asks, IppPrinter, Times
from printer_drivers.ipp.states import DeviceState, JobState
from printer_drivers.ipp.transport import IppAddress, IppTransport, transport_to
from printer_drivers.status import PrinterState

PAPER = Document(blocks=(Heading(text="手続き一覧"),))
PDF = b"%PDF-1.7 of a paper"


@dataclass
class Clock:
    """Time passes only while the printer is waited for."""

    seconds: float = 0.0

    def now(self) -> float:
        return self.seconds

    def pause(self, seconds: float) -> None:
        self.seconds += seconds


def printer_at(port: int, clock: Clock | None = None, *, job: float = 90) -> IppPrinter:
    clock = clock or Clock()

    def behind(url: str) -> Asks:
        return IppTransport(IppAddress("127.0.0.1", int(url.rpartition(":")[2].partition("/")[0])))

    return IppPrinter(
        IppTransport(IppAddress("127.0.0.1", port), answer_seconds=0.3, document_seconds=0.3),
        lambda _: PDF,
        times=Times(now=clock.now, pause=clock.pause, job=job),
        behind=behind,
    )


UNANSWERED = {
    Fault.SILENT: (PrinterState.UNKNOWN, "no answer within 0.3 s"),
    Fault.DRIPPING: (PrinterState.UNKNOWN, "no answer within 0.3 s"),
    Fault.CUT_OFF: (PrinterState.DISCONNECTED, "ended in an answer"),
    Fault.GARBAGE: (PrinterState.UNKNOWN, "the bytes end"),
    Fault.ENDLESS: (PrinterState.UNKNOWN, "longer than"),
    Fault.OTHER_ANSWER: (PrinterState.UNKNOWN, "an answer to question"),
    Fault.FORBIDDEN: (PrinterState.UNKNOWN, "HTTP 403"),
    Fault.WEB_PAGE: (PrinterState.UNKNOWN, "answers with text/html"),
    Fault.BUSY: (PrinterState.UNKNOWN, "busy"),
    Fault.NO_SUCH_PRINTER: (PrinterState.DISCONNECTED, "not found"),
}


@pytest.mark.parametrize("fault", UNANSWERED)
def test_idle_and_no_answer_or_none_that_makes_sense(fault: Fault) -> None:
    state, words = UNANSWERED[fault]
    with FakeIppPrinter() as fake:
        fake.fault = fault
        printer = printer_at(fake.port)
        status = printer.status()
        assert status.state is state
        assert words in status.detail
        result = printer.print(PAPER)
        assert (result.printed, result.started, result.status.state) == (False, False, state)
        fake.fault = None
        assert printer.status().state is PrinterState.READY
        assert printer.print(PAPER).printed
        assert fake.papers == [PDF]


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.CUT_OFF, Fault.LOST_IN_DOCUMENT])
def test_sending_and_no_answer_to_the_document_cancels_the_job(fault: Fault) -> None:
    with FakeIppPrinter() as fake:
        fake.fault, fake.fault_at = fault, Operation.SEND_DOCUMENT
        result = printer_at(fake.port).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert not result.status.can_print
        assert fake.jobs == [JobState.CANCELED]
        assert fake.papers == []


@pytest.mark.parametrize("fault", [Fault.SILENT, Fault.CUT_OFF, Fault.GARBAGE])
def test_sending_and_no_answer_to_the_job_itself_puts_nothing_on_paper(fault: Fault) -> None:
    with FakeIppPrinter() as fake:
        fake.fault, fake.fault_at = fault, Operation.CREATE_JOB
        result = printer_at(fake.port).print(PAPER)
        assert (result.printed, result.started) == (False, False)
        assert not result.status.can_print
        assert Operation.SEND_DOCUMENT not in fake.asked
        assert fake.papers == []


def test_sending_to_an_old_printer_without_an_answer_may_be_on_paper() -> None:
    old = tuple(set(Operation) - {Operation.CREATE_JOB, Operation.SEND_DOCUMENT})
    with FakeIppPrinter(operations=old) as fake:
        fake.fault, fake.fault_at = Fault.CUT_OFF, Operation.PRINT_JOB
        result = printer_at(fake.port).print(PAPER)
        assert (result.printed, result.started) == (False, True)


def test_sending_and_the_document_is_refused_cancels_the_job() -> None:
    with FakeIppPrinter() as fake:
        fake.fault = Fault.REFUSES_DOCUMENTS
        result = printer_at(fake.port).print(PAPER)
        assert (result.printed, result.started) == (False, False)
        assert result.status.state is PrinterState.OFFLINE
        assert fake.jobs == [JobState.CANCELED]


def test_processing_for_ever_is_canceled_in_time() -> None:
    clock = Clock()
    with FakeIppPrinter() as fake:
        fake.fault = Fault.NEVER_DONE
        result = printer_at(fake.port, clock, job=10).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert str(result.status) == "unknown (the job was not done in time)"
        assert fake.jobs == [JobState.CANCELED]
        assert 10 <= clock.seconds < 12
        fake.fault = None
        assert fake.papers == []


def test_processing_for_ever_and_not_to_be_canceled_is_told() -> None:
    with FakeIppPrinter() as fake:
        fake.fault = Fault.NEVER_DONE_NOR_CANCELED
        result = printer_at(fake.port, job=10).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert "may still come out" in result.status.detail


def test_done_at_the_moment_when_it_would_be_canceled_is_printed() -> None:
    with FakeIppPrinter() as fake:
        fake.fault = Fault.DONE_WHEN_CANCELED
        result = printer_at(fake.port, job=10).print(PAPER)
        assert result.printed
        assert fake.papers == [PDF]


@pytest.mark.parametrize("fault", [Fault.ABORTS, Fault.ABORTS_WITH_ERRORS])
def test_processing_and_aborted_is_not_printed(fault: Fault) -> None:
    with FakeIppPrinter() as fake:
        fake.fault = fault
        result = printer_at(fake.port).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert "the job is" in result.status.detail


def test_processing_and_the_job_is_forgotten_is_not_printed() -> None:
    with FakeIppPrinter() as fake:
        fake.fault = Fault.FORGETS
        result = printer_at(fake.port).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert result.status.state is PrinterState.UNKNOWN


def test_processing_and_too_busy_to_tell_cancels_the_job() -> None:
    with FakeIppPrinter() as fake:
        fake.fault, fake.fault_at = Fault.BUSY, Operation.GET_JOB_ATTRIBUTES
        result = printer_at(fake.port).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert fake.jobs == [JobState.CANCELED]
        assert fake.papers == []


def test_processing_and_too_busy_to_tell_for_a_moment_is_printed() -> None:
    with FakeIppPrinter() as fake:

        class Moment(Clock):
            def pause(self, seconds: float) -> None:
                super().pause(seconds)
                if self.seconds >= 2:
                    fake.fault = None

        fake.fault, fake.fault_at = Fault.BUSY, Operation.GET_JOB_ATTRIBUTES
        assert printer_at(fake.port, Moment()).print(PAPER).printed
        assert fake.papers == [PDF]


class Trouble(Clock):
    """Something happens to the printer when the job has been under way for a second."""

    def __init__(self, fake: FakeIppPrinter, reasons: tuple[str, ...], *, stops: bool) -> None:
        super().__init__()
        self.fake, self.reasons, self.stops = fake, reasons, stops
        fake.fault = Fault.NEVER_DONE
        fake.state = DeviceState.PROCESSING

    def pause(self, seconds: float) -> None:
        super().pause(seconds)
        if self.seconds >= 1:
            self.fake.reasons = self.reasons
            self.fake.state = DeviceState.STOPPED if self.stops else DeviceState.PROCESSING


@pytest.mark.parametrize(
    ("reason", "state"),
    [
        ("media-empty-error", PrinterState.PAPER_OUT),
        ("media-jam-error", PrinterState.RECOVERABLE_ERROR),
        ("door-open-error", PrinterState.COVER_OPEN),
        ("paused", PrinterState.OFFLINE),
    ],
)
def test_processing_and_the_printer_stops_cancels_the_job_soon(
    reason: str, state: PrinterState
) -> None:
    with FakeIppPrinter() as fake:
        clock = Trouble(fake, (reason,), stops=True)
        result = printer_at(fake.port, clock).print(PAPER)
        assert (result.printed, result.started, result.status.state) == (False, True, state)
        assert fake.jobs == [JobState.CANCELED]
        assert 5 <= clock.seconds < 7


def test_processing_and_a_warning_of_no_paper_is_believed_after_a_while() -> None:
    with FakeIppPrinter() as fake:
        clock = Trouble(fake, ("media-empty-warning",), stops=False)
        result = printer_at(fake.port, clock).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert result.status.state is PrinterState.PAPER_OUT
        assert fake.jobs == [JobState.CANCELED]
        assert 21 <= clock.seconds < 23


class PutRight(Clock):
    """The printer stops after a second, and somebody puts it right two seconds later."""

    def __init__(self, fake: FakeIppPrinter) -> None:
        super().__init__()
        self.fake = fake

    def pause(self, seconds: float) -> None:
        super().pause(seconds)
        stopped = 1 <= self.seconds < 3
        self.fake.state = DeviceState.STOPPED if stopped else DeviceState.PROCESSING
        self.fake.reasons = ("door-open-error",) if stopped else ("none",)
        if self.seconds >= 3:
            self.fake.fault, self.fake.state = None, DeviceState.IDLE


def test_processing_and_a_fault_that_is_put_right_at_once_is_printed() -> None:
    with FakeIppPrinter() as fake:
        fake.fault = Fault.NEVER_DONE
        result = printer_at(fake.port, PutRight(fake)).print(PAPER)
        assert (result.printed, result.status.state) == (True, PrinterState.READY)


def test_processing_and_the_printer_is_gone() -> None:
    with FakeIppPrinter() as fake:

        class Unplugged(Clock):
            def pause(self, seconds: float) -> None:
                super().pause(seconds)
                if self.seconds >= 1:
                    fake.fault = Fault.CUT_OFF

        fake.fault = Fault.NEVER_DONE
        result = printer_at(fake.port, Unplugged()).print(PAPER)
        assert (result.printed, result.started) == (False, True)
        assert result.status.state is PrinterState.DISCONNECTED
        assert "may still come out" in result.status.detail


def test_nobody_is_there() -> None:
    with FakeIppPrinter() as fake:
        port = fake.port
    printer = printer_at(port)
    result = printer.print(PAPER)
    assert (result.printed, result.started) == (False, False)
    assert result.status.state is PrinterState.DISCONNECTED
    assert f"port {port}" in result.status.detail


def test_jobs_are_not_taken() -> None:
    with FakeIppPrinter() as fake:
        fake.accepts = False
        result = printer_at(fake.port).print(PAPER)
        assert (result.started, result.status.state) == (False, PrinterState.OFFLINE)
        assert Operation.CREATE_JOB not in fake.asked


def test_an_old_printer_gets_job_and_document_at_once() -> None:
    old = tuple(set(Operation) - {Operation.CREATE_JOB, Operation.SEND_DOCUMENT})
    with FakeIppPrinter(operations=old) as fake:
        assert printer_at(fake.port).print(PAPER).printed
        assert Operation.PRINT_JOB in fake.asked
        assert fake.papers == [PDF]


def test_an_idle_queue_tells_of_the_printer_behind_it() -> None:
    with FakeIppPrinter() as behind, FakeIppPrinter() as queue:
        queue.behind = f"ipp://127.0.0.1:{behind.port}/ipp/print"
        queue.reasons = ("media-empty-warning",)  # of its last job, last week
        printer = printer_at(queue.port)
        assert printer.status().state is PrinterState.READY
        behind.state, behind.reasons = DeviceState.STOPPED, ("door-open-error",)
        assert printer.status().state is PrinterState.COVER_OPEN
        assert not printer.print(PAPER).started
        behind.state, behind.reasons = DeviceState.IDLE, ("media-low-warning",)
        result = printer.print(PAPER)
        assert (result.printed, result.status.state) == (True, PrinterState.PAPER_NEAR_END)
        assert (queue.papers, behind.papers) == ([PDF], [])


def test_both_sides_are_printed_on_where_the_printer_can() -> None:
    with FakeIppPrinter() as fake:
        printer = IppPrinter(
            IppTransport(IppAddress("127.0.0.1", fake.port)), lambda _: PDF, sides="two"
        )
        assert printer.print(PAPER).printed
        fake.supports = ("one-sided", "two-sided-long-edge")
        assert printer.print(PAPER).printed
        assert fake.sides == ["", "two-sided-long-edge"]


def test_what_a_queue_tells_of_a_usb_printer_is_of_an_older_job() -> None:
    with FakeIppPrinter() as queue:
        queue.behind = "usb://Maker/Model"
        queue.fault, queue.state = Fault.NEVER_DONE, DeviceState.PROCESSING
        queue.reasons = ("media-empty-error",)
        clock = Clock()
        printer = IppPrinter(
            IppTransport(IppAddress("127.0.0.1", queue.port)),
            lambda _: PDF,
            times=Times(now=clock.now, pause=clock.pause, job=40),
            behind=transport_to,
        )
        assert printer.status().can_print
        result = printer.print(PAPER)
        # the job's own end tells; only at the limit is it believed
        assert clock.seconds >= 40
        assert (result.printed, result.status.state) == (False, PrinterState.PAPER_OUT)
        assert queue.jobs == [JobState.CANCELED]
        queue.reasons = ("paused",)
        assert printer.status().state is PrinterState.OFFLINE
