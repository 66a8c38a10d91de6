"""Which scanner a setting names."""

import re
import time
from urllib.parse import parse_qsl

from kiosk.reading.camera import Clock
from kiosk.scanners.background import BackgroundScanner
from kiosk.scanners.scanner import NoScanner, OnText, Scanner
from kiosk.scanners.serial_scanner import BAUD, SerialScannerPort
from kiosk.scanners.wedge_scanner import WedgePort

KINDS = (
    "one of serial:///dev/ttyACM0?baud=9600, evdev:/dev/input/by-id/…, evdev:NAME?layout=jp, none"
)
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)

Port = SerialScannerPort | WedgePort


def port_of(address: str) -> Port | None:
    """Where the scanner is that an address names; None for `none`. Nothing is opened.

    Raises:
        ValueError: it names no kind of scanner that there is.
    """
    if address == "none":
        return None
    where, _, query = address.partition("?")
    options = dict(parse_qsl(query, keep_blank_values=True))
    serial = re.fullmatch(r"serial://(/.+)", where)
    if serial and options.keys() <= {"baud"}:
        baud = options.get("baud", str(BAUD))
        if baud not in map(str, BAUDS):
            raise ValueError(f"a scanner's baud is one of {', '.join(map(str, BAUDS))}")
        return SerialScannerPort(serial[1], int(baud))
    wedge = re.fullmatch(r"evdev:(.*\S.*)", where)
    if wedge and options.keys() <= {"layout"}:
        match options.get("layout", "us"):
            case "us" | "jp" as layout:
                return WedgePort(wedge[1], layout)
            case _:
                raise ValueError("a scanner's layout is us or jp")
    raise ValueError(KINDS)


def open_scanner(address: str, on_text: OnText, clock: Clock = time.monotonic) -> Scanner:
    """A scanner that is listened to. One that is missing is a state of it, not an error.

    Raises:
        ValueError: the address names no kind of scanner that there is.
    """
    port = port_of(address)
    if port is None:
        return NoScanner()
    return BackgroundScanner(address, port.connect, on_text, clock).start()
