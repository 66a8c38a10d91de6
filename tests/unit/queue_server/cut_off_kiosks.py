"""Kiosks that are cut off, give numbers alone and report them when they can, for stateful tests."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from queue_server.domain.alone.events import LentBlock


@dataclass(frozen=True, slots=True)
class Paper:
    """A number that a kiosk gave alone."""

    id: UUID
    visit: UUID
    letter: str
    sequence: int
    day: date
    issued_at: datetime
    """Truly."""
    place: int
    service: str


@dataclass(slots=True)
class Kiosk:
    """What one kiosk keeps on its disk."""

    name: str
    emergency: str
    ahead: timedelta = timedelta()
    """How wrong its clock is."""
    day: date | None = None
    blocks: list[LentBlock] = field(default_factory=list)
    place: int = 0
    last_emergency: int = 0
    emergency_day: date | None = None
    """When it gave that one: on such a day it never begins anew."""
    outbox: list[Paper] = field(default_factory=list)

    def lent(self, day: date, blocks: tuple[LentBlock, ...]) -> None:
        """It was heard, and has these numbers too."""
        if day != self.day:
            self.day, self.blocks = day, []
            if self.emergency_day != day:
                self.last_emergency = 0
        self.blocks.extend(blocks)

    def left(self) -> dict[str, int]:
        """How many numbers it has, by service."""
        found = dict[str, int]()
        for block in self.blocks:
            count = block.last - block.first + 1
            found[block.service] = found.get(block.service, 0) + count
        return found

    def give(self, service: str, *, id_: UUID, visit: UUID, day: date, now: datetime) -> Paper:
        """A number on paper: of its lease, or else of its emergency letter."""
        letter, sequence = self._number(service, day)
        self.place += 1
        paper = Paper(id_, visit, letter, sequence, day, now, self.place, service)
        self.outbox.append(paper)
        return paper

    def _number(self, service: str, day: date) -> tuple[str, int]:
        for at, block in enumerate(self.blocks):
            if block.service == service and day == self.day:
                rest = LentBlock(block.service, block.letter, block.first + 1, block.last)
                self.blocks[at : at + 1] = [rest] if rest.first <= rest.last else []
                return block.letter, block.first
        self.last_emergency += 1
        self.emergency_day = day
        return self.emergency, self.last_emergency
