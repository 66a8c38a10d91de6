"""Commands that tell how long they are: `GS ( x` and its like. QR codes, graphics, process ids."""

from collections.abc import Callable
from typing import Final

from printer_drivers.emulator.esc_pos.tables import EXTENDED_SILENT
from printer_drivers.emulator.head import QR_LEVELS, Head, unknown

Asked = Callable[[bytes], None]
"""Takes a whole command that asks for an answer in its turn."""

_GS: Final = 0x1D
_KANJI_FONT_A: Final = {b"0\x00", b"00"}
"""`FS ( A` with the only kanji font that is drawn."""


def extended(head: Head, answer: Asked, first: int, function: int, data: bytes) -> None:
    """A command that tells how long it is; one that is not known is passed over whole."""
    command = bytes([first, ord("("), function])
    if command in EXTENDED_SILENT or (command == b"\x1c(A" and data in _KANJI_FONT_A):
        return
    if first != _GS:
        unknown(command + data[:2])
        return
    match chr(function), data[:2]:
        case "H", b"00" if len(data) == 6:
            answer(command + b"\x06\x00" + data)
        case "k", b"1A":
            pass  # model 1 is not made any more; model 2 is drawn
        case "k", b"1C" if len(data) == 3:
            head.settings.qr_dots = max(1, min(16, data[2]))
        case "k", b"1E" if len(data) == 3:
            head.settings.qr_level = QR_LEVELS.get(data[2], "l")
        case "k", b"1P":
            head.settings.qr_data = data[3:]
        case "k", b"1Q":
            head.draw_code()
        case "L", b"0p" if len(data) > 10 and {*data[3:5]} <= {1, 2}:
            across, down = data[3], data[4]
            width = data[6] + 256 * data[7]
            rows = data[8] + 256 * data[9]
            head.settings.graphic = (width, rows, data[10:], across, down)
        case "L", b"02" | b"0\x02":
            if head.settings.graphic is not None:
                width, rows, dots, across, down = head.settings.graphic
                if len(dots) >= (width + 7) // 8 * rows:
                    head.draw_dots(width, rows, dots, (across, down))
                head.settings.graphic = None
        case _:
            unknown(command + data[:2])
