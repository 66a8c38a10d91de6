"""Bytes -> what the print head does, by the printers' published command references.

A generator eats one byte at a time, so that a command may arrive in any pieces.
"""

from collections.abc import Generator
from typing import Final

from PIL import Image

from printer_drivers.emulator.esc_pos.extended import Asked, extended
from printer_drivers.emulator.esc_pos.tables import PARAMETERS
from printer_drivers.emulator.head import Head, unknown
from printer_drivers.emulator.state import DEFAULT_SPACING
from printer_drivers.emulator.tables import KNOWN_PAGES

Eating = Generator[None, int, None]
_Bytes = Generator[None, int, bytes]
_Byte = Generator[None, int, int]
_Done = Generator[None, int, bool]

_ESC, _FS, _GS, _DLE = 0x1B, 0x1C, 0x1D, 0x10
_PICTURE_BYTES_MAX: Final = 4_000_000
_BARCODE_BYTES_MAX: Final = 255


class Interpreter:
    """Obeys commands in their turn. `answer` gets those that ask (`GS r`, `GS a`, `GS I`, …)."""

    def __init__(self, head: Head, *, dpi: int, answer: Asked) -> None:
        self._head = head
        self._dpi = dpi
        self.answer = answer
        self._eating = self._run()
        next(self._eating)

    def feed(self, data: bytes) -> None:
        """Obey bytes."""
        for byte in data:
            self._eating.send(byte)

    def _run(self) -> Eating:
        while True:
            byte = yield
            match byte:
                case 0x0A:
                    self._head.print_line(self._head.settings.spacing)
                case 0x09:
                    self._head.tab()
                case 0x1B:
                    yield from self._escape((yield))
                case 0x1C:
                    yield from self._kanji_command((yield))
                case 0x1D:
                    yield from self._group((yield))
                case 0x10:
                    yield from self._real_time((yield))
                case 0x0D | 0x0C | 0x18 | 0x00:
                    pass  # CR, FF and CAN do nothing in standard mode with automatic LF off
                case _ if byte < 0x20:
                    yield from self.control(byte)
                case _:
                    yield from self._character(byte)

    def control(self, byte: int) -> Eating:
        """A control code that only some makers have."""
        unknown(bytes([byte]))
        yield from ()

    def _take(self, count: int) -> _Bytes:
        data = bytearray()
        for _ in range(count):
            data.append((yield))
        return bytes(data)

    def _word(self) -> _Byte:
        low = yield
        high = yield
        return low + 256 * high

    def _character(self, byte: int) -> Eating:
        state = self._head.settings
        if state.kanji and state.kanji_code == 0 and 0x21 <= byte <= 0x7E:
            second = yield
            self._head.wide(b"\x1b$B" + bytes([byte, second]), "iso2022_jp")
        elif state.kanji_code and (0x81 <= byte <= 0x9F or 0xE0 <= byte <= 0xFC):
            # `FS &` and `FS .` act on JIS code only (Epson's reference, FS &)
            second = yield
            self._head.wide(bytes([byte, second]), "cp932")
        else:
            self._head.narrow(byte)

    def _escape(self, code: int) -> Eating:
        if (yield from self._escape_text(chr(code))) or (yield from self._escape_line(chr(code))):
            return
        yield from self._skip(_ESC, code)

    def _escape_text(self, code: str) -> _Done:
        """`ESC` and what characters look like; False where it is none of these."""
        state = self._head.settings
        match code:
            case "@":
                self._head.reset()
                self.answer(b"\x1b@")
            case "!":
                mode = yield
                state.font_b = bool(mode & 0x01)
                state.bold = bool(mode & 0x08)
                state.ank_down = 2 if mode & 0x10 else 1
                state.ank_across = 2 if mode & 0x20 else 1
                state.underline = 1 if mode & 0x80 else 0
            case " ":
                state.right_space = round((yield) * state.unit_across)
            case "-":
                state.underline = (yield) % 48
            case "E":
                state.bold = bool((yield) & 1)
            case "G":
                state.double_strike = bool((yield) & 1)
            case "M":
                state.font_b = (yield) % 48 == 1
            case "R":
                state.country = yield
            case "t":
                state.table = yield
                if state.table not in KNOWN_PAGES:
                    unknown(bytes([_ESC, ord("t"), state.table]))
            case "&":
                yield from self._user_characters()
            case _:
                return False
        return True

    def _escape_line(self, code: str) -> _Done:
        """`ESC` and where lines stand; False where it is none of these."""
        state = self._head.settings
        match code:
            case "$":
                position = yield from self._word()
                self._head.x = min(state.area, round(position * state.unit_across))
            case "\\":
                position = yield from self._word()
                signed = position - 65536 if position > 32767 else position
                self._head.x = max(
                    0, min(state.area, self._head.x + round(signed * state.unit_across))
                )
            case "2":
                state.spacing = DEFAULT_SPACING
            case "3":
                state.spacing = round((yield) * state.unit_down)
            case "D":
                state.tabs = []
                while (stop := (yield)) != 0:
                    state.tabs.append(stop * 12)
            case "J":
                self._head.feed_units((yield))
            case "K":
                yield
                unknown(b"\x1bK")
            case "a":
                justify = (yield) % 48
                if self._head.at_line_start:  # only at the start of a line
                    state.justify = justify
            case "d":
                lines = yield
                self._head.feed_lines(lines)
            case "i" | "m":
                self._head.cut()
            case "*":
                yield from self._column_picture()
            case _:
                return False
        return True

    def _kanji_command(self, code: int) -> Eating:
        state = self._head.settings
        match chr(code):
            case "&":
                state.kanji = True
            case ".":
                state.kanji = False
            case "C":
                state.kanji_code = (yield) % 48
            case "!":
                mode = yield
                state.kanji_across = 2 if mode & 0x04 else 1
                state.kanji_down = 2 if mode & 0x08 else 1
                state.kanji_underline = 1 if mode & 0x80 else 0
            case "-":
                state.kanji_underline = (yield) % 48
            case "W":
                on = (yield) & 1
                state.kanji_across = state.kanji_down = 2 if on else 1
            case "S":
                state.kanji_left = round((yield) * state.unit_across)
                state.kanji_right = round((yield) * state.unit_across)
            case "2":
                yield from self._take(2 + 72)
            case "q":
                yield from self._kept_pictures()
            case _:
                yield from self._skip(_FS, code)

    def _group(self, code: int) -> Eating:
        if (yield from self._group_set(chr(code))) or (yield from self._group_print(chr(code))):
            return
        yield from self._skip(_GS, code)

    def _group_set(self, code: str) -> _Done:
        """`GS` and settings; False where it is none of these."""
        state = self._head.settings
        match code:
            case "!":
                size = yield
                state.ank_across = state.kanji_across = (size >> 4 & 7) + 1
                state.ank_down = state.kanji_down = (size & 7) + 1
            case "B":
                state.reverse = bool((yield) & 1)
            case "L":
                margin = yield from self._word()
                state.margin = min(self._head.dots - 12, round(margin * state.unit_across))
                state.area = min(state.area, self._head.dots - state.margin)
            case "W":
                area = yield from self._word()
                widest = self._head.dots - state.margin
                state.area = max(24, min(widest, round(area * state.unit_across)))
            case "P":
                across = yield
                down = yield
                state.unit_across = self._dpi / across if across else 1.0
                state.unit_down = self._dpi / down if down else 1.0
            case "w":
                state.bar_dots = max(1, min(6, (yield)))
            case "h":
                state.bar_height = max(1, (yield))
            case "H":
                state.bar_text = (yield) % 48 & 3
            case "f":
                state.bar_font_b = (yield) % 48 == 1
            case _:
                return False
        return True

    def _group_print(self, code: str) -> _Done:
        """`GS` and what prints, cuts or answers; False where it is none of these."""
        match code:
            case "V":
                mode = yield
                if mode in {65, 66, 97, 98, 103, 104}:
                    units = yield
                    self._head.feed_units(units)
                self._head.cut()
            case "v":
                yield from self._raster()
            case "r" | "a" | "I":
                number = yield
                self.answer(bytes([_GS, ord(code), number]))
            case "8":
                function = yield
                low = yield from self._word()
                high = yield from self._word()
                length = low + 65536 * high
                if length > _PICTURE_BYTES_MAX:
                    unknown(b"\x1d8 with too much data")
                extended(self._head, self.answer, _GS, function, (yield from self._take(length)))
            case "k":
                yield from self._barcode()
            case "*":
                across = yield
                down = yield
                yield from self._take(across * down * 8)
                unknown(b"\x1d*")
            case _:
                return False
        return True

    def _real_time(self, code: int) -> Eating:
        """Obeyed when it arrived; here it is only passed over."""
        number = yield
        match code, number:
            case 0x04, 7 | 8 | 18:
                yield
            case 0x14, 1 | 2:
                yield from self._take(2)
            case 0x14, 7:
                yield
            case 0x14, 8:
                yield from self._take(7)
            case 0x04 | 0x05 | 0x14, _:
                pass
            case _:
                unknown(bytes([_DLE, code, number]))

    def _skip(self, first: int, code: int) -> Eating:
        """A command that draws nothing, or that we do not know: its parameters are no text."""
        name = bytes([first, code])
        if code == ord("("):
            function = yield
            length = yield from self._word()
            extended(self._head, self.answer, first, function, (yield from self._take(length)))
        elif name in PARAMETERS:
            yield from self._take(PARAMETERS[name])
        else:
            unknown(name)

    def _raster(self) -> Eating:
        zero = yield
        mode = (yield) % 48
        row_bytes = yield from self._word()
        rows = yield from self._word()
        data = yield from self._take(row_bytes * rows)
        if zero != 0x30:
            unknown(bytes([_GS, ord("v"), zero]))
            return
        self._head.draw_dots(
            row_bytes * 8, rows, data, (2 if mode & 1 else 1, 2 if mode & 2 else 1)
        )

    def _column_picture(self) -> Eating:
        """`ESC *`: columns of 8 or 24 dots, on the line like a character."""
        mode = yield
        columns = yield from self._word()
        column_bytes = 3 if mode in {32, 33} else 1
        data = yield from self._take(columns * column_bytes)
        if not columns:
            return
        bits = Image.frombytes("1", (column_bytes * 8, columns), data)
        image = bits.convert("L").transpose(Image.Transpose.TRANSPOSE)
        across = 1 if mode in {1, 33} else 2
        down = 1 if column_bytes == 3 else 3
        image = image.resize((image.width * across, image.height * down), Image.Resampling.NEAREST)
        self._head.place(
            image.crop((0, 0, min(image.width, self._head.settings.area), image.height)),
            before=0,
            after=0,
            underline=0,
        )

    def _user_characters(self) -> Eating:
        """`ESC &`: passed over; the characters of the ROM are printed instead."""
        height = yield
        first = yield
        last = yield
        for _ in range(first, last + 1):
            width = yield
            yield from self._take(width * height)
        unknown(b"\x1b&")

    def _barcode(self) -> Eating:
        """`GS k`: data ends at NUL in the older form; in the newer one its length comes first."""
        system = yield
        data = bytearray()
        if system <= 6:
            while (byte := (yield)) != 0:
                if len(data) < _BARCODE_BYTES_MAX:
                    data.append(byte)
        else:
            length = yield
            data += yield from self._take(length)
        self._head.draw_barcode(system, bytes(data))

    def _kept_pictures(self) -> Eating:
        """`FS q`: pictures for the printer's memory are passed over."""
        count = yield
        for _ in range(count):
            across = yield from self._word()
            down = yield from self._word()
            yield from self._take(across * down * 8)
        unknown(b"\x1cq")
