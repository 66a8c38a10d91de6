"""What kiosks that go on alone ask for, and how staff take back a pass."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from queue_server.domain.alone.events import LentBlock
from queue_server.domain.commands import Command
from queue_server.domain.lives import Doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class LendNumbers(Command):
    """A kiosk wants numbers for when it is cut off."""

    left: Mapping[str, int] = field(default_factory=dict)
    """By service, how many it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackNumbers(Command):
    """A kiosk gives numbers back."""

    day: date
    blocks: tuple[LentBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Command):
    """A number that a kiosk gave alone. Its id is that of the request that got no answer."""

    paper: UUID
    """The visit's id, as the code on the paper has it."""
    spare: UUID
    """The visit's id where that one is another visit's already."""
    letter: str
    sequence: int
    day: date
    issued_at: datetime
    own_clock: bool
    """Whether that is the kiosk's own clock, which may be wrong by hours."""
    place: int
    """How many numbers the kiosk has given alone."""
    services: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    language: str = "ja"
    needs: tuple[str, ...] = ()
    request: UUID | None = None
    """The id of the sealed request that came with it."""
    pass_id: UUID | None = None
    pass_expires_at: datetime | None = None
    doubts: tuple[Doubt, ...] = ()
    """What was found wrong before the rules were asked: its pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequest(Command):
    """A request for which nobody got a paper shall have no effect."""

    request: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokePass(Command):
    """A pass is good no more."""

    pass_id: UUID


AloneCommand = LendNumbers | TakeBackNumbers | Report | WithdrawRequest | RevokePass
