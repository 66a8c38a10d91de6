"""Each fault of a Star printer, before, during and after a job: no reply is never fine."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from printer_drivers.composing import Composer
from printer_drivers.documents import Code, Document, Number, Text
from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.faults import Fault, Moment
from printer_drivers.emulator.server import Emulator
from printer_drivers.emulator.star.firmware import STAR_PRNT, StarPrnt
from printer_drivers.lines import PaperProfile
from printer_drivers.models import MODELS
from printer_drivers.opening import PrinterAddressError, open_printer
from printer_drivers.star_prnt.answers import AutomaticStatus, Identity, PrintEnd
from printer_drivers.star_prnt.encode import encode_lines
from printer_drivers.star_prnt.frames import EndDocument, TellPrintEnd, decode
from printer_drivers.star_prnt.printer import ConfirmedBy, StarPrinter, next_number
from printer_drivers.star_prnt.transport import NoAnswerError, Transport
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from printer_drivers.wires.tcp import TcpAddress
from printer_drivers.wires.wire import WireStuckError, WireTakenError
from tests.unit.printer_drivers.star import draw, same
from tests.unit.printer_drivers.wires import Switch, codes, emulator, printed, tickets
from tests.waiting import eventually

TICKET = Document(
    blocks=(Number(text="B103"), Text(text="三番の窓口へお越しください。"), Code(text="MG1:TEST"))
)
COMPOSE = Composer(PaperProfile(), encode_lines)
BEFORE_THE_CODE = 36 + COMPOSE(TICKET).data.index(b"\x1b\x1dy")
"""Bytes, with the questions and what stands before the job: the text is on the paper then."""
FINE = AutomaticStatus(bytes(7)).encode()


def printer_at(port: int, *, confirm: ConfirmedBy = "etb", seconds: float = 0.4) -> StarPrinter:
    return StarPrinter(
        TcpAddress("127.0.0.1", port).connect, COMPOSE, confirm=confirm, answer_seconds=seconds
    )


def later(condition: Condition) -> Switch:
    """A printer that fails in the middle of a ticket."""
    faults = Switch()
    faults.set(Fault(condition, Moment.AFTER_BYTES, BEFORE_THE_CODE))
    return faults


@pytest.fixture
def switch() -> Switch:
    return Switch()


@pytest.fixture(params=[STAR_PRNT, StarPrnt(on_network=False)], ids=["network", "other"])
def running(request: pytest.FixtureRequest, tmp_path: Path, switch: Switch) -> Iterator[Emulator]:
    with emulator(tmp_path, switch, language=request.param) as started:
        yield started


@pytest.fixture
def printer(running: Emulator) -> Iterator[StarPrinter]:
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
    (Condition.GARBAGE, PrinterState.UNKNOWN),
    (Condition.SILENT, PrinterState.UNKNOWN),
    (Condition.UNPLUGGED, PrinterState.DISCONNECTED),
]


@pytest.mark.parametrize(("condition", "state"), FAULTS)
def test_fault_before_a_job_prints_nothing_and_passes(
    printer: StarPrinter,
    switch: Switch,
    tmp_path: Path,
    condition: Condition,
    state: PrinterState,
) -> None:
    assert printer.status() == PrinterStatus(PrinterState.READY)
    switch.condition = condition
    eventually(lambda: printer.status().state is state, f"{state}")
    result = printer.print(TICKET)
    assert (result.printed, result.started, result.status.state) == (False, False, state)
    switch.condition = Condition.READY
    result = printer.print(TICKET)
    assert (result.printed, result.confirmed_by) == (True, "etb")
    assert result.paper_mm > 50
    (picture,) = tickets(tmp_path, 1)
    assert codes(picture) == ["MG1:TEST"]


@pytest.mark.parametrize(("condition", "state"), FAULTS[:6])
def test_fault_during_a_job_is_no_ticket_and_the_rest_never_comes(
    tmp_path: Path, condition: Condition, state: PrinterState
) -> None:
    faults = later(condition)
    with emulator(tmp_path, faults, language=STAR_PRNT) as running:
        printer = printer_at(running.port)
        result = printer.print(TICKET)
        assert (result.printed, result.started, result.status.state) == (False, True, state)
        assert result.confirmed_by is None
        faults.condition = Condition.READY
        eventually(lambda: printer.status().state is PrinterState.READY, "mended")
        assert printer.print(TICKET).printed
        printer.close()
        half, ticket = printed(tmp_path)
    # what hung out is pulled out by who mends it, else it is cut off before the next ticket
    assert codes(half) == []
    assert same(ticket, *draw(COMPOSE(TICKET).data))


@pytest.mark.parametrize("moment", [Moment.AT_THE_CUT, Moment.AFTER_THE_CUT])
def test_fault_at_the_cut_is_no_ticket(tmp_path: Path, moment: Moment) -> None:
    faults = Switch()
    faults.set(Fault(Condition.CUTTER_ERROR, moment))
    with emulator(tmp_path, faults, language=STAR_PRNT) as running:
        printer = printer_at(running.port)
        result = printer.print(TICKET)
        assert (result.printed, result.started) == (False, True)
        assert result.status.state is PrinterState.CUTTER_ERROR
        faults.condition = Condition.READY
        eventually(lambda: printer.status().can_print, "mended")
        assert printer.print(TICKET).printed
        printer.close()
        assert len(printed(tmp_path)) == 2
        assert same(printed(tmp_path)[-1], *draw(COMPOSE(TICKET).data))


def test_fault_just_after_the_job_is_a_ticket_and_told(tmp_path: Path) -> None:
    faults = Switch()
    faults.set(Fault(Condition.PAPER_OUT, Moment.AFTER_THE_ANSWER))
    with emulator(tmp_path, faults, language=STAR_PRNT) as running:
        printer = printer_at(running.port)
        result = printer.print(TICKET)
        printer.close()
    assert result.printed
    assert result.status.state is PrinterState.PAPER_OUT


def test_unplugged_during_a_job(tmp_path: Path) -> None:
    with emulator(tmp_path, later(Condition.UNPLUGGED), language=STAR_PRNT) as running:
        result = printer_at(running.port).print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status.state is PrinterState.DISCONNECTED


def test_a_printer_that_hangs_is_sent_nothing_that_could_come_out_later(tmp_path: Path) -> None:
    faults = Switch()
    with emulator(tmp_path, faults, language=STAR_PRNT) as running:
        printer = printer_at(running.port, seconds=0.05)
        faults.condition = Condition.STUCK
        assert printer.status().can_print, "it says so"
        result = printer.print(TICKET)
        assert (result.printed, result.started) == (False, False)
        assert result.status.state is PrinterState.UNKNOWN
        faults.condition = Condition.READY
        assert printer.print(TICKET).printed
        printer.close()
    assert len(tickets(tmp_path, 1)) == 1


@pytest.mark.parametrize("condition", [Condition.STUCK, Condition.SILENT, Condition.GARBAGE])
def test_a_job_that_is_never_confirmed_is_no_ticket(tmp_path: Path, condition: Condition) -> None:
    with emulator(tmp_path, later(condition), language=STAR_PRNT) as running:
        result = printer_at(running.port, seconds=0.02).print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status.state is PrinterState.UNKNOWN


def test_near_end_prints_and_tells(printer: StarPrinter, switch: Switch, tmp_path: Path) -> None:
    switch.condition = Condition.PAPER_NEAR_END
    result = printer.print(TICKET)
    assert (result.printed, result.started) == (True, True)
    assert result.status == PrinterStatus(PrinterState.PAPER_NEAR_END)
    tickets(tmp_path, 1)
    switch.condition = Condition.SILENT
    assert printer.status().near_end, "as last heard"


def test_status_during_a_job_is_printing(tmp_path: Path) -> None:
    faults = later(Condition.STUCK)
    with emulator(tmp_path, faults, language=STAR_PRNT) as running:
        printer = printer_at(running.port)
        results = list[PrintResult]()
        job = threading.Thread(target=lambda: results.append(printer.print(TICKET)))
        job.start()
        eventually(lambda: printer.status().state is PrinterState.PRINTING, "printing")
        faults.condition = Condition.READY
        job.join()
        assert [result.printed for result in results] == [True]
        printer.close()


def test_a_printer_without_confirmation(running: Emulator, switch: Switch, tmp_path: Path) -> None:
    printer = printer_at(running.port, confirm="status")
    result = printer.print(TICKET)
    assert (result.printed, result.confirmed_by) == (True, "status")
    tickets(tmp_path, 1)
    switch.condition = Condition.COVER_OPEN
    assert not printer.print(TICKET).printed
    printer.close()


def test_reopened_after_it_was_switched_off(tmp_path: Path) -> None:
    with emulator(tmp_path, Switch(), language=STAR_PRNT) as running:
        port = running.port
        printer = printer_at(port)
        assert printer.print(TICKET).printed
    assert printer.status().state is PrinterState.DISCONNECTED
    with emulator(tmp_path, Switch(), port=port, language=STAR_PRNT):
        assert printer.print(TICKET).printed
        printer.close()
    tickets(tmp_path, 2)


@pytest.mark.parametrize(
    "reply",
    [b"", b"\x00" * 16, b"\xff" * 16, b"HTTP/1.1 400 Bad Request\r\n", b"\x23\x86", b"x" + FINE],
)
def test_answers_that_make_no_sense_are_unknown(reply: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def talk() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(3)
                connection.sendall(reply)
                # stay, and say nothing more, until the other side ends it
                while connection.recv(64):
                    pass

        talking = threading.Thread(target=talk)
        talking.start()
        printer = printer_at(listener.getsockname()[1], seconds=0.1)
        status = printer.status()
        printer.close()
        talking.join()
    assert status.state is PrinterState.UNKNOWN


def test_what_it_calls_itself(running: Emulator) -> None:
    transport = Transport(TcpAddress("127.0.0.1", running.port).connect, 0.4)
    assert transport.ask_identity() == Identity("MCP31Ver.1.0")
    assert transport.ask_identity().model == "MCP31"
    running.faults.condition = Condition.SILENT
    with pytest.raises(NoAnswerError):
        transport.ask_identity()
    transport.hang_up()


class ScriptedWire:
    """A printer that says what a test makes of what it gets."""

    def __init__(self, say: Callable[[bytes], bytes], *, takes_jobs: bool = True) -> None:
        self._say = say
        self._takes_jobs = takes_jobs
        self._waiting = b""
        self.sent = list[bytes]()
        self.closed = False

    def send(self, data: bytes) -> None:
        self.sent.append(data)
        if not self._takes_jobs and len(data) > 18:
            raise WireStuckError("the printer takes no more bytes")
        self._waiting += self._say(data)

    def receive(self, seconds: float) -> bytes:
        waiting, self._waiting = self._waiting, b""
        return waiting

    def close(self) -> None:
        self.closed = True


def answers(said_to_a_job: Callable[[int], bytes]) -> Callable[[bytes], bytes]:
    """A printer that is ready and takes its turn, and says something of its own to a job."""

    def say(data: bytes) -> bytes:
        numbers = [frame.job for frame in decode(data) if isinstance(frame, TellPrintEnd)]
        if not numbers:
            return FINE
        is_job = b"\x1bd\x03" in data
        return said_to_a_job(numbers[0]) if is_job else PrintEnd(1, numbers[0], 1).encode()

    return say


def test_another_jobs_answer_confirms_nothing() -> None:
    wire = ScriptedWire(answers(lambda job: PrintEnd(1, job - 1, 1).encode()))
    result = StarPrinter(lambda: wire, COMPOSE).print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status == PrinterStatus(PrinterState.UNKNOWN, "no answer to ESC GS ETX")


def test_a_fault_that_passes_within_a_job_is_no_ticket() -> None:
    """The printer throws the rest away, though it is ready when we ask."""
    cover = AutomaticStatus(bytes([0x28, *[0] * 6])).encode()
    wire = ScriptedWire(answers(lambda _: cover + FINE))
    result = StarPrinter(lambda: wire, COMPOSE).print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status.state is PrinterState.COVER_OPEN
    assert wire.closed


def test_what_was_lost_on_the_way_to_it_is_no_ticket() -> None:
    overflow = AutomaticStatus(bytes([0, 0, 0x40, 0, 0, 0, 0])).encode()
    wire = ScriptedWire(answers(lambda _: overflow + FINE))
    result = StarPrinter(lambda: wire, COMPOSE).print(TICKET)
    assert (result.printed, result.status.state) == (False, PrinterState.RECOVERABLE_ERROR)


def test_a_full_buffer_is_no_ticket() -> None:
    wire = ScriptedWire(answers(lambda _: b""), takes_jobs=False)
    result = StarPrinter(lambda: wire, COMPOSE).print(TICKET)
    assert (result.printed, result.started) == (False, True)
    assert result.status == PrinterStatus(PrinterState.UNKNOWN, "the printer takes no more bytes")
    assert wire.closed


def test_a_job_is_one_document_with_its_question_inside() -> None:
    wire = ScriptedWire(answers(lambda job: PrintEnd(1, job, 1).encode()))
    assert StarPrinter(lambda: wire, COMPOSE, first_job=0xFFFE).print(TICKET).printed
    (job,) = (sent for sent in wire.sent if b"\x1bd\x03" in sent)
    end = EndDocument().encode()
    assert job.startswith(end + b"\x1b\x1d\x03\x03\x00\x00")
    assert job.endswith(TellPrintEnd(0).encode() + end)


@pytest.mark.parametrize(("number", "following"), [(0, 1), (0x10, 0x12), (0x10FF, 0x1200)])
def test_no_job_has_a_number_that_a_serial_port_takes_out(number: int, following: int) -> None:
    assert next_number(number) == following


def test_a_device_that_another_program_has_is_unknown() -> None:
    def taken() -> ScriptedWire:
        raise WireTakenError("taken")

    assert StarPrinter(taken, COMPOSE).status() == PrinterStatus(PrinterState.UNKNOWN, "taken")


@pytest.mark.parametrize(
    "name", [model.name for model in MODELS.values() if model.language == "star_prnt"]
)
def test_every_star_model_prints(tmp_path: Path, name: str) -> None:
    dots = MODELS[name].profile.dots
    with emulator(tmp_path, Switch(), language=STAR_PRNT, dots=dots) as running:
        printer = open_printer(f"tcp://127.0.0.1:{running.port}?model={name}")
        assert printer.print(TICKET).printed
        printer.close()
    (picture,) = tickets(tmp_path, 1)
    assert codes(picture) == ["MG1:TEST"]


@pytest.mark.parametrize("option", ["status=asb", "confirm=process_id", "confirm=sensor"])
def test_what_star_has_not_is_refused(option: str) -> None:
    with pytest.raises(PrinterAddressError, match="star_asb"):
        open_printer(f"tcp://printer.example?language=star_prnt&{option}")
