"""Raw connections to the emulated printer, as a program that is not ours would make them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import zxingcpp
from PIL import Image

from printer_drivers.emulator.device import BUFFER_BYTES, FULL_SPEED, Pace
from printer_drivers.emulator.esc_pos.firmware import ESC_POS
from printer_drivers.emulator.faults import Faults
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.languages import CommandLanguage
from printer_drivers.emulator.paper import Tray
from printer_drivers.emulator.server import Emulator
from printer_drivers.fonts import find_fonts
from tests.waiting import PATIENCE, eventually

Switch = Faults
"""What a test breaks the printer with."""


def emulator(
    out: Path,
    faults: Faults,
    *,
    dots: int = 576,
    port: int = 0,
    language: CommandLanguage = ESC_POS,
    terminal: bool = False,
    pace: Pace = FULL_SPEED,
    buffer_bytes: int = BUFFER_BYTES,
) -> Emulator:
    """A printer on a free port of this machine, not started yet."""
    return Emulator(
        ("127.0.0.1", port),
        Tray(out),
        _rom(),
        dots=dots,
        faults=faults,
        language=language,
        terminal=terminal,
        pace=pace,
        buffer_bytes=buffer_bytes,
    )


@cache
def _rom() -> Glyphs:
    """Drawn once for all tests."""
    return Glyphs(find_fonts())


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """A raw connection."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection:
        yield connection


def tickets(out: Path, count: int) -> list[Image.Image]:
    """The pictures in a tray, once so many have come out."""
    eventually(lambda: len(list(out.glob("*.png"))) >= count, f"{count} tickets in {out}")
    paths = sorted(out.glob("*.png"))
    assert [path.name for path in paths] == [f"{number:06}.png" for number in range(1, count + 1)]
    return [_opened(path) for path in paths]


def printed(out: Path) -> list[Image.Image]:
    """The pictures in a tray that have something on them: a blank piece may be cut off, too."""
    papers = tickets(out, len(list(out.glob("*.png"))))
    return [paper for paper in papers if paper.getextrema() != (255, 255)]


def _opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        return image.copy()


def codes(image: Image.Image) -> list[str]:
    """What the QR codes of a picture say."""
    return [found.text for found in zxingcpp.read_barcodes(image)]


def black(image: Image.Image) -> tuple[int, int, int, int]:
    """The smallest box around what is printed."""
    box = image.convert("L").point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None, "nothing is printed"
    return box
