"""An ESC/POS printer's program: what is obeyed at once, what is answered in its turn, ASB."""

import re
import threading
from dataclasses import dataclass
from typing import ClassVar, Final

from printer_drivers.emulator.esc_pos.interpreter import Interpreter
from printer_drivers.emulator.esc_pos.status import (
    automatic_status,
    real_time_answer,
    sensor_answer,
    watched,
)
from printer_drivers.emulator.head import Head
from printer_drivers.emulator.languages import Mechanism, Say

CLEARED: Final = b"\x37\x25\x00"

_REAL_TIME = re.compile(
    rb"\x10\x04(?P<status>[\x01-\x04])|\x10\x05(?P<request>[\x01\x02])"
    rb"|\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
)
_TAIL: Final = 9
"""Bytes of the longest real-time command, but one."""


@dataclass(frozen=True, slots=True)
class EscPos:
    """ESC/POS, of a maker and a model that `GS I` answers with."""

    maker: str = "EPSON"
    model: str = "TM-T88VI"
    name: str = "ESC/POS"

    def power_on(self, mechanism: Mechanism) -> "EscPosFirmware":
        """A printer that was just switched on."""
        return EscPosFirmware(mechanism, self.maker, self.model)


ESC_POS: Final = EscPos()


class EscPosFirmware:
    """One printer from power on to power off."""

    cleared: ClassVar[bytes] = CLEARED
    """The answer to `DLE DC4 8`."""
    enabling: ClassVar[int] = 0x0F
    """The bits of `GS a n` that switch something on."""
    interpreter: ClassVar[type[Interpreter]] = Interpreter

    def __init__(self, mechanism: Mechanism, maker: str, model: str) -> None:
        self.mechanism = mechanism
        self._identity = {
            65: "1.00 ESC/POS",
            66: maker,
            67: model,
            68: "EMULATOR01",
            69: "KANJI JAPANESE",
        }
        self._tail = b""
        self._head = Head(
            mechanism.roll,
            mechanism.glyphs,
            gate=mechanism.gate,
            blade=mechanism.blade,
            on_cut=mechanism.on_cut,
        )
        self._interpreter = self._started()
        self._lock = threading.Lock()
        self._enabled = 0
        """The `n` of `GS a n`."""
        self._told: tuple[int, ...] = ()

    def hear(self, data: bytes, say: Say) -> bytes:
        """Obey real-time commands; what is left after a command that clears is kept."""
        seen = self._tail + data
        obeyed = 0
        kept_from = 0
        for found in _REAL_TIME.finditer(seen):
            obeyed = found.end()
            if found["status"] is not None:
                say(self.real_time(found["status"][0]))
                continue
            self.mechanism.recover()
            if found["request"] == b"\x01":
                continue
            self.mechanism.clear()
            kept_from = obeyed - len(self._tail)
            if found["request"] is None:
                say(self.cleared)
        self._tail = seen[max(obeyed, len(seen) - _TAIL) :]
        return data[kept_from:]

    def real_time(self, number: int) -> bytes:
        """The answer to `DLE EOT n`."""
        mechanism = self.mechanism
        near_end = mechanism.near_end()
        return bytes([real_time_answer(number, mechanism.condition(), near_end=near_end)])

    def feed(self, data: bytes) -> None:
        """Obey bytes in their turn."""
        self._interpreter.feed(data)

    def forget(self) -> None:
        """`DLE DC4 8` and `DLE ENQ 2` keep the settings (Epson's reference)."""
        self._head.forget_line()
        self._interpreter = self._started()

    def greet(self, say: Say) -> None:
        """ESC/POS says nothing to those who connect."""

    def notice(self, say: Say) -> None:
        """ASB, where a bit that is watched has changed."""
        status = self.status()
        with self._lock:
            told, self._told = self._told, self.watched(self._enabled, status)
        if self._enabled and self._told != told:
            say(status)

    def status(self) -> bytes:
        """What `GS a` tells now."""
        mechanism = self.mechanism
        return automatic_status(mechanism.condition(), near_end=mechanism.near_end())

    def watched(self, enabled: int, status: bytes) -> tuple[int, ...]:
        """What of it is told again when it changes."""
        return watched(enabled, status)

    def _started(self) -> Interpreter:
        return self.interpreter(self._head, dpi=self.mechanism.roll.dpi, answer=self.answer)

    def answer(self, asked: bytes) -> None:
        """Answer a command that has waited for its turn."""
        say = self.mechanism.say
        match asked[:2]:
            case b"\x1b@":
                self._enabled = 0  # as it was at power on
            case b"\x1da":
                self._enable(asked[2])
            case b"\x1dr" if asked[2] in {1, 49}:
                # an offline printer does not get to it (Epson's reference, GS r)
                self.mechanism.gate()
                mechanism = self.mechanism
                paper = sensor_answer(mechanism.condition(), near_end=mechanism.near_end())
                mechanism.confirm(bytes([paper]))
            case b"\x1dr" if asked[2] in {2, 50}:
                self.mechanism.gate()
                self.mechanism.confirm(b"\x00")
            case b"\x1dI" if asked[2] in {1, 49}:
                say(b"\x20")
            case b"\x1dI" if asked[2] in {2, 50}:
                say(b"\x03")  # has kanji, and a blade
            case b"\x1dI" if asked[2] in self._identity:
                say(b"_" + self._identity[asked[2]].encode("ascii") + b"\x00")
            case b"\x1d(" if asked[5:7] == b"00" and len(asked) == 11:
                self.mechanism.gate()
                self.mechanism.confirm(b"\x37\x22" + asked[7:11] + b"\x00")

    def _enable(self, enabled: int) -> None:
        status = self.status()
        with self._lock:
            self._enabled = enabled & self.enabling
            self._told = self.watched(self._enabled, status)
        if self._enabled:
            self.mechanism.say(status)
