"""The touch test on the glass: every cell that a finger has been in is coloured, and a cross over
the whole screen shows where it is now.
"""

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, InstructionGroup, Line, Rectangle
from kivy.uix.widget import Widget

from kiosk.maintenance.touch_grid import TouchGrid
from kiosk.page import Box
from kiosk.theme import ERROR, LINE, PRIMARY_LINE, Theme


class TouchBoard(Widget):  # type: ignore[misc]  # Kivy has no types
    """A grid over the whole window. What is below `left_alone` is touched as ever."""

    def __init__(
        self, theme: Theme, edge: float, left_alone: tuple[Box, ...], touched: Callable[[], None]
    ) -> None:
        """`edge` of a cell in pixels. `touched` is told of each finger that comes down."""
        super().__init__(
            pos=(0, 0), size=(theme.width, theme.window_height), size_hint=(None, None)
        )
        self.grid = TouchGrid.over(theme.width, theme.window_height, edge)
        self.edge = edge
        self._left_alone = left_alone
        self._touched = touched
        self._theme = theme
        self._cells = InstructionGroup()
        self._lines = InstructionGroup()
        self._cross = InstructionGroup()
        self._draw_grid()
        for group in (self._cells, self._lines, self._cross):
            self.canvas.add(group)

    def on_touch_down(self, touch: Any) -> bool:
        """A finger comes down."""
        if any(box.holds(touch.x, self.height - touch.y) for box in self._left_alone):
            return False
        self._touched()
        self._at(touch)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """It moves."""
        self._at(touch)
        return False

    def _at(self, touch: Any) -> None:
        y = self.height - touch.y
        cell = self.grid.cell(touch.x, y, self.width, self.height)
        if cell is None:
            return
        # not what lies between two points: a stripe of the glass that feels nothing would be hidden
        if cell not in self.grid.touched:
            self.grid = self.grid.with_touch(cell)
            self._colour(cell)
        self._cross.clear()
        self._cross.add(Color(*ERROR))
        width = self._theme.px(2)
        self._cross.add(Line(points=[touch.x, 0, touch.x, self.height], width=width))
        self._cross.add(Line(points=[0, touch.y, self.width, touch.y], width=width))

    def _colour(self, cell: tuple[int, int]) -> None:
        column, row = cell
        wide, high = self.width / self.grid.columns, self.height / self.grid.rows
        box = Box(column * wide, row * high, wide, high)
        if self._below_another(box):
            return
        self._cells.add(Color(*PRIMARY_LINE))
        self._cells.add(
            Rectangle(pos=(box.x, self.height - box.bottom), size=(box.width, box.height))
        )

    def _below_another(self, box: Box) -> bool:
        return any(
            box.x < each.right
            and each.x < box.right
            and box.y < each.bottom
            and each.y < box.bottom
            for each in self._left_alone
        )

    def _draw_grid(self) -> None:
        wide, high = self.width / self.grid.columns, self.height / self.grid.rows
        self._lines.add(Color(*LINE))
        for column in range(self.grid.columns):
            for row in range(self.grid.rows):
                box = Box(column * wide, row * high, wide, high)
                if not self._below_another(box):
                    lower = self.height - box.bottom
                    self._lines.add(Line(rectangle=(box.x, lower, wide, high), width=1))
