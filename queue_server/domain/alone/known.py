"""What a site knows of its kiosks that go on alone: a part of its state."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from immutables import Map

from queue_server.domain.alone.events import LentBlock
from queue_server.domain.lives import Doubt


@dataclass(frozen=True, slots=True)
class Lent:
    """Numbers that one kiosk may give today, and nobody else."""

    kiosk: str
    service: str
    first: int
    last: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Placed:
    """A number that a kiosk gave alone today."""

    place: int
    issued_at: datetime
    after: int
    """The position in the journal that it follows."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A number that was given alone, whatever became of it."""

    visit: UUID
    kiosk: str
    number: str
    day: date
    issued_at: datetime
    at: datetime
    """When it was reported."""
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class LeaseAnswer:
    """The answer to a kiosk that wants numbers."""

    at: datetime
    day: date
    blocks: tuple[LentBlock, ...]
    visit: UUID | None = None
    """Always None: it is about nobody."""


@dataclass(frozen=True, slots=True)
class EmergencyLetter:
    """What the emergency numbers of a kiosk begin with."""

    letter: str
    at: datetime
    """When it was told last."""


@dataclass(frozen=True, slots=True)
class Alone:
    """Numbers lent and given alone, requests withdrawn, passes taken back."""

    lent: Map[str, tuple[Lent, ...]] = field(default_factory=Map)
    """By letter, what is lent today and was not returned, in the order of the numbers."""
    given: Map[str, tuple[int, ...]] = field(default_factory=Map)
    """By letter, what kiosks gave alone today, in the order of the numbers."""
    placed: Map[str, tuple[Placed, ...]] = field(default_factory=Map)
    """By kiosk, what it gave alone today, in the order in which it did."""
    papers: Map[UUID, UUID] = field(default_factory=Map)
    """The visits of today that have another id on paper, by that."""
    reported: Map[UUID, Reported] = field(default_factory=Map)
    """By the id of what was asked for; of the last weeks."""
    withdrawn: Map[UUID, datetime] = field(default_factory=Map)
    """Requests for which no number is given any more."""
    revoked: Map[UUID, datetime] = field(default_factory=Map)
    """Passes that are good no more, and since when."""
    letters: Map[str, EmergencyLetter] = field(default_factory=Map)
    """By kiosk; of the last weeks."""

    def letters_kept(self) -> Mapping[str, str]:
        """The letters that kiosks have been told, by kiosk."""
        return {kiosk: one.letter for kiosk, one in self.letters.items()}

    def is_taken(self, letter: str, sequence: int) -> int | None:
        """The end of the numbers around one that the server must not give; None where it may."""
        for lent in self.lent.get(letter, ()):
            if lent.first <= sequence <= lent.last:
                return lent.last
        given = self.given.get(letter, ())
        at = bisect_left(given, sequence)
        return sequence if given[at : at + 1] == (sequence,) else None

    def spans(self, letter: str) -> Iterator[tuple[int, int]]:
        """All numbers of a letter that are lent or were given alone, first and last."""
        for lent in self.lent.get(letter, ()):
            yield lent.first, lent.last
        for sequence in self.given.get(letter, ()):
            yield sequence, sequence

    def lent_to(self, kiosk: str, letter: str, sequence: int) -> Lent | None:
        """What was lent to a kiosk with this number among it."""
        return next(
            (
                lent
                for lent in self.lent.get(letter, ())
                if lent.kiosk == kiosk and lent.first <= sequence <= lent.last
            ),
            None,
        )

    def outstanding(self, kiosk: str, service: str) -> int:
        """How many numbers of a service are lent to a kiosk that it has not reported."""
        total = 0
        for letter, blocks in self.lent.items():
            given = self.given.get(letter, ())
            for lent in blocks:
                if lent.kiosk == kiosk and lent.service == service:
                    used = bisect_left(given, lent.last + 1) - bisect_left(given, lent.first)
                    total += lent.last - lent.first + 1 - used
        return total

    def lent_by_service(self, kiosk: str) -> dict[str, tuple[int, int]]:
        """How many numbers a kiosk was lent today, and how many of them it has not reported, of
        those services of which it was lent any.
        """
        lent = Counter[str]()
        for blocks in self.lent.values():
            for one in blocks:
                if one.kiosk == kiosk:
                    lent[one.service] += one.last - one.first + 1
        return {name: (lent[name], self.outstanding(kiosk, name)) for name in sorted(lent)}
