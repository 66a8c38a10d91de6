"""The touch test's grid: which cells of the glass have been touched. Pure."""

from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class TouchGrid:
    """Cells over the whole window, from the top left corner."""

    columns: int
    rows: int
    touched: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    """Column and row."""

    @classmethod
    def over(cls, width: int, height: int, edge: float) -> Self:
        """A grid of about square cells of `edge` pixels."""
        return cls(max(1, round(width / edge)), max(1, round(height / edge)))

    def cell(self, x: float, y: float, width: float, height: float) -> tuple[int, int] | None:
        """The cell at a point of the window, in pixels from its top left corner."""
        if not (0 <= x < width and 0 <= y < height):
            return None
        return int(x * self.columns / width), int(y * self.rows / height)

    def with_touch(self, cell: tuple[int, int]) -> "TouchGrid":
        """One more cell was touched."""
        return TouchGrid(self.columns, self.rows, self.touched | {cell})

    @property
    def count(self) -> int:
        """How many cells there are."""
        return self.columns * self.rows
