"""Each fault of a printer, before, during and after a job: no reply is never fine."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from printer_drivers.composing import Composer, Job
from printer_drivers.documents import Code, Document, Number, Text
from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.faults import Fault, Moment
from printer_drivers.emulator.server import Emulator
from printer_drivers.esc_pos.encode import encode_lines
from printer_drivers.esc_pos.printer import EscPosPrinter
from printer_drivers.layout import PaperProfile
from printer_drivers.models import StatusSource
from printer_drivers.opening import PrinterAddressError, open_printer
from printer_drivers.printers import Printer
from printer_drivers.star_prnt.printer import StarPrinter
from printer_drivers.status import Confirmation, PrinterState, PrinterStatus, PrintResult
from printer_drivers.wires.serial_port import SerialAddress
from printer_drivers.wires.tcp import TcpAddress
from printer_drivers.wires.wire import WireStuckError
from tests.unit.printer_drivers.wires import Switch, codes, emulator, printed, tickets
from tests.waiting import eventually

TICKET = Document(
    blocks=(Number(text="B103"), Text(text="三番の窓口へお越しください。"), Code(text="MG1:TEST"))
)
COMPOSE = Composer(PaperProfile(), encode_lines)
ASKED = 12
"""Bytes of the four questions before a job."""
BEFORE_THE_CODE = ASKED + COMPOSE(TICKET).data.index(b"\x1d(k")
"""By then the number and the text are on the paper."""


def later(condition: Condition) -> Switch:
    """A printer that fails in the middle of a ticket."""
    faults = Switch()
    faults.set(Fault(condition, Moment.AFTER_BYTES, BEFORE_THE_CODE))
    return faults


def printer_at(port: int, *, confirm: Confirmation = "sensor") -> EscPosPrinter:
    return EscPosPrinter(
        TcpAddress("127.0.0.1", port).connect,
        COMPOSE,
        confirm=confirm,
        answer_seconds=0.4,
    )


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture
def running(tmp_path: Path, switch: Switch) -> Iterator[Emulator]:
    with emulator(tmp_path, switch) as started:
        yield started


@pytest.fixture
def printer(running: Emulator) -> Iterator[EscPosPrinter]:
    opened = printer_at(running.port)
    yield opened
    opened.close()


FAULTS = [
    (Condition.PAPER_OUT, PrinterState.PAPER_OUT),
    (Condition.COVER_OPEN, PrinterState.COVER_OPEN),
    (Condition.CUTTER_ERROR, PrinterState.CUTTER_ERROR),
    (Condition.OVERHEATED, PrinterState.OVERHEATED),
    (Condition.UNRECOVERABLE_ERROR, PrinterState.UNRECOVERABLE_ERROR),
    (Condition.OFFLINE, PrinterState.OFFLINE),
    (Condition.SILENT, PrinterState.UNKNOWN),
    (Condition.UNPLUGGED, PrinterState.DISCONNECTED),
]


@pytest.mark.parametrize(("condition", "state"), FAULTS)
def test_fault_before_a_job_prints_nothing_and_passes(
    printer: EscPosPrinter,
    switch: Switch,
    tmp_path: Path,
    condition: Condition,
    state: PrinterState,
) -> None:
    switch.condition = condition
    result = printer.print(TICKET)
    assert (result.printed, result.started, result.status.state) == (False, False, state)
    assert printer.status().state is state
    switch.condition = Condition.READY
    assert printer.print(TICKET).printed
    (picture,) = tickets(tmp_path, 1)
    assert codes(picture) == ["MG1:TEST"]


@pytest.mark.parametrize(("condition", "state"), FAULTS)
def test_fault_while_idle_is_seen_on_an_open_connection(
    printer: EscPosPrinter, switch: Switch, condition: Condition, state: PrinterState
) -> None:
    assert printer.status() == PrinterStatus(PrinterState.READY)
    switch.condition = condition
    eventually(lambda: printer.status().state is state, f"{state}")
    switch.condition = Condition.READY
    assert printer.status() == PrinterStatus(PrinterState.READY)


@pytest.mark.parametrize(
    ("condition", "state"),
    [
        (Condition.PAPER_OUT, PrinterState.PAPER_OUT),
        (Condition.COVER_OPEN, PrinterState.COVER_OPEN),
        (Condition.CUTTER_ERROR, PrinterState.CUTTER_ERROR),
    ],
)
def test_fault_during_a_job_is_no_ticket_and_the_rest_never_comes(
    tmp_path: Path, condition: Condition, state: PrinterState
) -> None:
    source = later(condition)
    with emulator(tmp_path, source) as running:
        printer = printer_at(running.port)
        result = printer.print(TICKET)
        assert (result.printed, result.started, result.status.state) == (False, True, state)
        assert not list(tmp_path.glob("*.png")), "half a ticket hangs out"
        source.condition = Condition.READY
        assert codes(tickets(tmp_path, 1)[0]) == [], "and is pulled out by who mends it"
        eventually(lambda: printer.status().state is PrinterState.READY, "mended")
        assert printer.print(TICKET).printed
        printer.close()
        assert [codes(paper) for paper in printed(tmp_path)] == [[], ["MG1:TEST"]]


def test_unplugged_during_a_job(tmp_path: Path) -> None:
    source = later(Condition.UNPLUGGED)
    with emulator(tmp_path, source) as running:
        result = printer_at(running.port).print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status.state is PrinterState.DISCONNECTED


def test_a_job_that_is_never_confirmed_is_no_ticket(tmp_path: Path) -> None:
    """It says that all is well, and does not answer that the job is done."""
    source = later(Condition.STUCK)
    with emulator(tmp_path, source) as running:
        printer = EscPosPrinter(
            TcpAddress("127.0.0.1", running.port).connect,
            COMPOSE,
            answer_seconds=0.02,
        )
        result = printer.print(TICKET)
    assert not result.printed
    assert not result.status.can_print


def test_near_end_prints_and_tells(printer: EscPosPrinter, switch: Switch, tmp_path: Path) -> None:
    switch.condition = Condition.PAPER_NEAR_END
    result = printer.print(TICKET)
    assert (result.printed, result.started) == (True, True)
    assert result.status == PrinterStatus(PrinterState.PAPER_NEAR_END)
    assert result.status.near_end
    assert result.status.needs_attention
    tickets(tmp_path, 1)


def test_nobody_listens(tmp_path: Path) -> None:
    with emulator(tmp_path, Switch()) as gone:
        port = gone.port
    result = printer_at(port).print(TICKET)
    assert (result.printed, result.started) == (False, False)
    assert result.status.state is PrinterState.DISCONNECTED
    assert "refused" in result.status.detail


def test_unplugged_and_plugged_in_again_is_reopened(tmp_path: Path) -> None:
    with emulator(tmp_path, Switch()) as running:
        port = running.port
        printer = printer_at(port)
        assert printer.print(TICKET).printed
    assert printer.status().state is PrinterState.DISCONNECTED
    with emulator(tmp_path, Switch(), port=port):
        assert printer.status() == PrinterStatus(PrinterState.READY)
        assert printer.print(TICKET).printed
        printer.close()
    tickets(tmp_path, 2)


def test_switched_off_and_on_between_two_jobs_is_not_noticed(tmp_path: Path) -> None:
    with emulator(tmp_path, Switch()) as running:
        port = running.port
        printer = printer_at(port)
        assert printer.print(TICKET).printed
    with emulator(tmp_path, Switch(), port=port):
        assert printer.print(TICKET).printed
        printer.close()


def test_silent_from_the_start_on_a_port_that_never_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        printer = printer_at(listener.getsockname()[1])
        status = printer.status()
        printer.close()
    assert status.state is PrinterState.UNKNOWN
    assert "no answer" in status.detail


@pytest.mark.parametrize("reply", [b"\x00" * 8, b"\xff" * 8, b"HTTP/1.1 400 Bad Request\r\n"])
def test_answers_that_make_no_sense_are_unknown(reply: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(reply)
                connection.recv(3)
                # stay, and say nothing more, until the other side ends it
                while connection.recv(64):
                    pass

        talking = threading.Thread(target=talk)
        talking.start()
        printer = printer_at(listener.getsockname()[1])
        status = printer.status()
        printer.close()
        talking.join()
    assert status.state is PrinterState.UNKNOWN


def test_status_during_a_job_is_printing(tmp_path: Path) -> None:
    source = later(Condition.STUCK)
    with emulator(tmp_path, source) as running:
        printer = printer_at(running.port)
        results = list[PrintResult]()
        job = threading.Thread(target=lambda: results.append(printer.print(TICKET)))
        job.start()
        eventually(lambda: printer.status().state is PrinterState.PRINTING, "printing")
        source.condition = Condition.READY
        job.join()
        assert [result.printed for result in results] == [True]
        assert printer.status().state is PrinterState.READY
        printer.close()


def test_a_printer_without_confirmation(running: Emulator, switch: Switch, tmp_path: Path) -> None:
    printer = printer_at(running.port, confirm="status")
    assert printer.print(TICKET).printed
    tickets(tmp_path, 1)
    switch.condition = Condition.COVER_OPEN
    assert not printer.print(TICKET).printed
    printer.close()


def test_serial_port_that_is_not_there() -> None:
    printer = EscPosPrinter(SerialAddress("/dev/no-such-port").connect, COMPOSE)
    status = printer.status()
    assert status.state is PrinterState.DISCONNECTED
    assert "No such file" in status.detail


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("lpt://1", "starts with none of"),
        ("usb://1", "usb:///dev/usb/lp0"),
        ("tcp://", "host is missing"),
        ("tcp://h:99999", "out of range"),
        ("tcp://h?widht=512", "widht"),
        ("tcp://h?width=12", "width"),
        ("tcp://h?qr=maybe", "qr"),
        ("serial://ttyUSB0", "serial:///dev/ttyUSB0"),
        ("serial:///dev/ttyUSB0?baud=fast", "baud"),
        ("png://", "folder is missing"),
    ],
)
def test_address_that_cannot_be_used(url: str, reason: str) -> None:
    with pytest.raises(PrinterAddressError, match=reason):
        open_printer(url)


@pytest.mark.parametrize(
    "url",
    [
        "tcp://printer.example",
        "tcp://[::1]:9100?width=512&qr=raster&confirm=status",
        "serial:///dev/ttyUSB0?baud=38400&flow=none&width=384",
    ],
)
def test_address_of_a_printer_that_is_off_opens(url: str) -> None:
    open_printer(url).close()


class StuckWire:
    """A printer whose buffer is full: it answers at once and takes no job."""

    def __init__(self, answers: dict[int, int]) -> None:
        self._answers = answers
        self._waiting = b""
        self.sent = list[bytes]()
        self.closed = False

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        if data[:2] == b"\x10\x04":
            self._waiting += bytes([self._answers[data[2]]])
        elif data[:2] != b"\x10\x14":
            raise WireStuckError("the printer takes no more bytes")

    def receive(self, seconds: float) -> bytes:
        waiting, self._waiting = self._waiting, b""
        return waiting

    def close(self) -> None:
        self.closed = True


def test_a_full_buffer_is_no_ticket_and_is_cleared() -> None:
    wire = StuckWire({1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12})
    result = EscPosPrinter(lambda: wire, COMPOSE).print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status == PrinterStatus(PrinterState.UNKNOWN, "the printer takes no more bytes")
    assert wire.sent[-1] == bytes.fromhex("10140801031401060208")
    assert wire.closed


class Babbler:
    """Something that says a byte a second, whatever it is asked, on a clock of its own."""

    def __init__(self, byte: bytes) -> None:
        self.byte = byte
        self.now = 0.0

    def connect(self) -> "Babbler":
        """Be the wire, too."""
        return self

    def send(self, data: bytes) -> None:
        """Heed nothing."""

    def receive(self, seconds: float) -> bytes:
        """The next byte, a second later, if there is so much time."""
        self.now += min(seconds, 1.0)
        return self.byte if seconds >= 1 else b""

    def close(self) -> None:
        """Go on."""


@pytest.mark.parametrize("byte", [b"\x00", b"\xff", b"\xa0"])
@pytest.mark.parametrize("way", ["dle_eot", "asb", "sii_asb", "star_asb"])
def test_a_device_that_babbles_slowly_is_unknown_within_seconds(
    byte: bytes, way: StatusSource
) -> None:
    babbler = Babbler(byte)

    def clock() -> float:
        return babbler.now

    printer: Printer
    if way == "star_asb":
        printer = StarPrinter(babbler.connect, lambda _: Job(b""), clock=clock)
    else:
        printer = EscPosPrinter(babbler.connect, lambda _: Job(b""), status_by=way, clock=clock)
    assert printer.status().state is PrinterState.UNKNOWN
    assert babbler.now < 10
