"""The one interface to every printer, and a fake that stands in for it."""

from typing import Protocol

from printer_drivers.documents import Document
from printer_drivers.status import PrinterState, PrinterStatus, PrintResult


class Printer(Protocol):
    """A printer. Calls block, so they belong in a worker; they may come from any thread.

    Nothing that a device does makes a method raise: it is a status.
    """

    def status(self) -> PrinterStatus:
        """Its state now. Takes a few seconds at most where the printer does not answer."""

    def print(self, document: Document) -> PrintResult:
        """Print a document and wait until the printer says that it is on paper."""

    def prepare(self, document: Document) -> None:
        """Have at hand what it takes to print documents like this one, such as open fonts.

        Prints nothing and asks the device nothing.

        Raises:
            OSError, ValueError: what `print` would raise.
        """

    def expect_leftovers(self) -> None:
        """Say that somebody's job ended in its midst, as with a process that was killed.

        Half a ticket may hang out, and the rest of it wait in the printer's memory: the next job
        begins with clearing both, and what hangs there is cut off.
        """

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
        self.leftovers_expected = False

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

    def prepare(self, document: Document) -> None:
        """Nothing to do: it draws nothing."""

    def expect_leftovers(self) -> None:
        """Remember that it was told."""
        self.leftovers_expected = True

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True
