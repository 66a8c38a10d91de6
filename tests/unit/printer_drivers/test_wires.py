"""Wires to printers: USB and serial device files that come and go, one owner each."""

import os
import socket
import termios
from collections.abc import Callable
from pathlib import Path

import pytest
import serial
from click.testing import CliRunner

from printer_drivers.composing import Job
from printer_drivers.documents import Document, Number
from printer_drivers.esc_pos.printer import EscPosPrinter
from printer_drivers.main import main
from printer_drivers.status import PrinterState
from printer_drivers.wires.serial_port import SerialAddress, SerialWire, piece_bytes
from printer_drivers.wires.tcp import TcpAddress
from printer_drivers.wires.usb import UsbAddress
from printer_drivers.wires.wire import Wire, WireLostError, WireStuckError, WireTakenError
from tests.unit.printer_drivers.devices import deaf_port, plugged_in

TICKET = Document(blocks=(Number(text="B103"),))
JOB = Job(b"\x1b@" + b"B103\n" * 2000, 60.0)

Opening = Callable[[Path], Wire]


def usb(path: Path) -> Wire:
    return UsbAddress(str(path), write_seconds=0.2).connect()


def serial_port(path: Path) -> Wire:
    return SerialAddress(str(path), write_seconds=0.2).connect()


BOTH = pytest.mark.parametrize("open_wire", [usb, serial_port])


@BOTH
def test_asks_and_hears(tmp_path: Path, open_wire: Opening) -> None:
    with plugged_in(tmp_path / "lp0"):
        wire = open_wire(tmp_path / "lp0")
        assert wire.receive(0) == b""
        wire.send(b"\x10\x04\x01")
        assert wire.receive(20) == b"\x12"
        wire.close()
        wire.close()


@BOTH
def test_unplugged_is_lost_and_plugged_in_again_is_there(
    tmp_path: Path, open_wire: Opening
) -> None:
    path = tmp_path / "lp0"
    with plugged_in(path) as plug:
        printer = EscPosPrinter(lambda: open_wire(path), lambda _: JOB)
        assert printer.print(TICKET).printed
        plug.unplug()
        status = printer.status()
        assert status.state is PrinterState.DISCONNECTED
        assert "No such file" in status.detail
        plug.plug_in()
        assert printer.status().state is PrinterState.READY
        assert printer.print(TICKET).printed
        printer.close()
        assert plug.talker.sent.count(b"B103") == 4000


@BOTH
def test_unplugged_and_plugged_in_between_two_jobs_is_not_noticed(
    tmp_path: Path, open_wire: Opening
) -> None:
    path = tmp_path / "lp0"
    with plugged_in(path) as plug:
        printer = EscPosPrinter(lambda: open_wire(path), lambda _: JOB)
        assert printer.print(TICKET).printed
        plug.unplug()
        plug.plug_in()
        assert printer.print(TICKET).printed
        printer.close()


@BOTH
def test_an_unplugged_wire_says_so(tmp_path: Path, open_wire: Opening) -> None:
    with plugged_in(tmp_path / "lp0") as plug:
        wire = open_wire(tmp_path / "lp0")
        plug.unplug()
        with pytest.raises(WireLostError):
            wire.receive(20)
        with pytest.raises(WireLostError):
            wire.send(b"\x10\x04\x01")
        wire.close()
        plug.plug_in()


@BOTH
def test_a_device_has_one_owner(tmp_path: Path, open_wire: Opening) -> None:
    path = tmp_path / "lp0"
    with plugged_in(path):
        first = open_wire(path)
        with pytest.raises(WireTakenError, match="lp0: another program has it"):
            open_wire(path)
        first.send(b"\x10\x04\x01")
        assert first.receive(20) == b"\x12", "the owner has lost nothing"
        first.close()
        open_wire(path).close()


def test_a_network_printer_has_one_owner(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = TcpAddress("127.0.0.1", listener.getsockname()[1], tmp_path)
        first = address.connect()
        with pytest.raises(WireTakenError, match="another program has it"):
            address.connect()
        first.close()
        address.connect().close()
    # a printer that is off keeps nobody out
    for _ in range(2):
        with pytest.raises(WireLostError, match="refused"):
            address.connect()
    assert len(list(tmp_path.iterdir())) == 1


def test_without_a_place_for_locks_a_network_printer_opens(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = TcpAddress("127.0.0.1", listener.getsockname()[1], tmp_path / "none")
        address.connect().close()


@pytest.mark.parametrize("scheme", ["usb", "serial"])
def test_status_of_a_printer_that_another_program_has(tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "lp0"
    with plugged_in(path):
        kiosk = usb(path)
        found = CliRunner().invoke(main, ["status", "--to", f"{scheme}://{path}"])
        kiosk.close()
    assert (found.exit_code, found.stdout) == (1, f"unknown ({path}: another program has it)\n")


def test_a_serial_port_is_8_bits_no_parity_1_stop_bit() -> None:
    for flow, has_lines in (("rtscts", True), ("dsrdtr", False), ("none", False)):
        with deaf_port() as name:
            wire = SerialAddress(name, 38_400, flow).connect()  # type: ignore[arg-type]  # a Literal
            ours = os.open(name, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
            control = termios.tcgetattr(ours)
            os.close(ours)
            wire.close()
        assert control[2] & termios.CSIZE == termios.CS8
        assert not control[2] & (termios.PARENB | termios.CSTOPB)
        assert bool(control[2] & termios.CRTSCTS) == has_lines
        assert control[4] == control[5] == termios.B38400


@pytest.mark.parametrize("kind", [UsbAddress, SerialAddress])
def test_a_printer_that_takes_nothing_is_stuck_and_closing_does_not_hang(
    kind: type[UsbAddress] | type[SerialAddress],
) -> None:
    with deaf_port() as name:
        wire = kind(name, write_seconds=0.1).connect()
        with pytest.raises(WireStuckError):
            wire.send(b"B103\n" * 100_000)
        wire.close()


def test_dsr_holds_up_a_job_and_lets_urgent_questions_through() -> None:
    is_ready = [True]
    with deaf_port() as name:
        port = serial.Serial(name, write_timeout=1)
        wire = SerialWire(port, is_ready=lambda: is_ready[0], write_seconds=0.05)
        wire.send(b"B103\n" * 100)
        is_ready[0] = False
        with pytest.raises(WireStuckError, match="DSR is off"):
            wire.send(b"B103\n" * 100)
        wire.send(b"\x10\x04\x01")
        wire.close()


def test_a_printer_that_holds_dsr_is_not_ready_and_the_job_no_ticket() -> None:
    class Busy:
        """It takes questions, and answers none: switched off, or offline behind a dead cable."""

        def __call__(self) -> Wire:
            self.port = serial.Serial(name, write_timeout=1)
            return SerialWire(self.port, is_ready=lambda: False, write_seconds=0.05)

    with deaf_port() as name:
        printer = EscPosPrinter(Busy(), lambda _: JOB, answer_seconds=0.05)
        result = printer.print(TICKET)
        printer.close()
    assert (result.printed, result.status.state) == (False, PrinterState.UNKNOWN)


def test_a_piece_ends_in_time_at_every_speed() -> None:
    for baud in (1200, 9600, 38_400, 115_200, 1_000_000):
        assert piece_bytes(baud) * 10 / baud <= 2.1
