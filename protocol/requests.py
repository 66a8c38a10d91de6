"""All that a kiosk asks, and all that it is answered: a union each, told apart by `kind`."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from protocol.messages import CheckIn, Refused, TakeTicket, TicketReply
from protocol.ticket_messages import (
    Cancel,
    Cancelled,
    Rate,
    Rated,
    Reprint,
    ShowTicket,
    TicketShown,
)

Request = TakeTicket | CheckIn | ShowTicket | Reprint | Cancel | Rate
request_adapter: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="kind")])

Answer = TicketReply | TicketShown | Cancelled | Rated
"""A reply to a request that was not refused."""
Reply = Answer | Refused
reply_adapter: TypeAdapter[Reply] = TypeAdapter(Annotated[Reply, Field(discriminator="kind")])
