"""A printer that is a folder of pictures."""

import threading
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from printer_drivers.composing import Job
from printer_drivers.documents import Document
from printer_drivers.emulator.esc_pos.interpreter import Interpreter
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.paper import Roll, Tray
from printer_drivers.fonts import find_fonts
from printer_drivers.layout import PaperProfile
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult


class PngPrinter:
    """Draws what an ESC/POS printer would print into a folder: `000001.png` and on."""

    def __init__(self, folder: Path, compose: Callable[[Document], Job], dots: int) -> None:
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
        job = self._compose(document)
        with self._lock:
            head = Head(Roll(self._dots), self._glyphs, gate=lambda: None, on_cut=self._keep)
            Interpreter(head, dpi=PaperProfile(self._dots).dpi, answer=lambda _: None).feed(
                job.data
            )
        return PrintResult(printed=True, status=self.status(), started=True, paper_mm=job.paper_mm)

    def prepare(self, document: Document) -> None:
        """Make its bytes and forget them: fonts stay open."""
        self._compose(document)

    def expect_leftovers(self) -> None:
        """A picture is there as a whole or not at all."""

    def close(self) -> None:
        """Nothing is open."""

    def _keep(self, page: Image.Image) -> None:
        self._tray.drop(page)
