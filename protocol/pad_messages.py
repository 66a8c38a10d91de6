"""The messages of call pads: three keys at a counter, and a small display for the number.

As all of the protocol: JSON in UTF-8, unknown keys are ignored, and no personal data.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, TypeAdapter

from protocol.messages import Message, Name
from protocol.reasons import PadReason


class PadCallNext(Message):
    """次へ: call whoever is next."""

    kind: Literal["call_next"] = "call_next"
    id: UUID
    """Made by the pad (UUIDv7), one for each press. The same id again acts once."""


class PadRecall(Message):
    """再呼出: call the number at the counter once more."""

    kind: Literal["recall"] = "recall"
    id: UUID
    visit: UUID | None = None
    """Whom the display showed. With it, a pad that is behind cannot act on somebody else."""


class PadFinish(Message):
    """完了: who is at the counter is done here."""

    kind: Literal["finish"] = "finish"
    id: UUID
    visit: UUID | None = None
    """Whom the display showed. With it, a pad that is behind cannot act on somebody else."""


PadRequest = Annotated[PadCallNext | PadRecall | PadFinish, Field(discriminator="kind")]
pad_request_adapter: TypeAdapter[PadCallNext | PadRecall | PadFinish] = TypeAdapter(PadRequest)


class PadDone(Message):
    """The press was carried out, and is durable."""

    kind: Literal["pad_done"] = "pad_done"
    id: UUID
    number: str | None
    """Whom it was about; None where that was on an earlier day."""
    visit: UUID | None
    """The same, as `recall` and `finish` name it."""
    waiting: Annotated[int, Field(ge=0)]
    """How many waited for this counter's services when it was carried out."""
    sequence: Annotated[int, Field(ge=0)]
    """Position in the journal at that moment: a display with less is older than this answer."""

    def to_json(self) -> bytes:
        """The message as it goes over the wire; small devices like every key to be there."""
        return self.model_dump_json().encode()


class PadRefused(Message):
    """A press that changed nothing, and why."""

    kind: Literal["refused"] = "refused"
    id: UUID | None
    """None where the request did not say one that could be read."""
    reason: PadReason

    def to_json(self) -> bytes:
        """The message as it goes over the wire; an unknown id is said as null."""
        return self.model_dump_json().encode()


PadReply = Annotated[PadDone | PadRefused, Field(discriminator="kind")]
pad_reply_adapter: TypeAdapter[PadDone | PadRefused] = TypeAdapter(PadReply)


class PadDisplay(Message):
    """All that a pad's small display shows. Retained: a pad that has just started shows it."""

    pad: Name
    counter: Name
    counter_name: str
    status: Literal["open", "paused", "closed"]
    """Of the counter."""
    number: str | None
    """Who is at the counter or called to it, None for nobody."""
    visit: UUID | None
    """The same, as `recall` and `finish` name it."""
    calls: Annotated[int, Field(ge=0)]
    """How often that number was called."""
    waiting: Annotated[int, Field(ge=0)]
    """How many wait for this counter's services."""
    sequence: Annotated[int, Field(ge=0)]
    """Position in the journal that this shows; never falls on one connection."""
    at: AwareDatetime
    """When it was made. The server repeats it, so an old one means a pad cut off."""

    def to_json(self) -> bytes:
        """The message as it goes over the wire; small devices like every key to be there."""
        return self.model_dump_json().encode()
