"""A Star printer's program: what is answered at once, what is told unasked."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from printer_drivers.emulator.head import Head
from printer_drivers.emulator.languages import Mechanism, Say
from printer_drivers.emulator.star.documents import DocumentGate
from printer_drivers.emulator.star.interpreter import StarInterpreter

_REAL_TIME: Final = b"\x1b\x06\x01"
"""`ESC ACK SOH`, also where it stands in the data of a picture."""


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
            answer=mechanism.say,
            confirm=mechanism.confirm,
            clock=language.clock,
            model=language.model,
            on_network=language.on_network,
        )

    def hear(self, data: bytes, say: Say) -> bytes:
        """Answer `ESC ACK SOH`. Nothing is taken out: the interpreter passes it over."""
        seen = self._tail + data
        for _ in range(seen.count(_REAL_TIME)):
            say(self._interpreter.status())
        self._tail = seen[-(len(_REAL_TIME) - 1) :]
        return data

    def feed(self, data: bytes) -> None:
        """Obey bytes in their turn."""
        self._interpreter.feed(data)

    def forget(self) -> None:
        """Nothing that Star has clears the memory; power going off does."""
        self._interpreter.start_over()

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
