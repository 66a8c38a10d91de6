"""An emulated Star printer without a line to it: bytes in, pictures and answers out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from PIL import Image, ImageChops

from printer_drivers.emulator.conditions import Condition
from printer_drivers.emulator.glyphs import Glyphs
from printer_drivers.emulator.languages import Mechanism
from printer_drivers.emulator.paper import Roll
from printer_drivers.emulator.star.firmware import StarFirmware, StarPrnt
from printer_drivers.fonts import find_fonts


@cache
def glyphs() -> Glyphs:
    """Drawn once for all tests."""
    return Glyphs(find_fonts())


@dataclass
class Bench:
    """A Star printer's program with a test in place of everything else."""

    condition: Condition = Condition.READY
    on_network: bool = False
    dots: int = 576
    wait: Callable[[], None] = lambda: None
    cleared: Callable[[], None] = lambda: None
    now: float = 0.0
    pages: list[Image.Image] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.firmware: StarFirmware = StarPrnt(
            on_network=self.on_network, clock=lambda: self.now
        ).power_on(
            Mechanism(
                roll=Roll(self.dots),
                glyphs=glyphs(),
                gate=self._gate,
                blade=lambda: None,
                on_cut=self.pages.append,
                say=self.said.append,
                confirm=self.said.append,
                condition=lambda: self.condition,
                near_end=lambda: self.condition is Condition.PAPER_NEAR_END,
                clear=self._clear,
                recover=lambda: None,
            )
        )

    def _gate(self) -> None:
        self.wait()

    def _clear(self) -> None:
        self.cleared()

    def send(self, data: bytes) -> None:
        """As a line hands bytes over: heard first, then obeyed."""
        self.firmware.feed(self.firmware.hear(data, self.said.append))


def draw(data: bytes, dots: int = 576) -> list[Image.Image]:
    """The pictures that bytes become."""
    bench = Bench(dots=dots)
    bench.send(data)
    return bench.pages


def same(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures are alike in every dot."""
    return one.size == other.size and ImageChops.difference(one, other).getbbox() is None
