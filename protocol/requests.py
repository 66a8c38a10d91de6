"""All that a kiosk asks, and all that it is answered: a union each, told apart by `kind`."""

from typing import Annotated

from pydantic import Field, TypeAdapter

from protocol.alone_messages import (
    IssuedReported,
    LeaseNumbers,
    NumbersLeased,
    NumbersReturned,
    ReportIssued,
    ReturnNumbers,
    Withdraw,
    Withdrawn,
)
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

AloneRequest = LeaseNumbers | ReturnNumbers | ReportIssued | Withdraw
"""What a kiosk asks by itself, with nobody before it, so that it can go on alone."""
AloneReply = NumbersLeased | NumbersReturned | IssuedReported | Withdrawn | Refused

Answer = TicketReply | TicketShown | Cancelled | Rated
"""A reply to a request that was not refused."""
Reply = Answer | Refused
reply_adapter: TypeAdapter[Reply] = TypeAdapter(Annotated[Reply, Field(discriminator="kind")])
