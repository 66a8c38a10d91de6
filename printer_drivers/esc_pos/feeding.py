"""How the paper is moved on after each line, in as few bytes as there are. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from printer_drivers.esc_pos.frames import Feed, LineFeed, LineSpacing
from printer_drivers.shape import Frame

FEED_MAX: Final = 255
"""The most dots of one `ESC J` or `ESC 3`."""


@dataclass(frozen=True, slots=True)
class Advance:
    """What stands in the line is printed, and the paper moves on by so many dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class _Way:
    """How some advances are made: the bytes that they take, and the frames, the last one first."""

    cost: int = 0
    last: tuple[Frame, ...] = ()
    before: "_Way | None" = None

    def then(self, *frames: Frame) -> "_Way":
        return _Way(self.cost + sum(len(frame.encode()) for frame in frames), frames, self)

    def steps(self) -> list[tuple[Frame, ...]]:
        way: _Way | None = self
        found = list[tuple[Frame, ...]]()
        while way is not None and way.before is not None:
            found.append(way.last)
            way = way.before
        return found[::-1]


def with_feeds(steps: Iterable[Frame | Advance]) -> Iterator[Frame]:
    """Commands, with those that move the paper in place of each advance.

    A line ends with `ESC J n`, which prints it and feeds n dots, or with LF where the spacing that
    `ESC 3` set is what it needs (Epson's ESC/POS command reference has all three).
    """
    joined = _joined(steps)
    feeds = iter(_feeds([step.dots for step in joined if isinstance(step, Advance)]))
    for step in joined:
        if isinstance(step, Advance):
            yield from next(feeds)
        else:
            yield step


def _joined(steps: Iterable[Frame | Advance]) -> list[Frame | Advance]:
    """White paper behind a line is fed together with the line."""
    joined = list[Frame | Advance]()
    for step in steps:
        if isinstance(step, Advance):
            if step.dots <= 0:
                continue
            if joined and isinstance(joined[-1], Advance):
                joined[-1] = Advance(joined[-1].dots + step.dots)
                continue
        joined.append(step)
    return joined


def _feeds(advances: Iterable[int]) -> list[tuple[Frame, ...]]:
    """The frames of each advance; of all ways, one with the fewest bytes.

    Looks at every spacing that a document uses, after each of its lines: a handful.
    """
    ways: dict[int | None, _Way] = {None: _Way()}
    for dots in advances:
        most, rest = divmod(dots, FEED_MAX)
        fed = tuple(Feed(size) for size in (FEED_MAX,) * most + (rest,) * (rest > 0))
        after = {
            spacing: way.then(LineFeed()) if spacing == dots else way.then(*fed)
            for spacing, way in ways.items()
        }
        if dots <= FEED_MAX:
            cheapest = min(ways.values(), key=lambda way: way.cost)
            switched = cheapest.then(LineSpacing(dots), LineFeed())
            if dots not in after or switched.cost < after[dots].cost:
                after[dots] = switched
        ways = after
    return min(ways.values(), key=lambda way: way.cost).steps()
