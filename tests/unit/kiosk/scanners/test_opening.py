"""Which scanner a setting names, and what is none."""

import pytest

from kiosk.scanners.opening import open_scanner, port_of
from kiosk.scanners.scanner import FakeScanner, ScannerState
from kiosk.scanners.serial_scanner import SerialScannerPort
from kiosk.scanners.wedge_scanner import WedgePort
from kiosk.settings import SettingsError, load_settings
from tests.unit.kiosk.scanners.hands import Heard


def test_addresses() -> None:
    assert port_of("none") is None
    assert port_of("serial:///dev/ttyACM0") == SerialScannerPort("/dev/ttyACM0", 9600)
    assert port_of("serial:///dev/ttyS0?baud=115200") == SerialScannerPort("/dev/ttyS0", 115_200)
    by_id = "/dev/input/by-id/usb-Scanner_2D-event-kbd"
    assert port_of(f"evdev:{by_id}") == WedgePort(by_id)
    assert port_of("evdev:Honeywell Imager?layout=jp") == WedgePort("Honeywell Imager", "jp")


@pytest.mark.parametrize(
    "address",
    ["", "serial", "serial://", "serial:/dev/ttyACM0", "serial:///dev/ttyACM0?speed=1", "evdev:",
     "serial:///dev/ttyACM0?baud=fast", "serial:///dev/ttyACM0?baud=1", "evdev: ", "usb:1",
     "evdev:/dev/input/event3?layout=de", "evdev:/dev/input/event3?baud=9600"],
)  # fmt: skip
def test_what_names_no_scanner_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"scanner|serial:///dev/ttyACM0"):
        open_scanner(address, Heard())
    settings = {"site": "aizu", "kiosk": "kiosk-1", "data": "none", "scanner": address}
    with pytest.raises(SettingsError, match="settings: scanner: "):
        load_settings(settings, None)


def test_a_kiosk_without_a_scanner_and_one_in_a_test() -> None:
    nothing = open_scanner("none", Heard())
    assert nothing.state is ScannerState.MISSING
    nothing.close()
    heard = Heard()
    fake = FakeScanner(heard)
    fake.scan("A")
    assert (heard.next(), fake.state) == ("A", ScannerState.READY)
    fake.close()
    assert fake.state is ScannerState.MISSING
