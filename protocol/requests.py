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
"""What a kiosk asks for somebody who stands before it."""
AloneRequest = LeaseNumbers | ReturnNumbers | ReportIssued | Withdraw
"""What a kiosk asks by itself, with nobody before it, so that it can go on alone."""
AnyRequest = Request | AloneRequest
request_adapter: TypeAdapter[AnyRequest] = TypeAdapter(
    Annotated[AnyRequest, Field(discriminator="kind")]
)

Answer = TicketReply | TicketShown | Cancelled | Rated
"""A reply to a request that was not refused."""
Reply = Answer | Refused
AloneReply = NumbersLeased | NumbersReturned | IssuedReported | Withdrawn | Refused
AnyReply = Reply | AloneReply
reply_adapter: TypeAdapter[AnyReply] = TypeAdapter(Annotated[AnyReply, Field(discriminator="kind")])
