"""A printer that is a folder of PDFs."""

import threading
from collections.abc import Callable
from pathlib import Path

from printer_drivers.documents import Document
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult

Typeset = Callable[[Document], bytes]
"""Makes the PDF of a document, such as `Typesetter.pdf`."""


class PdfPrinter:
    """Puts documents into a folder as A4 PDFs: `000001.pdf` and on. Whole files only.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(self, folder: Path, typeset: Typeset) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._typeset = typeset
        self._lock = threading.Lock()
        numbers = [int(path.stem) for path in folder.glob("*.pdf") if path.stem.isdecimal()]
        self._last = max(numbers, default=0)

    def status(self) -> PrinterStatus:
        """Always ready: there is no device."""
        return PrinterStatus(PrinterState.READY)

    def print(self, document: Document) -> PrintResult:
        """Write one file, in which each paper of the document begins on a page of its own.

        Raises:
            OSError: the folder cannot be written.
        """
        data = self._typeset(document)
        with self._lock:
            # somebody may have tidied the folder away while this runs
            self._folder.mkdir(parents=True, exist_ok=True)
            self._last += 1
            path = self._folder / f"{self._last:06}.pdf"
            unfinished = self._folder / f".{path.name}.part"
            unfinished.write_bytes(data)
            unfinished.replace(path)
        return PrintResult(printed=True, status=self.status(), started=True)

    def prepare(self, document: Document) -> None:
        """Nothing to do: a page takes its time anyway."""

    def expect_leftovers(self) -> None:
        """A page is there as a whole or not at all."""

    def close(self) -> None:
        """Nothing is open."""
