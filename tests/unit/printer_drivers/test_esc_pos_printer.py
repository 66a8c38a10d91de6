"""Status by asking and by being told, and the printer's word for a job."""

import itertools
import threading
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printer_drivers.composing import Job
from printer_drivers.documents import Document, Number
from printer_drivers.esc_pos.answers import AutomaticStatus, ProcessIdAnswer, SensorAnswer
from printer_drivers.esc_pos.printer import ASK_AGAIN_SECONDS, EscPosPrinter, StatusBy
from printer_drivers.esc_pos.states import status_told
from printer_drivers.status import Confirmation, PrinterState, PrinterStatus
from printer_drivers.wires.wire import Wire, WireTakenError
from tests.unit.printer_drivers.esc_pos_wires import Talker

TICKET = Document(blocks=(Number(text="B103"),))
JOB = Job(b"\x1b@B103\n" + b"\x1dVB\x00" + b" " * 20, 60.0)
WAYS: list[tuple[StatusBy, Confirmation]] = [
    (status_by, confirm)
    for status_by in ("dle_eot", "asb")
    for confirm in ("process_id", "sensor", "status")
]


@dataclass
class Time:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def printer_of(
    talker: Talker,
    status_by: StatusBy = "dle_eot",
    confirm: Confirmation = "sensor",
    time: Time | None = None,
) -> EscPosPrinter:
    ids = itertools.count(1)
    return EscPosPrinter(
        talker,
        lambda _: JOB,
        status_by=status_by,
        confirm=confirm,
        process_id=lambda: b"%04d" % next(ids),
        clock=time or Time(),
    )


@pytest.mark.parametrize(("status_by", "confirm"), WAYS)
def test_a_job_is_confirmed_by_the_word_that_the_model_has(
    status_by: StatusBy, confirm: Confirmation
) -> None:
    printer = printer_of(Talker(), status_by, confirm)
    for _ in range(2):
        result = printer.print(TICKET)
        assert (result.printed, result.confirmed_by) == (True, confirm)
        assert result.status == PrinterStatus(PrinterState.READY)
        assert result.paper_mm == 60.0


@pytest.mark.parametrize(("status_by", "confirm"), WAYS)
def test_answers_in_single_bytes_are_heard_and_not_waited_for_twice(
    status_by: StatusBy, confirm: Confirmation
) -> None:
    talker = Talker()
    talker.dribbles = True
    printer = printer_of(talker, status_by, confirm)
    assert printer.print(TICKET).printed
    assert talker.waited == 0


@pytest.mark.parametrize(("status_by", "confirm"), WAYS)
def test_one_connection_has_one_way_to_read_the_state(
    status_by: StatusBy, confirm: Confirmation
) -> None:
    talker = Talker()
    printer = printer_of(talker, status_by, confirm)
    printer.status()
    printer.print(TICKET)
    printer.status()
    talker.takes_jobs = False
    printer.print(TICKET)
    assert (b"\x10\x04" in talker.sent) == (status_by == "dle_eot")
    assert (b"\x1da" in talker.sent) == (status_by == "asb")


def test_what_the_printer_tells_by_itself_goes_on_after_the_set_up_of_a_job() -> None:
    """`ESC @` ends it (Epson, `GS a`)."""
    talker = Talker()
    printer_of(talker, "asb").print(TICKET)
    assert b"\x1b@\x1da\x0eB103" in talker.sent


@pytest.mark.parametrize("confirm", ["process_id", "sensor"])
@pytest.mark.parametrize("status_by", ["dle_eot", "asb"])
def test_a_job_that_the_printer_says_nothing_about_is_no_ticket(
    status_by: StatusBy, confirm: Confirmation
) -> None:
    talker = Talker()
    printer = printer_of(talker, status_by, confirm)
    assert printer.status().can_print

    def stop() -> None:
        # all is well, as far as it says; it only does no commands any more
        talker.does_commands = len(talker.sent) < len(JOB.data)

    talker.before_answer = stop
    result = printer.print(TICKET)
    assert (result.printed, result.started, result.confirmed_by) == (False, True, None)
    assert result.status.state is PrinterState.UNKNOWN
    assert talker.closed
    assert talker.sent.endswith(bytes.fromhex("10140801031401060208"))


def test_the_answer_to_another_job_confirms_nothing() -> None:
    talker = Talker()
    printer = printer_of(talker, "asb", "process_id")
    assert printer.print(TICKET).printed
    talker.before_answer = lambda: setattr(talker, "does_commands", False)
    talker.say(ProcessIdAnswer(b"0001").encode() + SensorAnswer(0).encode())
    assert not printer.print(TICKET).printed


def test_paper_out_in_the_middle_is_told_by_the_printer_itself() -> None:
    talker = Talker()
    printer = printer_of(talker, "asb", "process_id")
    assert printer.status().can_print

    def run_out() -> None:
        if b"B103" in talker.sent and talker.does_commands:
            talker.does_commands = False
            talker.told = AutomaticStatus(0x18, 0x00, 0x0F)
            talker.say(talker.told.encode())

    talker.before_answer = run_out
    result = printer.print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status.state is PrinterState.PAPER_OUT
    assert result.status.near_end
    # while it is stopped it does not get to `GS a`: nothing is asked that it would say unknown to
    assert printer.status().state is PrinterState.PAPER_OUT


def test_a_stopped_printer_that_tells_by_itself_keeps_its_fault_until_it_tells_more() -> None:
    time, talker = Time(), Talker()
    printer = printer_of(talker, "asb", time=time)
    assert printer.status().state is PrinterState.READY
    talker.does_commands = False
    talker.say(AutomaticStatus(0x38, 0x00, 0x00).encode())
    sent = len(talker.sent)
    for _ in range(20):
        assert printer.status().state is PrinterState.COVER_OPEN
    assert len(talker.sent) - sent <= 3, "asked once: it could not answer, and keeps all questions"
    time.now += ASK_AGAIN_SECONDS
    assert printer.status().state is PrinterState.COVER_OPEN
    assert len(talker.sent) - sent == 6
    talker.go_on()
    assert printer.status().state is PrinterState.READY


def test_a_printer_that_was_switched_off_and_on_while_stopped_is_asked_again() -> None:
    time, talker = Time(), Talker()
    printer = printer_of(talker, "asb", time=time)
    assert printer.status().state is PrinterState.READY
    talker.does_commands = False
    talker.say(AutomaticStatus(0x38, 0x00, 0x00).encode())
    assert printer.status().state is PrinterState.COVER_OPEN
    # off and on: it knows of no question, and tells nothing by itself
    talker.does_commands = True
    time.now += ASK_AGAIN_SECONDS
    assert printer.status().state is PrinterState.READY


@pytest.mark.parametrize("status_by", ["dle_eot", "asb"])
def test_silence_when_asked_is_unknown(status_by: StatusBy) -> None:
    talker = Talker()
    printer = printer_of(talker, status_by)
    assert printer.status().state is PrinterState.READY
    talker.silent = True
    status = printer.status()
    assert status.state is PrinterState.UNKNOWN
    assert "no answer" in status.detail
    assert talker.closed == 1, "a late answer must not meet the next question"
    talker.silent = False
    assert printer.status().state is PrinterState.READY


@pytest.mark.parametrize("status_by", ["dle_eot", "asb"])
def test_near_end_is_kept_whatever_else_is_told(status_by: StatusBy) -> None:
    talker = Talker()
    printer = printer_of(talker, status_by)
    talker.real_time[4] |= 0x0C
    talker.told = AutomaticStatus(0x10, 0x00, 0x03)
    assert printer.status() == PrinterStatus(PrinterState.PAPER_NEAR_END)
    # too hot: a lesser state hides it, and does not drop it
    talker.real_time[3] |= 0x40
    talker.told = AutomaticStatus(0x18, 0x40, 0x03)
    status = printer.status()
    assert (status.state, status.near_end) == (PrinterState.OVERHEATED, True)
    assert status.needs_attention
    talker.silent = True
    talker.plugged_in = False
    status = printer.status()
    assert (status.state, status.near_end) == (PrinterState.DISCONNECTED, True)
    # a new roll
    talker.silent, talker.plugged_in = False, True
    talker.real_time = dict.fromkeys((1, 2, 3, 4), 0x12)
    talker.told = AutomaticStatus(0x10, 0x00, 0x00)
    assert printer.status() == PrinterStatus(PrinterState.READY)


def test_near_end_is_told_while_it_prints() -> None:
    talker, printing, asked = Talker(), threading.Event(), threading.Event()
    printer = printer_of(talker)
    talker.real_time[4] |= 0x0C
    printer.status()

    def wait() -> None:
        printing.set()
        assert asked.wait(20)

    talker.before_answer = wait
    job = threading.Thread(target=printer.print, args=(TICKET,))
    job.start()
    assert printing.wait(20)
    status = printer.status()
    asked.set()
    job.join()
    assert (status.state, status.near_end) == (PrinterState.PRINTING, True)
    assert status.needs_attention
    assert str(status) == "printing (paper near end)"


def test_a_device_that_another_program_has_is_unknown() -> None:
    def connect() -> Wire:
        raise WireTakenError("/dev/usb/lp0: another program has it")

    status = EscPosPrinter(connect, lambda _: JOB).status()
    assert status == PrinterStatus(PrinterState.UNKNOWN, "/dev/usb/lp0: another program has it")


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_no_fault_bit_that_is_told_is_read_as_fine(printer: int, errors: int, paper: int) -> None:
    status = status_told(AutomaticStatus(printer, errors, paper))
    if printer & 0x28 or errors & 0x6D or paper & 0x0C:
        assert not status.can_print
    assert status.near_end == bool(paper & 0x03)


@dataclass
class Babbler:
    """A device that is no printer, or a broken one: whatever is sent, it says something."""

    pieces: list[bytes]

    def __call__(self) -> "Babbler":
        return self

    def send(self, data: bytes) -> None:
        pass

    def receive(self, seconds: float) -> bytes:
        return self.pieces.pop(0) if self.pieces else b""

    def close(self) -> None:
        pass


SAYINGS = st.lists(
    st.one_of(
        st.binary(max_size=8),
        st.sampled_from([b"\x12", b"\x16", b"\x10\x00\x00\x00", b"\x00", b"7\x220001\x00", b""]),
    ),
    max_size=30,
)
FINE = {b"\x12", b"\x16", b"\x12\x12"}


@given(SAYINGS, st.sampled_from(WAYS))
@settings(max_examples=300)
def test_any_bytes_at_any_time_are_a_state(
    pieces: list[bytes], way: tuple[StatusBy, Confirmation]
) -> None:
    printer = printer_of(Babbler(list(pieces)), *way)  # type: ignore[arg-type]  # a wire, too
    seen = [printer.status(), printer.print(TICKET).status, printer.status()]
    assert {status.state for status in seen} <= set(PrinterState)


@given(st.lists(st.binary(min_size=1, max_size=8), max_size=30), st.sampled_from(WAYS))
@settings(max_examples=300)
def test_garbage_is_never_ready(pieces: list[bytes], way: tuple[StatusBy, Confirmation]) -> None:
    """Each piece has a byte that no ESC/POS printer says."""
    printer = printer_of(Babbler([piece + b"\xff" for piece in pieces]), *way)  # type: ignore[arg-type]
    for _ in range(3):
        assert not printer.status().can_print
    result = printer.print(TICKET)
    assert not result.printed
