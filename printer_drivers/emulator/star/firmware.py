"""A Star printer's program: what is answered at once, what is told unasked."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from printer_drivers.emulator.head import Head
from printer_drivers.emulator.languages import Mechanism, Say
from printer_drivers.emulator.star.documents import DocumentGate
from printer_drivers.emulator.star.interpreter import StarInterpreter

_REAL_TIME: Final = re.compile(rb"\x1b\x06([\x01\x18])")
"""`ESC ACK SOH` and `ESC ACK CAN`, also where they stand in the data of a picture."""
_TAIL: Final = 2
"""Their bytes, but one."""


@dataclass(frozen=True, slots=True)
class StarPrnt:
    """StarPRNT, of a maker, and a model that `ESC # *` answers with."""

    maker: str = "STAR"
    model: str = "MCP31"
    on_network: bool = True
    """Whether its answers have the form for networks, where changes are always told."""
    clock: Callable[[], float] = time.monotonic
    name: str = "StarPRNT"

    def power_on(self, mechanism: Mechanism) -> "StarFirmware":
        """A printer that was just switched on."""
        return StarFirmware(mechanism, self)


STAR_PRNT: Final = StarPrnt()


class StarFirmware:
    """One printer from power on to power off."""

    def __init__(self, mechanism: Mechanism, language: StarPrnt) -> None:
        self._mechanism = mechanism
        self._gate = DocumentGate(mechanism.gate, mechanism.condition)
        self._tail = b""
        self._interpreter = StarInterpreter(
            Head(
                mechanism.roll,
                mechanism.glyphs,
                gate=self._gate,
                blade=self._blade,
                on_cut=mechanism.on_cut,
            ),
            self._gate,
            condition=mechanism.condition,
            near_end=mechanism.near_end,
            answer=mechanism.say,
            confirm=mechanism.confirm,
            clock=language.clock,
            model=language.model,
            on_network=language.on_network,
        )

    def hear(self, data: bytes, say: Say) -> bytes:
        """Answer `ESC ACK SOH`, which stays for the interpreter to pass over; reset.

        What comes after the last reset is kept.
        """
        seen = self._tail + data
        obeyed = 0
        kept_from = 0
        for found in _REAL_TIME.finditer(seen):
            obeyed = found.end()
            if found[1] == b"\x01":
                say(self._interpreter.status())
            else:
                kept_from = obeyed - len(self._tail)
                self._mechanism.clear()
        self._tail = seen[max(obeyed, len(seen) - _TAIL) :]
        return data[kept_from:]

    def feed(self, data: bytes) -> None:
        """Obey bytes in their turn."""
        self._interpreter.feed(data)

    def forget(self) -> None:
        """`ESC ACK CAN`: all is as after power on."""
        self._interpreter.power_on()

    def greet(self, say: Say) -> None:
        """On networks the status is told to whoever connects."""
        if self._interpreter.tells_changes:
            say(self._interpreter.status())

    def notice(self, say: Say) -> None:
        """The automatic status, where it is told unasked."""
        self._gate.notice()
        if self._interpreter.tells_changes:
            say(self._interpreter.status())

    def _blade(self) -> None:
        self._mechanism.blade()
        # an error at the blade, too, ends a document
        self._gate()
