"""Bytes -> what the print head does, by Star's published command references.

Written from "StarPRNT Command Specifications" and, for what those share with it, "STAR Line Mode
Command Specifications" alone. A generator eats one byte at a time, so that a command may arrive in
any pieces.
"""

from collections.abc import Callable
from typing import Final

from printer_drivers.emulator.conditions import Condition, ConditionSource
from printer_drivers.emulator.head import Head, unknown
from printer_drivers.emulator.star.documents import DiscardError, Discarding, DocumentGate
from printer_drivers.emulator.star.drawing import barcode, bit_image, code, pdf417, raster
from printer_drivers.emulator.star.eating import Done, Eating, take, until, word
from printer_drivers.emulator.star.status import (
    automatic_status,
    identity,
    inquiry,
    inquiry_2,
    print_end,
)
from printer_drivers.emulator.star.tables import (
    CONTROLS_SILENT,
    ESCAPE_SILENT,
    GROUP_SILENT,
    PAGES,
    RECORD_SILENT,
    digit,
)

_ESC, _GS, _RS = 0x1B, 0x1D, 0x1E
FEED_4_MM: Final = 32
"""Dots from line to line as the memory switch comes (`ESC z 1`); the head has 8 in a mm."""
FEED_3_MM: Final = 24
_LARGEST: Final = 5
"""`ESC i`, `ESC W`, `ESC h`: six times the normal size."""
_DESELECT, _SELECT = 0x13, 0x11


class StarInterpreter:
    """Obeys a printer's commands. The head's gate must be `gate`.

    `answer` is called with bytes for the host, `confirm` with those that mean that something is on
    paper now. What is asked in real time (`ESC ACK SOH`) is not answered here: it was when it
    arrived.
    """

    def __init__(
        self,
        head: Head,
        gate: DocumentGate,
        *,
        condition: ConditionSource = lambda: Condition.READY,
        near_end: Callable[[], bool] = lambda: False,
        answer: Callable[[bytes], None] = lambda _: None,
        confirm: Callable[[bytes], None] = lambda _: None,
        clock: Callable[[], float] = lambda: 0.0,
        model: str = "MCP31",
        on_network: bool = False,
    ) -> None:
        self._head = head
        self._gate = gate
        self._condition = condition
        self._near_end = near_end
        self._answer = answer
        self._confirm = confirm
        self._model = model
        self._on_network = on_network
        self._clock = clock
        self._told = 0
        """What had passed the gate when a print end was told last."""
        self.power_on()

    def power_on(self) -> None:
        """All is as after power on, also in the middle of a command."""
        self.tells_changes = self._on_network
        """Whether the automatic status is sent unasked (`ESC RS a`); on networks it always is."""
        self._counter = 0
        """Of ETB, 0 to 31."""
        self._executed = False
        self._print_ends = 0
        """Of `ESC GS ETX`, 0 to 255."""
        self._discarding = Discarding(self._clock)
        self._start_over()

    def feed(self, data: bytes) -> None:
        """Obey bytes."""
        if self._discarding.on:
            data = self._discarding.rest(data)
        for at, byte in enumerate(data):
            try:
                self._eating.send(byte)
            except DiscardError:
                self._start_over()
                self._discarding.start()
                self.feed(data[at + 1 :])
                return

    def status(self) -> bytes:
        """The automatic status as it is now. Told once, an executed ETB is forgotten."""
        told = automatic_status(
            self._condition(),
            near_end=self._near_end(),
            counter=self._counter,
            executed=self._executed,
            on_network=self._on_network,
        )
        self._executed = False
        return told

    def _start_over(self) -> None:
        self._gate.end()
        self._reset()
        self._eating = self._run()
        next(self._eating)

    def _reset(self) -> None:
        """`ESC @`: the settings of power on."""
        self._head.reset()
        self._head.settings.spacing = FEED_4_MM
        self._shift_jis = True  # as the memory switch of a printer for Japan comes
        self._tallest = 1
        """Of the characters on the line, in times the normal height."""

    def _run(self) -> Eating:
        while True:
            byte = yield
            match byte:
                case 0x0A:
                    self._line_feed(self._head.settings.spacing * self._tallest)
                case 0x09:
                    self._head.tab()
                case 0x0E | 0x14:
                    self._wide(1 if byte == 0x0E else 0)
                case 0x0B | 0x0C | 0x0F | 0x12:
                    unknown(bytes([byte]))  # pages, and text upside down
                case 0x17:
                    self._end_of_block()
                case 0x18:
                    self._reset()
                    self._counter, self._executed = 0, False
                case 0x1B:
                    yield from self._escape((yield))
                case _ if byte == _DESELECT:
                    while (yield) != _SELECT:
                        pass
                case _ if byte in CONTROLS_SILENT:
                    self._inquired(byte)
                case _ if byte < 0x20:
                    unknown(bytes([byte]))
                case _:
                    yield from self._character(byte)

    def _inquired(self, byte: int) -> None:
        if byte == 0x05:
            self._answer(bytes([inquiry(self._condition())]))
        elif byte == 0x04:
            self._answer(bytes([inquiry_2(self._condition(), near_end=self._near_end())]))

    def _character(self, byte: int) -> Eating:
        state = self._head.settings
        if state.kanji and 0x21 <= byte <= 0x7E:
            second = yield
            self._placed(state.kanji_down)
            self._head.wide(b"\x1b$B" + bytes([byte, second]), "iso2022_jp")
        elif self._shift_jis and (0x80 <= byte <= 0x9F or byte >= 0xE0):
            second = yield
            if second != 0x7F and second < 0xFD:
                self._placed(state.kanji_down)
                self._head.wide(bytes([byte, second]), "cp932")
        else:
            self._placed(state.ank_down)
            self._head.narrow(byte)

    def _placed(self, height: int) -> None:
        self._tallest = max(self._tallest, height)

    def _line_feed(self, dots: int) -> None:
        self._head.print_line(dots)
        self._tallest = 1

    def _print_rest(self) -> None:
        """What is in the line buffer onto the paper, as many commands do first."""
        if not self._head.at_line_start:
            self._line_feed(self._head.settings.spacing * self._tallest)

    def _wide(self, size: int) -> None:
        if size <= _LARGEST:
            state = self._head.settings
            state.ank_across = state.kanji_across = size + 1

    def _high(self, size: int) -> None:
        if size <= _LARGEST:
            state = self._head.settings
            state.ank_down = state.kanji_down = size + 1

    def _end_of_block(self) -> None:
        """ETB: once what was sent before it is printed, count, and tell."""
        self._print_rest()
        self._gate()
        self._counter = (self._counter + 1) % 32
        self._executed = True
        if self.tells_changes:
            self._confirm(self.status())

    def _escape(self, code: int) -> Eating:
        name = chr(code)
        if name == "\x1d":
            yield from self._group(chr((yield)))
        elif name == "\x1e":
            yield from self._record(chr((yield)))
        elif name == "\x1c":
            yield from take(1 + 2)
            unknown(b"\x1b\x1c")  # logos
        elif (yield from self._escape_text(name)) or (yield from self._escape_line(name)):
            pass
        elif name in ESCAPE_SILENT:
            yield from take(ESCAPE_SILENT[name])
        else:
            unknown(bytes([_ESC, code]))

    def _escape_text(self, name: str) -> Done:
        """`ESC` and what characters look like; False where it is none of these."""
        state = self._head.settings
        match name:
            case "@":
                self._reset()
            case "R":
                state.country = digit((yield))
            case " ":
                state.right_space = digit((yield))
            case "i":
                high = digit((yield))
                wide = digit((yield))
                if max(high, wide) <= _LARGEST:  # else ignored whole
                    self._high(high)
                    self._wide(wide)
            case "W":
                self._wide(digit((yield)))
            case "h":
                self._high(digit((yield)))
            case "\x0e" | "\x14":
                self._high(1 if name == "\x0e" else 0)
            case "E" | "F":
                state.bold = name == "E"
            case "-":
                state.underline = state.kanji_underline = digit((yield)) & 1
            case "_":
                yield
                unknown(b"\x1b_")
            case "4" | "5":
                state.reverse = name == "4"
            case "p" | "q":
                state.kanji = name == "p"
            case "$":
                self._shift_jis = digit((yield)) == 1
            case "s":
                state.kanji_left = digit((yield))
                state.kanji_right = digit((yield))
            case "t":
                state.right_space = digit((yield)) + digit((yield))
            case "&":
                yield from take(3 + 48)
                unknown(b"\x1b&")  # characters of the sender's own
            case _:
                return False
        return True

    def _escape_line(self, name: str) -> Done:
        """`ESC` and lines, pictures, cuts; False where it is none of these."""
        state = self._head.settings
        match name:
            case "a":
                lines = yield
                if lines:
                    self._line_feed(state.spacing * self._tallest)
                    self._head.feed_units(state.spacing * (lines - 1))
            case "z":
                state.spacing = FEED_4_MM if digit((yield)) == 1 else FEED_3_MM
            case "0":
                state.spacing = FEED_3_MM
            case "J" | "I":
                # n/4 and n/8 mm: the line is printed, and this instead of a line is fed
                units = yield
                self._line_feed(units * (2 if name == "J" else 1))
            case "C":
                if (yield) == 0:
                    yield
            case "B" | "D":
                stops = yield from until(0, 255)
                if name == "D":
                    state.tabs = [stop * 12 for stop in stops]
            case "l":
                state.margin = min(self._head.dots - 12, (yield) * 12)
                state.area = min(state.area, self._head.dots - state.margin)
            case "Q":
                columns = yield
                state.area = max(24, min(self._head.dots, columns * 12) - state.margin)
            case "K" | "L" | "X" | "k":
                yield from bit_image(self._head, name)
            case "b":
                yield from barcode(self._head, self._print_rest)
            case "d":
                if digit((yield)) <= 3:
                    self._print_rest()
                    self._head.cut()
            case "#":
                if (yield from until(0, 32)) == b"*\n":
                    self._answer(identity(self._model))
            case "?":
                yield from take(2)
                unknown(b"\x1b?")
            case _:
                return False
        return True

    def _record(self, name: str) -> Eating:
        """`ESC RS x n`."""
        if name == "F":
            self._head.settings.font_b = digit((yield)) == 1
        elif name == "a":
            self.tells_changes = digit((yield)) in {1, 3} or self._on_network
            self._answer(self.status())
        elif name == "E":
            if digit((yield)) == 0:
                self._counter, self._executed = 0, False
        elif name in RECORD_SILENT:
            yield
        else:
            unknown(bytes([_ESC, _RS, ord(name)]))

    def _group(self, name: str) -> Eating:
        """`ESC GS x`."""
        state = self._head.settings
        match name:
            case "t":
                page = yield
                if page not in PAGES:
                    unknown(bytes([_ESC, _GS, ord("t"), page]))
                state.table = PAGES.get(page, 0)
            case "A":
                position = yield from word()
                if position < state.area:  # else ignored
                    self._head.x = position
            case "R":
                steps = yield from word()
                moved = self._head.x + (steps - 65536 if steps > 32767 else steps)
                if 0 <= moved < state.area:
                    self._head.x = moved
            case "a":
                if (where := digit((yield))) <= 2:
                    state.justify = where
            case "S":
                yield from raster(self._head, self._print_rest)
            case "y":
                yield from code(self._head, self._print_rest, self._answer)
            case "x":
                yield from pdf417()
            case "\x03":
                yield from self._print_end()
            case "#":
                yield from until(0, 32)
            case "(" | ")":
                function = yield
                yield from take((yield from word()))
                if name != ")" or function not in b"UI":
                    unknown(bytes([_ESC, _GS, ord(name), function]))
            case _ if name in GROUP_SILENT:
                yield from take(GROUP_SILENT[name])
            case _:
                unknown(bytes([_ESC, _GS, ord(name)]))

    def _print_end(self) -> Eating:
        """`ESC GS ETX s n1 n2`: the print end counter, and a document's start and end."""
        function = yield
        n1 = yield
        n2 = yield
        match digit(function):
            case 0:
                self._answer(print_end(function, n1, n2, self._print_ends))
            case 1:
                self._print_rest()
                is_job = self._gate.passed != self._told
                self._gate()
                self._told = self._gate.passed
                self._print_ends = (self._print_ends + 1) % 256
                say = self._confirm if is_job else self._answer
                say(print_end(function, n1, n2, self._print_ends))
            case 2:
                self._print_ends = 0
            case 3:
                self._reset()
                self._gate.start()
            case 4:
                self._print_rest()
                self._gate.end()
            case _:
                pass  # 5 is how long to wait for data
