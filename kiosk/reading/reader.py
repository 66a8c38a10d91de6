"""What reads codes: a picture in, the texts of its QR codes out."""

from typing import Protocol

from kiosk.reading.camera import Pixels

TEXT_LENGTH_MAX = 7089
"""Digits in the largest QR code (version 40, level L; ISO/IEC 18004): nothing longer exists."""


class CodeReader(Protocol):
    """Reads QR codes."""

    def read(self, pixels: Pixels) -> tuple[str, ...]:
        """The texts found, each once, in the order found; empty where there are none.

        Never raises for what is in the picture.
        """
        ...

    def close(self) -> None:
        """End it, with its processes. A second call does nothing."""
        ...


class FakeReader:
    """A reader that says what it was told, whatever the picture."""

    def __init__(self) -> None:
        self.texts: tuple[str, ...] = ()

    def read(self, pixels: Pixels) -> tuple[str, ...]:  # noqa: ARG002 - the protocol's shape
        """As told."""
        return self.texts

    def close(self) -> None:
        """Nothing to end."""
