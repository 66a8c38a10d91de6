"""Scanners on real serial lines and device files: read, unplugged, back, taken, flooding."""

import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.scanners.background import BackgroundScanner
from kiosk.scanners.input_device import grab
from kiosk.scanners.scanner import ScannerState
from kiosk.scanners.serial_scanner import SerialScannerPort
from kiosk.scanners.wedge_scanner import WedgePort
from tests.unit.kiosk.scanners.hands import (
    PASS,
    DeviceFile,
    Heard,
    SerialHand,
    keys_of,
    press,
    recorded,
)
from tests.waiting import eventually

RETRY = 0.02


def listening(name: str, connect: Callable[[], object], heard: Heard) -> BackgroundScanner:
    return BackgroundScanner(
        name,
        connect,  # type: ignore[arg-type]  # any of the ports' `connect`
        heard,
        time.monotonic,
        retry_seconds=RETRY,
    ).start()


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[SerialHand]:
    hand = SerialHand(tmp_path / "ttyACM0")
    yield hand
    hand.unplug()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def serial(hand: SerialHand, heard: Heard) -> Iterator[BackgroundScanner]:
    scanner = listening("serial", SerialScannerPort(str(hand.path)).connect, heard)
    yield scanner
    scanner.close()


def test_serial_unplugged_in_the_middle_of_a_text_and_back(
    serial: BackgroundScanner, hand: SerialHand, heard: Heard
) -> None:
    eventually(lambda: serial.state is ScannerState.MISSING)
    hand.plug_in()
    eventually(lambda: serial.state is ScannerState.READY)
    hand.send(PASS.encode() + b"\r\n")
    assert heard.next() == PASS
    hand.send(b"MG1:HALF")
    hand.unplug()
    eventually(lambda: serial.state is ScannerState.MISSING)
    hand.plug_in()
    eventually(lambda: serial.state is ScannerState.READY)
    hand.send(b"MG1:OTHER\r")
    assert heard.next() == "MG1:OTHER"
    assert heard.nothing()


def test_serial_the_same_code_again_and_again_is_one(
    serial: BackgroundScanner, hand: SerialHand, heard: Heard
) -> None:
    hand.plug_in()
    eventually(lambda: serial.state is ScannerState.READY)
    hand.send(b"A\rA\rA\rB\r")
    assert [heard.next(), heard.next()] == ["A", "B"]
    assert heard.nothing()


def test_serial_taken_by_another_program(
    serial: BackgroundScanner, hand: SerialHand, heard: Heard
) -> None:
    hand.plug_in()
    eventually(lambda: serial.state is ScannerState.READY)
    second = listening("second", SerialScannerPort(str(hand.path)).connect, heard)
    try:
        eventually(lambda: second.state is ScannerState.STUCK)
    finally:
        second.close()
    assert second.state is ScannerState.MISSING
    second.close()


def test_serial_that_never_stops_is_stuck_and_opened_again(
    serial: BackgroundScanner, hand: SerialHand, heard: Heard
) -> None:
    hand.plug_in()
    eventually(lambda: serial.state is ScannerState.READY)
    seen = list[ScannerState]()

    def flood() -> bool:
        hand.send(b"U" * 2000)
        seen.append(serial.state)
        return ScannerState.STUCK in seen

    eventually(flood, every=0.001)
    eventually(lambda: serial.state is ScannerState.READY)
    hand.send(b"\rNOW\r")
    assert heard.next() == "NOW"


def test_wedge_unplugged_in_the_middle_of_a_text_and_back(tmp_path: Path, heard: Heard) -> None:
    device = DeviceFile(tmp_path / "event-kbd")
    scanner = listening("wedge", device.port().connect, heard)
    try:
        eventually(lambda: scanner.state is ScannerState.MISSING)
        for _ in range(2):
            device.plug_in()
            eventually(lambda: scanner.state is ScannerState.READY)
            data = recorded(keys_of(PASS))
            device.press(data[:100])  # in the middle of an event
            device.press(data[100:])
            device.press(recorded(keys_of("MG1:HALF", end=None)))
            device.unplug()
            eventually(lambda: scanner.state is ScannerState.MISSING)
        assert heard.next() == PASS
        assert heard.nothing(), "and the same one again at once is not new"
        assert len(device.grabbed) == 2, "grabbed each time that it was opened"
    finally:
        scanner.close()


def test_wedge_slow_keys_and_no_end(tmp_path: Path, heard: Heard) -> None:
    device = DeviceFile(tmp_path / "event-kbd")
    device.plug_in()
    scanner = listening("wedge", device.port().connect, heard)
    try:
        for letter in "MG1:A":
            device.press(recorded(keys_of(letter, end=None)))
        assert heard.next() == "MG1:A"
    finally:
        scanner.close()
        device.unplug()


def test_wedge_that_cannot_be_grabbed_is_never_read(tmp_path: Path, heard: Heard) -> None:
    device = DeviceFile(tmp_path / "event-kbd")
    device.plug_in()
    # the real grab: a pipe is no input device, as one that another program has is none for us
    scanner = listening("wedge", WedgePort(str(device.path), grab=grab).connect, heard)
    try:
        eventually(lambda: scanner.state is ScannerState.STUCK)
        device.press(recorded(keys_of(PASS)))
        assert heard.nothing()
    finally:
        scanner.close()
        device.unplug()


def test_wedge_by_its_name_and_never_its_volume_keys(tmp_path: Path) -> None:
    listed, devices = tmp_path / "class", tmp_path / "dev"
    devices.mkdir()
    for number, name, keys in (
        (2, "Power Button", "10000000000000 0"),
        (4, "HONEYWELL Imager Consumer Control", "1f 0 0 0 800000 0"),
        (
            11,
            "HONEYWELL Imager",
            "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe",
        ),
    ):
        device = listed / f"event{number}" / "device"
        (device / "capabilities").mkdir(parents=True)
        (device / "name").write_text(name + "\n")
        (device / "capabilities" / "key").write_text(keys + "\n")
    os.mkfifo(devices / "event11")
    end = os.open(devices / "event11", os.O_RDWR | os.O_NONBLOCK)
    grabbed = list[int]()

    def port(name: str) -> WedgePort:
        return WedgePort(name, grab=grabbed.append, input_class=listed, devices=devices)

    source = port("honeywell").connect()
    os.write(end, recorded(press(50)))
    assert source.read(5) == b"m"
    source.close()
    os.close(end)
    with pytest.raises(FileNotFoundError) as caught:
        port("Zebra").connect()
    assert caught.value.errno == errno.ENOENT
