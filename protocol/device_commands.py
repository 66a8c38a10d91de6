"""What the server tells a device to do, and what the device says of it.

A command has an id and an end: a device carries out no old one, and a repeated one only once. What
is on a picture of the screen is never personal data: the device leaves it out before it is sent.
"""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, TypeAdapter

from protocol.messages import Message

COMMAND_SECONDS = 30.0
"""How long the server gives a command: whoever pressed the button looks at the answer."""
RESULT_BYTES_MAX = 256 * 1024
"""Of a result; the broker takes no larger packet (systemd/mosquitto/mosquitto.conf)."""
SCREENSHOT_BYTES_MAX = 150_000
"""Of a picture of the screen, as JPEG. Base64 makes it a third larger."""
ROLLS_MAX = 10_000


class _Command(Message):
    id: UUID
    at: AwareDatetime
    """When the server sent it."""
    expires_at: AwareDatetime
    """Afterwards it is not carried out."""


class TestPrint(_Command):
    """Print a paper that says that it is a test."""

    __test__ = False  # pytest takes the name for that of a test

    kind: Literal["test_print"] = "test_print"


class Identify(_Command):
    """Show the device's own name large, and chime: which of them is it?"""

    kind: Literal["identify"] = "identify"


class Screenshot(_Command):
    """Send a picture of the screen, with what is somebody's own left out."""

    kind: Literal["screenshot"] = "screenshot"


class Restart(_Command):
    """End the process; whoever started it starts it again."""

    kind: Literal["restart"] = "restart"


class OpenMaintenance(_Command):
    """Open maintenance on the screen, without a PIN, for a member of staff who stands there."""

    kind: Literal["maintenance"] = "maintenance"


class PaperReplaced(_Command):
    """A whole roll was put in."""

    kind: Literal["paper_changed"] = "paper_changed"
    rolls_left: Annotated[int, Field(ge=0, le=ROLLS_MAX)] | None = None
    """In the cupboard, where somebody has counted; else it is one fewer than before."""


class PutOutOfService(_Command):
    """Serve nobody (「この端末は使えません」), or serve people again."""

    kind: Literal["out_of_service"] = "out_of_service"
    out: bool = True


Command = (
    TestPrint | Identify | Screenshot | Restart | OpenMaintenance | PaperReplaced | PutOutOfService
)


class Pong(Message):
    """The server's answer to a `Ping`."""

    kind: Literal["pong"] = "pong"
    id: UUID
    at: AwareDatetime
    """The server's time."""


command_adapter: TypeAdapter[Command | Pong] = TypeAdapter(
    Annotated[Command | Pong, Field(discriminator="kind")]
)


class CommandRefusal(StrEnum):
    """Why a device did not do what it was told. Closed."""

    MALFORMED = "malformed"
    """It does not parse, or is of a kind that this device does not know."""
    EXPIRED = "expired"
    """It came too late, or the device's clock is wrong."""
    IN_USE = "in_use"
    """Somebody is at the screen."""
    NO_PRINTER = "no_printer"
    NOT_PRINTED = "not_printed"
    """The printer cannot print now, or no paper came out."""
    NO_PICTURE = "no_picture"
    """The screen could not be read."""


class CommandDone(Message):
    """It was done."""

    kind: Literal["done"] = "done"
    id: UUID
    at: AwareDatetime
    """The device's time."""


class ScreenshotTaken(Message):
    """A picture of the screen."""

    kind: Literal["screenshot"] = "screenshot"
    id: UUID
    at: AwareDatetime
    jpeg: Annotated[bytes, Field(max_length=SCREENSHOT_BYTES_MAX)]
    """Base64 in JSON."""
    hidden: bool = False
    """Somebody enters what is their own: all of it is grey."""

    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")


class CommandRefused(Message):
    """It was not done, and why."""

    kind: Literal["refused"] = "refused"
    id: UUID | None
    """None where the command did not say one that could be read."""
    at: AwareDatetime
    """The device's time: a clock that is wrong shows here."""
    reason: CommandRefusal

    def to_json(self) -> bytes:
        """The message as it goes over the wire; an unknown id is said as null."""
        return self.model_dump_json().encode()


class Ping(Message):
    """A device asks the server whether it is heard, and how long that takes."""

    kind: Literal["ping"] = "ping"
    id: UUID
    at: AwareDatetime


CommandResult = CommandDone | ScreenshotTaken | CommandRefused

result_adapter: TypeAdapter[CommandResult | Ping] = TypeAdapter(
    Annotated[CommandResult | Ping, Field(discriminator="kind")]
)
