"""The emulated printer as a device: its memory, its paper, its lines, its speed."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.device import Pace
from printer_drivers.emulator.esc_pos.firmware import ESC_POS
from printer_drivers.emulator.faults import ControlFile, Fault, FaultError, Faults, Moment
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.languages import CommandLanguage
from printer_drivers.emulator.paper import Tray
from printer_drivers.emulator.server import Emulator
from printer_drivers.emulator.star.firmware import STAR_PRNT
from printer_drivers.fonts import find_fonts
from printer_drivers.wires.wire import WireLostError
from tests.unit.printer_drivers.direct_line import DirectLine
from tests.unit.printer_drivers.wires import codes, connected, emulator, tickets
from tests.waiting import PATIENCE, eventually

CUT = b"\x1dV\x00"
ASK = b"\x10\x04\x01"
WORD = b"B103\n"


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[Emulator]:
    with emulator(tmp_path, Faults()) as running:
        yield running


def says(faults: Faults) -> str:
    """The word for what is wrong now."""
    return faults.condition


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("paper_out", Fault(Condition.PAPER_OUT)),
        ("  silent   now ", Fault(Condition.SILENT)),
        ("dead after 300 bytes", Fault(Condition.DEAD, Moment.AFTER_BYTES, 300)),
        ("dead after 1 byte", Fault(Condition.DEAD, Moment.AFTER_BYTES, 1)),
        ("cutter_error at the cut", Fault(Condition.CUTTER_ERROR, Moment.AT_THE_CUT)),
        ("silent after the cut", Fault(Condition.SILENT, Moment.AFTER_THE_CUT)),
        ("unplugged after the answer", Fault(Condition.UNPLUGGED, Moment.AFTER_THE_ANSWER)),
    ],
)
def test_lines_of_a_control_file(line: str, fault: Fault) -> None:
    assert Fault.parse(line) == fault
    assert Fault.parse(str(fault)) == fault


@pytest.mark.parametrize("line", ["on fire", "dead after", "dead after -3 bytes", "dead bytes"])
def test_lines_that_are_no_fault(line: str) -> None:
    with pytest.raises(FaultError, match="is none of"):
        Fault.parse(line)


def test_a_control_file_is_done_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "status"
    faults = Faults()
    file = ControlFile(path, faults)
    file.look()
    assert says(faults) == "ready"
    path.write_text("paper_out\n\nsilent at the cut\n", encoding="utf-8")
    file.look()
    assert says(faults) == "paper_out"
    assert faults.waiting == (Fault(Condition.SILENT, Moment.AT_THE_CUT),)
    faults.set()
    file.look()
    assert says(faults) == "ready", "the file is as it was"
    path.unlink()
    path.write_text("paper_out", encoding="utf-8")
    file.look()
    assert says(faults) == "paper_out", "it was written again"
    path.write_text("on fire", encoding="utf-8")
    file.look()
    assert says(faults) == "offline"
    path.unlink()
    file.look()
    assert says(faults) == "ready"
    assert not faults.waiting


def test_a_fault_comes_after_exactly_so_many_bytes(printer: Emulator) -> None:
    line = DirectLine(printer)
    printer.faults.set(Fault(Condition.SILENT, Moment.AFTER_BYTES, 7))
    line.send(b"abcdef")
    line.receive(1)
    assert says(printer.faults) == "ready"
    line.send(b"g")
    line.receive(1)
    assert says(printer.faults) == "silent"


def test_one_more_fault_leaves_those_that_wait(printer: Emulator) -> None:
    cut = Fault(Condition.CUTTER_ERROR, Moment.AT_THE_CUT)
    printer.faults.add(cut)
    printer.faults.add(Fault(Condition.PAPER_NEAR_END))
    assert (printer.faults.condition, printer.faults.waiting) == (Condition.PAPER_NEAR_END, (cut,))


def test_the_roll_is_near_its_end_beside_whatever_else_is_wrong(printer: Emulator) -> None:
    faults = printer.faults
    faults.set(Fault.parse("cover_open"), Fault.parse("paper_near_end"))
    assert (says(faults), faults.near_end) == ("cover_open", True)
    faults.add(Fault(Condition.READY))
    assert (says(faults), faults.near_end) == ("paper_near_end", True)
    faults.add(Fault(Condition.PAPER_OUT))
    printer.device.new_roll()
    assert (says(faults), faults.near_end) == ("ready", False)


def test_power_off_forgets_the_job_and_ends_the_connection(
    printer: Emulator, tmp_path: Path
) -> None:
    printer.faults.condition = Condition.STUCK
    line = DirectLine(printer)
    line.send(b"\x1d!\x77" + WORD + CUT)
    line.receive(1)
    printer.faults.condition = Condition.POWER_CYCLED
    assert printer.faults.condition is Condition.READY
    with pytest.raises(WireLostError):
        line.receive(1)
    line = DirectLine(printer)
    line.send(WORD + CUT)
    line.receive(1)
    (paper,) = tickets(tmp_path, 1)
    assert paper.height < 200, "the size is as at power on, and nothing of the job is left"


def test_a_dead_printer_is_mended_by_switching_it_off_and_on(
    printer: Emulator, tmp_path: Path
) -> None:
    line = DirectLine(printer)
    printer.faults.set(Fault(Condition.DEAD, Moment.AFTER_BYTES, 5))
    line.send(WORD + WORD + CUT)
    assert line.receive(1) == b""
    line.send(ASK)
    assert line.receive(1) == b""
    printer.faults.condition = Condition.READY
    with pytest.raises(WireLostError):
        line.send(ASK)
    assert not list(tmp_path.glob("*.png"))
    assert printer.device.hanging is not None


def test_an_unplugged_printer_prints_what_it_has(printer: Emulator, tmp_path: Path) -> None:
    with connected(printer.port) as connection:
        connection.sendall(WORD + ASK)
        connection.recv(1)
        printer.faults.condition = Condition.STUCK
        connection.sendall(WORD + CUT + ASK)
        connection.recv(1)
        printer.faults.condition = Condition.UNPLUGGED
        assert connection.recv(1) == b""
    tickets(tmp_path, 1)


def test_where_the_memory_is_full_the_sender_waits(tmp_path: Path) -> None:
    faults = Faults()
    with emulator(tmp_path, faults, buffer_bytes=64) as running, connected(running.port) as line:
        line.sendall(WORD * 100)
        eventually(lambda: running.device.hanging_lines == 100 * 4, "a hundred lines")
        faults.condition = Condition.STUCK
        line.sendall(WORD * 100 + CUT + ASK)
        eventually(lambda: running.device.room == 0, "the memory is full")
        line.settimeout(0.2)
        with pytest.raises(TimeoutError):
            line.recv(1)
        faults.condition = Condition.READY
        tickets(tmp_path, 1)
        line.settimeout(PATIENCE)
        assert line.recv(1) == b"\x12", "only then it hears the question"


def test_metres_of_paper_until_a_new_roll(printer: Emulator, tmp_path: Path) -> None:
    line = DirectLine(printer)
    line.send(b"\x1bJ\xcb" * 10 + CUT + WORD)
    line.receive(1)
    # ten inches at 203 dots; before and behind the blade there is white paper; a line of 30 dots
    assert printer.device.used_mm == pytest.approx(10 * 25.4 + (80 + 30) * 25.4 / 203)
    printer.device.new_roll()
    assert printer.device.used_mm == 0
    assert len(tickets(tmp_path, 2)) == 2, "what hung out was torn off"
    assert printer.device.hanging is None


@pytest.mark.parametrize("condition", [Condition.PAPER_OUT, Condition.COVER_OPEN])
def test_whoever_mends_it_pulls_the_paper_out(
    printer: Emulator, tmp_path: Path, condition: Condition
) -> None:
    line = DirectLine(printer)
    printer.faults.set(Fault(condition, Moment.AFTER_BYTES, 5))
    line.send(WORD + WORD + CUT)
    line.receive(1)
    assert not list(tmp_path.glob("*.png"))
    printer.faults.condition = Condition.READY
    line.receive(1)
    assert len(tickets(tmp_path, 2)) == 2


def test_true_speed_of_the_wire_and_of_the_head(tmp_path: Path) -> None:
    """The rests that it takes, and not the clock, are looked at."""
    rests = list[float]()
    with emulator(tmp_path, Faults(), pace=Pace(wire=1e6, head=25.4, rest=rests.append)) as running:
        line = DirectLine(running)
        line.send(b"\x1bJ\xcb" * 2 + CUT)
        line.receive(1)
        assert sum(rests) == pytest.approx(2 + 80 / 203), "an inch a second"
        rests.clear()
        with connected(running.port) as connection:
            connection.sendall(b"\x00" * 997 + ASK)
            connection.recv(1)
        assert sum(rests) == pytest.approx(0.001), "1,000 bytes at a million bytes a second"


def test_slow_is_slow_whatever_the_pace(tmp_path: Path) -> None:
    rests = list[float]()
    faults = Faults()
    with emulator(tmp_path, faults, pace=Pace(slow_head=2.54, rest=rests.append)) as running:
        faults.condition = Condition.SLOW
        line = DirectLine(running)
        line.send(b"\x1bJ\xcb")
        line.receive(1)
    assert sum(rests) == pytest.approx(10)


def terminal(tmp_path: Path, faults: Faults, *, tcp: bool = False) -> Emulator:
    return Emulator(
        ("127.0.0.1", 0) if tcp else None,
        Tray(tmp_path / "tray"),
        Glyphs(find_fonts()),
        language=ESC_POS,
        faults=faults,
        terminal_link=tmp_path / "port",
    )


def test_a_serial_port_that_is_unplugged_and_comes_back(tmp_path: Path) -> None:
    faults = Faults()
    link = tmp_path / "port"
    with terminal(tmp_path, faults) as running:
        assert running.places == (f"serial://{link}?flow=none",)
        assert running.terminal == str(link.readlink())
        for _ in range(2):
            with serial.Serial(str(link), timeout=PATIENCE, write_timeout=PATIENCE) as port:
                port.write(ASK)
                assert port.read(1) == b"\x12"
                faults.condition = Condition.UNPLUGGED
                eventually(lambda: not link.is_symlink(), "the port is gone")
                with pytest.raises(serial.SerialException):
                    port.read(1)
            faults.condition = Condition.READY
            eventually(link.exists, "the port is back")
    assert not link.is_symlink()


def test_two_lines_to_one_printer(tmp_path: Path) -> None:
    code = b"\x1d(k\x03\x001C\x06\x1d(k\x08\x001P0HELLO\x1d(k\x03\x001Q0"
    with terminal(tmp_path, Faults(), tcp=True) as running, connected(running.port) as connection:
        connection.sendall(code + ASK)
        assert connection.recv(1) == b"\x12"
        with serial.Serial(running.terminal, timeout=PATIENCE) as port:
            port.write(CUT + ASK)
            assert port.read(1) == b"\x12"
        (paper,) = tickets(tmp_path / "tray", 1)
    assert codes(paper) == ["HELLO"], "it is one roll of paper"


def test_a_link_that_cannot_be_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Emulator(None, Tray(tmp_path), Glyphs(find_fonts()), terminal_link=tmp_path / "a" / "b")


def test_a_link_does_not_take_the_place_of_a_file(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.write_text("precious", encoding="utf-8")
    with pytest.raises(FileExistsError):
        Emulator(None, Tray(tmp_path), Glyphs(find_fonts()), terminal_link=notes)
    assert notes.read_text(encoding="utf-8") == "precious"
    # what an emulator that was killed left behind is no file of anybody's
    link = tmp_path / "port"
    link.symlink_to("/dev/pts/9999")
    with terminal(tmp_path, Faults()) as running:
        assert str(link.readlink()) == running.terminal
        link.unlink()
        link.symlink_to("/dev/pts/9999")
    assert str(link.readlink()) == "/dev/pts/9999", "it is another emulator's by now"


def test_a_control_file_that_cannot_be_read_is_told_and_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "status"
    faults = Faults()
    file = ControlFile(path, faults)
    path.mkdir()
    with capture_logs() as logs:
        file.look()
        file.look()
    assert [entry["event"] for entry in logs] == ["status_word_unknown"]
    assert says(faults) == "offline"
    path.rmdir()
    os.mkfifo(path)
    file.look()
    assert says(faults) == "ready", "nothing is in a pipe that nobody writes to"
    path.unlink()
    path.write_text("paper_out", encoding="utf-8")
    file.look()
    assert says(faults) == "paper_out"


def test_a_switched_off_printer_ends_tcp_connections(printer: Emulator) -> None:
    with connected(printer.port) as connection:
        connection.sendall(ASK)
        assert connection.recv(1) == b"\x12"
        printer.faults.condition = Condition.POWER_CYCLED
        assert connection.recv(1) == b""
    with connected(printer.port) as connection:
        connection.sendall(ASK)
        assert connection.recv(1) == b"\x12"
        connection.shutdown(socket.SHUT_WR)


PIECES = [b"\x10\x04", b"\x10\x05", b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", b"\x1b\x06\x01"]
STARTS = [b"\x1d(H\x06\x0000", b"\x1d(L", b"\x1d8L", b"\x1b\x1d\x03", b"\x1b\x06\x18", b"\x1da\xff"]


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [(ESC_POS, ASK, b"\x12"), (STAR_PRNT, b"\x1b\x06\x01", b"\x23\x86")],
    ids=lambda value: getattr(value, "name", ""),
)
def test_no_bytes_stop_the_device(
    tmp_path: Path, language: CommandLanguage, question: bytes, answer: bytes
) -> None:
    with emulator(tmp_path, Faults(), language=language) as running:

        @given(st.lists(st.one_of(st.binary(max_size=20), st.sampled_from([*PIECES, *STARTS]))))
        @settings(max_examples=60, deadline=None)
        def sent(pieces: list[bytes]) -> None:
            line = DirectLine(running)
            for piece in pieces:
                line.send(piece)
            line.receive(1)
            running.faults.condition = Condition.POWER_CYCLED
            after = DirectLine(running)
            after.receive(0)
            after.send(question)
            assert after.receive(1)[: len(answer)] == answer

        sent()
