"""Text in its style, as the commands of any language: what is set already is not sent again."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from printer_drivers.characters import printer_bytes
from printer_drivers.documents import Alignment
from printer_drivers.lines import CELL_DOTS, TextLine
from printer_drivers.shape import Characters, Frame

_JUSTIFY: Final[dict[Alignment, int]] = {"left": 0, "center": 1, "right": 2}


@dataclass(frozen=True, slots=True)
class StyleCommands:
    """How a command language sets what text looks like."""

    justify: Callable[[int], Frame]
    """0 left, 1 centre, 2 right."""
    size: Callable[[int, int], Frame]
    """Times the normal size, across and down."""
    emphasis: Callable[[bool], Frame]
    position: Callable[[int], Frame]
    """Where the next character stands, in dots from the left."""
    gap_min: int
    """Spaces from which on a position is shorter than they are."""


class Style:
    """What a printer is set to, so that only changes are sent. At first as `ESC @` leaves it."""

    def __init__(self, commands: StyleCommands) -> None:
        self._commands = commands
        self._words = re.compile(rf"( *)([^ ]+(?: {{1,{commands.gap_min - 1}}}[^ ]+)*)")
        self._scale = (1, 1)
        self._bold = False
        self._alignment: Alignment = "left"

    def align(self, alignment: Alignment) -> Iterator[Frame]:
        """Where lines stand from now on."""
        if alignment != self._alignment:
            self._alignment = alignment
            yield self._commands.justify(_JUSTIFY[alignment])

    def set(self, across: int, down: int, *, bold: bool) -> Iterator[Frame]:
        """What characters look like from now on."""
        if (across, down) != self._scale:
            self._scale = (across, down)
            yield self._commands.size(across, down)
        if bold != self._bold:
            self._bold = bold
            yield self._commands.emphasis(bold)

    def text(self, line: TextLine, scale: int) -> Iterator[Frame]:
        """A line's words, `scale` times the normal size both ways, and nothing behind them."""
        cells = 0
        for span in line.spans:
            for text, gap in self._pieces(span.text):
                if gap or text:
                    # spaces, too, are as wide as the size that is set
                    yield from self.set(scale, scale, bold=span.bold)
                if gap >= self._commands.gap_min and line.align == "left":
                    cells += gap
                    yield self._commands.position(cells * CELL_DOTS * scale)
                elif gap:
                    cells += gap
                    yield Characters(b" " * gap)
                data = printer_bytes(text)
                if data:
                    yield Characters(data)
                    cells += len(data)

    def rule(self, cells: int, largest: int) -> Iterator[Frame]:
        """Box drawing characters, as few and as wide as make exactly the line: 6 bytes, not 48."""
        characters = cells // 2
        across = max(times for times in range(1, largest + 1) if characters % times == 0)
        yield from self.set(across, 1, bold=False)
        yield Characters("─".encode("cp932") * (characters // across))

    def _pieces(self, text: str) -> Iterator[tuple[str, int]]:
        """Words, and the spaces before each."""
        for match in self._words.finditer(text):
            yield match.group(2), len(match.group(1))
        yield "", len(text) - len(text.rstrip(" "))
