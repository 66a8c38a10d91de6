"""ESC/POS as SII's RP series answers it, written from what is published of it.

*RP-F10 Series Technical Reference*: 6.4 with table 6-7 (the upper four bits of every byte say what
it is) and `DC2 q`. receiptio 2.1.2 (`sii`): that the status has 8 bytes, and its bits for an error,
the cover and the paper. Which error has which bit is not published there: here the blade has bit
0, the head bit 1, and all else bit 3. The roll's end that is near has no bit.
"""

import re
from dataclasses import dataclass
from typing import ClassVar, Final

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.esc_pos.firmware import EscPosFirmware
from printer_drivers.emulator.esc_pos.interpreter import Eating, Interpreter
from printer_drivers.emulator.head import unknown
from printer_drivers.emulator.languages import Mechanism, Say

_DC2: Final = 0x12
_ASKED = re.compile(rb"\x10\x04([\x01-\x04])")
_PARAMETERS: Final = {"*": 1, ";": 1, "l": 1, "t": 0}
"""Bytes behind `DC2` and a letter, of those that draw nothing here."""
_BLADE: Final = frozenset({Condition.CUTTER_ERROR, Condition.CUTTER_FREED})
_STOPPED: Final = frozenset({Condition.OFFLINE, Condition.UNRECOVERABLE_ERROR})


@dataclass(frozen=True, slots=True)
class Sii:
    """A printer of the RP series. `clears` is whether it knows Epson's `DLE DC4 8`."""

    model: str = "RP-F10"
    clears: bool = True
    name: str = "ESC/POS of SII"

    def power_on(self, mechanism: Mechanism) -> EscPosFirmware:
        """A printer that was just switched on."""
        kind = SiiFirmware if self.clears else KeepingFirmware
        return kind(mechanism, "SII", self.model)


class SiiInterpreter(Interpreter):
    """Knows `DC2`."""

    def control(self, byte: int) -> Eating:
        """`DC2 q n`, and others that draw nothing."""
        if byte != _DC2:
            yield from super().control(byte)
            return
        code = chr((yield))
        if code == "q":
            self.answer(bytes([_DC2, ord("q"), (yield)]))
        elif code in _PARAMETERS:
            for _ in range(_PARAMETERS[code]):
                yield
        else:
            unknown(bytes([_DC2, ord(code)]))


class SiiFirmware(EscPosFirmware):
    """One printer from power on to power off."""

    cleared: ClassVar[bytes] = b""
    enabling: ClassVar[int] = 0xFF
    interpreter: ClassVar[type[Interpreter]] = SiiInterpreter

    def real_time(self, number: int) -> bytes:
        """`AxH`."""
        return bytes([0xA0 | number])

    def status(self) -> bytes:
        """`CxH`, and seven times `DxH`."""
        condition = self.mechanism.condition()
        first, second = 0xC0, 0xD0
        if condition in _BLADE:
            first |= 0b0001
        elif condition is Condition.OVERHEATED:
            first |= 0b0010
        elif condition in _STOPPED:
            first |= 0b1000
        elif condition is Condition.COVER_OPEN:
            second |= 0b1000
        elif condition is Condition.PAPER_OUT:
            second |= 0b0001
        return bytes([first, second, 0xD0, 0xD8, 0xD0, 0xD0, 0xD0, 0xD0])

    def watched(self, enabled: int, status: bytes) -> tuple[int, ...]:
        """All of it."""
        return tuple(status) if enabled else ()

    def answer(self, asked: bytes) -> None:
        """Answer a command that has waited for its turn."""
        match asked[:2]:
            case b"\x1b@":
                super().answer(asked)
                self.mechanism.say(b"\xb0")
            case b"\x12q":
                self.mechanism.gate()
                self.mechanism.confirm(bytes([0x80 | asked[2] & 0x0F]))
            case b"\x1dr":
                self.mechanism.gate()
                self.mechanism.confirm(b"\xa0")
            case b"\x1da":
                super().answer(asked)
            case _:
                pass  # names and numbers have a form of their own, which nobody asks for


class KeepingFirmware(SiiFirmware):
    """Prints what it has, whatever it is told in between."""

    def hear(self, data: bytes, say: Say) -> bytes:
        """Obey `DLE EOT` only."""
        for found in _ASKED.finditer(data):
            say(self.real_time(found[1][0]))
        return data


SII: Final = Sii()
