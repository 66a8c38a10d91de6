"""Messages from the broker as events of the session. Pure."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from kiosk.session.events import CatalogueArrived, ReplyArrived, WaitsArrived
from protocol.alone_messages import (
    IssuedReported,
    NumbersLeased,
    NumbersReturned,
    Withdrawn,
)
from protocol.link import Received
from protocol.messages import Catalogue, Refused, TicketReply, Waits
from protocol.passes import VerifyingKey
from protocol.requests import reply_adapter
from protocol.sealed import SealingKey
from protocol.ticket_messages import Cancelled, Rated, TicketShown
from protocol.topics import Topics


class NotUnderstoodError(Exception):
    """A message that is none of the protocol. It changes nothing."""


@dataclass(frozen=True, slots=True)
class AloneAnswered:
    """The server's answer to what this kiosk asked by itself: no session's matter."""

    reply: NumbersLeased | NumbersReturned | IssuedReported | Withdrawn


def event_of(
    received: Received, topics: Topics, kiosk: str
) -> CatalogueArrived | WaitsArrived | ReplyArrived | AloneAnswered:
    """What a message means to the session, or to what the kiosk does by itself.

    Raises:
        NotUnderstoodError: it does not parse, or came on a topic that was not asked for.
    """
    try:
        if received.topic == topics.catalogue:
            catalogue = Catalogue.model_validate_json(received.payload)
            # found out now, and not with somebody at the kiosk
            ZoneInfo(catalogue.time_zone)
            keys = tuple(VerifyingKey.of(entry) for entry in catalogue.pass_keys)
            entry = catalogue.sealing_key
            return CatalogueArrived(
                catalogue, keys, None if entry is None else SealingKey.of(entry)
            )
        if received.topic == topics.waits:
            waits = Waits.model_validate_json(received.payload)
            return WaitsArrived(waits.services, waits.at, kept=received.retained)
        if received.topic == topics.reply(kiosk):
            reply = reply_adapter.validate_json(received.payload)
            if isinstance(reply, TicketReply):
                return ReplyArrived(reply.id, reply, None)
            if isinstance(reply, Refused):
                return ReplyArrived(reply.id, None, reply.reason)
            if isinstance(reply, TicketShown | Cancelled | Rated):
                return ReplyArrived(reply.id, None, None, reply)
            return AloneAnswered(reply)
    except (ValidationError, ValueError, ZoneInfoNotFoundError, OSError) as error:
        # the payload is not repeated: it could be anything
        raise NotUnderstoodError(f"{received.topic}: {type(error).__name__}") from error
    raise NotUnderstoodError(f"{received.topic}: not a topic of this kiosk")
