"""What a command language is to the emulated printer, and what the printer is to it.

A language is a folder beside this file. It shares nothing with our encoders but the fonts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.paper import Roll

Say = Callable[[bytes], None]
"""Sends bytes to whoever is connected. Never raises."""


class ClearedError(Exception):
    """What was being printed is not wanted any more: the memory was cleared, or power went off."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """The printer around a language: paper, blade, sensors and line."""

    roll: Roll
    glyphs: Glyphs
    gate: Callable[[], None]
    """Call before paper moves, and before an answer that waits for its turn: returns once the
    printer is online. Raises ClearedError."""
    blade: Callable[[], None]
    """Call when a paper is printed, before it is cut. Raises ClearedError."""
    on_cut: Callable[[Image.Image], None]
    """Takes a paper that was cut."""
    say: Say
    """Answers in its turn, to whoever sent the bytes that are being obeyed."""
    confirm: Say
    """The same, with an answer that means that all before it is on paper."""
    condition: Callable[[], Condition]
    """What is wrong now."""
    near_end: Callable[[], bool]
    """Whether the roll is near its end, whatever else is wrong."""
    clear: Callable[[], None]
    """Forget the receive buffer and what is being printed. On any thread."""
    recover: Callable[[], None]
    """Go on after an error whose cause is gone. On any thread."""


class Firmware(Protocol):
    """The program in one printer, from power on to power off: it forgets nothing in between.

    `hear`, `greet` and `notice` come from several threads, one at a time; `feed` and `forget`
    come from the thread that prints.
    """

    def hear(self, data: bytes, say: Say) -> bytes:
        """Bytes as they come in: do what is done at once, and give back what goes into the
        receive buffer. Commands may be cut anywhere."""

    def feed(self, data: bytes) -> None:
        """Obey bytes in their turn; any number of them. Raises ClearedError."""

    def forget(self) -> None:
        """The memory was cleared: begin anew, also in the middle of a command."""

    def greet(self, say: Say) -> None:
        """Somebody has connected."""

    def notice(self, say: Say) -> None:
        """The condition has changed: say what is said without being asked."""


class CommandLanguage(Protocol):
    """A kind of firmware."""

    @property
    def name(self) -> str:
        """As people call it: ESC/POS, StarPRNT."""

    def power_on(self, mechanism: Mechanism) -> Firmware:
        """A printer that was just switched on."""
