"""The print head: settings, the line that is being filled, and the roll under it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import segno
import structlog
from PIL import Image

from printer_drivers.emulator.barcodes import beside, drawn, framed, name, pattern, stacked
from printer_drivers.emulator.glyphs import Glyphs, reversed_image, underlined
from printer_drivers.emulator.paper import Item, Roll
from printer_drivers.emulator.state import Settings
from printer_drivers.emulator.tables import BOX, upper_half

_log = structlog.get_logger()

QR_LEVELS: Final = {48: "l", 49: "m", 50: "q", 51: "h"}


def unknown(command: bytes) -> None:
    """Tell that something was received which the emulator does not do."""
    _log.warning("command_unknown", command=command.hex(" "))


@lru_cache(maxsize=8)
def code_modules(data: bytes, level: str) -> Image.Image | None:
    """A QR code, a dot for each module; None where the data is too much for one.

    Kept for a while: its size is asked before it is printed, and tests print the same few codes.
    """
    try:
        code = segno.make_qr(data, error=level, boost_error=False)
    except segno.DataOverflowError:
        return None
    dots = bytes(255 if module else 0 for row in code.matrix for module in row)
    return Image.frombytes("L", (len(code.matrix), len(code.matrix)), dots)


class Head:
    """Puts characters and pictures on lines, and lines on paper.

    `gate` is called before anything moves the paper, and may wait there until the printer is
    ready; `blade` before a cut. `on_cut` takes a finished picture.
    """

    def __init__(
        self,
        roll: Roll,
        glyphs: Glyphs,
        *,
        gate: Callable[[], None],
        on_cut: Callable[[Image.Image], None],
        blade: Callable[[], None] = lambda: None,
    ) -> None:
        self._roll = roll
        self._glyphs = glyphs
        self._gate = gate
        self._on_cut = on_cut
        self._blade = blade
        self.settings = Settings(area=roll.dots)
        self._line: list[Item] = []
        self.x = 0

    @property
    def dots(self) -> int:
        """Printable dots across the paper."""
        return self._roll.dots

    @property
    def at_line_start(self) -> bool:
        """Whether nothing is on the line yet."""
        return not self._line

    def reset(self) -> None:
        """`ESC @`: the settings of power on; what is on the line is gone."""
        self.settings = Settings(area=self._roll.dots)
        self.forget_line()

    def forget_line(self) -> None:
        """What is on the line is gone."""
        self._line.clear()
        self.x = 0

    def wide(self, code: bytes, encoding: str) -> None:
        """A kanji."""
        state = self.settings
        try:
            character = code.decode(encoding)
        except UnicodeDecodeError:
            unknown(code)
            character = "□"
        self.place(
            self._glyphs.image(
                character, 24, state.kanji_across, state.kanji_down, bold=state.thick
            ),
            before=state.kanji_left * state.kanji_across,
            after=state.kanji_right * state.kanji_across,
            underline=state.kanji_underline,
        )

    def narrow(self, byte: int) -> None:
        """A character of one byte."""
        state = self.settings
        if byte == 0x5C and state.country == 8:
            character = "¥"
        elif byte == 0x7F:
            character = " "
        elif byte < 0x80:
            character = chr(byte)
        else:
            character = upper_half(state.table, byte) or BOX
            if character == BOX:
                _log.warning("character_unknown", page=state.table, code=f"{byte:02x}")
        cell = 9 if state.font_b else 12
        self.place(
            self._glyphs.image(character, cell, state.ank_across, state.ank_down, bold=state.thick),
            before=0,
            after=state.right_space * state.ank_across,
            underline=state.underline,
        )

    def place(self, image: Image.Image, *, before: int, after: int, underline: int) -> None:
        """An image on the line, or on the next one where it does not fit any more."""
        if self.x + before + image.width > self.settings.area:
            self.print_line(self.settings.spacing)
        if underline:
            image = underlined(image, underline)
        if self.settings.reverse:
            image = reversed_image(image)
        self._line.append(Item(self.x + before, image))
        self.x += before + image.width + after

    def tab(self) -> None:
        """To the next tab stop, if there is one."""
        self.x = next((stop for stop in self.settings.tabs if stop > self.x), self.x)

    def print_line(self, feed: int) -> None:
        """The line onto the paper, and the paper on by `feed` dots or the line's height."""
        self._gate()
        spare = self.settings.area - max(
            (item.x + item.image.width for item in self._line), default=0
        )
        shift = self.settings.margin + {1: spare // 2, 2: spare}.get(self.settings.justify, 0)
        self._roll.line([Item(item.x + shift, item.image) for item in self._line], feed)
        self._line.clear()
        self.x = 0
        if self._roll.full:
            _log.warning("roll_cut_by_itself")
            self._on_cut(self._roll.cut())

    def print_picture(self, image: Image.Image) -> None:
        """A picture on lines of its own."""
        if self._line:
            self.print_line(self.settings.spacing)
        self._line.append(Item(0, image))
        self.print_line(0)

    def feed_units(self, units: int) -> None:
        """Print the line, if there is one, and feed exactly so much."""
        dots = round(units * self.settings.unit_down)
        if self._line:
            self.print_line(dots)
        else:
            self._gate()
            self._roll.feed(dots)

    def feed_lines(self, lines: int) -> None:
        """`ESC d`: print the line, and feed so many lines from its top."""
        if lines == 0:
            if self._line:
                self.print_line(0)
            return
        self.print_line(self.settings.spacing)
        self._roll.feed(self.settings.spacing * (lines - 1))

    def cut(self) -> None:
        """The paper so far becomes a picture."""
        if self._line:
            self.print_line(self.settings.spacing)
        self._gate()
        self._blade()
        self._on_cut(self._roll.cut())

    def draw_dots(self, width: int, rows: int, data: bytes, scale: tuple[int, int]) -> None:
        """A raster picture of whole bytes in each row, made wider and higher."""
        across, down = scale
        if not width or not rows:
            return
        image = Image.frombytes("1", (width, rows), data[: (width + 7) // 8 * rows]).convert("L")
        image = image.crop((0, 0, min(image.width, self.settings.area // across), rows))
        if across > 1 or down > 1:
            image = image.resize(
                (image.width * across, image.height * down), Image.Resampling.NEAREST
            )
        self.print_picture(image)

    def draw_code(self) -> None:
        """The stored QR code."""
        if not self.settings.qr_data:
            return
        image = code_modules(self.settings.qr_data, self.settings.qr_level)
        if image is None:
            unknown(b"\x1d(k with too much data")
            return
        size = image.width
        side = size * self.settings.qr_dots
        if side > self.settings.area:
            unknown(b"\x1d(k wider than the paper")
            return
        self.print_picture(image.resize((side, side), Image.Resampling.NEAREST))

    def draw_barcode(self, system: int, data: bytes) -> None:
        """A barcode of `GS k`; a frame with its name and data where it cannot be drawn."""
        state = self.settings
        barcode = pattern(system, data)
        if barcode is None:
            unknown(bytes([0x1D, ord("k"), system]))
            text = f"{name(system)} {data.decode('ascii', errors='replace')}"
            self.print_picture(framed(self._words(text), state.bar_height))
            return
        if len(barcode.modules) * state.bar_dots > state.area:
            # feeds, and prints nothing (Epson's reference, GS k)
            unknown(b"\x1dk wider than the paper")
            self.feed_units(round(state.bar_height / state.unit_down))
            return
        words = self._words(barcode.text)
        self.print_picture(
            stacked(
                *([words] if state.bar_text & 1 else []),
                drawn(barcode, state.bar_dots, state.bar_height),
                *([words] if state.bar_text & 2 else []),
            )
        )

    def _words(self, text: str) -> Image.Image:
        """A text in the barcodes' font, as much of it as the paper is wide."""
        cell = 9 if self.settings.bar_font_b else 12
        return beside(
            self._glyphs.image(
                character if character.isprintable() else " ", cell, 1, 1, bold=False
            )
            for character in text[: self.settings.area // cell - 2]
        )
