"""The one interface to every printer, how to open one, and a fake that stands in for it."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Protocol, TypeVar
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from printer_drivers.documents import Document
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.interpreter import Interpreter
from printer_drivers.emulator.paper import Roll, Tray
from printer_drivers.esc_pos.printer import Composer, EscPosPrinter
from printer_drivers.fonts import find_fonts
from printer_drivers.layout import PaperProfile
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult
from printer_drivers.wires.serial_port import FlowControl, SerialAddress
from printer_drivers.wires.tcp import TcpAddress


class Printer(Protocol):
    """A printer. Calls block, so they belong in a worker; they may come from any thread.

    Nothing that a device does makes a method raise: it is a status.
    """

    def status(self) -> PrinterStatus:
        """Its state now. Takes a few seconds at most where the printer does not answer."""

    def print(self, document: Document) -> PrintResult:
        """Print a document and wait until the printer says that it is on paper."""

    def close(self) -> None:
        """Give the connection back. A later call would open it again."""


class FakePrinter:
    """A printer in memory, whose state a test or a person sets. It keeps what it printed."""

    def __init__(self, state: PrinterState = PrinterState.READY) -> None:
        self.state = state
        self.fails_next_print_with: PrinterState | None = None
        """What goes wrong when the next job is half on paper; it is then the state."""
        self.documents: list[Document] = []
        self.closed = False

    def status(self) -> PrinterStatus:
        """The state that was set."""
        return PrinterStatus(self.state)

    def print(self, document: Document) -> PrintResult:
        """Keep the document, unless the state says that no paper would come out."""
        status = self.status()
        if not status.can_print:
            return PrintResult(printed=False, status=status)
        if self.fails_next_print_with is not None:
            self.state, self.fails_next_print_with = self.fails_next_print_with, None
            return PrintResult(printed=False, status=self.status(), started=True)
        self.documents.append(document)
        return PrintResult(printed=True, status=status, started=True)

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


class PrinterAddressError(Exception):
    """A printer's URL cannot be used. The message says what in it, and why."""


class PngPrinter:
    """Draws what an ESC/POS printer would print into a folder: `000001.png` and on."""

    def __init__(self, folder: Path, compose: Callable[[Document], bytes], dots: int) -> None:
        self._tray = Tray(folder)
        self._compose = compose
        self._dots = dots
        self._glyphs = Glyphs(find_fonts())
        self._lock = threading.Lock()

    def status(self) -> PrinterStatus:
        """Always ready: there is no device."""
        return PrinterStatus(PrinterState.READY)

    def print(self, document: Document) -> PrintResult:
        """Draw one picture for each paper of the document.

        Raises:
            OSError: the folder cannot be written.
        """
        data = self._compose(document)
        with self._lock:
            head = Head(Roll(self._dots), self._glyphs, gate=lambda: None, on_cut=self._keep)
            Interpreter(head, dpi=PaperProfile(self._dots).dpi, answer=lambda _: None).feed(data)
        return PrintResult(printed=True, status=self.status(), started=True)

    def close(self) -> None:
        """Nothing is open."""

    def _keep(self, page: Image.Image) -> None:
        self._tray.drop(page)


class _Options(BaseModel):
    """What a printer's URL may say after the question mark."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    width: Annotated[int, Field(ge=256, le=832)] = 576
    """Printable dots across."""
    qr: Annotated[str, Field(pattern="^(printer|raster)$")] = "printer"
    """Who draws QR codes: the printer itself, or we."""
    font: Annotated[str, Field(pattern="^(cp932|jisx0208)$")] = "cp932"
    """What the printer's own font has: also NEC's and IBM's characters, or JIS X 0208 only."""
    confirm: bool = True
    """Whether the printer answers `GS r`, which tells that a job is on paper."""


class _SerialOptions(_Options):
    baud: Annotated[int, Field(ge=1200, le=1_000_000)] = 115_200
    flow: FlowControl = "dsrdtr"


def open_printer(url: str) -> Printer:
    """The printer at an address. Nothing is connected yet: a printer that is off is a status.

    - `tcp://HOST[:PORT]`, ESC/POS on the network, port 9100
    - `serial:///dev/ttyUSB0?baud=115200&flow=dsrdtr`, ESC/POS on a serial port; `flow` is one of
      dsrdtr, rtscts, xonxoff, none
    - `png://DIR` (or `png:///DIR`), pictures in a folder

    All take `width` (dots across: 576, 512, 384), `qr` (printer or raster), `font` (cp932 or
    jisx0208), `confirm` (yes or no).

    Raises:
        PrinterAddressError: the URL is none of these, or has an unknown or impossible option.
        OSError: a folder for pictures cannot be made.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise PrinterAddressError(f"{url}: {error}") from error
    match parts.scheme:
        case "tcp":
            if not parts.hostname:
                raise PrinterAddressError(f"{url}: the host is missing")
            options = _options(_Options, parts)
            address = TcpAddress(parts.hostname, port or 9100)
            return EscPosPrinter(address.connect, _composer(options), confirms=options.confirm)
        case "serial":
            serial = _options(_SerialOptions, parts)
            if parts.netloc or not parts.path.strip("/"):
                raise PrinterAddressError(f"{url}: write it as serial:///dev/ttyUSB0")
            line = SerialAddress(unquote(parts.path), serial.baud, serial.flow)
            return EscPosPrinter(line.connect, _composer(serial), confirms=serial.confirm)
        case "png":
            options = _options(_Options, parts)
            folder = unquote(parts.netloc + parts.path)
            if not folder:
                raise PrinterAddressError(f"{url}: the folder is missing")
            return PngPrinter(Path(folder), _composer(options), options.width)
        case _:
            raise PrinterAddressError(f"{url}: starts with none of tcp://, serial://, png://")


def _composer(options: _Options) -> Composer:
    return Composer(
        PaperProfile(
            options.width,
            draws_codes=options.qr == "printer",
            has_extensions=options.font == "cp932",
        )
    )


_Found = TypeVar("_Found", bound=_Options)


def _options(kind: type[_Found], parts: SplitResult) -> _Found:
    given = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        problems = "; ".join(
            f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors(include_url=False)
        )
        raise PrinterAddressError(f"{parts.geturl()}: {problems}") from error
