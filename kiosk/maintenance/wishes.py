"""What maintenance asks for. Closed: `kiosk/upkeep.py` does every one."""

from dataclasses import dataclass, field
from uuid import UUID

from kiosk.maintenance.kept import Kept


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Whether these digits are the PIN; the answer is `PinChecked`.

    Without digits only whether there is a PIN.
    """

    digits: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintTest:
    """Put a test on paper; the answers are `TestPrinted`."""

    id: UUID


@dataclass(frozen=True, slots=True)
class ChangeRoll:
    """A whole roll is in. `rolls_left` in the cupboard, else one fewer."""

    rolls_left: int | None = None


@dataclass(frozen=True, slots=True)
class CountRolls:
    """So many rolls are in the cupboard; the one in the printer is the same."""

    rolls_left: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep what staff set."""

    kept: Kept
    sounds: bool = False
    """Let the loudspeaker be heard as it is now."""


@dataclass(frozen=True, slots=True)
class RestartKiosk:
    """End the process so that it is started again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Tell the server what came of its command: done, or why not."""

    command: UUID
    refused: str | None = None
    """A `CommandRefusal`."""


Wish = CheckPin | PrintTest | ChangeRoll | CountRolls | Keep | RestartKiosk | Answer
